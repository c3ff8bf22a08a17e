"""The nearest school that stays: nobody attends one much farther, or it conflicts with the nearer one being open."""

import numpy as np

from planner.problem.actions import Sites
from planner.problem.conflicts import Conflicts, no_conflicts
from planner.problem.pairs import Pairs, kept_pairs
from planner.problem.problem import Decision, Flags, Ints, Mode
from planner.reading.scenario import Scenario

_SAME_MINUTES = 1e-9
"""Sums of minutes are no more exact than this."""


def near_enough(pairs: Pairs, sites: Sites, scenario: Scenario) -> Pairs:
    """Leave out pairs that are farther than `rules.nearest` allows from a school that is sure to stay.

    minutes[p] <= minutes[q] + max_extra_minutes, for every pair q of the same block that is within its day limits and
    leads to a school whose decision is keep.
    """
    extra = _extra_minutes(scenario)
    if np.isinf(extra):
        return pairs
    stays = (pairs.mode != Mode.BOARD) & (sites.decision[pairs.school] == Decision.KEEP)
    nearest = np.full(len(pairs.first) - 1, np.inf)
    np.minimum.at(nearest, pairs.block[stays], pairs.minutes[stays])
    return kept_pairs(pairs, pairs.minutes <= nearest[pairs.block] + extra + _SAME_MINUTES)


def conflicts_with_nearer(pairs: Pairs, sites: Sites, scenario: Scenario) -> Conflicts:
    """Return pairs, and for each a school that may be open and is so much nearer that then nobody may take the pair.

    Nearer is a school within the block's day limits, by more than max_extra_minutes. Sorted by pair.
    """
    extra = _extra_minutes(scenario)
    if np.isinf(extra):
        return no_conflicts()
    nothing = np.zeros(0, dtype=np.int64)
    counts = (pairs.mode != Mode.BOARD) & (sites.decision[pairs.school] == Decision.FREE)
    found = [
        _farther(slice(first, last), pairs, counts, extra)
        for first, last in zip(pairs.first[:-1], pairs.first[1:], strict=True)
    ]
    pair = np.concatenate([nothing, *(far for far, _ in found)])
    school = np.concatenate([nothing, *(pairs.school[near] for _, near in found)])
    return Conflicts(pair=pair, school=school, when_closed=np.zeros(len(pair), dtype=bool))


def _farther(block: slice, pairs: Pairs, counts: Flags, extra: float) -> tuple[Ints, Ints]:
    """Return the pairs of a block that are too far, and those that they are too far from."""
    minutes = pairs.minutes[block]
    near = np.nonzero(counts[block])[0]
    far, nearer = np.nonzero(minutes[:, None] > minutes[near] + extra + _SAME_MINUTES)
    return far + block.start, near[nearer] + block.start


def _extra_minutes(scenario: Scenario) -> float:
    rule = scenario.rules.nearest
    return np.inf if rule is None else float(rule.max_extra_minutes)
