"""Rows of `rules.seat_reserve`: classrooms that stay free, over all open schools of a group.

The rooms of a school that may be closed count only while it is open: of a candidate they are only there then; of an
existing school the column `in_use` is the product of rooms added and opened (McCormick, Computability of global
solutions to factorable nonconvex programs, Mathematical Programming 10, 1976).
"""

import numpy as np

from planner.problem.multigrade import mixed_places
from planner.problem.problem import Flags, Floats, Ints, Problem
from planner.problem.reserve import may_leave_rooms, reserve_groups
from planner.problem.statement.columns import Columns
from planner.problem.statement.rows import Rows, Term, at_most, make_rows, stacked
from planner.problem.statement.taught import grades_taught


def leave_seats_free(problem: Problem, columns: Columns) -> Rows:
    """Classes of the open schools of a group take no more than their share of the classrooms there.

    sum_j (sum_g classes[j, t, g] + sum_B mixed[j, t, B])
        <= (1 - share) * sum_j (classrooms[j] * opened[j, t] + rooms[j, t])
    with in_use[j, t] in the place of rooms[j, t] of existing schools that may close:
    in_use[j, t] <= rooms[j, t],  in_use[j, t] <= most rooms added[j] * opened[j, t]
    """
    groups, leaving = reserve_groups(problem), may_leave_rooms(problem)
    group, school = np.nonzero(groups)
    years = np.arange(problem.n_years)
    number = (group[:, None] * problem.n_years + years).ravel()
    keys = np.column_stack([each.ravel() for each in np.indices((len(groups), problem.n_years))]).astype(np.int64)
    used, taught = 1.0 - problem.reserve_share, grades_taught(problem)[school]
    entry, year, grade = np.nonzero(taught)
    now: Floats = -used * np.repeat(problem.school_classrooms[school], len(years)).astype(float)
    added = columns.rooms.copy()
    added[leaving] = columns.in_use
    terms: list[Term] = [
        (group[entry] * problem.n_years + year, columns.classes[school[entry], year, grade], 1.0),
        _mixed_classes(problem, columns, groups),
        (number, columns.opened[school].ravel(), now),
        (number, added[school].ravel(), -used),
    ]
    free = make_rows("free", keys, terms, at_most(np.zeros(len(keys))), columns.count)
    return stacked("leave_seats_free", free, *_while_open(problem, columns, np.nonzero(leaving)[0]))


def _mixed_classes(problem: Problem, columns: Columns, groups: Flags) -> Term:
    """Return the classes of several grades in the rows of their groups; `groups` (group, school)."""
    places = mixed_places(problem)
    group, place = np.nonzero(groups[:, places[:, 0]])
    return group * problem.n_years + places[place, 1], columns.mixed[place], 1.0


def _while_open(problem: Problem, columns: Columns, schools: Ints) -> list[Rows]:
    """Return the rows by which rooms added are in use only where there are any, and only while the school is open."""
    row, high = np.arange(columns.in_use.size), np.zeros(columns.in_use.size)
    most = (problem.school_classrooms_max - problem.school_classrooms)[schools].astype(float)
    limits = ((columns.rooms, np.ones(len(schools))), (columns.opened, most))
    return [
        make_rows(
            "while_open",
            row,
            [
                (row, columns.in_use.ravel(), 1.0),
                (row, numbers[schools].ravel(), -np.repeat(times, problem.n_years)),
            ],
            at_most(high),
            columns.count,
        )
        for numbers, times in limits
    ]
