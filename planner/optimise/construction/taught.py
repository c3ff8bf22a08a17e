"""Pupils and classes as they are taught: a band that is taught together stands in the place of its youngest grade."""

from typing import NamedTuple

import numpy as np

from planner.cost import saved_classes
from planner.problem.multigrade import by_band
from planner.problem.problem import Flags, Floats, Ints, Problem


class Taught(NamedTuple):
    """Pupils by who teaches them, and how many a class may have, both (school, year, grade)."""

    pupils: Floats
    """Of a band taught together, all at its youngest grade."""
    size: Floats
    """Most pupils of a class; 1 where classes are switched off."""
    together: Flags
    """(school, year, band): taught together."""


def as_taught(problem: Problem, pupils: Floats) -> Taught:
    """Tell which bands are better taught together, from pupils (school, year, grade)."""
    limited = np.isfinite(problem.grade_class_size)
    size = np.broadcast_to(np.where(limited, problem.grade_class_size, 1.0), pupils.shape).copy()
    together = np.zeros((*pupils.shape[:2], len(problem.bands)), dtype=bool)
    if not problem.school_multigrade.any():
        return Taught(pupils, size, together)
    classes = np.where(limited, np.ceil(pupils / size), 0.0).astype(np.int64)
    for year in range(problem.n_years):
        saved = saved_classes(problem, np.arange(problem.n_schools), pupils[:, year], classes[:, year])
        together[:, year] = saved > 0
    shown = pupils.copy()
    for school, year, band in np.argwhere(together):
        own = np.nonzero(problem.band_grades[band])[0]
        shown[school, year, own] = 0.0
        shown[school, year, own[0]] = pupils[school, year, own].sum()
        size[school, year, own[0]] = problem.multigrade_pupils
    return Taught(shown, size, together)


def seats_together(problem: Problem, taught: Taught, classes: Ints) -> Floats:
    """(school, year, band): seats of bands taught together; inf where they are not. `classes` as they are taught."""
    youngest = classes[:, :, problem.band_grades.argmax(axis=1)]
    seats: Floats = np.where(taught.together, youngest * problem.multigrade_pupils, np.inf)
    return seats


def grades_free(problem: Problem, taught: Taught, pupils: Floats) -> Flags:
    """(school, year, grade): whether its pupils are taught with others, so that no class of its own limits them."""
    mixed = by_band(problem, np.eye(len(problem.grades))) > 0
    free: Flags = (taught.together.astype(float) @ mixed.T.astype(float) > 0) & (pupils > 0)
    return free
