"""A number of moves in place of the clock: the same plan on every machine that gets so far."""

import time

import numpy as np
import pytest

from planner.cost import objective_of
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solve import Answer, solve
from planner.problem.problem import Problem
from planner.reading.scenario import Solver
from tests.composing import county_case, plan_with, problem_of, violations_of

SECONDS = 1e5
MOVES = 60_000
FASTER = 40.0
"""By how much the clock of a slow machine runs ahead."""


def solved(problem: Problem, *, seed: int = 1, threads: int = 1, moves: int | None = MOVES) -> Answer:
    """Search for a number of moves; the wide gap leaves nothing to prove."""
    solver = Solver(time_limit_seconds=SECONDS, gap=1.0, seed=seed, threads=threads, search_moves=moves)
    return solve(problem, solver, start_clock(SECONDS))


@pytest.mark.parametrize("threads", [1, 2])
def test_a_slower_machine_finds_the_same_plan(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every second counts for forty the plan is the same to the last pair; another seed finds another."""
    problem = problem_of(county_case(settlements=20, schools=8))
    fast, other = solved(problem, threads=threads), solved(problem, threads=threads, seed=2)
    now = time.monotonic
    monkeypatch.setattr("planner.optimise.runtime.clock.time.monotonic", lambda: FASTER * now())
    slow = solved(problem, threads=threads)
    assert np.array_equal(fast.solution.share, slow.solution.share)
    assert np.array_equal(fast.solution.open, slow.solution.open)
    assert not np.array_equal(fast.solution.share, other.solution.share)


def test_the_plan_is_lawful_and_the_limit_below_it() -> None:
    """The judge finds nothing wrong, and what is proven is no more than the plan's total."""
    case = county_case(settlements=20, schools=8)
    problem = problem_of(case)
    answer = solved(problem)
    assert violations_of(case, plan_with(case, problem, answer.solution, bound=answer.bound)) == ()
    assert answer.bound <= objective_of(problem, answer.solution).total


def test_more_moves_find_a_better_plan() -> None:
    """Ten times as many moves improve on the first."""
    problem = problem_of(county_case())
    few, many = (objective_of(problem, solved(problem, moves=moves).solution).total for moves in (20_000, 200_000))
    assert many < few


def test_it_says_what_it_did() -> None:
    """The search is named; no model, pricing or recombination has a part in the plan."""
    did = solved(problem_of(county_case(settlements=20, schools=8)), moves=2_000_000).did
    assert [text.split()[0] for text in did if not text.startswith("first plan ")] == ["search"]
