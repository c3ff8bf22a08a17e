"""Shares a little above a limit, cut to it on paper: classes, rooms, beds, size, budget, and where the excess goes."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.cost import loads
from planner.optimise.construction.completion import completed
from planner.optimise.construction.feasible_shares import keeps_limits, within_limits, without_pupils_of
from planner.problem.problem import Decision, Floats, Problem, Solution
from planner.verifying import Rule
from tests.composing import plan_with, problem_of, violations_of
from tests.districts import YEAR, Case, district_of, random_case, scenario_of, with_scenario
from tests.exactness import overfull

EXCESS = 1e-8


def two_homes(budget: float | None = None, **near: object) -> Case:
    """Two villages of 30 pupils; a near school with classes of 45, and a far one with room for all."""
    district = district_of(
        pupils={("A", YEAR, "1"): 30, ("B", YEAR, "1"): 30},
        schools=[
            {"school_id": "near", "classrooms": 1, "classroom_yuan": 100_000, "bed_yuan": 1_000} | near,
            {"school_id": "far", "classrooms": 5},
        ],
        travel={
            ("A", "near"): (10, None, None), ("A", "far"): (30, None, None),
            ("B", "near"): (10, 50, 20), ("B", "far"): (40, 90, 40),
        },
    )  # fmt: skip
    band = {"stage": "primary", "grades": [1], "max_walk_minutes": 40}
    rules = {"class_size": {"primary": 45}, "assignment": {"mode": "split"}, "merge": {"kinds": ["primary"]}}
    return Case(district=district, scenario=scenario_of(grade_bands={"lower": band}, rules=rules, budget_yuan=budget))


def shares(problem: Problem, to: Mapping[tuple[str, str], float]) -> Floats:
    """Say what share of which village goes where."""
    homes = [problem.settlement_ids[problem.block_settlement[block]] for block in problem.pair_block]
    schools = [problem.school_ids[school] for school in problem.pair_school]
    return np.array([to.get((home, school), 0.0) for home, school in zip(homes, schools, strict=True)])


def settled_at(case: Case, to: Mapping[tuple[str, str], float]) -> tuple[Problem, Solution]:
    """Settle shares with every school open."""
    problem = problem_of(case)
    opened = np.ones((problem.n_schools, problem.n_years), dtype=bool)
    return problem, within_limits(problem, opened=opened, share=shares(problem, to))


def test_an_excess_above_a_full_class_goes_where_there_is_room() -> None:
    """30 + 15.0000003 pupils are one class of 45, and 0.0000003 more go to the far school where the others are."""
    problem, solution = settled_at(
        two_homes(), {("A", "near"): 1.0, ("B", "near"): 0.5 + EXCESS, ("B", "far"): 0.5 - EXCESS}
    )
    assert solution.classes[:, 0, 0].tolist() == [1, 1]
    assert loads(problem, solution).pupils[:, 0, 0] == pytest.approx([45.0, 15.0], abs=1e-10)
    assert loads(problem, solution).shortfall.tolist() == [0.0, 0.0]


def test_an_excess_that_no_school_can_take_is_given_up() -> None:
    """With the far school full too, what is above 45 has no seat, and it is the far village's."""
    case = two_homes()
    tight = with_scenario(case, "rules", "school_size", value={"primary": 45})
    problem, solution = settled_at(
        tight, {("A", "near"): 1.0, ("B", "near"): 0.5 + 1e-7, ("A", "far"): 0.0, ("B", "far"): 0.0}
    )
    assert loads(problem, solution).pupils[:, 0, 0] == pytest.approx([45.0, 0.0], abs=1e-10)
    assert keeps_limits(problem, solution)


def test_what_needs_a_second_class_gets_it_where_there_is_a_room() -> None:
    """46 pupils are no rounding error above 45: the second room is added where the site has one."""
    _, solution = settled_at(
        two_homes(classrooms_max=2), {("A", "near"): 1.0, ("B", "near"): 16 / 30, ("B", "far"): 14 / 30}
    )
    assert solution.classes[0, 0, 0] == 2
    assert solution.classrooms_added[0, 0] == 1


def test_what_needs_a_second_class_goes_elsewhere_where_there_is_no_room() -> None:
    """The site holds one class: the 46th pupil goes to the far school."""
    problem, solution = settled_at(two_homes(), {("A", "near"): 1.0, ("B", "near"): 16 / 30, ("B", "far"): 14 / 30})
    assert loads(problem, solution).pupils[:, 0, 0] == pytest.approx([45.0, 15.0], abs=1e-10)


def test_a_budget_is_kept_by_adding_less() -> None:
    """A room for 100,000 yuan is beyond 99,999: its pupils go to the far school, which has a class already."""
    everyone = {("A", "near"): 1.0, ("B", "near"): 29 / 30, ("B", "far"): 1 / 30}
    problem, solution = settled_at(two_homes(budget=99_999, classrooms_max=2), everyone)
    assert solution.classrooms_added[:, 0].tolist() == [0, 0]
    assert loads(problem, solution).pupils[:, 0, 0] == pytest.approx([45.0, 15.0], abs=1e-10)
    _, solution = settled_at(two_homes(budget=100_000, classrooms_max=2), everyone)
    assert solution.classrooms_added[:, 0].tolist() == [1, 0]


