"""Engine `auto`: it picks by kind and by size.

Split blocks go their own way (`planner.optimise.facility_location.split_blocks`), and so do whole ones where schools
and journeys are all there is to decide (`planner.optimise.facility_location.single_source`). Another small problem goes
to the model first, for a part of the time: the smallest are proven in moments. Everything else, and what is not proven
by then, is for search, pricing and branch-and-price in the solve loop (`planner.optimise.solve_loop`). A problem whose
parts share no school is solved part by part.
"""

from collections.abc import Sequence

from planner.optimise.compile_ahead import make_ready
from planner.optimise.components import Component, components_of, joined, split_by_component
from planner.optimise.engine_result import EngineResult
from planner.optimise.engine_run import Run, cheapest, is_done, plan_of
from planner.optimise.facility_location.single_source import improve_single_source, is_single_source
from planner.optimise.facility_location.split_blocks import improve_split
from planner.optimise.models.milp import solve_milp
from planner.optimise.options.engine import DEFAULTS, EngineOptions
from planner.optimise.parts import improve_parts
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
    return _improve_components(run, components, start) if components else improve_part(run, start)


def _improve_components(run: Run, components: Sequence[Component], start: Solution) -> EngineResult:
    plans = list(split_by_component(components, start))
    if run.problem.whole and run.solver.search_moves is None:
        plans = _searched_briefly(run, components, plans)
    return improve_parts(run, components, plans, lambda _place, own, plan: improve_part(own, plan))


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


def improve_part(run: Run, start: Solution) -> EngineResult:
    """Improve one that does not fall apart."""
    problem, solver, tracker, options = run.problem, run.solver, run.tracker, run.options.model
    if not problem.whole:
        return improve_split(run, start)
    if solver.search_moves is not None:
        return EngineResult(solution=_by_moves(run, start, solver.search_moves), bound=tracker.bound)
    best = start
    if problem.n_pairs == 0:  # which schools are open is all there is to decide
        return EngineResult(solution=by_model(run, best, 1.0), bound=tracker.bound)
    if problem.n_pairs > options.tiny_sites_pairs and is_single_source(problem):
        best = cheapest(run, best, improve_single_source(run, start))
    elif problem.n_pairs <= options.small_pairs:
        is_tiny = problem.n_pairs <= options.tiny_pairs
        best = by_model(run, best, options.tiny_share if is_tiny else options.small_share)
    if not is_done(run, best):
        best = run_solve_loop(run, best)
    return EngineResult(solution=best, bound=tracker.bound)


def by_model(run: Run, best: Solution, share: float) -> Solution:
    """Improve a plan by the exact model, for a share of the time left."""
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
