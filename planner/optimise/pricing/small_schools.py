"""The pricing subproblem of a school that is funded for pupils it lacks.

With n pupils, above none, it costs y max(m - n, 0). That is at least y t (m - n) for every t from 0 to 1, so

    profit of a column <= max over columns of (profit + y t n) - y t m

which is the same subproblem with y t more earned for each pupil: a Lagrangean relaxation of the missing pupils. At
t = 0 it is exact where the best column has m pupils or more, at t = 1 where it has no more than m; if neither is so,
the multiplier is bisected. The limit is the least of all, and 0 at least where a school may be empty.
"""

from collections.abc import Callable

import numpy as np

from planner.optimise.pricing.class_vectors import Subproblem
from planner.optimise.pricing.subproblem_kernel import SubproblemResult

_BISECTIONS = 3


def solve_with_funding(
    subproblem: Subproblem, solve: Callable[[Subproblem], SubproblemResult], tolerance: float
) -> SubproblemResult:
    """Solve a subproblem, its funding counted; `solve` leaves that out. Within `tolerance` yuan, or with a limit."""
    best = _counted(subproblem, solve(subproblem), 0.0)
    low, high, at = 0.0, 1.0, 1.0
    for _ in range(1 + _BISECTIONS):
        if subproblem.missing_yuan == 0.0 or best.upper <= best.value + tolerance or low == high:
            break
        found = solve(_with_multiplier(subproblem, at))
        is_full = _pupils(subproblem, found) > subproblem.funded_pupils
        low, high = (low, at) if is_full else (at, high)
        best, at = _better(best, _counted(subproblem, found, at)), (low + high) / 2
    return best


def _with_multiplier(subproblem: Subproblem, multiplier: float) -> Subproblem:
    """Return the subproblem with each pupil worth so much of the yuan for a missing one."""
    less = multiplier * subproblem.missing_yuan * subproblem.weight[:, subproblem.class_size.shape[1]]
    return subproblem._replace(yuan=subproblem.yuan - less)


def _counted(subproblem: Subproblem, result: SubproblemResult, multiplier: float) -> SubproblemResult:
    """Return a result at a multiplier as one of the subproblem itself; nobody at all is worth 0, where that may be."""
    least = -np.inf if subproblem.asked.any() else 0.0
    pupils, yuan = _pupils(subproblem, result), subproblem.missing_yuan
    funding = yuan * max(subproblem.funded_pupils - pupils, 0) if pupils else 0.0
    value = result.value - multiplier * yuan * pupils - funding
    upper = max(result.upper - multiplier * yuan * subproblem.funded_pupils, least)
    if value > least:
        return result._replace(value=value, upper=upper)
    return SubproblemResult(0.0, upper, np.zeros_like(result.taken), result.nodes)


def _pupils(subproblem: Subproblem, result: SubproblemResult) -> int:
    return int(subproblem.weight[result.taken, subproblem.class_size.shape[1]].sum())


def _better(one: SubproblemResult, other: SubproblemResult) -> SubproblemResult:
    """Return the better column of two results, under the lower limit."""
    best = one if one.value >= other.value else other
    upper = max(min(one.upper, other.upper), best.value)
    return best._replace(upper=upper, nodes=one.nodes + other.nodes)
