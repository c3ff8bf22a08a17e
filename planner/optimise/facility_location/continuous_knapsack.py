"""Subproblems of facility location: at given prices of the blocks each school is a continuous knapsack (Dantzig 1957).

`planner.optimise.pricing.split_subproblems` without bands, classes, rooms and beds, and all schools in one call.
"""

from typing import NamedTuple

import numpy as np

from planner.optimise.facility_location.transportation import Sites
from planner.optimise.runtime.compiled import compiled, in_order
from planner.problem.problem import Decision, Floats, Ints


class SchoolPairs(NamedTuple):
    """The pairs of each school one after another, those of closed schools left out."""

    first: Ints
    """(school + 1): where its pairs begin."""
    school: Ints
    """(pair)."""
    block: Ints
    """(pair)."""
    yuan: Floats
    """(pair)."""
    pupils: Floats
    """(pair)."""
    capacity: Floats
    """(school)."""


def school_pairs_of(sites: Sites) -> SchoolPairs:
    """Sort the pairs by school."""
    problem = sites.problem
    usable = np.nonzero(problem.school_decision[problem.pair_school] != Decision.CLOSE)[0]
    pairs = usable[np.argsort(problem.pair_school[usable], kind="stable")]
    school = problem.pair_school[pairs]
    block = problem.pair_block[pairs]
    by_school = SchoolPairs(
        first=np.searchsorted(school, np.arange(problem.n_schools + 1)).astype(np.int64),
        school=school.astype(np.int64),
        block=block.astype(np.int64),
        yuan=problem.pair_yuan[pairs],
        pupils=problem.block_pupils[block],
        capacity=sites.capacity,
    )
    return in_order(by_school)


def example_school_pairs() -> SchoolPairs:
    """Return an empty record, to compile for."""
    ints, floats = np.zeros(0, dtype=np.int64), np.zeros(0)
    return SchoolPairs(first=ints, school=ints, block=ints, yuan=floats, pupils=floats, capacity=floats)


@compiled
def fill_schools(by_school: SchoolPairs, schools: tuple[int, int], prices: Floats, share: Floats) -> Floats:
    """Return what the schools from the first up to the second earn at most at these prices of the blocks.

    `share`, shape (pair), is filled with the share of each block that they take for it: those first that earn most a
    pupil.
    """
    earned = np.zeros(schools[1] - schools[0])
    for school in range(schools[0], schools[1]):
        low, high = by_school.first[school], by_school.first[school + 1]
        profit = prices[by_school.block[low:high]] - by_school.yuan[low:high]
        paying = np.nonzero(profit > 0.0)[0]
        left = by_school.capacity[school]
        for place in paying[np.argsort(-profit[paying] / by_school.pupils[low + paying])]:
            pupils = by_school.pupils[low + place]
            part = 1.0 if pupils <= left else left / pupils
            share[low + place] = part
            earned[school - schools[0]] += part * profit[place]
            left -= part * pupils
            if part < 1.0:
                break
    return earned
