"""Where the villages stand: made-up positions around real towns, and made-up town polygons."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Voronoi
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from data.mengjin.places import TOWNS, Floats, Town, Village, banks, river_line, to_degrees, to_km

Ints = npt.NDArray[np.int64]
GRID_KM = 0.2
BANK_KM = 0.7
"""Nobody lives nearer to mid-stream than this."""
SEAT_KM = 0.9
"""Villages keep this far from their seat."""
URBAN_SPACING_KM = 0.55
VILLAGE_SPACING_KM = 0.85


FAR = np.array([[-300.0, -300.0], [300.0, -300.0], [300.0, 300.0], [-300.0, 300.0]])
"""Corners far outside, so that every cell is closed."""


def place_villages(villages: list[Village], rng: np.random.Generator) -> Floats:
    """Return a position for each village in kilometres, shape (village, 2): near its seat where urban, else spread."""
    ground = _ground()
    owner = _owner(ground, villages)
    positions = np.zeros((len(villages), 2))
    for number, town in enumerate(TOWNS):
        rows = [row for row, village in enumerate(villages) if village.town == town.name]
        urban = sum(villages[row].urban for row in rows)
        positions[rows] = _place_town(town, ground[owner == number], (urban, len(rows) - urban), rng)
    return to_km(to_degrees(positions))


def town_polygons(villages: list[Village], positions: Floats) -> gpd.GeoDataFrame:
    """Return the villages' Voronoi cells, dissolved by town and cut at the outline and the river, in WGS84."""
    cells: dict[str, list[BaseGeometry]] = {town.name: [] for town in TOWNS}
    for northern, bank in zip((False, True), banks(), strict=True):
        own = {town.name for town in TOWNS if town.north == northern}
        rows = [row for row, village in enumerate(villages) if village.town in own]
        diagram = Voronoi(np.vstack([positions[rows], FAR]))
        for number, row in enumerate(rows):
            corners = diagram.vertices[diagram.regions[diagram.point_region[number]]]
            cells[villages[row].town].append(Polygon(corners).intersection(bank))
    degrees = {name: shapely.transform(shapely.union_all(parts), to_degrees) for name, parts in cells.items()}
    shapes = [shapely.normalize(shapely.set_precision(shape, 1e-5)) for shape in degrees.values()]
    return gpd.GeoDataFrame({"town": list(degrees), "label": ["示意"] * len(degrees)}, geometry=shapes, crs="EPSG:4326")


def _ground() -> Floats:
    """Return every grid point where somebody may live."""
    south, north = banks()
    dry = shapely.union_all([south.buffer(-0.5), north.buffer(-0.5)]).difference(river_line().buffer(BANK_KM))
    low, high = np.array(dry.bounds[:2]), np.array(dry.bounds[2:])
    axes = [np.arange(low[axis], high[axis], GRID_KM) for axis in range(2)]
    points = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    return points[shapely.contains_xy(dry, points[:, 0], points[:, 1])]


def _owner(ground: Floats, villages: list[Village]) -> Ints:
    """Return the town of each grid point: the nearest seat on its bank, towns of many villages reaching further."""
    seats = to_km(np.array([town.seat for town in TOWNS]))
    north = np.array([town.north for town in TOWNS])
    reach = np.array([sum(v.town == town.name and not v.urban for v in villages) for town in TOWNS], dtype=float)
    distance = np.linalg.norm(ground[:, None] - seats, axis=2) / reach**0.5
    across = shapely.contains_xy(banks()[1], ground[:, 0], ground[:, 1])
    distance[across[:, None] != north] = np.inf
    nearest: Ints = distance.argmin(axis=1)
    return nearest


def _place_town(town: Town, ground: Floats, counts: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Return positions of the urban units, the first of them at the seat, then of the villages."""
    seat = to_km(np.array([town.seat]))[0]
    urban, villages = counts
    near = ground[np.linalg.norm(ground - seat, axis=1) < 0.45 * np.sqrt(urban) + SEAT_KM]
    first = _spread(near, urban - 1, URBAN_SPACING_KM, seat[None], rng)
    away = ground[np.linalg.norm(ground - seat, axis=1) > SEAT_KM]
    spacing = max(VILLAGE_SPACING_KM, 0.72 * np.sqrt(len(away) * GRID_KM**2 / villages))
    return _spread(away, villages, spacing, first, rng)


def _spread(ground: Floats, count: int, spacing: float, taken: Floats, rng: np.random.Generator) -> Floats:
    """Add `count` points of the ground, in random order, no two nearer than `spacing`, less where there is no room."""
    chosen = taken
    order = rng.permutation(len(ground))
    while len(chosen) < len(taken) + count:
        chosen = taken
        for point in ground[order] + rng.uniform(-GRID_KM / 2, GRID_KM / 2, ground.shape):
            if len(chosen) == len(taken) + count:
                break
            if np.linalg.norm(chosen - point, axis=1).min() >= spacing:
                chosen = np.vstack([chosen, point])
        spacing *= 0.95
    return chosen


def river(towns: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the sketched river within the frame of the towns, in WGS84: drawn on maps, read by nothing else."""
    course = shapely.LineString(to_degrees(np.array(river_line().coords)))
    return gpd.GeoDataFrame(
        {"name": ["黄河"]}, geometry=[course.intersection(shapely.box(*towns.total_bounds))], crs=4326
    )
