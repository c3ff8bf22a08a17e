"""The tables of a district as far as exports give them, in the form that every verb reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.language import Text
from planner.reading.exports.existing import Existing
from planner.reading.exports.gazetteer import Gazetteer
from planner.reading.exports.lists import Listed
from planner.reading.exports.resolved import ResolvedSchools
from planner.reading.exports.school_names import is_other_kind, kind_of_school, run_of, town_in
from planner.reading.exports.settled import Settled, summed
from planner.reading.exports.wording import tidy_village
from planner.reading.table_types import Table
from planner.reading.tables import ATTENDS, GRADES, PUPILS, SCHOOLS, SETTLEMENTS

Frames = Mapping[str, pd.DataFrame]

_KEY = {SETTLEMENTS.name: "settlement_id", SCHOOLS.name: "school_id"}


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A required column in which rows are empty: they are still to be filled in."""

    table: Table
    column: str
    rows: int
    of: int


def settlement_frame(listed: Iterable[Listed], existing: Existing) -> pd.DataFrame:
    """Make the table of settlements; what the folder's own table has beside it is kept."""
    rows = [
        {"settlement_id": each.code, "name": tidy_village(each.name), "town": each.town, **each.cells}
        for each in listed
    ]
    return _with_kept(rows, SETTLEMENTS, existing)


def school_frame(resolved: ResolvedSchools, known: Gazetteer, pupils: Settled, existing: Existing) -> pd.DataFrame:
    """Make the table of schools: kind and grades by what lists and enrolment tell, else by the name."""
    grades: dict[str, set[str]] = {}
    for school, grade in zip(pupils.rows["school_id"].tolist(), pupils.rows["grade"].tolist(), strict=True):
        grades.setdefault(school, set()).add(grade)
    rows = []
    for each in resolved.schools.values():
        kind, by_name = kind_of_school(each.kind, each.name)
        taught = sorted(grades.get(each.code, ()), key=GRADES.index)
        if not kind and by_name and not taught and is_other_kind(each.kind, each.name):
            continue
        rows.append(
            {"school_id": each.code, "name": each.name, "town": _town(each, known), "kind": kind,
             "grades": run_of(kind, taught, GRADES), "state": "existing", **each.cells}
        )  # fmt: skip
    return _with_kept(rows, SCHOOLS, existing)


def _town(school: Listed, known: Gazetteer) -> str:
    """Return a school's town, written as the settlements' are."""
    if school.village.code in known.by_id:
        return known.by_id[school.village.code].town
    if not school.town:
        return town_in(school.name, known)
    form = known.town_of(school.town)
    ids = known.by_town.get(form or "", {})
    return next((known.by_id[each].town for found in ids.values() for each in found), school.town)


def pupil_frame(pupils: Settled, existing: Existing) -> tuple[pd.DataFrame, tuple[int, ...]]:
    """Make the table of pupils; years that only the folder's own table has are kept, and named."""
    counted = pupils.used[pupils.used["settlement_id"] != ""]
    frame = summed(counted, ["settlement_id", "year", "grade"])
    own = existing.frames.get(PUPILS.name)
    kept: tuple[int, ...] = ()
    if own is not None:
        years = set(frame["year"].tolist())
        others = own[[bool(year) and int(float(year)) not in years for year in own["year"]]]
        kept = tuple(sorted({int(float(year)) for year in others["year"]}))
        kept_rows = others[list(frame.columns)].astype({"year": float}).astype({"year": np.int64})
        frame = pd.concat([kept_rows, frame], ignore_index=True)
    return _in_order(frame, ["settlement_id", "year", "grade"]), kept


def attends_frame(pupils: Settled) -> pd.DataFrame:
    """Make the table of who attends which school, of the latest year that tells it."""
    told = pupils.used[(pupils.used["settlement_id"] != "") & (pupils.used["school_id"] != "")]
    latest = told[told["year"] == told["year"].max()] if len(told) else told
    frame = summed(latest, ["settlement_id", "grade", "school_id"])
    frame = frame.assign(year=int(latest["year"].iloc[0])) if len(latest) else frame
    return _in_order(frame, ["settlement_id", "grade", "school_id"])


def _in_order(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    order = {grade: place for place, grade in enumerate(GRADES)}
    return frame.sort_values(
        list(keys), key=lambda column: column.map(order) if column.name == "grade" else column, ignore_index=True
    )


def _with_kept(rows: Sequence[Mapping[str, str]], table: Table, existing: Existing) -> pd.DataFrame:
    """Put rows in the table's columns; empty cells, and rows that are not given anew, are the folder's own."""
    key = _KEY[table.name]
    merged: dict[str, dict[str, str]] = {}
    own = existing.frames.get(table.name)
    for row in [] if own is None else own.to_dict("records"):
        merged[row[key]] = {str(name): value for name, value in row.items()}
    for given in rows:
        merged.setdefault(given[key], {}).update({name: value for name, value in given.items() if value})
    present = {name for row in merged.values() for name, value in row.items() if value}
    columns = [each.name for each in table.columns if each.required or each.name in present]
    frame = pd.DataFrame(
        {name: [row.get(name, "") for row in merged.values()] for name in columns}, columns=columns, dtype=object
    )
    return frame.sort_values(key, ignore_index=True)


def missing_of(frames: Frames) -> tuple[Missing, ...]:
    """Say which required columns have empty cells."""
    return tuple(
        Missing(table=table, column=column.name, rows=empty, of=len(frames[table.name]))
        for table in (SETTLEMENTS, PUPILS, SCHOOLS, ATTENDS) if table.name in frames
        for column in table.columns if column.required
        if (empty := int((frames[table.name][column.name] == "").sum()))
    )  # fmt: skip


def by_name_note(resolved: ResolvedSchools) -> tuple[Text, ...]:
    """Say how many schools' kinds were told by their names."""
    count = sum(kind_of_school(each.kind, each.name)[1] and bool(kind_of_school(each.kind, each.name)[0])
                and "kind" not in each.cells for each in resolved.schools.values())  # fmt: skip
    if not count:
        return ()
    return (
        Text(
            f"kind of {count:,} school(s) told by the name, since no list says it",
            f"{count:,} 所学校的类型按校名判断（没有学校名单写明），请核对",
        ),
    )
