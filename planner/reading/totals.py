"""Rows and columns of totals: set aside, and compared with what they add up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.language import Text, in_language
from planner.reading.faults import Flags
from planner.reading.grade_headings import grade_column
from planner.reading.meaning import number_of, plain
from planner.reading.raw import RawTable, Texts
from planner.reading.table_types import Table

_TOTAL = re.compile(r".{0,30}(?:合计|小计|总计|共计|总和|累计|合共)(?:数|人数)?|(?:grand)?(?:sub)?totals?|sum")
_NAMES = frozenset(("settlement_id", "school_id", "name", "town"))
_SUMMED = frozenset(("count",))
_NAMED_AT_MOST = 3

Numbers = npt.NDArray[np.float64]


def is_total(cell: str) -> bool:
    """Say whether a cell stands in front of a total.

    >>> is_total("合 计"), is_total("河口镇小计："), is_total("Total"), is_total("合计村")
    (True, True, True, False)
    """
    return _TOTAL.fullmatch(plain(cell).strip(":")) is not None


def without_totals(raw: RawTable, table: Table, named: Sequence[str | None]) -> RawTable:
    """Leave out rows and columns of totals, with a note that says whether they agree with the sums."""
    return _without_total_columns(_without_total_rows(raw, table, named), named)


def _without_total_rows(raw: RawTable, table: Table, named: Sequence[str | None]) -> RawTable:
    totals = _total_rows(raw, table, named)
    if not totals.any():
        return raw
    compared = list(_compared(raw, table, named, totals))
    note = _row_note(raw.file, raw.rows[totals].tolist(), _verdict(compared))
    return replace(raw.taking(~totals), notes=(*raw.notes, note))


def _total_rows(raw: RawTable, table: Table, named: Sequence[str | None]) -> Flags:
    """Say which records are totals: a name is a word for it, and they have no code of their own (record)."""
    says = np.zeros(len(raw.rows), dtype=np.bool_)
    own = np.zeros(len(raw.rows), dtype=np.bool_)
    for place, name in enumerate(named):
        if name in _NAMES or (name is None and grade_column(raw.headings[place]) is None):
            word = _words(raw.cells[place])
            says |= word
            if name == table.key[0]:
                own |= ~word & np.asarray(raw.cells[place] != "", dtype=np.bool_)
    return says & ~own


def _words(cells: Texts) -> Flags:
    """Say which cells stand in front of a total (record)."""
    likely = {cell for cell in set(cells.tolist()) if cell and is_total(cell)}
    return np.fromiter((cell in likely for cell in cells), dtype=np.bool_, count=len(cells))


@dataclass(frozen=True, kw_only=True)
class _Wrong:
    address: str
    told: float
    summed: float

    def __str__(self) -> str:
        return str(self.text())

    def text(self) -> Text:
        return Text(
            f"{self.address} says {self.told:,.10g}, the sum is {self.summed:,.10g}",
            f"{self.address} 为 {self.told:,.10g}，实际相加为 {self.summed:,.10g}",
        )


def _compared(raw: RawTable, table: Table, named: Sequence[str | None], totals: Flags) -> Iterator[_Wrong | None]:
    """Compare each total with sums of rows: of all, of those above, of those since the last total, of a town's.

    None for each total that is one of them, else what it says and the likeliest sum.
    """
    for place, name in enumerate(named):
        counted = table.column(name).kind in _SUMMED if name else grade_column(raw.headings[place]) is not None
        if not counted:
            continue
        values = _numbers(raw.cells[place], table.column(name).unit if name else "pupils")
        added = _added(raw, named, totals, values)
        for record in np.flatnonzero(totals & ~np.isnan(values)).tolist():
            sums = list(added.likely(record, "".join(cells[record] for cells in raw.cells)))
            told = float(values[record])
            right = any(abs(told - each) < 0.5 for each in sums)  # noqa: PLR2004 - counts are whole
            yield None if right else _Wrong(address=raw.address(record, place), told=told, summed=sums[0])


@dataclass(frozen=True, kw_only=True, eq=False)
class _Added:
    """A column added up once, so that each total is compared without adding its rows again."""

    upto: Numbers
    """Sum of the rows before a record that are no totals (record, and one more for all)."""
    totals: npt.NDArray[np.int64]
    """The records that are totals."""
    by_town: Mapping[str, float]

    def likely(self, record: int, words: str) -> Iterator[float]:
        """Return the sums that a total may stand for, the likeliest first; `words`: what its row says."""
        here = int(np.searchsorted(self.totals, record))
        last = int(self.totals[here - 1]) if here else -1
        following = int(self.totals[here + 1]) if here + 1 < len(self.totals) else len(self.upto) - 1
        every, above = self.upto[-1], self.upto[record]
        since, below = above - self.upto[last + 1], self.upto[following] - above
        yield from (since, above, every, below) if "小计" in words else (every, above, since, below)
        if self.by_town:
            yield sum(summed for town, summed in self.by_town.items() if town in words)


def _added(raw: RawTable, named: Sequence[str | None], totals: Flags, values: Numbers) -> _Added:
    counted = np.where(totals | np.isnan(values), 0.0, values)
    by_town: dict[str, float] = {}
    if "town" in named:
        towns = raw.cells[list(named).index("town")]
        for town, value in zip(towns[~totals].tolist(), counted[~totals].tolist(), strict=True):
            if town:
                by_town[town] = by_town.get(town, 0.0) + value
    upto = np.concatenate([np.zeros(1), np.cumsum(counted)])
    return _Added(upto=upto, totals=np.flatnonzero(totals), by_town=by_town)


def _numbers(cells: Texts, unit: str = "pupils") -> Numbers:
    """Read a column's counts, NaN where there is none (record)."""
    known: dict[str, float] = {"": np.nan}
    for cell in set(cells.tolist()) - known.keys():
        read = number_of(cell, unit, whole=True)
        known[cell] = float(read[0]) if read is not None else np.nan
    return np.fromiter((known[cell] for cell in cells), dtype=np.float64, count=len(cells))


