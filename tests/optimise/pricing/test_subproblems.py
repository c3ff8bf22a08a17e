"""Tests of the school's subproblem: what it takes at given prices, against every column there is."""

import itertools
import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.optimise.pricing.class_vectors import Subproblem
from planner.optimise.pricing.column_needs import column_cost
from planner.optimise.pricing.effort import Workers
from planner.optimise.pricing.subproblem_kernel import solve_subproblem
from planner.optimise.pricing.subproblems import (
    Prices,
    SubproblemEffort,
    nothing_taken,
    solve_subproblems,
    subproblems_of,
)
from planner.optimise.runtime.clock import start_clock
from planner.problem.build import build_problem
from tests.districts import random_case

WIDE = np.array([10, 5000], dtype=np.int64)


@st.composite
def each(draw: st.DrawFn) -> Subproblem:
    """Draw a school with one or two bands of two grades."""
    linking = draw(st.lists(st.integers(1, 4), min_size=1, max_size=2))
    n = sum(linking)
    numbers = st.integers(0, 9)
    weight = np.array([[draw(numbers), draw(numbers)] for _ in range(n)], dtype=np.int64)
    boards = np.array([draw(st.booleans()) for _ in range(n)])
    boards[linking[0] :] = False
    pupils = weight.sum(axis=1)
    rooms = draw(st.integers(0, 5))
    beds = draw(st.integers(0, 8))
    sizes = st.sampled_from([0, 5, 8])
    class_size = np.array([[draw(sizes)] * 2 for _ in linking], dtype=np.int64)
    return Subproblem(
        first_item=np.cumsum([0, *linking]).astype(np.int64),
        yuan=np.array([float(draw(st.integers(0, 20))) for _ in range(n)]),
        weight=np.column_stack([weight, pupils, pupils * boards]).astype(np.int64),
        class_size=class_size,
        class_yuan=np.where(class_size > 0, float(draw(st.integers(0, 30))), 0.0),
        rooms=rooms,
        rooms_max=rooms + draw(st.integers(0, 2)),
        beds=beds,
        beds_max=beds + draw(st.integers(0, 8)),
        pupils_max=draw(st.sampled_from([12, 2**40])) if len(linking) == 1 else 2**40,
        room_yuan=float(draw(st.integers(0, 20))),
        bed_yuan=float(draw(st.integers(0, 2))),
        asked=np.array([draw(st.integers(0, 2)) == 0 for _ in linking]),
    )


def value_of(subproblem: Subproblem, price: np.ndarray, taken: np.ndarray) -> float:
    """Return what a column earns, rule by rule; -inf where it breaks one."""
    grades = subproblem.class_size.shape[1]
    classes, class_yuan = 0, 0.0
    for k, sizes in enumerate(subproblem.class_size):
        here = np.arange(subproblem.first_item[k], subproblem.first_item[k + 1])
        if subproblem.asked[k] and not taken[here].any():
            return -np.inf
        load = subproblem.weight[here][taken[here]].sum(axis=0)
        for g in range(grades):
            if sizes[g]:
                number = int(np.ceil(load[g] / sizes[g]))
                classes += number
                class_yuan += number * subproblem.class_yuan[k, g]
    load = subproblem.weight[taken].sum(axis=0)
    if classes > subproblem.rooms_max or load[grades] > subproblem.pupils_max or load[grades + 1] > subproblem.beds_max:
        return -np.inf
    added = subproblem.room_yuan * max(classes - subproblem.rooms, 0) + subproblem.bed_yuan * max(
        load[grades + 1] - subproblem.beds, 0
    )
    return float((price - subproblem.yuan)[taken].sum() - class_yuan - added)


@settings(deadline=None)  # the first example compiles
@given(each(), st.data())
def test_the_best_set_of_blocks_is_found(subproblem: Subproblem, data: st.DataObject) -> None:
    """The set found is worth the most that any set of blocks is worth, and its limit is no lower and no higher."""
    n = len(subproblem.yuan)
    price = np.array([float(data.draw(st.integers(0, 80))) for _ in range(n)])
    before = np.array([data.draw(st.booleans()) for _ in range(n)])
    choices = [np.array(choice) for choice in itertools.product([False, True], repeat=n)]
    best = max(value_of(subproblem, price, choice) for choice in choices)
    assume(best > -math.inf)  # else the school cannot have those who must be there
    result = solve_subproblem(subproblem, price, before, 0.0, WIDE)
    assert abs(result.value - best) < 1e-6
    assert abs(result.upper - best) < 1e-6
    assert abs(value_of(subproblem, price, result.taken) - best) < 1e-6


def test_blocks_without_classes_need_no_room() -> None:
    """A school without a room takes a block that needs none, the dearest room notwithstanding."""
    subproblem = Subproblem(
        first_item=np.array([0, 1, 2]),
        yuan=np.zeros(2),
        weight=np.array([[0, 0, 0, 0], [0, 2, 2, 0]]),
        class_size=np.zeros((2, 2), dtype=np.int64),
        class_yuan=np.zeros((2, 2)),
        rooms=0,
        rooms_max=0,
        beds=0,
        beds_max=0,
        pupils_max=2**40,
        room_yuan=0.0,
        bed_yuan=0.0,
        asked=np.zeros(2, dtype=bool),
    )
    result = solve_subproblem(subproblem, np.array([0.0, 1.0]), np.array([False, True]), 0.0, WIDE)
    assert result.taken.tolist() == [False, True]
    assert result.value == result.upper == 1.0


