"""Whatever is found wrong is told in Chinese without English, and in English without Chinese but for the data's own."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from planner.errors import InputError
from planner.findings import Finding, cause_text, gathered_by_cause
from planner.language import Text, in_language
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario
from planner.reading.scenario_file import read_scenario
from planner.reading.table_types import Column
from planner.reading.tables import TABLES
from tests.reading.conftest import Writer
from tests.reading.test_loader import BAD
from tests.reading.test_scenario_file import SOUND, WRONG, written

CHINESE = re.compile(r"[\u3400-\u9fff]")
SENTENCE = re.compile(r"\b(the|is|are|of|and|or|to|there|not|with|more|less|at|each|this|that|must|be)\b")
"""Words that no Chinese sentence holds and hardly an English one goes without."""


def _check(problem: InputError) -> None:
    """Hold a message's two languages apart; values, files and headings are the user's own."""
    text = problem.text()
    assert isinstance(problem.headline, Text)
    assert CHINESE.search(text.zh)
    for finding in problem.findings:
        assert isinstance(finding.expected, Text), finding
        assert CHINESE.search(finding.expected.zh), finding
        own = [part for part in (finding.value, finding.example, finding.file) if part]
        assert not SENTENCE.search(_without(in_language(finding.expected, "zh"), own)), finding.expected.zh


def _without(text: str, own: Iterable[str]) -> str:
    for part in own:
        text = text.replace(part, "")
    return text


@pytest.mark.parametrize("case", BAD)
def test_bad_tables(write_district: Writer, texts: dict[str, str], scenario: Scenario, case: str) -> None:
    """Every kind of fault in a table."""
    file, old, new, _ = BAD[case]
    damaged = texts[file].replace(old, new) if case == "no pupils in a year" else texts[file].replace(old, new, 1)
    with pytest.raises(InputError) as caught:
        read_district(write_district({file: damaged}), scenario)
    _check(caught.value)
    english = " ".join(str(finding.expected) for finding in caught.value.findings)
    named = {column.chinese for table in TABLES for column in table.columns}
    kinds = {chinese for table in TABLES for column in table.columns for chinese in column.choices.values()}
    own = [new, *named, *kinds, *re.findall(r"[\u3400-\u9fff]+", texts[file])]
    assert not CHINESE.search(_without(english, sorted(own, key=len, reverse=True))), english


@pytest.mark.parametrize("case", WRONG)
def test_bad_scenarios(tmp_path: Path, case: str) -> None:
    """Every kind of fault in a scenario."""
    with pytest.raises(InputError) as caught:
        read_scenario(written(tmp_path, f"{SOUND}{WRONG[case][0]}\n"))
    _check(caught.value)
    assert not CHINESE.search(str(caught.value.text()))


def test_a_column_of_wrong_cells_is_one_line(write_district: Writer, texts: dict[str, str], scenario: Scenario) -> None:
    """Three counts below zero: one line with their number, addresses and values, the heading and a right value."""
    damaged = re.sub(r",(\d)\n", r",-\1\n", texts["pupils.csv"])
    with pytest.raises(InputError) as caught:
        read_district(write_district({"pupils.csv": damaged}), scenario)
    (line,) = (cause_text(cause).zh for cause in caught.value.causes if cause.first.column == "pupils")
    count = damaged.count(",-")
    assert line.startswith(f"pupils.csv 学生数（pupils）：{count} 个单元格，如 D2 “-5”、D3 ")
    assert line.endswith("应不小于 0，例如 45")


@pytest.mark.parametrize(
    "column", [column for table in TABLES for column in table.columns], ids=lambda column: column.name
)
def test_every_column_has_an_example(column: Column) -> None:
    """A right value of its own kind."""
    assert column.example
    if column.choices:
        assert column.example in column.choices.values()
    if column.kind in {"number", "count", "year"}:
        assert float(column.example) >= (column.minimum or 0)


def test_kinds_are_kept_apart() -> None:
    """Two columns with the same words are two causes."""
    findings = [Finding(file="a", column=column, row=2, expected=Text("x", "某")) for column in ("b", "c")]
    assert len(gathered_by_cause(findings)) == 2


def test_a_damaged_workbook_is_told_in_chinese_alone(write_district: Writer, scenario: Scenario) -> None:
    """The words of the library that gave up are English and stay in the English message."""
    folder = write_district({})
    (folder / "数据.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InputError) as raised:
        read_district(folder, scenario)
    said = [in_language(found.expected, "zh") for found in raised.value.findings if found.file == "数据.xlsx"]
    assert said == ["应为完整的 Excel 工作簿：此文件为空、不完整或已损坏"]
