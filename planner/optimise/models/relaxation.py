"""The linear relaxation of the statement: whole classes, rooms and open schools become shares of themselves.

Its prices (the duals of the rows that place the blocks) start the pricing; its limit is computed from the prices,
which proves it whatever the solver's tolerances (Neumaier and Shcherbina 2004, Safe bounds in linear and mixed-integer
linear programming).
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from planner.optimise.options.pricing import RelaxationOptions
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.solver.highs import Entries, Linear
from planner.optimise.solver.program import Program, program_of, with_rows
from planner.problem.problem import Floats, Ints, Problem
from planner.problem.statement.rows import Rows, stacked
from planner.problem.statement.rules import bed_the_boarders, place_every_block
from planner.problem.statement.statement import (
    ADDED_WHERE_BROKEN,
    RELAXED,
    Statement,
    most_classes,
    most_mixed_classes,
    state,
)

_ROUNDING = 1e-9
_LEAST_VIOLATION = 1e-4


@dataclass(frozen=True, kw_only=True, eq=False)
class Relaxed:
    """The relaxation's proven limit on total, and the price of placing each block, shape (block), yuan a year."""

    bound: float
    block_prices: Floats
    bed_prices: Floats
    """(school, year): yuan a year for a bed, 0 at least."""


def relaxed_statement(problem: Problem) -> Statement:
    """State a problem for the relaxation: with implied rows and bounds, attendance of open schools in sums only."""
    statement = state(problem, RELAXED)
    statement = statement.bounded(statement.columns.classes, upper=most_classes(problem))
    return statement.bounded(statement.columns.mixed, upper=most_mixed_classes(problem))


def relaxation_of(problem: Problem) -> Program:
    """Return the linear relaxation; rows of `ADDED_WHERE_BROKEN` are left out."""
    return replace(program_of(relaxed_statement(problem)), integer=np.zeros(0, dtype=np.int64))


def solve_relaxation(problem: Problem, clock: Clock, options: RelaxationOptions) -> Relaxed:
    """Solve the relaxation, adding rows left out where they are broken, until none is or the clock is over."""
    statement = relaxed_statement(problem)
    program = replace(program_of(statement), integer=np.zeros(0, dtype=np.int64))
    left_out = stacked("left_out", *(rule(problem, statement.columns) for rule in ADDED_WHERE_BROKEN))
    clock.spend(rates.of_rows(problem))
    linear = Linear(program)
    added: Ints = np.zeros(0, dtype=np.int64)
    best = Relaxed(
        bound=-math.inf,
        block_prices=np.zeros(problem.n_blocks),
        bed_prices=np.zeros((problem.n_schools, problem.n_years)),
    )
    for _ in range(options.rounds):
        solved = linear.solve(clock, hears_stops=True)
        if solved is None:
            break
        clock.spend(rates.of_rows(problem))
        bound = limit_at(with_rows(program, left_out.only(added)), solved.duals)
        if bound > best.bound:
            best = _relaxed(statement, program, bound, solved.duals)
        more = _broken(left_out, solved.values, added, options)
        if clock.is_over or len(more) == 0:  # prices of a solve cut short prove a limit all the same
            break
        _add(linear, left_out.only(more))
        added = np.concatenate([added, more])
    return best


def limit_at(rows: Program, duals: Floats) -> float:
    """Return the limit that any row prices prove: the prices' worth, and each variable at its better bound.

    sum_r price x (low where price > 0, high where price < 0) + sum_x min(reduced cost x lower, reduced cost x upper),
    less a margin for rounding.
    """
    usable = np.where(duals > 0, np.isfinite(rows.low), np.isfinite(rows.high))
    price = np.where(usable, duals, 0.0)
    side = np.where(price > 0, np.where(np.isfinite(rows.low), rows.low, 0.0), rows.high)
    worth = price * np.where(price == 0, 0.0, side)
    reduced = rows.cost - rows.matrix.T @ price
    gained = np.minimum(reduced * rows.lower, reduced * rows.upper)
    margin = _ROUNDING * (np.abs(worth).sum() + np.abs(gained).sum())
    return float(worth.sum() + gained.sum() - margin)


def _relaxed(statement: Statement, program: Program, bound: float, duals: Floats) -> Relaxed:
    """Read the prices of placing and of beds by the names of their rules."""
    problem = statement.problem
    beds = np.zeros((problem.n_schools, problem.n_years))
    school, year = statement.rows[bed_the_boarders.__name__].keys.T
    beds[school, year] = np.maximum(-duals[program.rules[bed_the_boarders.__name__]], 0.0)
    return Relaxed(bound=bound, block_prices=duals[program.rules[place_every_block.__name__]].copy(), bed_prices=beds)


def _broken(left_out: Rows, values: Floats, added: Ints, options: RelaxationOptions) -> Ints:
    """Return which rows left out are broken and not yet added, the worst first, not too many."""
    load = left_out.matrix @ values
    over: Floats = np.maximum(load - left_out.high, left_out.low - load)
    over[added] = 0.0
    worst: Ints = np.argsort(-over)
    worst = worst[over[worst] > _LEAST_VIOLATION]
    return worst[: max(int(options.rows_share * left_out.count), options.least_rows)]


def _add(linear: Linear, rows: Rows) -> None:
    """Hand more rows to the solver."""
    matrix = rows.matrix
    start, index = matrix.indptr[:-1].astype(np.int64), matrix.indices.astype(np.int64)
    linear.add_rows(rows.low, rows.high, Entries(start=start, index=index, value=matrix.data))
