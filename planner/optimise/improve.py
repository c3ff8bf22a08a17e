"""Engine `auto`: search gives the plan, the model or the pricing the proof; it picks by size and by kind."""

from planner.cost import objective_of
from planner.optimise.clock import Clock, start_clock
from planner.optimise.found import Found, Tell
from planner.optimise.milp import solve_milp
from planner.optimise.search import Effort, search
from planner.optimise.start import find_start
from planner.problem.problem import Problem, Solution
from planner.read.scenario import Solver

_SMALL_PAIRS = 1_500
"""Up to so many pairs the plain model is proven in moments."""
_SEARCH_SHARE = 0.6
_FOREVER_SECONDS = 1e6


def prepare(problem: Problem) -> None:
    """Have the machine code ready before the clock starts: the first run compiles it, later ones read it from disk."""
    if _is_searched(problem):
        clock = start_clock(_FOREVER_SECONDS)
        start = find_start(problem, start_clock(0.0))
        search(problem, start, Effort(clock=clock, threads=1, seed=0, moves=1))


def improve(problem: Problem, start: Solution, clock: Clock, solver: Solver, tell: Tell) -> Found:
    """Improve `start` with everything there is. Split blocks and small problems go to the model at once."""
    if not _is_searched(problem):
        return solve_milp(problem, start, clock, solver, tell)
    effort = Effort(clock=clock.share(_SEARCH_SHARE), threads=solver.threads, seed=solver.seed)
    best = search(problem, start, effort, report=lambda total: tell(total, 0.0))
    found = solve_milp(problem, best, clock, solver, tell)
    answers = [best] if found.solution is None else [found.solution, best]
    return Found(solution=min(answers, key=lambda s: objective_of(problem, s).total), bound=found.bound)


def _is_searched(problem: Problem) -> bool:
    return problem.whole and problem.n_pairs > _SMALL_PAIRS
