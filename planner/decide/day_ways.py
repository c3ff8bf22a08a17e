"""Ways by day: how far each home lives from the nearest open school of its band, whatever a rule says of it."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.problem.actions import find_sites
from planner.problem.modes import modes_in_band
from planner.problem.pairs import offers_band
from planner.problem.problem import Floats, Ints, Mode
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario


@dataclass(frozen=True, kw_only=True, eq=False)
class DayWays:
    """Every way within the day limits of a band to a school that offers it; schools that are to close too."""

    homes: pd.Index
    """Settlement ids, in the order of `home`."""
    bands: tuple[str, ...]
    schools: pd.Index
    """School ids, in the order of `school`."""
    home: Ints
    """(way): settlement times bands plus band."""
    school: Ints
    """(way)."""
    minutes: Floats
    """(way): one way, walking where that is within the limit, else riding."""


def find_day_ways(district: District, journeys: Journeys, scenario: Scenario) -> DayWays:
    """Find the ways by day of a district; `journeys` are those of the same tables."""
    sites, n_bands = find_sites(district, scenario), len(scenario.grade_bands)
    pieces = []
    for number, band in enumerate(scenario.grade_bands.values()):
        mode = modes_in_band(journeys, band)
        offered = offers_band(sites, scenario, band)[journeys.school]
        ways = np.nonzero(offered & ((mode == Mode.WALK) | (mode == Mode.RIDE)))[0]
        minutes = np.where(mode == Mode.WALK, journeys.walk_minutes, journeys.ride_minutes)[ways]
        pieces.append((journeys.settlement[ways] * n_bands + number, journeys.school[ways], minutes))
    home, school, minutes = (np.concatenate([piece[axis] for piece in pieces]) for axis in range(3))
    return DayWays(
        homes=pd.Index(district.settlements["settlement_id"].to_numpy(str)),
        bands=tuple(scenario.grade_bands),
        schools=pd.Index(district.schools["school_id"].to_numpy(str)),
        home=home,
        school=school,
        minutes=minutes,
    )


def nearest_minutes(ways: DayWays, places: pd.DataFrame, open_ids: Collection[str]) -> Floats:
    """(row of places): minutes to the nearest of the open schools within the day limits; inf where there is none.

    `places` has the columns settlement_id and grade_band.
    """
    is_open = ways.schools.isin(list(open_ids))[ways.school]
    nearest = np.full(len(ways.homes) * len(ways.bands) + 1, np.inf)
    np.minimum.at(nearest, ways.home[is_open], ways.minutes[is_open])
    settlement = ways.homes.get_indexer(pd.Index(places["settlement_id"]))
    band = pd.Index(ways.bands).get_indexer(pd.Index(places["grade_band"]))
    known = (settlement >= 0) & (band >= 0)
    found: Floats = nearest[np.where(known, settlement * len(ways.bands) + band, -1)]
    return found
