"""Plans that cost hardly more than the best and decide as differently as possible.

Modelling to generate alternatives (Brill, Chang and Hopkins, "Modeling to generate alternatives", Management Science
1982): what earlier plans decided is made dearer, so that the search leaves it; what the plan then found costs by the
true prices says whether it is near enough. How much dearer is tried: more after a plan that is near enough, less after
one that is not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.cost import objective_of, shortfall_of
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.insertion import with_paying_insertions
from planner.optimise.options.engine import DEFAULTS
from planner.optimise.runtime.clock import Clock
from planner.optimise.search.annealing import SearchEffort, search
from planner.optimise.solve import solve
from planner.problem.problem import Decision, Floats, Problem, Solution
from planner.reading.scenario import Solver

SCHOOL_YUAN, PUPIL_YUAN = 800_000.0, 1_000.0
"""What repeating a decision costs at strength 1, a year: a school open or closed, a pupil at the same school."""
_STRONGER, _WEAKER = 2.0, 0.3
_HAIR_PUPILS, _HAIR_YUAN = 1e-6, 1.0
_LEAST_SECONDS = 0.2
"""Less time than this is none."""


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What an alternative may cost: yuan a year summed over the years, the price of missing seats in it."""

    total: float
    shortfall_pupils: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Differing:
    """An alternative, and how strongly repeating was discouraged when it was found."""

    solution: Solution
    strength: float


def discouraged(problem: Problem, plans: Sequence[Solution], strength: float) -> Problem:
    """Return the problem in which what all of these plans decided is dearer, by the share of them that did.

    Closing again is made dearer by making it cheaper to stay open, down to nothing a year.
    """
    opened = np.mean([plan.open[:, problem.last_planning_year] for plan in plans], axis=0)
    share: Floats = np.mean([plan.share for plan in plans], axis=0)
    free = problem.school_decision == Decision.FREE
    school = np.where(free, strength * SCHOOL_YUAN * (2.0 * opened - 1.0), 0.0)
    pupils = problem.block_pupils[problem.pair_block]
    return replace(
        problem,
        school_fixed_yuan=np.maximum(problem.school_fixed_yuan + school, 0.0),
        pair_yuan=problem.pair_yuan + strength * PUPIL_YUAN * pupils * share,
    )


def difference(problem: Problem, one: Solution, other: Solution) -> float:
    """Return how differently two plans decide: the share of free schools in another state, and of pupils elsewhere.

    Averaged over both, 0 to 1; the last planning year's schools, every year's pupils.
    """
    free, last = problem.school_decision == Decision.FREE, problem.last_planning_year
    schools = float((one.open[free, last] != other.open[free, last]).mean()) if free.any() else 0.0
    moved = np.abs(one.share - other.share) @ problem.block_pupils[problem.pair_block] / 2.0
    return (schools + float(moved / max(problem.block_pupils.sum(), 1.0))) / 2.0


def differing_from(  # noqa: PLR0913, PLR0917 - the question, and how long each try may take
    problem: Problem,
    plans: Sequence[Solution],
    allowed: Allowed,
    solver: Solver,
    clocks: Iterable[Clock],
    strength: float,
) -> Differing | None:
    """Return the plan within what is allowed that differs most from the least different of `plans`; None: none found.

    One try for each clock, each begun with the first plan.
    """
    best: tuple[float, Differing] | None = None
    for number, clock in enumerate(clocks):
        is_near = False
        for tried in _tried(discouraged(problem, plans, strength), plans[0], solver, clock, number):
            solution = with_paying_insertions(problem, tried)
            if not _is_allowed(problem, solution, allowed):
                continue
            is_near = True
            apart = min(difference(problem, solution, plan) for plan in plans)
            if apart > 0 and (best is None or apart > best[0]):
                best = apart, Differing(solution=solution, strength=strength)
        strength *= _STRONGER if is_near else _WEAKER
    return None if best is None else best[1]


def _tried(problem: Problem, begin: Solution, solver: Solver, clock: Clock, number: int) -> Iterator[Solution]:
    """Yield what the search finds with these prices, begun with a plan; of split blocks, what any engine does."""
    seed = solver.seed + number
    if not problem.whole:
        yield solve(problem, solver.model_copy(update={"seed": seed}), clock).solution
        return
    while clock.left >= _LEAST_SECONDS:
        effort = SearchEffort(clock=clock.share(0.5), threads=solver.threads, seed=seed, rounds=DEFAULTS.annealing.warm)
        begin = search(problem, begin, effort).best
        yield begin
        seed += solver.threads


def _is_allowed(problem: Problem, solution: Solution, allowed: Allowed) -> bool:
    short = float(shortfall_of(problem, solution).sum())
    return (
        objective_of(problem, solution).total <= allowed.total + _HAIR_YUAN
        and short <= allowed.shortfall_pupils + _HAIR_PUPILS
        and keeps_limits(problem, solution)
    )
