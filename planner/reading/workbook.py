"""Workbooks become headings and cells of text, sheet by sheet, whatever their format."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from planner.findings import Finding, cell_address
from planner.language import Text
from planner.reading.faults import NO_FAULTS, Faults, fault
from planner.reading.headings import SEARCHED_ROWS, heading_place, homes_of
from planner.reading.layout import arranged, tabulated
from planner.reading.ods import read_ods
from planner.reading.raw import Places, RawTable
from planner.reading.spreadsheet import SHEET_ROWS, Sheet, SheetError
from planner.reading.table_types import Table
from planner.reading.tables import TABLES
from planner.reading.xls import read_xls
from planner.reading.xlsx import read_xlsx
from planner.reading.xml_parts import opened

SUFFIXES = (".xlsx", ".xlsm", ".ods", ".xls")
"""Workbooks that are read."""
UNREAD_SUFFIXES = (".xlsb", ".et", ".numbers", ".fods")
"""Workbooks that are not: they are named."""
OWN_SHEETS = frozenset(("说明", "设置", "情景", "readme", "settings"))
"""Sheets of the planner's own template that hold no table."""

_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NUMBERED = re.compile(r"^(?:附?表?[\d一二三四五六七八九十]+[、.．\-_ ]?|[(（]\d+[)）])")
_QUIET_TAIL = re.compile(r"(?:基本)?(?:情况|信息|数据|名单|名册|明细|统计|清单|一览|人数|数)*表?$")
_NAMED = 5
_SETTINGS_ROWS = 5_000

Reader = Callable[[bytes, Callable[[str], int]], tuple[list[str], list[Sheet]]]


@dataclass(frozen=True, kw_only=True)
class Book:
    """The tables of a workbook by name, and the sheets that are none."""

    tables: Mapping[str, RawTable] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    faults: Faults = NO_FAULTS


def read_workbook(content: bytes, file: str) -> Book:
    """Read every sheet that carries a table's English or Chinese name."""
    try:
        names, sheets = _reader(content)(content, _most_rows)
    except SheetError as problem:
        return Book(faults=Faults((_finding(problem, file),)))
    book = _tables(sheets, file)
    unread = tuple(name for name in names if table_of(name) is None and _plain(name) not in OWN_SHEETS)
    return replace(book, unread=unread)


def read_sheet(content: bytes, names: Sequence[str]) -> Sheet | None:
    """Return the first sheet that bears one of these names; None where there is none. Raises SheetError."""
    wanted = {_plain(name) for name in names}
    _, sheets = _reader(content)(content, lambda name: _SETTINGS_ROWS * (_plain(name) in wanted))
    return sheets[0] if sheets else None


def read_sheets(content: bytes) -> list[Sheet]:
    """Read every sheet of a workbook as it is. Raises SheetError."""
    _, sheets = _reader(content)(content, lambda _: SHEET_ROWS)
    return sheets


def _most_rows(sheet: str) -> int:
    """Return how many rows a sheet may have: its table's, totals and titles, or 0 where it holds no table."""
    table = table_of(sheet)
    return 0 if table is None else table.most_rows + table.most_rows // 10 + SEARCHED_ROWS


def _finding(problem: SheetError, file: str) -> Finding:
    return Finding(file=file, expected=problem.expected, address=problem.address, value=problem.value)


def _reader(content: bytes) -> Reader:
    """Choose by what the file holds: its name may say anything."""
    if content.startswith(_OLE_MARK):
        return read_xls
    with opened(content) as archive:
        return read_ods if "content.xml" in archive and "xl/workbook.xml" not in archive else read_xlsx


def _plain(name: str) -> str:
    return "".join(normalize("NFKC", name).split()).casefold()


def table_of(sheet: str) -> Table | None:
    """Return the table that a sheet's name means; None where it means none.

    >>> [table_of(name).name for name in ("学生", " Schools", "2.居民点", "学校基本情况表", "附表3 学生数")]
    ['pupils', 'schools', 'settlements', 'schools', 'pupils']
    >>> table_of("学校旧表备份"), table_of("Sheet1")
    (None, None)
    """
    wanted = _plain(sheet)
    bare = _QUIET_TAIL.sub("", _NUMBERED.sub("", wanted))
    for table in TABLES:
        if wanted in {table.name, table.chinese} or bare in {table.name, table.chinese}:
            return table
    return None


def _tables(sheets: Iterable[Sheet], file: str) -> Book:
    tables: dict[str, RawTable] = {}
    faults = NO_FAULTS
    for sheet in sheets:
        table = table_of(sheet.name)
        if table is None:
            continue
        place = f"{file} [{sheet.name}]"
        if table.name in tables:
            other = tables[table.name].sheet
            expected = Text(
                f"one sheet for the table {table.name}: there are two, {other!r} and {sheet.name!r}",
                f"“{table.chinese}”表应只有一张工作表：现有“{other}”和“{sheet.name}”两张",
            )
            faults += fault(place, expected)
            continue
        raw, problems = _sheet(sheet, place, table)
        if raw is not None:
            tables[table.name] = raw
        # A sheet with nothing on it is a table that is not given; the loader says so if it is needed.
        faults += problems if raw is not None else NO_FAULTS
    return Book(tables=tables, faults=faults)


