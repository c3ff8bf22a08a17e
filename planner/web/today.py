"""The district as it is today, as one document of plain values: schools and their load, villages and their ways."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from planner.decide.shortfall.network import today_network
from planner.decide.shortfall.school_seats import school_seats
from planner.errors import PlannerError
from planner.problem.actions import find_sites
from planner.problem.demand import pupils_by_grade
from planner.problem.few_pupils import schools_with_few_pupils
from planner.problem.modes import modes_in_band
from planner.problem.problem import Floats, Mode, Today
from planner.problem.today import find_today, pupils_today
from planner.problem.travel import Journeys, find_journeys
from planner.progress import told
from planner.reading.district import District
from planner.reading.loader import read_district
from planner.reading.names import with_school_codes
from planner.reading.plausible import plausible_notes
from planner.reading.scenario import Scenario
from planner.reading.scenario_file import read_scenario
from planner.show.maps.content import ground_content
from planner.show.page.ground import ground_of, whole_degrees
from planner.show.page.look import look_of
from planner.show.page.names import band_names
from planner.show.words.common import clean
from planner.show.words.problem_json import both, problem_document

Document = dict[str, Any]
_DRAWN = ("towns", "water", "roads")
"""Parts of the ground that the map of today draws."""
_DECISIONS = ("free", "keep", "close")
"""By the number of `Decision`."""


def main(words: list[str]) -> int:
    """Write the document of a scenario's district to standard output, or what is wrong with its data."""
    try:
        with told(quiet=True) as report:
            report("reading", None)
            document = {"ok": True} | today_document(Path(words[0]))
    except PlannerError as problem:
        json.dump(problem_document(problem), sys.stdout, ensure_ascii=False)
        return problem.exit_code
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False)
    return 0


def today_document(path: Path) -> Document:
    """Return the district of a scenario as it is, by the pupils of its first planning year. InputError.

    A school is named by its row, a village by its row, a grade band by its place; -1 is none. Minutes are one way.
    """
    source = read_scenario(path)
    district = read_district(source.district_folder, source.scenario)
    scenario = with_school_codes(source.scenario, district.schools)
    journeys = find_journeys(district, scenario)
    today = find_today(district, journeys, scenario)
    pupils = pupils_by_grade(district, scenario)[:, 0, :]
    ground = ground_of(ground_content(district), district)
    notes = (*district.notes, *plausible_notes(district), *journeys.notes, *today.notes)
    return {
        "year": scenario.years[0],
        "title": scenario.title or scenario.name,
        "bands": [{"id": band} | band_names(band, scenario) for band in scenario.grade_bands],
        "stages": [band.stage for band in scenario.grade_bands.values()],
        "schools": _schools(district, scenario, journeys, today, pupils),
        "settlements": _settlements(district, scenario, journeys, today, pupils),
        "ground": {name: ground[name] for name in _DRAWN},
        "look": look_of(),
        "synthetic": district.provenance.is_synthetic,
        **both("notes", notes),
    }


def _schools(
    district: District, scenario: Scenario, journeys: Journeys, today: Today, pupils: Floats
) -> list[Document]:
    """Return each school's place, size and decision, pupils today and seats; null where nothing bounds them."""
    few = schools_with_few_pupils(district, journeys, scenario, today)
    sites = find_sites(district, scenario, few)
    going = pupils_today(district, today, scenario).sum(axis=1)
    seats = _seats(district, scenario, pupils)
    never = (scenario.rules.merge.never if scenario.rules.merge else None) or {}
    lon, lat = whole_degrees(district.schools["lon"]), whole_degrees(district.schools["lat"])
    return [
        {
            "id": str(row["school_id"]),
            "name": clean(str(row["name"])),
            "town": clean(str(row["town"])),
            "kind": row["kind"],
            "grades": row["grades"],
            "lon": lon[place],
            "lat": lat[place],
            "candidate": not bool(sites.existing[place]),
            "mergeable": bool(sites.mergeable[place]),
            "decision": _DECISIONS[int(sites.decision[place])],
            "never": never.get(str(row["school_id"])),
            "rooms": int(row["classrooms"]),
            "rooms_max": int(row["classrooms_max"]),
            "beds": int(row["beds"]),
            "beds_max": int(row["beds_max"]),
            "pupils": round(float(going[place]), 1),
            "seats": seats.get(str(row["school_id"])),
        }
        for place, row in enumerate(district.schools.to_dict("records"))
    ]


def _seats(district: District, scenario: Scenario, pupils: Floats) -> dict[str, float]:
    """Return the seats of each existing school under the class cap, all its stages together."""
    stage_of = [scenario.stage_of(grade) for grade in scenario.grades]
    wanted = {stage: float(pupils[:, [s == stage for s in stage_of]].sum()) for stage in dict.fromkeys(stage_of)}
    rows = school_seats(district, scenario, today_network(district, scenario.years[0]), wanted)
    sums = rows.groupby("school_id")["seats"].sum()
    return {str(school): float(seats) for school, seats in sums.items() if np.isfinite(seats)}


def _settlements(
    district: District, scenario: Scenario, journeys: Journeys, today: Today, pupils: Floats
) -> list[Document]:
    """Return each village's place, and for each band its pupils, today's school, how they go and minutes one way."""
    lon, lat = whole_degrees(district.settlements["lon"]), whole_degrees(district.settlements["lat"])
    ways = [_ways(journeys, scenario, band) for band in scenario.grade_bands]
    columns = [[scenario.grades.index(grade) for grade in band.grades] for band in scenario.grade_bands.values()]
    found = []
    for place, row in enumerate(district.settlements.to_dict("records")):
        bands = []
        for number, way in enumerate(ways):
            school = int(today.home_school[place, number])
            mode, minutes, kilometres = way.get((place, school), (None, None, None))
            count = round(float(pupils[place, columns[number]].sum()), 1)
            bands.append([count, school, mode, minutes, kilometres])
        found.append(
            {
                "id": str(row["settlement_id"]),
                "name": clean(str(row["name"])),
                "town": clean(str(row["town"])),
                "lon": lon[place],
                "lat": lat[place],
                "bands": bands,
            }
        )
    return found


_Way = tuple[str | None, float | None, float | None]


def _ways(journeys: Journeys, scenario: Scenario, band: str) -> dict[tuple[int, int], _Way]:
    """Return how pupils of a band make each journey: mode, minutes and kilometres one way."""
    modes = modes_in_band(journeys, scenario.grade_bands[band])
    minutes = np.where(modes == Mode.WALK, journeys.walk_minutes, journeys.ride_minutes)
    return {
        (int(journeys.settlement[way]), int(journeys.school[way])): (
            Mode(int(modes[way])).name.lower(),
            _finite(minutes[way]),
            _finite(journeys.kilometres[way]),
        )
        for way in np.flatnonzero(modes >= 0)
    }


def _finite(value: float) -> float | None:
    return round(float(value), 2) if np.isfinite(value) else None
