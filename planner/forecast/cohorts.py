"""How many children come to the age of a grade that is entered: from births, or from a census of children."""

from dataclasses import dataclass

import numpy as np

from planner.forecast.assumptions import Assumptions
from planner.forecast.known import AGES, Floats, Known, shared_to_settlements


@dataclass(frozen=True, kw_only=True, eq=False)
class Census:
    """Resident children (settlement, year, age), NaN where not counted, and how cohorts change as they grow older.

    `ageing` has shape (town, age): who is a year older a year later, for each child of the age.
    """

    first_year: int
    children: Floats
    ageing: Floats

    @property
    def last_year(self) -> int:
        """The year of the last count."""
        return self.first_year + int(self.children.shape[1]) - 1


def census_of(known: Known, assumed: Assumptions) -> Census | None:
    """Return the census with the change of cohorts between its years: 1 at ages where no two years follow each other.

    A town's change leans on the district's, as `Assumptions.town_weight` says.
    """
    if known.children is None:
        return None
    children = shared_to_settlements(known.children, known)
    before, after = children[:, :-1, :-1], children[:, 1:, 1:]
    both = ~np.isnan(before) & ~np.isnan(after)
    younger, older = (np.where(both, each, 0.0).sum(axis=1) for each in (before, after))
    usual = _ratio(older.sum(axis=0), younger.sum(axis=0))
    weight = assumed.town_weight
    ageing = np.ones((len(known.towns), AGES))
    ageing[:, :-1] = (known.by_town(older) + weight * usual) / (known.by_town(younger) + weight)
    return Census(first_year=known.children.first_year, children=children, ageing=ageing)


def born_to(births: Floats, first_year: int, year: int, age: int, assumed: Assumptions) -> Floats:
    """Return who was born to be of an age on 31 August of a year: (settlement); NaN where births are not known.

    Born by August of `year - age`, or later in the year before: 8 and 4 of 12 months.
    """
    share = assumed.months_before_cut_off / 12
    place = year - age - first_year
    if place < 1 or place >= births.shape[1]:
        return np.full(births.shape[0], np.nan)
    cohort: Floats = share * births[:, place] + (1 - share) * births[:, place - 1]
    return cohort


def counted_to(census: Census, known: Known, year: int, age: int) -> Floats:
    """Return children of the last census carried on to an age in a year, (settlement); NaN where it tells nothing.

    For years of a census itself these are the children counted.
    """
    found = np.full(len(known.settlement_ids), np.nan)
    for place in range(min(census.children.shape[1], year - census.first_year + 1)):
        ages_ahead = year - census.first_year - place
        if ages_ahead > age:
            continue
        grown = np.prod(census.ageing[:, age - ages_ahead : age], axis=1)[known.town]
        counted = census.children[:, place, age - ages_ahead] * grown
        found = np.where(np.isnan(counted), found, counted)
    return found


def _ratio(above: Floats, below: Floats) -> Floats:
    """Divide, 1 where there is nothing to divide by."""
    return np.where(below > 0, above / np.maximum(below, 1e-9), 1.0)
