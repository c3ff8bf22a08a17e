"""When cuts are looked for, and those that an optimum of the master breaks."""

from collections.abc import Collection, Sequence

import numpy as np

from planner.optimise.options.pricing import ColumnGenerationOptions
from planner.optimise.pricing.cuts import Cut, FindCuts
from planner.optimise.pricing.master import Column, MasterSolution, MoreRow
from planner.optimise.pricing.subproblems import Subproblems
from planner.problem.problem import Decision


def is_time_to_cut(rounds: int, options: ColumnGenerationOptions) -> bool:
    """Whether cuts are looked for after so many rounds: not before the first columns fit together, then seldom.

    >>> options = ColumnGenerationOptions(rounds_before_cuts=3, rounds_between_cuts=2)
    >>> [rounds for rounds in range(8) if is_time_to_cut(rounds, options)]
    [3, 5, 7]
    """
    since = rounds - options.rounds_before_cuts
    return since % options.rounds_between_cuts == 0 and since >= 0


def cuts_broken_by(
    met: MasterSolution,
    columns: Sequence[Column],
    subproblems: Subproblems,
    find: FindCuts,
    has: Collection[MoreRow],
) -> list[Cut]:
    """Return rows that the master's optimum breaks, those broken by most first; those that it `has` are left out.

    `columns`: those of the master, as `met.used` counts them.
    """
    problem = subproblems.problem
    share, opened = np.zeros(problem.n_pairs), np.zeros((problem.n_schools, problem.n_years))
    for place in np.nonzero(met.used > 0.0)[0].tolist():
        column, used = columns[place], met.used[place]
        share[column.pairs] += used
        if column.subproblem >= 0:
            opened[subproblems.school[column.subproblem], subproblems.year[column.subproblem]] += used
    opened[problem.school_decision == Decision.KEEP] = 1.0
    known = frozenset(has)
    return [cut for cut in find(share, opened) if cut not in known]
