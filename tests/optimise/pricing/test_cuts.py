"""Tests of cuts: plans keep them, and the limit with them lies below the best plan and above the one without."""

import math
from dataclasses import replace

import numpy as np
import pytest

from planner.errors import NoPlanError
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.start import find_start
from planner.optimise.options.pricing import ColumnGenerationOptions
from planner.optimise.pricing.column_generation import Proof, prove, prove_further, prove_node
from planner.optimise.pricing.cuts import Cut, cuts_of, pairs_of_cut
from planner.optimise.pricing.effort import BoundEffort
from planner.optimise.restrict import only_pairs
from planner.optimise.runtime.clock import start_clock
from planner.problem.problem import Flags, Floats, Problem
from tests.adoptable import with_bands_together, with_nearest, with_ties
from tests.composing import problem_of
from tests.mixing import best_mixed_total, mixed_case
from tests.proving import PRICING, proving
from tests.seating import any_problem
from tests.tying import with_random_ties

EAGER = replace(PRICING.column_generation, rounds_before_cuts=1, rounds_between_cuts=1, least_broken=1e-3)
NEVER = replace(PRICING.column_generation, rounds_before_cuts=10**9, least_broken=math.inf)


def effort(generation: ColumnGenerationOptions = EAGER) -> BoundEffort:
    """Look for cuts after every round, or never."""
    return replace(proving(), options=replace(PRICING, column_generation=generation))


def cuts_in(proof: Proof) -> list[Cut]:
    """Return the cuts among a proof's rows."""
    return [row for row in proof.more_rows if isinstance(row, Cut)]


def load_of(problem: Problem, cut: Cut, share: Floats, opened: Flags) -> float:
    """Add a cut's row up, pair by pair and school by school."""
    pairs, weights = pairs_of_cut(problem, cut)
    assert len(pairs) == len(cut.pairs)
    return float(weights @ share[pairs] + sum(count * opened[school, year] for school, year, count in cut.opened))


@pytest.mark.parametrize("seed", range(30))
def test_the_limit_with_cuts_is_below_the_best_plan(seed: int) -> None:
    """All rules mixed: with rows added after every round no limit is above what counting every possibility gives."""
    case = mixed_case(seed)
    try:
        problem, best = problem_of(case), best_mixed_total(case)
    except NoPlanError:
        pytest.skip("rules that clash")
    assert prove(problem, effort()).bound <= best * (1 + 1e-9) + 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_plans_keep_the_cuts(seed: int) -> None:
    """A plan that keeps the ties keeps every row made of them, whatever shares it was made for."""
    problem = with_random_ties(any_problem(seed), seed)
    plan = find_start(problem, start_clock(600).share(0.0))
    assert keeps_limits(problem, plan)
    for cut in cuts_in(prove(problem, effort())):
        assert cut.low - 1e-9 <= load_of(problem, cut, plan.share, plan.open) <= cut.high + 1e-9


def test_cuts_raise_the_limit_and_never_lower_it() -> None:
    """Ties and conflicts that the master's optimum breaks are worth something, in some districts."""
    raised = 0
    for make in (with_bands_together, with_ties, with_nearest):
        for seed in range(8):
            problem = problem_of(make(seed))
            least, more = prove(problem, effort(NEVER)), prove(problem, effort())
            assert not cuts_in(least)
            assert more.bound >= least.bound * (1 - 1e-6)
            raised += more.bound > least.bound * (1 + 1e-6)
    assert raised > 0


@pytest.mark.parametrize("seed", range(6))
def test_proofs_go_on_with_their_cuts(seed: int) -> None:
    """Going on, and a node that keeps all pairs or loses some, begin at the prices of the cuts: no limit falls."""
    problem = with_random_ties(any_problem(seed), seed)
    root = prove(problem, effort())
    assert prove_further(problem, root, effort()).bound >= root.bound
    assert prove_node(problem, root.more_rows, root, effort()).bound >= root.bound - 1e-6 * abs(root.bound)
    kept = np.ones(problem.n_pairs, dtype=bool)
    kept[np.random.default_rng(seed).integers(problem.n_pairs)] = False
    fewer = prove_node(only_pairs(problem, kept), root.more_rows, root, effort())
    assert fewer.bound >= root.bound - 1e-6 * abs(root.bound)


def test_rows_are_found_where_shares_break_them() -> None:
    """Nothing is found where nobody goes anywhere; where no rule links assignments there is nothing to find."""
    problem = with_random_ties(any_problem(3), 3)
    find = cuts_of(problem, 0.01)
    assert find is not None
    nowhere, closed = np.zeros(problem.n_pairs), np.zeros((problem.n_schools, problem.n_years))
    assert not [cut for cut in find(nowhere, closed) if cut.high < math.inf]
    everywhere = np.ones(problem.n_pairs)
    assert find(everywhere, closed)
    assert cuts_of(replace(problem, whole=False), 0.01) is None
    free = replace(
        problem,
        tie_school=problem.tie_school[:0],
        tie_year=problem.tie_year[:0],
        tie_most_schools=problem.tie_most_schools[:0],
        tied_pair=problem.tied_pair[:0],
        tied_by=problem.tied_by[:0],
    )
    assert cuts_of(free, 0.01) is None
