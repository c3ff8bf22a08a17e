"""Plans side by side: figures on paper, marks that claim no more than is known, and what turns when plans swap."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.decide.compare.compare import Comparison, compare_plans
from planner.decide.compare.compared import Compared
from planner.decide.compare.journeys import changed_journeys, journeys_by_town
from planner.decide.compare.table import Mark, Row
from planner.decide.year_rows import NOWHERE
from tests.comparing import compared, paper_pair, solved, village_pair
from tests.showing import village_case
from tests.shown import everything_short, paper_shown

BUILDING_YEARLY = 600_000 * 0.04 / (1 - 1.04**-50)
FEW = settings(max_examples=30, deadline=None, derandomize=True)


def row_of(comparison: Comparison, figure: str, part: str = "") -> Row:
    """Return one row of the table."""
    (row,) = (row for row in comparison.rows if (row.figure, row.part) == (figure, part))
    return row


def marks_of(comparison: Comparison, figure: str, part: str = "") -> tuple[Mark, ...]:
    """Return a row's marks."""
    return row_of(comparison, figure, part).marks


@pytest.fixture(scope="module")
def villages() -> Comparison:
    """Hold the village's plans with and without its teaching point against each other."""
    return compare_plans(village_pair())


@pytest.mark.parametrize(
    ("figure", "part", "cells", "marks"),
    [
        ("school", "", (300_000, 1_200_000), ("better", "")),
        ("class", "", (420_000, 420_000), ("equal", "equal")),
        ("capital", "", (BUILDING_YEARLY, 0), ("", "better")),
        ("travel", "", (60 * (20 * 5 + 6 * 12), 60 * (20 * 5 + 6 * 2)), ("", "better")),
        ("one_off", "", (600_000, 0), ("", "better")),
        ("open_schools", "", (1, 2), ("", "")),
        ("merged", "", (1, 0), ("", "")),
        ("classrooms_added", "", (1, 0), ("", "")),
        ("seats_added", "", (20, 0), ("", "")),
        ("moved", "", (6, 0), ("", "better")),
        ("wanted", "", (26, 26), ("", "")),
        ("shortfall", "", (0, 0), ("equal", "equal")),
        ("minutes_mean", "", (172 / 26, 112 / 26), ("", "better")),
        ("minutes_worst", "", (12, 5), ("", "better")),
        ("beyond", "", (0, 0), ("equal", "equal")),
        ("boarders", "", (0, 0), ("equal", "equal")),
        ("board_minutes_mean", "", (None, None), ("", "")),
        ("group_minutes_mean", "1", (172 / 26, 112 / 26), ("", "better")),
        ("classes", "primary", (2, 2), ("", "")),
        ("class_size_mean", "primary", (13, 13), ("", "")),
        ("class_size_largest", "primary", (13, 20), ("", "")),
        ("class_size_smallest", "primary", (13, 6), ("", "")),
        ("spread_left_out", "primary", (0, 1), ("", "")),
    ],
)
def test_figures_are_the_sums_on_paper(
    villages: Comparison, figure: str, part: str, cells: tuple[float | None, ...], marks: tuple[Mark, ...]
) -> None:
    """26 pupils in two villages: what merging the point costs, saves and lengthens, and which value is better."""
    row = row_of(villages, figure, part)
    assert row.cells == pytest.approx(cells)
    assert row.marks == marks


def test_a_proven_order_is_said_to_be_proven(villages: Comparison) -> None:
    """Both plans are optimal: no plan that keeps the point is as cheap as the one that merges it."""
    (order,) = villages.orders
    assert (order.cheaper, order.dearer, order.kind) == (0, 1, "proven")
    assert order.difference_yuan == pytest.approx(900_000 - BUILDING_YEARLY - 60 * 6 * 10)
    assert marks_of(villages, "total") == ("better", "")


