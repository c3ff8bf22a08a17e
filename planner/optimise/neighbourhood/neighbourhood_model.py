"""The exact model of a neighbourhood: what is not free is held as the plan has it; solved from the plan."""

import numpy as np

from planner.optimise.construction.chosen import chosen_in
from planner.optimise.construction.feasible_shares import within_limits
from planner.optimise.neighbourhood.area import Neighbourhood
from planner.optimise.runtime.clock import Clock
from planner.optimise.solver.highs import Mixed, Settings, solve_mixed
from planner.optimise.solver.program import program_of
from planner.problem.problem import Floats, Solution
from planner.problem.statement.statement import Statement, state, values_of

_CLOSE_YUAN = 0.1
"""HiGHS stops when its best and its limit are this close, yuan a year summed over the years."""
_LEAST_SHARE = 1e-9
_HALF = 0.5


def neighbourhood_statement(neighbourhood: Neighbourhood) -> Statement:
    """State the neighbourhood; fix what is not free: schools as they are, pupils where they are."""
    statement = state(neighbourhood.problem)
    columns, held = statement.columns, ~neighbourhood.area.schools
    opened = neighbourhood.begin.open[held].astype(float)
    statement = statement.bounded(columns.opened[held], lower=opened, upper=opened)
    statement = statement.bounded(columns.share[neighbourhood.free_pairs :], lower=1.0)
    return statement.bounded(columns.left[neighbourhood.free_blocks :], upper=0.0)


def solve_neighbourhood(statement: Statement, begin: Solution | None, clock: Clock) -> Mixed:
    """Solve from a first solution until the clock ends, on this thread; other threads go on meanwhile."""
    settings = Settings(absolute_gap=_CLOSE_YUAN, exact=not statement.problem.whole)
    start = None if begin is None else values_of(statement, begin)
    return solve_mixed(program_of(statement), start, clock, settings)


def solution_of(statement: Statement, values: Floats) -> Solution:
    """Read opened and share, rounded to what they mean, and give them the classes, rooms and beds they need."""
    problem, columns = statement.problem, statement.columns
    share = values[columns.share]
    share = np.round(share) if problem.whole else np.where(share < _LEAST_SHARE, 0.0, share.clip(0.0, 1.0))
    return within_limits(
        problem,
        opened=values[columns.opened] > _HALF,
        share=share,
        chosen=chosen_in(problem, boarding=values[columns.boarding], rooms=values[columns.rooms]),
    )
