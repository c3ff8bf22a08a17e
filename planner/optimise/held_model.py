"""The exact model of a part: what is not free is held as the plan has it; into HiGHS, with the plan to begin with."""

import highspy
import numpy as np
import pulp

from planner.optimise.held import Part
from planner.optimise.model import Model, build_model
from planner.optimise.settle import settled
from planner.problem.problem import Floats, Solution

_ROUNDING = 1e-9
_HALF = 0.5
_CLOSE_YUAN = 0.1
"""HiGHS stops when its best and its limit are this close, yuan a year summed over the years."""


def held_model(part: Part) -> Model:
    """Build the model; hold fast what is not free: schools as they are, pupils where they are."""
    model = build_model(part.problem)
    for (school, year), opened in model.opened.items():
        if not part.area.schools[school]:
            opened.lowBound = opened.upBound = int(part.begin.open[school, year])
    for share in model.share[part.free_pairs :]:
        share.lowBound = 1
    for left in model.left[part.free_blocks :]:
        left.upBound = 0
    return model


def solver_of(model: Model) -> highspy.Highs:
    """Return HiGHS with the model, for one thread."""
    builder = pulp.HiGHS(msg=False, threads=1, gapRel=0.0, gapAbs=_CLOSE_YUAN)
    builder.createAndConfigureSolver(model.lp)
    builder.buildSolverModel(model.lp)
    highs: highspy.Highs = model.lp.solverModel
    options: dict[str, float | bool] = {"output_flag": False}
    if not model.problem.whole:
        options |= {"primal_feasibility_tolerance": _ROUNDING, "mip_feasibility_tolerance": _ROUNDING}
    for option, value in options.items():
        highs.setOptionValue(option, value)
    return highs


def hand_over(highs: highspy.Highs, model: Model, begin: Solution) -> None:
    """Give HiGHS the plan to begin with."""
    problem = model.problem
    values = np.zeros(highs.getNumCol())
    served = np.bincount(problem.pair_block, weights=begin.share, minlength=problem.n_blocks)
    for variables, array in (
        (model.opened, begin.open),
        (model.rooms, begin.classrooms_added),
        (model.beds, begin.beds_added),
        (model.classes, begin.classes),
    ):
        for key, variable in variables.items():
            values[variable.index] = float(array[key])
    for variables_, numbers in ((model.share, begin.share), (model.left, (1.0 - served).clip(0.0, 1.0))):
        for variable, number in zip(variables_, numbers.tolist(), strict=True):
            values[variable.index] = number
    highs.setSolution(len(values), np.arange(len(values), dtype=np.int32), values)


def read_solution(model: Model, values: Floats) -> Solution:
    """Read opened and share, and give them the classes, rooms and beds they need."""
    problem = model.problem
    opened = np.zeros((problem.n_schools, problem.n_years), dtype=bool)
    for key, variable in model.opened.items():
        opened[key] = values[variable.index] > _HALF
    share = np.array([values[variable.index] for variable in model.share]).reshape(problem.n_pairs)
    share = np.round(share) if problem.whole else np.where(share < _ROUNDING, 0.0, share.clip(0.0, 1.0))
    return settled(problem, opened=opened, share=share)
