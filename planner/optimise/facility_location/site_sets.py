"""Whole blocks, schools and journeys alone: the few sets of schools that could be best, one by one; all others at once.

A set of schools costs no less than it would if blocks could be split: a transport problem. All sets but those known are
bounded by the split model, in which a known set costs as much as the best plan; within a known set, whole blocks are
decided by the solve loop (`planner.optimise.solve_loop`), among the few pairs that its prices leave. The least of these
limits is one on everything.
"""

from dataclasses import dataclass, replace

import numpy as np

from planner.cost import objective_of
from planner.optimise.construction.completion import completed
from planner.optimise.engine_run import Run, cheapest, is_done
from planner.optimise.facility_location.generalised_assignment import AssignmentEffort, assign_blocks
from planner.optimise.facility_location.iterated_local_search import LocalSearchEffort, iterated_local_search
from planner.optimise.facility_location.site_prices import may_be_open, must_open
from planner.optimise.facility_location.transportation import Sites, Transport, as_solution, solve_transportation
from planner.optimise.incumbent import IncumbentTracker, Progress
from planner.optimise.models.reduced import Choice, KnownSet, ModelEffort, Reduced, solve_reduced
from planner.optimise.pricing.split_subproblems import Ascent
from planner.optimise.restrict import only_pairs
from planner.optimise.runtime.clock import Clock
from planner.optimise.solve_loop import run_solve_loop
from planner.problem.problem import Decision, Flags, Floats, Problem, Solution

_EXACT = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class _Known:
    """A set of schools that was looked at."""

    at: Transport
    limit: float
    """No plan with this very set open costs less, yuan a year."""
    by_prices: float
    """What the seats' prices alone prove of the set, yuan a year: `limit` may since have been proven higher."""
    lost: Floats
    """(pair): by how much `by_prices` rises if the block goes there; inf where the school is closed."""
    placed: tuple[Solution, ...]
    """Plans with this set open, the cheapest first."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _State:
    best: Solution
    known: tuple[_Known, ...]
    outside: float
    """No plan with any other set open costs less than this, or than the best plan."""

    def limit(self, run: Run) -> float:
        """Return the limit on everything."""
        total = objective_of(run.problem, self.best).total
        return min([self.outside, *(known.limit for known in self.known), total * (1.0 - _EXACT)])


def improve_by_site_sets(run: Run, sites: Sites, ascent: Ascent, best: Solution, clock: Clock) -> Solution:
    """Improve `best` until the clock is over or it is proven; `ascent` is what pricing of split blocks has proven."""
    run = replace(run, clock=clock)
    with run.tracker.stage("sets of schools"):
        state = _searched(run, sites, ascent, _State(best=best, known=(), outside=-np.inf))
    again = True
    while again and not is_done(run, state.best):
        with run.tracker.stage("sets of schools"):
            state = _all_others(run, sites, ascent, state)
        before, state = state, _within_least(run, state)
        again = state is not before
        run.tracker.proved(state.limit(run))
    return state.best


def _searched(run: Run, sites: Sites, ascent: Ascent, state: _State) -> _State:
    """Look at the set of the best plan, and at others that cost less if blocks could be split."""
    begin = solve_transportation(sites, state.best.open[:, 0], np.zeros(run.problem.n_schools))
    if begin is None:
        return state
    options = run.options.facility_location
    effort = LocalSearchEffort(
        clock=run.clock.share(options.site_sets.local_search_share),
        threads=run.solver.threads,
        seed=run.solver.seed,
        options=options.local_search,
    )
    for at in [*iterated_local_search(sites, ascent, begin, effort)[: options.site_sets.most_sets], begin]:
        cheap = at.total < objective_of(run.problem, state.best).total
        if not run.clock.is_over and cheap and not _is_known(state, at.opened):
            state = _with_set(run, sites, state, at)
    return state


def _is_known(state: _State, opened: Flags) -> bool:
    return any((known.at.opened == opened).all() for known in state.known)


def assignment_effort(run: Run, clock: Clock, times: int, moves_a_block: int) -> AssignmentEffort:
    """Return what placing whole blocks is given in a run: begun so many times, from the run's seed on."""
    return AssignmentEffort(
        clock=clock,
        threads=run.solver.threads,
        seeds=range(run.solver.seed, run.solver.seed + times),
        moves_a_block=moves_a_block,
        options=run.options.facility_location.assignment,
    )


def assigned_in(problem: Problem, sites: Sites, at: Transport, effort: AssignmentEffort) -> list[Solution]:
    """Place whole blocks in the schools open; the cheapest first. `sites` are those of `problem`, if it were split."""
    plans = []
    for assignment in assign_blocks(sites, at, effort):
        share = np.zeros(problem.n_pairs)
        share[assignment.pair[assignment.pair >= 0]] = 1.0
        plans.append(completed(problem, opened=at.opened[:, None], share=share))
    return plans


def _with_set(run: Run, sites: Sites, state: _State, at: Transport) -> _State:
    """Look at a set of schools: what it costs at least, and what whole blocks cost there."""
    limit, lost = _limit_of(sites, at)
    options = run.options.facility_location
    clock = run.clock.share(options.site_sets.assignment_share)
    effort = assignment_effort(run, clock, options.site_sets.assignments, options.assignment.many_moves)
    placed = assigned_in(run.problem, sites, at, effort)
    known = _Known(at=at, limit=limit, by_prices=limit, lost=lost, placed=tuple(placed))
    return replace(state, best=cheapest(run, state.best, *placed), known=(*state.known, known))


