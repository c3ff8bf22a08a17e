"""Whether pupils attend a school much farther than the nearest one that is open."""

import math
from collections.abc import Iterator

from planner.reading.scenario import GradeBand
from planner.verifying.facts import Facts, Trip, offers, trip_within_limits
from planner.verifying.rows import Case
from planner.verifying.rules import TOLERANCE


def much_nearer_schools(case: Case, home: tuple[str, int, str], trip: Trip) -> Iterator[str]:
    """Yield the schools, open or not, that pupils on a trip pass by more than `rules.nearest` allows.

    `home` is settlement_id, year and grade band. Counted are schools that offer the band and lie within its day limits.
    """
    settlement_id, _, name = home
    rule, band = case.facts.scenario.rules.nearest, case.facts.scenario.grade_bands[name]
    if rule is None:
        return
    least = trip.minutes - rule.max_extra_minutes - TOLERANCE * max(1.0, trip.minutes)
    for school_id, minutes in _day_reach(case.facts, settlement_id, band):
        if minutes < least:
            yield school_id


def _day_reach(facts: Facts, settlement_id: str, band: GradeBand) -> tuple[tuple[str, float], ...]:
    """Return the schools that offer a band within its day limits, open or not, and how many minutes they are away."""
    key = (settlement_id, band)
    if key not in facts.day_reach:
        near = facts.schools_near.get(settlement_id, ())
        trips = ((each, trip_within_limits(facts, settlement_id, each, band)) for each in near)
        facts.day_reach[key] = tuple(
            (each, trip.minutes)
            for each, trip in trips
            if trip is not None and trip.mode != "board" and offers(facts.schools[each], band)
        )
    return facts.day_reach[key]


def open_school_passed(case: Case, home: tuple[str, int, str], trip: Trip) -> str:
    """Return one of them that is open in the year, so that the trip breaks the rule; '' where there is none."""
    return next((each for each in much_nearer_schools(case, home, trip) if case.rows[each, home[1]].open), "")


def passes_one_that_stays(case: Case, home: tuple[str, int, str], trip: Trip) -> bool:
    """Return whether one of them is sure to stay: the trip breaks the rule in every plan."""
    return any(case.facts.schools[each].decision == "keep" for each in much_nearer_schools(case, home, trip))


def schools_passed(case: Case) -> frozenset[tuple[str, int]]:
    """Return schools and years: whoever opens one of them makes pupils of the plan break the rule."""
    return frozenset(
        (school_id, row.year)
        for row in case.plan.assignments
        for school_id in much_nearer_schools(
            case,
            (row.settlement_id, row.year, row.grade_band),
            Trip(mode=row.mode, minutes=row.minutes, kilometres=math.nan),
        )
    )
