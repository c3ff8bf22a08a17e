"""Seats under the class cap, counted on paper."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.decide.shortfall.network import today_network
from planner.decide.shortfall.school_seats import Caps, school_seats, shared_seats
from tests.districts import Case, with_scenario, with_schools
from tests.seats import nine_year_case, two_villages


def _seats(case: Case, *, primary: float = 0.0, junior: float = 0.0) -> dict[str, float]:
    network = today_network(case.district, 2026)
    frame = school_seats(case.district, case.scenario, network, {"primary": primary, "junior": junior})
    return dict(zip(frame["school_id"] + " " + frame["stage"], frame["seats"], strict=True))


def test_seats_are_rooms_times_class_size() -> None:
    """Three rooms of 10 and one of 10."""
    assert _seats(two_villages(rooms=3)) == {"P primary": 30, "Q primary": 10}


@pytest.mark.parametrize(
    ("keys", "value", "seats"),
    [
        (("rules", "max_classes_per_school"), 2, 20),
        (("rules", "school_size"), {"primary": 25}, 25),
        (("rules", "class_size"), None, 2000),
    ],
)
def test_the_schools_own_limits_bind(keys: tuple[str, ...], value: object, seats: float) -> None:
    """No more classes than a school may have, no more pupils than its size; without class sizes only the latter."""
    assert _seats(with_scenario(two_villages(rooms=3), *keys, value=value))["P primary"] == seats


def test_without_any_limit_seats_are_endless() -> None:
    """Neither class size nor school size: no number."""
    case = with_scenario(two_villages(), "rules", value={"class_size": None, "school_size": None})
    assert math.isinf(_seats(case)["P primary"])


def test_a_site_has_no_seats_today() -> None:
    """What is not built seats nobody."""
    assert _seats(with_schools(two_villages(), state="candidate")) == {}


def test_a_nine_year_school_shares_its_rooms_by_grades() -> None:
    """Nine rooms, six grades and three: six rooms of 10 and three of 20, while both stages have enough."""
    assert _seats(nine_year_case(primary=60, junior=60), primary=60, junior=60) == {"N primary": 60, "N junior": 60}


def test_rooms_move_to_the_stage_that_is_short() -> None:
    """80 primary pupils take two of the junior rooms; 100 junior ones two of the primary rooms."""
    assert _seats(nine_year_case(primary=80, junior=20), primary=80, junior=20) == {"N primary": 80, "N junior": 20}
    assert _seats(nine_year_case(primary=30, junior=100), primary=30, junior=100) == {"N primary": 40, "N junior": 100}


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 12), st.integers(0, 200)), max_size=5),
    st.integers(0, 300), st.integers(0, 300),
)  # fmt: skip
def test_sharing_keeps_to_rooms_and_size(schools: list[tuple[int, int, int, int]], primary: int, junior: int) -> None:
    """Whatever is moved, no school seats more than its rooms and its size allow, and no stage it does not teach."""
    rows = np.array(schools, dtype=float).reshape(-1, 4)
    caps = Caps(
        stages=("primary", "junior"), teaches=rows[:, :2].astype(np.int64), rooms=rows[:, 2], most_classes=np.inf,
        size=np.array([45.0, 50.0]), pupils_max=rows[:, 3],
    )  # fmt: skip
    seats = shared_seats(caps, np.array([primary, junior], dtype=float))
    assert (seats >= 0).all()
    assert ((seats / caps.size).sum(axis=1) <= caps.rooms + 1e-5).all()
    assert (seats.sum(axis=1) <= caps.pupils_max + 1e-5).all()
    assert (seats[caps.teaches == 0] == 0).all()
