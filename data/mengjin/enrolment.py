"""How many pupils each village has, in every grade and year: made up, and consistent from year to year."""

import numpy as np
import pandas as pd

from data.mengjin.places import TOWNS, Floats, Village

YEARS = tuple(range(2024, 2033))
GRADES = ("K1", "K2", "K3", "1", "2", "3", "4", "5", "6", "7", "8", "9")
PRIMARY_PER_1000 = 80
JUNIOR_PER_1000 = 40
"""Pupils for each 1,000 people in the plan figures of the city districts (2024 is scaled to them)."""

LUCK = 28.0
"""Shape of the gamma draw by which a village's cohort differs from the curve: a fifth either way."""
COHORTS = {
    2016: 0.97, 2017: 0.98, 2018: 1.00, 2019: 1.02, 2020: 1.03, 2021: 1.03, 2022: 1.05, 2023: 1.05, 2024: 0.96,
    2025: 0.91, 2026: 0.80, 2027: 0.69, 2028: 0.62, 2029: 0.57, 2030: 0.55, 2031: 0.56, 2032: 0.55, 2033: 0.54,
    2034: 0.53, 2035: 0.52,
}  # fmt: skip
"""Size of each cohort by the year it enters grade 1, 2018 = 1: births grew a little until 2016-17, then fell."""

BIRTH_YEARS = tuple(range(2012, 2025))
"""Births are counted to the year before the pupils of today's schools."""
ENTRY_RATE = 0.93
"""Of the children born in a village so many enter grade 1 in the district, before its town's growth."""
BEFORE_CUT_OFF = 8 / 12
"""Share of a year's births up to 31 August."""
BIRTHS_LUCK = 0.06
"""Standard deviation by which births differ from who enters later, as a share."""


def settle_people(villages: list[Village], rng: np.random.Generator) -> Floats:
    """Return the people of each village: log-normal within its town, built-up communities larger; towns' sums kept."""
    people = np.zeros(len(villages))
    for town in TOWNS:
        rows = [row for row, village in enumerate(villages) if village.town == town.name]
        spread = rng.lognormal(0.0, 0.42, len(rows))
        size = np.array([3.4 if villages[row].urban else 1.0 for row in rows]) * spread
        people[rows] = size / size.sum() * town.people
    return people


def enrol(villages: list[Village], people: Floats, rng: np.random.Generator) -> pd.DataFrame:
    """Return the pupils table: grade g of a year follows grade g-1 of the year before, moved by its town's growth."""
    growth = np.array([next(town.growth for town in TOWNS if town.name == v.town) for v in villages])
    # A village's cohort differs from the curve by luck; the luck stays with the cohort.
    expected = people[:, None] / people.sum() * _district_cohorts(people.sum())[None, :]
    luck = rng.gamma(LUCK, 1 / LUCK, expected.shape)
    cohorts = expected * luck * (expected.sum(axis=0) / (expected * luck).sum(axis=0))
    column = {entered: number for number, entered in enumerate(sorted(COHORTS))}
    frames = [
        pd.DataFrame(
            {
                "settlement_id": [village.code for village in villages],
                "year": year,
                "grade": grade,
                "pupils": np.rint(cohorts[:, column[_entered(year, place)]] * (1 + growth) ** (year - YEARS[0])),
            }
        )
        for year in YEARS
        for place, grade in enumerate(GRADES)
    ]
    table = pd.concat(frames, ignore_index=True).astype({"pupils": "int64"})
    table["grade"] = pd.Categorical(table["grade"], GRADES, ordered=True)
    return table.sort_values(["settlement_id", "year", "grade"], ignore_index=True)


def bear(villages: list[Village], pupils: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the births table that the pupils' story asks for: settlement_id, year, births.

    A calendar year's births enter grade 1 six years later, those after August a year after the others. Of who enters in
    a village now as many were born there as its town's growth, a share of luck and the entry rate say; cohorts that
    enter before or after the table of pupils come from the curve.
    """
    growth = np.array([next(town.growth for town in TOWNS if town.name == village.town) for village in villages])
    first = pupils[pupils["grade"] == "1"].pivot_table(index="settlement_id", columns="year", values="pupils")
    first = first.loc[[village.code for village in villages]]
    entering = {
        year: first[min(max(year, YEARS[0]), YEARS[-1])].to_numpy()
        * COHORTS[year]
        / COHORTS[min(max(year, YEARS[0]), YEARS[-1])]
        for year in COHORTS
    }
    frames = []
    for year in BIRTH_YEARS:
        cohort = BEFORE_CUT_OFF * entering[year + 6] + (1 - BEFORE_CUT_OFF) * entering[year + 7]
        luck = rng.normal(1.0, BIRTHS_LUCK, len(villages))
        born = np.rint(cohort * luck / ENTRY_RATE / (1 + growth) ** 6)
        frames.append(pd.DataFrame({"settlement_id": list(first.index), "year": year, "births": born}))
    table = pd.concat(frames, ignore_index=True).astype({"births": "int64"})
    return table.sort_values(["settlement_id", "year"], ignore_index=True)


def _entered(year: int, place: int) -> int:
    """Return the year in which those who stand at this place of GRADES in `year` enter grade 1."""
    return year + GRADES.index("1") - place


def _district_cohorts(people: float) -> Floats:
    """Return the district's pupils of each cohort, scaled so that 2024 has the plan figures of either stage."""
    entered = np.array(sorted(COHORTS))
    curve = np.array([COHORTS[year] for year in entered])
    junior = (entered >= _entered(YEARS[0], GRADES.index("9"))) & (entered <= _entered(YEARS[0], GRADES.index("7")))
    primary = (entered > entered[junior].max()) & (entered <= YEARS[0])
    scaled: Floats = curve * (PRIMARY_PER_1000 * people / 1000 / curve[primary].sum())
    scaled[junior] = curve[junior] * (JUNIOR_PER_1000 * people / 1000 / curve[junior].sum())
    return scaled
