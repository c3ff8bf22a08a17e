"""A district of towns from the public list: its ground and its people, and the tables that are made of them."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data.making.ground import Frame, Land, place_units, town_polygons
from data.making.ledger import Project, Target, project_table, target_table
from data.making.listed import Town, Unit, public_list, read_units
from data.making.people import enrol, settle_people
from data.making.roads import Network, build_roads
from data.making.schools import School
from data.making.sharing import Floats
from data.making.tables import Made, attends_table, settlement_table, write


@dataclass(frozen=True, kw_only=True, eq=False)
class LaidOut:
    """Villages on their ground, and who lives there."""

    units: Sequence[Unit]
    land: Land
    positions: Floats
    roads: Network
    people: Floats
    pupils: pd.DataFrame


def lay_out(
    listed: tuple[Path | None, set[str]],
    towns: Sequence[Town],
    frame: Frame,
    totals: Mapping[int, Mapping[str, int]],
    draws: Sequence[np.random.Generator],
) -> LaidOut:
    """Place the villages of some county codes of the public list, and their pupils.

    `listed`: the folder of the public list, and the codes; `totals`: pupils by year and grade; `draws`: of places,
    streets and births.
    """
    public_data, codes = listed
    places, streets, births = draws
    rows = [row for row in public_list(public_data) if row["county_code"] in codes]
    units = read_units(rows, {town.name: town for town in towns})
    land = Land(frame=frame, towns=towns)
    positions = place_units(units, land, places)
    roads = build_roads(units, positions, frame, 1.0, streets)
    people = settle_people(units, towns, 1.6, births)
    pupils = enrol(units, towns, people, totals, births)
    return LaidOut(units=units, land=land, positions=positions, roads=roads, people=people, pupils=pupils)


def made_of(
    laid: LaidOut,
    schools: Sequence[School],
    table: pd.DataFrame,
    attends: tuple[pd.DataFrame, int],
    ledger: tuple[str, Sequence[Project], Sequence[Target]],
) -> Made:
    """Put the tables together; `attends` with its year, `ledger` with the letters of its projects' ids."""
    prefix, projects, targets = ledger
    units, positions, frame = laid.units, laid.positions, laid.land.frame
    return Made(
        tables={
            "settlements.csv": settlement_table(units, positions, frame, schools, laid.people),
            "pupils.csv": laid.pupils,
            "schools.csv": table,
            "attends.csv": attends_table(units, table, *attends),
            "projects.csv": project_table(projects, prefix, table),
            "targets.csv": target_table(targets),
        },
        layers={
            "roads.gpkg": laid.roads.lines,
            "boundaries.gpkg": town_polygons(units, positions, laid.land, np.zeros((0, 2))),
        },
    )


def make_and_write(make: Callable[[], Made], folder: Path) -> None:
    """Make a district, write it, and say how many rows each table has."""
    made = make()
    write(made, folder)
    for name, table in {**made.tables, **made.layers}.items():
        print(f"{name}: {len(table)} rows", file=sys.stderr)
