"""Roads: lines from a GeoPackage or an OpenStreetMap extract, with what may move on them and how fast.

Where a line carries no `speed_kph`, its class gives one: what a school bus makes of the road on the whole, below the
design speeds of JTG B01 (60 to 80 km/h for trunk roads, 40 to 60 for county roads, 15 to 30 for township and village
roads) and never above the limits for school buses, 80 km/h on motorways and 60 elsewhere (from memory, not checked).
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from planner.errors import Finding, InputError
from planner.read.coordinates import to_wgs84
from planner.read.osm import read_osm_lines

MOST_FINDINGS = 20
"""No more rows than this are listed for one thing wrong with the roads."""


@dataclass(frozen=True)
class HighwayClass:
    """What a class of road allows: riding speed (km/h; None: not ridden), walking, and joining it along its length."""

    kph: float | None
    foot: bool = True
    entry: bool = True


HIGHWAYS: Mapping[str, HighwayClass] = {
    "motorway": HighwayClass(80, foot=False, entry=False),
    "motorway_link": HighwayClass(40, foot=False, entry=False),
    "trunk": HighwayClass(60),
    "trunk_link": HighwayClass(40),
    "primary": HighwayClass(50),
    "primary_link": HighwayClass(40),
    "secondary": HighwayClass(40),
    "secondary_link": HighwayClass(30),
    "tertiary": HighwayClass(30),
    "tertiary_link": HighwayClass(30),
    "unclassified": HighwayClass(30),
    "residential": HighwayClass(20),
    "living_street": HighwayClass(15),
    "service": HighwayClass(15),
    "track": HighwayClass(15),
    "busway": HighwayClass(30, foot=False, entry=False),
    "pedestrian": HighwayClass(None),
    "footway": HighwayClass(None),
    "path": HighwayClass(None),
    "steps": HighwayClass(None),
    "cycleway": HighwayClass(None),
    "bridleway": HighwayClass(None),
}
"""Every class that pupils travel on, after OpenStreetMap's key `highway`."""

NOT_TRAVELLED = frozenset(
    ("abandoned", "bus_guideway", "bus_stop", "construction", "corridor", "elevator", "escape", "no", "planned",
     "platform", "proposed", "raceway", "razed", "rest_area", "services", "via_ferrata")
)  # fmt: skip
"""Classes that nobody travels on: such lines are left out."""

_SHIFTED = frozenset(("GCJ-02", "BD-09"))
_FORWARD = frozenset(("yes", "true", "1", "f"))
_BACKWARD = frozenset(("-1", "reverse", "t"))
_NO = frozenset(("", "no", "false", "0", "f", "nan", "none", "<na>"))
_OPTIONAL = ("highway", "speed_kph", "oneway", "layer", "bridge", "tunnel")


def read_roads(path: Path, system: str = "WGS84") -> gpd.GeoDataFrame:
    """Read a district's roads: `*.gpkg` with `highway` and/or `speed_kph`, or an OpenStreetMap extract `*.osm.pbf`.

    Returns single LineStrings in EPSG:4326, at least one, with the columns

    - highway: class of the road, '' where unknown
    - speed_kph: riding speed in km/h; by class where the file gives none, and never above OpenStreetMap's `maxspeed`;
      NaN where the class is unknown too
    - foot, ride: whether it may be walked, ridden
    - entry: whether places beside it may join it (not motorways)
    - oneway: 1 ridden in the line's direction only, -1 against it only, 0 both ways; walkers go both ways
    - level: storey of bridges and tunnels, 0 on the ground; lines on different levels do not meet where they cross
    - shared_nodes: meets other lines only at shared vertices (OpenStreetMap), not wherever it crosses them

    A GeoPackage may have several layers: `roads` is taken, else the only one with lines. Its optional columns `oneway`
    (OpenStreetMap's or Geofabrik's signs), `layer`, `bridge` and `tunnel` are heeded, and where `system` is GCJ-02 or
    BD-09, which no file can state itself, its coordinates are set right. Raises InputError for anything else: no such
    file, no lines, no coordinate system, coordinates that are none, speeds of 0 or below.
    """
    if not path.is_file():
        raise _error(path, "a file of roads; there is none")
    raw = read_osm_lines(path) if path.name.lower().endswith(".pbf") else _unshifted(_read_geopackage(path), system)
    roads = _finished(raw)
    if roads.empty:
        raise _error(path, "at least one line that can be walked or ridden")
    return roads


