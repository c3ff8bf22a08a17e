"""The constructive start: always a plan that obeys every rule, and never a worse one for more time."""

from dataclasses import replace

import pytest

from planner.cost import objective_of
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.start import find_start
from planner.optimise.quick_bound import quick_bound
from planner.optimise.runtime.clock import start_clock
from planner.problem.problem import Problem
from tests.composing import county_case, plan_with, problem_of, violations_of
from tests.districts import Case, district_of, paper_case, random_case, scenario_of

PLENTY_SECONDS = 30.0


def total_after(problem: Problem, seconds: float) -> float:
    """Return the total of the start after so much time at most."""
    return objective_of(problem, find_start(problem, start_clock(seconds))).total


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("mode", ["whole", "split"])
@pytest.mark.parametrize(("seconds", "districts"), [(0.0, 100), (PLENTY_SECONDS, 40)], ids=["no time", "time enough"])
def test_every_rule_is_obeyed_however_short_the_time(mode: str, seconds: float, districts: int) -> None:
    """The judge finds nothing wrong with the start's plans of many random districts."""
    for seed in range(districts):
        case = random_case(seed, mode=mode)
        problem = problem_of(case)
        solution = find_start(problem, start_clock(seconds))
        plan = plan_with(case, problem, solution, bound=quick_bound(problem))
        assert violations_of(case, plan) == (), f"seed {seed}"


@pytest.mark.parametrize("mode", ["whole", "split"])
def test_more_time_is_never_worse(mode: str) -> None:
    """A plan made with time enough costs no more than the one made at once; a county's costs less."""
    for seed in range(30):
        problem = problem_of(random_case(seed, mode=mode))
        assert total_after(problem, PLENTY_SECONDS) <= total_after(problem, 0.0) + 1e-6
    county = problem_of(county_case(mode=mode))
    assert total_after(county, PLENTY_SECONDS) < total_after(county, 0.0) * 0.99


def test_the_same_start_twice() -> None:
    """Nothing in it is left to chance."""
    problem = problem_of(county_case())
    assert total_after(problem, PLENTY_SECONDS) == total_after(problem, PLENTY_SECONDS)


def test_the_paper_district_obeys_the_rules() -> None:
    """The district that uses every rule at once has a lawful start, whole and split."""
    for mode in ("whole", "split"):
        case = paper_case()
        rules = case.scenario.rules.model_copy(
            update={"assignment": case.scenario.rules.assignment.model_copy(update={"mode": mode})}
        )
        case = replace(case, scenario=case.scenario.model_copy(update={"rules": rules}))
        problem = problem_of(case)
        plan = plan_with(case, problem, find_start(problem, start_clock(0)), bound=quick_bound(problem))
        assert violations_of(case, plan) == ()


def test_as_many_are_merged_as_the_scenario_asks() -> None:
    """With no time at all, the emptiest points are merged: two of three, and the one with pupils stays."""
    points = [{"school_id": f"t{number}", "kind": "teaching_point", "classrooms": 1} for number in range(3)]
    case = Case(
        district=district_of(
            pupils={("a", 2026, "1"): 10, ("b", 2026, "1"): 3},
            schools=[*points, {"school_id": "h", "classrooms": 1}],
            travel={("a", "t1"): (1, None, None), ("b", "t2"): (1, None, None), ("b", "h"): (9, None, None)},
        ),
        scenario=scenario_of(rules={"merge": {"kinds": ["teaching_point"], "exactly": 2}}),
    )
    solution = find_start(problem_of(case), start_clock(0))
    assert solution.open[:, 0].tolist() == [False, True, False, True]


def test_a_pupil_who_would_cost_more_than_a_shortfall_is_left_over() -> None:
    """A journey of 10 yuan is made against a shortfall of 11 a pupil, and not against one of 9."""
    for price, left in ((11, 0), (9, 9 * 5)):
        case = Case(
            district=district_of(
                pupils={("a", 2026, "1"): 5}, schools=[{"school_id": "h", "classrooms": 1}],
                travel={("a", "h"): (10, None, None)},
            ),
            scenario=scenario_of(
                prices={
                    "travel_yuan_per_pupil_minute": 1, "shortfall_yuan_per_pupil": price,
                    "class_yuan_per_year": {"primary": 0},
                }
            ),
        )  # fmt: skip
        problem = problem_of(case)
        for mode in (True, False):
            either = replace(problem, whole=mode)
            assert objective_of(either, find_start(either, start_clock(0))).penalty == pytest.approx(left)


def test_a_share_fills_a_school_to_its_last_seat() -> None:
    """Split, 60 pupils fill 45 seats of the near school and go on to the far one, nobody left over."""
    case = Case(
        district=district_of(
            pupils={("a", 2026, "1"): 60},
            schools=[{"school_id": "near", "classrooms": 1}, {"school_id": "far", "classrooms": 1}],
            travel={("a", "near"): (1, None, None), ("a", "far"): (2, None, None)},
        ),
        scenario=scenario_of(rules={"assignment": {"mode": "split"}}),
    )
    solution = find_start(problem_of(case), start_clock(0))
    assert solution.share.tolist() == pytest.approx([0.75, 0.25], abs=1e-6)


def test_bands_that_stay_together_are_brought_together() -> None:
    """Both schools must stay and need both bands of somebody; band by band the nearest would be of two settlements.

    A has most of the younger pupils and B most of the older, so that alone each band's journeys would be least with A
    at one school for the younger, and B at it for the older, which `bands_together` bars. C and D would fill both rooms
    of T before the older come.
    """
    pupils = {("A", "1"): 10, ("A", "4"): 1, ("B", "1"): 1, ("B", "4"): 10, ("C", "1"): 40, ("D", "1"): 40}
    near = {("C", "T"): (5, None, None), ("D", "T"): (5, None, None)}
    district = district_of(
        pupils={(home, 2026, grade): count for (home, grade), count in pupils.items()},
        schools=[{"school_id": name, "grades": "1-4", "classrooms": 2} for name in ("S", "T")],
        travel=near | {(home, to): (minutes, None, None) for home in "AB" for to, minutes in (("S", 1), ("T", 20))},
    )
    band = {"stage": "primary", "max_walk_minutes": 30}
    scenario = scenario_of(
        years=[2026],
        grade_bands={"lower": band | {"grades": [1]}, "upper": band | {"grades": [4]}},
        rules={"whole_school": {"least_pupils_per_grade": 1}, "bands_together": ["primary"]},
    )
    problem = problem_of(Case(district=district, scenario=scenario))
    assert keeps_limits(problem, find_start(problem, start_clock(0.0)))
