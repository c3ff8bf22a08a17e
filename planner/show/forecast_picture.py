"""The picture of a forecast: pupils by stage and year, low to high, with the seats of today."""

import math
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from planner.forecast.basis import first_unborn_year
from planner.reading.schema_types import Stage
from planner.show.maps.fonts import Lettering, load_lettering
from planner.show.maps.pen import wrapped
from planner.show.maps.symbols import FAINT, INK
from planner.show.told_forecast import ToldForecast
from planner.show.words.common import STAGES, sources_text, synthetic_tables_text

_INCHES, _DPI = (11.69, 5.2), 150
_BLUE, _BAND, _SEATS, _STAMP = "#1C4E94", "#C9D9EE", "#C4661F", "#A3123A"
_FOOT_SIGNS, _FOOT_LINES = 98, 3
_ROOM = 1.18
_LEFT, _RIGHT, _BOTTOM, _HIGH, _BETWEEN = 0.07, 0.985, 0.185, 0.60, 0.055


def write_forecast_picture(path: Path, told: ToldForecast) -> None:
    """Draw one panel for each stage that has pupils, and write it as PNG. OSError.

    The same forecast gives the same bytes.
    """
    lettering, figure = load_lettering(), Figure(figsize=_INCHES)
    FigureCanvasAgg(figure)
    count = max(len(told.stages), 1)
    width = (_RIGHT - _LEFT - _BETWEEN * (count - 1)) / count
    for place, stage in enumerate(told.stages):
        ax = figure.add_axes((_LEFT + place * (width + _BETWEEN), _BOTTOM, width, _HIGH))
        _draw_stage(ax, told, stage, lettering)
    _draw_words(figure, told, lettering)
    figure.savefig(path, format="png", dpi=_DPI, facecolor="white", bbox_inches=None)


def _draw_stage(ax: Axes, told: ToldForecast, stage: Stage, lettering: Lettering) -> None:
    """Draw the count, the middle and the band between low and high, and the seats of today."""
    rows = told.whole[told.whole["stage"] == stage]
    base, last = told.forecast.base_year, told.forecast.years[-1]
    counted, ahead = rows[rows["year"] <= base], rows[rows["year"] >= base]
    unborn = first_unborn_year(told.forecast.fitted, told.forecast.years, stage) or last + 1
    ax.fill_between(ahead["year"], ahead["low"], ahead["high"], color=_BAND, linewidth=0, zorder=1)
    born, later = ahead[ahead["year"] < unborn], ahead[ahead["year"] >= unborn - 1]
    ax.plot(born["year"], born["middle"], color=_BLUE, linewidth=2.0, zorder=3)
    ax.plot(later["year"], later["middle"], color=_BLUE, linewidth=2.0, linestyle=(0, (3, 1.5)), zorder=3)
    ax.plot(counted["year"], counted["middle"], color=INK, linewidth=2.0, marker="o", markersize=4.5, zorder=4)
    top = float(rows["high"].max())
    seats = told.seats[stage]
    if seats is not None and math.isfinite(seats) and seats > 0:
        top = max(top, seats)
        ax.axhline(seats, color=_SEATS, linewidth=1.5, linestyle=(0, (6, 2)), zorder=2)
        ax.annotate(
            f"现有学位 {seats:,.0f}", (last, seats), xytext=(0, 4), textcoords="offset points",
            fontproperties=lettering.font(9.5), color=_SEATS, ha="right", zorder=5,
        )  # fmt: skip
    _label_ends(ax, ahead, lettering)
    title = STAGES[stage] + ("（表中没有学校，不画学位）" if seats is None else "")
    ax.set_title(title, fontproperties=lettering.font(13), color=INK, loc="left", pad=8)
    ax.set_ylim(0, top * _ROOM)
    ax.set_xlim(rows["year"].min() - 0.6, last + 0.6)
    _tidy(ax, lettering)


def _label_ends(ax: Axes, rows: pd.DataFrame, lettering: Lettering) -> None:
    """Write the count of the base year and the three variants of the last one, where the lines leave room."""
    years, middle = rows["year"].to_list(), rows["middle"].to_list()
    low, high = int(rows["low"].iloc[-1]), int(rows["high"].iloc[-1])
    falls_at_first, falls_at_last = middle[1] < middle[0], middle[-1] < middle[-2]
    font = lettering.font(9.5)
    ax.annotate(
        f"{middle[0]:,}", (years[0], middle[0]), xytext=(5, 6 if falls_at_first else -13), textcoords="offset points",
        fontproperties=font, color=INK, ha="left", zorder=6,
    )  # fmt: skip
    end = low if falls_at_last else high
    for points, said, colour in ((0, f"{middle[-1]:,}", _BLUE), (-13, f"{low:,}—{high:,}", FAINT)):
        ax.annotate(
            said, (years[-1], end), xytext=(0, points + (-14 if falls_at_last else 19)), textcoords="offset points",
            fontproperties=font, color=colour, ha="right", zorder=6,
        )  # fmt: skip


def _tidy(ax: Axes, lettering: Lettering) -> None:
    """Leave two spines, whole years, and thousands."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda year, _place: f"{year:.0f}"))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda pupils, _place: f"{pupils:,.0f}"))
    ax.grid(axis="y", color="#E6E6E6", linewidth=0.7, zorder=0)
    ax.tick_params(colors=FAINT, length=3)
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        label.set_fontproperties(lettering.font(9))


def _draw_words(figure: Figure, told: ToldForecast, lettering: Lettering) -> None:
    """Write the title, the legend, the stamp, and where the data comes from."""

    def write(x: float, y: float, text: str, points: float, colour: str = INK) -> None:
        figure.text(
            x, y, lettering.printable(text), fontproperties=lettering.font(points), color=colour, parse_math=False,
            va="center",
        )  # fmt: skip

    forecast = told.forecast
    write(_LEFT - 0.045, 0.945, f"{told.name} 生源预测：各学段学生（人）", 17)
    said = (
        f"黑线：实有，至{forecast.base_year}年；蓝线：中方案，虚线段含尚未出生的儿童；浅蓝：低方案至高方案；"
        "橙线：现有学校的学位（教室×班额）"
    )
    write(_LEFT - 0.045, 0.885, said, 10, FAINT)
    if told.is_synthetic:
        word = figure.text(
            _RIGHT, 0.945, "合成数据", fontproperties=lettering.font(13), color=_STAMP, ha="right", va="center"
        )
        word.set_bbox({"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": _STAMP, "linewidth": 1.2})
    foot = "　".join(part for part in (synthetic_tables_text(told.district), sources_text(told.district)) if part)
    lines = wrapped(foot, _FOOT_SIGNS)
    if len(lines) > _FOOT_LINES:
        lines = [*lines[: _FOOT_LINES - 1], lines[_FOOT_LINES - 1][:-1] + "…"]
    for number, line in enumerate(lines):
        write(_LEFT - 0.045, 0.085 - 0.03 * number, line, 8, FAINT)
