"""Conflicts between assignments and open schools: by the exact model, the search, and both engines together."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.cost import objective_of
from planner.optimise.construction.feasible_shares import in_conflict, keeps_limits, within_limits
from planner.optimise.construction.start import find_start
from planner.optimise.neighbourhood.area import Area, neighbourhood_of
from planner.optimise.neighbourhood.neighbourhood_model import neighbourhood_statement, solve_neighbourhood
from planner.optimise.options.engine import DEFAULTS
from planner.optimise.restrict import only_blocks, only_pairs
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search.annealing import SearchEffort, search, solution_of
from planner.optimise.search.links import CONFLICTS, links_of
from planner.optimise.search.recombination import BlockPrices, RecombinationEffort, pair_columns_of, recombine
from planner.optimise.solve import solve
from planner.problem.conflicts import no_conflicts
from planner.problem.problem import Problem, Solution
from planner.reading.scenario import Solver
from planner.seating import seats_for, standing_of
from tests import conflicting
from tests.composing import problem_of
from tests.conflicting import is_free_of_conflicts, least_by_openings, with_conflicts, with_these
from tests.districts import random_case
from tests.seating import busy_case, is_in_step, walked

ONE_YEAR = [seed for seed in range(60) if len(random_case(seed).scenario.years) == 1]
MOVES = 12_000


def one_year(seed: int, *, mode: str = "whole") -> Problem:
    """Return a tiny district of one year, with conflicts."""
    return with_conflicts(problem_of(random_case(seed, mode=mode)), seed, share=0.7)


def pupils_in_conflict(problem: Problem, at: np.ndarray, solution: Solution) -> float:
    """Pupils for each open school that their pair conflicts with."""
    found = 0.0
    conflicts = (problem.conflict_pair, problem.conflict_school, problem.conflict_when_closed)
    for pair, school, when_closed in zip(*conflicts, strict=True):
        block = problem.pair_block[pair]
        if at[block] == pair and solution.open[school, problem.block_year[block]] != when_closed:
            found += problem.block_pupils[block]
    return found


@pytest.mark.sampled(most=15)
@pytest.mark.parametrize("mode", ["whole", "split"])
@pytest.mark.parametrize("seed", ONE_YEAR[:24])
@pytest.mark.parametrize("engine", ["milp", "auto"])
def test_both_engines_find_the_best_of_all_openings(seed: int, mode: str, engine: str) -> None:
    """The optimum is that of the best set of open schools, with the pairs left out that conflict with it."""
    problem = one_year(seed, mode=mode)
    best = least_by_openings(problem)
    assert math.isfinite(best)
    solver = Solver(engine=engine, gap=0.0, threads=1, time_limit_seconds=20)
    answer = solve(problem, solver, start_clock(20.0))
    assert keeps_limits(problem, answer.solution)
    assert is_free_of_conflicts(problem, answer.solution)
    assert objective_of(problem, answer.solution).total == pytest.approx(best, rel=1e-6, abs=0.5)
    assert answer.bound <= best + 1e-6 * abs(best) + 0.5


def test_the_districts_have_conflicts_that_matter() -> None:
    """In most of them the optimum is dearer than without."""
    dearer = 0
    for seed in ONE_YEAR[:24]:
        problem = one_year(seed)
        free = with_these(problem, no_conflicts())
        dearer += least_by_openings(problem) > least_by_openings(free) + 1.0
    assert dearer > 4


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 199), price=st.sampled_from([0.0, 10.0, 20_000.0]), moves=st.integers(0, 1500))
def test_the_row_of_conflicts_counts_pupils_for_each_open_school(seed: int, price: float, moves: int) -> None:
    """After any walk: the row is what counting one by one finds, and everything else is in step."""
    problem = with_conflicts(problem_of(busy_case(seed)), seed)
    rules, seats = walked(problem, seed=seed, temperature=1e5, moves=moves, price=price)
    row = links_of(problem)[1].index(CONFLICTS)
    expected = pupils_in_conflict(problem, seats.blocks["at"], solution_of(problem, seats))
    assert seats.rows[row]["sum"] == pytest.approx(expected, abs=1e-6)
    is_in_step(problem, rules, seats)


def test_walks_are_in_conflict_on_the_way_and_what_they_return_is_not() -> None:
    """At next to no price walks end in conflict; the plan that is returned, and those met, are free of it."""
    broken = 0
    for seed in range(8):
        problem = with_conflicts(problem_of(busy_case(seed)), seed)
        _, seats = walked(problem, seed=seed, temperature=1e5, moves=2000, price=1.0)
        broken += seats.rows[links_of(problem)[1].index(CONFLICTS)]["sum"] > 0
        start = find_start(problem, start_clock(0.0))
        assert keeps_limits(problem, start)
        assert is_free_of_conflicts(problem, start)
        effort = SearchEffort(clock=start_clock(1e5), threads=1, seed=seed, moves=MOVES, rounds=DEFAULTS.annealing.long)
        found = search(problem, start, effort)
        assert keeps_limits(problem, found.best)
        assert is_free_of_conflicts(problem, found.best)
        assert objective_of(problem, found.best).total <= objective_of(problem, start).total
    assert broken > 4


@pytest.mark.parametrize("seed", range(8))
def test_recombined_columns_are_free_of_conflicts(seed: int) -> None:
    """Columns of a plan of the problem without conflicts are chosen and left out so that none is left."""
    problem = with_conflicts(problem_of(busy_case(seed)), seed)
    free = with_these(problem, no_conflicts())
    start = find_start(problem, start_clock(0.0))
    effort = SearchEffort(clock=start_clock(1e5), threads=1, seed=seed, moves=MOVES, rounds=DEFAULTS.annealing.long)
    within = RecombinationEffort(
        clock=start_clock(20.0),
        prices=BlockPrices(block=np.zeros(problem.n_blocks), distance=math.inf),
        options=DEFAULTS.recombination,
    )
    columns = {column for at in search(free, start, effort).met for column in pair_columns_of(problem, at)}
    found = recombine(problem, start, columns, within)
    assert keeps_limits(problem, found)
    assert is_free_of_conflicts(problem, found)
    assert objective_of(problem, found).total <= objective_of(problem, start).total + 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_a_neighbourhood_knows_the_conflicts_of_those_who_stay(seed: int) -> None:
    """However schools and pupils of an area are decided anew, nobody outside is in conflict with what opens."""
    problem = with_conflicts(problem_of(busy_case(seed)), seed)
    plan, draw = find_start(problem, start_clock(0.0)), np.random.default_rng(seed)
    area = Area(schools=draw.random(problem.n_schools) < 0.6, blocks=draw.random(problem.n_blocks) < 0.4)
    inside = np.zeros(problem.n_blocks, dtype=bool)
    np.logical_or.at(inside, problem.pair_block, (plan.share > 0) & ~area.schools[problem.pair_school])
    neighbourhood = neighbourhood_of(problem, plan, replace(area, blocks=area.blocks & ~inside))
    statement = neighbourhood_statement(neighbourhood)
    values = solve_neighbourhood(statement, neighbourhood.begin, start_clock(20.0)).values
    assert values is not None
    share = plan.share.copy()
    share[np.isin(problem.pair_block, neighbourhood.blocks)] = 0.0
    share[neighbourhood.pairs] = values[statement.columns.share][: neighbourhood.free_pairs].round()
    opened = np.where(area.schools[:, None], values[statement.columns.opened] > 0.5, plan.open)
    assert not (share[conflicting.in_conflict(problem, opened)] > 0).any()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 199), mode=st.sampled_from(["whole", "split"]))
def test_shares_in_conflict_are_given_up(seed: int, mode: str) -> None:
    """Of any shares and openings none is left that conflicts."""
    problem = one_year(seed % 60, mode=mode)
    draw = np.random.default_rng(seed)
    opened = np.repeat(draw.random(problem.n_schools)[:, None] < 0.7, problem.n_years, axis=1)
    share = np.zeros(problem.n_pairs)
    for block in range(problem.n_blocks):
        pairs = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
        if len(pairs):
            share[draw.choice(pairs)] = 1.0
    assert in_conflict(problem, opened).tolist() == conflicting.in_conflict(problem, opened).tolist()
    assert is_free_of_conflicts(problem, within_limits(problem, opened=opened, share=share))


@pytest.mark.parametrize("seed", range(12))
def test_a_seat_that_fits_is_free_of_conflicts(seed: int) -> None:
    """Wherever one more block would be seated, neither it nor anybody seated conflicts with a school open then."""
    problem = with_conflicts(problem_of(busy_case(seed)), seed, share=0.15)
    start = find_start(problem, start_clock(0.0))
    tried = 0
    for block in range(problem.n_blocks):
        pairs = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
        lifted = replace(start, share=np.where(problem.pair_block == block, 0.0, start.share))
        seats = seats_for(problem, standing_of(problem, lifted), block, 1.0)
        for place in np.nonzero(seats.fits)[0]:
            share, opened = lifted.share.copy(), lifted.open.copy()
            share[pairs[place]] = 1.0
            opened[problem.pair_school[pairs[place]]] |= seats.opens[place]
            assert not (share[conflicting.in_conflict(problem, opened)] > 0).any()
            tried += 1
    assert tried > 0


@pytest.mark.parametrize("seed", range(6))
def test_parts_of_a_problem_keep_the_conflicts_of_their_pairs(seed: int) -> None:
    """With some blocks, or some pairs, alone: the conflicts are those of the pairs that are left, by name."""
    problem = with_conflicts(problem_of(busy_case(seed)), seed)
    draw = np.random.default_rng(seed)
    blocks, pairs = draw.random(problem.n_blocks) < 0.5, draw.random(problem.n_pairs) < 0.5
    for part, kept in ((only_blocks(problem, blocks), blocks[problem.pair_block]), (only_pairs(problem, pairs), pairs)):
        names = np.nonzero(kept)[0]
        expected = [pair for pair in zip(problem.conflict_pair, problem.conflict_school, strict=True) if kept[pair[0]]]
        found = zip(names[part.conflict_pair], part.conflict_school, strict=True)
        assert list(found) == expected
