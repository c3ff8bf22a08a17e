"""What becomes of each school under a plan, when, and who goes where because of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.decide.explain.reasons import Journey
from planner.decide.results import Results
from planner.plan import Action, ModeName, Plan
from planner.problem.modes import modes_in_band
from planner.problem.problem import Mode
from planner.problem.travel import Journeys

_GRAIN = 6
_MODES: Mapping[int, ModeName] = {Mode.WALK: "walk", Mode.RIDE: "ride", Mode.BOARD: "board"}
Trip = tuple[float | None, ModeName | None]
"""Minutes one way and mode; None where not known."""


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What becomes of a school, and the first planning year in which it is so."""

    school_id: str
    action: Action
    year: int


def fates_of(plan: Plan) -> tuple[Fate, ...]:
    """Return every school's action in the last planning year, and since when, in the order of the plan."""
    rows: dict[str, list[tuple[int, Action]]] = {}
    for row in plan.schools:
        rows.setdefault(row.school_id, []).append((row.year, row.action))
    found = []
    for school_id, history in rows.items():
        _, action = max(history)
        found.append(Fate(school_id=school_id, action=action, year=min(y for y, a in history if a == action)))
    return tuple(found)


@dataclass(frozen=True, kw_only=True, eq=False)
class Movements:
    """Who goes from where to where in a planning year, and how they go today."""

    table: pd.DataFrame
    """See `planner.decide.moves.movements_of`."""
    today: Mapping[tuple[str, str, str], Trip]
    """(settlement_id, grade_band, school_id) to how pupils go there today."""


def journeys_of(movements: Movements, school_id: str) -> tuple[Journey, ...]:
    """Return the journeys of all who attend the school today or would attend it, most pupils first."""
    table = movements.table
    mine = table[(table["before"] == school_id) | (table["after"] == school_id)]
    found = [_journey(movements, {str(k): v for k, v in row.items()}) for row in mine.to_dict("records")]
    return tuple(sorted(found, key=lambda j: (j.school_before != school_id, -j.pupils, j.settlement_id, j.grade_band)))


def _journey(movements: Movements, row: Mapping[str, object]) -> Journey:
    home, band, before, after = (str(row[key]) for key in ("settlement_id", "grade_band", "before", "after"))
    minutes, mode = movements.today.get((home, band, before), (None, None))
    modes: dict[str, ModeName] = {"walk": "walk", "ride": "ride", "board": "board"}
    return Journey(
        settlement_id=home,
        grade_band=band,
        pupils=float(str(row["pupils"])),
        school_before=before,
        minutes_before=minutes,
        mode_before=mode,
        school_after=after,
        minutes_after=_number(row["minutes"]),
        kilometres_after=_number(row["kilometres"]),
        mode_after=modes.get(str(row["mode"])),
    )


def trips_today(results: Results, journeys: Journeys) -> dict[tuple[str, str, str], Trip]:
    """Return how pupils go today, by settlement_id, grade_band and school_id.

    Where the way is longer than the band's limits allow, by bus, else on foot.
    """
    scenario, district, today = results.scenario, results.district, results.problem.today
    n_schools = max(len(district.schools), 1)
    at = {int(key): place for place, key in enumerate(journeys.settlement * n_schools + journeys.school)}
    settlements, schools = district.settlements["settlement_id"], district.schools["school_id"]
    modes = [modes_in_band(journeys, band) for band in scenario.grade_bands.values()]
    names = list(scenario.grade_bands)
    found: dict[tuple[str, str, str], Trip] = {}
    for settlement, band, school in zip(today.settlement, today.band, today.school, strict=True):
        place = at.get(int(settlement * n_schools + school))
        if place is not None:
            key = (str(settlements.iloc[settlement]), names[band], str(schools.iloc[school]))
            found[key] = _trip(journeys, place, int(modes[band][place]))
    return found


def _trip(journeys: Journeys, place: int, mode: int) -> Trip:
    walk, ride = _number(journeys.walk_minutes[place]), _number(journeys.ride_minutes[place])
    if mode == Mode.WALK or (mode not in _MODES and ride is None):
        return walk, None if walk is None else "walk"
    return ride, _MODES.get(mode, "ride")


def _number(value: object) -> float | None:
    number = float(str(value))
    return None if np.isnan(number) else number
