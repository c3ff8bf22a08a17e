"""plan.docx, read back."""

from dataclasses import replace
from pathlib import Path

import pytest
from docx.document import Document as DocumentFile
from docx.enum.section import WD_ORIENT
from PIL import Image

from planner.decide.explain.balance import ITEMS, Balance
from planner.decide.explain.reasons import SchoolReason
from planner.language import Text
from planner.problem.travel import STRAIGHT_LINE_NOTE
from planner.show.papers.plan_paper import STAMP, Given, plan_paper, write_plan_paper
from planner.show.papers.wording import BLANK
from planner.show.words.common import clean
from planner.show.words.merging import MergingTold
from planner.show.words.numbers import wan_text
from planner.show.words.reason_names import names_of
from planner.show.words.sentences import proof_sentence
from tests.papers import heads_of, opened, pages_of, pdfs_of, reasons_of, rows_below, said_in
from tests.showing import renamed
from tests.shown import HOSTILE, MATHS, Shown, everything_short, nothing_merged, one_settlement, paper_shown

LIST = ("序号", "拟撤并学校")
NASTY = [
    "{{ 7*7 }}",
    "{% for x in y %}",
    "</w:t></w:r><w:p>",
    "{_{ a }_}",
    "&lt;b&gt; & <b>",
    "a\x00b\x1b[31m\n甲\t乙",
    "%}",
]


def paper_of(shown: Shown, folder: Path, reasons: tuple[SchoolReason, ...] = ()) -> DocumentFile:
    """Write and read back."""
    write_plan_paper(folder / "plan.docx", shown.results, reasons)
    return opened(folder / "plan.docx")


def test_every_merged_school_is_in_the_list(mengjin: Shown, tmp_path: Path) -> None:
    """With its receivers, their pupils, and the year; and in the annex."""
    document, names = paper_of(mengjin, tmp_path), names_of(mengjin.scenario, mengjin.district)
    rows, annex = rows_below(document, *LIST), said_in(document)
    assert len(rows) == len(mengjin.plan.merges) > 0
    for row, merge in zip(rows, mengjin.plan.merges, strict=True):
        assert row[1].startswith(names.school(merge.school_id))
        assert row[-1] == str(merge.year)
        assert int(row[4].replace(",", "")) == sum(receiver.pupils for receiver in merge.receivers)
        for receiver in merge.receivers:
            assert names.school(receiver.school_id) in row[5]
            assert f"{receiver.pupils}人" in row[5]
        assert f"，{merge.school_id}）" in annex


def test_figures_are_the_plans_own(mengjin: Shown, tmp_path: Path) -> None:
    """Costs by term in 10,000 yuan, sums of what is added, pupils and minutes by grade band."""
    document = paper_of(mengjin, tmp_path)
    (year,) = mengjin.results.measures
    costs = {row[0]: row[1] for row in rows_below(document, "项目", "每年（万元）")}
    objective = mengjin.plan.objective
    assert costs["各项合计"] == wan_text(objective.cost) == f"{objective.cost / 10_000:,.1f}"
    assert costs["走读交通"] == f"{objective.travel / 10_000:,.1f}"
    assert list(costs)[:11] == [  # and what is put on missing seats, where there are any
        "学校运行",
        "教学班",
        "建设折算",
        "走读交通",
        "寄宿",
        "跨乡镇就读计价",
        "转学计价",
        "各项合计",
        "其中财政费用",
        "其中家庭负担",
        "其中政策计价",
    ]
    by_whom = mengjin.results.groups
    assert by_whom.fiscal + by_whom.families + by_whom.policy == pytest.approx(objective.cost)
    assert by_whom.fiscal == pytest.approx(
        objective.school + objective.class_ + objective.capital + mengjin.results.boarding.lodging
    )
    total = rows_below(document, "年份", "学校")[-1]
    rooms = dict(zip(mengjin.district.schools["school_id"], mengjin.district.schools["classrooms"], strict=True))
    first_rooms = sum(int(rooms[row.school_id]) for row in mengjin.plan.schools if row.action == "build")
    assert total[4:] == [
        f"{year.classrooms_added + first_rooms:,}", f"{year.seats_gained:,}", f"{year.beds_added:,}",
        wan_text(year.one_off_yuan),
    ]  # fmt: skip
    whole = rows_below(document, "年份", "年级段")[-1]
    assert whole[2] == f"{year.placed:,.0f}"
    assert whole[6] == f"{year.day.mean:.1f}"
    towns = rows_below(document, "乡镇（街道）", "学生（人）")
    assert sum(int(row[1].replace(",", "")) for row in towns[:-1]) == year.wanted


