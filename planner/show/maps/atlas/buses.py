"""The map of bus lines: from stop to stop to the school, those that call at several settlements stressed."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from planner.decide.buses.buses import BusAnswer
from planner.decide.buses.lines import Line
from planner.decide.results import Results
from planner.problem.problem import Floats
from planner.show.maps.atlas.common import NAME, crowd_around, note_below, place_signs
from planner.show.maps.atlas.sheets import DPI
from planner.show.maps.content import MapContent, map_content
from planner.show.maps.fonts import Lettering
from planner.show.maps.frame import Theme, draw_sheet, save_sheet
from planner.show.maps.layers import DrawnMap, draw_dots, open_map, write_names
from planner.show.maps.names import hand_of, name_labels, town_hand, town_labels
from planner.show.maps.pen import LegendRow, Pen, heading, legend_rows, line_sign, point_sign, table_row
from planner.show.maps.sheet import ground_rows
from planner.show.maps.symbols import FAINT, Sign, dot_sign
from planner.show.maps.view import View
from planner.show.words.buses import METHODS, price_sentence
from planner.show.words.common import clean, notes_text
from planner.show.words.numbers import minutes_text, yuan_text

SCHOOL = Sign(word="有校车的学校", marker="s", qgis="", fill="#FFFFFF", edge="#222222", edge_points=1.0, points=6.0)
STOP = "#F2B632"
LINES = ("#1C4E94", "#A3123A", "#2E7D4F", "#6A3D9A", "#B15928", "#3C3C3C")
"""Lines of one school in turn, so that neighbours differ."""
_NAME_POINTS = 7.4
_LISTED = 12


def write_buses_map(path: Path, results: Results, answer: BusAnswer, *, dpi: int = DPI) -> None:
    """Draw the lines on a sheet of their own; .png, .svg or .pdf as the suffix says.

    OSError where the file cannot be written.
    """
    content = map_content(results, year=answer.year)
    estimate = "（估算）" if answer.method == "savings" else ""
    theme = Theme(
        title=f"{clean(content.title)}：校车线路{estimate}",
        headline=buses_headline(answer),
        draw=lambda ax, lettering: draw_buses_map(ax, content, lettering, answer),
        panel=lambda pen: buses_panel(pen, content, answer),
        rest_in="buses.xlsx",
    )
    save_sheet(path, draw_sheet(theme, content, results.district, notes_text(results.plan)), dpi=dpi)


def draw_buses_map(ax: Axes, content: MapContent, lettering: Lettering, answer: BusAnswer) -> DrawnMap:
    """Draw each line from stop to stop to its school, the stops, and the schools with their names."""
    view = open_map(ax, content)
    for number, colour in enumerate(LINES):
        _draw_lines(
            ax, content, [line for place, line in _counted(answer) if place % len(LINES) == number], colour, view
        )
    called = {call.settlement_id for line in answer.lines for call in line.calls}
    draw_dots(ax, content.settlements[content.settlements["settlement_id"].isin(called)], STOP, view)
    served = _served(content, answer)
    widths = np.full(len(served), SCHOOL.points)
    place_signs(ax, served, SCHOOL, widths, view)
    texts = [clean(name) for name in served["name"]]
    labels = [
        *town_labels(content, view, town_hand(lettering, view)),
        *name_labels(served, texts, hand_of(lettering, _NAME_POINTS, NAME, view), view, width=SCHOOL.points / 2),
    ]
    return write_names(ax, labels, crowd_around(content, served, widths, view), view, lettering)


def buses_panel(pen: Pen, content: MapContent, answer: BusAnswer) -> float:
    """Draw the legend, the sums, and the schools with most lines; return the height below."""
    y = heading(pen, pen.height - 10, "校车线路")
    rows: list[LegendRow] = [
        (point_sign(pen, SCHOOL), SCHOOL.word, f"{len(answer.schools):,}所"),
        (
            point_sign(pen, dot_sign(STOP)),
            "站点",
            f"{len({c.settlement_id for x in answer.lines for c in x.calls}):,}个",
        ),
        (line_sign(pen, LINES[0]), "线路（同校不同颜色）", f"{len(answer.lines):,}条"),
    ]
    y = ground_rows(pen, legend_rows(pen, y, rows), content)
    y = heading(pen, y - 8, "线路最多的学校")
    columns = (0.62, 0.8, 1.0)
    y = table_row(pen, y, ("", "学生", "线路", "校车"), columns, colour=FAINT)
    names = dict(zip(content.schools["school_id"], content.schools["name"], strict=True))
    for school in sorted(answer.schools, key=lambda each: (-len(each.lines), each.school_id))[:_LISTED]:
        name = pen.lettering.cut(clean(str(names[school.school_id])), 11.0, pen.width * 0.42)
        y = table_row(pen, y, (name, f"{school.riders:,}", f"{len(school.lines):,}", f"{len(school.buses):,}"), columns)
    y = note_below(pen, y, METHODS[answer.method].zh + "线段只示意停靠次序，不是行驶路径。各校、各线路见 buses.xlsx。")
    return note_below(pen, y, "".join(sentence.zh.partition("要按此")[0] for sentence in price_sentence(answer)))


def buses_headline(answer: BusAnswer) -> str:
    """Say on one line how many lines and buses, how far, what they cost."""
    if not answer.riders:
        return f"{answer.year}年  ·  没有走读乘车的学生"
    longest = max(line.minutes for line in answer.lines)
    return "  ·  ".join(
        [
            f"{answer.year}年", f"乘车学生{answer.riders:,}人", f"线路{len(answer.lines):,}条",
            f"校车{answer.n_buses:,}辆", f"最长乘车{minutes_text(longest)}分钟",
            f"每天{answer.kilometres_per_day:,.0f}公里",
            f"每年{yuan_text(answer.yuan_per_year)}",
        ]
    )  # fmt: skip


def _counted(answer: BusAnswer) -> list[tuple[int, Line]]:
    return [(number, line) for school in answer.schools for number, line in enumerate(school.lines)]


def _served(content: MapContent, answer: BusAnswer) -> pd.DataFrame:
    ids = {school.school_id for school in answer.schools}
    return content.schools[content.schools["school_id"].isin(ids)]


def _draw_lines(ax: Axes, content: MapContent, lines: list[Line], colour: str, view: View) -> None:
    home = content.settlements.set_index("settlement_id")[["x", "y"]]
    school = content.schools.set_index("school_id")[["x", "y"]]
    ways: list[Floats] = [
        np.vstack([home.loc[[call.settlement_id for call in line.calls]].to_numpy(float), school.loc[[line.school_id]]])
        for line in lines
    ]
    widths = [(1.5 if len(line.calls) > 1 else 0.6) * view.zoom for line in lines]
    ax.add_collection(LineCollection(ways, colors=colour, linewidths=widths, alpha=0.8, zorder=3.5), autolim=False)
