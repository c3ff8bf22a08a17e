"""The sheet that every map shares: head, map, list, panel, foot, scale bar and north arrow; and how it is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from matplotlib_scalebar.scalebar import ScaleBar

from planner.reading.district import District
from planner.show.maps.content import MapContent
from planner.show.maps.fonts import Lettering, load_lettering
from planner.show.maps.layers import DrawnMap
from planner.show.maps.pen import HEAD_POINTS, Pen, small_note, wrapped
from planner.show.maps.place_list import draw_list, list_height
from planner.show.maps.symbols import FAINT, INK
from planner.show.maps.view import height_filled
from planner.show.words.common import source_names, synthetic_tables_text

Format = Literal["png", "svg", "pdf"]
FORMATS: tuple[Format, ...] = ("png", "svg", "pdf")
"""What a sheet can be written as; the file's suffix says which."""

Paper = Literal["a3", "a1", "a0"]
PAPERS: Mapping[Paper, float] = {"a3": 1.0, "a1": 2.0, "a0": 2.0 * 2**0.5}
"""Papers, with how many times as wide as A3 they are."""
_INCHES = (16.54, 11.69)
_POINTS_PER_INCH = 72.0
_EDGE, _HEAD, _FOOT, _PANEL, _GUTTER = 26.0, 74.0, 46.0, 232.0, 16.0
_MAP_WIDTH = _INCHES[0] * _POINTS_PER_INCH - 2 * _EDGE - _GUTTER - _PANEL
_MAP_HEIGHT = _INCHES[1] * _POINTS_PER_INCH - 2 * _EDGE - _HEAD - _FOOT
_HEADLINE_POINTS = 13.0
_ISSUED_POINTS = 10.0
_SOURCE_POINTS = 8.5
_SOURCE_LINES = 3
_PNG_EFFORT = 3
"""Of 9: what more effort saves in bytes it costs in seconds."""
# no date and no chance in a file: the same plan gives the same bytes
_UNDATED: Mapping[Format, Mapping[str, None]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}


@dataclass(frozen=True, kw_only=True, eq=False)
class MapSheet:
    """A drawn sheet: the figure, the axes of its map, and what came onto it."""

    figure: Figure
    map_axes: Axes
    drawn: DrawnMap


@dataclass(frozen=True, kw_only=True, eq=False)
class Theme:
    """What one sheet shows: its words, how its map and its panel are drawn, and what is listed under a wide map."""

    title: str
    headline: str
    draw: Callable[[Axes, Lettering], DrawnMap]
    panel: Callable[[Pen], float]
    """Draws legend and figures from the top of the panel down; returns the height it came to."""
    list_title: str = ""
    list_joint: str = "："
    """Stands between the two."""
    lines: tuple[tuple[str, str], ...] = ()
    """What is said of each place: its name, and the rest."""
    rest_in: str = "plan.xlsx"
    """The file that holds what there is no room for."""


def draw_sheet(theme: Theme, content: MapContent, district: District, notes: str, *, paper: Paper = "a3") -> MapSheet:
    """Draw a theme's sheet, landscape, on a figure of its own.

    `content` says how much ground the map must hold, `notes` what the foot says of how the plan was made.
    """
    lettering, scale = load_lettering(), PAPERS[paper]
    figure, large = Figure(figsize=(_INCHES[0] * scale, _INCHES[1] * scale)), replace(lettering, scale=scale)
    width, height = (side * _POINTS_PER_INCH for side in _INCHES)
    listed = list_height(theme.lines, _MAP_HEIGHT - height_filled(content, _MAP_WIDTH))
    map_axes = _axes(figure, _EDGE, _EDGE + _FOOT + listed, _MAP_WIDTH, _MAP_HEIGHT - listed)
    drawn = theme.draw(map_axes, lettering)
    draw_scale_and_north(map_axes, drawn, lettering)
    if listed:
        below = _axes(figure, _EDGE, _EDGE + _FOOT, _MAP_WIDTH, listed)
        pen = Pen(ax=below, lettering=large)
        draw_list(pen, theme.list_title, theme.lines, joint=theme.list_joint, rest_in=theme.rest_in)
    panel = Pen(ax=_axes(figure, width - _EDGE - _PANEL, _EDGE + _FOOT, _PANEL, _MAP_HEIGHT), lettering=large)
    reached = theme.panel(panel)
    if drawn.left_out:
        small_note(panel, reached, f"图面所限，另有{drawn.left_out}个名称未注记")
    head = _axes(figure, _EDGE, height - _EDGE - _HEAD, width - 2 * _EDGE, _HEAD)
    _draw_head(Pen(ax=head, lettering=large), theme, content, district)
    foot = _axes(figure, _EDGE, _EDGE, width - 2 * _EDGE, _FOOT)
    _draw_foot(Pen(ax=foot, lettering=large), notes, district)
    return MapSheet(figure=figure, map_axes=map_axes, drawn=drawn)


