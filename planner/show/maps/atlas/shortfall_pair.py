"""Seats lacking today and under the plan, side by side at one scale, in the same classes.

Today's are pupils of the year beyond the seats of the schools that they would attend as their village does today,
counted in the school's town; the plan's are pupils whom it leaves without a seat, counted where they live.
"""

from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes

from planner.decide.early_warning import Warnings
from planner.show.maps.atlas.common import note_below, rows_of
from planner.show.maps.atlas.present import existing_schools
from planner.show.maps.atlas.shades import LACK
from planner.show.maps.atlas.shortfall import (
    SCHOOL,
    UNKNOWN_FILL,
    draw_shortfall_map,
    lacking_of,
    town_shades,
)
from planner.show.maps.content import MapContent
from planner.show.maps.fonts import Lettering
from planner.show.maps.layers import DrawnMap
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
from planner.show.maps.symbols import FAINT, INK, SHORTFALL
from planner.show.maps.view import View
from planner.show.words.numbers import pupils_text

_COLUMNS = (0.52, 0.76, 1.0)
_LEAST_FREE = 60.0
_WORD_POINTS = 13.0
_PART = 0.495
"""Of the frame's width, what each of the two maps takes."""


def today_balance(warnings: Warnings, content: MapContent) -> pd.DataFrame:
    """Return today's network as a balance of the shown year: one row a town of the plan's own balance."""
    year = content.measures.year
    towns = warnings.towns[(warnings.towns["which"] == "today") & (warnings.towns["year"] == year)]
    schools = warnings.schools[(warnings.schools["which"] == "today") & (warnings.schools["year"] == year)]
    town_of = content.schools.set_index("school_id")["town"]
    beyond = (schools["wanted"] - schools["seats"]).clip(lower=0.0).fillna(0.0)
    lack = beyond.groupby(schools["school_id"].map(town_of).to_numpy(), sort=False).sum()
    seats = towns.groupby("town", sort=False)["seats"].sum().replace(float("inf"), float("nan"))
    own = content.balance
    return own.assign(
        seats=own["town"].map(seats).to_numpy(float),
        no_room=own["town"].map(lack).fillna(0.0).to_numpy(float).round(),
        out_of_reach=0.0,
        too_dear=0.0,
    )


def draw_shortfall_pair(ax: Axes, content: MapContent, lettering: Lettering, today: pd.DataFrame) -> DrawnMap:
    """Draw today's towns on the left and the plan's on the right."""
    either = bool(lacking_of(today).sum() > 0 or lacking_of(content.balance).sum() > 0)
    there = content.schools.assign(classrooms=content.schools["classrooms_now"])
    now = replace(content, schools=there[there["school_id"].isin(existing_schools(content)["school_id"])])
    left, right = _part(ax, 0.0), _part(ax, 1.0 - _PART)
    first = draw_shortfall_map(left, now, lettering, balance=today, by_lack=either)
    second = draw_shortfall_map(right, content, lettering, by_lack=either)
    for part, word, balance in ((left, "现状", today), (right, "方案", content.balance)):
        part.text(
            0.01, 0.985, f"{word}：{_lack_text(balance)}", transform=part.transAxes, va="top", color=INK,
            fontproperties=lettering.font(_WORD_POINTS), zorder=9,
        )  # fmt: skip
    return _whole(ax, first, second)


def _part(ax: Axes, left: float) -> Axes:
    """Add axes that take a part of the frame's width, full height."""
    figure, box = ax.get_figure(root=True), ax.get_position()
    if figure is None:
        msg = "axes without a figure"
        raise ValueError(msg)
    part: Axes = figure.add_axes((box.x0 + left * box.width, box.y0, _PART * box.width, box.height))
    return part


