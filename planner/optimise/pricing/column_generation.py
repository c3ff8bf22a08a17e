"""Column generation: the linear relaxation first, then pricing subproblems and master until no column prices out.

Whatever is known when the clock ends is proven: any prices prove a limit, better ones a higher limit.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from planner.optimise.models.relaxation import solve_relaxation
from planner.optimise.options.pricing import ColumnGenerationOptions
from planner.optimise.pricing.columns import (
    BlockColumn,
    KnownColumns,
    block_columns_of,
    columns_again,
    columns_missing,
    new_columns,
    pairs_of_column,
    standing_columns,
    with_cuts,
)
from planner.optimise.pricing.cuts import Cut, FindCuts, cuts_of
from planner.optimise.pricing.duals import between, prices_of, trust_region_of, with_more_rows, within
from planner.optimise.pricing.effort import BoundEffort, Workers, tell_nobody
from planner.optimise.pricing.master import (
    Column,
    Duals,
    Limit,
    LinkingRows,
    Master,
    MasterSolution,
    MoreRow,
    limit_of,
    linking_rows_of,
    obeying,
    open_yuan,
)
from planner.optimise.pricing.resting import Standing, gains_little
from planner.optimise.pricing.separation import cuts_broken_by, is_time_to_cut
from planner.optimise.pricing.split_subproblems import (
    Ascent,
    AscentEffort,
    Beginning,
    by_subproblem,
    subgradient_ascent,
)
from planner.optimise.pricing.subproblem_kernel import SubproblemResult
from planner.optimise.pricing.subproblems import (
    SubproblemEffort,
    Subproblems,
    nothing_taken,
    solve_subproblems,
    subproblems_of,
)
from planner.optimise.runtime import rates
from planner.problem.problem import Decision, Flags, Floats, Problem


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
    more_rows: tuple[MoreRow, ...]
    """Cuts and rows of branches: those of `linking_prices` below the rows that the problem states."""
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


def prove(problem: Problem, effort: BoundEffort) -> Proof:
    """Raise the limit until the clock ends, it meets the best total, or pricing has nothing more to give.

    Split blocks generate no columns.
    """
    clock, threads, options = effort.clock, effort.threads, effort.options
    relaxation = options.relaxation
    if not problem.whole:
        relaxation = replace(relaxation, rounds=relaxation.split_rounds)
    relaxed = solve_relaxation(problem, clock.share(relaxation.time_share), relaxation)
    effort.report(relaxed.bound)
    subproblems, linking = subproblems_of(problem), linking_rows_of(problem)
    clock.spend(rates.of_subproblems_made(problem))
    first = Duals(
        blocks=np.clip(relaxed.block_prices, 0.0, problem.block_left_yuan),
        linking=np.zeros(len(linking.low)),
    )
    with ThreadPoolExecutor(threads) as pool:
        workers = Workers(pool=pool, threads=threads, clock=clock)
        if not problem.whole:
            fill = by_subproblem(subproblems, linking, relaxed.bed_prices, workers)
            ascent = AscentEffort(
                best_total=effort.best_total,
                clock=clock,
                options=options.ascent,
                report=effort.report,
                round_seconds=rates.by_threads(rates.of_ascent_round(len(subproblems.each), problem.n_pairs), threads),
            )
            begin = Beginning(bound=relaxed.bound, duals=first)
            return _proof_of_split(problem, subgradient_ascent(subproblems, linking, begin, fill, ascent))
        pricing = _Pricing(
            subproblems=subproblems,
            linking=linking,
            workers=workers,
            effort=effort,
            close=options.column_generation.close,
            may_rest=True,
            find_cuts=cuts_of(problem, options.column_generation.least_broken),
        )
        return _priced(pricing, _begin(pricing, relaxed.bound, first), ())


def prove_further(problem: Problem, above: Proof, effort: BoundEffort) -> Proof:
    """Go on with pricing that rested, or was cut short, before it converged; whole blocks only."""
    subproblems, linking = subproblems_of(problem), linking_rows_of(problem, above.more_rows)
    first = obeying(linking, Duals(blocks=above.block_prices, linking=above.linking_prices))
    effort.clock.spend(rates.of_subproblems_made(problem))
    with ThreadPoolExecutor(effort.threads) as pool:
        pricing = _Pricing(
            subproblems=subproblems,
            linking=linking,
            workers=Workers(pool=pool, threads=effort.threads, clock=effort.clock),
            effort=effort,
            close=effort.options.column_generation.close,
            more_rows=above.more_rows,
            find_cuts=cuts_of(problem, effort.options.column_generation.least_broken),
        )
        further = _priced(pricing, _begin(pricing, above.bound, first), above.block_columns)
    return further if further.bound > above.bound or further.converged else above


def prove_node(problem: Problem, more_rows: Sequence[MoreRow], above: Proof, effort: BoundEffort) -> Proof:
    """Raise the bound of a node of branch-and-price, from the proof `above` it; whole blocks only, on one thread.

    It ends where the bound reaches the best total, or the master's value is close to the bound (`BranchingOptions`).
    Its bound is that of a node, not of the problem, and so is not reported.

    `problem` is the node's own: some pairs taken away, some schools decided, of the same blocks and schools. The
    columns of `above` that are possible in it enter the master first.
    """
    subproblems, linking = subproblems_of(problem), linking_rows_of(problem, more_rows)
    first = obeying(linking, Duals(blocks=above.block_prices, linking=known_linking_prices(linking, above)))
    effort.clock.spend(rates.of_subproblems_made(problem))
    with ThreadPoolExecutor(1) as pool:
        pricing = _Pricing(
            subproblems=subproblems,
            linking=linking,
            workers=Workers(pool=pool, threads=1, clock=effort.clock),
            effort=replace(effort, report=tell_nobody),
            close=effort.options.branching.close,
            more_rows=tuple(more_rows),
        )
        return _priced(pricing, _begin(pricing, above.bound, first), above.block_columns)


def known_linking_prices(linking: LinkingRows, above: Proof) -> Floats:
    """Return a proof's prices of linking rows, 0 for rows that came later."""
    prices = np.zeros(len(linking.low))
    prices[: len(above.linking_prices)] = above.linking_prices
    return prices


