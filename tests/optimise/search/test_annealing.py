"""Local search: never worse than its start, lawful, the same again for the same seed, and better for more moves."""

from threading import Event

import numpy as np
import pytest

from planner.cost import objective_of, shortfall_of
from planner.optimise.construction.start import find_start
from planner.optimise.options.engine import DEFAULTS
from planner.optimise.options.search import CoolingSchedule
from planner.optimise.pricing.column_generation import prove
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search.annealing import (
    SearchEffort,
    SearchResult,
    open_years,
    search,
)
from planner.optimise.search.recombination import pair_columns_of
from planner.problem.problem import Problem, Solution
from tests.composing import county_case, plan_with, problem_of, violations_of
from tests.districts import random_case
from tests.proving import proving
from tests.seating import any_case, busy_case, loads_of

PLENTY_SECONDS = 1e5
MOVES = 40_000


def start_of(problem: Problem) -> Solution:
    """Make the constructive start at once."""
    return find_start(problem, start_clock(0.0))


def effort(
    *,
    seed: int = 1,
    threads: int = 1,
    moves: int = MOVES,
    rounds: tuple[CoolingSchedule, ...] = DEFAULTS.annealing.long,
) -> SearchEffort:
    """Ask for a number of moves, however long they take."""
    return SearchEffort(clock=start_clock(PLENTY_SECONDS), threads=threads, seed=seed, moves=moves, rounds=rounds)


def total_of(problem: Problem, searched: SearchResult) -> float:
    """Return the total of the best plan found."""
    return objective_of(problem, searched.best).total


@pytest.mark.sampled(most=1)
@pytest.mark.parametrize(
    "rounds",
    [DEFAULTS.annealing.long, DEFAULTS.annealing.warm, (*DEFAULTS.annealing.long, *DEFAULTS.annealing.warm)],
    ids=["anew", "from the best", "both"],
)
def test_what_is_found_is_lawful_and_no_worse_than_the_start(rounds: tuple[CoolingSchedule, ...]) -> None:
    """On tiny and busy districts alike, the judge finds nothing wrong."""
    for number in range(40):
        case = any_case(number)
        problem = problem_of(case)
        start = start_of(problem)
        searched = search(problem, start, effort(moves=8000, rounds=rounds))
        assert total_of(problem, searched) <= objective_of(problem, start).total + 1e-6
        assert violations_of(case, plan_with(case, problem, searched.best, bound=0.0)) == (), f"district {number}"


def test_the_same_seed_finds_the_same_plan() -> None:
    """One thread and a number of moves: every share alike, plans met on the way too; another seed goes elsewhere."""
    problem = problem_of(county_case(settlements=20, schools=8))
    start = start_of(problem)
    one, same, other = (search(problem, start, effort(seed=seed)) for seed in (1, 1, 2))
    assert one.best.share.tolist() == same.best.share.tolist()
    assert [met.tolist() for met in one.met] == [met.tolist() for met in same.met]
    assert [met.tolist() for met in one.met] != [met.tolist() for met in other.met]


def test_threads_walk_ways_of_their_own() -> None:
    """Two threads find what the first alone finds, or better, by the same number of moves each."""
    problem = problem_of(county_case(settlements=20, schools=8))
    start = start_of(problem)
    alone, both = (search(problem, start, effort(threads=threads)) for threads in (1, 2))
    assert total_of(problem, both) <= total_of(problem, alone) + 1e-6
    assert len(both.met) > len(alone.met)


def test_more_moves_find_a_better_plan() -> None:
    """A county's plan improves on the start, and again with 20 times as many moves."""
    problem = problem_of(county_case())
    start = start_of(problem)
    short, long = (total_of(problem, search(problem, start, effort(moves=moves))) for moves in (20_000, 400_000))
    assert long < short < objective_of(problem, start).total


def test_prices_guide_the_search() -> None:
    """Pairs that pricing shares blocks among are tried first: the plan is lawful, and another than without."""
    case = county_case(settlements=20, schools=8)
    problem = problem_of(case)
    start = start_of(problem)
    proof = prove(problem, proving(3600.0))  # it ends of itself; the first run may have to compile it
    assert proof.pair_share.any()
    guided = search(problem, start, effort(), pair_share=proof.pair_share)
    assert violations_of(case, plan_with(case, problem, guided.best, bound=proof.bound)) == ()
    assert guided.best.share.tolist() != search(problem, start, effort()).best.share.tolist()


def test_totals_told_fall_to_the_best() -> None:
    """One thread tells ever lower totals, the last that of its plan, and with it the pupils who have no seat."""
    problem = problem_of(busy_case(4))
    told: list[tuple[float, float]] = []
    searched = search(problem, start_of(problem), effort(), report=lambda *said: told.append(said[:2]))
    totals = [total for total, _ in told]
    assert totals == sorted(totals, reverse=True)
    assert totals[-1] == pytest.approx(total_of(problem, searched), abs=0.01)
    assert told[-1][1] == pytest.approx(float(shortfall_of(problem, searched.best).sum()))
    assert max(pupils for _, pupils in told) > 0


def test_plans_met_on_the_way_are_within_every_school() -> None:
    """Each of them seats blocks on their own pairs, and no school has more pupils than it may."""
    problem = problem_of(busy_case(5))
    searched = search(problem, start_of(problem), effort())
    assert searched.met
    for at in searched.met:
        pupils, boarders = loads_of(problem, at)
        assert (pupils.sum(axis=2) <= problem.school_pupils_max[:, None] + 1e-6).all()
        assert (boarders <= problem.school_beds_max[:, None] + 1e-6).all()
        assert sum(len(pairs) for _, _, pairs in pair_columns_of(problem, at)) == (at >= 0).sum()


def test_without_time_the_start_is_handed_back() -> None:
    """With the clock over, or stopped by the user, nothing is tried."""
    problem = problem_of(county_case(settlements=20, schools=8))
    start = start_of(problem)
    stopped = start_clock(PLENTY_SECONDS, Event())
    stopped.stop.set()
    for clock in (start_clock(0.0), stopped):
        searched = search(problem, start, SearchEffort(clock=clock, threads=2, seed=1))
        assert objective_of(problem, searched.best).total == pytest.approx(objective_of(problem, start).total)


def test_open_years_say_the_same_as_open_schools() -> None:
    """First open year and first year after, for schools there and for sites, read from who is open when."""
    for seed in range(60):
        problem = problem_of(random_case(seed))
        solution = start_of(problem)
        opens, closes = open_years(problem, solution.open)
        years = np.arange(problem.n_years)
        assert ((opens[:, None] <= years) & (years < closes[:, None])).tolist() == solution.open.tolist()
        assert (closes[~problem.school_existing] == problem.n_years).all()
