"""Files of shapes (GeoPackage, GeoJSON, FlatGeobuf, shapefile), read whole or told what is wrong with them.

Everything here ends in a sound frame in WGS84 degrees or in an InputError that names the file, the layer and the
feature: no damage, no system of coordinates and no number may end in a traceback or go on as a place that is none.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj.exceptions import ProjError
from shapely.errors import ShapelyError

from planner.errors import Finding, InputError
from planner.language import Text, system_reason
from planner.reading.coordinates import LARGEST_DEGREES, to_wgs84
from planner.reading.finding_files import named, plain_name
from planner.reading.georeference import NO_SYSTEM, Numbers, degrees_of, number_problem, refused_system

SUFFIXES = (".gpkg", ".geojson", ".json", ".fgb", ".shp")
"""Endings of the files that are read, in the order they are looked for."""
SIDECARS = (".dbf", ".shx", ".prj", ".cpg")
"""Files that belong to a shapefile of the same name."""
MOST_FINDINGS = 20
"""No more features than this are listed for one thing wrong with a layer."""

_MAGIC = {
    ".gpkg": (b"SQLite format 3\x00", "a GeoPackage", "GeoPackage"),
    ".fgb": (b"fgb", "a FlatGeobuf file", "FlatGeobuf"),
    ".shp": (b"\x00\x00\x27\x0a", "a shapefile", "Shapefile"),
}
_DAMAGE = (
    DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, ShapelyError, ProjError,
    ValueError, KeyError, TypeError, OSError, RuntimeError, OverflowError, IndexError,
)  # fmt: skip
_SHIFTED = frozenset(("GCJ-02", "BD-09"))
_SYSTEM_CODES = {"CGCS2000": "EPSG:4490"}
"""Systems that provenance.yaml may name for a layer that declares none, in degrees."""
_NO_LAYER = Text("no layers", "没有图层")

Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A layer of a file: its name, the type of its geometry, and its columns by their plain names."""

    path: Path
    name: str
    geometry: str
    columns: Mapping[str, str]
    """Plain name (any case, NFKC) to the name it has in the file."""
    crs: str | None

    def described(self) -> str:
        """Return the layer's name and its columns, for messages."""
        return f"{self.name} ({', '.join(self.columns.values()) or '-'})"


def file_error(path: Path, expected: Text, **where: object) -> InputError:
    """Return the error that a file of shapes cannot be used; `where` is row, column, value of the finding."""
    row, column, value = where.get("row"), where.get("column"), where.get("value")
    finding = Finding(
        file=path.name,
        expected=expected,
        row=int(str(row)) if row is not None else None,
        column=str(column) if column is not None else None,
        value=str(value) if value is not None else None,
    )
    return InputError(Text(f"{path.name} cannot be used:", f"无法使用 {path.name}："), [finding])


@contextmanager
def _read_or_told(path: Path) -> Iterator[None]:
    """Turn whatever damage a reader meets into a finding; its own warnings say nothing that the finding does not."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    except (*_DAMAGE, MemoryError) as problem:
        said = str(problem).splitlines()[0][:200] if str(problem) else type(problem).__name__
        kind = _MAGIC.get(_suffix(path), (b"", "a file of shapes", "图形文件"))
        expected = Text(f"{kind[1]} that can be read ({said})", f"能够读取的 {kind[2]} 文件（{said}）")
        raise file_error(path, expected) from problem


def layers_of(path: Path) -> tuple[Layer, ...]:
    """Return the layers of a file, in the file's order. InputError where it is none, damaged, or without layers."""
    _refuse_other_things(path)
    with _read_or_told(path):
        found = tuple(_layer(path, str(name), str(kind)) for name, kind in pyogrio.list_layers(_as_told(path)) if kind)
    if not found:
        raise file_error(path, Text("layers of shapes: the file has none", "含有图形图层；该文件没有任何图层"))
    return found


def listed(layers: Sequence[Layer]) -> str:
    """Return layers with their columns, for messages; a hundred columns are cut short."""
    text = "; ".join(layer.described() for layer in layers) or _NO_LAYER
    return text if len(text) <= 400 else text[:399] + "…"  # noqa: PLR2004 (a message's length)


