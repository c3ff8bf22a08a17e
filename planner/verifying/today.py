"""Where pupils go today, row by row: by the attends table, or else in the nearest existing school with room."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.reading.district import District
from planner.reading.scenario import GradeBand
from planner.verifying.facts import Facts, offers

Home = tuple[str, str]
"""settlement_id, grade band."""


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """The share of a settlement's band that attends a school today."""

    home: Home
    school_id: str
    share: float


def find_attendance(facts: Facts, district: District) -> tuple[Attendance, ...]:
    """Return every school that pupils of a settlement and band attend today; shares of a home sum to 1."""
    return tuple(_by_nearness(facts) if district.attends is None else _by_table(facts, district))


def find_todays_schools(facts: Facts, district: District) -> dict[Home, str]:
    """Return today's school of each home: where most attend, else the nearest with room; of equals the lower id.

    Homes within reach of no existing school have none.
    """
    homes = list(_homes(facts))
    if district.attends is None:
        return _nearest_with_room(facts, homes, _seats(facts))
    counted, left = _counted(facts, district), _seats(facts)
    schools: dict[Home, str] = {}
    for (home, school_id), pupils in sorted(counted.items(), key=lambda each: (-each[1], each[0][1])):
        if pupils > 0:
            schools.setdefault(home, school_id)
            left[school_id] -= pupils
    others = [home for home in homes if home not in schools]
    return schools | _nearest_with_room(facts, others, left)


def _by_table(facts: Facts, district: District) -> Iterator[Attendance]:
    found, of_home = _counted(facts, district), Counter[Home]()
    for (home, _school_id), pupils in found.items():
        of_home[home] += pupils
    for (home, school_id), pupils in found.items():
        if pupils > 0:
            yield Attendance(home=home, school_id=school_id, share=pupils / of_home[home])


def _counted(facts: Facts, district: District) -> Counter[tuple[Home, str]]:
    """Add up the attends table: pupils of each home at each school."""
    band_of = {grade: name for name, band in facts.scenario.grade_bands.items() for grade in band.grades}
    found = Counter[tuple[Home, str]]()
    rows = district.attends if district.attends is not None else district.pupils.iloc[:0]
    for row in rows.to_dict("records"):
        if str(row["grade"]) in band_of:
            found[(str(row["settlement_id"]), band_of[str(row["grade"])]), str(row["school_id"])] += row["pupils"]
    return found


def _by_nearness(facts: Facts) -> Iterator[Attendance]:
    for home, school_id in _nearest_with_room(facts, list(_homes(facts)), _seats(facts)).items():
        yield Attendance(home=home, school_id=school_id, share=1.0)


def _nearest_with_room(facts: Facts, homes: Sequence[Home], left: dict[str, float]) -> dict[Home, str]:
    """Seat the homes, those with the shortest way first; who finds no room anywhere is in the nearest school of all.

    `left`: seats by school, of which those taken are taken away.
    """
    wanted = {home: sum(facts.pupils.get((home[0], facts.scenario.years[0], home[1]), {}).values())
              for home in homes}  # fmt: skip
    ways = sorted(way for way in _ways(facts) if way[-1] in wanted)
    attended: dict[Home, str] = {}
    for _way, _row, school_id, _band, home in ways:
        if home not in attended and wanted[home] <= left[school_id]:
            attended[home] = school_id
            left[school_id] -= wanted[home]
    for _way, _row, school_id, _band, home in ways:
        attended.setdefault(home, school_id)
    return attended


def _homes(facts: Facts) -> Iterator[Home]:
    yield from ((settlement_id, name) for settlement_id in facts.settlement_ids for name in facts.scenario.grade_bands)


def _ways(facts: Facts) -> Iterator[tuple[float, int, str, int, Home]]:
    """Yield each home's way to each school that it may attend: minutes, the settlement's place, school, band's place.

    So sorted, ways of equal length to several schools stand in the order of the schools' ids.
    """
    row_of: dict[str, int] = {}
    for settlement_id, _school_id in facts.minutes:
        row_of.setdefault(settlement_id, len(row_of))
    for (settlement_id, school_id), (walk, ride, _kilometres) in facts.minutes.items():
        for number, (name, band) in enumerate(facts.scenario.grade_bands.items()):
            minutes = _minutes(walk, ride, band)
            school = facts.schools[school_id]
            if minutes is not None and school.existing and offers(school, band):
                yield minutes, row_of[settlement_id], school_id, number, (settlement_id, name)


def _minutes(walk: float, ride: float, band: GradeBand) -> float | None:
    """Return the minutes of a way by the band's limits; None where it is too far."""
    if band.max_walk_minutes is not None and walk <= band.max_walk_minutes:
        return walk
    limits = [band.max_ride_minutes, band.max_board_minutes if band.boarding else None]
    return ride if any(limit is not None and ride <= limit for limit in limits) else None


def _seats(facts: Facts) -> dict[str, float]:
    """Return each school's rooms times the largest class of the scenario's stages, or its own limit where smaller."""
    sizes = facts.scenario.rules.class_size
    stages = {band.stage for band in facts.scenario.grade_bands.values()}
    largest = max((getattr(sizes, stage) or math.inf) if sizes else math.inf for stage in stages)
    return {
        school_id: min(school.classrooms * largest if school.classrooms else 0.0, school.pupils_max)
        for school_id, school in facts.schools.items()
    }
