"""Reduced-cost fixing (Dantzig, Fulkerson and Johnson 1954): schools and pairs that no better plan can have.

A decision is fixed where the other one would raise the bound above the best plan.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.optimise.pricing.column_generation import Proof, known_linking_prices
from planner.optimise.pricing.duals import prices_of
from planner.optimise.pricing.master import Duals, MoreRow, linking_rows_of
from planner.optimise.pricing.multigrade import choices_of
from planner.optimise.pricing.subproblem_kernel import items_within_reach
from planner.optimise.pricing.subproblems import item_prices, subproblem_at, subproblems_of
from planner.optimise.restrict import only_pairs
from planner.problem.problem import Decision, Flags, Problem

_MARGIN = 1e-9


def reduced_cost_fixing(problem: Problem, more_rows: Sequence[MoreRow], proof: Proof, best_total: float) -> Problem:
    """Decide schools and leave out pairs that a plan cheaper than `best_total`, yuan a year, cannot have otherwise.

    `proof` is of this problem or of one with more pairs, at the same rows or the first of them; whole blocks. Its
    limit rises by a school's reduced cost if that is decided against, and by what a school's column loses at least if a
    block must be in it; above the best plan neither can be in a better one.
    """
    if not np.isfinite(best_total) or not proof.earned_yuan.any():
        return problem
    distance = best_total * (1.0 + _MARGIN) - proof.bound
    decided = _with_schools(problem, proof, distance)
    kept = _pairs_kept(decided, more_rows, proof, distance)
    return decided if kept.all() else only_pairs(decided, kept)


def _with_schools(problem: Problem, proof: Proof, distance: float) -> Problem:
    """Close what costs too much open, keep what costs too much closed; where there is one planning year."""
    if problem.n_years > 1:
        return problem
    opening = proof.opening_yuan[:, 0]
    decision = problem.school_decision.copy()
    free = decision == Decision.FREE
    decision[free & (opening > distance)] = Decision.CLOSE
    decision[free & (-opening > distance)] = Decision.KEEP
    return replace(problem, school_decision=decision)


def _pairs_kept(problem: Problem, more_rows: Sequence[MoreRow], proof: Proof, distance: float) -> Flags:
    """(pair): whether a column of the school with the block in it can come within the distance of its best one."""
    subproblems, linking = subproblems_of(problem), linking_rows_of(problem, more_rows)
    prices = prices_of(linking, Duals(blocks=proof.block_prices, linking=known_linking_prices(linking, proof)))
    kept: Flags = np.zeros(problem.n_pairs, dtype=bool)
    for s in range(len(subproblems.each)):
        subproblem = subproblem_at(subproblems, s, prices)
        price = item_prices(subproblems, s, prices)
        least = float(proof.earned_yuan[subproblems.school[s], subproblems.year[s]]) - distance
        for choice in choices_of(subproblem):
            kept[subproblems.pairs[s][items_within_reach(choice, price - choice.yuan, least)]] = True
    return kept
