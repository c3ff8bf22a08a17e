"""The difference coefficient: the published example, and what counts."""

from dataclasses import replace

import numpy as np
import pytest

from planner.decide.compare.spread import spread_of
from planner.decide.evenness import difference_coefficient
from tests.comparing import solved
from tests.districts import YEAR, Case, district_of, scenario_of
from tests.shown import Shown


def test_the_inspectors_own_example() -> None:
    """Five schools and their books: 0.52, as a published worked example has it."""
    pupils = np.array([45.0, 37.0, 89.0, 76.0, 55.0])
    books = np.array([279.0, 137.0, 935.0, 160.0, 402.0])
    found = difference_coefficient(books / pupils, pupils)
    assert found == pytest.approx(0.52, abs=0.005)


@pytest.mark.parametrize(("values", "pupils"), [([], []), ([1.0], [0.0]), ([0.0, 0.0], [3.0, 4.0])])
def test_nothing_to_measure_is_none(values: list[float], pupils: list[float]) -> None:
    """No schools, no pupils, a mean of nothing: unknown, never zero."""
    assert difference_coefficient(np.array(values), np.array(pupils)) is None


def test_schools_alike_have_none() -> None:
    """Equal figures do not differ, whatever the schools' sizes."""
    assert difference_coefficient(np.array([3.0, 3.0, 3.0]), np.array([1.0, 50.0, 7.0])) == 0


def _two_schools(kind: str, pupils: int) -> Shown:
    """Return a primary of 60 pupils in three rooms, and another school of one room."""
    schools = [
        {"school_id": "P", "classrooms": 3},
        {"school_id": "T", "kind": kind, "classrooms": 1},
    ]
    district = district_of(
        pupils={("A", YEAR, "1"): 60, ("B", YEAR, "1"): pupils},
        schools=schools,
        travel={("A", "P"): (5, None, None), ("B", "T"): (5, None, None)},
    )
    return solved(Case(district=district, scenario=scenario_of(rules={"class_size": {"primary": 50}})))


def test_coefficients_of_two_schools_on_paper() -> None:
    """60 pupils in 2 classes and 3 rooms, 40 in 1 class and 1 room: means over pupils, deviations on paper."""
    (spread,) = spread_of(_two_schools("primary", 40).results, YEAR)
    assert (spread.stage, spread.schools, spread.left_out) == ("primary", 2, 0)
    mean = 0.6 * 30 + 0.4 * 40
    assert spread.pupils_per_class == pytest.approx((0.6 * (30 - mean) ** 2 + 0.4 * (40 - mean) ** 2) ** 0.5 / mean)
    rooms = 0.6 * 5 + 0.4 * 2.5
    assert rooms == 4, "the mean over pupils is the county's own: 4 rooms for 100 pupils"
    assert spread.rooms_per_hundred_pupils == pytest.approx((0.6 * 1 + 0.4 * 1.5**2) ** 0.5 / rooms)


@pytest.mark.parametrize(
    ("kind", "pupils", "left_out"),
    [("teaching_point", 49, 1), ("teaching_point", 50, 0), ("primary", 20, 0)],
)
def test_a_small_point_is_left_out(kind: str, pupils: int, left_out: int) -> None:
    """Under 50 pupils, and only points."""
    (spread,) = spread_of(_two_schools(kind, pupils).results, YEAR)
    assert (spread.left_out, spread.schools) == (left_out, 2 - left_out)


def test_a_nine_year_school_shares_its_rooms() -> None:
    """It counts in both stages; junior pupils weigh 1.1; beside no other school it does not differ from itself."""
    school = {"school_id": "N", "kind": "nine_year", "grades": "1-9", "classrooms": 4}
    bands = {"low": {"stage": "primary", "grades": [1]}, "high": {"stage": "junior", "grades": [7]}}
    case = Case(
        district=district_of(
            pupils={("A", YEAR, "1"): 30, ("A", YEAR, "7"): 30}, schools=[school], travel={("A", "N"): (5, None, None)}
        ),
        scenario=scenario_of(grade_bands=bands),
    )
    low, high = spread_of(solved(case).results, YEAR)
    assert (low.stage, low.schools, high.stage, high.schools) == ("primary", 1, "junior", 1)
    assert low.rooms_per_hundred_pupils == pytest.approx(0)


def test_without_classes_their_size_is_unknown() -> None:
    """Where classes are switched off there is no class size to differ."""
    shown = _two_schools("primary", 40)
    rows = tuple(row.model_copy(update={"classes": {}}) for row in shown.plan.schools)
    off = replace(shown, plan=shown.plan.model_copy(update={"schools": rows}))
    (spread,) = spread_of(off.results, YEAR)
    assert spread.pupils_per_class is None
    assert spread.rooms_per_hundred_pupils is not None
