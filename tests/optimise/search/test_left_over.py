"""Who is left over where seats are short is decided by the search like all else."""

from dataclasses import replace

import numpy as np
import pytest

from planner.cost import objective_of, shortfall_of
from planner.optimise.construction.completion import completed
from planner.optimise.construction.start import find_start
from planner.optimise.options.engine import DEFAULTS
from planner.optimise.options.search import PriceOptions
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search.annealing import SearchEffort, search, seats_of
from planner.optimise.search.arrays import rules_of
from planner.optimise.search.left_over import price_at, pupils_left_over, set_price, with_own_price
from planner.problem.problem import Problem
from tests.composing import county_case, problem_of
from tests.districts import YEAR, Case, district_of, scenario_of

PLENTY_SECONDS = 1e5
VILLAGES, SEATED, PUPILS = 9, 4, 20


def effort(moves: int, prices: PriceOptions = DEFAULTS.annealing.prices) -> SearchEffort:
    """Ask for a number of moves on one thread, however long they take."""
    clock = start_clock(PLENTY_SECONDS)
    return SearchEffort(clock=clock, threads=1, seed=1, moves=moves, rounds=DEFAULTS.annealing.long, prices=prices)


def along_a_road() -> Problem:
    """Return villages of as many pupils each, farther and farther from the one school, which holds four of them."""
    district = district_of(
        pupils={(f"s{place}", YEAR, "1"): PUPILS for place in range(VILLAGES)},
        schools=[{"school_id": "h", "kind": "primary", "classrooms": 4, "classrooms_max": 4, "pupils_max": 80}],
        travel={(f"s{place}", "h"): (20.0 + place, 5.0 + place, 1.0 + place) for place in range(VILLAGES)},
    )
    bands = {"lower": {"stage": "primary", "grades": [1], "max_walk_minutes": 60, "max_ride_minutes": 60}}
    return problem_of(Case(district=district, scenario=scenario_of(name="road", grade_bands=bands)))


def test_the_nearest_take_the_seats_of_the_farthest() -> None:
    """A plan that leaves the nearest villages over is turned round; as many pupils are left over as before."""
    problem = along_a_road()
    by_journey = np.argsort(problem.pair_yuan)
    share = np.zeros(problem.n_pairs)
    share[by_journey[-SEATED:]] = 1.0
    start = completed(problem, opened=np.ones((1, 1), dtype=bool), share=share)
    found = search(problem, start, effort(20_000)).best
    assert sorted(np.nonzero(found.share)[0]) == sorted(by_journey[:SEATED])
    assert shortfall_of(problem, found).sum() == (VILLAGES - SEATED) * PUPILS


def test_where_nothing_but_missing_seats_costs_the_price_is_full_at_once() -> None:
    """Nothing to weigh it against: the temperatures are nothing too."""
    assert price_at(0.0, 0.0, 1.0, DEFAULTS.annealing.prices) == 1.0


def short_county(seed: int) -> Problem:
    """Return a county whose schools may hold nine tenths of its pupils."""
    problem = problem_of(county_case(seed=seed, settlements=24, schools=4))
    most = np.floor(0.9 * problem.block_pupils.sum() / problem.n_schools)
    return replace(problem, school_pupils_max=np.minimum(problem.school_pupils_max, most))


def test_a_price_that_rises_finds_cheaper_plans() -> None:
    """In sum over a few counties, beside the same search with the full price from the first move on."""
    risen, full = 0.0, 0.0
    for seed in range(4):
        problem = short_county(seed)
        start = find_start(problem, start_clock(0.0))
        at_once = replace(DEFAULTS.annealing.prices, left_over_first=float("inf"))
        risen += objective_of(problem, search(problem, start, effort(100_000)).best).total
        full += objective_of(problem, search(problem, start, effort(100_000, at_once)).best).total
    assert risen < full


def test_the_total_follows_the_price() -> None:
    """Seats are dearer by what the pupils left over cost more; the rules of other threads keep their price."""
    problem = short_county(1)
    rules = rules_of(problem)
    seats = seats_of(problem, rules, find_start(problem, start_clock(0.0)))
    own = with_own_price(rules, seats)
    full, total, left_over = problem.shortfall_yuan_per_pupil, float(seats.sums[0]), pupils_left_over(rules, seats)
    assert left_over > 0
    set_price(own, seats, full / 4)
    assert seats.sums[0] == pytest.approx(total - 0.75 * full * left_over)
    assert rules.limits["shortfall_yuan"] == full
    set_price(own, seats, full)
    assert seats.sums[0] == pytest.approx(total)
