"""Blocks that are tied to each other: in the start, the search, recombination, neighbourhoods, and where seats are."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.cost import objective_of
from planner.optimise.components import components_of
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.start import find_start
from planner.optimise.neighbourhood.area import Area, neighbourhood_of
from planner.optimise.neighbourhood.neighbourhood_model import neighbourhood_statement, solve_neighbourhood
from planner.optimise.options.engine import DEFAULTS
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search.annealing import SearchEffort, search, solution_of
from planner.optimise.search.links import TIES, links_of
from planner.optimise.search.recombination import BlockPrices, RecombinationEffort, pair_columns_of, recombine
from planner.problem.problem import Problem
from planner.seating import seats_for, standing_of
from tests.composing import problem_of
from tests.districts import YEAR, Case, district_of, scenario_of
from tests.seating import busy_case, is_in_step, walked
from tests.tying import schools_too_many, with_random_ties

MOVES = 12_000


def tied_problem(seed: int) -> Problem:
    """Return a district of three years in which every rule binds, with ties."""
    return with_random_ties(problem_of(busy_case(seed)), seed)


def searched(seed: int, *, moves: int = MOVES) -> SearchEffort:
    """Return an effort of so many moves."""
    return SearchEffort(clock=start_clock(1e5), threads=1, seed=seed, moves=moves, rounds=DEFAULTS.annealing.long)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 199), price=st.sampled_from([0.0, 1e4, 1e7]), moves=st.integers(0, 1500))
def test_the_row_of_ties_counts_schools_too_many(seed: int, price: float, moves: int) -> None:
    """After any walk: the row is what counting one by one finds, and everything else is in step."""
    problem = tied_problem(seed)
    rules, seats = walked(problem, seed=seed, temperature=1e5, moves=moves, price=price)
    row = links_of(problem)[1].index(TIES)
    walk = solution_of(problem, seats)
    assert seats.rows[row]["sum"] == schools_too_many(problem, walk.open, walk.share)
    is_in_step(problem, rules, seats)


def test_walks_break_ties_on_the_way_and_what_they_return_breaks_none() -> None:
    """At next to no price walks end with ties broken; the start, the plan returned and those met keep them."""
    broken = 0
    for seed in range(8):
        problem = tied_problem(seed)
        _, seats = walked(problem, seed=seed, temperature=1e5, moves=2000, price=1.0)
        broken += seats.rows[links_of(problem)[1].index(TIES)]["sum"] > 0
        start = find_start(problem, start_clock(0.0))
        assert keeps_limits(problem, start)
        assert schools_too_many(problem, start.open, start.share) == 0
        found = search(problem, start, searched(seed))
        assert keeps_limits(problem, found.best)
        assert schools_too_many(problem, found.best.open, found.best.share) == 0
        assert objective_of(problem, found.best).total <= objective_of(problem, start).total
    assert broken > 4


@pytest.mark.parametrize("seed", range(4))
def test_recombined_columns_keep_ties(seed: int) -> None:
    """Columns of a plan of the problem without ties are chosen and left out so that all are kept."""
    problem = tied_problem(seed)
    nothing = np.zeros(0, dtype=np.int64)
    free = replace(problem, tied_pair=nothing, tied_by=nothing)
    start = find_start(problem, start_clock(0.0))
    within = RecombinationEffort(
        clock=start_clock(20.0),
        prices=BlockPrices(block=np.zeros(problem.n_blocks), distance=math.inf),
        options=DEFAULTS.recombination,
    )
    columns = {c for at in search(free, start, searched(seed)).met for c in pair_columns_of(problem, at)}
    found = recombine(problem, start, columns, within)
    assert keeps_limits(problem, found)
    assert schools_too_many(problem, found.open, found.share) == 0
    assert objective_of(problem, found).total <= objective_of(problem, start).total + 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_a_neighbourhood_knows_the_ties_of_those_who_stay(seed: int) -> None:
    """However schools and pupils of an area are decided anew, nobody is torn from those outside it."""
    problem = tied_problem(seed)
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
    assert schools_too_many(problem, opened, share) == 0


@pytest.mark.parametrize("seed", range(8))
def test_a_seat_that_fits_breaks_no_tie(seed: int) -> None:
    """Wherever one more block would be seated, all ties are kept; and some would have been broken elsewhere."""
    problem = tied_problem(seed)
    start = find_start(problem, start_clock(0.0))
    tried = barred = 0
    for block in range(problem.n_blocks):
        pairs = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
        lifted = replace(start, share=np.where(problem.pair_block == block, 0.0, start.share))
        seats = seats_for(problem, standing_of(problem, lifted), block, 1.0)
        for place in range(len(pairs)):
            share, opened = lifted.share.copy(), lifted.open.copy()
            share[pairs[place]] = 1.0
            opened[problem.pair_school[pairs[place]]] |= seats.opens[place]
            barred += schools_too_many(problem, opened, share) > 0
            tried += bool(seats.fits[place])
            assert not seats.fits[place] or schools_too_many(problem, opened, share) == 0
    assert tried > 0
    assert barred > 0


def test_blocks_that_are_tied_are_not_solved_apart() -> None:
    """Two villages, each with a school of its own, are two problems; tied to each other they are one."""
    case = Case(
        district=district_of(
            pupils={("a", YEAR, "1"): 5, ("b", YEAR, "1"): 5},
            schools=[{"school_id": "h", "classrooms": 1}, {"school_id": "k", "classrooms": 1}],
            travel={("a", "h"): (1.0, None, None), ("b", "k"): (1.0, None, None)},
        ),
        scenario=scenario_of(),
    )
    apart, one, both = problem_of(case), np.array([1]), np.array([0, 1])
    assert len(components_of(apart)) == 2
    together = replace(
        apart,
        tie_school=np.array([-1]),
        tie_year=np.array([0]),
        tie_most_schools=one,
        tied_pair=both,
        tied_by=np.zeros(2, dtype=np.int64),
    )
    assert components_of(together) == ()
    never = np.array([False])
    conflicting = replace(apart, conflict_pair=np.array([0]), conflict_school=one, conflict_when_closed=never)
    assert components_of(conflicting) == ()
