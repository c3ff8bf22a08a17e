"""Outlook years that a table of pupils has and a scenario does not name: suggested, never taken unasked."""

from collections.abc import Iterable

import pandas as pd

from planner.language import Text, joined
from planner.reading.scenario import Scenario

_AFTER = (3, 6)
"""Years after the last planning year: those who enter primary when a plan is made leave it six years later."""


def suggested_outlook(pupils: pd.DataFrame, scenario: Scenario) -> tuple[int, ...]:
    """Return outlook years for a scenario that names none: three and six years on, or else the last that there is.

    Only years in which the table has pupils of the scenario's grades.
    """
    placed = pupils[pupils["grade"].isin(scenario.grades) & (pupils["pupils"] > 0)]
    return () if scenario.outlook_years else _picked(placed["year"].unique().tolist(), scenario.years[-1])


def outlook_note(pupils: pd.DataFrame, scenario: Scenario) -> tuple[Text, ...]:
    """Say that pupils of later years are known whom no plan seats, and how it would; nothing where there are none."""
    years = suggested_outlook(pupils, scenario)
    if not years:
        return ()
    named, listed = joined(map(str, years)), ", ".join(map(str, years))
    return (
        Text(
            f"the table of pupils knows those of {named}, whom this scenario does not seat: with outlook_years: "
            f"[{listed}] what is decided by {scenario.years[-1]} must serve them too, and nothing is built after it",
            f"学生表有 {named.zh} 年的学生，本情景没有安排：写上 outlook_years: [{listed}]，"
            f"{scenario.years[-1]} 年以前所定的就要够这些年份用，其后不再新建",
        ),
    )


def _picked(years: Iterable[int], last: int) -> tuple[int, ...]:
    """Pick from the years there are.

    >>> _picked(range(2024, 2033), 2026), _picked([2026, 2028, 2031], 2026), _picked([2025], 2026)
    ((2029, 2032), (2031,), ())
    """
    later = sorted(int(year) for year in years if year > last)
    wanted = tuple(year for year in later if year - last in _AFTER)
    return wanted or tuple(later[-1:])
