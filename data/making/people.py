"""How many people and pupils each unit has: made up, with totals that are met to the pupil."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from data.making.listed import Town, Unit
from data.making.sharing import Floats, share_out

GRADES = ("K1", "K2", "K3", "1", "2", "3", "4", "5", "6", "7", "8", "9")
LUCK = 28.0
"""Shape of the gamma draw by which a unit's cohort differs from its share: a fifth either way."""


def settle_people(
    units: Sequence[Unit], towns: Sequence[Town], urban_weight: float, rng: np.random.Generator
) -> Floats:
    """Return the people of each unit: log-normal within its town, built-up ones larger; towns' sums kept."""
    people = np.zeros(len(units))
    for town in towns:
        rows = [row for row, unit in enumerate(units) if unit.town == town.name]
        if rows:
            size = rng.lognormal(0.0, 0.42, len(rows))
            size *= np.array([urban_weight if units[row].urban else 1.0 for row in rows])
            people[rows] = size / size.sum() * town.people
    return people


def enrol(
    units: Sequence[Unit],
    towns: Sequence[Town],
    people: Floats,
    totals: Mapping[int, Mapping[str, int]],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the pupils table: the totals of each year and grade, shared out by people, growth and a cohort's luck.

    A cohort keeps its luck as it moves up, so that a unit's grade of a year follows the one below of the year before.
    """
    growth = {town.name: town.growth for town in towns}
    rate = np.array([growth[unit.town] for unit in units])
    first = min(totals)
    cohorts = sorted({year - GRADES.index(grade) for year, grades in totals.items() for grade in grades})
    luck = dict(zip(cohorts, rng.gamma(LUCK, 1 / LUCK, (len(cohorts), len(units))), strict=True))
    frames = [
        pd.DataFrame(
            {
                "settlement_id": [unit.code for unit in units],
                "year": year,
                "grade": grade,
                "pupils": share_out(total, people * (1 + rate) ** (year - first) * luck[year - GRADES.index(grade)]),
            }
        )
        for year, grades in totals.items()
        for grade, total in grades.items()
    ]
    table = pd.concat(frames, ignore_index=True)
    table["grade"] = pd.Categorical(table["grade"], GRADES, ordered=True)
    return table.sort_values(["settlement_id", "year", "grade"], ignore_index=True)
