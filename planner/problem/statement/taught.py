"""Which grades a school may have classes of: the columns `classes` that may be above 0."""

import numpy as np

from planner.problem.problem import Flags, Problem


def grades_taught(problem: Problem) -> Flags:
    """(school, year, grade): whether some pair would bring pupils of a grade that has a class size."""
    shape = (problem.n_schools, problem.n_years, len(problem.grades))
    limited = (problem.block_grade_pupils > 0) & np.isfinite(problem.grade_class_size)
    pair, grade = np.nonzero(limited[problem.pair_block])
    place = (problem.pair_school[pair], problem.block_year[problem.pair_block[pair]], grade)
    counted = np.bincount(np.ravel_multi_index(place, shape), minlength=int(np.prod(shape)))
    taught: Flags = counted.reshape(shape) > 0
    return taught
