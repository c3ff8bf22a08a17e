"""Where lines of road meet: shared vertices, crossings, and ends that all but touch.

All lines are laid end to end along one axis of metres, so that a spot on the roads is one number (`along`) and a stop
is a line, a spot and a node. Between the stops of a line that follow one another lies an edge.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from planner.problem.problem import Flags, Floats, Ints

JOIN_METRES = 5.0
"""A loose end this near another line is joined to it."""
MOST_CROSSINGS = 100_000
"""Lines may cross so often in all without a common vertex, and 20 times for each of their segments besides."""
_EACH_CROSSES = 20
_MOST_PAIRS = 20_000_000
_EACH_MEETS = 50
_AT_ONCE = 512
_GRID_METRES = 0.01
_SEAM_METRES = 0.001
_MEAN_RADIUS_METRES = 6_371_008.8

Geometries = npt.NDArray[np.object_]
_NO_CROSSINGS = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0))


class TangledError(Exception):
    """Lines are drawn over one another so often that no network can be made of them."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Layout:
    """Lines in a plane of metres, and their vertices laid end to end."""

    lines: Geometries
    """(line): LineStrings in the plane."""
    line_start: Floats
    """(line): where the line begins on the axis, metres."""
    vertex_line: Ints
    """(vertex): line."""
    vertex_xy: Floats
    """(vertex, 2): metres in the plane."""
    vertex_along: Floats
    """(vertex): spot on the axis, metres in the plane."""
    vertex_metres: Floats
    """(vertex): the same in metres on the ground, the plane's stretch taken out."""
    vertex_node: Ints
    """(vertex): node, the same for vertices that meet."""

    @property
    def segments(self) -> Ints:
        """(segment): vertex at which each straight segment begins."""
        return np.flatnonzero(self.vertex_line[1:] == self.vertex_line[:-1])


@dataclass(frozen=True, kw_only=True, eq=False)
class Stops:
    """Spots on lines at which something may turn off, in no order; lengths agree."""

    line: Ints
    along: Floats
    node: Ints

    def __add__(self, other: "Stops") -> "Stops":
        """Return the stops of both."""
        return Stops(
            line=np.concatenate((self.line, other.line)),
            along=np.concatenate((self.along, other.along)),
            node=np.concatenate((self.node, other.node)),
        )


