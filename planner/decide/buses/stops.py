"""Where riders of a plan are picked up for each school, and how far these stops are from each other."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.plan import AssignmentRow, Plan
from planner.problem.problem import Floats, Ints
from planner.problem.stop_ways import StopWays, find_stop_ways
from planner.reading.district import District
from planner.reading.scenario import Scenario

_GRAIN = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class SchoolStops:
    """The riders of one school: a stop is a settlement. Minutes and kilometres are one way, towards the school."""

    school_id: str
    settlement_ids: tuple[str, ...]
    riders: Ints
    """(stop): pupils who ride, whole ones; a part of a pupil counts as one."""
    limit_minutes: Floats
    """(stop): the shortest limit of those who ride from there; inf where there is none."""
    to_school_minutes: Floats
    """(stop): as the plan has it."""
    to_school_kilometres: Floats
    """(stop)."""
    between_minutes: Floats
    """(from stop, to stop): inf where there is no way."""
    between_kilometres: Floats
    """(from stop, to stop)."""
    from_depot_kilometres: Floats
    """(stop): driven empty before it, as long as the way back."""
    to_depot_kilometres: float
    """From the school, driven empty; 0 where buses are kept there."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Stops:
    """The stops of every school that has riders in a year, and where the ways between them come from."""

    year: int
    schools: tuple[SchoolStops, ...]
    ways: StopWays


def find_stops(plan: Plan, scenario: Scenario, district: District, year: int) -> Stops:
    """Gather who rides by day in a year of a plan; boarders are left out: they travel once or twice a week.

    InputError where the roads cannot be used.
    """
    homes = _riding(plan, scenario, year)
    settlement_ids = sorted({home for of_school in homes.values() for home in of_school})
    depot = scenario.buses.depot
    school_ids = sorted({*homes, *([depot] if depot and homes else [])})
    places = pd.concat(
        [
            _at(district.settlements, "settlement_id", settlement_ids),
            _at(district.schools, "school_id", school_ids),
        ]
    )
    ways = find_stop_ways(district, scenario.travel, places)
    number = {home: place for place, home in enumerate(settlement_ids)}
    of_school = {school: len(settlement_ids) + place for place, school in enumerate(school_ids)}
    schools = tuple(
        _stops_of(school, homes[school], ways, (number, of_school[school], of_school.get(depot or school, -1)))
        for school in sorted(homes)
    )
    return Stops(year=year, schools=schools, ways=ways)


@dataclass(kw_only=True)
class _Home:
    riders: float = 0.0
    limit: float = math.inf
    minutes: float = 0.0
    kilometres: float | None = None

    def add(self, row: AssignmentRow, limit: float | None) -> None:
        self.riders += sum(row.pupils.values())
        self.limit = min(self.limit, math.inf if limit is None else limit)
        self.minutes, self.kilometres = row.minutes, row.kilometres


def _riding(plan: Plan, scenario: Scenario, year: int) -> dict[str, dict[str, _Home]]:
    """Return the riders of each school by settlement."""
    found: dict[str, dict[str, _Home]] = {}
    for row in plan.assignments:
        if row.year == year and row.mode == "ride" and sum(row.pupils.values()) > _GRAIN:
            home = found.setdefault(row.school_id, {}).setdefault(row.settlement_id, _Home())
            home.add(row, scenario.grade_bands[row.grade_band].max_ride_minutes)
    return found


def _at(table: pd.DataFrame, column: str, ids: list[str]) -> pd.DataFrame:
    return table.set_index(column).loc[ids, ["lon", "lat"]]


def _stops_of(
    school_id: str, homes: Mapping[str, _Home], ways: StopWays, places: tuple[Mapping[str, int], int, int]
) -> SchoolStops:
    number, school, depot = places
    ids = sorted(homes)
    stops = np.array([number[home] for home in ids], dtype=np.int64)
    told = [homes[home].kilometres for home in ids]
    own = ways.kilometres[stops, school]
    own = np.array([here if km is None else km for km, here in zip(told, own, strict=True)], dtype=np.float64)
    at_school = depot == school
    return SchoolStops(
        school_id=school_id,
        settlement_ids=tuple(ids),
        riders=np.array([math.ceil(homes[home].riders - _GRAIN) for home in ids], dtype=np.int64),
        limit_minutes=np.array([homes[home].limit for home in ids]),
        to_school_minutes=np.array([homes[home].minutes for home in ids]),
        to_school_kilometres=own,
        between_minutes=ways.minutes[np.ix_(stops, stops)],
        between_kilometres=ways.kilometres[np.ix_(stops, stops)],
        from_depot_kilometres=own if at_school else ways.kilometres[stops, depot],
        to_depot_kilometres=0.0 if at_school else float(ways.kilometres[school, depot]),
    )