@pytest.mark.parametrize(("below", "kind", "mark"), [(1.0, "unproven", "unproven"), (0.0, "proven", "better")])
def test_the_order_is_proven_only_where_the_bound_reaches(below: float, kind: str, mark: Mark) -> None:
    """The dearer plan's bound at the cheaper plan's total proves the order; a yuan below it does not."""
    first, other = village_pair()
    bound = first.plan.objective.total - below
    loose = replace(other, plan=other.plan.model_copy(update={"bound": bound, "status": "feasible"}))
    comparison = compare_plans([first, loose])
    assert comparison.orders[0].kind == kind
    assert comparison.orders[0].room_yuan == pytest.approx(other.plan.objective.total - bound)
    assert marks_of(comparison, "total") == (mark, "")
    assert marks_of(comparison, "school") == ("better", ""), "a single term is a fact of the two plans"


def test_two_plans_of_one_question_need_no_proof() -> None:
    """Of two answers to one question the cheaper one is better, whatever is proven; the higher bound holds for both."""
    first, _ = village_pair()
    cost = first.plan.objective.model_copy(update={"total": first.plan.objective.total + 50_000.0})
    dear = replace(first, label="B", plan=first.plan.model_copy(update={"objective": cost, "bound": 0.0}))
    comparison = compare_plans([first, dear])
    (order,) = comparison.orders
    assert (order.cheaper, order.kind, order.difference_yuan) == (0, "same question", 50_000)
    assert order.room_yuan == pytest.approx(dear.plan.objective.total - first.plan.bound)
    assert marks_of(comparison, "total") == ("better", "")


def test_a_plan_beside_itself_does_not_differ() -> None:
    """No school, no journey, no setting, and no figure is better than the other."""
    first, _ = paper_pair()
    comparison = compare_plans([first, replace(first, label="B")])
    assert comparison.schools == ()
    assert len(comparison.journeys) == len(comparison.towns) == 0
    assert comparison.settings == ()
    assert comparison.tables == ()
    assert [order.kind for order in comparison.orders] == ["equal"]
    assert {mark for row in comparison.rows for mark in row.marks} <= {"", "equal"}


def test_other_prices_are_not_held_against_each_other() -> None:
    """Money is not marked, and no order is told; minutes still are."""
    first, other = village_pair()
    prices = other.scenario.prices.model_copy(update={"classroom_yuan": 1.0})
    cheap = replace(other, scenario=other.scenario.model_copy(update={"prices": prices}))
    comparison = compare_plans([first, cheap])
    assert not comparison.same_prices
    assert comparison.orders == ()
    assert marks_of(comparison, "total") == marks_of(comparison, "school") == ("", "")
    assert marks_of(comparison, "minutes_mean") == ("", "better")


def test_other_pupils_are_not_held_against_each_other() -> None:
    """Where a table was edited, counts and money of other pupils are not marked; minutes, measured on each, are."""
    first, other = village_pair()
    more = tuple(
        row.model_copy(update={"pupils": {"1": row.pupils["1"] + 1}}) if row.pupils else row
        for row in other.plan.assignments
    )
    comparison = compare_plans([first, replace(other, plan=other.plan.model_copy(update={"assignments": more}))])
    assert marks_of(comparison, "school") == marks_of(comparison, "boarders") == ("", "")
    assert marks_of(comparison, "minutes_mean") == ("", "better")


def test_years_stand_in_columns_and_terms_add_up() -> None:
    """Two years and their sum for each plan; every term of the sum is that of its years."""
    comparison = compare_plans(paper_pair())
    assert [(column.plan, column.year, column.is_whole) for column in comparison.columns] == [
        (plan, year, year is None) for plan in (0, 1) for year in (2026, 2027, None)
    ]
    for term in ("school", "class", "capital", "travel", "boarding", "cost", "penalty", "total"):
        first, second, both = row_of(comparison, term).cells[:3]
        assert first is not None
        assert second is not None
        assert first + second == pytest.approx(both)
    assert row_of(comparison, "bound").cells[:3] == (None, None, comparison.plans[0].plan.bound)


