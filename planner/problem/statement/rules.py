"""Every rule of a plan as rows, once: one function a rule, named as a board member would say it.

Indices: j school, t year, g grade, b block, p pair. Together they are a capacitated facility location problem with
single or split sourcing, whole classes as steps of capacity and linking rows over the schools (compare Cornuejols,
Nemhauser and Wolsey, The uncapacitated facility location problem, 1990; Owen and Daskin, Strategic facility location,
1998). What a decision of the scenario fixes, and the sites' own maxima, are bounds of the columns
(`planner.problem.statement.statement`).
"""

from collections.abc import Callable

import numpy as np

from planner.problem.multigrade import mixed_places
from planner.problem.problem import Decision, Flags, Floats, Ints, Mode, Problem
from planner.problem.statement.columns import Columns
from planner.problem.statement.moves import limit_moves
from planner.problem.statement.multigrade import (
    freed_terms,
    teach_few_grades_together,
    teach_grades_together,
)
from planner.problem.statement.reserve import leave_seats_free
from planner.problem.statement.rows import Rows, Term, at_most, distinct, make_rows
from planner.problem.statement.small_schools import attend_makes_attended, count_missing_pupils
from planner.problem.statement.taught import grades_taught
from planner.problem.statement.towns import bed_a_school_in_towns, open_enough_in_towns
from planner.problem.statement.whole_school import attend_every_band, attend_every_grade
from planner.problem.ties import slots_of

Rule = Callable[[Problem, Columns], Rows]


def place_every_block(problem: Problem, columns: Columns) -> Rows:
    """Every block goes to schools within reach, or is counted in the shortfall.

    sum_p share[p] + left[b] = 1
    """
    terms: list[Term] = [(problem.pair_block, columns.share, 1.0), (np.arange(problem.n_blocks), columns.left, 1.0)]
    ones = np.ones(problem.n_blocks)
    keys = np.arange(problem.n_blocks)
    return make_rows("place_every_block", keys, terms, (ones, ones), columns.count)


def attend_open_schools(problem: Problem, columns: Columns) -> Rows:
    """Nobody attends a school that is not open.

    share[p] <= opened[school(p), year(p)], where the school may be closed
    """
    pairs = np.nonzero(problem.school_decision[problem.pair_school] != Decision.KEEP)[0]
    school, year = problem.pair_school[pairs], problem.block_year[problem.pair_block[pairs]]
    row = np.arange(len(pairs))
    terms: list[Term] = [(row, columns.share[pairs], 1.0), (row, columns.opened[school, year], -1.0)]
    return make_rows("attend_open_schools", pairs, terms, at_most(np.zeros(len(pairs))), columns.count)


def teach_whole_classes(problem: Problem, columns: Columns) -> Rows:
    """Whole classes: enough of them in each school, year and grade, unless its band is taught together.

    sum_p pupils[block(p), g] * share[p] <= class_size[g] * classes[j, t, g]
                                            (+ within_reach[j, t, g] * together[j, t, B])
    """
    pupils = problem.block_grade_pupils[problem.pair_block] * np.isfinite(problem.grade_class_size)
    pair, grade = np.nonzero(pupils > 0)
    school, year = problem.pair_school[pair], problem.block_year[problem.pair_block[pair]]
    keys, row = distinct(np.column_stack([school, year, grade]))
    size = problem.grade_class_size[keys[:, 2]]
    terms: list[Term] = [
        (row, columns.share[pair], pupils[pair, grade]),
        (np.arange(len(keys)), columns.classes[keys[:, 0], keys[:, 1], keys[:, 2]], -size),
        *freed_terms(problem, columns, keys),
    ]
    return make_rows("teach_whole_classes", keys, terms, at_most(np.zeros(len(keys))), columns.count)


