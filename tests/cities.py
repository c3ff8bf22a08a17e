"""Tiny made-up cities: two counties with a border between them, and the best whole by counting every crossing."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Geod
from ruamel.yaml import YAML

from planner.reading.scenario import Scenario
from tests.brute import best_whole_total
from tests.districts import Case, district_of, scenario_of, write_case

YEAR = 2026
GRADES = ("1", "2")
DETOUR, WALK_KPH, RIDE_KPH = 1.0, 4.0, 30.0
WALK_LIMIT, RIDE_LIMIT = 60.0, 20.0
_EARTH = Geod(ellps="WGS84")
Place = tuple[float, float]
"""Longitude, latitude."""


@dataclass(frozen=True, kw_only=True)
class TinyCounty:
    """Two villages and two schools in raw values."""

    id: str
    homes: Mapping[str, Place]
    pupils: Mapping[tuple[str, int, str], int]
    schools: Sequence[Mapping[str, Any]]
    travel: Mapping[tuple[str, str], tuple[float | None, float | None, float | None]]
    scenario: Scenario

    def case(self) -> Case:
        """Return its tables and its question."""
        district = district_of(pupils=self.pupils, schools=self.schools, travel=self.travel)
        places = {**self.homes, **{str(s["school_id"]): (float(s["lon"]), float(s["lat"])) for s in self.schools}}
        ids = district.settlements["settlement_id"]
        lon, lat = zip(*(places.get(each, (112.4, 34.8)) for each in ids), strict=True)
        settlements = district.settlements.assign(lon=lon, lat=lat)
        return Case(district=replace(district, settlements=settlements), scenario=self.scenario)


@dataclass(frozen=True, kw_only=True)
class Guest:
    """All pupils of a village, at one school across the border."""

    home: str
    village: str
    host: str
    school: str
    minutes: float
    kilometres: float | None


def tiny_city(seed: int) -> tuple[TinyCounty, TinyCounty]:
    """Return two counties side by side, of random pupils, rooms and prices."""
    random = np.random.default_rng(seed)
    prices = {
        "fixed_yuan_per_year": {"primary": int(random.integers(0, 30_000)), "teaching_point": 5000},
        "class_yuan_per_year": {"primary": int(random.integers(1000, 20_000))},
        "classroom_yuan": 50_000,
        "travel_yuan_per_pupil_minute": int(random.integers(0, 60)),
        "ride_yuan_per_pupil_kilometre": int(random.integers(0, 100)),
        "shortfall_yuan_per_pupil": 200_000,
    }
    size, merge = int(random.integers(3, 9)), {"kinds": ["teaching_point"], "most": int(random.integers(0, 3))}
    rules = {"class_size": {"primary": size}, "school_size": None, "merge": merge}
    asked = {"rules": rules, "prices": prices}
    return _county("a", 112.40, random, asked), _county("b", 112.42, random, asked)


def _county(name: str, lon: float, random: np.random.Generator, asked: dict[str, Any]) -> TinyCounty:
    homes = {f"{name}{n}": (lon + 0.01 * random.random(), 34.8 + 0.02 * random.random()) for n in range(2)}
    schools = []
    for number in range(2):
        rooms = int(random.integers(0, 5))
        schools.append(
            {
                "school_id": f"{name}-s{number}", "kind": ["teaching_point", "primary"][int(random.integers(0, 2))],
                "grades": "1-6", "classrooms": rooms, "classrooms_max": rooms + int(random.integers(0, 2)),
                "lon": lon + 0.01 * random.random(), "lat": 34.8 + 0.02 * random.random(),
            }
        )  # fmt: skip
    travel: dict[tuple[str, str], tuple[float | None, float | None, float | None]] = {
        (home, str(school["school_id"])): (10.0 * int(random.integers(1, 7)), None, None)
        for home in homes for school in schools
    }  # fmt: skip
    limits = {"max_walk_minutes": WALK_LIMIT, "max_ride_minutes": RIDE_LIMIT}
    band = {"stage": "primary", "grades": [1, 2], **limits}
    return TinyCounty(
        id=name,
        homes=homes,
        pupils={(home, YEAR, grade): int(random.integers(1, 9)) for home in homes for grade in GRADES},
        schools=schools,
        travel=travel,
        scenario=scenario_of(
            name=f"tiny-{name}",
            grade_bands={"lower": band},
            travel={"walk_kph": WALK_KPH, "ride_kph": RIDE_KPH, "detour": DETOUR},
            **asked,
            solver={"gap": 0.0, "time_limit_seconds": 4.0, "threads": 1},
        ),
    )  # fmt: skip


def write_city(
    folder: Path,
    city: Sequence[TinyCounty],
    *,
    stages: Sequence[str] = ("primary",),
    more: Sequence[tuple[str, str]] = (),
) -> Path:
    """Write the counties' tables, their scenarios and regions.yaml, with `more` borders; return the latter."""
    for county in city:
        write_case(folder / county.id, county.case())
    names = [county.id for county in city]
    document = {
        "name": "tiny-city",
        "counties": {name: {"scenario": name, "name": f"{name}县"} for name in names},
        "borders": [
            *([{"between": names, "stages": list(stages)}] if stages else []),
            *({"between": list(pair)} for pair in more),
        ],
    }
    path = folder / "regions.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(document, file)
    return path


def best_city_total(city: tuple[TinyCounty, TinyCounty]) -> float:
    """Return the least total of the whole: every village at home or at each school it may reach across the border."""
    by_name = {county.id: county for county in city}
    choices = [
        [None, *_guests(home, host, village)]
        for home, host in (city, city[::-1])
        for village in home.homes
    ]  # fmt: skip
    known: dict[tuple[str, tuple[Guest, ...]], float] = {}
    best = np.inf
    for chosen in itertools.product(*choices):
        guests = tuple(each for each in chosen if each is not None)
        total = 0.0
        for name, county in by_name.items():
            mine = tuple(each for each in guests if name in {each.home, each.host})
            if (name, mine) not in known:
                known[name, mine] = best_whole_total(_with_guests(county, by_name, mine))
            total += known[name, mine]
        best = min(best, total)
    return best


def _guests(home: TinyCounty, host: TinyCounty, village: str) -> list[Guest]:
    found = []
    for school in host.schools:
        kilometres = _EARTH.inv(*home.homes[village], school["lon"], school["lat"])[2] / 1000.0 * DETOUR
        walk, ride = (round(kilometres / kph * 60.0, 9) for kph in (WALK_KPH, RIDE_KPH))
        if walk <= WALK_LIMIT:
            found.append((school["school_id"], walk, None))
        elif ride <= RIDE_LIMIT:
            found.append((school["school_id"], ride, kilometres))
    return [
        Guest(home=home.id, village=village, host=host.id, school=school, minutes=minutes, kilometres=kilometres)
        for school, minutes, kilometres in found
    ]


def _with_guests(county: TinyCounty, city: Mapping[str, TinyCounty], guests: Sequence[Guest]) -> Case:
    """Return a county without the villages that leave it, and with those that come, each bound for its school."""
    pupils, travel = dict(county.pupils), dict(county.travel)
    for guest in guests:
        if guest.home == county.id:
            for grade in GRADES:
                pupils[guest.village, YEAR, grade] = 0
        else:
            name = f"{guest.village} at {guest.school}"
            for grade in GRADES:
                pupils[name, YEAR, grade] = city[guest.home].pupils[guest.village, YEAR, grade]
            way = (guest.minutes, None, None) if guest.kilometres is None else (None, guest.minutes, guest.kilometres)
            travel[name, guest.school] = way
    return replace(county, pupils=pupils, travel=travel).case()
