"""Rows of `rules.seat_reserve` in the search: two for each group of schools and year.

    too many:  sum over open schools of classes - (1 - share) x the most classrooms of the site       <= 0
    to buy:    sum over open schools of classes - (1 - share) x (classrooms + rooms added)             <= 0

The first is a rule: what breaks it no rooms can mend. What breaks the second is mended when a walk is over, by adding
rooms where they are cheapest: it counts at a fixed price, that of the cheapest room of the group, yuan a year.
"""

from typing import NamedTuple

import numpy as np

from planner.problem.problem import Floats, Ints, Problem
from planner.problem.reserve import reserve_groups

TOO_MANY, TO_BUY = "leave_seats_free", "rooms_to_leave_free"
"""Names of the rows."""


class ReserveRows(NamedTuple):
    """Links, one for each row, and each school and year that counts in it."""

    names: tuple[str, ...]
    """(row)."""
    row: Ints
    """(link)."""
    school: Ints
    """(link)."""
    year: Ints
    """(link)."""
    opened: Floats
    """(link): what an open school counts; classes count 1."""
    open_rooms: Floats
    """(link): what a room added counts while the school is open."""
    unit: Floats
    """(row)."""
    fixed_price: Floats
    """(row): yuan a year for a unit too many; 0 where the row is a rule."""


def reserve_rows(problem: Problem) -> ReserveRows:
    """Return the rows of a problem; none where nothing is reserved."""
    groups, used = reserve_groups(problem), 1.0 - problem.reserve_share
    n_years, n_rows = problem.n_years, len(groups) * problem.n_years
    group, school, year = np.nonzero(np.repeat(groups[:, :, None], n_years, axis=2))
    at = group * n_years + year
    may_grow = problem.school_classrooms_max > problem.school_classrooms
    prices = np.where(groups & may_grow, problem.school_classroom_yuan, np.inf).min(axis=1, initial=np.inf)
    yearly = np.repeat(problem.annuity * np.where(np.isfinite(prices), prices, 0.0), n_years)
    return ReserveRows(
        names=(TOO_MANY,) * n_rows + (TO_BUY,) * n_rows,
        row=np.concatenate([at, n_rows + at]),
        school=np.concatenate([school, school]),
        year=np.concatenate([year, year]),
        opened=-used * np.concatenate([problem.school_classrooms_max[school], problem.school_classrooms[school]]),
        open_rooms=-used * np.repeat([0.0, 1.0], len(at)),
        unit=np.repeat([1.0, used], n_rows),
        fixed_price=np.concatenate([np.zeros(n_rows), yearly]),
    )
