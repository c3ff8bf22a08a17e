"""How pupils of a band make each journey, by its limits alone."""

import numpy as np

from planner.problem.problem import Flags, Floats, Ints, Mode
from planner.problem.travel import Journeys
from planner.reading.scenario import GradeBand

FORBIDDEN = -1
"""In place of a `Mode`: too far."""


def modes_in_band(journeys: Journeys, band: GradeBand) -> Ints:
    """Return how pupils of a band make each journey by its limits: a `Mode`, or -1 where it is too far.

    Limits are met at equality. Whether they may board at all is for `planner.problem.pairs.may_board` to say.
    """
    walks = within(journeys.walk_minutes, band.max_walk_minutes)
    rides = within(journeys.ride_minutes, band.max_ride_minutes)
    boards = within(journeys.ride_minutes, band.max_board_minutes) & band.boarding
    return np.select([walks, rides, boards], [Mode.WALK, Mode.RIDE, Mode.BOARD], FORBIDDEN).astype(np.int64)


def within(minutes: Floats, limit: float | None) -> Flags:
    """Return which journeys are within a limit. NaN is never within; None forbids the mode."""
    return np.zeros(len(minutes), dtype=bool) if limit is None else minutes <= limit
