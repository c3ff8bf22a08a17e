"""Whole blocks with nothing but schools and journeys to decide: first as if they could be split, then put together.

Splitting tells which schools to open, and its prices rule most pairs out: the model of what is left is small. What it
leaves unproven is for sets of schools one by one (`planner.optimise.facility_location.site_sets`).
"""

from dataclasses import dataclass, replace

import numpy as np

from planner.cost import objective_of
from planner.optimise.construction.completion import completed
from planner.optimise.engine_result import Found
from planner.optimise.engine_run import Run, cheapest, is_done
from planner.optimise.facility_location.generalised_assignment import BRIEFLY
from planner.optimise.facility_location.site_prices import (
    for_rounds,
    may_be_open,
    may_be_whole,
    must_open,
    priced,
    settled,
)
from planner.optimise.facility_location.site_sets import improve_by_sets, placed_in
from planner.optimise.facility_location.transportation import Sites, has_only_sites, sites_of
from planner.optimise.milp import LOST
from planner.optimise.pricing.branch_and_price import grow, plant
from planner.optimise.pricing.reduced_cost_fixing import fixed
from planner.optimise.pricing.split_subproblems import Raised
from planner.optimise.reduced import Choice, Effort, solve_reduced
from planner.optimise.solve_loop import prove_within, put_together
from planner.problem.problem import Decision, Ints, Problem, Solution

_FIRST_ROUNDS, _ROUNDS_WHERE_SMALL = 40, 1000
"""Of pricing, before the first descent; where a round takes next to nothing, all that there are to be had."""
_SMALL_PAIRS = 20_000
_PRICING_SHARE = 0.25
_DESCENT_SHARE = 0.3
_PLACING_SHARE = 0.1
_PART, _PART_SHARE = 0.4, 0.05
"""How far from the bound to the best plan the model looks first, and for what share of the time that is left."""
_WORTH_IT = 0.8
"""That is worth it if it leaves no more than this share of the pairs."""
_FEW_PAIRS = 3_000
"""With so few the model of everything has the rest of the time; else sets of schools have most of it."""
_SETS_SHARE = 0.9
_BRANCHING_SHARE = 0.3
_MOMENT_SECONDS, _MOMENT_SECONDS_A_PAIR = 0.2, 4e-4
"""What the model of all that pricing of split blocks leaves is given, before whole ones are priced."""
_EXACT = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class _Whole:
    run: Run
    sites: Sites
    """Of the same problem with blocks that may be split."""


def may_be_split(problem: Problem) -> bool:
    """Whether splitting the blocks would leave schools and journeys alone to decide."""
    return has_only_sites(replace(problem, whole=False))


def improve_whole(run: Run, start: Solution) -> Solution:
    """Improve `start`, whose blocks stay whole; what is proven stands in the ledger."""
    whole = _Whole(run=run, sites=sites_of(replace(run.problem, whole=False)))
    raised = _priced(whole, None, start)
    best = _descended(whole, raised, start)
    if not (raised.converged or is_done(run, best)):
        raised = _priced(whole, raised, best)
    if run.problem.n_pairs > _FEW_PAIRS and not is_done(run, best):
        best = _by_sets(whole, raised, best)
    if not is_done(run, best):
        moment = _MOMENT_SECONDS + _MOMENT_SECONDS_A_PAIR * run.problem.n_pairs
        best = _by_model(whole, raised, best, (1.0, min(moment / run.clock.left, 1.0)))
    return best if is_done(run, best) else _closed(run, best)


def _by_sets(whole: _Whole, raised: Raised, best: Solution) -> Solution:
    """Look for a moment at plans near the limit; then at sets of schools one by one."""
    run = whole.run
    if _is_worth_it(whole, raised, best):
        best = _by_model(whole, raised, best, (_PART, _PART_SHARE))
    return best if is_done(run, best) else improve_by_sets(run, whole.sites, raised, best, run.clock.share(_SETS_SHARE))


