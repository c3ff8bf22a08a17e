"""Whether pupils without a seat could still be given one, everybody else staying where they are."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from planner.plan import SchoolRow, ShortfallReason, ShortfallRow
from planner.reading.rules_off import RuleOff, rules_given, without
from planner.verifying.facts import SchoolFacts, Trip, class_size_of, offers
from planner.verifying.money import limits_of_spending
from planner.verifying.moved_again import would_move_again
from planner.verifying.moving import may_move_too
from planner.verifying.multigrade import mixed_classes
from planner.verifying.nearest import open_school_passed, passes_one_that_stays, schools_passed
from planner.verifying.receiving import can_be_no_receiver, is_no_receiver
from planner.verifying.reserve import yuan_to_leave_free
from planner.verifying.rows import Case, others_open_at_site
from planner.verifying.rules import pupils_off
from planner.verifying.same_town import pair_of
from planner.verifying.schools import least_pupils
from planner.verifying.together import is_torn_apart_at
from planner.verifying.whole_school import Asked, bands_asked, missing_in

_PUPILS_OFF = 1e-3
"""Where shares are summed, the last seat may be taken to be there or not."""
_YUAN_OFF = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """A plan before the judge, and what it has used up."""

    case: Case
    merged: Mapping[int, int]
    """year: schools merged."""
    spent_yuan: Mapping[int, float]
    """year: one-off yuan for what is in use by then."""
    passed: frozenset[tuple[str, int]]
    """Schools and years that may not be opened beside those which are: pupils of the plan pass by (`rules.nearest`)."""
    bands: Asked
    """Schools, years and bands of which a school that is open needs pupils (`rules.whole_school`)."""


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Pupils who ask for a seat in a year."""

    year: int
    pupils: Mapping[str, float]
    """By grade."""
    pupils_off: float
    """More pupils than there are, or fewer: what rounding may hide."""
    yuan_off: float

    @property
    def heads(self) -> float:
        """All of them, and what rounding may hide."""
        return sum(self.pupils.values()) + self.pupils_off


def standing_of(case: Case, spent_yuan: Mapping[int, float]) -> Standing:
    """Count what is merged in each year."""
    merged = {
        year: sum(
            facts.of_merged_kind and not case.rows[school_id, year].open
            for school_id, facts in case.facts.schools.items()
        )
        for year in case.years
    }
    passed, bands = schools_passed(case), bands_asked(case)
    return Standing(case=case, merged=merged, spent_yuan=spent_yuan, passed=passed, bands=bands)


def standings_without(standing: Standing) -> dict[RuleOff, Standing]:
    """Return how the plan stands, were each of the rules that its scenario asks for left out alone."""
    case, found = standing.case, {}
    for rule in rules_given(case.facts.scenario):
        facts = replace(case.facts, scenario=without(case.facts.scenario, rule))
        found[rule] = standing_of(replace(case, facts=facts, asked=None), standing.spent_yuan)
    return found


def wrongly_kept_out(standing: Standing, without_rules: Mapping[RuleOff, Standing], row: ShortfallRow) -> list[RuleOff]:
    """Return the rules that a row of the shortfall names and that do not keep its pupils out, or that it should name.

    A rule keeps them out where they could not be seated, and could were it alone left out (`could_be_seated`).
    """
    seated, named = could_be_seated(standing, row), set(row.kept_out_by or ())
    wrong = named - without_rules.keys()
    for rule, other in without_rules.items():
        freely = could_be_seated(other, row)
        may_be, may_not_be = False in seated and True in freely, True in seated or False in freely
        if not (may_be if rule in named else may_not_be):
            wrong.add(rule)
    return sorted(wrong)


def reasons_that_hold(standing: Standing, row: ShortfallRow) -> frozenset[ShortfallReason]:
    """Return the reason that a row of the shortfall has; two, where it hangs on the rounding of shares or yuan.

    Pupils could be seated where every rule allows it with everybody else where they are: rooms and beds added up to
    the site's maxima and the budget, a school that is not open opened where decision and merge counts allow. Under
    `split` one pupil is enough, the same share of each grade.
    """
    case = standing.case
    near = any(case.rows[school_id, row.year].open for school_id, _ in _trips(case, row))
    unseated: ShortfallReason = "no_room_in_reach" if near else "no_school_in_reach"
    return frozenset("dearer_than_the_price" if has else unseated for has in could_be_seated(standing, row))


