"""Whether pupils attend a school much farther than the nearest one that is open."""

import math

from planner.verifying.facts import Trip, offers, trip_within_limits
from planner.verifying.rows import Case
from planner.verifying.rules import TOLERANCE


def much_nearer_school(case: Case, home: tuple[str, int, str], trip: Trip, *, also_open: str = "") -> str:
    """Return an open school that pupils pass by more than `rules.nearest` allows; '' where there is none.

    `home` is settlement_id, year and grade band; `trip` the way they go. Counted are schools that offer the band, are
    open in the year, or are `also_open`, and lie within the band's day limits.
    """
    settlement_id, year, name = home
    rule, band = case.facts.scenario.rules.nearest, case.facts.scenario.grade_bands[name]
    for school_id in case.facts.schools_near.get(settlement_id, ()) if rule is not None else ():
        is_open = case.rows[school_id, year].open or school_id == also_open
        other = trip_within_limits(case.facts, settlement_id, school_id, band) if is_open else None
        if other is not None and other.mode != "board" and offers(case.facts.schools[school_id], band):
            extra = trip.minutes - other.minutes
            most = math.inf if rule is None else rule.max_extra_minutes
            if extra > most + TOLERANCE * max(1.0, trip.minutes):
                return school_id
    return ""


def bars_others(case: Case, school_id: str, years: list[int]) -> bool:
    """Whether pupils who attend other schools would pass this one too far, were it open in these years."""
    for row in case.plan.assignments:
        if row.year in years and row.school_id != school_id:
            trip = Trip(mode=row.mode, minutes=row.minutes, kilometres=math.nan)
            if much_nearer_school(case, (row.settlement_id, row.year, row.grade_band), trip, also_open=school_id):
                return True
    return False
