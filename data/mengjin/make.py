"""Make the Mengjin district: real names, codes, projects and seats; made-up positions, roads, enrolments and rooms.

    python -m data.mengjin.make

run from the project's root. Reads the public list of villages below the folder of the setting PLANNER_SHARED (default
../shared) and writes the tables beside this script. The same seed gives the same tables.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from data.making.tables import Made, write
from data.mengjin.enrolment import bear, enrol, settle_people
from data.mengjin.network import School, found_schools
from data.mengjin.places import Village, read_villages, to_degrees
from data.mengjin.positions import place_villages, river, town_polygons
from data.mengjin.projects import project_table
from data.mengjin.resources import resources_of
from data.mengjin.roads import build_roads, road_graph
from data.mengjin.seats import TODAY, attend, road_minutes, size_schools
from data.mengjin.targets import stated_figures

SEED = 20230908
HERE = Path(__file__).resolve().parent


def make(villages: list[Village], seed: int = SEED) -> Made:
    """Make every table. Each part draws from its own stream, so that a change to one leaves the others alone."""
    places, streets, births, sites, habits, cradles, staff = (np.random.default_rng([seed, part]) for part in range(7))
    positions = place_villages(villages, places)
    roads = build_roads(villages, positions, streets)
    people = settle_people(villages, births)
    pupils = enrol(villages, people, births)
    schools = found_schools(villages, positions, people, sites)
    points = to_degrees(positions)
    minutes = road_minutes(road_graph(roads), [(float(lon), float(lat)) for lon, lat in points])
    attends = attend(villages, pupils, schools, minutes, habits)
    school_rows = resources_of(_school_table(size_schools(schools, attends)), attends, staff)
    ids = dict(zip(school_rows["name"], school_rows["school_id"], strict=True))
    settlements = pd.DataFrame(
        {
            "settlement_id": [village.code for village in villages],
            "name": [village.name for village in villages],
            "town": [village.town for village in villages],
            "lon": points[:, 0],
            "lat": points[:, 1],
            "place": _places(villages, schools),
        }
    )
    goes = pd.DataFrame(
        {
            "settlement_id": settlements["settlement_id"].to_numpy()[attends["row"]],
            "grade": attends["grade"],
            "school_id": school_rows["school_id"].to_numpy()[attends["school"]],
            "pupils": attends["pupils"],
            "year": TODAY,
        }
    )
    towns = town_polygons(villages, positions)
    return Made(
        tables={
            "settlements.csv": settlements,
            "pupils.csv": pupils,
            "schools.csv": school_rows,
            "attends.csv": goes,
            "projects.csv": project_table(ids),
            "targets.csv": stated_figures(),
            "births.csv": bear(villages, pupils, cradles),
        },
        layers={"roads.gpkg": roads, "boundaries.gpkg": towns, "water.gpkg": river(towns)},
    )


GIVEN_UP = {"城关初中": "原孟津二高"}
"""Who leaves a site that a school takes over, as the document states; it states no year."""


def _school_table(schools: list[School]) -> pd.DataFrame:
    """Return the schools table; the ids are our own: a letter for the kind, and a number."""
    letters = {"primary": "P", "junior": "J", "teaching_point": "T"}
    counts = dict.fromkeys(letters, 0)
    rows = []
    for school in schools:
        counts[school.kind] += 1
        lon, lat = to_degrees(np.array([school.km]))[0]
        rows.append(
            {
                "school_id": f"MJ-{letters[school.kind]}-{counts[school.kind]:03d}",
                "name": school.name,
                "town": school.town,
                "lon": lon,
                "lat": lat,
                "kind": school.kind,
                "grades": school.grades,
                "state": school.state,
                "decision": "",
                "classrooms": school.classrooms,
                "classrooms_max": school.classrooms_max,
                "beds": school.beds,
                "beds_max": school.beds_max,
                "build_yuan": school.build_yuan,
                "given_up_by": GIVEN_UP.get(school.name, ""),
            }
        )
    return pd.DataFrame(rows).astype({"build_yuan": "Int64"})


def _places(villages: list[Village], schools: list[School]) -> list[str]:
    """Return of what kind each settlement is: the seat of its town, a village with a primary, another."""
    central = {school.row for school in schools if school.kind == "primary" and school.state == "existing"}
    return [
        "town_seat" if village.urban else "central_village" if row in central else "village"
        for row, village in enumerate(villages)
    ]


def main() -> None:
    """Make and write the district."""
    made = make(read_villages())
    write(made, HERE)
    for name, table in {**made.tables, **made.layers}.items():
        print(f"{name}: {len(table)} rows", file=sys.stderr)


if __name__ == "__main__":
    main()
