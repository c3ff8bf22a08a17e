"""Catchments: the attendance areas of a grade band as ground, with the schools they belong to."""

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from planner.decide.results import Results
from planner.show.maps.areas import attendance_areas
from planner.show.maps.atlas.common import NAME, TRIP, crowd_around, draw_trips, note_below, place_signs, rows_of
from planner.show.maps.content import MapContent
from planner.show.maps.fonts import Lettering
from planner.show.maps.layers import DrawnMap, draw_areas, draw_dots, open_map, write_names
from planner.show.maps.names import hand_of, name_labels, town_hand, town_labels
from planner.show.maps.pen import (
    BODY_POINTS,
    LINE,
    LegendRow,
    Pen,
    area_sign,
    heading,
    legend_rows,
    line_sign,
    point_sign,
    table_row,
)
from planner.show.maps.sheet import ground_rows
from planner.show.maps.symbols import FAINT, UNPLACED_FILL, Sign, dot_sign
from planner.show.words.common import clean
from planner.show.words.numbers import pupils_text, rounded

FILLS = ("#F3D9B1", "#C9DCC3", "#D6D3E6", "#F0C9C2", "#CFE3EC", "#E8E4A9", "#DBC7AE", "#B9CFD6")
"""Colours of areas by their number: neighbours differ. That areas are told apart does not hang on them: edges do it."""
SCHOOL = Sign(word="招生学校", marker="s", qgis="", fill="#1F4E79", edge="#FFFFFF", edge_points=0.8, points=7.5)
_EDGE, _EDGE_POINTS = "#6B6355", 0.8
_NAME_POINTS = 7.4
_COLUMNS = (0.72, 1.0)
_LEAST_FREE = 60.0
_MOST_ROWS = 16


def areas_of_bands(results: Results, year: int) -> dict[str, gpd.GeoDataFrame]:
    """Return the attendance areas (`areas.attendance_areas`) of each grade band that has any, in order."""
    areas = attendance_areas(results, year)
    found = {band: areas[areas["grade_band"] == band].reset_index(drop=True) for band in results.scenario.grade_bands}
    return {band: of_band for band, of_band in found.items() if len(of_band)}


def draw_catchment_map(ax: Axes, content: MapContent, lettering: Lettering, areas: gpd.GeoDataFrame) -> DrawnMap:
    """Draw the areas of one grade band (rows of `attendance_areas`), their schools, and who goes there from where."""
    shapes = areas.to_crs(content.crs).geometry.to_list()
    view = open_map(ax, content, shapes)
    fills = [FILLS[int(number) % len(FILLS)] for number in areas["colour"]]
    draw_areas(ax, shapes, fills, edge=_EDGE, points=_EDGE_POINTS * view.zoom)
    trips = trips_of(content, areas)
    draw_trips(ax, content, trips, view)
    homes = content.settlements[content.settlements["settlement_id"].isin(trips["settlement_id"])]
    draw_dots(ax, homes, UNPLACED_FILL, view)
    schools = schools_of(content, trips)
    widths = np.full(len(schools), SCHOOL.points)
    place_signs(ax, schools, SCHOOL, widths, view)
    texts = [f"{name} {pupils_text(taken)}" for name, taken in rows_of(schools, "name", "taken")]
    labels = [
        *name_labels(schools, texts, hand_of(lettering, _NAME_POINTS, NAME, view), view, width=SCHOOL.points),
        *town_labels(content, view, town_hand(lettering, view)),
    ]
    return write_names(ax, labels, crowd_around(content, schools, widths, view), view, lettering)


