"""Outlook years (`outlook_years`): pupils are placed in them too, and nothing is decided after the last planning year.

    opened[j, t] = opened[j, T],  rooms[j, t] = rooms[j, T],  beds[j, t] = beds[j, T]
    for t > T, the last planning year

What an outlook year needs is therefore there by the last planning year, and paid for in each year from then on. So it
is with the variants of one year (`planner.problem.variants`): what is decided is the same in all of them.
"""

import numpy as np

from planner.problem.problem import Ints, Problem


def running_totals(problem: Problem, asked: Ints) -> Ints:
    """Return what is added by each year, shape (school, year), of what each year asks for by itself.

    Running totals never fall; in years that are decided together they are what the fullest of them asks for.
    """
    totals: Ints = np.maximum.accumulate(asked, axis=1)[:, problem.decided_until - 1]
    return totals


def first_year_needed(problem: Problem, year: int) -> int:
    """Return the year from which there must be what a year needs: itself, of outlook years the last planning year."""
    return int(problem.decided_from[year])
