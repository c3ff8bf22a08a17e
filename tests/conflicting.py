"""Problems with conflicts between assignments and open schools, and their optimum by trying every opening."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pulp

from planner.optimise.models.pulp_model import build_model
from planner.optimise.restrict import only_pairs
from planner.problem.conflicts import Conflicts
from planner.problem.problem import Decision, Flags, Problem, Solution


def with_conflicts(problem: Problem, seed: int, share: float = 0.4) -> Problem:
    """Let pairs conflict with a share of the other schools that may be closed, drawn by seed; a few with it closed."""
    draw = np.random.default_rng([seed, 5])
    free = problem.school_decision == Decision.FREE
    pair, school = np.nonzero((draw.random((problem.n_pairs, problem.n_schools)) < share) & free)
    other = problem.pair_school[pair] != school
    conflicts = Conflicts(pair=pair[other], school=school[other], when_closed=draw.random(other.sum()) < 0.3)
    return with_these(problem, conflicts)


def with_these(problem: Problem, conflicts: Conflicts) -> Problem:
    """Return the problem with other conflicts."""
    return replace(
        problem,
        conflict_pair=conflicts.pair,
        conflict_school=conflicts.school,
        conflict_when_closed=conflicts.when_closed,
    )


def in_conflict(problem: Problem, opened: Flags) -> Flags:
    """(pair): whether it conflicts with a school as it is, open or closed, (school, year), counted one by one."""
    barred = np.zeros(problem.n_pairs, dtype=bool)
    conflicts = (problem.conflict_pair, problem.conflict_school, problem.conflict_when_closed)
    for pair, school, when_closed in zip(*conflicts, strict=True):
        barred[pair] |= opened[school, problem.block_year[problem.pair_block[pair]]] != when_closed
    return barred


def is_free_of_conflicts(problem: Problem, solution: Solution) -> bool:
    """Whether nobody takes a pair that conflicts with an open school."""
    return not (solution.share[in_conflict(problem, solution.open)] > 1e-9).any()


def least_by_openings(problem: Problem) -> float:
    """Return the least total of one year over every set of open schools; pairs in conflict with it left out."""
    assert problem.n_years == 1
    best = math.inf
    free = np.nonzero(problem.school_decision == Decision.FREE)[0]
    for chosen in itertools.product([Decision.KEEP, Decision.CLOSE], repeat=len(free)):
        decision = problem.school_decision.copy()
        decision[free] = chosen
        opened = (decision == Decision.KEEP)[:, None]
        usable = ~in_conflict(problem, opened) & opened[problem.pair_school, 0]
        decided = only_pairs(replace(problem, school_decision=decision), usable)
        best = min(best, _least_total(decided))
    return best


def _least_total(problem: Problem) -> float:
    """Solve the PuLP model to its proven optimum; inf where no plan obeys the rules."""
    model = build_model(problem)
    model.lp.solve(pulp.HiGHS(msg=False, threads=1, gapRel=0.0))
    solved = model.lp.sol_status == pulp.LpSolutionOptimal
    return float(pulp.value(model.lp.objective)) if solved else math.inf
