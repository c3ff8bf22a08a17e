"""Shortfall by town: the share of a town's pupils without a seat; where nobody is short, pupils against seats."""

from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from planner.decide.places import shares
from planner.problem.problem import Floats
from planner.show.maps.areas import town_grounds
from planner.show.maps.atlas.common import crowd_around, note_below, place_signs, rows_of, sum_text
from planner.show.maps.atlas.shades import FILLED, LACK, Shade, classed
from planner.show.maps.content import MapContent
from planner.show.maps.fonts import Lettering
from planner.show.maps.labels import Crowd
from planner.show.maps.layers import DrawnMap, draw_areas, open_map, write_names
from planner.show.maps.names import hand_of, points_of, shortfall_labels, town_labels
from planner.show.maps.pen import (
    BODY_POINTS,
    LINE,
    LegendRow,
    Pen,
    area_sign,
    heading,
    legend_rows,
    point_sign,
    table_row,
)
from planner.show.maps.sheet import ground_rows
from planner.show.maps.symbols import FAINT, INK, SHORTFALL, Sign
from planner.show.maps.view import View
from planner.show.words.numbers import pupils_text

UNKNOWN_FILL = "#FFFFFF"
SCHOOL = Sign(word="开办学校", marker="s", qgis="", fill="#FFFFFF", edge="#3C3C3C", edge_points=0.7, points=4.5)
_REASONS = (
    ("no_room", "范围内学校已满"),
    ("out_of_reach", "范围内没有学校"),
    ("too_dear", "可以安排但费用高于缺学位的定价"),
)
"""Columns of a balance that add up to its shortfall, in words."""
_COLUMNS = (0.58, 0.8, 1.0)
_TOWN_POINTS = 11.0
_EDGE = "#FFFFFF"
_SCHOOL_WEIGHT = 4.0
_LEAST_FREE = 40.0


def draw_shortfall_map(
    ax: Axes,
    content: MapContent,
    lettering: Lettering,
    *,
    balance: pd.DataFrame | None = None,
    by_lack: bool | None = None,
) -> DrawnMap:
    """Shade towns by the share of their pupils without a seat; or, where all have one, by pupils over seats.

    `balance` takes the place of the plan's own (`planner.decide.places.balance_of_frame`): then settlements are not
    marked, since who of a town is short is not known. `by_lack` says which of the two is shaded, whatever there is.
    """
    figures = content.balance if balance is None else balance
    grounds = town_grounds(content)
    view = open_map(ax, content, list(grounds.values()))
    shade_by_town = dict(zip(figures["town"], town_shades(figures, by_lack=by_lack), strict=True))
    fills = [shade.fill if (shade := shade_by_town.get(town)) else UNKNOWN_FILL for town in grounds]
    draw_areas(ax, grounds.values(), fills, edge=_EDGE, points=1.8 * view.zoom)
    opened = content.schools[content.schools["classrooms"] > 0]
    short = content.settlements[content.settlements["short"] > 0] if balance is None else content.settlements[:0]
    place_signs(ax, opened, SCHOOL, np.full(len(opened), SCHOOL.points), view)
    place_signs(ax, short, SHORTFALL, np.full(len(short), SHORTFALL.points), view)
    labels = [
        *town_labels(content, view, hand_of(lettering, _TOWN_POINTS, INK, view), says=_town_words(figures)),
        *shortfall_labels(short, view, lettering),
    ]
    return write_names(ax, labels, _crowd(content, opened, short, view), view, lettering)


def town_shades(balance: pd.DataFrame, *, by_lack: bool | None = None) -> list[Shade | None]:
    """Return each town's class: of its shortfall where any town has one, or as told; else of pupils over seats."""
    pupils, short = balance["pupils"].to_numpy(float), lacking_of(balance)
    if short.sum() > 0 if by_lack is None else by_lack:
        return classed(np.where(pupils > 0, shares(short, pupils), 0.0), LACK)
    return classed(shares(pupils, balance["seats"].to_numpy(float)), FILLED)


