"""Which kind of export a sheet is, which row heads it, and which columns are read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from planner.reading.exports.grade_words import Cohort, grade_heading
from planner.reading.exports.grids import Grid
from planner.reading.exports.kinds import (
    KINDS,
    REGISTER,
    REGISTER_COLUMNS,
    REGISTER_MARKS,
    SCHOOLS_LIST,
    VILLAGES,
    Aliases,
    ExportKind,
)
from planner.reading.grade_headings import GradeColumn
from planner.reading.headings import SEARCHED_ROWS, named_by, signs_of
from planner.reading.meaning import plain
from planner.reading.raw import BLANKS
from planner.reading.spreadsheet import SHEET_ROWS
from planner.reading.tables import SCHOOLS, SETTLEMENTS
from planner.reading.workbook import carried

_BRACKETS = re.compile(r"[()\[\]{}<>【】〔〕〈〉《》「」、,，。.:;/]")
_IN_BRACKETS = re.compile(
    r"(.+?)[(\[{【〔](?:人|名|个|人数|单位.*|公里|千米|必填|选填|可空|文本|全称|规范|\d+位.*|[如按例].*)[)\]}】〕]"
)
_LEAST_NAMED = 2
_OWN = {SCHOOLS_LIST.name: SCHOOLS, VILLAGES.name: SETTLEMENTS}
"""Kinds whose further columns are those of a table of the planner's own."""
_OWN_KEYS = frozenset(("school_id", "settlement_id", "name", "town", "kind"))
_COUNTED_ALONE = re.compile(r"[0-9一二三四五六七八九]")


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """What a sheet was found to be: its kind, which of its rows is the heading, and what each column is.

    `named`: our name to the column's place; `own`: columns of the planner's own table, by their names there; `grades`:
    place to the grade, or the year of entry, that a column is of. `rows` are the sheet's, merged cells carried.
    """

    kind: ExportKind
    row: int
    headings: tuple[str, ...]
    named: Mapping[str, int]
    rows: Sequence[Sequence[str]]
    own: Mapping[str, int] = field(default_factory=dict)
    grades: Mapping[int, GradeColumn | Cohort] = field(default_factory=dict)
    doubled: tuple[str, ...] = ()


def recognise(grid: Grid, aliases: Aliases) -> Recognised | None:
    """Find out what a sheet is; None where no row of its first ones heads an export."""
    rows = _spread(grid, SHEET_ROWS, SEARCHED_ROWS)
    best: tuple[int, Recognised] | None = None
    for place in range(min(len(rows), SEARCHED_ROWS)):
        headings = _headings(rows, place)
        for kind in KINDS:
            found = _as_kind(kind, headings, aliases)
            score = len(found.named) + len(found.grades)
            if _fits(kind, found, headings) and (best is None or score > best[0]):
                best = score, replace(found, row=place)
    if best is None:
        return None
    found = best[1]
    return replace(found, own=_own(found), rows=_spread(grid, grid.numbers[found.row] - 1, None))


def _own(found: Recognised) -> dict[str, int]:
    """Return the columns of the planner's own table among those that the kind does not name.

    Of the heading alone, once it is known to be one: what `named_by` has looked at it remembers, and the rows around
    the heading may be of single people.
    """
    table = _OWN.get(found.kind.name)
    taken = set(found.named.values())
    own: dict[str, int] = {}
    for place, heading in enumerate(found.headings if table is not None else ()):
        home = named_by(heading, table) if table is not None and heading and place not in taken else None
        if home is not None and home.column.name not in _OWN_KEYS:
            own.setdefault(home.column.name, place)
    return own


def _spread(grid: Grid, last_heading_row: int, first: int | None) -> Sequence[Sequence[str]]:
    """Carry merged cells through their areas, down to the heading also across columns."""
    if grid.merged is None:
        return grid.rows[:first]
    sheet = replace(grid.merged, rows=grid.merged.rows[:first], numbers=grid.merged.numbers[:first])
    return carried(sheet, last_heading_row)[0]


