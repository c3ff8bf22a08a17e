"""What can hardly be meant is noted with its count and first places, and never refused."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest

from planner.language import in_language
from planner.reading.district import District
from planner.reading.plausible import plausible_notes
from tests.districts import district_of

Trip = tuple[float | None, float | None, float | None]


def made(*, trip: Trip = (10, 5, 2), school: Mapping[str, object] | None = None) -> District:
    """Return a district of one village, one school, one journey."""
    one = {"school_id": "P", "lon": 112.4, "lat": 34.8, **(school or {})}
    return district_of(pupils={("A", 2026, "1"): 5, ("A", 2026, "7"): 3}, schools=[one], travel={("A", "P"): trip})


@pytest.mark.parametrize(
    ("trip", "words"),
    [
        ((10, 900, 2), "ride takes much longer than the walk in 1 row(s), walk / ride: A→P (10 / 900 min, 2 km)"),
        ((None, 2000, 400), "over a day"), ((5000, None, None), "over a day"),
        ((None, 60, 999_999_999), "over 500 km"), ((None, 1, 20), "faster than 150 km/h"),
    ],
)  # fmt: skip
def test_journeys_that_can_hardly_be_meant(trip: Trip, words: str) -> None:
    """900 minutes' ride beside 10 minutes' walk, days on the way, thousands of kilometres, a jet."""
    notes = plausible_notes(made(trip=trip))
    assert any(words in note for note in notes)
    assert all(in_language(note, "zh").startswith("行程：有 1 行") for note in notes)


def test_a_road_shorter_than_the_straight_line() -> None:
    """Eleven kilometres apart as the crow flies, and two by road."""
    (note,) = plausible_notes(made(trip=(None, 30, 2), school={"lat": 34.9}))
    assert "shorter than the straight line" in note


@pytest.mark.parametrize("trip", [(10, 5, 2), (10, 35, 8), (None, None, None), (0, 0, 0), (None, 60, 40)])
def test_usual_journeys_are_silent(trip: Trip) -> None:
    """A bus that takes a detour, nothing known, next door."""
    assert plausible_notes(made(trip=trip)) == ()


@pytest.mark.parametrize(
    ("kind", "grades", "noted"),
    [
        ("junior", "1-6", True), ("junior", "6-9", False), ("primary", "1-5", False), ("primary", "1-9", True),
        ("teaching_point", "1-3", False), ("teaching_point", "7-9", True), ("nine_year", "1-9", False),
        ("nine_year", "1-6", True), ("kindergarten", "K1-K3", False), ("kindergarten", "1", True),
        ("special", "1-9", False), ("teaching_point", "K3-2", False),
    ],
)  # fmt: skip
def test_kind_and_grades(kind: str, grades: str, *, noted: bool) -> None:
    """A junior school of grades 1-6 is noted, one of 6-9 is not."""
    notes = plausible_notes(made(school={"kind": kind, "grades": grades}))
    assert [("do not go together" in note) for note in notes] == [True] * noted


def attending(rows: list[tuple[str, str, str, int]], *, state: str = "existing") -> tuple[str, ...]:
    """Return the notes where these pupils attend."""
    district = made(school={"state": state, "grades": "1-9", "kind": "nine_year"})
    frame = pd.DataFrame(rows, columns=["settlement_id", "grade", "school_id", "pupils"])
    return plausible_notes(replace(district, attends=frame))


def test_attendance_that_can_hardly_be_meant() -> None:
    """More pupils attending than live there, also where none do; pupils at a site that is not built."""
    assert attending([("A", "1", "P", 5), ("A", "7", "P", 3)]) == ()
    (more,) = attending([("A", "1", "P", 4), ("A", "1", "P", 3), ("A", "2", "P", 1)])
    assert more.endswith("in 2 settlement(s), grade(s): A 1 (7 > 5), A 2 (1 > 0)")
    (early,) = attending([("A", "1", "P", 5)], state="candidate")
    assert early == "attends: 5 pupils attend a site that is not built yet: P"


def test_chinese_notes_hold_no_program_words() -> None:
    """Kinds, grades, minutes and kilometres are Chinese where the note is."""
    notes = plausible_notes(made(trip=(10, 900, 2), school={"kind": "junior", "grades": "1-6"}))
    said = "".join(in_language(note, "zh") for note in notes)
    assert "（初中，1-6 年级）" in said
    assert "（步行 10 分钟，乘车 900 分钟，2 公里）" in said
