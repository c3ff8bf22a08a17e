"""Conflicts: pairs that may not be taken in a year in which a certain school is open, or closed."""

from dataclasses import dataclass

import numpy as np

from planner.problem.problem import Flags, Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Conflicts:
    """The arrays of Problem that begin with `conflict_`, sorted by pair."""

    pair: Ints
    school: Ints
    when_closed: Flags


def no_conflicts() -> Conflicts:
    """Return none at all."""
    nothing = np.zeros(0, dtype=np.int64)
    return Conflicts(pair=nothing, school=nothing, when_closed=np.zeros(0, dtype=bool))


def joined_conflicts(one: Conflicts, other: Conflicts) -> Conflicts:
    """Return the conflicts of two rules, sorted by pair."""
    pair = np.concatenate([one.pair, other.pair])
    school = np.concatenate([one.school, other.school])
    when_closed = np.concatenate([one.when_closed, other.when_closed])
    order = np.lexsort((when_closed, school, pair))
    return Conflicts(pair=pair[order], school=school[order], when_closed=when_closed[order])


def kept_conflicts(conflicts: Conflicts, kept: Flags) -> Conflicts:
    """Return the conflicts of the pairs that are kept, by their numbers among these; `kept` has shape (pair)."""
    there = kept[conflicts.pair]
    return Conflicts(
        pair=(np.cumsum(kept) - 1)[conflicts.pair[there]],
        school=conflicts.school[there],
        when_closed=conflicts.when_closed[there],
    )
