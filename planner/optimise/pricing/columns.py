"""Bundles and the master's columns of them: what pricing finds goes in, plans and later rounds take it out."""

from collections.abc import Iterable, Sequence

import numpy as np

from planner.optimise.pricing.master import Column, Counts, open_yuan
from planner.optimise.pricing.subproblem_kernel import Offer, bundle_cost
from planner.optimise.pricing.subproblems import Market
from planner.problem.problem import Decision, Flags, Ints, Problem

Taking = tuple[int, int, tuple[int, ...]]
"""A school, a year, and the blocks it takes together: it means the same in every market of one district."""

_NOBODY: Ints = np.zeros(0, dtype=np.int64)


def standing_columns(market: Market, counts: Counts) -> list[Column]:
    """Return the columns that no pricing finds: schools that are open with nobody in them, classes that stand empty."""
    return [*_opened_empty(market, counts), *_empty_classes(counts)]


def new_columns(market: Market, counts: Counts, offers: Sequence[Offer], known: set[tuple[int, bytes]]) -> list[Column]:
    """Turn bundles not met before into columns, and remember them."""
    return [column for s, offer in enumerate(offers) for column in _if_new(market, counts, (s, offer.taken), known)]


def columns_again(
    market: Market, counts: Counts, takings: Iterable[Taking], known: set[tuple[int, bytes]]
) -> list[Column]:
    """Turn bundles of an earlier market into columns of this one; those it does not allow are left out."""
    place = {key: s for s, key in enumerate(zip(market.school.tolist(), market.year.tolist(), strict=True))}
    found: list[Column] = []
    for school, year, blocks in takings:
        s = place.get((school, year), -1)
        if s < 0:
            continue
        taken = np.isin(market.blocks[s], blocks)
        if taken.sum() == len(blocks):
            found += _if_new(market, counts, (s, taken), known)
    return found


def takings_of(market: Market, columns: Iterable[Column]) -> tuple[Taking, ...]:
    """Return what the columns take; those that take nobody are left out."""
    return tuple(
        (int(market.school[column.shop]), int(market.year[column.shop]), tuple(column.blocks.tolist()))
        for column in columns
        if len(column.blocks)
    )


def pairs_of(problem: Problem, taking: Taking) -> Ints:
    """Return the pairs of a bundle."""
    school, _, blocks = taking
    first = problem.block_first_pair
    pairs = [first[b] + np.searchsorted(problem.pair_school[first[b] : first[b + 1]], school) for b in blocks]
    return np.array(pairs, dtype=np.int64)


def _if_new(
    market: Market, counts: Counts, bundle: tuple[int, Flags], known: set[tuple[int, bytes]]
) -> Iterable[Column]:
    s, taken = bundle
    key = (s, taken.tobytes())
    if taken.any() and key not in known:
        known.add(key)
        yield _column(market, counts, s, taken)


def _column(market: Market, counts: Counts, s: int, taken: Flags) -> Column:
    problem, school, year = market.problem, market.school[s], market.year[s]
    cost = bundle_cost(market.shops[s], taken)
    one_off = cost.rooms * problem.school_classroom_yuan[school] + cost.beds * problem.school_bed_yuan[school]
    free = problem.school_decision[school] == Decision.FREE
    opened = open_yuan(problem)[school] if free else 0.0
    counted = counts.rooms[:, school, year] * cost.rooms + counts.beds[:, school, year] * cost.beds
    classes = (counts.classes[:, year, market.grades[s]] * cost.classes).sum(axis=(1, 2))
    return Column(
        shop=s,
        blocks=market.blocks[s][taken],
        yuan=float(cost.yuan + problem.annuity * one_off + opened),
        counts=counted + classes + counts.opened[:, school, year] * free,
    )


def _opened_empty(market: Market, counts: Counts) -> list[Column]:
    """Columns of free schools that are open with nobody there: a merge count may ask for them."""
    problem = market.problem
    yuan = open_yuan(problem)
    asked: Flags = np.asarray((counts.opened[np.isfinite(counts.low)] > 0).any(axis=0))
    place = {key: s for s, key in enumerate(zip(market.school.tolist(), market.year.tolist(), strict=True))}
    return [
        Column(
            shop=place[int(school), year],
            blocks=_NOBODY,
            yuan=float(yuan[school]),
            counts=counts.opened[:, school, year],
        )
        for school in np.nonzero((problem.school_decision == Decision.FREE) & problem.school_mergeable)[0]
        for year in range(problem.n_years)
        if asked[school, year] and (int(school), year) in place
    ]


def _empty_classes(counts: Counts) -> list[Column]:
    """Columns of a class with nobody in it: no more can be gained from one than it costs."""
    counted = counts.classes.any(axis=0)
    return [
        Column(shop=-1, blocks=_NOBODY, yuan=float(counts.class_yuan[grade]), counts=counts.classes[:, year, grade])
        for year, grade in zip(*np.nonzero(counted), strict=True)
    ]
