"""Attendance areas: the ground nearer to a settlement than to any other, gathered by the school its pupils go to."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from planner.decide.results import Results
from planner.problem.problem import Floats
from planner.reading.district import District
from planner.show.maps.content import WGS84, MapContent, local_crs, read_water
from planner.show.words.common import band_name, clean

Shapes = npt.NDArray[np.object_]

COLOURS = 8
"""Neighbouring areas carry different numbers below this where the ground allows."""
_POLYGON = 3
"""Shapely's number of the type."""
_LEAST_MARGIN_METRES = 1000.0
_SNAP_METRES = 0.01
_NEIGHBOUR_METRES = 1.0
_DEGREES = 1e-8
"""Corners are kept to about a millimetre."""


def attendance_areas(results: Results, year: int) -> gpd.GeoDataFrame:
    """Return one area a grade band and school, in WGS84: the cells of the settlements most of whose pupils go there.

    `pupils` counts every pupil of the band at the school, also those from settlements whose cell lies in another area.
    """
    scenario, district = results.scenario, results.district
    crs = local_crs(district)
    cells = settlement_cells(district, crs)
    placed = results.by_year[year].rows.placed
    names = dict(zip(district.schools["school_id"], district.schools["name"], strict=True))
    records, shapes = [], []
    for band in scenario.grade_bands:
        here = placed[placed["grade_band"] == band]
        pupils = here.groupby("school_id")["pupils"].sum()
        homes = _main_school(here)
        of_band = [(school, cells.loc[homes.index[homes == school]]) for school in sorted(set(homes))]
        merged = [_gathered(piece.to_numpy()) for _, piece in of_band]
        for (school, piece), shape, colour in zip(of_band, merged, _colours(merged), strict=True):
            if shape.is_empty:
                continue
            records.append((band, band_name(band, scenario), school, clean(names[school]), year, len(piece),
                            float(pupils[school]), colour, district.provenance.is_synthetic))  # fmt: skip
            shapes.append(shape)
    columns = ["grade_band", "grade_band_zh", "school_id", "school_name", "year", "settlements", "pupils", "colour",
               "synthetic"]  # fmt: skip
    frame = pd.DataFrame(records, columns=columns).astype(
        {**dict.fromkeys(columns[:4], "string"), **dict.fromkeys(["year", "settlements", "colour"], np.int64),
         "pupils": float, "synthetic": bool}
    )  # fmt: skip
    ground = gpd.GeoSeries(shapes, crs=crs).to_crs(WGS84).set_precision(_DEGREES).map(_multi)
    return gpd.GeoDataFrame(frame, geometry=ground.set_crs(WGS84), crs=WGS84)


def settlement_cells(district: District, crs: str) -> gpd.GeoSeries:
    """Return each settlement's cell in metres, indexed by settlement_id; together they fill the ground once.

    Where a town has a boundary, its settlements share out that ground. A settlement whose town has none shares the
    ground of the town it lies in, or, outside all boundaries, what lies around it. Where the district has rivers, no
    cell crosses one, but for ground that nobody lives on: it goes to the nearest settlements of the town.
    Settlements at one place share a cell.
    """
    settlements = district.settlements
    points = gpd.GeoSeries(gpd.points_from_xy(settlements["lon"], settlements["lat"]), crs=WGS84).to_crs(crs)
    xy = np.column_stack([points.x, points.y])
    cells: Shapes = np.full(len(settlements), shapely.Polygon(), dtype=object)
    bounds = _town_shapes(district, crs)
    grounds = np.array(
        [_ground_of(town, point, bounds) for town, point in zip(settlements["town"], points, strict=True)]
    )
    rivers = _river_lines(district, crs)
    for ground in dict.fromkeys(grounds):
        rows = np.flatnonzero(grounds == ground)
        if ground in bounds:
            shape = bounds[ground]
        else:
            shape = shapely.difference(_surroundings(xy[rows]), shapely.union_all(list(bounds.values())))
        cells[rows] = _cells_on_banks(xy[rows], shape, rivers)
    return gpd.GeoSeries(cells, index=settlements["settlement_id"].to_numpy(), crs=crs)


def town_grounds(content: MapContent) -> dict[str, shapely.Geometry]:
    """Return each town's ground in metres: its boundary; without any boundaries, the cells of its settlements."""
    if content.towns is not None:
        return {str(town): shape for town, shape in content.towns.dissolve("town").geometry.items()}
    xy = content.settlements[["x", "y"]].to_numpy(float)
    if not len(xy):
        return {}
    cells, towns = _cells_within(xy, _surroundings(xy)), content.settlements["town"].to_numpy()
    return {str(town): _gathered(cells[towns == town]) for town in dict.fromkeys(towns)}


def _town_shapes(district: District, crs: str) -> dict[str, shapely.Geometry]:
    if district.boundaries is None:
        return {}
    towns = district.boundaries.to_crs(crs).dissolve("town").geometry
    return {str(town): shape for town, shape in towns.items() if not shape.is_empty}


