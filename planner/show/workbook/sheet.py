"""How a sheet of rows looks: headings with units, widths for Chinese, number formats, print setup."""

import datetime as dt
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planner.show.words.common import clean
from planner.show.words.numbers import is_part, whole_minutes

Kind = Literal["text", "wrapped", "year", "count", "pupils", "minutes", "up", "kilometres", "yuan", "share", "level"]
"""What cells are; `up`: rounded up to whole ones, as longest ways are; `level`: text that begins with 绿, 黄 or 红."""
Cell = str | float | None

FONT = "Microsoft YaHei"
SYNTHETIC = "合成数据 synthetic data，不代表实际情况"
HEADING_ROW = 1
"""Row, counted from 0, of a sheet's headings; above it stands its title."""
_A4 = 9
_MOST_HEADER = 200
_LEAST_WIDTH, _MOST_WIDTH = 7.0, 48.0
_WRAPPED_WIDTH = 70.0
_LINE_POINTS = 17.0
_NUMBERS: Mapping[Kind, str] = {
    "text": "@", "wrapped": "@", "level": "@", "year": "0", "count": "#,##0", "pupils": "#,##0", "minutes": "0.0",
    "up": "#,##0",
    "kilometres": "0.0", "yuan": "#,##0", "share": "0.0%",
}  # fmt: skip
_LEVELS: Mapping[str, Mapping[str, str]] = {
    "红": {"bg_color": "#9B1030", "font_color": "#FFFFFF"},
    "黄": {"bg_color": "#F2B632"},
    "绿": {"bg_color": "#DCEFD3"},
}
_OPTIONS = {
    # names are text whatever they look like: '=cmd', '007', 'http://...'
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True,
}  # fmt: skip
_CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""A fixed date, so that the same content gives the same bytes."""
SHARES_OF_PUPILS = "#,##0.0"
"""The number format of pupils who are not whole."""


_Looks = tuple[Kind, Format, Format]
"""A column's kind, the format of its cells, and that of pupils who are not whole."""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A column's heading, unit included, and what its cells are."""

    text: str
    kind: Kind = "text"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet of rows; None is an empty cell. `total` is a last row; `empty` is said where there are no rows."""

    name: str
    title: str
    headings: tuple[Heading, ...]
    rows: Sequence[tuple[Cell, ...]]
    total: tuple[Cell, ...] | None = None
    empty: str = "无"


@dataclass(frozen=True, kw_only=True, eq=False)
class Ink:
    """The workbook's formats, and what every sheet says of the plan."""

    book: xlsxwriter.Workbook
    title: str
    is_synthetic: bool
    heading: Format
    sheet_title: Format
    warning: Format

    def format(self, **keys: object) -> Format:
        """Return a format of the workbook's font with these properties."""
        return self.book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter", **keys})


def open_book(path: Path, title: str) -> xlsxwriter.Workbook:
    """Return a workbook to write, whose text stays text and whose bytes do not depend on the day.

    Closing it raises xlsxwriter's FileCreateError where the file cannot be written.
    """
    book = xlsxwriter.Workbook(path, _OPTIONS)
    book.set_properties({"title": title, "created": _CREATED})
    return book


def ink_of(book: xlsxwriter.Workbook, title: str, *, is_synthetic: bool) -> Ink:
    """Make the formats that every sheet shares."""
    plain = {"font_name": FONT, "valign": "vcenter"}
    return Ink(
        book=book,
        title=title,
        is_synthetic=is_synthetic,
        heading=book.add_format(
            {**plain, "font_size": 10, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1C4E94", "border": 1,
             "border_color": "#FFFFFF", "text_wrap": True, "align": "center"}
        ),
        sheet_title=book.add_format({**plain, "font_size": 13, "bold": True, "font_color": "#1C4E94"}),
        warning=book.add_format({**plain, "font_size": 10, "bold": True, "font_color": "#A3123A"}),
    )  # fmt: skip


