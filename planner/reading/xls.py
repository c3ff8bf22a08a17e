"""Workbooks in the old binary format (.xls)."""

import io
from collections.abc import Callable

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as OldSheet

from planner.language import Text
from planner.reading.number_format import date_text, is_date, padded
from planner.reading.spreadsheet import EXACT_LIMIT, Sheet, SheetError, number_text
from planner.reading.xml_parts import damaged

XLS_BYTES = 40_000_000
"""Largest .xls that is opened: its reader keeps every cell, some hundred bytes for each ten of the file."""


def read_xls(content: bytes, wanted: Callable[[str], int]) -> tuple[list[str], list[Sheet]]:
    """Return the names of all sheets, and the wanted ones read. SheetError where the workbook cannot be read.

    `wanted`: the most rows that a sheet of this name may have, 0 where it is not read.
    """
    if len(content) > XLS_BYTES:
        size = XLS_BYTES // 10**6
        raise SheetError(
            Text(f"an .xls of {size} MB at most: save it as .xlsx", f".xls 不超过 {size} MB：请另存为 .xlsx")
        )
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
        names = book.sheet_names()
        sheets = [_sheet(book, book.sheet_by_name(name), wanted(name)) for name in names if wanted(name)]
    except (SheetError, KeyboardInterrupt):
        raise
    except Exception as problem:  # the reader trusts the file: a damaged one raises errors of every kind
        raise SheetError(_why(problem)) from problem
    return names, sheets


def _why(problem: Exception) -> Text:
    words = str(problem).casefold()
    if "encrypt" in words or "password" in words or "can't find workbook" in words:
        return Text("a workbook without a password: this one is locked", "没有密码的工作簿：此文件已加密")
    return damaged(str(problem))


def _sheet(book: Book, old: OldSheet, most_rows: int) -> Sheet:
    sheet = Sheet(name=old.name, hidden=old.visibility != 0, most_rows=most_rows)
    for row in range(old.nrows):
        for column in range(old.row_len(row)):
            text = _text(book, sheet, old.cell(row, column), (row, column))
            if text:
                sheet.put(row, column, text)
    sheet.merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in old.merged_cells]
    sheet.hidden_rows = {row for row, told in old.rowinfo_map.items() if told.hidden}
    sheet.hidden_columns = {column for column, told in old.colinfo_map.items() if told.hidden}
    return sheet


def _text(book: Book, sheet: Sheet, cell: Cell, place: tuple[int, int]) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(int(cell.value), "#VALUE!"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return _number(book, sheet, cell, place)
    return ""


def _number(book: Book, sheet: Sheet, cell: Cell, place: tuple[int, int]) -> str:
    text = number_text(repr(float(cell.value)))
    number, code = _format(book, cell)
    if cell.ctype == xlrd.XL_CELL_DATE or is_date(number, code):
        sheet.dates.add(place)
        return date_text(text, since_1904=book.datemode == 1)
    if abs(float(cell.value)) >= EXACT_LIMIT:
        sheet.long.add(place)
    shown = padded(code, text)
    if shown is None:
        return text
    sheet.padded[place] = text
    return shown


def _format(book: Book, cell: Cell) -> tuple[int, str]:
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return 0, ""
    key = book.xf_list[cell.xf_index].format_key
    known = book.format_map.get(key)
    return key, known.format_str if known else ""
