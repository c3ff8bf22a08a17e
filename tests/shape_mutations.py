"""Files of shapes with bytes changed at random: a seeded fuzzer, called shortly by a test and at length by hand."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from shapely import LineString, box

from planner.errors import InputError
from planner.reading.boundaries import read_boundaries
from planner.reading.roads import read_road_file
from planner.reading.water import read_water

SUFFIXES = (".gpkg", ".geojson", ".fgb", ".shp")


def mutated(content: bytes, chance: np.random.Generator) -> bytes:
    """Return a file's bytes with some changed, inserted, left out, or the end torn off."""
    kind, place = chance.integers(5), int(chance.integers(len(content)))
    some = chance.bytes(int(chance.integers(1, 9)))
    if kind == 0:
        return content[:place]
    if kind == 1:
        return content[:place] + some + content[place:]
    if kind == 2:
        return content[:place] + content[place + len(some) :]
    changed = bytearray(content)
    for spot in chance.integers(len(content), size=1 if kind == 3 else 40):
        changed[spot] = int(chance.integers(256))
    return bytes(changed)


def _blobs(content: bytes, chance: np.random.Generator) -> bytes:
    """Change bytes of the geometries of a GeoPackage alone: they begin with GP."""
    starts = [place for place in range(len(content) - 60) if content[place : place + 4] == b"GP\0\1"]
    changed = bytearray(content)
    for start in chance.choice(starts, size=min(3, len(starts))) if starts else ():
        changed[int(start) + int(chance.integers(60))] = int(chance.integers(256))
    return bytes(changed)


def fuzz_shapes(folder: Path, seed: int, count: int) -> Iterator[str]:
    """Read `count` damaged files; yield what became of each: `read` or `told`. Anything else escapes to the caller."""
    chance = np.random.default_rng(seed)
    sound = {suffix: _written(folder, suffix) for suffix in SUFFIXES}
    for number in range(count):
        suffix = SUFFIXES[number % len(SUFFIXES)]
        roads, towns = sound[suffix]
        content = (roads, towns, roads)[number % 3]
        blobs = suffix == ".gpkg" and bool(chance.integers(2))
        damaged = _blobs(content, chance) if blobs else mutated(content, chance)
        path = folder / f"damaged{suffix}"
        path.write_bytes(damaged)
        yield _read(path, number % 3)


def _written(folder: Path, suffix: str) -> tuple[bytes, bytes]:
    lines = [LineString([(112.4, 34.7 + 0.01 * row), (112.5, 34.7 + 0.01 * row)]) for row in range(6)]
    areas = [box(112.4 + 0.1 * row, 34.7, 112.5 + 0.1 * row, 34.8) for row in range(3)]
    frames: dict[str, tuple[dict[str, object], list[object]]] = {
        "roads": ({"highway": ["primary", "['service', 'track']", None] * 2, "speed_kph": [20.0] * 6}, [*lines]),
        "towns": ({"town": ["甲镇", "乙镇", "丙镇"]}, [*areas]),
    }
    contents = []
    for name, (columns, shapes) in frames.items():
        path = folder / f"{name}{suffix}"
        gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_file(path)
        contents.append(path.read_bytes())
    if suffix == ".shp":
        # The damaged shapefile keeps the sound files beside it, those of the roads.
        for part in (".dbf", ".shx", ".prj", ".cpg"):
            (folder / f"damaged{part}").write_bytes((folder / f"roads{part}").read_bytes())
    return contents[0], contents[1]


def _read(path: Path, which: int) -> str:
    if which == 1:
        found = read_boundaries(path, towns=("甲镇",))
        assert (found.towns is None) == bool(found.faults.count)
        return "told" if found.towns is None else _sound(found.towns)
    try:
        return _sound(read_road_file(path).lines if which == 0 else read_water(path))
    except InputError as problem:
        named = {finding.file for finding in problem.findings}
    assert named == {path.name}
    return "told"


def _sound(frame: gpd.GeoDataFrame) -> str:
    bounds: npt.NDArray[np.float64] = frame.total_bounds
    assert not len(frame) or (np.abs(bounds) <= [180, 90, 180, 90]).all()
    return "read"
