"""Which units schools stand in: one after another where most people live far from those before."""

from collections.abc import Sequence

import numpy as np

from data.making.listed import Unit, bare_town, bare_unit
from data.making.schools import School, school
from data.making.sharing import Floats


def farthest_first(
    rows: Sequence[int], count: int, heads: Sequence[int], positions: Floats, people: Floats
) -> list[int]:
    """Choose rows one by one, each time where root people times distance to the nearest chosen or head is greatest."""
    chosen: list[int] = []
    for _ in range(min(count, len([row for row in rows if row not in heads]))):
        near = positions[[*heads, *chosen] or list(rows[:1])]
        free = [row for row in rows if row not in chosen and row not in heads]
        gaps = {row: float(np.linalg.norm(near - positions[row], axis=1).min()) for row in free}
        chosen.append(max(free, key=lambda row: (gaps[row] * float(np.sqrt(people[row])), -row)))
    return chosen


def rows_of(units: Sequence[Unit], town: str) -> list[int]:
    """Return the rows of a town's units."""
    return [row for row, unit in enumerate(units) if unit.town == town]


def named_after_units(
    units: Sequence[Unit], rows: Sequence[int], kind: str, ending: str, taken: set[str]
) -> list[School]:
    """Return a school in each of the rows, named after its unit; a name that is taken gets its town's before it."""
    made = []
    for row in rows:
        unit = units[row]
        name = f"{bare_unit(unit.name)}{ending}"
        if name in taken:
            name = f"{bare_town(unit.town)}{name}"
        while name in taken:
            name = name.removesuffix(ending) + "东" + ending
        taken.add(name)
        made.append(school(name, unit.town, row, kind))
    return made