def _sheet(sheet: Sheet, place: str, table: Table) -> tuple[RawTable | None, Faults]:
    """Turn a sheet's cells into a table of text."""
    rows, spread = carried(sheet, _last_heading_row(sheet, table))
    width = max(map(len, rows), default=0)
    even = [row + [""] * (width - len(row)) for row in rows]
    numbers = [number + 1 for number in sheet.numbers]
    raw, faults = tabulated(even, place, table, numbers=numbers, sheet=sheet.name)
    if raw is None:
        return None, faults
    placed = replace(
        raw,
        dates=_placed(raw, sheet.dates),
        long=_placed(raw, sheet.long),
        spread=_placed(raw, spread),
        notes=(*raw.notes, *_notes(sheet, place, raw)),
    )
    return arranged(_unpadded(placed, sheet, table), table), faults


def _unpadded(raw: RawTable, sheet: Sheet, table: Table) -> RawTable:
    """Keep the zeros that a format shows in front of a code; take them from what is a number anyway."""
    places = _placed(raw, sheet.padded)
    if not places:
        return raw
    homes = homes_of(raw.headings, table)
    codes = {place for place, home in enumerate(homes) if home is not None and home.column.kind == "id"}
    cells = [column.copy() for column in raw.cells]
    for record, place in places:
        if place not in codes:
            cells[place][record] = sheet.padded[int(raw.rows[record]) - 1, place]
    return replace(raw, cells=tuple(cells), padded=frozenset(each for each in places if each[1] in codes))


def _placed(raw: RawTable, cells: Iterable[tuple[int, int]]) -> Places:
    """Turn (row, column) of the sheet into (record, heading) of the table."""
    cells = tuple(cells)
    if not cells:
        return frozenset()
    records = {row - 1: record for record, row in enumerate(raw.rows.tolist())}
    width = len(raw.headings)
    return frozenset((records[row], column) for row, column in cells if row in records and column < width)


def _last_heading_row(sheet: Sheet, table: Table) -> int:
    """Return the row from 0 that holds the heading, once merged cells are carried through it."""
    rows, _ = carried(
        replace(sheet, rows=sheet.rows[:SEARCHED_ROWS], numbers=sheet.numbers[:SEARCHED_ROWS]), SHEET_ROWS
    )
    place = heading_place(rows, table)
    return sheet.numbers[place] if place is not None else 0


def carried(sheet: Sheet, last_heading_row: int) -> tuple[list[list[str]], set[tuple[int, int]]]:
    """Carry the value of merged cells through their own area; return the rows, and the cells of several rows.

    Across columns a value is carried only down to the heading, where it heads several columns.
    """
    if not sheet.merged:
        return sheet.rows, set()
    rows = [list(row) for row in sheet.rows]
    index = {number: place for place, number in enumerate(sheet.numbers)}
    spread: set[tuple[int, int]] = set()
    for top, left, bottom, right in sorted(sheet.merged):
        # Areas do not overlap in a sound workbook; where they do, the upper one holds, so that no cell is filled twice.
        if (top, left) in spread or top not in index or left >= len(rows[index[top]]) or not rows[index[top]][left]:
            continue
        value = rows[index[top]][left]
        inside = range(top, bottom + 1) if bottom - top < len(index) else [row for row in index if top <= row <= bottom]
        for row in inside:
            if row in index:
                _fill(rows[index[row]], left, right if row <= last_heading_row else left, value)
                if bottom > top:
                    spread.add((row, left))
    return rows, spread


def _fill(row: list[str], first: int, last: int, value: str) -> None:
    last = min(last, first + 200)
    row.extend([""] * (last + 1 - len(row)))
    for column in range(first, last + 1):
        row[column] = row[column] or value


def _notes(sheet: Sheet, place: str, raw: RawTable) -> tuple[Text, ...]:
    """Say what a reader of the sheet on a screen would not see."""
    notes = []
    if sheet.hidden:
        notes.append(Text(f"{place}: a hidden sheet; it is read", f"{place}：此工作表已隐藏；照常读取"))
    rows = sorted(row + 1 for row in sheet.hidden_rows & {int(row) - 1 for row in raw.rows})
    if rows:
        notes.append(_hidden_rows_note(sheet, place, rows))
    columns = [place for place in sorted(sheet.hidden_columns) if place < len(raw.headings) and raw.headings[place]]
    if columns:
        shown = _several([f"{cell_address(column, 1)[:-1]} {raw.headings[column]}" for column in columns])
        notes.append(
            Text(f"{place}: hidden column(s), read like the others: {shown}", f"{place}：隐藏的列照常读取：{shown}")
        )
    if sheet.filtered and not rows:
        notes.append(Text(f"{place}: a filter is on; all rows are read", f"{place}：开着筛选；所有行都已读取"))
    return (*notes, *_formula_notes(sheet, place, raw))


def _hidden_rows_note(sheet: Sheet, place: str, rows: Sequence[int]) -> Text:
    filtered = Text(" (a filter is on)", "（开着筛选）") if sheet.filtered else Text("", "")
    which = _several(rows)
    return Text(
        f"{place}: {len(rows):,} hidden row(s){filtered} are read like the others: {which}; delete them if they do not "
        "count",
        f"{place}：{len(rows):,} 行被隐藏{filtered.zh}，照常读取：第 {which} 行；不算数的请删除",
    )


def _formula_notes(sheet: Sheet, place: str, raw: RawTable) -> tuple[Text, ...]:
    cells = [cell_address(column, row + 1) for row, column in sorted(sheet.uncalculated) if column < len(raw.headings)]
    if not cells:
        return ()
    which = _several(cells)
    return (
        Text(
            f"{place}: formulas never calculated are read as empty ({which}); open the workbook in Excel and save it",
            f"{place}：从未计算过的公式按空白读取（{which}）；请在 Excel 中打开并保存一次",
        ),
    )


def _several(items: Sequence[object]) -> str:
    more = f" +{len(items) - _NAMED}" if len(items) > _NAMED else ""
    return ", ".join(map(str, items[:_NAMED])) + more
