"""Rows of one site are alternatives: a converted building, other grades; one of them at most is open."""

import numpy as np
import pandas as pd
import pytest

from planner.errors import NoPlanError
from planner.plan import SchoolRow
from planner.problem.build import build_problem
from planner.problem.clashes import refuse_clashes
from planner.verifying import find_violations
from planner.verifying.rules import Rule
from tests.brute import best_split_total, best_whole_total
from tests.districts import Case, district_of, random_case, scenario_of, with_schools
from tests.planning import EXACT, plan_of

ENGINES = {name: EXACT.model_copy(update={"engine": name}) for name in ("auto", "milp")}


def on_shared_sites(seed: int, *, mode: str = "whole") -> Case:
    """Return a random tiny district of which two or three rows share a site; at most one of them is there today."""
    case = random_case(seed, mode=mode)
    schools = case.district.schools
    random = np.random.default_rng((seed, 2))
    rows = random.permutation(len(schools))[: random.integers(2, 4)]
    state = schools["state"].to_numpy(object).copy()
    state[rows[1:]] = "candidate"
    site = np.where(np.isin(np.arange(len(schools)), rows), "D1", "")
    return with_schools(case, state=pd.Series(state), site_id=pd.Series(site))


def clashes(case: Case) -> bool:
    """Whether no plan can obey the case's rules."""
    try:
        refuse_clashes(build_problem(case.district, case.journeys, case.scenario), case.scenario)
    except NoPlanError:
        return True
    return False


WHOLE = [seed for seed in range(150) if not clashes(on_shared_sites(seed))]
SPLIT = [seed for seed in range(50) if not clashes(on_shared_sites(seed, mode="split"))]


@pytest.mark.sampled(most=22)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", WHOLE)
def test_the_best_alternative_is_open(seed: int, engine: str) -> None:
    """The plan costs what counting every opening finds, one alternative of the site at most, and is judged right."""
    case = on_shared_sites(seed)
    plan = plan_of(case, ENGINES[engine])
    best = best_whole_total(case)
    assert plan.objective.total == pytest.approx(best, abs=0.5)
    assert plan.bound <= best + 0.5
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()


@pytest.mark.sampled(most=9)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", SPLIT)
def test_the_best_alternative_is_open_under_split(seed: int, engine: str) -> None:
    """The same where blocks may be cut."""
    case = on_shared_sites(seed, mode="split")
    plan = plan_of(case, ENGINES[engine])
    assert plan.objective.total == pytest.approx(best_split_total(case), abs=0.5)
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()


def vacated() -> Case:
    """Return a teaching point of two villages that pays as a kindergarten alone: its pupils may attend elsewhere."""
    return Case(
        district=district_of(
            pupils={("a", 2026, "1"): 10, ("b", 2026, "1"): 10, ("a", 2026, "K1"): 20},
            schools=[
                {"school_id": "point", "kind": "teaching_point", "grades": "1", "classrooms": 2, "site_id": "D1"},
                {"school_id": "kindergarten", "kind": "kindergarten", "grades": "K1", "classrooms": 2,
                 "site_id": "D1", "state": "candidate", "build_yuan": 1000},
                {"school_id": "town", "kind": "primary", "grades": "1", "classrooms": 2},
            ],
            travel={("a", "point"): (1, 1, 0), ("b", "point"): (1, 1, 0), ("a", "kindergarten"): (1, 1, 0),
                    ("a", "town"): (20, 5, 2), ("b", "town"): (20, 5, 2)},
        ),
        scenario=scenario_of(
            grade_bands={"k": {"stage": "kindergarten", "grades": ["K1"], "max_walk_minutes": 30},
                         "p": {"stage": "primary", "grades": [1], "max_walk_minutes": 30}},
            rules={"merge": {"kinds": ["teaching_point"], "most": 1}},
        ),
    )  # fmt: skip


def rows_of(case: Case, engine: str) -> dict[str, SchoolRow]:
    """Return the plan's rows by school."""
    return {row.school_id: row for row in plan_of(case, ENGINES[engine]).schools}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_vacated_building_continues_as_the_other(engine: str) -> None:
    """The point's pupils go to town, its building becomes the kindergarten: `change`, and it counts as merged."""
    rows = rows_of(vacated(), engine)
    assert {school_id: row.action for school_id, row in rows.items()} == {
        "point": "change", "kindergarten": "build", "town": "keep",
    }  # fmt: skip
    assert not rows["point"].open
    plan = plan_of(vacated(), ENGINES[engine])
    assert [merge.school_id for merge in plan.merges] == ["point"]


def test_two_that_stay_on_one_site_clash() -> None:
    """Both alternatives decided: no plan, and the message names them."""
    case = vacated()
    decided = with_schools(case, decision=pd.Series(["keep", "keep", ""]))
    problem = build_problem(decided.district, decided.journeys, decided.scenario)
    with pytest.raises(NoPlanError, match="point, kindergarten share a site_id"):
        refuse_clashes(problem, decided.scenario)


def test_the_judge_sees_two_open_on_one_site() -> None:
    """A plan with both open breaks the rule, said of each; and an action that hides the change is wrong."""
    case = vacated()
    plan = plan_of(case)
    both = tuple(replace_open(row) if row.school_id == "point" else row for row in plan.schools)
    broken = find_violations(plan.model_copy(update={"schools": both}), case.scenario, case.district, case.journeys)
    assert [violation.where for violation in broken if violation.rule == Rule.ONE_AT_SITE] == [
        "school point, 2026", "school kindergarten, 2026",
    ]  # fmt: skip
    hidden = {"point": {"action": "merge"}}
    told = tuple(row.model_copy(update=hidden.get(row.school_id, {})) for row in plan.schools)
    broken = find_violations(plan.model_copy(update={"schools": told}), case.scenario, case.district, case.journeys)
    assert [violation.rule for violation in broken] == [Rule.ACTION]


def replace_open(row: SchoolRow) -> SchoolRow:
    """Return a row of a school that is open."""
    return row.model_copy(update={"open": True, "action": "keep"})


@pytest.mark.parametrize("seed", WHOLE[:20])
def test_sites_apart_never_cost_more(seed: int) -> None:
    """The rule only takes possibilities away, and with them those it closes."""
    case = on_shared_sites(seed)
    apart = with_schools(case, site_id="")
    assert plan_of(apart).objective.total <= plan_of(case).objective.total + 0.5
