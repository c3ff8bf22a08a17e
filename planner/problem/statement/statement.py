"""The mixed-integer program of a problem, stated once: columns with prices and bounds, and named rows for each rule.

Every model of the optimiser is a view of it: rows chosen by name, columns fixed, relaxed or left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.problem.first_beds import bedless, boarding_schools
from planner.problem.multigrade import band_class_yuan, mixed_places
from planner.problem.problem import Decision, Flags, Floats, Ints, Problem, Solution
from planner.problem.reserve import may_leave_rooms
from planner.problem.small_schools import SOMEBODY, funded_places
from planner.problem.statement import implied, rules
from planner.problem.statement.columns import Columns, columns_of
from planner.problem.statement.multigrade import (
    seat_everybody_in_classes,
    teach_few_grades_together,
)
from planner.problem.statement.reserve import leave_seats_free
from planner.problem.statement.rows import Rows
from planner.problem.statement.rules import Rule
from planner.problem.statement.small_schools import attend_makes_attended, count_missing_pupils
from planner.problem.statement.taught import grades_taught
from planner.problem.statement.towns import bed_a_school_in_towns
from planner.problem.ties import slots_used

RELAXED: tuple[Rule, ...] = (
    rules.place_every_block,
    rules.teach_whole_classes,
    rules.fit_the_classrooms,
    implied.teach_only_in_open_schools,
    implied.attend_only_open_schools_in_sum,
    rules.bed_the_boarders,
    bed_a_school_in_towns,
    count_missing_pupils,
    leave_seats_free,
    seat_everybody_in_classes,
    *rules.LINKING,
)
"""What the relaxation begins with: implied rows in the place of those they include. `teach_grades_together` is left
out: beside `seat_everybody_in_classes` it asks for next to nothing of columns that are shares of themselves."""

ADDED_WHERE_BROKEN: tuple[Rule, ...] = (
    rules.attend_open_schools,
    attend_makes_attended,
    teach_few_grades_together,
    *rules.BETWEEN,
)
"""What the relaxation leaves out until a row is broken: too many rows."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Statement:
    """Least cost @ x, each rule's rows kept, lower <= x <= upper, x[is_whole] whole. Shapes: (column)."""

    problem: Problem
    columns: Columns
    cost: Floats
    """Yuan a year, summed over the years, as `planner.cost` counts them."""
    lower: Floats
    upper: Floats
    is_whole: Flags
    rows: Mapping[str, Rows]
    """Name of the rule to its rows, in the order they were asked for."""

    def bounded(
        self, at: Ints, *, lower: Floats | float | None = None, upper: Floats | float | None = None
    ) -> "Statement":
        """Return the statement with other bounds for the columns of these numbers."""
        least, most = self.lower.copy(), self.upper.copy()
        if lower is not None:
            least[at] = lower
        if upper is not None:
            most[at] = upper
        return replace(self, lower=least, upper=most)


def state(problem: Problem, asked: Sequence[Rule] = rules.RULES) -> Statement:
    """State a problem with these rules. Blocks in shares have shares that need not be whole."""
    columns = columns_of(problem)
    lower, upper = _bounds(problem, columns)
    is_whole = np.ones(columns.count, dtype=bool)
    # whole blocks use a school, or do not
    is_whole[columns.used] = is_whole[columns.attended] = is_whole[columns.shown] = not problem.whole
    is_whole[columns.missing] = False
    if not problem.whole:
        is_whole[columns.share] = is_whole[columns.left] = False
    return Statement(
        problem=problem,
        columns=columns,
        cost=_yuan(problem, columns),
        lower=lower,
        upper=upper,
        is_whole=is_whole,
        rows={rows.rule: rows for rows in (rule(problem, columns) for rule in asked)},
    )


def most_classes(problem: Problem) -> Floats:
    """(school, year, grade): the most classes there may ever be; an implied bound of the columns `classes`."""
    ever = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school)
    most: Floats = np.where(grades_taught(problem), ever[:, None, None], 0.0)
    return most


def most_mixed_classes(problem: Problem) -> Floats:
    """(mixed place): the most classes of several grades there may ever be; an implied bound of the columns `mixed`."""
    ever: Floats = np.minimum(problem.school_classrooms_max, problem.max_classes_per_school)
    return ever[mixed_places(problem)[:, 0]].astype(float)


