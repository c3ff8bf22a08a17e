"""The rules that decide about a school, one small valley a rule."""

from dataclasses import replace

import pandas as pd
import pytest

from planner.decide.explain.reasons import RuleName, RuleThatDecides
from planner.decide.explain.rules_met import rules_met, ways_of
from planner.plan import Action, Plan
from planner.show.words.reason_names import names_of
from planner.show.words.reasons import rule_sentence
from tests.decide.test_boarding import far_case
from tests.districts import Case, with_scenario
from tests.explaining_cases import explaining_of, valley_case, with_school
from tests.planning import plan_of
from tests.test_place_rules import two_towns


def met(case: Case, school_id: str, action: Action, plan: Plan | None = None) -> dict[RuleName, RuleThatDecides]:
    """Return the rules that decide about a school, by name."""
    explaining = explaining_of(case, plan)
    school = explaining.stand.problem.school_ids.index(school_id)
    ways = ways_of(case.district, case.scenario)
    return {rule.rule: rule for rule in rules_met(explaining.stand, ways, school=school, action=action, year=0)}


def kept(case: Case) -> dict[RuleName, RuleThatDecides]:
    """Return the rules about the point where it is kept for being cheap."""
    return met(with_school(case, "T", fixed_yuan_per_year=0.0), "T", "keep")


def farther(case: Case, minutes: float | None) -> Case:
    """Return the case with B so many minutes from P; None for no way at all."""
    travel = case.district.travel
    assert travel is not None
    here = (travel["settlement_id"] == "B") & (travel["school_id"] == "P")
    changed = (
        travel[~here] if minutes is None else travel.assign(walk_minutes=travel["walk_minutes"].mask(here, minutes))
    )
    return replace(case, district=replace(case.district, travel=changed.reset_index(drop=True)))


@pytest.mark.parametrize(("minutes", "figure"), [(38.0, 38.0), (None, None)])
def test_no_other_school_in_reach(minutes: float | None, figure: float | None) -> None:
    """Six pupils, thirty minutes at most, thirty-eight to the next school, or no known way."""
    rule = kept(farther(valley_case(), minutes))["no_other_school_in_reach"]
    assert (rule.grade_band, rule.limit, rule.figure, rule.pupils) == ("primary", 30, figure, 6)


def test_other_schools_that_are_not_open() -> None:
    """A site in reach that is not built is no school to go to, but it could be: the limit of travel decides."""
    case = with_school(farther(valley_case(), 38.0), "P", decision="keep")
    schools, travel = case.district.schools, case.district.travel
    assert travel is not None
    site = schools[schools["school_id"] == "P"].assign(school_id="N", state="candidate", decision="")
    near = travel[travel["school_id"] == "T"].assign(school_id="N", walk_minutes=9.0)
    district = replace(
        case.district,
        schools=pd.concat([schools, site], ignore_index=True),
        travel=pd.concat([travel, near], ignore_index=True),
    )
    rule = kept(replace(case, district=district))["travel_limit"]
    assert (rule.limit, rule.figure, rule.pupils) == (30, 38, 6)


def test_another_towns_school_has_beds_that_board_in_bars() -> None:
    """Twelve walk to the point; without it they might board sixty minutes away, but in their own town alone."""
    case = far_case(board_in="town", max_board_minutes=70)
    case = with_school(case, "day", classrooms=1, classrooms_max=1)
    found = met(case, "day", "keep")
    assert set(found) == {"board_in_town", "merge_count"}
    rule = found["board_in_town"]
    assert (rule.grade_band, rule.limit, rule.figure, rule.pupils) == ("band", None, 60, 12)


def test_another_towns_school_is_not_theirs() -> None:
    """Twelve walk to the school of their town; without it another town's is five minutes away, and not theirs."""
    case = with_school(two_towns(same_town={}, merge={"kinds": ["primary"], "most": 0}), "own", classrooms=1)
    found = met(with_school(case, "own", classrooms_max=1), "own", "keep")
    assert set(found) == {"same_town", "merge_count"}
    rule = found["same_town"]
    assert (rule.grade_band, rule.limit, rule.school_id, rule.pupils) == ("band", None, "other", 12)


def test_the_class_cap_costs_a_class() -> None:
    """P's twenty and the point's six are two classes of twenty, one more: nothing forbids it, so cost is told too."""
    found = kept(valley_case())
    assert set(found) == {"class_size", "cost"}
    assert (found["class_size"].limit, found["class_size"].figure, found["class_size"].school_id) == (20, 1, "P")


def test_no_classroom_for_them() -> None:
    """P has one room and may not have two."""
    rule = kept(with_school(valley_case(), "P", classrooms=1, classrooms_max=1))["classrooms"]
    assert (rule.limit, rule.figure, rule.school_id, rule.pupils) == (1, 2, "P", 6)


