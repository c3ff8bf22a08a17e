"""The fewest pupils without a seat, against counting every possibility."""

import math

import numpy as np
import pytest

from planner.decide.shortfall.least_shortfall import first_parts, flow_limits, improved, limits_of
from planner.optimise.runtime.clock import start_clock
from planner.reading.scenario import Scenario, Solver
from tests.brute import best_split_total, best_whole_total
from tests.composing import county_case
from tests.districts import Case, random_case, with_schools
from tests.seats import asked_of, looked_at

FREE = {
    "discount_rate": 0, "building_life_years": 50, "build_yuan": 0, "classroom_yuan": 0, "bed_yuan": 0,
    "fixed_yuan_per_year": dict.fromkeys(["teaching_point", "primary", "junior", "nine_year"], 0),
    "class_yuan_per_year": dict.fromkeys(["primary", "junior"], 0),
    "travel_yuan_per_pupil_minute": 0, "ride_yuan_per_pupil_kilometre": 0, "boarding_yuan_per_pupil": 0,
    "shortfall_yuan_per_pupil": 1,
}  # fmt: skip


def _as_it_stands(case: Case) -> Case:
    """Return the case in which a plan can only be today's network, and costs its pupils without a seat."""
    schools = case.district.schools
    existing = schools["state"] == "existing"
    keys = case.scenario.model_dump(exclude_unset=True)
    keys |= {
        "years": [case.scenario.years[0]], "prices": FREE, "budget_yuan": None,
        "decisions": {"close": list(schools.loc[~existing, "school_id"])},
    }  # fmt: skip
    keys["rules"].pop("merge", None)
    standing = with_schools(
        case, decision="", classrooms_max=schools["classrooms"], beds_max=schools["beds"],
        fixed_yuan_per_year=np.nan, classroom_yuan=np.nan,
    )  # fmt: skip
    return Case(district=standing.district, scenario=Scenario.model_validate(keys))


@pytest.mark.sampled(most=6)
@pytest.mark.parametrize("seed", range(40))
def test_whole_settlements_are_counted_out(seed: int) -> None:
    """Whole blocks: what is called proven is what trying everything finds."""
    case = random_case(seed)
    picture = looked_at(case, seconds=5.0).today[0]
    best = best_whole_total(_as_it_stands(case))
    assert picture.found == pytest.approx(best, abs=1e-6)
    assert picture.least_in_all == picture.found


@pytest.mark.parametrize("seed", range(20))
def test_shares_are_counted_out(seed: int) -> None:
    """Under split: every opening tried, the rest solved by another program."""
    case = random_case(seed, mode="split")
    picture = looked_at(case, seconds=5.0).today[0]
    best = best_split_total(_as_it_stands(case))
    assert picture.found == pytest.approx(best, abs=1e-4)
    assert picture.least_in_all == pytest.approx(best, abs=1e-4)


def test_a_larger_county_is_searched_and_its_limit_stays_below() -> None:
    """More pairs than are soon proven: the search betters the first placement, and never goes below the limit."""
    case = county_case(settlements=120, schools=40)
    short = with_schools(case, classrooms=5)
    asked = asked_of(short)
    limits = flow_limits(asked, short.scenario)
    (first,) = first_parts(asked, short.scenario, limits)
    assert first.problem.n_pairs > 2_000
    found = improved(first, start_clock(2.0), Solver(threads=1))
    assert limits.in_all <= found.least <= found.found < first.found
    assert limits_of([found], limits).in_all >= limits.in_all


def test_nothing_is_looked_for_without_time_or_need() -> None:
    """A clock that is over, or an exact placement, changes nothing."""
    asked = asked_of(county_case())
    limits = flow_limits(asked, county_case().scenario)
    (part,) = first_parts(asked, county_case().scenario, limits)
    assert improved(part, start_clock(0.0), Solver()) is part
    assert math.isfinite(part.found)
