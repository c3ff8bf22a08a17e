"""Tests of the school's subproblem: what it takes at given prices, against every bundle there is."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.optimise.pricing.class_vectors import Shop
from planner.optimise.pricing.subproblem_kernel import bundle_cost, make_offer
from planner.optimise.pricing.subproblems import Effort, Prices, ask, nothing_taken, open_market
from planner.optimise.runtime.clock import start_clock
from planner.problem.build import build_problem
from tests.districts import random_case

WIDE = np.array([10, 5000], dtype=np.int64)


@st.composite
def shops(draw: st.DrawFn) -> Shop:
    """Draw a school with one or two bands of two grades."""
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=2))
    n = sum(counts)
    numbers = st.integers(0, 9)
    weight = np.array([[draw(numbers), draw(numbers)] for _ in range(n)], dtype=np.int64)
    boards = np.array([draw(st.booleans()) for _ in range(n)])
    boards[counts[0] :] = False
    pupils = weight.sum(axis=1)
    rooms = draw(st.integers(0, 5))
    beds = draw(st.integers(0, 8))
    sizes = st.sampled_from([0, 5, 8])
    class_size = np.array([[draw(sizes)] * 2 for _ in counts], dtype=np.int64)
    return Shop(
        first_item=np.cumsum([0, *counts]).astype(np.int64),
        yuan=np.array([float(draw(st.integers(0, 20))) for _ in range(n)]),
        weight=np.column_stack([weight, pupils, pupils * boards]).astype(np.int64),
        class_size=class_size,
        class_yuan=np.where(class_size > 0, float(draw(st.integers(0, 30))), 0.0),
        rooms=rooms,
        rooms_max=rooms + draw(st.integers(0, 2)),
        beds=beds,
        beds_max=beds + draw(st.integers(0, 8)),
        pupils_max=draw(st.sampled_from([12, 2**40])) if len(counts) == 1 else 2**40,
        room_yuan=float(draw(st.integers(0, 20))),
        bed_yuan=float(draw(st.integers(0, 2))),
    )


def value_of(shop: Shop, price: np.ndarray, taken: np.ndarray) -> float:
    """Return what a bundle earns, rule by rule; -inf where it breaks one."""
    grades = shop.class_size.shape[1]
    classes, class_yuan = 0, 0.0
    for k, sizes in enumerate(shop.class_size):
        here = np.arange(shop.first_item[k], shop.first_item[k + 1])
        load = shop.weight[here][taken[here]].sum(axis=0)
        for g in range(grades):
            if sizes[g]:
                number = int(np.ceil(load[g] / sizes[g]))
                classes += number
                class_yuan += number * shop.class_yuan[k, g]
    load = shop.weight[taken].sum(axis=0)
    if classes > shop.rooms_max or load[grades] > shop.pupils_max or load[grades + 1] > shop.beds_max:
        return -np.inf
    added = shop.room_yuan * max(classes - shop.rooms, 0) + shop.bed_yuan * max(load[grades + 1] - shop.beds, 0)
    return float((price - shop.yuan)[taken].sum() - class_yuan - added)


@settings(deadline=None)  # the first example compiles
@given(shops(), st.data())
def test_a_school_takes_its_best_bundle(shop: Shop, data: st.DataObject) -> None:
    """The offer is worth the most that any set of blocks is worth, and its limit is no lower and no higher."""
    n = len(shop.yuan)
    price = np.array([float(data.draw(st.integers(0, 80))) for _ in range(n)])
    before = np.array([data.draw(st.booleans()) for _ in range(n)])
    choices = [np.array(choice) for choice in itertools.product([False, True], repeat=n)]
    best = max(value_of(shop, price, choice) for choice in choices)
    offer = make_offer(shop, price, before, 0.0, WIDE)
    assert abs(offer.value - best) < 1e-6
    assert abs(offer.upper - best) < 1e-6
    assert abs(value_of(shop, price, offer.taken) - best) < 1e-6


def test_blocks_without_classes_need_no_room() -> None:
    """A school without a room takes a block that needs none, the dearest room notwithstanding."""
    shop = Shop(
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
    )
    offer = make_offer(shop, np.array([0.0, 1.0]), np.array([False, True]), 0.0, WIDE)
    assert offer.taken.tolist() == [False, True]
    assert offer.value == offer.upper == 1.0


@settings(deadline=None)  # the first example compiles
@given(shops(), st.data())
def test_a_hasty_offer_is_still_proven(shop: Shop, data: st.DataObject) -> None:
    """With hardly any search the limit is no lower than the best bundle, the bundle worth no less than said."""
    n = len(shop.yuan)
    price = np.array([float(data.draw(st.integers(0, 80))) for _ in range(n)])
    choices = [np.array(choice) for choice in itertools.product([False, True], repeat=n)]
    best = max(value_of(shop, price, choice) for choice in choices)
    offer = make_offer(shop, price, np.zeros(n, dtype=bool), 5.0, np.array([1], dtype=np.int64))
    assert offer.upper >= best - 1e-6
    assert offer.value - 1e-6 <= value_of(shop, price, offer.taken) <= best + 1e-6


@settings(deadline=None)  # the first example compiles
@given(shops(), st.data())
def test_a_bundle_costs_what_the_offer_earned(shop: Shop, data: st.DataObject) -> None:
    """Prices less the bundle's cost are the offer's value."""
    price = np.array([float(data.draw(st.integers(0, 80))) for _ in range(len(shop.yuan))])
    offer = make_offer(shop, price, np.zeros(len(price), dtype=bool), 0.0, WIDE)
    yuan, rooms, beds, _ = bundle_cost(shop, offer.taken)
    earned = price[offer.taken].sum() - yuan - rooms * shop.room_yuan - beds * shop.bed_yuan
    assert abs(earned - offer.value) < 1e-6


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 199))
def test_dearer_blocks_earn_no_less(seed: int) -> None:
    """What a school earns never falls as prices rise."""
    case = random_case(seed)
    problem = build_problem(case.district, case.journeys, case.scenario)
    market = open_market(problem)
    before, effort, clock = nothing_taken(market), Effort(tolerance=0.0, widths=(1000,)), start_clock(600)
    with ThreadPoolExecutor(1) as pool:
        low, high = (
            ask(
                market,
                Prices(
                    blocks=problem.block_pupils * yuan,
                    rooms=np.zeros((problem.n_schools, problem.n_years)),
                    beds=np.zeros((problem.n_schools, problem.n_years)),
                    classes=np.zeros((problem.n_years, len(problem.grades))),
                ),
                before,
                effort,
                (pool, clock),
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
    market = open_market(problem)
    assert len(market.shops) > 0
    prices = Prices(
        blocks=np.zeros(problem.n_blocks),
        rooms=np.zeros((problem.n_schools, problem.n_years)),
        beds=np.zeros((problem.n_schools, problem.n_years)),
        classes=np.zeros((problem.n_years, len(problem.grades))),
    )
    with ThreadPoolExecutor(1) as pool:
        effort = Effort(tolerance=0.0, widths=(1,))
        assert ask(market, prices, nothing_taken(market), effort, (pool, start_clock(0.0))) is None


@pytest.mark.parametrize("grades", [6, 9])
def test_bands_of_many_grades_are_limited_by_rooms(grades: int) -> None:
    """A band with too many class vectors to list still gets a proven limit and a sensible bundle."""
    random = np.random.default_rng(grades)
    n = 30
    weight = random.integers(5, 20, (n, grades))
    shop = Shop(
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
    )
    price = weight.sum(axis=1) * 40.0
    offer = make_offer(shop, price, np.zeros(n, dtype=bool), 0.0, np.array([30, 300], dtype=np.int64))
    greedy = np.arange(n) < 3
    assert offer.upper >= value_of(shop, price, greedy)
    assert offer.upper >= offer.value
