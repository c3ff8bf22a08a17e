"""Workbooks in Office Open XML (.xlsx, .xlsm), read part by part.

Source of names and meanings: ECMA-376, part 1, SpreadsheetML. Only what tells a table's cells is read: values, number
formats, merged areas, hidden rows and columns, filters. Formulas, links, pictures and macros are never looked at.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from planner.language import Text
from planner.reading.number_format import date_text, is_date, padded
from planner.reading.spreadsheet import (
    CELL_CHARACTERS,
    EXACT_LIMIT,
    SHEET_CELLS,
    SHEET_COLUMNS,
    STRINGS,
    Area,
    Sheet,
    SheetError,
    number_text,
    whole_number,
)
from planner.reading.xml_parts import Archive, Attributes, Handlers, damaged, opened

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,8})\$?([0-9]{1,20})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = frozenset(("1", "true", "on"))
_MOST_MERGED = 100_000
_BLANKS_TOO = 4
"""Cells with a format and nothing in them are allowed this many times over the filled ones."""

Texts = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Style:
    date: bool = False
    code: str = ""


@dataclass(kw_only=True)
class _Book:
    """What the workbook's own part says, before any sheet is read."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    since_1904: bool = False
    strings: Texts = ()
    styles: tuple[_Style, ...] = ()


def read_xlsx(content: bytes, wanted: Callable[[str], int]) -> tuple[list[str], list[Sheet]]:
    """Return the names of all sheets, and the wanted ones read. SheetError where the workbook cannot be read.

    `wanted`: the most rows that a sheet of this name may have, 0 where it is not read.
    """
    with opened(content) as archive:
        home = _home(archive)
        targets = _relations(archive, home)
        book = _book(archive, home, targets)
        named = [(name, part, hidden) for name, part, hidden in book.sheets if wanted(name)]
        if named:
            book.strings = _strings(archive, _of_type(targets, "sharedStrings"))
            book.styles = _styles(archive, _of_type(targets, "styles"))
        sheets = [
            _Reader(book, Sheet(name=name, hidden=hidden, most_rows=wanted(name))).read(archive, part)
            for name, part, hidden in named
        ]
    return [name for name, _, _ in book.sheets], sheets


@dataclass(frozen=True, kw_only=True)
class _Target:
    part: str
    type: str


def _home(archive: Archive) -> str:
    """Find the part that lists the sheets."""
    if "_rels/.rels" in archive:
        for target in _relations(archive, "").values():
            if target.type == "officeDocument" and target.part in archive:
                return target.part
    if "xl/workbook.xml" in archive:
        return "xl/workbook.xml"
    raise SheetError(
        Text("an Excel workbook: this archive cannot be read as one", "Excel 工作簿：此压缩文件不是工作簿")
    )


