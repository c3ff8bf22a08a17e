"""Moves of the search: taken back they leave nothing behind, and the draw goes where it should."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.optimise.construction.completion import completed
from planner.optimise.search import draw as drawing
from planner.optimise.search import moves, school_moves, state, steps
from planner.optimise.search.annealing import copied, seats_of
from planner.optimise.search.arrays import rules_of
from planner.optimise.search.draw import Draw, new_draw
from planner.optimise.search.moves import anneal
from planner.problem.problem import Decision, Problem
from tests.compiling import from_python
from tests.composing import problem_of
from tests.districts import Case, district_of, scenario_of
from tests.seating import FORBIDDEN_YUAN, any_problem, busy_case, is_in_step, obeys_the_limits, same_state, walked

_change = from_python(steps.change)
_empty = from_python(school_moves._empty)
_exchange = from_python(school_moves._exchange)
_fill = from_python(school_moves._fill)
_is_kept = from_python(steps.is_kept)
_push_out = from_python(moves._push_out)
_reassign = from_python(moves._reassign)
_settle_move = from_python(steps.settle_move)
_someone_at = from_python(moves._someone_at)
_take_back = from_python(steps.take_back)
propose = from_python(steps.propose)
uniform = from_python(drawing.uniform)
pair_to = from_python(state.pair_to)
recompute_cost = from_python(state.recompute_cost)

HOT, COLD = 1e12, 1e-6
NUMBERS, SEEDS = st.integers(0, 399), st.integers(0, 999)


def draw_of(problem: Problem, seed: int = 0) -> Draw:
    """Start a stream of random numbers for a problem."""
    return new_draw(seed, problem.n_blocks, problem.n_schools)


def nothing_remembered(draw: Draw) -> None:
    """Check that no move is under way."""
    assert draw.counts.tolist() == [0, 0]
    assert not draw.is_touched.any()


@settings(max_examples=80, deadline=None)
@given(number=NUMBERS, seed=SEEDS)
def test_a_school_emptied_and_taken_back(number: int, seed: int) -> None:
    """Sending everybody away and taking it back restores who sits where, loads, open years, merge counts and yuan."""
    problem = any_problem(number)
    rules, seats = walked(problem, seed=seed, temperature=1e5, moves=300)
    before, draw = copied(seats), draw_of(problem, seed)
    for school in range(problem.n_schools):
        _empty(rules, seats, draw, school)
        _take_back(rules, seats, draw)
        same_state(before, seats)
        nothing_remembered(draw)
    is_in_step(problem, rules, seats)


@settings(max_examples=80, deadline=None)
@given(number=NUMBERS, seed=SEEDS)
def test_moves_and_openings_taken_back(number: int, seed: int) -> None:
    """So does a block moved anywhere, possible or not, and a school filled, one on top of the other."""
    problem = any_problem(number)
    rules, seats = walked(problem, seed=seed, temperature=1e5, moves=300)
    before, draw = copied(seats), draw_of(problem, seed)
    for pair in np.random.default_rng(seed).permutation(problem.n_pairs)[:25]:
        block = int(problem.pair_block[pair])
        if seats.blocks[block]["at"] != pair:
            _change(rules, seats, draw, block, int(pair))
            if problem.n_blocks and seed % 3 == 0:
                _fill(rules, seats, draw, int(problem.pair_school[pair]))
            _take_back(rules, seats, draw)
            same_state(before, seats)
            nothing_remembered(draw)


@settings(max_examples=40, deadline=None)
@given(number=NUMBERS, seed=SEEDS)
def test_a_move_that_is_kept_leaves_the_figures_in_step(number: int, seed: int) -> None:
    """A school emptied and kept so obeys the rules, where the move says that it does and the budget allows it."""
    problem = any_problem(number)
    rules, seats = walked(problem, seed=seed, temperature=1e5, moves=300)
    draw = draw_of(problem, seed)
    for school in range(problem.n_schools):
        _settle_move(rules, seats, draw, bool(_empty(rules, seats, draw, school)) and seats.sums[1] == 0.0)
        is_in_step(problem, rules, seats)
        obeys_the_limits(problem, rules, seats)
        nothing_remembered(draw)


@settings(max_examples=40, deadline=None)
@given(number=NUMBERS, seed=SEEDS)
def test_what_does_not_cost_more_is_kept_and_nothing_else_when_cold(number: int, seed: int) -> None:
    """Without temperature no single move raises the total, whichever kind it is of."""
    problem = any_problem(number)
    rules, seats = walked(problem, seed=seed, temperature=1e5, moves=200)
    draw = draw_of(problem, seed)
    for _ in range(150 if problem.n_blocks else 0):
        block, before = int(uniform(draw) * problem.n_blocks), float(seats.sums[0])
        (_push_out if uniform(draw) < 0.5 else _reassign)(rules, seats, draw, block, COLD)
        assert seats.sums[0] <= before + 1e-3
        nothing_remembered(draw)
    before = float(seats.sums[0])
    anneal(rules, seats, draw, COLD, 2000)
    assert seats.sums[0] <= before + 1e-3


def test_every_kind_of_move_happens() -> None:
    """Hot enough, blocks are moved, pushed out, schools emptied and filled: all of them change something."""
    problem = problem_of(busy_case(4))
    rules, seats = walked(problem, seed=1, temperature=1e5, moves=300)
    draw = draw_of(problem)

    def settle_if(possible: bool) -> None:  # noqa: FBT001 - what a move hands back
        _settle_move(rules, seats, draw, possible and seats.sums[1] == 0.0)

    moves: dict[str, Callable[[int, int], None]] = {
        "reassign": lambda block, _: _reassign(rules, seats, draw, block, HOT),
        "push out": lambda block, _: _push_out(rules, seats, draw, block, HOT),
        "empty": lambda _, school: settle_if(_empty(rules, seats, draw, school)),
        "fill": lambda _, school: settle_if(_fill(rules, seats, draw, school)),
    }
    met = dict.fromkeys(moves, 0)
    for number in range(400):
        for name, move in moves.items():
            before = seats.blocks["at"].tolist()
            move(number % problem.n_blocks, number % problem.n_schools)
            met[name] += before != seats.blocks["at"].tolist()
    assert min(met.values()) > 0, met
    is_in_step(problem, rules, seats)
    obeys_the_limits(problem, rules, seats)


def test_nobody_and_no_schools_are_left_as_they_are() -> None:
    """A district without pupils has nothing to move: annealing it does nothing."""
    case = Case(
        district=district_of(
            pupils={("a", 2026, "1"): 0},
            schools=[{"school_id": "h", "classrooms": 1}],
            travel={("a", "h"): (1, None, None)},
        ),
        scenario=scenario_of(),
    )
    problem = problem_of(case)
    assert problem.n_blocks == 0
    rules, seats = walked(problem, seed=1, temperature=1.0, moves=10_000)
    is_in_step(problem, rules, seats)


def test_the_same_draw_walks_the_same_way() -> None:
    """Two walks of one seed end alike; a third of another seed elsewhere."""
    problem = problem_of(busy_case(3))
    ends = [walked(problem, seed=seed, temperature=1e5, moves=5000)[1].blocks["at"].tolist() for seed in (1, 1, 2)]
    assert ends[0] == ends[1]
    assert ends[0] != ends[2]


def test_random_numbers_are_spread_evenly() -> None:
    """Within [0, 1), every tenth of it met about equally often, no two seeds alike."""
    draws = [new_draw(seed, 1, 1) for seed in (1, 2)]
    numbers = np.array([[uniform(draw) for _ in range(20_000)] for draw in draws])
    assert numbers.min() >= 0
    assert numbers.max() < 1
    for row in numbers:
        assert np.histogram(row, 10, (0, 1))[0] == pytest.approx(np.full(10, 2000), abs=250)
        assert abs(np.corrcoef(row[:-1], row[1:])[0, 1]) < 0.05
    assert abs(np.corrcoef(*numbers)[0, 1]) < 0.05


def test_a_dearer_move_is_kept_by_chance() -> None:
    """What adds as many yuan as the temperature is kept 37 times of 100; what adds nothing, always."""
    draw = new_draw(7, 1, 1)
    kept = [_is_kept(draw, 500.0, 500.0) for _ in range(10_000)]
    assert np.mean(kept) == pytest.approx(np.exp(-1), abs=0.03)
    assert all(_is_kept(draw, -1.0, COLD) and _is_kept(draw, 0.0, COLD) for _ in range(100))
    assert not any(_is_kept(draw, np.inf, HOT) for _ in range(100))


def test_a_block_is_offered_its_own_pairs_and_all_of_them() -> None:
    """Proposals are pairs of the block; every one of them comes up, the cheapest oftenest."""
    problem = problem_of(busy_case(1))
    rules, _ = walked(problem, seed=1, temperature=1.0, moves=0)
    draw = draw_of(problem, 5)
    first = problem.block_first_pair
    for block in range(0, problem.n_blocks, 7):
        offered = np.array([propose(rules, draw, block) for _ in range(2000)])
        pairs = np.arange(first[block], first[block + 1])
        if len(pairs) == 0:
            assert (offered == -1).all()
            continue
        assert sorted(set(offered.tolist())) == pairs.tolist()
        often = [int((offered == pair).sum()) for pair in rules.near[pairs]]
        assert often[0] == max(often)


def test_a_pair_is_found_by_its_school() -> None:
    """The pair with a school within reach, and -1 for one that is not."""
    problem = problem_of(busy_case(6))
    rules, _ = walked(problem, seed=1, temperature=1.0, moves=0)
    known = {(int(b), int(s)): p for p, (b, s) in enumerate(zip(problem.pair_block, problem.pair_school, strict=True))}
    for block in range(problem.n_blocks):
        for school in range(problem.n_schools):
            assert pair_to(rules, block, school) == known.get((block, school), -1)


def test_anyone_at_a_school_may_be_pushed_out() -> None:
    """Each block of a school and year comes up, nobody else; -1 where nobody sits."""
    problem = problem_of(busy_case(6))
    _, seats = walked(problem, seed=1, temperature=1e5, moves=500)
    draw = draw_of(problem)
    at = seats.blocks["at"]
    for school in range(problem.n_schools):
        there = np.nonzero((at >= 0) & (problem.pair_school[at] == school) & (problem.block_year == 1))[0]
        met = {int(_someone_at(seats, draw, school, 1)) for _ in range(60 * max(len(there), 1))}
        assert met == (set(there.tolist()) or {-1})


def test_the_budget_has_the_last_word() -> None:
    """A move that is wanted and lawful but for the budget is taken back, where breaking it is dear enough."""
    rooms = {"classrooms": 0, "classrooms_max": 2, "classroom_yuan": 60_000}
    case = Case(
        district=district_of(
            pupils={("a", 2026, "1"): 5, ("b", 2026, "1"): 5},
            schools=[{"school_id": "h", **rooms}, {"school_id": "k", **rooms}],
            travel={("a", "h"): (1, None, None), ("b", "k"): (1, None, None)},
        ),
        scenario=scenario_of(budget_yuan=100_000),
    )
    problem = problem_of(case)
    rules, seats = walked(problem, seed=1, temperature=HOT, moves=5000)
    assert (problem.school_decision == Decision.KEEP).all()
    assert (seats.blocks["at"] >= 0).sum() <= 1
    left = int(np.nonzero(seats.blocks["at"] < 0)[0][0])
    seated = [int(b) for b in np.nonzero(seats.blocks["at"] >= 0)[0]]
    draw, before = draw_of(problem), float(seats.sums.sum())
    assert _change(rules, seats, draw, left, int(problem.block_first_pair[left]))
    _settle_move(rules, seats, draw, bool(_is_kept(draw, float(seats.sums.sum()) - before, HOT)))
    assert [int(b) for b in np.nonzero(seats.blocks["at"] >= 0)[0]] == (seated or [left])
    assert recompute_cost(rules, seats, 0) == pytest.approx(0.0)


@settings(max_examples=60, deadline=None)
@given(number=NUMBERS, seed=SEEDS)
def test_schools_exchanged_keep_every_rule_and_can_be_taken_back(number: int, seed: int) -> None:
    """Merge counts stay as they are; kept, every figure is in step; taken back, nothing is left of it."""
    problem = any_problem(number)
    rules, seats = walked(problem, seed=seed, temperature=1e5, moves=300)
    draw = draw_of(problem, seed)
    for turn in range(30 if problem.n_blocks else 0):
        before = copied(seats)
        possible = bool(_exchange(rules, seats, draw))
        if turn % 2:
            _settle_move(rules, seats, draw, possible and seats.sums[1] == 0.0)
            is_in_step(problem, rules, seats)
            obeys_the_limits(problem, rules, seats)
        else:
            _take_back(rules, seats, draw)
            same_state(before, seats)
        nothing_remembered(draw)


def test_the_right_school_is_merged_where_the_number_is_fixed() -> None:
    """Exactly one of two points is merged: begun with the wrong one, the walk exchanges them."""
    points = [{"school_id": f"t{number}", "kind": "teaching_point", "classrooms": 2} for number in range(2)]
    case = Case(
        district=district_of(
            pupils={("a", 2026, "1"): 9},
            schools=points,
            travel={("a", "t0"): (5, None, None), ("a", "t1"): (25, None, None)},
        ),
        scenario=scenario_of(rules={"merge": {"kinds": ["teaching_point"], "exactly": 1}}),
    )
    problem = problem_of(case)
    rules = rules_of(problem)
    wrong = completed(problem, opened=np.array([[False], [True]]), share=np.array([0.0, 1.0]))
    seats = seats_of(problem, rules, wrong)
    seats.rows["price"] = FORBIDDEN_YUAN
    anneal(rules, seats, draw_of(problem), COLD, 100_000)
    assert seats.schools["closes"].tolist() == [1, 0]
    assert seats.blocks["at"].tolist() == [0]
    obeys_the_limits(problem, rules, seats)
