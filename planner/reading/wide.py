"""Pupils in wide form, one row a village and one column a grade, become one row for each village, year and grade."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from planner.language import Text
from planner.reading.faults import Ints
from planner.reading.grade_headings import GradeColumn, grade_column
from planner.reading.headings import homes_of
from planner.reading.raw import Places, RawTable, texts
from planner.reading.tables import PUPILS

_ONE_YEAR = re.compile(r"(?<!\d)((?:19|20|21)\d{2})(?!\d)")


def unfolded(raw: RawTable, named: Sequence[str | None]) -> RawTable:
    """Unfold a wide table of pupils; any other table is returned as it is.

    `named`: the column that each heading names, None where it names none. The year is told by a column of its own, by
    the heading itself, by a row above it, or by the one year that title or sheet names. An empty cell is no pupils.
    """
    grades = {
        place: grade
        for place, (heading, name) in enumerate(zip(raw.headings, named, strict=True))
        if name is None and (grade := grade_column(heading)) is not None
    }
    if not is_wide(named, len(grades)):
        return raw
    years = {} if "year" in named else _years(raw, grades)
    doubled = _doubled(grades, years)
    grades = {place: grade for place, grade in grades.items() if place not in doubled}
    record, place = _filled(raw, tuple(grades))
    others = [at for at, name in enumerate(named) if at not in grades and at not in doubled and name != "pupils"]
    added = {
        "grade": [grades[at].grade for at in place.tolist()],
        "pupils": [raw.cells[at][row] for row, at in zip(record.tolist(), place.tolist(), strict=True)],
    }
    if years:
        added["year"] = [str(years[at]) for at in place.tolist()]
    at_sheet = np.array([int(columns[0]) if len(columns) else 0 for columns in raw.columns_at], dtype=np.int64)
    numbers = {at: new for new, at in enumerate(others)} | dict.fromkeys(grades, len(others) + 1)
    return replace(
        raw,
        headings=(*(raw.headings[at] for at in others), *added),
        cells=(*(raw.cells[at][record] for at in others), *map(texts, added.values())),
        rows=raw.rows[record],
        columns_at=(*(raw.columns_at[at][record] for at in others), *[at_sheet[place]] * len(added)),
        dates=_moved(raw.dates, record, place, numbers),
        long=_moved(raw.long, record, place, numbers),
        spread=_moved(raw.spread, record, place, numbers),
        padded=_moved(raw.padded, record, place, numbers),
        wide=True,
        doubled=tuple(raw.headings[at] for at in doubled),
        notes=(*raw.notes, _note(raw, grades, years)),
    )


def _doubled(grades: Mapping[int, GradeColumn], years: Mapping[int, int]) -> tuple[int, ...]:
    """Return the columns whose grade, and year where it is told, an earlier column has already."""
    seen: set[tuple[str, int | None]] = set()
    doubled = []
    for place, grade in grades.items():
        key = (grade.grade, years.get(place))
        if key in seen:
            doubled.append(place)
        seen.add(key)
    return tuple(doubled)


def with_only_year(raw: RawTable, years: Sequence[int]) -> RawTable:
    """Put the scenario's only planning year beside pupils in wide form whose table tells no year, with a note."""
    named = [home.column.name if home else None for home in homes_of(raw.headings, PUPILS)]
    if not raw.wide or "year" in named or len(years) != 1:
        return raw
    count = len(raw.rows)
    note = Text(
        f"{raw.file}: tells no year; taken as pupils of {years[0]}, the scenario's only planning year",
        f"{raw.file}：表中没有写年份，按情景唯一的规划年份 {years[0]} 读取",
    )
    return replace(
        raw,
        headings=(*raw.headings, "year"),
        cells=(*raw.cells, texts([str(years[0])] * count)),
        columns_at=(*raw.columns_at, np.zeros(count, dtype=np.int64)),
        notes=(*raw.notes, note),
    )


def is_wide(named: Sequence[str | None], grades: int) -> bool:
    """Say whether a table with so many columns of grades is wide; pupils beside several grades are their total."""
    return grades > ("pupils" in named) and "grade" not in named


def _filled(raw: RawTable, grades: Sequence[int]) -> tuple[Ints, Ints]:
    """Return record and column of each filled cell below a grade, row by row."""
    parts = [np.flatnonzero(raw.cells[place] != "") for place in grades]
    record = np.concatenate(parts)
    place = np.repeat(np.asarray(grades, dtype=np.int64), [len(part) for part in parts])
    order = np.lexsort((place, record))
    return record[order], place[order]


def _moved(places: Places, record: Ints, place: Ints, numbers: Mapping[int, int]) -> Places:
    """Follow cells to where they stand in the unfolded table."""
    if not places:
        return places
    last = max(numbers.values())
    moved = set()
    for new, (old, at) in enumerate(zip(record.tolist(), place.tolist(), strict=True)):
        moved |= {(new, numbers[column]) for column in numbers if numbers[column] != last and (old, column) in places}
        if (old, at) in places:
            moved.add((new, last))
    return frozenset(moved)


def _years(raw: RawTable, grades: Mapping[int, GradeColumn]) -> dict[int, int]:
    """Return the year of each column of a grade; nothing where one of them has none."""
    one = _year_of_title(raw)
    years = {place: grade.year or _year_above(raw, place) or one for place, grade in grades.items()}
    return {place: year for place, year in years.items() if year} if all(years.values()) else {}


def _year_above(raw: RawTable, place: int) -> int | None:
    """Return the year that a row above the heading sets over a column, or over the next one to the left of it."""
    for row in reversed(raw.above):
        cells = [_one_year(cell) for cell in row[: place + 1]]
        if sum(year is not None for year in map(_one_year, dict.fromkeys(row))) > 1 or (
            len({cell for cell in row if cell}) > 1 and any(cells)
        ):
            found = [year for year in cells if year is not None]
            if found:
                return found[-1]
    return None


def _year_of_title(raw: RawTable) -> int | None:
    """Return the one year that the sheet's name or the rows above the heading name."""
    found = {_one_year(cell) for cell in (raw.sheet, *(cell for row in raw.above for cell in row))} - {None}
    return found.pop() if len(found) == 1 else None


def _one_year(text: str) -> int | None:
    years = {int(year) for year in _ONE_YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def _note(raw: RawTable, grades: Mapping[int, GradeColumn], years: Mapping[int, int]) -> Text:
    headings = [raw.headings[place] for place in grades]
    shown = f"{headings[0]} … {headings[-1]}" if len(headings) > 1 else headings[0]
    told = ", ".join(str(year) for year in dict.fromkeys(years.values()))
    return Text(
        f"{raw.file}: read in wide form, one column a grade ({len(headings)}: {shown})"
        + (f", pupils of {told}" if told else ""),
        f"{raw.file}：按“每个年级一列”的宽表读取（{len(headings)} 列：{shown}）" + (f"，年份 {told}" if told else ""),
    )
