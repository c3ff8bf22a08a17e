"""Rows that every whole plan keeps anyway, and that make the linear relaxation stronger.

Each says of a closed school what a plan of whole numbers knows by itself, summed over the school: fewer rows than
`attend_open_schools`, which are added where they are broken.
"""

import numpy as np

from planner.problem.multigrade import mixed_places
from planner.problem.problem import Problem
from planner.problem.statement.columns import Columns
from planner.problem.statement.rows import Rows, Term, at_most, make_rows
from planner.problem.statement.rules import pupil_terms


def teach_only_in_open_schools(problem: Problem, columns: Columns) -> Rows:
    """A school has no more classes than it may ever have, and none when it is closed.

    sum_g classes[j, t, g] (+ sum_B mixed[j, t, B]) <= min(classrooms_max[j], max_classes_per_school) * opened[j, t]

    Implied by `fit_the_classrooms`, `keep_schools_small_enough` and `attend_open_schools`; includes the second.
    """
    shape, places = columns.classes.shape, mixed_places(problem)
    school, year = (places.ravel() for places in np.indices(shape[:2]))
    keys, row = np.column_stack([school, year]), np.arange(len(school))
    most = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school)[school]
    terms: list[Term] = [
        (np.repeat(row, shape[2]), columns.classes.ravel(), 1.0),
        (places[:, 0] * problem.n_years + places[:, 1], columns.mixed, 1.0),
        (row, columns.opened[school, year], -most.astype(float)),
    ]
    return make_rows("teach_only_in_open_schools", keys, terms, at_most(np.zeros(len(keys))), columns.count)


def attend_only_open_schools_in_sum(problem: Problem, columns: Columns) -> Rows:
    """No school has more pupils than its size allows or than live within its reach, and none when it is closed.

    sum_p pupils[block(p)] * share[p] <= min(pupils_max[j], sum_p pupils[block(p)]) * opened[j, t]

    Implied by `limit_pupils` and `attend_open_schools`; includes the first.
    """
    keys, pupils = pupil_terms(problem, columns, np.ones(problem.n_pairs, dtype=bool))
    within_reach = np.bincount(pupils[0], weights=np.asarray(pupils[2]), minlength=len(keys))
    most = np.minimum(problem.school_pupils_max[keys[:, 0]], within_reach)
    terms = [pupils, (np.arange(len(keys)), columns.opened[keys[:, 0], keys[:, 1]], -most)]
    return make_rows("attend_only_open_schools_in_sum", keys, terms, at_most(np.zeros(len(keys))), columns.count)