def write_sheet(page: Worksheet, ink: Ink, sheet: Sheet) -> None:
    """Write title, headings and rows; freeze, filter, and set up for print."""
    label = f"　（{SYNTHETIC}）" if ink.is_synthetic else ""
    page.write_string(0, 0, f"{sheet.title}{label}", ink.sheet_title)
    page.set_row(0, 24)
    page.set_row(HEADING_ROW, 34)
    for place, heading in enumerate(sheet.headings):
        page.write_string(HEADING_ROW, place, heading.text, ink.heading)
        page.set_column(place, place, _width(sheet, place))
    looks = [_looks(ink, heading.kind, bold=False) for heading in sheet.headings]
    for line, row in enumerate(sheet.rows, HEADING_ROW + 1):
        _write_row(page, line, row, looks)
        _give_room(page, line, sheet, row)
    last = HEADING_ROW + max(len(sheet.rows), 1)
    for place in (place for place, heading in enumerate(sheet.headings) if heading.kind == "level"):
        for sign, fill in _LEVELS.items():
            wanted = {"type": "text", "criteria": "begins with", "value": sign, "format": ink.book.add_format(fill)}
            page.conditional_format(HEADING_ROW + 1, place, last, place, wanted)
    if not sheet.rows:
        page.write_string(HEADING_ROW + 1, 0, sheet.empty, ink.format(italic=True, font_color="#666666"))
    page.autofilter(HEADING_ROW, 0, last, len(sheet.headings) - 1)
    if sheet.total is not None:
        bold = [_looks(ink, heading.kind, bold=True) for heading in sheet.headings]
        _write_row(page, last + 1, sheet.total, bold)
    page.freeze_panes(HEADING_ROW + 1, 0)
    page.repeat_rows(0, HEADING_ROW)
    set_up_print(page, ink)


def set_up_print(page: Worksheet, ink: Ink) -> None:
    """A4 landscape, one page wide, with title, synthetic-data label and page numbers."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
    # & starts a code in headers; && prints one
    title = ink.title[: _MOST_HEADER // 2].replace("&", "&&")
    page.set_header(f"&L{title}&R{SYNTHETIC if ink.is_synthetic else ''}")
    page.set_footer("&L&A&R第 &P 页，共 &N 页")
    page.hide_gridlines(2)


def text_width(text: str) -> float:
    """Return a text's width in columns' units: 2 for a Chinese character, 1 for a Latin one.

    >>> text_width("学校A")
    5.0
    """
    return float(sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text))


def lines_needed(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of this width."""
    return max(1, math.ceil(text_width(text) / max(width - 2, 1)))


def put_text(page: Worksheet, line: int, place: int, text: str, look: Format) -> None:
    """Write text, on one line, without control characters."""
    page.write_string(line, place, clean(text), look)


def _write_row(page: Worksheet, line: int, row: Sequence[Cell], looks: Sequence[_Looks]) -> None:
    for place, (cell, (kind, look, of_parts)) in enumerate(zip(row, looks, strict=True)):
        if isinstance(cell, str):
            put_text(page, line, place, cell, look)
        elif cell is None or math.isnan(cell):
            page.write_blank(line, place, None, look)
        elif kind == "up":
            page.write_number(line, place, whole_minutes(cell), look)
        else:
            page.write_number(line, place, cell, of_parts if kind == "pupils" and is_part(cell) else look)


def _give_room(page: Worksheet, line: int, sheet: Sheet, row: Sequence[Cell]) -> None:
    """Make a row high enough for its longest wrapped text."""
    needed = [
        lines_needed(cell, _WRAPPED_WIDTH)
        for heading, cell in zip(sheet.headings, row, strict=True)
        if heading.kind == "wrapped" and isinstance(cell, str)
    ]
    if needed:
        page.set_row(line, _LINE_POINTS * max(needed) + 3)


def _looks(ink: Ink, kind: Kind, *, bold: bool) -> _Looks:
    keys: dict[str, object] = {"num_format": _NUMBERS[kind], "bottom": 1, "bottom_color": "#D9D9D9"}
    if kind == "wrapped":
        keys["text_wrap"] = True
    if kind == "year":
        keys["align"] = "center"
    if bold:
        keys |= {"bold": True, "top": 1, "bg_color": "#E8EEF6"}
    look = ink.format(**keys)
    return kind, look, ink.format(**keys | {"num_format": SHARES_OF_PUPILS}) if kind == "pupils" else look


def _width(sheet: Sheet, place: int) -> float:
    """Return a column's width: wide enough for its heading on two lines and for its cells, within limits."""
    heading = sheet.headings[place]
    if heading.kind == "wrapped":
        return _WRAPPED_WIDTH
    cells = (row[place] for row in (*sheet.rows, *([sheet.total] if sheet.total else [])))
    longest = max((text_width(_shown(cell, heading.kind)) for cell in cells), default=0.0)
    return min(max(text_width(heading.text) / 2 + 4, longest + 3, _LEAST_WIDTH), _MOST_WIDTH)


def _shown(cell: Cell, kind: Kind) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    return f"{cell:.0f}" if kind == "year" else f"{cell:,.1f}" if kind in {"minutes", "kilometres"} else f"{cell:,.0f}"
