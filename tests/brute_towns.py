"""`rules.towns` by counting: every way to add first beds at schools that have none, of which each town has enough."""

import itertools
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from planner.verifying.facts import Facts

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
STAGES = {"kindergarten": "kindergarten", "boarding_primary": "primary", "boarding_junior": "junior"}


def first_beds(facts: Facts, openings: Flags) -> Iterator[Ints]:
    """Yield beds added at least, (year, school), with which each town has its schools; none where it never has.

    Only one bed a school matters, from some year on at schools without any.
    """
    schools, years = list(facts.schools.values()), len(openings)
    rule = facts.scenario.rules.towns
    if rule is None:
        yield np.zeros(openings.shape, dtype=np.int64)
        return
    bedless = [school.beds == 0 and school.beds_max > 0 for school in schools]
    choices = [[*range(len(facts.scenario.years)), years] if free else [years] for free in bedless]
    for since in itertools.product(*choices):
        firsts = np.array([[int(year >= first) for first in since] for year in range(years)]).reshape(openings.shape)
        if all(_has_enough(facts, year, openings[year], firsts[year]) for year in range(years)):
            yield firsts


def _has_enough(facts: Facts, year: int, opened: Flags, firsts: Ints) -> bool:
    """Whether every town with pupils of a stage has enough schools in a year (its number)."""
    scenario = facts.scenario
    for key, least in scenario.rules.towns or ():
        stage = STAGES[key]
        towns = {
            facts.towns[home]
            for home, when, band in facts.pupils
            if when == scenario.placed_years[year] and scenario.grade_bands[band].stage == stage
        }
        grades = {grade for grade in scenario.grades if scenario.stage_of(grade) == stage}
        there = [
            school.town
            for school, is_open, first in zip(facts.schools.values(), opened, firsts, strict=True)
            if is_open and grades <= school.grades and (key == "kindergarten" or school.beds + first > 0)
        ]
        if any(there.count(town) < (least or 0) for town in towns):
            return False
    return True