def _limit_of(sites: Sites, at: Transport) -> tuple[float, Floats]:
    """Return what the seats' prices prove of the set, and what each pair adds to it.

    sum_b min_j (cost[b, j] + pupils[b] w[j]) - sum_j w[j] capacity[j] + fixed, for any seat prices w >= 0.
    """
    problem = sites.problem
    cost = np.where(at.opened, sites.cost + problem.block_pupils[:, None] * at.seat_prices, np.inf)
    least = np.minimum(cost.min(axis=1, initial=np.inf), sites.left_yuan)
    own = sites.fixed[at.opened].sum() - (at.seat_prices * np.where(at.opened, sites.capacity, 0.0)).sum()
    lost = cost[problem.pair_block, problem.pair_school] - least[problem.pair_block]
    return float((least.sum() + own) * (1.0 - _EXACT)), lost


def _all_others(run: Run, sites: Sites, ascent: Ascent, state: _State) -> _State:
    """Find the cheapest other set, again and again, until it costs more than the best plan or time is up."""
    clock = run.clock.share(run.options.facility_location.site_sets.outside_share)
    while not (clock.is_over or is_done(run, state.best)):
        total = objective_of(run.problem, state.best).total
        if state.outside >= total * (1.0 - 2 * _EXACT):
            break
        reduced = _cheapest_other(run, sites, ascent, state, clock)
        state = replace(state, outside=max(state.outside, min(reduced.bound, total)))
        run.tracker.proved(state.limit(run))
        if reduced.opened is None or _is_known(state, reduced.opened):
            break
        at = solve_transportation(sites, reduced.opened, np.zeros(run.problem.n_schools))
        if at is None:
            break
        state = _with_set(run, sites, state, at)
    return state


def _cheapest_other(run: Run, sites: Sites, ascent: Ascent, state: _State, clock: Clock) -> Reduced:
    """Solve the split model with the cost of every known set raised to that of the best plan."""
    objective = objective_of(run.problem, state.best)
    total = objective.total
    choice = Choice(
        pairs=np.ones(run.problem.n_pairs, dtype=bool),
        must=must_open(sites, ascent, total),
        may=may_be_open(ascent, total),
        known_sets=tuple(KnownSet(opened=known.at.opened, yuan=max(total - known.limit, 0.0)) for known in state.known),
    )
    effort = ModelEffort(
        clock=clock,
        gap=max(run.solver.gap, _EXACT) * objective.cost / max(total, _EXACT),
        threads=run.solver.threads,
        seed=run.solver.seed,
        options=run.options.facility_location.model,
        note=lambda _total, bound, _pupils: run.tracker.proved(replace(state, outside=min(bound, total)).limit(run)),
    )
    begin = as_solution(sites, state.known[0].at) if state.known else state.best
    return solve_reduced(sites.problem, choice, begin, effort)


def _within_least(run: Run, state: _State) -> _State:
    """Decide whole blocks anew within the known set of the least limit; the same state where there is none."""
    total = objective_of(run.problem, state.best).total
    open_sets = [known for known in state.known if known.placed and known.limit < total * (1.0 - 2 * _EXACT)]
    if not open_sets:
        return state
    known = min(open_sets, key=lambda one: one.limit)
    others = tuple(other for other in state.known if other is not known)
    outside, start = replace(state, known=others).limit(run), known.placed[0]
    part, kept = _settled(run.problem, known, total)
    clock = run.clock.share(run.options.facility_location.site_sets.within_share)

    def tell(at: Progress) -> None:
        run.tracker.note(at.total, min(at.bound, outside), at.shortfall_pupils)

    tracker = IncumbentTracker(clock, tell, shortfall_yuan=run.problem.shortfall_yuan_per_pupil)
    own = replace(run, problem=part, clock=clock, tracker=tracker)
    found = _by_model(own, known, cheapest(own, _only(start, kept)))
    if not is_done(own, found):
        found = run_solve_loop(own, found, [_only(plan, kept) for plan in known.placed], mostly_search=False)
    run.tracker.count_in(tracker)
    share = np.zeros(run.problem.n_pairs)
    share[kept] = found.share
    plan = completed(run.problem, opened=found.open, share=share)
    better = replace(known, limit=max(known.limit, min(tracker.bound, total)))
    return replace(state, best=cheapest(run, state.best, plan), known=(better, *others))


def _by_model(run: Run, known: _Known, start: Solution) -> Solution:
    """Try the exact model on what is left of the problem, for a part of the time."""
    opened, every = known.at.opened, np.ones(run.problem.n_pairs, dtype=bool)
    effort = ModelEffort(
        clock=run.clock.share(run.options.facility_location.site_sets.model_share),
        gap=_EXACT,
        threads=run.solver.threads,
        seed=run.solver.seed,
        options=run.options.facility_location.model,
        note=run.tracker.note,
    )
    with run.tracker.stage("model"):
        reduced = solve_reduced(run.problem, Choice(pairs=every, must=opened, may=opened), start, effort)
    run.tracker.proved(reduced.bound)
    if reduced.opened is None:
        return start
    return cheapest(run, start, completed(run.problem, opened=opened[:, None], share=np.round(reduced.share)))


def _settled(problem: Problem, known: _Known, total: float) -> tuple[Problem, Flags]:
    """Return the problem with this set open and the pairs alone that a plan cheaper than `total` may use.

    What a pair adds, it adds to the limit of the same prices: on top of a limit proven in another way, branching say,
    it would forbid pairs of better plans (reduced-cost fixing is valid for one dual solution at a time).
    """
    kept = known.by_prices + known.lost < total * (1.0 + _EXACT)
    for plan in known.placed:
        kept |= plan.share > 0
    decision = np.where(known.at.opened, Decision.KEEP, Decision.CLOSE).astype(problem.school_decision.dtype)
    return only_pairs(replace(problem, school_decision=decision), kept), kept


def _only(plan: Solution, kept: Flags) -> Solution:
    return replace(plan, share=plan.share[kept])
