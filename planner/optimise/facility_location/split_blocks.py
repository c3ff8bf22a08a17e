"""Split blocks: find which schools to open by transportation problems, bound by pricing, close the gap by a model.

Where there are classes, beds or several years to decide as well, the plain model does the work, beside the limit that
pricing proves.
"""

from dataclasses import dataclass, replace

import numpy as np

from planner.cost import objective_of, shortfall_of
from planner.optimise.engine_result import EngineResult
from planner.optimise.facility_location.site_prices import (
    descended,
    for_rounds,
    lagrangean_bound,
    may_be_open,
    must_open,
)
from planner.optimise.facility_location.transportation import (
    Sites,
    Transport,
    as_solution,
    is_facility_location,
    sites_of,
    solve_transportation,
)
from planner.optimise.incumbent import IncumbentTracker
from planner.optimise.models.milp import LOST, solve_milp
from planner.optimise.models.reduced import Choice, ModelEffort, solve_reduced
from planner.optimise.pricing.column_generation import prove
from planner.optimise.pricing.split_subproblems import Ascent
from planner.optimise.runtime.clock import Clock
from planner.problem.problem import Problem, Solution
from planner.reading.scenario import Solver

SMALL_PAIRS = 20_000
"""Up to so many pairs the plain model needs no help."""
_FIRST_ROUNDS, _ROUNDS_WHERE_SMALL = 40, 1000
"""Of pricing, before the first descent; where a round takes next to nothing, all that there are to be had."""
_PROOF_SHARE = 0.3
_DESCENT_SHARE = 0.3
_PRICING_SHARE = 0.4
_EXACT = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class _Run:
    sites: Sites
    clock: Clock
    solver: Solver
    tracker: IncumbentTracker


def improve_split(
    problem: Problem, start: Solution, clock: Clock, solver: Solver, tracker: IncumbentTracker
) -> EngineResult:
    """Improve `start`, whose blocks may be split; the bound is the best that any part has proven."""
    if is_facility_location(problem):
        run = _Run(sites=sites_of(problem), clock=clock, solver=solver, tracker=tracker)
        best = _by_transport(run, start)
        return EngineResult(solution=best, bound=tracker.bound)
    if problem.n_pairs > SMALL_PAIRS:
        with tracker.stage("proof"):
            proof = prove(
                problem, lambda: tracker.total, clock.share(_PROOF_SHARE), threads=solver.threads, report=tracker.proved
            )
        tracker.proved(proof.bound)
    with tracker.stage("model"):
        found = solve_milp(problem, start, clock, solver, tracker)
    return replace(found, bound=max(found.bound, tracker.bound))


def _by_transport(run: _Run, start: Solution) -> Solution:
    """Price a little, descend from what that would open, price in earnest, descend again, and model the rest."""
    problem = run.sites.problem
    rounds = _ROUNDS_WHERE_SMALL if problem.n_pairs <= SMALL_PAIRS else _FIRST_ROUNDS
    asked = (run.solver.threads, run.clock.share(_PRICING_SHARE), run.tracker.proved)
    with run.tracker.stage("proof"):
        ascent = lagrangean_bound(run.sites, None, for_rounds(rounds), asked)
    best = _descended(run, ascent, start, None)
    if best is None or _is_done(run, best):
        return _answer(run, best, start)
    if not ascent.converged:
        ascent, best = _in_earnest(run, ascent, best, start)
    if not _is_done(run, best):
        with run.tracker.stage("model"):
            best = _by_model(run, ascent, best)
    return _answer(run, best, start)


def _in_earnest(run: _Run, ascent: Ascent, best: Transport, start: Solution) -> tuple[Ascent, Transport]:
    """Price until as much is proven as was asked, or can be; descend from what that would open."""
    asked = (run.solver.threads, run.clock.share(_PRICING_SHARE), run.tracker.proved)
    enough = _enough(run, best)
    with run.tracker.stage("proof"):
        ascent = lagrangean_bound(run.sites, ascent, lambda: enough, asked)
    if not _is_done(run, best):
        best = _descended(run, ascent, start, best) or best
    return ascent, best


def _answer(run: _Run, best: Transport | None, start: Solution) -> Solution:
    """Return the cheaper of the transportation problem's solution and the start, by the objective."""
    answers = [start] if best is None else [as_solution(run.sites, best), start]
    return min(answers, key=lambda solution: objective_of(run.sites.problem, solution).total)


def _descended(run: _Run, ascent: Ascent, start: Solution, best: Transport | None) -> Transport | None:
    """Return the cheapest of `best` and what a descent from what pricing would open finds."""
    clock = run.clock.share(_DESCENT_SHARE)
    with run.tracker.stage("descent"):
        found = descended(run.sites, ascent, start, clock, lambda transport: _note(run, transport))
    there = [transport for transport in (best, found) if transport is not None]
    return min(there, key=lambda transport: transport.total, default=None)


def _note(run: _Run, transport: Transport) -> None:
    left = shortfall_of(run.sites.problem, as_solution(run.sites, transport))
    run.tracker.found(transport.total, float(left.sum()))


def _allowed(run: _Run, best: Transport) -> float:
    """Return the yuan that may be left unproven: the gap asked for, a share of the cost without the penalty."""
    return max(run.solver.gap, _EXACT) * (best.total - best.penalty)


def _enough(run: _Run, best: Transport) -> float:
    """Return the bound at which as much is proven as was asked."""
    return best.total - _allowed(run, best)


def _is_done(run: _Run, best: Transport) -> bool:
    return run.clock.is_over or run.tracker.bound >= _enough(run, best)


def _by_model(run: _Run, ascent: Ascent, best: Transport) -> Transport:
    """Solve the model with what pricing has settled fixed; whatever that leaves out costs no less than `best`."""
    problem = run.sites.problem
    choice = Choice(
        pairs=np.ones(problem.n_pairs, dtype=bool),
        must=must_open(run.sites, ascent, best.total),
        may=may_be_open(ascent, best.total),
    )
    effort = ModelEffort(
        clock=run.clock,
        gap=_allowed(run, best) / best.total if best.total > 0 else 0.0,
        threads=run.solver.threads,
        seed=run.solver.seed,
        note=lambda total, bound, pupils: run.tracker.note(total, min(bound, best.total), pupils),
    )
    reduced = solve_reduced(problem, choice, as_solution(run.sites, best), effort)
    if reduced.lost:
        run.tracker.tell(LOST)
    run.tracker.proved(min(reduced.bound, best.total - _EXACT * abs(best.total)))
    if reduced.opened is None:
        return best
    found = solve_transportation(run.sites, reduced.opened, best.seat_prices)
    return best if found is None or found.total >= best.total else found