def could_be_seated(standing: Standing, row: ShortfallRow) -> frozenset[bool]:
    """Return whether the pupils could be seated; both, where it hangs on the rounding of shares or yuan."""
    case, home = standing.case, (row.settlement_id, row.year, row.grade_band)
    trips = dict(_trips(case, row))
    return frozenset(
        any(
            _has_seat(standing, asked, school_id, trip)
            and not _is_passed_by(standing, row, school_id, trip)
            and not is_no_receiver(case, home, school_id)
            and not is_torn_apart_at(case, home, school_id)
            and not would_move_again(case, home, school_id)
            and may_move_too(case, home, school_id, asked.heads)
            for school_id, trip in trips.items()
        )
        for asked in _asked(case, row)
    )


def _trips(case: Case, row: ShortfallRow) -> Iterator[tuple[str, Trip]]:
    """Yield the schools that the pupils may attend, were they open."""
    band = case.facts.scenario.grade_bands[row.grade_band]
    for school_id in case.facts.schools_near.get(row.settlement_id, ()):
        school = case.facts.schools[school_id]
        if school.decision != "close" and offers(school, band):
            trip = pair_of(case.facts, row.settlement_id, school_id, band)
            home = (row.settlement_id, row.year, row.grade_band)
            if trip is None or can_be_no_receiver(case, home, school_id) or passes_one_that_stays(case, home, trip):
                continue
            yield school_id, trip


def _asked(case: Case, row: ShortfallRow) -> Iterator[_Asked]:
    """Yield what a seat is asked for; twice where rounding may matter."""
    scenario = case.facts.scenario
    whole, total = scenario.rules.assignment.mode == "whole", sum(row.pupils.values())
    part = 1.0 if whole else min(1.0, 1.0 / total) if total else 0.0
    pupils = {grade: part * amount for grade, amount in row.pupils.items() if amount}
    off = 0.0 if whole else _PUPILS_OFF
    for sign in (-1.0, 1.0) if off or scenario.budget_yuan is not None else (0.0,):
        yield _Asked(year=row.year, pupils=pupils, pupils_off=sign * off, yuan_off=sign * _YUAN_OFF)


class _Needs(NamedTuple):
    """What a school must have room for."""

    classes: int
    boarders: float


def _has_seat(standing: Standing, asked: _Asked, school_id: str, trip: Trip) -> bool:
    """Whether the school has room for them, and may be open if it is not."""
    case, school = standing.case, standing.case.facts.schools[school_id]
    sent = case.pupils.get((school_id, asked.year), {})
    if sum(sent.values()) + asked.heads > school.pupils_max + pupils_off(school.pupils_max):
        return False
    classes = _classes(case, school_id, sent, asked)
    most = case.facts.scenario.rules.max_classes_per_school
    beds = case.boarders.get((school_id, asked.year), 0.0) + asked.heads if trip.mode == "board" else 0.0
    if classes > min(school.classrooms_max, math.inf if most is None else most) or beds > school.beds_max:
        return False
    needs = _Needs(classes=classes, boarders=beds)
    return _may_be_open(standing, asked, school_id) and _is_paid_for(standing, asked, school_id, needs)


def _is_passed_by(standing: Standing, row: ShortfallRow, school_id: str, trip: Trip) -> bool:
    """Whether pupils seated there would pass a much nearer open school, or others this one, were it opened for them."""
    case = standing.case
    opened = [] if case.rows[school_id, row.year].open else _years_opened(case, school_id, row.year)
    home = (row.settlement_id, row.year, row.grade_band)
    return bool(open_school_passed(case, home, trip)) or any((school_id, each) in standing.passed for each in opened)


def _classes(case: Case, school_id: str, sent: Mapping[str, float], asked: _Asked) -> int:
    """Return the classes of the school with them, all grades together."""
    bands = case.facts.scenario.grade_bands.values()
    return sum(_classes_of_band(case, school_id, sent, asked, tuple(band.grades)) for band in bands)


