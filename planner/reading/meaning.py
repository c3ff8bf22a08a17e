"""What a cell means that is not written as the tables ask, where it can mean only one thing.

Each function takes a cell's text and returns what it means, or None where it means nothing or more than one thing.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from unicodedata import normalize

from planner.reading.tables import GRADES

DIGITS: Mapping[str, int] = {"零": 0, "〇": 0, **{sign: place for place, sign in enumerate("一二三四五六七八九", 1)}}
"""Chinese digits."""

_KINDERGARTEN: Mapping[str, str] = {"小班": "K1", "中班": "K2", "大班": "K3"}
_GRADE = re.compile(r"(小学|初中|初)?(?:第)?([1-9一二三四五六七八九])(年级|级)?")
_ENGLISH_GRADE = re.compile(r"(?:grade|g)\.?([1-9])")
_DASHES = re.compile(r"[~\-\u2010-\u2015\u2212\u301c\ufe58\ufe63\uff0d\uff5e至到]+")
_LIST = re.compile(r"[、,;/和及]")
_JUNIOR_FIRST = 6
_YEAR = re.compile(r"([12]\d{3})(?:年|学年|年度|学年度|年秋|年秋季|秋|秋季|年秋季学期)?")
_SCHOOL_YEAR = re.compile(r"([12]\d{3})(?:年)?[-/]([12]\d{3}|\d{2})(?:年|学年|年度|学年度)?")
_NUMBER = re.compile(r"([+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|[+-]?\.\d+)([^\d.,+\-\s].*)?", re.ASCII)
_DEGREES = re.compile(r"(\d{1,3})°(\d{1,2})[′'](?:(\d{1,2}(?:\.\d+)?)(?:″|\"|''))?")

UNITS: Mapping[str, Mapping[str, str]] = {
    "pupils": dict.fromkeys(("人", "名", "个", "位", "生", "pupils", "persons"), "1"),
    "children": dict.fromkeys(("人", "名", "个", "位", "children", "persons"), "1"),
    "years": dict.fromkeys(("岁", "周岁", "年", "years", "year"), "1"),
    "homes": dict.fromkeys(("套", "户", "homes"), "1"),
    "people a home": dict.fromkeys(("人", "人/套", "人/户"), "1"),
    "pupils per 1,000 people": dict.fromkeys(("人", "名", "人/千人", "生/千人"), "1"),
    "seats": dict.fromkeys(("个", "人", "座", "seats"), "1"),
    "rooms": dict.fromkeys(("间", "个", "口", "rooms"), "1"),
    "beds": dict.fromkeys(("张", "个", "床", "床位", "beds"), "1"),
    "yuan": {"元": "1", "yuan": "1", "rmb": "1", "cny": "1", "千元": "1000", "万元": "10000", "万": "10000",
             "亿元": "100000000"},
    "minutes one way": {"分钟": "1", "分": "1", "min": "1", "mins": "1", "minutes": "1", "minute": "1",
                        "小时": "60", "h": "60", "hours": "60"},
    "kilometres one way": {"公里": "1", "千米": "1", "km": "1", "kilometres": "1", "kilometers": "1",
                           "米": "0.001", "m": "0.001", "metres": "0.001"},
    "degrees, or metres in a projected system": {"°": "1", "度": "1", "degrees": "1", "degree": "1", "米": "1",
                                                 "m": "1", "°e": "1", "°n": "1", "e": "1", "n": "1",
                                                 "东经": "1", "北纬": "1", "十进制度": "1"},
}  # fmt: skip
"""Unit of a column to the units its cells and headings may carry, each with what a number is multiplied by."""

_PER = re.compile(r"(?:/|每|a|per)(?:年|间|张|室|床|年度|year|room|bed)$")


def unit_factor(unit: str, said: str) -> Decimal | None:
    """Return what numbers in a unit are multiplied by to stand in the column's own; None where it is another's.

    >>> unit_factor("yuan a year", "万元/年"), unit_factor("minutes one way", "小时"), unit_factor("pupils", "间")
    (Decimal('10000'), Decimal('60'), None)
    """
    base = "yuan" if unit.startswith("yuan") else unit
    plain = normalize("NFKC", said).strip().casefold()
    if base == "yuan":
        plain = _PER.sub("", plain)
    factor = UNITS.get(base, {}).get(plain)
    return None if factor is None else Decimal(factor)


def plain(text: str) -> str:
    """Write a cell in narrow signs, without blanks, in lower case."""
    return re.sub(r"\s+", "", normalize("NFKC", text)).casefold()


def grade_of(text: str) -> str | None:
    """Read a grade.

    >>> [grade_of(cell) for cell in ("一年级", "3 年级", "初二", "初中三年级", "七年级")]
    ['1', '3', '8', '9', '7']
    >>> [grade_of(cell) for cell in ("大班", "Grade 4", "k1", "高一")]
    ['K3', '4', 'K1', None]
    """
    cell = plain(text)
    if cell.upper() in GRADES:
        return cell.upper()
    nursery = cell.removeprefix("幼儿园")
    if nursery in _KINDERGARTEN:
        return _KINDERGARTEN[nursery]
    english = _ENGLISH_GRADE.fullmatch(cell)
    if english:
        return english[1]
    match = _GRADE.fullmatch(cell)
    return _of_stage(match[1] or "", match[2]) if match else None


def _of_stage(stage: str, digit: str) -> str | None:
    """Count a grade within its stage: grade 1 of junior school is grade 7."""
    number = int(digit) if digit.isascii() else DIGITS[digit]
    if not stage.startswith("初"):
        return str(number) if stage == "" or number <= _JUNIOR_FIRST else None
    if number > len(GRADES) - 3 - _JUNIOR_FIRST:
        return str(number) if number > _JUNIOR_FIRST else None
    return str(number + _JUNIOR_FIRST)


def grades_of(text: str) -> tuple[str, ...] | None:
    """Read a run of grades, or a list that makes one.

    >>> [grades_of(cell) for cell in ("1～6年级", "一至三年级", "初一至初三", "初中一至三年级", "小班-大班")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('1', '2', '3', '4', '5', '6'), ('1', '2', '3'), ('7', '8', '9'), ('7', '8', '9'), ('K1', 'K2', 'K3')]
    >>> grades_of("1、2、3年级"), grades_of("1-3年级,4-6年级"), grades_of("6-1"), grades_of("1,3"), grades_of("全部")
    (('1', '2', '3'), ('1', '2', '3', '4', '5', '6'), None, None, None)
    """
    found: list[int] = []
    for part in _LIST.split(plain(text)):
        run = _one_run(part)
        if run is None or (found and run[0] != found[-1] + 1):
            return None
        found += run
    return tuple(GRADES[place] for place in found) or None


def _one_run(part: str) -> list[int] | None:
    """Return the places in GRADES of a run such as 1-6; None where it is none or runs backwards."""
    ends = _DASHES.split(part)
    if len(ends) > 2:  # noqa: PLR2004 - a first and a last grade
        return None
    first, last = ends[0], ends[-1]
    stage = re.match(r"小学|初中|初", first)
    if stage and not re.match(r"小学|初", last):
        last = f"{stage[0]}{last}"
    low, high = grade_of(first), grade_of(last)
    if low is None or high is None:
        return None
    start, end = GRADES.index(low), GRADES.index(high)
    return list(range(start, end + 1)) if start <= end else None


def year_of(text: str) -> int | None:
    """Read the year in which a school year begins.

    >>> [year_of(cell) for cell in ("2026年", "2026学年", "2026-2027", "2026—2027学年", "二〇二六年", "2026/27")]
    [2026, 2026, 2026, 2026, 2026, 2026]
    >>> year_of("2026春"), year_of("2026-2028")
    (None, None)
    """
    cell = _DASHES.sub("-", plain(text))
    if re.fullmatch(r"[〇零一二三四五六七八九]{4}\D*", cell):
        cell = "".join(str(DIGITS[sign]) for sign in cell[:4]) + cell[4:]
    match = _YEAR.fullmatch(cell)
    if match:
        return int(match[1])
    span = _SCHOOL_YEAR.fullmatch(cell)
    if span is None:
        return None
    year = int(span[1])
    return year if span[2] in {str(year + 1), f"{(year + 1) % 100:02d}"} else None


def number_of(text: str, unit: str, *, whole: bool) -> tuple[str, str] | None:
    """Read a number with its unit, separators of thousands or full-width signs: digits, and what was understood.

    `whole`: the column holds counts or yuan, where one comma and three digits can only part thousands.

    >>> number_of("45人", "pupils", whole=True), number_of("1,234", "pupils", whole=True)
    (('45', 'unit'), ('1234', 'thousands'))
    >>> number_of("１２", "", whole=False), number_of("112,400", "", whole=False)
    (('12', 'wide'), None)
    >>> number_of("1.5万元", "yuan", whole=True)
    ('15000', 'unit')
    """
    narrow = normalize("NFKC", text).translate(str.maketrans("−", "-")).replace(" ", "")
    angle = _DEGREES.fullmatch(normalize("NFKC", text.replace("″", '"')).replace(" ", ""))
    if angle and unit.startswith("degrees") and int(angle[2]) < 60 and float(angle[3] or 0) < 60:  # noqa: PLR2004
        return f"{int(angle[1]) + int(angle[2]) / 60 + float(angle[3] or 0) / 3600:.10f}", "unit"
    match = _NUMBER.fullmatch(narrow)
    if match is None or (match[1].count(",") == 1 and "." not in match[1] and not whole):
        return None
    digits = match[1].replace(",", "")
    if match[2] is None:
        return digits, "thousands" if "," in match[1] else "wide"
    factor = unit_factor(unit, match[2])
    if factor is None:
        return None
    return (digits if factor == 1 else f"{(Decimal(digits) * factor).normalize():f}"), "unit"