def test_one_year_beside_several() -> None:
    """A plan of 2027 alone meets the other in 2027; which of them is cheaper over the years is not told."""
    first, other = paper_pair()
    keys = {name: tuple(row for row in getattr(other.plan, name) if row.year == 2027)
            for name in ("schools", "assignments", "shortfall")}  # fmt: skip
    late = replace(
        other,
        plan=other.plan.model_copy(update=keys),
        scenario=other.scenario.model_copy(update={"years": (2027,)}),
    )
    comparison = compare_plans([first, late])
    assert comparison.years == (2027,)
    assert comparison.orders == ()
    assert marks_of(comparison, "minutes_mean") == ("", "equal", "", "equal")


def test_schools_that_differ_are_told_with_what_differs(villages: Comparison) -> None:
    """The point is merged in one plan only; the school has a room, a class and six pupils more."""
    point, school = villages.schools
    assert (point.school_id, point.differs) == ("T", ("action", "classes", "pupils"))
    assert [state and state.action for state in point.states] == ["merge", "keep"]
    assert (school.school_id, school.differs) == ("P", ("action", "rooms", "classes", "pupils"))
    assert [(s.classes, s.pupils, s.classrooms_added) for s in school.states if s] == [(2, 26, 1), (1, 20, 0)]


def test_journeys_that_change_are_told_by_home_and_by_town(villages: Comparison) -> None:
    """Six pupils of B walk two minutes to the point instead of twelve to the school."""
    (row,) = villages.journeys.to_dict("records")
    assert (row["settlement_id"], row["school_before"], row["school_after"], row["pupils"]) == ("B", "P", "T", 6)
    assert (row["minutes_before"], row["minutes_after"], row["minutes_more"]) == (12, 2, -10)
    (town,) = villages.towns.to_dict("records")
    assert (town["pupils"], town["other_school"], town["longer"], town["shorter"]) == (6, 6, 0, 6)
    assert (town["minutes_more_mean"], town["minutes_more_worst"]) == (-10, -10)


def test_a_seat_lost_has_no_minutes() -> None:
    """From a plan in which they sit to one in which nobody does: everyone loses a seat, nobody travels longer."""
    comparison = compare_plans([compared("A", paper_shown()), compared("B", everything_short())])
    assert (comparison.journeys["school_after"] == NOWHERE).all()
    assert comparison.journeys["minutes_more"].isna().all()
    late = comparison.towns[comparison.towns["year"] == 2027]
    assert late["seat_lost"].sum() == 75
    assert late["longer"].sum() == late["to_boarding"].sum() == 0
    assert late["from_boarding"].sum() == 30


def test_bands_that_differ_are_compared_grade_by_grade() -> None:
    """Grades 1 and 2 in one band here and in two there: each is its own group, and its pupils are its own."""
    first, other = paper_pair()
    bands: dict[str, Any] = {
        "first": other.scenario.grade_bands["lower"].model_copy(update={"grades": ("1",)}),
        "second": other.scenario.grade_bands["lower"].model_copy(update={"grades": ("2",)}),
        "junior": other.scenario.grade_bands["junior"],
    }
    names = {"1": "first", "2": "second", "7": "junior"}
    parts = {
        name: tuple(
            row.model_copy(update={"grade_band": names[grade], "pupils": {grade: pupils}})
            for row in getattr(other.plan, name)
            for grade, pupils in row.pupils.items()
        )
        for name in ("assignments", "shortfall")
    }
    cut = replace(
        other,
        plan=other.plan.model_copy(update=parts),
        scenario=other.scenario.model_copy(update={"grade_bands": bands}),
    )
    comparison = compare_plans([first, cut])
    assert comparison.groups == (("1",), ("2",), ("7",))
    assert len(comparison.journeys) == 0
    assert row_of(comparison, "group_wanted", "2").cells[:1] == (10,)
    assert marks_of(comparison, "group_minutes_mean", "1")[0] == "equal"


HOMES, SCHOOLS = ("A", "B", "D"), ("P1", "P2", "J1", "N1", "")


