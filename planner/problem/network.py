"""The road network of a district: nodes, edges, and how its places join it.

Lines meet as `planner.problem.noding` says. A place joins the nearest spot of the nearest line that may be walked (for
walkers) or ridden (for riders), at most ACCESS_METRES away, over an unmapped lane that runs straight there; lanes are
walked at `travel.walk_kph` and ridden at `travel.ride_kph`, as are roads that carry neither speed nor class. Stray
pieces of road, not connected with the rest and shorter than STRAY_METRES in all, are joined only where nothing else is
near.
"""

from dataclasses import dataclass, replace
from typing import Literal

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pyproj
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planner.problem.noding import Geometries, Layout, Stops, find_stops, lay_out
from planner.problem.problem import Flags, Floats, Ints
from planner.read.scenario import Travel

ACCESS_METRES = 2000.0
"""A place farther than this from every road is reached by none."""
STRAY_METRES = 2000.0
"""A piece of road not connected with the rest is stray if it is shorter than this."""
_LEAST_MARGIN_KM = 30.0
_KM_A_DEGREE = 111.2
_POLAR_COSINE = 0.01
_LEAST_MINUTES = 1e-12
_SPOT_KM = 1e-6

_LineEdges = tuple[Ints, Ints, Floats, Ints]

TravelMode = Literal["walk", "ride"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Edges:
    """Directed edges of one mode, one each way where both are open; at most one from a node to another."""

    start: Ints
    """(edge): node."""
    end: Ints
    """(edge): node."""
    minutes: Floats
    """(edge): above 0."""
    kilometres: Floats
    """(edge): length on the ground."""


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
    """(place): number of the piece of road it joins, pieces not being connected; -1 where there is none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """A district's roads as a graph for each mode, and how its settlements and schools join it.

    Places are numbered settlements first, then schools.
    """

    n_nodes: int
    n_settlements: int
    walk: Edges
    ride: Edges
    walk_access: Access
    ride_access: Access
    place_xy: Floats
    """(place, 2): metres in the plane."""


def roads_near(roads: gpd.GeoDataFrame, settlements: pd.DataFrame, schools: pd.DataFrame) -> gpd.GeoDataFrame:
    """Leave out lines farther from every place than the district is wide (30 km at least)."""
    lonlat = _lonlat(settlements, schools)
    if not len(lonlat):
        return roads
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    a_degree = _KM_A_DEGREE * np.array([max(np.cos(np.radians((low[1] + high[1]) / 2)), _POLAR_COSINE), 1.0])
    margin = max(_LEAST_MARGIN_KM, float(np.hypot(*((high - low) * a_degree)))) / a_degree
    box = shapely.bounds(roads.geometry.to_numpy())
    kept = (box[:, :2] <= high + margin).all(axis=1) & (box[:, 2:] >= low - margin).all(axis=1)
    return roads[kept].reset_index(drop=True)


def _lonlat(settlements: pd.DataFrame, schools: pd.DataFrame) -> Floats:
    return pd.concat([settlements[["lon", "lat"]], schools[["lon", "lat"]]]).to_numpy(dtype=np.float64)


def build_network(roads: gpd.GeoDataFrame, settlements: pd.DataFrame, schools: pd.DataFrame, travel: Travel) -> Network:
    """Build the network of roads (as `read_roads` returns them, at least one) for places with `lon` and `lat`.

    The lines must lie within a few hundred kilometres of the places: see `roads_near`.
    """
    lines, place_xy = _in_plane(roads, _lonlat(settlements, schools))
    layout = lay_out(roads, lines)
    stops = find_stops(roads, layout)
    bare = _edges(layout, stops)
    foot, ride = roads["foot"].to_numpy(dtype=np.bool_), roads["ride"].to_numpy(dtype=np.bool_)
    first = int(max(layout.vertex_node.max(initial=-1), stops.node.max(initial=-1))) + 1
    second = first + len(place_xy)
    entry = roads["entry"].to_numpy(dtype=np.bool_)
    on_foot, walk_access = _join(layout, _pieces(layout, bare, foot), foot & entry, place_xy, first)
    riding, ride_access = _join(layout, _pieces(layout, bare, ride), ride & entry, place_xy, second)
    start, end, kilometres, line = _edges(layout, stops + on_foot + riding)
    n_nodes, (start, end, walk_node, ride_node) = _renumbered(start, end, walk_access.node, ride_access.node)
    # Between two nodes at one spot there is no length to drive against.
    oneway = np.where(kilometres > _SPOT_KM, roads["oneway"].to_numpy()[line], 0)
    kph = roads["speed_kph"].fillna(travel.ride_kph).to_numpy(dtype=np.float64)[line]
    walks = Edges(start=start, end=end, minutes=kilometres / travel.walk_kph * 60, kilometres=kilometres)
    rides = replace(walks, minutes=kilometres / kph * 60)
    return Network(
        n_nodes=n_nodes,
        n_settlements=len(settlements),
        walk=_directed(walks, foot[line], foot[line]),
        ride=_directed(rides, ride[line] & (oneway >= 0), ride[line] & (oneway <= 0)),
        walk_access=replace(walk_access, node=walk_node),
        ride_access=replace(ride_access, node=ride_node),
        place_xy=place_xy,
    )


def as_networkx(network: Network, mode: TravelMode) -> "nx.DiGraph[int]":
    """Return the edges of a mode as a networkx graph with `minutes` and `kilometres`; places stand at their nodes."""
    edges = network.walk if mode == "walk" else network.ride
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(network.n_nodes))
    columns = (edges.start.tolist(), edges.end.tolist(), edges.minutes.tolist(), edges.kilometres.tolist())
    graph.add_edges_from(
        (start, end, {"minutes": minutes, "kilometres": kilometres})
        for start, end, minutes, kilometres in zip(*columns, strict=True)
    )
    return graph


def _in_plane(roads: gpd.GeoDataFrame, lonlat: Floats) -> tuple[Geometries, Floats]:
    """Project lines and places onto a transverse Mercator plane about the places' middle, metres."""
    middle = (lonlat.min(axis=0) + lonlat.max(axis=0)) / 2 if len(lonlat) else np.zeros(2)
    plane = pyproj.Transformer.from_crs(
        "EPSG:4326", f"+proj=tmerc +lon_0={middle[0]} +lat_0={middle[1]} +ellps=WGS84", always_xy=True
    )
    coordinates, line = shapely.get_coordinates(roads.geometry.to_numpy(), return_index=True)
    xy = np.column_stack(plane.transform(coordinates[:, 0], coordinates[:, 1]))
    moved = np.ones(len(xy), dtype=np.bool_)
    moved[1:] = (xy[1:] != xy[:-1]).any(axis=1) | (line[1:] != line[:-1])
    lines = np.asarray(shapely.linestrings(xy[moved], indices=line[moved]))
    return lines, np.column_stack(plane.transform(lonlat[:, 0], lonlat[:, 1]))


def _pieces(layout: Layout, edges: _LineEdges, usable: Flags) -> Ints:
    """Return the number of the connected piece each usable line belongs to, directions set aside; -1 elsewhere."""
    start, end, _, line = edges
    kept = usable[line]
    n_nodes = int(layout.vertex_node.max(initial=-1)) + 1
    n_nodes = max(n_nodes, int(start.max(initial=-1)) + 1, int(end.max(initial=-1)) + 1)
    links = coo_array((np.ones(int(kept.sum())), (start[kept], end[kept])), shape=(n_nodes, n_nodes))
    node_piece = connected_components(links, directed=False)[1].astype(np.int64)
    first_vertex = np.searchsorted(layout.vertex_line, np.arange(len(usable)))
    return np.where(usable, node_piece[layout.vertex_node[first_vertex]], -1)


def _join(layout: Layout, line_piece: Ints, joinable: Flags, place_xy: Floats, first: int) -> tuple[Stops, Access]:
    """Join each place to the nearest joinable line; place p becomes node first + p there."""
    points = np.asarray(shapely.points(place_xy))
    metres = np.diff(layout.line_start, append=layout.vertex_along[-1:])
    piece_metres = np.bincount(line_piece + 1, weights=metres)
    large = piece_metres[line_piece + 1] >= min(STRAY_METRES, piece_metres[1:].max(initial=0.0))
    line = _nearest(layout, joinable & large, points)
    line = np.where(line >= 0, line, _nearest(layout, joinable & ~large, points))
    place = np.flatnonzero(line >= 0)
    row = line[place]
    along = np.asarray(shapely.line_locate_point(layout.lines[row], points[place]))
    spots = np.asarray(shapely.line_interpolate_point(layout.lines[row], along))
    kilometres, spot = np.full(len(points), np.nan), np.full((len(points), 2), np.nan)
    kilometres[place] = shapely.distance(points[place], spots) / 1000
    spot[place] = shapely.get_coordinates(spots)
    node = np.where(line >= 0, first + np.arange(len(points)), -1)
    piece = np.where(line >= 0, line_piece[line], -1) if len(line_piece) else line
    stops = Stops(line=row, along=layout.line_start[row] + along, node=node[place])
    return stops, Access(node=node, kilometres=kilometres, spot=spot, piece=piece)


def _nearest(layout: Layout, joinable: Flags, points: Geometries) -> Ints:
    """Return the nearest joinable line within reach of each point; -1 where there is none."""
    rows = np.flatnonzero(joinable)
    nearest = np.full(len(points), -1)
    if len(rows):
        tree = shapely.STRtree(layout.lines[rows])
        place, row = tree.query_nearest(points, max_distance=ACCESS_METRES, all_matches=False)
        nearest[place] = rows[row]
    return nearest


def _edges(layout: Layout, stops: Stops) -> _LineEdges:
    """Return (start, end, kilometres, line) between stops that follow one another on a line."""
    order = np.lexsort((stops.node, stops.along, stops.line))
    line, node = stops.line[order], stops.node[order]
    kilometres = np.interp(stops.along[order], layout.vertex_along, layout.vertex_metres) / 1000
    kept = np.flatnonzero((line[1:] == line[:-1]) & (node[1:] != node[:-1]))
    return node[kept], node[kept + 1], np.diff(kilometres)[kept], line[kept]


def _renumbered(*nodes: Ints) -> tuple[int, list[Ints]]:
    """Give nodes numbers from 0 on, leaving none out; -1 stays."""
    together = np.concatenate(nodes)
    names = np.unique(together[together >= 0])
    numbered = np.where(together >= 0, np.searchsorted(names, together), -1)
    return len(names), np.split(numbered, np.cumsum([len(part) for part in nodes])[:-1])


def _directed(edges: Edges, forward: Flags, backward: Flags) -> Edges:
    """Return an edge each way where it is open."""
    start = np.concatenate((edges.start[forward], edges.end[backward]))
    end = np.concatenate((edges.end[forward], edges.start[backward]))
    minutes = np.concatenate((edges.minutes[forward], edges.minutes[backward]))
    kilometres = np.concatenate((edges.kilometres[forward], edges.kilometres[backward]))
    return distinct(start, end, np.maximum(minutes, _LEAST_MINUTES), kilometres)


def distinct(start: Ints, end: Ints, minutes: Floats, kilometres: Floats) -> Edges:
    """Return edges sorted by start, then end; of several between two nodes the fastest, then the shortest."""
    order = np.lexsort((kilometres, minutes, end, start))
    start, end = start[order], end[order]
    fastest = np.ones(len(start), dtype=np.bool_)
    fastest[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    order = order[fastest]
    return Edges(start=start[fastest], end=end[fastest], minutes=minutes[order], kilometres=kilometres[order])
