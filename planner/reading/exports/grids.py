"""Files of any format become grids of text, sheet by sheet, for whoever finds out what they hold.

A register holds what must never be shown: no finding of this module carries the value of a cell.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from python_calamine import CalamineWorkbook

from planner.findings import Finding
from planner.language import Text
from planner.reading.faults import NO_FAULTS, Faults, fault
from planner.reading.files import decoded, records_of
from planner.reading.headings import SEARCHED_ROWS
from planner.reading.kinds import kind_of
from planner.reading.raw import BLANKS
from planner.reading.sources import content_of
from planner.reading.spreadsheet import SHEET_ROWS, UNPACKED_BYTES, Sheet, SheetError, number_text
from planner.reading.workbook import read_sheets

_LARGE_BYTES = 8_000_000
"""Workbooks whose parts unpack to more than this are read by calamine: five times as fast, without merged cells."""
_PIECE = 1 << 20
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",\t;，"
_MOST_ROWS = 3_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """A sheet as text: `rows` of cells, not all of one length, with their spreadsheet rows from 1 in `numbers`.

    `file` is how findings name it. `sheet` is '' for a text file. `merged` is the sheet as read, for its merged cells;
    None where there are none.
    """

    file: str
    sheet: str
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    is_text: bool = False
    merged: Sheet | None = None

    @property
    def place(self) -> str:
        """How findings name it: file, and sheet where there is one."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file


def read_grids(path: Path, name: str = "") -> tuple[tuple[Grid, ...], Faults]:
    """Read every sheet of a workbook, or the one table of a text file, which findings call `name`."""
    content, faults = content_of(path)
    name = name or path.name
    if content is None:
        return (), faults
    if content.startswith((_OLE, _ZIP)):
        return _of_workbook(content, name)
    if content.lstrip()[:1] == b"<":
        what = kind_of(content, name)
        expected = Text(
            f"a workbook or CSV: this is {what}; open it in Excel and save it as .xlsx",
            f"应为工作簿或 CSV：这是{what.zh}；请在 Excel 中打开并另存为 .xlsx",
        )
        return (), fault(name, expected)
    return _of_text(content, name)


def _of_text(content: bytes, file: str) -> tuple[tuple[Grid, ...], Faults]:
    text, faults = decoded(content, file)
    if text is None:
        return (), _without_values(faults)
    records, faults = records_of(text, file, delimiter=_delimiter(text))
    if faults.count:
        return (), _without_values(faults)
    if len(records) > _MOST_ROWS:
        return (), fault(file, Text(f"at most {_MOST_ROWS:,} rows", f"最多 {_MOST_ROWS:,} 行"))
    filled = [place for place, record in enumerate(records) if any(cell.strip(BLANKS) for cell in record)]
    rows = [records[place] for place in filled]
    return (Grid(file=file, sheet="", rows=rows, numbers=[place + 1 for place in filled], is_text=True),), NO_FAULTS


def _delimiter(text: str) -> str:
    """Return the sign that parts most cells in the first lines."""
    lines = list(islice(io.StringIO(text.lstrip()), SEARCHED_ROWS))
    return max(_DELIMITERS, key=lambda sign: (max((line.count(sign) for line in lines), default=0), sign == ","))


def _of_workbook(content: bytes, file: str) -> tuple[tuple[Grid, ...], Faults]:
    try:
        large = content.startswith(_ZIP) and _unpacked_bytes(content) > _LARGE_BYTES
        sheets = _quickly(content) if large else read_sheets(content)
    except SheetError as problem:
        return (), Faults((Finding(file=file, expected=problem.expected, address=problem.address),))
    grids = (
        Grid(file=file, sheet=sheet.name, rows=sheet.rows, numbers=[number + 1 for number in sheet.numbers],
             merged=sheet if sheet.merged else None)
        for sheet in sheets if sheet.rows
    )  # fmt: skip
    return tuple(grids), NO_FAULTS


def _unpacked_bytes(content: bytes) -> int:
    """Unpack a workbook once and count: what the archive's list says of its size is not trusted. SheetError."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                with packed.open(name) as stream:
                    while total <= UNPACKED_BYTES and (piece := stream.read(_PIECE)):
                        total += len(piece)
    except KeyboardInterrupt:
        raise
    except Exception as problem:  # a damaged archive raises zlib's and other errors of all kinds
        raise SheetError(_damaged()) from problem
    if total > UNPACKED_BYTES:
        size = UNPACKED_BYTES // 10**6
        raise SheetError(Text(f"a workbook that unpacks to {size:,} MB at most", f"解压后不超过 {size:,} MB 的工作簿"))
    return total


def _damaged() -> Text:
    return Text(
        "a whole workbook: this one is empty, cut short or damaged", "应为完整的工作簿：此文件为空、不完整或已损坏"
    )


def _quickly(content: bytes) -> list[Sheet]:
    """Read a large workbook's values. SheetError where it cannot be read."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [_quick_sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
                for name in book.sheet_names]  # fmt: skip
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # a panic of the library in Rust is no Exception; a damaged file may cause one
        raise SheetError(_damaged()) from problem


def _quick_sheet(name: str, values: Sequence[Sequence[object]]) -> Sheet:
    texts = [[_as_text(value) for value in row] for row in values[:SHEET_ROWS]]
    filled = [place for place, row in enumerate(texts) if any(row)]
    sheet = Sheet(name=name)
    sheet.rows = [texts[place] for place in filled]
    sheet.numbers = filled
    return sheet


def _as_text(value: object) -> str:
    """Write a cell's value as the planner's own reader does."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return number_text(repr(value)) if isinstance(value, float | int) else str(value)


def _without_values(faults: Faults) -> Faults:
    """Take the cells out of findings: they may hold what tells of single people."""
    return replace(faults, listed=tuple(replace(finding, value=None) for finding in faults.listed))