def _whole(ax: Axes, first: DrawnMap, second: DrawnMap) -> DrawnMap:
    """Give the frame the first map's scale, so that the scale bar and the arrow stand for both."""
    view = first.view
    across = (view.x_limits[1] - view.x_limits[0]) / _PART
    whole = View(
        x_limits=(view.x_limits[0], view.x_limits[0] + across), y_limits=view.y_limits, width=view.width / _PART,
        height=view.height, zoom=view.zoom,
    )  # fmt: skip
    ax.set_xlim(whole.x_limits)
    ax.set_ylim(whole.y_limits)
    ax.set_aspect("auto")
    ax.set_zorder(10)
    ax.patch.set_visible(False)
    return DrawnMap(view=whole, names=(*first.names, *second.names), left_out=first.left_out + second.left_out)


def pair_panel(pen: Pen, content: MapContent, today: pd.DataFrame) -> float:
    """Draw the classes with their towns today and under the plan, and what each town lacks; return the height below."""
    plan, y = content.balance, pen.height - 10
    before, after = (town_shades(balance, by_lack=True) for balance in (today, plan))
    y = heading(pen, y, "没有学位占本乡镇学生（现状→方案）")
    rows: list[LegendRow] = [
        (area_sign(pen, shade.fill), shade.word, f"{before.count(shade):,}→{after.count(shade):,}个") for shade in LACK
    ]
    if None in before or None in after:
        rows.append((area_sign(pen, UNKNOWN_FILL), "没有学生", f"{before.count(None):,}→{after.count(None):,}个"))
    y = legend_rows(pen, y, rows)
    existing = len(existing_schools(content))
    signs: list[LegendRow] = [
        (point_sign(pen, SCHOOL), "开办学校", f"{existing:,}→{content.measures.open_schools:,}所")
    ]
    if content.measures.shortfall:
        short = content.settlements["short"] > 0
        signs.append((point_sign(pen, SHORTFALL), "方案的缺口（缺几人）", f"{int(short.sum()):,}处"))
    y = ground_rows(pen, legend_rows(pen, y - 4, signs), content, towns=False)
    y = heading(pen, y - 8, "各乡镇没有学位（人）")
    y = table_row(pen, y, ("", "学生", "现状", "方案"), _COLUMNS, colour=FAINT)
    fits = int((y - _LEAST_FREE - 4 * LINE) / (LINE - 1))
    both = plan.assign(now=lacking_of(today), then=lacking_of(plan))
    order = both.sort_values(["now", "then", "pupils"], ascending=False, kind="stable")
    for town, pupils, now, then in rows_of(order.iloc[: max(fits, 0)], "town", "pupils", "now", "then"):
        name = pen.lettering.cut(town, BODY_POINTS, pen.width * 0.36)
        y = table_row(pen, y, (name, pupils_text(pupils), pupils_text(now), pupils_text(then)), _COLUMNS)
    sums = (float(both[column].sum()) for column in ("pupils", "now", "then"))
    y = table_row(pen, y, ("合计", *(pupils_text(total) for total in sums)), _COLUMNS)
    more = f"另有{len(order) - fits:,}个乡镇未列，见 plan.xlsx。" if len(order) > fits else ""
    return note_below(
        pen, y,
        f"现状：{content.measures.year}年学生按本村现在的就读学校，超过该校学位的人数，记在学校所在乡镇；方案：没有学位的学生，"
        f"记在居住乡镇。{more}",
    )  # fmt: skip


def pair_headline(content: MapContent, today: pd.DataFrame) -> str:
    """Say on one line what is lacking today and under the plan."""
    pupils = pupils_text(float(content.balance["pupils"].sum()))
    parts = [f"{content.measures.year}年", f"学生{pupils}人", f"现状{_lack_text(today)}"]
    return "  ·  ".join([*parts, f"方案{_lack_text(content.balance)}"])


def _lack_text(balance: pd.DataFrame) -> str:
    lack = float(lacking_of(balance).sum())
    return f"{pupils_text(lack)}人没有学位" if lack else "学生全部有学位"
