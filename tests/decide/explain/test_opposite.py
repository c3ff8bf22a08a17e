"""What would happen otherwise, held against every possibility counted."""

import math

import pytest

from planner.decide.explain import vicinity
from planner.decide.explain.explain import Explaining
from planner.decide.explain.fates import fates_of
from planner.decide.explain.opposite import opposite_action, weigh_opposite
from planner.decide.explain.reasons import Opposite
from planner.optimise.runtime.clock import start_clock
from planner.plan import Action, Plan
from planner.problem.problem import Decision
from tests.composing import county_case, plan_with, problem_of
from tests.decide.test_boarding import closed, far_case
from tests.districts import Case, random_case, with_scenario
from tests.explaining_cases import explaining_of, question_about, true_difference, valley_case, with_school
from tests.planning import EXACT, plan_of

YUAN = 1.5
"""Solvers stop this close."""


def weighed(explaining: Explaining, school_id: str, action: Action, seconds: float = 60.0) -> Opposite:
    """Weigh one school's opposite."""
    question = question_about(explaining, school_id, action)
    return weigh_opposite(explaining.stand, question, start_clock(seconds)).opposite


SEEDS = (0, 1, 2, 4, 5, 6, 7, 9, 14, 15, 16, 17, 18, 20, 22, 23)
"""Seeds of districts in which there is a school to ask about; in those of 16, 18 and 22 something is impossible."""


