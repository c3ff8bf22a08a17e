"""Cells of one column become numbers, choices, grades and ids: whole columns at a time, by the column's kind."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.language import Text
from planner.reading.faults import Flags
from planner.reading.meaning import grade_of, grades_of, number_of, plain, year_of
from planner.reading.raw import Texts, texts
from planner.reading.table_types import Column
from planner.reading.tables import GRADES, grade_run

Values = npt.NDArray[Any]

COUNT_LIMIT = 10_000_000
"""Largest count a cell may hold (pupils, rooms, beds)."""
NUMBER_LIMIT = 1e15
"""Largest number a cell may hold."""
TEXT_LIMIT = 400
"""Longest text a cell may hold, characters; ids half of it."""
YEARS = (1900, 2200)

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_PLAIN_SIGNS = frozenset(b"0123456789.-")
_BREAK = re.compile(r"[\x00-\x08\n\r\x0b\x0c\x85\u2028\u2029]")
_LOOKS_LIKE_DATE = re.compile(r"\d{1,2}月\d{1,2}日|\d{1,2}-[A-Za-z]{3}|\d{4}[-/]\d{1,2}[-/]\d{1,2}.*|[A-Za-z]{3}-\d{2}")

UNDERSTOOD: dict[str, Text] = {
    "unit": Text("a number with its unit", "带单位的数"),
    "thousands": Text("a number with separators of thousands", "带千位分隔符的数"),
    "wide": Text("a number in full-width digits", "全角数字"),
    "year": Text("a school year", "学年"),
    "word": Text("another word for it", "同义词"),
    "grade": Text("a grade in other words", "年级的其他写法"),
    "grades": Text("grades in other words", "年级范围的其他写法"),
}
"""What may be understood in a cell that is not written as asked."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """A column as read, arrays of shape (record).

    `array` is float64 for numbers, counts and years (NaN where empty or wrong) and text otherwise ('' there).
    `good` says which cells were filled and sound. `complaints` say what is wrong with the others; `understood` which
    sound cells were written in another way, by the key of `UNDERSTOOD`.
    """

    array: Values
    good: Flags
    complaints: tuple[tuple[Flags, Text], ...] = ()
    understood: tuple[tuple[Flags, str], ...] = ()


def empty_cells(cells: Texts) -> Flags:
    """Say which cells are empty (record)."""
    return np.asarray(cells == "", dtype=np.bool_)


def unread(column: Column, count: int) -> Reading:
    """Return the reading of a column that the file lacks."""
    is_number = column.kind in {"number", "count", "year"}
    values = np.full(count, np.nan) if is_number else np.full(count, "", dtype=object)
    return Reading(array=values, good=np.zeros(count, dtype=np.bool_))


def read_cells(cells: Texts, column: Column, factor: Decimal) -> Reading:
    """Read cells by the column's kind; numbers without a unit of their own are multiplied by the heading's factor."""
    if column.kind in {"number", "count"}:
        return _number(cells, column, factor)
    return _READERS[column.kind](cells, column)


def _text(cells: Texts, column: Column) -> Reading:
    limit = TEXT_LIMIT // 2 if column.kind == "id" else TEXT_LIMIT
    lengths = np.fromiter(map(len, cells), dtype=np.int64, count=len(cells))
    long = lengths > limit
    split = np.zeros(len(cells), dtype=np.bool_)
    if _BREAK.search("".join(cells)):
        split = np.fromiter((_BREAK.search(cell) is not None for cell in cells), dtype=np.bool_, count=len(cells))
    complaints = (
        (long, Text(f"at most {limit} characters", f"最多 {limit} 个字符")),
        (split & ~long, Text("text on one line", "应为一行文字，不能换行")),
    )
    return Reading(array=cells, good=(lengths > 0) & ~long & ~split, complaints=complaints)


def _number(cells: Texts, column: Column, factor: Decimal) -> Reading:
    values, wrong, understood = _numbers(cells, column)
    if factor != 1:
        bare = ~np.any(
            [np.zeros(len(cells), dtype=np.bool_), *(mask for mask, kind in understood if kind == "unit")], axis=0
        )
        values = np.where(bare, values * float(factor), values)
    if column.kind == "number":
        return _bounded(values, wrong, column, (-NUMBER_LIMIT, NUMBER_LIMIT), understood)
    return _whole(values, wrong, column, (0, COUNT_LIMIT), understood)


Understood = tuple[tuple[Flags, str], ...]


def _numbers(cells: Texts, column: Column) -> tuple[npt.NDArray[np.float64], Flags, Understood]:
    """Read decimal numbers: values (NaN where there is none), which filled cells are none, what was understood."""
    filled = ~empty_cells(cells)
    values = np.full(len(cells), np.nan)
    everything = "".join(cells)
    # A column of nothing but digits, points and signs is converted at once; float() alone would take '1e5' and 'nan'.
    if everything.isascii() and not set(np.unique(np.frombuffer(everything.encode(), dtype=np.uint8))) - _PLAIN_SIGNS:
        try:
            values[filled] = cells[filled].astype(np.float64)
        except ValueError:
            pass
        else:
            return values, np.zeros(len(cells), dtype=np.bool_), ()
    codes, different = pd.factorize(cells)
    read = [_one_number(str(cell), column) for cell in different]
    values = np.array([float(each[0]) if each else np.nan for each in read], dtype=np.float64)[codes]
    kinds = np.array([each[1] if each else "" for each in read], dtype=object)[codes]
    found = sorted({each[1] for each in read if each and each[1]})
    understood = tuple((np.asarray(kinds == kind, dtype=np.bool_), kind) for kind in found)
    return values, filled & np.isnan(values), understood


def _one_number(cell: str, column: Column) -> tuple[str, str] | None:
    """Return a cell's number and what was understood in it, '' where it is plainly written; None where it is none."""
    if _DECIMAL.fullmatch(cell):
        return cell, ""
    whole = column.kind == "count" or column.unit.startswith("yuan")
    return number_of(cell, column.unit, whole=whole) if cell else None