def _ground_of(town: str, point: shapely.Point, bounds: Mapping[str, shapely.Geometry]) -> str:
    """Name the town whose ground a settlement shares; empty where it lies outside all boundaries."""
    if town in bounds:
        return town
    return next((name for name, shape in bounds.items() if shapely.contains(shape, point)), "")


def _surroundings(xy: Floats) -> shapely.Geometry:
    """Return the ground around places: their hull, widened by twice the usual distance to the next place."""
    places = np.unique(xy, axis=0)
    margin = _LEAST_MARGIN_METRES
    if len(places) > 1:
        distances, _ = cKDTree(places).query(places, k=2)
        margin = max(margin, 2 * float(np.median(np.asarray(distances)[:, 1])))
    return shapely.MultiPoint(places).convex_hull.buffer(margin)


def _river_lines(district: District, crs: str) -> shapely.Geometry:
    """Return rivers as lines, and the edges of water that is drawn as an area."""
    water = read_water(district, crs)
    if water is None:
        return shapely.GeometryCollection()
    parts = shapely.get_parts(water.geometry.to_numpy())
    areas = np.isin(shapely.get_type_id(parts), [_POLYGON])
    lines = np.isin(shapely.get_dimensions(parts), [1])
    return shapely.union_all([*shapely.boundary(parts[areas]), *parts[lines]])


def _cells_on_banks(xy: Floats, ground: shapely.Geometry, rivers: shapely.Geometry) -> Shapes:
    """Share ground out among places by nearness, each taking of its own bank only; shape (place)."""
    banks = _banks(ground, rivers)
    if len(banks) <= 1:
        return _cells_within(xy, ground)
    points: Shapes = np.asarray(shapely.points(xy), dtype=object)
    bank = shapely.distance(points[:, None], banks[None, :]).argmin(axis=1)
    cells: Shapes = np.empty(len(xy), dtype=object)
    for number in dict.fromkeys(bank.tolist()):
        cells[bank == number] = _cells_within(xy[bank == number], banks[number])
    empty = shapely.union_all(np.delete(banks, np.unique(bank)), grid_size=_SNAP_METRES)
    if empty.is_empty:
        return cells
    joined: Shapes = shapely.union(cells, shapely.intersection(_cells_within(xy, ground), empty))
    return joined


def _banks(ground: shapely.Geometry, rivers: shapely.Geometry) -> Shapes:
    """Cut ground along rivers, shape (piece); a river that ends within it cuts nothing."""
    crossing = shapely.intersection(rivers, ground)
    if crossing.is_empty:
        return np.array([ground], dtype=object)
    edges = shapely.union_all([shapely.boundary(ground), crossing])
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    within: Shapes = pieces[shapely.contains_properly(ground, shapely.point_on_surface(pieces))]
    return within


def _cells_within(xy: Floats, ground: shapely.Geometry) -> Shapes:
    """Share ground out among places by nearness, shape (place)."""
    places, back = np.unique(np.round(xy / _SNAP_METRES) * _SNAP_METRES, axis=0, return_inverse=True)
    if len(places) == 1:
        shared = np.array([ground], dtype=object)
    else:
        cells = shapely.voronoi_polygons(shapely.multipoints(places), extend_to=ground, ordered=True)
        shared = shapely.intersection(shapely.get_parts(cells), ground)
    found: Shapes = shared[back.reshape(-1)]
    return found


def _main_school(placed: pd.DataFrame) -> pd.Series:
    """Return the school that most of each settlement's pupils go to; the first by id of equals."""
    sums = placed.groupby(["settlement_id", "school_id"])[["pupils"]].sum().reset_index()
    order = np.lexsort((sums["school_id"].astype(str), -sums["pupils"], sums["settlement_id"].astype(str)))
    first = sums.iloc[order].drop_duplicates(subset=["settlement_id"])
    return pd.Series(first["school_id"].to_numpy(), index=first["settlement_id"].to_numpy())


def _gathered(cells: Shapes) -> shapely.MultiPolygon:
    """Join cells into one MultiPolygon, without the points and lines that touching leaves."""
    return _multi(shapely.union_all(shapely.make_valid(cells), grid_size=_SNAP_METRES))


def _multi(shape: shapely.Geometry) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shape, return_index=False)
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def _colours(shapes: Sequence[shapely.Geometry]) -> list[int]:
    """Give areas numbers that differ where they touch, as far as the numbers go."""
    touching: nx.Graph[int] = nx.Graph()
    touching.add_nodes_from(range(len(shapes)))
    if shapes:
        one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_NEIGHBOUR_METRES)
        touching.add_edges_from((int(a), int(b)) for a, b in zip(one, other, strict=True) if a < b)
    numbers = nx.greedy_color(touching, strategy="DSATUR")
    chosen = {place: number for place, number in numbers.items() if number < COLOURS}
    for place in sorted(numbers.keys() - chosen.keys()):  # scattered areas may touch more others than there are colours
        around = [chosen[other] for other in touching[place] if other in chosen]
        chosen[place] = min(range(COLOURS), key=around.count)
    return [chosen[place] for place in range(len(shapes))]
