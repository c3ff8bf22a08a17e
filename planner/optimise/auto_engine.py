"""Engine `auto`: it picks by kind and by size.

Split blocks go their own way (`planner.optimise.facility_location.split_blocks`), and so do whole ones where schools
and journeys are all there is to decide (`planner.optimise.facility_location.single_source`). Another small problem goes
to the model first, for a part of the time: the smallest are proven in moments. Everything else, and what is not proven
by then, is for search, pricing and branching by turns (`planner.optimise.solve_loop`). A problem whose parts share no
school is solved part by part.
"""

from collections.abc import Sequence

from planner.cost import objective_of, shortfall_of
from planner.optimise.compile_ahead import make_ready
from planner.optimise.components import Group, groups_of, put_together, taken_apart
from planner.optimise.engine_result import Found
from planner.optimise.engine_run import Run, cheapest, is_done
from planner.optimise.facility_location.single_source import improve_whole, may_be_split
from planner.optimise.facility_location.split_blocks import improve_split
from planner.optimise.incumbent import Ledger, Progress
from planner.optimise.milp import solve_milp
from planner.optimise.quick_bound import quick_bound
from planner.optimise.runtime.clock import Clock
from planner.optimise.search.annealing import BY_MOVES, SPRINT, Effort, search
from planner.optimise.solve_loop import prove_within, take_turns
from planner.problem.problem import Problem, Solution
from planner.read.scenario import Solver

_TINY_PAIRS = 450
"""Up to so many pairs the plain model is the way, for most of the time."""
_TINY_SHARE = 0.7
_TINY_SITES_PAIRS = 100
"""The same where schools and journeys are all there is to decide: sooner hard, and sooner priced."""
_SMALL_PAIRS = 3_000
"""Up to so many it is worth a try."""
_SMALL_SHARE = 0.08
_MOMENT_SHARE = 0.01
"""Of the time for each group of a problem that falls apart, before the first of them has its turn."""


def prepare(problem: Problem, *, by_model_alone: bool = False) -> None:
    """Have the machine code ready before the clock starts: the first run compiles it, later ones read it from disk.

    `by_model_alone`: for engine milp, which needs little of it.
    """
    make_ready(problem, by_model_alone=by_model_alone)


def improve(problem: Problem, start: Solution, clock: Clock, solver: Solver, ledger: Ledger) -> Found:
    """Improve `start` with everything there is; the bound is the best that any part has proven."""
    groups = groups_of(problem)
    if not groups:
        return _improve(problem, start, clock, solver, ledger)
    return _improve_groups(problem, groups, start, (clock, solver, ledger))


def _improve_groups(
    problem: Problem, groups: Sequence[Group], start: Solution, by: tuple[Clock, Solver, Ledger]
) -> Found:
    """Improve each group in turn, the smallest first: what time it leaves is for the larger ones."""
    clock, solver, ledger = by
    plans = list(taken_apart(groups, start))
    if problem.whole and solver.search_moves is None:
        plans = _sprinted(problem, groups, plans, by)
    bounds = [quick_bound(group.problem) for group in groups]
    left = sum(group.problem.n_pairs for group in groups)
    for place in reversed(range(len(groups))):
        own, share = groups[place].problem, clock.share(groups[place].problem.n_pairs / left)
        others = [(groups[at].problem, plans[at]) for at in range(len(groups)) if at != place]
        teller = _teller(ledger, share, others, sum(bounds) - bounds[place])
        teller.found_plan(own, plans[place])
        teller.proved(bounds[place])
        found = _improve(own, plans[place], share, solver, teller)
        ledger.count_in(teller)
        plans[place] = found.solution or plans[place]
        bounds[place] = max(bounds[place], found.bound)
        left -= own.n_pairs
        ledger.proved(sum(bounds))
        ledger.found_plan(problem, put_together(problem, groups, plans))
    return Found(solution=put_together(problem, groups, plans), bound=sum(bounds))


def _sprinted(
    problem: Problem, groups: Sequence[Group], plans: Sequence[Solution], by: tuple[Clock, Solver, Ledger]
) -> list[Solution]:
    """Search every group for a moment, the largest first: a good plan of the whole soon, while each waits its turn."""
    clock, solver, ledger = by
    better = list(plans)
    for place, group in enumerate(groups):
        if group.problem.n_pairs > _TINY_PAIRS:
            moment = clock.share(_MOMENT_SHARE)
            effort = Effort(clock=moment, threads=solver.threads, seed=solver.seed, rounds=SPRINT)
            with ledger.stage("sprint"):
                better[place] = search(group.problem, better[place], effort).best
            ledger.found_plan(problem, put_together(problem, groups, better))
    return better


def _teller(ledger: Ledger, clock: Clock, others: Sequence[tuple[Problem, Solution]], bound: float) -> Ledger:
    """Return a ledger for one group that tells the whole one's: the other groups' figures added."""
    total = sum(objective_of(*other).total for other in others)
    short = sum(float(shortfall_of(*other).sum()) for other in others)

    def tell(at: Progress) -> None:
        ledger.hear(at, (total, bound, short))

    return Ledger(clock, tell, shortfall_yuan=others[0][0].shortfall_yuan_per_pupil)


def _improve(problem: Problem, start: Solution, clock: Clock, solver: Solver, ledger: Ledger) -> Found:
    """Improve one that does not fall apart."""
    if not problem.whole:
        return improve_split(problem, start, clock, solver, ledger)
    run = Run(problem=problem, solver=solver, clock=clock, ledger=ledger)
    if solver.search_moves is not None:
        return Found(solution=_by_moves(run, start, solver.search_moves), bound=ledger.bound)
    best = start
    if problem.n_pairs == 0:  # which schools are open is all there is to decide
        return Found(solution=_by_model(run, best, 1.0), bound=ledger.bound)
    if _goes_by_sites(problem):
        best = cheapest(run, best, improve_whole(run, start))
    elif problem.n_pairs <= _SMALL_PAIRS:
        best = _by_model(run, best, _TINY_SHARE if problem.n_pairs <= _TINY_PAIRS else _SMALL_SHARE)
    if not is_done(run, best):
        best = take_turns(run, best)
    return Found(solution=best, bound=ledger.bound)


def _goes_by_sites(problem: Problem) -> bool:
    return problem.whole and problem.n_pairs > _TINY_SITES_PAIRS and may_be_split(problem)


def _by_model(run: Run, best: Solution, share: float) -> Solution:
    with run.ledger.stage("model"):
        found = solve_milp(run.problem, best, run.clock.share(share), run.solver, run.ledger)
    run.ledger.proved(found.bound)
    return cheapest(run, best, found.solution)


def _by_moves(run: Run, start: Solution, moves: int) -> Solution:
    """Search for a number of moves, then prove: the plan is the same on every machine that gets so far in time.

    Nothing that a clock cuts short has a part in it: no model, no pricing, no recombination.
    """
    solver = run.solver
    effort = Effort(clock=run.clock, threads=solver.threads, seed=solver.seed, rounds=BY_MOVES, moves=moves)
    with run.ledger.stage("search"):
        best = cheapest(run, start, search(run.problem, start, effort, report=run.ledger.found).best)
    if not is_done(run, best):
        prove_within(run, run.clock)
    return best
