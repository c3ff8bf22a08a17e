"""Search, pricing and branching by turns, each working on the others' answers; whole blocks only.

A sprint of the search, for a good plan soon; pricing, for the limit and for where blocks belong; a marathon of the
search that tries first what pricing would do. Then, until time is up: recombination of everything seen; branching,
where pricing has nothing more to give; neighbourhoods decided anew where the plan lies furthest above the limit; and
strolls of the search from the best plan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.cost import objective_of
from planner.optimise.engine_run import LEAST_SECONDS, Run, cheapest, is_done
from planner.optimise.polish import Effort as Polish
from planner.optimise.polish import polish
from planner.optimise.pricing.branch_and_price import Tree, grow, plant
from planner.optimise.pricing.column_generation import Proof, prove
from planner.optimise.pricing.columns import Taking, pairs_of
from planner.optimise.runtime.clock import Clock
from planner.optimise.search.annealing import MARATHON, SPRINT, STROLL, Effort, Round, Searched, search
from planner.optimise.search.recombination import Bundle, Prices, bundles_of, recombine
from planner.problem.problem import Solution

_SPRINT_SHARE = 0.04
_PROOF_SHARE = 0.3
_RECOMBINE_SHARE = 0.15
_POLISH_SHARE = 0.1
_FIRST_BRANCHING_SHARE = 0.2
_PAYING_BRANCHING_SHARE = 0.6
_IDLE_BRANCHING_SHARE = 0.05
_PAYS = 0.05
"""Branching pays where it takes away this share of the distance between plan and limit."""
_SEED_STEP = 7919


@dataclass(frozen=True, kw_only=True)
class Habits:
    """What part the search has in it: its rounds and its share of the time left, the first time and later."""

    sprints: bool
    first: tuple[Round, ...]
    first_share: float
    later_share: float


USUAL = Habits(sprints=True, first=MARATHON, first_share=0.45, later_share=0.4)
SETTLED = Habits(sprints=False, first=STROLL, first_share=0.02, later_share=0.03)
"""Where good plans are known already, and hardly a seat is to spare: then the search gets nowhere."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Known:
    """What the turns have come to; the tree is None where pricing itself was cut short."""

    best: Solution
    proof: Proof
    tree: Tree | None
    branching_share: float
    """Of the time left, what branching may take next."""
    pool: frozenset[Bundle]


def take_turns(run: Run, start: Solution, habits: Habits = USUAL, others: Sequence[Solution] = ()) -> Solution:
    """Improve `start` until time is up or it is proven as good as was asked; the ledger learns of totals and limits.

    What `others` have taken together is recombined too.
    """
    best, pool = start, {bundle for plan in (start, *others) for bundle in _bundles_of_plan(run, plan)}
    if habits.sprints:
        with run.ledger.stage("sprint"):
            sprint = _searched(run, start, _SPRINT_SHARE, SPRINT)
        best = cheapest(run, start, sprint.best)
        pool.update(_bundles(run, sprint))
    proof = prove_within(run, run.clock.share(_PROOF_SHARE))
    tree = plant(run.problem, proof, lambda: run.ledger.total) if proof.converged else None
    pool.update(_bundle(run, taking) for taking in proof.takings)
    known = _Known(best=best, proof=proof, tree=tree, branching_share=_FIRST_BRANCHING_SHARE, pool=frozenset(pool))
    rounds, share, number = habits.first, habits.first_share, 0
    while not is_done(run, known.best):
        number += 1
        seed = run.solver.seed + _SEED_STEP * number
        later = replace(run, solver=run.solver.model_copy(update={"seed": seed}))
        with run.ledger.stage("search"):
            found = _searched(later, known.best, share, rounds, proof)
        known = replace(known, best=cheapest(run, known.best, found.best), pool=known.pool.union(_bundles(run, found)))
        known = _recombined(run, known)
        known = _polished(later, _branched(run, known))
        rounds, share = STROLL, habits.later_share
    return known.best


def prove_within(run: Run, clock: Clock) -> Proof:
    """Raise the limit until the clock ends or nothing more is to be gained."""
    ledger = run.ledger
    with ledger.stage("proof"):
        proof = prove(run.problem, lambda: ledger.total, clock, threads=run.solver.threads, report=ledger.proved)
    ledger.proved(proof.bound)
    return proof


def _searched(
    run: Run, begin: Solution, share: float, rounds: tuple[Round, ...], proof: Proof | None = None
) -> Searched:
    """Search for a share of the time that is left."""
    effort = Effort(clock=run.clock.share(share), threads=run.solver.threads, seed=run.solver.seed, rounds=rounds)
    pair_share = proof.pair_share if proof else None
    return search(run.problem, begin, effort, pair_share=pair_share, report=run.ledger.found)


def _bundles(run: Run, searched: Searched) -> Iterable[Bundle]:
    return (bundle for at in searched.met for bundle in bundles_of(run.problem, at))


def _bundles_of_plan(run: Run, plan: Solution) -> Iterable[Bundle]:
    at = np.full(run.problem.n_blocks, -1, dtype=np.int64)
    taken = np.nonzero(plan.share > 0)[0]
    at[run.problem.pair_block[taken]] = taken
    return bundles_of(run.problem, at)


def _bundle(run: Run, taking: Taking) -> Bundle:
    return taking[0], taking[1], tuple(pairs_of(run.problem, taking).tolist())


def put_together(run: Run, best: Solution, proof: Proof, tree: Tree) -> Solution:
    """Return the best plan of the bundles that branching met, and of `best`."""
    pool = frozenset([*_bundles_of_plan(run, best), *(_bundle(run, taking) for taking in tree.takings)])
    known = _Known(best=best, proof=proof, tree=tree, branching_share=0.0, pool=pool)
    return _recombined(run, known).best


def _recombined(run: Run, known: _Known) -> _Known:
    """Choose anew among all bundles seen."""
    if run.clock.left < LEAST_SECONDS:
        return known
    distance = objective_of(run.problem, known.best).total - known.proof.bound
    prices = Prices(block=known.proof.block_prices, distance=distance)
    with run.ledger.stage("recombination"):
        found = recombine(run.problem, known.best, known.pool, run.clock.share(_RECOMBINE_SHARE), prices=prices)
    return replace(known, best=cheapest(run, known.best, found))


def _branched(run: Run, known: _Known) -> _Known:
    """Raise the limit part by part; the bundles met on the way join the pool."""
    ledger = run.ledger
    if known.tree is None or is_done(run, known.best):
        return known
    clock, distance = run.clock.share(known.branching_share), ledger.total - known.tree.bound
    with ledger.stage("branching"):
        tree = grow(known.tree, lambda: ledger.total, clock, threads=run.solver.threads, report=ledger.proved)
    ledger.proved(tree.bound)
    pays = tree.bound - known.tree.bound >= _PAYS * distance
    new = tree.takings - known.tree.takings
    return replace(
        known,
        tree=tree,
        branching_share=_PAYING_BRANCHING_SHARE if pays else _IDLE_BRANCHING_SHARE,
        pool=known.pool.union(_bundle(run, taking) for taking in new),
    )


def _polished(run: Run, known: _Known) -> _Known:
    """Decide neighbourhoods anew, where the plan lies furthest above the limit."""
    if is_done(run, known.best):
        return known
    effort = Polish(clock=run.clock.share(_POLISH_SHARE), threads=run.solver.threads, seed=run.solver.seed)

    def tell(plan: Solution) -> None:
        run.ledger.found_plan(run.problem, plan)

    with run.ledger.stage("polish"):
        best = polish(run.problem, known.best, known.proof, effort, report=tell)
    return replace(known, best=best)
