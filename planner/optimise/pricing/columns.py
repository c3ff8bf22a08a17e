"""Columns of the master: made from subproblem results, and from the columns of an earlier problem."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy import sparse

from planner.optimise.pricing.column_needs import column_cost
from planner.optimise.pricing.master import Column, LinkingRows, counted_pairs, open_yuan
from planner.optimise.pricing.subproblem_kernel import SubproblemResult
from planner.optimise.pricing.subproblems import Subproblems
from planner.problem.problem import Decision, Flags, Ints, Problem


class BlockColumn(NamedTuple):
    """What a school takes together in a year: it means the same whatever pairs are left out of the problem."""

    school: int
    year: int
    blocks: tuple[int, ...]


KnownColumns = set[tuple[int, bytes]]
"""Columns that the master has: the subproblem, and which of its items are taken, as bytes."""
_NOBODY: Ints = np.zeros(0, dtype=np.int64)


def standing_columns(subproblems: Subproblems, linking: LinkingRows) -> list[Column]:
    """Return the columns that no pricing finds: schools that are open with nobody in them, classes that stand empty."""
    return [*_opened_empty(subproblems, linking), *_empty_classes(linking)]


def columns_missing(subproblems: Subproblems, linking: LinkingRows, columns: Iterable[Column]) -> list[Column]:
    """Return columns of open schools with nobody there that these rows ask for and that are not among the columns."""
    there = {column.subproblem for column in columns if not len(column.blocks)}
    return [column for column in _opened_empty(subproblems, linking) if column.subproblem not in there]


def with_cuts(subproblems: Subproblems, linking: LinkingRows, columns: Sequence[Column]) -> list[Column]:
    """Return columns of fewer rows with what they count in all of these: theirs come first, then cuts."""
    if not columns:
        return []
    new = slice(len(columns[0].linking), len(linking.low))
    length, taken = [len(column.pairs) for column in columns], np.concatenate([column.pairs for column in columns])
    takes = sparse.csr_array(
        (np.ones(len(taken)), taken, np.cumsum([0, *length])), shape=(len(columns), linking.pairs.shape[1])
    )
    subproblem = np.array([column.subproblem for column in columns], dtype=np.int64)
    school, year = subproblems.school[subproblem], subproblems.year[subproblem]
    free = (subproblem >= 0) & (subproblems.problem.school_decision[school] == Decision.FREE)
    counted = (takes @ linking.pairs[new].T).toarray() + (linking.opened[new][:, school, year] * free).T
    return [replace(each, linking=np.append(each.linking, more)) for each, more in zip(columns, counted, strict=True)]


def new_columns(
    subproblems: Subproblems, linking: LinkingRows, results: Sequence[SubproblemResult], known: KnownColumns
) -> list[Column]:
    """Return a column for each new subproblem result, and remember it."""
    return [
        column for s, result in enumerate(results) for column in _if_new(subproblems, linking, s, result.taken, known)
    ]


def columns_again(
    subproblems: Subproblems, linking: LinkingRows, block_columns: Iterable[BlockColumn], known: KnownColumns
) -> list[Column]:
    """Return columns of an earlier problem as columns of this one; those it does not allow are left out."""
    place = {key: s for s, key in enumerate(zip(subproblems.school.tolist(), subproblems.year.tolist(), strict=True))}
    found: list[Column] = []
    for school, year, blocks in block_columns:
        s = place.get((school, year), -1)
        if s < 0:
            continue
        taken = np.isin(subproblems.blocks[s], blocks)
        if taken.sum() == len(blocks):
            found += _if_new(subproblems, linking, s, taken, known)
    return found


def block_columns_of(subproblems: Subproblems, columns: Iterable[Column]) -> tuple[BlockColumn, ...]:
    """Return what the columns take; those that take nobody are left out."""
    return tuple(
        BlockColumn(
            school=int(subproblems.school[column.subproblem]),
            year=int(subproblems.year[column.subproblem]),
            blocks=tuple(column.blocks.tolist()),
        )
        for column in columns
        if len(column.blocks)
    )


def pairs_of_column(problem: Problem, column: BlockColumn) -> Ints:
    """Return the pairs of a column."""
    first, school = problem.block_first_pair, column.school
    pairs = [first[b] + np.searchsorted(problem.pair_school[first[b] : first[b + 1]], school) for b in column.blocks]
    return np.array(pairs, dtype=np.int64)


def _if_new(
    subproblems: Subproblems, linking: LinkingRows, s: int, taken: Flags, known: KnownColumns
) -> Iterable[Column]:
    key = (s, taken.tobytes())
    if taken.any() and key not in known:
        known.add(key)
        yield _column(subproblems, linking, s, taken)


def _column(subproblems: Subproblems, linking: LinkingRows, s: int, taken: Flags) -> Column:
    problem, school, year = subproblems.problem, subproblems.school[s], subproblems.year[s]
    cost = column_cost(subproblems.each[s], taken)
    one_off = cost.rooms * problem.school_classroom_yuan[school] + cost.beds * problem.school_bed_yuan[school]
    free = problem.school_decision[school] == Decision.FREE
    opened = open_yuan(problem)[school] if free else 0.0
    counted = linking.rooms[:, school, year] * cost.rooms + linking.beds[:, school, year] * cost.beds
    classes = (linking.classes[:, year, subproblems.grades[s]] * cost.classes).sum(axis=(1, 2))
    of_pairs = counted_pairs(linking, subproblems.pairs[s][taken])
    return Column(
        subproblem=s,
        blocks=subproblems.blocks[s][taken],
        pairs=subproblems.pairs[s][taken],
        yuan=float(cost.yuan + problem.annuity * one_off + opened),
        linking=counted + classes + of_pairs + linking.opened[:, school, year] * free,
    )


def _opened_empty(subproblems: Subproblems, linking: LinkingRows) -> list[Column]:
    """Columns of free schools that are open with nobody there: a merge count or a cut may ask for them."""
    problem = subproblems.problem
    yuan = open_yuan(problem)
    at_least, at_most = np.isfinite(linking.low), np.isfinite(linking.high)
    asked: Flags = np.logical_or((linking.opened[at_least] > 0).any(axis=0), (linking.opened[at_most] < 0).any(axis=0))
    place = {key: s for s, key in enumerate(zip(subproblems.school.tolist(), subproblems.year.tolist(), strict=True))}
    return [
        Column(
            subproblem=place[int(school), year],
            blocks=_NOBODY,
            pairs=_NOBODY,
            yuan=float(yuan[school]),
            linking=linking.opened[:, school, year],
        )
        for school in np.nonzero((problem.school_decision == Decision.FREE) & problem.school_mergeable)[0]
        for year in range(problem.n_years)
        if asked[school, year] and (int(school), year) in place
    ]


def _empty_classes(linking: LinkingRows) -> list[Column]:
    """Columns of a class with nobody in it: no more can be gained from one than it costs."""
    counted = linking.classes.any(axis=0)
    return [
        Column(
            subproblem=-1,
            blocks=_NOBODY,
            pairs=_NOBODY,
            yuan=float(linking.class_yuan[grade]),
            linking=linking.classes[:, year, grade],
        )
        for year, grade in zip(*np.nonzero(counted), strict=True)
    ]
