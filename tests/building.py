"""Small cases of one settlement, and their arrays."""

from typing import Any

from planner.problem.build import build_problem
from planner.problem.problem import Problem
from tests.districts import Case, district_of, scenario_of


def problem_of(case: Case) -> Problem:
    """Build the arrays of a case."""
    return build_problem(case.district, case.journeys, case.scenario)


def simple_case(
    schools: list[dict[str, Any]], travel: dict[tuple[str, str], tuple[float | None, float | None, float | None]],
    **keys: object,
) -> Case:  # fmt: skip
    """Make a case of one settlement of 10 pupils of grade 1 and 20 of grade 2."""
    district = district_of(pupils={("a", 2026, "1"): 10, ("a", 2026, "2"): 20}, schools=schools, travel=travel)
    bands = {"lower": {"stage": "primary", "grades": [1, 2]}}
    return Case(district=district, scenario=scenario_of(**({"grade_bands": bands} | keys)))
