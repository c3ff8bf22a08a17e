"""The sheet around a map: title, legend with counts, journeys by grade band, scale, north, sources."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Polygon
from matplotlib.text import Text
from matplotlib_scalebar.scalebar import ScaleBar

from planner.decide.measures import Minutes, YearMeasures
from planner.plan import Action
from planner.read.scenario import Scenario
from planner.show.fonts import Lettering
from planner.show.map_content import MapContent
from planner.show.map_layers import DrawnMap
from planner.show.map_symbols import (
    FAINT,
    FLOW,
    INK,
    MINUTES_BINS,
    ROAD,
    SETTLEMENT_EDGE,
    SHORTFALL,
    SIGNS,
    TOWN_FILLS,
    UNPLACED_FILL,
    WATER,
    minutes_bin,
)
from planner.show.words import STAGES, band_name, minutes_text, pupils_text, yuan_text

_LINE = 19.0
_SIGN_X = 12.0
_WORD_X = 28.0
_HEAD_POINTS, _BODY_POINTS, _SMALL_POINTS = 13.0, 11.0, 8.5
_MODES_WIDE = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Pen:
    """Axes whose unit is the point, and the letters to write there. Nothing it writes is read as mathematics."""

    ax: Axes
    lettering: Lettering

    def write(self, x: float, y: float, text: str, *, points: float, colour: str = INK) -> Text:
        """Write one line from x on, its middle at height y."""
        return self.ax.text(
            x, y, self.lettering.printable(text), fontproperties=self.lettering.font(points), color=colour,
            ha="left", va="center_baseline", parse_math=False,
        )  # fmt: skip

    def write_up_to(self, x: float, y: float, text: str, *, points: float, colour: str = INK) -> Text:
        """Write one line that ends at x, its middle at height y."""
        word = self.write(x, y, text, points=points, colour=colour)
        word.set_horizontalalignment("right")
        return word


def wrapped(text: str, width: float) -> list[str]:
    """Break text into lines of at most so many ems; a Chinese character is one em, a Latin one about half.

    Latin words stay whole where a line holds them.

    >>> wrapped("资料来源ab", 4.0), wrapped("of made up", 4.0)
    (['资料来源', 'ab'], ['of made', 'up'])
    """
    lines = [""]
    for word in re.findall(r"[!-~]+|.", text):
        if lines[-1] and _ems(lines[-1] + word) > width:
            lines.append("")
        for letter in word if lines[-1] or word != " " else "":
            if _ems(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return [line.rstrip(" ") for line in lines]


def _ems(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.56 for letter in text)


def headline(measures: YearMeasures, years: Sequence[int]) -> str:
    """Say a plan's key numbers on one line; of several planning years it says which one is shown."""
    done = measures.actions
    shown = f"{measures.year}年" if len(years) == 1 else f"{years[0]}–{years[-1]}年规划，图示{measures.year}年（累计）"
    parts = [shown, f"撤并{done['merge']}所", f"扩建{done['expand']}所", f"新建{done['build']}所"]
    if measures.classrooms_added:
        seats = f"（约{measures.seats_added:,}个学位）" if measures.seats_added else ""
        parts.append(f"增建教室{measures.classrooms_added:,}间{seats}")
    if measures.beds_added:
        parts.append(f"增加床位{measures.beds_added:,}张")
    if measures.day.mean is not None and measures.day.worst is not None:
        parts.append(f"走读平均{measures.day.mean:.1f}分钟、最远{minutes_text(measures.day.worst)}分钟")
    parts.append(f"{pupils_text(measures.shortfall)}名学生无学位" if measures.shortfall else "学生全部有学位")
    return "  ·  ".join(parts)


def draw_panel(pen: Pen, drawn: DrawnMap, content: MapContent, scenario: Scenario) -> None:
    """Draw legend and figures from the top of the panel down."""
    y = pen.ax.get_ylim()[1] - 10
    for section in (_school_rows, _flow_rows, _settlement_rows, _ground_rows):
        y = section(pen, y, content) - 8
    y = _journey_table(pen, y, content.measures, scenario) - 8
    y = _money_rows(pen, y, content.measures) - 8
    if drawn.left_out:
        pen.write(0, y, f"图面所限，另有{drawn.left_out}个名称未注记", points=_SMALL_POINTS, colour=FAINT)


