"""The proven bound: linear relaxation first, then school-by-school pricing until nothing more is to be gained.

Whatever is known when the clock ends is proven: any prices prove a limit, better ones a higher limit.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from planner.optimise.clock import Clock
from planner.optimise.master import Column, Counts, Duals, Master, Met, counts_of, limit_of, obeying, open_yuan
from planner.optimise.pricing import Effort, Market, Prices, ask, bundle_cost, nothing_taken, open_market
from planner.optimise.pricing_kernel import Offer
from planner.optimise.pricing_split import Raised, raise_prices
from planner.optimise.relaxation import solve_relaxation
from planner.problem.problem import Decision, Flags, Floats, Ints, Problem

_WIDTHS = ((30, 200), (30, 200, 1000), (30, 200, 1000, 10_000))
_TOLERANCES = (2e-4, 5e-5, 0.0)
"""Yuan left unproven for each shop, as a share of the bound's yuan for each shop."""
_FIRST_REACH = 0.03
"""How far prices may move at first, as a share of themselves."""
_LEAST_REACH = 1e-6
_WIDER, _NARROWER = 1.1, 0.8
_SMOOTHING = 0.3
"""Share of the best prices in the next ones."""
_CLOSE_ENOUGH = 1e-7
_UNPROVEN_SHARE = 2.0
_STALE_ROUNDS = 12
_RELAXATION_SHARE = 0.5
_SPLIT_ROUNDS = 1
"""Rounds of the relaxation before split blocks are priced: pricing does the rest sooner."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Proof:
    """What is proven, and what was found on the way."""

    bound: float
    """No plan's total is below this, yuan a year."""
    block_prices: Floats
    """(block): what placing the block costs at the margin, yuan a year."""
    opening_yuan: Floats
    """(school, year): by how much the bound rises at least if the school must be open; minus that if it must be closed.

    0 for schools that are decided."""
    columns: tuple[Column, ...]
    """Bundles found by pricing: each could be one school's whole intake in one year."""
    bundles: tuple[tuple[int, int, Ints], ...]
    """(school, year, pairs) of each of the columns."""
    pair_share: Floats
    """(pair): how the bundles would share out each block, were fractions of bundles allowed."""
    converged: bool
    """Whether pricing found nothing more to gain, rather than running out of time."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _State:
    """Where the pricing stands."""

    bound: float
    best: Duals
    opening_yuan: Floats
    taken: list[Flags]
    reach: float
    level: int
    stale: int


Total = Callable[[], float]
Report = Callable[[float], None]


def prove(problem: Problem, best_total: Total, clock: Clock, *, threads: int, report: Report = lambda _: None) -> Proof:
    """Raise the limit until the clock ends, it meets `best_total()`, or pricing has nothing more to give.

    `report` is called with each higher bound, yuan. Split blocks leave no bundles behind.
    """
    rounds = None if problem.whole else _SPLIT_ROUNDS
    relaxed = solve_relaxation(problem, clock.share(_RELAXATION_SHARE), rounds)
    report(relaxed.bound)
    market, counts = open_market(problem), counts_of(problem)
    first = Duals(
        blocks=np.clip(relaxed.block_prices, 0.0, problem.block_pupils * problem.shortfall_yuan_per_pupil),
        counts=np.zeros(len(counts.low)),
    )
    state = _State(
        bound=relaxed.bound,
        best=first,
        opening_yuan=np.zeros((problem.n_schools, problem.n_years)),
        taken=nothing_taken(market),
        reach=_FIRST_REACH,
        level=0,
        stale=0,
    )
    with ThreadPoolExecutor(threads) as pool:
        if not problem.whole:
            best = raise_prices(market, counts, (relaxed, first), best_total, (pool, clock, report))
            return _proof_of_split(problem, best)
        return _priced(_Pricing(market=market, counts=counts, clock=clock, pool=pool), state, best_total, report)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Pricing:
    """What stays the same from round to round."""

    market: Market
    counts: Counts
    clock: Clock
    pool: ThreadPoolExecutor


def _priced(pricing: _Pricing, state: _State, best_total: Total, report: Report) -> Proof:
    """Ask the shops, let the bundles meet, and again."""
    market, counts = pricing.market, pricing.counts
    master, columns, known = Master(market, counts), _opened_empty(market, counts), set[tuple[int, bytes]]()
    master.add(columns)
    duals, met, converged = state.best, None, False
    by = (pricing.pool, pricing.clock)
    reach, kept_yuan = _reach(state.best), _kept_yuan(market.problem)
    while not converged and state.bound < best_total():
        offers = ask(market, _prices(pricing, duals), state.taken, _effort(state, market), by)
        if offers is None:
            break
        bound, opening = limit_of(market, counts, duals, [offer.upper for offer in offers])
        new = _new_columns(market, counts, offers, known)
        master.add(new)
        columns += new
        state = _moved(state, duals, (bound, opening), offers, found=bool(new))
        report(state.bound)
        box = Duals(blocks=reach.blocks * state.reach, counts=reach.counts * state.reach)
        now = master.meet(state.best, box, pricing.clock)
        if now is None:
            break
        met = now
        duals = _between(state.best, obeying(counts, met.duals), _SMOOTHING if new else 0.0)
        unproven = sum(offer.upper - offer.value for offer in offers)
        missing = met.value + kept_yuan - state.bound
        state, converged = _looking_harder(state, missing, unproven, found=bool(new))
    return _proof(pricing, state, columns, met, converged=converged)


def _kept_yuan(problem: Problem) -> float:
    """Return what the schools that are kept cost: the master does not count it."""
    return float(open_yuan(problem) @ (problem.school_decision == Decision.KEEP)) * problem.n_years


def _reach(duals: Duals) -> Duals:
    """How far each price may move at a reach of 1: as far as it is high, and a little where it is low."""
    typical = float(duals.blocks.mean()) if len(duals.blocks) else 1.0
    return Duals(
        blocks=np.maximum(duals.blocks, 0.1 * typical) + 1.0, counts=np.full(len(duals.counts), 10.0 * typical + 1.0)
    )


def _prices(pricing: _Pricing, duals: Duals) -> Prices:
    """Turn duals into what shops are asked with: a budget's price falls on every one-off yuan of its year."""
    years = pricing.market.problem.n_years
    return Prices(blocks=duals.blocks, one_off=np.maximum(-duals.counts[years:], 0.0))