def fit_the_classrooms(problem: Problem, columns: Columns) -> Rows:
    """Classes of all grades fit the classrooms.

    sum_g classes[j, t, g] <= classrooms[j] + rooms[j, t]
    """
    keys, classes = _class_terms(problem, columns)
    terms = [*classes, (np.arange(len(keys)), columns.rooms[keys[:, 0], keys[:, 1]], -1.0)]
    return make_rows("fit_the_classrooms", keys, terms, at_most(problem.school_classrooms[keys[:, 0]]), columns.count)


def keep_schools_small_enough(problem: Problem, columns: Columns) -> Rows:
    """No school has more classes than a school may have.

    sum_g classes[j, t, g] <= max_classes_per_school
    """
    keys, classes = _class_terms(problem, columns)
    if not np.isfinite(problem.max_classes_per_school):
        return _none("keep_schools_small_enough", columns)
    high = np.full(len(keys), problem.max_classes_per_school)
    return make_rows("keep_schools_small_enough", keys, classes, at_most(high), columns.count)


def limit_pupils(problem: Problem, columns: Columns) -> Rows:
    """No school has more pupils than its size allows.

    sum_p pupils[block(p)] * share[p] <= pupils_max[j] * opened[j, t]
    """
    keys, pupils = pupil_terms(problem, columns, np.isfinite(problem.school_pupils_max)[problem.pair_school])
    most = problem.school_pupils_max[keys[:, 0]]
    terms = [pupils, (np.arange(len(keys)), columns.opened[keys[:, 0], keys[:, 1]], -most)]
    return make_rows("limit_pupils", keys, terms, at_most(np.zeros(len(keys))), columns.count)


def attend_enough(problem: Problem, columns: Columns) -> Rows:
    """A school that may be closed, or not built, is open only with so many pupils.

    sum_p pupils[block(p)] * share[p] >= pupils_min[j, t] * opened[j, t], where the decision is free
    """
    asked = np.where((problem.school_decision == Decision.FREE)[:, None], problem.school_pupils_min, 0.0)
    keys = np.argwhere(asked > 0)
    row_of = np.full((problem.n_schools, problem.n_years), -1)
    row_of[keys[:, 0], keys[:, 1]] = np.arange(len(keys))
    row = row_of[problem.pair_school, problem.block_year[problem.pair_block]]
    pairs = np.nonzero(row >= 0)[0]
    terms: list[Term] = [
        (row[pairs], columns.share[pairs], problem.block_pupils[problem.pair_block[pairs]]),
        (np.arange(len(keys)), columns.opened[keys[:, 0], keys[:, 1]], -asked[keys[:, 0], keys[:, 1]]),
    ]
    limits = np.zeros(len(keys)), np.full(len(keys), np.inf)
    return make_rows("attend_enough", keys, terms, limits, columns.count)


def bed_the_boarders(problem: Problem, columns: Columns) -> Rows:
    """Every boarder has a bed.

    sum_p boarders[p] * share[p] <= beds[j] + module * modules added[j, t]
    """
    keys, boarders = pupil_terms(problem, columns, problem.pair_mode == Mode.BOARD)
    module = float(problem.bed_module)
    terms = [boarders, (np.arange(len(keys)), columns.beds[keys[:, 0], keys[:, 1]], -module)]
    return make_rows("bed_the_boarders", keys, terms, at_most(problem.school_beds[keys[:, 0]]), columns.count)


def avoid_conflicts(problem: Problem, columns: Columns) -> Rows:
    """Nobody of a block takes a pair that conflicts with a school which is open, or with one which is closed.

    sum of share[p] over the pairs p of block b that conflict with school k, + opened[k, t] <= 1
    sum of share[p] over the pairs p of block b that conflict with school k being closed <= opened[k, t]

    Closest assignment constraints are of this kind (Wagner and Falkson, The optimal nodal location of public
    facilities with price-sensitive demand, Geographical Analysis 7, 1975; Espejo, Marin and Rodriguez-Chia, Closest
    assignment constraints in discrete location problems, European Journal of Operational Research 219, 2012).
    """
    pair, school, when_closed = problem.conflict_pair, problem.conflict_school, problem.conflict_when_closed
    keys, row = distinct(np.column_stack([problem.pair_block[pair], school, when_closed]))
    year, by_closing = problem.block_year[keys[:, 0]], keys[:, 2] == 1
    terms: list[Term] = [
        (row, columns.share[pair], 1.0),
        (np.arange(len(keys)), columns.opened[keys[:, 1], year], np.where(by_closing, -1.0, 1.0)),
    ]
    return make_rows("avoid_conflicts", keys, terms, at_most(np.where(by_closing, 0.0, 1.0)), columns.count)


