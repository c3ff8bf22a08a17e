"""Grades as exports write them: by name, by the year of entry, and counted from one again in junior school."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from planner.reading.grade_headings import GradeColumn, grade_column
from planner.reading.meaning import grade_of, plain
from planner.reading.tables import GRADES

Level = Literal["", "primary", "junior", "other"]
"""Stage that a table or a school tells: '' where it tells none; `other`: senior and vocational schools."""

_COHORT = re.compile(
    r"(小学|初中)?((?:19|20)\d\d)级(?:\(?(小学|初中)\)?)?(?:\(?\d{1,2}\)?班?)?(?:\(?(?:人|人数)\)?|人数)?"
)
_WITH_CLASS = re.compile(
    r"((?:小学|初中|初)?[1-9一二三四五六七八九](?:年级|级)|(?:小学|初中|初)?[一二三四五六七八九])[(（]?\d{1,2}[)）]?班"
    r"|([1-9])(?:[(（]\d{1,2}[)）]|\d\d)班"
)
_OTHER = re.compile(
    r"(?:高中|高|中职|职高|中专|大学|本科)(?:第)?[1-4一二三四]?(?:年级)?.*|1[0-2](?:年级)?|十[一二]?年级.*"
)
_KINDERGARTEN = re.compile(r"(?:托|小|中|大|学前)(?:班)?[0-9一二三四]?班?")
_JUNIOR_SHIFT, _JUNIOR_GRADES, _PRIMARY_GRADES = 6, 3, 6
_JUNIOR = re.compile(r"初级中学|初中|中学|[一二三四五六七八九十]中$")
_NOT_JUNIOR = re.compile(r"小学|九年|一贯|教学点|幼儿园|附小|附属学校|实验学校|高级中学|高中|职业|中专|技工")


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Pupils who entered a stage in a year, such as 2024级; `level` is '' where it is not told."""

    entered: int
    level: Level = ""


def cohort_of(text: str) -> Cohort | None:
    """Read pupils named by their year of entry.

    >>> cohort_of("2024级"), cohort_of("初中2023级（人）"), cohort_of("七年级")
    (Cohort(entered=2024, level=''), Cohort(entered=2023, level='junior'), None)
    """
    match = _COHORT.fullmatch(plain(text))
    if match is None:
        return None
    told: Level = "junior" if "初中" in {match[1], match[3]} else "primary" if "小学" in {match[1], match[3]} else ""
    return Cohort(entered=int(match[2]), level=told)


def grade_in(cohort: Cohort, year: int, level: Level) -> str | None:
    """Return the grade of those who entered a stage, in the school year that begins in `year`; None where none.

    >>> grade_in(Cohort(entered=2024), 2025, "primary"), grade_in(Cohort(entered=2024), 2025, "junior")
    ('2', '8')
    """
    told = cohort.level or level
    place = year - cohort.entered + 1
    if told not in {"primary", "junior"} or not 1 <= place <= (
        _PRIMARY_GRADES if told == "primary" else _JUNIOR_GRADES
    ):
        return None
    return str(place if told == "primary" else place + _JUNIOR_SHIFT)


def grade_word(text: str) -> str | None:
    """Read a grade of a register: '' for one that is none of the planner's, None where it is no grade.

    >>> [grade_word(cell) for cell in ("一年级", "初中二年级", "七年级（3）班", "高一", "十年级", "大一班", "张三")]
    ['1', '8', '7', '', '', 'K3', None]
    >>> [grade_word(cell) for cell in ("三（2）班", "302班", "3(2)班", "11班", "大一", "中三")]
    ['3', '3', '3', None, None, None]
    """
    signs = plain(text)
    grade = grade_of(signs)
    if grade is not None:
        return grade
    if _OTHER.fullmatch(signs) or signs in {"毕业班", "学前班", "托班"}:
        return ""
    match = _WITH_CLASS.fullmatch(signs)
    if match is not None:
        return grade_of(match[1] or match[2])
    if _KINDERGARTEN.fullmatch(signs) and "班" in signs:
        return grade_of(signs[0] + "班")
    return None


def in_level(grade: str, level: Level) -> str | None:
    """Count a grade from the first of primary school on: 1 of junior school is 7. None where there is none.

    >>> in_level("1", "junior"), in_level("8", "junior"), in_level("2", "primary"), in_level("4", "junior")
    ('7', '8', '2', None)
    """
    if level == "other":
        return ""
    if level != "junior" or not grade.isdigit() or int(grade) > _JUNIOR_SHIFT:
        return grade
    return str(int(grade) + _JUNIOR_SHIFT) if int(grade) <= _JUNIOR_GRADES else None


def level_of(stage: str) -> Level:
    """Read what a column of stages says.

    >>> [level_of(cell) for cell in ("小学", "普通初中", "高中", "")]
    ['primary', 'junior', 'other', '']
    """
    if "初" in stage:
        return "junior"
    if "小学" in stage:
        return "primary"
    return "other" if re.search("高|职|大学|中专", stage) else ""


def level_of_school(name: str, grades: Sequence[str]) -> Level:
    """Tell from a school's name, and the grades written for it, that it is a junior school; '' where it may be another.

    >>> level_of_school("城关镇第一初级中学", ["1", "2", "3"]), level_of_school("城关镇第一小学", ["1"])
    ('junior', '')
    >>> level_of_school("平乐中学", ["1", "2", "5"]), level_of_school("平乐中学", ["7", "8"])
    ('', 'junior')
    """
    above = any(grade in {"4", "5", "6"} for grade in grades)
    return "junior" if _JUNIOR.search(name) and not _NOT_JUNIOR.search(name) and not above else ""


def grade_heading(heading: str) -> GradeColumn | Cohort | None:
    """Read a heading that stands for a grade or for those who entered in a year."""
    return grade_column(heading) or cohort_of(heading)


def ordered(grades: Sequence[str]) -> tuple[str, ...]:
    """Sort grades from the youngest to the oldest."""
    return tuple(sorted(grades, key=GRADES.index))
