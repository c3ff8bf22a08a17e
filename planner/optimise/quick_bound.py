"""Proven limits on how little any plan can cost."""

import numpy as np

from planner.optimise.seat_flow import Lacking, lacking_seats
from planner.problem.multigrade import class_seats
from planner.problem.problem import Decision, Floats, Problem


def quick_bound(problem: Problem) -> float:
    """Return a lower limit on total, soon: every block at its cheapest, and who is without a seat for certain.

    A block costs at least its cheapest journey plus its exact share of the classes it fills (for classes >= pupils /
    class size), or the price of its shortfall; schools that must be open cost what they cost, nothing else is counted.
    Of pupils who are proven to lack seats (`planner.optimise.seat_flow`) as many as are lacking cost their price
    instead: those whose seats would have cost most, shares of blocks included, so that no plan pays less.
    """
    seats = class_seats(problem).max(axis=0, initial=1.0)
    class_yuan = problem.block_grade_pupils @ (problem.grade_class_yuan / seats)
    served = _cheapest_pair_yuan(problem) + class_yuan
    left = problem.block_missing_yuan
    kept = problem.school_decision == Decision.KEEP
    kept_yuan = problem.school_fixed_yuan + problem.annuity * problem.school_build_yuan
    cheapest = np.minimum(served, left)
    dearer = sum(_dearer_yuan(problem, left - cheapest, lacking) for lacking in lacking_seats(problem))
    return float(cheapest.sum() + dearer + kept_yuan @ kept * problem.n_years)


def _dearer_yuan(problem: Problem, more: Floats, lacking: Lacking) -> float:
    """Return the least that it adds to leave over the pupils who lack seats; `more` (block): if all of it is left.

    A fractional knapsack: pupils of blocks for whom that adds least, as many as are lacking.
    """
    pupils = problem.block_pupils[lacking.blocks]
    rate = more[lacking.blocks] / pupils
    order = np.argsort(rate, kind="stable")
    before = np.cumsum(pupils[order]) - pupils[order]
    taken = np.clip(lacking.pupils - before, 0.0, pupils[order])
    return float(taken @ rate[order])


def _cheapest_pair_yuan(problem: Problem) -> Floats:
    """(block): yuan of its cheapest pair; inf where nothing is in reach."""
    cheapest = np.full(problem.n_blocks, np.inf)
    np.minimum.at(cheapest, problem.pair_block, problem.pair_yuan)
    return cheapest