@settings(deadline=None)  # the first example compiles
@given(each(), st.data())
def test_a_hasty_offer_is_still_proven(subproblem: Subproblem, data: st.DataObject) -> None:
    """With hardly any search the limit is no lower than the best column, the column worth no less than said."""
    n = len(subproblem.yuan)
    price = np.array([float(data.draw(st.integers(0, 80))) for _ in range(n)])
    choices = [np.array(choice) for choice in itertools.product([False, True], repeat=n)]
    best = max(value_of(subproblem, price, choice) for choice in choices)
    assume(best > -math.inf)  # else the school cannot have those who must be there
    result = solve_subproblem(subproblem, price, np.zeros(n, dtype=bool), 5.0, np.array([1], dtype=np.int64))
    assert result.upper >= best - 1e-6
    assert result.value - 1e-6 <= value_of(subproblem, price, result.taken) <= best + 1e-6


@settings(deadline=None)  # the first example compiles
@given(each(), st.data())
def test_a_column_costs_what_its_blocks_earn_beyond_the_value(subproblem: Subproblem, data: st.DataObject) -> None:
    """Prices less the column's cost are the subproblem's value."""
    price = np.array([float(data.draw(st.integers(0, 80))) for _ in range(len(subproblem.yuan))])
    result = solve_subproblem(subproblem, price, np.zeros(len(price), dtype=bool), 0.0, WIDE)
    yuan, rooms, beds, _ = column_cost(subproblem, result.taken)
    earned = price[result.taken].sum() - yuan - rooms * subproblem.room_yuan - beds * subproblem.bed_yuan
    assert abs(earned - result.value) < 1e-6


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 199))
def test_dearer_blocks_earn_no_less(seed: int) -> None:
    """What a school earns never falls as prices rise."""
    case = random_case(seed)
    problem = build_problem(case.district, case.journeys, case.scenario)
    subproblems = subproblems_of(problem)
    before, effort, clock = (
        nothing_taken(subproblems),
        SubproblemEffort(tolerance=0.0, widths=(1000,)),
        start_clock(600),
    )
    with ThreadPoolExecutor(1) as pool:
        low, high = (
            solve_subproblems(
                subproblems,
                Prices(
                    blocks=problem.block_pupils * yuan,
                    pairs=np.zeros(problem.n_pairs),
                    rooms=np.zeros((problem.n_schools, problem.n_years)),
                    beds=np.zeros((problem.n_schools, problem.n_years)),
                    classes=np.zeros((problem.n_years, len(problem.grades))),
                ),
                before,
                effort,
                Workers(pool=pool, threads=1, clock=clock),
            )
            for yuan in (3000.0, 4000.0)
        )
    assert low is not None
    assert high is not None
    assert all(more.upper >= less.value - 1e-6 for less, more in zip(low, high, strict=True))


def test_no_answer_when_the_clock_is_over() -> None:
    """A round that the clock cuts short proves nothing."""
    case = random_case(0)
    problem = build_problem(case.district, case.journeys, case.scenario)
    subproblems = subproblems_of(problem)
    assert len(subproblems.each) > 0
    prices = Prices(
        blocks=np.zeros(problem.n_blocks),
        pairs=np.zeros(problem.n_pairs),
        rooms=np.zeros((problem.n_schools, problem.n_years)),
        beds=np.zeros((problem.n_schools, problem.n_years)),
        classes=np.zeros((problem.n_years, len(problem.grades))),
    )
    with ThreadPoolExecutor(1) as pool:
        effort = SubproblemEffort(tolerance=0.0, widths=(1,))
        workers = Workers(pool=pool, threads=1, clock=start_clock(0.0))
        assert solve_subproblems(subproblems, prices, nothing_taken(subproblems), effort, workers) is None


@pytest.mark.parametrize("grades", [6, 9])
def test_bands_of_many_grades_are_limited_by_rooms(grades: int) -> None:
    """A band with too many class vectors to list still gets a proven limit and a sensible column."""
    random = np.random.default_rng(grades)
    n = 30
    weight = random.integers(5, 20, (n, grades))
    subproblem = Subproblem(
        first_item=np.array([0, n]),
        yuan=np.zeros(n),
        weight=np.column_stack([weight, weight.sum(axis=1), np.zeros(n, dtype=np.int64)]).astype(np.int64),
        class_size=np.full((1, grades), 45),
        class_yuan=np.full((1, grades), 1000.0),
        rooms=36,
        rooms_max=36,
        beds=0,
        beds_max=0,
        pupils_max=2**40,
        room_yuan=0.0,
        bed_yuan=0.0,
        asked=np.zeros(1, dtype=bool),
    )
    price = weight.sum(axis=1) * 40.0
    result = solve_subproblem(subproblem, price, np.zeros(n, dtype=bool), 0.0, np.array([30, 300], dtype=np.int64))
    greedy = np.arange(n) < 3
    assert result.upper >= value_of(subproblem, price, greedy)
    assert result.upper >= result.value
