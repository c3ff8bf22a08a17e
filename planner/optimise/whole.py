"""Whole blocks with nothing but schools and journeys to decide: first as if they could be split, then put together.

Splitting tells which schools to open, and its prices rule most pairs out: the model of what is left is small.
"""

from dataclasses import dataclass, replace

import numpy as np

from planner.cost import objective_of
from planner.optimise.clock import Clock
from planner.optimise.found import Found
from planner.optimise.ledger import Ledger
from planner.optimise.pricing_split import Raised
from planner.optimise.reduced import Choice, Effort, solve_reduced
from planner.optimise.site_prices import for_rounds, guess, may_be_open, may_be_whole, must_open, priced
from planner.optimise.transport import Carried, Sites, descend, has_only_sites, sites_of
from planner.optimise.work import completed
from planner.problem.problem import Decision, Problem, Solution
from planner.read.scenario import Solver

_FIRST_ROUNDS = 40
_DESCENT_SHARE = 0.3
_PRICING_SHARE = 0.25
_PLACING_SHARE = 0.3
_PLACING_GAP = 1e-3
_PARTS = ((0.4, 0.4), (1.0, 1.0))
"""How far from the bound to the best plan the model looks, and for what share of the time that is left."""
_SECONDS = 0.5
_SECONDS_PER_PAIR = 2e-4
"""A model that only looks for a plan, not for the proof, gets no more than this."""
_WORTH_IT = 0.8
"""A look at a part is worth it if it leaves no more than this share of the pairs."""
_NEAREST = 5
"""Schools that each block may attend when it is placed in the schools that splitting would open."""
_EXACT = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class _Run:
    problem: Problem
    sites: Sites
    """Of the same problem with blocks that may be split."""
    clock: Clock
    solver: Solver
    ledger: Ledger


def may_be_split(problem: Problem) -> bool:
    """Whether splitting the blocks would leave schools and journeys alone to decide."""
    return has_only_sites(replace(problem, whole=False))


def improve_whole(problem: Problem, start: Solution, clock: Clock, solver: Solver, ledger: Ledger) -> Solution:
    """Improve `start`, whose blocks stay whole; what is proven stands in the ledger."""
    sites = sites_of(replace(problem, whole=False))
    run = _Run(problem=problem, sites=sites, clock=clock, solver=solver, ledger=ledger)
    by = (solver.threads, clock.share(_PRICING_SHARE), ledger.proved)
    with ledger.stage("proof"):
        raised = priced(sites, None, for_rounds(_FIRST_ROUNDS), by)
    everything = problem.school_decision != Decision.CLOSE
    begin = guess(sites, raised, start)
    with ledger.stage("descent"):
        split = descend(sites, begin, everything, clock.share(_DESCENT_SHARE), lambda _: None)
    with ledger.stage("model"):
        best = start if split is None else _placed(run, split, start)
    enough = _enough(run, best)
    by = (solver.threads, clock.share(_PRICING_SHARE), ledger.proved)
    with ledger.stage("proof"):
        raised = priced(sites, raised, lambda: enough, by)
    for part, share in _PARTS:
        if not (clock.is_over or ledger.bound >= _enough(run, best)):
            with ledger.stage("model"):
                best = _by_model(run, raised, best, (part, share))
    return best


def _enough(run: _Run, best: Solution) -> float:
    """Return the bound at which as much is proven as was asked."""
    objective = objective_of(run.problem, best)
    return objective.total - max(run.solver.gap, _EXACT) * objective.cost


def _placed(run: _Run, split: Carried, start: Solution) -> Solution:
    """Place whole blocks in the schools that splitting opens, each in one of those nearest at their seats' prices."""
    problem = run.problem
    dear = problem.pair_yuan + split.seat_prices[problem.pair_school] * problem.block_pupils[problem.pair_block]
    table = np.full(run.sites.cost.shape, np.inf)
    table[problem.pair_block, problem.pair_school] = np.where(split.opened[problem.pair_school], dear, np.inf)
    table.sort(axis=1)
    farthest = table[:, : min(_NEAREST, problem.n_schools)].max(axis=1)
    choice = Choice(
        pairs=split.opened[problem.pair_school] & (dear <= farthest[problem.pair_block]),
        must=split.opened,
        may=split.opened,
    )
    found = _solved(run, choice, start, _Ask(share=_PLACING_SHARE, gap=_PLACING_GAP, ceiling=-np.inf)).solution
    return _cheaper(run, found, start)


def _by_model(run: _Run, raised: Raised, best: Solution, how: tuple[float, float]) -> Solution:
    """Solve what pricing has not ruled out for plans so far on the way from the bound to the best plan.

    All the rest costs no less than that, so that up to there the limit of the model is one of everything.
    """
    part, share = how
    best_total = objective_of(run.problem, best).total
    total = raised.bound + part * (best_total - raised.bound)
    choice = _left(run, raised, total)
    if part < 1 and choice.pairs.sum() > _WORTH_IT * _left(run, raised, best_total).pairs.sum():
        return best
    gap = 1.0 - _enough(run, best) / best_total if best_total > 0 else 0.0
    found = _solved(run, choice, best, _Ask(share=share, gap=gap, ceiling=total))
    run.ledger.proved(min(found.bound, total - _EXACT * abs(total)))
    return _cheaper(run, found.solution, best)


def _left(run: _Run, raised: Raised, total: float) -> Choice:
    """Return what a plan cheaper than `total` may choose from."""
    may = may_be_open(raised, total)
    return Choice(
        pairs=may_be_whole(run.sites, raised, total) & may[run.problem.pair_school],
        must=must_open(run.sites, raised, total),
        may=may,
    )


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """What share of the time that is left, how exact, and up to where a limit of the part is one of the whole."""

    share: float
    gap: float
    ceiling: float


def _solved(run: _Run, choice: Choice, begin: Solution, ask: _Ask) -> Found:
    """Solve a reduced model; the bound is that of the reduced model alone."""
    most_seconds = _SECONDS + _SECONDS_PER_PAIR * run.problem.n_pairs
    share = min(ask.share, most_seconds / max(run.clock.left, most_seconds)) if ask.share < 1 else 1.0
    effort = Effort(
        clock=run.clock.share(share),
        gap=ask.gap,
        threads=run.solver.threads,
        seed=run.solver.seed,
        note=lambda total, bound, pupils: run.ledger.note(total, min(bound, ask.ceiling), pupils),
    )
    reduced = solve_reduced(run.problem, choice, begin, effort)
    if reduced.opened is None:
        return Found(solution=None, bound=reduced.bound)
    solution = completed(run.problem, opened=reduced.opened[:, None], share=reduced.share)
    return Found(solution=solution, bound=reduced.bound)


def _cheaper(run: _Run, found: Solution | None, best: Solution) -> Solution:
    answers = [best] if found is None else [found, best]
    answer = min(answers, key=lambda solution: objective_of(run.problem, solution).total)
    run.ledger.found_plan(run.problem, answer)
    return answer
