"""Records of cells become a table: the heading row is found, titles above it and totals below it are set aside."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.findings import Finding
from planner.language import Text
from planner.reading.faults import Faults, Flags, Ints, fault, faults_at
from planner.reading.footers import FOOTER_ROWS, without_footer
from planner.reading.headings import SEARCHED_ROWS, heading_place, homes_of
from planner.reading.raw import BLANKS, RawTable, Texts, columns_in_order, stripped, texts
from planner.reading.table_types import Table
from planner.reading.totals import without_totals
from planner.reading.wide import unfolded

Records = Sequence[Sequence[str]]

_SHOWN_SIGNS = 30


def arranged(raw: RawTable, table: Table) -> RawTable:
    """Set aside totals and repeated headings, and unfold pupils given in wide form."""
    named = [home.column.name if home else None for home in homes_of(raw.headings, table)]
    whole = without_totals(_without_headings(raw), table, named)
    return unfolded(whole, named) if table.name == "pupils" else whole


def tabulated(
    records: Records, file: str, table: Table, *, numbers: Sequence[int] | None = None, sheet: str = ""
) -> tuple[RawTable | None, Faults]:
    """Set the heading row as headings, the filled rows below it as cells. None where there are none.

    `numbers`: the spreadsheet row of each record, from 1; without them the records are all the rows there are.
    """
    filled = [place for place, record in enumerate(records) if _filled(record)]
    if not filled:
        return None, fault(
            file, Text("a heading and rows: there is nothing but blanks", "应有标题行和数据行：此表全为空白")
        )
    first = heading_place([records[place] for place in filled[:SEARCHED_ROWS]], table) or 0
    headings = _trimmed([heading.strip(BLANKS) for heading in records[filled[first]]])
    cut = first + 1 + without_footer([records[place] for place in filled[first + 1 :]])
    footer = [int(place) for place in filled[cut:]]
    filled = filled[:cut]
    body = [records[place] for place in filled[first + 1 :]]
    told = np.asarray(numbers if numbers is not None else range(1, len(records) + 1), dtype=np.int64)
    rows = told[filled[first + 1 :]]
    width = len(headings)
    body, uneven = _evened(body, width)
    faults = faults_at(uneven, lambda place: _ragged(file, body[place], row=int(rows[place]), width=width))
    keep = np.flatnonzero(~uneven)
    even = [body[place] for place in keep] if faults.count else body
    cells = tuple(stripped(texts(column)) for column in zip(*even, strict=True)) or (texts(()),) * width
    raw = RawTable(
        file=file, headings=headings, cells=cells, rows=rows[keep], columns_at=columns_in_order(width, len(keep)),
        sheet=sheet, above=_above([records[place] for place in filled[:first]]), heading_row=int(told[filled[first]]),
        whole=not faults.count,
    )  # fmt: skip
    return _with_footer_note(_with_title_note(raw), [int(told[place]) for place in footer]), faults


def from_columns(columns: Sequence[Texts], file: str, table: Table) -> RawTable | None:
    """Do as `tabulated` does with whole columns, all of one length. None where that takes a closer look."""
    columns = [stripped(column) for column in columns]
    blank = np.logical_and.reduce([column == "" for column in columns])
    filled = np.flatnonzero(~blank)
    if not len(filled):
        return None
    rows = [[str(column[place]) for column in columns] for place in filled[:SEARCHED_ROWS]]
    first = heading_place(rows, table) or 0
    headings = rows[first]
    below = filled[first + 1 :]
    ends = [[str(column[place]) for column in columns] for place in below[-FOOTER_ROWS:]]
    footer = below[len(below) - len(ends) + without_footer(ends) :]
    below = below[: len(below) - len(footer)]
    while headings and not headings[-1] and (columns[len(headings) - 1][below] == "").all():
        headings.pop()
    if not headings:
        return None
    raw = RawTable(
        file=file, headings=tuple(headings), cells=tuple(column[below] for column in columns[: len(headings)]),
        rows=below + 1, columns_at=columns_in_order(len(headings), len(below)), above=_above(rows[:first]),
        heading_row=int(filled[first]) + 1,
    )  # fmt: skip
    return _with_footer_note(_with_title_note(raw), [int(place) + 1 for place in footer])


def _above(records: Records) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell.strip(BLANKS) for cell in record) for record in records)


def _with_title_note(raw: RawTable) -> RawTable:
    """Say that rows above the heading are not read."""
    if not raw.above:
        return raw
    words = " ".join(dict.fromkeys(cell for cell in raw.above[0] if cell))
    shown = words if len(words) <= _SHOWN_SIGNS else f"{words[:_SHOWN_SIGNS]}…"
    note = Text(
        f"{raw.file}: the heading is row {raw.heading_row}; above it: {shown!r}",
        f"{raw.file}：标题行为第 {raw.heading_row} 行；其上方内容不读取（“{shown}”）",
    )
    return replace(raw, notes=(*raw.notes, note))


def _with_footer_note(raw: RawTable, rows: Sequence[int]) -> RawTable:
    """Say that rows below the data are not read."""
    if not rows:
        return raw
    at = str(rows[0]) if len(rows) == 1 else f"{rows[0]}-{rows[-1]}"
    note = Text(
        f"{raw.file}: remarks below the data, row(s) {at}, are not read",
        f"{raw.file}：表尾的说明（第 {at} 行）不作为数据读取",
    )
    return replace(raw, notes=(*raw.notes, note))


def _without_headings(raw: RawTable) -> RawTable:
    """Leave out rows that repeat the heading, as printed pages do."""
    same: Flags = np.ones(len(raw.rows), dtype=np.bool_)
    for heading, cells in zip(raw.headings, raw.cells, strict=True):
        same &= np.asarray(cells == heading, dtype=np.bool_)
    if not same.any():
        return raw
    rows: Ints = raw.rows[same]
    note = Text(
        f"{raw.file}: the heading is repeated in {len(rows):,} rows, first in row {rows[0]}; they are left out",
        f"{raw.file}：有 {len(rows):,} 行重复标题（首处第 {rows[0]} 行），已略去",
    )
    return replace(raw.taking(~same), notes=(*raw.notes, note))


def _trimmed(record: Sequence[str]) -> tuple[str, ...]:
    end = len(record)
    while end and not record[end - 1]:
        end -= 1
    return tuple(record[:end])


def _evened(body: list[Sequence[str]], width: int) -> tuple[list[Sequence[str]], Flags]:
    """Cut off blank cells beyond the last heading; say which records still have another width (shape: record)."""
    cut = [record if len(record) <= width or _filled(record[width:]) else record[:width] for record in body]
    lengths = np.fromiter(map(len, cut), dtype=np.int64, count=len(cut))
    return cut, lengths != width


def _filled(cells: Sequence[str]) -> bool:
    return bool("".join(cells).strip(BLANKS))


def _ragged(file: str, record: Sequence[str], *, row: int, width: int) -> Finding:
    expected = Text(
        f"{width} cells, as many as there are headings; this row has {len(record)}",
        f"应有 {width} 个单元格，与标题数相同；此行有 {len(record)} 个",
    )
    cause = Text(f"{width} cells, as many as there are headings", f"应有 {width} 个单元格，与标题数相同")
    return Finding(file=file, row=row, value=",".join(record), expected=expected, cause=cause)
