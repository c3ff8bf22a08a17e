"""compare.xlsx, read back."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from planner.decide.compare.compare import Comparison, compare_plans
from planner.decide.compare.compared import Compared
from planner.show.workbook.compare import write_compare_workbook
from tests.comparing import compared, paper_pair, village_pair
from tests.showing import renamed
from tests.shown import HOSTILE, Shown, paper_shown

SHEETS = ["指标对比", "学校差异", "行程变化", "乡镇行程变化", "说明"]
NASTY = ["=cmd|' /C calc'!A0", "007", "+1", "@SUM(1)", "http://a.b", "{{ x }}", "<script>"]


def book_of(comparison: Comparison, folder: Path) -> Workbook:
    """Write and read back."""
    file = folder / "compare.xlsx"
    write_compare_workbook(file, comparison)
    return openpyxl.load_workbook(file)


def figures_of(book: Workbook) -> dict[str, tuple[object, ...]]:
    """Return the cells of the figures' table by the row's name."""
    rows = book["指标对比"].iter_rows(values_only=True)
    return {str(row[0]): row[1:] for row in rows if row[0] is not None}


def rows_of(book: Workbook, name: str) -> list[dict[str, object]]:
    """Return a sheet's rows by heading."""
    lines = list(book[name].iter_rows(min_row=2, values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def test_every_sheet_is_there_and_set_up(tmp_path: Path) -> None:
    """Frozen headings, A4 landscape, page numbers; synthetic data is labelled on every sheet's print."""
    book = book_of(compare_plans(paper_pair()), tmp_path)
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes is not None
        assert sheet.page_setup.orientation == "landscape"
        assert "合成数据" in str(sheet.oddHeader.right.text)
        assert "&P" in str(sheet.oddFooter.right.text) or "&[Page]" in str(sheet.oddFooter.right.text)


def test_figures_are_numbers_and_marks_their_format(tmp_path: Path) -> None:
    """A better value stays a number that can be calculated with; its star is in the number format."""
    comparison = compare_plans(village_pair())
    book = book_of(comparison, tmp_path)
    assert figures_of(book)["学校固定成本（元/年）"] == ("越低越好", 300_000, 1_200_000)
    assert figures_of(book)["小学：教学班（个）"] == ("不分优劣", 2, 2)
    assert figures_of(book)["寄宿单程平均（分钟）"] == ("越低越好", "—", "—")
    cells = {str(row[0].value): row for row in book["指标对比"].iter_rows()}
    better, other = cells["学校固定成本（元/年）"][2:4]
    assert "★" in better.number_format.replace("_★", "")
    assert "★" not in other.number_format.replace("_★", "")
    assert better.fill.fgColor.rgb != other.fill.fgColor.rgb


def test_a_gap_is_rounded_up(tmp_path: Path) -> None:
    """A proof is not said stronger than it is."""
    first, other = village_pair()
    loose = replace(other, plan=other.plan.model_copy(update={"gap": 0.010001}))
    assert figures_of(book_of(compare_plans([first, loose]), tmp_path))["差距＝（总计－下界）÷费用"][2] == 0.0101


def test_schools_and_journeys_are_in_words(tmp_path: Path) -> None:
    """The point merged here and kept there; six pupils who walk ten minutes less."""
    book = book_of(compare_plans(village_pair()), tmp_path)
    point = next(row for row in rows_of(book, "学校差异") if row["学校"] == "寨子教学点")
    assert (point["A 安排"], point["B 安排"], point["B 学生（人）"]) == ("撤并", "保留", 6)
    (journey,) = rows_of(book, "行程变化")
    assert (journey["比较"], journey["居民点"], journey["年级段"]) == ("A→B", "B", "一年级")
    assert (journey["原学校（前一方案）"], journey["新学校（后一方案）"]) == ("中心小学", "寨子教学点")
    assert journey["走读增减（分钟）"] == -10
    (town,) = rows_of(book, "乡镇行程变化")
    assert (town["走读变近（人）"], town["走读平均增减（分钟）"]) == (6, -10)


def test_the_notes_say_what_is_measured_and_proven(tmp_path: Path) -> None:
    """Method, proof, files and their hashes, and that the national limit is not for these figures."""
    book = book_of(compare_plans(paper_pair()), tmp_path)
    text = "\n".join(f"{row[0]} {row[1]}" for row in book["说明"].iter_rows(values_only=True))
    for said in (
        "差异系数",
        "不能拿来对照该上限",
        "不足50人的教学点不计入",
        "B/plan.json",
        "合成数据",
        "任何符合规则的方案",
    ):
        assert said in text


@pytest.mark.parametrize("changes", [{}, {"assignments": [], "shortfall": []}])
def test_nothing_to_tell_is_said(tmp_path: Path, changes: dict[str, object]) -> None:
    """Sheets without rows say so; a plan of nobody has no minutes."""
    first, _ = paper_pair(**changes)
    same = replace(first, plan=paper_shown(**changes).plan)
    book = book_of(compare_plans([same, replace(same, label="B")]), tmp_path)
    assert [book[name]["A3"].value for name in SHEETS[1:3]] == ["各方案的学校完全相同", "没有学生的去向或路程有变化"]


def nasty(label: str, shown: Shown) -> Compared:
    """Return a plan whose places, title and scenario carry hostile names."""
    ids = [*shown.district.schools["school_id"], *shown.district.settlements["settlement_id"]]
    names = {place: NASTY[number % len(NASTY)] for number, place in enumerate(ids)}
    return compared(label, renamed(shown, names, title=HOSTILE))


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    """No cell is a formula or a link, and each name stands as it is."""
    first = nasty("A", paper_shown())
    rows = [
        row.model_copy(update={"school_id": "P2"}) if row.school_id == "P1" else row for row in first.plan.assignments
    ]
    other = replace(first, label="B", plan=first.plan.model_copy(update={"assignments": tuple(rows)}))
    book = book_of(compare_plans([first, other]), tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    shown = {cell.value for cell in cells}
    assert NASTY[1] in shown
    assert any(str(value).startswith("=cmd|") for value in shown) or any(HOSTILE in str(value) for value in shown)


def test_the_same_plans_give_the_same_bytes(tmp_path: Path) -> None:
    """No clock is asked."""
    comparison = compare_plans(village_pair())
    for name in ("a", "b"):
        write_compare_workbook(tmp_path / f"{name}.xlsx", comparison)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
