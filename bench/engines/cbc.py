"""The same plain model in CBC, through PuLP."""

import re
import shutil
import tempfile
from pathlib import Path

import pulp

from bench.engines.sheet import Sheet, built_model, left_of, solution_of
from planner.problem.problem import Problem, Solution

_NUMBER = r"([-+.\deE]+)"
_FOUND = re.compile(rf"Integer solution of {_NUMBER} found .*\({_NUMBER} seconds\)")
_STANDING = re.compile(rf"{_NUMBER} best solution, best possible {_NUMBER} \({_NUMBER} seconds\)")
_END = re.compile(rf"^(?:Lower bound|Best possible):\s+{_NUMBER}", re.MULTILINE)
_OPTIMAL = re.compile(rf"Result - Optimal solution found\s+Objective value:\s+{_NUMBER}")
_NO_PLAN = 1e49
"""CBC's value of a plan that it does not have."""


def run(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution | None:
    """Build the model and leave it to CBC; where it stood is read from its log afterwards."""
    model = built_model(problem, sheet)
    begun = sheet.seconds
    command = pulp.COIN_CMD if shutil.which("cbc") else pulp.PULP_CBC_CMD
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "cbc.log"
        model.lp.solve(
            command(
                msg=False, gapRel=0.0, threads=threads, timeLimit=left_of(seconds, sheet), logPath=str(log)
            )
        )  # fmt: skip
        told = log.read_text(errors="replace")
    for total, bound, after in points_in(told):
        sheet.note(total, bound, begun + after)
    end = _OPTIMAL.search(told) or _END.search(told)
    if model.lp.sol_status not in {pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible}:
        return None
    sheet.note(float(pulp.value(model.lp.objective)), float(end.group(1)) if end else float("-inf"))
    values = {variable.name: variable.value() or 0.0 for variable in model.lp.variables()}
    return solution_of(model, values.__getitem__)


def points_in(log: str) -> list[tuple[float, float, float]]:
    """Read totals, limits and seconds from CBC's log, in order of time."""
    points = [(float(match[1]), float("-inf"), float(match[2])) for match in _FOUND.finditer(log)]
    points += [(float(match[1]), float(match[2]), float(match[3])) for match in _STANDING.finditer(log)]
    plans = [(total if total < _NO_PLAN else float("inf"), bound, after) for total, bound, after in points]
    return sorted(plans, key=lambda point: point[2])
