"""What a hearing paper says, cut to one page: whole items are left out, and said to be; no proof is cut in half."""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.show.papers.schools import HomeLine, ReceiverLine, SchoolPaper
from planner.show.papers.wording import shorten

ELSEWHERE = "见方案附件"
_PAGE_POINTS = 238.0
"""What the shipped template leaves for lists and texts, points, with the fewest lines for opinions."""
_FEWEST_LINES, _MOST_LINES = 2, 14
_CELL_POINTS, _TEXT_POINTS, _WARNING_POINTS = 13.5, 15.5, 13.0
_LATIN_WIDTH = 0.65
"""Width of a Latin letter or figure in Chinese letters, on the safe side."""
_TEXT_LETTERS, _WARNING_LETTERS = 41, 47
"""Chinese letters in a line of text."""
_HOME, _SCHOOL, _RECEIVER, _CLASSES, _SEATS, _ADDED = 6, 8, 9, 15, 10, 6
"""Chinese letters in a line of a table's cell."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much is said."""

    homes: int
    receivers: int
    name: int
    """Letters of a name."""
    classes: int
    """Letters about a receiving school's classes."""
    text: int
    """Letters of a paragraph."""
    crossed: int


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """What a page has room for."""

    school: SchoolPaper
    more_homes: str
    more_receivers: str
    crossed: tuple[str, ...]
    """Conditions under which a merge must not be forced, and that this merge does not meet."""
    opinion_lines: tuple[str, ...]
    """Empty lines."""


_LIMITS = (
    Limits(homes=8, receivers=3, name=20, classes=120, text=240, crossed=3),
    Limits(homes=5, receivers=3, name=14, classes=120, text=180, crossed=2),
    Limits(homes=3, receivers=2, name=12, classes=120, text=120, crossed=1),
    Limits(homes=1, receivers=1, name=10, classes=60, text=60, crossed=1),
)
"""From the most that is said to the least, which fits every time."""


def fit(school: SchoolPaper) -> Fitted:
    """Return as much of a school's paper as one page holds, and the lines that are left for opinions."""
    for limits in _LIMITS:
        fitted = _cut(school, limits)
        points = _points(fitted)
        if points <= _PAGE_POINTS:
            break
    left = _FEWEST_LINES + max(0, math.floor((_PAGE_POINTS - points) / _CELL_POINTS))
    return replace(fitted, opinion_lines=("",) * min(left, _MOST_LINES))


def _cut(school: SchoolPaper, limits: Limits) -> Fitted:
    crossed = [line.said for line in school.red_lines if line.is_crossed]
    told = [shorten(said, 2 * limits.name + 20) for said in crossed[: limits.crossed]]
    if len(crossed) > limits.crossed:
        told.append(f"另有{len(crossed) - limits.crossed:,}条，{ELSEWHERE}")
    return Fitted(
        school=replace(
            school,
            name=shorten(school.name, limits.name),
            town=shorten(school.town, limits.name),
            homes=tuple(_cut_home(home, limits) for home in school.homes[: limits.homes]),
            receivers=tuple(_cut_receiver(line, limits) for line in school.receivers[: limits.receivers]),
            costs=_whole(school.costs, limits.text),
            nursery=shorten(school.nursery, limits.text),
            opposite=school.opposite if len(school.opposite) <= limits.text else f"测算结果{ELSEWHERE}。",
            rules=_whole(school.rules, limits.text, end="。"),
        ),
        more_homes=_more(len(school.homes), limits.homes, "个居民点的年级段"),
        more_receivers=_more(len(school.receivers), limits.receivers, "所并入学校"),
        crossed=tuple(told),
        opinion_lines=(),
    )


def _cut_home(home: HomeLine, limits: Limits) -> HomeLine:
    return replace(home, home=shorten(home.home, limits.name), school=shorten(home.school, limits.name))


def _cut_receiver(line: ReceiverLine, limits: Limits) -> ReceiverLine:
    classes = line.classes if len(line.classes) <= limits.classes else ELSEWHERE
    name, town = shorten(line.name, limits.name), shorten(line.town, limits.name)
    return replace(line, name=name, town=town, classes=classes)


def _whole(items: Sequence[str], most: int, *, end: str = "") -> tuple[str, ...]:
    """Keep whole items as long as they fit, in order.

    >>> _whole(("甲甲", "乙乙乙", "丙"), 4), _whole(("甲",), 4)
    (('甲甲', '其余见方案附件'), ('甲',))
    """
    kept: list[str] = []
    for item in items:
        if sum(map(len, kept)) + len(item) > most:
            return (*kept, f"{'其余' if kept else ''}{ELSEWHERE}{end}")
        kept.append(item)
    return tuple(kept)


def _more(there: int, shown: int, what: str) -> str:
    return f"另有{there - shown:,}{what}，{ELSEWHERE}。" if there > shown else ""


def _points(fitted: Fitted) -> float:
    """Estimate the height of lists and texts, points."""
    school = fitted.school
    cells = sum(max(_lines(home.home, _HOME), _lines(home.school, _SCHOOL)) for home in school.homes)
    cells += sum(_receiver_lines(line) for line in school.receivers)
    texts = (
        f"公共费用和路上时间：{'；'.join(school.costs)}。折合数只用于测算，不是收费标准。",
        school.opposite,
        "".join(school.rules),
        school.nursery,
    )
    lines = sum(_lines(f"不撤并：{text}", _TEXT_LETTERS) for text in texts if text)
    lines += bool(fitted.more_receivers)
    warnings = sum(_lines(f"不符合撤并条件：{said}", _WARNING_LETTERS) for said in fitted.crossed)
    return cells * _CELL_POINTS + lines * _TEXT_POINTS + warnings * _WARNING_POINTS


def _receiver_lines(line: ReceiverLine) -> int:
    cells = ((f"{line.name}（{line.town}）", _RECEIVER), (line.classes, _CLASSES), (line.seats, _SEATS))
    return max(*(_lines(text, width) for text, width in cells), _lines(line.added, _ADDED))


def _lines(text: str, width: int) -> int:
    """Return the lines a text takes where one holds so many Chinese letters.

    >>> _lines("送庄镇中心小学", 6), _lines("", 6)
    (2, 1)
    """
    wide = sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else _LATIN_WIDTH for letter in text)
    return max(1, math.ceil(wide / width))
