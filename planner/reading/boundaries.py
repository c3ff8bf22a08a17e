"""Town polygons, in WGS84 longitude and latitude, from whatever layer and column of their file hold them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.errors import InputError
from planner.language import Text, joined
from planner.reading import road_cells as cells
from planner.reading.faults import Faults
from planner.reading.finding_files import plain_name
from planner.reading.vector_files import Layer, file_error, in_degrees, layers_of, listed, read_layer

STEMS = ("boundaries", "边界", "乡镇边界", "乡镇界", "boundary")
"""Names of the file of town polygons, and of its layer, without their endings."""
_HEADINGS = (
    "town", "乡镇", "乡镇名称", "乡镇名", "乡镇街道", "所属乡镇", "towns", "township", "town_name", "townname", "xzmc",
    "街道", "行政区名称", "xzqmc", "name", "名称",
)  # fmt: skip
"""Headings under which towns' names stand, the plainest first."""
_LAYERS = frozenset((*STEMS, "towns", "town", "乡镇", "townships"))
_NAMED = 10
_ENOUGH = 2
"""A column with an unknown heading is the towns' if it names so many of them."""

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Boundaries:
    """Town polygons (columns town, geometry; EPSG:4326) or None, what is wrong with them, what is to be said."""

    towns: gpd.GeoDataFrame | None
    faults: Faults
    notes: tuple[Text, ...] = ()


def read_boundaries(path: Path, system: str = "WGS84", towns: Collection[str] = ()) -> Boundaries:
    """Read the town polygons. The layer and the column are those whose texts name most of `towns`, the district's.

    Where none names any, a column with a known heading is taken, in any case. Rings that cross are repaired, and told.
    `system` is GCJ-02 or BD-09 where the polygons were drawn on a Chinese web map, which no file can say itself.
    """
    try:
        return _read(path, system, towns)
    except InputError as problem:
        return Boundaries(towns=None, faults=Faults(tuple(problem.findings)))


def _read(path: Path, system: str, towns: Collection[str]) -> Boundaries:
    layers = layers_of(path)
    layer, column = _found(path, layers, towns)
    frame = read_layer(layer, [column])
    _refuse_other_shapes(layer, frame)
    placed = in_degrees(layer, frame, system)
    names = _names(placed[column])
    shapes, mended = _valid(placed.geometry.to_numpy())
    kept = (names != "") & ~shapely.is_empty(shapes)
    if not kept.any():
        raise file_error(path, Text("town polygons with names: there are none", "带名称的乡镇面；该文件没有"))
    notes = (*_said(path, layers, layer, column), *_repaired(path, names[mended & kept]), *_nameless(path, names, kept))
    polygons = gpd.GeoDataFrame({"town": names[kept]}, geometry=shapes[kept], crs="EPSG:4326")
    return Boundaries(towns=polygons, faults=Faults(), notes=notes)


def _found(path: Path, layers: Sequence[Layer], towns: Collection[str]) -> tuple[Layer, str]:
    """Return the layer and the column (plain names) of the towns."""
    wanted = {plain_name(town) for town in towns}
    areas = [layer for layer in layers if any(kind in layer.geometry for kind in ("Polygon", "Unknown", "Geometry"))]
    ranked: list[tuple[tuple[int, int, int, int], Layer, str]] = []
    for place, layer in enumerate(areas):
        texts = read_layer(layer, tuple(layer.columns)) if wanted else None
        for column in layer.columns:
            met = 0 if texts is None else len(wanted & set(map(cells.cell_text, texts[column])))
            known = _HEADINGS.index(column) if column in _HEADINGS else len(_HEADINGS)
            if met >= _ENOUGH or known < len(_HEADINGS):
                ranked.append(((-met, known, -(plain_name(layer.name) in _LAYERS), place), layer, column))
    if ranked:
        _, layer, column = min(ranked, key=lambda entry: entry[0])
        return layer, column
    raise file_error(
        path,
        Text(
            f"town polygons with a column town (乡镇) in any case: there are none; the file has {listed(layers)}",
            f"乡镇面图层，含 town（乡镇）列，大小写不限；现有图层和列：{listed(layers)}",
        ),
        column="town",
    )


def _refuse_other_shapes(layer: Layer, frame: gpd.GeoDataFrame) -> None:
    """Refuse features that hold no polygon."""
    shapes = frame.geometry.to_numpy()
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    wrong = np.flatnonzero(there & (shapely.get_dimensions(shapes) < 2))  # noqa: PLR2004 (dimensions of an area)
    if len(wrong):
        kind = str(shapes[wrong[0]].geom_type)
        raise file_error(
            layer.path,
            Text(
                f"polygons alone: feature {frame.index[wrong[0]]} of layer {layer.name} is none",
                f"只能是面；图层 {layer.name} 的要素 {frame.index[wrong[0]]} 不是面",
            ),
            row=int(frame.index[wrong[0]]),
            column="geometry",
            value=kind,
        )


def _names(column: "pd.Series[str]") -> Shapes:
    return np.array(["" if not cells.cell_text(cell) else str(cell).strip() for cell in column], dtype=object)


def _valid(shapes: Shapes) -> tuple[Shapes, npt.NDArray[np.bool_]]:
    """Return each feature's areas with rings that do not cross, and which features had ones that did."""
    missing = shapely.is_missing(shapes)
    mended = ~missing & ~shapely.is_valid(shapes)
    areas = np.array([_areas(shape) for shape in shapely.make_valid(shapes)], dtype=object)
    return areas, mended


def _areas(shape: shapely.Geometry | None) -> shapely.Geometry:
    """Leave the polygons of a shape alone."""
    if shape is None:
        return shapely.MultiPolygon()
    parts = np.array([shape], dtype=object)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = np.asarray(shapely.get_parts(parts), dtype=object)
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return areas[0] if len(areas) == 1 else shapely.union_all(areas)


def _said(path: Path, layers: Sequence[Layer], layer: Layer, column: str) -> tuple[Text, ...]:
    """Say which layer and column were taken where there was a choice or another name."""
    if len(layers) == 1 and column in _HEADINGS[:2]:
        return ()
    own = layer.columns[column]
    return (
        Text(
            f"{path.name}: the towns are those of layer {layer.name}, column {own}",
            f"{path.name}：乡镇取自图层 {layer.name} 的 {own} 列",
        ),
    )


def _repaired(path: Path, names: Shapes) -> tuple[Text, ...]:
    if not len(names):
        return ()
    listing = joined(names[:_NAMED].tolist())
    return (
        Text(
            f"{path.name}: rings that cross themselves were repaired in {len(names)} "
            f"{'town' if len(names) == 1 else 'towns'}: {listing}",
            f"{path.name}：{len(names)} 个乡镇的边界自相交，已修复：{listing.zh}",
        ),
    )


def _nameless(path: Path, names: Shapes, kept: npt.NDArray[np.bool_]) -> tuple[Text, ...]:
    count = int((~kept).sum())
    if not count:
        return ()
    return (
        Text(
            f"{path.name}: {count} of {len(names)} features have no name or no area and are left out",
            f"{path.name}：{len(names)} 个要素中有 {count} 个没有名称或没有面，未采用",
        ),
    )
