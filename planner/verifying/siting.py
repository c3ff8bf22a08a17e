"""Whether a site may be built by `rules.siting`: what kind of settlement it lies in, from the tables."""

import math

from planner.reading.district import District
from planner.reading.rules import SITING_KILOMETRES, siting_asks
from planner.reading.scenario import Scenario

_EQUATOR_KM, _POLE_KM = 6378.137, 6356.752314245
"""Half axes of WGS84."""


def barred_sites(district: District, scenario: Scenario) -> frozenset[str]:
    """Return the school_ids of sites where no school of their kind may be built; empty without the rule."""
    rule = scenario.rules.siting
    if rule is None:
        return frozenset()
    homes = district.settlements
    rows = list(zip(homes["settlement_id"], homes["lon"], homes["lat"], homes["place"], strict=True))
    barred = set()
    for site in district.schools.to_dict("records"):
        asked = [getattr(rule, stage) for stage in siting_asks(str(site["kind"]))]
        if site["state"] != "candidate" or not any(asked):
            continue
        here = float(site["lon"]), float(site["lat"])
        ways = [(kilometres(here, (float(lon), float(lat))), str(home), place) for home, lon, lat, place in rows]
        distance, _, place = min(ways)
        if distance > SITING_KILOMETRES or any(named is not None and place not in named for named in asked):
            barred.add(str(site["school_id"]))
    return frozenset(barred)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how far two places near each other lie apart, by the radii of curvature where they lie.

    Good to a metre in a kilometre; places are longitude and latitude in degrees, WGS84.

    >>> round(kilometres((112.0, 34.0), (112.0, 34.01)), 3), round(kilometres((112.0, 34.0), (112.01, 34.0)), 3)
    (1.109, 0.924)
    """
    middle = math.radians((one[1] + other[1]) / 2)
    flat = 1 - (_POLE_KM / _EQUATOR_KM) ** 2
    bend = 1 - flat * math.sin(middle) ** 2
    north = math.radians(other[1] - one[1]) * _EQUATOR_KM * (1 - flat) / bend**1.5
    east = math.radians(other[0] - one[0]) * _EQUATOR_KM / math.sqrt(bend) * math.cos(middle)
    return math.hypot(north, east)
