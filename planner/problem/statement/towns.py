"""Rows of `rules.towns`: so many open schools in a town, and of boarding schools so many that have a bed.

A school that has no bed yet is a boarding school once one is added: opened and beds added are multiplied, which the
column `boarding` does, as is usual of products of a binary variable with a bounded one (McCormick, Computability of
global solutions to factorable nonconvex programs, Mathematical Programming 10, 1976).
"""

import numpy as np

from planner.problem.first_beds import bedless
from planner.problem.problem import Flags, Ints, Problem
from planner.problem.statement.columns import Columns
from planner.problem.statement.rows import Rows, Term, make_rows, stacked


def open_enough_in_towns(problem: Problem, columns: Columns) -> Rows:
    """Each town has so many open schools that count, those included that have no bed yet and may have one.

    sum_j opened[j, t] >= town_least[i, t], over the schools that count for rule i
    """
    keys = np.column_stack(np.nonzero(problem.town_least > 0)).astype(np.int64)
    row, school = np.nonzero(problem.town_counts[keys[:, 0]])
    return _at_least("open_enough_in_towns", problem, columns, keys, [(row, columns.opened[school, keys[row, 1]], 1.0)])


def bed_a_school_in_towns(problem: Problem, columns: Columns) -> Rows:
    """Each town has so many open schools with a bed, where some that count have none yet.

    sum_j opened[j, t] (with beds) + sum_j boarding[j, t] (without) >= town_least[i, t]
    boarding[j, t] <= opened[j, t],  boarding[j, t] <= beds[j, t]
    """
    without: Flags = bedless(problem)
    may_add = np.asarray((problem.town_counts & without).any(axis=1)) & problem.town_beds
    asked = problem.town_least * may_add[:, None]
    keys = np.column_stack(np.nonzero(asked > 0)).astype(np.int64)
    row, school = np.nonzero(problem.town_counts[keys[:, 0]])
    slot = np.cumsum(without) - 1
    has = ~without[school]
    terms: list[Term] = [
        (row[has], columns.opened[school[has], keys[row[has], 1]], 1.0),
        (row[~has], columns.boarding[slot[school[~has]], keys[row[~has], 1]], 1.0),
    ]
    count = _at_least("count", problem, columns, keys, terms)
    return stacked("bed_a_school_in_towns", count, *_only_with(columns, np.nonzero(without)[0]))


def _only_with(columns: Columns, schools: Ints) -> list[Rows]:
    """Return the rows by which a school without beds is a boarding school only while open, and with a bed added."""
    keys = np.column_stack([np.repeat(schools, columns.boarding.shape[1]), np.arange(columns.boarding.size)])
    row, high = np.arange(columns.boarding.size), np.zeros(columns.boarding.size)
    return [
        make_rows(
            "only_with",
            keys,
            [(row, columns.boarding.ravel(), 1.0), (row, numbers[schools].ravel(), -1.0)],
            (np.full(len(high), -np.inf), high),
            columns.count,
        )
        for numbers in (columns.opened, columns.beds)
    ]


def _at_least(rule: str, problem: Problem, columns: Columns, keys: Ints, terms: list[Term]) -> Rows:
    """Return rows, one for each rule and year of `keys`, of at least `town_least`."""
    low = problem.town_least[keys[:, 0], keys[:, 1]].astype(float)
    return make_rows(rule, keys, terms, (low, np.full(len(keys), np.inf)), columns.count)
