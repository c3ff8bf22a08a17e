"""What each figure rests on: a count, pupils already in school, children already born, or births that are foretold."""

from typing import Literal

from planner.forecast.assumptions import FIRST_GRADE_AGE, STAGE_GRADES
from planner.forecast.projection import Fitted
from planner.reading.schema_types import Stage
from planner.reading.tables import GRADES

Basis = Literal["counted", "in_school", "born", "not_born", "as_lately"]
"""as_lately: nothing tells of the children, entry stays as it was."""

_FIRST = GRADES.index("1")


def basis_of(fitted: Fitted, year: int, grade: str) -> Basis:
    """Say what the pupils of a grade and year rest on."""
    base, place = fitted.known.base_year, GRADES.index(grade)
    if year <= base:
        return "counted"
    entered = year - (place - _FIRST if place >= _FIRST else place)
    if entered <= base:
        return "in_school"
    age = FIRST_GRADE_AGE if place >= _FIRST else FIRST_GRADE_AGE - _FIRST
    births, census = fitted.births, fitted.census
    if census is not None and entered - age <= census.last_year:
        return "born"
    if births is None:
        return "as_lately"
    return "born" if entered - age <= births.last_year else "not_born"


def first_unborn_year(fitted: Fitted, years: tuple[int, ...], stage: Stage) -> int | None:
    """Return the first year in which some pupils of a stage are not born yet; None where there is none."""
    grades = STAGE_GRADES[stage]
    return next((year for year in years if any(basis_of(fitted, year, grade) == "not_born" for grade in grades)), None)
