"""Plans side by side: one map a plan, all at one scale, under one legend."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from planner.decide.compare.compare import Comparison
from planner.decide.compare.compared import Compared
from planner.decide.results import Results
from planner.plan import Action
from planner.show.maps.content import MapContent, map_content
from planner.show.maps.fonts import Lettering, load_lettering
from planner.show.maps.frame import draw_scale_and_north, draw_stamp
from planner.show.maps.layers import DrawnMap, draw_plan_map
from planner.show.maps.pen import Pen, wrapped
from planner.show.maps.sheet import headline
from planner.show.maps.symbols import FAINT, FLOW, INK, MINUTES_BINS, SHORTFALL, SIGNS, UNPLACED_FILL, Sign, dot_sign
from planner.show.maps.view import height_filled, legend_actions
from planner.show.words.common import sources_text, synthetic_tables_text
from planner.show.words.compare_names import plan_name

_WIDTH, _MOST_HEIGHT = 16.54, 11.69
_POINTS_PER_INCH = 72.0
_EDGE, _GUTTER, _HEAD, _TITLE, _LEGEND, _FOOT = 26.0, 14.0, 44.0, 50.0, 46.0, 36.0
_TITLE_POINTS, _HEADLINE_POINTS, _LEGEND_POINTS, _SOURCE_POINTS = 12.0, 9.0, 10.0, 8.0
_SOURCE_LINES = 2
_HEADLINES = 2
"""Lines of figures under a title."""
_MOST_COLUMNS = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class CompareSheet:
    """A drawn sheet: the figure, and what came onto the map of each plan."""

    figure: Figure
    map_axes: tuple[Axes, ...]
    drawn: tuple[DrawnMap, ...]


def write_compare_map(path: Path, comparison: Comparison, *, dpi: int = 200) -> None:
    """Write the sheet as PNG, A3 wide, at so many dots an inch. The same plans give the same bytes. OSError."""
    sheet = draw_compare_sheet(comparison)
    FigureCanvasAgg(sheet.figure)
    sheet.figure.savefig(path, format="png", dpi=dpi, facecolor="white", bbox_inches=None)


def draw_compare_sheet(comparison: Comparison) -> CompareSheet:
    """Draw each plan in the last year that all speak of, or else in its own last year, on one ground at one scale."""
    lettering = load_lettering()
    contents = [content_of(comparison, results) for results in comparison.on_ground]
    grid = _grid_of(len(contents), contents[0])
    rows, columns, map_width, map_height = grid.rows, grid.columns, grid.map_width, grid.map_height
    width, around = _WIDTH * _POINTS_PER_INCH, _around(rows)
    height = around + rows * map_height
    figure = Figure(figsize=(_WIDTH, height / _POINTS_PER_INCH))
    page = _Page(figure=figure, lettering=lettering, width=width, height=height)
    maps, drawn = [], []
    for place, (plan, content) in enumerate(zip(comparison.plans, contents, strict=True)):
        row, column = divmod(place, columns)
        left = _EDGE + column * (map_width + _GUTTER)
        bottom = height - _EDGE - _HEAD - (row + 1) * (_TITLE + map_height)
        maps.append(page.axes(left, bottom, map_width, map_height))
        drawn.append(draw_plan_map(maps[-1], content, lettering))
        draw_scale_and_north(maps[-1], drawn[-1], lettering)
        _draw_title(page.pen(left, bottom + map_height, map_width, _TITLE), plan, content)
    inner = width - 2 * _EDGE
    _draw_head(page.pen(_EDGE, height - _EDGE - _HEAD, inner, _HEAD), comparison)
    counts = Counter(action for content in contents for action in content.schools["action"])
    _draw_legend(page.pen(_EDGE, _EDGE + _FOOT, inner, _LEGEND), legend_actions(counts))
    _draw_foot(page.pen(_EDGE, _EDGE, inner, _FOOT), comparison)
    return CompareSheet(figure=figure, map_axes=tuple(maps), drawn=tuple(drawn))


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """How many maps stand over and beside each other, and how large each is, in points."""

    rows: int
    columns: int
    map_width: float
    map_height: float


def _around(rows: int) -> float:
    """Return the height in points that is not maps."""
    return 2 * _EDGE + _HEAD + _LEGEND + _FOOT + rows * _TITLE


def _grid_of(count: int, content: MapContent) -> _Grid:
    """Choose two or three columns, whichever leaves the ground larger on an A3 sheet."""
    grids = []
    for columns in range(2, min(count, _MOST_COLUMNS) + 1):
        rows = ceil(count / columns)
        width = (_WIDTH * _POINTS_PER_INCH - 2 * _EDGE - (columns - 1) * _GUTTER) / columns
        most = (_MOST_HEIGHT * _POINTS_PER_INCH - _around(rows)) / rows
        height = min(height_filled(content, width), most)
        grids.append(_Grid(rows=rows, columns=columns, map_width=width, map_height=height))
    return max(grids, key=lambda grid: grid.map_width * grid.map_height / height_filled(content, grid.map_width))


def content_of(comparison: Comparison, results: Results) -> MapContent:
    """Gather a plan on the common ground, in the last year that all plans speak of, or else in its own last year."""
    return map_content(results, year=comparison.years[-1] if comparison.years else None)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Page:
    """A figure whose parts are placed in points from its lower left corner."""

    figure: Figure
    lettering: Lettering
    width: float
    height: float

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Add axes at a place, one unit a point."""
        box = (left / self.width, bottom / self.height, width / self.width, height / self.height)
        ax = self.figure.add_axes(box)
        ax.set_axis_off()
        ax.set_xlim(0, width)
        ax.set_ylim(0, height)
        return ax

    def pen(self, left: float, bottom: float, width: float, height: float) -> Pen:
        """Add axes to write in."""
        return Pen(ax=self.axes(left, bottom, width, height), lettering=self.lettering)


