"""Tests of the compiled knapsack: exact against enumeration, proven where it stops early."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.optimise.pricing.capacity_prices import price_capacities
from planner.optimise.pricing.knapsack import Knapsack, fill_profile, limit_within, search

PLENTY = 2000


@st.composite
def knapsacks(draw: st.DrawFn) -> tuple[Knapsack, np.ndarray]:
    """Draw a knapsack of a few items with whole profits, two grades, their sum, beds, and capacities."""
    n = draw(st.integers(1, 8))
    numbers = st.integers(0, 12)
    weight = np.array([[draw(numbers), draw(numbers)] for _ in range(n)], dtype=np.int64)
    pupils = weight.sum(axis=1)
    boards = np.array([draw(st.booleans()) for _ in range(n)])
    profit = np.array([float(draw(st.integers(1, 40))) for _ in range(n)])
    grades = [draw(st.integers(0, 30)), draw(st.integers(0, 30))]
    capacity = np.array([*grades, draw(st.integers(0, sum(grades))), draw(st.integers(0, 25))], dtype=np.int64)
    knapsack = Knapsack(
        profit=profit,
        weight=np.column_stack([weight, pupils, pupils * boards]).astype(np.int64),
        beds_free=draw(st.integers(0, 12)),
        bed_yuan=float(draw(st.integers(0, 3))),
    )
    return knapsack, capacity


def value_of(knapsack: Knapsack, capacity: np.ndarray, chosen: np.ndarray) -> float:
    """Return profit less beds of a choice; -inf where it does not fit."""
    load = knapsack.weight[chosen].sum(axis=0)
    if (load > capacity).any():
        return -np.inf
    return float(knapsack.profit[chosen].sum() - knapsack.bed_yuan * max(load[-1] - knapsack.beds_free, 0))


def best_value(knapsack: Knapsack, capacity: np.ndarray) -> float:
    """Return the best value over every choice."""
    choices = itertools.product([False, True], repeat=len(knapsack.profit))
    return max(value_of(knapsack, capacity, np.array(choice)) for choice in choices)


@settings(deadline=None)  # the first example compiles
@given(knapsacks())
def test_a_wide_search_is_exact(drawn: tuple[Knapsack, np.ndarray]) -> None:
    """With room for every beginning the search finds the best value, proves it, and says which items make it."""
    knapsack, capacity = drawn
    best = best_value(knapsack, capacity)
    limit, price = price_capacities(knapsack, capacity)
    assert limit >= best - 1e-6
    choice = search(knapsack, capacity, price, -1.0, PLENTY)
    assert abs(choice.value - best) < 1e-6
    assert abs(choice.upper - best) < 1e-6
    assert abs(value_of(knapsack, capacity, choice.chosen) - best) < 1e-6


@settings(deadline=None)  # the first example compiles
@given(knapsacks(), st.integers(1, 2), st.floats(0, 60))
def test_a_narrow_search_never_proves_too_much(drawn: tuple[Knapsack, np.ndarray], width: int, floor: float) -> None:
    """However few beginnings are kept, the limit holds, and what is found is really there."""
    knapsack, capacity = drawn
    best = best_value(knapsack, capacity)
    _, price = price_capacities(knapsack, capacity)
    choice = search(knapsack, capacity, price, floor, width)
    assert choice.upper >= min(best, max(best, floor)) - 1e-6
    assert choice.value <= best + 1e-6
    if np.isfinite(choice.value):
        assert abs(value_of(knapsack, capacity, choice.chosen) - choice.value) < 1e-6


@settings(deadline=None)  # the first example compiles
@given(knapsacks(), st.lists(st.floats(0, 5), min_size=4, max_size=4))
def test_any_prices_search_right(drawn: tuple[Knapsack, np.ndarray], price: list[float]) -> None:
    """Prices guide the search; wrong ones make it slower, never wrong."""
    knapsack, capacity = drawn
    choice = search(knapsack, capacity, np.array(price), -1.0, PLENTY)
    assert abs(choice.upper - best_value(knapsack, capacity)) < 1e-6


@settings(deadline=None)  # the first example compiles
@given(knapsacks())
def test_each_capacity_alone_limits_all_together(drawn: tuple[Knapsack, np.ndarray]) -> None:
    """The best by one capacity alone is no less than the best by all."""
    knapsack, capacity = drawn
    profile = fill_profile(knapsack.profit, knapsack.weight, capacity)
    assert limit_within(profile, capacity) >= best_value(knapsack, capacity) - 1e-6


def test_wide_capacities_are_scaled_soundly() -> None:
    """Capacities wider than the tables are rounded in favour of the limit."""
    knapsack = Knapsack(
        profit=np.array([10.0, 9.0, 8.0]),
        weight=np.array([[30_001, 30_001, 0], [30_000, 30_000, 0], [30_000, 30_000, 0]], dtype=np.int64),
        beds_free=0,
        bed_yuan=0.0,
    )
    capacity = np.array([60_000, 60_000, 0], dtype=np.int64)
    _, price = price_capacities(knapsack, capacity)
    choice = search(knapsack, capacity, price, 0.0, PLENTY)
    assert choice.value == 17.0
    assert choice.upper >= 17.0
