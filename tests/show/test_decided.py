"""Reasons for what is decided beforehand stand wherever the school does."""

import json
from dataclasses import replace
from pathlib import Path

import openpyxl

from planner.decide.explain.reasons import RuleThatDecides
from planner.decide.explain.rules_met import rules_met, ways_of
from planner.decide.rule_notes import rule_notes
from planner.show.page.assemble import json_text
from planner.show.page.content import plan_document
from planner.show.papers.norms import rules_of
from planner.show.papers.plan_paper import plan_paper
from planner.show.words.reason_names import names_of
from planner.show.words.reasons import rule_sentence
from planner.show.workbook.plan import write_workbook
from tests.districts import Case, with_scenario
from tests.explaining_cases import explaining_of
from tests.shown import Shown, paper_shown

WHY = "听证会多数家长反对。"


def shown_with(*path: str, value: object) -> Shown:
    """Return the paper plan under a scenario that says one thing more."""
    shown = paper_shown()
    case = with_scenario(Case(district=shown.district, scenario=shown.scenario), *path, value=value)
    return replace(shown, scenario=case.scenario, problem=None)


def column_of(shown: Shown, folder: Path, heading: str) -> dict[str, object]:
    """Return a column of the workbook's sheet of schools by school."""
    write_workbook(folder / "plan.xlsx", shown.results)
    _title, heads, *rows = openpyxl.load_workbook(folder / "plan.xlsx")["学校"].iter_rows(values_only=True)
    place = heads.index(heading)
    return {str(row[0]): row[place] for row in rows}


def rules_about(case: Case, school_id: str) -> tuple[RuleThatDecides, ...]:
    """Return the rules that decide about a school in its best plan."""
    explaining = explaining_of(case)
    school = explaining.stand.problem.school_ids.index(school_id)
    action = next(row.action for row in explaining.results.plan.schools if row.school_id == school_id)
    ways = ways_of(case.district, case.scenario)
    return rules_met(explaining.stand, ways, school=school, action=action, year=0)


def explained(case: Case, school_id: str) -> tuple[str, str]:
    """Return the first rule that decides about a school in its best plan, in Chinese and English."""
    rule, *_ = rules_about(case, school_id)
    names = names_of(case.scenario, case.district)
    return rule_sentence(rule, names, "zh"), rule_sentence(rule, names, "en")


def notes_of(case: Case) -> tuple[str, ...]:
    """Return what the notes of its best plan say of rules, in Chinese."""
    stand = explaining_of(case).stand
    notes = rule_notes(case.district, case.scenario, stand.problem, stand.plan, is_bounded_by_pricing=False)
    return tuple(note.zh for note in notes)


def paper_of(shown: Shown) -> Case:
    """Return what the paper plan was made from."""
    return Case(district=shown.district, scenario=shown.scenario)


def test_why_a_school_is_never_merged_stands_everywhere(tmp_path: Path) -> None:
    """In the workbook, the page, the plan's list of schools that stay, its notes, its rules and the explanation."""
    shown = shown_with("rules", "merge", value={"kinds": ["teaching_point"], "never": {"P0": WHY}})
    assert column_of(shown, tmp_path, "不撤并的理由")["P0"] == WHY.rstrip("。")
    paper = plan_paper(shown.results)
    assert "列明理由、不予撤并的1所：甲教学点（听证会多数家长反对）。" in paper.kept
    assert any("列明理由、不予撤并的1所除外" in line.value for line in rules_of(shown.scenario))
    read = json.loads(json_text(plan_document(shown.results)))["schools"]
    assert read["decidedWhy"][read["id"].index("P0")]["zh"] == "不撤并：听证会多数家长反对。"
    assert read["decidedWhy"][read["id"].index("P1")] is None
    assert any(f"甲教学点 (P0)：{WHY}" in note for note in notes_of(paper_of(shown)))
    said, english = explained(paper_of(shown), "P0")
    assert said == "本校不撤并：听证会多数家长反对。"
    assert english.startswith("It is not to be merged: ")


def test_why_a_school_of_another_kind_may_be_merged_stands_everywhere() -> None:
    """In the rules of the plan, its list of schools that stay, today's towns, the notes and the explanation."""
    few = {"kinds": ["teaching_point"], "also_under_pupils": {"primary": 200, "teaching_point": 9}}
    shown = shown_with("rules", "merge", value=few)
    assert any("教学点，现有学生不足200人的小学，数量不限" in line.value for line in rules_of(shown.scenario))
    paper = plan_paper(shown.results)
    assert "继续保留的教学点和学生数较少、可以撤并的学校" in paper.kept
    assert paper.present.towns[-1].mergeable == "3"
    assert any(
        "（merge.also_under_pupils）：1 所：" in note and " (P2) 5 < 200" in note for note in notes_of(paper_of(shown))
    )
    read = json.loads(json_text(plan_document(shown.results)))["schools"]
    assert read["decided"][read["id"].index("P2")] == "free"
    names = names_of(shown.scenario, shown.district)
    rule = RuleThatDecides(rule="few_pupils", grade_band=None, limit=200.0, figure=5.0, school_id=None, pupils=None)
    assert rule_sentence(rule, names, "zh") == "本校现有学生5人，不足200人，所以列入可以撤并的范围。"
    assert rule in rules_about(paper_of(shown), "P2")


def test_without_reasons_nothing_is_added(tmp_path: Path) -> None:
    """No column more, and no reasons on the page."""
    shown = paper_shown()
    write_workbook(tmp_path / "plan.xlsx", shown.results)
    heads = [cell.value for cell in openpyxl.load_workbook(tmp_path / "plan.xlsx")["学校"][2]]
    assert heads[-1] == "增加床位（张）"
    assert "列明理由" not in plan_paper(shown.results).kept


def test_why_a_site_is_not_built_stands_everywhere(tmp_path: Path) -> None:
    """In the workbook, the page, the plan's present state and rules, its notes and the explanation."""
    shown = shown_with("rules", "siting", value={"primary": ["town_seat"], "junior": ["town_seat", "central_village"]})
    shown = replace(shown, district=replace(shown.district, settlements=shown.district.settlements.assign(place="")))
    why = "选址小学限乡镇驻地；初中限乡镇驻地、中心村"
    assert column_of(shown, tmp_path, "不能新建的理由")["N1"] == why
    assert "其中1处所在居民点不属于规定类型，不能新建。" in plan_paper(shown.results).present.sentences
    (line,) = (line.value for line in rules_of(shown.scenario) if line.rule == "新建选址")
    assert line.startswith("小学建在乡镇驻地；初中建在乡镇驻地、中心村（校址1公里内")
    read = json.loads(json_text(plan_document(shown.results)))["schools"]
    assert read["decidedWhy"][read["id"].index("N1")]["zh"] == f"不能新建：{why}。"
    (note,) = (note for note in notes_of(paper_of(shown)) if "rules.siting" in note)
    assert "1 处" in note
    said, english = explained(paper_of(shown), "N1")
    assert "rules.siting" in said
    assert english.startswith("No school may be built here")
