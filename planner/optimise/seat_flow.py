"""Pupils who cannot all have a seat, whatever is opened, built and added: proven by counting and by a flow.

From the pupils of each block over the schools they may attend to the seats that these could ever hold: every plan is
such a flow. What the greatest flow leaves over is left over by every plan, and the blocks on the source's side of a
least cut (Ford and Fulkerson 1956) are those among whom it is left over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from planner.problem.multigrade import class_seats
from planner.problem.problem import Decision, Flags, Floats, Ints, Mode, Problem

SOURCE, SINK = 0, 1
"""Nodes of every flow."""
_MOST_PAIRS = 200_000
"""With more pairs seats are counted only, without regard to who may attend which."""
_MOST = 2**30
_ROUNDING = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Lacking:
    """Blocks of one year, and the fewest of their pupils whom any plan leaves without a seat."""

    blocks: Ints
    pupils: float


class Arcs(NamedTuple):
    """Arcs of one kind, shape (arc)."""

    tails: Ints
    """Nodes they begin at."""
    heads: Ints
    """Nodes they end at."""
    pupils: Floats
    """Pupils at most."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GreatestFlow:
    """A greatest flow of pupils from `SOURCE` to `SINK`."""

    residual: sparse.csr_array
    """(node, node): pupils that may still be sent along."""
    sent: int
    """Pupils."""


def greatest_flow(arcs: Sequence[Arcs], n_nodes: int) -> GreatestFlow:
    """Send as many pupils as possible along arcs, in whole pupils, rounded up.

    >>> one = np.ones(1, dtype=np.int64)
    >>> greatest_flow([Arcs(0 * one, 2 * one, np.array([30.0])), Arcs(2 * one, one, np.array([20.0]))], 3).sent
    20
    """
    tails, heads = np.concatenate([each.tails for each in arcs]), np.concatenate([each.heads for each in arcs])
    room = np.concatenate([each.pupils for each in arcs])
    room = np.ceil(np.minimum(room, _MOST) - _ROUNDING).astype(np.int32)
    network = sparse.coo_array((room, (tails, heads)), shape=(n_nodes, n_nodes)).tocsr()
    network.indices, network.indptr = network.indices.astype(np.int32), network.indptr.astype(np.int32)
    found = maximum_flow(network, SOURCE, SINK)
    residual = sparse.csr_array(network - found.flow)
    residual.eliminate_zeros()
    return GreatestFlow(residual=residual, sent=int(found.flow_value))


def lacking_seats(problem: Problem) -> tuple[Lacking, ...]:
    """Return, year by year, the blocks among whom seats are short for certain, and by how many pupils."""
    seats = _band_seats(problem)
    found = (_lacking(problem, seats, year) for year in range(problem.n_years))
    return tuple(each for each in found if each.pupils > 0)


def _band_seats(problem: Problem) -> Floats:
    """(school, band): seats if every room that the school can ever have were the band's; inf without classes."""
    size = np.where(problem.band_grades, class_seats(problem)[:, None, :], 0.0).max(axis=2)
    rooms = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school)
    counted = np.where(np.isfinite(size), size, 0.0)
    seats: Floats = np.where(np.isfinite(size), rooms[:, None] * counted, np.inf)
    return seats


def _lacking(problem: Problem, seats: Floats, year: int) -> Lacking:
    blocks = np.nonzero(problem.block_year == year)[0]
    pairs = np.nonzero((problem.block_year[problem.pair_block] == year) & _usable(problem, seats))[0]
    most = np.minimum(seats.max(axis=1, initial=0.0), problem.school_pupils_max)
    if len(pairs) > _MOST_PAIRS:
        reached = np.unique(problem.pair_school[pairs])
        return Lacking(blocks=blocks, pupils=float(problem.block_pupils[blocks].sum() - most[reached].sum()))
    return _by_flow(problem, blocks, pairs, (seats, most))


def _usable(problem: Problem, seats: Floats) -> Flags:
    """(pair): whether the school may be open, and a block that must go whole would fit, were it alone there."""
    block, school = problem.pair_block, problem.pair_school
    may: Flags = problem.school_decision[school] != Decision.CLOSE
    if not problem.whole:
        return may
    pupils = problem.block_pupils[block]
    usable: Flags = (
        may
        & (pupils <= seats[school, problem.block_band[block]])
        & (pupils <= problem.school_pupils_max[school])
        & ((problem.pair_mode != Mode.BOARD) | (pupils <= problem.school_beds_max[school]))
    )
    return usable


def _by_flow(problem: Problem, blocks: Ints, pairs: Ints, seats: tuple[Floats, Floats]) -> Lacking:
    """Send as many pupils as possible: block, (beds,) school and band, school; keep the source's side of the cut."""
    of_band, most = seats
    n_schools, n_bands = of_band.shape
    home = np.zeros(problem.n_blocks, dtype=np.int64)
    home[blocks] = 2 + np.arange(len(blocks))
    of_pair = problem.pair_block[pairs]
    desk = problem.pair_school[pairs] * n_bands + problem.block_band[of_pair]
    first_desk = 2 + len(blocks)
    first_bed, first_school = first_desk + n_schools * n_bands, first_desk + 2 * n_schools * n_bands
    desks, boards = np.arange(n_schools * n_bands), problem.pair_mode[pairs] == Mode.BOARD
    pupils = problem.block_pupils
    arcs = (
        Arcs(np.full(len(blocks), SOURCE), home[blocks], np.floor(pupils[blocks] + _ROUNDING)),
        Arcs(home[of_pair], np.where(boards, first_bed, first_desk) + desk, pupils[of_pair]),
        Arcs(first_bed + desks, first_desk + desks, problem.school_beds_max[desks // n_bands].astype(float)),
        Arcs(first_desk + desks, first_school + desks // n_bands, of_band.ravel()),
        Arcs(first_school + np.arange(n_schools), np.full(n_schools, SINK), most),
    )  # fmt: skip
    nodes = first_school + n_schools
    flow = greatest_flow(arcs, nodes)
    side = np.zeros(nodes, dtype=bool)
    side[breadth_first_order(flow.residual, SOURCE, directed=True, return_predecessors=False)] = True
    total = float(np.floor(pupils[blocks] + _ROUNDING).sum())
    return Lacking(blocks=blocks[side[home[blocks]]], pupils=total - float(flow.sent))
