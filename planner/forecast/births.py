"""Births of every settlement and year: those of the table, and beyond it the trend, fading out."""

from dataclasses import dataclass

import numpy as np

from planner.forecast.assumptions import SIGNS, Assumptions, Variant, with_least
from planner.forecast.known import Floats, Known, shared_to_settlements
from planner.language import Text

_LEVEL_YEARS, _SHARE_YEARS = 2, 3
"""Over so many of the last years a town's level, and a settlement's share in it, are taken."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Births:
    """Births that are known, shape (settlement, year), gaps between known years filled in a straight line.

    `trend` is the yearly change of the district's births over the last years, as a logarithm; `spread` the standard
    deviation of single years' changes about it.
    """

    first_year: int
    by_settlement: Floats
    trend: float
    spread: float
    notes: tuple[Text, ...] = ()

    @property
    def last_year(self) -> int:
        """The last year of the table."""
        return self.first_year + int(self.by_settlement.shape[1]) - 1


def known_births(known: Known, assumed: Assumptions) -> Births | None:
    """Return the births of the table, or where there is none the youngest children of the census; None without both."""
    if known.births is not None:
        first = known.births.first_year
        counted = shared_to_settlements(known.births, known)[:, :, 0]
        notes: tuple[Text, ...] = ()
    elif known.children is not None:
        first, counted = _from_census(known)
        notes = (_FROM_CHILDREN,)
    else:
        return None
    filled, gaps = _without_gaps(counted)
    trend, spread = _trend(filled, assumed)
    return Births(
        first_year=first, by_settlement=filled, trend=trend, spread=spread, notes=(*notes, *([_GAPS] if gaps else []))
    )


def extended_births(births: Births, to_year: int, variant: Variant, assumed: Assumptions) -> Floats:
    """Return births up to a year, shape (settlement, year from the first on).

    Beyond what a town's rows tell, its level goes on with the district's trend, `births_damping` of which is left from
    each year to the next. Low and high stand `spread` times the root of the years ahead below and above.
    """
    there = births.by_settlement
    years = max(to_year - births.first_year + 1, there.shape[1])
    whole = np.full((there.shape[0], years), np.nan)
    whole[:, : there.shape[1]] = there
    is_known = ~np.isnan(there)
    last = np.where(is_known.any(axis=1), there.shape[1] - 1 - is_known[:, ::-1].argmax(axis=1), -1)
    for end in np.unique(last[last >= 0]):
        rows = np.flatnonzero(last == end)
        ahead = np.arange(1, years - end)
        faded = births.trend * np.cumsum(assumed.births_damping**ahead)
        spread = SIGNS[variant] * births.spread * np.sqrt(ahead)
        whole[rows, end + 1 :] = _level(there[rows, : end + 1], births.trend)[:, None] * np.exp(faded + spread)
    return whole


def _level(counted: Floats, trend: float) -> Floats:
    """Return each settlement's births in the last year, smoothed: (settlement)."""
    total = np.nanmean(counted[:, -_LEVEL_YEARS:], axis=1).sum()
    behind = (min(counted.shape[1], _LEVEL_YEARS) - 1) / 2
    share = np.nanmean(counted[:, -_SHARE_YEARS:], axis=1)
    level: Floats = share * (total * np.exp(trend * behind) / max(share.sum(), 1e-9))
    return level


def _without_gaps(counted: Floats) -> tuple[Floats, bool]:
    """Fill unknown years between known ones in a straight line; say whether there were any."""
    filled, any_gap = counted.copy(), False
    unknown = np.isnan(counted)
    for row in np.flatnonzero(unknown.any(axis=1) & ~unknown.all(axis=1)):
        places = np.flatnonzero(~unknown[row])
        between = np.arange(places[0], places[-1] + 1)
        gaps = between[unknown[row, between]]
        if len(gaps):
            filled[row, gaps] = np.interp(gaps, places, counted[row, places])
            any_gap = True
    return filled, any_gap


def _trend(counted: Floats, assumed: Assumptions) -> tuple[float, float]:
    """Return the yearly change of births in all over the last years (logarithm), and the spread of single years."""
    recent = counted[:, -assumed.births_years :]
    whole = recent[~np.isnan(recent).any(axis=1)].sum(axis=0)
    if len(whole) < 2 or (whole <= 0).any():  # noqa: PLR2004 - one year has no trend
        return 0.0, assumed.births_spread
    logs = np.log(whole)
    trend = float(np.polyfit(np.arange(len(logs)), logs, 1)[0])
    changes = np.diff(logs)
    if len(changes) < assumed.least_years_for_spread:
        return trend, assumed.births_spread
    return trend, with_least(float(np.std(changes, ddof=1)), assumed)


def _from_census(known: Known) -> tuple[int, Floats]:
    """Take the children of the last census as births of as many years before: (first year, (settlement, year))."""
    census = known.children
    if census is None:
        raise ValueError(census)
    counted = shared_to_settlements(census, known)[:, -1, ::-1]
    return census.last_year - counted.shape[1] + 1, counted


_FROM_CHILDREN = Text(
    "no table of births: those of the years ahead follow from the children of the last count",
    "没有出生表：以后的出生按最近一次儿童统计推算",
)
_GAPS = Text(
    "births: years that lack between known ones are filled in a straight line",
    "出生：两个已知年份之间缺的年份按直线补齐",
)