def attend_together(problem: Problem, columns: Columns) -> Rows:
    """Blocks that are tied attend so many schools at most between them (`planner.problem.ties`).

    share[p] <= used[s] + opened[k, t] for the pairs p that tie i counts at slot s, its school; k the school of the tie
    sum_s used[s] <= most_schools[i]

    Without opened where the tie holds in every plan. With one school for all they are single-allocation rows, as where
    all of a group's flow passes one hub (Ernst and Krishnamoorthy, Efficient algorithms for the uncapacitated single
    allocation p-hub median problem, Location Science 4, 1996).
    """
    slots = slots_of(problem)
    count = np.bincount(slots.tie, minlength=len(problem.tie_school))
    asked = count > problem.tie_most_schools
    entry, slot, tie = np.nonzero(asked[problem.tied_by])[0], np.nonzero(asked[slots.tie])[0], np.nonzero(asked)[0]
    row, by = np.arange(len(entry)), problem.tied_by[entry]
    released = problem.tie_school[by] >= 0
    terms: list[Term] = [
        (row, columns.share[problem.tied_pair[entry]], 1.0),
        (row, columns.used[slots.of_entry[entry]], -1.0),
        (row[released], columns.opened[problem.tie_school[by[released]], problem.tie_year[by[released]]], -1.0),
        (len(entry) + np.searchsorted(tie, slots.tie[slot]), columns.used[slot], 1.0),
    ]
    high = np.concatenate([np.zeros(len(entry)), problem.tie_most_schools[tie]])
    return make_rows("attend_together", np.arange(len(high)), terms, at_most(high), columns.count)


def merge_the_number_asked(problem: Problem, columns: Columns) -> Rows:
    """The number of merged schools is what the scenario asks, in every planning year.

    merge_least[t] <= sum_j (1 - opened[j, t]) <= merge_most, over the schools that count as merged when closed
    """
    schools = np.nonzero(problem.school_mergeable)[0]
    low = np.full(problem.n_years, len(schools) - problem.merge_most, dtype=float)
    high = (len(schools) - problem.merge_least).astype(float)
    low[low <= 0] = -np.inf
    high[high >= len(schools)] = np.inf
    follows = problem.decided_from != np.arange(problem.n_years)
    low[follows], high[follows] = -np.inf, np.inf
    years = np.nonzero(np.isfinite(low) | np.isfinite(high))[0]
    opened = columns.opened[schools][:, years]
    row = np.tile(np.arange(len(years)), len(schools))
    limits = (low[years], high[years])
    return make_rows("merge_the_number_asked", years, [(row, opened.ravel(), 1.0)], limits, columns.count)


def open_one_alternative_a_site(problem: Problem, columns: Columns) -> Rows:
    """Of the alternatives of one site one at most is open.

    sum_j opened[j, t] <= 1, over the rows of a site that has several
    """
    _, number, count = np.unique(problem.school_site, return_inverse=True, return_counts=True)
    schools = np.nonzero(count[number] > 1)[0]
    years = np.tile(np.arange(problem.n_years), len(schools))
    school = np.repeat(schools, problem.n_years)
    keys, row = distinct(np.column_stack([problem.school_site[school], years]))
    terms: list[Term] = [(row, columns.opened[school, years], 1.0)]
    return make_rows("open_one_alternative_a_site", keys, terms, at_most(np.ones(len(keys))), columns.count)