def _error(path: Path, expected: str, column: str | None = None, value: str | None = None) -> InputError:
    finding = Finding(file=path.name, column=column, value=value, expected=expected)
    return InputError("the roads cannot be used:", [finding])


def _read_geopackage(path: Path) -> gpd.GeoDataFrame:
    try:
        with warnings.catch_warnings():
            # What GDAL finds odd but can read is no concern of the planner's users.
            warnings.simplefilter("ignore", RuntimeWarning)
            frame = _read_layer(path, _line_layer(path))
    except (DataSourceError, DataLayerError, UnicodeDecodeError, shapely.errors.GEOSException) as problem:
        raise _error(path, f"a GeoPackage that can be read ({problem})") from problem
    _check_system(path, frame)
    lines = _single_lines(frame)
    if lines.empty:
        raise _error(path, "lines; the layer has none")
    _check_speeds(path, lines)
    return _in_degrees(path, lines)


def _line_layer(path: Path) -> str:
    """Return the layer named roads, else the only layer with lines."""
    layers = [(str(name), str(kind)) for name, kind in pyogrio.list_layers(path)]
    with_lines = [name for name, kind in layers if "LineString" in kind or kind.startswith(("Unknown", "Geometry"))]
    if "roads" in with_lines:
        return "roads"
    if len(with_lines) != 1:
        names = ", ".join(with_lines) or "none"
        raise _error(path, f"a layer named roads, or a single layer of lines; layers of lines: {names}")
    return with_lines[0]


def _read_layer(path: Path, layer: str) -> gpd.GeoDataFrame:
    fields = {str(name) for name in pyogrio.read_info(path, layer=layer)["fields"]}
    if not fields & {"highway", "speed_kph"}:
        raise _error(path, f"a column highway or speed_kph in the layer {layer}")
    columns = [name for name in _OPTIONAL if name in fields]
    frame: gpd.GeoDataFrame = pyogrio.read_dataframe(
        path, layer=layer, columns=columns, fid_as_index=True, force_2d=True
    )
    return frame


def _check_system(path: Path, frame: gpd.GeoDataFrame) -> None:
    if frame.crs is None or str(frame.crs.name).startswith("Undefined"):
        raise _error(path, "a coordinate system; the layer states none (EPSG:4326 or EPSG:4490 for degrees)")


