"""Classrooms that stay free, in the constructive start: nobody is seated whom no added rooms could make good."""

from collections.abc import Sequence

import numpy as np

from planner.cost import one_off_by_year
from planner.optimise.construction.completion import PartialPlan, completed
from planner.optimise.school import school_states
from planner.problem.problem import Flags, Floats, Ints, Problem, Solution
from planner.problem.reserve import classes_too_many, rooms_lacking

_EXACT = 1e-9


def leaves_free(partial: PartialPlan, school: Ints, more: Ints, year: int) -> Flags:
    """Whether so many classes more at each of these schools, all open, leave rooms free if all sites are built up."""
    problem = partial.problem
    now = classes_too_many(problem, partial.open[:, None], _classes(partial, [year]))[:, 0]
    allowed: Flags = (more <= 0) | (now[problem.reserve_group[school]] + more <= _EXACT)
    return allowed


def leaves_free_without(partial: PartialPlan, opened: Flags) -> bool:
    """Whether the classes of schools that stay open, shape (school), leave rooms free without the others."""
    if partial.problem.reserve_share == 0:
        return True
    classes = _classes(partial, range(partial.problem.n_years))
    years = np.repeat(opened[:, None], partial.problem.n_years, axis=1)
    return bool((classes_too_many(partial.problem, years, classes) <= _EXACT).all())


def with_fewer_classes(problem: Problem, solution: Solution) -> Solution:
    """Return the solution with blocks left over until rooms stay free within the budget, the smallest first.

    Only blocks whose leaving makes a class fewer where rooms are short, or bought to stay free; as it is where none is.
    """
    if problem.reserve_share == 0:
        return solution
    while (short := _short(problem, solution)).any():
        pairs = _smallest_class(problem, solution, short)
        if len(pairs) == 0:
            return solution
        share = solution.share.copy()
        share[pairs] = 0.0
        solution = completed(problem, opened=solution.open, share=share)
    return solution


def _short(problem: Problem, solution: Solution) -> Flags:
    """(group, year): whether a group lacks rooms, or the budget is overspent in a year."""
    lacking = rooms_lacking(problem, solution.open, solution.rooms_used, solution.classrooms_added) > 0
    overspent = one_off_by_year(problem, solution) > problem.budget_yuan * (1.0 + _EXACT)
    found: Flags = lacking | overspent
    return found


def _smallest_class(problem: Problem, solution: Solution, short: Flags) -> Ints:
    """Return the pairs taken of one school and year, of a group that is short, that bring the fewest pupils of a grade.

    All blocks with pupils of the grade there, from the smallest on, until a class is fewer.
    """
    here = np.isin(np.arange(problem.n_pairs), np.nonzero(solution.share > 0)[0])
    year = problem.block_year[problem.pair_block]
    here &= short[problem.reserve_group[problem.pair_school], year]
    best: Ints = np.zeros(0, dtype=np.int64)
    fewest = np.inf
    for school, when in np.unique(np.column_stack([problem.pair_school[here], year[here]]), axis=0):
        pairs = np.nonzero(here & (problem.pair_school == school) & (year == when))[0]
        weight = solution.share[pairs, None] * problem.block_grade_pupils[problem.pair_block[pairs]]
        for grade in np.nonzero(np.isfinite(problem.grade_class_size) & (solution.classes[school, when] > 0))[0]:
            seats = (solution.classes[school, when, grade] - 1) * problem.grade_class_size[grade]
            leaving = pairs[_until(weight[:, grade], float(weight[:, grade].sum() - seats))]
            lost = float((solution.share[leaving] * problem.block_pupils[problem.pair_block[leaving]]).sum())
            if len(leaving) and lost < fewest:
                best, fewest = leaving, lost
    return best


def _until(weights: Floats, over: float) -> Ints:
    """Return places of the smallest weights above 0 that come to `over` together."""
    order = np.argsort(weights, kind="stable")
    order = order[weights[order] > 0]
    enough = np.searchsorted(np.cumsum(weights[order]), over - _EXACT)
    return np.asarray(order[: int(enough) + 1], dtype=np.int64)


def _classes(partial: PartialPlan, years: Sequence[int]) -> Ints:
    """(school, year): classes of who is placed, in some of the years."""
    problem = partial.problem
    school = np.repeat(np.arange(problem.n_schools), len(years))
    load = partial.pupils[:, years].reshape(len(school), len(problem.grades))
    states = school_states(partial.rules, school, load, partial.boarders[:, years].reshape(-1))
    return states.rooms.reshape(problem.n_schools, len(years))
