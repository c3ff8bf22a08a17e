"""Plans to be shown that the main path makes from files; those of `shown` are made by hand."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from ruamel.yaml import YAML

from planner.inputs import read_inputs
from planner.reading.district import Provenance
from planner.reading.scenario import Solver
from planner.run import make_plan
from tests.districts import YEAR, Case, district_of, scenario_of, write_case
from tests.shown import Shown

QUICK = Solver(engine="milp", gap=0.0, time_limit_seconds=2.0, threads=1)
TOWN = "made-up town"


def planned(folder: Path, case: Case, *, attends: pd.DataFrame | None = None) -> Shown:
    """Write a case to files, read it and solve it, as a run does."""
    scenario = write_case(folder, case)
    if attends is not None:
        attends.to_csv(folder / "attends.csv", index=False)
    if case.district.boundaries is not None:
        case.district.boundaries.to_file(folder / "boundaries.gpkg")
    if case.district.provenance.synthetic:
        tables = {table: {"synthetic": list(names)} for table, names in case.district.provenance.synthetic.items()}
        with (folder / "provenance.yaml").open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump({"tables": tables}, file)
    inputs = read_inputs(scenario)
    plan = make_plan(inputs, folder, QUICK, lambda _doing, _progress: None)
    return Shown(plan=plan, scenario=inputs.scenario, district=inputs.district, problem=inputs.problem)


def village_case(*, merge: bool = True) -> Case:
    """Return two villages, a teaching point that costs more than it is worth, and a full school that may grow.

    The point's 6 pupils walk 12 minutes to the school, whose one room is full; it may have four.
    """
    district = district_of(
        pupils={("A", YEAR, "1"): 20, ("B", YEAR, "1"): 6},
        schools=[
            {"school_id": "P", "name": "中心小学", "classrooms": 1, "classrooms_max": 4, "lon": 112.40, "lat": 34.80},
            {"school_id": "T", "name": "寨子教学点", "kind": "teaching_point", "grades": "1-3", "classrooms": 1,
             "fixed_yuan_per_year": 900_000, "lon": 112.45, "lat": 34.82},
        ],
        travel={("A", "P"): (5, None, None), ("B", "T"): (2, None, None), ("B", "P"): (12, None, None)},
    )  # fmt: skip
    rules: dict[str, object] = {"class_size": {"primary": 20}}
    if merge:
        rules["merge"] = {"kinds": ["teaching_point"]}
    return Case(district=district, scenario=scenario_of(title="两村方案", rules=rules))


def bounded(case: Case, *towns: str) -> Case:
    """Return the case with town polygons: a square around everything, cut into strips from west to east."""
    west, east = 112.3, 112.6
    step = (east - west) / len(towns)
    strips = [shapely.box(west + n * step, 34.7, west + (n + 1) * step, 35.0) for n in range(len(towns))]
    frame = gpd.GeoDataFrame({"town": list(towns)}, geometry=strips, crs="EPSG:4326")
    return replace(case, district=replace(case.district, boundaries=frame))


def synthetic(case: Case) -> Case:
    """Return the case with its pupils declared made up."""
    return replace(case, district=replace(case.district, provenance=Provenance(synthetic={"pupils": ("pupils",)})))


def renamed(shown: Shown, names: Mapping[str, str], *, title: str | None = None) -> Shown:
    """Give schools and settlements other names, by id, and the scenario another title."""
    district = shown.district

    def with_names(frame: pd.DataFrame, key: str) -> pd.DataFrame:
        return frame.assign(name=[names.get(i, n) for i, n in zip(frame[key], frame["name"], strict=True)])

    return Shown(
        plan=shown.plan,
        scenario=shown.scenario if title is None else shown.scenario.model_copy(update={"title": title}),
        district=replace(
            district,
            schools=with_names(district.schools, "school_id"),
            settlements=with_names(district.settlements, "settlement_id"),
        ),
    )
