"""Answers spelled out row by row, checked against rows written by hand."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planner.compose import Rows, compose_rows
from planner.optimise.construction.completion import completed
from planner.plan import AssignmentRow, MergeRow, SchoolRow
from planner.problem.problem import Problem, Solution
from tests.composing import problem_of
from tests.districts import Case, district_of, scenario_of, with_schools

FIRST, SECOND = 2026, 2027
Trips = Mapping[tuple[str, str, int], float]


def hill_case(*, mode: str = "whole", cut_above: int | None = None) -> Case:
    """Two villages above a point, a school in the valley, a site, and a village with no school in reach.

    Upper: 8 and 4 pupils of grades 1 and 2. Lower: 6 pupils of grade 1. Island: 3 pupils of grade 2. Both years alike.
    """
    numbers = {("upper", "1"): 8, ("upper", "2"): 4, ("lower", "1"): 6, ("island", "2"): 3}
    district = district_of(
        pupils={(home, year, grade): count for (home, grade), count in numbers.items() for year in (FIRST, SECOND)},
        schools=[
            {"school_id": "point", "kind": "teaching_point", "grades": "1-2", "classrooms": 3},
            {"school_id": "valley", "classrooms": 2, "classrooms_max": 4},
            {"school_id": "site", "state": "candidate", "classrooms": 2, "beds_max": 20},
        ],
        travel={
            ("upper", "point"): (10, None, None), ("upper", "valley"): (40, 15, 6.5), ("upper", "site"): (None, 50, 25),
            ("lower", "point"): (5, None, None), ("lower", "valley"): (20, None, None),
            ("island", "valley"): (None, 99, 60),
        },
    )  # fmt: skip
    band = {
        "stage": "primary", "grades": [1, 2], "max_walk_minutes": 30, "max_ride_minutes": 30, "boarding": True,
        "max_board_minutes": 60, "board_when": "any",
    }  # fmt: skip
    rules = {
        "class_size": {"primary": 10}, "merge": {"kinds": ["teaching_point"]},
        "assignment": {"mode": mode, "split_above_pupils": cut_above},
    }  # fmt: skip
    return Case(
        district=district, scenario=scenario_of(years=[FIRST, SECOND], grade_bands={"lower": band}, rules=rules)
    )


def solution_of(problem: Problem, *, opened: Mapping[str, tuple[bool, bool]], trips: Trips) -> Solution:
    """Say which schools are open in which year, and what share of which village goes where, part by part alike."""
    share = np.zeros(problem.n_pairs)
    for pair in range(problem.n_pairs):
        block = problem.pair_block[pair]
        home = problem.settlement_ids[problem.block_settlement[block]]
        school = problem.school_ids[problem.pair_school[pair]]
        share[pair] = trips.get((home, school, problem.years[problem.block_year[block]]), 0.0)
    return completed(problem, opened=np.array([opened[school] for school in problem.school_ids]), share=share)


def rows_of(case: Case, *, opened: Mapping[str, tuple[bool, bool]], trips: Trips) -> Rows:
    """Spell a solution of a case out."""
    problem = problem_of(case)
    return compose_rows(problem, solution_of(problem, opened=opened, trips=trips))


STAY = {
    (home, school, year): 1.0
    for year in (FIRST, SECOND)
    for home, school in (("upper", "point"), ("lower", "valley"))
}  # fmt: skip
MERGE = {
    ("upper", "point", FIRST): 1.0, ("lower", "point", FIRST): 1.0,
    ("upper", "valley", SECOND): 1.0, ("lower", "valley", SECOND): 1.0,
}  # fmt: skip
POINT_CLOSES = {"point": (True, False), "valley": (True, True), "site": (False, False)}
ALL_OPEN = {"point": (True, True), "valley": (True, True), "site": (True, True)}


def test_school_rows_of_a_merge_in_the_second_year() -> None:
    """The point is kept, then merged; the valley is kept, then expanded by the room it lacks; the site is left."""
    rows = rows_of(hill_case(), opened=POINT_CLOSES, trips=MERGE)
    empty: Mapping[str, float] = {}
    assert [
        (row.school_id, row.year, row.action, row.open, row.classes, row.pupils, row.classrooms_added)
        for row in rows.schools
    ] == [
        ("point", FIRST, "keep", True, {"1": 2, "2": 1}, {"1": 14, "2": 4}, 0),
        ("point", SECOND, "merge", False, empty, empty, 0),
        ("valley", FIRST, "keep", True, empty, empty, 0),
        ("valley", SECOND, "expand", True, {"1": 2, "2": 1}, {"1": 14, "2": 4}, 1),
        ("site", FIRST, "leave", False, empty, empty, 0),
        ("site", SECOND, "leave", False, empty, empty, 0),
    ]


def test_assignment_rows_say_how_each_village_travels() -> None:
    """On foot without known kilometres, riding with them; rows stand by settlement and year."""
    rows = rows_of(hill_case(), opened=POINT_CLOSES, trips=MERGE)
    common = {"grade_band": "lower"}
    lower, upper = {"settlement_id": "lower", **common}, {"settlement_id": "upper", **common}
    expected = [
        {**lower, "year": FIRST, "school_id": "point", "mode": "walk", "minutes": 5, "kilometres": None,
         "pupils": {"1": 6}},
        {**lower, "year": SECOND, "school_id": "valley", "mode": "walk", "minutes": 20, "kilometres": None,
         "pupils": {"1": 6}},
        {**upper, "year": FIRST, "school_id": "point", "mode": "walk", "minutes": 10, "kilometres": None,
         "pupils": {"1": 8, "2": 4}},
        {**upper, "year": SECOND, "school_id": "valley", "mode": "ride", "minutes": 15, "kilometres": 6.5,
         "pupils": {"1": 8, "2": 4}},
    ]  # fmt: skip
    assert rows.assignments == tuple(AssignmentRow.model_validate(row) for row in expected)


def test_a_merge_names_its_first_year_and_where_todays_pupils_go_then() -> None:
    """Both villages attend the point today; in 2027 all 18 are in the valley."""
    rows = rows_of(hill_case(), opened=POINT_CLOSES, trips=MERGE)
    expected = {"school_id": "point", "year": SECOND, "receivers": [{"school_id": "valley", "pupils": 18}]}
    assert rows.merges == (MergeRow.model_validate(expected),)


def test_receivers_are_ranked_by_pupils_and_leave_out_who_has_no_seat() -> None:
    """Upper's 12 board at the site, lower's 6 walk to the valley: the site stands first; the island is nowhere."""
    opened = {"point": (False, False), "valley": (True, True), "site": (True, True)}
    trips = {("upper", "site", FIRST): 1.0, ("lower", "valley", FIRST): 1.0}
    rows = rows_of(hill_case(), opened=opened, trips=trips)
    (merge,) = rows.merges
    assert merge.year == FIRST
    assert [(receiver.school_id, receiver.pupils) for receiver in merge.receivers] == [("site", 12), ("valley", 6)]


def test_receivers_follow_todays_shares() -> None:
    """Where half of upper attends the point today, half of those who leave it count."""
    case = hill_case()
    rows = [("upper", "1", "point", 5), ("upper", "1", "valley", 5), ("lower", "1", "valley", 6)]
    attends = pd.DataFrame(rows, columns=["settlement_id", "grade", "school_id", "pupils"]).astype({"pupils": np.int64})
    case = replace(case, district=replace(case.district, attends=attends))
    (merge,) = rows_of(case, opened=POINT_CLOSES, trips=MERGE).merges
    assert [(receiver.school_id, receiver.pupils) for receiver in merge.receivers] == [("valley", 6)]


def test_a_school_nobody_attends_today_is_merged_without_receivers() -> None:
    """Attends says all go to the valley: the merge stands, with nobody to move."""
    case = hill_case()
    attends = pd.DataFrame(
        [("upper", "1", "valley", 1), ("lower", "1", "valley", 1)],
        columns=["settlement_id", "grade", "school_id", "pupils"],
    )
    case = replace(case, district=replace(case.district, attends=attends))
    (merge,) = rows_of(case, opened=POINT_CLOSES, trips=MERGE).merges
    assert (merge.school_id, merge.receivers) == ("point", ())


def test_a_building_site_boards_its_pupils() -> None:
    """Upper's 12 board at the site 50 minutes away: build, 12 beds, two classes."""
    trips = {("upper", "site", FIRST): 1.0, ("upper", "site", SECOND): 1.0}
    rows = rows_of(hill_case(), opened=ALL_OPEN, trips=trips)
    expected = {
        "school_id": "site", "year": FIRST, "action": "build", "open": True, "classes": {"1": 1, "2": 1},
        "pupils": {"1": 8, "2": 4}, "classrooms_added": 0, "beds_added": 12, "boarders": 12,
    }  # fmt: skip
    assert SchoolRow.model_validate(expected) in rows.schools
    assert {row.mode for row in rows.assignments} == {"board"}


