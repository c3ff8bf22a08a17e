"""A solution that the judge refuses does not end the run: it is mended, or the start takes its place."""

import numpy as np
import pytest

from planner.language import Text
from planner.mending import passing_plan
from planner.optimise.construction.completion import completed
from planner.optimise.construction.start import find_start
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solve import Answer
from planner.plan import Plan
from planner.problem.problem import Problem, Solution
from tests.composing import plan_with, problem_of, violations_of
from tests.districts import YEAR, Case, district_of, scenario_of


def crowded_case() -> Case:
    """Two villages of 30, a school with one room for 45 and another with one."""
    district = district_of(
        pupils={("A", YEAR, "1"): 30, ("B", YEAR, "1"): 30},
        schools=[{"school_id": "one", "classrooms": 1}, {"school_id": "two", "classrooms": 1}],
        travel={(home, school): (10, None, None) for home in "AB" for school in ("one", "two")},
    )
    return Case(district=district, scenario=scenario_of(rules={"class_size": {"primary": 45}}))


def passing(case: Case, problem: Problem, best: Solution, start: Solution) -> Plan:
    """Let the real judge have its say about a best solution and a start."""
    answer = Answer(solution=best, bound=0.0, stopped=False, seconds=0.0, start=start)

    def record(solution: Solution, notes: tuple[Text, ...]) -> Plan:
        plan = plan_with(case, problem, solution, bound=0.0)
        return plan.model_copy(update={"notes": (*plan.notes, *notes)})

    return passing_plan(problem, answer, record, lambda plan: violations_of(case, plan))


def everyone_at(problem: Problem, school: int) -> Solution:
    """Send all villages to one school."""
    share = (problem.pair_school == school).astype(float)
    return completed(problem, opened=np.ones((2, 1), dtype=bool), share=share)


def test_a_plan_that_passes_is_left_alone() -> None:
    """No note is made where nothing was mended."""
    case = crowded_case()
    problem = problem_of(case)
    start = find_start(problem, start_clock(0.0))
    plan = passing(case, problem, start, start)
    assert plan.notes == ("made-up data",)
    assert plan.shortfall == ()


def test_the_school_that_is_over_its_limit_is_emptied() -> None:
    """Sixty pupils need two classes in one room: they are the shortfall, and the notes name the school."""
    case = crowded_case()
    problem = problem_of(case)
    plan = passing(case, problem, everyone_at(problem, 0), find_start(problem, start_clock(0.0)))
    assert violations_of(case, plan) == ()
    assert sum(sum(row.pupils.values()) for row in plan.shortfall) == 60
    assert "at one:" in plan.notes[-1]


def test_the_start_takes_the_place_of_what_cannot_be_mended() -> None:
    """A school that must stay is closed: no pupil can be given up for that, so the start is the plan."""
    case = crowded_case()
    problem = problem_of(case)
    closed = completed(problem, opened=np.array([[True], [False]]), share=np.zeros(problem.n_pairs))
    plan = passing(case, problem, closed, find_start(problem, start_clock(0.0)))
    assert violations_of(case, plan) == ()
    assert plan.shortfall == ()
    assert "first, simple plan" in plan.notes[-1]


def test_where_nothing_passes_the_fault_is_told() -> None:
    """With a start that is as wrong, the program says what the judge said."""
    case = crowded_case()
    problem = problem_of(case)
    closed = completed(problem, opened=np.array([[True], [False]]), share=np.zeros(problem.n_pairs))
    with pytest.raises(RuntimeError, match=r"did not pass its own check: .*two"):
        passing(case, problem, closed, closed)
