"""The PuLP model: the statement of the problem as PuLP variables and constraints, for any solver that PuLP knows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pulp

from planner.problem.problem import Floats, Problem, Solution
from planner.problem.statement.rows import Rows
from planner.problem.statement.statement import Statement, state, values_of


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """The PuLP problem and its variables."""

    statement: Statement
    lp: pulp.LpProblem
    variables: Mapping[int, pulp.LpVariable]
    """Number of a column of the statement to its variable; classes of grades that nobody can bring have none."""

    def columns(self, values: Floats) -> Floats:
        """Return values of PuLP's variables, in the order of its numbers, as values of the columns."""
        columns = np.zeros(self.statement.columns.count)
        for number, variable in self.variables.items():
            columns[number] = values[variable.index]
        return columns

    def values(self, solution: Solution) -> Iterator[tuple[pulp.LpVariable, float]]:
        """Pair each variable with its value in a solution."""
        columns = values_of(self.statement, solution)
        for number, variable in self.variables.items():
            yield variable, float(columns[number])


def build_model(problem: Problem) -> Model:
    """Build the model of every rule and every cost term; the objective in yuan, as `planner.cost` counts it."""
    return model_of(state(problem))


def model_of(statement: Statement) -> Model:
    """Hand a statement to PuLP, row by row, each named by its rule and what it is about."""
    lp = pulp.LpProblem("planner", pulp.LpMinimize)
    variables = dict(_variables(statement, lp))
    for rows in statement.rows.values():
        _add(lp, rows, variables)
    prices = [(variable, float(statement.cost[number])) for number, variable in variables.items()]
    lp.setObjective(pulp.LpAffineExpression(prices))
    return Model(statement=statement, lp=lp, variables=variables)


def _variables(statement: Statement, lp: pulp.LpProblem) -> Iterator[tuple[int, pulp.LpVariable]]:
    columns, lower, upper = statement.columns, statement.lower, statement.upper
    needed = np.ones(columns.count, dtype=bool)
    needed[columns.classes] = upper[columns.classes] > 0
    names = columns.names()
    for number in np.nonzero(needed)[0].tolist():
        category = pulp.LpInteger if statement.is_whole[number] else pulp.LpContinuous
        most = float(upper[number]) if np.isfinite(upper[number]) else None
        yield number, lp.add_variable(names[number], float(lower[number]), most, category)


def _add(lp: pulp.LpProblem, rows: Rows, variables: Mapping[int, pulp.LpVariable]) -> None:
    """Add the rows of a rule; one with two different limits becomes two."""
    starts, index, value = rows.matrix.indptr.tolist(), rows.matrix.indices.tolist(), rows.matrix.data.tolist()
    for row, name in enumerate(rows.names()):
        terms = [(variables[index[at]], value[at]) for at in range(starts[row], starts[row + 1])]
        low, high = float(rows.low[row]), float(rows.high[row])
        if low == high:
            _constrain(lp, terms, (pulp.LpConstraintEQ, low), name)
            continue
        if np.isfinite(high):
            _constrain(lp, terms, (pulp.LpConstraintLE, high), f"{name}_at_most")
        if np.isfinite(low):
            _constrain(lp, terms, (pulp.LpConstraintGE, low), f"{name}_at_least")


def _constrain(
    lp: pulp.LpProblem, terms: list[tuple[pulp.LpVariable, float]], limit: tuple[int, float], name: str
) -> None:
    sense, number = limit
    lp.addConstraint(pulp.LpConstraint(pulp.LpAffineExpression(terms), sense, name, number))