def _headings(rows: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    """Return a row's cells; where one is empty, the cell above it, as in headings of two rows."""
    row = [cell.strip(BLANKS) for cell in rows[place]]
    above = [cell.strip(BLANKS) for cell in rows[place - 1]] if place else []
    if len([cell for cell in above if cell]) > _LEAST_NAMED:
        row += [""] * (len(above) - len(row))
        row = [cell or (above[column] if column < len(above) else "") for column, cell in enumerate(row)]
    while row and not row[-1]:
        row.pop()
    return tuple(row)


def _as_kind(kind: ExportKind, headings: Sequence[str], aliases: Aliases) -> Recognised:
    """Name a row's columns as those of a kind."""
    known = headings_of(kind, aliases)
    best: dict[str, tuple[int, int]] = {}
    grades: dict[int, GradeColumn | Cohort] = {}
    doubled: list[str] = []
    for place, heading in enumerate(headings):
        name, rank = column_of(heading, known) if heading else (None, 0)
        if name is not None:
            # Of two headings of one meaning (班级号, 班级名称) the one that stands first in the list is read.
            doubled += [heading] if name in best and best[name][0] == rank else []
            best[name] = min(best.get(name, (rank, place)), (rank, place))
        elif heading and kind.least_grades and (grade := grade_heading(heading)) is not None:
            grades[place] = grade
    named = {name: place for name, (_, place) in best.items()}
    return Recognised(
        kind=kind, row=0, headings=tuple(headings), named=named, rows=(), grades=grades,
        doubled=tuple(doubled),
    )  # fmt: skip


def _fits(kind: ExportKind, found: Recognised, headings: Sequence[str]) -> bool:
    """Say whether a row may head a kind of export."""
    named = found.named.keys()
    if not all(group & named for group in kind.needs) or kind.lacks & named:
        return False
    # 1, 2, 3 below a heading may number its columns; beside a village they are grades.
    spelt = [place for place in found.grades if not _COUNTED_ALONE.fullmatch(headings[place])]
    if len(found.grades) < kind.least_grades or (kind.least_grades and not spelt and len(found.grades) < 2):  # noqa: PLR2004
        return False
    if kind is REGISTER:
        marks = {signs_of(heading) for heading in headings} & set(map(signs_of, REGISTER_MARKS))
        return bool(marks or REGISTER_COLUMNS & named)
    return True


Known = Mapping[str, tuple[str, int]]
"""Signs of a heading to the column it names, and its place among the column's headings."""


def headings_of(kind: ExportKind, aliases: Aliases) -> Known:
    """Return every heading that the columns of a kind bear; the user's own come first."""
    return _known(kind, aliases) if aliases.of else _usual(kind.name)


@lru_cache(maxsize=16)
def _usual(kind: str) -> Known:
    return _known(next(each for each in KINDS if each.name == kind), Aliases())


def _known(kind: ExportKind, aliases: Aliases) -> Known:
    known: dict[str, tuple[str, int]] = {}
    for column in kind.columns:
        for rank, heading in enumerate(column.headings):
            known.setdefault(signs(heading), (column.name, rank))
    for name, headings in aliases.of.get(kind.name, {}).items():
        for rank, heading in enumerate(headings):
            known[signs(heading)] = (name, rank - len(headings))
    return known


def column_of(heading: str, known: Known) -> tuple[str | None, int]:
    """Return the column that a heading names, with the heading's place in its list; None where it names none."""
    bare = _IN_BRACKETS.fullmatch(plain(heading))
    found = known.get(signs(heading)) or (known.get(signs(bare[1])) if bare else None)
    return found or (None, 0)


def signs(heading: str) -> str:
    """Write a heading as headings are compared: `signs_of`, without brackets and points.

    >>> signs("学校（机构）标识码") == signs("学校(机构) 标识码 ："), signs("*年 级")
    (True, '年级')
    """
    return _BRACKETS.sub("", signs_of(heading))
