"""Seats that will stand empty when small cohorts arrive."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from planner.decide.shortfall.seats import Picture
from planner.plan import Plan
from planner.problem.problem import Floats
from planner.reading.district import District
from planner.reading.scenario import Scenario

_KEYS = ["town", "stage"]


def empty_seats(pictures: Sequence[Picture]) -> pd.DataFrame:
    """Set seats against pupils of one network over the years; one row a town and stage, and a year.

    Columns: town, year, stage, pupils (who live there), seats (that stand there), empty (seats less pupils, 0 at
    least), peak_year and peak_pupils (the year of these with most pupils in the town and stage; the first of equals),
    since_peak (pupils fewer than then). A town whose seats serve its neighbours has fewer empty ones than this says.
    """
    if not pictures:
        return pd.DataFrame(columns=["town", "year", "stage", "pupils", "seats", "empty", "peak_year", "peak_pupils"])
    frame = pd.concat([picture.towns for picture in pictures], ignore_index=True)
    peak = frame.loc[frame.groupby(_KEYS, sort=False)["pupils"].idxmax(), [*_KEYS, "year", "pupils"]]
    frame = frame.merge(peak.rename(columns={"year": "peak_year", "pupils": "peak_pupils"}), how="left", on=_KEYS)
    return frame.assign(
        empty=(frame["seats"] - frame["pupils"]).clip(lower=0.0),
        since_peak=frame["peak_pupils"] - frame["pupils"],
    )[["town", "year", "stage", "pupils", "seats", "empty", "peak_year", "peak_pupils", "since_peak"]]


def empty_sums(empty: pd.DataFrame) -> pd.DataFrame:
    """Add the towns of `empty_seats` up; one row a year and stage, in their order.

    Columns: year, stage, pupils, seats, by_town (empty seats of the towns that have any), in_all (seats of the district
    less its pupils, 0 at least: less than by_town where some towns have fewer seats than pupils).
    """
    sums = empty.groupby(["year", "stage"], sort=False)[["pupils", "seats", "empty"]].sum().reset_index()
    return sums.rename(columns={"empty": "by_town"}).assign(
        in_all=(sums["seats"] - sums["pupils"]).clip(lower=0.0),
    )


def school_use(picture: Picture, pupils: Floats, district: District, scenario: Scenario) -> pd.DataFrame:
    """Set each open school's seats against the pupils it has, shape (school, grade of the scenario).

    One row a school and stage: which, year, school_id, name, town, stage, seats, pupils, empty (seats less pupils, 0 at
    least), beyond (pupils less seats, 0 at least). Seats of a school of two stages are shared as `school_seats` says.
    """
    stages = picture.asked.caps.stages
    of_stage = np.array([[scenario.stage_of(grade) == stage for stage in stages] for grade in scenario.grades], float)
    going = pupils @ of_stage
    rows = picture.asked.seats
    school = rows["school"].to_numpy(np.int64)
    there = going[school, [stages.index(stage) for stage in rows["stage"]]].round(6)
    return pd.DataFrame(
        {
            "which": picture.network.which,
            "year": picture.network.year,
            "school_id": rows["school_id"],
            "name": district.schools["name"].to_numpy()[school],
            "town": rows["town"],
            "stage": rows["stage"],
            "seats": rows["seats"],
            "pupils": there,
            "empty": (rows["seats"] - there).clip(lower=0.0),
            "beyond": (there - rows["seats"]).clip(lower=0.0),
        }
    )


def pupils_planned(plan: Plan, year: int, district: District, scenario: Scenario) -> Floats:
    """Return a plan's pupils in one of its years, shape (school, grade of the scenario)."""
    rows = {row.school_id: row.pupils for row in plan.schools if row.year == year}
    return np.array(
        [[float(rows.get(s, {}).get(g, 0.0)) for g in scenario.grades] for s in district.schools["school_id"]]
    ).reshape(len(district.schools), len(scenario.grades))
