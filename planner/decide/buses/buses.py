"""Lines for every rider of a plan: how many buses, how far they drive, what they cost, and what that is a rider."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from planner.decide.buses.lines import Line, Route, line_of, yearly_yuan, yuan_of
from planner.decide.buses.routing import PYVRP_INSTALLED, routed
from planner.decide.buses.runs import Bus, buses_for
from planner.decide.buses.savings import savings_routes
from planner.decide.buses.stops import SchoolStops, find_stops
from planner.plan import Plan
from planner.problem.problem import Ints
from planner.reading.buses import Buses
from planner.reading.district import District
from planner.reading.scenario import Scenario

Method = Literal["routing", "savings"]
_LEAST_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class SchoolBuses:
    """The lines of one school."""

    school_id: str
    buses: tuple[Bus, ...]
    riders: int
    least_lines: int
    """Fewer cannot hold the riders, whatever way they drive: riders over seats, rounded up."""
    yuan_per_year: float

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines, bus by bus."""
        return tuple(line for bus in self.buses for line in bus.runs)

    @property
    def kilometres_per_day(self) -> float:
        """Driven to school and back, empty ways too."""
        return 2 * sum(bus.kilometres for bus in self.buses)


@dataclass(frozen=True, kw_only=True)
class BusAnswer:
    """The lines of every school of a plan in one year; no bus serves two schools."""

    year: int
    norms: Buses
    method: Method
    """routing: by the extra `bus`; savings: an estimate without it."""
    ways: Literal["roads", "straight"]
    """Where ways between stops come from."""
    schools: tuple[SchoolBuses, ...]
    rider_kilometres: float
    """Sum over riders of the direct way one way: what `prices.ride_yuan_per_pupil_kilometre` is paid for."""

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines, by school."""
        return tuple(line for school in self.schools for line in school.lines)

    @property
    def n_buses(self) -> int:
        """Buses of all schools."""
        return sum(len(school.buses) for school in self.schools)

    @property
    def riders(self) -> int:
        """Pupils who ride by day."""
        return sum(school.riders for school in self.schools)

    @property
    def least_lines(self) -> int:
        """Fewer lines cannot hold the riders of each school."""
        return sum(school.least_lines for school in self.schools)

    @property
    def kilometres_per_day(self) -> float:
        """Driven to school and back, empty ways too."""
        return sum(school.kilometres_per_day for school in self.schools)

    @property
    def yuan_per_year(self) -> float:
        """What all buses cost."""
        return sum(school.yuan_per_year for school in self.schools)

    @property
    def yuan_per_rider_kilometre(self) -> float | None:
        """The price of riding that these lines come to, as prices.ride_yuan_per_pupil_kilometre has it.

        None where nobody rides any way.
        """
        return self.yuan_per_year / self.rider_kilometres if self.rider_kilometres > 0 else None


def find_buses(  # noqa: PLR0913 - what lines depend on
    plan: Plan,
    scenario: Scenario,
    district: District,
    *,
    year: int,
    seconds: float,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> BusAnswer:
    """Draw up lines for the riders of a year; `seconds` are shared out over the schools by their stops.

    `told` is told how many schools are done, and how many there are. InputError where the roads cannot be used.
    """
    stops, buses = find_stops(plan, scenario, district, year), scenario.buses
    ends, left = time.monotonic() + seconds, sum(len(school.riders) for school in stops.schools)
    found = []
    for done, school in enumerate(stops.schools):
        told(done, len(stops.schools))
        share = (ends - time.monotonic()) * len(school.riders) / left
        found.append(_buses_of(school, buses, seconds=share, seed=scenario.solver.seed))
        left -= len(school.riders)
    return BusAnswer(
        year=year,
        norms=buses,
        method="routing" if PYVRP_INSTALLED else "savings",
        ways=stops.ways.source,
        schools=tuple(found),
        rider_kilometres=float(sum(school.riders @ school.to_school_kilometres for school in stops.schools)),
    )


def _buses_of(stops: SchoolStops, buses: Buses, *, seconds: float, seed: int) -> SchoolBuses:
    """Fill whole buses at the large stops, and draw up lines for the riders left."""
    full, rest = np.divmod(stops.riders, buses.seats)
    whole = [stop for stop in np.nonzero(full)[0].tolist() for _ in range(full[stop])]
    lines = [line_of(stops, (stop,), [buses.seats], buses) for stop in whole]
    routes = _cheapest(stops, rest, buses, seconds=seconds, seed=seed)
    lines += [line_of(stops, route, [int(rest[stop]) for stop in route], buses) for route in routes]
    given = buses_for(lines, buses.wait_minutes, stops.to_depot_kilometres)
    return SchoolBuses(
        school_id=stops.school_id,
        buses=given,
        riders=int(stops.riders.sum()),
        least_lines=math.ceil(stops.riders.sum() / buses.seats),
        yuan_per_year=yearly_yuan(buses, len(given), sum(bus.kilometres for bus in given)),
    )


def _cheapest(stops: SchoolStops, riders: Ints, buses: Buses, *, seconds: float, seed: int) -> list[Route]:
    """Return routes by savings, or cheaper ones where the extra finds any."""
    routes = savings_routes(stops, riders, buses)
    if not PYVRP_INSTALLED or np.count_nonzero(riders) <= 1 or seconds < _LEAST_SECONDS:
        return routes
    other = routed((stops, riders, buses), routes, seconds=seconds, seed=seed)
    return routes if other is None else min((routes, other), key=lambda each: yuan_of(stops, buses, each))
