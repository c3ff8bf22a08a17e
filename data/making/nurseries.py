"""Kindergartens of a made-up district: who runs them, and who attends them, with shares that are met to the child."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

from data.making.listed import Town, Unit, bare_unit
from data.making.schools import School, school
from data.making.sharing import Floats, Ints, share_out
from data.making.siting import rows_of

CHILDREN_A_CLASS = 27
GRADES = ("K1", "K2", "K3")


def found_kindergartens(
    units: Sequence[Unit],
    towns: Sequence[Town],
    people: Floats,
    kinds: Sequence[tuple[str, int, float]],
    rng: np.random.Generator,
) -> list[School]:
    """Return kindergartens where people live, run as `kinds` says: (run_by, how many, children drawn by one).

    The largest kind first: each town's are dealt out among its units by people.
    """  # fmt: skip
    total = sum(count for _, count, _ in kinds)
    by_town = share_out(total, np.array([people[rows_of(units, town.name)].sum() for town in towns]))
    rows: list[int] = []
    for town, count in zip(towns, by_town.tolist(), strict=True):
        own = rows_of(units, town.name)
        rows += [
            row for row, many in zip(own, share_out(count, people[own]).tolist(), strict=True) for _ in range(many)
        ]
    runs = [(run_by, draw) for run_by, count, draw in kinds for _ in range(count)]
    order = rng.permutation(total)
    seen: dict[int, int] = {}
    found = []
    for row, (run_by, draw) in zip(rows, (runs[place] for place in order), strict=True):
        seen[row] = seen.get(row, 0) + 1
        number = "" if seen[row] == 1 else f"第{seen[row]}"
        ending = "托幼点" if run_by == "care" else "幼儿园"
        name = f"{bare_unit(units[row].name)}{number}{ending}"
        found.append(
            school(
                name, units[row].town, row, "kindergarten", run_by="private" if run_by == "care" else run_by,
                decision="free" if run_by == "care" else "keep", draw=draw * rng.uniform(0.6, 1.4),
            )
        )  # fmt: skip
    return _told_apart(found)


def _told_apart(found: list[School]) -> list[School]:
    """Put the town before names that occur twice."""
    names = [each.name for each in found]
    return [replace(each, name=f"{each.town.removesuffix('街道')}{each.name}") if names.count(each.name) > 1 else each
            for each in found]  # fmt: skip


def children_of(schools: Sequence[School], enrolled: int, percent: dict[str, float]) -> Ints:
    """Return the children of each kindergarten: each way of running has its share of all, by what each draws."""
    children = np.zeros(len(schools), dtype=np.int64)
    left = enrolled
    runs = list(percent)
    for run_by in runs:
        rows = [row for row, each in enumerate(schools) if each.run_by == run_by]
        total = left if run_by == runs[-1] else round(enrolled * percent[run_by] / 100)
        children[rows] = share_out(total, np.array([schools[row].draw for row in rows]))
        left -= total
    return children


def attend_near(
    schools: Sequence[School], children: Ints, living: pd.DataFrame, minutes: Floats, rng: np.random.Generator
) -> list[tuple[int, str, int, int]]:
    """Return (unit, grade, row of the school, children): as near home as the kindergartens' sizes allow.

    `living` (unit, grade): children who attend one; they add up to `children`.
    """
    homes, there = len(living), len(schools)
    away = minutes[:, [each.row for each in schools]] + 1.0
    ones = np.ones(homes * there)
    pairs = np.arange(homes * there)
    rows = sparse.csr_matrix((ones, (np.repeat(np.arange(homes), there), pairs)))
    columns = sparse.csr_matrix((ones, (np.tile(np.arange(there), homes), pairs)))
    solve: Any = linprog  # its stubs know no sparse rows
    found = solve(
        away.ravel() ** 1.5,
        A_eq=sparse.vstack([rows, columns]).tocsr(),
        b_eq=np.concatenate([living.sum(axis=1).to_numpy(float), children.astype(float)]),
        method="highs-ds",
    )
    flows = np.rint(found.x).astype(np.int64).reshape(homes, there)
    return [part for home in range(homes) for part in _by_grade(home, flows[home], living.iloc[home], rng)]


def _by_grade(
    home: int, flows: Ints, living: "pd.Series[int]", rng: np.random.Generator
) -> list[tuple[int, str, int, int]]:
    """Deal a unit's children of all grades out to its kindergartens, at random."""
    grades = rng.permutation(np.repeat(np.arange(len(GRADES)), living.to_numpy()))
    goes = np.repeat(np.arange(len(flows)), flows)
    pairs, counts = np.unique(np.stack([grades, goes]), axis=1, return_counts=True)
    return [
        (home, GRADES[int(grade)], int(where), int(count))
        for (grade, where), count in zip(pairs.T.tolist(), counts.tolist(), strict=True)
    ]
