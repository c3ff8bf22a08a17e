"""The solve loop: search, pricing and branch-and-price alternate, each using the others' results; whole blocks only.

A short annealing for a good plan soon; column generation for the bound and the prices; a long annealing that proposes
first the pairs which the columns use. Then, until time is up: the best choice among all columns seen (recombination);
branch-and-price, once column generation has converged; a neighbourhood MIP where the plan lies furthest above the
bound; and annealing at low temperatures from the best plan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.cost import objective_of
from planner.optimise.engine_run import LEAST_SECONDS, Run, bound_effort, cheapest, is_done, plan_of
from planner.optimise.neighbourhood.neighbourhood_mip import NeighbourhoodEffort, improve_neighbourhoods
from planner.optimise.options.search import CoolingSchedule
from planner.optimise.pricing.branch_and_price import Tree, branch_and_price, start_tree
from planner.optimise.pricing.column_generation import Proof, prove, prove_further
from planner.optimise.pricing.columns import BlockColumn, pairs_of_column
from planner.optimise.runtime.clock import Clock
from planner.optimise.search.annealing import SearchEffort, SearchResult, search
from planner.optimise.search.recombination import (
    BlockPrices,
    PairColumn,
    RecombinationEffort,
    pair_columns_of,
    recombine,
)
from planner.problem.problem import Solution

_SEED_STEP = 7919


@dataclass(frozen=True, kw_only=True, eq=False)
class _Known:
    """What the loop has found so far; the tree is None where column generation was cut short."""

    best: Solution
    proof: Proof
    tree: Tree | None
    branching_share: float
    """Of the time left, what branching may take next."""
    pool: frozenset[PairColumn]


def run_solve_loop(
    run: Run, start: Solution, others: Sequence[Solution] = (), *, mostly_search: bool = True
) -> Solution:
    """Improve `start` until time is up or it is proven as good as was asked; the tracker is told totals and bounds.

    The columns of `others` are recombined too. Without `mostly_search` annealing has little of the time.
    """
    options, cooling = run.options.loop, run.options.annealing
    best, pool = start, {column for plan in (start, *others) for column in _columns_of_plan(run, plan)}
    if mostly_search:
        with run.tracker.stage("short search"):
            short = _searched(run, start, options.short_share, cooling.short)
        best = cheapest(run, start, short.best)
        pool.update(_columns(run, short))
    proof = prove_within(run, run.clock.share(options.proof_share))
    branching = run.options.pricing.branching
    tree = start_tree(run.problem, proof, lambda: run.tracker.total, branching) if proof.converged else None
    pool.update(_column_of_pairs(run, column) for column in proof.block_columns)
    known = _Known(
        best=best, proof=proof, tree=tree, branching_share=options.first_branching_share, pool=frozenset(pool)
    )
    rounds = cooling.long if mostly_search else cooling.warm
    share = options.first_search_share if mostly_search else options.little_first_search_share
    later_share = options.later_search_share if mostly_search else options.little_later_search_share
    number = 0
    while not is_done(run, known.best):
        number += 1
        seed = run.solver.seed + _SEED_STEP * number
        later = replace(run, solver=run.solver.model_copy(update={"seed": seed}))
        with run.tracker.stage("search"):
            found = _searched(later, known.best, share, rounds, proof)
        known = replace(known, best=cheapest(run, known.best, found.best), pool=known.pool.union(_columns(run, found)))
        known = _recombined(run, known)
        known = _with_neighbourhoods(later, _branched(run, known))
        rounds, share = cooling.warm, later_share
    return known.best


def prove_within(run: Run, clock: Clock) -> Proof:
    """Raise the limit until the clock ends or nothing more is to be gained."""
    tracker = run.tracker
    with tracker.stage("proof"):
        proof = prove(run.problem, bound_effort(run, clock))
    tracker.proved(proof.bound)
    return proof


def _searched(
    run: Run, begin: Solution, share: float, rounds: tuple[CoolingSchedule, ...], proof: Proof | None = None
) -> SearchResult:
    """Search for a share of the time that is left."""
    effort = SearchEffort(
        clock=run.clock.share(share),
        threads=run.solver.threads,
        seed=run.solver.seed,
        rounds=rounds,
        prices=run.options.annealing.prices,
    )
    pair_share = proof.pair_share if proof else None
    found = search(run.problem, begin, effort, pair_share=pair_share, report=run.tracker.found)
    return replace(found, best=plan_of(run.tracker, found))


def _columns(run: Run, searched: SearchResult) -> Iterable[PairColumn]:
    return (column for at in searched.met for column in pair_columns_of(run.problem, at))


def _columns_of_plan(run: Run, plan: Solution) -> Iterable[PairColumn]:
    at = np.full(run.problem.n_blocks, -1, dtype=np.int64)
    taken = np.nonzero(plan.share > 0)[0]
    at[run.problem.pair_block[taken]] = taken
    return pair_columns_of(run.problem, at)


def _column_of_pairs(run: Run, column: BlockColumn) -> PairColumn:
    return column.school, column.year, tuple(pairs_of_column(run.problem, column).tolist())


def recombined_columns(run: Run, best: Solution, proof: Proof, tree: Tree) -> Solution:
    """Return the best plan of the columns that branch-and-price generated, and of `best`."""
    pool = frozenset([*_columns_of_plan(run, best), *(_column_of_pairs(run, column) for column in tree.block_columns)])
    known = _Known(best=best, proof=proof, tree=tree, branching_share=0.0, pool=pool)
    return _recombined(run, known).best


def _recombined(run: Run, known: _Known) -> _Known:
    """Choose anew among all columns seen."""
    if run.clock.left < LEAST_SECONDS:
        return known
    distance = objective_of(run.problem, known.best).total - known.proof.bound
    with run.tracker.stage("recombination"):
        effort = RecombinationEffort(
            clock=run.clock.share(run.options.loop.recombination_share),
            prices=BlockPrices(block=known.proof.block_prices, distance=distance),
            options=run.options.recombination,
        )
        found = recombine(run.problem, known.best, known.pool, effort)
    return replace(known, best=cheapest(run, known.best, found))


def _branched(run: Run, known: _Known) -> _Known:
    """Raise the bound node by node; the columns generated on the way join the pool."""
    tracker = run.tracker
    if is_done(run, known.best):
        return known
    if known.tree is None:
        return _priced_further(run, known)
    clock, distance = run.clock.share(known.branching_share), tracker.total - known.tree.bound
    with tracker.stage("branching"):
        tree = branch_and_price(known.tree, bound_effort(run, clock))
    tracker.proved(tree.bound)
    pays = tree.bound - known.tree.bound >= run.options.loop.pays * distance
    new = tree.block_columns - known.tree.block_columns
    return replace(
        known,
        tree=tree,
        branching_share=run.options.loop.paying_branching_share if pays else run.options.loop.idle_branching_share,
        pool=known.pool.union(_column_of_pairs(run, column) for column in new),
    )


def _priced_further(run: Run, known: _Known) -> _Known:
    """Go on with pricing that has not converged; the columns generated on the way join the pool."""
    with run.tracker.stage("proof"):
        clock = run.clock.share(known.branching_share)
        proof = prove_further(run.problem, known.proof, bound_effort(run, clock))
    run.tracker.proved(proof.bound)
    branching = run.options.pricing.branching
    pays = proof.bound - known.proof.bound >= run.options.loop.pays * (run.tracker.total - known.proof.bound)
    new = set(proof.block_columns).difference(known.proof.block_columns)
    return replace(
        known,
        proof=proof,
        branching_share=run.options.loop.first_branching_share if pays else run.options.loop.idle_branching_share,
        tree=start_tree(run.problem, proof, lambda: run.tracker.total, branching) if proof.converged else None,
        pool=known.pool.union(_column_of_pairs(run, column) for column in new),
    )


def _with_neighbourhoods(run: Run, known: _Known) -> _Known:
    """Solve neighbourhood MIPs where the plan lies furthest above the bound."""
    if is_done(run, known.best):
        return known
    effort = NeighbourhoodEffort(
        clock=run.clock.share(run.options.loop.neighbourhood_share),
        threads=run.solver.threads,
        seed=run.solver.seed,
        options=run.options.neighbourhood,
    )

    def tell(plan: Solution) -> None:
        run.tracker.found_plan(run.problem, plan)

    with run.tracker.stage("neighbourhoods"):
        best = improve_neighbourhoods(run.problem, known.best, known.proof, effort, report=tell)
    return replace(known, best=best)
