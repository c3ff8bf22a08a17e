"""How places join the roads: over a straight unmapped lane, never over water, to roads that lead to and fro.

A place joins the nearest spot of the nearest line that its mode may use and that lies in the strongly connected
network: one can get there from everywhere on it, and back. Pieces of road that are not connected with the rest and
shorter than STRAY_METRES in all, and parts of the network that one cannot leave or cannot reach, are joined only where
nothing else is near.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.ops import substring

from planner.problem.noding import Layout, Stops
from planner.problem.problem import Flags, Floats, Ints
from planner.problem.water import Geometries, Water

ACCESS_METRES = 2000.0
"""A place farther than this from every road is reached by none."""
STRAY_METRES = 2000.0
"""A piece of road not connected with the rest is stray if it is shorter than this."""
NAMED_METRES = 500.0
"""Lanes longer than this between a place and its road are named in a note."""
SPOT_KM = 1e-6
"""Between two nodes nearer than this there is no length to drive against."""
_SAMPLE_METRES = 50.0
_AT_ONCE = 512


@dataclass(frozen=True, kw_only=True, eq=False)
class LineEdges:
    """Stretches between stops that follow one another on a line; lengths agree (edge)."""

    start: Ints
    """Node."""
    end: Ints
    """Node."""
    kilometres: Floats
    line: Ints
    along: Floats
    """(edge, 2): where it begins and ends on the axis of the layout, metres."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Access:
    """How places join the network in one mode."""

    node: Ints
    """(place): node at which it joins; -1 where no road is near enough."""
    kilometres: Floats
    """(place): straight way to it; NaN where there is none."""
    spot: Floats
    """(place, 2): where that is, metres in the plane; NaN where there is none."""
    piece: Ints
    """(place): number of the strongly connected piece of road it joins; -1 where there is none."""
    beyond_water: Flags
    """(place): joins no road, though one lies near enough across water."""
    passed_over: Flags
    """(place): a stray piece of road is nearer than the road that it joins."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Candidates:
    """What places may join: whole lines, and the stretches of lines of which only a part leads to and fro."""

    shapes: Geometries
    line: Ints
    offset: Floats
    """Where each begins on the axis of the layout, metres."""
    piece: Ints

    def __getitem__(self, mask: Flags) -> "_Candidates":
        return _Candidates(
            shapes=self.shapes[mask], line=self.line[mask], offset=self.offset[mask], piece=self.piece[mask]
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Joints:
    """For each place the candidate it joins (-1: none) and the spot there."""

    candidate: Ints
    spot: Floats


def line_edges(layout: Layout, stops: Stops) -> LineEdges:
    """Return the stretches between stops that follow one another on a line."""
    order = np.lexsort((stops.node, stops.along, stops.line))
    line, node, along = stops.line[order], stops.node[order], stops.along[order]
    kilometres = np.interp(along, layout.vertex_along, layout.vertex_metres) / 1000
    kept = np.flatnonzero((line[1:] == line[:-1]) & (node[1:] != node[:-1]))
    return LineEdges(
        start=node[kept],
        end=node[kept + 1],
        kilometres=np.diff(kilometres)[kept],
        line=line[kept],
        along=np.column_stack((along[kept], along[kept + 1])),
    )


def open_ways(edges: LineEdges, oneway: npt.NDArray[np.int8], usable: Flags) -> tuple[Flags, Flags]:
    """Say which edges are open forwards and backwards; `oneway` and `usable` are of the lines."""
    sign = np.where(edges.kilometres > SPOT_KM, oneway[edges.line], 0)
    return usable[edges.line] & (sign >= 0), usable[edges.line] & (sign <= 0)


class Places(NamedTuple):
    """Places that are to be joined to roads, and the water that lies between."""

    xy: Floats
    """(place, 2): positions in the plane, metres."""
    first: int
    """Node of the first place; those of the others follow."""
    water: Water


def join(
    layout: Layout, edges: LineEdges, ways: tuple[Flags, Flags], joinable: Flags, places: Places
) -> tuple[Stops, Access]:
    """Join each place to the nearest joinable line; place p becomes node first + p there.

    `ways` says which edges are open forwards and backwards, `joinable` which lines may be joined along their length.
    """
    place_xy, first, water = places
    candidates, large = _candidates(layout, edges, ways, joinable)
    points = np.asarray(shapely.points(place_xy))
    main, stray = candidates[large], candidates[~large]
    joints, wet = _joints(main, points, water)
    missing = joints.candidate < 0
    others, wet_others = _joints(stray, points[missing], water)
    joined = _joined(main, joints, np.arange(len(points)), len(points))
    joined = joined.updated(_joined(stray, others, np.flatnonzero(missing), len(points)))
    line, place = joined.line, np.flatnonzero(joined.line >= 0)
    kilometres = np.hypot(*(joined.spot - place_xy).T) / 1000
    beyond = np.zeros(len(points), dtype=np.bool_)
    beyond[missing] = (wet[missing] | wet_others) & (line[missing] < 0)
    access = Access(
        node=np.where(line >= 0, first + np.arange(len(points)), -1),
        kilometres=kilometres,
        spot=joined.spot,
        piece=joined.piece,
        beyond_water=beyond,
        passed_over=~missing & (_distance(stray, points) < np.nan_to_num(kilometres * 1000, nan=0.0)),
    )
    return Stops(line=line[place], along=joined.along[place], node=access.node[place]), access


@dataclass(frozen=True, kw_only=True, eq=False)
class _Joined:
    """For each place the line it joins (-1: none), where on the axis and in the plane, and the piece of road."""

    line: Ints
    along: Floats
    spot: Floats
    piece: Ints

    def updated(self, other: "_Joined") -> "_Joined":
        """Return the other's where it joins anything, else these."""
        held = other.line >= 0
        return _Joined(
            line=np.where(held, other.line, self.line),
            along=np.where(held, other.along, self.along),
            spot=np.where(held[:, None], other.spot, self.spot),
            piece=np.where(held, other.piece, self.piece),
        )


