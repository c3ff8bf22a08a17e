"""Split blocks: find which schools to open by transportation problems, bound by pricing, close the gap by a model.

Where there are classes, beds or several years to decide as well, the plain model does the work, beside the limit that
pricing proves.
"""

from dataclasses import dataclass, replace

import numpy as np

from planner.cost import objective_of, shortfall_of
from planner.optimise.engine_result import EngineResult
from planner.optimise.engine_run import Run, bound_effort
from planner.optimise.facility_location.site_prices import (
    descended,
    for_rounds,
    lagrangean_bound,
    may_be_open,
    must_open,
    rounds_of,
)
from planner.optimise.facility_location.transportation import (
    Sites,
    Transport,
    as_solution,
    is_facility_location,
    sites_of,
    solve_transportation,
)
from planner.optimise.models.milp import LOST, solve_milp
from planner.optimise.models.reduced import Choice, ModelEffort, solve_reduced
from planner.optimise.options.facility_location import SplitBlockOptions
from planner.optimise.pricing.column_generation import prove
from planner.optimise.pricing.effort import BestTotal
from planner.optimise.pricing.split_subproblems import Ascent
from planner.problem.problem import Solution

_EXACT = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class _Split:
    run: Run
    sites: Sites

    @property
    def options(self) -> SplitBlockOptions:
        """How."""
        return self.run.options.facility_location.split_blocks


def improve_split(run: Run, start: Solution) -> EngineResult:
    """Improve `start`, whose blocks may be split; the bound is the best that any part has proven."""
    problem, tracker, options = run.problem, run.tracker, run.options.facility_location
    if is_facility_location(problem):
        split = _Split(run=run, sites=sites_of(problem, options.transportation))
        return EngineResult(solution=_by_transport(split, start), bound=tracker.bound)
    if problem.n_pairs > options.split_blocks.model_pairs:
        with tracker.stage("proof"):
            proof = prove(problem, bound_effort(run, run.clock.share(options.split_blocks.proof_share)))
        tracker.proved(proof.bound)
    with tracker.stage("model"):
        found = solve_milp(problem, start, run.clock, run.solver, tracker)
    return replace(found, bound=max(found.bound, tracker.bound))


def _by_transport(split: _Split, start: Solution) -> Solution:
    """Price a little, descend from what that would open, price in earnest, descend again, and model the rest."""
    rounds = rounds_of(split.options.first_pricing, split.run.problem)
    ascent = _priced(split, None, for_rounds(rounds))
    best = _descended(split, ascent, start, None)
    if best is None or _is_done(split.run, best):
        return _answer(split, best, start)
    if not ascent.converged:
        ascent, best = _in_earnest(split, ascent, best, start)
    if not _is_done(split.run, best):
        with split.run.tracker.stage("model"):
            best = _by_model(split, ascent, best)
    return _answer(split, best, start)


def _priced(split: _Split, before: Ascent | None, best_total: BestTotal) -> Ascent:
    effort = bound_effort(split.run, split.run.clock.share(split.options.pricing_share))
    with split.run.tracker.stage("proof"):
        return lagrangean_bound(split.sites, before, replace(effort, best_total=best_total))


def _in_earnest(split: _Split, ascent: Ascent, best: Transport, start: Solution) -> tuple[Ascent, Transport]:
    """Price until as much is proven as was asked, or can be; descend from what that would open."""
    enough = _enough(split.run, best)
    ascent = _priced(split, ascent, lambda: enough)
    if not _is_done(split.run, best):
        best = _descended(split, ascent, start, best) or best
    return ascent, best


def _answer(split: _Split, best: Transport | None, start: Solution) -> Solution:
    """Return the cheaper of the transportation problem's solution and the start, by the objective."""
    answers = [start] if best is None else [as_solution(split.sites, best), start]
    return min(answers, key=lambda solution: objective_of(split.run.problem, solution).total)


def _descended(split: _Split, ascent: Ascent, start: Solution, best: Transport | None) -> Transport | None:
    """Return the cheapest of `best` and what a descent from what pricing would open finds."""
    clock = split.run.clock.share(split.options.descent_share)
    with split.run.tracker.stage("descent"):
        found = descended(split.sites, ascent, start, clock, lambda transport: _note(split, transport))
    there = [transport for transport in (best, found) if transport is not None]
    return min(there, key=lambda transport: transport.total, default=None)


def _note(split: _Split, transport: Transport) -> None:
    left = shortfall_of(split.run.problem, as_solution(split.sites, transport))
    split.run.tracker.found(transport.total, float(left.sum()))


def _allowed(run: Run, best: Transport) -> float:
    """Return the yuan that may be left unproven: the gap asked for, a share of the cost without the penalty."""
    return max(run.solver.gap, _EXACT) * (best.total - best.penalty)


def _enough(run: Run, best: Transport) -> float:
    """Return the bound at which as much is proven as was asked."""
    return best.total - _allowed(run, best)


def _is_done(run: Run, best: Transport) -> bool:
    return run.clock.is_over or run.tracker.bound >= _enough(run, best)


def _by_model(split: _Split, ascent: Ascent, best: Transport) -> Transport:
    """Solve the model with what pricing has settled fixed; whatever that leaves out costs no less than `best`."""
    run, sites, problem = split.run, split.sites, split.run.problem
    choice = Choice(
        pairs=np.ones(problem.n_pairs, dtype=bool),
        must=must_open(sites, ascent, best.total),
        may=may_be_open(ascent, best.total),
    )
    effort = ModelEffort(
        clock=run.clock,
        gap=_allowed(run, best) / best.total if best.total > 0 else 0.0,
        threads=run.solver.threads,
        seed=run.solver.seed,
        options=run.options.facility_location.model,
        note=lambda total, bound, pupils: run.tracker.note(total, min(bound, best.total), pupils),
    )
    reduced = solve_reduced(problem, choice, as_solution(sites, best), effort)
    if reduced.lost:
        run.tracker.tell(LOST)
    run.tracker.proved(min(reduced.bound, best.total - _EXACT * abs(best.total)))
    if reduced.opened is None:
        return best
    found = solve_transportation(sites, reduced.opened, best.seat_prices)
    return best if found is None or found.total >= best.total else found
