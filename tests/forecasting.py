"""Small districts whose future is known, for tests of forecasts."""

from pathlib import Path

import pandas as pd

from planner.reading.district import District
from planner.reading.tables import GRADES

YEARS = tuple(range(2020, 2026))
HOMES = (("A1", "甲镇"), ("A2", "甲镇"), ("B1", "乙镇"))
RATE = 0.9
"""Of the children of an age so many enter, in kindergarten and in grade 1."""


def births_of(home: int, year: int) -> int:
    """Births of a settlement: different everywhere, falling."""
    return 3000 + 1000 * home - 60 * (year - 2010)


def cohort(home: int, first_grade: int) -> float:
    """Children who are 6 on 31 August of the year they enter grade 1."""
    return (8 * births_of(home, first_grade - 6) + 4 * births_of(home, first_grade - 7)) / 12


def pupils_of(home: int, year: int, grade: str, growth: float = 0.0) -> float:
    """Pupils of a world in which 0.9 of each cohort enter and all move up, growing by `growth` a year in school."""
    place = GRADES.index(grade) - GRADES.index("1")
    in_school = place if place >= 0 else place + GRADES.index("1")
    return RATE * cohort(home, year - place) * (1 + growth) ** in_school


def district(*, growth: float = 0.0, last_birth: int = 2024, years: tuple[int, ...] = YEARS) -> District:
    """Return that world up to a year."""
    homes = pd.DataFrame(HOMES, columns=["settlement_id", "town"]).assign(name=["一", "二", "三"], lon=112.4, lat=34.8)
    pupils = [
        (name, year, grade, round(pupils_of(home, year, grade, growth)))
        for home, (name, _) in enumerate(HOMES)
        for year in years
        for grade in GRADES
    ]
    births = [
        (name, "", year, births_of(home, year))
        for home, (name, _) in enumerate(HOMES)
        for year in range(2003, last_birth + 1)
    ]
    return District(
        folder=Path("here"),
        settlements=homes,
        pupils=pd.DataFrame(pupils, columns=["settlement_id", "year", "grade", "pupils"]),
        schools=pd.DataFrame(),
        births=pd.DataFrame(births, columns=["settlement_id", "town", "year", "births"]),
    )
