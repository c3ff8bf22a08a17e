"""Grades taught together, against counting every possibility, on paper and in directions; on tiny districts."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.verifying import find_violations
from tests.adoptable import with_multigrade
from tests.brute import best_split_total, best_whole_total
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario
from tests.planning import plan_of
from tests.test_adoptable_rules import ENGINES, FEW, ROUNDING, is_exact, total_if_any


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(24))
def test_grades_taught_together_with_whole_blocks(seed: int, engine: str) -> None:
    """The plan costs what the best of all possible plans costs, and breaks no rule."""
    case = with_multigrade(seed)
    is_exact(case, best_whole_total(case), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(9))
def test_grades_taught_together_with_shares(seed: int, engine: str) -> None:
    """Under split too."""
    case = with_multigrade(seed, mode="split")
    is_exact(case, best_split_total(case), engine)


def test_grades_taught_together_decide() -> None:
    """In many of the districts they make the best plan cheaper."""
    cheaper = 0
    for seed in range(24):
        case = with_multigrade(seed)
        alone = with_scenario(case, "rules", "multigrade", value=None)
        cheaper += best_whole_total(case) < best_whole_total(alone) - ROUNDING
    assert cheaper >= 5


@settings(FEW, max_examples=10)
@given(st.integers(0, 100_000), st.sampled_from(["whole", "split"]))
def test_larger_classes_of_several_grades_never_cost_more(seed: int, mode: str) -> None:
    """Nor does teaching grades together at all, at a given price of a missing seat."""
    case = with_scenario(with_multigrade(seed, mode=mode), "prices", "shortfall_yuan_per_pupil", value=5_000_000)
    alone = total_if_any(with_scenario(case, "rules", "multigrade", value=None))
    assume(alone is not None)
    assert alone is not None
    total = plan_of(case).objective.total
    larger = with_scenario(case, "rules", "multigrade", "max_pupils", value=40)
    assert plan_of(larger).objective.total - ROUNDING <= total <= alone + ROUNDING


def point(pupils: tuple[int, ...], **rule: object) -> Case:
    """Return one teaching point of grades 1 to 3 with so many pupils of each, classes of 10, 30 together."""
    return Case(
        district=district_of(
            pupils={("a", YEAR, str(grade)): count for grade, count in enumerate(pupils, start=1)},
            schools=[{"school_id": "t", "kind": "teaching_point", "grades": "1-3", "classrooms": 9}],
            travel={("a", "t"): (1, 1, 1)},
        ),
        scenario=scenario_of(
            grade_bands={"lower": {"stage": "primary", "grades": [1, 2, 3]}},
            rules={"class_size": {"primary": 10}, "multigrade": rule},
        ),
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("pupils", "rule", "classes"),
    [
        ((10, 10, 10), {}, {"1-3": 1}),
        ((10, 10, 11), {}, {"1-3": 2}),
        ((10, 10, 10), {"max_pupils": 10}, {"1": 1, "2": 1, "3": 1}),
        ((10, 10, 10), {"max_grades": 2}, {"1": 1, "2": 1, "3": 1}),
        ((10, 0, 10), {"max_grades": 2}, {"1-3": 1}),
        ((10, 0, 0), {}, {"1": 1}),
        ((20, 0, 0), {}, {"1-3": 1}),
        ((10, 10, 10), {"kinds": ["primary"]}, {"1": 1, "2": 1, "3": 1}),
    ],
)
def test_the_fewer_classes_stand_in_the_plan(
    pupils: tuple[int, ...], rule: dict[str, object], classes: dict[str, int], engine: str
) -> None:
    """Of each grade by itself, or of all together where so few grades have pupils; the row says which."""
    case = point(pupils, **rule)
    plan = plan_of(case, ENGINES[engine])
    assert plan.schools[0].classes == classes
    assert plan.objective.class_ == sum(classes.values()) * 210_000
    assert plan.bound == pytest.approx(plan.objective.total, abs=ROUNDING)
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()
