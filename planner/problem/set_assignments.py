"""Assignments that the scenario has settled: where a settlement's band must attend, and where it may not."""

from collections import defaultdict

import numpy as np

from planner.problem.problem import Flags
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario


def left_by_set(district: District, journeys: Journeys, scenario: Scenario) -> Flags:
    """Return the journeys that `assignments.fixed` and `.forbidden` leave, shape (band, journey)."""
    allowed = np.ones((len(scenario.grade_bands), len(journeys.school)), dtype=bool)
    settlements = {each: place for place, each in enumerate(district.settlements["settlement_id"])}
    schools = {each: place for place, each in enumerate(district.schools["school_id"])}
    for settlement_id, school_id in scenario.assignments.forbidden:
        allowed[:, _way(journeys, settlements[settlement_id], [schools[school_id]])] = False
    fixed: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for settlement_id, band, school_id in scenario.assignments.fixed:
        fixed[settlement_id, band].append(schools[school_id])
    bands = list(scenario.grade_bands)
    for (settlement_id, band), places in fixed.items():
        home = journeys.settlement == settlements[settlement_id]
        allowed[bands.index(band), home & ~np.isin(journeys.school, places)] = False
    return allowed


def _way(journeys: Journeys, settlement: int, schools: list[int]) -> Flags:
    way: Flags = (journeys.settlement == settlement) & np.isin(journeys.school, schools)
    return way