def _between(best: Duals, next_: Duals, part: float) -> Duals:
    return Duals(
        blocks=part * best.blocks + (1 - part) * next_.blocks, counts=part * best.counts + (1 - part) * next_.counts
    )


def _effort(state: _State, market: Market) -> Effort:
    per_shop = max(state.bound, 0.0) / max(len(market.shops), 1)
    return Effort(tolerance=_TOLERANCES[state.level] * per_shop, widths=_WIDTHS[state.level])


def _moved(state: _State, duals: Duals, limit: tuple[float, Floats], offers: Sequence[Offer], *, found: bool) -> _State:
    """Keep the better prices; allow longer steps after a gain, shorter ones after none."""
    bound, opening = limit
    taken = [offer.taken if offer.taken.any() else old for offer, old in zip(offers, state.taken, strict=True)]
    if bound <= state.bound:
        narrower = _NARROWER if found else 1.0
        return replace(state, taken=taken, reach=state.reach * narrower, stale=state.stale + 1)
    gained = bound - state.bound > _CLOSE_ENOUGH * abs(bound)
    return replace(
        state,
        taken=taken,
        bound=bound,
        best=duals,
        opening_yuan=opening,
        reach=min(state.reach * _WIDER, 1.0),
        stale=0 if gained else state.stale + 1,
    )


