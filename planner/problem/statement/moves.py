"""How many pupils may change school in a year, `rules.moves`, as rows."""

import numpy as np

from planner.problem.problem import Problem
from planner.problem.statement.columns import Columns
from planner.problem.statement.rows import Rows, Term, at_most, make_rows


def limit_moves(problem: Problem, columns: Columns) -> Rows:
    """No more pupils change school in a year than may.

    sum_p moved_pupils[p] * share[p] <= most_moved_pupils, in each year
    """
    years = np.arange(problem.n_years if np.isfinite(problem.most_moved_pupils) else 0)
    pairs = np.nonzero(problem.pair_moved_pupils * len(years) > 0)[0]
    terms: list[Term] = [
        (problem.block_year[problem.pair_block[pairs]], columns.share[pairs], problem.pair_moved_pupils[pairs])
    ]
    most = np.full(len(years), problem.most_moved_pupils)
    return make_rows("limit_moves", years, terms, at_most(most), columns.count)
