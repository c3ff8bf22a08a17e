"""The present network: which schools there are, of which kind and how large, and where pupils live."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from planner.problem.problem import Floats
from planner.show.maps.atlas.common import NAME, crowd_around, note_below, place_signs, sum_text
from planner.show.maps.content import MapContent
from planner.show.maps.fonts import Lettering
from planner.show.maps.layers import DrawnMap, draw_dots, open_map, write_names
from planner.show.maps.names import hand_of, name_labels, town_hand, town_labels
from planner.show.maps.pen import LegendRow, Pen, heading, legend_rows, point_sign, table_row
from planner.show.maps.sheet import ground_rows
from planner.show.maps.symbols import FAINT, Sign, dot_sign
from planner.show.words.common import KINDS, clean
from planner.show.words.numbers import pupils_text

SIZES: tuple[tuple[int, float, str], ...] = (
    (6, 5.0, "6间以内"),
    (18, 7.0, "7–18间"),
    (36, 9.5, "19–36间"),
    (10**9, 12.0, "36间以上"),
)
"""Classrooms at most, width of the sign in points, word."""
HOME = "#DDD8CB"
_FULL = 9.0
_NAMED_POINTS, _SMALL_POINTS = 7.6, 6.2
_COLUMNS = (0.5, 0.72, 1.0)


def _sign(kind: str, marker: str, fill: str) -> Sign:
    return Sign(word=KINDS[kind], marker=marker, qgis="", fill=fill, edge="#FFFFFF", edge_points=0.6, points=_FULL)


KIND_SIGNS: Mapping[str, Sign] = {
    "kindergarten": _sign("kindergarten", "p", "#E8D06A"),
    "teaching_point": _sign("teaching_point", "^", "#EE8E2D"),
    "primary": _sign("primary", "o", "#4C94C9"),
    "nine_year": _sign("nine_year", "D", "#8A4A8E"),
    "junior": _sign("junior", "s", "#173F6B"),
    "special": _sign("special", "P", "#111111"),
}
"""Schools by kind, the smallest on top of none: each differs in shape and in lightness."""


def draw_present_map(ax: Axes, content: MapContent, lettering: Lettering) -> DrawnMap:
    """Draw existing schools by kind and classrooms, and settlements by pupils, into axes of any size."""
    view, schools = open_map(ax, content), existing_schools(content)
    draw_dots(ax, content.settlements.assign(pupils=content.settlements["pupils_today"]), HOME, view)
    widths = sign_widths(schools["classrooms_now"].to_numpy(float))
    for kind, sign in KIND_SIGNS.items():
        chosen = (schools["kind"] == kind).to_numpy()
        place_signs(ax, schools[chosen], sign, widths[chosen], view)
    ordered = schools.sort_values("classrooms_now", ascending=False, kind="stable")
    large = ordered["kind"] != "teaching_point"
    labels = [
        *town_labels(content, view, town_hand(lettering, view)),
        *(
            label
            for chosen, points, colour in ((large, _NAMED_POINTS, NAME), (~large, _SMALL_POINTS, "#8A4A10"))
            for label in name_labels(
                ordered[chosen], map(str, ordered["name"][chosen]), hand_of(lettering, points, colour, view), view,
                width=_FULL,
            )
        ),
    ]  # fmt: skip
    return write_names(ax, labels, crowd_around(content, schools, widths, view), view, lettering)


def present_panel(pen: Pen, content: MapContent) -> float:
    """Draw kinds with counts, sizes, and what the kinds have in rooms and seats; return the height below."""
    schools, y = existing_schools(content), pen.height - 10
    kinds = [kind for kind in KIND_SIGNS if (schools["kind"] == kind).any()]
    y = heading(pen, y, "现有学校（按类型）")
    y = legend_rows(
        pen, y, ((point_sign(pen, KIND_SIGNS[k]), KINDS[k], f"{(schools['kind'] == k).sum():,}所") for k in kinds)
    )
    y = heading(pen, y - 8, "符号大小：普通教室")
    widths = sign_widths(schools["classrooms_now"].to_numpy(float))
    rows: list[LegendRow] = [
        (point_sign(pen, KIND_SIGNS["primary"], points=points), word, f"{int((widths == points).sum()):,}所")
        for _, points, word in SIZES
    ]
    y = legend_rows(pen, y, rows)
    y = heading(pen, y - 8, "居民点")
    homes = int((content.settlements["pupils_today"] > 0).sum())
    word = f"学生居住地（{_year_text(content) or '就读表'}）"
    y = legend_rows(pen, y, [(point_sign(pen, dot_sign(HOME)), word, f"{homes:,}个")])
    y = ground_rows(pen, y, content)
    y = heading(pen, y - 8, "规模")
    y = table_row(pen, y, ("", "教室", "学位", "现在读"), _COLUMNS, colour=FAINT)
    for kind in kinds:
        y = _size_row(pen, y, KINDS[kind], schools[schools["kind"] == kind])
    y = _size_row(pen, y, "合计", schools)
    return note_below(pen, y, "学位：教室数乘以班额，不超过学校规模上限。" + _attending_note(content))


def present_headline(content: MapContent) -> str:
    """Say what there is on one line."""
    schools = existing_schools(content)
    kinds = "、".join(
        f"{KINDS[kind]}{count:,}所" for kind in KIND_SIGNS if (count := int((schools["kind"] == kind).sum()))
    )
    parts = [
        f"规划前现有学校{len(schools):,}所：{kinds}" if kinds else "没有现有学校",
        f"教室{int(schools['classrooms_now'].sum()):,}间",
        f"学位{sum_text(schools['seats_now'])}个",
        _pupils_text(content),
    ]
    if schools["beds_now"].sum():
        parts.insert(2, f"床位{int(schools['beds_now'].sum()):,}张")
    return "  ·  ".join(parts)


def present_lines(content: MapContent) -> tuple[tuple[str, str], ...]:
    """Return each town with its schools by kind and its classrooms."""
    lines = []
    for town, schools in existing_schools(content).groupby("town", sort=False):
        kinds = "、".join(
            f"{KINDS[kind]}{count}" for kind in KIND_SIGNS if (count := int((schools["kind"] == kind).sum()))
        )
        lines.append((clean(str(town)), f"{kinds}；教室{int(schools['classrooms_now'].sum()):,}间"))
    return tuple(lines)


def existing_schools(content: MapContent) -> pd.DataFrame:
    """Return the schools there are before the plan."""
    return content.schools[content.schools["existing"]]


def sign_widths(classrooms: Floats) -> Floats:
    """Return the widths of signs in points at full size, by classrooms."""
    limits = np.array([most for most, _, _ in SIZES])
    widths: Floats = np.array([points for _, points, _ in SIZES])[np.searchsorted(limits, classrooms)]
    return widths


def _size_row(pen: Pen, y: float, word: str, schools: pd.DataFrame) -> float:
    attending = "—" if schools["attending"].isna().any() else pupils_text(float(schools["attending"].sum()))
    rooms = f"{int(schools['classrooms_now'].sum()):,}"
    return table_row(pen, y, (word, rooms, sum_text(schools["seats_now"]), attending), _COLUMNS)


def _year_text(content: MapContent) -> str:
    """Name the year of today's pupils; empty where their table does not say."""
    if content.present_year is None:
        return ""
    return f"{content.present_year}{'学年' if content.attended else '年'}"


def _pupils_text(content: MapContent) -> str:
    """Say how many pupils there are today, of which year and by which table."""
    pupils, year = pupils_text(float(content.settlements["pupils_today"].sum())), _year_text(content)
    if not content.attended:
        return f"{year}学生{pupils}人"
    return f"{year}在读学生{pupils}人（就读表）" if year else f"现在读学生{pupils}人（就读表，未注明学年）"


def _attending_note(content: MapContent) -> str:
    """Say of which year schools and pupils are."""
    if not content.attended:
        return f"未提供就读表，在读学生不详；学生居住地为{_year_text(content)}。"
    return f"在读学生和学生居住地均取自就读表{f'（{year}）' if (year := _year_text(content)) else ''}，教室取自学校表。"
