"""Proven limits on how little any plan can cost."""

import numpy as np

from planner.problem.problem import Decision, Floats, Problem


def quick_bound(problem: Problem) -> float:
    """Return a lower limit on total, at once: every block at its cheapest, on its own.

    A block costs at least its cheapest journey plus its exact share of the classes it fills (for classes >= pupils /
    class size), or the price of its shortfall; schools that must be open cost what they cost, nothing else is counted.
    """
    class_yuan = problem.block_grade_pupils @ (problem.grade_class_yuan / problem.grade_class_size)
    served = _cheapest_pair_yuan(problem) + class_yuan
    left = problem.block_pupils * problem.shortfall_yuan_per_pupil
    kept = problem.school_decision == Decision.KEEP
    kept_yuan = problem.school_fixed_yuan + problem.annuity * problem.school_build_yuan
    return float(np.minimum(served, left).sum() + kept_yuan @ kept * problem.n_years)


def _cheapest_pair_yuan(problem: Problem) -> Floats:
    """(block): yuan of its cheapest pair; inf where nothing is in reach."""
    cheapest = np.full(problem.n_blocks, np.inf)
    np.minimum.at(cheapest, problem.pair_block, problem.pair_yuan)
    return cheapest
