"""What every step of an engine's run knows, and the two things every step asks."""

from dataclasses import dataclass

from planner.cost import objective_of
from planner.language import Text
from planner.optimise.incumbent import IncumbentTracker
from planner.optimise.options.engine import DEFAULTS, EngineOptions
from planner.optimise.pricing.effort import BoundEffort
from planner.optimise.runtime.clock import Clock
from planner.optimise.search.annealing import SearchResult
from planner.optimise.stages import stage_name
from planner.problem.problem import Problem, Solution
from planner.reading.scenario import Solver

LEAST_SECONDS = 0.05
"""Less time than this is none."""
EXACT, _EXACT_OF_COST = 1e-8, 1e-7
"""No distance closer than this share of the total, or of the cost, is asked for: bounds have a margin for rounding."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """The problem, how it is to be solved, until when, and who keeps the best figures."""

    problem: Problem
    solver: Solver
    clock: Clock
    tracker: IncumbentTracker
    options: EngineOptions = DEFAULTS


def bound_effort(run: Run, clock: Clock) -> BoundEffort:
    """Return what proving a bound is given in a run: until the best plan's total, its bounds told to the tracker."""
    return BoundEffort(
        best_total=lambda: run.tracker.total,
        clock=clock,
        threads=run.solver.threads,
        options=run.options.pricing,
        report=run.tracker.proved,
    )


def cheapest(run: Run, *answers: Solution | None) -> Solution:
    """Return the cheapest of the answers there are, and note it."""
    there = [answer for answer in answers if answer is not None]
    best = min(there, key=lambda answer: objective_of(run.problem, answer).total)
    run.tracker.found_plan(run.problem, best)
    return best


def plan_of(tracker: IncumbentTracker, searched: SearchResult) -> Solution:
    """Return the plan that a search found; say so where plans on its way broke rules, and in which stage."""
    if searched.mended:
        where = stage_name(tracker.doing)
        tracker.tell(
            Text(
                f"{where}: plans on the way broke rules that link schools or pupils, such as merge counts, the budget "
                "or the nearest school; that was mended in this stage, and the plan breaks none",
                f"“{where.zh}”阶段：途中的方案曾突破撤并数量、预算、就近入学等关联多所学校或学生的规则，已在本阶段内修正，最终方案均不违反",
            )
        )
    return searched.best


def is_done(run: Run, best: Solution) -> bool:
    """Whether time is up, the user stopped the run, or the plan is proven as good as was asked."""
    objective = objective_of(run.problem, best)
    allowed = max(run.solver.gap * objective.cost, _EXACT_OF_COST * objective.cost, EXACT * objective.total)
    over = run.clock.is_over or run.clock.left < LEAST_SECONDS
    return over or objective.total - run.tracker.bound <= allowed
