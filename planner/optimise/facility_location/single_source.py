"""Single-source facility location: whole blocks, schools and journeys alone to decide; the split relaxation first.

Splitting tells which schools to open, and its prices rule most pairs out: the model of what is left is small. What it
leaves unproven is for sets of schools one by one (`planner.optimise.facility_location.site_sets`).
"""

from dataclasses import dataclass, replace

import numpy as np

from planner.cost import objective_of
from planner.optimise.construction.completion import completed
from planner.optimise.engine_result import EngineResult
from planner.optimise.engine_run import Run, bound_effort, cheapest, is_done
from planner.optimise.facility_location.portfolio import beside_the_model
from planner.optimise.facility_location.site_prices import (
    descended,
    for_rounds,
    lagrangean_bound,
    may_be_assigned,
    may_be_open,
    must_open,
    rounds_of,
)
from planner.optimise.facility_location.site_sets import assigned_in, assignment_effort, improve_by_site_sets
from planner.optimise.facility_location.transportation import Sites, is_facility_location, sites_of
from planner.optimise.models.milp import LOST
from planner.optimise.models.reduced import Choice, ModelEffort, solve_reduced
from planner.optimise.options.facility_location import SingleSourceOptions
from planner.optimise.pricing.branch_and_price import branch_and_price, start_tree
from planner.optimise.pricing.reduced_cost_fixing import reduced_cost_fixing
from planner.optimise.pricing.split_subproblems import Ascent
from planner.optimise.solve_loop import prove_within, recombined_columns
from planner.problem.problem import Decision, Ints, Problem, Solution

_EXACT = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class _Whole:
    run: Run
    sites: Sites
    """Of the same problem with blocks that may be split."""

    @property
    def options(self) -> SingleSourceOptions:
        """How."""
        return self.run.options.facility_location.single_source


def is_single_source(problem: Problem) -> bool:
    """Whether splitting the blocks would leave schools and journeys alone to decide."""
    return is_facility_location(replace(problem, whole=False))


def improve_single_source(run: Run, start: Solution) -> Solution:
    """Improve `start`, whose blocks stay whole; what is proven stands in the incumbent tracker."""
    transportation = run.options.facility_location.transportation
    whole = _Whole(run=run, sites=sites_of(replace(run.problem, whole=False), transportation))
    ascent = _priced(whole, None, start)
    best = _descended(whole, ascent, start)
    if is_done(run, best):
        return best
    return beside_the_model(run, best, lambda beside, begin: _proven(replace(whole, run=beside), ascent, begin))


def _proven(whole: _Whole, ascent: Ascent, best: Solution) -> Solution:
    """Prove the best plan, or find better ones, by all that pricing of split blocks tells."""
    run = whole.run
    if not ascent.converged:
        ascent = _priced(whole, ascent, best)
    if run.problem.n_pairs > whole.options.few_pairs and not is_done(run, best):
        best = _by_sets(whole, ascent, best)
    if not is_done(run, best):
        moment = whole.options.moment_seconds + whole.options.moment_seconds_a_pair * run.problem.n_pairs
        best = _by_model(whole, ascent, best, part=1.0, share=min(moment / run.clock.left, 1.0))
    return best if is_done(run, best) else _closed(run, best)


def _by_sets(whole: _Whole, ascent: Ascent, best: Solution) -> Solution:
    """Look for a moment at plans near the limit; then at sets of schools one by one."""
    run, options = whole.run, whole.options
    if _is_worth_it(whole, ascent, best):
        best = _by_model(whole, ascent, best, part=options.near, share=options.near_share)
    if is_done(run, best):
        return best
    return improve_by_site_sets(run, whole.sites, ascent, best, run.clock.share(options.sets_share))


def _closed(run: Run, best: Solution) -> Solution:
    """Price whole blocks, which takes longer and rules out more; branch; model what is left until time is up."""
    tracker, options = run.tracker, run.options.facility_location.single_source
    proof = prove_within(run, run.clock.share(options.pricing_share))
    if proof.converged and not is_done(run, best):
        exact = replace(run.options.pricing, branching=replace(run.options.pricing.branching, close=_EXACT))
        tree = start_tree(run.problem, proof, lambda: tracker.total, exact.branching)
        effort = replace(bound_effort(run, run.clock.share(options.branching_share)), options=exact)
        with tracker.stage("branching"):
            tree = branch_and_price(tree, effort)
        tracker.proved(tree.bound)
        best = recombined_columns(run, best, proof, tree)
    if is_done(run, best):
        return best
    total = objective_of(run.problem, best).total
    left = reduced_cost_fixing(run.problem, (), proof, total)
    choice = Choice(
        pairs=np.isin(_places(run.problem), _places(left)),
        must=left.school_decision == Decision.KEEP,
        may=left.school_decision != Decision.CLOSE,
    )
    with run.tracker.stage("model"):
        found = _solved(run, choice, best, share=1.0, ceiling=total)
    run.tracker.proved(min(found.bound, total * (1.0 - _EXACT)))
    return cheapest(run, best, found.solution)


