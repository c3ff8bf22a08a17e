"""Scenario, district and journeys become arrays."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.problem.build import annuity
from planner.problem.problem import Decision
from tests.building import problem_of, simple_case


def test_class_sizes_and_prices_by_grade() -> None:
    """Each grade has its stage's class size and price; where classes are off the size is inf and the price 0."""
    bands = {"lower": {"stage": "primary", "grades": [1, 2]}, "junior": {"stage": "junior", "grades": [7]}}
    prices = {"class_yuan_per_year": {"primary": 11, "junior": 13}}
    expected: list[tuple[Any, list[float], list[float]]] = [
        ({"primary": 20, "junior": 30}, [20, 20, 30], [11, 11, 13]),
        ({"primary": None, "junior": 30}, [np.inf, np.inf, 30], [0, 0, 13]),
        ({}, [45, 45, 50], [11, 11, 13]),
        (None, [np.inf] * 3, [0, 0, 0]),
    ]
    for sizes, by_grade, yuan in expected:
        problem = problem_of(
            simple_case(
                [{"school_id": "h"}], {("a", "h"): (1, 1, 1)},
                grade_bands=bands, prices=prices, rules={"class_size": sizes},
            )
        )  # fmt: skip
        assert problem.grade_class_size.tolist() == by_grade
        assert problem.grade_class_yuan.tolist() == yuan
        assert problem.band_grades.tolist() == [[True, True, False], [False, False, True]]


@pytest.mark.parametrize(
    ("merge", "limits"),
    [
        (None, (0, 2)),
        ({}, (0, 2)),
        ({"most": 1}, (0, 1)),
        ({"least": 1}, (1, 2)),
        ({"least": 1, "most": 1}, (1, 1)),
        ({"exactly": 0}, (0, 0)),
        ({"exactly": 2}, (2, 2)),
    ],
)
def test_merge_limits(merge: dict[str, int] | None, limits: tuple[int, int]) -> None:
    """Without a number there is no limit: all schools may go."""
    schools = [{"school_id": "h"}, {"school_id": "i"}]
    problem = problem_of(simple_case(schools, {("a", "h"): (1, 1, 1)}, rules={"merge": merge}))
    assert (problem.merge_least.tolist(), problem.merge_most) == ([limits[0]], limits[1])


def test_merges_by_year_never_fall() -> None:
    """What is merged stays so: a year that asks for fewer than one before it asks for as many."""
    years = (2024, 2025, 2026)
    by_year = {"least": 1, "by_year": {2024: 2, 2026: 0}}
    case = simple_case([{"school_id": "h"}], {("a", "h"): (1, 1, 1)}, years=years, rules={"merge": by_year})
    assert problem_of(case).merge_least.tolist() == [2, 2, 2]


@pytest.mark.parametrize(
    ("budget", "lead", "limits"),
    [
        (5, 0, [5, 5, 5]),
        (5, 1, [5, 5, 5]),
        ({2025: 3, 2026: 9}, 0, [3, 3, 9]),
        ({2024: 3, 2025: 9}, 0, [3, 9, np.inf]),
        ({2024: 9, 2026: 3}, 0, [3, 3, 3]),
        ({2024: 3, 2025: 9}, 1, [3, 3, 9]),
        ({2022: 1, 2023: 3}, 2, [1, 3, np.inf]),
    ],
)
def test_budgets_by_year(budget: object, lead: int, limits: list[float]) -> None:
    """Spent up to the end of a year, for what is used so many years later; limits of later years are limits too."""
    keys = {"years": (2024, 2025, 2026), "budget_yuan": budget, "rules": {"build_lead_years": lead}}
    problem = problem_of(simple_case([{"school_id": "h"}], {("a", "h"): (1, 1, 1)}, **keys))
    assert problem.budget_yuan.tolist() == limits


def test_limits_left_out_are_inf() -> None:
    """Neither a budget nor a number of classes binds unless it is given."""
    case = simple_case([{"school_id": "h"}], {("a", "h"): (1, 1, 1)}, rules={"max_classes_per_school": None})
    problem = problem_of(case)
    assert (problem.budget_yuan.tolist(), problem.max_classes_per_school, problem.whole) == ([np.inf], np.inf, True)
    case = simple_case(
        [{"school_id": "h"}], {("a", "h"): (1, 1, 1)}, budget_yuan=0,
        rules={"max_classes_per_school": 0, "assignment": {"mode": "split"}},
    )  # fmt: skip
    problem = problem_of(case)
    assert (problem.budget_yuan.tolist(), problem.max_classes_per_school, problem.whole) == ([0], 0, False)


def test_a_school_decided_to_close_keeps_its_place_in_the_arrays() -> None:
    """It has no pairs, and its decision is known to the rules."""
    schools = [{"school_id": "h", "decision": "close"}, {"school_id": "i"}]
    problem = problem_of(simple_case(schools, {("a", "h"): (1, 1, 1), ("a", "i"): (1, 1, 1)}))
    assert problem.school_decision.tolist() == [Decision.CLOSE, Decision.KEEP]
    assert problem.pair_school.tolist() == [1]


def test_annuity_by_hand() -> None:
    """One year at 10 % pays back 1.1; two years 11/21 x 1.1; without interest the sum in equal parts."""
    assert annuity(0.1, 1) == pytest.approx(1.1, rel=1e-12)
    assert annuity(0.1, 2) == pytest.approx(0.1 / (1 - 1.1**-2), rel=1e-12)
    assert annuity(0, 25) == 0.04


@given(rate=st.floats(1e-12, 1), life=st.floats(1, 200))
def test_annuity_pays_interest_and_no_less_than_equal_parts(rate: float, life: float) -> None:
    """However small the rate, the yearly sum lies between equal parts and equal parts with interest on the whole."""
    yearly = annuity(rate, life)
    assert 1 / life * (1 - 1e-9) <= yearly <= (1 / life + rate) * (1 + 1e-9)
