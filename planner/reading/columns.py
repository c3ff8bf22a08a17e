"""Tables of text become tables of values, with what is wrong in them and what was understood."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.findings import Finding
from planner.language import Text, in_language, joined
from planner.reading.faults import Faults, Flags, Ints, fault, faults_at, gathered
from planner.reading.headings import Named, homes_of, nearest
from planner.reading.raw import RawTable, Texts
from planner.reading.readers import UNDERSTOOD, Reading, Values, empty_cells, read_cells, unread
from planner.reading.table_types import Column, Table

_ERROR = re.compile(
    r"#(?:REF|DIV/0|VALUE|NUM|NULL|NAME|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY|UNKNOWN|PYTHON|EXTERNAL)[!?]?|#N/A!?"
    r"|#GETTING_DATA|Err:\d{3}",
    re.IGNORECASE,
)
_AMOUNTS = frozenset(("count", "number"))
_LISTED_HEADINGS = 12

_NO_ERROR = Text(
    "a value: the formula in this cell ends in an error; mend it, or empty the cell",
    "应为数值或文字：此单元格的公式结果是错误值；请改正公式，或清空单元格",
)
_NO_DATE = Text(
    "no date: Excel turned what was typed into one; format the column as text, enter it again",
    "不应为日期：Excel 已把输入内容变成日期；请先把该列设为文本格式再重新输入",
)
_LONG = Text(
    "at most 15 digits in a number: Excel drops the others; format the column as text and enter it again",
    "数字最多 15 位：Excel 会丢掉其余各位；请先把该列设为文本格式再重新输入",
)
_OWN_CELL = Text(
    "a number of its own for each row: this cell is merged over several rows; unmerge it and fill each row",
    "每行应各有一个数：此单元格是跨行合并的；请取消合并，逐行填写",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class ParsedTable:
    """A table as read. `columns` has a Reading for every column of the table, all empty where the file lacks it.

    `places` has the number of the heading for each column that the file has.
    """

    table: Table
    raw: RawTable
    columns: dict[str, Reading]
    places: Mapping[str, int]
    notes: tuple[Text, ...] = ()

    @property
    def present(self) -> frozenset[str]:
        """Columns that the file has."""
        return frozenset(self.places)

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

    def cells(self, name: str) -> Texts | None:
        """Return a column's cells as they are written (record); None where the file lacks it."""
        return self.raw.cells[self.places[name]] if name in self.places else None

    def address(self, record: int, name: str) -> str | None:
        """Return the address of a record's cell; None where the file lacks the column."""
        return self.raw.address(record, self.places[name]) if name in self.places else None

    def faults(self, mask: Flags, name: str, expected: Text | Callable[[int], Text], *, cause: str = "") -> Faults:
        """Find fault with a column's cells where mask (record) holds; `cause`: what they share."""
        cells = self.cells(name)

        def describe(record: int) -> Finding:
            return Finding(
                file=self.raw.file,
                row=int(self.rows[record]),
                column=name,
                column_zh=self.table.column(name).chinese,
                value=None if cells is None else str(cells[record]),
                expected=expected if isinstance(expected, str) else expected(record),
                address=self.address(record, name),
                example=self.table.column(name).example,
                cause=cause,
            )

        return faults_at(mask, describe)


def parse_table(raw: RawTable, table: Table) -> tuple[ParsedTable, Faults]:
    """Read each column by its kind. The faults of all columns come together; cross-checks are the loader's."""
    homes = homes_of(raw.headings, table)
    faults = _heading_faults(raw, table, homes)
    places: dict[str, int] = {}
    for place, named in enumerate(homes):
        if named is not None:
            places.setdefault(named.column.name, place)
    readings = {column.name: _read(raw, column, places, homes) for column in table.columns}
    parsed = ParsedTable(table=table, raw=raw, columns=readings, places=places)
    for column in table.columns:
        if column.name in places:
            parts = (parsed.faults(mask, column.name, expected) for mask, expected in readings[column.name].complaints)
            faults += gathered(parts)
    return replace(parsed, notes=(*raw.notes, *_notes(raw, homes), *_understood(parsed, homes))), faults


def _heading_faults(raw: RawTable, table: Table, homes: Sequence[Named | None]) -> Faults:
    faults = Faults()
    names = [None if named is None else named.column.name for named in homes]
    others = [heading for heading, name in zip(raw.headings, names, strict=True) if name is None]
    if not any(names):
        return _no_heading(raw, table)
    if raw.doubled:
        said = Text(
            "one column for each grade of a year: another has this one already",
            "每年每个年级应只有一列：此年级已另有一列",
        )
        faults += _heading_fault(raw, table.column("pupils"), said, value=", ".join(raw.doubled))
    for column in table.columns:
        headings = [heading for heading, name in zip(raw.headings, names, strict=True) if name == column.name]
        if column.required and not headings:
            near = nearest(column, others)
            like = (
                Text(f"; the nearest heading there is {near!r}", f"；最接近的标题是“{near}”") if near else Text("", "")
            )
            expected = Text(
                f"a column {column.name} ({column.chinese}): {column.meaning}; there is none{like}",
                f"应有“{column.chinese}”（{column.name}）列；没有找到{like.zh}",
            )
            faults += _heading_fault(raw, column, expected)
        if len(headings) > 1:
            expected = Text(
                f"one column for {column.name} ({column.chinese}); there are {len(headings)}",
                f"“{column.chinese}”（{column.name}）应只有一列；现有 {len(headings)} 列",
            )
            faults += _heading_fault(raw, column, expected, value=", ".join(headings))
    return faults