def _places(problem: Problem) -> Ints:
    """(pair): a number for its block and school."""
    places: Ints = problem.pair_block * problem.n_schools + problem.pair_school
    return places


def _priced(whole: _Whole, before: Ascent | None, best: Solution) -> Ascent:
    """Price for some rounds, or again in earnest, until as much is proven as was asked."""
    run, problem = whole.run, whole.run.problem
    objective = objective_of(problem, best)
    enough = objective.total - max(run.solver.gap, _EXACT) * objective.cost
    few = for_rounds(rounds_of(whole.options.first_pricing, problem))
    effort = bound_effort(run, run.clock.share(whole.options.pricing_share))
    until = replace(effort, best_total=few if before is None else lambda: enough)
    with run.tracker.stage("proof"):
        return lagrangean_bound(whole.sites, before, until)


def _descended(whole: _Whole, ascent: Ascent, start: Solution) -> Solution:
    """Open what would be best for split blocks, and place whole ones there."""
    run = whole.run
    with run.tracker.stage("descent"):
        split = descended(whole.sites, ascent, start, run.clock.share(whole.options.descent_share))
    if split is None:
        return start
    with run.tracker.stage("assignment"):
        clock, few = run.clock.share(whole.options.assignment_share), run.options.facility_location.assignment.few_moves
        effort = assignment_effort(run, clock, run.solver.threads, few)
        found = assigned_in(run.problem, whole.sites, split, effort)
    return cheapest(run, start, *found[:1])


def _by_model(whole: _Whole, ascent: Ascent, best: Solution, *, part: float, share: float) -> Solution:
    """Solve what pricing has not ruled out for plans so far on the way from the bound to the best plan.

    All the rest costs no less than that, so that up to there the limit of the model is one of everything.
    """
    run = whole.run
    best_total = objective_of(run.problem, best).total
    total = ascent.bound + part * (best_total - ascent.bound)
    choice = _left(whole, ascent, total)
    with run.tracker.stage("model"):
        found = _solved(run, choice, best, share=share, ceiling=total)
    run.tracker.proved(min(found.bound, total - _EXACT * abs(total)))
    return cheapest(run, best, found.solution)


def _is_worth_it(whole: _Whole, ascent: Ascent, best: Solution) -> bool:
    """Whether the model of a part is so much smaller than that of everything that it may be solved soon."""
    best_total = objective_of(whole.run.problem, best).total
    part = _left(whole, ascent, ascent.bound + whole.options.near * (best_total - ascent.bound))
    return bool(part.pairs.sum() <= whole.options.worth_it * _left(whole, ascent, best_total).pairs.sum())


def _left(whole: _Whole, ascent: Ascent, total: float) -> Choice:
    """Return what a plan cheaper than `total` may choose from."""
    may = may_be_open(ascent, total)
    return Choice(
        pairs=may_be_assigned(whole.sites, ascent, total) & may[whole.run.problem.pair_school],
        must=must_open(whole.sites, ascent, total),
        may=may,
    )


def _solved(run: Run, choice: Choice, best: Solution, *, share: float, ceiling: float) -> EngineResult:
    """Solve a reduced model for a share of the time; up to a ceiling, its limit is one of the whole."""
    objective = objective_of(run.problem, best)
    effort = ModelEffort(
        clock=run.clock.share(share),
        gap=max(run.solver.gap, _EXACT) * objective.cost / objective.total if objective.total > 0 else 0.0,
        threads=run.solver.threads,
        seed=run.solver.seed,
        options=run.options.facility_location.model,
        note=lambda total, bound, pupils: run.tracker.note(total, min(bound, ceiling), pupils),
    )
    reduced = solve_reduced(run.problem, choice, best, effort)
    if reduced.lost:
        run.tracker.tell(LOST)
    if reduced.opened is None:
        return EngineResult(solution=None, bound=reduced.bound)
    solution = completed(run.problem, opened=reduced.opened[:, None], share=np.round(reduced.share))
    return EngineResult(solution=solution, bound=reduced.bound)
