"""Outlook years: nothing is decided after the planning years, against counting every possibility, and in directions."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.problem.outlook import running_totals
from planner.reading.later_years import outlook_note, suggested_outlook
from planner.verifying import find_violations
from tests.adoptable import KINDS
from tests.brute import best_split_total, best_whole_total
from tests.composing import problem_of
from tests.districts import Case, district_of, random_case, scenario_of, with_scenario
from tests.planning import plan_of
from tests.test_adoptable_rules import ENGINES, ROUNDING, is_exact, total_if_any

FEW = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def with_outlook(seed: int, *, mode: str = "whole") -> Case:
    """Return a district of one planning and one outlook year, a third of them with fewest pupils of schools."""
    draw = np.random.default_rng([seed, 77])
    numbers = (int(number) for number in draw.integers(0, 100_000, size=200))
    case = next(case for number in numbers if len((case := random_case(number, mode=mode)).scenario.years) > 1)
    case = with_scenario(with_scenario(case, "years", value=[2026]), "outlook_years", value=[2027])
    if seed % 3 == 1:
        case = with_scenario(case, "rules", "min_pupils", value={kind: int(draw.integers(1, 12)) for kind in KINDS})
    if seed % 3 == 2:
        case = with_scenario(case, "rules", "whole_school", value={"least_pupils_per_grade": int(draw.integers(1, 4))})
    return case


def a_growing_place(**years: object) -> Case:
    """Return a primary with one classroom and space for three, whose pupils double from 2026 to 2027."""
    return Case(
        district=district_of(
            pupils={("A", 2026, "1"): 10, ("A", 2027, "1"): 20},
            schools=[{"school_id": "P", "classrooms": 1, "classrooms_max": 3, "classroom_yuan": 100_000}],
            travel={("A", "P"): (5, None, None)},
        ),
        scenario=scenario_of(rules={"class_size": {"primary": 10}}, **years),
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(12))
def test_outlook_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_outlook(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(4))
def test_outlook_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_outlook(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


@FEW
@given(st.integers(0, 100_000), st.sampled_from(["whole", "split"]))
def test_deciding_later_is_never_dearer(seed: int, mode: str) -> None:
    """What is decided by the first year may be decided in the second; without rules that planning years alone have."""
    case = with_outlook(3 * seed, mode=mode)
    total = total_if_any(case)
    assume(total is not None)
    assert total is not None
    later = with_scenario(with_scenario(case, "outlook_years", value=[]), "years", value=[2026, 2027])
    assert plan_of(later).objective.total <= total + ROUNDING


def test_what_an_outlook_year_needs_is_there_before() -> None:
    """The second classroom of 2027 is added by 2026, and paid in both years."""
    plan = plan_of(a_growing_place(years=[2026], outlook_years=[2027]))
    rows = {row.year: row for row in plan.schools}
    assert {year: row.classrooms_added for year, row in rows.items()} == {2026: 1, 2027: 1}
    assert {year: row.outlook for year, row in rows.items()} == {2026: None, 2027: True}
    assert '"outlook"' not in rows[2026].model_dump_json()
    by_then = plan_of(a_growing_place(years=[2026, 2027]))
    assert plan.objective.capital == pytest.approx(2 * by_then.objective.capital)


def test_few_pupils_to_come_merge_no_school_now() -> None:
    """A point with ten pupils now and three later stays, where points need five: that is decided later."""
    case = Case(
        district=district_of(
            pupils={("A", 2026, "1"): 10, ("A", 2027, "1"): 3},
            schools=[
                {"school_id": "T", "kind": "teaching_point", "classrooms": 1, "fixed_yuan_per_year": 0},
                {"school_id": "P", "classrooms": 1},
            ],
            travel={("A", "T"): (5, None, None), ("A", "P"): (None, 60, 30)},
        ),
        scenario=scenario_of(
            years=[2026],
            outlook_years=[2027],
            rules={"merge": {"kinds": ["teaching_point"]}, "min_pupils": {"teaching_point": 5}},
        ),
    )
    plan = plan_of(case)
    assert plan.merges == ()
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()


def test_running_totals_reach_the_fullest_year_by_the_last_planning_year() -> None:
    """Two planning years and two outlook years: the peak of the third is there in the second."""
    problem = problem_of(a_growing_place(years=[2026], outlook_years=[2027]))
    assert running_totals(problem, np.array([[1, 3], [2, 0]])).tolist() == [[3, 3], [2, 2]]


@pytest.mark.parametrize(("years", "wrong"), [([2026], "2026"), ([2025], "2025")])
def test_outlook_years_come_after_planning_years(years: list[int], wrong: str) -> None:
    """A year that is planned, or lies before, is none."""
    with pytest.raises(ValueError, match=f"after the last planning year .2026., not {wrong}"):
        scenario_of(outlook_years=years)


def test_later_years_of_the_table_are_suggested() -> None:
    """Three and six years on where the table has them; nothing where the scenario looks ahead itself."""
    case = a_growing_place(years=[2026])
    rows = case.district.pupils.iloc[:1]
    years = [rows.assign(year=year, pupils=5) for year in (2026, 2028, 2029, 2032)]
    pupils = pd.concat([*years, rows.assign(year=2035, pupils=0)])
    assert suggested_outlook(pupils, case.scenario) == (2029, 2032)
    assert "outlook_years: [2029, 2032]" in outlook_note(pupils, case.scenario)[0]
    ahead = a_growing_place(years=[2026], outlook_years=[2028]).scenario
    assert suggested_outlook(pupils, ahead) == ()
    assert outlook_note(years[0], case.scenario) == ()
