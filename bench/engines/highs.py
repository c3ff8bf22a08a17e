"""Textbook: the planner's plain PuLP model in HiGHS, without a start from us."""

import time

import highspy
import numpy as np
import pulp

from bench.engines.sheet import Sheet, built_model, left_of, solution_of
from planner.optimise.clock import Clock
from planner.optimise.within import run_integer
from planner.problem.problem import Problem, Solution

_PUPILS_OFF = 1e-9


def run(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution | None:
    """Build the model and leave it to HiGHS; building counts."""
    model = built_model(problem, sheet)
    builder = pulp.HiGHS(msg=False, threads=threads, gapRel=0.0, gapAbs=0.0)
    builder.createAndConfigureSolver(model.lp)
    builder.buildSolverModel(model.lp)
    highs = model.lp.solverModel
    highs.setOptionValue("log_to_console", False)
    highs.setOptionValue("output_flag", True)
    if not problem.whole:
        highs.setOptionValue("primal_feasibility_tolerance", _PUPILS_OFF)
        highs.setOptionValue("mip_feasibility_tolerance", _PUPILS_OFF)

    def tell(event: highspy.highs.HighsCallbackEvent) -> None:
        sheet.note(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

    highs.cbMipLogging += tell
    highs.cbMipImprovingSolution += tell
    now = time.monotonic()
    run_integer(highs, Clock(begun=now, deadline=now + left_of(seconds, sheet)))
    if highs.getModelStatus() == highspy.HighsModelStatus.kNotset:
        msg = "HiGHS did not run"
        raise RuntimeError(msg)
    info = highs.getInfo()
    values = np.asarray(highs.getSolution().col_value)
    if not np.isfinite(info.objective_function_value) or not len(values):
        return None
    sheet.note(float(info.objective_function_value), float(info.mip_dual_bound))
    place = {variable.name: variable.index for variable in model.lp.variables()}
    return solution_of(model, lambda name: float(values[place[name]]))
