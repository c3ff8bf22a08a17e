"""What the cells of a table of roads say, in every form they are met in: lists, signs, speeds, times, tag texts."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.reading.finding_files import plain_name

LEAST_KPH, MOST_KPH = 0.5, 300.0
"""Speeds of roads beyond these are no speeds of roads, km/h."""
_MILE_KM = 1.609344
_LONGEST_MINUTES = 24 * 60.0

_FORWARD = frozenset(("yes", "true", "1", "1.0", "f", "forward", "是", "单行"))
_BACKWARD = frozenset(("-1", "-1.0", "reverse", "backward", "t"))
_NO = frozenset(("", "no", "false", "0", "0.0", "f", "nan", "none", "<na>", "否"))
_DENIED = frozenset(("no", "private", "agricultural", "forestry", "military", "false", "0"))
_ALLOWED = frozenset(
    ("yes", "designated", "permissive", "official", "destination", "customers", "public", "permit", "residents", "true")
)
_IMPLICIT_KPH = {"walk": 5.0, "living_street": 20.0, "urban": 50.0, "rural": 70.0, "motorway": 120.0, "trunk": 100.0}
_SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph|km/小时|公里/小时|)")
_ZONE = re.compile(r"(?:.*:)?zone:?(\d+)")
_OPEN, _CLOSED = "[({", "])}"
_COUNTED = re.compile(r"^\(\d+:")
_CALLED = re.compile(r"(?:np\.|numpy\.)?(?:array|list|tuple|set|frozenset)\((.*?)(?:,\s*dtype=.*)?\)", re.DOTALL)
_WORDS = re.compile(r"[^\W\d]+(?:\s*[,/、+]\s*[^\W\d]+)+")
_CLOCK = re.compile(r"(\d+):(\d{1,2})(?::(\d{1,2}))?")
_ISO = re.compile(r"pt(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_MINUTES = re.compile(r"(\d+(?:\.\d+)?)\s*(?:min|mins|minutes|m|分|分钟|)")
_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"\s*=>\s*"((?:[^"\\]|\\.)*)"')
_LISTS = (list, tuple, set, np.ndarray)

Read = TypeVar("Read")


def cell_text(cell: object) -> str:
    """Return a cell as text, lists joined by `;`, '' where it is empty."""
    if isinstance(cell, _LISTS):
        return ";".join(filter(None, map(cell_text, cell)))
    if cell is None or (isinstance(cell, float) and np.isnan(cell)) or cell is pd.NA:
        return ""
    return plain_name(str(cell))


def parts(text: str) -> tuple[str, ...]:
    """Return the values a cell lists: `a`, `a;b`, `['a', 'b']`, `["a","b"]`, `{a,b}`, `(2:a,b)`.

    >>> parts("['residential', 'service']"), parts("residential; service"), parts("(2:a,b)"), parts("")
    (('residential', 'service'), ('residential', 'service'), ('a', 'b'), ())
    >>> parts("tertiary, residential"), parts("array(['a', 'b'], dtype=object)"), parts("县道、乡道"), parts("3,5")
    (('tertiary', 'residential'), ('a', 'b'), ('县道', '乡道'), ('3,5',))
    """
    inside = _COUNTED.sub("(", text.strip())
    called = _CALLED.fullmatch(inside)
    inside = called[1].strip() if called else inside
    if inside[:1] and inside[0] in _OPEN and inside[-1] in _CLOSED:
        pieces: Iterable[str] = re.split(r"[,;|]", inside[1:-1])
    elif _WORDS.fullmatch(inside):
        pieces = re.split(r"[,/、+]", inside)
    else:
        pieces = re.split(r"[;|]", inside)
    found = [piece.strip().strip("'\"").strip() for piece in pieces]
    return tuple(piece for piece in found if piece not in {"", "nan", "none", "null", "<na>"})


def each(frame: pd.DataFrame, column: str, read: Callable[[str], Read]) -> npt.NDArray[np.object_]:
    """Read a column's cells, each different one once (row); `read` sees '' where there is no column."""
    if column not in frame:
        return np.full(len(frame), read(""), dtype=object)
    cells = frame[column]
    try:
        codes, different = pd.factorize(cells, use_na_sentinel=False)
    except TypeError:  # lists cannot be looked up
        codes, different = pd.factorize(cells.map(cell_text), use_na_sentinel=False)
    meanings = np.empty(len(different), dtype=object)
    for place, cell in enumerate(different):
        meanings[place] = read(cell_text(cell))
    return np.asarray(meanings[codes], dtype=object)