def _closed(run: Run, best: Solution) -> Solution:
    """Price whole blocks, which takes longer and rules out more; branch; model what is left until time is up."""
    ledger = run.ledger
    proof = prove_within(run, run.clock.share(_PRICING_SHARE))
    if proof.converged and not is_done(run, best):
        tree, clock = plant(run.problem, proof, lambda: ledger.total, _EXACT), run.clock.share(_BRANCHING_SHARE)
        with ledger.stage("branching"):
            tree = grow(tree, lambda: ledger.total, clock, threads=run.solver.threads, report=ledger.proved)
        ledger.proved(tree.bound)
        best = put_together(run, best, proof, tree)
    if is_done(run, best):
        return best
    total = objective_of(run.problem, best).total
    left = fixed(run.problem, (), proof, total)
    choice = Choice(
        pairs=np.isin(_places(run.problem), _places(left)),
        must=left.school_decision == Decision.KEEP,
        may=left.school_decision != Decision.CLOSE,
    )
    with run.ledger.stage("model"):
        found = _solved(run, choice, best, (1.0, total))
    run.ledger.proved(min(found.bound, total * (1.0 - _EXACT)))
    return cheapest(run, best, found.solution)


def _places(problem: Problem) -> Ints:
    """(pair): a number for its block and school."""
    places: Ints = problem.pair_block * problem.n_schools + problem.pair_school
    return places


def _priced(whole: _Whole, before: Raised | None, best: Solution) -> Raised:
    """Price for some rounds, or again in earnest, until as much is proven as was asked."""
    run, problem = whole.run, whole.run.problem
    objective = objective_of(problem, best)
    enough = objective.total - max(run.solver.gap, _EXACT) * objective.cost
    few = for_rounds(_ROUNDS_WHERE_SMALL if problem.n_pairs <= _SMALL_PAIRS else _FIRST_ROUNDS)
    by = (run.solver.threads, run.clock.share(_PRICING_SHARE), run.ledger.proved)
    with run.ledger.stage("proof"):
        return priced(whole.sites, before, few if before is None else lambda: enough, by)


def _descended(whole: _Whole, raised: Raised, start: Solution) -> Solution:
    """Open what would be best for split blocks, and place whole ones there."""
    run = whole.run
    with run.ledger.stage("descent"):
        split = settled(whole.sites, raised, start, run.clock.share(_DESCENT_SHARE))
    if split is None:
        return start
    with run.ledger.stage("placing"):
        briefly = (run.solver.threads, BRIEFLY)
        found = placed_in(run, whole.sites, split, run.clock.share(_PLACING_SHARE), briefly)
    return cheapest(run, start, *found[:1])


def _by_model(whole: _Whole, raised: Raised, best: Solution, how: tuple[float, float]) -> Solution:
    """Solve what pricing has not ruled out for plans so far on the way from the bound to the best plan.

    All the rest costs no less than that, so that up to there the limit of the model is one of everything.
    """
    run, (part, share) = whole.run, how
    best_total = objective_of(run.problem, best).total
    total = raised.bound + part * (best_total - raised.bound)
    choice = _left(whole, raised, total)
    with run.ledger.stage("model"):
        found = _solved(run, choice, best, (share, total))
    run.ledger.proved(min(found.bound, total - _EXACT * abs(total)))
    return cheapest(run, best, found.solution)


def _is_worth_it(whole: _Whole, raised: Raised, best: Solution) -> bool:
    """Whether the model of a part is so much smaller than that of everything that it may be solved soon."""
    best_total = objective_of(whole.run.problem, best).total
    part = _left(whole, raised, raised.bound + _PART * (best_total - raised.bound))
    return bool(part.pairs.sum() <= _WORTH_IT * _left(whole, raised, best_total).pairs.sum())


def _left(whole: _Whole, raised: Raised, total: float) -> Choice:
    """Return what a plan cheaper than `total` may choose from."""
    may = may_be_open(raised, total)
    return Choice(
        pairs=may_be_whole(whole.sites, raised, total) & may[whole.run.problem.pair_school],
        must=must_open(whole.sites, raised, total),
        may=may,
    )


def _solved(run: Run, choice: Choice, best: Solution, ask: tuple[float, float]) -> Found:
    """Solve a reduced model for a share of the time; up to a ceiling, its limit is one of the whole."""
    share, ceiling = ask
    objective = objective_of(run.problem, best)
    effort = Effort(
        clock=run.clock.share(share),
        gap=max(run.solver.gap, _EXACT) * objective.cost / objective.total if objective.total > 0 else 0.0,
        threads=run.solver.threads,
        seed=run.solver.seed,
        note=lambda total, bound, pupils: run.ledger.note(total, min(bound, ceiling), pupils),
    )
    reduced = solve_reduced(run.problem, choice, best, effort)
    if reduced.lost:
        run.ledger.tell(LOST)
    if reduced.opened is None:
        return Found(solution=None, bound=reduced.bound)
    solution = completed(run.problem, opened=reduced.opened[:, None], share=np.round(reduced.share))
    return Found(solution=solution, bound=reduced.bound)
