"""Make the district luolong-2021: real names and codes, the report's counts to the pupil; all else made up.

    python -m data.making.luolong

run from the project's root. Reads the public list of villages below the folder of the setting PLANNER_SHARED (default
../shared) and writes the tables into data/luolong-2021. The same seed gives the same tables.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from data.making.ground import Frame
from data.making.laid_out import lay_out, made_of, make_and_write
from data.making.listed import Unit
from data.making.luolong_figures import PUPILS, TEACHERS, projects, targets
from data.making.luolong_towns import FURTHER, NAMED, SITES, TOWNS, Known
from data.making.rooms import grade_loads, size_schools
from data.making.schools import School, attend, beside_units, school, school_table
from data.making.sharing import Floats, share_out
from data.making.siting import farthest_first, named_after_units, rows_of
from data.making.tables import Made

SEED = 20210501
FOLDER = Path(__file__).resolve().parents[1] / "luolong-2021"
FRAME = Frame(lon=112.50, lat=34.64)
TODAY = 2020
CLASS_SIZE = {"primary": 45, "junior": 50}
MOST_ROOMS = 48
CLASS_PUPILS = {"primary": (39, 47), "junior": (42, 50), "nine_year": (39, 47)}
"""Between how many and how many pupils a class has today, school by school."""
NINE_YEAR_DRAW = 0.6
"""How many a nine-year school draws of either stage, beside a school of that stage alone."""
YUAN_PER_SEAT = 59_025
"""Of 孟发〔2023〕13号, the neighbouring district's; the report states no budget for a single project."""
YOUNGER = {"primary": (1.20, 1.12, 1.04, 0.97, 0.88, 0.79), "junior": (1.06, 1.0, 0.94)}
"""Size of each grade in 2020, the lowest first; a growing district's are the largest."""
ENTERING = {2021: 9_000, 2022: 8_600, 2023: 8_200, 2024: 7_800}
"""Grade 1 of the years to come."""
TO_JUNIOR = 0.68
"""Of those who end grade 6 so many go to the district's junior schools, as the counts of 2020 say of the two stages."""


def yearly_totals() -> dict[int, dict[str, int]]:
    """Return the pupils of each year and grade: as stated to 2020, moving up after."""
    years: dict[int, dict[str, int]] = {}
    for year, stated in PUPILS.items():
        years[year] = {}
        for stage, first in (("primary", 1), ("junior", 7)):
            parts = share_out(stated[stage], np.array(YOUNGER[stage]))
            years[year] |= {str(first + place): int(part) for place, part in enumerate(parts)}
    for year, entering in ENTERING.items():
        before = years[year - 1]
        years[year] = {"1": entering} | {
            str(grade): round(before[str(grade - 1)] * (TO_JUNIOR if grade == 7 else 1.0))  # noqa: PLR2004 - a grade
            for grade in range(2, 10)
        }
    return years


def found_schools(units: Sequence[Unit], positions: Floats, people: Floats, rng: np.random.Generator) -> list[School]:
    """Return the report's 40 schools and its sites for new ones, unsized."""
    taken: dict[str, list[int]] = {}
    found = [_known(each, units, positions, people, taken) for each in NAMED]
    names = {each.name for each in found}
    for kind, towns in FURTHER:
        ending = {"primary": "小学", "junior": "中学", "nine_year": "学校"}[kind]
        rows = [_next_row(town, kind, units, positions, people, taken) for town in towns]
        made = named_after_units(units, rows, kind, ending, names)
        found += [replace(each, draw=NINE_YEAR_DRAW) for each in made] if kind == "nine_year" else made
    found = [replace(each, class_pupils=float(rng.uniform(*CLASS_PUPILS[each.kind]))) for each in found]
    sites = [_known(each, units, positions, people, taken) for each in SITES]
    new = [
        replace(
            each, state="candidate", classrooms=each.more_rooms, more_rooms=0,
            build_yuan=each.more_rooms * CLASS_SIZE[each.kind] * YUAN_PER_SEAT, class_pupils=0.0,
        )
        for each in sites
    ]  # fmt: skip
    return beside_units([*found, *new], positions, rng)


def _known(
    each: Known, units: Sequence[Unit], positions: Floats, people: Floats, taken: dict[str, list[int]]
) -> School:
    row = _next_row(each.town, each.kind, units, positions, people, taken)
    return school(each.name, each.town, row, each.kind, draw=each.draw, more_rooms=each.more)


def _next_row(  # noqa: PLR0913, PLR0917 - what there is on the ground
    town: str, kind: str, units: Sequence[Unit], positions: Floats, people: Floats, taken: dict[str, list[int]]
) -> int:
    """Return the unit of a town that lies farthest from the schools of its stage so far."""
    stages = ("primary", "junior") if kind == "nine_year" else (kind,)
    heads = sorted({row for stage in stages for row in taken.get(stage, [])})
    own = [row for row in rows_of(units, town) if row not in heads] or rows_of(units, town)
    row = farthest_first(own, 1, [head for head in heads if head not in own], positions, people)[0]
    for stage in stages:
        taken.setdefault(stage, []).append(row)
    return row


def teachers(schools: Sequence[School], loads: pd.DataFrame) -> "pd.Series[int]":
    """Return the teachers of each school, shared out by its pupils of either stage; the report's totals are kept."""
    there = np.zeros(len(schools), dtype=np.int64)
    for stage, grades in (("primary", list("123456")), ("junior", list("789"))):
        there += share_out(TEACHERS[stage], loads[grades].sum(axis=1).to_numpy(float))
    counts = pd.Series(there, dtype="Int64")
    return counts.mask(pd.Series([each.state == "candidate" for each in schools]))


def make(public_data: Path | None = None, seed: int = SEED) -> Made:
    """Make every table. Each part draws from its own stream, so that a change to one leaves the others alone."""
    places, streets, births, sites, habits = (np.random.default_rng([seed, part]) for part in range(5))
    laid = lay_out((public_data, {"410311", "410304"}), TOWNS, FRAME, yearly_totals(), (places, streets, births))
    units, people, roads, pupils = laid.units, laid.people, laid.roads, laid.pupils
    schools = found_schools(units, laid.positions, people, sites)
    attends = attend(units, pupils[pupils["year"] == TODAY], schools, roads.minutes, habits)
    loads = grade_loads(schools, attends)
    schools = size_schools(schools, loads, CLASS_SIZE, spare=0.0, most=MOST_ROOMS)
    schools = [_within(each) for each in schools]
    table = school_table(schools, "LL", FRAME).assign(teachers=teachers(schools, loads)).drop(columns="run_by")
    return made_of(laid, schools, table, (attends, TODAY), ("LL", projects(), targets()))


def _within(each: School) -> School:
    """Hold what may be added to the most rooms of a school."""
    return replace(each, more_rooms=min(each.more_rooms, max(0, MOST_ROOMS - each.classrooms)))


if __name__ == "__main__":
    make_and_write(make, FOLDER)
