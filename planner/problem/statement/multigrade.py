"""Rows of `rules.multigrade`: a band has classes of each grade by itself, or of all its pupils together.

Two ways to count, one of which holds: a disjunction with a binary column, and limits that nobody reaches.
"""

import numpy as np

from planner.problem.multigrade import by_band, mixed_places
from planner.problem.problem import Floats, Ints, Problem
from planner.problem.statement.columns import Columns
from planner.problem.statement.rows import Rows, Term, at_most, make_rows


def teach_grades_together(problem: Problem, columns: Columns) -> Rows:
    """Whole classes of all pupils of a band, where its grades are taught together.

    sum_p pupils[block(p), B] * share[p] <= multigrade_pupils * mixed[j, t, B] + within_reach[j, t, B] * (1 - together)
    """
    keys, terms, reach = _pupils(problem, columns)
    row = np.arange(len(keys))
    terms += [(row, columns.mixed, -problem.multigrade_pupils), (row, columns.together, reach)]
    return make_rows("teach_grades_together", keys, terms, at_most(reach), columns.count)


def teach_few_grades_together(problem: Problem, columns: Columns) -> Rows:
    """Teach a band together only where few of its grades have pupils.

    share[p] <= shown[j, t, B, g], where the block brings pupils of the grade
    sum_g shown[j, t, B, g] <= grades of B - (grades of B - multigrade_grades) * together, where that is fewer
    """
    keys, (pairs, place) = mixed_places(problem), mixed_pairs(problem)
    grades = problem.band_grades[keys[:, 2]].sum(axis=1)
    asked = np.nonzero(grades > problem.multigrade_grades)[0]
    entry, grade = np.nonzero((problem.block_grade_pupils[problem.pair_block[pairs]] > 0) & _own(problem, keys)[place])
    kept = np.isin(place[entry], asked)
    entry, grade = entry[kept], grade[kept]
    row, below = np.arange(len(entry)), len(entry) + np.arange(len(asked))
    more = (grades[asked] - problem.multigrade_grades).astype(float)
    terms: list[Term] = [
        (row, columns.share[pairs[entry]], 1.0),
        (row, columns.shown[place[entry], grade], -1.0),
        (below, columns.together[asked], more),
        (np.repeat(below, len(problem.grades)), columns.shown[asked].ravel(), _own(problem, keys[asked]).ravel() * 1.0),
    ]
    high = np.concatenate([np.zeros(len(entry)), grades[asked].astype(float)])
    return make_rows("teach_few_grades_together", np.arange(len(high)), terms, at_most(high), columns.count)


def seat_everybody_in_classes(problem: Problem, columns: Columns) -> Rows:
    """Classes of a band, of either kind, have seats for all its pupils.

    sum_p pupils[block(p), B] * share[p] <= sum_g class_size[g] * classes[j, t, g] + multigrade_pupils * mixed[j, t, B]

    Implied by `teach_whole_classes` and `teach_grades_together`, and stronger where columns are shares of themselves.
    """
    keys, terms, _ = _pupils(problem, columns)
    pairs, at = mixed_pairs(problem)
    brought = np.zeros((len(keys), len(problem.grades)), dtype=bool)
    np.logical_or.at(brought, at, problem.block_grade_pupils[problem.pair_block[pairs]] > 0)
    place, grade = np.nonzero(brought & _own(problem, keys))
    school, year, _ = keys[place].T
    terms += [
        (place, columns.classes[school, year, grade], -problem.grade_class_size[grade]),
        (np.arange(len(keys)), columns.mixed, -problem.multigrade_pupils),
    ]
    return make_rows("seat_everybody_in_classes", keys, terms, at_most(np.zeros(len(keys))), columns.count)


def freed_terms(problem: Problem, columns: Columns, keys: Ints) -> list[Term]:
    """Return what frees rows of classes of one grade, `keys` (row, 3): school, year, grade; its band taught together.

    - pupils of the grade within reach * together[j, t, B]
    """
    places = mixed_places(problem)
    place_of = np.full((problem.n_schools, problem.n_years, len(problem.grades)), -1)
    place, grade = np.nonzero(_own(problem, places))
    place_of[places[place, 0], places[place, 1], grade] = place
    at = place_of[tuple(keys.T)]
    reach = np.zeros(place_of.shape)
    where = (problem.pair_school, problem.block_year[problem.pair_block])
    np.add.at(reach, where, problem.block_grade_pupils[problem.pair_block])
    rows: Ints = np.nonzero(at >= 0)[0]
    return [(rows, columns.together[at[rows]], -reach[tuple(keys[rows].T)])]


def mixed_pairs(problem: Problem) -> tuple[Ints, Ints]:
    """Return pairs that bring pupils of a mixed place, and that place; a pair stands once for each of its bands."""
    keys = mixed_places(problem)
    place_of = np.full((problem.n_schools, problem.n_years, len(problem.bands)), -1)
    place_of[tuple(keys.T)] = np.arange(len(keys))
    pair, band = np.nonzero(by_band(problem, problem.block_grade_pupils)[problem.pair_block] > 0)
    place = place_of[problem.pair_school[pair], problem.block_year[problem.pair_block[pair]], band]
    return pair[place >= 0], place[place >= 0]


def _own(problem: Problem, keys: Ints) -> np.ndarray:
    """(place, grade): whether the grade is one of the band's."""
    own: np.ndarray = problem.band_grades[keys[:, 2]]
    return own


def _pupils(problem: Problem, columns: Columns) -> tuple[Ints, list[Term], Floats]:
    """Return the mixed places, their pupils as terms, and how many are within reach at most, shape (place)."""
    keys, (pairs, place) = mixed_places(problem), mixed_pairs(problem)
    pupils = by_band(problem, problem.block_grade_pupils)[problem.pair_block[pairs], keys[place, 2]]
    reach: Floats = np.bincount(place, weights=pupils, minlength=len(keys)).astype(float)
    return keys, [(place, columns.share[pairs], pupils)], reach
