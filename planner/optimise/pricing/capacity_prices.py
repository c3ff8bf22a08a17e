"""Compiled: prices of a knapsack's capacities, by the simplex method, with the limit that they prove."""

import numpy as np

from planner.optimise.pricing.knapsack import Knapsack, reduced_profits
from planner.optimise.pricing.loops import copy_floats
from planner.optimise.runtime.compiled import compiled, compiled_part
from planner.problem.problem import Flags, Floats, Ints

_MOST_PIVOTS = 200
_LEAST_GAIN = 1e-6
_PIVOT = 1e-9


@compiled
def price_capacities(knapsack: Knapsack, capacity: Ints) -> tuple[float, Floats]:
    """Return the limit that the best prices of the capacities prove, and these prices.

    The prices are the duals of the linear relaxation, by the simplex method with bounded columns; the limit is computed
    from the prices, so that it holds whatever rounding did to them. Rows: capacities. Columns: items, beds to be paid,
    slacks.
    """
    n_items, n_rows = knapsack.weight.shape
    beds = n_rows - 1
    columns = _columns_of(knapsack, n_rows)
    profit, most = np.zeros(n_items + 1 + n_rows), np.ones(n_items + 1 + n_rows)
    copy_floats(profit, knapsack.profit)
    profit[n_items], most[n_items] = -knapsack.bed_yuan, max(capacity[beds] - knapsack.beds_free, 0)
    at_most, basic = np.zeros(len(profit), dtype=np.bool_), np.zeros(len(profit), dtype=np.bool_)
    basis, inverse, value = np.zeros(n_rows, dtype=np.int64), np.zeros((n_rows, n_rows)), np.zeros(n_rows)
    for d in range(n_rows):
        slack = n_items + 1 + d
        most[slack], basis[d], basic[slack], inverse[d, d] = np.inf, slack, True, 1.0
        value[d] = capacity[d] if d != beds else min(capacity[d], knapsack.beds_free)
    for _ in range(_MOST_PIVOTS + 2 * n_items):
        price = _priced(profit, basis, inverse)
        entering = _entering(profit, columns, price, (at_most, basic))
        if entering < 0:
            break
        column = _column_in_basis(inverse, columns[entering])
        sign = -1.0 if at_most[entering] else 1.0
        leaving, step, to_most = _ratio_test(value, (column, sign), (most, basis), most[entering])
        for d in range(n_rows):
            value[d] -= step * sign * column[d]
        if leaving < 0:
            at_most[entering] = not at_most[entering]
            continue
        out = basis[leaving]
        basic[out], at_most[out] = False, to_most
        value[leaving] = most[entering] - step if at_most[entering] else step
        basis[leaving], basic[entering], at_most[entering] = entering, True, False
        _pivot(inverse, column, leaving)
    price = _priced(profit, basis, inverse)
    for d in range(n_rows):
        price[d] = max(price[d], 0.0)
    return reduced_profits(knapsack, capacity, price)[1], price


@compiled_part
def _columns_of(knapsack: Knapsack, n_rows: int) -> Floats:
    """(column, row) of the linear relaxation."""
    n_items = len(knapsack.profit)
    columns = np.zeros((n_items + 1 + n_rows, n_rows))
    columns[n_items, n_rows - 1] = -1.0
    for d in range(n_rows):
        for i in range(n_items):
            columns[i, d] = knapsack.weight[i, d]
        columns[n_items + 1 + d, d] = 1.0
    return columns


@compiled_part
def _priced(profit: Floats, basis: Ints, inverse: Floats) -> Floats:
    """Prices of the rows: profits of the basis times its inverse."""
    price = np.zeros(len(basis))
    for b in range(len(basis)):
        for d in range(len(basis)):
            price[d] += profit[basis[b]] * inverse[b, d]
    return price


@compiled_part
def _column_in_basis(inverse: Floats, column: Floats) -> Floats:
    """Return a column as the basis sees it: the inverse times the column."""
    result = np.zeros(len(column))
    for d in range(len(column)):
        for e in range(len(column)):
            result[d] += inverse[d, e] * column[e]
    return result


@compiled_part
def _entering(profit: Floats, columns: Floats, price: Floats, state: tuple[Flags, Flags]) -> int:
    """Find the column that gains most as it leaves its bound; -1 where none does."""
    at_most, basic = state
    best, entering = _LEAST_GAIN, -1
    for c in range(len(profit)):
        if not basic[c]:
            gain = profit[c]
            for d in range(len(price)):
                gain -= price[d] * columns[c, d]
            if at_most[c]:
                gain = -gain
            if gain > best:
                best, entering = gain, c
    return entering


@compiled_part
def _ratio_test(
    value: Floats, entering: tuple[Floats, float], upper: tuple[Floats, Ints], own: float
) -> tuple[int, float, bool]:
    """Find the row that stops the entering column, how far it goes, and whether that row stops at its upper bound."""
    column, sign = entering
    most, basis = upper
    leaving, step, to_most = -1, own, False
    for d in range(len(value)):
        slope = sign * column[d]
        if slope > _PIVOT and value[d] / slope < step:
            leaving, step, to_most = d, max(value[d] / slope, 0.0), False
        elif slope < -_PIVOT and (most[basis[d]] - value[d]) / -slope < step:
            leaving, step, to_most = d, max((most[basis[d]] - value[d]) / -slope, 0.0), True
    return leaving, step, to_most


@compiled_part
def _pivot(inverse: Floats, column: Floats, leaving: int) -> None:
    """Bring the inverse of the basis up to date in place."""
    for e in range(len(column)):
        inverse[leaving, e] /= column[leaving]
    for d in range(len(column)):
        if d != leaving:
            for e in range(len(column)):
                inverse[d, e] -= column[d] * inverse[leaving, e]
