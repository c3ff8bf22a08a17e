"""The ledger of oversize classes and schools, counted on paper."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planner.decide.shortfall.oversize import Oversize, even_classes, oversize_ledger
from planner.problem.today import find_today, pupils_today
from tests.districts import YEAR, Case, district_of, scenario_of, with_scenario


def _case(pupils: int, *, rooms: int = 1, grade: str = "1") -> Case:
    return Case(
        district=district_of(
            pupils={("A", YEAR, grade): pupils},
            schools=[{"school_id": "P", "classrooms": rooms}],
            travel={("A", "P"): (5, None, None)},
        ),
        scenario=scenario_of(),
    )


def _attending(case: Case, *rows: tuple[str, str, str, int]) -> Case:
    attends = pd.DataFrame(rows, columns=["settlement_id", "grade", "school_id", "pupils"])
    return Case(district=replace(case.district, attends=attends), scenario=case.scenario)


def _ledger(case: Case) -> Oversize:
    return oversize_ledger(case.district, find_today(case.district, case.journeys, case.scenario), case.scenario)


@pytest.mark.parametrize(
    ("pupils", "over", "large", "very_large"),
    [(45, 0, 0, 0), (46, 1, 0, 0), (55, 1, 0, 0), (56, 1, 1, 0), (65, 1, 1, 0), (66, 1, 0, 1)],
)
def test_thresholds_hold_at_equality(pupils: int, over: int, large: int, very_large: int) -> None:
    """45 is within the class size, 56 is a large class, 66 a very large one."""
    totals = _ledger(_attending(_case(0), ("A", "1", "P", pupils))).totals()
    assert (totals["over"], totals["large"], totals["very_large"]) == (over, large, very_large)


def test_rooms_are_used_before_a_class_is_called_oversize() -> None:
    """120 pupils in two rooms are two classes of 60; in three rooms of 40, which is within the size."""
    case = _attending(_case(0, rooms=2), ("A", "1", "P", 120))
    row = _ledger(case).classes.iloc[0]
    assert (row["classes"], row["largest_class"], row["over"], row["large"]) == (2, 60, 2, 2)
    assert _ledger(_attending(_case(0, rooms=3), ("A", "1", "P", 120))).classes.empty


def test_classes_are_as_even_as_rooms_allow() -> None:
    """The grade with the largest classes is given the next room; nobody gets more than the size asks for."""
    size = np.array([45.0, 45.0])
    assert even_classes(np.array([100.0, 60.0]), 4, size).tolist() == [2, 2]
    assert even_classes(np.array([100.0, 60.0]), 9, size).tolist() == [3, 2]
    assert even_classes(np.array([5.0, 5.0]), 1, size).tolist() == [1, 1]


def test_a_school_above_its_size_or_short_of_rooms_is_told() -> None:
    """120 pupils: 20 beyond a size of 100, three classes in two rooms."""
    case = with_scenario(_case(0, rooms=2), "rules", value={"school_size": {"primary": 100}})
    row = _ledger(_attending(case, ("A", "1", "P", 120))).schools.iloc[0]
    assert (row["beyond_size"], row["classrooms_needed"], row["rooms_short"]) == (20, 3, 1)
    assert _ledger(_attending(case, ("A", "1", "P", 90))).schools.empty


def test_without_attends_today_is_estimated_and_says_so() -> None:
    """The nearest open school is taken, with the pupils of the first planning year."""
    case = _case(60)
    found = _ledger(case)
    assert found.is_estimated
    assert found.classes["pupils"].tolist() == [60]
    told = _attending(case, ("A", "1", "P", 50), ("A", "K1", "P", 99))
    today = find_today(told.district, told.journeys, told.scenario)
    assert not _ledger(told).is_estimated
    assert pupils_today(told.district, today, told.scenario).tolist() == [[50.0]]