def draw_scale_and_north(ax: Axes, drawn: DrawnMap, lettering: Lettering) -> None:
    """Draw the scale bar and the north arrow into the strip that names keep clear of."""
    zoom = drawn.view.zoom
    bar = ScaleBar(
        1, "m", location="lower left", box_alpha=0, color=INK, width_fraction=0.004, length_fraction=0.2,
        font_properties={"fname": str(lettering.file), "size": 9.5 * zoom}, border_pad=0.6, sep=3, scale_loc="right",
        rotation="horizontal-only",
    )  # fmt: skip
    ax.add_artist(bar)
    x, y = 0.985 * drawn.view.width, 6 * zoom
    tall, half = 26 * zoom, 7 * zoom
    for side, fill in ((-1, INK), (1, "white")):
        corners = [(x, y + tall), (x + side * half, y), (x, y + tall * 0.25)]
        ax.add_patch(
            Polygon([drawn.view.to_metres(c) for c in corners], facecolor=fill, edgecolor=INK, linewidth=0.8, zorder=8)
        )
    where = drawn.view.to_metres((x - half * 2.1, y + tall / 2))
    ax.text(*where, "北", fontproperties=lettering.font(11 * zoom), color=INK, ha="center", va="center", zorder=8)


def draw_stamp(pen: Pen, x: float, y: float, text: str) -> None:
    """Draw a boxed word, its right edge at x."""
    word = pen.write_up_to(x, y, text, points=_HEAD_POINTS, colour="#A3123A")
    word.set_bbox({"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": "#A3123A", "linewidth": 1.2})


def _heading(pen: Pen, y: float, text: str) -> float:
    pen.write(0, y, text, points=_HEAD_POINTS)
    width = pen.ax.get_xlim()[1]
    pen.ax.plot([0, width], [y - 10, y - 10], color="#BBBBBB", linewidth=0.7)
    return y - _LINE - 5


def _rows(pen: Pen, y: float, rows: Iterator[tuple[Callable[[float], object], str, str]]) -> float:
    """Write rows of sign, word and, at the right edge, a count; return the height of the next line."""
    width = pen.ax.get_xlim()[1]
    for draw, word, count in rows:
        draw(y)
        pen.write(_WORD_X, y, word, points=_BODY_POINTS)
        pen.write_up_to(width, y, count, points=_BODY_POINTS)
        y -= _LINE
    return y


def _dot(pen: Pen, style: tuple[str, str, str, float, float], y: float) -> None:
    marker, fill, edge, edge_points, points = style
    pen.ax.scatter([_SIGN_X], [y], s=points**2, marker=marker, c=fill, edgecolors=edge, linewidths=edge_points)


def _school_rows(pen: Pen, y: float, content: MapContent) -> float:
    y = _heading(pen, y, "学校")
    order: tuple[Action, ...] = ("merge", "expand", "build", "keep")
    counts = content.measures.actions

    def rows() -> Iterator[tuple[Callable[[float], object], str, str]]:
        for action in order:
            sign = SIGNS[action]
            style = (sign.marker, sign.fill, sign.edge, sign.edge_points, sign.points)
            yield partial(_dot, pen, style), sign.word, f"{counts[action]:,}所"

    return _rows(pen, y, rows())


def _flow_rows(pen: Pen, y: float, content: MapContent) -> float:
    if not len(content.flows):
        return y + 8
    pen.ax.add_patch(
        FancyArrowPatch(
            (2, y - 3), (23, y + 3), connectionstyle="arc3,rad=0.2", arrowstyle="-|>", mutation_scale=8, linewidth=1.4,
            color=FLOW,
        )
    )  # fmt: skip
    pen.write(_WORD_X, y, "撤并学校学生去向", points=_BODY_POINTS)
    pen.write_up_to(pen.ax.get_xlim()[1], y, f"{pupils_text(content.measures.moved)}人", points=_BODY_POINTS)
    return y - _LINE