def test_a_school_is_no_fuller_than_its_size() -> None:
    """Forty pupils at most, classes or not."""
    problem, solution = settled_at(
        two_homes(pupils_max=40), {("A", "near"): 1.0, ("B", "near"): 0.5, ("B", "far"): 0.5}
    )
    assert loads(problem, solution).pupils[:, 0, 0] == pytest.approx([40.0, 20.0], abs=1e-10)


def test_a_millionth_of_a_boarder_does_not_ask_for_a_bed() -> None:
    """Nobody boards where there is no bed, however small a part of a pupil it is."""
    case = with_scenario(two_homes(), "grade_bands", "lower", value={
        "stage": "primary", "grades": [1], "max_walk_minutes": 5, "max_ride_minutes": 20, "boarding": True,
    })  # fmt: skip
    problem, solution = settled_at(case, {("B", "near"): 1e-6 / 30})
    assert solution.beds_added.sum() == 0
    assert not solution.share.any()
    assert loads(problem, solution).shortfall.tolist() == [30.0, 30.0]


def test_nobody_stays_at_a_closed_school() -> None:
    """Shares that lead to a closed school are placed at an open one if they are rounding errors."""
    problem = problem_of(two_homes())
    opened = np.array([[False], [True]])
    share = shares(problem, {("A", "near"): 1e-7, ("A", "far"): 1 - 1e-7, ("B", "far"): 1.0})
    solution = within_limits(problem, opened=opened, share=share)
    assert loads(problem, solution).pupils[:, 0, 0] == pytest.approx([0.0, 60.0], abs=1e-10)


def test_nobody_is_placed_twice() -> None:
    """Shares of a block that add up to more than all of it are cut to all of it."""
    problem, solution = settled_at(two_homes(), {("A", "near"): 0.7, ("A", "far"): 0.7})
    assert loads(problem, solution).pupils[:, 0, 0] == pytest.approx([15.0, 15.0])


def test_whole_blocks_are_taken_as_they_are() -> None:
    """Sums of whole pupils are exact; nothing is cut off them."""
    case = with_scenario(two_homes(classrooms_max=2), "rules", "assignment", value={"mode": "whole"})
    problem, solution = settled_at(case, {("A", "near"): 1.0, ("B", "near"): 1.0})
    assert sorted(solution.share.tolist()) == [0.0, 0.0, 1.0, 1.0]
    assert loads(problem, solution).pupils[:, 0, 0].tolist() == [60.0, 0.0]


def test_pupils_of_a_school_are_given_up() -> None:
    """Nobody stays at the schools named; the others are where they were."""
    problem, solution = settled_at(two_homes(), {("A", "near"): 1.0, ("B", "far"): 1.0})
    left = without_pupils_of(problem, solution, np.array([True, False]))
    assert loads(problem, left).pupils[:, 0, 0].tolist() == [0.0, 30.0]


@pytest.mark.parametrize(
    ("near", "to"),
    [
        ({"pupils_max": 29}, {("A", "near"): 1.0}),
        ({"decision": "close"}, {}),
        ({"classrooms": 0, "classrooms_max": 0}, {("A", "near"): 1.0}),
    ],
)
def test_broken_limits_are_seen(near: dict[str, object], to: dict[tuple[str, str], float]) -> None:
    """A solution above a limit, or open against a decision, does not keep the limits."""
    problem = problem_of(two_homes(None, **near))
    opened = np.ones((2, 1), dtype=bool)
    assert not keeps_limits(problem, completed(problem, opened=opened, share=shares(problem, to)))


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10_000), draws=st.integers(0, 10_000), above=st.sampled_from([0.0, 1e-9, 1e-7, 1e-6, 1e-3, 0.3])
)
def test_any_shares_become_a_plan_that_keeps_every_limit(seed: int, draws: int, above: float) -> None:
    """Random shares, some a little above what fits: after settling no exact count finds a limit broken."""
    case = random_case(seed, mode="split")
    problem = problem_of(case)
    random = np.random.default_rng(draws)
    built = problem.school_existing & (problem.school_decision != Decision.CLOSE)
    opened = np.repeat((built | (problem.school_decision == Decision.KEEP))[:, None], problem.n_years, axis=1)
    raw = random.choice([0.0, above, 0.5, 1.0, 1 / 3, 1.0 + above], problem.n_pairs)
    solution = within_limits(problem, opened=opened, share=raw)
    plan = plan_with(case, problem, solution, bound=0.0)
    assert overfull(case, plan) == []
    assert {each.rule for each in violations_of(case, plan)} <= {Rule.MERGE_COUNT}  # as many are open as may be
