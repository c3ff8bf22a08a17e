"""Linking rows in the search: sums and penalties as the statement has them, prices that adapt, plans that keep all."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.cost import objective_of, one_off_yuan, shortfall_of
from planner.optimise.construction.start import find_start
from planner.optimise.options.engine import DEFAULTS
from planner.optimise.options.search import PriceOptions
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search import annealing
from planner.optimise.search.annealing import SearchEffort, search, solution_of
from planner.optimise.search.arrays import Rules, Seats
from planner.optimise.search.draw import Draw
from planner.optimise.search.links import (
    Links,
    adapted,
    links_of,
    nothing_linked,
    violations_of,
)
from planner.optimise.search.moves import anneal
from planner.problem.problem import Floats, Problem
from planner.problem.statement.linking import linking_of
from tests.composing import county_case, plan_with, problem_of
from tests.composing import violations_of as judged
from tests.districts import with_scenario
from tests.seating import FORBIDDEN_YUAN, any_problem, busy_case, is_in_step, walked

ROUNDS = tuple(replace(DEFAULTS.annealing.long[0], share=0.25) for _ in range(4))
NUMBERS = st.integers(0, 399)
CHEAP, MIDDLING = 1.0, 20_000.0
MOVES = 12_000


def off_by(problem: Problem, seats: Seats) -> Floats:
    """(row): how far the plan that the seats make lies outside each linking row that can be broken, as it is stated."""
    linking, plan = linking_of(problem), solution_of(problem, seats)
    off = linking.broken(plan.open, plan.classrooms_added, plan.beds_added)
    kept = np.isin(linking.rules, links_of(problem)[1])
    assert not off[~kept].any(), "rows that the search leaves out are never broken"
    return off[off > 1e-6]


@settings(max_examples=40, deadline=None)
@given(number=NUMBERS, price=st.sampled_from([0.0, CHEAP, MIDDLING]), moves=st.integers(0, 1500))
def test_sums_and_penalty_are_those_of_the_stated_rows(number: int, price: float, moves: int) -> None:
    """After any walk that may break them: rows broken by as much as the statement says, and the penalty their price."""
    problem = any_problem(number)
    rules, seats = walked(problem, seed=number, temperature=1e5, moves=moves, price=price)
    is_in_step(problem, rules, seats)
    violations = violations_of(rules.linking, seats.rows)
    broken = violations > 0
    stated = np.sort(off_by(problem, seats))
    assert np.sort(violations[broken] * rules.linking.rows["unit"][broken]) == pytest.approx(stated, abs=1e-3)
    assert seats.sums[1] == pytest.approx(price * violations.sum(), rel=1e-9, abs=1e-6)
    assert seats.sums[0] == pytest.approx(objective_of(problem, solution_of(problem, seats)).total, abs=0.01)


def test_cheap_rows_are_broken_and_every_rule_of_them_comes_up() -> None:
    """At next to no price walks break merge counts, and budgets that the start has spent; at a high one they do not."""
    rules_met: set[str] = set()
    broken = np.zeros(2)
    for seed in range(10):
        problem = problem_of(busy_case(seed))
        spent = one_off_yuan(problem, find_start(problem, start_clock(0.0)))
        tight = replace(problem, budget_yuan=np.minimum(problem.budget_yuan, spent))
        names = np.array(links_of(tight)[1])
        for place, price in enumerate((CHEAP, FORBIDDEN_YUAN)):
            rules, seats = walked(tight, seed=seed, temperature=1e5, moves=1000, price=price)
            off = violations_of(rules.linking, seats.rows) > 0
            broken[place] += off.any()
            rules_met |= set(names[off].tolist())
    assert rules_met == {"merge_the_number_asked", "stay_within_budget"}
    assert broken[0] > 5
    assert broken[1] == 0


def test_rows_that_cannot_be_broken_are_left_out() -> None:
    """A county that may merge any point, without a budget, has none; with a count or a budget it has them."""
    case = county_case()
    problem = problem_of(case)
    assert links_of(problem)[1] == ()
    counted = with_scenario(case, "rules", "merge", value={"kinds": ["teaching_point"], "most": 3})
    assert links_of(problem_of(counted))[1] == ("merge_the_number_asked",)
    assert links_of(replace(problem, budget_yuan=np.array([1e6])))[1] == ("stay_within_budget",)


def row_of(low: float, high: float, at: float) -> tuple[Links, "np.ndarray"]:
    """Return one row between limits, in units of 2, and where its sum stands, at a price of 100."""
    links, _ = links_of(replace(problem_of(county_case()), budget_yuan=np.array([1.0])))
    rows, standing = links.rows[:1].copy(), nothing_linked(1)
    rows["low"], rows["high"], rows["unit"] = low, high, 2.0
    standing["sum"], standing["price"] = at, 100.0
    return links._replace(rows=rows), standing


@pytest.mark.parametrize(("at", "off"), [(3.0, 0.0), (1.0, 0.0), (6.0, 0.5), (-4.0, 2.5), (5.0000001, 0.0)])
def test_a_row_is_broken_by_units_outside_its_limits(at: float, off: float) -> None:
    """Between 1 and 5 it is kept, at equality too, and rounding apart; outside it counts by its unit."""
    links, standing = row_of(1.0, 5.0, at)
    assert violations_of(links, standing).tolist() == [off]


def test_prices_rise_while_a_row_is_broken_and_fall_while_it_is_kept() -> None:
    """Between bounds; in the last part of a cooling they no longer fall."""
    options, bounds = PriceOptions(raised=2.0, lowered=4.0, last_share=0.1), (20.0, 180.0)
    broken, kept = row_of(1.0, 5.0, 9.0), row_of(1.0, 5.0, 2.0)
    assert adapted(*kept, bounds, 0.5, options).tolist() == [25.0]
    assert adapted(*kept, bounds, 0.95, options).tolist() == [100.0]
    assert adapted(*broken, bounds, 0.5, options).tolist() == [180.0], "no more than the highest"
    assert adapted(*broken, (20.0, 1000.0), 0.95, options).tolist() == [200.0]
    assert adapted(*kept, (40.0, 180.0), 0.5, options).tolist() == [40.0], "no less than the least"


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 199))
def test_what_the_search_returns_breaks_no_rule(seed: int) -> None:
    """However its walks went, the best plan and all those met keep every linking row, and the judge finds nothing."""
    case = busy_case(seed)
    problem = problem_of(case)
    start = find_start(problem, start_clock(0.0))
    effort = SearchEffort(clock=start_clock(1e5), threads=1, seed=seed, moves=MOVES, rounds=DEFAULTS.annealing.long)
    found = search(problem, start, effort)
    assert judged(case, plan_with(case, problem, found.best, bound=0.0)) == ()
    assert objective_of(problem, found.best).total <= objective_of(problem, start).total + 1e-6


def test_walks_break_rows_on_the_way_and_are_mended() -> None:
    """Of districts whose rows bind some walks break them, and then say so; without rows none does."""
    mended = 0
    for seed in range(8):
        problem = problem_of(busy_case(seed))
        effort = SearchEffort(clock=start_clock(1e5), threads=1, seed=seed, moves=MOVES, rounds=DEFAULTS.annealing.long)
        found = search(problem, find_start(problem, start_clock(0.0)), effort)
        assert not found.mended or len(links_of(problem)[1]) > 0
        mended += found.mended
    assert mended > 0


def test_a_walk_that_never_pays_for_what_it_breaks_still_hands_back_a_plan_that_keeps_all() -> None:
    """With prices that fall to next to nothing little is mended on the way: the last steps do it, or it is undone."""
    free = PriceOptions(raised=1.0, lowered=1e12, least=1e-9, last_share=0.0)
    for options in (free, replace(free, mending_steps=0)):
        for seed in range(6):
            case = busy_case(seed)
            problem = problem_of(case)
            effort = SearchEffort(clock=start_clock(1e5), threads=1, seed=seed, moves=MOVES, prices=options)
            found = search(problem, find_start(problem, start_clock(0.0)), effort)
            assert judged(case, plan_with(case, problem, found.best, bound=0.0)) == ()


class Step(NamedTuple):
    """What a walk was after one of its steps: whether any row was broken, and whether none may be."""

    is_broken: bool
    is_strict: bool


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> dict[int, list[Step]]:
    """Return the steps of every walk of the searches to come, walks in the order of their first step."""
    steps: dict[int, list[Step]] = {}
    draws: list[Draw] = []  # kept, or another walk's draw could take the place of one in memory

    def watched(rules: Rules, seats: Seats, draw: Draw, temperature: float, moves: int) -> None:
        is_strict = bool((seats.rows["price"] == FORBIDDEN_YUAN).all())
        anneal(rules, seats, draw, temperature, moves)
        draws.append(draw)
        is_broken = bool(violations_of(rules.linking, seats.rows).any())
        steps.setdefault(id(draw), []).append(Step(is_broken, is_strict))

    monkeypatch.setattr(annealing, "anneal", watched)
    return steps


def test_every_other_walk_breaks_no_row_after_any_step(walks: dict[int, list[Step]]) -> None:
    """Four walks after each other: the second and the fourth are strict, or the others where the start lacks seats."""
    broken, orders = 0, set[int]()
    for seed in range(12):
        walks.clear()
        problem = problem_of(busy_case(seed))
        if not links_of(problem)[1]:
            continue
        start = find_start(problem, start_clock(0.0))
        lacks_seats = bool(shortfall_of(problem, start).any())
        effort = SearchEffort(clock=start_clock(1e5), threads=1, seed=seed, moves=4 * MOVES, rounds=ROUNDS)
        search(problem, start, effort)
        assert len(walks) == 4
        for number, steps in enumerate(walks.values()):
            if (number % 2 == 1) != lacks_seats:
                assert all(step.is_strict and not step.is_broken for step in steps), f"district {seed}, walk {number}"
            else:
                assert not steps[0].is_strict
                broken += any(step.is_broken for step in steps)
        orders.add(lacks_seats)
    assert orders == {False, True}
    assert broken > 0, "a row that no walk ever breaks shows nothing"


@pytest.mark.parametrize("patience", [0.1, 0.4])
def test_a_walk_whose_rows_stay_broken_turns_strict_for_good(walks: dict[int, list[Step]], patience: float) -> None:
    """At prices of next to nothing nothing is mended: after `patience`, not before, the walk breaks none any more."""
    steps_of_a_walk = 20
    cheap = PriceOptions(raised=1.0, lowered=1e12, least=1e-9, last_share=0.0, patience=patience)
    turned = 0
    for seed in range(12):
        walks.clear()
        problem = problem_of(busy_case(seed))
        moves = steps_of_a_walk * annealing._MOVES_A_STEP
        search(
            problem,
            find_start(problem, start_clock(0.0)),
            SearchEffort(clock=start_clock(1e5), threads=2, seed=seed, moves=moves, prices=cheap),
        )
        for steps in walks.values():
            strict = [step.is_strict for step in steps]
            if strict[0] or not any(strict):
                continue
            first = strict.index(True)
            turned += 1
            assert all(strict[first:])
            assert not any(step.is_broken for step in steps[first:])
            before = steps[first - int(patience * steps_of_a_walk) : first]
            assert before
            assert all(step.is_broken for step in before), f"district {seed}: turned strict too soon"
    assert turned > 0
