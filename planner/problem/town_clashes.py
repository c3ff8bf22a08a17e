"""Where `rules.towns` leaves no plan: too few schools could be open in a town, or the budget cannot pay for them."""

from collections.abc import Iterator

import numpy as np

from planner.language import Text
from planner.problem.problem import Decision, Flags, Problem

_NAMED = 5


def towns_without_schools(problem: Problem) -> Iterator[Text]:
    """Yield towns that need more schools than may be open there, of each site one."""
    may = problem.school_decision != Decision.CLOSE
    for place, (key, town) in enumerate(problem.town_names):
        counts, least = problem.town_counts[place], int(problem.town_least[place].max())
        there = len(np.unique(problem.school_site[counts & may]))
        if there < least:
            beds = ("with beds or room for them, ", "、有床位或可设床位") if problem.town_beds[place] else ("", "")
            closed = counts & ~may
            shut = f", and decisions close {_named(problem, closed)}" if closed.any() else ""
            shut_zh = f"，另有已定撤销或不建的 {_named(problem, closed)}" if closed.any() else ""
            yield Text(
                f"rules.towns.{key}: {least} asks for more schools in {town!r} than there may be: {there} that offer "
                f"all grades of the stage, {beds[0]}may be open there{shut}",
                f"要求“{town}”至少有 {least} 所（rules.towns.{key}），而该乡镇可以开办、"
                f"开设该学段全部年级{beds[1]}的学校只有 {there} 所{shut_zh}",
            )


def merges_towns_bar(problem: Problem, year: int) -> tuple[int, str]:
    """Return how many schools that may be merged must stay for their towns in a year at least, and the rules.

    Of each town the rule that keeps most, for one school may serve several; sites are taken to be built before a school
    stays.
    """
    may_go = problem.school_mergeable & (problem.school_decision == Decision.FREE)
    others = ~may_go & (problem.school_decision != Decision.CLOSE)
    kept: dict[str, tuple[int, str]] = {}
    for place, (key, town) in enumerate(problem.town_names):
        counts = problem.town_counts[place]
        stay = int(problem.town_least[place, year]) - int((counts & others).sum())
        kept[town] = max(kept.get(town, (0, "")), (stay, f"rules.towns.{key}: {town}"))
    names = [name for count, name in kept.values() if count > 0]
    more = "" if len(names) <= _NAMED else ", …"
    return sum(max(count, 0) for count, _ in kept.values()), ", ".join(names[:_NAMED]) + more


def least_town_yuan(problem: Problem) -> tuple[float, str]:
    """Return one-off yuan that towns need by the first year at least, and the keys and towns that need some.

    Of each town the dearest of its rules, for one school may serve several: building that is not decided anyway, and
    first beds, at the cheapest schools.
    """
    free, kept = (problem.school_decision == each for each in (Decision.FREE, Decision.KEEP))
    build = np.where(free & ~problem.school_existing, problem.school_build_yuan, 0.0)
    beds = np.where(problem.school_beds == 0, problem.bed_module * problem.school_bed_yuan, 0.0)
    needed: dict[str, tuple[float, str]] = {}
    for place, (key, town) in enumerate(problem.town_names):
        least = int(problem.town_least[place, 0])
        yuan = np.sort((build + beds * problem.town_beds[place])[problem.town_counts[place] & (free | kept)])
        dearest = (float(yuan[:least].sum()), f"rules.towns.{key}: {town}")
        needed[town] = max(needed.get(town, (0.0, "")), dearest)
    paid = [(yuan, name) for yuan, name in needed.values() if yuan > 0]
    more = "" if len(paid) <= _NAMED else ", …"
    return sum(yuan for yuan, _ in paid), ", ".join(name for _, name in paid[:_NAMED]) + more


def _named(problem: Problem, schools: Flags) -> str:
    """Name the first few schools."""
    ids = [problem.school_ids[school] for school in np.nonzero(schools)[0]]
    return ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")
