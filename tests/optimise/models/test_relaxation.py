"""Tests of the linear relaxation: a proven limit at any prices, and the model's own at the best."""

import numpy as np
import pytest

from planner.optimise.models.relaxation import limit_at, relaxation_of, solve_relaxation
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solver.program import with_rows
from planner.problem.build import build_problem
from planner.problem.problem import Problem
from planner.problem.statement.columns import columns_of
from planner.problem.statement.rules import attend_open_schools
from tests.brute import best_split_total, best_whole_total
from tests.districts import paper_case, random_case
from tests.proving import RELAXATION


def problem_of(seed: int, mode: str = "whole") -> Problem:
    """Build a random tiny problem."""
    case = random_case(seed, mode=mode)
    return build_problem(case.district, case.journeys, case.scenario)


@pytest.mark.parametrize("seed", range(12))
def test_the_limit_is_below_the_best_whole_plan(seed: int) -> None:
    """No plan of whole blocks is cheaper than the relaxation."""
    best = best_whole_total(random_case(seed))
    assert solve_relaxation(problem_of(seed), start_clock(60), RELAXATION).bound <= best * (1 + 1e-9) + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_the_limit_is_below_the_best_split_plan(seed: int) -> None:
    """No plan of shares is cheaper than the relaxation."""
    best = best_split_total(random_case(seed, mode="split"))
    assert solve_relaxation(problem_of(seed, "split"), start_clock(60), RELAXATION).bound <= best * (1 + 1e-9) + 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_any_prices_prove_a_limit(seed: int) -> None:
    """Prices drawn at random prove less than the best ones, never more."""
    problem = problem_of(seed)
    rows = with_rows(relaxation_of(problem), attend_open_schools(problem, columns_of(problem)))
    random = np.random.default_rng(seed)
    best = best_whole_total(random_case(seed))
    for scale in (1e2, 1e4, 1e6):
        assert limit_at(rows, random.normal(0, scale, len(rows.low))) <= best * (1 + 1e-9) + 1e-6


def test_it_finds_the_prices_of_the_paper_district() -> None:
    """Prices lie between nothing and the shortfall, and the limit is worth something."""
    case = paper_case()
    problem = build_problem(case.district, case.journeys, case.scenario)
    relaxed = solve_relaxation(problem, start_clock(60), RELAXATION)
    assert relaxed.block_prices.shape == (problem.n_blocks,)
    assert (relaxed.block_prices <= problem.block_pupils * problem.shortfall_yuan_per_pupil + 1e-6).all()
    assert relaxed.bound > 0


def test_a_clock_that_is_over_proves_nothing_wrong() -> None:
    """Without time the limit is a low one or none, and no fault either."""
    full = solve_relaxation(problem_of(0), start_clock(10), RELAXATION).bound
    assert solve_relaxation(problem_of(0), start_clock(0), RELAXATION).bound <= full * (1 + 1e-9)