def _relations(archive: Archive, part: str) -> Mapping[str, _Target]:
    """Return relation id to the part it leads to, from a part (or, for '', from the whole workbook)."""
    folder, name = posixpath.split(part)
    found: dict[str, _Target] = {}

    def start(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and {"Id", "Target", "Type"} <= attributes.keys():
            target = attributes["Target"].replace("\\", "/")
            path = posixpath.normpath(target if target.startswith("/") else posixpath.join(folder, target))
            kind = attributes["Type"].rpartition("/")[2]
            found[attributes["Id"]] = _Target(part=path.lstrip("/"), type=kind)

    archive.parse(posixpath.join(folder, "_rels", f"{name}.rels"), Handlers(start=start, end=_nothing, text=_nothing))
    return found


def _nothing(*_: object) -> None:
    """Take what is not needed."""


def _of_type(targets: Mapping[str, _Target], kind: str) -> str | None:
    return next((target.part for target in targets.values() if target.type == kind), None)


def _book(archive: Archive, home: str, targets: Mapping[str, _Target]) -> _Book:
    book = _Book()

    def start(element: str, attributes: Attributes) -> None:
        if element == "workbookPr":
            book.since_1904 = attributes.get("date1904", "").casefold() in _TRUE
        if element == "sheet":
            relation = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            target = targets.get(relation)
            if target is not None and target.type == "worksheet":
                hidden = attributes.get("state", "visible") != "visible"
                book.sheets.append((attributes.get("name", ""), target.part, hidden))

    archive.parse(home, Handlers(start=start, end=_nothing, text=_nothing))
    return book


def _strings(archive: Archive, part: str | None) -> Texts:
    """Read the texts that cells point to; readings given in small type beside Chinese are left out."""
    texts: list[str] = []
    pieces: list[str] = []
    open_elements: list[str] = []

    def start(element: str, _: Attributes) -> None:
        open_elements.append(element)
        if element == "si":
            pieces.clear()

    def end(element: str) -> None:
        open_elements.pop()
        if element == "si":
            if len(texts) >= STRINGS:
                raise SheetError(damaged(Text(f"over {STRINGS:,} texts", f"文字超过 {STRINGS:,} 条")))
            texts.append(_joined(pieces))

    def text(piece: str) -> None:
        if open_elements[-1] == "t" and "rPh" not in open_elements:
            pieces.append(piece)
            _refuse_long(pieces)

    if part is not None and part in archive:
        archive.parse(part, Handlers(start=start, end=end, text=text))
    return tuple(texts)


def _joined(pieces: list[str]) -> str:
    whole = "".join(pieces)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), whole) if "_x" in whole else whole


def _refuse_long(pieces: list[str]) -> None:
    if len(pieces[-1]) > CELL_CHARACTERS or (len(pieces) > 1 and sum(map(len, pieces)) > CELL_CHARACTERS):
        raise SheetError(
            Text(f"cells of {CELL_CHARACTERS:,} characters at most", f"每个单元格最多 {CELL_CHARACTERS:,} 个字符")
        )


def _styles(archive: Archive, part: str | None) -> tuple[_Style, ...]:
    """Read how each cell style shows its numbers, in the order that cells name them."""
    codes: dict[str, str] = {}
    styles: list[_Style] = []
    inside: list[str] = []

    def start(element: str, attributes: Attributes) -> None:
        if element == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif element == "xf" and inside and inside[-1] == "cellXfs":
            number = attributes.get("numFmtId", "0")
            code = codes.get(number, "")
            styles.append(_Style(date=is_date(whole_number(number) or 0, code), code=code))
        inside.append(element)

    if part is not None and part in archive:
        archive.parse(part, Handlers(start=start, end=lambda _: _nothing(inside.pop()), text=_nothing))
    return tuple(styles)


def place_of(reference: str) -> tuple[int, int] | None:
    """Return row and column from 0 of a cell's name; None where it is none.

    >>> place_of("D17"), place_of("a1"), place_of("ZZ$9"), place_of("17D")
    ((16, 3), (0, 0), (8, 701), None)
    """
    match = _REFERENCE.fullmatch(reference.strip())
    if match is None or int(match[2]) == 0:
        return None
    column = 0
    for sign in match[1].upper():
        column = column * 26 + ord(sign) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def area_of(reference: str) -> Area | None:
    """Return the area of a range such as A1:C3; None where it is none."""
    first, _, last = reference.partition(":")
    start, end = place_of(first), place_of(last or first)
    if start is None or end is None:
        return None
    return min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])


