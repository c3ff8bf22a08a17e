"""Files of any format become grids of text, sheet by sheet, for whoever finds out what they hold.

A register holds what must never be shown: no finding of this module carries the value of a cell.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO

from python_calamine import CalamineWorkbook, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

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
_REFERENCES = re.compile(rb"""\sr\s*=\s*["']([A-Z]{0,3})(\d{1,12})["']""")
_LONGEST_REFERENCE = 40
_MOST_CELLS = 40_000_000
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",\t;，"
_MOST_ROWS = 3_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """A sheet as text: `rows` of cells, not all of one length, with their spreadsheet rows from 1 in `numbers`.

    `file` is how findings name it. `sheet` is '' for a text file. `merged` is the sheet as read, for its merged cells;
    None where there are none. `notes`: what a reader of the sheet would not see.
    """

    file: str
    sheet: str
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    is_text: bool = False
    merged: Sheet | None = None
    notes: tuple[Text, ...] = ()

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
        sheets = _quickly(content) if content.startswith(_ZIP) and _is_for_calamine(content) else read_sheets(content)
    except SheetError as problem:
        return (), Faults((Finding(file=file, expected=problem.expected, address=problem.address),))
    grids = (
        Grid(file=file, sheet=sheet.name, rows=sheet.rows, numbers=[number + 1 for number in sheet.numbers],
             merged=sheet if sheet.merged else None, notes=_notes(sheet, f"{file} [{sheet.name}]"))
        for sheet in sheets if sheet.rows
    )  # fmt: skip
    return tuple(grids), NO_FAULTS


def _notes(sheet: Sheet, place: str) -> tuple[Text, ...]:
    """Say what a reader of the sheet on a screen would not see."""
    rows = len(sheet.hidden_rows & set(sheet.numbers))
    formulas = len(sheet.uncalculated)
    said = (
        (sheet.hidden, Text(f"{place}: a hidden sheet; it is read", f"{place}：此工作表已隐藏；照常读取")),
        (rows or sheet.filtered, Text(f"{place}: hidden or filtered rows ({rows:,}) are read like the others",
                                      f"{place}：隐藏或被筛选掉的行（{rows:,} 行）照常读取")),
        (formulas, Text(f"{place}: {formulas:,} formulas never calculated are read as empty; open and save it in Excel",
                        f"{place}：{formulas:,} 个从未计算过的公式按空白读取；请在 Excel 中打开并保存一次")),
    )  # fmt: skip
    return tuple(text for holds, text in said if holds)


def _is_for_calamine(content: bytes) -> bool:
    """Say whether an Excel workbook is large, and no sheet has a cell far from the others. SheetError.

    Calamine keeps every cell up to the farthest one, empty or not: a stray cell would take all the memory there is. The
    workbook is unpacked once and looked through: what it says of its own size and extent is not trusted.
    """
    total, most_cells = 0, 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            for name in names:
                with packed.open(name) as stream:
                    size, cells = _extent(stream, UNPACKED_BYTES - total, is_sheet="worksheets/" in name)
                total, most_cells = total + size, max(most_cells, cells)
    except KeyboardInterrupt:
        raise
    except Exception as problem:  # a damaged archive raises zlib's and other errors of all kinds
        raise SheetError(_damaged()) from problem
    if total > UNPACKED_BYTES:
        size = UNPACKED_BYTES // 10**6
        raise SheetError(Text(f"a workbook that unpacks to {size:,} MB at most", f"解压后不超过 {size:,} MB 的工作簿"))
    return "xl/workbook.xml" in names and total > _LARGE_BYTES and most_cells <= _MOST_CELLS


def _extent(stream: IO[bytes], most_bytes: int, *, is_sheet: bool) -> tuple[int, int]:
    """Return how many bytes a part has, up to one more piece than `most_bytes`; of a sheet also its area in cells."""
    size, rows = 0, 0
    columns: set[bytes] = set()
    tail = b""
    while size <= most_bytes and (piece := stream.read(_PIECE)):
        size += len(piece)
        if is_sheet:
            found = _REFERENCES.findall(tail + piece)
            columns |= {letters for letters, _ in found}
            rows = max(rows, max((int(number) for number in {number for _, number in found}), default=0))
            tail = piece[-_LONGEST_REFERENCE:]
    return size, rows * max(map(_column_number, columns), default=0)


def _column_number(letters: bytes) -> int:
    """Return the number of a column, from 1.

    >>> _column_number(b"A"), _column_number(b"AB"), _column_number(b"")
    (1, 28, 0)
    """
    number = 0
    for sign in letters:
        number = number * 26 + sign - ord("A") + 1
    return number


def _damaged() -> Text:
    return Text(
        "a whole workbook: this one is empty, cut short or damaged", "应为完整的工作簿：此文件为空、不完整或已损坏"
    )


def _quickly(content: bytes) -> list[Sheet]:
    """Read a large workbook's values. SheetError where it cannot be read."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [_quick_sheet(each, book.get_sheet_by_name(each.name).to_python(skip_empty_area=False))
                for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]  # fmt: skip
    except BaseException as problem:
        # A panic of the library in Rust, which a damaged file may cause, is no Exception; nor is a stop.
        if isinstance(problem, Exception) or type(problem).__name__ == "PanicException":
            raise SheetError(_damaged()) from problem
        raise


def _quick_sheet(told: SheetMetadata, values: Sequence[Sequence[object]]) -> Sheet:
    texts = [[_as_text(value) for value in row] for row in values[:SHEET_ROWS]]
    filled = [place for place, row in enumerate(texts) if any(row)]
    sheet = Sheet(name=told.name, hidden=told.visible != SheetVisibleEnum.Visible)
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
