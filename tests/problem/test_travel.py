"""Journeys from the travel table and from straight lines."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from planner.problem.travel import STRAIGHT_LINE_NOTE, find_journeys, reach_of
from planner.reading.district import District
from planner.reading.scenario import Scenario

PRIMARY: dict[str, Any] = {"stage": "primary", "grades": ["1", "2"], "max_walk_minutes": 30.0, "max_ride_minutes": 30.0}
JUNIOR: dict[str, Any] = {
    "stage": "junior",
    "grades": ["7"],
    "max_walk_minutes": 40.0,
    "max_ride_minutes": 45.0,
    "boarding": True,
    "max_board_minutes": 60.0,
}


def make_scenario(bands: dict[str, dict[str, Any]] | None = None, **travel: float) -> Scenario:
    """Make a scenario of the given grade bands and travel speeds."""
    return Scenario.model_validate(
        {
            "name": "test",
            "district": ".",
            "years": [2026],
            "grade_bands": bands or {"primary": PRIMARY, "junior": JUNIOR},
            "travel": travel,
        },
        strict=False,
    )


def make_district(
    settlements: list[tuple[float, float]],
    schools: list[tuple[float, float, str]],
    travel: list[tuple[str, str, float, float, float]] | None = None,
) -> District:
    """Make a district of settlements s0, s1, ... and schools c0, c1, ...; travel rows are given as in the table."""
    return District(
        folder=Path(),
        settlements=pd.DataFrame(
            [(f"s{row}", f"S{row}", "T", lon, lat) for row, (lon, lat) in enumerate(settlements)],
            columns=["settlement_id", "name", "town", "lon", "lat"],
        ),
        pupils=pd.DataFrame(),
        schools=pd.DataFrame(
            [(f"c{row}", f"C{row}", "T", lon, lat, grades) for row, (lon, lat, grades) in enumerate(schools)],
            columns=["school_id", "name", "town", "lon", "lat", "grades"],
        ),
        travel=None
        if travel is None
        else pd.DataFrame(travel, columns=["settlement_id", "school_id", "walk_minutes", "ride_minutes", "kilometres"]),
    )


def test_reach_is_the_largest_limit_of_any_band() -> None:
    """Boarders' limits count for riding; a mode that no band allows reaches nothing; a limit left out is endless."""
    reach = reach_of(make_scenario())
    assert (reach.walk_minutes, reach.ride_minutes) == (40.0, 60.0)
    nobody = {"stage": "primary", "grades": ["1"], "max_walk_minutes": None, "max_ride_minutes": None}
    assert reach_of(make_scenario({"a": nobody})).ride_minutes == -math.inf
    assert reach_of(make_scenario({"a": {"stage": "primary", "grades": ["1"]}})).walk_minutes == math.inf


def test_a_limit_to_board_is_idle_without_boarding() -> None:
    """A band that does not board does not stretch the reach by its boarding limit."""
    assert reach_of(make_scenario({"junior": {**JUNIOR, "boarding": False}})).ride_minutes == 45.0


def test_table_comes_through_exactly_and_sorted() -> None:
    """Values at a limit stay to the last bit, pairs are sorted, pairs beyond every limit are gone."""
    district = make_district(
        [(112.0, 34.0)] * 3,
        [(112.0, 34.0, "1-6"), (112.0, 34.0, "7-9")],
        [
            ("s2", "c1", math.nan, 60.0, 0.1 + 0.2),
            ("s0", "c1", 40.0, math.nan, math.nan),
            ("s0", "c0", 30.0, 30.0, 20.0),
            ("s1", "c0", 41.0, 61.0, 20.0),
            ("s1", "c1", math.nan, math.nan, math.nan),
        ],
    )
    journeys = find_journeys(district, make_scenario())
    assert journeys.source == "table"
    assert journeys.notes == ()
    assert list(zip(journeys.settlement, journeys.school, strict=True)) == [(0, 0), (0, 1), (2, 1)]
    np.testing.assert_array_equal(journeys.walk_minutes, [30.0, 40.0, math.nan])
    np.testing.assert_array_equal(journeys.ride_minutes, [30.0, math.nan, 60.0])
    np.testing.assert_array_equal(journeys.kilometres, [20.0, math.nan, 0.1 + 0.2])


def test_schools_without_a_grade_of_the_scenario_are_left_out() -> None:
    """A junior school is nothing to a scenario of primary bands, from the table and over straight lines."""
    scenario = make_scenario({"primary": PRIMARY})
    places = [(112.0, 34.0)], [(112.0, 34.0, "7-9"), (112.0, 34.0, "1-3"), (112.0, 34.0, "3-6")]
    straight = find_journeys(make_district(*places), scenario)
    assert straight.school.tolist() == [1]
    rows = [("s0", f"c{school}", 1.0, 1.0, 1.0) for school in range(3)]
    assert find_journeys(make_district(*places, rows), scenario).school.tolist() == [1]


