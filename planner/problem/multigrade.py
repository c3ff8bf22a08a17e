"""Classes of several grades: what `rules.multigrade` makes of a Problem.

classes of a band and school = the fewer of
sum over its grades of ceil(pupils of the grade / class_size)
ceil(pupils of the band / multigrade_pupils), where at most multigrade_grades of its grades have pupils
"""

import numpy as np
import pandas as pd

from planner.problem.problem import Decision, Flags, Floats, Ints, Problem
from planner.reading.scenario import Scenario


def find_multigrade(kinds: pd.Series, scenario: Scenario) -> Flags:
    """(school): whether its grades may be taught together."""
    rule = scenario.rules.multigrade
    return np.array([rule is not None and kind in rule.kinds for kind in kinds], dtype=bool)


def by_band(problem: Problem, by_grade: Floats | Ints) -> Floats:
    """Sum over the grades of each band: (..., grade) to (..., band)."""
    sums: Floats = by_grade @ problem.band_grades.T.astype(float)
    return sums


def band_class_yuan(problem: Problem) -> Floats:
    """(band): yuan a year of one of its classes; the grades of a band are of one stage."""
    yuan: Floats = problem.grade_class_yuan[problem.band_grades.argmax(axis=1)]
    return yuan


def class_seats(problem: Problem) -> Floats:
    """(school, grade): the most pupils of the grade that a class can hold; inf where there are no classes."""
    size = np.repeat(problem.grade_class_size[None], problem.n_schools, axis=0)
    seats: Floats = np.where(problem.school_multigrade[:, None], np.maximum(size, problem.multigrade_pupils), size)
    return seats


def fewest_classes(problem: Problem, pupils: Floats, is_multigrade: Flags) -> Floats:
    """(...): the fewest classes for pupils of shape (..., grade) at schools that may teach grades together, or not.

    `is_multigrade` has the shape (...), or one that spreads over it.
    """
    size = problem.grade_class_size
    alone = by_band(problem, np.where(np.isfinite(size), np.ceil(pupils / size), 0.0))
    limited = by_band(problem, np.isfinite(size).astype(float)) > 0
    may_mix = is_multigrade[..., None] & (by_band(problem, (pupils > 0).astype(float)) <= problem.multigrade_grades)
    mixed = np.ceil(by_band(problem, pupils) / problem.multigrade_pupils)
    fewest: Floats = np.where(may_mix & limited, np.minimum(alone, mixed), alone).sum(axis=-1)
    return fewest


def mixed_places(problem: Problem) -> Ints:
    """(place, 3): school, year and band wherever somebody may be taught together with other grades of the band."""
    may = problem.school_multigrade & (problem.school_decision != Decision.CLOSE)
    limited = by_band(problem, np.isfinite(problem.grade_class_size).astype(float)) > 0
    pair = np.nonzero(may[problem.pair_school])[0]
    bands = by_band(problem, problem.block_grade_pupils) > 0
    place, band = np.nonzero(bands[problem.pair_block[pair]] & limited)
    school, year = problem.pair_school[pair[place]], problem.block_year[problem.pair_block[pair[place]]]
    reached = np.zeros((problem.n_schools, problem.n_years, len(problem.bands)), dtype=bool)
    reached[school, year, band] = True
    return np.argwhere(reached).astype(np.int64)
