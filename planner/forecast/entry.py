"""Entry rates: pupils who enter a grade for each child born, or counted, of its age."""

from dataclasses import dataclass

import numpy as np

from planner.forecast.assumptions import FIRST_GRADE_AGE, Assumptions, with_least
from planner.forecast.cohorts import Census, born_to, counted_to
from planner.forecast.known import Floats, Known
from planner.reading.tables import GRADES


@dataclass(frozen=True, kw_only=True, eq=False)
class Rate:
    """Entrants for each child: of the district, by town (town), by settlement (settlement); spread of single years."""

    district: float
    by_town: Floats
    by_settlement: Floats
    spread: float
    is_measured: bool
    """Whether the spread is that of the years counted."""
    years: int
    """Years that were fitted to."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Entry:
    """How one grade is entered; a rate is None where no counted year has both entrants and children of that source."""

    grade: str
    age: int
    per_birth: Rate | None
    per_child: Rate | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """Children of each settlement: births (settlement, year from `first_year`) and census, each None where not given.

    `sign`: by how many standard deviations a variant's entry rates stand from the middle.
    """

    first_year: int
    births: Floats | None
    census: Census | None
    sign: float = 0.0


def fit_entry(known: Known, source: Source, grade_age: tuple[str, int], assumed: Assumptions) -> Entry:
    """Fit the entry rates of a grade to the last counted years."""
    grade, age = grade_age
    years = [
        (place, year)
        for place, year in enumerate(known.years)
        if known.is_counted[place, GRADES.index(grade)] and year > known.base_year - assumed.fit_years
    ]
    entered = [known.pupils[:, place, GRADES.index(grade)] for place, _ in years]
    factors = [entry_factors(known, year + FIRST_GRADE_AGE - age) for _, year in years]
    born, counted = [], []
    for _, year in years:
        of_births = source.births
        none = np.full(len(known.settlement_ids), np.nan)
        born.append(none if of_births is None else born_to(of_births, source.first_year, year, age, assumed))
        counted.append(none if source.census is None else _counted_in(source.census, known, year, age))
    return Entry(
        grade=grade,
        age=age,
        per_birth=_rate(known, entered, [a * b for a, b in zip(born, factors, strict=True)], assumed),
        per_child=_rate(known, entered, [a * b for a, b in zip(counted, factors, strict=True)], assumed),
    )


def entrants(entry: Entry, known: Known, source: Source, year: int, assumed: Assumptions) -> Floats:
    """Return who enters in a year, (settlement): by the census where it tells, else by births; NaN where neither."""
    found = np.full(len(known.settlement_ids), np.nan)
    if source.births is not None and entry.per_birth is not None:
        cohort = born_to(source.births, source.first_year, year, entry.age, assumed)
        found = cohort * entry.per_birth.by_settlement * np.exp(source.sign * entry.per_birth.spread)
    if source.census is not None:
        counted = counted_to(source.census, known, year, entry.age)
        rate, spread = np.ones(len(counted)), assumed.entry_spread
        if entry.per_child is not None:
            rate, spread = entry.per_child.by_settlement, entry.per_child.spread
        found = np.where(np.isnan(counted), found, counted * rate * np.exp(source.sign * spread))
    return found * entry_factors(known, year + FIRST_GRADE_AGE - entry.age)


def entry_factors(known: Known, first_grade_year: int) -> Floats:
    """Return what is special about a cohort, by the year it enters grade 1: (settlement), 1 where nothing is."""
    factors = np.ones(len(known.settlement_ids))
    if known.special is None:
        return factors
    rows = known.special[known.special["year"] == first_grade_year]
    towns = np.array(known.towns, dtype=object)[known.town]
    for town, factor in zip(rows["town"], rows["entry_factor"], strict=True):
        factors[slice(None) if town == "" else towns == town] *= factor
    return factors


def _counted_in(census: Census, known: Known, year: int, age: int) -> Floats:
    """Return the children of an age counted in that very year: (settlement), NaN where there was no count."""
    place = year - census.first_year
    if 0 <= place < census.children.shape[1]:
        return census.children[:, place, age]
    return np.full(len(known.settlement_ids), np.nan)


def _rate(known: Known, entered: list[Floats], children: list[Floats], assumed: Assumptions) -> Rate | None:
    """Fit one rate: the district's, towns leaning on it, settlements leaning on their towns."""
    told = [~np.isnan(each) for each in children]
    pairs = [
        (np.where(there, came, 0.0), np.where(there, could, 0.0))
        for there, came, could in zip(told, entered, children, strict=True)
        if there.any() and np.nansum(could) > 0
    ]
    if not pairs:
        return None
    came, could = (np.sum([pair[side] for pair in pairs], axis=0) for side in (0, 1))
    district = float(came.sum() / could.sum())
    town_weight, own_weight = assumed.town_weight, assumed.settlement_weight
    by_town = (known.by_town(came) + town_weight * district) / (known.by_town(could) + town_weight)
    by_settlement = (came + own_weight * by_town[known.town]) / (could + own_weight)
    yearly = [a.sum() / b.sum() / district for a, b in pairs]
    measured = len(yearly) >= assumed.least_years_for_spread and min(yearly) > 0
    return Rate(
        district=district,
        by_town=by_town,
        by_settlement=by_settlement,
        spread=with_least(float(np.std(np.log(yearly), ddof=1)), assumed) if measured else assumed.entry_spread,
        is_measured=measured,
        years=len(pairs),
    )