def test_the_school_would_be_too_large() -> None:
    """P may have twenty-five pupils, and would have twenty-six."""
    rule = kept(with_school(valley_case(), "P", pupils_max=25.0))["school_size"]
    assert (rule.limit, rule.figure, rule.school_id) == (25, 26, "P")


def test_no_bed_for_them() -> None:
    """The six would board at P, which may have five beds."""
    case = valley_case(
        grade_bands={
            "primary": {"stage": "primary", "grades": [1], "max_walk_minutes": 5, "boarding": True,
                        "max_ride_minutes": 5, "max_board_minutes": 60},
        }
    )  # fmt: skip
    travel = case.district.travel
    assert travel is not None
    rides = travel.assign(ride_minutes=[5.0, 2.0, 50.0], kilometres=[1.0, 1.0, 30.0])
    case = with_school(replace(case, district=replace(case.district, travel=rides)), "P", beds_max=5)
    rule = kept(case)["beds"]
    assert (rule.limit, rule.figure, rule.school_id) == (5, 6, "P")


def test_the_count_is_used_up() -> None:
    """No more may be merged than are."""
    rule = kept(with_scenario(valley_case(), "rules", "merge", "most", value=0))["merge_count"]
    assert (rule.limit, rule.figure) == (0, 0)


def test_a_merge_that_a_count_asks_for() -> None:
    """Merged because one must be."""
    case = with_scenario(with_school(valley_case(), "T", fixed_yuan_per_year=0.0), "rules", "merge", "least", value=1)
    assert set(met(case, "T", "merge")) == {"merge_count"}


def test_a_merge_for_its_cost() -> None:
    """Nothing forces it."""
    assert set(met(valley_case(), "T", "merge")) == {"cost"}


def test_the_budget_buys_no_room() -> None:
    """P needs no room, and none could be bought."""
    assert "budget" in kept(with_scenario(valley_case(), "budget_yuan", value=100.0))


def test_what_was_decided() -> None:
    """P is not of a kind that may be merged."""
    assert set(met(valley_case(), "P", "keep")) == {"decision"}


def test_what_an_expansion_is_for() -> None:
    """P has one room; its twenty-six pupils are two classes."""
    case = with_school(valley_case(), "P", classrooms=1)
    rule = met(case, "P", "expand", plan_of(case))["classrooms"]
    assert (rule.limit, rule.figure, rule.school_id, rule.pupils) == (1, 2, None, 26)


def shared_classes(most_pupils: int) -> Case:
    """Return a point of three pupils in each of two grades, taught together; P may teach its grades together too."""
    case = valley_case(
        grade_bands={"primary": {"stage": "primary", "grades": [1, 2], "max_walk_minutes": 30}},
        rules={
            "class_size": {"primary": 20}, "merge": {"kinds": ["teaching_point"]},
            "multigrade": {"kinds": ["teaching_point", "primary"], "max_pupils": most_pupils, "max_grades": 2},
        },
    )  # fmt: skip
    pupils = pd.DataFrame(
        [("A", 1, 4), ("A", 2, 4), ("B", 1, 3), ("B", 2, 3)], columns=["settlement_id", "grade", "pupils"]
    )
    frame = pupils.assign(year=case.district.pupils["year"].iloc[0], grade=pupils["grade"].astype(str))
    return replace(case, district=replace(case.district, pupils=frame[list(case.district.pupils.columns)]))


def test_grades_taught_together() -> None:
    """Six pupils in one class, who would need two by themselves; at P, eight are in one, and fourteen would be two."""
    found = met(with_school(shared_classes(8), "T", fixed_yuan_per_year=0.0), "T", "keep")
    assert "cost" in found
    explaining = explaining_of(with_school(shared_classes(8), "T", fixed_yuan_per_year=0.0))
    school = explaining.stand.problem.school_ids.index("T")
    ways = ways_of(explaining.results.district, explaining.stand.scenario)
    rules = rules_met(explaining.stand, ways, school=school, action="keep", year=0)
    here = [(rule.school_id, rule.limit, rule.figure, rule.pupils) for rule in rules if rule.rule == "multigrade"]
    assert sorted(here, key=str) == [("P", 8, 1, 6), (None, 2, 1, 6)]
    names = names_of(explaining.stand.scenario, explaining.results.district)
    said = [rule_sentence(rule, names, "zh") for rule in rules if rule.rule == "multigrade"]
    assert any("6名学生合班上课，只要1个班；各年级单独编班要2个班" in each for each in said)
    assert any("合班每班最多8人" in each for each in said)
