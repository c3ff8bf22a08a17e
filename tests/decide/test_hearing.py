"""What a hearing asks first is counted as on paper: who changes school, how near the schools are, what each is for."""

from dataclasses import replace

import pandas as pd
import pytest

from planner.decide.hearing import HearingMeasures
from planner.decide.hearing_figures import HEARING, hearing_figures
from planner.decide.school_uses import EmptyGrades, Growth
from planner.plan import Plan
from planner.show.words.hearing import FIGURES, hearing_sentences, meant_schools
from tests.districts import YEAR, district_of, scenario_of
from tests.paper_plan import paper_keys
from tests.shown import Shown, everything_short, nothing_merged, one_settlement, paper_shown

ATTENDS = [("A", "1", "P", 6), ("A", "1", "T", 2), ("A", "4", "P", 5), ("B", "1", "S", 4), ("C", "1", "T", 4)]


def hearing_shown() -> Shown:
    """Return two primaries, a point that is merged and one that stays; B lives in another town than P; D boards."""
    scenario = scenario_of(
        grade_bands={
            "lower": {"stage": "primary", "grades": [1], "max_walk_minutes": 40, "max_ride_minutes": None},
            "upper": {"stage": "primary", "grades": [4], "max_walk_minutes": 40, "max_ride_minutes": None,
                      "boarding": True, "max_board_minutes": 90},
        },
        rules={"class_size": {"primary": 8, "junior": None}, "merge": {"kinds": ["teaching_point"]}},
    )  # fmt: skip
    pupils = {("A", "1"): 8, ("A", "4"): 5, ("B", "1"): 4, ("C", "1"): 4, ("D", "4"): 3, ("E", "4"): 2}
    district = district_of(
        pupils={(home, YEAR, grade): count for (home, grade), count in pupils.items()},
        schools=[
            {"school_id": "P", "grades": "1-6", "classrooms": 4, "beds": 9},
            {"school_id": "Q", "grades": "1-6", "classrooms": 4},
            {"school_id": "S", "kind": "teaching_point", "grades": "1-3", "classrooms": 2},
            {"school_id": "T", "kind": "teaching_point", "grades": "1-3", "classrooms": 1},
            {"school_id": "U", "grades": "4-6", "classrooms": 1},
        ],
        travel={
            ("A", "P"): (10, None, None), ("A", "Q"): (12, None, None), ("A", "T"): (5, None, None),
            ("B", "S"): (3, None, None), ("B", "P"): (19, None, None), ("B", "Q"): (2.5, None, None),
            ("C", "S"): (20, None, None), ("C", "T"): (1, None, None), ("C", "P"): (25, None, None),
            ("D", "P"): (None, 60, 30), ("E", "P"): (None, 50, 25), ("E", "U"): (15, None, None),
        },
        towns={"B": "elsewhere"},
    )  # fmt: skip
    attends = pd.DataFrame(ATTENDS, columns=["settlement_id", "grade", "school_id", "pupils"])
    sent = [
        ("A", "lower", "Q", "walk", 12, {"1": 8}), ("A", "upper", "P", "walk", 10, {"4": 5}),
        ("B", "lower", "P", "walk", 19, {"1": 4}), ("C", "lower", "S", "walk", 20, {"1": 3}),
        ("C", "lower", "P", "walk", 25, {"1": 1}), ("D", "upper", "P", "board", 60, {"4": 3}),
        ("E", "upper", "P", "board", 50, {"4": 2}),
    ]  # fmt: skip
    at = {"P": {"1": 5, "4": 10}, "Q": {"1": 8}, "S": {"1": 3}, "T": {}, "U": {}}
    plan = Plan.model_validate(
        paper_keys()
        | {
            "schools": [
                {"school_id": school_id, "year": YEAR, "action": "merge" if school_id == "T" else "keep",
                 "open": school_id != "T", "pupils": there,
                 "classes": {grade: -(-count // 8) for grade, count in there.items()}, "classrooms_added": 0,
                 "beds_added": 0, "boarders": 5 if school_id == "P" else 0}
                for school_id, there in at.items()
            ],
            "assignments": [
                {"settlement_id": home, "year": YEAR, "grade_band": band, "school_id": school_id, "mode": mode,
                 "minutes": minutes, "kilometres": None, "pupils": counts}
                for home, band, school_id, mode, minutes, counts in sent
            ],
            "merges": [{"school_id": "T", "year": YEAR, "receivers": [{"school_id": "S", "pupils": 3},
                                                                      {"school_id": "P", "pupils": 1}]}],
            "shortfall": [],
        }
    )  # fmt: skip
    return Shown(plan=plan, scenario=scenario, district=replace(district, attends=attends))


@pytest.fixture(name="hearing", scope="module")
def _hearing() -> HearingMeasures:
    return hearing_shown().results.last.hearing


def test_who_changes_school_and_why(hearing: HearingMeasures) -> None:
    """Of A's lower band two in eight attended the merged point; D's and E's schools of today are not known."""
    assert hearing.moved_merged == 2 + 4
    assert hearing.moved_open == 6 + 4
    assert hearing.stayed == 5 + 3 + 2
    assert hearing.stayed + hearing.moved_merged + hearing.moved_open == 26


def test_ways_beyond_the_nearest_open_school(hearing: HearingMeasures) -> None:
    """Minutes beyond the nearest open school within day reach; who has none is not in the mean."""
    extra = {2: 8, 0: 5, 16.5: 4, 5: 1, 35: 2}
    assert hearing.beyond_mean == pytest.approx((2 * 8 + 16.5 * 4 + 0 * 3 + 5 * 1 + 35 * 2) / 23)
    assert hearing.beyond_worst == max(extra)
    assert (hearing.beyond_10, hearing.beyond_15) == (6, 6)
    assert hearing.other_town == 4


def test_why_pupils_board(hearing: HearingMeasures) -> None:
    """D has no school by day; E lives by one that is not used."""
    assert (hearing.boarders_far, hearing.boarders_near) == (3, 2)


def test_who_is_torn_apart(hearing: HearingMeasures) -> None:
    """C's lower band goes to two schools; A's two bands might share either school."""
    assert (hearing.split_homes, hearing.split_most, hearing.apart_homes) == (1, 2, 1)


def test_what_the_schools_are_used_for(hearing: HearingMeasures) -> None:
    """Only grades of the scenario count; Q's class of eight is full; C's point takes pupils of the merged one."""
    assert hearing.empty_grades == (EmptyGrades("Q", ("4",)),)
    assert hearing.without_pupils == ("U",)
    assert (hearing.nearly_full, hearing.classes) == (1, 5)
    assert hearing.growing_points == ()
    assert (hearing.points_today, hearing.points_planned) == (4, 3)
    assert (hearing.into_points, hearing.points_split) == (3, 1)


def test_a_point_that_grows_is_named() -> None:
    """With its pupils today and planned."""
    shown = hearing_shown()
    fewer = [row if row[0] != "B" else (*row[:3], 1) for row in ATTENDS]
    attends = pd.DataFrame(fewer, columns=["settlement_id", "grade", "school_id", "pupils"])
    results = replace(shown, district=replace(shown.district, attends=attends)).results
    assert results.last.hearing.growing_points == (Growth("S", 1, 3),)
    said = [(meant.school_id, meant.said.zh) for meant in meant_schools(results.last)]
    assert said == [("U", "没有学生"), ("Q", "四年级没有学生"), ("S", "现有1人，方案3人")]
    assert any("S由1人到3人" in sentence.zh for sentence in hearing_sentences(results))


@pytest.mark.parametrize("shown", [paper_shown, nothing_merged, everything_short, one_settlement])
def test_plans_without_anything_to_count(shown: object) -> None:
    """The three parts add up to those who have a seat, and every figure can be said in both languages."""
    assert callable(shown)
    results = shown().results
    for year in results.by_year.values():
        hearing = year.hearing
        assert hearing.stayed + hearing.moved_merged + hearing.moved_open == pytest.approx(year.measures.placed)
        assert list(hearing_figures(hearing)) == list(HEARING) == list(FIGURES)
    assert all(sentence and sentence.zh for sentence in hearing_sentences(results))
