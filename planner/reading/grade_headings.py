"""Headings that stand for a grade, or a grade of a year, as tables of pupils in wide form have them."""

import re
from dataclasses import dataclass

from planner.reading.meaning import grade_of, plain, year_of

_YEAR_FIRST = re.compile(
    r"((?:[12]\d{3}|[〇零一二三四五六七八九]{4})(?:-[12]\d{3})?(?:学年度?|年度|年秋季?|年|秋季?)?)[-_/:]?(.+)"
)
_UNIT = re.compile(r"(?:[(\[（【](?:人|名|人数|学生数)[)\]）】]|/人|人数|学生数|在校生数?)$")


@dataclass(frozen=True, kw_only=True)
class GradeColumn:
    """The grade, and where it is told the year, that a column of a wide table stands for."""

    grade: str
    year: int | None = None


def grade_column(heading: str) -> GradeColumn | None:
    """Read a heading that stands for a grade, or a grade of a year.

    >>> grade_column("2026年一年级"), grade_column("七年级（人）"), grade_column("K2")
    (GradeColumn(grade='1', year=2026), GradeColumn(grade='7', year=None), GradeColumn(grade='K2', year=None))
    >>> grade_column("年级"), grade_column("合计")
    (None, None)
    """
    signs = _UNIT.sub("", plain(heading))
    grade = grade_of(signs)
    if grade is not None:
        return GradeColumn(grade=grade)
    match = _YEAR_FIRST.fullmatch(signs)
    if match is None:
        return None
    grade, year = grade_of(match[2]), year_of(match[1])
    return GradeColumn(grade=grade, year=year) if grade is not None and year is not None else None
