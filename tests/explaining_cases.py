"""Small plans to be explained: stands, questions, and brute-force truths about the opposite choice."""

import math

import numpy as np
import pandas as pd

from planner.decide.answer import answer_of
from planner.decide.explain.explain import Explaining
from planner.decide.explain.opposite import Stand
from planner.decide.explain.vicinity import Question
from planner.decide.results import results_of
from planner.plan import Action, Plan
from planner.problem.freed import freed_problems
from planner.problem.problem import Ints
from tests.brute import best_whole_total
from tests.composing import problem_of
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario, with_schools
from tests.planning import plan_of

NOBODY: Ints = np.empty(0, dtype=np.int64)


def explaining_of(case: Case, plan: Plan | None = None) -> Explaining:
    """Gather a case and its best plan."""
    problem, record = problem_of(case), plan or plan_of(case)
    return Explaining(
        stand=Stand(
            problem=problem,
            scenario=case.scenario,
            plan=answer_of(record, problem),
            freed=freed_problems(problem, case.district, case.journeys, case.scenario),
        ),
        results=results_of(record, case.scenario, case.district, problem, case.journeys),
        journeys=case.journeys,
    )


def question_about(explaining: Explaining, school_id: str, action: Action) -> Question:
    """Ask what it would cost to do this with the school instead."""
    school = explaining.stand.problem.school_ids.index(school_id)
    return Question(school=school, action=action, homes=NOBODY, staying=NOBODY)


def decided(case: Case, school_id: str, word: str) -> Case:
    """Return the case with the school decided in its scenario: keep or close."""
    lists = {w: [i for i in ids if i != school_id] for w, ids in case.scenario.decisions.model_dump().items()}
    return with_scenario(case, "decisions", value=lists | {word: [*lists[word], school_id]})


def true_difference(case: Case, plan: Plan, school_id: str, action: Action) -> float:
    """Count every possibility: yuan a year more than the plan with the school decided so; inf where nothing obeys.

    Who may board stays as the scenario has it: a school kept for the question alone bars nobody.
    """
    if action == "keep" and all(row.open for row in plan.schools if row.school_id == school_id):
        other = with_schools(case, **_without_additions(case, school_id))
    else:
        other = decided(case, school_id, "keep" if action in {"keep", "build"} else "close")
    total = best_whole_total(other, permits=case)
    return (total - plan.objective.total) / len(case.scenario.years) if math.isfinite(total) else math.inf


def _without_additions(case: Case, school_id: str) -> dict[str, pd.Series]:
    schools = case.district.schools
    here = schools["school_id"] == school_id
    return {f"{what}_max": schools[f"{what}_max"].where(~here, schools[what]) for what in ("classrooms", "beds")}


def valley_case(**changes: object) -> Case:
    """Return a point T of 6 pupils that may be merged into P, 12 minutes on; P has two rooms, and 20 pupils of A.

    Merging saves the 60,000 yuan of the point and its class, 30,000; it costs 6 pupils 10 minutes at 60 yuan, and P a
    class more.
    """
    district = district_of(
        pupils={("A", YEAR, "1"): 20, ("B", YEAR, "1"): 6},
        schools=[
            {"school_id": "P", "name": "中心小学", "classrooms": 2, "classrooms_max": 3, "decision": "keep"},
            {"school_id": "T", "name": "寨子教学点", "kind": "teaching_point", "grades": "1-3", "classrooms": 1,
             "fixed_yuan_per_year": 60_000},
        ],
        travel={("A", "P"): (5, None, None), ("B", "T"): (2, None, None), ("B", "P"): (12, None, None)},
    )  # fmt: skip
    keys: dict[str, object] = {
        "title": "山谷方案",
        "rules": {"class_size": {"primary": 20}, "merge": {"kinds": ["teaching_point"]}},
        "grade_bands": {"primary": {"stage": "primary", "grades": [1], "max_walk_minutes": 30}},
    }
    return Case(district=district, scenario=scenario_of(**(keys | changes)))


def with_school(case: Case, school_id: str, **columns: str | float) -> Case:
    """Return the case with columns of one school replaced."""
    schools = case.district.schools
    here = schools["school_id"] == school_id
    changed = {name: schools[name].mask(here, value).astype(schools[name].dtype) for name, value in columns.items()}
    return with_schools(case, **changed)
