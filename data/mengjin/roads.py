"""The roads: a made-up network that joins every village, crosses the river at two bridges, and has three classes."""

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from scipy.spatial import Delaunay
from shapely import LineString

from data.mengjin.places import BRIDGES, RIVER, TOWNS, Floats, Village, river_line, to_degrees, to_km

LonLat = tuple[float, float]
SPEED_KPH = {"primary": 42, "secondary": 36, "tertiary": 30, "unclassified": 24}
"""What a school bus makes, stops counted."""
HILL_KPH = {"tertiary": 22, "unclassified": 14}
"""The same in the western hills, west of HILLS_EAST."""
HILLS_EAST = 112.345
LINKS = (
    ("横水镇", "常袋镇"), ("横水镇", "小浪底镇"), ("常袋镇", "麻屯镇"), ("常袋镇", "小浪底镇"), ("常袋镇", "城关镇"),
    ("麻屯镇", "朝阳镇"), ("朝阳镇", "城关镇"), ("城关镇", "小浪底镇"), ("城关镇", "白鹤镇"), ("城关镇", "送庄镇"),
    ("朝阳镇", "平乐镇"), ("朝阳镇", "送庄镇"), ("送庄镇", "平乐镇"), ("送庄镇", "会盟镇"), ("白鹤镇", "会盟镇"),
    ("平乐镇", "会盟镇"), ("西霞院街道", "康乐街道"), ("康乐街道", "吉利街道"), ("吉利街道", "河阳街道"),
)  # fmt: skip
"""County roads from seat to seat."""
TRUNK = ("朝阳镇", "城关镇", "白鹤镇", "西霞院街道")
"""The main road north, by the western bridge."""


