"""Pictures of a plan: the map sheet for the table, and a plan drawn into anyone's axes."""

from dataclasses import dataclass
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from planner.plan import Plan
from planner.read.district import District
from planner.read.scenario import Scenario
from planner.show.fonts import load_lettering
from planner.show.map_content import MapContent, map_content
from planner.show.map_layers import DrawnMap, draw_plan_map
from planner.show.map_list import draw_list, list_height, merge_lines
from planner.show.map_sheet import Pen, draw_panel, draw_scale_and_north, draw_stamp, headline, wrapped
from planner.show.map_symbols import FAINT, INK
from planner.show.map_view import height_filled
from planner.show.words import notes_text, sources_text, synthetic_tables_text

_INCHES = (16.54, 11.69)
_POINTS_PER_INCH = 72.0
_EDGE, _HEAD, _FOOT, _PANEL, _GUTTER = 26.0, 74.0, 46.0, 232.0, 16.0
_SOURCE_POINTS = 8.5
_SOURCE_LINES = 3

__all__ = ["DrawnMap", "MapContent", "MapSheet", "draw_map_sheet", "draw_plan_map", "map_content", "write_map"]


@dataclass(frozen=True, kw_only=True, eq=False)
class MapSheet:
    """A drawn sheet: the figure, the axes of its map, and what came onto it."""

    figure: Figure
    map_axes: Axes
    drawn: DrawnMap


def write_map(path: Path, plan: Plan, scenario: Scenario, district: District, *, dpi: int = 300) -> None:
    """Write the map sheet of the last planning year as PNG, A3 landscape at so many dots an inch.

    The same plan gives the same bytes. OSError where the file cannot be written.
    """
    sheet = draw_map_sheet(plan, scenario, district)
    FigureCanvasAgg(sheet.figure)
    sheet.figure.savefig(path, format="png", dpi=dpi, facecolor="white", bbox_inches=None)


def draw_map_sheet(plan: Plan, scenario: Scenario, district: District, *, year: int | None = None) -> MapSheet:
    """Draw the sheet of a year, the last one unless named, on a figure of its own."""
    content, lettering = map_content(plan, scenario, district, year=year), load_lettering()
    figure = Figure(figsize=_INCHES)
    width, height = (side * _POINTS_PER_INCH for side in _INCHES)
    map_width, map_height = width - 2 * _EDGE - _GUTTER - _PANEL, height - 2 * _EDGE - _HEAD - _FOOT
    lines = merge_lines(content)
    listed = list_height(lines, map_height - height_filled(content, map_width))
    map_axes = _axes(figure, _EDGE, _EDGE + _FOOT + listed, map_width, map_height - listed)
    drawn = draw_plan_map(map_axes, content, lettering)
    draw_scale_and_north(map_axes, drawn, lettering)
    if listed:
        draw_list(Pen(ax=_axes(figure, _EDGE, _EDGE + _FOOT, map_width, listed), lettering=lettering), lines)
    panel = _axes(figure, width - _EDGE - _PANEL, _EDGE + _FOOT, _PANEL, map_height)
    draw_panel(Pen(ax=panel, lettering=lettering), drawn, content, scenario)
    head = _axes(figure, _EDGE, height - _EDGE - _HEAD, width - 2 * _EDGE, _HEAD)
    _draw_head(Pen(ax=head, lettering=lettering), content, district)
    foot = _axes(figure, _EDGE, _EDGE, width - 2 * _EDGE, _FOOT)
    _draw_foot(Pen(ax=foot, lettering=lettering), plan, district)
    return MapSheet(figure=figure, map_axes=map_axes, drawn=drawn)


def _axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes at a place of the sheet in points, one unit a point."""
    across, up = (side * _POINTS_PER_INCH for side in _INCHES)
    ax = figure.add_axes((left / across, bottom / up, width / across, height / up))
    ax.set_axis_off()
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    return ax


def _draw_head(pen: Pen, content: MapContent, district: District) -> None:
    width, height = pen.ax.get_xlim()[1], pen.ax.get_ylim()[1]
    title_points = min(27.0, width * 0.78 / max(len(content.title), 1))
    pen.write(0, height - 20, content.title, points=title_points)
    pen.write(0, height - 52, headline(content.measures, content.years), points=13, colour="#333333")
    draw_stamp(pen, width - 4, height - 18, "示意图 · 合成数据" if district.provenance.is_synthetic else "示意图")


def _draw_foot(pen: Pen, plan: Plan, district: District) -> None:
    width, height = pen.ax.get_xlim()[1], pen.ax.get_ylim()[1]
    pen.ax.plot([0, width], [height - 4, height - 4], color=INK, linewidth=0.8)
    text = "　".join(
        part for part in (synthetic_tables_text(district), notes_text(plan), sources_text(district)) if part
    )
    lines = wrapped(text, width / _SOURCE_POINTS)
    if len(lines) > _SOURCE_LINES:
        lines = [*lines[: _SOURCE_LINES - 1], lines[_SOURCE_LINES - 1][:-1] + "…"]
    for number, line in enumerate(lines):
        pen.write(0, height - 14 - number * 12, line, points=_SOURCE_POINTS, colour=FAINT)
