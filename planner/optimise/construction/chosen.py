"""What an exact model chose that does not follow from who goes where: boarding schools of towns, rooms left free."""

from dataclasses import dataclass

import numpy as np

from planner.problem.first_beds import of_bedless
from planner.problem.problem import Flags, Floats, Ints, Problem

_HALF = 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class Chosen:
    """Shapes (school, year)."""

    boarding: Flags
    """Schools that had no bed and are boarding schools (`rules.towns`)."""
    rooms: Ints
    """Rooms added (`rules.seat_reserve`)."""


def chosen_in(problem: Problem, *, boarding: Floats, rooms: Floats) -> Chosen:
    """Read values of the columns boarding, shape (bedless school, year), and rooms, shape (school, year)."""
    return Chosen(
        boarding=of_bedless(problem, boarding > _HALF),
        rooms=np.floor(rooms + _HALF).astype(np.int64),
    )
