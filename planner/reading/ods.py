"""Workbooks in OpenDocument (.ods), read from their one part of content.

Source of names and meanings: OASIS Open Document Format 1.3, part 3, chapter 9. Repeated cells and rows are unfolded
only where they hold something, within the bounds of a sheet.
"""

from collections.abc import Callable

from planner.language import Text
from planner.reading.spreadsheet import (
    CELL_CHARACTERS,
    SHEET_CELLS,
    SHEET_COLUMNS,
    SHEET_ROWS,
    Sheet,
    SheetError,
    number_text,
    too_many_cells,
    whole_number,
)
from planner.reading.xml_parts import Archive, Attributes, Handlers, damaged, opened

CONTENT = "content.xml"
_LARGEST_REPEAT = 10**7
_MOST_SPACES = 100
_NUMBERS = frozenset(("float", "percentage", "currency"))


def read_ods(content: bytes, wanted: Callable[[str], int]) -> tuple[list[str], list[Sheet]]:
    """Return the names of all sheets, and the wanted ones read. SheetError where the workbook cannot be read.

    `wanted`: the most rows that a sheet of this name may have, 0 where it is not read.
    """
    with opened(content) as archive:
        _refuse_locked(archive)
        reader = _Reader(wanted)
        archive.parse(CONTENT, Handlers(start=reader.start, end=reader.end, text=reader.text))
    return reader.names, reader.sheets


def _refuse_locked(archive: Archive) -> None:
    """Refuse a document with a password: its list of parts says so."""
    locked: list[bool] = []

    def start(element: str, _: Attributes) -> None:
        if element == "encryption-data":
            locked.append(True)

    if "META-INF/manifest.xml" in archive:
        archive.parse("META-INF/manifest.xml", Handlers(start=start, end=lambda _: None, text=lambda _: None))
    if locked:
        raise SheetError(Text("a workbook without a password", "没有密码的工作簿"))


def _repeats(attributes: Attributes, name: str) -> int:
    """Return how often a row or a column is repeated; a number longer than any of a sheet counts as the largest."""
    told = attributes.get(f"table:number-{name}-repeated", "1")
    return min(whole_number(told) or (_LARGEST_REPEAT if told.isdigit() else 1), _LARGEST_REPEAT)


