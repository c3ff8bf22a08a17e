"""A linear or mixed-integer program as plain arrays, and what is said of values for its columns: yuan, rules broken."""

from dataclasses import dataclass, field

import numpy as np
import pulp
from scipy import sparse

from planner.problem.problem import Floats, Ints

_NOT_MET = 1e-5
"""A row or bound may be missed by this share of what stands in it: solvers keep rows to 1e-6 before they are scaled."""
_NOT_WHOLE = 1e-5
_YUAN_OFF = 1e-6
"""An objective is the one told if it differs by no more than this share of it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Program:
    """Least cost @ x, low <= matrix @ x <= high, lower <= x <= upper, x[integer] whole. Shapes: (column), (row)."""

    cost: Floats
    lower: Floats
    upper: Floats
    matrix: sparse.csr_array
    low: Floats
    high: Floats
    integer: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Numbers of the columns that are whole."""

    @property
    def n_columns(self) -> int:
        """How many columns there are."""
        return len(self.cost)


def program_of(lp: pulp.LpProblem) -> Program:
    """Return a PuLP model as arrays; each variable's `index` becomes the number of its column."""
    variables = lp.variables()
    for place, variable in enumerate(variables):
        variable.index = place
    rows = list(lp.constraints())
    entries = [(row, variable.index, value) for row, each in enumerate(rows) for variable, value in each.items()]
    table = np.array(entries, dtype=np.float64).reshape(-1, 3)
    where = (table[:, 0].astype(np.int64), table[:, 1].astype(np.int64))
    matrix = sparse.csr_array((table[:, 2], where), shape=(len(rows), len(variables)))
    return Program(
        cost=np.array([lp.objective.get(variable, 0.0) for variable in variables], dtype=np.float64),
        lower=_limits([variable.lowBound for variable in variables], -np.inf),
        upper=_limits([variable.upBound for variable in variables], np.inf),
        matrix=matrix,
        low=_limits([each.getLb() for each in rows], -np.inf),
        high=_limits([each.getUb() for each in rows], np.inf),
        integer=np.array([v.index for v in variables if v.cat == pulp.LpInteger], dtype=np.int64),
    )


def objective_at(program: Program, values: Floats) -> float:
    """Return what the values cost."""
    return float(program.cost @ values)


def is_met(program: Program, values: Floats) -> bool:
    """Whether values keep every row, every bound and every whole number, as nearly as solvers do."""
    if values.shape != program.cost.shape or not np.isfinite(values).all():
        return False
    whole = values[program.integer]
    weight = abs(program.matrix) @ np.abs(values)
    return bool(
        (np.abs(whole - np.round(whole)) <= _NOT_WHOLE).all()
        and _within(values, program.lower, program.upper, np.abs(values))
        and _within(program.matrix @ values, program.low, program.high, weight)
    )


def is_told(objective: float, told: float) -> bool:
    """Whether an objective is the one that was told.

    >>> is_told(1_000_000.0, 1_000_000.5), is_told(1_000_000.0, 999_000.0), is_told(0.0, float("inf"))
    (True, False, False)
    """
    return abs(objective - told) <= _YUAN_OFF * max(1.0, abs(told)) if np.isfinite(told) else False


def _within(values: Floats, low: Floats, high: Floats, weight: Floats) -> bool:
    off = _NOT_MET * np.maximum(weight, 1.0)
    return bool((values >= low - off).all() and (values <= high + off).all())


def _limits(limits: list[float | None], none: float) -> Floats:
    return np.array([none if limit is None else limit for limit in limits], dtype=np.float64)
