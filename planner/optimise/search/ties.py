"""Ties in the search: how many blocks sit at each slot of a tie, and the schools that ties have too many of.

The excess of a tie is max(schools used - most schools, 0), where it holds; see `planner.problem.ties`.
"""

from typing import NamedTuple

import numpy as np

from planner.optimise.runtime.compiled import compiled_inner
from planner.optimise.school import Records, records
from planner.problem.problem import Floats, Ints, Problem
from planner.problem.ties import slots_of

_TIE = np.dtype([
    ("school", np.int64), ("year", np.int64), ("most", np.int64), ("first", np.int64), ("last", np.int64),
])  # fmt: skip
_TIED_PAIR = np.dtype([("first", np.int64), ("last", np.int64)])
_SLOT = np.dtype([("tie", np.int64), ("school", np.int64)])
_COUNT = np.dtype([("blocks", np.int64)])


class Ties(NamedTuple):
    """The ties of a Problem, in the search's arrays."""

    ties: Records
    """(tie): school, year, most; its blocks are first up to last of `blocks`."""
    blocks: Ints
    """(member): block, sorted by tie."""
    pairs: Records
    """(pair): its slots are first up to last of `slot_of`."""
    slot_of: Ints
    """(entry): slot, sorted by pair."""
    slots: Records
    """(slot): tie, school."""
    by_school: Ints
    """(entry): ties that hold while a school is closed, sorted by it."""
    first_of_school: Ints
    """(school + 1): those of school j are first_of_school[j] up to first_of_school[j + 1]."""
    partner: Ints
    """(block): the only other block that it attends the same school with in every plan; -1 where there is none, or
    several."""


class Tied(NamedTuple):
    """How the blocks of ties sit."""

    at: Ints
    """(slot): blocks that sit there."""
    used: Ints
    """(tie): slots at which some block sits."""


def ties_of(problem: Problem) -> Ties:
    """Return a problem's ties."""
    slots, n_ties = slots_of(problem), len(problem.tie_school)
    members = np.unique(np.column_stack([problem.tied_by, problem.pair_block[problem.tied_pair]]), axis=0)
    pair = np.arange(problem.n_pairs)
    by_school = np.argsort(problem.tie_school, kind="stable")
    by_school = by_school[problem.tie_school[by_school] >= 0]
    return Ties(
        ties=records(
            _TIE,
            school=problem.tie_school,
            year=problem.tie_year,
            most=problem.tie_most_schools,
            first=np.searchsorted(members[:, 0], np.arange(n_ties)),
            last=np.searchsorted(members[:, 0], np.arange(n_ties), side="right"),
        ),
        blocks=np.ascontiguousarray(members[:, 1]),
        pairs=records(
            _TIED_PAIR,
            first=np.searchsorted(problem.tied_pair, pair),
            last=np.searchsorted(problem.tied_pair, pair, side="right"),
        ),
        slot_of=slots.of_entry.astype(np.int64),
        slots=records(_SLOT, tie=slots.tie, school=slots.school),
        by_school=by_school,
        first_of_school=np.searchsorted(problem.tie_school[by_school], np.arange(problem.n_schools + 1)),
        partner=_partners(problem, members),
    )


def _partners(problem: Problem, members: Ints) -> Ints:
    """(block): see `Ties`; `members` has a row for each tie and block of it."""
    partner = np.full(problem.n_blocks, -1, dtype=np.int64)
    always = (problem.tie_school < 0) & (problem.tie_most_schools == 1)
    sizes = np.bincount(members[:, 0], minlength=len(always))
    in_pairs = members[(always & (sizes == 2))[members[:, 0]], 1].reshape(-1, 2)  # noqa: PLR2004 - two make a pair
    both = np.concatenate([in_pairs, in_pairs[:, ::-1]])
    partner[both[:, 0]] = both[:, 1]
    counted = np.bincount(members[always[members[:, 0]], 1], minlength=problem.n_blocks)
    return np.where(counted == 1, partner, -1)


def shared_among_tied(problem: Problem, pair_share: Floats) -> Floats:
    """(pair): the largest share that pricing gives any of those tied to a block at the pair's school, or itself.

    Pricing knows nothing of ties: where it sends one of them, all may go.
    """
    entry = slots_of(problem).of_entry
    largest, shared = np.zeros(len(entry)), pair_share.copy()
    np.maximum.at(largest, entry, pair_share[problem.tied_pair])
    np.maximum.at(shared, problem.tied_pair, largest[entry])
    return shared


def example_ties() -> tuple[Ties, Tied]:
    """Return ties of nothing, to compile for."""
    ints = np.zeros(0, dtype=np.int64)
    ties = Ties(
        ties=np.zeros(0, _TIE),
        blocks=ints,
        pairs=np.zeros(0, _TIED_PAIR),
        slot_of=ints,
        slots=np.zeros(0, _SLOT),
        by_school=ints,
        first_of_school=ints,
        partner=ints,
    )
    return ties, Tied(at=ints, used=ints)


def nobody_tied(ties: Ties) -> Tied:
    """Return counts of nobody."""
    return Tied(at=np.zeros(len(ties.slots), dtype=np.int64), used=np.zeros(len(ties.ties), dtype=np.int64))


@compiled_inner
def excess(ties: Ties, tied: Tied, tie: int) -> int:
    """Return the schools that a tie uses too many of, whether it holds or not."""
    return int(max(tied.used[tie] - ties.ties[tie]["most"], 0))


@compiled_inner
def slot_in(ties: Ties, pair: int, tie: int) -> int:
    """Return the slot of a pair in a tie; -1 where the tie does not count it, or there is no pair."""
    if pair >= 0:
        for place in range(ties.pairs[pair]["first"], ties.pairs[pair]["last"]):
            if ties.slots[ties.slot_of[place]]["tie"] == tie:
                return int(ties.slot_of[place])
    return -1