def _settlement_rows(pen: Pen, y: float, content: MapContent) -> float:
    of_whom = "含寄宿生" if content.measures.by_mode["board"] else "学生平均"
    y = _heading(pen, y, f"居民点到校单程时间（{of_whom}）")
    found = [minutes_bin(float(minutes)) for minutes in content.settlements["minutes"]]
    short = content.settlements["short"] > 0

    def rows() -> Iterator[tuple[Callable[[float], object], str, str]]:
        for shade in MINUTES_BINS:
            style = ("o", shade.fill, SETTLEMENT_EDGE, 0.5, 8.5)
            yield partial(_dot, pen, style), shade.word, f"{found.count(shade):,}个"
        if None in found:
            style = ("o", UNPLACED_FILL, SETTLEMENT_EDGE, 0.5, 5.0)
            yield partial(_dot, pen, style), "无就学学生", f"{found.count(None):,}个"
        if short.any():
            style = (SHORTFALL.marker, SHORTFALL.fill, SHORTFALL.edge, SHORTFALL.edge_points, SHORTFALL.points)
            count = f"{int(short.sum()):,}处 {pupils_text(content.measures.shortfall)}人"
            yield partial(_dot, pen, style), "学位缺口（缺几人）", count

    return _rows(pen, y, rows())


def _ground_rows(pen: Pen, y: float, content: MapContent) -> float:
    pieces = [(content.towns, "乡镇", TOWN_FILLS[1]), (content.water, "水域", WATER), (content.roads, "主要道路", ROAD)]
    x = 2.0
    for shapes, word, fill in pieces:
        if shapes is None:
            continue
        tall = 2.5 if word == "主要道路" else 9.0
        box = FancyBboxPatch((x, y - tall / 2), 20, tall, boxstyle="square,pad=0", facecolor=fill, edgecolor="none")
        pen.ax.add_patch(box)
        pen.write(x + 25, y, word, points=_BODY_POINTS)
        x += 25 + 11 * len(word) + 14
    return y - _LINE if x > _SIGN_X else y + 8


def _journey_table(pen: Pen, y: float, measures: YearMeasures, scenario: Scenario) -> float:
    """Journeys of each band: mean, nine in ten, farthest; boarders on a line of their own."""
    width = pen.ax.get_xlim()[1]
    y = _heading(pen, y, "单程时间（分钟）")
    columns = width * np.array([0.58, 0.8, 1.0])

    def line(at: float, word: str, cells: Sequence[str], colour: str) -> float:
        pen.write(0, at, word, points=_BODY_POINTS, colour=colour)
        for x, cell in zip(columns, cells, strict=True):
            pen.write_up_to(float(x), at, cell, points=_BODY_POINTS, colour=colour)
        return at - _LINE + 1

    y = line(y, "走读", ("平均", "九成以内", "最远"), FAINT)
    for band in measures.bands:
        if band.day.mean is not None:
            y = line(y, band_name(band.band, scenario), _minute_cells(band.day), INK)
    y = line(y, "走读合计", _minute_cells(measures.day), INK)
    if measures.boarders.mean is not None:
        y = line(y, f"寄宿（{pupils_text(measures.by_mode['board'])}人）", _minute_cells(measures.boarders), INK)
    return y


def _minute_cells(minutes: Minutes) -> tuple[str, str, str]:
    if minutes.mean is None or minutes.p90 is None or minutes.worst is None:
        return "—", "—", "—"
    return f"{minutes.mean:.1f}", minutes_text(minutes.p90), minutes_text(minutes.worst)


def _money_rows(pen: Pen, y: float, measures: YearMeasures) -> float:
    width = pen.ax.get_xlim()[1]
    y = _heading(pen, y, "规模")
    rows = [("在校学生", f"{pupils_text(measures.placed)}人")]
    for stage in measures.stages:
        if stage.pupils_per_class is not None:
            word = f"{STAGES[stage.stage]}平均班额"
            rows.append((word, f"{stage.pupils_per_class:.1f}人 × {stage.classes:,}班"))
    rows.append(("一次性投入", yuan_text(measures.one_off_yuan)))
    for word, figure in rows:
        pen.write(0, y, word, points=_BODY_POINTS)
        pen.write_up_to(width, y, figure, points=_BODY_POINTS)
        y -= _LINE
    return y
