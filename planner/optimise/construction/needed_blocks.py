"""Blocks that schools which must stay need, of each band one (`rules.whole_school`): seated first, and left there.

Placed one by one where each adds least, blocks fill a school with one band before another finds room there; who is to
be at a school whatever the others do is therefore chosen before them, for all schools of a year and band together.
"""

import itertools
from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching

from planner.optimise.construction.completion import PartialPlan
from planner.optimise.construction.feasible_shares import in_conflict
from planner.optimise.school import school_states
from planner.problem.problem import Decision, Flags, Ints, Mode, Problem
from planner.problem.ties import may_join


def needed_first(partial: PartialPlan) -> Iterator[tuple[int, float]]:
    """Yield pairs, and a share of each, that give every school that must stay somebody of every band it needs.

    Each block to one school, at least yuan for their journeys; where there are too few blocks, to as many as can be.
    Whom a rule that keeps blocks together bars from a school, since another band was matched elsewhere, gives way to
    the nearest of those whom none does.
    """
    problem = partial.problem
    asked = (problem.school_band_pupils_min > 0) & (problem.school_decision == Decision.KEEP)[:, None, None]
    if not asked.any():
        return
    usable = np.nonzero(_may_be_first(partial) & _is_asked(problem, asked))[0]
    key = (
        problem.block_year[problem.pair_block[usable]] * len(problem.bands)
        + problem.block_band[problem.pair_block[usable]]
    )
    for each in np.unique(key):
        pairs, missed = usable[key == each], []
        for pair in _matched(problem, pairs).tolist():
            if _joins(partial, pair):
                yield pair, _share_of_one(problem, int(problem.pair_block[pair]))
            else:
                missed.append(int(problem.pair_school[pair]))
        for school in missed:
            for pair in _nearest(partial, pairs, school):
                yield pair, _share_of_one(problem, int(problem.pair_block[pair]))


def _joins(partial: PartialPlan, pair: int) -> bool:
    """Whether the pair's block may attend its school beside those who are placed already."""
    problem, block = partial.problem, int(partial.problem.pair_block[pair])
    opened = np.repeat(partial.open[:, None], problem.n_years, axis=1)
    return bool(may_join(problem, opened, partial.share, block)[pair - problem.block_first_pair[block]])


def _nearest(partial: PartialPlan, pairs: Ints, school: int) -> Iterator[int]:
    """Yield the pair with which a block not placed yet may attend the school at least yuan; none, where none may."""
    problem = partial.problem
    there = pairs[(problem.pair_school[pairs] == school) & (partial.left[problem.pair_block[pairs]] == 1.0)]
    there = there[np.argsort(problem.pair_yuan[there], kind="stable")]
    return itertools.islice((pair for pair in there.tolist() if _joins(partial, pair)), 1)


def is_needed(partial: PartialPlan, block: int) -> bool:
    """Whether some school that must stay would have too few of the block's band without it."""
    problem = partial.problem
    own = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
    own = own[partial.share[own] > 0]
    school, year, band = problem.pair_school[own], problem.block_year[block], problem.block_band[block]
    stays = problem.school_decision[school] == Decision.KEEP
    there = partial.pupils[school, year][:, problem.band_grades[band]].sum(axis=1)
    without = there - partial.share[own] * problem.block_pupils[block]
    return bool((stays & (without < problem.school_band_pupils_min[school, year, band])).any())


def _share_of_one(problem: Problem, block: int) -> float:
    """Return the share of a block that makes it present: all of it, or a pupil where blocks are split."""
    return 1.0 if problem.whole else min(1.0, 1.0 / float(problem.block_pupils[block]))


def _is_asked(problem: Problem, asked: Flags) -> Flags:
    """(pair): whether its school needs somebody of its block's band and year."""
    block = problem.pair_block
    flags: Flags = asked[problem.pair_school, problem.block_year[block], problem.block_band[block]]
    return flags


def _may_be_first(partial: PartialPlan) -> Flags:
    """(pair): whether the school can take the block, were nobody else there, beside the schools that are open."""
    problem = partial.problem
    block = problem.pair_block
    share = np.ones(problem.n_pairs) if problem.whole else np.minimum(1.0, 1.0 / problem.block_pupils[block])
    load = share[:, None] * problem.block_grade_pupils[block]
    boarders = share * problem.block_pupils[block] * (problem.pair_mode == Mode.BOARD)
    fits = school_states(partial.rules, problem.pair_school, load, boarders).violation == 0.0
    opened = np.repeat(partial.open[:, None], problem.n_years, axis=1)
    free: Flags = fits & ~in_conflict(problem, opened)
    return free


def _matched(problem: Problem, pairs: Ints) -> Ints:
    """Return pairs of as many schools as possible, each school and each block once, with the least yuan of journeys."""
    schools, row = np.unique(problem.pair_school[pairs], return_inverse=True)
    blocks, column = np.unique(problem.pair_block[pairs], return_inverse=True)
    shape = (len(schools), len(blocks))
    number = csr_array((pairs + 1, (row, column)), shape=shape)  # 0 stands for no pair
    met = maximum_bipartite_matching(csr_array((np.ones(len(pairs)), (row, column)), shape=shape), perm_type="column")
    kept = np.nonzero(met >= 0)[0]
    yuan = csr_array((problem.pair_yuan[pairs] + 1.0, (row, column)), shape=shape)[kept]
    of_school, of_block = min_weight_full_bipartite_matching(yuan)
    found: Ints = np.asarray(number.toarray()[kept[of_school], of_block] - 1, dtype=np.int64)
    return found
