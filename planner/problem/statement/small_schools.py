"""Rows of `prices.small_school_funding`: pupils that a school with somebody lacks, at a price.

A convex piecewise-linear cost of a facility's throughput beyond the fixed charge of using it at all (Holmberg, Solving
the staircase cost facility location problem with decomposition and piecewise linearization, European Journal of
Operational Research 75, 1994).
"""

import numpy as np

from planner.problem.problem import Ints, Problem
from planner.problem.small_schools import funded_places
from planner.problem.statement.columns import Columns
from planner.problem.statement.rows import Rows, Term, at_most, make_rows


def attend_makes_attended(problem: Problem, columns: Columns) -> Rows:
    """Count a small school to which anybody goes as one with somebody.

    share[p] <= attended[j, t]
    """
    pairs, place = _funded_pairs(problem)
    row = np.arange(len(pairs))
    terms: list[Term] = [(row, columns.share[pairs], 1.0), (row, columns.attended[place], -1.0)]
    return make_rows("attend_makes_attended", pairs, terms, at_most(np.zeros(len(pairs))), columns.count)


def count_missing_pupils(problem: Problem, columns: Columns) -> Rows:
    """Count what a small school with somebody has fewer than the pupils it is funded for.

    missing[j, t] >= funded_pupils[j] * attended[j, t] - sum_p pupils[block(p)] * share[p]
    """
    keys = funded_places(problem)
    pairs, place = _funded_pairs(problem)
    row = np.arange(len(keys))
    terms: list[Term] = [
        (row, columns.attended, problem.school_funded_pupils[keys[:, 0]]),
        (row, columns.missing, -1.0),
        (place, columns.share[pairs], -problem.block_pupils[problem.pair_block[pairs]]),
    ]
    return make_rows("count_missing_pupils", keys, terms, at_most(np.zeros(len(keys))), columns.count)


def _funded_pairs(problem: Problem) -> tuple[Ints, Ints]:
    """Return the pairs that lead to a funded place, and that place."""
    keys = funded_places(problem)
    place_of = np.full((problem.n_schools, problem.n_years), -1)
    place_of[keys[:, 0], keys[:, 1]] = np.arange(len(keys))
    place = place_of[problem.pair_school, problem.block_year[problem.pair_block]]
    pairs: Ints = np.nonzero(place >= 0)[0]
    return pairs, place[pairs]
