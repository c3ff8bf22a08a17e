"""OpenStreetMap extracts, read through the optional library osmium."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.errors import Finding, InputError

OSMIUM_INSTALLED = find_spec("osmium") is not None
"""Whether the extra `planner[osm]` is there."""

if OSMIUM_INSTALLED:
    import osmium

_DENIED = frozenset(("no", "private", "agricultural", "forestry", "military"))
_ALLOWED = frozenset(("yes", "designated", "permissive", "official"))
_MILE_KM = 1.609344


@dataclass
class _Ways:
    """What is gathered while a file is read, one entry a way (coordinates: one entry a node of a way)."""

    tags: list[tuple[str, float, int, int, str, str, str, str]] = field(default_factory=list)
    coordinates: list[tuple[float, float]] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)


def read_osm_lines(path: Path) -> gpd.GeoDataFrame:
    """Read every way with the key `highway`, in EPSG:4326, with its tags as columns.

    `limit_kph` is the way's `maxspeed` where that is a number, else NaN; `foot` and `ride` are 1 where a tag allows it,
    -1 where a tag forbids it, 0 where none speaks; `shared_nodes` is True: ways meet at their common nodes only.
    Raises InputError where the extra `osm` is not installed or the file is damaged.
    """
    if not OSMIUM_INSTALLED:
        headline = "OpenStreetMap extracts need the library osmium: pip install 'planner[osm]'"
        finding = Finding(file=path.name, expected="a GeoPackage roads.gpkg, or the extra planner[osm]")
        raise InputError(headline, [finding])
    try:
        ways = _gather(path)
    except (RuntimeError, ValueError, OSError) as problem:
        headline = "the roads cannot be used:"
        finding = Finding(file=path.name, expected=f"an OpenStreetMap extract that can be read ({problem})")
        raise InputError(headline, [finding]) from problem
    names = ["highway", "limit_kph", "foot", "ride", "oneway", "layer", "bridge", "tunnel"]
    table = pd.DataFrame(ways.tags, columns=names)
    lines = shapely.linestrings(
        np.array(ways.coordinates, dtype=np.float64).reshape(-1, 2),
        indices=np.repeat(np.arange(len(ways.lengths)), ways.lengths),
    )
    return gpd.GeoDataFrame(table.assign(shared_nodes=True), geometry=lines, crs="EPSG:4326")


def _gather(path: Path) -> _Ways:
    ways = _Ways()
    reader = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    for thing in reader:
        if not isinstance(thing, osmium.osm.Way):
            continue
        places = [(node.lon, node.lat) for node in thing.nodes if node.location.valid()]
        if len(set(places)) > 1:
            ways.tags.append(_tags(dict(thing.tags)))
            ways.coordinates.extend(places)
            ways.lengths.append(len(places))
    return ways


def _tags(tags: Mapping[str, str]) -> tuple[str, float, int, int, str, str, str, str]:
    oneway = tags.get("oneway", "yes" if tags.get("junction") in {"roundabout", "circular"} else "")
    return (
        tags["highway"],
        _kph(tags.get("maxspeed", "")),
        _access(tags, ("foot", "access")),
        min(_access(tags, ("bus", "motor_vehicle", "vehicle", "access")), 0),
        oneway,
        tags.get("layer", ""),
        tags.get("bridge", ""),
        tags.get("tunnel", ""),
    )


def _kph(maxspeed: str) -> float:
    """Return a speed limit as km/h, NaN where it is not a number.

    >>> _kph("40"), _kph("none")
    (40.0, nan)
    """
    number, _, unit = maxspeed.strip().partition(" ")
    try:
        value = float(number)
    except ValueError:
        return float("nan")
    value = value * _MILE_KM if unit == "mph" else value
    return value if 0 < value < float("inf") else float("nan")


def _access(tags: Mapping[str, str], keys: tuple[str, ...]) -> int:
    """Return what the most telling tag says: 1 allowed, -1 denied, 0 nothing; a general `access` only ever denies."""
    for key in keys:
        if tags.get(key) in _DENIED:
            return -1
        if tags.get(key) in _ALLOWED:
            return 0 if key == "access" else 1
    return 0