def catchment_panel(pen: Pen, content: MapContent, areas: gpd.GeoDataFrame) -> float:
    """Draw signs with counts, and the areas with most pupils; return the height below."""
    trips = trips_of(content, areas)
    schools = schools_of(content, trips)
    y = heading(pen, pen.height - 10, "招生片区")
    rows: list[LegendRow] = [
        (area_sign(pen, FILLS[0]), "片区（颜色仅区分相邻）", f"{len(areas):,}片"),
        (point_sign(pen, SCHOOL), f"{SCHOOL.word}（注学生数）", f"{len(schools):,}所"),
        (point_sign(pen, dot_sign(UNPLACED_FILL)), "居民点", f"{trips['settlement_id'].nunique():,}个"),
        (line_sign(pen, TRIP), "学生去向", f"{pupils_text(float(trips['pupils'].sum()))}人"),
    ]
    y = ground_rows(pen, legend_rows(pen, y, rows), content, towns=False)
    y = heading(pen, y - 8, "学生最多的片区")
    y = table_row(pen, y, ("", "居民点", "学生"), _COLUMNS, colour=FAINT)
    order = areas.sort_values(["pupils", "school_id"], ascending=[False, True], kind="stable")
    fits = max(int((y - _LEAST_FREE) / (LINE - 1)), 0)
    for school, homes, pupils in rows_of(order.iloc[: min(fits, _MOST_ROWS)], "school_name", "settlements", "pupils"):
        name = pen.lettering.cut(school, BODY_POINTS, pen.width * 0.5)
        y = table_row(pen, y, (name, f"{homes:,}", pupils_text(pupils)), _COLUMNS)
    rivers = "、不跨河流" if content.water is not None else ""
    within = "在乡镇界内" if content.towns is not None else "在居民点周围"
    note = (
        f"片区由居民点的邻近地块（泰森多边形）合并而成，{within}{rivers}；居民点归入其多数学生就读的学校。"
        "白色地块没有本年级段学生。"
    )
    return note_below(pen, y, note)


def catchment_headline(content: MapContent, areas: gpd.GeoDataFrame) -> str:
    """Say on one line whose areas these are, how many, and of what size."""
    trips = trips_of(content, areas)
    taken = schools_of(content, trips)["taken"]
    shared = trips.groupby("settlement_id")["school_id"].nunique()
    parts = [
        f"{areas['grade_band_zh'].iloc[0]}  ·  {content.measures.year}年",
        f"招生片区{len(areas):,}片",
        f"学生{pupils_text(float(taken.sum()))}人",
        f"每校平均{rounded(float(taken.mean()), 0):,}人、最多{pupils_text(float(taken.max()))}人",
    ]
    if (shared > 1).any():
        parts.append(f"{int((shared > 1).sum()):,}个居民点分到几所学校")
    return "  ·  ".join(parts)


def catchment_lines(content: MapContent, areas: gpd.GeoDataFrame) -> tuple[tuple[str, str], ...]:
    """Return each school with the settlements of its area, most pupils first."""
    trips = trips_of(content, areas)
    names = dict(rows_of(content.settlements, "settlement_id", "name"))
    sums = trips.groupby(["school_id", "settlement_id"])["pupils"].sum().reset_index()
    homes: dict[str, list[str]] = {}
    for school_id, home in rows_of(
        sums.sort_values("pupils", ascending=False, kind="stable"), "school_id", "settlement_id"
    ):
        homes.setdefault(school_id, []).append(clean(names[home]))
    order = areas.sort_values(["pupils", "school_id"], ascending=[False, True], kind="stable")
    return tuple((clean(name), "、".join(homes[key])) for key, name in rows_of(order, "school_id", "school_name"))


def trips_of(content: MapContent, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the assignments of the areas' grade band."""
    return content.trips[content.trips["grade_band"].isin(areas["grade_band"].unique())]


def schools_of(content: MapContent, trips: pd.DataFrame) -> pd.DataFrame:
    """Return the schools that the trips lead to, with the pupils they take, the most first."""
    taken = trips.groupby("school_id")["pupils"].sum()
    schools = content.schools[content.schools["school_id"].isin(taken.index)]
    return schools.assign(taken=schools["school_id"].map(taken)).sort_values("taken", ascending=False, kind="stable")
