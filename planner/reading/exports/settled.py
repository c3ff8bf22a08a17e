"""Pupils by settlement, school, grade and year: of exports that tell the same, one is taken, the others compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pandas as pd

from planner.language import Text
from planner.reading.exports.enrolment import Enrolment, Sum
from planner.reading.exports.gazetteer import Place
from planner.reading.exports.kinds import REGISTER
from planner.reading.exports.resolved import NOT_LISTED, OUTSIDE, WAITING, Resolved, ResolvedSchools
from planner.reading.tables import GRADES

FRAME = ("source", "kind", "year", "settlement_id", "school_id", "grade", "pupils", "reason", "registered")
"""Columns of `settled`: settlement_id and school_id are '' where they are not told, reason '' where it counts."""
_STAGES = (("幼儿园", "kindergarten", GRADES[:3]), ("小学", "primary", GRADES[3:9]), ("初中", "junior", GRADES[9:]))
_COMPARED = ("year", "stage")


@dataclass(frozen=True, kw_only=True, eq=False)
class Settled:
    """`rows`: every group of pupils of every export (`FRAME`); `used`: those that the tables are made from."""

    rows: pd.DataFrame
    used: pd.DataFrame
    compared: tuple[Sum, ...] = ()


def taken(enrolments: Sequence[Enrolment]) -> tuple[Enrolment, ...]:
    """Return what the tables are made from: of each year and grade the registers, where they have any of it.

    Exports that do not tell where pupils live are none of it.
    """
    living = [each for each in enrolments if each.has_place]
    registers = [each for each in living if each.kind == REGISTER.name]
    keys = {key for each in registers for key in _keys(each.counts)}
    others = [
        replace(each, counts=each.counts[[key not in keys for key in _keys(each.counts)]])
        for each in living if each.kind != REGISTER.name
    ]  # fmt: skip
    return (*registers, *(each for each in others if len(each.counts)))


def _keys(counts: pd.DataFrame) -> list[tuple[int, str]]:
    return list(zip(counts["year"].tolist(), counts["grade"].tolist(), strict=True))


def settled(enrolments: Sequence[Enrolment], places: Resolved, schools: ResolvedSchools) -> Settled:
    """Put settlements and schools in place of what exports call them, and compare exports that tell the same."""
    every = [_rows(each, places, schools) for each in enrolments]
    chosen = [_rows(each, places, schools) for each in taken(enrolments)]
    rows = pd.concat(every or [_empty()], ignore_index=True)
    used = pd.concat(chosen or [_empty()], ignore_index=True)
    return Settled(rows=rows, used=used, compared=_compared(rows, used))


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=object) for name in FRAME}).astype(
        {"year": np.int64, "pupils": np.int64}
    )


def _rows(each: Enrolment, places: Resolved, schools: ResolvedSchools) -> pd.DataFrame:
    frame = each.counts
    plain = [place._replace(registered=False) for place in frame["place"]]
    ids = [places.ids.get(place) or "" for place in plain] if each.has_place else [""] * len(frame)
    reasons = [
        _reason(place, places) if each.has_place and not id_ else "" for place, id_ in zip(plain, ids, strict=True)
    ]
    return pd.DataFrame(
        {
            "source": each.source, "kind": each.kind, "year": frame["year"].to_numpy(), "settlement_id": ids,
            "school_id": [schools.ids.get(ref) or "" for ref in frame["school"]], "grade": frame["grade"].to_numpy(),
            "pupils": frame["pupils"].to_numpy(), "reason": reasons,
            "registered": [place.registered for place in frame["place"]],
        }, columns=list(FRAME),
    )  # fmt: skip


def _reason(place: Place, places: Resolved) -> str:
    how = places.how.get(place)
    return str({"outside": OUTSIDE, "answered": NOT_LISTED}.get(how or "", WAITING))


REASONS: Mapping[str, Text] = {str(each): each for each in (OUTSIDE, NOT_LISTED, WAITING)}
"""Why pupils are in no settlement's row."""


def summed(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Add pupils up by these columns."""
    added = rows.groupby(list(keys))["pupils"].sum()
    return pd.DataFrame(added).reset_index()


def stage_of(grade: str) -> int:
    """Return the place of a grade's stage among kindergarten, primary and junior."""
    return next(place for place, (_, _, grades) in enumerate(_STAGES) if grade in grades)


def _compared(rows: pd.DataFrame, used: pd.DataFrame) -> tuple[Sum, ...]:
    """Compare each export that is not taken with what is, by year and stage."""
    whole = rows.groupby("source")["pupils"].sum()
    own = used.groupby("source")["pupils"].sum().reindex(whole.index, fill_value=0)
    others = rows[rows["source"].isin(list(whole.index[own != whole]))]
    if not len(others) or not len(used):
        return ()
    counted = used.assign(stage=used["grade"].map(stage_of)).groupby(list(_COMPARED))["pupils"].sum()
    told = others.assign(stage=others["grade"].map(stage_of)).groupby(["source", *_COMPARED])["pupils"].sum()
    sums = []
    for key, pupils in told.to_dict().items():
        source, year, stage = cast("tuple[str, int, int]", key)
        if (year, stage) in counted.index:
            chinese, english, _ = _STAGES[stage]
            what = Text(f"{english} {year}, beside the pupils taken", f"{year} 学年{chinese}，与采用的学生数比较")
            sums.append(Sum(source=source, what=what, told=int(pupils), counted=int(counted[year, stage])))
    return tuple(sums)
