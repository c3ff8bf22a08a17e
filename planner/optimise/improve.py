"""Engine `auto`: it picks by size and by kind. Search finds the plan while the relaxation proves a limit beside it."""

import math
from concurrent.futures import ThreadPoolExecutor

from planner.optimise.clock import Clock, start_clock
from planner.optimise.found import Found
from planner.optimise.ledger import Ledger
from planner.optimise.milp import solve_milp
from planner.optimise.prove import prove
from planner.optimise.search import Effort, search
from planner.optimise.start import find_start
from planner.problem.problem import Problem, Solution
from planner.read.scenario import Solver

_SMALL_PAIRS = 1_500
"""Up to so many pairs the plain model is proven in moments."""
_FOREVER_SECONDS = 1e6
_PROOF_SECONDS = 3.0


def prepare(problem: Problem) -> None:
    """Have the machine code ready before the clock starts: the first run compiles it, later ones read it from disk."""
    if _is_searched(problem):
        start = find_start(problem, start_clock(0.0))
        search(problem, start, Effort(clock=start_clock(_FOREVER_SECONDS), threads=1, seed=0, moves=1))
        prove(problem, lambda: math.inf, start_clock(_PROOF_SECONDS), threads=1)


def improve(problem: Problem, start: Solution, clock: Clock, solver: Solver, ledger: Ledger) -> Found:
    """Improve `start` with everything there is. Split blocks and small problems go to the model at once."""
    if not _is_searched(problem):
        return solve_milp(problem, start, clock, solver, ledger)
    searchers = max(solver.threads - 1, 1)
    with ThreadPoolExecutor(1) as aside:
        proof = aside.submit(prove, problem, lambda: ledger.total, clock, threads=1, report=ledger.proved)
        effort = Effort(clock=clock, threads=searchers, seed=solver.seed)
        best = search(problem, start, effort, report=ledger.found)
    return Found(solution=best, bound=proof.result().bound)


def _is_searched(problem: Problem) -> bool:
    return problem.whole and problem.n_pairs > _SMALL_PAIRS