def _row_note(file: str, rows: list[int], verdict: Text) -> Text:
    which = ", ".join(map(str, rows[:_NAMED_AT_MOST]))
    more = f" +{len(rows) - _NAMED_AT_MOST}" if len(rows) > _NAMED_AT_MOST else ""
    return Text(
        f"{file}: totals in {len(rows):,} row(s) ({which}{more}) are left out; {verdict}",
        f"{file}：合计行 {len(rows):,} 行（第 {which}{more} 行）不作为数据读取；{verdict.zh}",
    )


def _verdict(compared: Sequence[_Wrong | None]) -> Text:
    wrong = [each for each in compared if each is not None]
    if not compared:
        return Text("they hold nothing to compare", "其中没有可核对的合计数")
    if not wrong:
        return Text("they agree with the sums", "与各行相加一致")
    shown = [each.text() for each in wrong[:_NAMED_AT_MOST]]
    more = len(wrong) - len(shown)
    return Text(
        "they do not agree: " + "; ".join(shown) + (f"; {more:,} more" if more else ""),
        "与各行相加不一致："
        + "；".join(in_language(each, "zh") for each in shown)
        + (f"；另有 {more:,} 处" if more else ""),
    )


def _without_total_columns(raw: RawTable, named: Sequence[str | None]) -> RawTable:
    """Compare a column of totals beside columns of grades with their sum; unnamed columns are ignored anyway."""
    grades = [place for place, name in enumerate(named) if name is None and grade_column(raw.headings[place])]
    totals = [
        place
        for place, name in enumerate(named)
        if name == "pupils" or (name is None and is_total(raw.headings[place]))
    ]
    if not totals or "grade" in named or len(grades) <= ("pupils" in named):
        return raw
    notes = []
    for place in totals:
        told = _numbers(raw.cells[place])
        wrong = [] if _sums(raw, grades, told) else _row_wrongs(raw, grades, place, told)
        verdict = _verdict(wrong or [None])
        heading = raw.headings[place]
        notes.append(
            Text(
                f"{raw.file}: column {heading!r} holds totals and is not read; {verdict}",
                f"{raw.file}：“{heading}”列为合计，不作为数据读取；{verdict.zh}",
            )
        )
    return replace(raw, notes=(*raw.notes, *notes))


def _sums(raw: RawTable, grades: list[int], told: Numbers) -> bool:
    """Say whether totals add up some of the columns of grades that stand side by side."""
    columns = np.array([np.nan_to_num(_numbers(raw.cells[place])) for place in grades])
    known = ~np.isnan(told)
    running = np.vstack([np.zeros((1, columns.shape[1])), np.cumsum(columns, axis=0)])
    spans = ((first, last) for last in range(len(grades), 0, -1) for first in range(last))
    return any(bool((abs(running[last] - running[first] - told)[known] < 0.5).all()) for first, last in spans)  # noqa: PLR2004


def _row_wrongs(raw: RawTable, grades: list[int], place: int, told: Numbers) -> list[_Wrong]:
    """Find where a column of totals is not the sum of all columns of grades."""
    sums = np.sum([np.nan_to_num(_numbers(raw.cells[grade])) for grade in grades], axis=0)
    wrong = np.flatnonzero(~np.isnan(told) & (abs(sums - told) >= 0.5))  # noqa: PLR2004 - counts are whole
    return [
        _Wrong(address=raw.address(record, place), told=float(told[record]), summed=float(sums[record]))
        for record in wrong.tolist()
    ]
