"""Public funds of small schools: an open school with some pupils is paid for so many at least.

    yuan of a school and year = yuan for each missing pupil x max(0, pupils funded at least - its pupils), 0 with nobody

With the first pupil comes a fixed charge, as with a school that opens; from then on each pupil makes it less.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from planner.problem.problem import Decision, Floats, Ints, Problem
from planner.reading.scenario import Scenario

_STAGES = {"teaching_point": "primary", "primary": "primary", "nine_year": "primary", "junior": "junior"}
"""Whose yuan a school of a kind is paid."""
SOMEBODY = 1e-6
"""More pupils than this are somebody; fewer are rounding."""


class Funding(NamedTuple):
    """What schools are paid for pupils they lack; 0 where they are not. Both of shape (school)."""

    pupils: Floats
    yuan: Floats
    """Yuan a year for each pupil below `pupils`."""


def find_funding(kinds: pd.Series, scenario: Scenario) -> Funding:
    """Return what schools of these kinds, shape (school), are paid under `prices.small_school_funding`."""
    rule = scenario.prices.small_school_funding
    if rule is None or rule.pupils == 0:
        return Funding(np.zeros(len(kinds)), np.zeros(len(kinds)))
    prices = [float(getattr(rule.yuan_per_pupil, _STAGES[kind])) if kind in _STAGES else 0.0 for kind in kinds]
    yuan = np.array(prices, dtype=float).reshape(len(kinds))
    return Funding(np.where(yuan > 0, float(rule.pupils), 0.0), yuan)


def funded_places(problem: Problem) -> Ints:
    """(place, 2): school and year wherever a school that may be open and lack pupils is paid for them."""
    paid = (problem.school_missing_yuan > 0) & (problem.school_decision != Decision.CLOSE)
    reached = np.zeros((problem.n_schools, problem.n_years), dtype=bool)
    reached[problem.pair_school, problem.block_year[problem.pair_block]] = True
    return np.argwhere(reached & paid[:, None]).astype(np.int64)


def missing_yuan(problem: Problem, school: Ints, pupils: Floats) -> Floats:
    """Yuan a year for the pupils that schools lack; `school` and `pupils` of one shape (n), all pupils of a year."""
    lacks = np.maximum(problem.school_funded_pupils[school] - pupils, 0.0)
    yuan: Floats = np.where(pupils > SOMEBODY, lacks * problem.school_missing_yuan[school], 0.0)
    return yuan