def _classes_of_band(
    case: Case, school_id: str, sent: Mapping[str, float], asked: _Asked, grades: tuple[str, ...]
) -> int:
    """Return the fewer of the classes of each grade by itself and of all together, where these may be."""
    found, there = 0, {}
    for grade in grades:
        size = class_size_of(case.facts.scenario, grade)
        pupils = sent.get(grade, 0.0) + asked.pupils.get(grade, 0.0)
        if size is not None and pupils > 0:
            off = asked.pupils_off if grade in asked.pupils else -pupils_off(pupils)
            found += math.ceil((pupils + off) / size)
            there[grade] = pupils + max(off, 0.0)
    mixed = mixed_classes(case.facts.scenario, case.facts.schools[school_id], there)
    return found if mixed is None else min(found, mixed)


def _may_be_open(standing: Standing, asked: _Asked, school_id: str) -> bool:
    """Whether it is open, or decision, least pupils, merge counts and the order of years allow that it were."""
    case, school, year = standing.case, standing.case.facts.schools[school_id], asked.year
    if case.rows[school_id, year].open:
        return True
    merge = case.facts.scenario.rules.merge
    if school.decision != "free" or (school.existing and merge is None):
        return False
    opened = _years_opened(case, school_id, year)
    if any(others_open_at_site(case, school_id, each) for each in opened):
        return False
    if any(_lacks_pupils(standing, asked, school_id, each) for each in opened):
        return False
    if merge is None or not school.of_merged_kind:
        return True
    least = merge.least or 0 if merge.exactly is None else merge.exactly
    by_year = merge.by_year or {}
    planned = case.facts.scenario.years
    until = [row.year for row in case.history(school_id) if row.year in planned and row.year <= year and not row.open]
    return all(standing.merged[each] - 1 >= max(least, by_year.get(each, 0)) for each in until)


def _lacks_pupils(standing: Standing, asked: _Asked, school_id: str, year: int) -> bool:
    """Whether the school, opened for them, would lack pupils, in all or of a grade, in a year in which it opens."""
    case, here = standing.case, year == asked.year
    if year in case.facts.scenario.outlook_years:
        return False
    if (asked.heads if here else 0.0) < least_pupils(case.facts.scenario, case.facts.schools[school_id]):
        return True
    off = asked.pupils_off / max(len(asked.pupils), 1)  # rounding may hide some
    come = {grade: pupils + off for grade, pupils in asked.pupils.items()} if here else {}
    bands = standing.bands.get((school_id, year), frozenset())
    return any(missing_in(case, school_id, bands, come))


def _years_opened(case: Case, school_id: str, year: int) -> list[int]:
    """Return the years in which a school would be open beside those in which it is, were it open in this one."""
    school = case.facts.schools[school_id]
    last = case.facts.scenario.years[-1]
    rows = (row for row in case.history(school_id) if not row.open)
    return [row.year for row in rows if _goes_with(school, min(row.year, last), min(year, last))]


def _goes_with(school: SchoolFacts, other_year: int, year: int) -> bool:
    """Whether the school must be open in the other year too, were it open in this one; both are planning years."""
    return other_year <= year if school.existing else other_year >= year


def _is_paid_for(standing: Standing, asked: _Asked, school_id: str, needs: _Needs) -> bool:
    """Whether the budget still pays for the site, the rooms and the beds, by every year that has a limit."""
    school, since = standing.case.facts.schools[school_id], min(asked.year, standing.case.facts.scenario.years[-1])
    rows = {row.year: row for row in standing.case.history(school_id) if row.year >= since}
    module = standing.case.facts.scenario.rules.bed_module
    free = yuan_to_leave_free(standing.case, school_id, asked.year, needs.classes)
    if math.isinf(free):
        return False
    return all(
        standing.spent_yuan[year] + free + _one_off_yuan(school, rows[year], needs, module) + asked.yuan_off <= limit
        for _, year, limit in limits_of_spending(standing.case)
        if year in rows
    )


def _one_off_yuan(school: SchoolFacts, row: SchoolRow, needs: _Needs, module: int) -> float:
    """Return what classes and boarders at a school ask beyond what is spent on it by a year; beds by whole modules."""
    rooms = max(needs.classes - school.classrooms - row.classrooms_added, 0)
    beds = max(math.ceil(needs.boarders - pupils_off(needs.boarders)) - school.beds - row.beds_added, 0)
    beds = math.ceil(beds / module) * module
    built = 0.0 if school.existing or row.open else school.build_yuan
    return built + rooms * school.classroom_yuan + beds * school.bed_yuan
