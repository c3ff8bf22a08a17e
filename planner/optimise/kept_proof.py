"""What is kept of a proof so that it can go on: prices and columns, never a limit, and no cuts.

A limit follows from prices alone, so it is computed from them anew. Whatever stands in a file, then, what is proven is
true; wrong prices make it weak at worst. Cuts of a file would have to be believed: they are found anew.
"""

from dataclasses import dataclass

import numpy as np

from planner.optimise.pricing.column_generation import Proof
from planner.optimise.pricing.columns import BlockColumn
from planner.optimise.pricing.master import linking_rows_of
from planner.optimise.quick_bound import quick_bound
from planner.problem.problem import Floats, Ints, Problem

_MOST_YUAN = 1e12
"""Prices above this cannot be added up exactly enough."""


@dataclass(frozen=True, kw_only=True, eq=False)
class KeptProof:
    """The prices that a proof ended with, and the columns it had generated."""

    block_prices: Floats
    """(block): yuan a year."""
    linking_prices: Floats
    """(row of `LinkingRows`): yuan a year."""
    column_school: Ints
    column_year: Ints
    """(column): place of its school, and of its year."""
    column_first: Ints
    """(column + 1): where its blocks begin in `column_blocks`."""
    column_blocks: Ints
    """(block of a column): place of the block."""


def kept_of(problem: Problem, proof: Proof) -> KeptProof:
    """Keep a proof."""
    columns = proof.block_columns
    sizes = np.array([len(column.blocks) for column in columns], dtype=np.int64)
    return KeptProof(
        block_prices=proof.block_prices,
        linking_prices=proof.linking_prices[: len(linking_rows_of(problem).low)],
        column_school=np.array([column.school for column in columns], dtype=np.int64),
        column_year=np.array([column.year for column in columns], dtype=np.int64),
        column_first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        column_blocks=np.array([block for column in columns for block in column.blocks], dtype=np.int64),
    )


def proof_above(problem: Problem, kept: KeptProof) -> Proof | None:
    """Return the proof to go on from, of which only what counting proves is proven; None where it is of no use."""
    n_rows = len(linking_rows_of(problem).low)
    prices, linking = kept.block_prices, kept.linking_prices
    if prices.shape != (problem.n_blocks,) or linking.shape != (n_rows,) or not _are_prices(prices, linking):
        return None
    columns = _columns(problem, kept)
    shape = (problem.n_schools, problem.n_years)
    return Proof(
        bound=quick_bound(problem),
        block_prices=np.clip(prices, 0.0, problem.block_left_yuan),
        opening_yuan=np.zeros(shape),
        linking_prices=linking,
        more_rows=(),
        earned_yuan=np.zeros(shape),
        block_columns=columns,
        used=np.zeros(len(columns)),
        pair_share=np.zeros(problem.n_pairs),
        converged=False,
    )


def _are_prices(*prices: Floats) -> bool:
    return all(bool((np.isfinite(each) & (np.abs(each) <= _MOST_YUAN)).all()) for each in prices)


def _columns(problem: Problem, kept: KeptProof) -> tuple[BlockColumn, ...]:
    """Return the columns that are possible: of blocks of their year, each of which may go to their school."""
    first, blocks = kept.column_first, kept.column_blocks
    sizes = np.diff(first)
    n_columns = len(kept.column_school)
    is_whole = (
        len(first) == n_columns + 1 == len(kept.column_year) + 1
        and bool((sizes > 0).all())
        and first[0] == 0
        and first[-1] == len(blocks)
        and bool(((blocks >= 0) & (blocks < problem.n_blocks)).all())
    )
    if not is_whole:
        return ()
    there = set(zip(problem.pair_block.tolist(), problem.pair_school.tolist(), strict=True))
    years = problem.block_year.tolist()
    found: list[BlockColumn] = []
    for place in range(n_columns):
        school, year = int(kept.column_school[place]), int(kept.column_year[place])
        taken = tuple(sorted(set(blocks[first[place] : first[place + 1]].tolist())))
        if all((block, school) in there and years[block] == year for block in taken):
            found.append(BlockColumn(school=school, year=year, blocks=taken))
    return tuple(found)
