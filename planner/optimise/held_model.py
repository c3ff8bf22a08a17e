"""The exact model of a part: what is not free is held as the plan has it; into HiGHS, with the plan to begin with."""

from planner.optimise.clock import Clock
from planner.optimise.held import Part
from planner.optimise.highs import Mixed, Settings, solve_mixed
from planner.optimise.milp import values_of
from planner.optimise.model import Model, build_model
from planner.optimise.program import program_of
from planner.problem.problem import Solution

_CLOSE_YUAN = 0.1
"""HiGHS stops when its best and its limit are this close, yuan a year summed over the years."""


def held_model(part: Part) -> Model:
    """Build the model; hold fast what is not free: schools as they are, pupils where they are."""
    model = build_model(part.problem)
    for (school, year), opened in model.opened.items():
        if not part.area.schools[school]:
            opened.lowBound = opened.upBound = int(part.begin.open[school, year])
    for share in model.share[part.free_pairs :]:
        share.lowBound = 1
    for left in model.left[part.free_blocks :]:
        left.upBound = 0
    return model


def solve_held(model: Model, begin: Solution | None, clock: Clock) -> Mixed:
    """Solve from a first solution until the clock ends, on this thread; other threads go on meanwhile."""
    program = program_of(model.lp)
    settings = Settings(absolute_gap=_CLOSE_YUAN, exact=not model.problem.whole)
    return solve_mixed(program, None if begin is None else values_of(model, begin), clock, settings)