def kph(text: str) -> float:
    """Return a speed limit in km/h; the lowest of several; NaN where none can be told.

    >>> kph("40"), kph("30 mph"), kph("cn:urban"), kph("['50', '80']"), kph("none")
    (40.0, 48.28032, 50.0, 50.0, nan)
    """
    found = [_one_kph(part) for part in parts(text)]
    told = [value for value in found if LEAST_KPH <= value <= MOST_KPH]
    return min(told, default=float("nan"))


def _one_kph(text: str) -> float:
    number = _SPEED.fullmatch(text)
    if number:
        return float(number[1]) * (_MILE_KM if number[2] == "mph" else 1.0)
    zone = _ZONE.fullmatch(text)
    if zone:
        return float(zone[1])
    return _IMPLICIT_KPH.get(text.rpartition(":")[2], float("nan"))


def number(text: str) -> float:
    """Return a number, the lowest of several; NaN for an empty cell, inf for words."""
    try:
        return min((float(part) for part in parts(text)), default=float("nan"))
    except ValueError:
        return float("inf")


def oneway(text: str) -> int:
    """Return 1 for the line's direction only, -1 against it only, 0 both ways.

    >>> oneway("yes"), oneway("-1"), oneway("no"), oneway("[true, false]")
    (1, -1, 0, 1)
    """
    signs = {1 if part in _FORWARD else -1 if part in _BACKWARD else 0 for part in parts(text)} - {0}
    return signs.pop() if len(signs) == 1 else 0


def is_set(text: str) -> bool:
    """Say whether a mark such as bridge is set."""
    return any(part not in _NO for part in parts(text))


def access(text: str) -> int:
    """Return -1 where a cell denies (any part of it), 1 where it allows, 0 where it says nothing.

    >>> access("private"), access("destination"), access("yes;no"), access("")
    (-1, 1, -1, 0)
    """
    found = parts(text)
    if any(part in _DENIED for part in found):
        return -1
    return 1 if any(part in _ALLOWED for part in found) else 0


def minutes(text: str) -> float:
    """Return a time in minutes, the longest of several: 00:20, 0:20:00, PT20M, 20, 20 min, 20分钟; else NaN.

    >>> minutes("00:20"), minutes("pt1h5m"), minutes("15 min"), minutes("soon")
    (20.0, 65.0, 15.0, nan)
    """
    found = [_one_time(part) for part in parts(text)]
    return max((value for value in found if 0 < value <= _LONGEST_MINUTES), default=float("nan"))


def _one_time(text: str) -> float:
    clock = _CLOCK.fullmatch(text) or _ISO.fullmatch(text)
    if clock:
        hours, minute, second = (float(part or 0) for part in clock.groups())
        return hours * 60 + minute + second / 60
    plain = _MINUTES.fullmatch(text)
    return float(plain[1]) if plain else float("nan")


def tags_in(text: str) -> dict[str, str]:
    """Return the tags that a text holds: GDAL's and PostgreSQL's `"key"=>"value"`, or JSON.

    >>> tags_in('"maxspeed"=>"40","oneway"=>"yes"')
    {'maxspeed': '40', 'oneway': 'yes'}
    """
    if text.startswith("{"):
        try:
            found = json.loads(text)
        except ValueError:
            return {}
        return {str(key): cell_text(value) for key, value in found.items()} if isinstance(found, dict) else {}
    return {key: re.sub(r"\\(.)", r"\1", value) for key, value in _PAIR.findall(text)}


def with_tags(frame: pd.DataFrame, column: str, keys: Sequence[str]) -> pd.DataFrame:
    """Put the tags that a column's texts hold into columns of their own; a column's own cell stands first."""
    if column not in frame:
        return frame
    told = each(frame, column, tags_in)
    columns = {}
    for key in keys:
        found = np.array([tags.get(key) for tags in told], dtype=object)
        if any(value is not None for value in found):
            own = frame[key].astype(object).to_numpy() if key in frame else np.full(len(frame), None, dtype=object)
            empty = np.array([not cell_text(cell) for cell in own], dtype=np.bool_)
            columns[key] = np.where(empty, found, own)
    return frame.assign(**columns)
