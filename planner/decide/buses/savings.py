"""Bus lines by savings: a line for each stop at first, then two lines are made one where that saves most.

Clarke and Wright 1964, with seats and ride times as limits: no line that comes out breaks them.
"""

from collections.abc import Sequence

import numpy as np

from planner.decide.buses.lines import Route, is_within
from planner.decide.buses.stops import SchoolStops
from planner.problem.problem import Ints
from planner.reading.buses import Buses


def savings_routes(stops: SchoolStops, riders: Ints, buses: Buses) -> list[Route]:
    """Return routes that call once at each stop with riders; no more than `seats` at any of them."""
    route_of: dict[int, Route] = {stop: (stop,) for stop in np.nonzero(riders)[0].tolist()}
    for here, there in _by_saving(stops, list(route_of), buses):
        first, second = route_of[here], route_of[there]
        if first is second or first[-1] != here or second[0] != there:
            continue
        joined = first + second
        fits = riders[list(joined)].sum() <= buses.seats
        if fits and is_within(stops, joined, buses.stop_minutes):
            route_of.update(dict.fromkeys(joined, joined))
    return sorted(set(route_of.values()))


def _by_saving(stops: SchoolStops, there: Sequence[int], buses: Buses) -> list[tuple[int, int]]:
    """Return pairs of stops that are cheaper one after the other than on two lines, those that save most first."""
    chosen = np.array(there, dtype=np.int64)
    saved = (
        stops.to_school_kilometres[chosen][:, None]
        + stops.to_depot_kilometres
        + stops.from_depot_kilometres[chosen][None, :]
        - stops.between_kilometres[np.ix_(chosen, chosen)]
    )
    # not 0: where there is no way nothing is saved, whatever a kilometre costs
    per_kilometre = max(2 * buses.school_days_per_year * buses.yuan_per_kilometre, 1e-9)
    yuan = per_kilometre * saved + buses.yuan_per_bus_per_year
    np.fill_diagonal(yuan, -np.inf)
    order = np.lexsort((-saved.ravel(), -yuan.ravel()))
    row, column = np.divmod(order, max(len(chosen), 1))
    paying = yuan.ravel()[order] > 0
    return list(zip(chosen[row[paying]].tolist(), chosen[column[paying]].tolist(), strict=True))
