"""A sheet of a workbook as text, and how large a file, a sheet and a cell may be at most."""

from dataclasses import dataclass, field
from decimal import Decimal

from planner.findings import cell_address
from planner.language import Text

FILE_BYTES = 200_000_000
"""Largest file of a table that is read."""
UNPACKED_BYTES = 800_000_000
"""Most that the parts of a workbook may unpack to, all together."""
LAST_COLUMN = "OJ"
SHEET_COLUMNS = 400
"""Columns of a sheet that are read; nothing may stand right of them."""
SHEET_ROWS = 1_048_576
"""Rows a sheet can have in Excel."""
SHEET_CELLS = 6_000_000
"""Most filled cells of a sheet."""
STRAY_GAP = 5_000
"""Blank rows after which a cell no longer belongs to the table above it."""
STRINGS = 5_000_000
"""Most different texts of a workbook."""
EXACT_LIMIT = 10**15
"""Numbers from here on have lost digits: Excel keeps 15."""
CELL_CHARACTERS = 32_767
"""Longest text of a cell, Excel's own limit."""

_LONGEST_NUMBER = 9

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""


class SheetError(Exception):
    """A workbook that is not to be read: too large, damaged or locked. `expected` is for the user."""

    def __init__(self, expected: Text, address: str | None = None, value: str | None = None) -> None:
        self.expected = expected
        self.address = address
        self.value = value
        super().__init__(expected)


@dataclass(kw_only=True, eq=False)
class Sheet:
    """A sheet being read: filled rows of text, and what else the workbook says of its cells.

    `rows` holds a list of texts for each row with a filled cell, `numbers` its row from 0. The sets hold (row, column)
    from 0: `dates` are cells held as dates, `long` numbers that have lost digits, `uncalculated` formulas without a
    value. `padded` are numbers shown with leading zeros, to the number itself; the text is what is shown.
    `most_rows` is how many filled rows are read before the sheet is refused.
    """

    name: str
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    dates: set[tuple[int, int]] = field(default_factory=set)
    long: set[tuple[int, int]] = field(default_factory=set)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    padded: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    hidden: bool = False
    filled: int = 0
    most_rows: int = SHEET_ROWS

    def put(self, row: int, column: int, text: str) -> None:
        """Set a cell; SheetError where the sheet becomes larger than a table can be."""
        self.refuse_beyond(row, column, text)
        if not self.numbers or self.numbers[-1] != row:
            if self.numbers and row < self.numbers[-1]:
                msg = Text("rows in their order: the workbook is damaged", "各行应按顺序排列：工作簿已损坏")
                raise SheetError(msg, address(self.name, row, column))
            if len(self.numbers) >= self.most_rows:
                raise SheetError(_too_many_rows(self.most_rows), address(self.name, row, column))
            self.numbers.append(row)
            self.rows.append([])
        cells = self.rows[-1]
        if len(cells) <= column:
            cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = text
        self.filled += 1

    def refuse_beyond(self, row: int, column: int, text: str) -> None:
        """SheetError for a cell that no table can have."""
        where = address(self.name, row, column)
        if column >= SHEET_COLUMNS:
            raise SheetError(
                Text(
                    f"nothing right of column {LAST_COLUMN}: delete the columns right of the table",
                    f"第 {LAST_COLUMN} 列右侧不应有内容：请删除表格右侧的各列",
                ),
                where,
                text,
            )
        if row >= SHEET_ROWS or (self.numbers and row - self.numbers[-1] > STRAY_GAP):
            raise SheetError(
                Text(
                    f"nothing far below the table: over {STRAY_GAP:,} rows above this cell are blank; delete the rows "
                    "below the table",
                    f"表格下方不应有内容：此单元格上方有超过 {STRAY_GAP:,} 个空行；请删除表格下方的各行",
                ),
                where,
                text,
            )
        if self.filled >= SHEET_CELLS:
            raise SheetError(too_many_cells(), where)


def _too_many_rows(most: int) -> Text:
    return Text(f"at most {most:,} filled rows on this sheet", f"此表最多 {most:,} 个有内容的行")


def too_many_cells() -> Text:
    """Say that a sheet holds more than any table."""
    return Text(f"at most {SHEET_CELLS:,} filled cells on a sheet", f"一张工作表最多 {SHEET_CELLS:,} 个有内容的单元格")


def address(sheet: str, row: int, column: int) -> str:
    """Name a cell, row and column from 0.

    >>> address("学生", 16, 3)
    '学生!D17'
    """
    return cell_address(column, row + 1, sheet)


def whole_number(text: str) -> int | None:
    """Read a whole number as a part writes it; None where it is none, or longer than any number of a sheet.

    >>> whole_number("17"), whole_number("1.5"), whole_number("1234567890")
    (17, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None


def number_text(written: str) -> str:
    """Write a stored number as text: 12 for 12.0, never an exponent.

    >>> number_text("12.0"), number_text("0.1"), number_text("1E-7"), number_text("112.40000000000001")
    ('12', '0.1', '0.0000001', '112.4')
    """
    number = float(written)
    if number.is_integer() and abs(number) < EXACT_LIMIT:
        return str(int(number))
    # Excel computes with 17 digits and means 15: 34.75 is stored as 34.750000000000004.
    short = f"{number:.15g}"
    return f"{Decimal(short):f}" if "e" in short else short