def test_several_years_stand_side_by_side(tmp_path: Path) -> None:
    """The running totals of each year, what is added in the year it comes, and the merge in its year."""
    shown = paper_shown()
    document = paper_of(shown, tmp_path)
    years = rows_below(document, "年份", "学生（人）", "撤并（所）")
    assert [row[0] for row in years] == ["2026", "2027"]
    assert [row[2] for row in years] == ["0", "1"]
    assert [row[5] for row in years] == ["30", "30"]
    added = rows_below(document, "年份", "学校")
    assert [(row[0], row[4], row[6]) for row in added] == [
        ("2026", "0", "30"), ("2027", "1", "0"), ("2027", "4", "0"), ("合计", "5", "30"),
    ]  # fmt: skip
    assert added[2][3:6] == ["新建", "4", "80"]
    actions = rows_below(document, "年份", "撤并", "新建、改扩建")
    assert [row[0] for row in actions] == ["2026", "2027"]
    assert actions[0][1] == "—"
    assert actions[1][1].startswith("1所：")
    assert actions[1][2].startswith("新建1所：")
    assert [row[4] for row in actions] == ["0.3", "10.5"]
    assert "本方案只有一个规划年" not in said_in(document)
    assert [row[-1] for row in added] == ["0.3", "0.5", "10.0", "10.8"]
    (merged,) = rows_below(document, *LIST)
    assert merged[-1] == "2027"
    assert rows_below(document, "项目", "每年平均（万元）")


def test_nothing_merged(keeping: Shown, tmp_path: Path) -> None:
    """It says so, without a list and without an annex; no seats or beds are added."""
    document = paper_of(keeping, tmp_path)
    said = said_in(document)
    assert "不撤并学校。" in said
    assert not rows_below(document, *LIST)
    assert "附件　" not in said
    assert not rows_below(document, "年份", "学校")
    assert "没有超出上限" not in said


def test_seats_lacking_are_told(lacking: Shown, tmp_path: Path) -> None:
    """By town, with the reason; their price stands apart from the cost."""
    document = paper_of(lacking, tmp_path)
    assert rows_below(document, "年份", "乡镇（街道）") == [["2026", "made-up town", "26", "0", "26", "0", "0"]]
    costs = [row[0] for row in rows_below(document, "项目", "每年（万元）")]
    assert costs[-2:] == ["学位缺口计价", "总计"]
    assert rows_below(document, "风险", "初评")[4][1] == "高"


@pytest.mark.parametrize(
    "shown", [everything_short(), nothing_merged(), one_settlement()], ids=["short", "kept", "one"]
)
def test_poor_plans_make_papers(shown: Shown, tmp_path: Path) -> None:
    """No classes, no journeys, no merges: every part still stands."""
    said = said_in(paper_of(shown, tmp_path))
    for heading in (
        "一、总则", "二、上期规划回顾", "三、现状", "四、学龄人口", "五、目标", "六、建设项目", "七、撤并安排",
        "八、保留的小规模学校", "九、学位、床位和学位预警", "十、分年度行动", "十一、经费", "十二、师资、设备和校舍",
        "十三、交通", "十四、社会稳定风险评估", "十五、实施程序", "十六、数据说明",
    ):  # fmt: skip
        assert heading in said


def test_the_proof_is_said_as_it_stands(mengjin: Shown, tmp_path: Path) -> None:
    """The workbook's own sentence, whole."""
    said = said_in(paper_of(mengjin, tmp_path))
    assert proof_sentence(mengjin.results).zh.removeprefix("质量：") in said


def test_made_up_data_is_stamped(merging: Shown, keeping: Shown, tmp_path: Path) -> None:
    """On the first page and at the head of every page; a paper without such data has no stamp."""
    document = paper_of(merging, tmp_path)
    assert heads_of(document) == [clean(STAMP)] * 2
    assert document.paragraphs[0].text.startswith("合成数据 synthetic data：学生表（学生数）")
    plain = paper_of(keeping, tmp_path)
    assert heads_of(plain) == ["", ""]
    assert "合成数据" not in said_in(plain)


def test_where_the_minutes_come_from(keeping: Shown, tmp_path: Path) -> None:
    """The travel table, or straight lines and their risk."""
    assert "路程取自行程表。" in said_in(paper_of(keeping, tmp_path))
    plan = keeping.plan.model_copy(update={"notes": (STRAIGHT_LINE_NOTE, "ignored column x")})
    said = said_in(paper_of(replace(keeping, plan=plan), tmp_path))
    assert "不是实际道路行程" in said
    assert "路程为直线估算，实际可能更远" in said
    assert "数据提示：ignored column x" in said
    assert f"数据提示：{STRAIGHT_LINE_NOTE}" not in said


