"""Column generation: the linear relaxation first, then pricing subproblems and master until no column prices out.

Whatever is known when the clock ends is proven: any prices prove a limit, better ones a higher limit.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from planner.optimise.models.relaxation import solve_relaxation
from planner.optimise.pricing.columns import (
    BlockColumn,
    block_columns_of,
    columns_again,
    new_columns,
    pairs_of_column,
    standing_columns,
)
from planner.optimise.pricing.master import (
    ClassRow,
    Column,
    Duals,
    LinkingRows,
    Master,
    MasterSolution,
    limit_of,
    linking_rows_of,
    obeying,
    open_yuan,
)
from planner.optimise.pricing.split_subproblems import Ascent, AscentLimits, by_subproblem, subgradient_ascent
from planner.optimise.pricing.subproblem_kernel import SubproblemResult
from planner.optimise.pricing.subproblems import (
    Prices,
    SubproblemOptions,
    Subproblems,
    nothing_taken,
    solve_subproblems,
    subproblems_of,
)
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.problem.problem import Decision, Flags, Floats, Problem

_WIDTHS = ((30, 200), (30, 200, 1000), (30, 200, 1000, 10_000))
_TOLERANCES = (2e-4, 5e-5, 0.0)
"""Yuan left unproven for each subproblem, as a share of the bound's yuan for each subproblem."""
_FIRST_TRUST_REGION = 0.03
"""First half-width of the trust region, as a share of the prices."""
_LEAST_TRUST_REGION = 1e-6
_WIDER, _NARROWER = 1.1, 0.8
_SMOOTHING = 0.3
"""Share of the best prices in the next ones (smoothing, Wentges 1997)."""
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
    linking_prices: Floats
    """(row of `LinkingRows`): what one more, or one less, would be worth, yuan a year."""
    earned_yuan: Floats
    """(school, year): the most that a column earns there at these prices, if the school is open anyway."""
    block_columns: tuple[BlockColumn, ...]
    """Columns generated: each could be one school's whole intake in one year."""
    used: Floats
    """(column): its value in the master's optimum."""
    pair_share: Floats
    """(pair): the share of its block there in the master's optimum."""
    converged: bool
    """Whether pricing found nothing more to gain, rather than running out of time."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _State:
    """Where the pricing stands."""

    bound: float
    best: Duals
    opening_yuan: Floats
    earned: Floats
    taken: list[Flags]
    trust_region: float
    level: int
    stale: int
    close: float
    """Share of the bound by which the master's value may exceed it when pricing has converged."""


BestTotal = Callable[[], float]
BoundReport = Callable[[float], None]
By = tuple[ThreadPoolExecutor, int, Clock]
"""Threads, how many they are, and until when."""


def prove(
    problem: Problem, best_total: BestTotal, clock: Clock, *, threads: int, report: BoundReport = lambda _: None
) -> Proof:
    """Raise the limit until the clock ends, it meets `best_total()`, or pricing has nothing more to give.

    `report` is called with each higher bound, yuan. Split blocks generate no columns.
    """
    rounds = None if problem.whole else _SPLIT_ROUNDS
    relaxed = solve_relaxation(problem, clock.share(_RELAXATION_SHARE), rounds)
    report(relaxed.bound)
    subproblems, linking = subproblems_of(problem), linking_rows_of(problem)
    clock.spend(rates.of_subproblems_made(problem))
    first = Duals(
        blocks=np.clip(relaxed.block_prices, 0.0, problem.block_pupils * problem.shortfall_yuan_per_pupil),
        linking=np.zeros(len(linking.low)),
    )
    with ThreadPoolExecutor(threads) as pool:
        if not problem.whole:
            fill = by_subproblem(subproblems, linking, relaxed.bed_prices, (pool, clock))
            round_ = rates.by_threads(rates.of_ascent_round(len(subproblems.each), problem.n_pairs), threads)
            effort = AscentLimits(best_total=best_total, clock=clock, report=report, round_seconds=round_)
            best = subgradient_ascent(subproblems, linking, (relaxed.bound, first), fill, effort)
            return _proof_of_split(problem, best)
        pricing = _Pricing(subproblems=subproblems, linking=linking, clock=clock, pool=pool, threads=threads)
        return _priced(pricing, _begin(subproblems, relaxed.bound, first, _CLOSE_ENOUGH), (), best_total, report)


