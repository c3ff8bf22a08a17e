"""Early warning of seats by town: small maps side by side, a row a stage and a map a year, all at one scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isnan

import pandas as pd
import shapely
from matplotlib.axes import Axes
from shapely.affinity import translate

from planner.decide.early_warning import LEVELS, TOWN, Level, Warnings, counted, first_turns
from planner.show.maps.areas import town_grounds
from planner.show.maps.atlas.common import note_below, rows_of
from planner.show.maps.content import MapContent
from planner.show.maps.fonts import Lettering
from planner.show.maps.layers import DrawnMap, draw_areas
from planner.show.maps.pen import BODY_POINTS, LINE, LegendRow, Pen, area_sign, heading, legend_rows, table_row
from planner.show.maps.symbols import FAINT
from planner.show.maps.view import View
from planner.show.words.common import STAGES
from planner.show.words.early_warning import LEVEL_WORDS, level_meanings

FILLS: Mapping[Level, str] = {"green": "#DCEFD3", "yellow": "#F2B632", "red": "#9B1030", "none": "#FFFFFF"}
"""Each darker than the one before, so that a grey print tells them apart."""
MOST_YEARS = 12
_EDGE = "#8C8578"
_HEAD, _SIDE, _GAP, _FOOT = 20.0, 46.0, 8.0, 44.0
_TITLE_POINTS = 11.0
_COLUMNS = (0.78, 1.0)
_LEAST_FREE = 80.0


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """How the small maps stand: columns, lines of a stage, size of each in points, metres a point."""

    columns: int
    lines: int
    width: float
    height: float
    metres: float


def draw_warning_map(
    ax: Axes, content: MapContent, lettering: Lettering, warnings: Warnings, outlook: Sequence[int] = ()
) -> DrawnMap:
    """Draw the plan's towns in the colour of their level, by stage and year; `outlook`: years named as such."""
    grounds, frame = town_grounds(content), _of_plan(warnings)
    years, stages = shown_years(warnings, content.years), list(dict.fromkeys(frame["stage"]))
    box = shapely.total_bounds(list(grounds.values())) if grounds else (0.0, 0.0, 1.0, 1.0)
    sheet = float(ax.get_xlim()[1]), float(ax.get_ylim()[1])
    grid = _grid_of((len(stages), len(years)), (box[2] - box[0], box[3] - box[1]), sheet)
    view = View(
        x_limits=(0.0, sheet[0] * grid.metres), y_limits=(0.0, sheet[1] * grid.metres), width=sheet[0],
        height=sheet[1], zoom=1.0,
    )  # fmt: skip
    ax.set_xlim(view.x_limits)
    ax.set_ylim(view.y_limits)
    ax.set_aspect("auto")
    pen = Pen(ax=ax, lettering=lettering)
    keys = zip(*(frame[name] for name in ("stage", "year", "town")), strict=True)
    levels: dict[tuple[object, ...], Level] = dict(zip(keys, frame["level"], strict=True))
    for place in range(len(stages) * len(years)):
        row, at = divmod(place, len(years))
        down, across = divmod(at, grid.columns)
        x = _SIDE + across * (grid.width + _GAP)
        y = sheet[1] - (row * grid.lines + down + 1) * (grid.height + _HEAD)
        top = y + grid.height
        corner = view.to_metres((x, top - (box[3] - box[1]) / grid.metres))
        shapes = [translate(shape, corner[0] - box[0], corner[1] - box[1]) for shape in grounds.values()]
        fills = [FILLS[levels.get((stages[row], years[at], town), "none")] for town in grounds]
        draw_areas(ax, shapes, fills, edge=_EDGE, points=0.5)
        word = f"{years[at]}年（展望）" if years[at] in outlook else f"{years[at]}年"
        pen.write(*view.to_metres((x, top + _HEAD / 2 - 3)), word, points=_TITLE_POINTS)
        if not at:
            pen.write(*view.to_metres((0.0, top - grid.height / 3)), STAGES[stages[row]], points=_TITLE_POINTS + 1)
    return DrawnMap(view=view, names=(), left_out=0)


