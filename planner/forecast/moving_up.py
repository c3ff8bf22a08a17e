"""Grade progression of the district and net migration of its towns, fitted to years that follow each other."""

from dataclasses import dataclass

import numpy as np

from planner.forecast.assumptions import Assumptions, with_least
from planner.forecast.known import Floats, Known
from planner.reading.tables import GRADES

_FREE_OF_ENTRY = tuple(place for place, grade in enumerate(GRADES[:-1]) if grade not in {"K3", "6"})
"""Steps within a stage: from them a town's migration is read, not from those where pupils choose another school."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MovingUp:
    """How pupils move up. Spread: standard deviation of a year's logarithm about what is fitted."""

    progression: Floats
    """(grade less the last): pupils of the next grade a year later for each pupil, in the whole district."""
    migration: Floats
    """(town): what a year multiplies a town's pupils by beside that; 1 is nobody coming or going."""
    spread: float
    is_measured: bool
    """Whether the spread is that of the years counted."""
    years: int
    """Pairs of years that were fitted to."""


def fit_moving_up(known: Known, assumed: Assumptions) -> MovingUp:
    """Fit progression by grade and migration by town to the last counted years; all 1 where one year alone is counted.

    A town's migration leans on nobody moving, as `Assumptions.town_weight` pupils would.
    """
    pairs = [
        (known.pupils[:, place, :-1] * both, known.pupils[:, place + 1, 1:] * both)
        for place, year in enumerate(known.years[:-1])
        if known.years[place + 1] == year + 1 and year >= known.base_year - assumed.fit_years
        for both in [known.is_counted[place, :-1] & known.is_counted[place + 1, 1:]]
    ]
    steps, towns = len(GRADES) - 1, len(known.towns)
    if not pairs:
        return MovingUp(
            progression=np.ones(steps),
            migration=np.ones(towns),
            spread=assumed.moving_spread,
            is_measured=False,
            years=0,
        )
    before, after = (np.sum([pair[side] for pair in pairs], axis=0) for side in (0, 1))
    below, above = before.sum(axis=0), after.sum(axis=0)
    progression = np.where(below > 0, above / np.maximum(below, 1.0), 1.0)
    within = list(_FREE_OF_ENTRY)
    expected = known.by_town(before * progression)[:, within].sum(axis=1)
    came = known.by_town(after)[:, within].sum(axis=1)
    yearly = [
        float(later[:, within].sum() / max((earlier * progression)[:, within].sum(), 1.0)) for earlier, later in pairs
    ]
    measured = len(yearly) >= assumed.least_years_for_spread and min(yearly) > 0
    return MovingUp(
        progression=progression,
        migration=(came + assumed.town_weight) / (expected + assumed.town_weight),
        spread=with_least(float(np.std(np.log(yearly), ddof=1)), assumed) if measured else assumed.moving_spread,
        is_measured=measured,
        years=len(pairs),
    )
