"""First beds: what `rules.towns` asks of schools that have no bed yet, to be boarding schools.

    a school is a boarding school in a year:  open, and beds + beds added >= 1
    a town lacks:  max(least - boarding schools that count, 0)

Beds follow from boarders; where these bring too few boarding schools, a bed, or a module of them, is added at open
schools that count, the cheapest first.
"""

import numpy as np

from planner.problem.outlook import first_year_needed, running_totals
from planner.problem.problem import Decision, Flags, Floats, Ints, Problem


def bedless(problem: Problem) -> Flags:
    """(school): counts as a boarding school of its town once it has a bed, and may have one, and has none."""
    if not problem.town_beds.any():
        return np.zeros(problem.n_schools, dtype=bool)
    asked = problem.town_counts[problem.town_beds].any(axis=0)
    found: Flags = asked & (problem.school_beds == 0) & (problem.school_decision != Decision.CLOSE)
    return found


def of_bedless(problem: Problem, flags: Flags) -> Flags:
    """Return flags of the schools that are `bedless`, shape (bedless school, year), as flags (school, year)."""
    found = np.zeros((problem.n_schools, problem.n_years), dtype=bool)
    found[bedless(problem)] = flags
    return found


def boarding_schools(problem: Problem, opened: Flags, beds_added: Ints) -> Flags:
    """(school, year): open, and with a bed; `opened` and `beds_added` have that shape."""
    found: Flags = opened & (problem.school_beds[:, None] + beds_added > 0)
    return found


def with_first_beds(problem: Problem, opened: Flags, beds_added: Ints, chosen: Flags | None = None) -> Ints:
    """Return the beds added, running totals (school, year), and a bed more where a town lacks boarding schools.

    `chosen` (school, year) are schools that were chosen to be boarding schools: where they are enough, no others are.
    Else the cheapest are taken year by year, of equals the one that stays open longest: that is cheapest for one year,
    and may not be for several.
    """
    if not problem.town_beds.any() or not bedless(problem).any():
        return beds_added
    if chosen is not None:
        firsts = running_totals(problem, (chosen & bedless(problem)[:, None]).astype(np.int64))
        beds: Ints = np.maximum(beds_added, problem.bed_module * firsts)
        if not _lacking(problem, opened, beds).any():
            return beds
    beds = beds_added.copy()
    for year in range(problem.n_years):
        for rule in np.nonzero(_lacking(problem, opened, beds)[:, year])[0]:
            for school in _cheapest(problem, opened, beds, (int(rule), year)):
                since = first_year_needed(problem, year)
                beds[school, since:] = np.maximum(beds[school, since:], problem.bed_module)
    return beds


def _lacking(problem: Problem, opened: Flags, beds_added: Ints) -> Ints:
    """(rule, year): boarding schools that its town lacks; 0 of rules that ask for no beds."""
    there = problem.town_counts.astype(np.int64) @ boarding_schools(problem, opened, beds_added)
    lacking: Ints = np.maximum(problem.town_least - there, 0) * problem.town_beds[:, None]
    return lacking


def _cheapest(problem: Problem, opened: Flags, beds_added: Ints, place: tuple[int, int]) -> Ints:
    """Return the schools at which a rule's town adds a bed in a year, as many as it lacks or as there are."""
    rule, year = place
    without = opened[:, year] & ~boarding_schools(problem, opened, beds_added)[:, year]
    schools = np.nonzero(problem.town_counts[rule] & without & (problem.school_beds_max > 0))[0]
    open_years = opened[schools, year:].sum(axis=1)
    order = np.lexsort((-open_years, problem.school_bed_yuan[schools]))
    found: Ints = schools[order][: _lacking(problem, opened, beds_added)[rule, year]]
    return found


def most_first_bed_yuan(problem: Problem) -> float:
    """Return one-off yuan that first beds cost at most: in each town the dearest, as many as its rules ask for."""
    if not problem.town_beds.any():
        return 0.0
    yuan, without = 0.0, bedless(problem)
    for rule in np.nonzero(problem.town_beds)[0]:
        dearest: Floats = np.sort(problem.school_bed_yuan[problem.town_counts[rule] & without])[::-1]
        yuan += problem.bed_module * float(dearest[: int(problem.town_least[rule].max())].sum())
    return yuan