def shortfall_panel(pen: Pen, content: MapContent, *, balance: pd.DataFrame | None = None) -> float:
    """Draw the classes with their towns, and each town's pupils, seats and shortfall; return the height below."""
    figures = content.balance if balance is None else balance
    lacking, y = lacking_of(figures).sum() > 0, pen.height - 10
    found = town_shades(figures)
    y = heading(pen, y, "无学位学生占本乡镇学生" if lacking else "没有缺口；本乡镇学生 ÷ 学位")
    shades = LACK if lacking else FILLED
    rows: list[LegendRow] = [
        (area_sign(pen, shade.fill), shade.word, f"{found.count(shade):,}个乡镇") for shade in shades
    ]
    if None in found:
        rows.append((area_sign(pen, UNKNOWN_FILL), "学位不限或无学位", f"{found.count(None):,}个乡镇"))
    y = legend_rows(pen, y, rows)
    signs: list[LegendRow] = [(point_sign(pen, SCHOOL), SCHOOL.word, f"{content.measures.open_schools:,}所")]
    if balance is None and content.measures.shortfall:
        short = content.settlements["short"] > 0
        signs.append((point_sign(pen, SHORTFALL), "学位缺口（缺几人）", f"{int(short.sum()):,}处"))
    y = ground_rows(pen, legend_rows(pen, y - 4, signs), content, towns=False)
    y = heading(pen, y - 8, "各乡镇（人、个）")
    y = table_row(pen, y, ("", "学生", "学位", "缺口"), _COLUMNS, colour=FAINT)
    fits = int((y - _LEAST_FREE - 3 * LINE) / (LINE - 1))
    order = figures.assign(short=lacking_of(figures)).sort_values(["short", "pupils"], ascending=False, kind="stable")
    for town, pupils, seats, lack in rows_of(order.iloc[: max(fits, 0)], "town", "pupils", "seats", "short"):
        name = pen.lettering.cut(town, BODY_POINTS, pen.width * 0.36)
        y = table_row(pen, y, (name, pupils_text(pupils), _seats_text(seats), pupils_text(lack)), _COLUMNS)
    total = (
        pupils_text(float(figures["pupils"].sum())),
        sum_text(figures["seats"]),
        pupils_text(lacking_of(figures).sum()),
    )
    y = table_row(pen, y, ("合计", *total), _COLUMNS)
    more = f"另有{len(order) - fits:,}个乡镇未列，见 plan.xlsx。" if len(order) > fits else ""
    return note_below(pen, y, f"学生按居住地，学位按学校所在地和班额上限；可跨乡镇就读。{more}")


def shortfall_headline(content: MapContent, *, balance: pd.DataFrame | None = None) -> str:
    """Say on one line who is short of a seat and why, or that nobody is."""
    figures = content.balance if balance is None else balance
    pupils, short = float(figures["pupils"].sum()), float(lacking_of(figures).sum())
    parts = [
        f"{content.measures.year}年",
        f"学生{pupils_text(pupils)}人",
        f"学位{sum_text(figures['seats'])}个",
    ]
    if not short:
        return "  ·  ".join([*parts, "学生全部有学位，没有学位缺口"])
    reasons = [
        f"{pupils_text(float(figures[column].sum()))}人{word}" for column, word in _REASONS if figures[column].sum() > 0
    ]
    return "  ·  ".join([*parts, f"学位缺口{pupils_text(short)}人（{'，'.join(reasons)}）"])


def lacking_of(balance: pd.DataFrame) -> Floats:
    """Return the pupils without a seat of each row of a balance, for whatever reason."""
    short: Floats = balance[[column for column, _ in _REASONS]].to_numpy(float).sum(axis=1)
    return short


def _town_words(balance: pd.DataFrame) -> dict[str, str]:
    """Say of each town how many are short, where any town is; else pupils over seats."""
    short = lacking_of(balance)
    if short.sum() > 0:
        return {town: f"缺{pupils_text(n)}" for town, n in zip(balance["town"], short, strict=True) if n > 0}
    of_towns = rows_of(balance, "town", "pupils", "seats")
    return {town: f"{pupils_text(pupils)} / {_seats_text(seats)}" for town, pupils, seats in of_towns}


def _seats_text(seats: float) -> str:
    return "不限" if np.isnan(seats) else pupils_text(float(np.floor(seats)))


def _crowd(content: MapContent, opened: pd.DataFrame, short: pd.DataFrame, view: View) -> Crowd:
    crowd, schools = crowd_around(content, short, np.full(len(short), SHORTFALL.points), view), points_of(opened, view)
    return replace(crowd, soft=schools, weights=np.full(len(schools), _SCHOOL_WEIGHT))
