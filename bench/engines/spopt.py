"""The p-median model of spopt (PySAL) in HiGHS: exactly p of n places open, whole customers, perhaps capacities."""

import numpy as np
import pulp
from spopt.locate import PMedian

from bench.engines.sheet import HALF, Sheet, left_of
from planner.optimise.construction.completion import completed
from planner.problem.problem import Decision, Problem, Solution

_MOST = 1e7
"""Yuan a customer of a pair that the problem lacks: spopt knows full matrices only."""


def run(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution | None:
    """Build spopt's model from the problem's own arrays and leave it to HiGHS; ValueError if it is no p-median."""
    merged = _merged(problem)
    yuan = np.full((problem.n_blocks, problem.n_schools), _MOST)
    yuan[problem.pair_block, problem.pair_school] = problem.pair_yuan / problem.block_pupils[problem.pair_block]
    limits = problem.school_pupils_max
    model = PMedian.from_cost_matrix(
        yuan,
        problem.block_pupils,
        p_facilities=problem.n_schools - merged,
        facility_capacities=limits if np.isfinite(limits).all() else None,
    )
    sheet.building_seconds = sheet.seconds
    solver = pulp.HiGHS(msg=False, threads=threads, timeLimit=left_of(seconds, sheet), gapRel=0.0, gapAbs=0.0)
    model.problem.solve(solver)
    info = model.problem.solverModel.getInfo()
    sheet.note(float(info.objective_function_value), float(info.mip_dual_bound))
    if not np.isfinite(info.objective_function_value):
        return None
    opened = np.array([(variable.value() or 0.0) > HALF for variable in model.fac_vars])
    chosen = np.array([[(variable.value() or 0.0) > HALF for variable in row] for row in model.cli_assgn_vars])
    share = chosen[problem.pair_block, problem.pair_school].astype(np.float64)
    return completed(problem, opened=opened[:, None], share=share)


def _merged(problem: Problem) -> int:
    """Return how many places are closed, where that is all there is to decide."""
    is_p_median = (
        problem.whole and problem.n_years == 1 and problem.merge_least == problem.merge_most
        and problem.school_mergeable.all() and (problem.school_decision == Decision.FREE).all()
        and not problem.school_fixed_yuan.any() and not problem.grade_class_yuan.any()
    )  # fmt: skip
    if not is_p_median:
        msg = "spopt knows p-medians only: exactly so many places open, and nothing but journeys costs anything"
        raise ValueError(msg)
    return problem.merge_most
