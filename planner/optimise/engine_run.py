"""What every step of an engine's run knows, and the two things every step asks."""

from dataclasses import dataclass

from planner.cost import objective_of
from planner.optimise.incumbent import IncumbentTracker
from planner.optimise.options import DEFAULTS, EngineOptions
from planner.optimise.runtime.clock import Clock
from planner.problem.problem import Problem, Solution
from planner.read.scenario import Solver

LEAST_SECONDS = 0.05
"""Less time than this is none."""
_EXACT, _EXACT_OF_COST = 1e-8, 1e-7
"""No distance closer than this share of the total, or of the cost, is asked for: bounds have a margin for rounding."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """The problem, how it is to be solved, until when, and who keeps the best figures."""

    problem: Problem
    solver: Solver
    clock: Clock
    tracker: IncumbentTracker
    options: EngineOptions = DEFAULTS


def cheapest(run: Run, *answers: Solution | None) -> Solution:
    """Return the cheapest of the answers there are, and note it."""
    there = [answer for answer in answers if answer is not None]
    best = min(there, key=lambda answer: objective_of(run.problem, answer).total)
    run.tracker.found_plan(run.problem, best)
    return best


def is_done(run: Run, best: Solution) -> bool:
    """Whether time is up, the user stopped the run, or the plan is proven as good as was asked."""
    objective = objective_of(run.problem, best)
    allowed = max(run.solver.gap * objective.cost, _EXACT_OF_COST * objective.cost, _EXACT * objective.total)
    over = run.clock.is_over or run.clock.left < LEAST_SECONDS
    return over or objective.total - run.tracker.bound <= allowed
