"""Engine `auto`: it picks by size and by kind; search, pricing and model work on each other's answers."""

import math

from planner.optimise.clock import Clock, start_clock
from planner.optimise.found import Found
from planner.optimise.ledger import Ledger
from planner.optimise.milp import solve_milp
from planner.optimise.prove import prove
from planner.optimise.search import SPRINT, Effort, search
from planner.optimise.start import find_start
from planner.problem.problem import Problem, Solution
from planner.read.scenario import Solver

_SMALL_PAIRS = 1_500
"""Up to so many pairs the plain model is proven in moments."""
_SPRINT_SHARE = 0.05
_PROOF_SHARE = 0.45
_FOREVER_SECONDS = 1e6
_TRIAL_SECONDS = 3.0


def prepare(problem: Problem) -> None:
    """Have the machine code ready before the clock starts: the first run compiles it, later ones read it from disk."""
    if _is_searched(problem):
        start = find_start(problem, start_clock(0.0))
        search(problem, start, Effort(clock=start_clock(_FOREVER_SECONDS), threads=1, seed=0, moves=1))
        prove(problem, lambda: math.inf, start_clock(_TRIAL_SECONDS), threads=1)


def improve(problem: Problem, start: Solution, clock: Clock, solver: Solver, ledger: Ledger) -> Found:
    """Improve `start` with everything there is. Split blocks and small problems go to the model at once.

    A sprint of the search, for a good plan soon; pricing, for the limit and for where blocks belong; then the search
    again, trying first what pricing would do.
    """
    if not _is_searched(problem):
        return solve_milp(problem, start, clock, solver, ledger)
    sprint = Effort(clock=clock.share(_SPRINT_SHARE), threads=solver.threads, seed=solver.seed, rounds=SPRINT)
    best = search(problem, start, sprint, report=ledger.found)
    proof = prove(
        problem, lambda: ledger.total, clock.share(_PROOF_SHARE), threads=solver.threads, report=ledger.proved
    )
    marathon = Effort(clock=clock, threads=solver.threads, seed=solver.seed)
    best = search(problem, best, marathon, pair_share=proof.pair_share, report=ledger.found)
    return Found(solution=best, bound=proof.bound)


def _is_searched(problem: Problem) -> bool:
    return problem.whole and problem.n_pairs > _SMALL_PAIRS
