"""Roads: lines from a file of shapes or an OpenStreetMap extract, with what may move on them and how fast."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from planner.errors import Finding, InputError
from planner.language import Text
from planner.reading import road_cells as cells
from planner.reading.finding_files import plain_name
from planner.reading.osm import OSM_SUFFIXES, read_osm_lines
from planner.reading.road_classes import FERRY, HIGHWAYS, NOT_TRAVELLED, HighwayClass
from planner.reading.road_rules import TAGS, travelled
from planner.reading.vector_files import MOST_FINDINGS, Layer, file_error, in_degrees, layers_of, listed, read_layer
from planner.reading.water import WATER_TAGS, is_water

__all__ = ["HIGHWAYS", "NOT_TRAVELLED", "HighwayClass", "Roads", "read_road_file", "read_roads"]

STEMS = ("roads", "道路", "路网", "road")
"""Names of the file of roads, and of its layer, without their endings."""
_ALSO = {"fclass": "highway", "道路等级": "highway", "公路等级": "highway", "行政等级": "highway",
         "道路类型": "highway", "等级": "highway", "速度": "speed_kph", "时速": "speed_kph", "限速": "maxspeed",
         "单行": "oneway", "分钟": "minutes", "名称": "name"}  # fmt: skip
"""Other headings of columns."""
_TAG_TEXTS = ("other_tags", "tags", "all_tags")
_LEAP_DEGREES = 2.0
_SAME_DEGREES = 7
"""Decimals of a degree to which lines drawn twice agree: a centimetre."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Roads:
    """A district's roads, as `read_roads` returns them; the rivers and lakes of the same file; what is to be said."""

    lines: gpd.GeoDataFrame
    water: npt.NDArray[np.object_]
    """(shape): lines and areas in EPSG:4326 that no lane crosses."""
    notes: tuple[Text, ...]


def read_roads(path: Path, system: str = "WGS84") -> gpd.GeoDataFrame:
    """Read a district's roads: see `read_road_file`. Returns its lines alone.

    They are single LineStrings in EPSG:4326, at least one, as often as they are drawn, with the columns

    - highway: class of the road, '' where unknown
    - speed_kph: riding speed in km/h; by class where the file gives none, and never above OpenStreetMap's `maxspeed`;
      NaN where the class is unknown too
    - walk_kph: speed of whoever walks on to a ferry; NaN elsewhere
    - foot, ride: whether it may be walked, ridden
    - entry: whether places beside it may join it (not motorways, not ferries)
    - oneway: 1 ridden in the line's direction only, -1 against it only, 0 both ways; walkers go both ways
    - level: storey of bridges and tunnels, 0 on the ground; lines on different levels do not meet where they cross
    - name: what it is called, '' where the file does not say
    - shared_nodes: meets other lines only at shared vertices (OpenStreetMap), not wherever it crosses them
    """
    return _read(path, system).lines.drop(columns="feature")


def read_road_file(path: Path, system: str = "WGS84") -> Roads:
    """Read `roads.gpkg` (or .geojson, .fgb, .shp) with `highway` and/or `speed_kph`, or an OpenStreetMap extract.

    A file may have several layers: the one named roads is taken, else the only one with lines, else the only one with
    classes of roads. Headings stand in any case; GDAL's `other_tags` are taken apart. Where the file has classes, lines
    without one or of an unknown one are left out unless they carry a speed of their own; so are railways, waterways,
    ferries without a time, lines that access closes: the notes count them. `system` is GCJ-02 or BD-09 where provenance
    says so, which no file can state itself, or the system of a file that declares none.
    Raises InputError for anything else: no such file, no lines, no coordinate system or one that does not fit,
    coordinates that are none, speeds that are none. Lines drawn more than once are there once.
    """
    found = _read(path, system)
    _refuse_leaps(path, found.lines)
    lines, doubles = _once(found.lines.drop(columns="feature"), path.name)
    return Roads(lines=lines, water=found.water, notes=(*found.notes, *doubles))


