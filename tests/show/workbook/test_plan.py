"""The workbook, read back."""

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from planner.plan import Plan
from planner.show.workbook.plan import write_workbook
from tests.showing import renamed
from tests.shown import Shown

SHEETS = [
    "摘要",
    "撤并清单",
    "学校",
    "分年级班数",
    "安置",
    "学位缺口",
    "费用",
    "一次性投入",
    "转学和就近",
    "所指学校",
    "居民点转学",
    "学位预警",
    "学校预警",
    "增建利用",
    "师资与资源",
    "资源均衡",
    "师资设备调配",
    "腾出校舍",
    "说明",
]
NASTY = ["=cmd|' /C calc'!A0", "007", "+1", "@SUM(1)", "http://a.b", "-2+3", "_x0041_甲", "{=1}", "1e5"]


def book_of(shown: Shown, folder: Path) -> Workbook:
    """Write and read back."""
    file = folder / "plan.xlsx"
    write_workbook(file, shown.results)
    return openpyxl.load_workbook(file)


def rows_of(book: Workbook, name: str) -> list[dict[str, object]]:
    """Return a sheet's rows by heading."""
    lines = list(book[name].iter_rows(min_row=2, values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def test_every_sheet_is_there_and_set_up(merging: Shown, tmp_path: Path) -> None:
    """Frozen headings, filters, A4 landscape one page wide, repeated headings, page numbers, the synthetic label."""
    book = book_of(merging, tmp_path)
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes is not None
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.fitToWidth in {None, 1}  # one page wide is what an absent value means
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows
        assert "&P" in str(sheet.oddFooter.right.text) or "&[Page]" in str(sheet.oddFooter.right.text)
        assert "合成数据" in str(sheet.oddHeader.right.text)
        assert any("合成数据" in str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row)
        if sheet.title not in {"摘要", "说明"}:
            assert sheet.auto_filter.ref.startswith("A2:")


def test_the_ledger_has_sheets_of_its_own(mengjin: Shown, tmp_path: Path) -> None:
    """Every stated figure and every project of the district, with what the plan comes to beside it."""
    book = book_of(mengjin, tmp_path)
    assert book.sheetnames == [*SHEETS[:-1], "政策目标", "建设项目", SHEETS[-1]]
    targets, projects = rows_of(book, "政策目标"), rows_of(book, "建设项目")
    assert mengjin.district.targets is not None
    assert len(targets) == len(mengjin.district.targets)
    assert len(projects) == 32
    merged = [row for row in targets if row["目标"] == "撤并小规模学校（教学点）" and row["完成年份"] == 2026]
    assert {row["方案结果"] for row in merged} == {f"{len(mengjin.plan.merges)}所"}
    assert all("不一致" in str(row["说明"]) for row in merged)
    new = [row for row in rows_of(book, "学校") if row["安排"] == "新建"]
    assert "MJ-P-063" not in {row["学校编号"] for row in new}


def test_the_merge_list_is_in_plain_words(merging: Shown, tmp_path: Path) -> None:
    """Who goes where, how far, and what is added for them."""
    (row,) = rows_of(book_of(merging, tmp_path), "撤并清单")
    assert row["去向和安排"] == "寨子教学点：6名学生并入中心小学，步行12分钟；中心小学增建1间教室。"
    assert (row["随并学生（人）"], row["最远单程（分钟）"], row["撤并年份"]) == (6, 12, 2026)


def test_sheets_carry_every_row_of_the_plan(mengjin: Shown, tmp_path: Path) -> None:
    """Row counts, pupils and yuan of the sheets are the plan's own."""
    book, plan = book_of(mengjin, tmp_path), mengjin.plan
    assert len(rows_of(book, "撤并清单")) == len(plan.merges)
    assert len(rows_of(book, "学校")) == len(plan.schools)
    assert len(rows_of(book, "安置")) == len(plan.assignments)
    assert len(rows_of(book, "分年级班数")) == sum(row.open for row in plan.schools)
    placed = sum(sum(row.pupils.values()) for row in plan.assignments)
    for sheet, heading in (("安置", "学生（人）"), ("学校", "学生（人）"), ("分年级班数", "合计（人）")):
        assert sum(float(str(row[heading])) for row in rows_of(book, sheet)) == pytest.approx(placed)
    costs = {row["项目"]: row["每年（元）"] for row in rows_of(book, "费用")}
    assert costs["各项合计"] == pytest.approx(plan.objective.cost)
    assert costs["总计"] == pytest.approx(plan.objective.total)


def test_the_merge_list_agrees_with_the_plan(mengjin: Shown, tmp_path: Path) -> None:
    """Pupils named in the sentences are the receivers' pupils."""
    rows = rows_of(book_of(mengjin, tmp_path), "撤并清单")
    for row, merge in zip(rows, mengjin.plan.merges, strict=True):
        told = [int(count) for count in re.findall(r"(\d+)名学生并入", str(row["去向和安排"]))]
        assert told == [receiver.pupils for receiver in merge.receivers]
        assert "分钟" in str(row["去向和安排"])


def test_widths_fit_chinese(mengjin: Shown, tmp_path: Path) -> None:
    """No name is wider than its column, counting two for each Chinese character."""
    sheet = book_of(mengjin, tmp_path)["安置"]
    for column in "BCEHI":
        longest = max(2 * len(str(cell.value)) for cell in sheet[column][2:])
        assert longest <= sheet.column_dimensions[column].width


@pytest.mark.parametrize("name", NASTY)
def test_names_stay_text(merging: Shown, tmp_path: Path, name: str) -> None:
    """Nothing in a name becomes a formula, a number or a link."""
    shown = renamed(merging, {"P": name, "T": name, "A": name, "B": name}, title=name)
    book = book_of(shown, tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert [row["学校"] for row in rows_of(book, "学校")] == [name, name]


def test_control_characters_are_dropped(merging: Shown, tmp_path: Path) -> None:
    """The file opens, and the letters that can be shown are there."""
    shown = renamed(merging, {"P": "中\x00心\x1b[31m\ud800小学\n", "T": "\u202e寨子"}, title="方\x08案&P&&")
    book = book_of(shown, tmp_path)
    assert [row["学校"] for row in rows_of(book, "学校")] == ["中 心 [31m 小学", "寨子"]


def test_empty_sheets_say_so(keeping: Shown, tmp_path: Path) -> None:
    """Nothing merged, nothing short, nothing spent: each sheet has a sentence, and no label of synthetic data."""
    book = book_of(keeping, tmp_path)
    assert book["撤并清单"]["A3"].value == "不撤并学校"
    assert book["学位缺口"]["A3"].value == "没有缺口：学生全部有学位"
    assert book["一次性投入"]["A3"].value == "没有一次性投入"
    said = [str(cell.value) for sheet in book for row in sheet.iter_rows(max_row=3) for cell in row]
    assert not any("合成数据 synthetic" in text for text in said)


def test_everyone_short(lacking: Shown, tmp_path: Path) -> None:
    """Every settlement stands in the shortfall with its reason, and the total is below."""
    rows = rows_of(book_of(lacking, tmp_path), "学位缺口")
    assert [row["没有学位（人）"] for row in rows] == [20, 6, 26]
    assert rows[0]["原因"] == "范围内无学校"


def test_the_notes_tell_what_stands_behind_it(merging: Shown, tmp_path: Path) -> None:
    """Status, bound, travel, and every input's hash."""
    notes = {str(row["项目"]): str(row["内容"]) for row in rows_of(book_of(merging, tmp_path), "说明")}
    assert notes["方案状态"] == {"optimal": "已证明最省", "feasible": "可行；是否最省尚未证明"}[merging.plan.status]
    assert not any(word in notes["求解"] for word in ("auto", "milp"))
    assert notes["行程"] == "按行程表（travel）。"
    for name, digest in merging.plan.inputs_sha256.items():
        assert notes[f"SHA-256 {name}"] == digest


def test_the_bound_is_never_rounded_up(merging: Shown, tmp_path: Path) -> None:
    """A bound of 99.9 yuan is printed as 99."""
    plan: Plan = merging.plan.model_copy(update={"bound": 99.9})
    book = book_of(Shown(plan=plan, scenario=merging.scenario, district=merging.district), tmp_path)
    notes = {str(row["项目"]): str(row["内容"]) for row in rows_of(book, "说明")}
    assert notes["下界（元）"].startswith("99：")


def test_the_same_plan_gives_the_same_bytes(merging: Shown, tmp_path: Path) -> None:
    """Nothing of the clock is in the file."""
    files = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    for file in files:
        write_workbook(file, merging.results)
    assert files[0].read_bytes() == files[1].read_bytes()