def read_layer(layer: Layer, columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Read columns (plain names; those that are not there are left out) of a layer, under their plain names.

    The index is the feature's number, heights and measures are dropped, geometry is None where the feature has none.
    Raises InputError, which names the features whose geometry is damaged.
    """
    wanted = {plain: own for plain, own in layer.columns.items() if plain in columns}
    with _read_or_told(layer.path):
        names, numbers, blobs, fields = _raw(layer, list(wanted.values()))
        geometry = np.asarray(shapely.from_wkb(blobs, on_invalid="ignore"), dtype=object)
        held = np.array([blob is not None and len(blob) > 0 for blob in blobs], dtype=np.bool_)
        table = dict(zip(names, fields, strict=True))
        frame = pd.DataFrame({plain: table[own] for plain, own in wanted.items()}, index=pd.Index(numbers))
    _refuse(layer, frame.index[held & shapely.is_missing(geometry)], _DAMAGED_SHAPE)
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=None)


_DAMAGED_SHAPE = Text("a geometry that can be read: this one is damaged", "能够读取的几何；该要素的几何已损坏")
_NO_NUMBER = Text(
    "coordinates that are numbers: this geometry has one that is not a number or is endless",
    "坐标应为有限的数；该几何含有非数或无穷大的坐标",
)


def in_degrees(layer: Layer, frame: gpd.GeoDataFrame, system: str = "WGS84") -> gpd.GeoDataFrame:
    """Turn a layer's geometry into WGS84 degrees, EPSG:4326.

    `system` is what provenance says: GCJ-02 or BD-09, or the code of the system of a layer that declares none.
    InputError where the layer declares no system, one that is no system of places on the earth, or one that does not
    fit the numbers; where a coordinate is not a number; where a feature lies nowhere on the earth.
    """
    crs, problem = refused_system(layer.crs)
    if crs is None and problem == NO_SYSTEM:
        crs, _ = refused_system(_SYSTEM_CODES.get(system, system if system.startswith("EPSG:") else None))
    if crs is None:
        raise file_error(layer.path, problem, column="crs", value=layer.crs or "")
    numbers = _numbers(frame)
    _refuse(layer, frame.index[numbers.wrong], _NO_NUMBER)
    said = number_problem(crs, numbers)
    if said is not None:
        mask, expected = said
        _refuse(layer, frame.index[mask], expected, _corners(numbers.box[mask]), whole=bool(mask.all()))
    with _read_or_told(layer.path):
        moved = _transformed(frame.geometry.to_numpy(), crs, system)
    result = frame.set_geometry(gpd.GeoSeries(moved, index=frame.index, crs="EPSG:4326"))
    _refuse_nowhere(layer, result, numbers.box)
    return result


def _refuse_other_things(path: Path) -> None:
    """Refuse what is no file, or a file of another kind under this name."""
    if path.is_dir():
        raise file_error(path, Text("a file: this is a folder", "应为文件，而这是文件夹"))
    if not path.is_file():
        raise file_error(path, Text("a file of this name: there is none", "找不到该文件"))
    try:
        with path.open("rb") as stream:
            start = stream.read(64)
    except OSError as problem:
        expected = Text(
            f"a file that can be opened ({problem.strerror})", f"应为能打开的文件（{system_reason(problem).zh}）"
        )
        raise file_error(path, expected) from problem
    if not start:
        raise file_error(path, Text("a file that is not empty", "该文件是空的"))
    magic, kind, chinese = _MAGIC.get(_suffix(path), (b"", "", ""))
    if not start.startswith(magic):
        raise file_error(path, Text(f"{kind}: the file is none, whatever its name", f"{chinese} 文件；该文件名不副实"))
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _suffix(path) in {".geojson", ".json"} and not text.startswith(b"{"):
        raise file_error(path, Text("a GeoJSON file: this one does not begin with {", "GeoJSON 文件，应以 { 开头"))


def _as_told(path: Path) -> str:
    """Return a path as pyogrio is told it, which takes ! for the mark of a file in an archive, and drops line ends.

    The part of a file that begins at byte 0 is the file.
    """
    whole = str(path.absolute())
    return f"/vsisubfile/0,{whole}" if set("!\n\r\t") & set(whole) else str(path)


def _suffix(path: Path) -> str:
    return Path(plain_name(path.name)).suffix


def _layer(path: Path, name: str, kind: str) -> Layer:
    info = pyogrio.read_info(_as_told(path), layer=name)
    columns: dict[str, str] = {}
    for field in info["fields"]:
        columns.setdefault(plain_name(str(field)), str(field))
    return Layer(path=path, name=name, geometry=kind, columns=columns, crs=info["crs"])


def _raw(layer: Layer, columns: list[str]) -> tuple[list[str], npt.NDArray[np.int64], Geometries, list[object]]:
    """Read a layer's bytes; names in a shapefile that does not say how they are written are UTF-8, else GB18030."""
    guessed = _suffix(layer.path) == ".shp" and not named(layer.path.parent, f"{layer.path.stem}.cpg")
    encodings = ("UTF-8", "GB18030") if guessed else (None,)
    for encoding in encodings:
        try:
            meta, numbers, blobs, fields = pyogrio.raw.read(
                _as_told(layer.path),
                layer=layer.name,
                columns=columns,
                force_2d=True,
                return_fids=True,
                encoding=encoding,
            )
        except UnicodeDecodeError:
            if encoding == encodings[-1]:
                raise
        else:
            names = [str(name) for name in meta["fields"]]
            return names, np.asarray(numbers, dtype=np.int64), np.asarray(blobs, dtype=object), list(fields)
    raise AssertionError


def _refuse(
    layer: Layer,
    features: "pd.Index[int]",
    expected: Text,
    values: Sequence[str] | None = None,
    *,
    whole: bool = False,
) -> None:
    """Raise InputError with the first of the features where there is any."""
    if not len(features):
        return
    # What is wrong with a whole layer is one thing to mend.
    named = features[:1] if whole else features[:MOST_FINDINGS]
    findings = [
        Finding(
            file=layer.path.name,
            row=int(feature),
            column="geometry",
            value=values[place] if values else None,
            expected=expected,
        )
        for place, feature in enumerate(named)
    ]
    count = len(features)
    headline = Text(
        f"{count:,} feature{'s' if count > 1 else ''} of {layer.path.name}, layer {layer.name}, cannot be used "
        "(row: the feature's number):",
        f"{layer.path.name} 图层 {layer.name} 有 {count:,} 个要素无法使用（行号即要素编号）：",
    )
    raise InputError(headline, findings)


def _numbers(frame: gpd.GeoDataFrame) -> Numbers:
    """Look at every vertex once."""
    shapes = frame.geometry.to_numpy()
    coordinates, feature = shapely.get_coordinates(shapes, return_index=True)
    wrong = np.zeros(len(shapes), dtype=np.bool_)
    wrong[feature[~np.isfinite(coordinates).all(axis=1)]] = True
    return Numbers(box=np.asarray(shapely.bounds(shapes), dtype=np.float64), wrong=wrong)


def _transformed(shapes: Geometries, crs: object, system: str) -> Geometries:
    shifted = system in _SHIFTED
    convert = degrees_of(crs)

    def moved(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        lon, lat = convert(points[:, 0], points[:, 1]) if convert else (points[:, 0], points[:, 1])
        if shifted:
            placed = to_wgs84(lon, lat, system)
            lon, lat = placed.lon, placed.lat
        return np.column_stack((lon, lat))

    return np.asarray(shapely.transform(shapes, moved), dtype=object) if convert or shifted else shapes


def _refuse_nowhere(layer: Layer, moved: gpd.GeoDataFrame, before: npt.NDArray[np.float64]) -> None:
    """Refuse features whose degrees are none."""
    box = shapely.bounds(moved.geometry.to_numpy())
    there = ~shapely.is_missing(moved.geometry.to_numpy()) & ~shapely.is_empty(moved.geometry.to_numpy())
    inside = np.isfinite(box).all(axis=1) & (np.abs(np.nan_to_num(box, nan=np.inf)) <= [180, 90, 180, 90]).all(axis=1)
    outside = there & ~inside
    expected = Text("a place on the earth; mind the stated crs", "应在地球上；请核对所声明的坐标系")
    _refuse(layer, moved.index[outside], expected, _corners(before[outside]), whole=bool(outside.all()))


def _corners(box: npt.NDArray[np.float64]) -> list[str]:
    """Return the low corner of each box, with the high numbers where only these are no degrees."""
    low, high = box[:, :2], box[:, 2:]
    taken = (np.abs(low) <= LARGEST_DEGREES) & (np.abs(high) > np.abs(low))
    return [str(place) for place in np.where(taken, high, low).round(3).tolist()]
