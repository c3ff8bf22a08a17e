"""The vicinity of a school grows, holds what must be free, and leaves the plan as it is."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from planner.cost import objective_of
from planner.decide.explain.explain import Explaining
from planner.decide.explain.opposite import opposite_action
from planner.decide.explain.vicinity import Question, vicinities
from planner.optimise.neighbourhood.area import neighbourhood_of
from planner.problem.problem import Decision, Problem, Solution
from tests.composing import county_case
from tests.explaining_cases import NOBODY, explaining_of, question_about, valley_case
from tests.planning import EXACT, plan_of


@pytest.fixture(scope="module", name="county", params=["whole", "split"])
def _county(request: pytest.FixtureRequest) -> Explaining:
    return county_of(request.param)


def county_of(mode: str) -> Explaining:
    """Return a made-up county of whole or split blocks, with a plan found in a second."""
    case = county_case(settlements=25, schools=12, mode=mode)
    return explaining_of(case, plan_of(case, EXACT.model_copy(update={"engine": "milp", "time_limit_seconds": 1.0})))


def free_points(problem: Problem) -> list[int]:
    """Return the schools that may be merged."""
    return np.nonzero(problem.school_mergeable & (problem.school_decision == Decision.FREE))[0].tolist()


def question(explaining: Explaining, school: int) -> Question:
    """Ask about the opposite of what the plan does."""
    problem, plan = explaining.stand.problem, explaining.stand.plan
    action = opposite_action(problem, "keep" if plan.open[school].all() else "merge", school)
    return Question(school=school, action=action, homes=NOBODY, staying=NOBODY)


def test_each_step_holds_the_one_before(county: Explaining) -> None:
    """Schools and blocks once free stay free, and the steps grow."""
    problem, plan = county.stand.problem, county.stand.plan
    for school in free_points(problem):
        areas = list(vicinities(problem, plan, question(county, school)))
        assert len(areas) > 1
        for smaller, larger in pairwise(areas):
            assert (larger.schools >= smaller.schools).all()
            assert (larger.blocks >= smaller.blocks).all()
            assert larger.schools.sum() + larger.blocks.sum() > smaller.schools.sum() + smaller.blocks.sum()


def test_everyone_at_the_school_is_free(county: Explaining) -> None:
    """A school can only close when all its pupils may leave, and their present schools are in the area."""
    problem, plan = county.stand.problem, county.stand.plan
    for school in free_points(problem):
        area = next(iter(vicinities(problem, plan, question(county, school))))
        assert area.schools[school]
        used = plan.share > 0
        assert area.blocks[problem.pair_block[used & (problem.pair_school == school)]].all()
        free = used & area.blocks[problem.pair_block]
        assert area.schools[problem.pair_school[free]].all(), "the plan must be a solution of the part"


def test_the_plan_costs_the_same_in_its_part(county: Explaining) -> None:
    """What is held is summed up, not lost: the part's first solution costs what the plan does."""
    problem, plan = county.stand.problem, county.stand.plan
    total = objective_of(problem, plan)
    for school in free_points(problem)[:3]:
        for area in vicinities(problem, plan, question(county, school)):
            part = neighbourhood_of(problem, plan, area)
            own = objective_of(part.problem, part.begin)
            left = total.penalty - own.penalty
            assert own.cost + left == pytest.approx(total.cost + left, rel=1e-9)


def test_a_small_district_is_free_at_once() -> None:
    """Nothing is held where all can be solved."""
    explaining = explaining_of(valley_case())
    areas = list(vicinities(explaining.stand.problem, explaining.stand.plan, question_about(explaining, "T", "keep")))
    assert len(areas) == 1
    assert areas[0].schools.all()
    assert areas[0].blocks.all()


def test_a_full_count_brings_a_partner() -> None:
    """Where no more may be merged, another point may be kept instead: it is in the area, with all its pupils."""
    county = county_of("whole")
    problem, plan = county.stand.problem, county.stand.plan
    merged = int((problem.school_mergeable & ~plan.open[:, 0]).sum())
    assert merged > 0, "the county merges points"
    tight = dataclasses.replace(problem, merge_most=merged)
    kept = [school for school in free_points(problem) if plan.open[school, 0]]
    area = next(iter(vicinities(tight, plan, question(county, kept[0]))))
    closed = problem.school_mergeable & ~plan.open[:, 0]
    assert (area.schools & closed).any()


def closed_everywhere(plan: Solution) -> Solution:
    """Return the plan with nobody placed."""
    return dataclasses.replace(plan, share=np.zeros(len(plan.share)))


def test_pupils_without_a_seat_are_no_obstacle(county: Explaining) -> None:
    """Blocks that are left over may be in an area, or not; the part is built either way."""
    problem, plan = county.stand.problem, closed_everywhere(county.stand.plan)
    for area in vicinities(problem, plan, question(county, free_points(problem)[0])):
        assert neighbourhood_of(problem, plan, area).free_blocks == area.blocks.sum()
