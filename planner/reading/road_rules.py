"""Tagged lines become lines that are travelled: who may use each, how fast, which way, and which are left out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj

from planner.language import Text, joined
from planner.reading import road_cells as cells
from planner.reading.road_classes import FERRY, Class, class_of

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]

_RIDE_KEYS = ("bus", "psv", "motorcar", "motor_vehicle", "vehicle")
_OTHER_KEYS = (
    "railway", "waterway", "route", "aerialway", "aeroway", "barrier", "man_made", "power", "natural", "water",
    "landuse", "boundary", "leisure", "piste:type",
)  # fmt: skip
TAGS = (
    "highway", "speed_kph", "maxspeed", "oneway", "junction", "layer", "bridge", "tunnel", "access", "foot",
    *_RIDE_KEYS, *_OTHER_KEYS, "ferry", "duration", "minutes", "name",
)  # fmt: skip
"""Columns and tags of a line that are heeded, by OpenStreetMap's names, and the planner's own."""
LISTED = 20
"""No more sorts of lines, or ferries, than this are named in a note."""

_FERRY_KPH = (0.2, 100.0)
_MOST_LEVELS = 20
_GEOD = pyproj.Geod(ellps="WGS84")
_NO_CLASS = Text("lines without a class", "没有道路等级的线")
_CLOSED = Text("closed to walkers and riders", "禁止通行")
_NO_TIME = Text("ferries that state no time of their own", "没有自身航行时间的轮渡")


@dataclass(frozen=True, kw_only=True, eq=False)
class Travelled:
    """Lines that are travelled, with the columns of `read_roads` and `feature`, and sentences about the others."""

    lines: gpd.GeoDataFrame
    notes: tuple[Text, ...]


def travelled(raw: gpd.GeoDataFrame, file: str) -> Travelled:
    """Give each line what its tags say, and leave out the lines that nobody travels on.

    `raw` has single LineStrings in EPSG:4326, columns of `TAGS` in any form, and `feature`, the number of the feature
    that a line is a part of; with a column `shared_nodes` the lines meet at common vertices only.
    """
    raw = raw.reset_index(drop=True)
    classes: Objects = cells.each(raw, "highway", lambda text: class_of(cells.parts(text)))
    speed = _floats(cells.each(raw, "speed_kph", cells.number))
    ferry = _is_ferry(raw, classes)
    ferry_kph = _ferry_kph(raw, ferry, speed)
    reason = _reasons(raw, classes, np.isfinite(speed), ferry & np.isnan(ferry_kph))
    lines = _lines(raw, classes, speed, ferry_kph)
    open_to_some = lines["foot"].to_numpy() | lines["ride"].to_numpy()
    reason[~open_to_some & (reason == "")] = _CLOSED
    kept = reason == ""
    notes = (*_sorts_note(reason[~kept], file), *_ferry_note(raw[reason == _NO_TIME], file))
    return Travelled(lines=lines[kept].reset_index(drop=True), notes=notes)


def _floats(values: Objects) -> Floats:
    return values.astype(np.float64)


def _is_ferry(raw: pd.DataFrame, classes: Objects) -> Flags:
    by_class = np.array([kind.name == FERRY for kind in classes], dtype=np.bool_)
    by_route = cells.each(raw, "route", lambda text: FERRY in cells.parts(text)).astype(np.bool_)
    unclassed = np.array([kind.travels is None for kind in classes], dtype=np.bool_)
    return by_class | by_route | (cells.each(raw, "ferry", cells.is_set).astype(np.bool_) & unclassed)


def _ferry_kph(raw: gpd.GeoDataFrame, ferry: Flags, speed: Floats) -> Floats:
    """Return how fast ferries are (row): length over the time they state, else the speed; NaN where neither is told."""
    result = np.full(len(raw), np.nan)
    rows = np.flatnonzero(ferry)
    if not len(rows):
        return result
    part = raw.iloc[rows]
    told = [_floats(cells.each(part, column, cells.minutes)) for column in ("duration", "minutes")]
    minutes = np.where(np.isnan(told[0]), told[1], told[0])
    kilometres = np.array([_GEOD.geometry_length(shape) / 1000 for shape in part.geometry])
    whole = pd.Series(kilometres).groupby(part["feature"].to_numpy()).transform("sum").to_numpy()
    by_time = whole / minutes * 60
    found = np.where(np.isnan(by_time), speed[rows], by_time)
    result[rows] = np.where((found >= _FERRY_KPH[0]) & (found <= _FERRY_KPH[1]), found, np.nan)
    return result


def _reasons(raw: pd.DataFrame, classes: Objects, has_speed: Flags, idle_ferry: Flags) -> Objects:
    """Say why each line is left out, '' where it is not (row): texts and Texts."""
    codes, different = pd.factorize(np.array([f"{kind.known:d}{kind.name}" for kind in classes], dtype=object))
    named = np.array([len(name) > 1 for name in different], dtype=np.bool_)[codes]
    known = np.array([name.startswith("1") for name in different], dtype=np.bool_)[codes]
    closed = np.array([kind.known and kind.travels is None and kind.name != FERRY for kind in classes], dtype=np.bool_)
    name = np.array([f"highway={name[1:]}" for name in different], dtype=object)[codes]
    other = _other_things(raw)
    has_classes = bool(named.any())
    reason = np.full(len(raw), "", dtype=object)
    unknown = ~known & ~has_speed
    reason[unknown & named] = name[unknown & named]
    reason[unknown & ~named & has_classes] = _NO_CLASS
    thing = ~known & (other != "")
    reason[thing] = other[thing]
    reason[closed] = name[closed]
    reason[_is_ferry(raw, classes)] = ""
    reason[idle_ferry] = _NO_TIME
    return reason


def _other_things(raw: pd.DataFrame) -> Objects:
    """Return what a line is besides a road, such as railway=rail, '' where nothing says (row)."""
    other = np.full(len(raw), "", dtype=object)
    for key in _OTHER_KEYS:
        if key in raw:
            found = cells.each(raw, key, partial(_thing, key))
            other = np.where(other == "", found, other)
    return other


def _thing(key: str, text: str) -> str:
    values = [part for part in cells.parts(text) if part not in {"no", "0", "false"}]
    return f"{key}={';'.join(values)}" if values else ""


def _lines(raw: gpd.GeoDataFrame, classes: Objects, speed: Floats, ferry_kph: Floats) -> gpd.GeoDataFrame:
    """Fill in what the class of each line says, and put what its own tags say above that."""
    on_water = ~np.isnan(ferry_kph)
    kph = np.array([_class_kph(kind) for kind in classes], dtype=np.float64)
    foot = np.array([kind.travels is None or kind.travels.foot for kind in classes], dtype=np.bool_)
    ride = np.array([kind.travels is None or kind.travels.kph is not None for kind in classes], dtype=np.bool_)
    entry = np.array([kind.travels is None or kind.travels.entry for kind in classes], dtype=np.bool_)
    limit = _floats(cells.each(raw, "maxspeed", cells.kph))
    own = np.where(np.isfinite(speed), speed, kph)
    return gpd.GeoDataFrame(
        {
            "highway": np.array([kind.name for kind in classes], dtype=object),
            "speed_kph": np.where(on_water, ferry_kph, np.fmin(own, limit)),
            "walk_kph": np.where(on_water, ferry_kph, np.nan),
            "foot": _allowed(raw, ("foot",), foot, opens=True),
            "ride": _allowed(raw, _RIDE_KEYS, ride, opens=False),
            "entry": entry & ~on_water,
            "oneway": _oneway(raw),
            "level": _level(raw),
            "shared_nodes": np.full(len(raw), "shared_nodes" in raw),
            "name": cells.each(raw, "name", str.strip),
            "feature": raw["feature"].to_numpy(),
        },
        geometry=raw.geometry.to_numpy(),
        crs="EPSG:4326",
    )


def _class_kph(kind: Class) -> float:
    return float("nan") if kind.travels is None or kind.travels.kph is None else kind.travels.kph


def _allowed(raw: pd.DataFrame, keys: Sequence[str], by_class: Flags, *, opens: bool) -> Flags:
    """Put what a line's own signs say above what its class allows: the most particular key that speaks decides.

    The general `access` only ever denies; with `opens` the particular keys may also allow what the class does not.
    """
    result = by_class.copy()
    spoken = np.zeros(len(raw), dtype=np.bool_)
    for key in (*keys, "access"):
        if key not in raw:
            continue
        told = cells.each(raw, key, cells.access).astype(np.int8)
        result[~spoken & (told < 0)] = False
        if opens and key != "access":
            result[~spoken & (told > 0)] = True
        spoken |= told != 0
    return result


def _oneway(raw: pd.DataFrame) -> npt.NDArray[np.int8]:
    """Read the signs; where there is none, roundabouts go round in the line's direction."""
    told = cells.each(raw, "oneway", cells.oneway).astype(np.int8)
    silent = ~cells.each(raw, "oneway", bool).astype(np.bool_)
    round_about = cells.each(raw, "junction", lambda text: not {"roundabout", "circular"}.isdisjoint(cells.parts(text)))
    return np.where(silent & round_about.astype(np.bool_), 1, told).astype(np.int8)


