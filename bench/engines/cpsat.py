"""The same plain model in CP-SAT of OR-tools, its rows turned to whole numbers.

The objective is counted in whole yuan, each price rounded down, which keeps CP-SAT's limit a limit: no variable is
below nought. Only problems of whole blocks and whole pupils can be turned so. CP-SAT runs in a Python of its own: the
library brings a HiGHS along, which cannot be loaded beside highspy.
"""

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import pulp

from bench.engines.sheet import Sheet, built_model, left_of, solution_of
from planner.optimise.models.pulp_model import Model
from planner.problem.problem import Problem, Solution

_ALONE = Path(__file__).with_name("cpsat_alone.py")
_MOST = 10_000
"""More than any count of classes, rooms or beds at one school here."""
_WHOLE = 1e-9
_SENSES = {pulp.LpConstraintLE: "<=", pulp.LpConstraintGE: ">=", pulp.LpConstraintEQ: "=="}


def run(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution | None:
    """Build the model, turn its rows to whole numbers and leave them to CP-SAT; building counts."""
    if not problem.whole:
        msg = "CP-SAT knows whole numbers only: blocks that may be split are none"
        raise ValueError(msg)
    model = built_model(problem, sheet)
    begun = sheet.seconds
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "rows.json", Path(folder) / "answer.json"
        asked.write_text(json.dumps(translated(model)), encoding="utf-8")
        left = left_of(seconds, sheet)
        subprocess.run(
            [sys.executable, str(_ALONE), str(asked), str(answered), str(left), str(threads)],
            check=True, capture_output=True, text=True, timeout=2 * seconds + 60,
        )  # fmt: skip
        answer = json.loads(answered.read_text(encoding="utf-8"))
    for total, bound, after in answer["points"]:
        sheet.note(math.inf if total is None else total, bound, begun + after)
    if answer["values"] is None:
        return None
    place = {variable.name: number for number, variable in enumerate(model.lp.variables())}
    return solution_of(model, lambda name: float(answer["values"][place[name]]))


def translated(model: Model) -> dict[str, object]:
    """Return limits of every variable, rows (variables, weights, sense, limit) and prices, all whole numbers."""
    variables = model.lp.variables()
    place = {variable.name: number for number, variable in enumerate(variables)}
    rows = []
    for row in model.lp.constraints():
        terms = [(place[variable.name], _whole(weight)) for variable, weight in row.items()]
        rows.append(([at for at, _ in terms], [weight for _, weight in terms], _SENSES[row.sense], _limit(row)))
    prices = {place[variable.name]: math.floor(price) for variable, price in model.lp.objective.items()}
    return {
        "limits": [(int(v.lowBound or 0), _MOST if v.upBound is None else int(v.upBound)) for v in variables],
        "rows": rows,
        "prices": list(prices.items()),
    }


def _limit(row: pulp.LpConstraint) -> int:
    limit = -float(row.constant)
    if row.sense == pulp.LpConstraintEQ:
        return _whole(limit)
    return math.floor(limit) if row.sense == pulp.LpConstraintLE else math.ceil(limit)


def _whole(number: float) -> int:
    if abs(number - round(number)) > _WHOLE:
        msg = f"{number} is not whole: CP-SAT cannot take this row"
        raise ValueError(msg)
    return round(number)
