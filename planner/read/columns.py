"""Texts of text become columns of numbers, choices and ids: whole columns at a time."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Finding
from planner.read.faults import Faults, Flags, Ints, fault, faults_at, gathered
from planner.read.files import RawTable, Texts, texts
from planner.read.tables import GRADES, Column, Table, grade_run

Values = npt.NDArray[Any]

COUNT_LIMIT = 10_000_000
"""Largest count a cell may hold (pupils, rooms, beds)."""
NUMBER_LIMIT = 1e15
"""Largest number a cell may hold."""
TEXT_LIMIT = 400
"""Longest text a cell may hold, characters; ids half of it."""
YEARS = (1900, 2200)

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_PLAIN_SIGNS = frozenset(b"0123456789.-")
_BREAK = re.compile(r"[\x00-\x08\n\r\x0b\x0c\x85\u2028\u2029]")
_WIDE = str.maketrans("０１２３４５６７８９．－＋", "0123456789.-+")
_LOOKS_LIKE_DATE = re.compile(r"\d{1,2}月\d{1,2}日|\d{1,2}-[A-Za-z]{3}|\d{4}[-/]\d{1,2}[-/]\d{1,2}.*|[A-Za-z]{3}-\d{2}")
_RUN_SIGNS = str.maketrans("~至到", "---")


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """A column as read, arrays of shape (record).

    `array` is float64 for numbers, counts and years (NaN where empty or wrong) and text otherwise ('' there).
    `good` says which cells were filled and sound. `complaints` say what is wrong with the others.
    """

    array: Values
    good: Flags
    complaints: tuple[tuple[Flags, str], ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class ParsedTable:
    """A table as read. `columns` has a Reading for every column of the table, all empty where the file lacks it."""

    table: Table
    raw: RawTable
    columns: dict[str, Reading]
    present: frozenset[str]
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> Ints:
        """Spreadsheet row of each record (record)."""
        return self.raw.rows

    def values(self, name: str) -> Values:
        """Return a column's values (record)."""
        return self.columns[name].array

    def good(self, *names: str) -> Flags:
        """Say in which records every one of these columns is filled and sound (record)."""
        return np.asarray(np.all([self.columns[name].good for name in names], axis=0), dtype=np.bool_)

    def faults(self, mask: Flags, name: str, expected: str | Callable[[int], str]) -> Faults:
        """Find fault with a column's cells where mask (record) holds."""
        cells = _cells_of(self.raw, self.table.column(name))

        def describe(place: int) -> Finding:
            text = expected if isinstance(expected, str) else expected(place)
            value = None if cells is None else str(cells[place])
            return Finding(file=self.raw.file, row=int(self.rows[place]), column=name, value=value, expected=text)

        return faults_at(mask, describe)


def parse_table(raw: RawTable, table: Table) -> tuple[ParsedTable, Faults]:
    """Read each column by its kind. The faults of all columns come together; cross-checks are the loader's."""
    homes = [column_of(heading, table) for heading in raw.headings]
    faults = _heading_faults(raw, table, homes)
    columns = {column.name: _read(raw, column) for column in table.columns}
    present = frozenset(column.name for column in homes if column is not None)
    parsed = ParsedTable(table=table, raw=raw, columns=columns, present=present, notes=_notes(raw, homes))
    for column in table.columns:
        if column.name in present:
            parts = (parsed.faults(mask, column.name, expected) for mask, expected in columns[column.name].complaints)
            faults += gathered(parts)
    return parsed, faults


def _plain(heading: str) -> str:
    return normalize("NFKC", heading).strip().casefold()


def column_of(heading: str, table: Table) -> Column | None:
    """Return the column that a heading names, in English or Chinese; None where it names none."""
    wanted = _plain(heading)
    return next((column for column in table.columns if wanted in map(_plain, column.headings)), None)


