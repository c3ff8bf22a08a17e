"""Whole pupils that add up: the district's total of a year and grade to its towns, a town's to its settlements."""

import numpy as np

from planner.forecast.known import Floats, Ints, Known

_NOISE = 1e-9


def largest_remainders(values: Floats, totals: Ints) -> Ints:
    """Round each column of values, shape (part, column), so that it adds up to its total, shape (column).

    Whole parts first; what is left goes to the largest remainders, the earlier row where two are equal. A total lies
    between the sum of the whole parts and that sum and one for each row.

    >>> largest_remainders(np.array([[1.5], [2.4], [0.4]]), np.array([4])).T.tolist()
    [[2, 2, 0]]
    """
    whole = np.floor(values + _NOISE)
    order = np.argsort(whole - values, axis=0, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(len(values))[:, None], axis=0)
    rounded: Ints = whole.astype(np.int64) + (rank < totals - whole.sum(axis=0))
    return rounded


def whole_pupils(known: Known, pupils: Floats) -> Ints:
    """Round pupils, shape (settlement, year, grade), by largest remainders: district, then towns, then settlements."""
    flat = pupils.reshape(len(pupils), -1)
    of_towns = known.by_town(flat)
    towns = largest_remainders(of_towns, np.rint(of_towns.sum(axis=0)).astype(np.int64))
    rounded = np.zeros(flat.shape, dtype=np.int64)
    for town in range(len(known.towns)):
        rows = np.flatnonzero(known.town == town)
        rounded[rows] = largest_remainders(flat[rows], towns[town])
    return rounded.reshape(pupils.shape)
