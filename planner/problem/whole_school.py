"""Pupils that `rules.whole_school` asks of an open school: of every grade that it offers and somebody could attend."""

import numpy as np

from planner.problem.actions import Sites
from planner.problem.demand import Blocks
from planner.problem.pairs import Pairs
from planner.problem.problem import Decision, Flags, Floats
from planner.reading.scenario import Scenario

_SOMEBODY = 1.0
"""Pupils that make a band present: whole blocks have one at least, and less than one pupil is nobody."""


def least_of_grades(pairs: Pairs, blocks: Blocks, sites: Sites, scenario: Scenario) -> Floats:
    """(school, year, grade): fewest pupils of the grade at an open school that may be closed or not built; else 0.

    Asked of the grades of every band with a pair that leads there in the year.
    """
    rule = scenario.rules.whole_school
    least = 0.0 if rule is None else float(rule.least_pupils_per_grade)
    bands = scenario.grade_bands.values()
    grades = np.array([[grade in band.grades for grade in scenario.grades] for band in bands], dtype=float)
    free = (sites.decision == Decision.FREE)[:, None, None]
    asked: Floats = least * free * (_in_reach(pairs, blocks, sites, scenario).astype(float) @ grades)
    return asked


def least_of_bands(pairs: Pairs, blocks: Blocks, sites: Sites, scenario: Scenario) -> Floats:
    """(school, year, band): 1 pupil of every band with a pair that leads to a school which must stay; else 0."""
    if scenario.rules.whole_school is None:
        return np.zeros((len(sites.decision), len(scenario.placed_years), len(scenario.grade_bands)))
    stays = (sites.decision == Decision.KEEP)[:, None, None]
    asked: Floats = _SOMEBODY * (stays & _in_reach(pairs, blocks, sites, scenario))
    return asked


def least_of_all(least: Floats, sites: Sites, scenario: Scenario) -> Floats:
    """(school, year): fewest pupils of all grades, `least` or 1: nobody's school is not open, where it may be closed.

    `least` has shape (school). 0 in outlook years.
    """
    asked = scenario.rules.whole_school is not None
    pupils: Floats = np.where(asked & (sites.decision == Decision.FREE), np.maximum(least, _SOMEBODY), least)
    return pupils[:, None] * _is_planned(scenario)


def _in_reach(pairs: Pairs, blocks: Blocks, sites: Sites, scenario: Scenario) -> Flags:
    """(school, year, band): whether some block of the band has a pair with the school in the year, a planning year."""
    there = np.zeros((len(sites.decision), len(scenario.placed_years), len(scenario.grade_bands)), dtype=bool)
    there[pairs.school, blocks.year[pairs.block], blocks.band[pairs.block]] = True
    there &= _is_planned(scenario)[:, None]
    return there


def _is_planned(scenario: Scenario) -> Flags:
    """(year): a planning year: few pupils in an outlook year are no reason to merge a school before."""
    return np.array([year in scenario.years for year in scenario.placed_years])
