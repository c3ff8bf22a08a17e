"""Where a school may be built: only in settlements of some kinds, as `rules.siting` says."""

import numpy as np
import pyproj

from planner.problem.problem import Flags, Floats, Ints
from planner.reading.district import District
from planner.reading.rules import SITING_KILOMETRES, Siting, siting_asks
from planner.reading.scenario import Scenario

_GEOD = pyproj.Geod(ellps="WGS84")
_METRES = 1000.0


def barred_sites(district: District, scenario: Scenario) -> Flags:
    """(school): a site where `rules.siting` lets no school of its kind be built.

    The nearest settlement within 1 km of it counts, of equals the one with the lower settlement_id; where it is of no
    kind that the rule names for a stage of the school, or there is none, nothing may be built.
    """
    schools, rule = district.schools, scenario.rules.siting
    barred = np.zeros(len(schools), dtype=bool)
    if rule is None:
        return barred
    candidates = np.nonzero((schools["state"] == "candidate").to_numpy(bool))[0]
    home, _ = nearest_settlements(district, candidates)
    places = district.settlements["place"].tolist()
    for site, settlement in zip(candidates.tolist(), home.tolist(), strict=True):
        place = places[settlement] if settlement >= 0 else ""
        barred[site] = any(place not in named for named in _asked(rule, schools["kind"].iloc[site]))
    return barred


def nearest_settlements(district: District, sites: Ints) -> tuple[Ints, Floats]:
    """(site): the nearest settlement within 1 km, -1 where there is none, and the kilometres to the nearest of all."""
    homes, schools = district.settlements, district.schools.iloc[sites]
    order = np.argsort(homes["settlement_id"].to_numpy(str), kind="stable")
    lon, lat = (homes[axis].to_numpy(float)[order] for axis in ("lon", "lat"))
    found, kilometres = np.full(len(sites), -1, dtype=np.int64), np.full(len(sites), np.inf)
    for place, (x, y) in enumerate(zip(schools["lon"].tolist(), schools["lat"].tolist(), strict=True)):
        _, _, metres = _GEOD.inv(np.full(len(lon), x), np.full(len(lat), y), lon, lat)
        near = int(np.argmin(metres))
        kilometres[place] = metres[near] / _METRES
        if kilometres[place] <= SITING_KILOMETRES:
            found[place] = order[near]
    return found, kilometres


def _asked(rule: Siting, kind: str) -> list[tuple[str, ...]]:
    """Return the lists that the settlement of a site must stand in, one for each stage of the school."""
    stages = siting_asks(kind)
    return [named for stage in stages if (named := getattr(rule, stage)) is not None]
