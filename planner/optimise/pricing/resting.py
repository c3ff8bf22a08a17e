"""When pricing gains so little that the time is better spent on plans."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from planner.optimise.options.pricing import ColumnGenerationOptions


class Standing(NamedTuple):
    """Where pricing stood after a round."""

    seconds_left: float
    """Of work."""
    bound: float


def gains_little(met: Sequence[Standing], best_total: float, options: ColumnGenerationOptions) -> bool:
    """Whether the last part of the work raised the bound by next to nothing of its distance to the best total.

    >>> options = ColumnGenerationOptions(slow_share=0.5, slow_gain=0.1, slow_rounds=3)
    >>> gains_little([Standing(10, 0.0), Standing(5, 80.0), Standing(0, 81.0)], 100.0, options)
    True
    >>> gains_little([Standing(10, 0.0), Standing(5, 40.0), Standing(0, 81.0)], 100.0, options)
    False
    """
    now = met[-1]
    if len(met) < options.slow_rounds:
        return False
    since = now.seconds_left + options.slow_share * (met[0].seconds_left - now.seconds_left)
    before = next(standing.bound for standing in met if standing.seconds_left <= since)
    distance = best_total - now.bound
    return math.isfinite(distance) and now.bound - before < options.slow_gain * distance
