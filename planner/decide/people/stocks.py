"""What schools have of teachers and things, today and when merged schools' have moved; NaN where it is not known."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.decide.year_rows import YearRows
from planner.reading.district import District
from planner.reading.tables import RESOURCES

MOVING = (
    "teachers", "boarding_staff", "higher_degree_teachers", "backbone_teachers", "pe_arts_teachers", "equipment_yuan",
    "computers", "books",
)  # fmt: skip
"""What goes with the pupils of a merged school; rooms and grounds stay where they are."""
PEOPLE = ("teachers", "boarding_staff", "higher_degree_teachers", "backbone_teachers", "pe_arts_teachers")
_WHOLE = frozenset(MOVING) - {"equipment_yuan"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Stocks:
    """Frames with a row a school, indexed by school_id, and the columns `RESOURCES`."""

    before: pd.DataFrame
    """What open schools have; NaN where the table does not say; 0 at sites."""
    after: pd.DataFrame
    """What open schools have in the year: their own, and what moved there. Teachers less those who retire by then,
    where that is known; schools that are not open have nothing. A built school has only the people who come;
    what things it will have is not known."""
    moved: pd.DataFrame
    """One row a merged school and receiver: school_id, receiver_id, share, and the columns `MOVING`."""


def stocks_of(district: District, rows: YearRows) -> Stocks:
    """Move what moves from merged schools to receiving ones, in the shares of their pupils, people and pieces whole.

    Those who retire within three years do not move, and are left out afterwards: the plan does not say who takes their
    place.
    """
    schools = district.schools.set_index("school_id")
    before = pd.DataFrame({name: _column(schools, name) for name in RESOURCES}, index=schools.index)
    before[(schools["state"] != "existing").to_numpy(bool)] = 0.0
    staying = before.assign(teachers=_without_retiring(before))
    moved = _moved(staying, rows)
    return Stocks(before=before, after=_after(staying, moved, rows, schools), moved=moved)


def _column(schools: pd.DataFrame, name: str) -> np.ndarray:
    return schools[name].to_numpy(float) if name in schools else np.full(len(schools), np.nan)


def _without_retiring(before: pd.DataFrame) -> pd.Series:
    """Return the teachers who are there in three years; all where nobody knows who retires."""
    return (before["teachers"] - before["retiring_within_3_years"].fillna(0.0)).clip(lower=0.0)


def _moved(staying: pd.DataFrame, rows: YearRows) -> pd.DataFrame:
    found = []
    for school_id, receivers in rows.receivers.items():
        total = sum(receiver.pupils for receiver in receivers)
        if school_id not in staying.index or total <= 0 or school_id in rows.continues:
            continue
        shares = np.array([receiver.pupils / total for receiver in receivers])
        there = dict(zip(MOVING, staying.loc[[school_id], list(MOVING)].to_numpy(float)[0].tolist(), strict=True))
        parts = {name: _shared(float(there[name]), shares, whole=name in _WHOLE) for name in MOVING}
        for place, receiver in enumerate(receivers):
            amounts = {name: part[place] for name, part in parts.items()}
            found.append({"school_id": school_id, "receiver_id": receiver.school_id, "share": shares[place]} | amounts)
    return pd.DataFrame(found, columns=["school_id", "receiver_id", "share", *MOVING])


def _shared(amount: float, shares: np.ndarray, *, whole: bool) -> np.ndarray:
    """Share an amount out; whole pieces by largest remainders. NaN where the amount is not known.

    >>> _shared(5.0, np.array([0.5, 0.3, 0.2]), whole=True).tolist()
    [3.0, 1.0, 1.0]
    """
    if not whole or np.isnan(amount):
        return amount * shares
    parts = np.floor(amount * shares + 1e-9)
    order = np.argsort(parts - amount * shares, kind="stable")
    parts[order[: round(amount - parts.sum())]] += 1.0
    return np.asarray(parts)


def _after(staying: pd.DataFrame, moved: pd.DataFrame, rows: YearRows, schools: pd.DataFrame) -> pd.DataFrame:
    opened = _flags(schools.index, {school_id: row.open for school_id, row in rows.schools.items()})
    after = staying.where(pd.Series(opened, index=schools.index), 0.0)
    built = opened & (schools["state"] != "existing").to_numpy(bool)
    after[built] = np.nan
    after.loc[built, list(PEOPLE)] = 0.0  # nobody yet but who comes from merged schools
    for name in MOVING:
        each = moved.groupby("receiver_id")[name]
        taken = each.agg(lambda values: values.sum(skipna=False)) if len(moved) else pd.Series(dtype=float)
        after[name] = after[name].add(taken.reindex(after.index).where(after.index.isin(taken.index), 0.0))
    return after


def _flags(index: pd.Index, known: Mapping[str, bool]) -> np.ndarray:
    return np.array([known.get(str(school_id), False) for school_id in index], dtype=bool)