def _begin(pricing: "_Pricing", bound: float, first: Duals) -> _State:
    subproblems, problem = pricing.subproblems, pricing.subproblems.problem
    return _State(
        bound=bound,
        best=first,
        opening_yuan=np.zeros((problem.n_schools, problem.n_years)),
        earned=np.zeros(len(subproblems.each)),
        taken=nothing_taken(subproblems),
        trust_region=pricing.options.first_trust_region,
        level=0,
        stale=0,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Pricing:
    """What stays the same from round to round."""

    subproblems: Subproblems
    linking: LinkingRows
    workers: Workers
    effort: BoundEffort
    close: float
    """Share of the bound by which the master's value may exceed it when pricing has converged."""
    may_rest: bool = False
    """Whether it ends, for now, once it gains little."""
    more_rows: tuple[MoreRow, ...] = ()
    """Those of `linking` below the rows that the problem states."""
    find_cuts: FindCuts | None = None
    """What finds rows of the rules between assignments that are broken; None where none are looked for."""

    @property
    def options(self) -> ColumnGenerationOptions:
        """How."""
        return self.effort.options.column_generation


def _priced(pricing: _Pricing, state: _State, block_columns: Sequence[BlockColumn]) -> Proof:
    """Solve the pricing subproblems, add their columns, re-solve the master, until converged or out of time."""
    subproblems, linking, clock = pricing.subproblems, pricing.linking, pricing.workers.clock
    master, known = Master(subproblems, linking), KnownColumns()
    columns = [*standing_columns(subproblems, linking), *columns_again(subproblems, linking, block_columns, known)]
    master.add(columns)
    duals, met, converged = state.best, None, False
    trust_region, kept_yuan = trust_region_of(state.best), _kept_yuan(subproblems.problem)
    met_so_far = [Standing(clock.left, state.bound)]
    while not converged and state.bound < pricing.effort.best_total() and not clock.is_over:
        exactness = _exactness(pricing, state)
        results = solve_subproblems(subproblems, prices_of(linking, duals), state.taken, exactness, pricing.workers)
        if results is None:
            break
        clock.spend(_seconds_of(pricing, results))
        limit = limit_of(subproblems, linking, duals, [result.upper for result in results])
        new = new_columns(subproblems, linking, results, known)
        master.add(new)
        columns += new
        now = _Round(duals=duals, limit=limit, results=results, found=bool(new))
        state = _moved(pricing, state, now)
        pricing.effort.report(state.bound)
        met_so_far.append(Standing(clock.left, state.bound))
        if pricing.may_rest and gains_little(met_so_far, pricing.effort.best_total(), pricing.options):
            break
        solved = master.solve(state.best, within(trust_region, state.trust_region), clock)
        if solved is None:
            break
        met = solved
        duals = between(state.best, obeying(linking, met.duals), pricing.options.smoothing if new else 0.0)
        state, converged = _looking_harder(pricing, state, now, met.value + kept_yuan - state.bound)
        cuts = _cuts(pricing, columns, met) if converged or is_time_to_cut(len(met_so_far), pricing.options) else []
        if cuts:
            pricing = _with_cuts(pricing, cuts)
            linking, converged = pricing.linking, False
            columns = with_cuts(subproblems, linking, columns)
            master.add_rows(linking, columns)
            master.add(empty := columns_missing(subproblems, linking, columns))
            columns += empty
            state = replace(state, best=with_more_rows(linking, state.best), stale=0)
            duals, trust_region = with_more_rows(linking, duals), trust_region_of(state.best)
    return _proof(pricing, state, columns, met, converged=converged)


def _cuts(pricing: _Pricing, columns: Sequence[Column], met: MasterSolution) -> list[Cut]:
    """Return rows of the rules between assignments to add, where they are looked for."""
    if pricing.find_cuts is None:
        return []
    cuts = cuts_broken_by(met, columns, pricing.subproblems, pricing.find_cuts, pricing.more_rows)
    return cuts[: pricing.options.most_cuts]


def _with_cuts(pricing: _Pricing, cuts: Sequence[Cut]) -> _Pricing:
    """Return the pricing with more rows."""
    rows = (*pricing.more_rows, *cuts)
    return replace(pricing, linking=linking_rows_of(pricing.subproblems.problem, rows), more_rows=rows)


def _seconds_of(pricing: _Pricing, results: Sequence[SubproblemResult]) -> float:
    items = sum(len(result.taken) for result in results)
    nodes = sum(int(result.nodes) for result in results)
    return rates.by_threads(rates.of_subproblems(len(results), items, nodes), pricing.workers.threads)


def _kept_yuan(problem: Problem) -> float:
    """Return what the schools that are kept cost: the master does not count it."""
    return float(open_yuan(problem) @ (problem.school_decision == Decision.KEEP)) * problem.n_years


def _exactness(pricing: _Pricing, state: _State) -> SubproblemEffort:
    level = pricing.options.levels[state.level]
    of_each = max(state.bound, 0.0) / max(len(pricing.subproblems.each), 1)
    return SubproblemEffort(tolerance=level.tolerance * of_each, widths=level.widths)


class _Round(NamedTuple):
    """What one round of pricing found."""

    duals: Duals
    """The prices it was done at."""
    limit: Limit
    results: Sequence[SubproblemResult]
    found: bool
    """Whether there was a column that the master did not have."""


def _moved(pricing: _Pricing, state: _State, now: _Round) -> _State:
    """Keep the better prices; allow longer steps after a gain, shorter ones after none."""
    taken = [result.taken if result.taken.any() else old for result, old in zip(now.results, state.taken, strict=True)]
    bound, options = now.limit.bound, pricing.options
    if bound <= state.bound:
        narrower = options.narrower if now.found else 1.0
        return replace(state, taken=taken, trust_region=state.trust_region * narrower, stale=state.stale + 1)
    gained = bound - state.bound > pricing.close * abs(bound)
    return replace(
        state,
        taken=taken,
        bound=bound,
        best=now.duals,
        opening_yuan=now.limit.opening_yuan,
        earned=np.array([result.upper for result in now.results]),
        trust_region=min(state.trust_region * options.wider, 1.0),
        stale=0 if gained else state.stale + 1,
    )


def _looking_harder(pricing: _Pricing, state: _State, now: _Round, missing: float) -> tuple[_State, bool]:
    """Solve subproblems more exactly once the present exactness gains little; say whether it was the most exact.

    `missing`: from the bound to the master's value.
    """
    options = pricing.options
    unproven = sum(result.upper - result.value for result in now.results)
    hardest = state.level + 1 == len(options.levels)
    near = missing <= (0.0 if hardest else options.unproven_share * unproven) + pricing.close * abs(state.bound)
    stuck = not now.found and state.stale > 1
    is_narrow = state.trust_region < options.least_trust_region
    if not (near or stuck or state.stale > options.stale_rounds or is_narrow):
        return state, False
    if hardest:
        return state, True
    trust_region = max(state.trust_region, options.next_trust_region)
    return replace(state, level=state.level + 1, stale=0, trust_region=trust_region), False


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
        more_rows=pricing.more_rows,
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
        more_rows=(),
        earned_yuan=np.zeros_like(ascent.opening_yuan),
        block_columns=(),
        used=np.zeros(0),
        pair_share=np.zeros(problem.n_pairs),
        converged=ascent.converged,
    )