def _read(path: Path, system: str) -> Roads:
    if not path.is_file():
        raise file_error(path, Text("a file of roads; there is none", "道路文件；找不到该文件"))
    extract = plain_name(path.name).endswith(OSM_SUFFIXES)
    raw, water, notes = read_osm_lines(path) if extract else _read_shapes(path, system)
    found = travelled(raw, path.name)
    if found.lines.empty:
        said = Text("".join(f" ({note})" for note in found.notes), "".join(f"（{note.zh}）" for note in found.notes))
        expected = Text(f"at least one line that can be walked or ridden{said}", f"至少一条可步行或乘车的道路{said.zh}")
        raise file_error(path, expected)
    return Roads(lines=found.lines, water=water, notes=(*found.notes, *notes))


def _read_shapes(path: Path, system: str) -> tuple[gpd.GeoDataFrame, npt.NDArray[np.object_], tuple[Text, ...]]:
    layers = layers_of(path)
    layer = _line_layer(path, layers)
    own = {_ALSO.get(plain, plain): plain for plain in layer.columns} | {plain: plain for plain in layer.columns}
    if not {"highway", "speed_kph"} & own.keys() and not {*_TAG_TEXTS} & own.keys():
        expected = Text(
            f"a column highway or speed_kph in the layer; there is {layer.described()}",
            f"图层应有 highway（道路等级）或 speed_kph（速度）列；现有 {layer.described()}",
        )
        raise file_error(path, expected)
    names = (*TAGS, *_TAG_TEXTS)
    frame = read_layer(layer, [own[name] for name in names if name in own])
    frame = frame.rename(columns={own[name]: name for name in names if name in own})
    for column in _TAG_TEXTS:
        frame = cells.with_tags(frame, column, TAGS)
    _check_speeds(path, frame)
    lines, left_out = _single_lines(frame, path.name)
    if lines.empty:
        raise file_error(path, Text("lines; the layer has none", "图层中应有线要素"))
    placed = in_degrees(layer, lines, system)
    water = [placed.geometry.to_numpy()[is_water(placed, areas=False)], *_water_areas(layers, system)]
    return placed, np.concatenate(water), left_out


