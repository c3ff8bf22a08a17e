"""Parts of people told as whole ones that add up: largest remainders, within what each place has."""

import numpy as np

from planner.problem.problem import Floats

_HAIR = 1e-6


def apportioned(parts: Floats, total: int, most: Floats | None = None) -> Floats:
    """Give whole numbers that add up to `total`, the largest remainders first, none above `most`.

    Where `most` leaves no room for all of them, the sum is lower.

    >>> apportioned(np.array([35.4, 11.6]), 47).tolist()
    [35.0, 12.0]
    >>> apportioned(np.array([2.5, 2.5]), 5, np.array([2.0, 3.0])).tolist()
    [2.0, 3.0]
    """
    caps = np.full(len(parts), np.inf) if most is None else np.floor(most + _HAIR)
    whole: Floats = np.minimum(np.floor(parts + _HAIR), caps)
    missing = total - int(whole.sum())
    while missing > 0 and (room := np.flatnonzero((whole < caps) & (parts > 0))).size:
        chosen = room[np.argsort((whole - parts)[room], kind="stable")][:missing]
        whole[chosen] += 1
        missing -= len(chosen)
    while missing < 0 and (there := np.flatnonzero(whole > 0)).size:
        chosen = there[np.argsort((parts - whole)[there], kind="stable")][:-missing]
        whole[chosen] -= 1
        missing += len(chosen)
    return whole
