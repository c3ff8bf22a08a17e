"""Neighbourhood MIP: school distances add up to the gap; what is decided anew keeps every rule and only improves."""

import numpy as np
import pytest

from planner.cost import objective_of
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.start import find_start
from planner.optimise.neighbourhood.neighbourhood_mip import (
    NeighbourhoodEffort,
    improve_neighbourhoods,
    school_distances,
)
from planner.optimise.options.engine import DEFAULTS
from planner.optimise.pricing.column_generation import Proof, prove
from planner.optimise.runtime.clock import start_clock
from planner.problem.problem import Problem, Solution
from tests.brute import best_whole_total
from tests.composing import county_case, plan_with, problem_of, violations_of
from tests.conflicting import with_conflicts
from tests.districts import random_case
from tests.proving import proving
from tests.seating import busy_case


def total_of(problem: Problem, plan: Solution) -> float:
    """Return a plan's total, yuan."""
    return objective_of(problem, plan).total


def begun(problem: Problem) -> tuple[Solution, Proof]:
    """Return a first plan and a proof."""
    return find_start(problem, start_clock(0.0)), prove(problem, proving())


def test_distances_of_schools_add_up_to_the_gap() -> None:
    """Where every block has a seat, plan less limit is the sum over schools."""
    problem = problem_of(county_case(settlements=12, schools=6))
    plan, proof = begun(problem)
    served = np.bincount(problem.pair_block, weights=plan.share, minlength=problem.n_blocks)
    assert (served == 1).all()
    distances = school_distances(problem, plan, proof)
    assert (distances >= 0).all()
    assert distances.sum() == pytest.approx(total_of(problem, plan) - proof.bound, rel=1e-6)


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("seed", range(25))
def test_it_only_improves_and_never_below_the_best(seed: int) -> None:
    """On tiny districts of every kind of rule: between the first plan and the best one there is, told on the way."""
    case = random_case(seed)
    problem = problem_of(case)
    plan, proof = begun(problem)
    heard: list[float] = []
    effort = NeighbourhoodEffort(clock=start_clock(0.8), threads=2, seed=seed, options=DEFAULTS.neighbourhood)
    better = improve_neighbourhoods(problem, plan, proof, effort, report=lambda at: heard.append(total_of(problem, at)))
    best = best_whole_total(case)
    assert best * (1 - 1e-9) - 1e-6 <= total_of(problem, better) <= total_of(problem, plan) + 1e-6
    assert heard == sorted(heard, reverse=True)
    assert violations_of(case, plan_with(case, problem, better, bound=proof.bound)) == ()


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("seed", range(12))
def test_neighbourhoods_decided_side_by_side_do_not_break_rules_together(seed: int) -> None:
    """Four at once, of one small district: each keeps the rules of the plan it began from, and every plan told does."""
    problem = with_conflicts(problem_of(busy_case(seed)), seed, share=0.15)
    plan, proof = begun(problem)
    effort = NeighbourhoodEffort(clock=start_clock(2.0), threads=4, seed=seed, options=DEFAULTS.neighbourhood)
    told: list[bool] = []
    better = improve_neighbourhoods(
        problem, plan, proof, effort, report=lambda at: told.append(keeps_limits(problem, at))
    )
    assert all(told)
    assert keeps_limits(problem, better)


def test_it_improves_a_first_plan() -> None:
    """A constructive plan of a small county is bettered within seconds."""
    problem = problem_of(county_case(settlements=20, schools=9))
    plan, proof = begun(problem)
    effort = NeighbourhoodEffort(clock=start_clock(20.0), threads=1, seed=1, options=DEFAULTS.neighbourhood)
    stop = effort.clock.stop
    found: list[Solution] = []

    def tell(at: Solution) -> None:
        found.append(at)
        stop.set()

    better = improve_neighbourhoods(problem, plan, proof, effort, report=tell)
    assert len(found) == 1
    assert total_of(problem, better) < total_of(problem, plan)


def test_no_time_changes_nothing() -> None:
    """A clock that is over leaves the plan as it is."""
    problem = problem_of(random_case(2))
    plan, proof = begun(problem)
    effort = NeighbourhoodEffort(clock=start_clock(0.0), threads=1, seed=1, options=DEFAULTS.neighbourhood)
    assert improve_neighbourhoods(problem, plan, proof, effort, report=lambda _: None) is plan
