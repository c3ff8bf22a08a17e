"""Seats that are lacking for certain: on paper, and never more than the fewest that counting every plan finds."""

import numpy as np
import pytest

from planner.optimise.facility_location.site_prices import for_rounds, lagrangean_bound
from planner.optimise.facility_location.transportation import is_facility_location, sites_of
from planner.optimise.quick_bound import quick_bound
from planner.optimise.runtime.clock import start_clock
from planner.optimise.seat_flow import lacking_seats
from planner.optimise.solve import solve
from planner.reading.scenario import Solver
from tests.brute import best_split_total, best_whole_total
from tests.composing import problem_of
from tests.districts import Case, district_of, random_case, scenario_of, with_scenario, with_schools
from tests.proving import SITES, proving

NOTHING_COSTS = {
    "fixed_yuan_per_year": dict.fromkeys(["teaching_point", "primary", "junior", "nine_year"], 0),
    "class_yuan_per_year": {"primary": 0, "junior": 0}, "build_yuan": 0, "classroom_yuan": 0, "bed_yuan": 0,
    "travel_yuan_per_pupil_minute": 0, "ride_yuan_per_pupil_kilometre": 0, "boarding_yuan_per_pupil": 0,
    "board_trips_per_week": 0, "shortfall_yuan_per_pupil": 1,
}  # fmt: skip


def crowded_case(seed: int, mode: str) -> Case:
    """Return a random district with few rooms and beds, where seats are short more often than not."""
    case = random_case(seed, mode=mode)
    schools = case.district.schools
    rooms = schools["classrooms"].clip(upper=1)
    return with_schools(
        case, classrooms=rooms, classrooms_max=rooms + (schools["classrooms_max"] > schools["classrooms"]),
        beds_max=schools["beds"],
    )  # fmt: skip


def best_total(case: Case, mode: str) -> float:
    """Return the least total of any plan, by counting."""
    return best_whole_total(case) if mode == "whole" else best_split_total(case)


def two_villages(**rules: object) -> Case:
    """Fifty of A reach P alone, thirty of B reach P and Q; one room of 45 seats each."""
    district = district_of(
        pupils={("A", 2026, "1"): 50, ("B", 2026, "1"): 30},
        schools=[{"school_id": school, "classrooms": 1} for school in ("P", "Q")],
        travel={("A", "P"): (10, None, None), ("B", "P"): (20, None, None), ("B", "Q"): (30, None, None)},
    )
    return Case(district=district, scenario=scenario_of(rules=rules))


def test_among_whom_seats_are_lacking() -> None:
    """P holds 45 of A's fifty, B has Q: five of A lack a seat, where parts may go apart; else all fifty do."""
    split = problem_of(two_villages(assignment={"mode": "split"}))
    (lacking,) = lacking_seats(split)
    assert (split.block_pupils[lacking.blocks].tolist(), lacking.pupils) == ([50], 5)
    (whole,) = lacking_seats(problem_of(two_villages()))
    assert whole.pupils == 50


def test_the_bound_begins_with_the_seats_that_are_lacking() -> None:
    """Two schools, A's 45 of 50 in a class and B's 30 in two thirds of one, their ways, and five at the price."""
    case = with_scenario(two_villages(assignment={"mode": "split"}), "prices", "shortfall_yuan_per_pupil", value=10**6)
    served = 45 * (210_000 / 45 + 10 * 60) + 30 * (210_000 / 45 + 20 * 60)
    assert quick_bound(problem_of(case)) == pytest.approx(2 * 300_000 + served + 5e6)


@pytest.mark.sampled(most=22)
@pytest.mark.parametrize("mode", ["whole", "split"])
@pytest.mark.parametrize("seed", range(100))
def test_no_bound_lies_above_the_best_plan(seed: int, mode: str) -> None:
    """In crowded districts, at the price drawn and at a far higher one."""
    for price in (None, 10**7):
        case = crowded_case(seed, mode)
        if price is not None:
            case = with_scenario(case, "prices", "shortfall_yuan_per_pupil", value=price)
        assert quick_bound(problem_of(case)) <= best_total(case, mode) * (1 + 1e-9)


@pytest.mark.parametrize("mode", ["whole", "split"])
def test_no_plan_leaves_fewer_than_are_lacking(mode: str) -> None:
    """Against the fewest that counting finds; of the districts where some are, most are proven to the last pupil."""
    exact, short = 0, 0
    for seed in range(50):
        case = with_schools(crowded_case(seed, mode), fixed_yuan_per_year=0.0, classroom_yuan=0.0)
        fewest = best_total(with_scenario(case, "prices", value=NOTHING_COSTS), mode)
        proven = sum(lacking.pupils for lacking in lacking_seats(problem_of(case)))
        assert proven <= fewest + 1e-6
        exact += fewest > 0.5 and proven > fewest - 1e-6
        short += fewest > 0.5
    assert short > 25
    assert exact > short / 4


def test_prices_of_sites_prove_nearly_all_at_once() -> None:
    """Where a hundred of 1,000 pupils lack seats, the first round of pricing is within the cost of the best plan."""
    random = np.random.default_rng(3)
    pupils = random.multinomial(1000, np.full(40, 1 / 40))
    district = district_of(
        pupils={(f"s{home:02d}", 2026, "1"): int(count) for home, count in enumerate(pupils)},
        schools=[{"school_id": f"h{number}", "classrooms": 9, "pupils_max": 180} for number in range(5)],
        travel={
            (f"s{home:02d}", f"h{number}"): (float(random.integers(5, 60)), None, None)
            for home in range(40)
            for number in range(5)
        },
    )
    rules = {"class_size": None, "assignment": {"mode": "split"}}
    problem = problem_of(Case(district=district, scenario=scenario_of(rules=rules)))
    assert is_facility_location(problem)
    ascent = lagrangean_bound(sites_of(problem, SITES.transportation), None, proving(60.0, best_total=for_rounds(1)))
    answer = solve(problem, Solver(time_limit_seconds=20, gap=0.0, threads=1), start_clock(20.0))
    assert answer.bound == pytest.approx(100 * problem.shortfall_yuan_per_pupil, rel=0.2)
    assert ascent.bound > 99 * problem.shortfall_yuan_per_pupil
    assert ascent.bound <= answer.bound * (1 + 1e-9)