def build_roads(villages: list[Village], positions: Floats, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return one line for each stretch between two junctions, in WGS84, with `highway` and `speed_kph`."""
    graph = _village_graph(positions)
    _add_bridges(graph, positions)
    _grade(graph, {town.name: _seat_row(villages, town.name) for town in TOWNS})
    edges = sorted((min(a, b), max(a, b)) for a, b in graph.edges)
    classes = [graph.edges[edge]["highway"] for edge in edges]
    lines = [_bend(graph, edge, rng) for edge in edges]
    return gpd.GeoDataFrame(
        {
            "highway": classes,
            "speed_kph": [_speed_kph(highway, line) for highway, line in zip(classes, lines, strict=True)],
            "bridge": ["yes" if graph.edges[edge].get("bridge") else "no" for edge in edges],
            "label": ["示意"] * len(edges),
        },
        geometry=lines,
        crs="EPSG:4326",
    )


def road_graph(roads: gpd.GeoDataFrame) -> "nx.Graph[LonLat]":
    """Return the network with `minutes` on each edge; nodes are (lon, lat)."""
    graph: nx.Graph[LonLat] = nx.Graph()
    for line, speed in zip(roads.geometry, roads["speed_kph"], strict=True):
        points = [(float(lon), float(lat)) for lon, lat in line.coords]
        km = float(np.linalg.norm(np.diff(to_km(np.array(points)), axis=0), axis=1).sum())
        graph.add_edge(points[0], points[-1], minutes=km / speed * 60)
    return graph


def _speed_kph(highway: str, line: LineString) -> int:
    """Return the speed of a stretch: slower on the small roads of the hills."""
    hilly = line.centroid.x < HILLS_EAST
    return HILL_KPH.get(highway, SPEED_KPH[highway]) if hilly else SPEED_KPH[highway]


def _seat_row(villages: list[Village], town: str) -> int:
    """Return the row of the town's first unit, which stands at the seat."""
    return next(row for row, village in enumerate(villages) if village.town == town)


def _village_graph(positions: Floats) -> "nx.Graph[int]":
    """Join neighbours, never across the river: a spanning tree, and Gabriel edges that save a long way round."""
    everything: nx.Graph[int] = nx.Graph()
    everything.add_nodes_from((row, {"km": position}) for row, position in enumerate(positions))
    water = river_line().buffer(0.25)
    for triangle in Delaunay(positions).simplices:
        for a, b in pairwise([*triangle.tolist(), int(triangle[0])]):
            if not LineString([positions[a], positions[b]]).intersects(water):
                everything.add_edge(a, b, km=float(np.linalg.norm(positions[a] - positions[b])))
    graph = nx.minimum_spanning_tree(everything, weight="km")
    lengths = [(float(edge["km"]), a, b) for a, b, edge in everything.edges(data=True)]
    for km, a, b in sorted(lengths):
        gabriel = _is_gabriel(positions, a, b)
        if gabriel and nx.dijkstra_path_length(graph, a, b, weight="km") > 2.1 * km:
            graph.add_edge(a, b, km=km)
    return graph


def _is_gabriel(positions: Floats, a: int, b: int) -> bool:
    """Whether no third village stands in the circle over a-b."""
    middle = (positions[a] + positions[b]) / 2
    radius = np.linalg.norm(positions[a] - positions[b]) / 2
    return int((np.linalg.norm(positions - middle, axis=1) < radius - 1e-9).sum()) == 0


def _add_bridges(graph: "nx.Graph[int]", positions: Floats) -> None:
    """Add two bridges, each with a head on either bank that joins the nearest village of its bank."""
    course = to_km(np.array(RIVER))
    for longitude in BRIDGES:
        east = float(to_km(np.array([[longitude, 34.88]]))[0, 0])
        middle = float(np.interp(east, course[:, 0], course[:, 1]))
        heads = []
        for side in (-1, 1):
            head = np.array([east + 0.1 * side, middle + 0.8 * side])
            bank = [row for row in range(len(positions)) if (positions[row, 1] - _river_at(positions[row])) * side > 0]
            nearest = min(bank, key=lambda row: float(np.linalg.norm(positions[row] - head)))
            number = graph.number_of_nodes()
            graph.add_node(number, km=head)
            graph.add_edge(number, nearest, km=float(np.linalg.norm(positions[nearest] - head)))
            heads.append(number)
        graph.add_edge(*heads, km=1.61, bridge=True)


def _river_at(position: Floats) -> float:
    """Kilometres north of mid-stream at the position's longitude."""
    course = to_km(np.array(RIVER))
    return float(np.interp(position[0], course[:, 0], course[:, 1]))


def _grade(graph: "nx.Graph[int]", seats: dict[str, int]) -> None:
    """Give every edge its class: the trunk and the bridges, county roads, roads near seats, village roads."""
    for edge in graph.edges:
        graph.edges[edge]["highway"] = "unclassified"
    for seat in seats.values():
        for edge in graph.edges(seat):
            graph.edges[edge]["highway"] = "tertiary"
    bridges = [edge for edge in graph.edges if graph.edges[edge].get("bridge")]
    _raise_path(graph, bridges[1], seats["会盟镇"], "secondary")
    _raise_path(graph, bridges[1], seats["河阳街道"], "secondary")
    for a, b in LINKS:
        _raise_path(graph, (seats[a],), seats[b], "secondary")
    for a, b in pairwise(TRUNK):
        _raise_path(graph, (seats[a],), seats[b], "primary")
    for edge in bridges:
        graph.edges[edge]["highway"] = "primary"


def _raise_path(graph: "nx.Graph[int]", sources: tuple[int, ...], target: int, highway: str) -> None:
    """Raise the shortest way from the nearest of the sources to the target, better roads drawing it in."""

    def effort(_a: int, _b: int, edge: dict[str, object]) -> float:
        drawn = {"primary": 0.7, "secondary": 0.75}.get(str(edge["highway"]), 1.0)
        return float(str(edge["km"])) * drawn

    _, path = nx.multi_source_dijkstra(graph, set(sources), target, weight=effort)
    for edge in pairwise(path):
        if graph.edges[edge]["highway"] != "primary":
            graph.edges[edge]["highway"] = highway


def _bend(graph: "nx.Graph[int]", edge: tuple[int, int], rng: np.random.Generator) -> LineString:
    """Return the stretch as a gently winding line between its ends; bridges run straight."""
    start, end = (np.asarray(graph.nodes[node]["km"]) for node in edge)
    along = end - start
    across = np.array([-along[1], along[0]])
    straighter = {"primary": 0.35, "secondary": 0.6}.get(graph.edges[edge]["highway"], 1.0)
    sway = rng.normal(0, 0.055 * straighter, 3)
    if graph.edges[edge].get("bridge"):
        sway = np.zeros(3)
    steps = ((0.25, sway[0]), (0.5, sway[0] * 0.6 + sway[1]), (0.75, sway[2]))
    points = np.array([start, *(start + along * share + across * aside for share, aside in steps), end])
    return shapely.LineString(to_degrees(points))