class _Reader:
    """Takes the elements one by one. Rows are kept until they end, since they may be repeated."""

    def __init__(self, wanted: Callable[[str], int]) -> None:
        self.names: list[str] = []
        self.sheets: list[Sheet] = []
        self._wanted = wanted
        self._sheet: Sheet | None = None
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row = 0
        self._column = 0
        self._row_repeats = 1
        self._row_cells: list[tuple[int, str, bool]] = []
        self._padded: dict[int, str] = {}
        self._cell: Attributes = {}
        self._pieces: list[str] = []
        self._depth = 0
        self._notes = 0
        self._columns = 0
        self._cells = 0

    def start(self, element: str, attributes: Attributes) -> None:
        if element in {"annotation", "ruby-text"}:
            self._notes += 1
        elif element == "style":
            self._style = attributes.get("style:name", "")
        elif element == "table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif element == "table":
            self._start_table(attributes)
        elif self._sheet is not None:
            self._start_inside(element, attributes)

    def _start_table(self, attributes: Attributes) -> None:
        name = attributes.get("table:name", "")
        self.names.append(name)
        hidden = attributes.get("table:style-name", "") in self._hidden_styles
        most_rows = self._wanted(name)
        self._sheet = Sheet(name=name, hidden=hidden, most_rows=most_rows) if most_rows else None
        self._row = self._columns = 0

    def _start_inside(self, element: str, attributes: Attributes) -> None:
        if element == "table-row":
            self._start_row(attributes)
        elif element in {"table-cell", "covered-table-cell"}:
            self._cell = attributes
            self._pieces = []
        elif element == "p":
            self._depth += 1
            if self._pieces and not self._notes:
                self._pieces.append("\n")
        elif element == "s" and self._depth and not self._notes:
            self._pieces.append(" " * min(whole_number(attributes.get("text:c", "")) or 1, _MOST_SPACES))
        elif element == "table-column":
            self._start_column(attributes)

    def _start_row(self, attributes: Attributes) -> None:
        self._row_repeats = _repeats(attributes, "rows")
        self._row_cells = []
        self._padded = {}
        self._column = 0
        if attributes.get("table:visibility", "visible") != "visible" and self._sheet is not None:
            self._sheet.hidden_rows.update(range(self._row, min(self._row + self._row_repeats, SHEET_ROWS)))
            self._sheet.filtered |= attributes.get("table:visibility") == "filter"

    def _start_column(self, attributes: Attributes) -> None:
        count = _repeats(attributes, "columns")
        if attributes.get("table:visibility", "visible") != "visible" and self._sheet is not None:
            self._sheet.hidden_columns.update(range(self._columns, min(self._columns + count, SHEET_COLUMNS)))
        self._columns += count

    def text(self, piece: str) -> None:
        if self._depth and not self._notes:
            self._pieces.append(piece)
            if len(self._pieces) > CELL_CHARACTERS or sum(map(len, self._pieces[-2:])) > CELL_CHARACTERS:
                raise SheetError(
                    damaged(
                        Text(
                            f"a cell of over {CELL_CHARACTERS:,} characters", f"有单元格超过 {CELL_CHARACTERS:,} 个字符"
                        )
                    )
                )

    def end(self, element: str) -> None:
        if element in {"annotation", "ruby-text"}:
            self._notes -= 1
        elif self._sheet is None:
            return
        elif element == "p":
            self._depth -= 1
        elif element in {"table-cell", "covered-table-cell"}:
            self._end_cell(self._sheet)
        elif element == "table-row":
            self._end_row(self._sheet)
        elif element == "table":
            self.sheets.append(self._sheet)
            self._sheet = None

    def _end_cell(self, sheet: Sheet) -> None:
        self._cells += 1
        if self._cells > SHEET_CELLS:
            raise SheetError(damaged(Text(f"over {SHEET_CELLS:,} cells", f"单元格超过 {SHEET_CELLS:,} 个")))
        attributes, count = self._cell, _repeats(self._cell, "columns")
        text, is_date = self._value(attributes)
        self._merge(sheet, attributes)
        if text:
            sheet.refuse_beyond(self._row, self._column + count - 1, text)
            self._row_cells += [(self._column + place, text, is_date) for place in range(count)]
        elif "table:formula" in attributes and "office:value-type" not in attributes:
            sheet.uncalculated.add((self._row, self._column))
        self._column += count

    def _value(self, attributes: Attributes) -> tuple[str, bool]:
        """Return a cell's text, and whether it is held as a date."""
        kind = attributes.get("office:value-type", "")
        if attributes.get("calcext:value-type") == "error":
            return "".join(self._pieces).strip() or "#VALUE!", False
        if kind in _NUMBERS:
            return self._number(attributes.get("office:value", "")), False
        if kind == "boolean":
            return attributes.get("office:boolean-value", "").upper(), False
        if kind in {"date", "time"}:
            return attributes.get(f"office:{kind}-value", "".join(self._pieces)), True
        return attributes.get("office:string-value") or "".join(self._pieces), False

    def _number(self, value: str) -> str:
        """Return a number as text: with the zeros in front that are shown, since the format stands elsewhere."""
        try:
            text = number_text(value)
        except (ValueError, OverflowError):
            return value
        shown = "".join(self._pieces).strip()
        if shown != text and shown.isascii() and shown.isdigit() and shown.lstrip("0") == text.lstrip("0"):
            self._padded[self._column] = text
            return shown
        return text

    def _merge(self, sheet: Sheet, attributes: Attributes) -> None:
        spans = (attributes.get(f"table:number-{name}-spanned", "") for name in ("rows", "columns"))
        rows, columns = (whole_number(span) or 1 for span in spans)
        if rows > 1 or columns > 1:
            sheet.merged.append((self._row, self._column, self._row + rows - 1, self._column + columns - 1))

    def _end_row(self, sheet: Sheet) -> None:
        if sheet.filled + len(self._row_cells) * self._row_repeats > SHEET_CELLS:
            raise SheetError(too_many_cells())
        for row in range(self._row, self._row + (self._row_repeats if self._row_cells else 0)):
            for column, text, is_date in self._row_cells:
                sheet.put(row, column, text)
                if is_date:
                    sheet.dates.add((row, column))
                if column in self._padded:
                    sheet.padded[row, column] = self._padded[column]
        self._row += self._row_repeats