def prove_node(
    problem: Problem, class_rows: Sequence[ClassRow], above: Proof, until: tuple[BestTotal, float], by: By
) -> Proof:
    """Raise the bound of a node of branch-and-price, from the proof `above` it; whole blocks only.

    `until`: the bound reaches the first's total, or the master's value is within the second's share of the bound.

    `problem` is the node's own: some pairs taken away, some schools decided, of the same blocks and schools. The
    columns of `above` that are possible in it enter the master first.
    """
    subproblems, linking = subproblems_of(problem), linking_rows_of(problem, class_rows)
    first = obeying(linking, Duals(blocks=above.block_prices, linking=known_linking_prices(linking, above)))
    pool, threads, clock = by
    clock.spend(rates.of_subproblems_made(problem))
    pricing = _Pricing(subproblems=subproblems, linking=linking, clock=clock, pool=pool, threads=threads)
    return _priced(
        pricing, _begin(subproblems, above.bound, first, until[1]), above.block_columns, until[0], lambda _: None
    )


def known_linking_prices(linking: LinkingRows, above: Proof) -> Floats:
    """Return a proof's prices of counted rows, 0 for rows that came later."""
    prices = np.zeros(len(linking.low))
    prices[: len(above.linking_prices)] = above.linking_prices
    return prices


