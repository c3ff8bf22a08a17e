"""A network made small before it is searched: nodes taken out one by one, the ways through them kept as edges."""

import numpy as np

from planner.problem.network import Edges, distinct
from planner.problem.problem import Flags, Ints

MOST_NEIGHBOURS = 8
"""A node with no more neighbours than this is taken out; beyond it, new edges cost what fewer nodes save (measured)."""
_ENOUGH = 0.01
_SHUFFLE = np.uint64(0x9E3779B97F4A7C15)
"""The golden ratio times 2^64, the usual multiplier to scatter consecutive numbers."""


def simplified(edges: Edges, kept: Ints) -> tuple[Edges, int, Ints]:
    """Return edges between fewer nodes, numbered anew, how many nodes there are, and the new numbers of `kept`.

    Fastest ways between nodes of `kept` keep their minutes and kilometres. A node that is taken out leaves an edge for
    every way through it, unless there is a faster one already: dead ends vanish, bends and small crossings become part
    of longer edges. Nodes that are not neighbours are taken out together.
    """
    n_nodes = int(max(edges.start.max(initial=-1), edges.end.max(initial=-1), kept.max(initial=-1))) + 1
    stays = np.zeros(n_nodes, dtype=np.bool_)
    stays[kept] = True
    standing = n_nodes
    while True:
        leaves = _leaving(edges, stays)
        edges = _bypassed(edges, leaves)
        count = int(leaves.sum())
        if count <= _ENOUGH * standing:
            break
        standing -= count
    used = stays
    used[edges.start] = used[edges.end] = True
    number = np.cumsum(used) - 1
    fewer = Edges(start=number[edges.start], end=number[edges.end], minutes=edges.minutes, kilometres=edges.kilometres)
    return fewer, int(used.sum()), number[kept]


def _leaving(edges: Edges, stays: Flags) -> Flags:
    """Choose nodes to take out: few neighbours, and first in a fixed shuffled order among neighbours like them."""
    n_nodes = len(stays)
    low, high = np.minimum(edges.start, edges.end), np.maximum(edges.start, edges.end)
    pair = np.unique(low * n_nodes + high)
    one, other = pair // n_nodes, pair % n_nodes
    count = np.bincount(one, minlength=n_nodes) + np.bincount(other, minlength=n_nodes)
    may = ~stays & (count > 0) & (count <= MOST_NEIGHBOURS)
    turn = (np.arange(n_nodes, dtype=np.uint64) * _SHUFFLE) >> np.uint64(8)
    turn = (count.astype(np.uint64) << np.uint64(56)) + turn
    both = may[one] & may[other]
    one, other = one[both], other[both]
    first = turn[one] < turn[other]
    may[np.where(first, other, one)] = False
    return may


def _bypassed(edges: Edges, leaves: Flags) -> Edges:
    """Take nodes out and put in an edge for each way through one of them, in at one neighbour and out at another."""
    inward, outward = np.flatnonzero(leaves[edges.end]), np.flatnonzero(leaves[edges.start])
    # Edges are sorted by start, so those out of a node stand together.
    first = np.searchsorted(edges.start[outward], edges.end[inward])
    number = np.searchsorted(edges.start[outward], edges.end[inward], side="right") - first
    into = np.repeat(inward, number)
    out = outward[np.repeat(first, number) + _within_group(number)]
    onward = edges.start[into] != edges.end[out]
    into, out = into[onward], out[onward]
    rest = ~(leaves[edges.start] | leaves[edges.end])
    return distinct(
        np.concatenate((edges.start[rest], edges.start[into])),
        np.concatenate((edges.end[rest], edges.end[out])),
        np.concatenate((edges.minutes[rest], edges.minutes[into] + edges.minutes[out])),
        np.concatenate((edges.kilometres[rest], edges.kilometres[into] + edges.kilometres[out])),
    )


def _within_group(sizes: Ints) -> Ints:
    """Count 0, 1, ... within each group.

    >>> _within_group(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    return np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
