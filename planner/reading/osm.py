"""OpenStreetMap extracts, read through the optional library osmium."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.errors import Finding, InputError
from planner.language import Text
from planner.reading import road_cells as cells
from planner.reading.road_rules import TAGS
from planner.reading.water import WATER_TAGS, is_water

OSMIUM_INSTALLED = find_spec("osmium") is not None
"""Whether the extra `planner[osm]` is there."""
OSM_SUFFIXES = (".osm.pbf", ".osm", ".osm.bz2", ".osm.gz", ".pbf")
"""Endings of extracts."""

if OSMIUM_INSTALLED:
    import osmium

_KEYS = tuple(dict.fromkeys((*TAGS, *WATER_TAGS)))
_PLACES = {key: place for place, key in enumerate(_KEYS)}

_Shapes = npt.NDArray[np.object_]


@dataclass
class _Ways:
    """What is gathered while a file is read, one entry a way (coordinates: one entry a node of a way)."""

    numbers: list[int] = field(default_factory=list)
    tags: list[list[str | None]] = field(default_factory=list)
    coordinates: list[tuple[float, float]] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)


def read_osm_lines(path: Path) -> tuple[gpd.GeoDataFrame, _Shapes, tuple[Text, ...]]:
    """Read every way with the key `highway` and every ferry, in EPSG:4326, with its tags as columns, and the water.

    `feature` is the way's number; `shared_nodes` is True: ways meet at their common nodes only. The second value has
    rivers, and lakes drawn as a closed way (a lake made of several ways is not put together). The third is empty.
    Raises InputError where the extra `osm` is not installed or the file is damaged.
    """
    if not OSMIUM_INSTALLED:
        headline = Text(
            "OpenStreetMap extracts need the library osmium: pip install 'planner[osm]'",
            "读取 OpenStreetMap 数据需要 osmium：pip install 'planner[osm]'",
        )
        expected = Text(
            "a GeoPackage roads.gpkg, or the extra planner[osm]", "GeoPackage 文件 roads.gpkg，或安装 planner[osm]"
        )
        raise InputError(headline, [Finding(file=path.name, expected=expected)])
    try:
        ways = _gather(path)
    except (RuntimeError, ValueError, OSError, MemoryError) as problem:
        headline = Text("the roads cannot be used:", "无法使用道路文件：")
        expected = Text(
            f"an OpenStreetMap extract that can be read ({problem})", "应为能读取的 OpenStreetMap 数据：此文件读不出来"
        )
        raise InputError(headline, [Finding(file=path.name, expected=expected)]) from problem
    lines = shapely.linestrings(
        np.array(ways.coordinates, dtype=np.float64).reshape(-1, 2),
        indices=np.repeat(np.arange(len(ways.lengths)), ways.lengths),
    )
    columns = dict(zip(_KEYS, zip(*ways.tags, strict=True), strict=True)) if ways.tags else dict.fromkeys(_KEYS, ())
    table = pd.DataFrame({key: np.array(told, dtype=object) for key, told in columns.items() if any(told)})
    frame = gpd.GeoDataFrame(table.assign(feature=ways.numbers, shared_nodes=True), geometry=lines, crs="EPSG:4326")
    if "highway" not in frame:
        frame = frame.assign(highway=None)
    wet = frame[~cells.each(frame, "highway", bool).astype(np.bool_)]
    ferries = cells.each(wet, "route", lambda text: "ferry" in cells.parts(text)).astype(np.bool_)
    return frame.drop(index=wet.index[~ferries]), _water(wet), ()


def _water(ways: gpd.GeoDataFrame) -> _Shapes:
    """Return rivers as lines, and closed ways of water as areas."""
    shapes = ways.geometry.to_numpy()
    closed = shapely.is_closed(shapes) & (shapely.get_num_coordinates(shapes) >= 4)  # noqa: PLR2004 (a ring's least)
    areas = closed & is_water(ways, areas=True)
    corners, ring = shapely.get_coordinates(shapes[areas], return_index=True)
    lakes = shapely.make_valid(shapely.polygons(shapely.linearrings(corners, indices=ring)))
    return np.concatenate((shapes[~areas & is_water(ways, areas=False)], np.asarray(lakes, dtype=object).ravel()))


def _gather(path: Path) -> _Ways:
    ways = _Ways()
    wanted = osmium.filter.KeyFilter("highway", "route", *WATER_TAGS)
    for thing in osmium.FileProcessor(str(path)).with_locations().with_filter(wanted):
        if not isinstance(thing, osmium.osm.Way):
            continue
        places = [(node.lon, node.lat) for node in thing.nodes if node.location.valid()]
        if len(set(places)) > 1:
            ways.numbers.append(thing.id)
            ways.tags.append(_heeded(thing.tags))
            ways.coordinates.extend(places)
            ways.lengths.append(len(places))
    return ways


def _heeded(tags: Iterable[tuple[str, str]]) -> list[str | None]:
    """Return the tags that are heeded, each at its own place."""
    told: list[str | None] = [None] * len(_KEYS)
    for key, value in tags:
        place = _PLACES.get(key)
        if place is not None:
            told[place] = value
    return told
