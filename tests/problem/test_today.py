"""Where pupils go to school today."""

from dataclasses import replace

import numpy as np
import pandas as pd

from planner.problem.problem import Today
from planner.problem.today import NEAREST_NOTE, find_today, shares_of_blocks
from tests.composing import problem_of
from tests.districts import Case, district_of, scenario_of

Entries = dict[tuple[str, str, str], float]
BANDS = {
    "lower": {"stage": "primary", "grades": [1, 2], "max_walk_minutes": 30, "max_ride_minutes": 60},
    "junior": {"stage": "junior", "grades": [7]},
}


def entries_of(case: Case) -> tuple[Entries, Today]:
    """Return shares by settlement, band and school."""
    today = find_today(case.district, case.journeys, case.scenario)
    settlements, schools = list(case.district.settlements["settlement_id"]), list(case.district.schools["school_id"])
    bands = list(case.scenario.grade_bands)
    rows = zip(today.settlement, today.band, today.school, today.share, strict=True)
    return {(settlements[s], bands[b], schools[h]): float(share) for s, b, h, share in rows}, today


def case_of(**keys: object) -> Case:
    """Make two villages of 20 pupils, a near school of one room (20 seats) and a far one of two."""
    district = district_of(
        pupils={("a", 2026, "1"): 20, ("b", 2026, "1"): 20},
        schools=[
            {"school_id": "near", "classrooms": 1},
            {"school_id": "far", "classrooms": 2},
            {"school_id": "site", "classrooms": 9, "state": "candidate"},
            {"school_id": "junior", "kind": "junior", "grades": "7-9", "classrooms": 9},
        ],
        travel={
            ("a", "near"): (10, None, None), ("b", "near"): (5, None, None), ("a", "far"): (25, None, None),
            ("b", "far"): (30, None, None), ("a", "site"): (1, None, None), ("a", "junior"): (1, None, None),
        },
    )  # fmt: skip
    rules = {"class_size": {"primary": 20, "junior": 20}, "school_size": None}
    return Case(district=district, scenario=scenario_of(**({"grade_bands": BANDS, "rules": rules} | keys)))


def with_attends(case: Case, *rows: tuple[str, str, str, int]) -> Case:
    """Give the case an attends table."""
    frame = pd.DataFrame(rows, columns=["settlement_id", "grade", "school_id", "pupils"]).astype({"pupils": np.int64})
    return replace(case, district=replace(case.district, attends=frame))


def test_the_nearest_school_with_room_is_todays() -> None:
    """Village b is nearer and takes the one room; a goes to the far school; sites and junior schools take nobody."""
    entries, today = entries_of(case_of())
    lower = {key: share for key, share in entries.items() if key[1] == "lower"}
    assert lower == {("b", "lower", "near"): 1.0, ("a", "lower", "far"): 1.0}
    assert today.notes == (NEAREST_NOTE,)


def test_where_no_school_has_room_the_nearest_is_taken() -> None:
    """With schools limited to 20 pupils the far one is full of nobody, so a third village still names its nearest."""
    case = case_of(rules={"class_size": {"primary": 5, "junior": 5}, "school_size": None})
    entries, _ = entries_of(case)
    assert {key for key in entries if key[1] == "lower"} == {("a", "lower", "near"), ("b", "lower", "near")}


def test_without_class_sizes_the_school_size_is_the_room() -> None:
    """With classes switched off everywhere, a school with rooms takes pupils up to its size."""
    case = case_of(rules={"class_size": None, "school_size": {"primary": 25}})
    entries, _ = entries_of(case)
    assert ("a", "lower", "far") in entries
    case = case_of(rules={"class_size": None, "school_size": None})
    entries, _ = entries_of(case)
    assert ("a", "lower", "near") in entries


def test_a_village_out_of_reach_has_no_school_today() -> None:
    """A limit of 9 minutes leaves village a without an entry."""
    bands = BANDS | {"lower": {"stage": "primary", "grades": [1], "max_walk_minutes": 9, "max_ride_minutes": None}}
    entries, _ = entries_of(case_of(grade_bands=bands))
    assert {key[0] for key in entries if key[1] == "lower"} == {"b"}


def test_attends_is_believed_where_it_is_given() -> None:
    """Shares are of the band's pupils, grades added up, and schools out of reach count too."""
    case = with_attends(
        case_of(), ("a", "1", "near", 6), ("a", "2", "near", 3), ("a", "1", "far", 3), ("b", "7", "junior", 4),
        ("b", "1", "near", 0), ("b", "9", "junior", 4),
    )  # fmt: skip
    entries, today = entries_of(case)
    assert entries == {
        ("a", "lower", "far"): 0.25, ("a", "lower", "near"): 0.75, ("b", "junior", "junior"): 1.0,
    }  # fmt: skip
    assert today.notes == ()


def test_an_attends_table_of_nobody_is_nobody() -> None:
    """Rows of 0 pupils, or of grades the scenario does not place, leave no entries."""
    assert entries_of(with_attends(case_of(), ("a", "1", "near", 0), ("a", "9", "junior", 3)))[0] == {}


def todays_schools(case: Case) -> dict[tuple[str, str], tuple[str | None, bool]]:
    """Return today's school of each block's home, and whether it is counted."""
    problem = problem_of(case)
    schools = (None if row < 0 else problem.school_ids[row] for row in problem.block_today_school)
    homes = zip(problem.block_settlement, problem.block_band, strict=True)
    return {
        (problem.settlement_ids[settlement], problem.bands[band]): (school, bool(is_counted))
        for (settlement, band), school, is_counted in zip(homes, schools, problem.block_today_counted, strict=True)
    }


def test_todays_school_is_where_most_attend() -> None:
    """Nine of a's twelve attend the near school; b is not in the table, and the near school's room has seats for 11."""
    case = with_attends(case_of(), ("a", "1", "near", 6), ("a", "2", "near", 3), ("a", "1", "far", 3))
    assert todays_schools(case) == {("a", "lower"): ("near", True), ("b", "lower"): ("far", False)}
    assert shares_of_blocks(problem_of(case)).toarray().tolist() == [[0.75, 0.25, 0, 0], [0, 0, 0, 0]]


def test_of_schools_that_as_many_attend_the_lower_id_counts() -> None:
    """Three each, and in the table of schools near stands first: far is the lower id."""
    case = with_attends(case_of(), ("a", "1", "near", 3), ("a", "1", "far", 3))
    assert todays_schools(case)["a", "lower"] == ("far", True)


def test_of_schools_as_near_the_lower_id_counts() -> None:
    """Both are 10 minutes from a, and b is out of reach of both: without a table a is at far, of the lower id."""
    case = case_of()
    district = district_of(
        pupils={("a", 2026, "1"): 20, ("b", 2026, "1"): 20},
        schools=[{"school_id": "near", "classrooms": 1}, {"school_id": "far", "classrooms": 2}],
        travel={("a", "near"): (10, None, None), ("a", "far"): (10, None, None)},
    )
    assert todays_schools(replace(case, district=district)) == {
        ("a", "lower"): ("far", False),
        ("b", "lower"): (None, False),
    }


def test_shares_follow_the_blocks() -> None:
    """Whose today's school is assumed attends it whole; a home out of reach attends none."""
    problem = problem_of(case_of())
    shares = shares_of_blocks(problem).toarray()
    assert [problem.school_ids[row] for row in shares.argmax(axis=1)] == ["far", "near"]
    assert shares.sum(axis=1).tolist() == [1.0, 1.0]
