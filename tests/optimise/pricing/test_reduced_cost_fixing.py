"""Fixing: what is taken away stands in no plan that is better than the best one known."""

import math

import numpy as np
import pytest

from planner.cost import objective_of
from planner.optimise.construction.start import find_start
from planner.optimise.incumbent import IncumbentTracker
from planner.optimise.models.milp import solve_milp
from planner.optimise.pricing.column_generation import Proof, prove
from planner.optimise.pricing.reduced_cost_fixing import reduced_cost_fixing
from planner.optimise.runtime.clock import start_clock
from planner.problem.problem import Decision, Problem
from planner.reading.scenario import Solver
from tests.brute import best_whole_total
from tests.composing import county_case, problem_of
from tests.districts import random_case
from tests.proving import proving

EXACT = Solver(time_limit_seconds=60, gap=0.0, threads=1, engine="milp")


def proof_of(problem: Problem) -> Proof:
    """Prove without a plan, to the end."""
    return prove(problem, proving())


def best_of(problem: Problem) -> float:
    """Return the best total by the plain model, yuan."""
    clock = start_clock(60.0)
    start = find_start(problem, start_clock(0.0))
    found = solve_milp(problem, start, clock, EXACT, IncumbentTracker(clock, lambda _: None)).solution
    return objective_of(problem, start if found is None else found).total


@pytest.mark.parametrize("seed", range(40))
def test_the_best_plan_is_still_there(seed: int) -> None:
    """With a plan known that is a hair dearer than the best, the best is still among what is left."""
    case = random_case(seed)
    problem, best = problem_of(case), best_whole_total(case)
    left = reduced_cost_fixing(problem, (), proof_of(problem), best * (1 + 1e-6) + 1.0)
    assert best_of(left) == pytest.approx(best, rel=1e-6, abs=1e-3)


def test_much_is_taken_away_where_the_best_is_nearly_proven() -> None:
    """A small county with its best plan known keeps a part of its pairs; schools that matter are decided."""
    problem = problem_of(county_case(settlements=30, schools=14))
    proof = proof_of(problem)
    left = reduced_cost_fixing(problem, (), proof, proof.bound * 1.0001)
    assert left.n_pairs < problem.n_pairs
    assert left.n_blocks == problem.n_blocks
    assert np.diff(left.block_first_pair).min() >= 0
    free = (problem.school_decision == Decision.FREE).sum()
    assert (left.school_decision == Decision.FREE).sum() <= free


def test_nothing_is_taken_away_while_no_plan_is_known() -> None:
    """Without a plan, or without prices, every choice stays."""
    problem = problem_of(random_case(3))
    proof = proof_of(problem)
    assert reduced_cost_fixing(problem, (), proof, math.inf) is problem
    far = reduced_cost_fixing(problem, (), proof, proof.bound * 1e6)
    assert far.n_pairs == problem.n_pairs
    assert (far.school_decision == problem.school_decision).all()