def test_an_existing_school_that_only_adds_beds_is_expanded() -> None:
    """Beds added count as an expansion, though no room is added."""
    case = hill_case()
    schools = case.district.schools.assign(state="existing")
    case = replace(case, district=replace(case.district, schools=schools))
    rows = rows_of(case, opened=ALL_OPEN, trips={("upper", "site", FIRST): 1.0})
    actions = {(row.school_id, row.year): (row.action, row.beds_added) for row in rows.schools}
    assert actions["site", FIRST] == ("expand", 12)
    assert actions["site", SECOND] == ("expand", 12), "what is added stays"
    assert actions["valley", FIRST] == ("keep", 0)


def test_reasons_of_a_shortfall() -> None:
    """The island has no school in reach; lower has room in the valley, or, where that takes nobody, a full point."""
    stay = STAY | {("lower", "valley", FIRST): 0.0}
    rows = rows_of(hill_case(), opened=ALL_OPEN, trips=stay)
    assert [(row.settlement_id, row.year, row.pupils, row.reason) for row in rows.shortfall] == [
        ("island", FIRST, {"2": 3}, "no_school_in_reach"),
        ("island", SECOND, {"2": 3}, "no_school_in_reach"),
        ("lower", FIRST, {"1": 6}, "dearer_than_the_price"),
    ]
    full = with_schools(hill_case(), pupils_max=pd.Series([12.0, 0.0, 12.0]))
    assert rows_of(full, opened=ALL_OPEN, trips=stay).shortfall[-1].reason == "no_room_in_reach"
    decided = with_schools(full, decision=pd.Series(["close", "close", ""]))
    gone = {"point": (False, False), "valley": (False, False), "site": (True, True)}
    reasons = {row.settlement_id: row.reason for row in rows_of(decided, opened=gone, trips={}).shortfall}
    assert reasons == {
        "island": "no_school_in_reach", "lower": "no_school_in_reach", "upper": "dearer_than_the_price",
    }  # fmt: skip


