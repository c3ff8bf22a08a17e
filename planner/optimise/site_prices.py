"""Prices of schools and journeys alone: where they begin, what they would open, and what they rule out."""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat

import numpy as np

from planner.optimise.clock import Clock, start_clock
from planner.optimise.master import Duals, counts_of
from planner.optimise.pricing import Market, open_market
from planner.optimise.pricing_split import Raised, fill_shops, raise_prices
from planner.optimise.relaxation import Relaxed
from planner.optimise.transport import Sites, may_open
from planner.problem.problem import Decision, Flags, Floats, Ints, Problem, Solution

_EXACT = 1e-9
_FOREVER_SECONDS = 1e6


def compile_pricing(sites: Sites) -> None:
    """Have the machine code ready."""
    market, relaxed, duals = _first_prices(sites)
    with ThreadPoolExecutor(1) as pool:
        fill_shops(market, duals, relaxed.bed_prices, (pool, start_clock(_FOREVER_SECONDS)))


def for_rounds(number: int) -> Callable[[], float]:
    """Return a best total that is out of reach for so many rounds of pricing, which asks twice a round, then met."""
    totals = chain(repeat(math.inf, 2 * number), repeat(-math.inf))
    return lambda: next(totals)


def guess(sites: Sites, raised: Raised, start: Solution) -> Flags:
    """Open kept schools and those that pricing earns most with, until all have a seat; the start's if not allowed."""
    problem = sites.problem
    opened: Flags = problem.school_decision == Decision.KEEP
    everybody = float(problem.block_pupils.sum())
    order = np.argsort(raised.opening_yuan[:, 0], kind="stable")
    for school in order[problem.school_decision[order] == Decision.FREE]:
        if sites.capacity[opened].sum() >= everybody:
            break
        opened[school] = True
    return opened if may_open(problem, opened) else start.open[:, 0].copy()


def priced(
    sites: Sites,
    before: Raised | None,
    best_total: Callable[[], float],
    by: tuple[int, Clock, Callable[[float], None]],
) -> Raised:
    """Raise prices, those of `before` or the first ones, until they prove `best_total()`, or as much as they can."""
    market, relaxed, duals = _first_prices(sites)
    threads, clock, report = by
    begin = duals if before is None else before.duals
    with ThreadPoolExecutor(threads) as pool:
        raised = raise_prices(market, counts_of(sites.problem), (relaxed, begin), best_total, (pool, clock, report))
    return raised if before is None or raised.bound > before.bound else before


def _first_prices(sites: Sites) -> tuple[Market, Relaxed, Duals]:
    """Begin at what each block would pay at its second best school, were that full; nothing is proven yet."""
    problem = sites.problem
    rate = sites.fixed / np.maximum(sites.capacity, 1.0)
    full = np.column_stack([sites.cost + problem.block_pupils[:, None] * rate, sites.left_yuan, sites.left_yuan])
    second = np.partition(full, 1, axis=1)[:, 1]
    duals = Duals(blocks=np.clip(second, 0.0, sites.left_yuan), counts=np.zeros(len(counts_of(problem).low)))
    beds = np.zeros((problem.n_schools, problem.n_years))
    return open_market(problem), Relaxed(bound=-math.inf, block_prices=duals.blocks, bed_prices=beds), duals


def may_be_open(raised: Raised, total: float) -> Flags:
    """(school): whether a plan cheaper than `total` may open it."""
    worth: Flags = raised.bound + raised.opening_yuan[:, 0] <= total + _EXACT * abs(total)
    return worth


def must_open(sites: Sites, raised: Raised, total: float) -> Flags:
    """(school): whether every plan cheaper than `total` opens it."""
    sure: Flags = raised.bound - raised.opening_yuan[:, 0] > total + _EXACT * abs(total)
    may: Flags = may_be_open(raised, total) & (sites.problem.school_decision != Decision.CLOSE)
    return np.logical_and(sure, may)


def may_be_whole(sites: Sites, raised: Raised, total: float) -> Flags:
    """(pair): whether a plan cheaper than `total` may send the whole block there.

    A full school would have to send others away, at its dearest seat's price: by that much the bound rises at least.
    """
    problem = sites.problem
    seats = _dearest_seats(sites, raised.duals.blocks)[problem.pair_school]
    block = problem.pair_block
    lost = np.maximum(problem.pair_yuan - raised.duals.blocks[block] + seats * problem.block_pupils[block], 0.0)
    if_open = raised.bound + np.maximum(raised.opening_yuan[problem.pair_school, 0], 0.0)
    may: Flags = if_open + lost <= total + _EXACT * abs(total)
    return may


def _dearest_seats(sites: Sites, block_prices: Floats) -> Floats:
    """(school): yuan that one more seat would earn at these prices, 0 where seats are left."""
    problem = sites.problem
    earns = np.full(sites.cost.shape, -np.inf)
    for school, pairs in zip(*_usable_pairs(problem), strict=True):
        block = problem.pair_block[pairs]
        earns[block, school] = (block_prices[block] - problem.pair_yuan[pairs]) / problem.block_pupils[block]
    order = np.argsort(-earns, axis=0, kind="stable")
    ranked = np.take_along_axis(earns, order, axis=0)
    full = np.cumsum(np.where(ranked > 0, problem.block_pupils[order], 0.0), axis=0) > sites.capacity
    first = np.take_along_axis(ranked, np.argmax(full, axis=0)[None], axis=0)[0]
    seats: Floats = np.where(full.any(axis=0), np.maximum(first, 0.0), 0.0)
    return seats


def _usable_pairs(problem: Problem) -> tuple[Ints, tuple[Ints, ...]]:
    """Return the schools that pricing asks, and the pairs of each that it offers."""
    market = open_market(problem)
    return market.school, market.pairs
