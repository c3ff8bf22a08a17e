"""Solve whole-number rows of a JSON file in CP-SAT, and nothing else: started by `bench.engines.cpsat`.

python cpsat_alone.py rows.json answer.json SECONDS THREADS
"""

import json
import sys
import time
from pathlib import Path

from ortools.sat.python import cp_model

Points = list[tuple[float | None, float, float]]
"""Yuan of the best plan or None, yuan of the limit, seconds."""


class _Listener(cp_model.CpSolverSolutionCallback):
    """Writes down each plan CP-SAT finds."""

    def __init__(self, points: Points, begun: float) -> None:
        super().__init__()
        self._points, self._begun = points, begun

    def on_solution_callback(self) -> None:
        """Write down where CP-SAT stands."""
        seconds = time.perf_counter() - self._begun
        self._points.append((self.objective_value, self.best_objective_bound, seconds))


def main(asked: Path, answered: Path, seconds: float, threads: int) -> None:
    """Read the rows, solve, write points and values."""
    begun = time.perf_counter()
    rows = json.loads(asked.read_text(encoding="utf-8"))
    model = cp_model.CpModel()
    variables = [model.new_int_var(low, high, "") for low, high in rows["limits"]]
    for places, weights, sense, limit in rows["rows"]:
        left = cp_model.LinearExpr.weighted_sum([variables[at] for at in places], weights)
        if sense == "==":
            model.add(left == limit)
        else:
            model.add(left <= limit if sense == "<=" else left >= limit)
    at, prices = zip(*rows["prices"], strict=True)
    model.minimize(cp_model.LinearExpr.weighted_sum([variables[place] for place in at], list(prices)))
    points: Points = []
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = threads
    solver.parameters.max_time_in_seconds = max(seconds - (time.perf_counter() - begun), 1.0)
    solver.best_bound_callback = lambda bound: points.append((None, bound, time.perf_counter() - begun))
    status = solver.solve(model, _Listener(points, begun))
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    ended = time.perf_counter() - begun
    points.append((solver.objective_value if found else None, solver.best_objective_bound, ended))
    values = [solver.value(variable) for variable in variables] if found else None
    answered.write_text(json.dumps({"points": points, "values": values}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
