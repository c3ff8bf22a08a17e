"""Make the district dongli-2021: real names and codes, the report's counts to the child; all else made up.

    python -m data.making.dongli

run from the project's root. Reads the public list of villages below the folder of the setting PLANNER_SHARED (default
../shared) and writes the tables into data/dongli-2021. The same seed gives the same tables.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from data.making.dongli_figures import (
    CHILDREN,
    ENROLLED_PERCENT,
    INCLUSIVE_PERCENT,
    PUBLIC_PERCENT,
    projects,
    targets,
)
from data.making.dongli_towns import NEW_KINDERGARTENS, NEW_SCHOOLS, SCHOOLS, TOWNS
from data.making.ground import Frame
from data.making.laid_out import lay_out, made_of, make_and_write
from data.making.listed import Unit, bare_town
from data.making.nurseries import CHILDREN_A_CLASS, GRADES, attend_near, children_of, found_kindergartens
from data.making.rooms import grade_loads, size_schools
from data.making.schools import School, attend, beside_units, in_order, school, school_table
from data.making.sharing import Floats, share_out
from data.making.siting import farthest_first, named_after_units, rows_of
from data.making.tables import Made

SEED = 20210723
FOLDER = Path(__file__).resolve().parents[1] / "dongli-2021"
FRAME = Frame(lon=117.40, lat=39.12)
TODAY = 2020
CLASS_SIZE = {"kindergarten": 30, "primary": 40, "junior": 45}
"""Seats of a room. 40 and 45 are the city's standard, from memory; the report's new seats are whole rooms at them."""
MOST_ROOMS = 42
CLASS_PUPILS = {"primary": (38, 46), "junior": (42, 50), "nine_year": (39, 46)}
"""Between how many and how many pupils a class has today, school by school."""
CHILDREN_OF_YEAR = {2020: CHILDREN, 2021: 20_520, 2022: 20_100, 2023: 19_400}
"""Children of kindergarten age: the report's, then fewer births, made up."""
ENTERING = {2021: 6_650, 2022: 6_600, 2023: 6_500}
SCHOOL_GRADES = (6_600, 6_550, 6_450, 6_300, 6_150, 6_000, 5_700, 5_500, 5_300)
"""Pupils of grades 1 to 9 in 2020, made up: nothing is stated of them."""
TO_JUNIOR = 0.96
YUAN_PER_SEAT = 59_025
"""Of 孟发〔2023〕13号; the report states no budgets."""
RUN_BY = (("public", 24, 236.0), ("inclusive", 71, 101.0), ("private", 60, 77.0), ("care", 40, 36.0))
"""How many kindergartens there are of each, and about how many children one has: made up; all are the report's 195."""


def yearly_totals() -> dict[int, dict[str, int]]:
    """Return the pupils of each year and grade: the children shared out evenly, grades moving up."""
    years: dict[int, dict[str, int]] = {}
    for year, children in CHILDREN_OF_YEAR.items():
        older = np.array([1.0, 1.0, 1.0]) if year == TODAY else np.array([0.97, 1.0, 1.03])
        totals = dict(zip(GRADES, share_out(children, older).tolist(), strict=True))
        grades = (
            SCHOOL_GRADES
            if year == TODAY
            else [ENTERING[year]]
            + [round(years[year - 1][str(grade)] * (TO_JUNIOR if grade == 6 else 1.0)) for grade in range(1, 9)]  # noqa: PLR2004 - a grade
        )
        years[year] = totals | {str(grade): count for grade, count in enumerate(grades, start=1)}
    return years


def found_schools(units: Sequence[Unit], positions: Floats, people: Floats, rng: np.random.Generator) -> list[School]:
    """Return today's schools, unsized, then today's kindergartens, then the sites, each group in its own order."""
    names: set[str] = set()
    heads: dict[str, list[int]] = {"primary": [], "junior": []}
    found: list[School] = []
    for kind, towns in SCHOOLS.items():
        stages = ("primary", "junior") if kind == "nine_year" else (kind,)
        for town, count in towns.items():
            own = rows_of(units, town)
            taken = sorted({row for stage in stages for row in heads[stage]} & set(own))
            rows = farthest_first(own, count, taken, positions, people)
            for stage in stages:
                heads[stage] += rows
            found += named_after_units(units, rows, kind, _ENDINGS[kind], names)
    found = [replace(each, class_pupils=float(rng.uniform(*CLASS_PUPILS[each.kind]))) for each in found]
    nurseries = found_kindergartens(units, TOWNS, people, RUN_BY, rng)
    return beside_units([*found, *nurseries, *_sites(units, positions, people, heads)], positions, rng)


