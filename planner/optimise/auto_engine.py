"""Engine `auto`: it picks by kind and by size.

Split blocks go their own way (`planner.optimise.facility_location.split_blocks`), and so do whole ones where schools
and journeys are all there is to decide (`planner.optimise.facility_location.single_source`). Another small problem goes
to the model first, for a part of the time: the smallest are proven in moments. Everything else, and what is not proven
by then, is for search, pricing and branch-and-price in the solve loop (`planner.optimise.solve_loop`). A problem whose
parts share no school is solved part by part.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from planner.cost import counted_shortfall, objective_of
from planner.optimise.compile_ahead import make_ready
from planner.optimise.components import Component, components_of, joined, split_by_component
from planner.optimise.engine_result import EngineResult
from planner.optimise.engine_run import Run, cheapest, is_done, plan_of
from planner.optimise.facility_location.single_source import improve_single_source, is_single_source
from planner.optimise.facility_location.split_blocks import improve_split
from planner.optimise.incumbent import IncumbentTracker, LatePlan, OtherParts, Progress
from planner.optimise.models.milp import solve_milp
from planner.optimise.options.engine import DEFAULTS, EngineOptions
from planner.optimise.quick_bound import quick_bound
from planner.optimise.runtime.clock import Clock
from planner.optimise.search.annealing import SearchEffort, search
from planner.optimise.solve_loop import prove_within, run_solve_loop
from planner.problem.problem import Problem, Solution


def prepare(problem: Problem, options: EngineOptions = DEFAULTS, *, by_model_alone: bool = False) -> None:
    """Have the machine code ready before the clock starts: the first run compiles it, later ones read it from disk.

    `by_model_alone`: for engine milp, which needs little of it.
    """
    make_ready(problem, options, by_model_alone=by_model_alone)


def improve(run: Run, start: Solution) -> EngineResult:
    """Improve `start` with everything there is; the bound is the best that any part has proven."""
    components = components_of(run.problem)
    return _improve_components(run, components, start) if components else _improve(run, start)


def _improve_components(run: Run, components: Sequence[Component], start: Solution) -> EngineResult:
    """Improve each component in turn, the smallest first: what time it leaves is for the larger ones."""
    problem, clock, tracker = run.problem, run.clock, run.tracker
    plans = list(split_by_component(components, start))
    if problem.whole and run.solver.search_moves is None:
        plans = _searched_briefly(run, components, plans)
    bounds = [quick_bound(component.problem) for component in components]
    left = sum(component.problem.n_pairs for component in components)
    for place in reversed(range(len(components))):
        own, share = components[place].problem, clock.share(components[place].problem.n_pairs / left)
        others = [(components[at].problem, plans[at]) for at in range(len(components)) if at != place]
        whole = _whole(problem, components, plans, place)
        own_tracker = _tracker_of(tracker, share, others, sum(bounds) - bounds[place], whole)
        own_tracker.found_plan(own, plans[place])
        own_tracker.proved(bounds[place])
        found = _improve(replace(run, problem=own, clock=share, tracker=own_tracker), plans[place])
        tracker.count_in(own_tracker)
        plans[place] = found.solution or plans[place]
        bounds[place] = max(bounds[place], found.bound)
        left -= own.n_pairs
        tracker.proved(sum(bounds))
        tracker.found_plan(problem, joined(problem, components, plans))
    return EngineResult(solution=joined(problem, components, plans), bound=sum(bounds))


def _searched_briefly(run: Run, components: Sequence[Component], plans: Sequence[Solution]) -> list[Solution]:
    """Search every component for a short while, the largest first: a good plan of the whole soon."""
    better, options = list(plans), run.options
    for place, component in enumerate(components):
        if component.problem.n_pairs > options.model.tiny_pairs:
            effort = SearchEffort(
                clock=run.clock.share(options.model.component_share),
                threads=run.solver.threads,
                seed=run.solver.seed,
                rounds=options.annealing.short,
                prices=options.annealing.prices,
            )
            with run.tracker.stage("short search"):
                better[place] = plan_of(run.tracker, search(component.problem, better[place], effort))
            run.tracker.found_plan(run.problem, joined(run.problem, components, better))
    return better


def _whole(
    problem: Problem, components: Sequence[Component], plans: Sequence[Solution], place: int
) -> Callable[[Solution], Solution]:
    """Return what puts a component's plan beside those that the other components have now."""
    before, after = plans[:place], plans[place + 1 :]
    return lambda own: joined(problem, components, [*before, own, *after])


def _tracker_of(
    tracker: IncumbentTracker,
    clock: Clock,
    others: Sequence[tuple[Problem, Solution]],
    bound: float,
    whole: Callable[[Solution], Solution],
) -> IncumbentTracker:
    """Return a tracker for one component that passes on to the whole problem's, the other components' figures added.

    `whole` puts the component's plan beside those of the others.
    """
    total = sum(objective_of(*other).total for other in others)
    short = sum(counted_shortfall(*other) for other in others)
    beside = OtherParts(total=total, bound=bound, shortfall_pupils=short)

    def tell(at: Progress) -> None:
        tracker.hear(at, beside)

    def show(own_total: float, plan: LatePlan) -> None:
        tracker.show(total + own_total, lambda: whole(plan()))

    price = others[0][0].shortfall_yuan_per_pupil
    return IncumbentTracker(clock, tell, shortfall_yuan=price, told_plan=show)


def _improve(run: Run, start: Solution) -> EngineResult:
    """Improve one that does not fall apart."""
    problem, solver, tracker, options = run.problem, run.solver, run.tracker, run.options.model
    if not problem.whole:
        return improve_split(run, start)
    if solver.search_moves is not None:
        return EngineResult(solution=_by_moves(run, start, solver.search_moves), bound=tracker.bound)
    best = start
    if problem.n_pairs == 0:  # which schools are open is all there is to decide
        return EngineResult(solution=_by_model(run, best, 1.0), bound=tracker.bound)
    if problem.n_pairs > options.tiny_sites_pairs and is_single_source(problem):
        best = cheapest(run, best, improve_single_source(run, start))
    elif problem.n_pairs <= options.small_pairs:
        is_tiny = problem.n_pairs <= options.tiny_pairs
        best = _by_model(run, best, options.tiny_share if is_tiny else options.small_share)
    if not is_done(run, best):
        best = run_solve_loop(run, best)
    return EngineResult(solution=best, bound=tracker.bound)


def _by_model(run: Run, best: Solution, share: float) -> Solution:
    with run.tracker.stage("model"):
        found = solve_milp(run.problem, best, run.clock.share(share), run.solver, run.tracker)
    run.tracker.proved(found.bound)
    return cheapest(run, best, found.solution)


def _by_moves(run: Run, start: Solution, moves: int) -> Solution:
    """Search for a number of moves, then prove: the plan is the same on every machine that gets so far in time.

    Nothing that a clock cuts short has a part in it: no model, no pricing, no recombination.
    """
    solver = run.solver
    effort = SearchEffort(
        clock=run.clock,
        threads=solver.threads,
        seed=solver.seed,
        rounds=run.options.annealing.by_moves,
        moves=moves,
        prices=run.options.annealing.prices,
    )
    with run.tracker.stage("search"):
        found = search(run.problem, start, effort, report=run.tracker.found)
        best = cheapest(run, start, plan_of(run.tracker, found))
    if not is_done(run, best):
        prove_within(run, run.clock)
    return best
