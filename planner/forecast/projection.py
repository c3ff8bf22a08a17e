"""From the last counted year on: who enters, who moves up, who comes and goes, and what new estates add."""

from dataclasses import dataclass

import numpy as np

from planner.forecast.assumptions import ENTRIES, SIGNS, Assumptions, Variant
from planner.forecast.births import Births, extended_births, known_births
from planner.forecast.cohorts import Census, census_of
from planner.forecast.entry import Entry, Source, entrants, fit_entry
from planner.forecast.estates import estate_pupils
from planner.forecast.known import Floats, Known
from planner.forecast.moving_up import MovingUp, fit_moving_up
from planner.reading.tables import GRADES

_RECENT_YEARS = 3
"""Where nothing tells of the children to come, so many counted years give the entry that stays."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Fitted:
    """Everything that was fitted to what is known."""

    known: Known
    births: Births | None
    census: Census | None
    entries: tuple[Entry, ...]
    moving_up: MovingUp
    assumed: Assumptions


def fit(known: Known, assumed: Assumptions) -> Fitted:
    """Fit entry, progression and migration."""
    births, census = known_births(known, assumed), census_of(known, assumed)
    source = _source(births, None if births is None else births.by_settlement, census)
    return Fitted(
        known=known,
        births=births,
        census=census,
        entries=tuple(fit_entry(known, source, entered, assumed) for entered in ENTRIES),
        moving_up=fit_moving_up(known, assumed),
        assumed=assumed,
    )


def projected(fitted: Fitted, to_year: int, variant: Variant) -> Floats:
    """Return pupils of the years after the base up to one, not rounded: (settlement, year, grade)."""
    known, assumed = fitted.known, fitted.assumed
    years = tuple(range(known.base_year + 1, to_year + 1))
    births, sign, moving = fitted.births, SIGNS[variant], fitted.moving_up
    extended = None if births is None else extended_births(births, to_year, variant, assumed)
    source = _source(births, extended, fitted.census, sign)
    before = known.pupils[:, -1]
    found = np.zeros((len(before), len(years), len(GRADES)))
    for place, year in enumerate(years):
        steps = np.sqrt(place + 1.0) - np.sqrt(float(place))
        change = moving.migration[known.town][:, None] * np.exp(sign * moving.spread * steps)
        up = before[:, :-1] * moving.progression * change
        now = found[:, place]
        now[:, 1:] = up
        for entry in fitted.entries:
            at = GRADES.index(entry.grade)
            came = entrants(entry, known, source, year, assumed)
            now[:, at] = np.where(np.isnan(came), _without_children(known, at, up), came)
        before = now
    return found + estate_pupils(known, years, variant)


def _source(births: Births | None, counts: Floats | None, census: Census | None, sign: float = 0.0) -> Source:
    return Source(first_year=0 if births is None else births.first_year, births=counts, census=census, sign=sign)


def _without_children(known: Known, grade: int, up: Floats) -> Floats:
    """Return the entrants of settlements whose children are not known: who leaves kindergarten, else as many as lately.

    (settlement); `up` has shape (settlement, grade less the first).
    """
    last = known.is_counted[-1]
    if grade > 0 and last[grade - 1] and last[grade]:
        return up[:, grade - 1]
    lately: Floats = known.pupils[:, -_RECENT_YEARS:, grade].mean(axis=1)
    return lately