def _heading_faults(raw: RawTable, table: Table, homes: Sequence[Column | None]) -> Faults:
    faults = Faults()
    for column in table.columns:
        headings = [heading for heading, home in zip(raw.headings, homes, strict=True) if home is column]
        if column.required and not headings:
            expected = f"a column {column.name} ({column.chinese}): {column.meaning}; there is none"
            faults += fault(raw.file, expected, row=1, column=column.name)
        if len(headings) > 1:
            expected = f"one column for {column.name} ({column.chinese}); there are {len(headings)}"
            faults += fault(raw.file, expected, row=1, column=column.name, value=", ".join(headings))
    return faults


def _notes(raw: RawTable, homes: Sequence[Column | None]) -> tuple[str, ...]:
    named = zip(raw.headings, homes, strict=True)
    unknown = [heading or f"(column {place}, no heading)" for place, (heading, home) in enumerate(named, 1) if not home]
    notes = (f"{raw.file}: columns ignored: {', '.join(unknown)}",) if unknown else ()
    return (*raw.notes, *notes)


def _cells_of(raw: RawTable, column: Column) -> Texts | None:
    names = set(map(_plain, column.headings))
    return next((raw.cells[place] for place, heading in enumerate(raw.headings) if _plain(heading) in names), None)


def _read(raw: RawTable, column: Column) -> Reading:
    cells = _cells_of(raw, column)
    count = len(raw.rows)
    if cells is None:
        is_number = column.kind in {"number", "count", "year"}
        values = np.full(count, np.nan) if is_number else np.full(count, "", dtype=object)
        return Reading(array=values, good=np.zeros(count, dtype=np.bool_))
    reading = _READERS[column.kind](cells, column)
    dated = np.zeros(count, dtype=np.bool_)
    places = {place for place, heading in enumerate(raw.headings) if _is_of(heading, column)}
    dated[[record for record, place in raw.dates if place in places]] = True
    complaints = tuple((mask & ~dated, expected) for mask, expected in reading.complaints)
    if dated.any():
        complaints += (
            (dated, "no date: Excel turned what was typed into one; format the column as text, enter it again"),
        )
    if column.required:
        complaints += ((_empty(cells), f"a filled cell: {column.meaning}"),)
    return Reading(array=reading.array, good=reading.good & ~dated, complaints=complaints)


def _is_of(heading: str, column: Column) -> bool:
    return _plain(heading) in map(_plain, column.headings)


def _empty(cells: Texts) -> Flags:
    return np.asarray(cells == "", dtype=np.bool_)


def _text(cells: Texts, column: Column) -> Reading:
    limit = TEXT_LIMIT // 2 if column.kind == "id" else TEXT_LIMIT
    lengths = np.fromiter(map(len, cells), dtype=np.int64, count=len(cells))
    long = lengths > limit
    split = np.zeros(len(cells), dtype=np.bool_)
    if _BREAK.search("".join(cells)):
        split = np.fromiter((_BREAK.search(cell) is not None for cell in cells), dtype=np.bool_, count=len(cells))
    complaints = ((long, f"at most {limit} characters"), (split & ~long, "text on one line"))
    return Reading(array=cells, good=(lengths > 0) & ~long & ~split, complaints=complaints)


def _numbers(cells: Texts) -> tuple[npt.NDArray[np.float64], Flags]:
    """Read decimal numbers: values (NaN where there is none), and which filled cells are not decimal numbers."""
    filled = ~_empty(cells)
    values = np.full(len(cells), np.nan)
    everything = "".join(cells)
    # A column of nothing but digits, points and signs is converted at once; float() alone would take '1e5' and 'nan'.
    if everything.isascii() and not set(np.unique(np.frombuffer(everything.encode(), dtype=np.uint8))) - _PLAIN_SIGNS:
        try:
            values[filled] = cells[filled].astype(np.float64)
        except ValueError:
            pass
        else:
            return values, np.zeros(len(cells), dtype=np.bool_)
    narrow = [cell.translate(_WIDE) for cell in cells]
    decimal = np.fromiter((_DECIMAL.fullmatch(cell) is not None for cell in narrow), dtype=np.bool_, count=len(cells))
    values = np.full(len(cells), np.nan)
    values[decimal] = [float(cell) for cell, fits in zip(narrow, decimal, strict=True) if fits]
    return values, filled & ~decimal


