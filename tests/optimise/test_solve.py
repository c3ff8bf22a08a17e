"""The optimiser's main path: a start, an engine, and what is proven."""

from threading import Event

import pytest

from planner.cost import objective_of
from planner.optimise.construction.start import find_start
from planner.optimise.incumbent import Progress
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solve import Answer, solve
from planner.plan import gap_of, status_of
from planner.problem.problem import Problem
from planner.reading.scenario import Solver
from tests.composing import county_case, plan_with, problem_of, violations_of
from tests.districts import random_case

LONG_SECONDS = 300.0
MILP = Solver(engine="milp", gap=0.0, threads=1)


def status(problem: Problem, answer: Answer) -> str:
    """Call an answer what its bound proves."""
    objective = objective_of(problem, answer.solution)
    gap = gap_of(total=objective.total, cost=objective.cost, bound=answer.bound)
    return status_of(gap, stopped=answer.stopped)


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("engine", ["auto", "milp"])
@pytest.mark.parametrize("mode", ["whole", "split"])
def test_without_time_there_is_a_plan_all_the_same(engine: str, mode: str) -> None:
    """At a time limit of 0 every random district has a plan that obeys the rules, and a bound not above it."""
    solver = Solver.model_validate({"engine": engine, "threads": 1})
    for seed in range(30):
        case = random_case(seed, mode=mode)
        problem = problem_of(case)
        answer = solve(problem, solver, start_clock(0))
        plan = plan_with(case, problem, answer.solution, bound=answer.bound)
        assert violations_of(case, plan) == (), f"seed {seed}"


def test_a_county_without_time_is_feasible_and_not_optimal() -> None:
    """The plan at a time limit of 0 is called feasible, and a bound above 0 is proven all the same."""
    problem = problem_of(county_case())
    answer = solve(problem, MILP, start_clock(0))
    assert status(problem, answer) == "feasible"
    assert 0 < answer.bound < objective_of(problem, answer.solution).total


def test_the_start_is_kept_where_the_engine_finds_nothing_better() -> None:
    """The answer never costs more than the start that was made first."""
    for seed in range(20):
        problem = problem_of(random_case(seed))
        start = objective_of(problem, find_start(problem, start_clock(0))).total
        assert objective_of(problem, solve(problem, MILP, start_clock(10)).solution).total <= start + 1e-6


def test_stopped_by_the_user() -> None:
    """A run stopped on the way keeps its plan, says so, and claims no more than is proven."""
    case = county_case()
    problem = problem_of(case)
    stop = Event()
    clock = start_clock(LONG_SECONDS, stop)
    told: list[Progress] = []

    def report(progress: Progress) -> None:
        told.append(progress)
        if len(told) > 1:
            stop.set()

    answer = solve(problem, MILP, clock, report=report)
    assert clock.left > 0
    assert answer.stopped
    assert status(problem, answer) == "stopped"
    assert violations_of(case, plan_with(case, problem, answer.solution, bound=answer.bound)) == ()


def test_stopped_before_it_began() -> None:
    """A stop set beforehand still yields the start, and status stopped."""
    problem = problem_of(county_case())
    clock = start_clock(LONG_SECONDS, Event())
    clock.stop.set()
    answer = solve(problem, MILP, clock)
    assert clock.left > 0
    assert status(problem, answer) == "stopped"


def test_every_report_has_its_bound_below_its_total() -> None:
    """What the user is told on the way is never more than is proven, and the last total told is the plan's."""
    problem = problem_of(county_case())
    told: list[Progress] = []
    answer = solve(problem, MILP, start_clock(1), report=told.append)
    assert len(told) > 1
    assert all(progress.bound <= progress.total for progress in told)
    assert objective_of(problem, answer.solution).total <= told[-1].total * (1 + 1e-9)
    assert max(progress.bound for progress in told) <= answer.bound * (1 + 1e-6)
