"""The difference of two plans of one district: which schools fare otherwise, and whose journey changes by how much."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from planner.plan import CLOSED, MERGED
from planner.problem.problem import Floats
from planner.show.maps.atlas.common import NAME, crowd_around, note_below, place_signs, rows_of
from planner.show.maps.atlas.minutes import LONG_MINUTES, day_trips
from planner.show.maps.content import MapContent
from planner.show.maps.fonts import Lettering
from planner.show.maps.layers import DrawnMap, draw_dots, open_map, write_names
from planner.show.maps.names import hand_of, name_labels, town_hand, town_labels
from planner.show.maps.pen import LegendRow, Pen, heading, legend_rows, point_sign, table_row
from planner.show.maps.sheet import ground_rows
from planner.show.maps.symbols import FAINT, Sign, dot_sign
from planner.show.words.common import clean
from planner.show.words.numbers import UNKNOWN, mean_text, pupils_text, whole_minutes

Show = Callable[[float], str]
"""How a figure is written."""
LABELS = ("A", "B")
"""What the first and the second plan are called on the map, unless told."""
_FILLS = ("#1F4E8C", "#F2A541")
_EDGES = ("#FFFFFF", "#3A2A10")
_DONE = {
    "change": ("仅{}改办", "H", 20.0),
    "merge": ("仅{}撤并", "X", 10.5),
    "build": ("仅{}新建", "*", 17.0),
    "expand": ("{}扩建较多", "s", 9.0),
}
"""What one plan does and the other does not: words, shape, width in points."""
SAME_HOME = "#E4DFD3"
SAME_SCHOOL = Sign(
    word="两方案相同（开办）", marker="s", qgis="", fill="#FFFFFF", edge="#9A9488", edge_points=0.6, points=4.0
)
SAME_MERGED = Sign(
    word="两方案都撤并", marker="X", qgis="", fill="#B9B2A4", edge="#FFFFFF", edge_points=0.5, points=6.5
)


class OneSided(NamedTuple):
    """What one plan alone does with a school."""

    side: int
    """Which plan: 0 the first, 1 the second."""
    what: str


ALL_CHANGES = tuple(OneSided(side, what) for side in (0, 1) for what in _DONE)
"""In the order they are drawn: a conversion frames what stands in its place."""
_COLUMNS = (0.52, 0.76, 1.0)
_NAME_POINTS = 7.2


class _Done(NamedTuple):
    """What a plan does with a school, and how many classrooms and beds it adds."""

    action: str
    added: int


_NOTHING = _Done("leave", 0)


@dataclass(frozen=True, kw_only=True)
class Change:
    """Settlements whose mean minutes differ by more than `above` and at most `most`, second plan less first."""

    above: float
    most: float
    sign: Sign


def _change(above: float, most: float, word: str, marker: str, fill: str) -> Change:
    sign = Sign(word=word, marker=marker, qgis="", fill=fill, edge="#444444", edge_points=0.4, points=8.0)
    return Change(above=above, most=most, sign=sign)


CHANGES = (
    _change(float("-inf"), -10.0, "缩短10分钟以上", "v", "#14506E"),
    _change(-10.0, -2.0, "缩短2–10分钟", "v", "#9CCBE0"),
    _change(2.0, 10.0, "延长2–10分钟", "^", "#F6CDA4"),
    _change(10.0, float("inf"), "延长10分钟以上", "^", "#B0480E"),
)
"""Down is shorter, up is longer; darker is more."""
SEAT = _change(float("nan"), float("nan"), "仅一个方案有学位", "d", "#6A003C")


def draw_difference_map(ax: Axes, content_a: MapContent, content_b: MapContent, lettering: Lettering) -> DrawnMap:
    """Draw what the second plan does otherwise than the first, into axes of any size. Both are of one district."""
    view = open_map(ax, content_a)
    homes, schools = home_changes(content_a, content_b), school_changes(content_a, content_b)
    draw_dots(ax, homes[homes["change"].isna()], SAME_HOME, view, edge="#CFC9BB")
    for change in (*CHANGES, SEAT):
        chosen = homes[homes["change"] == change.sign.word]
        place_signs(ax, chosen, change.sign, _home_widths(chosen), view)
    same = schools[schools["change"].isna() & schools["opened"]]
    place_signs(ax, same, SAME_SCHOOL, np.full(len(same), SAME_SCHOOL.points), view)
    gone = schools[schools["change"].isna() & schools["merged"]]
    place_signs(ax, gone, SAME_MERGED, np.full(len(gone), SAME_MERGED.points), view)
    named = schools[schools["change"].notna()]
    widths = np.array([sign_of(change).points for change in named["change"]], dtype=float)
    for each in ALL_CHANGES:
        with_sign = np.array([change == each for change in named["change"]], dtype=bool)
        place_signs(ax, named[with_sign], sign_of(each), widths[with_sign], view)
    labels = [
        *name_labels(named, map(str, named["name"]), hand_of(lettering, _NAME_POINTS, NAME, view), view, width=widths),
        *town_labels(content_a, view, town_hand(lettering, view)),
    ]
    return write_names(ax, labels, crowd_around(content_a, named, widths, view), view, lettering)


def difference_panel(pen: Pen, content_a: MapContent, content_b: MapContent, labels: tuple[str, str] = LABELS) -> float:
    """Draw signs with counts and the key figures of both plans; return the height below."""
    homes, schools = home_changes(content_a, content_b), school_changes(content_a, content_b)
    changes = schools["change"].to_list()
    y = heading(pen, pen.height - 10, "学校：两方案不同之处")
    rows: list[LegendRow] = [
        (point_sign(pen, sign_of(change)), word_of(change, labels), f"{changes.count(change):,}所")
        for change in ALL_CHANGES
        if change.what != "change" or change in changes
    ]
    same = int((schools["change"].isna() & schools["opened"]).sum())
    gone = int((schools["change"].isna() & schools["merged"]).sum())
    rows += [
        (point_sign(pen, SAME_SCHOOL), SAME_SCHOOL.word, f"{same:,}所"),
        (point_sign(pen, SAME_MERGED), SAME_MERGED.word, f"{gone:,}所"),
    ]
    y = legend_rows(pen, y, rows)
    y = heading(pen, y - 8, f"居民点平均单程时间：{labels[1]}比{labels[0]}")
    rows = [
        (point_sign(pen, c.sign), c.sign.word, f"{int((homes['change'] == c.sign.word).sum()):,}个")
        for c in (*CHANGES, SEAT)
    ]
    rows.append((point_sign(pen, dot_sign(SAME_HOME)), "相差不到2分钟", f"{int(homes['change'].isna().sum()):,}个"))
    y = ground_rows(pen, legend_rows(pen, y, rows), content_a)
    y = heading(pen, y - 8, "两方案比较")
    y = table_row(pen, y, ("", *labels, "差"), _COLUMNS, colour=FAINT)
    for word, first, second, show in _figures(content_a, content_b):
        if first is None or second is None:
            y = table_row(pen, y, (word, UNKNOWN, UNKNOWN, UNKNOWN), _COLUMNS)
        else:
            y = table_row(pen, y, (word, show(first), show(second), _signed(second - first, show)), _COLUMNS)
    return note_below(pen, y, "平均单程时间含寄宿生。")


def difference_headline(content_a: MapContent, content_b: MapContent, labels: tuple[str, str] = LABELS) -> str:
    """Say on one line which plans these are, and how many pupils go to another school."""
    plans = [
        f"{name}：{clean(content.title)}（{content.measures.year}年）"
        for name, content in zip(labels, (content_a, content_b), strict=True)
    ]
    schools = school_changes(content_a, content_b)
    moved = pupils_text(pupils_moved(content_a, content_b))
    differ = f"{int(schools['change'].notna().sum()):,}所学校撤并、新建或扩建不同"
    return "  ·  ".join([*plans, differ, f"{moved}名学生换了学校"])


def difference_lines(
    content_a: MapContent, content_b: MapContent, labels: tuple[str, str] = LABELS
) -> tuple[tuple[str, str], ...]:
    """Return each school that differs, with what the plans do."""
    schools = school_changes(content_a, content_b)
    order = schools[schools["change"].notna()].sort_values(["change", "school_id"], kind="stable")
    return tuple((clean(name), word_of(change, labels)) for name, change in rows_of(order, "name", "change"))


def school_changes(content_a: MapContent, content_b: MapContent) -> pd.DataFrame:
    """One row a school: school_id, name, x, y, opened (in either plan), merged (in both), change.

    change is which plan (0 the first, 1 the second) alone converts, merges, builds or adds more: one of ALL_CHANGES;
    None where the plans do the same with the school.
    """
    schools = pd.concat([content_a.schools, content_b.schools]).drop_duplicates("school_id")
    first, second = _done(content_a), _done(content_b)
    done = [(first.get(key, _NOTHING), second.get(key, _NOTHING)) for key in schools["school_id"]]
    changes = pd.Series([_change_of(*both) for both in done], index=schools.index, dtype=object)
    opened = [any(action not in CLOSED for action, _ in both) for both in done]
    found = schools[["school_id", "name", "x", "y"]].assign(
        opened=np.array(opened, dtype=bool),
        merged=np.array([all(action in MERGED for action, _ in both) for both in done], dtype=bool),
        change=changes,
    )
    return found.sort_values("school_id", kind="stable").reset_index(drop=True)


def home_changes(content_a: MapContent, content_b: MapContent) -> pd.DataFrame:
    """One row a settlement of the first plan: settlement_id, name, x, y, pupils, minutes (second less first), change.

    change is a word of CHANGES or SEAT; None where minutes differ by 2 at most, or nobody has a seat in either plan.
    """
    homes = content_a.settlements[["settlement_id", "name", "x", "y", "pupils", "minutes"]]
    other = content_b.settlements.set_index("settlement_id")
    then = homes["settlement_id"].map(other["minutes"])
    minutes = then - homes["minutes"]
    found = [next((c.sign.word for c in CHANGES if _holds(c, by)), None) for by in minutes]
    one_seat = homes["minutes"].isna() != then.isna()
    words = pd.Series([SEAT.sign.word if seat else word for seat, word in zip(one_seat, found, strict=True)],
                      index=homes.index, dtype=object)  # fmt: skip
    pupils = np.fmax(homes["pupils"], homes["settlement_id"].map(other["pupils"]))
    return homes.assign(minutes=minutes, change=words, pupils=pupils)


def pupils_moved(content_a: MapContent, content_b: MapContent) -> float:
    """Count pupils who have a seat in both plans, at different schools: by settlement and grade band, at least."""
    keys = ["settlement_id", "grade_band"]
    a, b = (c.trips.groupby([*keys, "school_id"])["pupils"].sum() for c in (content_a, content_b))
    a_sum, b_sum = a.groupby(keys).sum(), b.groupby(keys).sum()
    seated = np.minimum(*(side.to_numpy() for side in a_sum.align(b_sum, join="inner")))
    same = np.minimum(*(side.to_numpy() for side in a.align(b, join="inner")))
    return round(max(float(seated.sum() - same.sum()), 0.0), 6)


def sign_of(change: OneSided) -> Sign:
    """Return the sign of what one plan alone does: its shape says what, its colour which plan."""
    word, marker, points = _DONE[change.what]
    fill, edge = _FILLS[change.side], _EDGES[change.side]
    return Sign(word=word, marker=marker, qgis="", fill=fill, edge=edge, edge_points=0.7, points=points)


def word_of(change: OneSided, labels: tuple[str, str]) -> str:
    """Say which plan alone does what.

    >>> word_of(OneSided(1, "merge"), ("A", "C"))
    '仅C撤并'
    """
    return _DONE[change.what][0].format(labels[change.side])


def _done(content: MapContent) -> dict[str, _Done]:
    """Return what a plan does with each school."""
    rows = rows_of(content.schools, "school_id", "action", "classrooms_added", "beds_added")
    return {school_id: _Done(action, rooms + beds) for school_id, action, rooms, beds in rows}


def _change_of(first: _Done, second: _Done) -> OneSided | None:
    if (first.action in MERGED) != (second.action in MERGED):
        side = int(second.action in MERGED)
        return OneSided(side, (first, second)[side].action)
    for action in ("change", "build"):
        if (first.action == action) != (second.action == action):
            return OneSided(int(second.action == action), action)
    return None if first.added == second.added else OneSided(int(second.added > first.added), "expand")


def _holds(change: Change, minutes: float) -> bool:
    """Say whether minutes lie within a change; an edge belongs to the smaller one, to either side."""
    if change.most > 0:
        return change.above < minutes <= change.most
    return change.above <= minutes < change.most


def _home_widths(homes: pd.DataFrame) -> Floats:
    share = np.clip(homes["pupils"].to_numpy(float) / 600.0, 0.0, 1.0)
    widths: Floats = np.sqrt(6.5**2 + (14.0**2 - 6.5**2) * share)
    return widths


def _figures(content_a: MapContent, content_b: MapContent) -> list[tuple[str, float | None, float | None, Show]]:
    """Name each figure with its two values, None where there is none, and how it is written."""
    a, b = content_a.measures, content_b.measures
    day = [c[c["minutes"] > LONG_MINUTES]["pupils"].sum() for c in (day_trips(content_a), day_trips(content_b))]
    return [
        ("开办学校（所）", a.open_schools, b.open_schools, pupils_text),
        ("撤并（所）", a.merged, b.merged, pupils_text),
        ("增建教室（间）", a.classrooms_added, b.classrooms_added, pupils_text),
        ("增加床位（张）", a.beds_added, b.beds_added, pupils_text),
        ("走读平均（分钟）", a.day.mean, b.day.mean, mean_text),
        ("走读最远（分钟）", _up(a.day.worst), _up(b.day.worst), pupils_text),
        (f"走读超{LONG_MINUTES:g}分（人）", float(day[0]), float(day[1]), pupils_text),
        ("寄宿（人）", a.by_mode["board"], b.by_mode["board"], pupils_text),
        ("无学位（人）", a.shortfall, b.shortfall, pupils_text),
    ]


def _signed(by: float, show: Show) -> str:
    """Print a difference with its sign; none where it rounds to nothing.

    >>> _signed(3.0, pupils_text), _signed(-0.04, mean_text), _signed(-12.0, pupils_text)
    ('+3', '0.0', '−12')
    """
    written = show(abs(by))
    sign = "" if written.strip("0.") == "" else "+" if by > 0 else "−"
    return f"{sign}{written}"


def _up(minutes: float | None) -> int | None:
    return None if minutes is None else whole_minutes(minutes)