def _joined(candidates: _Candidates, joints: _Joints, places: Ints, n_places: int) -> _Joined:
    """Spread the joints of some places over all places."""
    line, along, piece = np.full(n_places, -1), np.full(n_places, np.nan), np.full(n_places, -1)
    spot = np.full((n_places, 2), np.nan)
    held = joints.candidate >= 0
    rows, which = places[held], joints.candidate[held]
    line[rows], piece[rows], spot[rows] = candidates.line[which], candidates.piece[which], joints.spot[held]
    at = shapely.line_locate_point(candidates.shapes[which], shapely.points(joints.spot[held]))
    along[rows] = candidates.offset[which] + at
    return _Joined(line=line, along=along, spot=spot, piece=piece)


def _candidates(
    layout: Layout, edges: LineEdges, ways: tuple[Flags, Flags], joinable: Flags
) -> tuple[_Candidates, Flags]:
    """Return what may be joined, and which of it belongs to the network proper."""
    strong, weak = _components(layout, edges, ways)
    used = ways[0] | ways[1]
    edge_piece = np.where(used & (strong[edges.start] == strong[edges.end]), strong[edges.start], -1)
    n_lines = len(layout.lines)
    # A ring with one stop has no edges; its own node says where it belongs.
    first_vertex = np.searchsorted(layout.vertex_line, np.arange(n_lines))
    low = strong[layout.vertex_node[first_vertex]]
    high = low.copy()
    edged = np.unique(edges.line)
    low[edged], high[edged] = len(strong), -1
    np.minimum.at(low, edges.line, edge_piece)
    np.maximum.at(high, edges.line, edge_piece)
    whole = np.flatnonzero(joinable & (low == high) & (low >= 0))
    parts = np.flatnonzero((low != high)[edges.line] & joinable[edges.line] & (edge_piece >= 0))
    cut = [
        substring(layout.lines[line], *(edges.along[edge] - layout.line_start[line]).tolist())
        for edge, line in zip(parts.tolist(), edges.line[parts].tolist(), strict=True)
    ]
    long = np.array([shape.geom_type == "LineString" for shape in cut], dtype=np.bool_)
    parts = parts[long]
    shapes = np.concatenate((layout.lines[whole], np.array([*cut, None], dtype=object)[:-1][long]))
    candidates = _Candidates(
        shapes=shapes,
        line=np.concatenate((whole, edges.line[parts])),
        offset=np.concatenate((layout.line_start[whole], edges.along[parts, 0])),
        piece=np.concatenate((low[whole], edge_piece[parts])),
    )
    metres = np.zeros(len(strong))
    np.add.at(metres, edge_piece[edge_piece >= 0], edges.kilometres[edge_piece >= 0] * 1000)
    ringed = np.setdiff1d(whole, edged)
    np.add.at(metres, low[ringed], shapely.length(layout.lines[ringed]))
    return candidates, _proper(metres, strong, weak)[candidates.piece]


