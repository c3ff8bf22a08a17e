"""What is known at the end of a year: pupils counted, births, children, estates and special cohorts up to then."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.reading.district import District
from planner.reading.tables import GRADES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_BORN_BEFORE = 25
AGES = 15
"""Ages 0 to 14, those of the table of children."""


@dataclass(frozen=True, kw_only=True, eq=False)
class OfPlaces:
    """Counts of settlements and of whole towns in years that follow each other; NaN is not known.

    `settlements` has shape (settlement, year, age), `towns` (town, year, age): one of both at most is known of a town,
    year and age. Births are of age 0 alone. In a year that a town has rows of, a settlement without one has none.
    """

    first_year: int
    settlements: Floats
    towns: Floats

    @property
    def last_year(self) -> int:
        """The last year of which anything may be known."""
        return self.first_year + int(self.settlements.shape[1]) - 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """A district's counts up to a year; estates and special cohorts as they are planned."""

    settlement_ids: tuple[str, ...]
    towns: tuple[str, ...]
    town: Ints
    """(settlement): place in `towns`."""
    years: tuple[int, ...]
    """Years in which pupils were counted."""
    pupils: Floats
    """(settlement, year, grade), the grades of `GRADES`."""
    births: OfPlaces | None
    children: OfPlaces | None
    estates: pd.DataFrame | None
    special: pd.DataFrame | None

    @property
    def base_year(self) -> int:
        """The last year counted, from which a forecast goes on."""
        return self.years[-1]

    @property
    def is_counted(self) -> npt.NDArray[np.bool_]:
        """(year, grade): whether any pupil was counted; a grade that a year lacks is not known, rather than empty."""
        counted: npt.NDArray[np.bool_] = self.pupils.sum(axis=0) > 0
        return counted

    def by_town(self, values: Floats) -> Floats:
        """Sum over the settlements of each town: (settlement, ...) to (town, ...)."""
        sums = np.zeros((len(self.towns), *values.shape[1:]))
        np.add.at(sums, self.town, values)
        return sums


def known_of(district: District) -> Known:
    """Put a district's tables into arrays."""
    ids = district.settlements["settlement_id"]
    town, towns = pd.factorize(district.settlements["town"])
    rows = district.pupils
    years = np.sort(rows["year"].unique())
    pupils = np.zeros((len(ids), len(years), len(GRADES)))
    grade = rows["grade"].map({name: place for place, name in enumerate(GRADES)}).to_numpy(np.int64)
    home = pd.Index(ids).get_indexer(rows["settlement_id"].to_list())
    np.add.at(pupils, (home, np.searchsorted(years, rows["year"]), grade), rows["pupils"].to_numpy(np.float64))
    places = (pd.Index(ids), pd.Index(towns), town.astype(np.int64))
    return Known(
        settlement_ids=tuple(ids),
        towns=tuple(map(str, towns)),
        town=town.astype(np.int64),
        years=tuple(map(int, years)),
        pupils=pupils,
        births=_of_places(_near(district.births, years), "births", places),
        children=_of_places(_near(district.children, years), "children", places),
        estates=district.estates,
        special=district.special_cohorts,
    )


def _near(rows: pd.DataFrame | None, years: npt.NDArray[Any]) -> pd.DataFrame | None:
    """Leave out the rows of years so far from those of the pupils that nobody counted was born then."""
    if rows is None or not len(years):
        return None
    return rows[rows["year"].between(years[0] - _BORN_BEFORE, years[-1])]


def known_at(known: Known, year: int) -> Known:
    """Return what was known at the end of a year that was counted: nothing later."""
    there = sum(counted <= year for counted in known.years)
    return replace(
        known,
        years=known.years[:there],
        pupils=known.pupils[:, :there],
        births=_up_to(known.births, year),
        children=_up_to(known.children, year),
    )


def _up_to(counts: OfPlaces | None, year: int) -> OfPlaces | None:
    if counts is None or counts.first_year > year:
        return None
    there = year - counts.first_year + 1
    return replace(counts, settlements=counts.settlements[:, :there], towns=counts.towns[:, :there])


def _of_places(rows: pd.DataFrame | None, column: str, places: tuple[Any, Any, Ints]) -> OfPlaces | None:
    """Gather the rows of births or children."""
    if rows is None or not len(rows):
        return None
    ids, towns, town = places
    first, last = int(rows["year"].min()), int(rows["year"].max())
    single = (rows["settlement_id"] != "").to_numpy(bool)
    when = (rows["year"] - first).to_numpy(np.int64)
    age = rows["age"].to_numpy(np.int64) if "age" in rows else np.zeros(len(rows), dtype=np.int64)
    ages = AGES if "age" in rows else 1
    count = rows[column].to_numpy(np.float64)
    home = ids.get_indexer(rows["settlement_id"].to_list())[single]
    settlements = np.zeros((len(ids), last - first + 1, ages))
    settlements[home, when[single], age[single]] = count[single]
    told = np.zeros((len(towns), last - first + 1, ages), dtype=np.bool_)
    told[town[home], when[single], age[single]] = True
    settlements[~told[town]] = np.nan
    of_towns = np.full((len(towns), last - first + 1, ages), np.nan)
    of_towns[towns.get_indexer(rows["town"].to_list())[~single], when[~single], age[~single]] = count[~single]
    return OfPlaces(first_year=first, settlements=settlements, towns=of_towns)


def shared_to_settlements(counts: OfPlaces, known: Known) -> Floats:
    """Share counts of whole towns out over their settlements, by their pupils counted: (settlement, year, age)."""
    weight = known.pupils.sum(axis=(1, 2))
    of_town = known.by_town(weight)
    size = np.bincount(known.town, minlength=len(known.towns)).astype(np.float64)
    share = np.where(of_town[known.town] > 0, weight / np.maximum(of_town, 1.0)[known.town], 1.0 / size[known.town])
    shared: Floats = counts.towns[known.town] * share[:, None, None]
    return np.where(np.isnan(counts.settlements), shared, counts.settlements)