def _draw_title(pen: Pen, plan: Compared, content: MapContent) -> None:
    title = plan_name(plan)
    long = pen.lettering.extent(pen.lettering.printable(title), _TITLE_POINTS)[0]
    pen.write(0, pen.height - 13, title, points=_TITLE_POINTS * min(1.0, pen.width / max(long, 1.0)))
    said, points = headline(content.measures, content.years), _HEADLINE_POINTS
    while len(lines := wrapped(said, pen.width / points)) > _HEADLINES:
        points *= 0.95
    for number, line in enumerate(lines):
        pen.write(0, pen.height - 29 - number * 1.3 * points, line, points=points, colour="#333333")


def _draw_head(pen: Pen, comparison: Comparison) -> None:
    year = f"（{comparison.years[-1]}年）" if comparison.years else "（各方案最后一个规划年）"
    pen.write(0, pen.height - 18, f"方案对比{year}", points=22)
    synthetic = any(plan.district.provenance.is_synthetic for plan in comparison.plans)
    draw_stamp(pen, pen.width - 4, pen.height - 18, "示意图 · 合成数据" if synthetic else "示意图")


def _draw_legend(pen: Pen, actions: Sequence[Action]) -> None:
    schools = [(SIGNS[action], SIGNS[action].word) for action in actions]
    homes = [(dot_sign(shade.fill), shade.word) for shade in MINUTES_BINS]
    homes += [(dot_sign(UNPLACED_FILL), "无就学学生"), (SHORTFALL, "学位缺口（缺几人）")]
    x = _draw_signs(pen, pen.height - 12, "学校：", schools)
    pen.ax.annotate(
        "", xy=(x + 24, pen.height - 12), xytext=(x, pen.height - 12),
        arrowprops={"arrowstyle": "-|>", "color": FLOW, "linewidth": 1.4},
    )  # fmt: skip
    pen.write(x + 30, pen.height - 12, "撤并学校学生去向（越粗人越多）", points=_LEGEND_POINTS)
    _draw_signs(pen, pen.height - 32, "居民点到校单程时间（含寄宿生，平均）：", homes)


def _draw_signs(pen: Pen, y: float, head: str, signs: Sequence[tuple[Sign, str]]) -> float:
    """Write signs and words on one line; return where the next one may begin."""
    x = _written(pen, 0, y, head) + 4
    for sign, word in signs:
        pen.ax.scatter(
            [x + 6], [y], s=(sign.points * 0.8) ** 2, marker=sign.marker, c=sign.fill, edgecolors=sign.edge,
            linewidths=sign.edge_points,
        )  # fmt: skip
        x = _written(pen, x + 16, y, word) + 14
    return x


def _written(pen: Pen, x: float, y: float, text: str) -> float:
    pen.write(x, y, text, points=_LEGEND_POINTS)
    return x + pen.lettering.extent(text, _LEGEND_POINTS)[0]


def _draw_foot(pen: Pen, comparison: Comparison) -> None:
    pen.ax.plot([0, pen.width], [pen.height - 3, pen.height - 3], color=INK, linewidth=0.8)
    lines = wrapped("　".join(dict.fromkeys(_said(comparison))), pen.width / _SOURCE_POINTS)
    if len(lines) > _SOURCE_LINES:
        lines = [*lines[: _SOURCE_LINES - 1], lines[_SOURCE_LINES - 1][:-1] + "…"]
    for number, line in enumerate(lines):
        pen.write(0, pen.height - 13 - number * 11, line, points=_SOURCE_POINTS, colour=FAINT)


def _said(comparison: Comparison) -> Iterator[str]:
    for plan in comparison.plans:
        yield from filter(None, [synthetic_tables_text(plan.district)])
    yield "各图比例尺和范围相同；示意图，不作划界依据。"
    for plan in comparison.plans:
        yield from filter(None, [sources_text(plan.district)])
