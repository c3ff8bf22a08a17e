"""What boarding is made of, who might go by day, and who has no seat because a rule bars boarding."""

from dataclasses import replace

import pytest

from planner.decide.answer import answer_of
from planner.decide.boarding import (
    BARRED_NOTE,
    NEAR_NOTE,
    boarders_of,
    boarding_notes,
    boarding_yuan,
    journey_yuan,
)
from planner.problem.build import build_problem
from planner.reading.scenario import Prices
from tests.districts import Case, district_of, paper_case, random_case, scenario_of, with_scenario
from tests.paper_plan import BOARDING, paper_plan
from tests.planning import plan_of
from tests.shown import paper_shown


def far_case(**band: object) -> Case:
    """Return 12 pupils 30 minutes from a full day school, 60 from one with beds in another town."""
    district = district_of(
        pupils={("a", 2026, "1"): 12},
        schools=[
            {"school_id": "day", "town": "east", "kind": "teaching_point", "fixed_yuan_per_year": 0},
            {"school_id": "own", "town": "east", "classrooms": 0, "beds_max": 1},
            {"school_id": "far", "town": "west", "classrooms": 1, "beds_max": 20},
        ],
        travel={("a", "day"): (30, None, None), ("a", "own"): (None, 80, 40), ("a", "far"): (None, 60, 30)},
        towns={"a": "east"},
    )
    limits = {"stage": "primary", "grades": [1], "max_walk_minutes": 30, "max_ride_minutes": 40, "boarding": True}
    merge = {"merge": {"kinds": ["teaching_point"], "most": 0}}
    return Case(district=district, scenario=scenario_of(grade_bands={"band": limits | band}, rules=merge))


def closed(case: Case) -> Case:
    """Return the case with its day school closed."""
    merging = with_scenario(case, "rules", "merge", value={"kinds": ["teaching_point"]})
    return with_scenario(merging, "decisions", value={"close": ["day"]})


def notes_of(case: Case) -> tuple[str, ...]:
    """Return the notes on a case's best plan."""
    problem = build_problem(case.district, case.journeys, case.scenario)
    solution = answer_of(plan_of(case), problem)
    return boarding_notes(case.district, case.journeys, case.scenario, problem, solution)


def test_the_paper_plans_boarding_is_lodging_and_journeys() -> None:
    """Thirty in each of two years: 50 yuan each, and 90 minutes and 45 kilometres for two trips of five."""
    parts = boarding_yuan(paper_plan(), paper_case().scenario)
    assert parts.lodging == 2 * 30 * 50
    assert parts.journeys == pytest.approx(2 * 30 * (90 + 2 * 45) * 2 / 5)
    assert parts.lodging + parts.journeys == pytest.approx(BOARDING)


@pytest.mark.parametrize(
    ("seed", "mode"), [(14, "whole"), (15, "whole"), (20, "whole"), (13, "split"), (24, "split"), (39, "split")]
)
def test_the_parts_are_the_whole_term(seed: int, mode: str) -> None:
    """In districts whose best plans board, lodging and journeys sum up to what the objective says."""
    case = random_case(seed, mode=mode)
    plan = plan_of(case)
    parts = boarding_yuan(plan, case.scenario)
    assert plan.objective.boarding > 0
    assert parts.lodging + parts.journeys == pytest.approx(plan.objective.boarding, abs=0.5)


def test_a_journey_of_unknown_length_costs_its_minutes() -> None:
    """Two trips of five; without trips, nothing."""
    prices = Prices(travel_yuan_per_pupil_minute=3, ride_yuan_per_pupil_kilometre=5, board_trips_per_week=2)
    assert journey_yuan(10, 4, prices) == pytest.approx((30 + 20) * 2 / 5)
    assert journey_yuan(10, None, prices) == journey_yuan(10, float("nan"), prices) == pytest.approx(12)
    assert journey_yuan(10, 4, prices.model_copy(update={"board_trips_per_week": 0.0})) == 0


def test_boarders_are_counted_by_the_rule_that_lets_them() -> None:
    """The paper's thirty board beyond day reach; where anybody may, they are counted so."""
    for who, counts in (("beyond_day_reach", (30, 0)), ("any", (0, 30))):
        case = with_scenario(paper_case(), "grade_bands", "junior", "board_when", value=who)
        (_, last) = replace(paper_shown(), scenario=case.scenario).results.measures
        found = boarders_of(last, case.scenario)
        assert (found.beyond_reach, found.anybody) == counts


def test_boarders_with_an_open_school_near_are_noted() -> None:
    """The point may be merged, so it bars nobody; it stays open, so the plan says that they might go there by day."""
    assert notes_of(far_case()) == (f"{NEAR_NOTE}: 12 of 12",)
    assert notes_of(closed(far_case())) == ()


def test_pupils_whom_a_rule_bars_from_boarding_are_noted() -> None:
    """The day school stays and is full, or their own town has one bed: twelve have no seat, and board they may not."""
    kept = with_scenario(far_case(), "decisions", value={"keep": ["day"]})
    assert notes_of(kept) == (f"{BARRED_NOTE}: 12",)
    assert notes_of(far_case(board_in="town")) == (f"{BARRED_NOTE}: 12",)
    anybody = with_scenario(kept, "grade_bands", "band", "board_when", value="any")
    assert notes_of(anybody) == (f"{NEAR_NOTE}: 12 of 12",)
    assert notes_of(far_case(board_in="town", max_board_minutes=50)) == ()
