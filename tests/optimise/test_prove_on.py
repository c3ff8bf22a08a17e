"""A proof that goes on: its limit holds whatever it begins with, and what is kept of it is of use."""

import math
from dataclasses import replace

import numpy as np
import pytest

from planner.cost import objective_of
from planner.optimise.construction.start import find_start
from planner.optimise.engine_run import Run
from planner.optimise.incumbent import IncumbentTracker
from planner.optimise.kept_proof import KeptProof, kept_of, proof_above
from planner.optimise.options.engine import DEFAULTS, ModelOptions
from planner.optimise.pricing.column_generation import prove, prove_further
from planner.optimise.prove_on import ProvedOn, prove_on
from planner.optimise.runtime.clock import start_clock
from planner.problem.problem import Problem
from planner.reading.scenario import Solver
from tests.brute import best_whole_total
from tests.building import problem_of
from tests.districts import random_case
from tests.proving import proving

SEEDS = (2, 5, 9)
ROUNDING = 0.01
PRICED_ALONE = replace(DEFAULTS, model=ModelOptions(tiny_pairs=0, small_pairs=0))


def gone_on(problem: Problem, kept: tuple[KeptProof | None, ...], seconds: float, engine: str = "auto") -> ProvedOn:
    """Go on with the proof of a simple plan."""
    clock = start_clock(seconds)
    tracker = IncumbentTracker(clock, lambda _progress: None)
    begin = find_start(problem, start_clock(0.0))
    tracker.found_plan(problem, begin)
    solver = Solver.model_validate({"engine": engine, "gap": 0.0, "threads": 1, "time_limit_seconds": seconds})
    run = Run(problem=problem, solver=solver, clock=clock, tracker=tracker, options=PRICED_ALONE)
    return prove_on(run, begin, kept)


@pytest.mark.parametrize("engine", ["auto", "milp"])
@pytest.mark.parametrize("seed", SEEDS)
def test_limit_and_plan_stand_around_the_best(seed: int, engine: str) -> None:
    """Begun anew, and gone on from what was kept: the limit is at most the best there is, the plan at least."""
    case = random_case(seed)
    problem, best = problem_of(case), best_whole_total(case)
    kept: tuple[KeptProof | None, ...] = ()
    for _ in range(2):
        done = gone_on(problem, kept, 2.0, engine)
        kept = done.kept
        assert done.result.bound <= best + ROUNDING
        assert done.result.solution is not None
        assert objective_of(problem, done.result.solution).total >= best - ROUNDING
    assert engine == "milp" or any(kept)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_is_where_the_proof_was(seed: int) -> None:
    """The prices prove the same limit again, at once."""
    problem = problem_of(random_case(seed))
    proof = prove(problem, proving())
    above = proof_above(problem, kept_of(problem, proof))
    assert above is not None
    assert set(above.block_columns) == set(proof.block_columns)
    again = prove_further(problem, above, proving())
    assert again.bound >= proof.bound - 1e-4 * abs(proof.bound)


def _changed(kept: KeptProof, way: int) -> KeptProof:
    """Return what is kept with something else in it."""
    draw = np.random.default_rng(way)
    blocks = draw.permutation(kept.column_blocks)
    return (
        replace(kept, block_prices=kept.block_prices * 1e5),
        replace(kept, block_prices=-kept.block_prices, linking_prices=kept.linking_prices - 1e6),
        replace(kept, block_prices=draw.uniform(0.0, 1e7, len(kept.block_prices))),
        replace(kept, column_blocks=blocks),
        replace(kept, column_school=kept.column_school[::-1] + 1),
        replace(kept, column_first=np.zeros_like(kept.column_first)),
        replace(kept, column_blocks=kept.column_blocks + 10**9),
    )[way]


@pytest.mark.parametrize("way", range(7))
def test_whatever_is_kept_the_limit_holds(way: int) -> None:
    """Prices and columns that are wrong make a limit weak at worst."""
    case = random_case(SEEDS[way % len(SEEDS)])
    problem, best = problem_of(case), best_whole_total(case)
    kept = _changed(kept_of(problem, prove(problem, proving())), way)
    for seconds in (0.0, 1.0):
        done = gone_on(problem, (kept,), seconds)
        assert done.result.bound <= best + ROUNDING
    above = proof_above(problem, kept)
    assert above is not None
    assert prove_further(problem, above, proving(1.0)).bound <= best + ROUNDING


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300])
def test_no_prices_are_no_beginning(value: float) -> None:
    """What cannot be added up, or is of other blocks, is not gone on from."""
    problem = problem_of(random_case(SEEDS[0]))
    kept = kept_of(problem, prove(problem, proving(1.0)))
    wrong = kept.block_prices.copy()
    wrong[0] = value
    assert proof_above(problem, replace(kept, block_prices=wrong)) is None
    assert proof_above(problem, replace(kept, block_prices=kept.block_prices[1:])) is None
    assert proof_above(problem, replace(kept, linking_prices=np.append(kept.linking_prices, 1.0))) is None
