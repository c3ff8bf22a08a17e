"""Schools of Luoyang's counties: made up, as many as people and villages ask for, with the document's projects."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.making.listed import Town, Unit, bare_town
from data.making.luoyang_places import County
from data.making.schools import School, school
from data.making.sharing import Floats
from data.making.siting import farthest_first, named_after_units, rows_of

POINTS = {
    "yibin": 6, "yanshi": 12, "xinan": 24, "luanchuan": 28, "songxian": 42, "ruyang": 26, "yiyang": 32, "luoning": 38,
    "yichuan": 28,
}  # fmt: skip
"""Teaching points of a county."""
MOUNTAINS = frozenset(("luanchuan", "songxian", "ruyang", "luoning"))
VILLAGES_A_PRIMARY = 6.0
VILLAGES_A_PRIMARY_IN_MOUNTAINS = 4.0
PUPILS_A_CITY_SCHOOL = {"primary": 1_150, "junior": 1_350}
"""Pupils for each school where it is built up."""
PER_1000 = {"primary": 80, "junior": 40}
"""Pupils for each 1,000 people in the plan figures of the city's districts."""
POINT_GRADES = ("1-3",) * 4 + ("1-6",)
CLASS_PUPILS = {"primary": (37.0, 45.0), "junior": (40.0, 48.0), "nine_year": (38.0, 45.0)}
"""Between how many and how many pupils a class has today where it is built up."""
BOARDING_PRIMARIES = frozenset(("luanchuan", "songxian"))
"""Counties whose towns' central primaries board."""
LEAST_UNITS = 4
"""A forest farm or zone of fewer units has no school."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What schools are founded on."""

    county: County
    units: Sequence[Unit]
    towns: Sequence[Town]
    positions: Floats
    people: Floats


def found_schools(ground: Ground, rng: np.random.Generator) -> list[School]:
    """Return the schools of today, unsized: primaries, junior schools, nine-year schools, points."""
    names: set[str] = set()
    found: list[School] = []
    for town in ground.towns:
        rows = rows_of(ground.units, town.name)
        if len(rows) >= LEAST_UNITS or ground.county.ward:
            found += _of_town(town, rows, ground, names)
    heads = [each.row for each in found if each.offers("primary")]
    rural = [row for row, unit in enumerate(ground.units) if not unit.urban and row not in heads]
    rows = farthest_first(rural, POINTS.get(ground.county.key, 0), heads, ground.positions, ground.people)
    points = named_after_units(ground.units, sorted(rows), "teaching_point", "教学点", names)
    points = [replace(each, grades=POINT_GRADES[number % 5]) for number, each in enumerate(points)]
    pressed = {town.name for town in ground.towns if built_up(town, ground) or ground.county.ward}
    return [
        replace(each, class_pupils=float(rng.uniform(*CLASS_PUPILS[each.kind]))) if each.town in pressed else each
        for each in found
    ] + points


def built_up(town: Town, ground: Ground) -> bool:
    """Whether more of a town than its seat is built up."""
    return town.urban > 1 and sum(unit.urban for unit in ground.units if unit.town == town.name) > 1


def _of_town(town: Town, rows: list[int], ground: Ground, names: set[str]) -> list[School]:
    """Return a town's schools: a central one at its seat, others far from it where people and villages ask for them."""
    urban = [row for row in rows if ground.units[row].urban]
    village_rows = [row for row in rows if not ground.units[row].urban]
    people = float(ground.people[urban].sum()) if built_up(town, ground) or ground.county.ward else 0.0
    mountains = ground.county.key in MOUNTAINS
    villages = len(village_rows) / (VILLAGES_A_PRIMARY_IN_MOUNTAINS if mountains else VILLAGES_A_PRIMARY)
    primaries = max(1, round(people * PER_1000["primary"] / 1000 / PUPILS_A_CITY_SCHOOL["primary"]) + round(villages))
    everybody = float(ground.people[rows].sum())
    juniors = max(1, round(everybody * PER_1000["junior"] / 1000 / PUPILS_A_CITY_SCHOOL["junior"]))
    bare = bare_town(town.name)
    found = []
    for kind, count, ending, first in (
        ("primary", primaries, "小学", f"{bare}中心小学"), ("junior", juniors, "初中", f"{bare}初中")
    ):  # fmt: skip
        others = farthest_first(rows, count - 1, rows[:1], ground.positions, ground.people)
        if count - 1 > len(others):  # fewer units than schools: some hold two
            others += rows[: count - 1 - len(others)]
        names.add(first)
        found += [
            school(first, town.name, rows[0], kind),
            *named_after_units(ground.units, others, kind, ending, names),
        ]
    return found


def boards(each: School, ground: Ground) -> bool:
    """Whether a school of today has beds: junior schools of country towns, and their central primaries in mountains."""
    town = next(town for town in ground.towns if town.name == each.town)
    if built_up(town, ground) or ground.county.ward or each.state == "candidate":
        return False
    central = each.name == f"{bare_town(each.town)}中心小学" and ground.county.key in BOARDING_PRIMARIES
    return each.kind == "junior" or central


def with_beds(schools: Sequence[School], loads: Floats, ground: Ground) -> list[School]:
    """Return the schools with beds for about a third of junior and a seventh of primary pupils; `loads` (school)."""
    return [
        replace(each, beds=max(40, round((0.35 if each.kind == "junior" else 0.15) * load / 10) * 10))
        if boards(each, ground)
        else each
        for each, load in zip(schools, loads.tolist(), strict=True)
    ]
