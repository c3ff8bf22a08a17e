"""Workbooks become headings and cells of text, sheet by sheet."""

import datetime as dt
import html
import io
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from planner.errors import Finding
from planner.read.columns import column_of
from planner.read.faults import Faults, fault, faults_at
from planner.read.files import BLANKS, RawTable, tabulated
from planner.read.tables import TABLES, Table

Cell = int | float | str | bool | dt.date | dt.time | dt.timedelta

_DATES = (dt.date, dt.time, dt.timedelta)
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNPACKED_LIMIT = 2_000_000_000
_EXACT_LIMIT = 10**15
_EMPTY_FORMULA = re.compile(
    rb'<c r="([A-Z]+\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_NAMED_CELLS = 5
_REFERENCE = re.compile(rb'<c r="([A-Z]{3,})\d')
"""Cells beyond column ZZ, which no table has: one stray cell there makes the reader unfold the whole sheet."""


def read_workbook(content: bytes, file: str) -> tuple[dict[str, RawTable], Faults]:
    """Read every sheet that carries a table's English or Chinese name. Table name to table."""
    faults = _unfit(content, file)
    if faults.count:
        return {}, faults
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: workbook.get_sheet_by_name(name) for name in workbook.sheet_names if _table_of(name)}
        found = {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items()}
    except PasswordError:
        return {}, fault(file, "a workbook without a password")
    except (CalamineError, OSError, ValueError, MemoryError) as problem:
        return {}, fault(file, f"a whole Excel workbook: this one cannot be read ({problem})")
    except BaseException as problem:
        # The reader is compiled; its own failures are outside Python's family of exceptions.
        if type(problem).__name__ != "PanicException":
            raise
        return {}, fault(file, "a whole Excel workbook: this one is damaged")
    return _tables(found, file, _uncalculated(content))


def _table_of(sheet: str) -> Table | None:
    wanted = sheet.strip(BLANKS).casefold()
    return next((table for table in TABLES if wanted in (table.name, table.chinese)), None)


def _tables(
    found: dict[str, list[list[Cell]]], file: str, uncalculated: dict[str, tuple[str, ...]]
) -> tuple[dict[str, RawTable], Faults]:
    tables: dict[str, RawTable] = {}
    faults = Faults()
    for sheet, records in found.items():
        table = _table_of(sheet)
        if table is None:
            continue
        place = f"{file} [{sheet}]"
        if table.name in tables:
            faults += fault(place, f"one sheet for the table {table.name}: there are two")
            continue
        raw, problems = _sheet(records, place, table)
        if raw is not None:
            tables[table.name] = replace(raw, notes=_formula_notes(place, uncalculated.get(sheet, ())))
        # A sheet with nothing on it is a table that is not given; the loader says so if it is needed.
        faults += problems if raw is not None else Faults()
    return tables, faults


def _sheet(records: list[list[Cell]], place: str, table: Table) -> tuple[RawTable | None, Faults]:
    """Turn a sheet's cells into a table of text."""
    raw, faults = tabulated([[_text(cell) for cell in record] for record in records], place)
    if raw is None:
        return None, faults
    dates: list[tuple[int, int]] = []
    expected = "at most 15 digits in a number: Excel drops the others; format the column as text and enter it again"
    for column, heading in enumerate(raw.headings):
        if column_of(heading, table) is None:
            continue
        cells = [records[row - 1][column] for row in raw.rows.tolist()]
        dates += [(record, column) for record, cell in enumerate(cells) if isinstance(cell, _DATES)]
        long = np.fromiter((_is_long(cell) for cell in cells), dtype=np.bool_, count=len(cells))
        faults += faults_at(long, _describer(raw, column, expected))
    return replace(raw, dates=frozenset(dates)), faults


def _is_long(cell: Cell) -> bool:
    return isinstance(cell, int | float) and abs(cell) >= _EXACT_LIMIT


def _describer(raw: RawTable, column: int, expected: str) -> Callable[[int], Finding]:
    heading, cells = raw.headings[column], raw.cells[column]

    def describe(record: int) -> Finding:
        value = str(cells[record])
        return Finding(file=raw.file, row=int(raw.rows[record]), column=heading, value=value, expected=expected)

    return describe


def _text(cell: Cell) -> str:
    """Write a cell as text: 12 for 12.0, never an exponent.

    >>> _text(12.0), _text(0.5), _text(1e-7), _text(True), _text("007")
    ('12', '0.5', '0.0000001', 'TRUE', '007')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < _EXACT_LIMIT:
            return str(int(cell))
        written = repr(cell)
        return f"{Decimal(written):f}" if "e" in written else written
    return str(cell)


def _unfit(content: bytes, file: str) -> Faults:
    """Say why a workbook should not even be opened: not a workbook, locked, or a bomb."""
    if content.startswith(_OLE_MARK):
        return fault(file, "a .xlsx workbook without a password: this one is locked, or in the old .xls format")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _overgrown(archive, file)
    except Exception as problem:  # noqa: BLE001 - a damaged archive raises zlib's, lzma's and other errors of all kinds
        return fault(file, f"a whole Excel workbook: this one is empty, cut short or damaged ({problem})")


def _overgrown(archive: zipfile.ZipFile, file: str) -> Faults:
    if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED_LIMIT:
        return fault(file, "a workbook under 2 GB when unpacked")
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    if any(_REFERENCE.search(archive.read(name)) for name in sheets):
        return fault(file, "a table: a cell beyond column ZZ is filled; delete the columns right of the table")
    return Faults()


def _formula_notes(place: str, cells: Iterable[str]) -> tuple[str, ...]:
    cells = tuple(cells)
    if not cells:
        return ()
    which = ", ".join(cells[:_NAMED_CELLS]) + (
        f" and {len(cells) - _NAMED_CELLS} more" if len(cells) > _NAMED_CELLS else ""
    )
    return (f"{place}: formulas never calculated are read as empty ({which}); open the workbook in Excel and save it",)


def _uncalculated(content: bytes) -> dict[str, tuple[str, ...]]:
    """Sheet name to the cells whose formula has no stored value."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = _sheet_files(archive)
            return {sheet: _formulas_in(archive.read(part)) for sheet, part in names.items()}
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        # A workbook built in another way is still read; only this warning is lost.
        return {}


def _formulas_in(sheet: bytes) -> tuple[str, ...]:
    if b"<f" not in sheet:
        return ()
    return tuple(match.decode("ascii") for match in _EMPTY_FORMULA.findall(sheet))


def _sheet_files(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name to the file inside the workbook that holds it."""
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {parts["Id"]: parts["Target"] for parts in _elements(relations, "Relationship")}
    sheets = _elements(archive.read("xl/workbook.xml").decode("utf-8", "replace"), "sheet")
    return {
        html.unescape(parts["name"]): f"xl/{targets[parts['r:id']].removeprefix('/xl/')}"
        for parts in sheets
        if parts.get("r:id") in targets
    }


def _elements(xml: str, name: str) -> list[dict[str, str]]:
    """List the attributes of every element of this name. Only this much is needed, so no XML parser is let near."""
    return [dict(_ATTRIBUTE.findall(element)) for element in re.findall(rf"<(?:\w+:)?{name}\s([^>]*)>", xml)]
