"""Made-up roads: a network that joins every unit, in three classes, slower in hills."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from scipy.spatial import Delaunay

from data.making.ground import Frame, apart_km
from data.making.listed import Unit
from data.making.sharing import Floats

SPEED_KPH = {"primary": 42, "secondary": 36, "tertiary": 30, "unclassified": 24}
"""What a school bus makes, stops counted, on level ground."""
ROUND_ABOUT = 2.1
"""A stretch is built where the way round is so many times as long."""
_SWAY = {"primary": 0.02, "secondary": 0.035, "tertiary": 0.05, "unclassified": 0.06}
"""How far a road bends aside, as a share of its length."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """The roads as lines, and the shortest ride between all units in minutes, shape (unit, unit)."""

    lines: gpd.GeoDataFrame
    minutes: Floats


def build_roads(
    units: Sequence[Unit], positions: Floats, frame: Frame, pace: float, rng: np.random.Generator
) -> Network:
    """Return the network; `pace` is the share of the usual speed that the ground allows."""
    graph = _village_graph(positions)
    seats = {unit.town: row for row, unit in reversed(list(enumerate(units)))}
    _grade(graph, positions, sorted(seats.values()))
    edges = sorted((min(a, b), max(a, b)) for a, b in graph.edges)
    classes = [str(graph.edges[edge]["highway"]) for edge in edges]
    lines = [_bend(positions[a], positions[b], highway, rng) for (a, b), highway in zip(edges, classes, strict=True)]
    speeds = [round(SPEED_KPH[highway] * pace) for highway in classes]
    for edge, line, speed in zip(edges, lines, speeds, strict=True):
        graph.edges[edge]["minutes"] = line.length / speed * 60
    lengths = dict(nx.all_pairs_dijkstra_path_length(graph, weight="minutes"))
    table = gpd.GeoDataFrame(
        {"highway": classes, "speed_kph": speeds, "label": ["示意"] * len(edges)},
        geometry=[shapely.transform(line, frame.to_degrees) for line in lines],
        crs="EPSG:4326",
    )
    everywhere = range(len(units))
    return Network(lines=table, minutes=np.array([[lengths[a][b] for b in everywhere] for a in everywhere]))


def _village_graph(positions: Floats) -> "nx.Graph[int]":
    """Join neighbours: a spanning tree, and Gabriel edges that save a long way round."""
    everything: nx.Graph[int] = nx.Graph()
    apart = apart_km(positions)
    for triangle in Delaunay(positions).simplices:
        for a, b in pairwise([*triangle.tolist(), int(triangle[0])]):
            everything.add_edge(a, b, km=float(apart[a, b]))
    graph = nx.minimum_spanning_tree(everything, weight="km")
    for km, a, b in sorted((float(edge["km"]), a, b) for a, b, edge in everything.edges(data=True)):
        near = apart[a] ** 2 + apart[b] ** 2 < km**2 * (1 - 1e-9)
        if not near.any() and nx.dijkstra_path_length(graph, a, b, weight="km") > ROUND_ABOUT * km:
            graph.add_edge(a, b, km=km)
    return graph


def _grade(graph: "nx.Graph[int]", positions: Floats, seats: list[int]) -> None:
    """Give every stretch its class: main roads from seat to seat, roads near seats, village roads."""
    for edge in graph.edges:
        graph.edges[edge]["highway"] = "unclassified"
    for seat in seats:
        for edge in graph.edges(seat):
            graph.edges[edge]["highway"] = "tertiary"
    apart = apart_km(positions[seats])
    links: nx.Graph[int] = nx.Graph()
    for a, one in enumerate(seats):
        for b, other in enumerate(seats[:a]):
            links.add_edge(one, other, km=float(apart[a, b]))
    main = set(nx.minimum_spanning_tree(links, weight="km").edges)
    near = {
        (one, seats[b])
        for a, one in enumerate(seats)
        for b in np.argsort(apart[a], kind="stable")[1:3]
        if b < len(seats)
    }
    for a, b in sorted(near):
        _raise_path(graph, a, b, "secondary")
    for a, b in sorted(main):
        _raise_path(graph, a, b, "primary")


def _raise_path(graph: "nx.Graph[int]", source: int, target: int, highway: str) -> None:
    """Raise the shortest way between two seats, better roads drawing it in."""

    def effort(_a: int, _b: int, edge: dict[str, object]) -> float:
        drawn = {"primary": 0.7, "secondary": 0.75}.get(str(edge["highway"]), 1.0)
        return float(str(edge["km"])) * drawn

    for edge in pairwise(nx.dijkstra_path(graph, source, target, weight=effort)):
        if graph.edges[edge]["highway"] != "primary":
            graph.edges[edge]["highway"] = highway


def _bend(start: Floats, end: Floats, highway: str, rng: np.random.Generator) -> shapely.LineString:
    """Return the stretch as a gently winding line between its ends."""
    along = end - start
    across = np.array([-along[1], along[0]])
    sway = rng.normal(0, _SWAY[highway], 2)
    steps = ((0.33, sway[0]), (0.67, sway[1]))
    return shapely.LineString([start, *(start + along * share + across * aside for share, aside in steps), end])
