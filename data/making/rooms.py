"""Rooms and beds of made-up schools: too few where classes are oversize today, some spare elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data.making.schools import STAGES, School
from data.making.sharing import Floats, share_out


def grade_loads(schools: Sequence[School], attends: pd.DataFrame) -> pd.DataFrame:
    """Return the pupils of today of each school (row) and grade (column)."""
    loads = attends.pivot_table(
        index="school", columns="grade", values="pupils", aggfunc="sum", fill_value=0, observed=True
    )
    return loads.reindex(range(len(schools)), fill_value=0)


def size_schools(
    schools: Sequence[School], loads: pd.DataFrame, class_size: Mapping[str, int], *, spare: float, most: int
) -> list[School]:
    """Return existing schools with rooms; sites as they are.

    A school whose `class_pupils` is told has so many to a class today; another has whole classes and a `spare` share of
    rooms. `most`: the most rooms of a school.
    """
    sized = []
    for row, each in enumerate(schools):
        if each.state == "candidate" or each.classrooms:
            sized.append(each)
            continue
        rooms = 0.0
        for stage, grades in STAGES.items():
            load = loads.loc[row, [grade for grade in grades if grade in loads.columns]].to_numpy(float)
            if load.sum():
                whole = np.ceil(load / class_size[stage]).sum() * (1 + spare)
                rooms += load.sum() / each.class_pupils if each.class_pupils else whole
        least = _grades_taught(each)
        sized.append(replace(each, classrooms=min(max(round(rooms), least), most)))
    return sized


def _grades_taught(each: School) -> int:
    if each.kind == "kindergarten":
        return 3
    return int(each.grades[-1]) - int(each.grades[0]) + 1


def share_rooms(schools: Sequence[School], rows: Sequence[int], total: int, weights: Floats) -> list[School]:
    """Give the schools of these rows so many rooms that may be added in all, by weights."""
    changed = list(schools)
    for row, more in zip(rows, share_out(total, weights).tolist(), strict=True):
        changed[row] = replace(changed[row], more_rooms=more)
    return changed
