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
ByGrade = dict[str, list[tuple[int, int]]]
"""Grade to (school row, pupils)."""
MOST_AT_POINT = 96
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

    The point of the village first, for the grades it teaches and most of their pupils, under 100 in all; else the
    nearest school of the town, from built-up communities the three nearest.
    """
    now = pupils[pupils["year"] == TODAY]
    living = dict(zip(zip(now["settlement_id"], now["grade"], strict=True), now["pupils"].tolist(), strict=True))
    rows: list[tuple[int, str, int, int]] = []
    for row, village in enumerate(villages):
        counts = {grade: living[village.code, grade] for grade in "123456789"}
        here = _at_point(row, schools, counts, rng.uniform(0.62, 0.95))
        for grade, count in counts.items():
            nearest = _nearest(row, village, "junior" if grade in "789" else "primary", schools, minutes)
            stay = here.get(grade, [])
            rows += [(row, grade, *part) for part in [*stay, *_share(count, stay, nearest)]]
    table = pd.DataFrame(rows, columns=["row", "grade", "school", "pupils"])
    return table[table["pupils"] > 0].reset_index(drop=True)


def _at_point(row: int, schools: list[School], counts: dict[str, int], stays: float) -> ByGrade:
    """Return, by grade, the point of the village and its pupils; empty where the village has none."""
    for number, school in enumerate(schools):
        if school.kind == "teaching_point" and school.row == row:
            taught = [grade for grade in counts if grade <= school.grades[-1]]
            share = min(stays, MOST_AT_POINT / sum(counts[grade] for grade in taught))
            return {grade: [(number, int(counts[grade] * share))] for grade in taught}
    return {}


def _nearest(row: int, village: Village, stage: str, schools: list[School], minutes: Floats) -> list[int]:
    """Return the schools of the stage and town that the village's pupils choose, nearest first."""
    open_now = [number for number, school in enumerate(schools) if school.state == "existing" and school.kind == stage]
    own = [number for number in open_now if schools[number].town == village.town]
    return sorted(own, key=lambda number: (minutes[row, schools[number].row], number))[: 3 if village.urban else 1]


def _share(count: int, here: list[tuple[int, int]], nearest: list[int]) -> list[tuple[int, int]]:
    """Share the pupils who are not at the point among the nearest schools: 45, 30 and 25 in a hundred."""
    left = count - sum(part for _, part in here)
    upto = np.rint(left * np.cumsum((0.45, 0.30, 0.25)[: len(nearest)]) / sum((0.45, 0.30, 0.25)[: len(nearest)]))
    parts = np.diff(upto, prepend=0.0).astype(int)
    return list(zip(nearest, parts.tolist(), strict=True))


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
