"""The panel of a city's map: its legend, and a line for each county."""

from matplotlib.patches import FancyArrowPatch

from planner.decide.city.whole import City
from planner.show.maps.pen import BODY_POINTS, LINE, WORD_X, LegendRow, Pen, heading, legend_rows, point_sign, table_row
from planner.show.maps.symbols import FAINT, FLOW, SHORTFALL, SIGNS
from planner.show.maps.view import legend_actions
from planner.show.words.numbers import pupils_text, wan_text

_GAP = 8.0
_ENDS = (0.44, 0.6, 0.76, 1.0)
_LEAST_LINE = 11.5


def draw_panel(pen: Pen, city: City) -> None:
    """Draw legend and figures from the top of the panel down."""
    y = _legend(pen, pen.height - 10, city) - _GAP
    _counties(pen, y, city)


def _legend(pen: Pen, y: float, city: City) -> float:
    counts = dict.fromkeys(SIGNS, 0)
    for line in city.lines:
        for action, count in line.schools().items():
            if action in counts:
                counts[action] += count
    y = heading(pen, y, "学校")
    order = [action for action in legend_actions(counts) if action != "change"]
    y = legend_rows(pen, y, ((point_sign(pen, SIGNS[each]), SIGNS[each].word, f"{counts[each]:,}所") for each in order))
    last = city.lines[0].county.scenario.years[-1]
    heads = sum(flow.heads for flow in city.flows if flow.year == last)
    if city.may_cross:
        pen.ax.add_patch(
            FancyArrowPatch(
                (2, y - 3), (23, y + 3), connectionstyle="arc3,rad=0.2", arrowstyle="-|>", mutation_scale=8,
                linewidth=1.4, color=FLOW,
            )
        )  # fmt: skip
        pen.write(WORD_X, y, "跨县就读", points=BODY_POINTS)
        pen.write_up_to(pen.width, y, f"{heads:,}人", points=BODY_POINTS)
        y -= LINE
    short = sum(line.shortfall_pupils for line in city.lines)
    if short:
        row: LegendRow = (point_sign(pen, SHORTFALL), "学位缺口（各年合计）", f"{pupils_text(short)}人")
        y = legend_rows(pen, y, [row])
    return y


def _counties(pen: Pen, y: float, city: City) -> None:
    """Write a line for each county, closer where there are many, and their sums."""
    y = heading(pen, y, "各区县")
    y = table_row(pen, y, ("", "学生", "撤并", "新建", "总计（万元）"), _ENDS, colour=FAINT)
    step = min(LINE - 1, max((y - 2 * LINE) / max(len(city.lines) + 1, 1), _LEAST_LINE))
    for line in city.lines:
        schools, plan = line.schools(), line.plan
        total = "无方案" if plan is None else wan_text(plan.objective.total)
        cells = (line.county.name[:7], pupils_text(line.pupils), f"{schools['merge']}", f"{schools['build']}", total)
        table_row(pen, y, cells, _ENDS)
        y -= step
        if y < LINE:
            pen.write(0, y, "其余见 city.xlsx", points=BODY_POINTS, colour=FAINT)
            return
    pupils = sum(line.pupils for line in city.lines)
    merged, built = (sum(line.schools()[action] for line in city.lines) for action in ("merge", "build"))
    table_row(pen, y, ("合计", pupils_text(pupils), f"{merged}", f"{built}", wan_text(city.total)), _ENDS)