def test_straight_lines_by_hand() -> None:
    """A degree of latitude at the equator is 110.574 km; times 1.5, at 6 km/h and 60 km/h."""
    district = make_district([(112.0, 0.0)], [(112.0, 0.01, "1-6"), (112.0, 0.0, "1-6"), (112.0, 0.5, "1-6")])
    journeys = find_journeys(district, make_scenario(walk_kph=6.0, ride_kph=60.0, detour=1.5))
    assert journeys.source == "straight"
    assert journeys.notes == (STRAIGHT_LINE_NOTE,)
    assert journeys.school.tolist() == [0, 1], "83 km are 83 minutes: beyond every limit"
    assert journeys.kilometres == pytest.approx([1.65861, 0.0], abs=1e-5)
    assert journeys.walk_minutes == pytest.approx([16.5861, 0.0], abs=1e-4)
    assert journeys.ride_minutes == pytest.approx([1.65861, 0.0], abs=1e-5)


def test_straight_lines_meet_a_limit_at_equality() -> None:
    """A ride that comes to the limit to the millionth of a minute is within reach; one just longer is not."""
    kilometres = Geod(ellps="WGS84").inv(112.0, 34.0, 112.0, 34.1)[2] / 1000
    district = make_district([(112.0, 34.0)], [(112.0, 34.1, "1-6")])
    open_band = {"stage": "primary", "grades": ["1"], "max_walk_minutes": None}
    found = find_journeys(district, make_scenario({"a": open_band}, ride_kph=20.0, detour=1.0))
    assert found.kilometres[0] == pytest.approx(kilometres, rel=1e-6)
    minutes = float(found.ride_minutes[0])
    for limit, count in ((minutes, 1), (minutes - 1e-6, 0)):
        band = {**open_band, "max_ride_minutes": limit}
        assert len(find_journeys(district, make_scenario({"a": band}, ride_kph=20.0, detour=1.0)).school) == count


def test_a_mode_beyond_its_own_limit_is_not_a_number() -> None:
    """A walk that no band may make is NaN though the ride is within reach."""
    journeys = find_journeys(make_district([(112.0, 34.0)], [(112.0, 34.1, "1-6")]), make_scenario())
    assert np.isnan(journeys.walk_minutes).tolist() == [True]
    assert journeys.ride_minutes == pytest.approx([29.95], abs=0.1)


def test_nothing_within_reach_is_no_journey() -> None:
    """Forbidden modes and empty tables give empty arrays of the right types."""
    nobody = {"stage": "primary", "grades": ["1"], "max_walk_minutes": None, "max_ride_minutes": None}
    for district, scenario in (
        (make_district([(112.0, 34.0)], [(112.0, 34.0, "1-6")]), make_scenario({"a": nobody})),
        (make_district([(112.0, 34.0)], [(112.0, 34.0, "7-9")]), make_scenario({"primary": PRIMARY})),
        (make_district([(112.0, 34.0)], [(112.0, 34.0, "1-6")], []), make_scenario()),
    ):
        journeys = find_journeys(district, scenario)
        assert len(journeys.settlement) == 0
        assert journeys.settlement.dtype == np.int64
        assert journeys.ride_minutes.dtype == np.float64


PLACES = st.lists(st.tuples(st.floats(112, 113), st.floats(34, 35)), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(settlements=PLACES, schools=PLACES)
def test_straight_lines_agree_with_every_pair_measured(
    settlements: list[tuple[float, float]], schools: list[tuple[float, float]]
) -> None:
    """Pruning loses no pair that a plain double loop over geodesics finds, and invents none."""
    scenario = make_scenario()
    district = make_district(settlements, [(lon, lat, "1-9") for lon, lat in schools])
    journeys = find_journeys(district, scenario)
    found = dict(
        zip(
            zip(journeys.settlement.tolist(), journeys.school.tolist(), strict=True),
            journeys.ride_minutes.tolist(),
            strict=True,
        )
    )
    geod = Geod(ellps="WGS84")
    for start, (lon, lat) in enumerate(settlements):
        for end, (school_lon, school_lat) in enumerate(schools):
            minutes = geod.inv(lon, lat, school_lon, school_lat)[2] / 1000 * 1.35 / 30 * 60
            if minutes < 60 * (1 - 1e-6):
                assert found[start, end] == pytest.approx(minutes, rel=2e-6, abs=2e-6)
            elif minutes > 60 * (1 + 1e-6):
                assert (start, end) not in found
