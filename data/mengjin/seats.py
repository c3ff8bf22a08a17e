"""Where pupils go today, and the rooms and beds of each school: made up, the pressure where the document says."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd

from data.mengjin.network import CLASS_SIZE, MODULE_ROOMS, School, short
from data.mengjin.places import TOWNS, Floats, Village
from data.mengjin.projects import PROJECTS, STATED_BOARDING

TODAY = 2025
PRESSED_CLASS = {
    "城关镇": {"primary": 60, "junior": 60},
    "麻屯镇": {"primary": 61, "junior": 58},
    "平乐镇": {"primary": 57, "junior": 55},
    "朝阳镇": {"primary": 57, "junior": 56},
}
"""Pupils a class today in the towns where classes are oversize, in schools of PRESSED_PUPILS or more."""
STAGES = {"primary": "123456", "junior": "789"}
"""Grades of each stage."""
GRADES = "".join(STAGES.values())
LEAST_AT_POINT = 0.85
"""At least this share of the village's pupils attend its point, up to all, unless it would be too large."""
ACROSS_MINUTES = 10.0
"""Villages attend in another town where a school is so much nearer there."""
MOST_AT_POINT = 96
"""A teaching point has fewer than 100 pupils."""
PRESSED_PUPILS = 350
SPARE_SHARE = {
    "小浪底镇": 0.12, "横水镇": 0.15, "常袋镇": 0.08,
    "西霞院街道": 0.15, "康乐街道": 0.12, "吉利街道": 0.12, "河阳街道": 0.15,
    "送庄镇": -0.08, "会盟镇": -0.08, "白鹤镇": -0.08,
}  # fmt: skip
"""Spare rooms, over the classes of today, in the north and the west; a few too few on the plain; 0 where not named."""
MAX_ROOMS = 36
RURAL_ROOMS = 3
"""Rooms that a primary project may add outside the pressed towns: half a module."""
STATED_ROOMS = {"城关初中": (33, 36)}
"""Rooms now and at most: 150 seats more bring it to the 36 classes a school may have; the 33 are made up."""


def road_minutes(graph: "nx.Graph[tuple[float, float]]", nodes: list[tuple[float, float]]) -> Floats:
    """Return the shortest ride between all villages, minutes."""
    lengths = dict(nx.all_pairs_dijkstra_path_length(graph, weight="minutes"))
    return np.array([[lengths[a][b] for b in nodes] for a in nodes])


def attend(
    villages: list[Village], pupils: pd.DataFrame, schools: list[School], minutes: Floats, rng: np.random.Generator
) -> pd.DataFrame:
    """Return where the pupils of today go: (village row, grade, school row, pupils).

    The point of the village first, for the grades it teaches and most of their pupils, under 100 in all; the others
    attend the school whose catchment their settlement is, see `_catchments`.
    """
    now = pupils[pupils["year"] == TODAY]
    living = dict(zip(zip(now["settlement_id"], now["grade"], strict=True), now["pupils"].tolist(), strict=True))
    counts = [{grade: living[village.code, grade] for grade in GRADES} for village in villages]
    points = [
        _at_point(row, schools, by_grade, rng.uniform(LEAST_AT_POINT, 1.0)) for row, by_grade in enumerate(counts)
    ]
    rows = [(row, grade, *part) for row, here in enumerate(points) for grade, part in here.items()]
    for stage, grades in STAGES.items():
        left = [
            {grade: by_grade[grade] - here.get(grade, (0, 0))[1] for grade in grades}
            for by_grade, here in zip(counts, points, strict=True)
        ]
        taught = _catchments(villages, [sum(by_grade.values()) for by_grade in left], stage, schools, minutes)
        rows += [
            (row, grade, taught[row], count) for row, by_grade in enumerate(left) for grade, count in by_grade.items()
        ]
    table = pd.DataFrame(rows, columns=["row", "grade", "school", "pupils"])
    table = table[table["pupils"] > 0].sort_values(["row", "grade", "school"], kind="stable")
    return table.reset_index(drop=True)


