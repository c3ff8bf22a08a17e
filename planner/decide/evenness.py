"""How even the schools of a county are, as inspectors measure it: the difference coefficient (差异系数)."""

from typing import Literal

import numpy as np

from planner.problem.problem import Floats

POINT_PUPILS_LEFT_OUT = 50
"""A teaching point with fewer pupils is left out: 教督〔2017〕6号 (reported)."""
JUNIOR_WEIGHT = 1.1
"""A nine-year school's rooms are shared 1 : 1.1 between a primary and a junior pupil, as inspectors do (reported)."""

CompulsoryStage = Literal["primary", "junior"]


def difference_coefficient(values: Floats, pupils: Floats) -> float | None:
    """Return S / mean, with S = sqrt(sum of pupils / all pupils x (value - mean)^2) and the mean over pupils.

    The formula by which inspectors measure how even the schools of a county are; None without pupils or with a mean of
    0. For a figure per pupil the mean over pupils is the county's own: sum of the figure over sum of pupils.

    >>> difference_coefficient(np.array([10.0, 30.0]), np.array([50.0, 50.0]))
    0.5
    """
    if pupils.sum() <= 0:
        return None
    mean = float(np.average(values, weights=pupils))
    if mean <= 0:
        return None
    return float(np.sqrt(np.average((values - mean) ** 2, weights=pupils))) / mean
