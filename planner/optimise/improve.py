"""Engine `auto`: it picks by size and by kind; search, pricing and model work on each other's answers.

Split blocks go their own way (`planner.optimise.split`), and so do, for most of the time, whole ones where schools and
journeys are all there is to decide (`planner.optimise.whole`). Another small problem goes to the model first, for a
part of the time: most are proven in moments. Then, and for all larger ones: a sprint of the search, for a good plan
soon; pricing, for the limit and for where blocks belong; a marathon of the search that tries first what pricing would
do; and until time is up, strolls from the best plan, each followed by a recombination of everything seen.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from planner.cost import objective_of
from planner.optimise.clock import Clock, start_clock
from planner.optimise.compiled import CAN_COMPILE
from planner.optimise.found import Found
from planner.optimise.ledger import Ledger
from planner.optimise.milp import solve_milp
from planner.optimise.prove import Proof, prove
from planner.optimise.recombine import Bundle, Prices, bundles_of, recombine
from planner.optimise.search import MARATHON, SPRINT, STROLL, Effort, Round, Searched, search
from planner.optimise.split import improve_split, prepare_split
from planner.optimise.start import find_start
from planner.optimise.whole import improve_whole, may_be_split
from planner.problem.problem import Problem, Solution
from planner.read.scenario import Solver

_SMALL_PAIRS = 20_000
"""Up to so many pairs the plain model is worth a try."""
_MODEL_SHARE = 0.25
_TINY_PAIRS = 450
"""Up to so many the plain model is the way, for most of the time."""
_TINY_SHARE = 0.7
_SITES_SHARE = 0.8
"""Of the time of a problem of schools and journeys alone: its own way is seldom bettered by the search."""
_SPRINT_SHARE = 0.05
_PROOF_SHARE = 0.3
_MARATHON_SHARE = 0.7
_STROLL_SHARE = 0.4
_RECOMBINE_SHARE = 0.25
_LEAST_SECONDS = 0.05
_EXACT = 1e-8
"""No distance closer than this share of the total is asked for: bounds are proven less a margin for rounding."""
_FOREVER_SECONDS = 1e6
_TINY_PAIRS = 2_000
"""Up to so many pairs the model nearly always proves its plan, and nothing need be compiled."""
_TRIAL_BLOCKS = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class _Run:
    """What every step of a run knows."""

    problem: Problem
    solver: Solver
    clock: Clock
    ledger: Ledger


def prepare(problem: Problem) -> None:
    """Have the machine code ready before the clock starts: the first run compiles it, later ones read it from disk."""
    if CAN_COMPILE and problem.whole and problem.n_pairs > _TINY_PAIRS:
        part = _first_blocks(problem, _TRIAL_BLOCKS)
        start = find_start(part, start_clock(0.0))
        search(part, start, Effort(clock=start_clock(_FOREVER_SECONDS), threads=1, seed=0, moves=1))
        prove(part, lambda: math.inf, start_clock(_FOREVER_SECONDS), threads=1)
    if CAN_COMPILE:
        prepare_split(problem)


def _first_blocks(problem: Problem, count: int) -> Problem:
    """Return the problem of the first few blocks alone."""
    count = min(count, problem.n_blocks)
    pairs = int(problem.block_first_pair[count])
    fields = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
    blocks = {name: values[:count] for name, values in fields.items() if name.startswith("block_")}
    own = {name: values[:pairs] for name, values in fields.items() if name.startswith("pair_")}
    return replace(problem, **{**blocks, **own, "block_first_pair": problem.block_first_pair[: count + 1]})


def improve(problem: Problem, start: Solution, clock: Clock, solver: Solver, ledger: Ledger) -> Found:
    """Improve `start` with everything there is; the bound is the best that any part has proven."""
    if not problem.whole:
        return improve_split(problem, start, clock, solver, ledger)
    run = _Run(problem=problem, solver=solver, clock=clock, ledger=ledger)
    best = start
    if problem.n_pairs > _TINY_PAIRS and may_be_split(problem):
        best = _cheapest(run, best, improve_whole(problem, start, clock.share(_SITES_SHARE), solver, ledger))
    elif problem.n_pairs <= _SMALL_PAIRS:
        best = _by_model(run, best, _TINY_SHARE if problem.n_pairs <= _TINY_PAIRS else _MODEL_SHARE)
    if not _is_done(run, best):
        best = _by_search_and_pricing(run, best)
    return Found(solution=best, bound=ledger.bound)


def _by_model(run: _Run, best: Solution, share: float) -> Solution:
    found = solve_milp(run.problem, best, run.clock.share(share), run.solver, run.ledger)
    run.ledger.proved(found.bound)
    return _cheapest(run, best, found.solution)


def _by_search_and_pricing(run: _Run, best: Solution) -> Solution:
    sprint = _searched(run, best, _SPRINT_SHARE, SPRINT)
    best = _cheapest(run, best, sprint.best)
    proof = prove(
        run.problem,
        lambda: run.ledger.total,
        run.clock.share(_PROOF_SHARE),
        threads=run.solver.threads,
        report=run.ledger.proved,
    )
    run.ledger.proved(proof.bound)
    pool = {(school, year, tuple(pairs.tolist())) for school, year, pairs in proof.bundles}
    pool.update(_bundles(run, sprint))
    rounds, share, number = MARATHON, _MARATHON_SHARE, 0
    while not _is_done(run, best):
        number += 1
        later = replace(run, solver=run.solver.model_copy(update={"seed": run.solver.seed + 7919 * number}))
        found = _searched(later, best, share, rounds, proof)
        pool.update(_bundles(run, found))
        best = _recombined(run, _cheapest(run, best, found.best), pool, proof)
        rounds, share = STROLL, _STROLL_SHARE
    return best


def _searched(
    run: _Run, begin: Solution, share: float, rounds: tuple[Round, ...], proof: Proof | None = None
) -> Searched:
    """Search for a share of the time that is left."""
    effort = Effort(clock=run.clock.share(share), threads=run.solver.threads, seed=run.solver.seed, rounds=rounds)
    pair_share = proof.pair_share if proof else None
    return search(run.problem, begin, effort, pair_share=pair_share, report=run.ledger.found)


def _bundles(run: _Run, searched: Searched) -> Iterable[Bundle]:
    return (bundle for at in searched.met for bundle in bundles_of(run.problem, at))


def _recombined(run: _Run, best: Solution, pool: set[Bundle], proof: Proof) -> Solution:
    if run.clock.is_over or run.clock.left < _LEAST_SECONDS:
        return best
    prices = Prices(block=proof.block_prices, distance=objective_of(run.problem, best).total - proof.bound)
    return _cheapest(run, recombine(run.problem, best, pool, run.clock.share(_RECOMBINE_SHARE), prices=prices))


def _cheapest(run: _Run, *answers: Solution | None) -> Solution:
    """Return the cheapest of the answers there are, and note it."""
    there = [answer for answer in answers if answer is not None]
    best = min(there, key=lambda answer: objective_of(run.problem, answer).total)
    run.ledger.found(objective_of(run.problem, best).total)
    return best


def _is_done(run: _Run, best: Solution) -> bool:
    """Whether time is up, the user stopped the run, or the plan is proven as good as was asked."""
    objective = objective_of(run.problem, best)
    allowed = max(run.solver.gap * objective.cost, _EXACT * objective.total)
    over = run.clock.is_over or run.clock.left < _LEAST_SECONDS
    return over or objective.total - run.ledger.bound <= allowed
