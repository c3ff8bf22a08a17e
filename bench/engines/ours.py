"""The planner's own engine, `auto`, to a gap of nought."""

from bench.engines.sheet import Sheet
from planner.optimise.clock import start_clock
from planner.optimise.improve import prepare
from planner.optimise.solve import solve
from planner.problem.problem import Problem, Solution
from planner.read.scenario import Solver


def run(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution:
    """Solve after compiling, which is not counted."""
    prepare(problem)
    sheet.begin()
    return run_prepared(problem, seconds, threads, sheet)


def run_prepared(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution:
    """Solve where something like it was solved before."""
    solver = Solver(engine="auto", gap=0.0, time_limit_seconds=seconds, threads=threads)
    answer = solve(
        problem, solver, start_clock(seconds), report=lambda standing: sheet.note(standing.total, standing.bound)
    )
    return answer.solution
