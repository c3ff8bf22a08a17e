"""What every export of pupils becomes: how many of each grade live where and go to which school, and its totals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.language import Text
from planner.reading.exports.gazetteer import Place
from planner.reading.exports.grade_words import Level, in_level, level_of_school
from planner.reading.exports.sheet_table import SheetTable
from planner.reading.exports.wording import simplified
from planner.reading.faults import Faults, gathered
from planner.reading.raw import Texts
from planner.reading.readers import read_cells
from planner.reading.tables import PUPILS

COLUMNS = ("year", "place", "school", "grade", "pupils")
"""Columns of `Enrolment.counts`."""
OTHER_GRADES = Text("of grades that are not planned (senior and vocational schools)", "不在规划年级内（高中、中职等）")


class SchoolRef(NamedTuple):
    """A school as an export names it; '' where it does not."""

    code: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Sum:
    """A total that an export states, and what its parts add up to."""

    source: str
    what: Text
    told: int
    counted: int

    @property
    def agrees(self) -> bool:
        """Whether they are equal."""
        return self.told == self.counted


@dataclass(frozen=True, kw_only=True, eq=False)
class Enrolment:
    """The pupils of one sheet.

    `counts` has the columns of `COLUMNS`: year, place (`Place`), school (`SchoolRef`), grade, pupils (whole). `left`:
    pupils who are not in it, by reason. `pupils`: all of the sheet, so that counts and left add up to it. `classes` and
    `boarders`: of a school and grade, of a school.
    """

    source: str
    kind: str
    counts: pd.DataFrame
    pupils: int
    left: Mapping[Text, int] = field(default_factory=dict)
    sums: tuple[Sum, ...] = ()
    has_place: bool = True
    has_school: bool = True
    classes: Mapping[tuple[SchoolRef, str], int] = field(default_factory=dict)
    boarders: Mapping[SchoolRef, int] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """Years that it has pupils of."""
        return tuple(sorted(set(self.counts["year"].tolist())))


Row = tuple[int, Place, SchoolRef, str, int]


def counts_of(rows: Iterable[Row]) -> pd.DataFrame:
    """Add up rows of one year, place, school and grade; those without pupils are left out."""
    added: dict[tuple[int, Place, SchoolRef, str], int] = {}
    for year, place, school, grade, pupils in rows:
        if pupils:
            key = (year, place, school, grade)
            added[key] = added.get(key, 0) + pupils
    columns: dict[str, list[object]] = {name: [] for name in COLUMNS}
    for (year, place, school, grade), pupils in added.items():
        for name, value in zip(COLUMNS, (year, place, school, grade, pupils), strict=True):
            columns[name].append(value)
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})
    return frame.astype({"year": np.int64, "pupils": np.int64})


def numbers(table: SheetTable, cells: Texts, heading: str, at: int) -> tuple[npt.NDArray[np.int64], Faults]:
    """Read a column's whole numbers; an empty cell is 0 (record)."""
    reading = read_cells(cells, PUPILS.column("pupils"), Decimal(1))
    faults = gathered(
        Faults(tuple(table.finding(int(record), heading, expected, str(cells[record]), at=at)
                     for record in np.flatnonzero(mask)))
        for mask, expected in reading.complaints
    )  # fmt: skip
    return np.nan_to_num(reading.array).astype(np.int64), faults


def without_signs(cells: Texts) -> list[str]:
    """Write codes without what a spreadsheet puts around them."""
    return [cell.strip("'`\"").removesuffix(".0") for cell in cells]


def schools_of(table: SheetTable) -> list[SchoolRef]:
    """Return the school of each record: of its columns, else the one that the title names (record)."""
    own = SchoolRef(code=table.title.school_code, name=table.title.school)
    codes, names = without_signs(table.column("school_code")), table.column("school").tolist()
    return [SchoolRef(code=code, name=" ".join(name.split())) if code or name else own
            for code, name in zip(codes, names, strict=True)]  # fmt: skip


def places_of(table: SheetTable) -> list[Place]:
    """Return the place that the columns of each record name (record)."""
    names = (table.column(name).tolist() for name in ("town", "village"))
    columns = [without_signs(table.column("village_code")), *names]
    return [Place(code=code, town=town, village=village) for code, town, village in zip(*columns, strict=True)]


def levels_of(schools: Sequence[SchoolRef], grades: Iterable[tuple[int, str]], title: Level) -> list[Level]:
    """Tell whether each record's grades are counted from the first of junior school; `grades`: record and grade."""
    if title:
        return [title] * len(schools)
    by_school: dict[SchoolRef, set[str]] = {}
    for record, grade in grades:
        by_school.setdefault(schools[record], set()).add(grade)
    known = {school: level_of_school(simplified(school.name), tuple(found)) for school, found in by_school.items()}
    return [known.get(school, "") for school in schools]


def shifted(grade: str, level: Level) -> str | None:
    """Count a grade from the first of primary school on, where its table counts from the first of a stage."""
    return in_level(grade, level if level == "junior" else "")


def shift_note(source: str, schools: int) -> Text:
    """Say that grades were counted on."""
    return Text(
        f"{source}: junior grades 1 to 3 are read as grades 7 to 9 ({schools:,} school(s))",
        f"{source}：初中的一至三年级按七至九年级读取（{schools:,} 所学校）",
    )
