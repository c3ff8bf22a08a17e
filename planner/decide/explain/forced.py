"""A part of the problem solved by the exact model, with one school decided as asked."""

import math
from dataclasses import dataclass

import numpy as np

from planner.cost import loads, objective_of, shortfall_of
from planner.decide.explain.forced_start import first_solution
from planner.optimise.neighbourhood.area import Neighbourhood
from planner.optimise.neighbourhood.neighbourhood_model import neighbourhood_statement, solution_of, solve_neighbourhood
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.solver.highs import Mixed
from planner.plan import Action
from planner.problem.problem import Ints, Solution
from planner.problem.statement.statement import Statement

_ROUNDING = 1e-9
_FIRST_SHARE = 0.15
"""Share of the time for a first solution."""
_SOLVED_YUAN = 1.0
"""A part is solved when they are this close, the rounding of both included."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighed:
    """What is known of a part, yuan a year summed over the years."""

    total: float | None
    """Of the best solution found; None where none was."""
    bound: float
    """No solution of the part has a lower total; inf where it has none."""
    shortfall_pupils: float
    """Without a seat in the best solution."""
    pupils_there: float = 0.0
    """At the school in question, in the last year of the best solution."""
    solution: Solution | None = None
    """The best, of the part; None where none was found."""

    @property
    def is_solved(self) -> bool:
        """Whether the best is proven, or that there is none."""
        return self.bound == math.inf if self.total is None else self.total - self.bound <= _SOLVED_YUAN


@dataclass(frozen=True, kw_only=True, eq=False)
class Forced:
    """One school decided as asked.

    keep: open in every year, without new rooms and beds where it is open in the plan anyway; merge, leave: closed in
    the last year at least; build: open in the last year at least.
    """

    school: int
    action: Action
    staying: Ints
    """Blocks of the whole problem that attend it, as far as it is within their reach."""


def weigh_part(part: Neighbourhood, clock: Clock, forced: Forced | None = None) -> Weighed:
    """Solve a part in HiGHS until the clock is over, on one thread; several may be solved side by side."""
    statement = neighbourhood_statement(part)
    if forced is not None:
        statement = _staying(_forced(statement, part, forced.school, forced.action), part, forced)
    begin = part.begin if forced is None else _first(part, forced, clock)
    clock.spend(rates.of_rows(part.problem))
    mixed = solve_neighbourhood(statement, begin, clock)
    return _weighed(mixed, statement, part, -1 if forced is None else forced.school, begin)


def _first(part: Neighbourhood, forced: Forced, clock: Clock) -> Solution | None:
    """Return a first solution; none for pupils who must stay at the school, which are placed at once."""
    if len(forced.staying):
        return None
    return first_solution(part, forced.school, forced.action, clock.share(_FIRST_SHARE))


def _forced(statement: Statement, part: Neighbourhood, school: int, action: Action) -> Statement:
    """Return the statement with the school decided."""
    columns = statement.columns
    last = columns.opened[[school], part.problem.n_years - 1]
    if action in {"merge", "leave"}:
        return statement.bounded(last, upper=0.0)
    if action == "keep" and part.begin.open[school].all():
        return statement.bounded(np.concatenate([columns.rooms[school], columns.beds[school]]), upper=0.0)
    return statement.bounded(last, lower=1.0)


def _staying(statement: Statement, part: Neighbourhood, forced: Forced) -> Statement:
    """Let these blocks attend the school, as far as they are within its reach."""
    free = slice(0, part.free_pairs)
    blocks = part.blocks[part.problem.pair_block[free]]
    there = part.problem.pair_school[free] == forced.school
    return statement.bounded(np.nonzero(there & np.isin(blocks, forced.staying))[0], lower=1.0)


def _weighed(mixed: Mixed, statement: Statement, part: Neighbourhood, school: int, begin: Solution | None) -> Weighed:
    """Take the best of what HiGHS found and what it began with, and its limit."""
    if mixed.is_infeasible:
        return Weighed(total=None, bound=math.inf, shortfall_pupils=0.0)
    bound = mixed.bound
    read = None if mixed.values is None else solution_of(statement, mixed.values)
    found = [solution for solution in (begin, read) if solution is not None]
    if not found:
        return Weighed(total=None, bound=bound, shortfall_pupils=0.0)
    best = min(found, key=lambda solution: objective_of(part.problem, solution).total)
    total = objective_of(part.problem, best).total
    return Weighed(
        total=total,
        bound=min(bound, total),
        shortfall_pupils=float(shortfall_of(part.problem, best).sum()),
        pupils_there=float(loads(part.problem, best).pupils[school, -1].sum()) if school >= 0 else 0.0,
        solution=best,
    )
