"""The result of an engine: a solution, if it found one, and a bound."""

import math
from dataclasses import dataclass

from planner.problem.problem import Solution


@dataclass(frozen=True, kw_only=True, eq=False)
class EngineResult:
    """What an engine found, None where it found nothing, and the limit it has proven (-inf where none)."""

    solution: Solution | None
    bound: float


NO_RESULT = EngineResult(solution=None, bound=-math.inf)