def _bounds(problem: Problem, columns: Columns) -> tuple[Floats, Floats]:
    """Return the least and the most of every column: decisions, and the sites' own maxima."""
    lower, upper = np.zeros(columns.count), np.ones(columns.count)
    lower[columns.opened] = (problem.school_decision == Decision.KEEP)[:, None]
    upper[columns.opened] = (problem.school_decision != Decision.CLOSE)[:, None]
    upper[columns.rooms] = (problem.school_classrooms_max - problem.school_classrooms)[:, None]
    upper[columns.beds] = ((problem.school_beds_max - problem.school_beds) // problem.bed_module)[:, None]
    more_rooms = problem.school_classrooms_max - problem.school_classrooms
    upper[columns.in_use] = more_rooms[may_leave_rooms(problem), None]
    upper[columns.classes] = np.where(grades_taught(problem), np.inf, 0.0)
    upper[columns.mixed] = np.inf
    upper[columns.missing] = problem.school_funded_pupils[funded_places(problem)[:, 0]]
    return lower, upper


def _yuan(problem: Problem, columns: Columns) -> Floats:
    """Return the price of every column: schools, capital, classes, journeys and boarding, shortfall; yuan a year."""
    yuan = np.zeros(columns.count)
    build = np.where(problem.school_existing, 0.0, problem.annuity * problem.school_build_yuan)
    yuan[columns.share] = problem.pair_yuan
    yuan[columns.left] = problem.block_left_yuan
    yuan[columns.opened] = (problem.school_fixed_yuan + build)[:, None]
    yuan[columns.rooms] = (problem.annuity * problem.school_classroom_yuan)[:, None]
    yuan[columns.beds] = (problem.annuity * problem.bed_module * problem.school_bed_yuan)[:, None]
    yuan[columns.classes] = problem.grade_class_yuan
    yuan[columns.mixed] = band_class_yuan(problem)[mixed_places(problem)[:, 2]]
    yuan[columns.missing] = problem.school_missing_yuan[funded_places(problem)[:, 0]]
    return yuan


def values_of(statement: Statement, solution: Solution) -> Floats:
    """Return a solution as values of the columns, shape (column); what it does not serve is left."""
    problem, columns = statement.problem, statement.columns
    served = np.bincount(problem.pair_block, weights=solution.share, minlength=problem.n_blocks)
    values = np.zeros(columns.count)
    values[columns.share] = solution.share
    values[columns.left] = (1.0 - served).clip(0.0, 1.0)
    values[columns.opened] = solution.open
    values[columns.rooms] = solution.classrooms_added
    values[columns.beds] = solution.beds_added / problem.bed_module
    values[columns.classes] = solution.classes
    values[columns.used] = np.ceil(slots_used(problem, solution.open, solution.share))
    leaving = may_leave_rooms(problem)
    values[columns.in_use] = (solution.classrooms_added * solution.open)[leaving]
    values[columns.boarding] = boarding_schools(problem, solution.open, solution.beds_added)[bedless(problem)]
    values[columns.attended], values[columns.missing] = _small_schools(problem, solution)
    if len(columns.together):
        _teach_together(statement, solution, values)
    return values


def _teach_together(statement: Statement, solution: Solution, values: Floats) -> None:
    """Put the bands that are taught together in the place of classes of their grades."""
    problem, columns = statement.problem, statement.columns
    school, year, band = mixed_places(problem).T
    everywhere = np.broadcast_to(solution.saved, (*solution.open.shape, solution.saved.shape[2]))
    saved = everywhere[school, year, np.minimum(band, solution.saved.shape[2] - 1)]
    own = problem.band_grades[band]
    classes = (solution.classes[school, year] * own).sum(axis=1)
    values[columns.together] = saved > 0
    values[columns.mixed] = np.where(saved > 0, classes - saved, 0)
    values[columns.shown] = (solution.classes[school, year] > 0) & own
    place, grade = np.nonzero(own & (saved > 0)[:, None])
    values[columns.classes[school[place], year[place], grade]] = 0.0


def _small_schools(problem: Problem, solution: Solution) -> tuple[Floats, Floats]:
    """(place): whether it has somebody, and how many pupils it then lacks."""
    school, year = funded_places(problem).T
    pupils = np.zeros((problem.n_schools, problem.n_years))
    heads = problem.block_pupils[problem.pair_block] * solution.share
    np.add.at(pupils, (problem.pair_school, problem.block_year[problem.pair_block]), heads)
    attended = (pupils[school, year] > SOMEBODY).astype(float)
    return attended, attended * np.maximum(problem.school_funded_pupils[school] - pupils[school, year], 0.0)