def _single_lines(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take multi-part lines apart; leave out what is no line and lines without length."""
    whole = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    parts = whole.explode(index_parts=False)
    lines = parts[parts.geometry.geom_type.isin(["LineString", "LinearRing"])]
    with np.errstate(over="ignore", invalid="ignore"):
        length = shapely.length(lines.geometry.to_numpy())
    return lines[length != 0]  # a length that is endless or not a number is found with its row later


def _check_speeds(path: Path, lines: gpd.GeoDataFrame) -> None:
    if "speed_kph" not in lines:
        return
    cells = lines["speed_kph"]
    speeds = pd.to_numeric(cells, errors="coerce")
    wrong = lines[(cells.notna() & speeds.isna()) | (speeds <= 0) | np.isinf(speeds)]
    findings = [
        Finding(file=path.name, row=int(row), column="speed_kph", value=str(value), expected="a speed in km/h, above 0")
        for row, value in wrong["speed_kph"].head(MOST_FINDINGS).items()
    ]
    if findings:
        headline = f"{len(wrong)} lines of the roads have no usable speed (row: the feature's number):"
        raise InputError(headline, findings)


def _in_degrees(path: Path, lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    try:
        moved = lines.to_crs("EPSG:4326")
    except (pyproj.exceptions.ProjError, pyproj.exceptions.CRSError) as problem:
        name = str(lines.crs.name)
        raise _error(path, "a coordinate system tied to the earth", "crs", name) from problem
    box = moved.geometry.bounds.to_numpy(dtype=np.float64)
    inside = np.isfinite(box).all(axis=1) & (np.abs(box) <= [180, 90, 180, 90]).all(axis=1)
    findings = [
        Finding(file=path.name, row=int(row), value=str(place), expected="a place on the earth; mind the stated crs")
        for row, place in zip(moved.index[~inside], np.round(box[~inside][:, :2], 3).tolist(), strict=True)
    ]
    if findings:
        headline = f"{len(findings)} lines of the roads lie nowhere (row: the feature's number):"
        raise InputError(headline, findings[:MOST_FINDINGS])
    return moved


def _unshifted(lines: gpd.GeoDataFrame, system: str) -> gpd.GeoDataFrame:
    """Undo the shifts of Chinese web maps."""
    if system not in _SHIFTED:
        return lines
    coordinates, line = shapely.get_coordinates(lines.geometry.to_numpy(), return_index=True)
    placed = to_wgs84(coordinates[:, 0], coordinates[:, 1], system)
    return lines.set_geometry(np.asarray(shapely.linestrings(placed.lon, placed.lat, indices=line)), crs="EPSG:4326")


def _finished(raw: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Fill in what the class of each line says, and leave out the lines that nobody travels on."""
    raw = raw.reset_index(drop=True)
    highway = _text(raw, "highway")
    class_kph = highway.map({name: kind.kph for name, kind in HIGHWAYS.items()}).astype(np.float64)
    speed_kph = _numbers(raw, "speed_kph").fillna(class_kph)
    foot = ~highway.isin([name for name, kind in HIGHWAYS.items() if not kind.foot])
    ride = ~highway.isin([name for name, kind in HIGHWAYS.items() if kind.kph is None])
    roads = gpd.GeoDataFrame(
        {
            "highway": highway,
            "speed_kph": np.fmin(speed_kph, _numbers(raw, "limit_kph")),
            "foot": _told(raw, "foot", foot),
            "ride": _told(raw, "ride", ride),
            "entry": ~highway.isin([name for name, kind in HIGHWAYS.items() if not kind.entry]),
            "oneway": _oneway(raw),
            "level": _level(raw),
            "shared_nodes": np.full(len(raw), "shared_nodes" in raw),
        },
        geometry=raw.geometry.to_numpy(),
        crs="EPSG:4326",
    )
    return roads[(roads["foot"] | roads["ride"]) & ~highway.isin(NOT_TRAVELLED)].reset_index(drop=True)


def _text(frame: pd.DataFrame, column: str) -> "pd.Series[str]":
    if column not in frame:
        return pd.Series("", index=frame.index, dtype=str)
    return frame[column].astype(object).where(frame[column].notna(), "").astype(str).str.strip().str.lower()


def _numbers(frame: pd.DataFrame, column: str) -> "pd.Series[float]":
    if column not in frame:
        return pd.Series(np.nan, index=frame.index, dtype=np.float64)
    return pd.to_numeric(frame[column]).astype(np.float64)


def _told(frame: pd.DataFrame, column: str, default: "pd.Series[bool]") -> npt.NDArray[np.bool_]:
    """Put what the tags of an OpenStreetMap way say above what its class allows."""
    if column not in frame:
        return default.to_numpy(dtype=np.bool_)
    told = frame[column].to_numpy()
    return np.where(told == 0, default, told > 0)


def _oneway(raw: pd.DataFrame) -> npt.NDArray[np.int8]:
    signs = _text(raw, "oneway")
    return np.where(signs.isin(_FORWARD), 1, np.where(signs.isin(_BACKWARD), -1, 0)).astype(np.int8)


def _level(raw: pd.DataFrame) -> npt.NDArray[np.int8]:
    """Take the column layer; where it says nothing, a bridge is one up and a tunnel one down."""
    stated = pd.to_numeric(_text(raw, "layer"), errors="coerce").fillna(0).clip(-20, 20).round().to_numpy()
    guessed = (~_text(raw, "bridge").isin(_NO)).to_numpy(dtype=np.int8)
    guessed = guessed - (~_text(raw, "tunnel").isin(_NO)).to_numpy(dtype=np.int8)
    return np.where(stated == 0, guessed, stated).astype(np.int8)
