"""The road network of a district: nodes, edges, and how its places join it.

Lines meet as `planner.problem.noding` says. A place joins a line that may be walked (for walkers) or ridden (for
riders) as `planner.problem.joining` says, at most ACCESS_METRES away, over an unmapped lane that runs straight there;
lanes are walked at `travel.walk_kph` and ridden at `travel.ride_kph`, as are roads that carry neither speed nor class.
"""

from dataclasses import dataclass, replace
from typing import Literal

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pyproj
import shapely

from planner.problem.joining import ACCESS_METRES, Access, Places, join, line_edges, open_ways
from planner.problem.noding import Geometries, find_stops, lay_out
from planner.problem.problem import Flags, Floats, Ints
from planner.problem.water import DRY, Water
from planner.reading.scenario import Travel

__all__ = ["ACCESS_METRES", "Access", "Edges", "Network", "as_networkx", "build_network", "distinct", "roads_near"]

_LEAST_MARGIN_KM = 30.0
_KM_A_DEGREE = 111.2
_POLAR_COSINE = 0.01
_LEAST_MINUTES = 1e-12
_WIDEST_DEGREES = 10.0

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
    water: Water = DRY
    """What no lane crosses, in the plane."""


def roads_near(roads: gpd.GeoDataFrame, settlements: pd.DataFrame, schools: pd.DataFrame) -> gpd.GeoDataFrame:
    """Leave out lines farther from every place than the district is wide (30 km at least), and lines across oceans."""
    lonlat = _lonlat(settlements, schools)
    if not len(lonlat):
        return roads
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    a_degree = _KM_A_DEGREE * np.array([max(np.cos(np.radians((low[1] + high[1]) / 2)), _POLAR_COSINE), 1.0])
    margin = max(_LEAST_MARGIN_KM, float(np.hypot(*((high - low) * a_degree)))) / a_degree
    box = shapely.bounds(roads.geometry.to_numpy())
    kept = (box[:, :2] <= high + margin).all(axis=1) & (box[:, 2:] >= low - margin).all(axis=1)
    kept &= (box[:, 2:] - box[:, :2] <= _WIDEST_DEGREES + high - low).all(axis=1)
    return roads[kept].reset_index(drop=True)


def _lonlat(settlements: pd.DataFrame, schools: pd.DataFrame) -> Floats:
    return pd.concat([settlements[["lon", "lat"]], schools[["lon", "lat"]]]).to_numpy(dtype=np.float64)


def build_network(
    roads: gpd.GeoDataFrame,
    settlements: pd.DataFrame,
    schools: pd.DataFrame,
    travel: Travel,
    water: Geometries | None = None,
) -> Network:
    """Build the network of roads (as `read_roads` returns them, at least one) for places with `lon` and `lat`.

    The lines must lie within a few hundred kilometres of the places: see `roads_near`. `water` are shapes in EPSG:4326
    that no lane between a place and a road crosses. TangledError where lines are drawn over one another without end.
    """
    lonlat = _lonlat(settlements, schools)
    plane = _plane(lonlat)
    lines, place_xy = _lines_in_plane(roads, plane), _points_in_plane(lonlat, plane)
    wet = _water_in_plane(water, plane, lonlat)
    layout = lay_out(roads, lines)
    stops = find_stops(roads, layout)
    bare = line_edges(layout, stops)
    foot, ride = roads["foot"].to_numpy(dtype=np.bool_), roads["ride"].to_numpy(dtype=np.bool_)
    both, oneway = np.zeros(len(roads), dtype=np.int8), roads["oneway"].to_numpy(dtype=np.int8)
    first = int(max(layout.vertex_node.max(initial=-1), stops.node.max(initial=-1))) + 1
    second = first + len(place_xy)
    entry = roads["entry"].to_numpy(dtype=np.bool_)
    on_foot, walk_access = join(layout, bare, open_ways(bare, both, foot), foot & entry, Places(place_xy, first, wet))
    riding, ride_access = join(layout, bare, open_ways(bare, oneway, ride), ride & entry, Places(place_xy, second, wet))
    edges = line_edges(layout, stops + on_foot + riding)
    n_nodes, (start, end, walk_node, ride_node) = _renumbered(
        edges.start, edges.end, walk_access.node, ride_access.node
    )
    walk_kph = (
        roads["walk_kph"].fillna(travel.walk_kph) if "walk_kph" in roads else pd.Series(travel.walk_kph, roads.index)
    )
    ride_kph = roads["speed_kph"].fillna(travel.ride_kph)
    kilometres, line = edges.kilometres, edges.line
    walks, rides = (
        Edges(
            start=start, end=end, minutes=kilometres / kph.to_numpy(dtype=np.float64)[line] * 60, kilometres=kilometres
        )
        for kph in (walk_kph, ride_kph)
    )
    return Network(
        n_nodes=n_nodes,
        n_settlements=len(settlements),
        walk=_directed(walks, *open_ways(edges, both, foot)),
        ride=_directed(rides, *open_ways(edges, oneway, ride)),
        walk_access=replace(walk_access, node=walk_node),
        ride_access=replace(ride_access, node=ride_node),
        place_xy=place_xy,
        water=wet,
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


def _plane(lonlat: Floats) -> pyproj.Transformer:
    """Return the transverse Mercator plane about the places' middle, metres."""
    middle = (lonlat.min(axis=0) + lonlat.max(axis=0)) / 2 if len(lonlat) else np.zeros(2)
    return pyproj.Transformer.from_crs(
        "EPSG:4326", f"+proj=tmerc +lon_0={middle[0]} +lat_0={middle[1]} +ellps=WGS84", always_xy=True
    )


def _points_in_plane(lonlat: Floats, plane: pyproj.Transformer) -> Floats:
    return np.column_stack(plane.transform(lonlat[:, 0], lonlat[:, 1]))


def _lines_in_plane(roads: gpd.GeoDataFrame, plane: pyproj.Transformer) -> Geometries:
    """Project lines; leave out vertices on the spot of the one before."""
    coordinates, line = shapely.get_coordinates(roads.geometry.to_numpy(), return_index=True)
    xy = _points_in_plane(coordinates, plane)
    moved = np.ones(len(xy), dtype=np.bool_)
    moved[1:] = (xy[1:] != xy[:-1]).any(axis=1) | (line[1:] != line[:-1])
    return np.asarray(shapely.linestrings(xy[moved], indices=line[moved]))


def _water_in_plane(water: Geometries | None, plane: pyproj.Transformer, lonlat: Floats) -> Water:
    """Project the water that is near enough to lie between a place and its road."""
    if water is None or not len(water) or not len(lonlat):
        return DRY
    margin = 2 * ACCESS_METRES / 1000 / _KM_A_DEGREE / max(float(np.cos(np.radians(lonlat[:, 1])).min()), _POLAR_COSINE)
    near = shapely.intersection(water, shapely.box(*(lonlat.min(axis=0) - margin), *(lonlat.max(axis=0) + margin)))
    near = near[~shapely.is_empty(near)]
    return Water(np.asarray(shapely.transform(near, lambda points: _points_in_plane(points, plane)), dtype=object))


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
