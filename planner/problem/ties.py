"""Ties: blocks that attend the same school, or at most so many schools between them; what their arrays come to.

A tie counts some pairs of blocks of one year, or of several years where it holds in every plan: those that are taken
lead to so many schools at most, in every plan, or where a certain school is closed (`planner.problem.tying` makes
them). Each school that pairs of a tie lead to is a slot of it.
"""

from typing import NamedTuple

import numpy as np

from planner.problem.problem import Flags, Floats, Ints, Problem
from planner.problem.statement.rows import distinct


class Slots(NamedTuple):
    """The schools that pairs of a tie lead to, one slot each; sorted by tie, then school."""

    tie: Ints
    """(slot)."""
    school: Ints
    """(slot)."""
    of_entry: Ints
    """(entry): the slot of each tied pair."""


def slots_of(problem: Problem) -> Slots:
    """Return the slots of a problem's ties."""
    keys, entry = distinct(np.column_stack([problem.tied_by, problem.pair_school[problem.tied_pair]]))
    return Slots(tie=keys[:, 0], school=keys[:, 1], of_entry=entry)


def binding(problem: Problem, opened: Flags) -> Flags:
    """(tie): whether it holds where schools are open, (school, year): it has no school, or that one is closed."""
    holds: Flags = (problem.tie_school < 0) | ~opened[problem.tie_school, problem.tie_year]
    return holds


def slots_used(problem: Problem, opened: Flags, share: Floats) -> Floats:
    """(slot): the largest share that is taken of any of its pairs, where the tie holds; else 0."""
    slots = slots_of(problem)
    used = np.zeros(len(slots.tie))
    np.maximum.at(used, slots.of_entry, share[problem.tied_pair] * binding(problem, opened)[problem.tied_by])
    return used


def may_join(problem: Problem, opened: Flags, share: Floats, block: int) -> Flags:
    """(pair of the block): whether the block, which takes no pair yet, may take it beside those who are tied to it."""
    first, last = problem.block_first_pair[block], problem.block_first_pair[block + 1]
    may = np.ones(last - first, dtype=bool)
    own = slice(*np.searchsorted(problem.tied_pair, [first, last]))
    ties = np.unique(problem.tied_by[own])
    if len(ties) == 0:
        return may
    holds = binding(problem, opened)
    for tie in ties[holds[ties]].tolist():
        pairs = problem.tied_pair[problem.tied_by == tie]
        schools = np.unique(problem.pair_school[pairs[share[pairs] > 0]])
        if len(schools) >= problem.tie_most_schools[tie]:
            mine = problem.tied_pair[own][problem.tied_by[own] == tie]
            may[mine[~np.isin(problem.pair_school[mine], schools)] - first] = False
    return may
