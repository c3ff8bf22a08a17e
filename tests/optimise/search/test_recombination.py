"""Recombination: the best plan that columns make together, exact, lawful, and never worse than what was there."""

import math
from collections.abc import Iterator
from itertools import combinations
from threading import Event

import numpy as np
import pytest

from planner.cost import objective_of
from planner.optimise.construction.start import find_start
from planner.optimise.incumbent import IncumbentTracker
from planner.optimise.models.milp import solve_milp
from planner.optimise.options.engine import DEFAULTS
from planner.optimise.options.search import CoolingSchedule
from planner.optimise.pricing.column_generation import Proof, prove
from planner.optimise.runtime.clock import Clock, start_clock
from planner.optimise.search.annealing import SearchEffort, search
from planner.optimise.search.recombination import (
    BlockPrices,
    PairColumn,
    RecombinationEffort,
    _above,
    _figures,
    pair_columns_of,
    recombine,
)
from planner.problem.problem import Decision, Ints, Problem, Solution
from tests.brute import best_whole_total
from tests.composing import county_case, plan_with, problem_of, violations_of
from tests.districts import random_case
from tests.planning import EXACT
from tests.proving import proving
from tests.seating import busy_case

SECONDS = 60.0
MOST_COLUMNS = 3000


def start_of(problem: Problem) -> Solution:
    """Make the constructive start at once."""
    return find_start(problem, start_clock(0.0))


def total_of(problem: Problem, solution: Solution) -> float:
    """Return a plan's total."""
    return objective_of(problem, solution).total


def pairs_of(problem: Problem, solution: Solution) -> Ints:
    """(block): the pair it takes, or -1."""
    at = np.full(problem.n_blocks, -1, dtype=np.int64)
    taken = np.nonzero(solution.share > 0.5)[0]
    at[problem.pair_block[taken]] = taken
    return at


def free(problem: Problem) -> BlockPrices:
    """Prices that leave nothing out."""
    return BlockPrices(block=np.zeros(problem.n_blocks), distance=math.inf)


def proven(problem: Problem, best: Solution, proof: Proof) -> BlockPrices:
    """Prices as the optimiser hands them over."""
    return BlockPrices(block=proof.block_prices, distance=total_of(problem, best) - proof.bound)


def within(clock: Clock, prices: BlockPrices) -> RecombinationEffort:
    """Return what recombination is given."""
    return RecombinationEffort(clock=clock, prices=prices, options=DEFAULTS.recombination)


def every_column(problem: Problem) -> Iterator[PairColumn]:
    """Yield all blocks that might meet at a school in a year, whether or not it has room for them together."""
    for school in np.nonzero(problem.school_decision != Decision.CLOSE)[0]:
        for year in range(problem.n_years):
            here = (problem.pair_school == school) & (problem.block_year[problem.pair_block] == year)
            pairs = np.nonzero(here)[0]
            for size in range(1, len(pairs) + 1):
                yield from ((int(school), year, taken) for taken in combinations(pairs.tolist(), size))


def test_of_all_columns_the_best_plan_is_made() -> None:
    """Given all that might meet, too much for a school as well, it finds what counting finds, every rule included."""
    tried = 0
    for seed in range(80):
        case = random_case(seed)
        problem = problem_of(case)
        columns = set(every_column(problem))
        if len(columns) > MOST_COLUMNS:
            continue
        tried += 1
        made = recombine(problem, start_of(problem), columns, within(start_clock(SECONDS), free(problem)))
        assert total_of(problem, made) == pytest.approx(best_whole_total(case), abs=0.5), f"seed {seed}"
        assert violations_of(case, plan_with(case, problem, made, bound=0.0)) == (), f"seed {seed}"
    assert tried > 60


