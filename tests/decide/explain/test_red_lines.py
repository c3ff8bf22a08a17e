"""Each red line, kept and crossed."""

import dataclasses
import math

import pytest

from planner.decide.explain.reasons import Journey, Measure, RedLine
from planner.decide.explain.red_lines import Receiving, red_lines_of
from planner.plan import ModeName, SchoolRow
from planner.reading.scenario import Scenario
from planner.show.words.reason_names import names_of
from planner.show.words.reasons import passed_word, red_line_sentence
from tests.districts import YEAR, scenario_of
from tests.explaining_cases import valley_case

BANDS = {
    "lower": {"stage": "primary", "grades": [1], "max_walk_minutes": 30, "max_ride_minutes": 25},
    "upper": {"stage": "primary", "grades": [4], "boarding": True, "max_ride_minutes": 40, "max_board_minutes": 90},
}


def scenario(**rules: object) -> Scenario:
    """Return a scenario with classes of 20."""
    return scenario_of(grade_bands=BANDS, rules={"class_size": {"primary": 20}} | rules)


def journey(
    minutes: float | None, *, mode: ModeName | None = "walk", before: float | None = 5.0, band: str = "lower"
) -> Journey:
    """Return ten pupils who go so long after the merge."""
    return Journey(
        settlement_id="B", grade_band=band, pupils=10, school_before="T", minutes_before=before, mode_before="walk",
        school_after="P" if minutes is not None else "", minutes_after=minutes, kilometres_after=None, mode_after=mode,
    )  # fmt: skip


def receiving(
    *, pupils: int = 40, classes: int = 2, boarders: float = 0, beds: int = 0, most: float = 100
) -> Receiving:
    """Return a receiving school with pupils in grade 1."""
    row = SchoolRow(
        school_id="P", year=YEAR, action="keep", open=True, classes={"1": classes}, pupils={"1": pupils},
        classrooms_added=0, beds_added=0, boarders=boarders,
    )  # fmt: skip
    return Receiving(row=row, beds=beds, pupils_max=most)


def line(lines: tuple[RedLine, ...], measure: Measure | None) -> RedLine:
    """Return the one line of a measure."""
    (found,) = [each for each in lines if each.measure == measure]
    return found


@pytest.mark.parametrize(
    ("minutes", "mode", "passed"),
    [(30.0, "walk", True), (30.5, "walk", False), (25.0, "ride", True), (26.0, "ride", False)],
)
def test_transport_by_the_limit_of_its_mode(minutes: float, mode: ModeName, *, passed: bool) -> None:
    """A limit is kept at equality, each mode by its own."""
    found = line(red_lines_of([journey(minutes, mode=mode)], [], scenario()), "longest_minutes")
    assert (found.passed, found.figure) == (passed, minutes)


def test_transport_names_the_journey_nearest_its_limit() -> None:
    """A ride of 24 of 25 minutes says more than a walk of 28 of 30."""
    rows = [journey(28.0), journey(24.0, mode="ride")]
    found = line(red_lines_of(rows, [], scenario()), "longest_minutes")
    assert (found.figure, found.limit) == (24, 25)


def test_how_much_longer_is_for_people_to_judge() -> None:
    """Ten pupils' 20 minutes more and ten pupils' none are ten on average; unknown ways are left out."""
    rows = [journey(25.0), journey(5.0), journey(9.0, before=None)]
    found = line(red_lines_of(rows, [], scenario()), "extra_minutes")
    assert (found.passed, found.figure) == (None, 10)


def test_seats() -> None:
    """All seated is kept; ten without a seat are crossed and counted."""
    kept = line(red_lines_of([journey(5.0)], [], scenario()), "no_seat")
    crossed = line(red_lines_of([journey(None, mode=None)], [], scenario()), "no_seat")
    assert (kept.passed, crossed.passed, crossed.figure) == (True, False, 10)


@pytest.mark.parametrize(("beds", "passed"), [(12, True), (11, False)])
def test_beds_at_the_receiver(beds: int, *, passed: bool) -> None:
    """Boarders must not be more than beds."""
    found = line(red_lines_of([journey(5.0)], [receiving(boarders=12, beds=beds)], scenario()), "boarders")
    assert (found.passed, found.figure, found.limit) == (passed, 12, beds)


def test_meals_are_not_in_the_data() -> None:
    """What no table tells is never called kept."""
    assert line(red_lines_of([], [receiving()], scenario()), "meals").passed is None


@pytest.mark.parametrize(("pupils", "passed"), [(40, True), (41, False)])
def test_oversize_classes(pupils: int, *, passed: bool) -> None:
    """Forty in two classes are twenty each; one more makes one of twenty-one."""
    found = line(red_lines_of([], [receiving(pupils=pupils)], scenario()), "class_pupils")
    assert (found.passed, found.figure, found.grade_band) == (passed, math.ceil(pupils / 2), "lower")