def save_sheet(path: Path, sheet: MapSheet, *, dpi: int) -> None:
    """Write a sheet as its file's suffix says: .png at so many dots an inch, .svg or .pdf in outlines.

    The same sheet gives the same bytes. ValueError for another suffix, OSError where the file cannot be written.
    """
    kind = format_of(path)
    # letters are outlines in SVG and an embedded font in PDF: no machine's own fonts are asked
    FigureCanvasAgg(sheet.figure)
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "planner", "pdf.fonttype": 42}):
        save = partial(sheet.figure.savefig, path, format=kind, dpi=dpi, facecolor="white", bbox_inches=None)
        if kind == "png":
            save(pil_kwargs={"compress_level": _PNG_EFFORT})
        else:
            save(metadata=dict(_UNDATED[kind]))


def format_of(path: Path) -> Format:
    """Return the format that a file's suffix names; ValueError where it names none."""
    for kind in FORMATS:
        if path.suffix.lower() == f".{kind}":
            return kind
    msg = f"a map is written as .png, .svg or .pdf, not as {path.suffix or path.name}"
    raise ValueError(msg)


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


def foot_lines(notes: str, district: District, width: float) -> list[str]:
    """Return what the foot says, at most three lines of so many ems: whole sources as far as they fit, and no half one.

    Where some are left out, it says that the workbook's notes have all.
    """
    head = "　".join(part for part in (synthetic_tables_text(district), notes) if part)
    sources = source_names(district)
    for kept in range(len(sources), -1, -1):
        rest = "" if kept == len(sources) else "资料来源全文见 plan.xlsx“说明”。"
        told = f"资料来源：{'；'.join(sources[:kept])}。" if kept else ""
        lines = wrapped("　".join(part for part in (head, f"{told}{rest}") if part), width)
        if len(lines) <= _SOURCE_LINES:
            return lines
    return [*lines[: _SOURCE_LINES - 1], lines[_SOURCE_LINES - 1][:-1] + "…"]


def draw_stamp(pen: Pen, x: float, y: float, text: str) -> None:
    """Draw a boxed word, its right edge at x."""
    word = pen.write_up_to(x, y, text, points=HEAD_POINTS, colour="#A3123A")
    word.set_bbox({"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": "#A3123A", "linewidth": 1.2})


def _axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes at a place of the sheet in points, one unit a point."""
    across, up = (side * _POINTS_PER_INCH for side in _INCHES)
    ax = figure.add_axes((left / across, bottom / up, width / across, height / up))
    ax.set_axis_off()
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    return ax


def _draw_head(pen: Pen, theme: Theme, content: MapContent, district: District) -> None:
    title_points = min(27.0, pen.width * 0.78 / max(len(theme.title), 1))
    pen.write(0, pen.height - 20, theme.title, points=title_points)
    said = pen.lettering.extent(pen.lettering.printable(theme.headline), _HEADLINE_POINTS)[0]
    issued = " · ".join(content.issued)
    room = pen.width - (pen.lettering.extent(pen.lettering.printable(issued), _ISSUED_POINTS)[0] + 20 if issued else 0)
    if issued:
        pen.write_up_to(pen.width, pen.height - 52, issued, points=_ISSUED_POINTS, colour="#333333")
    headline_points = _HEADLINE_POINTS * min(1.0, room / max(said, 1.0))
    pen.write(0, pen.height - 52, theme.headline, points=headline_points, colour="#333333")
    draw_stamp(
        pen, pen.width - 4, pen.height - 18, "示意图 · 合成数据" if district.provenance.is_synthetic else "示意图"
    )


def _draw_foot(pen: Pen, notes: str, district: District) -> None:
    pen.ax.plot([0, pen.width], [pen.height - 4, pen.height - 4], color=INK, linewidth=0.8)
    for number, line in enumerate(foot_lines(notes, district, pen.width / _SOURCE_POINTS)):
        pen.write(0, pen.height - 14 - number * 12, line, points=_SOURCE_POINTS, colour=FAINT)
