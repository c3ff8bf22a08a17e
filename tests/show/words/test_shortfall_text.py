"""What the terminal says of shortfall."""

import re

from planner.show.words.shortfall_json import shortfall_document
from planner.show.words.shortfall_text import shortfall_sentences, shortfall_text
from tests.districts import Case, district_of, scenario_of, with_scenario, with_schools
from tests.planning import plan_of
from tests.seats import looked_at, two_villages
from tests.showing import synthetic


def _said(case: Case) -> str:
    return "\n".join(shortfall_sentences(looked_at(case), case.scenario, case.district))


def test_the_figures_are_those_of_the_paper() -> None:
    """39 pupils, 20 seats, 19 short by the sum and by proof, 5 of them out of reach; P's module is the best."""
    said = _said(two_villages())
    assert "现状（2026年）小学：学生39人，学位20个，学生减学位19；缺口19人（已证明），其中5人范围内没有学校。" in said
    assert "每个年级增一个班，按单个学生计最多多安置10人：P（made-up town，10个小学学位）" in said
    assert "教职工编制：2026年学生按小学19:1计算，需3个。" in said


def test_everyone_seated_is_said_only_when_proven() -> None:
    """Nobody short: the sum and the proof say so."""
    assert "人人可有学位（已证明）" in _said(two_villages(rooms=6, pupils=(10, 10, 0)))


def test_out_of_reach_alone_is_not_mended_by_rooms() -> None:
    """Where only those far away are short, more classes bring nothing, and that is said."""
    assert "增班都不能多安置学生" in _said(two_villages(rooms=6))


def test_a_plan_is_told_beside_today() -> None:
    """Both networks have their sentence, and the English line their figures."""
    case = two_villages()
    text = shortfall_text(looked_at(case, plan_of(case)), case.scenario, case.district)
    assert "现状（2026年）" in text.zh
    assert "方案（2026年）" in text.zh
    assert "today 2026: pupils less seats 19, fewest without a seat 19 (proven)" in text
    assert re.search(r"plan 2026: pupils less seats \d", text)
    assert "Today, 2026, primary: " in text


def test_names_cannot_steer_a_terminal() -> None:
    """Control characters are dropped and lines stay lines."""
    case = with_schools(two_villages(), name="\x1b[31m坏\n名\u202e")
    text = shortfall_text(looked_at(case), case.scenario, case.district).zh
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "坏 名" in text


def test_synthetic_data_and_straight_lines_are_told() -> None:
    """Where anything is made up or estimated, the last lines say so."""
    case = synthetic(two_villages())
    said = shortfall_sentences(looked_at(case), case.scenario, case.district, ["straight-line travel"])
    assert any("合成数据" in line for line in said)
    assert any("直线距离" in line for line in said)


def test_the_document_has_null_where_nothing_bounds() -> None:
    """Endless seats are null in JSON, and every number is finite."""
    case = with_scenario(two_villages(), "rules", value={"class_size": None, "school_size": None})
    document = shortfall_document(looked_at(case))
    (stage,) = document["today"][0]["stages"]
    assert stage["seats"] is None
    assert stage["arithmetic_gap"] == 0
    assert (stage["pupils"], stage["found"], stage["is_exact"]) == (39, 5, True)
    assert document["plan"] == []


def _later(pupils: dict[int, int]) -> Case:
    """Return one village beside a school of one room of ten, with pupils by year."""
    return Case(
        district=district_of(
            pupils={("A", year, "1"): count for year, count in pupils.items()},
            schools=[{"school_id": "P", "classrooms": 1}],
            travel={("A", "P"): (5, None, None)},
        ),
        scenario=scenario_of(rules={"class_size": {"primary": 10}, "assignment": {"mode": "split"}}),
    )


def test_the_worst_later_year_is_named() -> None:
    """Of the years after planning, the one with the widest gap; or that everyone has a seat in all of them."""
    assert "2028年最紧，缺口7人（已证明）" in _said(_later({2026: 8, 2027: 12, 2028: 17, 2029: 9}))
    assert "展望（规划年份以外，2027年）小学：各年人人可有学位（已证明）" in _said(_later({2026: 8, 2027: 9}))


def test_kindergartens_have_no_posts() -> None:
    """Without a ratio there is no sentence on posts."""
    case = with_scenario(_later({2026: 8}), "grade_bands", "primary", "stage", value="kindergarten")
    assert "教职工编制" not in _said(case)