def sent(draw_to: list[tuple[int, int, int]]) -> Compared:
    """Return the paper plan with pupils of 2026 sent as drawn: home, school, pupils; minutes follow from both."""
    rows: list[dict[str, Any]] = []
    short: list[dict[str, Any]] = []
    for home, school, pupils in draw_to:
        place = {"settlement_id": HOMES[home], "year": 2026, "grade_band": "lower", "pupils": {"1": pupils}}
        if SCHOOLS[school]:
            mode = "board" if SCHOOLS[school] == "J1" else "walk"
            minutes = float(7 * home + 5 * school)
            rows.append(place | {"school_id": SCHOOLS[school], "mode": mode, "minutes": minutes, "kilometres": 1.0})
        else:
            short.append(place | {"reason": "no_room_in_reach"})
    return compared("A", paper_shown(assignments=rows, shortfall=short))


drawn = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(1, 9)), max_size=8).map(sent)


@FEW
@given(drawn, drawn)
def test_swapping_plans_turns_every_sign(a: Compared, b: Compared) -> None:
    """The same pupils, before and after exchanged, minutes the other way round; towns likewise."""
    there = changed_journeys([a, b], (2026,), (("1",),))
    back = changed_journeys([b, a], (2026,), (("1",),))
    turned = back.rename(
        columns={
            f"{what}_{side}": f"{what}_{other}"
            for what in ("school", "mode", "minutes")
            for side, other in (("before", "after"), ("after", "before"))
        }
    ).assign(minutes_more=-back["minutes_more"])[list(there.columns)]
    order = ["settlement_id", "school_before", "school_after"]
    pd.testing.assert_frame_equal(
        there.sort_values(order, ignore_index=True), turned.sort_values(order, ignore_index=True)
    )
    towns, turned_towns = (journeys_by_town(frame, a.district) for frame in (there, back))
    pairs = [("longer", "shorter"), ("to_boarding", "from_boarding"), ("seat_lost", "seat_gained")]
    for one, other in pairs:
        assert towns[one].tolist() == turned_towns[other].tolist()
    assert np.allclose(towns["minutes_more_mean"], -turned_towns["minutes_more_mean"], equal_nan=True)


@FEW
@given(drawn, drawn)
def test_everyone_is_paired_once(a: Compared, b: Compared) -> None:
    """Changed pupils and pupils who stay are the smaller of both counts of each home: nobody is told twice."""
    journeys = changed_journeys([a, b], (2026,), (("1",),))
    for home in HOMES:
        before, after = (where_from(plan, home) for plan in (a, b))
        stay = sum(min(pupils, after.get(school, 0.0)) for school, pupils in before.items())
        changed = journeys.loc[journeys["settlement_id"] == home, "pupils"].sum()
        assert changed == min(sum(before.values()), sum(after.values())) - stay


def where_from(plan: Compared, home: str) -> dict[str, float]:
    """Count the pupils of a home by school."""
    count: dict[str, float] = {}
    for row in plan.plan.assignments:
        if row.settlement_id == home:
            count[row.school_id] = count.get(row.school_id, 0.0) + sum(row.pupils.values())
    for left in plan.plan.shortfall:
        if left.settlement_id == home:
            count[NOWHERE] = count.get(NOWHERE, 0.0) + sum(left.pupils.values())
    return count


def test_three_plans_are_held_against_the_first() -> None:
    """Marks find the best of three; journeys are those of each later plan against the first."""
    first, other = village_pair()
    third = compared("C", solved(village_case()))
    comparison = compare_plans([first, other, third])
    assert marks_of(comparison, "minutes_worst") == ("", "better", "")
    assert marks_of(comparison, "school") == ("better", "", "better")
    assert set(zip(comparison.journeys["before"], comparison.journeys["after"], strict=True)) == {(0, 1)}
    assert [(order.cheaper, order.dearer, order.kind) for order in comparison.orders] == [
        (0, 1, "proven"), (0, 2, "equal"), (2, 1, "proven"),
    ]  # fmt: skip
