"""A sheet's columns that are read; every other column is dropped here, before anything is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

import numpy as np

from planner.findings import Finding, cell_address
from planner.language import Text
from planner.reading.exports.grade_words import Cohort
from planner.reading.exports.grids import Grid
from planner.reading.exports.kinds import ExportKind
from planner.reading.exports.personal import is_personal, shown_heading
from planner.reading.exports.recognition import Recognised
from planner.reading.exports.titles import Title, title_of
from planner.reading.faults import Faults, Flags, Ints, fault, faults_at
from planner.reading.footers import without_footer
from planner.reading.grade_headings import GradeColumn
from planner.reading.raw import BLANKS, Texts, texts
from planner.reading.totals import is_total


@dataclass(frozen=True, kw_only=True, eq=False)
class GradeCells:
    """A column of a grade, or of those who entered in a year."""

    heading: str
    of: GradeColumn | Cohort
    cells: Texts
    at: int


@dataclass(frozen=True, kw_only=True, eq=False)
class SheetTable:
    """What is kept of a sheet. `cells`: column to its cells (record); `own`: likewise, of the planner's own columns.

    `at`: column to its place in the sheet, from 0; `rows`: spreadsheet row of each record. `personal` and `unused` are
    the headings of dropped columns.
    """

    file: str
    sheet: str
    kind: ExportKind
    title: Title
    heading_row: int
    headings: Mapping[str, str]
    cells: Mapping[str, Texts]
    at: Mapping[str, int]
    rows: Ints
    own: Mapping[str, Texts] = field(default_factory=dict)
    grades: tuple[GradeCells, ...] = ()
    personal: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def place(self) -> str:
        """How findings name it."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file

    @property
    def count(self) -> int:
        """Number of records."""
        return len(self.rows)

    def column(self, name: str) -> Texts:
        """Return a column's cells, all empty where there is none (record)."""
        return self.cells[name] if name in self.cells else texts([""] * self.count)

    def finding(self, record: int, name: str, expected: Text, value: str | None, *, at: int | None = None) -> Finding:
        """Find fault with a cell; `value` is what of it may be shown."""
        column = self.at.get(name) if at is None else at
        heading = self.headings.get(name, name)
        row = int(self.rows[record])
        address = None if column is None else cell_address(column, row, self.sheet)
        return Finding(file=self.place, row=row, column=heading, value=value, expected=expected, address=address)

    def faults(self, mask: Flags, name: str, expected: Text, values: Sequence[str] | Texts | None = None) -> Faults:
        """Find fault with a column's cells where `mask` (record) holds; `values`: what may be shown (record)."""

        def describe(record: int) -> Finding:
            return self.finding(record, name, expected, None if values is None else str(values[record]))

        return faults_at(mask, describe)


def sheet_table(grid: Grid, found: Recognised) -> tuple[SheetTable, Faults]:
    """Take the columns that are read out of a sheet, and say which are dropped."""
    body = [list(row) for row in found.rows[found.row + 1 :]]
    body = body[: without_footer(body[-12:]) + max(len(body) - 12, 0)]
    numbers = np.asarray(grid.numbers[found.row + 1 : found.row + 1 + len(body)], dtype=np.int64)
    width = len(found.headings)
    faults = _width_faults(grid, found, body, numbers) if grid.is_text else Faults()
    kept = sorted({*found.named.values(), *found.own.values(), *found.grades})
    columns = {place: texts(row[place].strip(BLANKS) if place < len(row) else "" for row in body) for place in kept}
    keep = _records(columns, [found.headings[place] for place in kept], kept)
    columns = {place: cells[keep] for place, cells in columns.items()}
    left = [found.headings[place] for place in range(width) if place not in columns and found.headings[place]]
    table = SheetTable(
        file=grid.file, sheet=grid.sheet, kind=found.kind,
        title=title_of(found.rows[: found.row], grid.sheet, PurePath(grid.file).name),
        heading_row=grid.numbers[found.row],
        headings={name: shown_heading(found.headings[place]) for name, place in {**found.own, **found.named}.items()},
        cells={name: columns[place] for name, place in found.named.items()},
        at={**found.own, **found.named}, rows=numbers[keep],
        own={name: columns[place] for name, place in found.own.items()},
        grades=tuple(GradeCells(heading=shown_heading(found.headings[place]), of=grade, cells=columns[place], at=place)
                     for place, grade in found.grades.items()),
        personal=tuple(shown_heading(heading) for heading in left if is_personal(heading)),
        unused=tuple(shown_heading(heading) for heading in left if not is_personal(heading)),
        notes=grid.notes,
    )  # fmt: skip
    return table, faults + _doubled(table, found)


def _width_faults(grid: Grid, found: Recognised, body: Sequence[Sequence[str]], numbers: Ints) -> Faults:
    """Say which lines of a text file have another number of cells than the heading: their columns have shifted."""
    width = len(found.headings)
    lengths = np.fromiter((_filled(row) for row in body), dtype=np.int64, count=len(body))
    whole = np.fromiter(map(len, body), dtype=np.int64, count=len(body))
    wrong = (lengths > width) | (whole < width)
    expected = Text(f"{width} cells, as many as there are headings", f"应有 {width} 个单元格，与标题数相同")
    return faults_at(wrong, lambda at: Finding(file=grid.place, row=int(numbers[at]), expected=expected))


def _filled(row: Sequence[str]) -> int:
    """Return the number of cells up to the last filled one."""
    end = len(row)
    while end and not row[end - 1].strip(BLANKS):
        end -= 1
    return end


def _records(columns: Mapping[int, Texts], headings: Sequence[str], kept: Sequence[int]) -> Flags:
    """Say which rows hold data: something in a column that is read, and no heading again (record)."""
    count = len(columns[kept[0]])
    filled = np.zeros(count, dtype=np.bool_)
    repeated = np.ones(count, dtype=np.bool_)
    for place, heading in zip(kept, headings, strict=True):
        filled |= np.asarray(columns[place] != "", dtype=np.bool_)
        repeated &= np.asarray(columns[place] == heading, dtype=np.bool_)
    return np.asarray(filled & ~repeated, dtype=np.bool_)


def _doubled(table: SheetTable, found: Recognised) -> Faults:
    faults = Faults()
    for heading in dict.fromkeys(found.doubled):
        expected = Text("one column of this meaning: there are several", "同一含义的列应只有一列：现有多列")
        faults += fault(table.place, expected, row=table.heading_row, column=shown_heading(heading))
    seen: dict[object, str] = {}
    for column in table.grades:
        if column.of in seen:
            expected = Text("one column for each grade of a year: there are two", "每年每个年级应只有一列：现有两列")
            faults += fault(table.place, expected, row=table.heading_row, column=column.heading)
        seen[column.of] = column.heading
    return faults


def total_rows(table: SheetTable, names: Sequence[str]) -> Flags:
    """Say which records are totals: one of these columns holds a word for it (record)."""
    says = np.zeros(table.count, dtype=np.bool_)
    for name in names:
        if name in table.cells:
            words = {cell for cell in set(table.cells[name].tolist()) if cell and is_total(cell)}
            says |= np.fromiter((cell in words for cell in table.cells[name]), dtype=np.bool_, count=table.count)
    return says
