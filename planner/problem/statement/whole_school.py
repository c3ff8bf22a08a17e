"""Rows of `rules.whole_school`: an open school has pupils in every grade, or band, that it offers and can reach it.

A lower limit on what a facility that is open must serve, here for each kind of demand (Guha, Meyerson and Munagala,
Hierarchical placement and network design problems, 2000, and Karger and Minkoff, Building Steiner trees with incomplete
global knowledge, 2000, state it for one kind).
"""

import numpy as np

from planner.problem.problem import Decision, Floats, Problem
from planner.problem.statement.columns import Columns
from planner.problem.statement.rows import Rows, Term, make_rows


def attend_every_grade(problem: Problem, columns: Columns) -> Rows:
    """Schools that may be closed, or not built, are open only with so many pupils in every grade.

    sum_p pupils[block(p), g] * share[p] >= grade_pupils_min[j, t, g] * opened[j, t]
    """
    asked = problem.school_grade_pupils_min * (problem.school_decision == Decision.FREE)[:, None, None]
    return _attended("attend_every_grade", problem, columns, asked, problem.block_grade_pupils)


def attend_every_band(problem: Problem, columns: Columns) -> Rows:
    """Schools that must stay have somebody of every band that can reach it.

    sum_p pupils[block(p)] * share[p] >= band_pupils_min[j, t, B] * opened[j, t], over the grades of band B
    """
    asked = problem.school_band_pupils_min * (problem.school_decision == Decision.KEEP)[:, None, None]
    pupils = problem.block_grade_pupils @ problem.band_grades.T.astype(float)
    return _attended("attend_every_band", problem, columns, asked, pupils)


def _attended(rule: str, problem: Problem, columns: Columns, asked: Floats, pupils: Floats) -> Rows:
    """Return a row for each school, year and group of grades of whom some are asked, while the school is open.

    `asked` has shape (school, year, group), `pupils` shape (block, group).
    """
    keys = np.column_stack(np.nonzero(asked > 0)).astype(np.int64)
    row_of = np.full(asked.shape, -1)
    row_of[tuple(keys.T)] = np.arange(len(keys))
    pair, group = np.nonzero((pupils > 0)[problem.pair_block])
    row = row_of[problem.pair_school[pair], problem.block_year[problem.pair_block[pair]], group]
    counted = row >= 0
    pair, group, row = pair[counted], group[counted], row[counted]
    terms: list[Term] = [
        (row, columns.share[pair], pupils[problem.pair_block[pair], group]),
        (np.arange(len(keys)), columns.opened[keys[:, 0], keys[:, 1]], -asked[tuple(keys.T)]),
    ]
    limits = np.zeros(len(keys)), np.full(len(keys), np.inf)
    return make_rows(rule, keys, terms, limits, columns.count)
