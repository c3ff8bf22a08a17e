"""What is said of boarding: how many, how far, by which rule, and what of."""

from dataclasses import replace

import pytest

from planner.show.words.boarding import boarding_caveats, boarding_cost_text, boarding_rule_text, boarding_sentence
from planner.show.words.sentences import plan_sentences
from planner.show.workbook.rows import plan_sheets
from tests.districts import paper_case, with_scenario
from tests.shown import everything_short, paper_shown


@pytest.mark.parametrize(
    ("who", "chinese", "english"),
    [
        (
            "beyond_day_reach",
            "他们的走读路程上限内没有确定保留的学校",
            "no school sure to stay is within their day limits",
        ),
        ("any", "不论附近有没有可以走读的学校", "although a day school may be near"),
    ],
)
def test_the_sentence_says_how_many_how_far_and_why(who: str, chinese: str, english: str) -> None:
    """Thirty of the paper's pupils board ninety minutes away."""
    case = with_scenario(paper_case(), "grade_bands", "junior", "board_when", value=who)
    said = boarding_sentence(replace(paper_shown(), scenario=case.scenario).results.last.measures, case.scenario)
    assert said is not None
    assert said.zh.startswith("寄宿：30名学生，单程平均90.0分钟，最远90分钟；")
    assert chinese in said.zh
    assert said.startswith("Boarding: 30 pupils, 90.0 minutes one way on average, 90 at most; ")
    assert english in said


def test_bands_of_both_rules_are_told_apart() -> None:
    """Ten of one band may board anyway, thirty of the other live beyond reach."""
    shown = paper_shown()
    other = shown.plan.assignments[0].model_copy(update={"mode": "board", "year": 2027, "pupils": {"1": 10}})
    plan = shown.plan.model_copy(update={"assignments": (*shown.plan.assignments, other)})
    case = with_scenario(paper_case(), "grade_bands", "lower", "board_when", value="any")
    said = boarding_sentence(replace(shown, plan=plan, scenario=case.scenario).results.last.measures, case.scenario)
    assert said is not None
    assert "其中30名的走读路程上限内没有确定保留的学校，10名" in said.zh
    assert "30 have no school sure to stay within their day limits, 10 may board" in said


def test_nobody_boards_and_nothing_is_said() -> None:
    """Without boarders there is no sentence, and no caveat."""
    shown = everything_short()
    assert boarding_sentence(shown.results.measures[-1], shown.scenario) is None
    assert boarding_caveats(shown.plan) == ()


def test_the_parts_of_the_cost_are_told_as_a_mean_of_years() -> None:
    """30 x 50 yuan, and 30 x 72 for two round trips a week; in the summary, the sheet of costs and the page."""
    shown = paper_shown()
    text = boarding_cost_text(shown.results)
    assert text.zh == "宿舍、管理和伙食每年1,500元，每周往返2次的路程2,160元"
    assert text == "dormitory, staff and meals 1,500 yuan a year; journeys, 2 round trips a week, 2,160 yuan"
    assert any(text.zh in said.zh for said in plan_sentences(shown.results))
    assert any(text in said for said in plan_sentences(shown.results))
    costs = next(sheet for sheet in plan_sheets(shown.results) if sheet.name == "费用")
    assert text.zh in [row[-1] for row in costs.rows]


@pytest.mark.parametrize(
    ("keys", "chinese"),
    [
        ({"boarding": False}, None),
        ({"max_board_minutes": None}, None),
        ({}, "走读路程上限内没有确定保留的学校才寄宿"),
        ({"board_when": "any"}, "超出走读路程上限即可寄宿"),
        ({"board_in": "town"}, "走读路程上限内没有确定保留的学校才寄宿；本乡镇可以有床位的，在本乡镇寄宿"),
    ],
)
def test_each_rule_has_its_words(keys: dict[str, object], chinese: str | None) -> None:
    """Who may board and where; nothing where nobody may."""
    case = paper_case()
    for key, value in keys.items():
        case = with_scenario(case, "grade_bands", "junior", key, value=value)
    said = boarding_rule_text(case.scenario, "junior")
    assert (None if said is None else said.zh) == chinese


def test_notes_are_told_as_warnings() -> None:
    """Their numbers stand in both languages."""
    shown = paper_shown(notes=[
        "boarders with an open school within their day limits: 12 of 37.5",
        "pupils without a seat who might board, were it not for board_when and board_in: 1234",
        "pupils without a seat who might attend in another town, were it not for rules.same_town: 7",
    ])  # fmt: skip
    near, barred, in_town = boarding_caveats(shown.plan)
    assert in_town.startswith("Note: 7 of the pupils without a seat have an open school of another town")
    assert (near.zh, barred.zh) == (
        "注意：37.5名寄宿生中有12名的走读路程上限内有开办的学校（可能已满）。",
        "注意：没有学位的学生中有1,234名，寄宿学校在寄宿路程上限内，但按寄宿规则（board_when、board_in）不能寄宿。",
    )
    assert near.startswith("Note: 12 of 37.5 boarders")
    assert barred.startswith("Note: 1,234 of the pupils without a seat")
    said = plan_sentences(shown.results)
    assert {near.zh, barred.zh} <= {each.zh for each in said}
    assert {near, barred} <= set(said)
