"""What a seat means for blocks that are tied to the one seated, and still to be placed."""

import numpy as np

from planner.problem.problem import Flags, Floats, Problem
from planner.problem.ties import binding


def yuan_of_tied(problem: Problem, opened: Flags, left: Floats, block: int) -> Floats:
    """(pair): yuan a year of the journeys of all who would have to follow a block there, or of their missing seats.

    `opened` (school, year); `left` (block): the share without a seat. 0 for pairs that no tie of the block counts.
    """
    yuan = np.zeros(problem.n_pairs)
    own = slice(*np.searchsorted(problem.tied_pair, problem.block_first_pair[block : block + 2]))
    ties = np.unique(problem.tied_by[own])
    if len(ties) == 0:
        return yuan
    ties = ties[binding(problem, opened)[ties] & (problem.tie_most_schools[ties] == 1)]
    for tie in ties.tolist():
        pairs = problem.tied_pair[problem.tied_by == tie]
        mine, theirs = pairs[problem.pair_block[pairs] == block], pairs[problem.pair_block[pairs] != block]
        theirs = theirs[left[problem.pair_block[theirs]] > 0]
        others = np.unique(problem.pair_block[theirs])
        missing = problem.block_missing_yuan
        saved = np.bincount(
            problem.pair_school[theirs],
            weights=np.maximum(missing[problem.pair_block[theirs]] - problem.pair_yuan[theirs], 0.0),
            minlength=problem.n_schools,
        )
        yuan[mine] += missing[others].sum() - saved[problem.pair_school[mine]]
    return yuan