def _begin(subproblems: Subproblems, bound: float, first: Duals, close: float) -> _State:
    problem = subproblems.problem
    return _State(
        bound=bound,
        best=first,
        opening_yuan=np.zeros((problem.n_schools, problem.n_years)),
        earned=np.zeros(len(subproblems.each)),
        taken=nothing_taken(subproblems),
        trust_region=_FIRST_TRUST_REGION,
        level=0,
        stale=0,
        close=close,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Pricing:
    """What stays the same from round to round."""

    subproblems: Subproblems
    linking: LinkingRows
    clock: Clock
    pool: ThreadPoolExecutor
    threads: int


def _priced(
    pricing: _Pricing, state: _State, block_columns: Sequence[BlockColumn], best_total: BestTotal, report: BoundReport
) -> Proof:
    """Solve the pricing subproblems, add their columns, re-solve the master, until converged or out of time."""
    subproblems, linking = pricing.subproblems, pricing.linking
    master, known = Master(subproblems, linking), set[tuple[int, bytes]]()
    columns = [*standing_columns(subproblems, linking), *columns_again(subproblems, linking, block_columns, known)]
    master.add(columns)
    duals, met, converged = state.best, None, False
    by = (pricing.pool, pricing.clock)
    trust_region, kept_yuan = _trust_region(state.best), _kept_yuan(subproblems.problem)
    while not converged and state.bound < best_total() and not pricing.clock.is_over:
        results = solve_subproblems(
            subproblems, prices_of(linking, duals), state.taken, _effort(state, subproblems), by
        )
        if results is None:
            break
        pricing.clock.spend(_seconds_of(pricing, results))
        bound, opening = limit_of(subproblems, linking, duals, [result.upper for result in results])
        new = new_columns(subproblems, linking, results, known)
        master.add(new)
        columns += new
        state = _moved(state, duals, (bound, opening), results, found=bool(new))
        report(state.bound)
        box = Duals(blocks=trust_region.blocks * state.trust_region, linking=trust_region.linking * state.trust_region)
        now = master.solve(state.best, box, pricing.clock)
        if now is None:
            break
        met = now
        duals = _between(state.best, obeying(linking, met.duals), _SMOOTHING if new else 0.0)
        unproven = sum(result.upper - result.value for result in results)
        missing = met.value + kept_yuan - state.bound
        state, converged = _looking_harder(state, missing, unproven, found=bool(new))
    return _proof(pricing, state, columns, met, converged=converged)


def _seconds_of(pricing: _Pricing, results: Sequence[SubproblemResult]) -> float:
    items = sum(len(result.taken) for result in results)
    nodes = sum(int(result.nodes) for result in results)
    return rates.by_threads(rates.of_subproblems(len(results), items, nodes), pricing.threads)


def _kept_yuan(problem: Problem) -> float:
    """Return what the schools that are kept cost: the master does not count it."""
    return float(open_yuan(problem) @ (problem.school_decision == Decision.KEEP)) * problem.n_years


def _trust_region(duals: Duals) -> Duals:
    """How far each price may move at a reach of 1: as far as it is high, and a little where it is low."""
    typical = float(duals.blocks.mean()) if len(duals.blocks) else 1.0
    return Duals(
        blocks=np.maximum(duals.blocks, 0.1 * typical) + 1.0, linking=np.full(len(duals.linking), 10.0 * typical + 1.0)
    )


def prices_of(linking: LinkingRows, duals: Duals) -> Prices:
    """Return duals as prices in the subproblems: what a room, a bed and a class cost beside their own yuan."""
    return Prices(
        blocks=duals.blocks,
        rooms=-np.tensordot(duals.linking, linking.rooms, axes=1),
        beds=-np.tensordot(duals.linking, linking.beds, axes=1),
        classes=np.tensordot(duals.linking, linking.classes, axes=1),
    )


def _between(best: Duals, next_: Duals, part: float) -> Duals:
    return Duals(
        blocks=part * best.blocks + (1 - part) * next_.blocks, linking=part * best.linking + (1 - part) * next_.linking
    )


def _effort(state: _State, subproblems: Subproblems) -> SubproblemOptions:
    per_shop = max(state.bound, 0.0) / max(len(subproblems.each), 1)
    return SubproblemOptions(tolerance=_TOLERANCES[state.level] * per_shop, widths=_WIDTHS[state.level])


def _moved(
    state: _State, duals: Duals, limit: tuple[float, Floats], results: Sequence[SubproblemResult], *, found: bool
) -> _State:
    """Keep the better prices; allow longer steps after a gain, shorter ones after none."""
    bound, opening = limit
    taken = [result.taken if result.taken.any() else old for result, old in zip(results, state.taken, strict=True)]
    if bound <= state.bound:
        narrower = _NARROWER if found else 1.0
        return replace(state, taken=taken, trust_region=state.trust_region * narrower, stale=state.stale + 1)
    gained = bound - state.bound > state.close * abs(bound)
    return replace(
        state,
        taken=taken,
        bound=bound,
        best=duals,
        opening_yuan=opening,
        earned=np.array([result.upper for result in results]),
        trust_region=min(state.trust_region * _WIDER, 1.0),
        stale=0 if gained else state.stale + 1,
    )


def _looking_harder(state: _State, missing: float, unproven: float, *, found: bool) -> tuple[_State, bool]:
    """Solve subproblems more exactly once the present exactness gains little; say whether it was the most exact.

    `missing`: from the bound to the master's value; `unproven`: what the subproblems' tolerances leave open of it.
    """
    hardest = state.level + 1 == len(_WIDTHS)
    near = missing <= (0.0 if hardest else _UNPROVEN_SHARE * unproven) + state.close * abs(state.bound)
    stuck = not found and state.stale > 1
    if not (near or stuck or state.stale > _STALE_ROUNDS or state.trust_region < _LEAST_TRUST_REGION):
        return state, False
    if hardest:
        return state, True
    return replace(state, level=state.level + 1, stale=0, trust_region=max(state.trust_region, 1e-3)), False


def _proof(
    pricing: _Pricing, state: _State, columns: Sequence[Column], met: MasterSolution | None, *, converged: bool
) -> Proof:
    subproblems = pricing.subproblems
    problem = subproblems.problem
    column = [len(column.blocks) > 0 for column in columns]
    block_columns = block_columns_of(subproblems, columns)
    # the columns of the last round were not in the master yet
    used = np.zeros(len(columns))
    if met is not None:
        used[: len(met.used)] = met.used
    used, share = used[column], np.zeros(problem.n_pairs)
    earned = np.zeros((problem.n_schools, problem.n_years))
    earned[subproblems.school, subproblems.year] = state.earned
    for place in np.nonzero(used)[0]:
        share[pairs_of_column(problem, block_columns[place])] += used[place]
    return Proof(
        bound=state.bound,
        block_prices=state.best.blocks,
        linking_prices=state.best.linking,
        opening_yuan=state.opening_yuan,
        earned_yuan=earned,
        block_columns=block_columns,
        used=used,
        pair_share=share.clip(0.0, 1.0),
        converged=converged,
    )


def _proof_of_split(problem: Problem, ascent: Ascent) -> Proof:
    return Proof(
        bound=ascent.bound,
        block_prices=ascent.duals.blocks,
        opening_yuan=ascent.opening_yuan,
        linking_prices=ascent.duals.linking,
        earned_yuan=np.zeros_like(ascent.opening_yuan),
        block_columns=(),
        used=np.zeros(0),
        pair_share=np.zeros(problem.n_pairs),
        converged=ascent.converged,
    )
