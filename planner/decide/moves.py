"""Where pupils go from the schools they attend today: home by home, so that each journey can be told."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from planner.decide.apportion import apportioned
from planner.decide.year_rows import NOWHERE, YearRows
from planner.plan import Plan
from planner.problem.problem import Problem

__all__ = ["COLUMNS", "NOWHERE", "attendance_of", "movements_of", "moves_of", "whole_moves"]

_HAIR = 1e-6
COLUMNS = (
    "school_id", "year", "settlement_id", "grade_band", "receiver_id", "mode", "minutes", "kilometres", "pupils",
)  # fmt: skip


def attendance_of(problem: Problem) -> pd.DataFrame:
    """Return today's attendance by name, one row a home and school: settlement_id, grade_band, school_id, share."""
    today = problem.today
    return pd.DataFrame(
        {
            "settlement_id": np.array(problem.settlement_ids, dtype=object)[today.settlement],
            "grade_band": np.array(problem.bands, dtype=object)[today.band],
            "school_id": np.array(problem.school_ids, dtype=object)[today.school],
            "share": today.share,
        }
    )


def movements_of(attendance: pd.DataFrame, rows: YearRows) -> pd.DataFrame:
    """Return who goes from where to where in a planning year; a home whose attendance is not known is left out.

    Columns: settlement_id, grade_band, before, after (school ids; NOWHERE without a seat), mode, minutes, kilometres
    (under the plan, one way, NaN without a seat), pupils: those of the year, in the shares that attend each school
    today.
    """
    homes = attendance.rename(columns={"school_id": "before"})
    table = homes.merge(rows.places.rename(columns={"school_id": "after"}), on=["settlement_id", "grade_band"])
    table["pupils"] = (table["pupils"] * table["share"]).round(6)
    columns = ["settlement_id", "grade_band", "before", "after", "mode", "minutes", "kilometres"]
    kept = table[table["pupils"] > 0]
    return kept.groupby(columns, dropna=False, sort=False, as_index=False).agg({"pupils": "sum"})


def moves_of(attendance: pd.DataFrame, plan: Plan, years: Iterable[YearRows]) -> pd.DataFrame:
    """Return the pupils of each merged school in the year it is merged, by home, grade band, new school and mode.

    They are those of the year who live where the school's pupils live today, in its share of them; fractions where a
    home's band attends several schools. Minutes and kilometres are one way, NaN for pupils without a seat.
    """
    if not plan.merges:
        return _typed(pd.DataFrame(columns=list(COLUMNS)))
    merged = pd.DataFrame({"school_id": [m.school_id for m in plan.merges], "year": [m.year for m in plan.merges]})
    homes = attendance.merge(merged, on="school_id")
    places = pd.concat(
        [
            rows.places.rename(columns={"school_id": "receiver_id"}).assign(year=rows.year)
            for rows in years
            if rows.year in set(merged["year"])
        ],
        ignore_index=True,
    )
    found = homes.merge(places, on=["settlement_id", "grade_band", "year"])
    found["pupils"] = (found["pupils"] * found["share"]).round(6)
    return _typed(found.loc[found["pupils"] > 0, list(COLUMNS)].reset_index(drop=True))


def whole_moves(moves: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the moves in whole pupils, adding up to each receiver's own where that is whole; largest remainders.

    Parts of pupils come from the shares of today's attendance. Told beside the receivers they would be other numbers
    for the same pupils; a home of which less than one goes keeps 0, and is told as a few.
    """
    totals = {
        (merge.school_id, receiver.school_id): receiver.pupils for merge in plan.merges for receiver in merge.receivers
    }
    found = moves["pupils"].to_numpy(float).copy()
    for key, rows in moves.groupby(["school_id", "receiver_id"], sort=False).indices.items():
        school_id, receiver_id = key if isinstance(key, tuple) else (key, "")
        total = totals.get((str(school_id), str(receiver_id)))
        if total is not None and abs(total - round(total)) < _HAIR:
            found[rows] = apportioned(found[rows], round(total))
    return moves.assign(pupils=found)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({"year": np.int64, "minutes": float, "kilometres": float, "pupils": float})