def _year(cells: Texts, column: Column) -> Reading:
    codes, different = pd.factorize(cells)
    read = [_one_year(str(cell)) for cell in different]
    values = np.array([np.nan if year is None else year for year, _ in read], dtype=np.float64)[codes]
    said = np.array([other for _, other in read], dtype=np.bool_)[codes]
    wrong = ~empty_cells(cells) & np.isnan(values)
    return _whole(values, wrong, column, YEARS, ((said, "year"),) if said.any() else ())


def _one_year(cell: str) -> tuple[float | None, bool]:
    if _DECIMAL.fullmatch(cell):
        return float(cell), False
    year = year_of(cell)
    return (None, False) if year is None else (float(year), True)


def _whole(
    values: Values, wrong: Flags, column: Column, bounds: tuple[float, float], understood: Understood
) -> Reading:
    with np.errstate(invalid="ignore"):
        broken = np.isfinite(values) & (values != np.floor(values))
    reading = _bounded(np.where(broken, np.nan, values), wrong, column, bounds, understood)
    complaint = (broken, Text("a whole number", "应为整数"))
    return Reading(
        array=reading.array,
        good=reading.good,
        complaints=(*reading.complaints, complaint),
        understood=reading.understood,
    )


def _bounded(
    values: Values, wrong: Flags, column: Column, bounds: tuple[float, float], understood: Understood
) -> Reading:
    low = bounds[0] if column.minimum is None else max(column.minimum, bounds[0])
    high = bounds[1] if column.maximum is None else min(column.maximum, bounds[1])
    with np.errstate(invalid="ignore"):
        under, over = values < low, values > high
    good = ~np.isnan(values) & ~under & ~over
    words = _words_of_bounds(column, low, high)
    return Reading(
        array=np.where(good, values, np.nan),
        good=good,
        complaints=tuple(zip((wrong, under, over), words, strict=True)),
        understood=tuple((mask & good, kind) for mask, kind in understood if (mask & good).any()),
    )


def _words_of_bounds(column: Column, low: float, high: float) -> tuple[Text, Text, Text]:
    """Say what is expected of a cell that is no number, one that is too small, one that is too large."""
    if column.kind == "year":
        between = Text(f"a year from {low:.0f} to {high:.0f}", f"应为 {low:.0f} 至 {high:.0f} 之间的年份，如 2026")
        return Text("a year, such as 2026", "应为年份，如 2026"), between, between
    unit = f" ({column.unit})" if column.unit else ""
    return (
        Text(f"a decimal number{unit}, digits and one point only", "应为数字：只用数字和小数点"),
        Text(f"{low:,.0f} or more{unit}", f"应不小于 {low:,.0f}"),
        Text(f"at most {high:,.0f}{unit}", f"应不大于 {high:,.0f}"),
    )


