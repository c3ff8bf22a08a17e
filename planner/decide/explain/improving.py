"""Improvements of a plan that are found while its schools are weighed, taken into the plan one after another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.cost import objective_of
from planner.optimise.construction.completion import completed
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.neighbourhood.area import Area, Neighbourhood
from planner.problem.problem import Flags, Floats, Problem, Solution

LEAST_YUAN = 1.0
"""Yuan a year, all years summed, below which nothing is called dearer or cheaper: solvers stop that close."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Improvement:
    """An area of the plan decided anew, which costs less than the plan has it."""

    area: Area
    open: Flags
    """(school, year)."""
    share: Floats
    """(pair): of the area's blocks; 0 for those held."""
    saved_yuan: float
    """Summed over the years."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Bettered:
    """A plan with improvements in it."""

    solution: Solution
    taken: int
    saved_yuan: float
    """All of them together, summed over the years."""


def improvement_of(problem: Problem, part: Neighbourhood, solution: Solution, saved_yuan: float) -> Improvement:
    """Return what a solution of a part changes in the whole problem."""
    share = np.zeros(problem.n_pairs)
    share[part.pairs] = solution.share[: part.free_pairs]
    return Improvement(area=part.area, open=solution.open, share=share, saved_yuan=saved_yuan)


def bettered(problem: Problem, plan: Solution, found: Sequence[Improvement]) -> Bettered:
    """Take those that save most first, each where the plan as it then stands keeps every rule and costs less with it.

    What several schools' surroundings show alike is taken once.
    """
    best, taken = plan, 0
    before = total = objective_of(problem, plan).total
    for improvement in sorted(found, key=lambda each: -each.saved_yuan):
        tried = _with(problem, best, improvement)
        cost = objective_of(problem, tried).total
        if cost < total - LEAST_YUAN and keeps_limits(problem, tried):
            best, total, taken = tried, cost, taken + 1
    return Bettered(solution=best, taken=taken, saved_yuan=before - total)


def _with(problem: Problem, plan: Solution, improvement: Improvement) -> Solution:
    """Return the plan with the area of an improvement as it has it; other areas may have changed since it was found."""
    area = improvement.area
    share = np.where(area.blocks[problem.pair_block], improvement.share, plan.share)
    opened = np.where(area.schools[:, None], improvement.open, plan.open)
    return completed(problem, opened=opened, share=share)
