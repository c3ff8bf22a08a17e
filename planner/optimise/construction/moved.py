"""Pupils who change school, as `rules.moves` limits them: how many do, and who gives a seat up where too many do."""

import numpy as np

from planner.problem.continuity import moved_by_year
from planner.problem.problem import Floats, Problem

_ROUNDING = 1e-9
"""A sum of moved pupils is no more exact than this, for each pupil of the limit."""


def may_move(problem: Problem, moved: Floats | float) -> Floats | float:
    """Return how many pupils may change school beside so many who do, rounding included; inf without a limit."""
    return problem.most_moved_pupils * (1.0 + _ROUNDING) + _ROUNDING - moved


def within_moves(problem: Problem, share: Floats) -> Floats:
    """Return shares (pair) with which no more change school than may: some who would move are left without a seat.

    First those of whom all move, and of these the smallest blocks; whole blocks give up their seats whole.
    """
    over = -np.asarray(may_move(problem, moved_by_year(problem, share)))
    if not (over > 0).any():
        return share
    kept = share.copy()
    pairs = np.nonzero((share > 0) & (problem.pair_moved_pupils > 0))[0]
    pupils, moved = problem.block_pupils[problem.pair_block[pairs]], problem.pair_moved_pupils[pairs]
    for pair in pairs[np.lexsort((pupils, pupils / moved))].tolist():
        year = problem.block_year[problem.pair_block[pair]]
        if over[year] > 0:
            each = float(problem.pair_moved_pupils[pair])
            cut = float(kept[pair]) if problem.whole else min(float(kept[pair]), (over[year] + _ROUNDING) / each)
            kept[pair] -= cut
            over[year] -= cut * each
    return kept
