"""Classes that decide about a school: those that its pupils would add elsewhere, and grades taught together."""

from collections.abc import Iterator

import numpy as np

from planner.cost import loads
from planner.decide.explain.reasons import RuleThatDecides
from planner.optimise.school import SchoolStates
from planner.problem.problem import Floats, Ints, Problem, Solution


def more_classes(problem: Problem, states: SchoolStates, school: int, blocks: Ints) -> Iterator[RuleThatDecides]:
    """Yield, by grade band, classes that a school would need more for these blocks; `states`: before and with them.

    Of grades that are taught together before or then, by what such a class holds.
    """
    for band in np.unique(problem.block_band[blocks]):
        grades = problem.band_grades[band]
        mine = blocks[problem.block_band[blocks] == band]
        classes = states.classes[:, grades].sum(axis=1) - states.saved[:, band]
        together = bool(states.saved[:, band].any())
        sizes: Floats = problem.grade_class_size[grades]
        if classes[1] > classes[0]:
            yield RuleThatDecides(
                rule="multigrade" if together else "class_size",
                grade_band=problem.bands[band],
                limit=float(problem.multigrade_pupils if together else sizes.min()),
                figure=float(classes[1] - classes[0]),
                school_id=problem.school_ids[school],
                pupils=float(problem.block_pupils[mine].sum()),
            )


def taught_together(problem: Problem, plan: Solution, school: int, year: int) -> Iterator[RuleThatDecides]:
    """Yield the bands whose grades a school teaches together: their classes, and those of each grade by itself."""
    pupils, classes = loads(problem, plan).pupils[school, year], plan.classes[school, year]
    saved = np.broadcast_to(plan.saved, (*plan.open.shape, plan.saved.shape[2]))[school, year]
    for band in np.nonzero(saved)[0]:
        grades = problem.band_grades[band]
        alone = float(classes[grades].sum())
        yield RuleThatDecides(
            rule="multigrade",
            grade_band=problem.bands[band],
            limit=alone,
            figure=alone - float(saved[band]),
            school_id=None,
            pupils=float(pupils[grades].sum()),
        )
