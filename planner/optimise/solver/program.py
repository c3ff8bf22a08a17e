"""A linear or mixed-integer program as plain arrays, and what is said of values for its columns: yuan, rules broken."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pulp
from scipy import sparse

from planner.problem.problem import Flags, Floats, Ints
from planner.problem.statement.rows import Rows
from planner.problem.statement.statement import Statement

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
    rules: Mapping[str, slice] = field(default_factory=dict)
    """Where the rows of each rule stand, by its name."""

    @property
    def n_columns(self) -> int:
        """How many columns there are."""
        return len(self.cost)


def program_of(statement: Statement) -> Program:
    """Return a statement as one program: its columns, and the rows of all its rules one below the other."""
    program = Program(
        cost=statement.cost,
        lower=statement.lower,
        upper=statement.upper,
        matrix=sparse.csr_array((0, statement.columns.count), dtype=np.float64),
        low=np.zeros(0),
        high=np.zeros(0),
        integer=np.nonzero(statement.is_whole)[0],
    )
    return with_rows(program, *statement.rows.values())


def with_rows(program: Program, *more: Rows) -> Program:
    """Return the program with the rows of more rules below its own; each rule once."""
    below, at = {}, len(program.low)
    for rows in more:
        below[rows.rule] = slice(at, at + rows.count)
        at += rows.count
    return replace(
        program,
        matrix=sparse.csr_array(sparse.vstack([program.matrix, *(rows.matrix for rows in more)], format="csr")),
        low=np.concatenate([program.low, *(rows.low for rows in more)]),
        high=np.concatenate([program.high, *(rows.high for rows in more)]),
        rules={**program.rules, **below},
    )


def with_columns(program: Program, cost: Floats) -> Program:
    """Return the program with more columns, whole ones of 0 or 1, which stand in none of its rows yet."""
    n = len(cost)
    none = sparse.csr_array((len(program.low), n), dtype=np.float64)
    return replace(
        program,
        cost=np.concatenate([program.cost, cost]),
        lower=np.concatenate([program.lower, np.zeros(n)]),
        upper=np.concatenate([program.upper, np.ones(n)]),
        matrix=sparse.csr_array(sparse.hstack([program.matrix, none], format="csr")),
        integer=np.concatenate([program.integer, program.n_columns + np.arange(n)]),
    )


def with_columns_only(program: Program, kept: Flags) -> Program:
    """Return the program of some columns alone; the others are 0."""
    is_whole = np.zeros(program.n_columns, dtype=bool)
    is_whole[program.integer] = True
    return replace(
        program,
        cost=program.cost[kept],
        lower=program.lower[kept],
        upper=program.upper[kept],
        matrix=sparse.csr_array(program.matrix[:, np.nonzero(kept)[0]]),
        integer=np.nonzero(is_whole[kept])[0],
    )


def places_of(numbers: Ints, kept: Flags) -> Ints:
    """Return where columns of these numbers stand among those kept; -1 where one is not kept."""
    places: Ints = np.where(kept[numbers], (np.cumsum(kept) - 1)[numbers], -1)
    return places


def program_of_pulp(lp: pulp.LpProblem) -> Program:
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