def _components(layout: Layout, edges: LineEdges, ways: tuple[Flags, Flags]) -> tuple[Ints, Ints]:
    """Return the number of the piece each node belongs to: pieces with ways to and fro, and pieces that hang together.

    Nodes of lines that the mode may not use are pieces of their own.
    """
    forward, backward = ways
    start = np.concatenate((edges.start[forward], edges.end[backward]))
    end = np.concatenate((edges.end[forward], edges.start[backward]))
    tops = (layout.vertex_node, edges.start, edges.end)
    n_nodes = 1 + max(int(nodes.max(initial=-1)) for nodes in tops)
    links = coo_array((np.ones(len(start), dtype=np.int8), (start, end)), shape=(n_nodes, n_nodes)).tocsr()
    strong = connected_components(links, directed=True, connection="strong")[1]
    weak = connected_components(links, directed=False)[1]
    return strong.astype(np.int64), weak.astype(np.int64)


def _proper(metres: Floats, strong: Ints, weak: Ints) -> Flags:
    """Say which pieces with ways to and fro are no stray ones: long, and the longest of what hangs together."""
    weak_of = np.zeros(len(metres), dtype=np.int64)
    weak_of[strong] = weak
    longest = np.zeros(len(metres))
    np.maximum.at(longest, weak_of, metres)
    return np.asarray((metres >= min(STRAY_METRES, metres.max(initial=0.0))) & (metres >= longest[weak_of]))


def _joints(candidates: _Candidates, points: Geometries, water: Water) -> tuple[_Joints, Flags]:
    """Join points to the nearest candidate within reach; also say which have one, but none without crossing water."""
    chosen, spot = np.full(len(points), -1), np.full((len(points), 2), np.nan)
    wet = np.zeros(len(points), dtype=np.bool_)
    if not len(candidates.line) or not len(points):
        return _Joints(candidate=chosen, spot=spot), wet
    tree = shapely.STRtree(candidates.shapes)
    place, row = tree.query_nearest(points, max_distance=ACCESS_METRES, all_matches=False)
    chosen[place] = row
    spot[place] = _nearest_spot(candidates.shapes[row], points[place])
    xy = shapely.get_coordinates(points)
    for blocked in place[water.between(xy[place], spot[place])].tolist():
        near = np.sort(tree.query(points[blocked], predicate="dwithin", distance=ACCESS_METRES))
        chosen[blocked], spot[blocked] = _on_this_side(candidates.shapes, near, points[blocked], water)
        wet[blocked] = chosen[blocked] < 0
    return _Joints(candidate=chosen, spot=spot), wet


def _nearest_spot(shapes: Geometries, points: Geometries) -> Floats:
    at = shapely.line_locate_point(shapes, points)
    return shapely.get_coordinates(shapely.line_interpolate_point(shapes, at))


def _on_this_side(shapes: Geometries, near: Ints, point: shapely.Point, water: Water) -> tuple[int, Floats]:
    """Return the nearest spot, of those every 50 m on the candidates near, that is seen over dry land; -1 for none."""
    own = _nearest_spot(shapes[near], np.full(len(near), point, dtype=object))
    samples, sample = shapely.get_coordinates(shapely.segmentize(shapes[near], _SAMPLE_METRES), return_index=True)
    spots, row = np.concatenate((own, samples)), np.concatenate((near, near[sample]))
    here = np.array([point.x, point.y])
    away = np.hypot(*(spots - here).T)
    order = np.lexsort((row, away))
    order = order[away[order] <= ACCESS_METRES]
    for first in range(0, len(order), _AT_ONCE):
        some = order[first : first + _AT_ONCE]
        dry = np.flatnonzero(~water.between(np.broadcast_to(here, (len(some), 2)), spots[some]))
        if len(dry):
            return int(row[some[dry[0]]]), spots[some[dry[0]]]
    return -1, np.full(2, np.nan)


def _distance(candidates: _Candidates, points: Geometries) -> Floats:
    """Return metres from each point to the nearest candidate; inf where none is within reach."""
    metres = np.full(len(points), np.inf)
    if len(candidates.line) and len(points):
        (place, _), away = shapely.STRtree(candidates.shapes).query_nearest(
            points, max_distance=ACCESS_METRES, all_matches=False, return_distance=True
        )
        metres[place] = away
    return metres
