"""Make the city luoyang-2025: 14 counties with real names and codes; 孟津区 is data/mengjin. All else is made up.

    python -m data.making.luoyang

run from the project's root. Reads the public list of villages below the folder of the setting PLANNER_SHARED (default
../shared) and writes a folder for each county into data/luoyang-2025, and the counties' scenarios into
scenarios/luoyang-2025. The same seed gives the same files.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from data.making.ground import Frame, Land, place_units, town_polygons
from data.making.ledger import project_table, target_table
from data.making.listed import public_list, read_units
from data.making.luoyang_figures import city_targets, county_targets
from data.making.luoyang_places import COUNTIES, County, read_spots, towns_of
from data.making.luoyang_projects import (
    BEDS,
    CLASS_SIZE,
    DORMITORIES,
    add_beds,
    add_projects,
    new_stage,
    project_list,
    rooms_of,
)
from data.making.luoyang_scenarios import write_scenarios
from data.making.luoyang_schools import PER_1000, Ground, found_schools, with_beds
from data.making.people import enrol, settle_people
from data.making.roads import build_roads
from data.making.rooms import grade_loads, size_schools
from data.making.schools import School, attend, beside_units, school_table
from data.making.sharing import Floats, share_out
from data.making.tables import Made, attends_table, settlement_table, write
from data.mengjin.enrolment import COHORTS

SEED = 20250511
DATA = Path(__file__).resolve().parents[1]
FOLDER, MENGJIN = DATA / "luoyang-2025", DATA / "mengjin"
FRAME = Frame(lon=112.2, lat=34.4)
YEARS, TODAY = (2025, 2026), 2025
KEEP_OUT_KM = 0.4
SPARE = 0.08
MOST_ROOMS = 36
BESIDE_MINUTES = 6.0
"""In a county's towns a built-up unit attends no school that is so much farther than its nearest."""
KEYS = tuple(county.key for county in COUNTIES)


@dataclass(frozen=True, kw_only=True, eq=False)
class Placed:
    """A county's units where they stand, and how many people each has."""

    ground: Ground
    land: Land


def place_city(public_data: Path | None = None, seed: int = SEED) -> dict[str, Placed]:
    """Set every county's units down, each beside its neighbours, 孟津区 left out."""
    rows, spots, outline = public_list(public_data), read_spots(), _mengjin_outline()
    towns = {county.key: towns_of(county, spots[county.key], _counts(county, rows)) for county in COUNTIES}
    placed = {}
    for number, county in enumerate(COUNTIES):
        places, births = (np.random.default_rng([seed, number, part]) for part in range(2))
        by_name = {town.name: town for town in towns[county.key]}
        units = read_units([row for row in rows if row["county_code"] in county.codes], by_name)
        strangers = tuple(town for key, others in towns.items() if key != county.key for town in others)
        land = Land(frame=FRAME, towns=towns[county.key], strangers=strangers, keep_out=outline)
        positions, people = place_units(units, land, places), settle_people(units, land.towns, 6.0, births)
        ground = Ground(county=county, units=units, towns=land.towns, positions=positions, people=people)
        placed[county.key] = Placed(ground=ground, land=land)
    return placed