def _number(cells: Texts, column: Column) -> Reading:
    values, wrong = _numbers(cells)
    return _bounded(values, wrong, column, (-NUMBER_LIMIT, NUMBER_LIMIT))


def _whole(cells: Texts, column: Column) -> Reading:
    values, wrong = _numbers(cells)
    with np.errstate(invalid="ignore"):
        broken = np.isfinite(values) & (values != np.floor(values))
    bounds = YEARS if column.kind == "year" else (0, COUNT_LIMIT)
    reading = _bounded(np.where(broken, np.nan, values), wrong, column, bounds)
    return Reading(array=reading.array, good=reading.good, complaints=(*reading.complaints, (broken, "a whole number")))


def _bounded(values: Values, wrong: Flags, column: Column, bounds: tuple[float, float]) -> Reading:
    low = bounds[0] if column.minimum is None else max(column.minimum, bounds[0])
    high = bounds[1] if column.maximum is None else min(column.maximum, bounds[1])
    with np.errstate(invalid="ignore"):
        under, over = values < low, values > high
    unit = f" ({column.unit})" if column.unit else ""
    complaints = (
        (wrong, f"a decimal number{unit}, digits and one point only"),
        (under, f"{low:,.0f} or more{unit}" if column.kind != "year" else f"a year from {low:.0f} to {high:.0f}"),
        (over, f"at most {high:,.0f}{unit}" if column.kind != "year" else f"a year from {low:.0f} to {high:.0f}"),
    )
    good = ~np.isnan(values) & ~under & ~over
    return Reading(array=np.where(good, values, np.nan), good=good, complaints=complaints)


def _mapped(cells: Texts, known: Callable[[str], str | None], expected: Callable[[str], str]) -> Reading:
    """Read cells of which only a few are different: each different one once. `known` gives None where it is none."""
    codes, different = pd.factorize(cells)
    meanings = [known(str(cell)) if cell else "" for cell in different]
    table = texts(meaning or "" for meaning in meanings)
    wrong = {place: expected(str(different[place])) for place, meaning in enumerate(meanings) if meaning is None}
    values = table[codes]
    good = np.array([bool(meaning) for meaning in meanings], dtype=np.bool_)[codes]
    said = dict.fromkeys(wrong.values())
    complaints = tuple((np.isin(codes, [place for place, words in wrong.items() if words == one]), one) for one in said)
    return Reading(array=values, good=good, complaints=complaints)


def _choice(cells: Texts, column: Column) -> Reading:
    known = {_plain(english): english for english in column.choices}
    known |= {_plain(chinese): english for english, chinese in column.choices.items()}
    listed = ", ".join(f"{english} ({chinese})" for english, chinese in column.choices.items())
    return _mapped(cells, lambda cell: known.get(_plain(cell)), lambda _: f"one of {listed}")


def _grade(cells: Texts, column: Column) -> Reading:
    known = {_plain(grade): grade for grade in GRADES}
    return _mapped(cells, lambda cell: known.get(_plain(cell)), lambda _: column.meaning)


def _grades(cells: Texts, column: Column) -> Reading:
    return _mapped(cells, _run, lambda cell: _run_wanted(cell, column))


def _run(cell: str) -> str | None:
    try:
        grades = grade_run(normalize("NFKC", cell).translate(_RUN_SIGNS))
    except ValueError:
        return None
    return grades[0] if len(grades) == 1 else f"{grades[0]}-{grades[-1]}"


def _run_wanted(cell: str, column: Column) -> str:
    if _LOOKS_LIKE_DATE.fullmatch(cell):
        return "a run of grades such as 1-6: Excel turned what was typed into a date; format the column as text"
    first, _, last = normalize("NFKC", cell).translate(_RUN_SIGNS).upper().partition("-")
    if first in GRADES and last in GRADES:
        return "a run from the youngest grade to the oldest: this one runs backwards"
    return column.meaning


_READERS: dict[str, Callable[[Texts, Column], Reading]] = {
    "id": _text,
    "text": _text,
    "number": _number,
    "count": _whole,
    "year": _whole,
    "choice": _choice,
    "grade": _grade,
    "grades": _grades,
}
