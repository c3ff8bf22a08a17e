"""The planner's engine `milp`: the plain PuLP model in HiGHS, begun from the planner's constructive plan."""

from bench.engines.auto import solve_by
from bench.engines.sheet import Sheet
from planner.problem.problem import Problem, Solution


def run(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution:
    """Solve; the start and the building of the model count."""
    return solve_by("milp", problem, seconds, threads, sheet)