def _level(raw: pd.DataFrame) -> npt.NDArray[np.int8]:
    """Take the column layer; where it says nothing, a bridge is one up and a tunnel one down."""
    stated = np.nan_to_num(_floats(cells.each(raw, "layer", cells.number)), nan=0.0, posinf=0.0)
    stated = np.clip(stated, -_MOST_LEVELS, _MOST_LEVELS).round()
    guessed = cells.each(raw, "bridge", cells.is_set).astype(np.int8)
    guessed = guessed - cells.each(raw, "tunnel", cells.is_set).astype(np.int8)
    return np.where(stated == 0, guessed, stated).astype(np.int8)


def _sorts_note(reasons: Objects, file: str) -> tuple[Text, ...]:
    """Count the lines left out, by sort."""
    if not len(reasons):
        return ()
    sorts = Counter(reasons.tolist()).most_common()
    told = [Text(f"{sort} {count:,}", f"{getattr(sort, 'zh', sort)} {count:,} 条") for sort, count in sorts[:LISTED]]
    rest = sum(count for _, count in sorts[LISTED:])
    if rest:
        told.append(Text(f"others {rest:,}", f"其他 {rest:,} 条"))
    listing, total = joined(told), len(reasons)
    lines = "1 line is" if total == 1 else f"{total:,} lines are"
    return (Text(f"{file}: {lines} not travelled: {listing}", f"{file}：{total:,} 条线不通行：{listing.zh}"),)


def _ferry_note(ferries: pd.DataFrame, file: str) -> tuple[Text, ...]:
    """Name the ferries that are left out."""
    if not len(ferries):
        return ()
    first = ~ferries["feature"].duplicated().to_numpy()
    numbers, names = ferries["feature"].to_numpy()[first], cells.each(ferries, "name", str)[first]
    called = [
        Text(f"{name or 'no name'} (feature {number})", f"{name or '无名'}（要素 {number}）")
        for name, number in zip(names.tolist(), numbers.tolist(), strict=True)
    ][:LISTED]
    listing, more = joined(called), len(numbers) - len(called)
    rest = Text(f" and {more} more", f"等 {len(numbers)} 条") if more else Text("", "")
    return (
        Text(
            f"{file}: a ferry is travelled only with a time of its own (duration, such as 00:20, or minutes): "
            f"{listing}{rest}",
            f"{file}：轮渡须注明自身航行时间（duration，如 00:20，或 minutes 分钟）才计入通行：{listing.zh}{rest.zh}",
        ),
    )