def test_a_journey_beyond_its_limit_is_told(merging: Shown) -> None:
    """The sentence on limits is counted, not taken for granted."""
    band = merging.scenario.grade_bands["primary"].model_copy(update={"max_walk_minutes": 11.0})
    scenario = merging.scenario.model_copy(update={"grade_bands": {"primary": band}})
    kept, broken = (plan_paper(found.results) for found in (merging, replace(merging, scenario=scenario)))
    assert kept.risks[0].figures.endswith("全部安排都没有超出上限")
    assert broken.risks[0].figures.endswith("全部安排中有1处超出上限")


def test_what_the_tables_do_not_know_is_left_blank(mengjin: Shown, tmp_path: Path) -> None:
    """Who submits it, the last plan, bus fares, the verdict of the risk assessment: at most ten places in the body."""
    said = said_in(paper_of(mengjin, tmp_path))
    body = said.partition("附件　拟撤并学校分校情况")[0]
    for what in ("报送单位", "上期规划完成情况", "乘车费用由谁承担", "正式评估结论"):
        assert f"{what}：{BLANK}" in body
    assert body.count(BLANK) <= 10
    assert f"听证和公示结果：{BLANK}" in said
    assert "转引，报送前须核对原文" in said


def test_a_paper_speaks_of_the_plan_not_of_the_program(mengjin: Shown, tmp_path: Path) -> None:
    """No key of the scenario, no stage of the solver; one plain sentence of how far the plan may be from the best."""
    notes = (*mengjin.plan.notes, "rules.nearest: broken on the way", "bound leaves out rules.min_pupils")
    shown = replace(mengjin, plan=mengjin.plan.model_copy(update={"notes": notes}))
    said = said_in(paper_of(shown, tmp_path, reasons_of(shown)))
    for word in ("rules.", "prices.", "staffing.", "planner", "SHA", "下界", "阶段：", "随机种子", "求解", "程序提示"):
        assert word not in said, word
    assert said.count("已证明") - said.count("如果不撤") <= 1 + len(shown.plan.merges)


def test_targets_and_projects_stand_beside_the_plan(mengjin: Shown, tmp_path: Path) -> None:
    """Both governing documents are the basis; both budgets stand; all 32 projects; rebuilding is not called new."""
    document = paper_of(mengjin, tmp_path)
    basis = [row[0] for row in rows_below(document, "文件", "与本方案有关的内容")]
    assert basis[:2] == ["孟发〔2023〕13号", "洛政办〔2025〕17号"]
    rows = rows_below(document, "目标", "文件要求")
    budgets = {row[1] for row in rows if row[0] == "全部建设项目投资"}
    assert budgets == {"不超过3.98亿元", "不超过6.45亿元"}
    assert {row[5] for row in rows} <= {"完成", "未超过", "部分完成", "未完成", "有理由的偏离"}
    projects = rows_below(document, "序号", "项目")
    assert len(projects) == 32
    for row in projects:
        if "改扩建" in row[2]:
            assert "新建" not in row[6]
    kept = rows_below(document, "学校", "乡镇（街道）", "学生（人）", "教学班（个）")
    points = mengjin.results.last.rows.schools
    kinds = dict(zip(mengjin.district.schools["school_id"], mengjin.district.schools["kind"], strict=True))
    staying = [row for school_id, row in points.items() if row.open and kinds[school_id] == "teaching_point"]
    assert len(kept) == len(staying)
    assert all(row[5] for row in kept)


def test_tables_and_figures_are_numbered_and_listed(mengjin: Shown, tmp_path: Path) -> None:
    """Each caption bears its number and stands in the list at the beginning; a map that is missing is left out."""
    for name in ("present.png", "moves.png"):
        Image.new("RGB", (420, 297), "white").save(tmp_path / name)
    write_plan_paper(tmp_path / "plan.docx", mengjin.results, given=Given(maps=tmp_path))
    document = opened(tmp_path / "plan.docx")
    captions = [each.text for each in document.paragraphs if each.style and each.style.name in {"表题", "图题"}]
    listed = [each.text for each in document.paragraphs if each.style and each.style.name == "图表目录"]
    assert captions == listed
    tables = [each for each in captions if each.startswith("表")]
    assert [each.partition("　")[0] for each in tables] == [f"表{n}" for n in range(1, len(tables) + 1)]
    assert captions[-2:] == ["图1　学校现状图", "图2　转学学生分布图"]
    assert len(document.inline_shapes) == 2


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("name", NASTY)
def test_names_stay_text(merging: Shown, tmp_path: Path, name: str) -> None:
    """Nothing in a name becomes a mark of the template, a tag, or a paragraph of its own."""
    plain = renamed(merging, {"P": "甲校", "T": "乙校", "A": "甲村", "B": "乙村"}, title="方案")
    shown = renamed(merging, {"P": name, "T": name, "A": name, "B": name}, title=name)
    before = paper_of(plain, tmp_path, reasons_of(plain))
    after = paper_of(shown, tmp_path, reasons_of(shown))
    assert len(after.paragraphs) == len(before.paragraphs)
    assert len(after.tables) == len(before.tables)
    (row,) = rows_below(after, *LIST)
    assert row[1].startswith(clean(name))
    assert clean(name) in {paragraph.text for paragraph in after.paragraphs}
    assert after.core_properties.title == clean(name)
    assert "&amp;" not in said_in(after)