def lay_out(roads: gpd.GeoDataFrame, lines: Geometries) -> Layout:
    """Lay lines end to end and name their vertices; `lines` are the roads' geometries in a plane about its origin."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    line = line.astype(np.int64)
    inside = line[1:] == line[:-1]
    step = np.where(inside, np.hypot(*np.diff(xy, axis=0).T), 0.0)
    stretch = 1 + ((xy[1:, 0] + xy[:-1, 0]) / 2 / _MEAN_RADIUS_METRES) ** 2 / 2
    along = np.concatenate(([0.0], np.cumsum(step)))
    first = np.flatnonzero(np.concatenate(([True], ~inside)))
    return Layout(
        lines=lines,
        line_start=along[first],
        vertex_line=line,
        vertex_xy=xy,
        vertex_along=along,
        vertex_metres=np.concatenate(([0.0], np.cumsum(step / stretch))),
        vertex_node=_vertex_nodes(xy, first, roads["level"].to_numpy()[line]),
    )


def find_stops(roads: gpd.GeoDataFrame, layout: Layout) -> Stops:
    """Find every stop of the lines themselves.

    Vertices at one spot meet if they are on one level or a line ends there. Lines of a GeoPackage also meet where they
    cross on one level (not motorways) and where they end on another line; ends that meet nothing are joined to the
    nearest line within JOIN_METRES.
    """
    uses = np.bincount(layout.vertex_node)
    ends = np.zeros(len(layout.vertex_line), dtype=np.bool_)
    changes = np.flatnonzero(layout.vertex_line[1:] != layout.vertex_line[:-1])
    ends[np.concatenate(([0, len(ends) - 1], changes, changes + 1))] = True
    kept = np.flatnonzero(ends | (uses[layout.vertex_node] > 1))
    stops = Stops(line=layout.vertex_line[kept], along=layout.vertex_along[kept], node=layout.vertex_node[kept])
    if roads["shared_nodes"].all():
        return stops
    return stops + _crossings(roads, layout) + _end_joints(roads, layout, np.flatnonzero(ends), stops)


def _vertex_nodes(xy: Floats, first: Ints, level: npt.NDArray[np.int8]) -> Ints:
    """Name vertices by spot and level; where any line ends, levels meet."""
    grid = np.round(xy / _GRID_METRES).astype(np.int64)
    spot = np.unique(grid[:, 0] * 2**32 + grid[:, 1], return_inverse=True)[1]
    is_end = np.zeros(int(spot.max(initial=-1)) + 1, dtype=np.bool_)
    is_end[spot[first]] = True
    is_end[spot[np.append(first[1:], len(xy)) - 1]] = True
    storey = np.where(is_end[spot], 0, level).astype(np.int64)
    return np.unique(spot * 256 + storey + 128, return_inverse=True)[1].astype(np.int64)


def _segment_lines(layout: Layout, segments: Ints) -> Geometries:
    pairs = np.stack((layout.vertex_xy[segments], layout.vertex_xy[segments + 1]), axis=1)
    return np.asarray(shapely.linestrings(pairs))


def _crossings(roads: gpd.GeoDataFrame, layout: Layout) -> Stops:
    """Return two stops of one new node for each pair of segments that cross or touch without a vertex in common.

    Some segments at a time, so that memory is bounded by what is found; TangledError where that has no end.
    """
    meets = (roads["entry"] & ~roads["shared_nodes"]).to_numpy(dtype=np.bool_)
    level = roads["level"].to_numpy()[layout.vertex_line]
    segments = layout.segments
    segments = segments[meets[layout.vertex_line[segments]]]
    shapes = _segment_lines(layout, segments)
    tree = shapely.STRtree(shapes)
    found, looked_at, n_found = [_NO_CROSSINGS], 0, 0
    for start in range(0, len(segments), _AT_ONCE):
        one, other = tree.query(shapes[start : start + _AT_ONCE])
        ahead = one + start < other
        one, other = segments[one[ahead] + start], segments[other[ahead]]
        looked_at += len(one)
        apart = _strangers(layout, one, other) & (level[one] == level[other])
        one, other = one[apart], other[apart]
        share_one, share_other, cross = _cross(layout.vertex_xy, one, other)
        found.append((one[cross], other[cross], share_one[cross], share_other[cross]))
        n_found += int(cross.sum())
        if n_found > MOST_CROSSINGS + _EACH_CROSSES * len(segments) or looked_at > _MOST_PAIRS + _EACH_MEETS * len(
            segments
        ):
            raise TangledError
    one, other, share_one, share_other = (np.concatenate(part) for part in zip(*found, strict=True))
    node = layout.vertex_node.max(initial=-1) + 1 + np.arange(len(one))
    return _at(layout, one, share_one, node) + _at(layout, other, share_other, node)


def _at(layout: Layout, segment: Ints, share: Floats, node: Ints) -> Stops:
    """Return stops a share of the way along segments."""
    start = layout.vertex_along[segment]
    along = start + share * (layout.vertex_along[segment + 1] - start)
    return Stops(line=layout.vertex_line[segment], along=along, node=node)


def _strangers(layout: Layout, one: Ints, other: Ints) -> Flags:
    """Say which pairs of segments have no vertex in common."""
    node = layout.vertex_node
    return np.asarray(
        (node[one] != node[other])
        & (node[one] != node[other + 1])
        & (node[one + 1] != node[other])
        & (node[one + 1] != node[other + 1])
    )


def _cross(xy: Floats, one: Ints, other: Ints) -> tuple[Floats, Floats, Flags]:
    """Return the share of the way along each segment at which two meet, and whether they do; parallels do not."""
    along_one, along_other = xy[one + 1] - xy[one], xy[other + 1] - xy[other]
    between = xy[other] - xy[one]
    turn = _wedge(along_one, along_other)
    with np.errstate(divide="ignore", invalid="ignore"):
        share_one = _wedge(between, along_other) / turn
        share_other = _wedge(between, along_one) / turn
        seam_one = _SEAM_METRES / np.hypot(*along_one.T)
        seam_other = _SEAM_METRES / np.hypot(*along_other.T)
    meet = (np.abs(share_one - 0.5) <= 0.5 + seam_one) & (np.abs(share_other - 0.5) <= 0.5 + seam_other)
    return np.clip(share_one, 0, 1), np.clip(share_other, 0, 1), meet


def _wedge(one: Floats, other: Floats) -> Floats:
    return np.asarray(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])


def _end_joints(roads: gpd.GeoDataFrame, layout: Layout, ends: Ints, stops: Stops) -> Stops:
    """Join ends to lines of their own level, or below where a bridge comes down, that are not joined to them yet."""
    ends = ends[~roads["shared_nodes"].to_numpy(dtype=np.bool_)[layout.vertex_line[ends]]]
    points = np.asarray(shapely.points(layout.vertex_xy[ends]))
    loose = np.bincount(layout.vertex_node)[layout.vertex_node[ends]] == 1
    end, line = shapely.STRtree(layout.lines).query(
        points, predicate="dwithin", distance=np.where(loose, JOIN_METRES, _GRID_METRES)
    )
    level, own, node = roads["level"].to_numpy(), layout.vertex_line[ends[end]], layout.vertex_node[ends[end]]
    n_nodes = len(layout.vertex_line)
    met = np.isin(line * n_nodes + node, stops.line * n_nodes + stops.node)
    fits = ~met & (line != own) & ((level[line] == level[own]) | (level[own] != 0))
    end, line, node = end[fits], line[fits], node[fits]
    away = np.asarray(shapely.distance(points[end], layout.lines[line]))
    order = np.lexsort((line, away, end))
    chosen = away <= _GRID_METRES
    chosen[order[np.unique(end[order], return_index=True)[1]]] = True
    end, line, node = end[chosen], line[chosen], node[chosen]
    along = layout.line_start[line] + shapely.line_locate_point(layout.lines[line], points[end])
    return Stops(line=line.astype(np.int64), along=along, node=node)