def _counts(county: County, rows: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """Return how many units each town of the list has, by its name."""
    counts: dict[str, int] = {}
    for row in rows:
        if row["county_code"] in county.codes:
            counts[row["town"]] = counts.get(row["town"], 0) + 1
    return counts


def _mengjin_outline() -> BaseGeometry:
    """Return the ground of 孟津区 and a margin, in kilometres."""
    towns = gpd.read_file(MENGJIN / "boundaries.gpkg")
    whole = shapely.union_all(list(towns.geometry))
    return shapely.transform(whole, FRAME.to_km).buffer(KEEP_OUT_KM)


def totals_of(people: float) -> dict[int, dict[str, int]]:
    """Return a county's pupils by year and grade: as many as its people say in 2025, cohorts as in 孟津区."""
    base = {stage: sum(COHORTS[TODAY - place] for place in _PLACES[stage]) for stage in PER_1000}
    return {
        year: {
            str(place + 1): round(COHORTS[year - place] / base[stage] * PER_1000[stage] * people / 1000)
            for stage in PER_1000
            for place in _PLACES[stage]
        }
        for year in YEARS
    }


_PLACES = {"primary": range(6), "junior": range(6, 9)}
"""Years since a grade's pupils entered grade 1."""


def make_county(placed: Mapping[str, Placed], key: str, beds: int, seed: int = SEED) -> Made:
    """Make a county's tables. `beds`: how many beds its boarding schools may take more."""
    ground, land, number = placed[key].ground, placed[key].land, KEYS.index(key)
    streets, births, sites, habits = (np.random.default_rng([seed, number, part]) for part in range(2, 6))
    units, county = ground.units, ground.county
    roads = build_roads(units, ground.positions, FRAME, county.pace, streets)
    pupils = enrol(units, land.towns, ground.people, totals_of(county.people * 1000), births)
    schools = beside_units(found_schools(ground, sites), ground.positions, sites)
    attends = attend(
        units,
        pupils[pupils["year"] == TODAY],
        schools,
        roads.minutes,
        habits,
        beside=np.inf if county.ward else BESIDE_MINUTES,
    )
    schools = _equipped(schools, attends, ground, beds)
    schools = [*schools[:-1], *beside_units(schools[-1:], ground.positions, sites)]
    table = school_table(schools, county.letters, FRAME).drop(columns="run_by")
    around = np.vstack([each.ground.positions for other, each in placed.items() if other != key])
    return Made(
        tables={
            "settlements.csv": settlement_table(units, ground.positions, FRAME, schools),
            "pupils.csv": pupils,
            "schools.csv": table,
            "attends.csv": attends_table(units, table, attends, TODAY),
            "projects.csv": project_table(project_list(schools), county.letters, table),
            "targets.csv": target_table(
                [*county_targets(key, county.name, county.accepted_by, _seats(schools), beds), *city_targets()]
            ),
        },
        layers={"roads.gpkg": roads.lines, "boundaries.gpkg": town_polygons(units, ground.positions, land, around)},
    )


def _equipped(schools: list[School], attends: pd.DataFrame, ground: Ground, beds: int) -> list[School]:
    """Return the schools with rooms, beds and projects; the site of the new school is the last."""
    by_grade = grade_loads(schools, attends)
    loads: Floats = by_grade.sum(axis=1).to_numpy(float)
    sized = size_schools(schools, by_grade, CLASS_SIZE, spare=SPARE, most=MOST_ROOMS)
    sized = with_beds(sized, loads, ground)
    key = ground.county.key
    able = add_projects(sized, loads, rooms_of(KEYS)[key], new_stage(KEYS, key), ground)
    return add_beds(able, beds, country=key in DORMITORIES) if beds else able


def _seats(schools: Sequence[School]) -> dict[str, int]:
    """Return the seats that projects may add, by stage."""
    return {
        stage: sum(
            (each.classrooms if each.state == "candidate" else each.more_rooms) * CLASS_SIZE[stage]
            for each in schools
            if each.kind == stage
        )
        for stage in CLASS_SIZE
    }


def beds_of_counties(placed: Mapping[str, Placed]) -> dict[str, int]:
    """Share out the beds that the document's 10,000 leave beside 孟津区's, by people of counties with country towns."""
    own = pd.read_csv(MENGJIN / "schools.csv")
    new = own["beds"].where(own["state"] == "candidate", own["beds_max"] - own["beds"]).sum()
    people = np.array([0.0 if each.ground.county.ward else each.ground.county.people for each in placed.values()])
    return dict(zip(placed, share_out(BEDS - int(new), people).tolist(), strict=True))


def main() -> None:
    """Make and write every county and its scenario."""
    placed = place_city()
    beds = beds_of_counties(placed)
    provenance = (FOLDER / "provenance.yaml").read_text(encoding="utf-8")
    for key in KEYS:
        made = make_county(placed, key, beds[key])
        write(made, FOLDER / key)
        (FOLDER / key / "provenance.yaml").write_text(provenance, encoding="utf-8")
        print(f"{key}: {', '.join(f'{name} {len(table)}' for name, table in made.tables.items())}", file=sys.stderr)
    write_scenarios(DATA.parent / "scenarios" / "luoyang-2025")


if __name__ == "__main__":
    main()