class _Reader:
    """Takes a sheet's elements one by one and fills a Sheet."""

    def __init__(self, book: _Book, sheet: Sheet) -> None:
        self._book = book
        self._sheet = sheet
        self._row = -1
        self._column = -1
        self._cell: Attributes = {}
        self._inside = ""
        self._value: list[str] = []
        self._has_formula = False
        self._cells = 0
        self._phonetic = 0

    def read(self, archive: Archive, part: str) -> Sheet:
        archive.parse(part, Handlers(start=self._start, end=self._end, text=self._text))
        return self._sheet

    def _start(self, element: str, attributes: Attributes) -> None:
        if element == "c":
            self._start_cell(attributes)
        elif element in {"v", "t"}:
            self._inside = "" if self._phonetic else element
        elif element == "f":
            self._has_formula = True
        elif element == "rPh":
            self._phonetic += 1
        elif element == "row":
            self._start_row(attributes)
        else:
            self._start_other(element, attributes)

    def _start_row(self, attributes: Attributes) -> None:
        told = attributes.get("r", "")
        number = whole_number(told)
        self._row = number - 1 if number else self._row + 1
        self._column = -1
        if _is_hidden(attributes, "ht"):
            self._sheet.hidden_rows.add(self._row)

    def _start_cell(self, attributes: Attributes) -> None:
        self._cells += 1
        if self._cells > SHEET_CELLS * _BLANKS_TOO:
            raise SheetError(
                damaged(
                    Text(f"over {SHEET_CELLS * _BLANKS_TOO:,} cells", f"单元格超过 {SHEET_CELLS * _BLANKS_TOO:,} 个")
                )
            )
        place = place_of(attributes.get("r", ""))
        if place is None:
            self._column += 1
        else:
            self._row, self._column = place
        self._cell = attributes
        self._value = []
        self._has_formula = False

    def _start_other(self, element: str, attributes: Attributes) -> None:
        if element == "mergeCell":
            area = area_of(attributes.get("ref", ""))
            if area is not None and len(self._sheet.merged) < _MOST_MERGED:
                self._sheet.merged.append(area)
        elif element == "col" and _is_hidden(attributes, "width"):
            first, last = whole_number(attributes.get("min", "")), whole_number(attributes.get("max", ""))
            if first and last:
                self._sheet.hidden_columns.update(range(first - 1, min(last, SHEET_COLUMNS)))
        elif element == "filterColumn" or (
            element == "sheetPr" and attributes.get("filterMode", "").casefold() in _TRUE
        ):
            self._sheet.filtered = True

    def _text(self, piece: str) -> None:
        if self._inside:
            self._value.append(piece)
            _refuse_long(self._value)

    def _end(self, element: str) -> None:
        if element in {"v", "t"}:
            self._inside = ""
        elif element == "rPh":
            self._phonetic -= 1
        elif element == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        kind = self._cell.get("t", "n")
        value = "".join(self._value)
        place = (self._row, self._column)
        if not value.strip():
            if self._has_formula and kind != "str":
                self._sheet.uncalculated.add(place)
            if not value:
                return
        text = self._as_text(kind, value, place)
        if text:
            self._sheet.put(*place, text)

    def _as_text(self, kind: str, value: str, place: tuple[int, int]) -> str:
        if kind == "s":
            number = whole_number(value.strip())
            if number is None or number >= len(self._book.strings):
                raise SheetError(damaged("a cell names a text that is not there"))
            return self._book.strings[number]
        if kind in {"str", "inlineStr"}:
            return _joined([value])
        if kind == "b":
            return "TRUE" if value.strip().casefold() in _TRUE else "FALSE"
        if kind == "e":
            return value.strip()
        if kind == "d":
            self._sheet.dates.add(place)
            return value.strip()
        return self._number(value.strip(), place)

    def _number(self, value: str, place: tuple[int, int]) -> str:
        try:
            text = number_text(value)
        except (ValueError, OverflowError):
            return value
        style = self._style()
        if style.date:
            self._sheet.dates.add(place)
            return date_text(value, since_1904=self._book.since_1904)
        if abs(float(value)) >= EXACT_LIMIT:
            self._sheet.long.add(place)
        shown = padded(style.code, text) if style.code else None
        if shown is not None:
            self._sheet.padded[place] = text
            return shown
        return text

    def _style(self) -> _Style:
        number = whole_number(self._cell.get("s", ""))
        return self._book.styles[number] if number is not None and number < len(self._book.styles) else _Style()


def _is_hidden(attributes: Attributes, size: str) -> bool:
    return attributes.get("hidden", "").casefold() in _TRUE or attributes.get(size, "") in {"0", "0.0"}
