"""Whole blocks, schools and journeys alone: placed where hardly a seat is to spare, and decided set by set."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest

from planner.cost import objective_of
from planner.optimise.construction.start import find_start
from planner.optimise.engine_run import Run, bound_effort
from planner.optimise.facility_location.generalised_assignment import AssignmentEffort, assign_blocks
from planner.optimise.facility_location.iterated_local_search import LocalSearchEffort, iterated_local_search
from planner.optimise.facility_location.site_prices import for_rounds, lagrangean_bound
from planner.optimise.facility_location.site_sets import _Known, _limit_of, _settled, assigned_in, improve_by_site_sets
from planner.optimise.facility_location.transportation import (
    Sites,
    as_solution,
    may_open,
    sites_of,
    solve_transportation,
)
from planner.optimise.incumbent import IncumbentTracker
from planner.optimise.models.reduced import Choice, KnownSet, ModelEffort, solve_reduced
from planner.optimise.runtime.clock import start_clock
from planner.problem.build import build_problem
from planner.problem.problem import Flags, Problem
from planner.reading.scenario import Solver
from tests.districts import Case
from tests.proving import SITES, proving
from tests.public_instances import Instance, as_case

EXACT = 1e-6
SEEDS = (*range(4), *range(5, 13))
"""All but seed 4 have a way to place whole customers in the two largest places."""


def tight(seed: int, *, customers: int = 7, places: int = 4, slack: int = 1) -> Problem:
    """Draw whole customers and places such that the two largest places have hardly a seat to spare."""
    rng = np.random.default_rng(seed)
    demand = rng.integers(2, 9, customers)
    capacity = rng.integers(int(demand.max()), int(demand.sum()), places)
    capacity[0] = int(demand.sum()) // 2
    capacity[1] = int(demand.sum()) - capacity[0] + slack
    instance = Instance(
        name="tight",
        demand=demand.astype(float),
        capacity=capacity.astype(float),
        fixed=rng.integers(50, 200, places).astype(float),
        cost=rng.integers(1, 60, (customers, places)) * demand[:, None].astype(float),
    )
    return problem_of(as_case(instance))


def problem_of(case: Case) -> Problem:
    """Build the problem of a case."""
    return build_problem(case.district, case.journeys, case.scenario)


def split_of(problem: Problem) -> Sites:
    """Return the sites of the same problem with blocks that may be split."""
    return sites_of(replace(problem, whole=False), SITES.transportation)


def openings(problem: Problem) -> Sequence[Flags]:
    """Return every set of schools that may be open."""
    sites = split_of(problem)
    every = (np.array(chosen) for chosen in product([False, True], repeat=problem.n_schools))
    return [opened for opened in every if may_open(sites, opened)]


def cheapest_in(problem: Problem, sites: Sites, opened: Flags) -> float:
    """Try every way to place whole blocks in a set of schools; inf where pupils would be left without a seat."""
    schools = np.nonzero(opened)[0]
    best = np.inf
    for chosen in product(schools, repeat=problem.n_blocks):
        load = np.bincount(chosen, weights=problem.block_pupils, minlength=problem.n_schools)
        if (load <= sites.capacity).all():
            best = min(best, float(sites.cost[np.arange(problem.n_blocks), chosen].sum()))
    return best + float(sites.fixed[opened].sum())


def best_in(problem: Problem, sites: Sites, opened: Flags) -> tuple[float, Flags]:
    """Try every way to place whole blocks; return the cheapest's yuan (inf where there is none) and its pairs."""
    best, pairs = np.inf, np.zeros(problem.n_pairs, dtype=bool)
    for chosen in product(np.nonzero(opened)[0], repeat=problem.n_blocks):
        load = np.bincount(chosen, weights=problem.block_pupils, minlength=problem.n_schools)
        yuan = float(sites.cost[np.arange(problem.n_blocks), chosen].sum() + sites.fixed[opened].sum())
        if (load <= sites.capacity).all() and yuan < best:
            best, pairs = yuan, np.array(chosen)[problem.pair_block] == problem.pair_school
    return best, pairs


def run_of(problem: Problem, seconds: float = 60.0) -> Run:
    """Return a run of one thread that nobody listens to."""
    clock = start_clock(seconds)
    tracker = IncumbentTracker(clock, lambda _: None, shortfall_yuan=problem.shortfall_yuan_per_pupil)
    return Run(problem=problem, solver=Solver(gap=0.0, threads=1), clock=clock, tracker=tracker)


def placing(seeds: Sequence[int], seconds: float = 20.0) -> AssignmentEffort:
    """Return what placing whole blocks on one thread is given."""
    options = SITES.assignment
    clock, moves = start_clock(seconds), options.many_moves
    return AssignmentEffort(clock=clock, threads=1, seeds=seeds, moves_a_block=moves, options=options)


