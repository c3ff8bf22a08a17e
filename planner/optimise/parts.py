"""A problem that falls apart: its parts one by one, each told as a part of the whole."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from planner.cost import counted_shortfall, objective_of
from planner.optimise.components import Component, joined
from planner.optimise.engine_result import EngineResult
from planner.optimise.engine_run import Run
from planner.optimise.incumbent import IncumbentTracker, LatePlan, OtherParts, Progress
from planner.optimise.quick_bound import quick_bound
from planner.optimise.runtime.clock import Clock
from planner.problem.problem import Problem, Solution

ImprovePart = Callable[[int, Run, Solution], EngineResult]
"""Improves the plan of a part, given by its place."""


def improve_parts(
    run: Run, components: Sequence[Component], begin: Sequence[Solution], improve: ImprovePart
) -> EngineResult:
    """Improve each part in turn, the smallest first: what time it leaves is for the larger ones."""
    problem, clock, tracker, plans = run.problem, run.clock, run.tracker, list(begin)
    bounds = [quick_bound(component.problem) for component in components]
    left = sum(component.problem.n_pairs for component in components)
    for place in reversed(range(len(components))):
        own, share = components[place].problem, clock.share(components[place].problem.n_pairs / left)
        others = [(components[at].problem, plans[at]) for at in range(len(components)) if at != place]
        whole = _whole(problem, components, plans, place)
        own_tracker = _tracker_of(tracker, share, others, sum(bounds) - bounds[place], whole)
        own_tracker.found_plan(own, plans[place])
        own_tracker.proved(bounds[place])
        found = improve(place, replace(run, problem=own, clock=share, tracker=own_tracker), plans[place])
        tracker.count_in(own_tracker)
        plans[place] = found.solution or plans[place]
        bounds[place] = max(bounds[place], found.bound)
        left -= own.n_pairs
        tracker.proved(sum(bounds))
        tracker.found_plan(problem, joined(problem, components, plans))
    return EngineResult(solution=joined(problem, components, plans), bound=sum(bounds))


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
