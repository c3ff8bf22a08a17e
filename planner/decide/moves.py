"""Where the pupils of merged schools go: home by home, so that each journey can be told."""

import numpy as np
import pandas as pd

from planner.decide.measures import placements, shortfalls
from planner.plan import Plan
from planner.problem.problem import Today
from planner.problem.today import find_today
from planner.problem.travel import Journeys, find_journeys
from planner.read.district import District
from planner.read.scenario import Scenario

COLUMNS = (
    "school_id", "year", "settlement_id", "grade_band", "receiver_id", "mode", "minutes", "kilometres", "pupils",
)  # fmt: skip
NOWHERE = ""
"""receiver_id, and mode, of pupils without a seat."""


def moves_of(plan: Plan, scenario: Scenario, district: District) -> pd.DataFrame:
    """Return the pupils of each merged school in the year it is merged, by home, grade band, new school and mode.

    They are those of the year who live where the school's pupils live today, in its share of them; fractions where a
    home's band attends several schools. Minutes and kilometres are one way, NaN for pupils without a seat.
    """
    if not plan.merges:
        return _typed(pd.DataFrame(columns=list(COLUMNS)))
    merged = pd.DataFrame({"school_id": [m.school_id for m in plan.merges], "year": [m.year for m in plan.merges]})
    homes = _shares(_today(district, scenario), scenario, district).merge(merged, on="school_id")
    places = pd.concat([_places(plan, year) for year in sorted(set(merged["year"]))], ignore_index=True)
    found = homes.merge(places, on=["settlement_id", "grade_band", "year"])
    found["pupils"] = (found["pupils"] * found["share"]).round(6)
    return _typed(found.loc[found["pupils"] > 0, list(COLUMNS)].reset_index(drop=True))


def _places(plan: Plan, year: int) -> pd.DataFrame:
    """Return who goes where in a year, and who goes nowhere."""
    placed = placements(plan, year).rename(columns={"school_id": "receiver_id"})
    short = shortfalls(plan, year).drop(columns="reason")
    lacking = short.assign(receiver_id=NOWHERE, mode=NOWHERE, minutes=np.nan, kilometres=np.nan)
    kept = [frame for frame in (placed, lacking[placed.columns]) if len(frame)]
    return (pd.concat(kept, ignore_index=True) if kept else placed).assign(year=year)


def _today(district: District, scenario: Scenario) -> Today:
    # the attends table needs no journeys, and finding them on roads takes seconds
    return find_today(
        district, _NO_JOURNEYS if district.attends is not None else find_journeys(district, scenario), scenario
    )


def _shares(today: Today, scenario: Scenario, district: District) -> pd.DataFrame:
    bands = np.array(list(scenario.grade_bands), dtype=object)
    return pd.DataFrame(
        {
            "settlement_id": district.settlements["settlement_id"].to_numpy()[today.settlement],
            "grade_band": bands[today.band],
            "school_id": district.schools["school_id"].to_numpy()[today.school],
            "share": today.share,
        }
    )


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({"year": np.int64, "minutes": float, "kilometres": float, "pupils": float})


_NO_JOURNEYS = Journeys(
    settlement=np.empty(0, dtype=np.int64),
    school=np.empty(0, dtype=np.int64),
    walk_minutes=np.empty(0),
    ride_minutes=np.empty(0),
    kilometres=np.empty(0),
    source="table",
    notes=(),
)