def test_shares_of_a_split_block() -> None:
    """A third stays, half rides, a sixth is left over: the same in each grade, to a billionth of a pupil."""
    case = hill_case(mode="split")
    trips = {("upper", "point", FIRST): 1 / 3, ("upper", "valley", FIRST): 1 / 2}
    rows = rows_of(case, opened=ALL_OPEN, trips=trips)
    placed = {(row.school_id, row.mode): row.pupils for row in rows.assignments}
    assert placed == {
        ("point", "walk"): {"1": 2.666666667, "2": 1.333333333}, ("valley", "ride"): {"1": 4, "2": 2},
    }  # fmt: skip
    left = {(row.settlement_id, row.year): row.pupils for row in rows.shortfall}
    assert left["upper", FIRST] == {"1": 1.333333333, "2": 0.666666667}


def test_parts_of_a_cut_block_have_rows_of_their_own() -> None:
    """Cut above 6, upper's 12 come in two rows of 6, and the merge counts both."""
    rows = rows_of(hill_case(cut_above=6), opened=POINT_CLOSES, trips=MERGE)
    upper = [row.pupils for row in rows.assignments if (row.settlement_id, row.year) == ("upper", SECOND)]
    assert upper == [{"1": 4, "2": 2}, {"1": 4, "2": 2}]
    assert [receiver.pupils for receiver in rows.merges[0].receivers] == [18]


def test_the_objective_is_that_of_the_rows() -> None:
    """By hand, over both years: shortfall of the island, 15 minutes and 6.5 km for 12 riders, and the walkers."""
    rows = rows_of(hill_case(), opened=POINT_CLOSES, trips=MERGE)
    assert rows.objective.penalty == 2 * 3 * 5_000_000, "two years of a site, a class, a bed, a journey are 3.4 million"
    walking = 12 * 10 + 6 * 5 + 6 * 20
    assert rows.objective.travel == pytest.approx((walking + 12 * 15) * 60 + 12 * 6.5 * 300)
    assert rows.objective.class_ == 6 * 210_000
    assert rows.objective.school == 60_000 + 2 * 300_000