def test_hostile_tables_make_a_paper(tmp_path: Path) -> None:
    """Formulas, TeX and steering marks in names are printed as they stand."""
    said = said_in(paper_of(paper_shown(), tmp_path))
    assert HOSTILE in said
    assert MATHS in said


def test_reasons_stand_in_the_annex(merging: Shown, tmp_path: Path) -> None:
    """What keeping the school would cost, how its pupils go today, the rule, the red lines."""
    document = paper_of(merging, tmp_path, reasons_of(merging, crossed=True))
    said = said_in(document)
    assert "如果不撤：保留寨子教学点，每年至少多花4.1万元（已证明：周边3所学校、5个居民点重新安排，其余不变）" in said
    assert "最大的班46人，班额上限45人：不符合。" in said
    assert "听证：家长和群众的意见：待填写。" in said
    assert rows_below(document, "居民点", "年级段", "学生（人）", "现在")[0][3] == "步行9分钟"


def test_a_reason_of_another_year_is_left_out(merging: Shown, tmp_path: Path) -> None:
    """It speaks of another decision."""
    others = tuple(replace(reason, year=reason.year + 1) for reason in reasons_of(merging))
    said = said_in(paper_of(merging, tmp_path, others))
    assert "如果不撤" not in said
    assert not rows_below(paper_of(merging, tmp_path, others), "居民点", "年级段", "学生（人）", "现在")


def balance(school_id: str, fiscal: float, families: float) -> Balance:
    """Return a balance with two classes fewer and six pupils who change school."""
    items = dict.fromkeys(ITEMS, 0.0) | {"classes": -2.0, "moved_pupils": 6.0, "pupil_minutes": 60.4}
    return Balance(school_id=school_id, items=items, fiscal=fiscal, families=families, policy=100.0, penalty=0.0)


def test_what_merging_saves_is_a_table_and_who_moves_a_map(merging: Shown, tmp_path: Path) -> None:
    """Each merged school and the sum, money by who bears it; the map on a landscape page of its own."""
    Image.new("RGB", (420, 297), "white").save(tmp_path / "moves.png")
    rows = (balance("T", -900_000.0, 4_320.0), balance("", -900_000.0, 4_320.0))
    told = MergingTold(sentences=(Text("Merging saves.", "撤并1所，省。"),), balances=rows)
    write_plan_paper(tmp_path / "plan.docx", merging.results, (), told, Given(maps=tmp_path))
    document = opened(tmp_path / "plan.docx")
    assert "撤并账。撤并1所，省。" in said_in(document)
    point = ["寨子教学点", "-2", "0", "0", "0", "6", "60", "-90.0", "0.4", "0.0", "-89.6"]
    assert rows_below(document, "撤并学校", "教学班") == [point, ["合计", *point[1:]]]
    assert "图1　转学学生分布图" in said_in(document)
    (picture,) = document.inline_shapes
    assert picture.width > picture.height
    assert document.sections[-1].orientation == WD_ORIENT.LANDSCAPE
    bare = paper_of(merging, tmp_path)
    assert "撤并账" not in said_in(bare)
    assert not bare.inline_shapes


def test_schools_of_one_name_are_told_apart(mengjin: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two places called 水泉 have their towns with them, wherever they stand, were every kept school named."""
    monkeypatch.setattr("planner.show.papers.plan_texts._NAMED", 1000)
    schools = mengjin.district.schools
    twice = schools[schools["name"].duplicated(keep=False)]
    assert len(twice) >= 2
    paper = plan_paper(mengjin.results)
    told = paper.kept + "".join(school.name + school.into for school in paper.schools)
    for name, town in zip(twice["name"], twice["town"], strict=True):
        assert f"{name}（{town}）" in told


def test_the_same_plan_gives_the_same_bytes(merging: Shown, tmp_path: Path) -> None:
    """Nothing of the clock is in the file."""
    files = [tmp_path / "one.docx", tmp_path / "two.docx"]
    for file in files:
        write_plan_paper(file, merging.results, reasons_of(merging))
    assert files[0].read_bytes() == files[1].read_bytes()


def test_an_office_program_opens_it(mengjin: Shown, tmp_path: Path) -> None:
    """LibreOffice makes pages of all of it: the plan and an annex."""
    write_plan_paper(tmp_path / "plan.docx", mengjin.results)
    (pdf,) = pdfs_of([tmp_path / "plan.docx"], tmp_path)
    assert 10 + len(mengjin.plan.merges) // 4 <= pages_of(pdf) <= 32 + len(mengjin.plan.merges)