def asked(explaining: Explaining, *, years: int) -> list[tuple[str, Action]]:
    """Return schools and opposite actions whose truth can be counted by deciding the school for every year."""
    problem, found = explaining.stand.problem, []
    for fate in fates_of(explaining.results.plan):
        school = problem.school_ids.index(fate.school_id)
        action = opposite_action(problem, fate.action, school)
        expanded = fate.action == "expand" and action == "keep"
        free = problem.school_decision[school] == Decision.FREE
        if expanded or (free and (years == 1 or action in {"keep", "leave"})):
            found.append((fate.school_id, action))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_whole_district_free_is_exact(seed: int) -> None:
    """Where nothing is held, least and found are the difference that counting every possibility gives."""
    case = random_case(seed)
    explaining = explaining_of(case)
    questions = asked(explaining, years=len(case.scenario.years))
    assert questions
    for school_id, action in questions:
        opposite = weighed(explaining, school_id, action)
        truth = true_difference(case, explaining.results.plan, school_id, action)
        if math.isinf(truth):
            assert opposite.verdict == "impossible"
            continue
        assert opposite.is_whole_district
        assert opposite.least_yuan_per_year is not None
        assert opposite.found_yuan_per_year == pytest.approx(truth, abs=YUAN)
        assert opposite.least_yuan_per_year == pytest.approx(truth, abs=YUAN)
        assert opposite.least_yuan_per_year <= truth + 1e-3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_vicinity_finds_no_more_than_there_is(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the rest held as in the plan, what is found costs at least what counting everything finds."""
    monkeypatch.setattr(vicinity, "_SMALL_PAIRS", -1)
    case = random_case(seed)
    explaining = explaining_of(case)
    questions = asked(explaining, years=len(case.scenario.years))
    assert questions
    for school_id, action in questions:
        opposite = weighed(explaining, school_id, action)
        truth = true_difference(case, explaining.results.plan, school_id, action)
        if math.isinf(truth):
            assert opposite.found_yuan_per_year is None
            continue
        assert opposite.found_yuan_per_year is not None
        assert opposite.least_yuan_per_year is not None
        assert truth <= opposite.found_yuan_per_year + YUAN
        assert opposite.least_yuan_per_year <= opposite.found_yuan_per_year + 1e-6


def poor_plan(case: Case, *closed: str) -> Plan:
    """Return the best plan with these schools closed, as a plan of the case itself."""
    keys = {"keep": [], "free": [], "close": list(closed)}
    return plan_of(with_scenario(case, "decisions", value=keys))


def test_keeping_a_dear_point_is_proven_dearer() -> None:
    """The point's 60,000 yuan less what six pupils' ten minutes are worth: the class is needed either way."""
    opposite = weighed(explaining_of(valley_case()), "T", "keep")
    assert opposite.verdict == "proven_dearer"
    assert opposite.least_yuan_per_year == pytest.approx(60_000 - 6 * 10 * 60, abs=YUAN)
    assert opposite.extra_shortfall_pupils == 0
    assert opposite.pupils_there == 6


def test_a_point_that_is_cheaper_kept_is_found_cheaper() -> None:
    """A plan that merges a point that costs nothing can be bettered, and it is said by how much."""
    case = with_school(valley_case(), "T", fixed_yuan_per_year=0.0)
    opposite = weighed(explaining_of(case, poor_plan(case, "T")), "T", "keep")
    assert opposite.verdict == "found_cheaper"
    assert opposite.found_yuan_per_year == pytest.approx(-6 * 10 * 60, abs=YUAN)
    assert opposite.better_yuan_per_year == pytest.approx(6 * 10 * 60, abs=YUAN)


def test_equal_costs_are_called_equal() -> None:
    """A point that costs just what the longer ways do is neither dearer nor cheaper."""
    case = with_school(valley_case(), "T", fixed_yuan_per_year=6.0 * 10 * 60)
    opposite = weighed(explaining_of(case, poor_plan(case, "T")), "T", "keep")
    assert opposite.verdict == "equal_within_proof"
    assert opposite.found_yuan_per_year == pytest.approx(0, abs=YUAN)


def test_a_decided_school_has_no_opposite() -> None:
    """What the district decided is not weighed."""
    opposite = weighed(explaining_of(valley_case()), "P", "merge")
    assert (opposite.verdict, opposite.least_yuan_per_year) == ("fixed", None)


def test_a_count_may_leave_no_other_choice() -> None:
    """Where one point must be merged and there is one, it cannot be kept."""
    case = valley_case(rules={"class_size": {"primary": 20}, "merge": {"kinds": ["teaching_point"], "exactly": 1}})
    assert weighed(explaining_of(case), "T", "keep").verdict == "impossible"


def test_merging_the_only_school_in_reach_leaves_pupils_without_a_seat() -> None:
    """Six pupils would have no seat, and the price of that is in the yuan."""
    case = valley_case()
    travel = case.district.travel
    assert travel is not None
    lonely = travel[~((travel["settlement_id"] == "B") & (travel["school_id"] == "P"))].reset_index(drop=True)
    case = Case(
        district=case.district.__class__(**{**case.district.__dict__, "travel": lonely}), scenario=case.scenario
    )
    opposite = weighed(explaining_of(case), "T", "merge")
    assert opposite.extra_shortfall_pupils == 6
    assert opposite.least_yuan_per_year is not None
    assert opposite.least_yuan_per_year > 6 * 200_000 - 60_000 - 300_000


def test_no_time_proves_nothing_strong() -> None:
    """Stopped before it began, nothing is called proven."""
    case = county_case(settlements=20, schools=10)
    explaining = explaining_of(
        case, plan_of(case, EXACT.model_copy(update={"engine": "milp", "time_limit_seconds": 1.0}))
    )
    school_id, action = asked(explaining, years=1)[0]
    opposite = weighed(explaining, school_id, action, seconds=0.0)
    assert opposite.verdict in {"equal_within_proof", "found_dearer"}
    assert opposite.least_yuan_per_year is None


def test_a_county_is_weighed_near_the_school() -> None:
    """Of a county only a vicinity is free; the proof and the find agree, and the sizes are told."""
    case = county_case(settlements=20, schools=10)
    problem = problem_of(case)
    explaining = explaining_of(
        case, plan_of(case, EXACT.model_copy(update={"engine": "milp", "time_limit_seconds": 1.0}))
    )
    assert problem.n_pairs > 190
    school_id, action = asked(explaining, years=1)[0]
    opposite = weighed(explaining, school_id, action, seconds=8.0)
    assert not opposite.is_whole_district
    assert opposite.district_least_yuan_per_year is None
    assert 1 < opposite.schools_free <= problem.n_schools
    assert 0 < opposite.settlements_free <= len(problem.settlement_ids)
    assert opposite.found_yuan_per_year is not None
    assert opposite.least_yuan_per_year is not None
    assert opposite.least_yuan_per_year <= opposite.found_yuan_per_year


def test_the_opposite_of_each_action() -> None:
    """Merged: keep; built: leave; left: build; kept: merge; expanded: merge where it is free, else not expand."""
    problem = problem_of(valley_case())
    point, school = problem.school_ids.index("T"), problem.school_ids.index("P")
    assert [opposite_action(problem, action, point) for action in ("merge", "build", "leave", "keep")] == [
        "keep",
        "leave",
        "build",
        "merge",
    ]
    assert (opposite_action(problem, "expand", point), opposite_action(problem, "expand", school)) == ("merge", "keep")


def test_an_expansion_is_weighed_against_none() -> None:
    """Twenty more pupils of A need a second room at P; without it they have no seat."""
    case = with_school(valley_case(), "P", classrooms=1)
    explaining = explaining_of(case)
    opposite = weighed(explaining, "P", "keep")
    assert opposite.verdict == "proven_dearer"
    assert opposite.found_yuan_per_year == pytest.approx(
        true_difference(case, explaining.results.plan, "P", "keep"), abs=YUAN
    )


def test_a_plan_of_shares_is_weighed_too() -> None:
    """Split blocks: the same difference as with whole ones where whole ones are best."""
    case = with_scenario(valley_case(), "rules", "assignment", value={"mode": "split"})
    opposite = weighed(explaining_of(case), "T", "keep")
    assert opposite.least_yuan_per_year == pytest.approx(60_000 - 6 * 10 * 60, abs=YUAN)


def test_plan_with_is_a_plan_of_the_case() -> None:
    """What is weighed is the plan itself: its own total stands behind every difference."""
    case = valley_case()
    explaining = explaining_of(case)
    again = plan_with(case, explaining.stand.problem, explaining.stand.plan, bound=0.0)
    assert again.objective == explaining.results.plan.objective


def test_a_school_kept_for_the_question_alone_bars_nobody_from_boarding() -> None:
    """The full point is merged; were it kept, its twelve would board as before, and only its 1,000 yuan be paid."""
    case = with_school(closed(far_case()), "day", fixed_yuan_per_year=1000.0)
    case = with_scenario(case, "decisions", value={})
    explaining = explaining_of(case)
    assert [(row.school_id, row.mode) for row in explaining.results.plan.assignments] == [("far", "board")]
    opposite = weighed(explaining, "day", "keep")
    assert opposite.found_yuan_per_year == pytest.approx(1000, abs=YUAN)
    assert true_difference(case, explaining.results.plan, "day", "keep") == pytest.approx(1000, abs=YUAN)