def shown_years(warnings: Warnings, always: Sequence[int]) -> list[int]:
    """Return the years that have a map each: all, or as many as there is room for, these first."""
    first = [year for year in warnings.years if year in always]
    others = [year for year in warnings.years if year not in always]
    return sorted([*first, *others][:MOST_YEARS])


def warning_panel(pen: Pen, warnings: Warnings, year: int) -> float:
    """Draw the levels with their towns in a year, and the towns that turn; return the height below."""
    frame, y = _of_plan(warnings), pen.height - 10
    y = heading(pen, y, f"学位预警：{year}年乡镇和学段")
    counts = counted(frame[frame["year"] == year])
    rows: list[LegendRow] = [
        (area_sign(pen, FILLS[level]), LEVEL_WORDS[level], f"{counts[level]:,}个")
        for level in LEVELS
        if level != "none" or (frame["level"] == "none").any()
    ]
    y = heading(pen, legend_rows(pen, y, rows) - 8, "首次转黄、转红的年份")
    y = table_row(pen, y, ("", "黄色", "红色"), _COLUMNS, colour=FAINT)
    turned = turned_first(warnings)
    fits = max(int((y - _LEAST_FREE) / (LINE - 1)), 0)
    for town, stage, yellow, red in rows_of(turned.iloc[:fits], "town", "stage", "first_yellow", "first_red"):
        name = pen.lettering.cut(f"{town}{STAGES[stage]}", BODY_POINTS, pen.width * 0.58)
        y = table_row(pen, y, (name, _year(yellow), _year(red)), _COLUMNS)
    if not len(turned):
        y = table_row(pen, y, ("各年都是绿色", "", ""), _COLUMNS)
    more = f"另有{len(turned) - fits:,}个未列，见 plan.xlsx。" if len(turned) > fits else ""
    return note_below(pen, y, f"{level_meanings(warnings.limits)}{more}")


def warning_headline(warnings: Warnings, year: int) -> str:
    """Say on one line how many towns and stages are yellow and red in a year, and how many ever are."""
    frame, turned = _of_plan(warnings), turned_first(warnings)
    counts = counted(frame[frame["year"] == year])
    first, last = warnings.years[0], warnings.years[-1]
    ever = int(turned["first_red"].notna().sum())
    return "  ·  ".join(
        (
            f"按方案的学校，{first}—{last}年" if first < last else f"按方案的学校，{first}年",
            f"{year}年红色{counts['red']:,}个、黄色{counts['yellow']:,}个、绿色{counts['green']:,}个（乡镇和学段）",
            f"到{last}年曾为红色的{ever:,}个",
        )
    )


def turned_first(warnings: Warnings) -> pd.DataFrame:
    """Return the plan's towns and stages that turn, the earliest red first: town, stage, first_yellow, first_red."""
    turns = first_turns(_of_plan(warnings), TOWN).reset_index()
    turns = turns[turns["first_yellow"].notna()]
    return turns.sort_values(["first_red", "first_yellow"], kind="stable", na_position="last")


def _of_plan(warnings: Warnings) -> pd.DataFrame:
    return warnings.towns[warnings.towns["which"] == "plan"]


def _year(year: float) -> str:
    return "—" if isnan(year) else f"{year:.0f}"


def _grid_of(counts: tuple[int, int], metres: tuple[float, float], sheet: tuple[float, float]) -> _Grid:
    """Choose how many small maps stand beside each other, so that they are as large as can be."""
    stages, years = (max(count, 1) for count in counts)
    grids = []
    for columns in range(1, years + 1):
        lines = ceil(years / columns)
        width = (sheet[0] - _SIDE) / columns - _GAP
        height = (sheet[1] - _FOOT) / (stages * lines) - _HEAD
        if width > 0 and height > 0:
            scale = max(metres[0] / width, metres[1] / height)
            grids.append(_Grid(columns=columns, lines=lines, width=width, height=height, metres=scale))
    return min(grids, key=lambda grid: grid.metres)
