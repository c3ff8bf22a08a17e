"""Load by school: how full each open school is, how large it is, and how many classes it runs."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from planner.decide.places import shares
from planner.problem.problem import Floats
from planner.show.maps.atlas.common import (
    NAME,
    crowd_around,
    note_below,
    open_schools,
    percent_text,
    place_signs,
    rows_of,
    sum_text,
)
from planner.show.maps.atlas.shades import LOAD, Shade, classed
from planner.show.maps.content import MapContent
from planner.show.maps.fonts import Lettering
from planner.show.maps.layers import DrawnMap, draw_dots, open_map, write_names
from planner.show.maps.names import hand_of, name_labels, town_hand, town_labels
from planner.show.maps.pen import LegendRow, Pen, heading, legend_rows, point_sign, table_row
from planner.show.maps.sheet import ground_rows
from planner.show.maps.symbols import FAINT, Sign
from planner.show.words.common import KINDS, STAGES, clean
from planner.show.words.numbers import mean_text, pupils_text

HOME = "#DDD8CB"
UNKNOWN_FILL = "#FFFFFF"
MARKERS = {"teaching_point": "^", "nine_year": "D", "junior": "s"}
"""Shapes of kinds; every other kind is round."""
_WIDTHS = (5.0, 22.0)
_FULL_PUPILS = 2000.0
_KEY_PUPILS = (100, 500, 1000, 2000)
_NAME_POINTS = 7.2
_FULL, _EMPTY = 0.95, 0.5
_COLUMNS = (0.46, 0.64, 0.82, 1.0)


def draw_load_map(ax: Axes, content: MapContent, lettering: Lettering) -> DrawnMap:
    """Draw open schools, larger for more pupils and darker for fuller; the fullest and the emptiest are named."""
    view, schools = open_map(ax, content), loads(content)
    draw_dots(ax, content.settlements, HOME, view, edge="#C9C3B6")
    widths, found = load_widths(schools), classed(schools["load"].to_numpy(float), LOAD)
    for marker in ("o", *MARKERS.values()):
        of_shape = (schools["kind"].map(MARKERS).fillna("o") == marker).to_numpy()
        for shade in (None, *LOAD):
            chosen = of_shape & np.array([of is shade for of in found], dtype=bool)
            place_signs(ax, schools[chosen], _sign(shade, marker), widths[chosen], view)
    telling, hand = telling_schools(schools), hand_of(lettering, _NAME_POINTS, NAME, view)
    labels = [
        *town_labels(content, view, town_hand(lettering, view)),
        *name_labels(telling, _texts(telling), hand, view, width=load_widths(telling)),
    ]
    return write_names(ax, labels, crowd_around(content, schools, widths, view), view, lettering)


def load_panel(pen: Pen, content: MapContent) -> float:
    """Draw classes of load, sizes, shapes, and each kind's schools, classes, pupils and load; return the height."""
    schools, y = loads(content), pen.height - 10
    found = classed(schools["load"].to_numpy(float), LOAD)
    y = heading(pen, y, "学校负荷：学生 ÷ 学位")
    rows: list[LegendRow] = [
        (point_sign(pen, _sign(shade, "o"), points=10.0), shade.word, f"{found.count(shade):,}所") for shade in LOAD
    ]
    if None in found:
        rows.append((point_sign(pen, _sign(None, "o"), points=10.0), "学位不限", f"{found.count(None):,}所"))
    y = heading(pen, legend_rows(pen, y, rows) - 8, "符号大小：在校学生；形状：类型")
    sizes = load_widths(pd.DataFrame({"pupils": _KEY_PUPILS}))
    for (pupils, size), (kind, marker) in zip(
        zip(_KEY_PUPILS, sizes, strict=True),
        (("primary", "o"), *MARKERS.items()),
        strict=True,
    ):
        point_sign(pen, _sign(LOAD[1], "o"), points=float(size))(y - 3)
        pen.write(34, y - 3, f"{pupils:,}人", points=11)
        _shape(pen, marker, pen.width * 0.52, y - 3)
        y = table_row(pen, y - 3, ("", f"{KINDS[kind]}{'等' if kind == 'primary' else ''}"), (0.98,)) - 4
    y = ground_rows(pen, y, content)
    y = heading(pen, y - 8, "各类学校")
    y = table_row(pen, y, ("", "所", "班", "学生", "负荷"), _COLUMNS, colour=FAINT)
    for kind in [k for k in KINDS if (schools["kind"] == k).any()]:
        y = _kind_row(pen, y, KINDS[kind], schools[schools["kind"] == kind])
    y = _kind_row(pen, y, "合计", schools)
    for stage in content.measures.stages:
        if stage.pupils_per_class is not None:
            y = table_row(pen, y, (f"{STAGES[stage.stage]}平均班额", f"{mean_text(stage.pupils_per_class)}人"), (1.0,))
    note = (
        f"学位：已开班级按班额上限，加空余教室。图上注记：负荷超过{_FULL:.0%}或不足{_EMPTY:.0%}的学校（班数、负荷）。"
    )
    return note_below(pen, y, note)