def test_proven_prices_leave_out_no_column_of_the_best_plan() -> None:
    """Not one column of the cheapest plan is further above its prices than plan and bound are apart."""
    left_out = tried = 0
    for seed in (*range(60), 183, 187, 209):  # prices of the last three leave columns out
        case = random_case(seed)
        problem = problem_of(case)
        start, best = start_of(problem), best_whole_total(case)
        if total_of(problem, start) < best + 1.0:
            continue
        tried += 1
        proof = prove(problem, proving(SECONDS))
        tracker = IncumbentTracker(start_clock(SECONDS), lambda _: None)
        optimum = solve_milp(problem, start, start_clock(SECONDS), EXACT, tracker).solution
        assert optimum is not None
        prices = proven(problem, start, proof)
        for column in pair_columns_of(problem, pairs_of(problem, optimum)):
            assert _above(problem, _figures(problem, [column])[0], prices) <= prices.distance + 1e-6, f"seed {seed}"
        every = list(every_column(problem))
        left_out += sum(_above(problem, _figures(problem, [column])[0], prices) > prices.distance for column in every)
        if len(every) <= MOST_COLUMNS:
            made = recombine(problem, start, every, within(start_clock(SECONDS), prices))
            assert total_of(problem, made) == pytest.approx(best, abs=0.5), f"seed {seed}"
    assert tried > 10
    assert left_out > 0, "prices that leave nothing out would prove nothing"


def test_two_good_halves_make_a_better_whole() -> None:
    """Plans of several searches joined are no worse than the best of them, better in one county, and lawful."""
    better = 0
    for seed in range(4):
        case = county_case(settlements=16, schools=8, seed=seed)
        problem = problem_of(case)
        runs = [
            search(
                problem,
                start_of(problem),
                SearchEffort(
                    clock=start_clock(1e5), threads=1, seed=number, moves=12_000, rounds=DEFAULTS.annealing.long
                ),
            )
            for number in range(4)
        ]
        best = min((run.best for run in runs), key=lambda solution: total_of(problem, solution))
        columns = {column for run in runs for at in run.met for column in pair_columns_of(problem, at)}
        made = recombine(problem, best, columns, within(start_clock(SECONDS), free(problem)))
        assert total_of(problem, made) <= total_of(problem, best) + 1e-6
        assert violations_of(case, plan_with(case, problem, made, bound=0.0)) == ()
        better += total_of(problem, made) < total_of(problem, best) - 1.0
    assert better > 0


def test_every_rule_is_obeyed_over_the_years() -> None:
    """Columns of hot walks, which no one plan holds together, still make a lawful plan, never a worse one."""
    for seed in range(10):
        case = busy_case(seed)
        problem = problem_of(case)
        best = start_of(problem)
        hot = (CoolingSchedule(share=1.0, hot=30.0, cold=1.0, from_best=False),)
        runs = [
            search(problem, best, SearchEffort(clock=start_clock(1e5), threads=1, seed=s, moves=8000, rounds=hot))
            for s in range(3)
        ]
        columns = {column for run in runs for at in run.met for column in pair_columns_of(problem, at)}
        made = recombine(problem, best, columns, within(start_clock(SECONDS), free(problem)))
        assert total_of(problem, made) <= total_of(problem, best) + 1e-6
        assert violations_of(case, plan_with(case, problem, made, bound=0.0)) == (), f"seed {seed}"


def test_nothing_better_in_the_columns_is_the_same_plan() -> None:
    """With an empty column alone, without time, or with prices that leave all out, the plan handed in is the answer."""
    problem = problem_of(busy_case(2))
    best = start_of(problem)
    stopped = start_clock(SECONDS, Event())
    stopped.stop.set()
    nothing = BlockPrices(block=np.zeros(problem.n_blocks), distance=-math.inf)
    for clock, prices in ((start_clock(SECONDS), free(problem)), (start_clock(0.0), nothing), (stopped, nothing)):
        made = recombine(problem, best, [(0, 0, ())], within(clock, prices))
        assert total_of(problem, made) == pytest.approx(total_of(problem, best), abs=1e-6)


def test_columns_of_a_plan_are_its_blocks_by_school_and_year() -> None:
    """Each seated block stands in one column, under its own school and year; the plan is what they spell."""
    problem = problem_of(busy_case(3))
    at = pairs_of(problem, start_of(problem))
    columns = list(pair_columns_of(problem, at))
    assert len({column[:2] for column in columns}) == len(columns)
    for school, year, pairs in columns:
        taken = np.array(pairs)
        assert (problem.pair_school[taken] == school).all()
        assert (problem.block_year[problem.pair_block[taken]] == year).all()
    assert sorted(pair for _, _, pairs in columns for pair in pairs) == sorted(at[at >= 0].tolist())
    assert list(pair_columns_of(problem, np.full(problem.n_blocks, -1))) == []