def never_reopen_or_unbuild(problem: Problem, columns: Columns) -> Rows:
    """A school once merged stays so, a school once built stays open.

    opened[j, t + 1] <= opened[j, t] (existing), >= (candidate), = where t + 1 is decided with t
    """
    keys = _later_years(problem)
    sign = np.where(problem.school_existing, 1.0, -1.0)[keys[:, 0]]
    terms = _year_on_year(columns.opened, keys, sign)
    return make_rows("never_reopen_or_unbuild", keys, terms, _year_on_year_limits(problem, keys), columns.count)


def keep_rooms_added(problem: Problem, columns: Columns) -> Rows:
    """Classrooms once added stay.

    rooms[j, t + 1] >= rooms[j, t], = where t + 1 is decided with t
    """
    keys = _later_years(problem)
    terms = _year_on_year(columns.rooms, keys, np.full(len(keys), -1.0))
    return make_rows("keep_rooms_added", keys, terms, _year_on_year_limits(problem, keys), columns.count)


def keep_beds_added(problem: Problem, columns: Columns) -> Rows:
    """Beds once added stay.

    beds[j, t + 1] >= beds[j, t], = where t + 1 is decided with t
    """
    keys = _later_years(problem)
    terms = _year_on_year(columns.beds, keys, np.full(len(keys), -1.0))
    return make_rows("keep_beds_added", keys, terms, _year_on_year_limits(problem, keys), columns.count)


def add_rooms_only_where_built(problem: Problem, columns: Columns) -> Rows:
    """A site that is not built gets no classrooms.

    rooms[j, t] <= most rooms added[j] * opened[j, t], for candidates
    """
    most = problem.school_classrooms_max - problem.school_classrooms
    keys, terms = _only_where_built(problem, columns, columns.rooms, most)
    return make_rows("add_rooms_only_where_built", keys, terms, at_most(np.zeros(len(keys))), columns.count)


def add_beds_only_where_built(problem: Problem, columns: Columns) -> Rows:
    """A site that is not built gets no beds.

    beds[j, t] <= most added[j] * opened[j, t], for candidates; both in modules
    """
    most = (problem.school_beds_max - problem.school_beds) // problem.bed_module
    keys, terms = _only_where_built(problem, columns, columns.beds, most)
    return make_rows("add_beds_only_where_built", keys, terms, at_most(np.zeros(len(keys))), columns.count)


def stay_within_budget(problem: Problem, columns: Columns) -> Rows:
    """One-off costs for what is in use by each year stay within the budget.

    sum_j build_yuan * opened[j, t] + classroom_yuan * rooms[j, t] + module * bed_yuan * beds[j, t] <= budget[t]
    """
    years = np.nonzero(np.isfinite(problem.budget_yuan))[0]
    if len(years) == 0:
        return _none("stay_within_budget", columns)
    row = np.tile(np.arange(len(years)), problem.n_schools)
    build = np.where(problem.school_existing, 0.0, problem.school_build_yuan)
    terms: list[Term] = [
        (row, columns.opened[:, years].ravel(), np.repeat(build, len(years))),
        (row, columns.rooms[:, years].ravel(), np.repeat(problem.school_classroom_yuan, len(years))),
        (row, columns.beds[:, years].ravel(), np.repeat(problem.bed_module * problem.school_bed_yuan, len(years))),
    ]
    return make_rows("stay_within_budget", years, terms, at_most(problem.budget_yuan[years]), columns.count)


def pupil_terms(problem: Problem, columns: Columns, which: Flags) -> tuple[Ints, Term]:
    """Return the schools and years, (row, 2), that some of these pairs meet at, and their pupils as terms."""
    pairs = np.nonzero(which)[0]
    keys, row = distinct(np.column_stack([problem.pair_school[pairs], problem.block_year[problem.pair_block[pairs]]]))
    return keys, (row, columns.share[pairs], problem.block_pupils[problem.pair_block[pairs]])