def _looking_harder(state: _State, missing: float, unproven: float, *, found: bool) -> tuple[_State, bool]:
    """Look harder when the bundles have little more to give at this effort; say whether it was the hardest.

    `missing`: from the bound to where the bundles meet; `unproven`: what the shops' answers left open of it.
    """
    hardest = state.level + 1 == len(_WIDTHS)
    near = missing <= (0.0 if hardest else _UNPROVEN_SHARE * unproven) + _CLOSE_ENOUGH * abs(state.bound)
    stuck = not found and state.stale > 1
    if not (near or stuck or state.stale > _STALE_ROUNDS or state.reach < _LEAST_REACH):
        return state, False
    if hardest:
        return state, True
    return replace(state, level=state.level + 1, stale=0, reach=max(state.reach, 1e-3)), False


def _opened_empty(market: Market, counts: Counts) -> list[Column]:
    """Columns of free schools that are open with nobody there: a merge count may ask for them."""
    problem = market.problem
    yuan = open_yuan(problem)
    place = {
        (int(school), int(year)): s for s, (school, year) in enumerate(zip(market.school, market.year, strict=True))
    }
    nobody = np.zeros(0, dtype=np.int64)
    return [
        Column(
            shop=place.get((int(school), year), -1),
            blocks=nobody,
            yuan=float(yuan[school]),
            counts=counts.opened[:, school, year],
        )
        for school in np.nonzero((problem.school_decision == Decision.FREE) & problem.school_mergeable)[0]
        for year in range(problem.n_years)
        if np.isfinite(counts.low[year]) and ((int(school), year) in place)
    ]


def _new_columns(
    market: Market, counts: Counts, offers: Sequence[Offer], known: set[tuple[int, bytes]]
) -> list[Column]:
    """Turn bundles not met before into columns."""
    new = []
    for s, offer in enumerate(offers):
        key = (s, offer.taken.tobytes())
        if offer.taken.any() and key not in known:
            known.add(key)
            new.append(_column(market, counts, s, offer.taken))
    return new


def _column(market: Market, counts: Counts, s: int, taken: Flags) -> Column:
    problem, school, year = market.problem, market.school[s], market.year[s]
    cost, rooms, beds = bundle_cost(market.shops[s], taken)
    one_off = rooms * problem.school_classroom_yuan[school] + beds * problem.school_bed_yuan[school]
    free = problem.school_decision[school] == Decision.FREE
    opened = open_yuan(problem)[school] if free else 0.0
    counted = counts.rooms[:, school, year] * rooms + counts.beds[:, school, year] * beds
    return Column(
        shop=s,
        blocks=market.blocks[s][taken],
        yuan=float(cost + problem.annuity * one_off + opened),
        counts=counted + counts.opened[:, school, year] * free,
    )


def _proof(pricing: _Pricing, state: _State, columns: Sequence[Column], met: Met | None, *, converged: bool) -> Proof:
    market = pricing.market
    bundles = tuple(_bundle(market, column) for column in columns)
    share = np.zeros(market.problem.n_pairs)
    if met is not None:
        # The columns of the last round were not met yet.
        for (_, _, pairs), used in zip(bundles, met.used, strict=False):
            share[pairs] += used
    return Proof(
        bound=state.bound,
        block_prices=state.best.blocks,
        opening_yuan=state.opening_yuan,
        columns=tuple(columns),
        bundles=bundles,
        pair_share=share.clip(0.0, 1.0),
        converged=converged,
    )


def _proof_of_split(problem: Problem, raised: Raised) -> Proof:
    return Proof(
        bound=raised.bound,
        block_prices=raised.duals.blocks,
        opening_yuan=raised.opening_yuan,
        columns=(),
        bundles=(),
        pair_share=np.zeros(problem.n_pairs),
        converged=raised.converged,
    )


def _bundle(market: Market, column: Column) -> tuple[int, int, Ints]:
    """Return the school, the year and the pairs of a column."""
    s = column.shop
    first = market.problem.block_first_pair
    school = market.school[s]
    pairs = [
        first[block] + np.searchsorted(market.problem.pair_school[first[block] : first[block + 1]], school)
        for block in column.blocks
    ]
    return int(school), int(market.year[s]), np.array(pairs, dtype=np.int64)
