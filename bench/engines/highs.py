"""Textbook: the planner's plain PuLP model in HiGHS, without a start from us."""

import time

from bench.engines.sheet import Sheet, built_model, left_of, solution_of
from planner.optimise.runtime.clock import Clock
from planner.optimise.solver.callbacks import Listeners
from planner.optimise.solver.highs import Settings, solve_mixed
from planner.optimise.solver.program import program_of_pulp
from planner.problem.problem import Problem, Solution


def run(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution | None:
    """Build the model and leave it to HiGHS; building counts."""
    model = built_model(problem, sheet)
    program = program_of_pulp(model.lp)
    listeners = Listeners(plan=lambda _objective, _values: None, both=sheet.note)
    settings = Settings(threads=threads, exact=not problem.whole)
    now = time.monotonic()
    clock = Clock(begun=now, deadline=now + left_of(seconds, sheet))
    found = solve_mixed(program, None, clock, settings, listeners)
    values = found.values
    if values is None:
        return None
    sheet.note(found.objective, found.bound)
    place = {variable.name: variable.index for variable in model.lp.variables()}
    return solution_of(model, lambda name: float(values[place[name]]))
