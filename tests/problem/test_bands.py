"""Bands that no school teaches whole are said before solving, with the bands that would fit."""

from collections.abc import Mapping

import pytest

from planner.language import in_language
from planner.problem.bands import band_notes
from tests.districts import district_of, scenario_of

BANDS = {
    "lower": {"stage": "primary", "grades": [1, 2, 3]},
    "upper": {"stage": "primary", "grades": [4, 5, 6]},
    "junior": {"stage": "junior", "grades": [7, 8, 9]},
}


def notes_of(*schools: Mapping[str, object], grades: str = "123456789", bands: object = None) -> tuple[str, ...]:
    """Return the notes of a district of one village with pupils in these grades."""
    district = district_of(pupils={("A", 2026, grade): 5 for grade in grades}, schools=schools, travel={})
    return band_notes(district, scenario_of(grade_bands=bands or BANDS))


def test_five_years_of_primary_and_four_of_junior_school() -> None:
    """Schools of 1-5 and 6-9: the band 4-6 is taught whole by none; 1-3, 4-5 and 6-9 would fit."""
    (note,) = notes_of({"school_id": "P", "grades": "1-5"}, {"school_id": "J", "grades": "6-9"})
    assert note.startswith("no school teaches all grades of upper (4-6)")
    assert note.endswith("schools teach 1-5, 6-9; bands that would fit them: 1-3, 4-5, 6-9")
    assert in_language(note, "zh").endswith("1-3、4-5、6-9")


@pytest.mark.parametrize(
    "schools",
    [
        [{"school_id": "P", "grades": "1-6"}, {"school_id": "J", "grades": "7-9"}],
        [{"school_id": "N", "grades": "1-9", "state": "candidate"}],
        [{"school_id": "T", "grades": "1-3"}, {"school_id": "U", "grades": "4-6"}, {"school_id": "J", "grades": "7-9"}],
    ],
)
def test_bands_that_are_taught_are_silent(schools: list[Mapping[str, object]]) -> None:
    """Existing schools and sites, as long as each band is whole at one of them."""
    assert notes_of(*schools) == ()


def test_a_grade_that_no_school_teaches_is_named() -> None:
    """Nothing would fit grade 9; a band without pupils is nobody's trouble."""
    school = {"school_id": "N", "grades": "1-8"}
    assert notes_of(school) == ("no school teaches grade 9: its pupils can be placed nowhere",)
    assert notes_of(school, grades="123456") == ()


def test_a_school_that_closes_teaches_nobody() -> None:
    """The only school of the band is decided to close."""
    closing = {"school_id": "P", "grades": "1-6", "decision": "close"}
    (note,) = notes_of(closing, {"school_id": "Q", "grades": "1-4"}, {"school_id": "R", "grades": "5-6"}, grades="1456")
    assert note.endswith("bands that would fit them: 1-3, 4, 5-6, 7, 8, 9")
