"""Minutes by settlement: how long day pupils travel one way, and from where others board."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from planner.decide.measures import Minutes
from planner.problem.problem import Floats
from planner.show.maps.atlas.common import (
    NAME,
    TRIP,
    draw_trips,
    note_below,
    open_schools,
    percent_text,
    place_signs,
    rows_of,
)
from planner.show.maps.atlas.shades import MINUTES, classed
from planner.show.maps.content import MapContent
from planner.show.maps.fonts import Lettering
from planner.show.maps.labels import Crowd
from planner.show.maps.layers import DrawnMap, open_map, write_names
from planner.show.maps.names import hand_of, name_labels, points_of, sign_boxes, town_hand, town_labels
from planner.show.maps.pen import LegendRow, Pen, heading, legend_rows, line_sign, point_sign, table_row
from planner.show.maps.sheet import ground_rows, minute_cells
from planner.show.maps.symbols import FAINT, SETTLEMENT_EDGE, UNPLACED_FILL, Sign
from planner.show.maps.view import View
from planner.show.words.common import clean
from planner.show.words.numbers import mean_text, minutes_text, part_text, pupils_text

LONG_MINUTES = 30.0
"""Beyond this a day pupil's journey is called long: about what the norms allow grades 1 to 3."""
SCHOOL = Sign(word="开办学校", marker="s", qgis="", fill="#FFFFFF", edge="#222222", edge_points=0.9, points=5.0)
BOARDS = "#A3123A"
_DOT_POINTS = (5.0, 15.0)
_DOT_FULL_PUPILS = 600.0
_NAME_POINTS = 7.4
_COLUMNS = (0.58, 0.8, 1.0)


def draw_minutes_map(ax: Axes, content: MapContent, lettering: Lettering) -> DrawnMap:
    """Shade settlements by the mean minutes of their day pupils, ring those with boarders, name the far ones."""
    view, homes = open_map(ax, content), content.settlements
    draw_trips(ax, content, day_trips(content), view)
    widths = _widths(homes)
    found = classed(homes["day_minutes"].to_numpy(float), MINUTES)
    for shade in (None, *MINUTES):
        chosen = np.array([of is shade for of in found], dtype=bool)
        sign = _home_sign(shade.fill if shade else UNPLACED_FILL)
        place_signs(ax, homes[chosen], sign, widths[chosen], view)
    boards = (homes["boarders"] > 0).to_numpy()
    place_signs(ax, homes[boards], _ring(), widths[boards] + 2.2, view)
    opened = open_schools(content)
    place_signs(ax, opened, SCHOOL, np.full(len(opened), SCHOOL.points), view)
    far = far_settlements(content)
    texts = [f"{name} {minutes_text(minutes)}分" for name, minutes in rows_of(far, "name", "day_minutes")]
    labels = [
        *town_labels(content, view, town_hand(lettering, view)),
        *name_labels(far, texts, hand_of(lettering, _NAME_POINTS, NAME, view), view, width=_DOT_POINTS[1] / 2),
    ]
    return write_names(ax, labels, _crowd(content, view), view, lettering)


def minutes_panel(pen: Pen, content: MapContent) -> float:
    """Draw the classes with settlements and pupils, and journeys by mode; return the height below."""
    measures, homes = content.measures, content.settlements
    found = classed(homes["day_minutes"].to_numpy(float), MINUTES)
    y = heading(pen, pen.height - 10, "居民点：走读学生平均单程时间")
    rows: list[LegendRow] = [
        (point_sign(pen, _home_sign(shade.fill), points=9.0), shade.word, f"{found.count(shade):,}个")
        for shade in MINUTES
    ]
    if None in found:
        rows.append((point_sign(pen, _home_sign(UNPLACED_FILL), points=6.0), "无走读学生", f"{found.count(None):,}个"))
    if (homes["boarders"] > 0).any():
        rows.append((point_sign(pen, _ring(), points=11.0), "有寄宿学生", f"{int((homes['boarders'] > 0).sum()):,}个"))
    rows.append((point_sign(pen, SCHOOL), SCHOOL.word, f"{measures.open_schools:,}所"))
    rows.append((line_sign(pen, TRIP), "走读去向（点的大小：学生数）", ""))
    y = ground_rows(pen, legend_rows(pen, y, rows), content)
    y = heading(pen, y - 8, "走读学生（按各自单程时间）")
    day = day_trips(content)
    minutes, pupils = day["minutes"].to_numpy(float), day["pupils"].to_numpy(float)
    total = float(pupils.sum())
    for shade in MINUTES:
        within = float(pupils[(minutes > shade.above) & (minutes <= shade.most)].sum())
        share = percent_text(within / total if total else float("nan"))
        y = table_row(pen, y, (shade.word, f"{pupils_text(within)}人", share), (0.78, 1.0))
    y = heading(pen, y - 8, "单程时间（分钟）")
    y = table_row(pen, y, ("", "平均", "九成以内", "最远"), _COLUMNS, colour=FAINT)
    y = table_row(pen, y, ("走读", *minute_cells(measures.day)), _COLUMNS)
    if measures.boarders.mean is not None:
        word = f"寄宿（{pupils_text(measures.by_mode['board'])}人）"
        y = table_row(pen, y, (word, *minute_cells(measures.boarders)), _COLUMNS)
    return note_below(pen, y, f"图上注记：走读平均超过{LONG_MINUTES:g}分钟的居民点。")