def load_headline(content: MapContent) -> str:
    """Say on one line how full schools are."""
    schools, measures = loads(content), content.measures
    classes, whole = int(schools["classes"].sum()), _whole_load(schools)
    load = schools["load"].to_numpy(float)
    parts = [
        f"{measures.year}年",
        f"开办学校{len(schools):,}所",
        f"教学班{classes:,}个",
        f"在校学生{pupils_text(measures.placed)}人，学位{sum_text(schools['seats'])}个",
    ]
    if not np.isnan(whole):
        parts.append(f"总负荷{percent_text(whole)}")
        parts.append(
            f"超过{_FULL:.0%}的{int((load > _FULL).sum()):,}所、不足{_EMPTY:.0%}的{int((load < _EMPTY).sum()):,}所"
        )
    return "  ·  ".join(parts)


def load_lines(content: MapContent) -> tuple[tuple[str, str], ...]:
    """Return the open schools, the emptiest first: classes, pupils over seats, and load."""
    schools = loads(content).sort_values(["load", "school_id"], kind="stable")
    of_schools = rows_of(schools, "name", "classes", "pupils", "seats", "load")
    return tuple(
        (clean(name), f"{classes}班，{pupils_text(pupils)}/{_seats(seats)}，{percent_text(load)}")
        for name, classes, pupils, seats, load in of_schools
    )


def loads(content: MapContent) -> pd.DataFrame:
    """Return the open schools with `load`: pupils over seats, NaN where nothing limits the seats."""
    schools = open_schools(content)
    return schools.assign(load=shares(schools["pupils"].to_numpy(float), schools["seats"].to_numpy(float)))


def telling_schools(schools: pd.DataFrame) -> pd.DataFrame:
    """Return the schools a map should name: full or nearly empty, the largest first."""
    telling = schools[(schools["load"] > _FULL) | (schools["load"] < _EMPTY)]
    return telling.sort_values(["seats", "school_id"], ascending=[False, True], kind="stable")


def load_widths(schools: pd.DataFrame) -> Floats:
    """Return the widths of signs in points at full size: their area grows with pupils, within limits."""
    least, most = _WIDTHS
    share = np.clip(schools["pupils"].to_numpy(float) / _FULL_PUPILS, 0.0, 1.0)
    widths: Floats = np.sqrt(least**2 + (most**2 - least**2) * share)
    return widths


def _texts(schools: pd.DataFrame) -> list[str]:
    of_schools = rows_of(schools, "name", "classes", "load")
    return [f"{name} {classes}班 {percent_text(load)}" for name, classes, load in of_schools]


def _sign(shade: Shade | None, marker: str) -> Sign:
    fill = shade.fill if shade else UNKNOWN_FILL
    return Sign(word="", marker=marker, qgis="", fill=fill, edge="#4A2A12", edge_points=0.5, points=10.0)


def _shape(pen: Pen, marker: str, x: float, y: float) -> None:
    pen.ax.scatter([x], [y], s=81, marker=marker, c="#FFFFFF", edgecolors="#4A2A12", linewidths=0.8)


def _kind_row(pen: Pen, y: float, word: str, schools: pd.DataFrame) -> float:
    cells = (f"{len(schools):,}", f"{int(schools['classes'].sum()):,}", pupils_text(float(schools["pupils"].sum())))
    return table_row(pen, y, (word, *cells, percent_text(_whole_load(schools))), _COLUMNS)


def _whole_load(schools: pd.DataFrame) -> float:
    seats = float(schools["seats"].sum()) if not schools["seats"].isna().any() else float("nan")
    return float(schools["pupils"].sum()) / seats if seats > 0 else float("nan")


def _seats(seats: float) -> str:
    return "不限" if np.isnan(seats) else pupils_text(seats)