def _class_terms(problem: Problem, columns: Columns) -> tuple[Ints, list[Term]]:
    """Return the schools and years, (row, 2), that may have classes, and all classes there as terms."""
    school, year, grade = np.nonzero(grades_taught(problem))
    keys, row = distinct(np.column_stack([school, year]))
    row_of = np.full((problem.n_schools, problem.n_years), -1)
    row_of[keys[:, 0], keys[:, 1]] = np.arange(len(keys))
    places = mixed_places(problem)
    mixed = (row_of[places[:, 0], places[:, 1]], columns.mixed, 1.0)
    return keys, [(row, columns.classes[school, year, grade], 1.0), mixed]


def _later_years(problem: Problem) -> Ints:
    """(row, 2): every school and every year but the first."""
    later = np.nonzero(np.repeat([np.arange(problem.n_years) > 0], problem.n_schools, axis=0))
    return np.column_stack(later)


def _year_on_year(numbers: Ints, keys: Ints, sign: Floats) -> list[Term]:
    row, (school, year) = np.arange(len(keys)), keys.T
    return [(row, numbers[school, year], sign), (row, numbers[school, year - 1], -sign)]


def _year_on_year_limits(problem: Problem, keys: Ints) -> tuple[Floats, Floats]:
    """Return what a year may fall short of the one before, and exceed it by: nothing where one decision is of both."""
    fixed = problem.decided_from[keys[:, 1]] != keys[:, 1]
    return np.where(fixed, 0.0, -np.inf), np.zeros(len(keys))


def _only_where_built(problem: Problem, columns: Columns, numbers: Ints, most: Ints) -> tuple[Ints, list[Term]]:
    sites = np.nonzero(~problem.school_existing)[0]
    keys = np.column_stack([np.repeat(sites, problem.n_years), np.tile(np.arange(problem.n_years), len(sites))])
    row, (school, year) = np.arange(len(keys)), keys.T
    terms: list[Term] = [
        (row, numbers[school, year], 1.0),
        (row, columns.opened[school, year], -most[school].astype(float)),
    ]
    return keys, terms


def _none(rule: str, columns: Columns) -> Rows:
    """Return no rows at all: the scenario does not ask for the rule."""
    nothing: list[Term] = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0.0)]
    return make_rows(rule, np.zeros((0, 1), dtype=np.int64), nothing, at_most(np.zeros(0)), columns.count)


LINKING: tuple[Rule, ...] = (
    merge_the_number_asked,
    open_one_alternative_a_site,
    open_enough_in_towns,
    never_reopen_or_unbuild,
    keep_rooms_added,
    keep_beds_added,
    add_rooms_only_where_built,
    add_beds_only_where_built,
    stay_within_budget,
)
"""Rules over the columns opened, rooms and beds alone: no pair stands in them."""

RULES: tuple[Rule, ...] = (
    place_every_block,
    attend_open_schools,
    teach_whole_classes,
    fit_the_classrooms,
    keep_schools_small_enough,
    limit_pupils,
    attend_enough,
    attend_every_grade,
    attend_every_band,
    bed_the_boarders,
    avoid_conflicts,
    attend_together,
    limit_moves,
    bed_a_school_in_towns,
    teach_grades_together,
    teach_few_grades_together,
    attend_makes_attended,
    count_missing_pupils,
    leave_seats_free,
    *LINKING,
)
"""Every rule, none implied by the others."""

PRICED: tuple[Rule, ...] = (
    merge_the_number_asked,
    open_one_alternative_a_site,
    open_enough_in_towns,
    stay_within_budget,
)
"""Linking rules that pricing takes into its prices; those it leaves out are relaxed, and its limit stays one."""

BETWEEN: tuple[Rule, ...] = (
    attend_enough,
    attend_every_grade,
    attend_every_band,
    avoid_conflicts,
    attend_together,
    limit_moves,
)
"""Rules between assignments: what a school may take in a year depends on more than who else is there. Pricing takes in
those of their rows that its optimum breaks; whoever puts plans together of schools and their pupils takes them all."""
