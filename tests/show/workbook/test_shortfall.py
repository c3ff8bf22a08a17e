"""The shortfall's workbook, read back."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from planner.show.workbook.shortfall import write_shortfall_workbook
from tests.districts import Case, with_scenario, with_schools
from tests.planning import plan_of
from tests.seats import looked_at, two_villages
from tests.showing import synthetic

SHEETS = [
    "摘要",
    "学段年份",
    "分乡镇",
    "增学位排序",
    "大班额",
    "大校额",
    "学位富余",
    "学校余量",
    "学位预警",
    "学校预警",
    "说明",
]
NASTY = ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "{{ 7*7 }}", "007", "http://a.b"]


def _book(case: Case, folder: Path, *, with_plan: bool = False) -> Workbook:
    file = folder / "shortfall.xlsx"
    shortfall = looked_at(case, plan_of(case) if with_plan else None)
    write_shortfall_workbook(file, shortfall, case.scenario, case.district, ["a note"])
    return openpyxl.load_workbook(file)


def _rows(book: Workbook, name: str) -> list[dict[str, object]]:
    lines = list(book[name].iter_rows(min_row=2, values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def test_every_sheet_is_there_and_labelled(tmp_path: Path) -> None:
    """All sheets, each with the synthetic label where data are made up."""
    book = _book(synthetic(two_villages()), tmp_path)
    assert book.sheetnames == SHEETS
    assert all("合成数据" in str(sheet["A1"].value) for sheet in book)
    assert all(sheet.freeze_panes == "A3" for sheet in book)


def test_both_networks_stand_in_the_first_table(tmp_path: Path) -> None:
    """Today's row has the paper's figures; the plan's row follows."""
    rows = _rows(_book(two_villages(), tmp_path, with_plan=True), "学段年份")
    assert [row["学校网络"] for row in rows] == ["现状", "方案"]
    today = rows[0]
    assert [today[head] for head in ("学生（人）", "学位（个）", "有学位（人）")] == [39, 20, 20]
    assert (today["范围内学校已满（人）"], today["范围内无学校（人）"], today["学生减学位（人）"]) == (14, 5, 19)
    assert (today["最少缺口：已证明下限（人）"], today["最少缺口：已找到（人）"], today["缺口已证明精确"]) == (
        19,
        19,
        "是",
    )


def test_modules_stand_in_rank(tmp_path: Path) -> None:
    """P first, with the pupils it would seat."""
    first, second = _rows(_book(two_villages(), tmp_path), "增学位排序")
    assert (first["名次"], first["学校"], first["多安置学生（人）"], first["校址容得下"]) == (1, "P", 10, "是")
    assert (second["名次"], second["学校"], second["多安置学生（人）"]) == (2, "Q", 4)


def test_the_ledgers_have_room_to_be_cleared(tmp_path: Path) -> None:
    """An oversize class stands in the ledger, with empty columns for what is done about it and when."""
    attends = pd.DataFrame([("A", "1", "P", 70)], columns=["settlement_id", "grade", "school_id", "pupils"])
    case = two_villages()
    book = _book(Case(district=replace(case.district, attends=attends), scenario=case.scenario), tmp_path)
    (row,) = _rows(book, "大班额")
    assert (row["学校"], row["最大班（人）"], row["超大班额66人以上（个）"]) == ("P", 70, 1)
    assert {"消除措施", "销号日期"} <= row.keys()
    (school,) = _rows(book, "大校额")
    assert (school["按班额所需教室（间）"], school["缺教室（间）"]) == (7, 6)


def test_endless_seats_are_said_in_words(tmp_path: Path) -> None:
    """Where nothing bounds the seats there is no number."""
    case = with_scenario(two_villages(), "rules", value={"class_size": None, "school_size": None})
    (row,) = _rows(_book(case, tmp_path), "学段年份")
    assert row["学位（个）"] == "不限"


@pytest.mark.parametrize("name", NASTY)
def test_names_stay_text(name: str, tmp_path: Path) -> None:
    """Names of schools and towns are text in every sheet, whatever they look like."""
    book = _book(with_schools(two_villages(), name=name, town=name), tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == name]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
