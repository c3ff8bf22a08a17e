"""A bus line: the stops it calls at, who sits in it, how long they sit, how far it drives and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.decide.buses.stops import SchoolStops
from planner.problem.problem import Floats
from planner.reading.buses import Buses

Route = tuple[int, ...]
"""Stops in the order in which pupils are picked up."""
_SLACK = 1e-6


@dataclass(frozen=True, kw_only=True)
class Call:
    """A stop of a line."""

    settlement_id: str
    riders: int
    minutes: float
    """From leaving this stop to arriving at the school."""
    limit_minutes: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """One bus on its way to school in the morning; in the afternoon it drives the same way back."""

    school_id: str
    calls: tuple[Call, ...]
    """In the order in which pupils are picked up."""
    loaded_kilometres: float
    """From the first stop to the school."""
    depot_kilometres: float
    """Driven empty by the bus's first run: from where it is kept to the first stop."""
    again_kilometres: float
    """Driven empty by a later run: from the school to the first stop, as long as the way back."""
    again_minutes: float
    """A later run in all: to the first stop, standing there, and back to the school."""

    @property
    def riders(self) -> int:
        """Pupils in the bus when it arrives."""
        return sum(call.riders for call in self.calls)

    @property
    def minutes(self) -> float:
        """The longest ride: that from the first stop."""
        return self.calls[0].minutes


def ride_minutes(stops: SchoolStops, route: Sequence[int], stop_minutes: float) -> Floats:
    """(stop of the route): minutes from leaving it to the school, with standing at the stops that follow."""
    last = stops.to_school_minutes[route[-1]]
    steps = [stops.between_minutes[here, there] + stop_minutes for here, there in pairwise(route)]
    ridden: Floats = last + np.concatenate([np.cumsum(steps[::-1])[::-1], [0.0]])
    return ridden


def is_within(stops: SchoolStops, route: Sequence[int], stop_minutes: float) -> bool:
    """Whether nobody on the route sits longer than is allowed; alone, everybody rides as the plan has it."""
    if len(route) == 1:
        return True
    return bool((ride_minutes(stops, route, stop_minutes) <= stops.limit_minutes[list(route)] + _SLACK).all())


def loaded_kilometres(stops: SchoolStops, route: Sequence[int]) -> float:
    """Return the kilometres of a route from its first stop to the school."""
    steps = sum(stops.between_kilometres[here, there] for here, there in pairwise(route))
    return float(steps + stops.to_school_kilometres[route[-1]])


def yearly_yuan(buses: Buses, n_buses: int, kilometres: float) -> float:
    """Return what buses cost a year that drive so many kilometres in all on one way; there are two a day."""
    driven = 2 * kilometres * buses.school_days_per_year
    return n_buses * buses.yuan_per_bus_per_year + driven * buses.yuan_per_kilometre


def yuan_of(stops: SchoolStops, buses: Buses, routes: Sequence[Route]) -> float:
    """Return what routes cost a year, each with a bus of its own."""
    loaded = sum(loaded_kilometres(stops, route) for route in routes)
    empty = sum(stops.from_depot_kilometres[route[0]] + stops.to_depot_kilometres for route in routes)
    return yearly_yuan(buses, len(routes), float(loaded + empty))


def line_of(stops: SchoolStops, route: Route, riders: Sequence[int], buses: Buses) -> Line:
    """Return the line of a route that picks up so many riders at each of its stops."""
    minutes, first = ride_minutes(stops, route, buses.stop_minutes), route[0]
    calls = tuple(
        Call(
            settlement_id=stops.settlement_ids[stop],
            riders=count,
            minutes=float(ridden),
            limit_minutes=float(stops.limit_minutes[stop]),
        )
        for stop, count, ridden in zip(route, riders, minutes, strict=True)
    )
    return Line(
        school_id=stops.school_id,
        calls=calls,
        loaded_kilometres=loaded_kilometres(stops, route),
        depot_kilometres=float(stops.from_depot_kilometres[first]),
        again_kilometres=float(stops.to_school_kilometres[first]),
        again_minutes=float(stops.to_school_minutes[first] + buses.stop_minutes + minutes[0]),
    )
