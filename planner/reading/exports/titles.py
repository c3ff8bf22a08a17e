"""What is written above a sheet's heading, in its name and in the file's: year, form, school, whether made up."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.reading.exports.grade_words import Level
from planner.reading.meaning import plain

_SCHOOL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?[-—–~至/]((?:19|20)\d\d|\d\d)(?:年|学年)")
_LONE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=学年|年度|年秋|秋|年(?!\d{1,2}月|春|级))(?!\d)")
_SPRING = re.compile(r"(?<!\d)((?:19|20)\d\d)年?春")
_DATED = re.compile(r"(?<!\d)((?:19|20)\d\d)年(\d{1,2})月")
_FORM = re.compile(r"(?:教基|基础基)0*(\d{3,4})")
_MADE_UP = re.compile(r"虚构|合成数据|假想|示例|made[ -]?up|synthetic|specimen", re.IGNORECASE)
_NAME = re.compile(r"(?:学校|单位|填报单位)(?:\(机构\))?(?:名称|全称)?(?:\((?:章|盖章|公章)\))?[:：](.+)")
_CODE = re.compile(r"(?:学校)?(?:\(机构\))?标识码[:：]([0-9a-z]{6,12})(?![0-9a-z])")
_FIRST_AUTUMN_MONTH = 8
_LEVELS: Sequence[tuple[str, Level]] = (("初中", "junior"), ("初级中学", "junior"), ("小学", "primary"))


@dataclass(frozen=True, kw_only=True)
class Title:
    """What the words around a table tell; '' and () where they tell nothing.

    `years`: the school years they name; `form`: a statistics form's number; `level`: the one stage they name.
    """

    years: tuple[int, ...] = ()
    form: str = ""
    level: Level = ""
    school: str = ""
    school_code: str = ""
    made_up: bool = False


def title_of(above: Iterable[Sequence[str]], sheet: str, file: str) -> Title:
    """Read the rows above a heading, a sheet's name and a file's.

    >>> title_of([["2025-2026学年教基3115 初中学生数"], ["学校（机构）名称：城关一中"]], "表1", "a.xlsx")
    Title(years=(2025,), form='3115', level='junior', school='城关一中', school_code='', made_up=False)
    """
    cells = [plain(cell) for row in above for cell in row if cell.strip()]
    stem = plain(file.rpartition(".")[0] or file)
    words = [*cells, plain(sheet), stem]
    whole = "\n".join(words)
    form = _FORM.search(whole)
    levels = {level for word, level in _LEVELS if word in whole}
    code = next((match[1] for cell in cells if (match := _CODE.search(cell))), "")
    return Title(
        years=years_in(words),
        form=form[1] if form else "",
        level=levels.pop() if len(levels) == 1 else "",
        school=_school(cells),
        school_code=code,
        made_up=_MADE_UP.search(whole) is not None,
    )


def years_in(words: Iterable[str]) -> tuple[int, ...]:
    """Return the school years that words name, by the year in which each begins; times of export are none.

    >>> years_in(["2025-2026学年"]), years_in(["2026年春"]), years_in(["学籍_20251015.xlsx"]), years_in(["2024级"])
    ((2025,), (2025,), (), ())
    >>> years_in(["2025年9月1日"]), years_in(["2025年秋季", "2024学年"])
    ((2025,), (2025, 2024))
    """
    found: list[int] = []
    for text in map(plain, words):
        spans = [
            int(match[1]) for match in _SCHOOL_YEAR.finditer(text) if int(match[2][-2:]) == (int(match[1]) + 1) % 100
        ]
        dated = [int(year) - (int(month) < _FIRST_AUTUMN_MONTH) for year, month in _DATED.findall(text)]
        spring = [int(year) - 1 for year in _SPRING.findall(text)]
        found += spans or spring or dated or [int(year) for year in _LONE_YEAR.findall(text)]
    return tuple(dict.fromkeys(found))


def _school(cells: Sequence[str]) -> str:
    """Return the name that stands behind a word for it."""
    for place, cell in enumerate(cells):
        match = _NAME.match(cell)
        if match:
            return re.split(r"(?:学校)?(?:\(机构\))?标识码|\d{4}学?年|单位:|填表", match[1])[0].strip(" ,、;")
        if _NAME.match(f"{cell.rstrip(':：')}:x") and cell.endswith((":", "：")) and place + 1 < len(cells):
            return cells[place + 1]
    return ""
