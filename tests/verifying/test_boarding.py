"""The judge on boarding: who may board and where, and what it costs, found without the arrays of the optimiser."""

import pytest

from planner.verifying import Rule, find_violations
from planner.verifying.facts import find_facts, offers, trip_of
from tests.boarding_cases import BOARDINGS, Boarding
from tests.districts import Case, district_of, scenario_of, with_scenario, with_schools
from tests.planning import plan_of


def _two_towns() -> Case:
    """Twelve pupils of `a`: a day school of theirs takes nobody, their town's has beds, another town's is nearer."""
    district = district_of(
        pupils={("a", 2026, "1"): 12},
        schools=[
            {"school_id": "day", "town": "east", "classrooms": 0},
            {"school_id": "own", "town": "east", "classrooms": 1, "beds_max": 20},
            {"school_id": "far", "town": "west", "classrooms": 1, "beds_max": 20},
        ],
        travel={("a", "day"): (30, None, None), ("a", "own"): (None, 80, 40), ("a", "far"): (None, 60, 30)},
        towns={"a": "east"},
    )
    band = {"stage": "primary", "grades": [1], "max_walk_minutes": 30, "max_ride_minutes": 40, "boarding": True,
            "board_when": "any"}  # fmt: skip
    return Case(district=district, scenario=scenario_of(grade_bands={"band": band}))


TWO_TOWNS = _two_towns()
BEYOND = with_scenario(TWO_TOWNS, "grade_bands", "band", "board_when", value="beyond_day_reach")
IN_TOWN = with_scenario(TWO_TOWNS, "grade_bands", "band", "board_in", value="town")


@pytest.mark.parametrize("boarding", BOARDINGS, ids=lambda boarding: boarding.about)
def test_who_boards_where(boarding: Boarding) -> None:
    """The same schools as the pairs lead boarders to, from the tables alone."""
    case = boarding.case
    facts, band = find_facts(case.district, case.scenario, case.journeys), case.scenario.grade_bands["band"]
    found = {
        school_id
        for school_id, school in facts.schools.items()
        if school.decision != "close" and offers(school, band)
        for trip in [trip_of(facts, "a", school_id, band)]
        if trip is not None and trip.mode == "board"
    }
    assert found == boarding.boards_at


@pytest.mark.parametrize(
    ("judged_by", "why"),
    [
        (BEYOND, "its pupils may not board there: day is sure to stay and within their day limits"),
        (IN_TOWN, "its pupils may not board there: own of their own town may have beds"),
    ],
)
def test_a_plan_that_boards_whom_it_may_not_is_refused(judged_by: Case, why: str) -> None:
    """The cheapest plan where anybody boards anywhere breaks this one rule of the stricter scenario, and no other."""
    plan = plan_of(TWO_TOWNS)
    assert [(row.school_id, row.mode) for row in plan.assignments] == [("far", "board")]
    assert find_violations(plan, TWO_TOWNS.scenario, TWO_TOWNS.district, TWO_TOWNS.journeys) == ()
    (found,) = find_violations(plan, judged_by.scenario, judged_by.district, judged_by.journeys)
    assert (found.rule, found.where, found.says) == (Rule.BOARDING, "settlement a, 2026, band to far", why)


def test_each_rule_leaves_what_it_allows() -> None:
    """In town they board in their own; beyond day reach alone they have no seat: the school near them is full."""
    (row,) = plan_of(IN_TOWN).assignments
    assert (row.school_id, row.mode) == ("own", "board")
    (left,) = plan_of(BEYOND).shortfall
    assert (sum(left.pupils.values()), left.reason) == (12, "no_room_in_reach")
    freed = with_scenario(BEYOND, "decisions", value={"free": ["day"]})
    freed = with_scenario(freed, "rules", value={"merge": {"kinds": ["teaching_point"]}})
    assert [row.school_id for row in plan_of(freed).assignments] == ["far"]
    grown = with_schools(BEYOND, classrooms=1, classrooms_max=1)
    assert [(row.school_id, row.mode) for row in plan_of(grown).assignments] == [("day", "walk")]


@pytest.mark.parametrize("trips", [0.0, 1.0, 2.5])
def test_what_boarding_costs_is_recomputed(trips: float) -> None:
    """Twelve boarders, their 60 minutes and 30 kilometres so many times a week; the sum of another price is found."""
    priced = with_scenario(TWO_TOWNS, "prices", "board_trips_per_week", value=trips)
    plan = plan_of(priced)
    assert plan.objective.boarding == pytest.approx(12 * (2500 + trips / 5 * (60 * 60 + 30 * 300)))
    assert find_violations(plan, priced.scenario, priced.district, priced.journeys) == ()
    other = with_scenario(TWO_TOWNS, "prices", "board_trips_per_week", value=trips + 1)
    wrong = find_violations(plan, other.scenario, other.district, other.journeys)
    assert {(v.rule, v.where) for v in wrong} >= {(Rule.OBJECTIVE, "objective.boarding")}
