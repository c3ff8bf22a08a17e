"""Lagrangean relaxation of facility location: first prices, the bound, and what it fixes.

The rows that place each block are relaxed (Geoffrion 1974; for location problems Beasley 1993): at prices of the blocks
each school is a continuous knapsack. Schools and pairs are fixed by their reduced costs.
"""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat

import numpy as np

from planner.optimise.facility_location.continuous_knapsack import fill_schools, school_pairs_of
from planner.optimise.facility_location.transportation import Sites, Transport, descend, may_open
from planner.optimise.options.facility_location import FirstPricingOptions
from planner.optimise.pricing.effort import BestTotal, BoundEffort
from planner.optimise.pricing.master import Duals, LinkingRows, linking_rows_of
from planner.optimise.pricing.split_subproblems import (
    Ascent,
    AscentEffort,
    Beginning,
    Filling,
    FillSchools,
    subgradient_ascent,
)
from planner.optimise.pricing.subproblems import subproblems_of
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.runtime.thread_pool import for_each
from planner.optimise.seat_flow import lacking_seats
from planner.problem.problem import Decision, Flags, Floats, Ints, Problem, Solution

_EXACT = 1e-9
_PAIRS_A_CHUNK = 20_000
"""Fewer are priced sooner than they are handed to another thread."""


def rounds_of(options: FirstPricingOptions, problem: Problem) -> int:
    """Return how many rounds of pricing come before the first descent, at most."""
    return options.small_rounds if problem.n_pairs <= options.small_pairs else options.rounds


def for_rounds(number: int) -> BestTotal:
    """Return a best total that ends pricing after so many rounds: infinite until then (asked for twice a round)."""
    totals = chain(repeat(math.inf, 2 * number), repeat(-math.inf))
    return lambda: next(totals)


def first_sites(sites: Sites, ascent: Ascent, start: Solution) -> Flags:
    """Open kept schools and those that pricing earns most with, until all have a seat; the start's if not allowed."""
    problem = sites.problem
    opened: Flags = problem.school_decision == Decision.KEEP
    everybody = float(problem.block_pupils.sum())
    order = np.argsort(ascent.opening_yuan[:, 0], kind="stable")
    for school in order[problem.school_decision[order] == Decision.FREE]:
        if sites.capacity[opened].sum() >= everybody:
            break
        opened[school] = True
    return opened if may_open(sites, opened) else start.open[:, 0].copy()


def likely_open(sites: Sites, ascent: Ascent) -> Flags:
    """(school): whether it may be open, and a plan with it open may lie near the limit."""
    near: Flags = ascent.opening_yuan[:, 0] <= sites.options.likely * abs(ascent.bound)
    likely: Flags = near & (sites.problem.school_decision != Decision.CLOSE)
    return likely


def descended(
    sites: Sites, ascent: Ascent, start: Solution, clock: Clock, report: Callable[[Transport], None] = lambda _: None
) -> Transport | None:
    """Descend from what pricing would open: first among the schools that lie near the limit, then among all.

    A descent among all at once ends in worse local optima, at schools that no good plan opens.
    """
    likely, open_to = likely_open(sites, ascent), sites.problem.school_decision != Decision.CLOSE
    soon = clock.share(sites.options.likely_time_share)
    best = descend(sites, first_sites(sites, ascent, start), likely, soon, report)
    if best is None or (likely == open_to).all():
        return best
    found = descend(sites, best.opened, open_to, clock, report)
    return best if found is None else found


