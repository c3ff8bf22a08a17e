"""Pupils that schools lack to be open: lower limits, stated once for the optimiser.

    lacking = max(least of all - pupils, 0)                                   where the school may be closed
            + sum over grades g of max(least[g] - pupils[g], 0)               where it may be closed
            + sum over bands B of max(least[B] - pupils of the band, 0)       where it must stay

A school that is filled block by block breaks such a limit on the way: it is counted, and priced, and no reason to take
a block away. `planner.problem.statement` has the same as rows, the judge has it from the tables.
"""

from typing import NamedTuple

import numpy as np

from planner.optimise.runtime.compiled import compiled, compiled_inner, in_order
from planner.problem.problem import Decision, Floats, Ints, Problem


class Least(NamedTuple):
    """Fewest pupils of open schools; 0 where none are asked."""

    pupils: Floats
    """(school, year): of all grades."""
    grades: Floats
    """(school, year, grade)."""
    bands: Floats
    """(school, year, band)."""
    band_grade: Ints
    """(band, n): the band's grades, then -1."""


def least_of(problem: Problem) -> Least:
    """Put what a Problem asks of open schools into arrays."""
    free, stays = (problem.school_decision == each for each in (Decision.FREE, Decision.KEEP))
    least = Least(
        pupils=np.where(free[:, None], problem.school_pupils_min, 0.0),
        grades=problem.school_grade_pupils_min * free[:, None, None],
        bands=problem.school_band_pupils_min * stays[:, None, None],
        band_grade=band_grade_of(problem),
    )
    return in_order(least)


def band_grade_of(problem: Problem) -> Ints:
    """(band, n): the grades of each band, then -1."""
    widest = int(problem.band_grades.sum(axis=1).max())
    band_grade = np.full((len(problem.bands), widest), -1, dtype=np.int64)
    for band, grades in enumerate(problem.band_grades):
        columns = np.nonzero(grades)[0]
        band_grade[band, : len(columns)] = columns
    return band_grade


def example_least() -> Least:
    """Return what no school is asked for, to compile for."""
    cells = np.zeros((0, 0, 0))
    return Least(pupils=np.zeros((0, 0)), grades=cells, bands=cells, band_grade=np.zeros((0, 0), dtype=np.int64))


def asks_for_pupils(problem: Problem) -> bool:
    """Whether some school needs pupils to be open."""
    least = least_of(problem)
    return bool(least.pupils.any() or least.grades.any() or least.bands.any())


def lacking_of(problem: Problem, pupils: Floats) -> Floats:
    """Return how many pupils each school would lack, were it open, shape (school, year).

    `pupils` has shape (school, year, grade).
    """
    return lacking_by_year(least_of(problem), np.ascontiguousarray(pupils))


@compiled
def lacking_by_year(least: Least, load: Floats) -> Floats:
    """Return how many pupils each school would lack, shape (school, year), of those there, (school, year, grade)."""
    schools, years = load.shape[0], load.shape[1]
    lacking = np.zeros((schools, years))
    for school in range(schools):
        for year in range(years):
            pupils = 0.0
            for grade in range(load.shape[2]):
                pupils += load[school, year, grade]
            lacking[school, year] = lacking_pupils(least, load, school, year, pupils)
    return lacking


@compiled_inner
def lacking_pupils(least: Least, load: Floats, school: int, year: int, pupils: float) -> float:
    """Pupils that a school lacks in a year, of `load` (school, year, grade), `pupils` in all."""
    lacking = lacking_in_all(least, school, year, pupils)
    for band in range(least.band_grade.shape[0]):
        there = 0.0
        for place in range(least.band_grade.shape[1]):
            grade = least.band_grade[band, place]
            if grade < 0:
                break
            there += load[school, year, grade]
            lacking += lacking_in_grade(least, school, year, grade, load[school, year, grade])
        lacking += lacking_in_band(least, school, year, band, there)
    return lacking


@compiled_inner
def lacking_in_all(least: Least, school: int, year: int, pupils: float) -> float:
    """Pupils of all grades that a school lacks, if so many are there."""
    return float(max(least.pupils[school, year] - pupils, 0.0))


@compiled_inner
def lacking_in_grade(least: Least, school: int, year: int, grade: int, pupils: float) -> float:
    """Pupils of a grade that a school lacks, if so many are there."""
    return float(max(least.grades[school, year, grade] - pupils, 0.0))


@compiled_inner
def lacking_in_band(least: Least, school: int, year: int, band: int, pupils: float) -> float:
    """Pupils of a band that a school lacks, if so many are there."""
    return float(max(least.bands[school, year, band] - pupils, 0.0))