_ENDINGS = {"primary": "小学", "junior": "中学", "nine_year": "学校"}


def _sites(units: Sequence[Unit], positions: Floats, people: Floats, heads: dict[str, list[int]]) -> list[School]:
    """Return the schools of 2021 and the kindergartens of 2021 and 2022, far from those of their kind."""
    sites = []
    for name, town, kind, rooms in NEW_SCHOOLS:
        row = farthest_first(rows_of(units, town), 1, heads[kind], positions, people)[0]
        heads[kind].append(row)
        sites.append(_site(name, town, row, kind, rooms))
    taken: list[int] = []
    for year, opening in NEW_KINDERGARTENS.items():
        for number, (town, rooms) in enumerate(opening, start=1):
            row = farthest_first(rows_of(units, town), 1, taken, positions, people)[0]
            taken.append(row)
            name = f"{bare_town(town)}{year}年公办幼儿园{number}（示例）"
            sites.append(replace(_site(name, town, row, "kindergarten", rooms), run_by="public"))
    return sites


def _site(name: str, town: str, row: int, kind: str, rooms: int) -> School:
    cost = rooms * CLASS_SIZE[kind] * YUAN_PER_SEAT
    return school(name, town, row, kind, state="candidate", decision="keep", classrooms=rooms, build_yuan=cost)


def make(public_data: Path | None = None, seed: int = SEED) -> Made:
    """Make every table. Each part draws from its own stream, so that a change to one leaves the others alone."""
    places, streets, births, sites, habits = (np.random.default_rng([seed, part]) for part in range(5))
    laid = lay_out((public_data, {"120110"}), TOWNS, FRAME, yearly_totals(), (places, streets, births))
    units, people, roads, pupils = laid.units, laid.people, laid.roads, laid.pupils
    schools = found_schools(units, laid.positions, people, sites)
    now = pupils[pupils["year"] == TODAY]
    children, at_kindergarten = _kindergarten_children(units, now, schools, roads.minutes, habits)
    attends = pd.concat([attend(units, now, schools, roads.minutes, habits), in_order(at_kindergarten)])
    attends = in_order(list(attends.itertuples(index=False, name=None)))
    schools = _with_rooms(schools, children)
    schools = size_schools(schools, grade_loads(schools, attends), CLASS_SIZE, spare=0.0, most=MOST_ROOMS)
    table = school_table(schools, "DL", FRAME)
    names = {kind: tuple(name for name, _, each, _ in NEW_SCHOOLS if each == kind) for kind in ("primary", "junior")}
    names |= {f"kindergarten {year}": tuple(each.name for each in schools if f"{year}年公办" in each.name)
              for year in NEW_KINDERGARTENS}  # fmt: skip
    return made_of(laid, schools, table, (attends, TODAY), ("DL", projects(names), targets()))


def _kindergarten_children(
    units: Sequence[Unit], now: pd.DataFrame, schools: Sequence[School], minutes: Floats, rng: np.random.Generator
) -> tuple[dict[int, int], list[tuple[int, str, int, int]]]:
    """Return the children of each kindergarten (row of the school), and who of them lives where."""
    rows = [row for row, each in enumerate(schools) if each.kind == "kindergarten" and each.state == "existing"]
    there = [schools[row] for row in rows]
    living = now.pivot_table(index="settlement_id", columns="grade", values="pupils", observed=True, sort=False)
    living = living.loc[[unit.code for unit in units], list(GRADES)]
    enrolled = round(CHILDREN * ENROLLED_PERCENT / 100)
    going = share_out(enrolled, living.to_numpy(float).ravel()).reshape(living.shape)
    percent = {"public": PUBLIC_PERCENT, "inclusive": INCLUSIVE_PERCENT - PUBLIC_PERCENT, "private": 0.0}
    children = children_of(there, enrolled, percent)
    parts = attend_near(there, children, pd.DataFrame(going, columns=list(GRADES)), minutes, rng)
    held = dict(zip(rows, children.tolist(), strict=True))
    return held, [(home, grade, rows[place], count) for home, grade, place, count in parts]


def _with_rooms(schools: Sequence[School], children: dict[int, int]) -> list[School]:
    """Give each kindergarten of today a room for every CHILDREN_A_CLASS, one for each of the three years at least."""
    return [
        replace(each, classrooms=max(3, -(-children[row] // CHILDREN_A_CLASS))) if row in children else each
        for row, each in enumerate(schools)
    ]


if __name__ == "__main__":
    make_and_write(make, FOLDER)
