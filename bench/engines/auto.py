"""The planner's own engine, `auto`, to a gap of nought."""

from typing import Literal

from bench.engines.sheet import Sheet
from planner.optimise.auto_engine import prepare
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solve import solve
from planner.problem.problem import Problem, Solution
from planner.reading.scenario import Solver


def run(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution:
    """Solve after compiling, which is not counted."""
    prepare(problem)
    sheet.prepared()
    return solve_by("auto", problem, seconds, threads, sheet)


def solve_by(engine: Literal["auto", "milp"], problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution:
    """Solve by one of the planner's engines, writing down whatever it reports."""
    solver = Solver(engine=engine, gap=0.0, time_limit_seconds=seconds, threads=threads)
    clock = start_clock(seconds)
    answer = solve(problem, solver, clock, report=lambda at: sheet.note(at.total, at.bound))
    sheet.did = answer.did
    return answer.solution
