"""Fastest ways between settlements and schools over a network, a chunk of sources at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from planner.problem.joining import Access
from planner.problem.network import Edges, Network, TravelMode
from planner.problem.problem import Floats, Ints
from planner.problem.simplify import simplified

DECIMALS = 6
"""Computed minutes and kilometres are rounded to millionths, so that sums that come to 60 minutes are 60 minutes."""
_CELLS = 2_000_000
"""Sources times nodes looked at together: bounds the memory at about 80 bytes a cell."""
_SLACK = 1 + 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Ways:
    """Fastest ways of one mode, one entry a (settlement, school) pair that has one, sorted so."""

    settlement: Ints
    """(way): row of the settlements table."""
    school: Ints
    """(way): row of the schools table."""
    minutes: Floats
    """(way): minutes one way."""
    kilometres: Floats
    """(way): length; NaN where it was not asked for."""


def fastest_ways(network: Network, mode: TravelMode, *, schools: Ints, limit: float, lane_kph: float) -> Ways:
    """Find the fastest way of a mode from every settlement to each of `schools` (rows), at most `limit` minutes long.

    Lanes between places and roads are travelled at `lane_kph`. Two places nearer each other than their lanes are long
    together, whose lanes reach the road no farther apart than that, have a lane straight between them, unless water
    lies there. Kilometres are the length of the fastest way, measured for riders only. Pairs without a way within the
    limit are absent.
    """
    access = network.walk_access if mode == "walk" else network.ride_access
    edges = network.walk if mode == "walk" else network.ride
    reached = np.flatnonzero(access.node >= 0)
    settlements = reached[reached < network.n_settlements]
    targets = np.intersect1d(schools + network.n_settlements, reached)
    if limit < 0 or not len(settlements) or not len(targets):
        return _sorted_ways([_NO_WAYS], network, limit)
    from_schools = len(targets) < len(settlements)
    sources, goals = (targets, settlements) if from_schools else (settlements, targets)
    tree = _Tree.of(edges, access.node[sources], access.node[goals], backwards=from_schools, measured=mode == "ride")
    # Of equally fast ways the first found stays: lanes straight across, the shortest, come first.
    found = [_by_lane(network, access, settlements, targets, lane_kph)]
    for row, column, minutes, kilometres in tree.search(limit):
        start, end = sources[row], goals[column]
        lanes = access.kilometres[start] + access.kilometres[end]
        settlement, school = (end, start) if from_schools else (start, end)
        found.append((settlement, school, minutes + lanes / lane_kph * 60, kilometres + lanes))
    return _sorted_ways(found, network, limit)


_Table = tuple[Ints, Ints, Floats, Floats]
_NO_WAYS: _Table = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0))


def _sorted_ways(tables: list[_Table], network: Network, limit: float) -> Ways:
    """Keep the fastest way of each pair, if it is within the limit."""
    near = [_within(table, limit) for table in tables]
    settlement, school, minutes, kilometres = (np.concatenate(column) for column in zip(*near, strict=True))
    n_places = len(network.place_xy)
    pair = settlement.astype(np.int64) * n_places + school
    order = np.lexsort((minutes, pair))
    pair = pair[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = pair[1:] != pair[:-1]
    order, pair = order[first], pair[first]
    return Ways(
        settlement=pair // n_places,
        school=pair % n_places - network.n_settlements,
        minutes=minutes[order],
        kilometres=kilometres[order],
    )


def _within(table: _Table, limit: float) -> _Table:
    settlement, school, minutes, kilometres = table
    minutes = np.round(minutes, DECIMALS)
    near = minutes <= limit
    return settlement[near], school[near], minutes[near], np.round(kilometres[near], DECIMALS)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Tree:
    """A graph to search, and the nodes before each node with the length of the edge between."""

    graph: csr_array
    sources: Ints
    """(source): node."""
    goals: Ints
    """(goal): node."""
    before: tuple[tuple[npt.NDArray[np.int32], Floats], ...]
    """Slots of (node before, kilometres), over the first nodes only: the nodes with the most edges have the lowest
    numbers, and a slot ends where nodes have no edge left for it. No slots where lengths are not measured."""

    @classmethod
    def of(cls, edges: Edges, sources: Ints, goals: Ints, *, backwards: bool, measured: bool) -> "_Tree":
        edges, n_nodes, nodes = simplified(edges, np.concatenate((sources, goals)))
        start, end = (edges.end, edges.start) if backwards else (edges.start, edges.end)
        arrivals = np.bincount(end, minlength=n_nodes)
        number = np.empty(n_nodes, dtype=np.int64)
        number[np.argsort(-arrivals, kind="stable")] = np.arange(n_nodes)
        start, end, nodes = number[start], number[end], number[nodes]
        order = np.argsort(end, kind="stable")
        slot = np.arange(len(order)) - np.searchsorted(end[order], end[order])
        slots = [order[slot == place] for place in range(int(arrivals.max(initial=0)) if measured else 0)]
        return cls(
            graph=csr_array((edges.minutes, (start, end)), shape=(n_nodes, n_nodes)),
            sources=nodes[: len(sources)],
            goals=nodes[len(sources) :],
            before=tuple((start[part].astype(np.int32), edges.kilometres[part]) for part in slots),
        )

    def search(self, limit: float) -> Iterator[_Table]:
        """Yield (source, goal, minutes, kilometres) of every pair within the limit, some sources at a time."""
        n_nodes = self.graph.shape[0]
        chunk = max(1, _CELLS // n_nodes)
        for first in range(0, len(self.sources), chunk):
            minutes, before = dijkstra(
                self.graph, indices=self.sources[first : first + chunk], limit=limit * _SLACK, return_predecessors=True
            )
            wanted = minutes[:, self.goals]
            row, column = np.nonzero(np.isfinite(wanted))
            measured = len(self.before) > 0
            kilometres = self._lengths(before)[row, self.goals[column]] if measured else np.full(len(row), np.nan)
            yield row + first, column, wanted[row, column], kilometres

    def _lengths(self, before: npt.NDArray[np.int32]) -> Floats:
        """Return the length of the way from each source to each node, given the node before each, (source, node).

        Every entry knows the length to the entry it points at; pointing twice as far each round, all reach their
        source after as many rounds as the longest way has doublings.
        """
        length = np.zeros(before.shape)
        for node, kilometres in self.before:
            part = slice(len(node))
            np.copyto(length[:, part], kilometres, where=before[:, part] == node)
        n_sources, n_nodes = before.shape
        here = np.arange(n_nodes)
        pointer = (np.where(before < 0, here, before) + np.arange(n_sources)[:, None] * n_nodes).ravel()
        flat = length.reshape(-1)
        while True:
            flat += flat[pointer]
            farther = pointer[pointer]
            if np.array_equal(farther, pointer):
                return length
            pointer = farther


def _by_lane(network: Network, access: Access, settlements: Ints, schools: Ints, lane_kph: float) -> _Table:
    """Find the pairs of places that are joined by a lane straight between them."""
    lanes = access.kilometres
    farthest = (lanes[settlements].max() + lanes[schools].max()) * 1000
    pairs: npt.NDArray[np.void] = cKDTree(network.place_xy[settlements]).sparse_distance_matrix(
        cKDTree(network.place_xy[schools]), farthest, output_type="ndarray"
    )
    start, end, kilometres = settlements[pairs["i"]], schools[pairs["j"]], pairs["v"] / 1000
    apart = np.hypot(*(access.spot[start] - access.spot[end]).T) / 1000
    kept = np.flatnonzero((kilometres <= lanes[start] + lanes[end]) & (apart <= kilometres))
    kept = kept[~network.water.between(network.place_xy[start[kept]], network.place_xy[end[kept]])]
    return start[kept], end[kept], kilometres[kept] / lane_kph * 60, kilometres[kept]
