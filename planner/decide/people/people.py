"""People and things of a plan's year, computed once: posts, who and what moves, resources, empty buildings."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.decide.people.indicators import IndicatorSpread, indicator_spreads
from planner.decide.people.kindergartens import Kindergartens, kindergartens_of
from planner.decide.people.posts import posts_frame
from planner.decide.people.stocks import Stocks, stocks_of
from planner.decide.people.vacated import Vacated, vacated_buildings
from planner.decide.year_rows import YearRows
from planner.problem.problem import Floats
from planner.reading.district import District
from planner.reading.scenario import Scenario

PER_HUNDRED = ("computers", "multimedia_rooms")
PER_PUPIL = ("books", "site_area_m2", "building_area_m2")


@dataclass(frozen=True, kw_only=True, eq=False)
class People:
    """What a plan asks of people and things; a figure that is not known is NaN or None, never zero."""

    year: int
    posts: pd.DataFrame
    """One row a school: see `planner.decide.people.posts.posts_frame`."""
    stocks: Stocks
    before: tuple[IndicatorSpread, ...]
    """Today: pupils where they go today."""
    after: tuple[IndicatorSpread, ...]
    """In the plan's last year, over schools that are there today: what built ones and added rooms will have in area and
    things, nobody knows."""
    shares: pd.DataFrame
    """One row a school: computers and multimedia_rooms per hundred pupils, books, site and floor area per pupil, each
    `_before` and `_after`."""
    vacated: tuple[Vacated, ...]
    kindergartens: Kindergartens

    def total(self, column: str) -> float:
        """Sum a column of `posts` up; NaN where any open school's figure is not known."""
        there = (
            self.posts["pupils_before" if column.endswith("_before") or column == "retiring" else "pupils_after"] > 0
        )
        return float(self.posts.loc[there, column].sum(skipna=False))


def people_of(district: District, scenario: Scenario, rows: YearRows, today: Floats) -> People:
    """Compute the people and things of a plan's year.

    `today` (school, grade of the scenario): pupils at each school today.
    """
    stocks = stocks_of(district, rows)
    posts = posts_frame(district, scenario, rows, today, stocks)
    kinds = district.schools.set_index("school_id")["kind"]
    ids = district.schools["school_id"].astype(str).tolist()
    now = _by_stage(
        dict(zip(ids, [dict(zip(scenario.grades, row, strict=True)) for row in today], strict=True)), scenario
    )
    vacated = vacated_buildings(district, scenario, rows)
    later = _by_stage(
        {row.school_id: row.pupils for row in rows.schools.values() if row.open and row.action != "build"}, scenario
    )
    return People(
        year=rows.year,
        posts=posts,
        stocks=stocks,
        before=indicator_spreads(kinds, now, stocks.before),
        after=indicator_spreads(kinds, later, stocks.after),
        shares=_shares(posts, stocks),
        vacated=vacated,
        kindergartens=kindergartens_of(district, rows, vacated),
    )


def _by_stage(pupils: dict[str, dict[str, float]], scenario: Scenario) -> pd.DataFrame:
    """(school; primary, junior): pupils."""
    found = {
        school_id: {
            stage: float(sum(count for grade, count in counts.items() if scenario.stage_of(grade) == stage))
            for stage in ("primary", "junior")
        }
        for school_id, counts in pupils.items()
    }
    return pd.DataFrame.from_dict(found, orient="index", columns=["primary", "junior"])


def _shares(posts: pd.DataFrame, stocks: Stocks) -> pd.DataFrame:
    columns = {}
    for when, stock in (("before", stocks.before), ("after", stocks.after)):
        pupils = posts[f"pupils_{when}"].to_numpy(float)
        for name in (*PER_HUNDRED, *PER_PUPIL):
            times = 100.0 if name in PER_HUNDRED else 1.0
            amount = stock[name].reindex(posts.index).to_numpy(float)
            columns[f"{name}_{when}"] = np.divide(
                amount * times, pupils, out=np.full(len(posts), np.nan), where=pupils > 0
            )
    return pd.DataFrame(columns, index=posts.index)