@pytest.mark.parametrize("seed", SEEDS)
def test_blocks_are_placed_as_well_as_they_can_be(seed: int) -> None:
    """In a set of schools with a seat to spare, annealing finds the cheapest assignment of all, and it adds up."""
    problem = tight(seed)
    sites = split_of(problem)
    opened = np.arange(problem.n_schools) < 2
    at = solve_transportation(sites, opened, np.zeros(problem.n_schools))
    assert at is not None
    best = cheapest_in(problem, sites, opened)
    plans = assigned_in(problem, sites, at, placing(range(4)))
    totals = [objective_of(problem, plan).total for plan in plans]
    assert totals == sorted(totals)
    assert np.isfinite(best)
    assert totals[0] == pytest.approx(best, abs=EXACT)
    assignments = assign_blocks(sites, at, placing(range(4)))
    assert [assignment.total for assignment in assignments] == pytest.approx(totals, abs=EXACT)


def test_assignment_is_the_same_for_the_same_seed() -> None:
    """With time enough for every move, a seed gives the same assignment again."""
    problem = tight(3, customers=30, places=5)
    sites = split_of(problem)
    at = solve_transportation(sites, np.ones(5, dtype=bool), np.zeros(5))
    assert at is not None
    brief = replace(placing([7, 8], seconds=600.0), moves_a_block=SITES.assignment.few_moves)
    first, second = (assign_blocks(sites, at, replace(brief, threads=threads)) for threads in (1, 2))
    assert [found.pair.tolist() for found in first] == [found.pair.tolist() for found in second]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_set_is_bounded(seed: int) -> None:
    """The plan found is the best of all sets and assignments, and the limit meets it."""
    problem = tight(seed, customers=6)
    sites = split_of(problem)
    best = min(cheapest_in(problem, sites, opened) for opened in openings(problem))
    run = run_of(problem)
    start = find_start(problem, start_clock(0.0))
    run.tracker.found_plan(problem, start)
    ascent = lagrangean_bound(sites, None, replace(bound_effort(run, run.clock), best_total=for_rounds(100)))
    found = improve_by_site_sets(run, sites, ascent, start, run.clock)
    total = objective_of(problem, found).total
    assert run.tracker.bound <= min(best, total) * (1 + 1e-9)
    assert total == pytest.approx(best, abs=EXACT)
    assert run.tracker.bound == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_limit_proven_in_another_way_takes_no_pair_of_a_better_plan_away(seed: int) -> None:
    """Pairs go by what the seats' prices prove of them, however high the set's limit has been ascent since."""
    problem = tight(seed)
    sites = split_of(problem)
    opened = np.arange(problem.n_schools) < 2
    at = solve_transportation(sites, opened, np.zeros(problem.n_schools))
    assert at is not None
    best, pairs = best_in(problem, sites, opened)
    assert np.isfinite(best)
    by_prices, lost = _limit_of(sites, at)
    known = _Known(at=at, limit=best * (1 - 1e-6), by_prices=by_prices, lost=lost, placed=())
    _, kept = _settled(problem, known, best * (1 + 1e-6))
    assert (kept | ~pairs).all()


@pytest.mark.parametrize("seed", range(6))
def test_a_dear_set_is_passed_over(seed: int) -> None:
    """With the cheapest sets made dear one after another, the model finds them all in the order of what they cost."""
    problem = tight(seed)
    sites = split_of(problem)
    transport = [solve_transportation(sites, opened, np.zeros(problem.n_schools)) for opened in openings(problem)]
    costs = sorted(at.total for at in transport if at is not None)
    known: list[KnownSet] = []
    begin = as_solution(sites, next(at for at in transport if at is not None))
    every = np.ones(problem.n_schools, dtype=bool)
    for cost in costs[:4]:
        choice = Choice(pairs=np.ones(problem.n_pairs, dtype=bool), must=~every, may=every, known_sets=tuple(known))
        effort = ModelEffort(
            clock=start_clock(60.0), gap=0.0, threads=1, seed=0, options=SITES.model, note=lambda *_: None
        )
        reduced = solve_reduced(sites.problem, choice, begin, effort)
        assert reduced.bound == pytest.approx(cost, rel=1e-6)
        assert reduced.opened is not None
        known.append(KnownSet(opened=reduced.opened, yuan=1e9))


def test_iterated_local_search_leads_to_the_cheapest_set() -> None:
    """Of ten places, the set that is met is the cheapest of all that may be open."""
    problem = tight(5, customers=12, places=6, slack=0)
    sites = split_of(problem)
    every = [solve_transportation(sites, opened, np.zeros(problem.n_schools)) for opened in openings(problem)]
    best = min(at.total for at in every if at is not None)
    begin = solve_transportation(sites, np.ones(problem.n_schools, dtype=bool), np.zeros(problem.n_schools))
    assert begin is not None
    ascent = lagrangean_bound(sites, None, proving(10.0, best_total=for_rounds(100)))
    effort = LocalSearchEffort(clock=start_clock(60.0), threads=2, seed=0, options=SITES.local_search)
    met = iterated_local_search(sites, ascent, begin, effort)
    totals = [at.total for at in met]
    assert totals == sorted(totals)
    assert len({at.opened.tobytes() for at in met}) == len(met)
    assert totals[0] == pytest.approx(best, rel=1e-9)


def test_sets_of_two_are_all_there() -> None:
    """The brute force of this file tries what it says: every pair of places is among the openings."""
    problem = tight(0)
    pairs = {tuple(np.nonzero(opened)[0].tolist()) for opened in openings(problem) if opened.sum() == 2}
    assert pairs == set(combinations(range(problem.n_schools), 2))