def _line_layer(path: Path, layers: tuple[Layer, ...]) -> Layer:
    """Return the layer named roads, else the only layer with lines, else the only one of these with classes."""
    kinds = ("LineString", "Curve", "Unknown", "Geometry")
    with_lines = [layer for layer in layers if any(kind in layer.geometry for kind in kinds)]
    by_name = [layer for layer in with_lines if plain_name(layer.name) in STEMS]
    classed = [layer for layer in with_lines if not {"highway", "fclass", "speed_kph"}.isdisjoint(layer.columns)]
    for found in (by_name, with_lines, classed):
        if len(found) == 1:
            return found[0]
    shown = with_lines or layers
    raise file_error(
        path,
        Text(
            f"a layer named roads, or a single layer of lines; there {_are(len(shown))}: {listed(shown)}",
            f"名为 roads（道路）的图层，或唯一的线图层；现有：{listed(shown)}",
        ),
    )


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _single_lines(frame: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
    """Take collections and multi-part lines apart; leave out what is no line and lines without length."""
    shapes, index = frame.geometry.to_numpy(), np.arange(len(frame))
    while (shapely.get_type_id(shapes) > shapely.GeometryType.POLYGON).any():
        shapes, part = shapely.get_parts(shapes, return_index=True)
        index = index[part]
    kinds = shapely.get_type_id(shapes)
    is_line = np.isin(kinds, (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING))
    with np.errstate(over="ignore", invalid="ignore"):
        long = is_line & (shapely.length(shapes) != 0)  # one that is endless or not a number is found with its row
    lines = frame.iloc[index[long]].assign(feature=frame.index[index[long]]).set_geometry(shapes[long])
    lost = len(frame) - len(np.unique(index[long]))
    if not lost:
        return lines, ()
    note = Text(
        f"{file}: {lost:,} {'feature has' if lost == 1 else 'features have'} no line (empty, points, areas) and "
        f"{'is' if lost == 1 else 'are'} left out",
        f"{file}：{lost:,} 个要素不含线（空几何、点、面），未采用",
    )
    return lines, (note,)


def _check_speeds(path: Path, frame: gpd.GeoDataFrame) -> None:
    speeds = cells.each(frame, "speed_kph", cells.number).astype(np.float64)
    wrong = np.flatnonzero((speeds < cells.LEAST_KPH) | (speeds > cells.MOST_KPH))
    if not len(wrong):
        return
    low, high = cells.LEAST_KPH, cells.MOST_KPH
    expected = Text(f"a speed in km/h, from {low} to {high:.0f}", f"速度（公里/小时），应在 {low} 至 {high:.0f} 之间")
    values = frame["speed_kph"].iloc[wrong[:MOST_FINDINGS]]
    findings = [
        Finding(file=path.name, row=int(row), column="speed_kph", value=str(value), expected=expected)
        for row, value in values.items()
    ]
    headline = Text(
        f"{len(wrong):,} lines of the roads have no usable speed (row: the feature's number):",
        f"{len(wrong):,} 条道路的速度无法使用（行号即要素编号）：",
    )
    raise InputError(headline, findings)


def _water_areas(layers: tuple[Layer, ...], system: str) -> list[npt.NDArray[np.object_]]:
    """Return the lakes and banks that stand in layers of areas beside the roads."""
    found = []
    for layer in layers:
        if "Polygon" in layer.geometry and not {*WATER_TAGS, *_TAG_TEXTS}.isdisjoint(layer.columns):
            frame = read_layer(layer, [*WATER_TAGS, *_TAG_TEXTS])
            for column in _TAG_TEXTS:
                frame = cells.with_tags(frame, column, WATER_TAGS)
            wet = in_degrees(layer, frame[is_water(frame, areas=True)], system)
            found.append(np.asarray(shapely.make_valid(wet.geometry.to_numpy()), dtype=object))
    return found


def _refuse_leaps(path: Path, lines: gpd.GeoDataFrame) -> None:
    """Refuse roads with neighbouring vertices far apart: a vertex at 0, 0, or one with its numbers swapped."""
    coordinates, line = shapely.get_coordinates(lines.geometry.to_numpy(), return_index=True)
    leap = (np.abs(np.diff(coordinates, axis=0)).max(axis=1, initial=0.0) > _LEAP_DEGREES) & (line[1:] == line[:-1])
    leap &= (lines["highway"] != FERRY).to_numpy()[line[1:]]
    rows = np.unique(line[1:][leap])
    if not len(rows):
        return
    first = np.searchsorted(line[1:][leap], rows)
    expected = Text(
        "a road whose neighbouring vertices are near each other: one of these lies hundreds of kilometres away",
        "道路上相邻的点应相距不远；该线有一点远在数百公里之外",
    )
    values = coordinates[1:][leap][first].round(4).tolist()
    findings = [
        Finding(file=path.name, row=int(feature), column="geometry", value=str(value), expected=expected)
        for feature, value in zip(lines["feature"].iloc[rows[:MOST_FINDINGS]], values, strict=False)
    ]
    headline = Text("the roads cannot be used (row: the feature's number):", "无法使用道路文件（行号即要素编号）：")
    raise InputError(headline, findings)


def _once(lines: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, tuple[Text, ...]]:
    """Leave out lines drawn before, in either direction, with the same rules."""
    coordinates, line = shapely.get_coordinates(lines.geometry.to_numpy(), return_index=True)
    first = np.searchsorted(line, np.arange(len(lines)))
    last = np.append(first[1:], len(line)) - 1
    start, end = coordinates[first], coordinates[last]
    backwards = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    rounded = np.asarray(shapely.linestrings(np.round(coordinates, _SAME_DEGREES) + 0.0, indices=line))
    rounded[backwards] = shapely.reverse(rounded[backwards])
    rules = lines.drop(columns=["geometry", "name"]).assign(
        oneway=np.where(backwards, -lines["oneway"], lines["oneway"]), drawn=shapely.to_wkb(rounded)
    )
    again = rules.duplicated().to_numpy()
    count = int(again.sum())
    if not count:
        return lines, ()
    note = Text(
        f"{file}: {count:,} {'line is' if count == 1 else 'lines are'} drawn more than once and "
        f"{'counts' if count == 1 else 'count'} once",
        f"{file}：{count:,} 条线重复绘制，只计一次",
    )
    return lines[~again].reset_index(drop=True), (note,)
