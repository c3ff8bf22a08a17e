"""What a plan costs: the one place where each term is defined, in plain NumPy over a Problem and a Solution.

Every term is in yuan a year, summed over the planning years.
"""

import math
from dataclasses import dataclass

import numpy as np

from planner.plan import Objective
from planner.problem.continuity import put_on_yuan
from planner.problem.multigrade import band_class_yuan, by_band
from planner.problem.problem import Flags, Floats, Ints, Mode, Problem, Solution
from planner.problem.small_schools import missing_yuan

TOLERANCE_PUPILS = 1e-8
"""What sums of shares may be off by, for each pupil: a class of 45 takes 45.0000001 pupils, never 46.

No wider: pupils squeezed into a full class would save a share of the shortfall's price, and add up to yuan.
"""
_MOST_TOLERATED_PUPILS = 1e-5
_ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Loads:
    """Who is where under a solution."""

    pupils: Floats
    """(school, year, grade): pupils at the school."""
    boarders: Floats
    """(school, year): boarders at the school."""
    shortfall: Floats
    """(block): pupils without a seat."""


def objective_of(problem: Problem, solution: Solution) -> Objective:
    """Return every term of a solution's cost; total = cost + penalty is what is minimised."""
    school = school_yuan(problem, solution)
    by_class = class_yuan(problem, solution)
    capital = capital_yuan(problem, solution)
    travel = travel_yuan(problem, solution)
    boarding = boarding_yuan(problem, solution)
    cross_town, moves = cross_town_yuan(problem, solution), moves_yuan(problem, solution)
    small_schools = small_schools_yuan(problem, solution)
    cost = school + by_class + capital + travel + boarding + small_schools + cross_town + moves
    penalty = penalty_yuan(problem, solution)
    return Objective(
        school=school,
        class_=by_class,
        capital=capital,
        travel=travel,
        boarding=boarding,
        small_schools=small_schools if problem.school_missing_yuan.any() else None,
        cross_town=cross_town,
        moves=moves,
        cost=cost,
        penalty=penalty,
        total=cost + penalty,
    )


def school_yuan(problem: Problem, solution: Solution) -> float:
    """Sum of fixed_yuan_per_year over open schools."""
    return float(problem.school_fixed_yuan @ solution.open.sum(axis=1))


def class_yuan(problem: Problem, solution: Solution) -> float:
    """Sum of classes x class_yuan_per_year of their stage."""
    alone = solution.classes.sum(axis=(0, 1)) @ problem.grade_class_yuan
    return float(alone - (solution.saved.sum(axis=(0, 1)) * band_class_yuan(problem)).sum())


def capital_yuan(problem: Problem, solution: Solution) -> float:
    """Return annuity x (what was built and added so far), for each planning year."""
    return problem.annuity * float(one_off_by_year(problem, solution).sum())


def one_off_yuan(problem: Problem, solution: Solution) -> float:
    """Sum of one-off costs over all planning years, yuan: what a budget binds."""
    return float(one_off_by_year(problem, solution)[-1])


def one_off_by_year(problem: Problem, solution: Solution) -> Floats:
    """One-off yuan spent by each planning year, shape (year): running totals."""
    built = np.logical_or.accumulate(solution.open, axis=1) & ~problem.school_existing[:, None]
    spent: Floats = (
        problem.school_build_yuan @ built
        + problem.school_classroom_yuan @ solution.classrooms_added
        + problem.school_bed_yuan @ solution.beds_added
    )
    return spent


def travel_yuan(problem: Problem, solution: Solution) -> float:
    """Day pupils' minutes, and riders' kilometres, at their prices."""
    used = _used(solution)
    return _sum_of(_journey_yuan(problem), solution, used[problem.pair_mode[used] != Mode.BOARD])


def boarding_yuan(problem: Problem, solution: Solution) -> float:
    """Boarders x boarding_yuan_per_pupil + board_trips_per_week / 5 x their minutes and kilometres at their prices."""
    used = _used(solution)
    return _sum_of(_journey_yuan(problem), solution, used[problem.pair_mode[used] == Mode.BOARD])


def small_schools_yuan(problem: Problem, solution: Solution) -> float:
    """Pupils that schools with any lack to be funded as they are x school_missing_yuan."""
    if not problem.school_missing_yuan.any():
        return 0.0
    pupils = loads(problem, solution).pupils.sum(axis=2)
    schools = np.arange(problem.n_schools)
    return float(sum(missing_yuan(problem, schools, pupils[:, year]).sum() for year in range(problem.n_years)))