@pytest.mark.parametrize(("most", "passed"), [(40.0, True), (39.0, False), (math.inf, None)])
def test_oversize_schools(most: float, passed: bool | None) -> None:  # noqa: FBT001 - a table's column
    """A school's size holds at equality; where there is no limit nothing is passed."""
    found = line(red_lines_of([], [receiving(most=most)], scenario()), "school_pupils")
    assert (found.passed, found.limit) == (passed, most if math.isfinite(most) else None)


def test_without_class_sizes_nothing_is_passed() -> None:
    """Classes switched off: no cap, no judgement."""
    lines = red_lines_of([], [receiving()], scenario(class_size=None))
    off = line(tuple(each for each in lines if not each.norm), "class_pupils")
    assert (off.passed, off.limit) == (None, None)
    assert by_norm(lines)["class_pupils"] == (True, 20, 45)


def test_the_hearing_is_left_to_fill_in() -> None:
    """The last line is the hearing, and no table can pass it."""
    last = red_lines_of([journey(5.0)], [receiving()], scenario())[-1]
    assert (last.name, last.passed, last.figure) == ("hearing", None, None)


def by_norm(lines: tuple[RedLine, ...]) -> dict[Measure | None, tuple[bool | None, float | None, float | None]]:
    """Return the lines that documents set: passed, figure, limit."""
    return {each.measure: (each.passed, each.figure, each.limit) for each in lines if each.norm}


@pytest.mark.parametrize(("minutes", "passed"), [(30.0, True), (31.0, False), (55.0, False)])
def test_a_way_within_the_scenarios_limit_may_be_beyond_the_documents(minutes: float, *, passed: bool) -> None:
    """The scenario lets grade 1 ride an hour, the document about half of it."""
    bands = {"lower": {"stage": "primary", "grades": [1], "max_walk_minutes": 30, "max_ride_minutes": 60}}
    lines = red_lines_of([journey(minutes, mode="ride")], [], scenario_of(grade_bands=bands))
    assert line(tuple(each for each in lines if not each.norm), "longest_minutes").passed is True
    assert by_norm(lines)["longest_minutes"] == (passed, minutes, 30)


def test_grade_one_that_boards_crosses_the_documents_line() -> None:
    """The scenario lets it board, and has beds."""
    bands = {"lower": {"stage": "primary", "grades": [1], "boarding": True, "max_board_minutes": 90}}
    lines = red_lines_of([journey(20.0, mode="board")], [], scenario_of(grade_bands=bands))
    assert by_norm(lines)["lower_boarders"] == (False, 10, 0)
    upper = red_lines_of([journey(20.0, mode="board", band="upper")], [], scenario())
    assert by_norm(upper) == {}


@pytest.mark.parametrize(("pupils", "passed"), [(90, True), (91, False), (100, False)])
def test_a_class_within_the_scenarios_cap_may_be_beyond_the_documents(pupils: int, *, passed: bool) -> None:
    """Fifty to a class by the scenario, forty-five by the document; the scenario's own line is kept throughout."""
    wide = scenario(class_size={"primary": 50})
    lines = red_lines_of([], [receiving(pupils=pupils)], wide)
    assert line(tuple(each for each in lines if not each.norm), "class_pupils").passed is True
    assert by_norm(lines)["class_pupils"] == (passed, math.ceil(pupils / 2), 45)


@pytest.mark.parametrize(("pupils", "passed"), [(2000, True), (2001, False)])
def test_a_school_without_a_limit_may_be_beyond_the_documents(pupils: int, *, passed: bool) -> None:
    """No limit in the scenario is no line there; the document has one for its kind."""
    big = dataclasses.replace(receiving(pupils=pupils, classes=100, most=math.inf), kind="primary")
    assert by_norm(red_lines_of([], [big], scenario()))["school_pupils"] == (passed, pupils, 2000)


def test_where_the_scenario_is_as_strict_the_document_is_not_said_twice() -> None:
    """Classes of twenty, thirty minutes on foot: the scenario's lines say it."""
    strict = dataclasses.replace(receiving(), kind="primary")
    assert by_norm(red_lines_of([journey(30.0)], [strict], scenario())) == {}


def test_a_crossed_document_is_named_in_words() -> None:
    """Whose limit it is stands beside it."""
    lines = red_lines_of([], [receiving(pupils=91)], scenario(class_size={"primary": 50}))
    (crossed,) = [each for each in lines if each.norm]
    case = valley_case()
    names = names_of(case.scenario, case.district)
    assert red_line_sentence(crossed, names, "zh").endswith("最大的班46人，班额上限45人（按孟发〔2023〕13号附件4）")
    assert passed_word(crossed, "zh") == "不符合"
    assert "(by " in red_line_sentence(crossed, names, "en")
