"""What an engine hands back, and what it tells on its way."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from planner.problem.problem import Solution

Tell = Callable[[float, float], None]
"""Called with the best total and the best proven bound so far, in yuan."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """What an engine found, None where it found nothing, and the limit it has proven (-inf where none)."""

    solution: Solution | None
    bound: float


NOTHING = Found(solution=None, bound=-math.inf)