def lagrangean_bound(sites: Sites, before: Ascent | None, effort: BoundEffort) -> Ascent:
    """Raise prices, those of `before` or the first ones, until they prove the best total, or as much as they can."""
    linking = linking_rows_of(sites.problem)
    if before is None:
        begin = Beginning(bound=-math.inf, duals=_first_prices(sites))
    else:
        begin = Beginning(bound=before.bound, duals=before.duals)
    with ThreadPoolExecutor(effort.threads) as pool:
        fill = _by_schools(sites, linking, pool)
        own = AscentEffort(
            best_total=effort.best_total,
            clock=effort.clock,
            options=effort.options.ascent,
            report=effort.report,
            round_seconds=rates.by_threads(rates.of_ascent_round(0, sites.problem.n_pairs), effort.threads),
        )
        ascent = subgradient_ascent(subproblems_of(sites.problem), linking, begin, fill, own)
    return ascent if before is None or ascent.bound > before.bound else before


def _by_schools(sites: Sites, linking: LinkingRows, pool: ThreadPoolExecutor) -> FillSchools:
    """Return how all schools are asked at once."""
    by_school = school_pairs_of(sites)
    n_schools = sites.problem.n_schools
    chunks = min(max(sites.problem.n_pairs // _PAIRS_A_CHUNK, 1), n_schools)
    asked = np.diff(by_school.first) > 0
    edges = np.linspace(0, n_schools, chunks + 1).round().astype(int).tolist()

    def fill(duals: Duals) -> Filling:
        share = np.zeros(len(by_school.block))
        earned = for_each(
            pool,
            lambda number: fill_schools(by_school, (edges[number], edges[number + 1]), duals.blocks, share),
            chunks,
            chunks,
        )
        return Filling(earned=np.concatenate(earned)[asked], used=lambda opening: used(share, opening))

    def used(share: Floats, opening: Floats) -> Duals:
        taken = share * (opening[by_school.school, 0] <= 0)
        blocks = np.bincount(by_school.block, weights=taken, minlength=sites.problem.n_blocks).astype(float)
        return Duals(blocks=blocks, linking=(linking.opened * (opening < 0)[None]).sum(axis=(1, 2)))

    return fill


def _first_prices(sites: Sites) -> Duals:
    """Begin at what each block would pay at its second best school, were that full; nothing is proven yet."""
    problem = sites.problem
    rate = sites.fixed / np.maximum(sites.capacity, 1.0)
    full = np.column_stack([sites.cost + problem.block_pupils[:, None] * rate, sites.left_yuan, sites.left_yuan])
    second = np.partition(full, 1, axis=1)[:, 1]
    for lacking in lacking_seats(problem):  # one of them more is one more without a seat
        second[lacking.blocks] = sites.left_yuan[lacking.blocks]
    return Duals(blocks=np.clip(second, 0.0, sites.left_yuan), linking=np.zeros(len(linking_rows_of(problem).low)))


def may_be_open(ascent: Ascent, total: float) -> Flags:
    """(school): whether a plan cheaper than `total` may open it."""
    worth: Flags = ascent.bound + ascent.opening_yuan[:, 0] <= total + _EXACT * abs(total)
    return worth


def must_open(sites: Sites, ascent: Ascent, total: float) -> Flags:
    """(school): whether every plan cheaper than `total` opens it."""
    sure: Flags = ascent.bound - ascent.opening_yuan[:, 0] > total + _EXACT * abs(total)
    may: Flags = may_be_open(ascent, total) & (sites.problem.school_decision != Decision.CLOSE)
    return np.logical_and(sure, may)


def may_be_assigned(sites: Sites, ascent: Ascent, total: float) -> Flags:
    """(pair): whether a plan cheaper than `total` may send the whole block there.

    A full school would have to send others away, at its dearest seat's price: by that much the bound rises at least.
    """
    problem = sites.problem
    seats = _dearest_seats(sites, ascent.duals.blocks)[problem.pair_school]
    block = problem.pair_block
    lost = np.maximum(problem.pair_yuan - ascent.duals.blocks[block] + seats * problem.block_pupils[block], 0.0)
    if_open = ascent.bound + np.maximum(ascent.opening_yuan[problem.pair_school, 0], 0.0)
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
    """Return the schools that have a subproblem, and the usable pairs of each."""
    subproblems = subproblems_of(problem)
    return subproblems.school, subproblems.pairs