Meaning = tuple[str, bool]
"""What a cell means, and whether it was written in another way."""


def _mapped(
    cells: Texts, known: Callable[[str], Meaning | None], expected: Callable[[str], Text], kind: str
) -> Reading:
    """Read cells of which only a few are different: each different one once. `known` gives None where it is none."""
    codes, different = pd.factorize(cells)
    read: Sequence[Meaning | None] = [known(str(cell)) if cell else ("", False) for cell in different]
    values = texts(meaning[0] if meaning else "" for meaning in read)[codes]
    wrong = {place: expected(str(different[place])) for place, meaning in enumerate(read) if meaning is None}
    good = np.array([bool(meaning and meaning[0]) for meaning in read], dtype=np.bool_)[codes]
    other = np.array([bool(meaning and meaning[1]) for meaning in read], dtype=np.bool_)[codes]
    said = dict.fromkeys(wrong.values())
    complaints = tuple((np.isin(codes, [place for place, words in wrong.items() if words == one]), one) for one in said)
    return Reading(array=values, good=good, complaints=complaints, understood=((other, kind),) if other.any() else ())


def _choice(cells: Texts, column: Column) -> Reading:
    names = {plain(english): english for english in column.choices}
    names |= {plain(chinese): english for english, chinese in column.choices.items()}
    others = {plain(word): english for word, english in column.synonyms.items()}
    listed = ", ".join(f"{english} ({chinese})" for english, chinese in column.choices.items())
    words = Text(f"one of {listed}", f"应为以下之一：{'、'.join(column.choices.values())}")

    def known(cell: str) -> Meaning | None:
        signs = plain(cell)
        if signs in names:
            return names[signs], False
        return (others[signs], True) if signs in others else None

    return _mapped(cells, known, lambda _: words, "word")


_A_GRADE = Text("K1 K2 K3 (kindergarten) or 1 to 9", "应为 1 至 9，幼儿园为 K1、K2、K3")
_A_RUN = Text(
    "grades it can teach, such as 1-3, 1-6, 7-9, 1-9, K1-K3", "应为可开设的年级范围，如 1-3、1-6、7-9、1-9、K1-K3"
)
_A_DATE = Text(
    "a run of grades such as 1-6: Excel turned what was typed into a date; format the column as text",
    "应为年级范围，如 1-6：Excel 已把输入内容变成日期；请先把该列设为文本格式再输入",
)
_BACKWARDS = Text("a run from the youngest grade to the oldest: this one runs backwards", "年级应从低到高：此处写反了")


def _grade(cells: Texts, column: Column) -> Reading:
    del column

    def known(cell: str) -> Meaning | None:
        grade = grade_of(cell)
        return None if grade is None else (grade, plain(cell).upper() != grade)

    return _mapped(cells, known, lambda _: _A_GRADE, "grade")


def _grades(cells: Texts, column: Column) -> Reading:
    del column
    return _mapped(cells, _run, _run_wanted, "grades")


def _run(cell: str) -> Meaning | None:
    try:
        grades, other = grade_run(plain(cell)), False
    except ValueError:
        found = grades_of(cell) if not _LOOKS_LIKE_DATE.fullmatch(cell) else None
        if found is None:
            return None
        grades, other = found, True
    return (grades[0] if len(grades) == 1 else f"{grades[0]}-{grades[-1]}"), other


def _run_wanted(cell: str) -> Text:
    if _LOOKS_LIKE_DATE.fullmatch(cell):
        return _A_DATE
    first, _, last = plain(cell).upper().partition("-")
    return _BACKWARDS if first in GRADES and last in GRADES else _A_RUN


_READERS: dict[str, Callable[[Texts, Column], Reading]] = {
    "id": _text,
    "text": _text,
    "year": _year,
    "choice": _choice,
    "grade": _grade,
    "grades": _grades,
}