def cross_town_yuan(problem: Problem, solution: Solution) -> float:
    """Pupils who attend in another town x cross_town_yuan_per_pupil."""
    return problem.cross_town_yuan_per_pupil * _sum_of(problem.pair_cross_town_pupils, solution, _used(solution))


def moves_yuan(problem: Problem, solution: Solution) -> float:
    """Pupils who change school x move_yuan_per_pupil."""
    return problem.move_yuan_per_pupil * _sum_of(problem.pair_moved_pupils, solution, _used(solution))


def _used(solution: Solution) -> Ints:
    """Return the pairs that somebody takes: few of all, too few for a sum to be shared out among threads."""
    return np.flatnonzero(solution.share)


def _sum_of(amounts: Floats, solution: Solution, pairs: Ints) -> float:
    """Sum an amount of each pair's block over shares of blocks."""
    return float(amounts[pairs] @ solution.share[pairs])


def _journey_yuan(problem: Problem) -> Floats:
    """(pair): what the journey of the whole block, or its boarding, costs."""
    yuan: Floats = problem.pair_yuan - put_on_yuan(problem)
    return yuan


def penalty_yuan(problem: Problem, solution: Solution) -> float:
    """Shortfall pupils x shortfall_yuan_per_pupil."""
    return problem.shortfall_yuan_per_pupil * counted_shortfall(problem, solution)


def counted_shortfall(problem: Problem, solution: Solution) -> float:
    """Pupils without a seat, as many as count: those of a variant by its weight."""
    left = shortfall_of(problem, solution)
    return float((left if problem.block_weight is None else left * problem.block_weight).sum())


def loads(problem: Problem, solution: Solution) -> Loads:
    """Add up pupils and boarders at each school."""
    # few pairs are used, and adding at one after the other of all of them would take twenty times as long
    used = np.nonzero(solution.share)[0]
    block, share = problem.pair_block[used], solution.share[used]
    place = problem.pair_school[used] * problem.n_years + problem.block_year[block]
    shape = (problem.n_schools, problem.n_years, len(problem.grades))
    cells = place[:, None] * shape[2] + np.arange(shape[2])
    carried = problem.block_grade_pupils[block] * share[:, None]
    pupils = np.bincount(cells.ravel(), weights=carried.ravel(), minlength=math.prod(shape)).astype(np.float64)
    boarding = problem.block_pupils[block] * share * (problem.pair_mode[used] == Mode.BOARD)
    boarders = np.bincount(place, weights=boarding, minlength=shape[0] * shape[1]).astype(np.float64)
    return Loads(
        pupils=pupils.reshape(shape), boarders=boarders.reshape(shape[:2]), shortfall=shortfall_of(problem, solution)
    )


def shortfall_of(problem: Problem, solution: Solution) -> Floats:
    """Pupils of each block without a seat, shape (block); what rounding alone leaves of a share is none."""
    served = np.bincount(problem.pair_block, weights=solution.share, minlength=problem.n_blocks)
    left = 1.0 - served
    unserved: Floats = np.where(left > _ROUNDING, left, 0.0) * problem.block_pupils
    return unserved


def least_classes(pupils: Floats, class_size: Floats) -> Ints:
    """Fewest whole classes that seat the pupils; 0 where classes are switched off (size inf).

    `pupils` has shape (..., grade), `class_size` shape (grade).

    >>> least_classes(np.array([45.0, 46.0, 45.0000001, 0.0]), np.array([45.0] * 4))
    array([1, 2, 1, 0])
    """
    seated = pupils - TOLERANCE_PUPILS * np.clip(pupils, 1.0, _MOST_TOLERATED_PUPILS / TOLERANCE_PUPILS)
    limited: Flags = np.isfinite(class_size)
    needed = np.ceil(np.maximum(seated, 0.0) / np.where(limited, class_size, 1.0))
    classes: Ints = np.where(limited, needed, 0).astype(np.int64)
    return classes


def saved_classes(problem: Problem, school: Ints, pupils: Floats, classes: Ints) -> Ints:
    """Classes that bands save whose grades are taught together, shape (n, band).

    `school` (n); `pupils` and `classes` (n, grade): those there in a year, and the fewest classes grade by grade.
    """
    together = least_classes(by_band(problem, pupils), np.full(len(problem.bands), problem.multigrade_pupils))
    grades = by_band(problem, (classes > 0).astype(float))
    may = problem.school_multigrade[school][:, None] & (grades <= problem.multigrade_grades)
    fewer = by_band(problem, classes).round().astype(np.int64) - together
    saved: Ints = np.where(may, np.maximum(fewer, 0), 0)
    return saved
