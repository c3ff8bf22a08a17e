"""What merging costs or saves: the plan against the one that keeps every school, or merges exactly so many.

Of either plan its total and a lower limit on the total of any that obeys the same rules are known: the best possible
lies in [bound, total]. So what the plan saves lies in [bound of the other - total, total of the other - bound].
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from planner.cost import loads, objective_of, shortfall_of
from planner.decide.explain.opposite import Stand
from planner.optimise.auto_engine import prepare
from planner.optimise.runtime.clock import Clock
from planner.optimise.solve import solve
from planner.problem.clashes import refuse_clashes
from planner.problem.problem import Decision, Problem, Solution

Standing = Literal["saves", "costs", "not_decided"]
_LEAST_YUAN = 1.0
"""Yuan a year below which nothing is called dearer or cheaper: solvers stop that close."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Priced:
    """A plan, and what is proven of the best one; yuan a year, means over the planning years."""

    merged: int
    """Schools merged by the last planning year."""
    total: float
    bound: float
    shortfall_pupils: float
    """Without a seat, all years summed."""
    solution: Solution
    empty: int = 0
    """Schools that might be merged, are open in the last planning year, and that nobody attends."""


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What the best plan under the scenario's rules saves against the best of the other, yuan a year."""

    least: float
    most: float
    found: float
    """Between the two plans at hand."""

    @property
    def standing(self) -> Standing:
        """What is proven: it saves, it costs, or what is not proven is larger than the difference."""
        if self.least > _LEAST_YUAN:
            return "saves"
        return "costs" if self.most < -_LEAST_YUAN else "not_decided"


def saved(plan: Priced, other: Priced) -> Saved:
    """Return what the plan saves against the other, as far as it is proven."""
    return Saved(least=other.bound - plan.total, most=other.total - plan.bound, found=other.total - plan.total)


def priced_plan(stand: Stand, bound: float) -> Priced:
    """Return the plan that is explained; `bound` is the plan's own, summed over the years."""
    return _priced(stand.problem, stand.plan, bound)


def keeping_all(problem: Problem) -> Problem:
    """Return the problem in which nothing is merged that need not be; all other rules and journeys are the same."""
    may_stay = problem.school_mergeable & (problem.school_decision == Decision.FREE)
    return replace(
        problem,
        school_decision=np.where(may_stay, Decision.KEEP, problem.school_decision),
        merge_least=np.zeros_like(problem.merge_least),
    )


def merging_exactly(problem: Problem, count: int) -> Problem:
    """Return the problem in which exactly so many are merged by the last planning year, and no more before."""
    least = np.minimum(problem.merge_least, count)
    least[-1] = count
    return replace(problem, merge_least=least, merge_most=count)


def solved(stand: Stand, other: Problem, clock: Clock) -> Priced:
    """Solve a problem that differs in what may be merged. NoPlanError, which names the rules, where they clash."""
    solver = stand.scenario.solver
    refuse_clashes(other, stand.scenario)
    if solver.engine == "auto":
        prepare(other)
    answer = solve(other, solver, clock)
    return _priced(other, answer.solution, answer.bound)


def _priced(problem: Problem, solution: Solution, bound: float) -> Priced:
    total, years = objective_of(problem, solution).total, problem.n_years
    nobody = loads(problem, solution).pupils[:, -1].sum(axis=1) == 0
    return Priced(
        merged=int((problem.school_mergeable & ~solution.open[:, -1]).sum()),
        total=total / years,
        bound=min(bound, total) / years,
        shortfall_pupils=round(float(shortfall_of(problem, solution).sum()), 6),
        solution=solution,
        empty=int((problem.school_mergeable & solution.open[:, -1] & nobody).sum()),
    )