def _at_point(row: int, schools: list[School], counts: dict[str, int], stays: float) -> dict[str, tuple[int, int]]:
    """Return, by grade, the point of the village and its pupils; empty where the village has none."""
    for number, school in enumerate(schools):
        if school.kind == "teaching_point" and school.row == row:
            taught = [grade for grade in counts if grade <= school.grades[-1]]
            share = min(stays, MOST_AT_POINT / sum(counts[grade] for grade in taught))
            return {grade: (number, int(counts[grade] * share)) for grade in taught}
    return {}


def _catchments(
    villages: list[Village], counts: list[int], stage: str, schools: list[School], minutes: Floats
) -> dict[int, int]:
    """Return the one school of the stage that each village row belongs to.

    A village belongs to the nearest of its town, unless one of another town is ACROSS_MINUTES nearer. Of a built-up
    community's two nearest it is the one with fewer pupils so far, the largest communities first: catchments there
    are drawn so that schools fill alike.
    """
    open_now = [number for number, school in enumerate(schools) if school.state == "existing" and school.kind == stage]
    load = dict.fromkeys(open_now, 0)
    result = {}
    for row in sorted(range(len(villages)), key=lambda row: (villages[row].urban, -counts[row], row)):
        village = villages[row]
        away = {number: float(minutes[row, schools[number].row]) for number in open_now}
        across = min(away.values()) + ACROSS_MINUTES
        own = [number for number in open_now if schools[number].town == village.town and away[number] <= across]
        nearest = sorted(own or open_now, key=lambda number: (away[number], number))
        chosen = min(nearest[: 2 if village.urban else 1], key=lambda number: load[number])
        load[chosen] += counts[row]
        result[row] = chosen
    return result


def size_schools(schools: list[School], attends: pd.DataFrame) -> list[School]:
    """Return the schools with rooms and beds; candidates as they are."""
    loads = attends.pivot_table(index="school", columns="grade", values="pupils", aggfunc="sum", fill_value=0)
    result = []
    for number, school in enumerate(schools):
        if school.state == "candidate":
            result.append(school)
            continue
        load = loads.loc[number].to_numpy(float) if number in loads.index else np.zeros(9)
        now, most = _rooms(school, load)
        beds = _beds(school, float(load.sum()))
        result.append(
            replace(school, classrooms=now, classrooms_max=most, beds=beds, beds_max=round(beds * 1.25 / 10) * 10)
        )
    return result


def _rooms(school: School, load: Floats) -> tuple[int, int]:
    """Return rooms now and at most: too few where classes are oversize, elsewhere some spare."""
    if school.name in STATED_ROOMS:
        return STATED_ROOMS[school.name]
    taught = int(school.grades[-1]) - int(school.grades[0]) + 1
    if school.kind == "teaching_point":
        return taught, taught
    pressed = PRESSED_CLASS.get(school.town)
    if pressed and load.sum() >= PRESSED_PUPILS:
        now = round(load.sum() / pressed[school.stage])
    else:
        now = int(np.ceil(np.ceil(load / CLASS_SIZE[school.stage]).sum() * (1 + SPARE_SHARE.get(school.town, 0.0))))
    now = min(max(now, taught), MAX_ROOMS)
    grows = school.name in {project.name for project in PROJECTS}
    module = MODULE_ROOMS[school.stage] if pressed or school.stage == "junior" else RURAL_ROOMS
    return now, min(now + (module if grows else 0), MAX_ROOMS)


def _beds(school: School, load: float) -> int:
    """Return beds: in a town's junior schools, its central primary, and the boarding schools the document names."""
    seats = {town.name: f"{short(town.name)}中心小学" for town in TOWNS}
    if school.kind == "junior" and (school.town != "城关镇" or school.name == "城关初中"):
        return round(load * 0.35 / 10) * 10
    if school.name in STATED_BOARDING or school.name == seats[school.town]:
        return max(60, round(load * 0.15 / 10) * 10)
    return 0
