"""The limit that is proven at once."""

import pytest

from planner.cost import objective_of
from planner.optimise.construction.start import find_start
from planner.optimise.quick_bound import quick_bound
from planner.optimise.runtime.clock import start_clock
from tests.composing import problem_of
from tests.districts import Case, district_of, random_case, scenario_of


def bound_of(*, pupils: int = 45, years: tuple[int, ...] = (2026,), **prices: object) -> float:
    """Return the bound of a village 10 minutes from a kept school and 5 from a site that must be built."""
    district = district_of(
        pupils={("a", year, "1"): pupils for year in years},
        schools=[
            {"school_id": "h", "classrooms": 1},
            {"school_id": "c", "state": "candidate", "decision": "keep", "classrooms": 2},
            {"school_id": "free", "state": "candidate"},
        ],
        travel={("a", "h"): (10, None, None), ("a", "c"): (5, None, None)},
    )
    none = {
        "discount_rate": 0, "building_life_years": 50, "fixed_yuan_per_year": {"primary": 0},
        "class_yuan_per_year": {"primary": 0}, "build_yuan": 0, "travel_yuan_per_pupil_minute": 0,
        "shortfall_yuan_per_pupil": 1000,
    }  # fmt: skip
    return quick_bound(problem_of(Case(district=district, scenario=scenario_of(years=years, prices=none | prices))))


def test_each_term_by_hand() -> None:
    """The shorter way, half a class, both kept schools, building by the year; each alone, then for two years."""
    assert bound_of(travel_yuan_per_pupil_minute=2) == 45 * 5 * 2
    assert bound_of(pupils=90, class_yuan_per_year={"primary": 700}) == pytest.approx(1400)
    assert bound_of(pupils=9, class_yuan_per_year={"primary": 700}) == pytest.approx(140)
    assert bound_of(fixed_yuan_per_year={"primary": 300}) == 600
    assert bound_of(build_yuan=1000) == 20
    assert bound_of(build_yuan=1000, fixed_yuan_per_year={"primary": 300}, years=(2026, 2027)) == 1240


def test_a_shortfall_cheaper_than_the_journey_bounds_it() -> None:
    """Forty-five pupils left over at 3 yuan are less than journeys at 5."""
    assert bound_of(travel_yuan_per_pupil_minute=1, shortfall_yuan_per_pupil=3) == 135


def test_pupils_out_of_reach_are_bounded_by_their_shortfall() -> None:
    """A village with no school in reach costs its penalty, in the bound too."""
    district = district_of(
        pupils={("a", 2026, "1"): 4}, schools=[{"school_id": "h", "grades": "7-9"}], travel={("a", "h"): (1, 1, 1)}
    )
    prices = {"fixed_yuan_per_year": {"primary": 0}, "shortfall_yuan_per_pupil": 50}
    assert quick_bound(problem_of(Case(district=district, scenario=scenario_of(prices=prices)))) == 200


@pytest.mark.parametrize("mode", ["whole", "split"])
def test_no_plan_is_below_the_bound(mode: str) -> None:
    """On random districts the bound is at most the total of a plan that obeys the rules."""
    for seed in range(60):
        problem = problem_of(random_case(seed, mode=mode))
        total = objective_of(problem, find_start(problem, start_clock(1))).total
        assert quick_bound(problem) <= total * (1 + 1e-12) + 1e-6