def _heading_fault(raw: RawTable, column: Column, expected: Text, value: str | None = None) -> Faults:
    finding = Finding(
        file=raw.file, row=raw.heading_row, column=column.name, column_zh=column.chinese, value=value, expected=expected
    )
    return Faults((finding,))


def _no_heading(raw: RawTable, table: Table) -> Faults:
    """Say once that no row is a heading of the table, with what the first row holds."""
    wanted = [column for column in table.columns if column.required]
    expected = Text(
        f"a heading row of the table {table.name}: {', '.join(column.name for column in wanted)}, or in Chinese; "
        "there is none among the first rows",
        f"应有“{table.chinese}”表的标题行：{'、'.join(column.chinese for column in wanted)}；前几行中没有找到",
    )
    shown = ", ".join(heading for heading in raw.headings[:_LISTED_HEADINGS] if heading)
    return fault(raw.file, expected, row=raw.heading_row, value=shown)


def _notes(raw: RawTable, homes: Sequence[Named | None]) -> tuple[Text, ...]:
    unknown = [
        Text(heading, heading) if heading else Text(f"(column {place}, no heading)", f"（第 {place} 列，无标题）")
        for place, (heading, home) in enumerate(zip(raw.headings, homes, strict=True), 1)
        if home is None
    ]
    if not unknown:
        return ()
    listed = joined(unknown)
    return (Text(f"{raw.file}: columns ignored: {listed}", f"{raw.file}：未使用的列：{listed.zh}"),)


def _read(raw: RawTable, column: Column, places: Mapping[str, int], homes: Sequence[Named | None]) -> Reading:
    place = places.get(column.name)
    named = homes[place] if place is not None else None
    if place is None or named is None:
        return unread(column, len(raw.rows))
    cells = raw.cells[place]
    special = [
        (_errors(cells), _NO_ERROR),
        (_at(raw.dates, place, len(cells)), _NO_DATE),
        (_at(raw.long, place, len(cells)), _LONG),
        (_at(raw.spread, place, len(cells)) & (column.kind in _AMOUNTS), _OWN_CELL),
    ]
    set_aside = np.asarray(np.any([mask for mask, _ in special], axis=0), dtype=np.bool_)
    sound = np.where(set_aside, "", cells) if set_aside.any() else cells
    reading = read_cells(sound, column, named.factor)
    complaints = (*reading.complaints, *((mask, expected) for mask, expected in special if mask.any()))
    if column.required:
        complaints += ((empty_cells(cells), _filled_cell(column)),)
    return replace(reading, complaints=complaints)


def _filled_cell(column: Column) -> Text:
    return Text(f"a filled cell: {column.meaning}", f"不能为空：{column.chinese}必填")


def _at(places: frozenset[tuple[int, int]], place: int, count: int) -> Flags:
    """Say which records' cells of a column are among these places (record)."""
    mask = np.zeros(count, dtype=np.bool_)
    if places:
        mask[[record for record, column in places if column == place]] = True
    return mask


def _errors(cells: Texts) -> Flags:
    """Say which cells hold an error of a spreadsheet (record)."""
    everything = "".join(cells)
    if "#" not in everything and "Err:" not in everything:
        return np.zeros(len(cells), dtype=np.bool_)
    return np.fromiter((_ERROR.fullmatch(cell) is not None for cell in cells), dtype=np.bool_, count=len(cells))


def _understood(parsed: ParsedTable, homes: Sequence[Named | None]) -> tuple[Text, ...]:
    """Say once, for each kind and column, what was read although it is written in another way."""
    file = parsed.raw.file
    notes = [
        _unit_note(file, heading, named)
        for heading, named in zip(parsed.raw.headings, homes, strict=True)
        if named is not None and named.unit
    ]
    for name, place in parsed.places.items():
        column, cells = parsed.table.column(name), parsed.raw.cells[place]
        spread = _at(parsed.raw.spread, place, len(cells)) & parsed.good(name)
        padded = _at(parsed.raw.padded, place, len(cells)) & parsed.good(name)
        kinds = [
            *((mask, UNDERSTOOD[kind]) for mask, kind in parsed.columns[name].understood),
            (spread, Text("the value of merged cells, carried down", "合并单元格的值，逐行沿用")),
            (padded, Text("a number as its format shows it", "按显示格式读取的编号")),
        ]
        notes += [_understood_note(parsed, column, mask, words) for mask, words in kinds if mask.any()]
    return tuple(notes)


def _unit_note(file: str, heading: str, named: Named) -> Text:
    shown = " ".join(heading.split())
    times = "" if named.factor == 1 else f" ×{named.factor:,f}"
    return Text(
        f"{file}: heading {shown!r} read as {named.column.name}{times}",
        f"{file}：标题“{shown}”按“{named.column.chinese}”读取{times}",
    )


def _understood_note(parsed: ParsedTable, column: Column, mask: Flags, words: Text) -> Text:
    first, count = int(np.flatnonzero(mask)[0]), int(mask.sum())
    written, meant = (
        str(parsed.raw.cells[parsed.places[column.name]][first]),
        _shown(parsed.values(column.name)[first]),
    )
    where = parsed.address(first, column.name)
    chinese = column.choices.get(meant, meant)
    same = written == meant
    return Text(
        f"{parsed.raw.file}: column {column.name}: {count:,} cell(s) understood as {words}, first {where} {written!r}"
        + ("" if same else f" = {meant}"),
        f"{parsed.raw.file}：“{column.chinese}”列有 {count:,} 个单元格按“{in_language(words, 'zh')}”理解，"
        f"首处 {where}“{written}”" + ("" if same else f" = {chinese}"),
    )


def _shown(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
