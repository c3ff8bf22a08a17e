"""What is wrong with the input, place by place, and the same gathered by cause as a user reads it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planner.language import Language, Text, in_language

_FILES_ZH = {"scenario": "情景"}
_PLACES_NAMED = 3
_VALUE_SIGNS = 60


class Kind(NamedTuple):
    """What findings share that are one thing to mend."""

    file: str
    column: str | None
    cause: str


class Unlisted(NamedTuple):
    """How many more findings there are of a kind than are listed."""

    kind: Kind
    more: int


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing wrong with the input: where it stands, what stands there, what was expected.

    `row` counts as a spreadsheet does: the heading is row 1. `None` where a part does not apply.
    """

    file: str
    expected: Text
    """What would be right; a `Text` where it is said in both languages."""
    row: int | None = None
    column: str | None = None
    value: str | None = None
    column_zh: str | None = None
    """The column as a Chinese table heads it, or what a key means."""
    address: str | None = None
    """Its address as a spreadsheet writes it: D17, or 学生!D17 on a sheet of a workbook."""
    example: str = ""
    """A right value for this column."""
    cause: str = ""
    """What cells wrong for the same reason share, where `expected` says more about this one alone."""

    @property
    def kind(self) -> Kind:
        """What it shares with others of the same cause."""
        return Kind(self.file, self.column, self.cause or self.expected)

    def __str__(self) -> str:
        """Say it in English on one line.

        >>> print(Finding(file="pupils.csv", row=7, column="pupils", value="-3", expected="a count, 0 or more"))
        pupils.csv, row 7, column pupils, value '-3': a count, 0 or more
        """
        return f"{_place_en(self)}: {self.expected}"


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Findings of one kind: the first of them, and how many there are in all."""

    findings: tuple[Finding, ...]
    count: int

    @property
    def first(self) -> Finding:
        """The first finding."""
        return self.findings[0]

    @property
    def expected(self) -> str:
        """What would be right: in general where there are several."""
        return self.first.expected if self.count == 1 else self.first.cause or self.first.expected

    @property
    def examples(self) -> tuple[Finding, ...]:
        """The first few findings, different values before equal ones."""
        different = {finding.value: finding for finding in reversed(self.findings)}
        firsts = [finding for finding in self.findings if different[finding.value] is finding]
        others = [finding for finding in self.findings if different[finding.value] is not finding]
        chosen = [*firsts, *others][:_PLACES_NAMED]
        return tuple(finding for finding in self.findings if any(finding is each for each in chosen))


def gathered_by_cause(findings: Iterable[Finding], unlisted: Iterable[Unlisted] = ()) -> tuple[Cause, ...]:
    """Gather findings by kind, in the order of their first ones; `unlisted`: how many more there are of a kind."""
    of_kind: dict[Kind, list[Finding]] = {}
    for finding in findings:
        of_kind.setdefault(finding.kind, []).append(finding)
    more: dict[Kind, int] = {}
    for each in unlisted:
        more[each.kind] = more.get(each.kind, 0) + each.more
    return tuple(Cause(findings=tuple(found), count=len(found) + more.get(kind, 0)) for kind, found in of_kind.items())


def cause_text(cause: Cause) -> Text:
    """Say a cause on one line: where, how many, the first places and values, what would be right.

    >>> grade = {"file": "pupils.csv", "column": "grade", "column_zh": "年级"}
    >>> grade["expected"] = Text("1 to 9", "应为 1 至 9")
    >>> one = Finding(**grade, row=2, address="C2", value="一年级", example="3")
    >>> print(in_language(cause_text(Cause(findings=(one,), count=1)), "zh"))
    pupils.csv 年级（grade）：C2 “一年级”：应为 1 至 9，例如 3
    >>> print(cause_text(Cause(findings=(one,), count=75)))
    pupils.csv, column grade: 75 cells, such as C2 '一年级': 1 to 9, such as 3
    """
    return Text(_cause_en(cause), _cause_zh(cause))


def _cause_en(cause: Cause) -> str:
    first = cause.first
    example = _example(cause, "en")
    if cause.count == 1:
        cell = f" (cell {first.address})" if first.address else ""
        return f"{_place_en(first)}{cell}: {cause.expected}{example}"
    where = first.file if first.column is None else f"{first.file}, column {first.column}"
    what = "cells" if first.address else "rows" if first.row is not None else "places"
    shown = _listed([_spot(finding, "row {}", "{!r}") for finding in cause.examples], ", ")
    such = f", such as {shown}" if shown else ""
    return f"{where}: {cause.count:,} {what}{such}: {cause.expected}{example}"


def _cause_zh(cause: Cause) -> str:
    first = cause.first
    column = _column_zh(first)
    file = _FILES_ZH.get(first.file, first.file)
    where = f"{file} {column}" if column else file
    shown = _listed([_spot(finding, "第 {} 行", "“{}”") for finding in cause.examples], "、")
    if cause.count > 1:
        what = "个单元格" if first.address else "行" if first.row is not None else "处"
        shown = f"{cause.count:,} {what}{'，如 ' if shown else ''}{shown}"
    said = f"{where}：{shown}" if shown else where
    return f"{said}：{in_language(cause.expected, 'zh')}{_example(cause, 'zh')}"


def _column_zh(finding: Finding) -> str:
    """Name a column in Chinese, with its English name beside it where the file may bear either."""
    if finding.column is None:
        return ""
    return f"{finding.column_zh}（{finding.column}）" if finding.column_zh else finding.column


def _example(cause: Cause, language: Language) -> str:
    """Give a right value, unless what was expected names it already."""
    example, expected = cause.first.example, in_language(cause.expected, language)
    if not example or example in expected:
        return ""
    return f"，例如 {example}" if language == "zh" else f", such as {example}"


def _spot(finding: Finding, row: str, value: str) -> str:
    place = finding.address or (row.format(finding.row) if finding.row is not None else "")
    text = "" if finding.value is None else value.format(shortened(finding.value))
    return " ".join(part for part in (place, text) if part)


def _listed(spots: Sequence[str], sign: str) -> str:
    return sign.join(spot for spot in dict.fromkeys(spots) if spot)


def _place_en(finding: Finding) -> str:
    place = [finding.file]
    if finding.row is not None:
        place.append(f"row {finding.row}")
    if finding.column is not None:
        place.append(f"column {finding.column}")
    if finding.value is not None:
        place.append(f"value {shortened(finding.value)!r}")
    return ", ".join(place)


def shortened(value: str, limit: int = _VALUE_SIGNS) -> str:
    """Keep a damaged cell of a megabyte from flooding a message."""
    return value if len(value) <= limit else value[: limit - 1] + "…"


def cell_address(place: int, row: int, sheet: str = "") -> str:
    """Write a cell's address as a spreadsheet does; `place` counts columns from 0.

    >>> cell_address(3, 17), cell_address(27, 2, "学生")
    ('D17', '学生!AB2')
    """
    letters, number = "", place + 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{sheet}!{letters}{row}" if sheet else f"{letters}{row}"
