"""Bus lines by PyVRP (Wouda, Lan and Kool 2024), where the extra `bus` is installed.

Lines are drawn up for the way home, which is the way to school read backwards: a bus leaves the school at time 0, and
each stop has a latest time, the limit of those who ride from there.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from planner.decide.buses.lines import Route
from planner.decide.buses.stops import SchoolStops
from planner.problem.problem import Ints
from planner.reading.buses import Buses

if TYPE_CHECKING:
    import pyvrp

PYVRP_INSTALLED = find_spec("pyvrp") is not None
"""Whether the extra `planner[bus]` is there."""
_UNITS = 1000
"""Of a minute: times are whole numbers, rounded so that no limit is passed."""
_NEVER = 10**9
_MOST_YUAN = 10**12
_IDLE_ROUNDS = 300
"""Rounds without a better solution after which a school's lines are left as they are."""

_Whole = npt.NDArray[np.int64]


def routed(
    asked: tuple[SchoolStops, Ints, Buses], begin: Sequence[Route], *, seconds: float, seed: int
) -> list[Route] | None:
    """Look for cheaper routes than those to begin with, for so many seconds at most; None where none was found.

    `asked`: the stops of a school, the riders at each, seats and prices.
    """
    import pyvrp  # noqa: PLC0415 - an extra that need not be installed
    from pyvrp.stop import MaxRuntime, MultipleCriteria, NoImprovement  # noqa: PLC0415 - as above

    stops, riders, buses = asked
    called = np.nonzero(riders)[0]
    data = _data(stops, riders, buses, called)
    place = {stop: client for client, stop in enumerate(called.tolist())}
    known = pyvrp.Solution(data, [[place[stop] for stop in reversed(route)] for route in begin])
    until = MultipleCriteria([NoImprovement(_IDLE_ROUNDS), MaxRuntime(seconds)])
    found = pyvrp.solve(data, until, seed=seed, collect_stats=False, display=False, initial_solution=known)
    if not found.is_feasible():
        return None
    return [
        tuple(int(called[visit.idx]) for visit in reversed(list(route.schedule())) if visit.is_client())
        for route in found.best.routes()
    ]


def _data(stops: SchoolStops, riders: Ints, buses: Buses, called: Ints) -> "pyvrp.ProblemData":
    """State the problem: the school, where buses are kept, then the stops."""
    import pyvrp  # noqa: PLC0415 - as above

    limits = np.minimum(np.floor(stops.limit_minutes[called] * _UNITS), _NEVER).astype(np.int64)
    direct = np.minimum(_up(stops.to_school_minutes[called]), limits)  # alone, everybody rides as the plan has it
    minutes, yuan = _matrices(stops, buses, called, direct)
    per_kilometre = 2 * buses.school_days_per_year * buses.yuan_per_kilometre
    bus_yuan = round(buses.yuan_per_bus_per_year + per_kilometre * min(stops.to_depot_kilometres, _NEVER))
    n_stops = len(called)
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(n_stops + 2)],
        clients=[
            pyvrp.Client(stop + 2, delivery=[int(riders[called[stop]])], tw_late=int(limits[stop]))
            for stop in range(n_stops)
        ],
        depots=[pyvrp.Depot(0), pyvrp.Depot(1)],
        vehicle_types=[
            pyvrp.VehicleType(
                n_stops, capacity=[buses.seats], start_depot=0, end_depot=1, fixed_cost=bus_yuan, start_late=0
            )
        ],
        distance_matrices=[yuan],
        duration_matrices=[minutes],
    )


def _matrices(stops: SchoolStops, buses: Buses, called: Ints, direct: _Whole) -> tuple[_Whole, _Whole]:
    """Return the times and the yuan of driving between locations, in the order of `_data`, on the way home."""
    n_places = len(called) + 2
    minutes, yuan = (np.zeros((n_places, n_places), dtype=np.int64) for _ in range(2))
    minutes[0, 2:] = direct
    minutes[2:, 2:] = _up(stops.between_minutes[np.ix_(called, called)].T + buses.stop_minutes)
    per_kilometre = 2 * buses.school_days_per_year * buses.yuan_per_kilometre
    yuan[0, 2:] = _yuan(stops.to_school_kilometres[called] * per_kilometre)
    yuan[2:, 1] = _yuan(stops.from_depot_kilometres[called] * per_kilometre)
    yuan[2:, 2:] = _yuan(stops.between_kilometres[np.ix_(called, called)].T * max(per_kilometre, 1e-9))
    np.fill_diagonal(minutes, 0)
    np.fill_diagonal(yuan, 0)
    return minutes, yuan


def _up(minutes: npt.NDArray[np.float64]) -> _Whole:
    return np.minimum(np.ceil(minutes * _UNITS), _NEVER).astype(np.int64)


def _yuan(yuan: npt.NDArray[np.float64]) -> _Whole:
    return np.minimum(np.round(yuan), _MOST_YUAN).astype(np.int64)
