"""Plans from solutions at hand, and a county that keeps a solver busy."""

import numpy as np

from planner import __version__
from planner.compose import compose_rows
from planner.plan import Plan, gap_of, status_of
from planner.problem.build import build_problem
from planner.problem.problem import Problem, Solution
from planner.verifying import Violation, find_violations
from tests.districts import YEAR, Case, district_of, scenario_of


def problem_of(case: Case) -> Problem:
    """Build the arrays of a case."""
    return build_problem(case.district, case.journeys, case.scenario)


def plan_with(case: Case, problem: Problem, solution: Solution, *, bound: float) -> Plan:
    """Spell a solution out as a plan that claims this bound."""
    rows = compose_rows(problem, solution)
    gap = gap_of(total=rows.objective.total, cost=rows.objective.cost, bound=bound)
    return Plan(
        scenario=case.scenario.name,
        scenario_file="scenario.yaml",
        inputs_sha256={},
        planner_version=__version__,
        seed=1,
        status=status_of(gap, stopped=False),
        bound=bound,
        gap=gap,
        seconds=0.0,
        engine="test",
        objective=rows.objective,
        schools=rows.schools,
        assignments=rows.assignments,
        merges=rows.merges,
        shortfall=rows.shortfall,
        notes=("made-up data",),
    )


def violations_of(case: Case, plan: Plan) -> tuple[Violation, ...]:
    """Judge a plan."""
    return find_violations(plan, case.scenario, case.district, case.journeys)


def county_case(*, settlements: int = 30, schools: int = 14, seed: int = 1, mode: str = "whole") -> Case:
    """Return a made-up county whose best plan a solver does not prove in seconds: many ways to fill whole classes."""
    random = np.random.default_rng(seed)
    homes, sites = random.uniform(0, 30, (settlements, 2)), random.uniform(0, 30, (schools, 2))
    kilometres = np.linalg.norm(homes[:, None] - sites[None], axis=2).round(2)
    rows: list[dict[str, object]] = [
        {"school_id": f"h{number}", "kind": "teaching_point" if number % 2 else "primary", "classrooms": 7,
         "classrooms_max": 9}
        for number in range(schools)
    ]  # fmt: skip
    district = district_of(
        pupils={
            (f"s{home}", YEAR, str(grade)): int(random.integers(3, 30))
            for home in range(settlements) for grade in range(1, 7)
        },
        schools=rows,
        travel={
            (f"s{home}", f"h{site}"): (float(kilometres[home, site] * 15), float(kilometres[home, site] * 2),
                                       float(kilometres[home, site]))
            for home in range(settlements) for site in range(schools)
        },
    )  # fmt: skip
    bands = {
        "lower": {"stage": "primary", "grades": [1, 2, 3], "max_walk_minutes": 30, "max_ride_minutes": 30},
        "upper": {"stage": "primary", "grades": [4, 5, 6], "max_walk_minutes": 40, "max_ride_minutes": 40},
    }
    rules = {"merge": {"kinds": ["teaching_point"]}, "assignment": {"mode": mode}}
    return Case(district=district, scenario=scenario_of(name="county", grade_bands=bands, rules=rules))