def minutes_headline(content: MapContent) -> str:
    """Say on one line how long day pupils travel, and how many travel long."""
    measures = content.measures
    parts = [f"{measures.year}年"]
    parts.append(_day_words(measures.day))
    day = day_trips(content)
    total, long = float(day["pupils"].sum()), float(day.loc[day["minutes"] > LONG_MINUTES, "pupils"].sum())
    if total:
        share = f"（{part_text(long / total)}）" if long else ""
        parts.append(f"超过{LONG_MINUTES:g}分钟的走读学生{pupils_text(long)}人{share}")
    if measures.boarders.mean is not None:
        parts.append(f"寄宿{pupils_text(measures.by_mode['board'])}人，平均{mean_text(measures.boarders.mean)}分钟")
    if measures.shortfall:
        parts.append(f"{pupils_text(measures.shortfall)}名学生无学位")
    return "  ·  ".join(parts)


def minutes_lines(content: MapContent) -> tuple[tuple[str, str], ...]:
    """Return the far settlements, the farthest first: their minutes and day pupils."""
    return tuple(
        (clean(name), f"{minutes_text(minutes)}分钟，走读{pupils_text(pupils)}人")
        for name, minutes, pupils in rows_of(far_settlements(content), "name", "day_minutes", "day_pupils")
    )


def far_settlements(content: MapContent) -> pd.DataFrame:
    """Return the settlements whose day pupils travel long on average, the farthest first."""
    far = content.settlements[content.settlements["day_minutes"] > LONG_MINUTES]
    return far.sort_values(["day_minutes", "settlement_id"], ascending=[False, True], kind="stable")


def day_trips(content: MapContent) -> pd.DataFrame:
    """Return the assignments of pupils who travel every day."""
    return content.trips[content.trips["mode"] != "board"]


def _day_words(day: Minutes) -> str:
    if day.mean is None or day.p90 is None or day.worst is None:
        return "没有走读学生"
    most = f"九成在{minutes_text(day.p90)}分钟以内，最远{minutes_text(day.worst)}分钟"
    return f"走读单程平均{mean_text(day.mean)}分钟，{most}"


def _home_sign(fill: str) -> Sign:
    return Sign(word="", marker="o", qgis="", fill=fill, edge=SETTLEMENT_EDGE, edge_points=0.4, points=9.0)


def _ring() -> Sign:
    return Sign(word="", marker="o", qgis="", fill="none", edge=BOARDS, edge_points=0.9, points=11.0)


def _widths(homes: pd.DataFrame) -> Floats:
    least, most = _DOT_POINTS
    share = np.clip(homes["pupils"].to_numpy(float) / _DOT_FULL_PUPILS, 0.0, 1.0)
    widths: Floats = np.sqrt(least**2 + (most**2 - least**2) * share)
    return widths


def _crowd(content: MapContent, view: View) -> Crowd:
    opened = open_schools(content)
    return Crowd(
        frame=view.frame,
        hard=np.vstack(
            [
                sign_boxes(content.settlements, _widths(content.settlements), view),
                sign_boxes(opened, SCHOOL.points, view),
            ]
        ),
        soft=points_of(content.settlements[:0], view),
        weights=np.empty(0),
    )
