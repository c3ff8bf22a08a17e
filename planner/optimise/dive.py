"""Diving: blocks that pricing is nearly agreed about are placed for good, and the rest is priced anew, until all are.

Bundles found on the way fit together better than those of any one round: they are for recombination. No limit comes of
it: what was placed for good may have been placed badly.
"""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from planner.optimise.clock import Clock
from planner.optimise.columns import Taking
from planner.optimise.part import only_pairs
from planner.optimise.prove import Proof, prove_part
from planner.problem.problem import Flags, Floats, Problem

_AGREED = 0.8
"""Share of a block at one school from which it is placed there."""
_LEAST_PART = 0.12
"""Of the blocks not placed yet, this part is placed in any case."""
_CLOSE_ENOUGH = 3e-4
_TOO_DEAR = 1.03
"""A limit so many times the root's says that blocks were placed where the rest has no room."""
_ROUND_SHARE = 0.4
"""No round may take more of the time that is left."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Dived:
    """The bundles met on the way down, and at its end how they share out each block, shape (pair): nearly whole."""

    takings: frozenset[Taking]
    pair_share: Floats


def dive(problem: Problem, root: Proof, clock: Clock, *, threads: int) -> Dived:
    """Go down from a proof for the whole problem until the blocks are placed, or placing them drives the price up."""
    met, proof, part = set[Taking](), root, problem
    pairs = np.arange(problem.n_pairs)
    share = root.pair_share
    with ThreadPoolExecutor(threads) as pool:
        while not clock.is_over:
            open_blocks = np.diff(part.block_first_pair) > 1
            if not open_blocks.any():
                break
            kept = _kept(part, proof.pair_share, open_blocks)
            part, pairs = only_pairs(part, kept), pairs[kept]
            proof = prove_part(part, (), proof, (_endless, _CLOSE_ENOUGH), (pool, clock.share(_ROUND_SHARE)))
            if proof.bound > _TOO_DEAR * root.bound:
                break
            met.update(taking for taking, used in zip(proof.takings, proof.used, strict=True) if used > 0)
            share = np.zeros(problem.n_pairs)
            share[pairs] = proof.pair_share
    return Dived(takings=frozenset(met), pair_share=share)


def _endless() -> float:
    return math.inf


def _kept(problem: Problem, share: Floats, open_blocks: Flags) -> Flags:
    """Place the blocks that are nearly agreed about, and enough of the others; return the pairs that are left."""
    most = np.zeros(problem.n_blocks)
    np.maximum.at(most, problem.pair_block, share)
    rank = np.sort(most[open_blocks])[::-1]
    level = min(_AGREED, rank[int(_LEAST_PART * len(rank))])
    placed = open_blocks & (most >= level) & (most > 0)
    first = np.full(problem.n_blocks, problem.n_pairs)
    at_most = np.nonzero(share >= most[problem.pair_block])[0]
    np.minimum.at(first, problem.pair_block[at_most], at_most)
    kept: Flags = ~placed[problem.pair_block]
    kept[first[placed]] = True
    return kept
