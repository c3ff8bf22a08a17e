"""Which row of a table is its heading, and which column each heading names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache

from planner.reading.grade_headings import grade_column
from planner.reading.meaning import grades_of, plain, unit_factor
from planner.reading.table_types import Column, Table
from planner.reading.tables import TABLES

SEARCHED_ROWS = 30
"""Filled rows among which the heading is looked for."""

_SEPARATORS = re.compile(r"[\s_\-]+")
_ORNAMENT = re.compile(r"^[*※★●#\s]+|[*※★:：\s]+$")
_BRACKETED = re.compile(r"(.+?)[(\[{【〔（〈<《「](.*?)[)\]}】〕）〉>》」](.*)", re.DOTALL)
_SLASHED = re.compile(r"(.+?)[/,:_|](.+)", re.DOTALL)
_QUIET_WORDS = re.compile(
    r"单程|必填|选填|可选|可不填|可空|单位:?|文本|数字|required|optional|one way|wgs84|cgcs2000|[,、;:*\s]"
)
_NEAR = 0.5


@dataclass(frozen=True, kw_only=True)
class Named:
    """The column a heading names, and what its unit multiplies the column's numbers by; `unit` as it was written."""

    column: Column
    factor: Decimal = Decimal(1)
    unit: str = ""


def signs_of(heading: str) -> str:
    """Write a heading as headings are compared: narrow, lower case, without blanks, ornaments, hyphens.

    >>> signs_of("Walk-Minutes "), signs_of("*学 生 数："), signs_of("ＩＤ")
    ('walkminutes', '学生数', 'id')
    """
    return _SEPARATORS.sub("", plain(_ORNAMENT.sub("", heading)))


def named_by(heading: str, table: Table) -> Named | None:
    """Return the column that a heading names, in English or Chinese, with or without its unit; None where none.

    >>> from planner.reading.tables import PUPILS, SCHOOLS
    >>> [named_by(heading, PUPILS).column.name for heading in ("学生数（人）", "Settlement ID", "学生数/人")]
    ['pupils', 'settlement_id', 'pupils']
    >>> named_by("建设费(万元)", SCHOOLS).factor, named_by("学生数（女）", PUPILS)
    (Decimal('10000'), None)
    """
    return _named_by(heading, table.name)


@lru_cache(maxsize=4096)
def _named_by(heading: str, table_name: str) -> Named | None:
    table = next(table for table in TABLES if table.name == table_name)
    whole = _by_signs(signs_of(heading), table)
    if whole is not None:
        return Named(column=whole)
    for pattern in (_BRACKETED, _SLASHED):
        parts = pattern.fullmatch(plain(heading))
        column = _by_signs(signs_of(parts[1]), table) if parts else None
        if parts is not None and column is not None:
            unit = "".join(parts.groups()[1:])
            factor = Decimal(1) if _says_the_same(column, parts[1], unit) else _factor(column, unit)
            if factor is not None:
                return Named(column=column, factor=factor, unit=unit)
    return None


def _says_the_same(column: Column, name: str, beside: str) -> bool:
    """Say whether what stands beside a name is another name of the column, the end of one, or an example of grades."""
    if column.kind in {"grade", "grades"} and grades_of(beside):
        return True
    names = {signs_of(each) for each in column.headings}
    return signs_of(beside) in names or signs_of(name + beside) in names


def _by_signs(signs: str, table: Table) -> Column | None:
    return next((column for column in table.columns if signs in map(signs_of, column.headings)), None)


def homes_of(headings: Sequence[str], table: Table) -> tuple[Named | None, ...]:
    """Return what each heading names; a name stands in for a code where no heading names the code.

    >>> from planner.reading.tables import ATTENDS
    >>> [home and home.column.name for home in homes_of(["居民点编号", "居民点名称", "学校名称", "备注"], ATTENDS)]
    ['settlement_id', None, 'school_id', None]
    """
    homes = [named_by(heading, table) for heading in headings]
    for column in table.columns:
        if column.instead and not any(home is not None and home.column is column for home in homes):
            place = _first_named(column.instead, headings, homes)
            if place is not None:
                homes[place] = Named(column=column)
    return tuple(homes)


def _first_named(names: Sequence[str], headings: Sequence[str], homes: Sequence[Named | None]) -> int | None:
    """Return the heading of the first of these names that is there and names nothing else."""
    signs = [signs_of(heading) if home is None else "" for heading, home in zip(headings, homes, strict=True)]
    return next((signs.index(signs_of(name)) for name in names if signs_of(name) in signs), None)


def _factor(column: Column, unit: str) -> Decimal | None:
    """Return what a unit beside a heading multiplies by; None where it is no unit of the column."""
    said = _QUIET_WORDS.sub("", unit)
    if not said:
        return Decimal(1)
    if column.kind == "year":
        return Decimal(1) if said in {"年", "学年"} else None
    return unit_factor(column.unit, said) if column.unit else None


def heading_place(rows: Sequence[Sequence[str]], table: Table) -> int | None:
    """Return which of the first filled rows names most of a table's columns; None where none names any."""
    counts = [_columns_named(row, table) for row in rows[:SEARCHED_ROWS]]
    most = max(counts, default=0)
    return counts.index(most) if most else None


def _columns_named(row: Sequence[str], table: Table) -> int:
    names = {home.column.name for home in homes_of(row, table) if home is not None}
    grades = sum(grade_column(cell) is not None for cell in row if cell) if table.name == "pupils" else 0
    # A row of data can hold a word that is a heading too, such as 年级 or 学校; a heading row names more than that.
    return len(names) + (grades if names else 0)


def nearest(column: Column, headings: Sequence[str]) -> str | None:
    """Return the heading most like a column's names, of those that name nothing; None where none is like them.

    >>> from planner.reading.tables import PUPILS
    >>> nearest(PUPILS.column("pupils"), ["学生数（女）", "备注"]), nearest(PUPILS.column("year"), ["备注"])
    ('学生数（女）', None)
    """
    likeness = {heading: _likeness(column, signs_of(heading)) for heading in headings if heading}
    best = max(likeness, key=lambda heading: likeness[heading], default=None)
    return best if best is not None and likeness[best] >= _NEAR else None


def _likeness(column: Column, signs: str) -> float:
    """Say how alike two names are, from 0 to 1; one that holds the other is like it."""
    names = [signs_of(name) for name in column.headings]
    if any(name in signs for name in names if len(name) > 1):
        return 1.0
    return max(SequenceMatcher(None, name, signs).ratio() for name in names)
