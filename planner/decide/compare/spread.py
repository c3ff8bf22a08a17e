"""How far schools lie apart: the difference coefficient (差异系数) of what the tables say of them."""

from dataclasses import dataclass

import pandas as pd

from planner.decide.evenness import JUNIOR_WEIGHT, POINT_PUPILS_LEFT_OUT, CompulsoryStage, difference_coefficient
from planner.decide.results import Results
from planner.decide.taught import taught_at


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How far schools of a stage lie apart in one year; None where there are no such schools, or classes are off."""

    stage: CompulsoryStage
    schools: int
    """Schools counted."""
    left_out: int
    """Teaching points left out because they are small."""
    pupils_per_class: float | None
    """Coefficient of pupils per class."""
    rooms_per_hundred_pupils: float | None
    """Coefficient of ordinary classrooms, added ones included, per hundred pupils."""


def spread_of(results: Results, year: int) -> tuple[Spread, ...]:
    """Measure the primary and the junior stage, those the scenario places, over open schools with pupils.

    A nine-year school counts in both stages with the pupils, classes and share of rooms of each.
    """
    stages: tuple[CompulsoryStage, ...] = ("primary", "junior")
    rows = _rows(results, year)
    placed = {band.stage for band in results.scenario.grade_bands.values()}
    return tuple(_spread(stage, rows) for stage in stages if stage in placed)


def _rows(results: Results, year: int) -> pd.DataFrame:
    """One row an open school with pupils: kind, rooms, and pupils and classes of each stage."""
    scenario = results.scenario
    known = results.district.schools.set_index("school_id")[["kind", "classrooms"]].to_dict("index")
    found = []
    for row in results.by_year[year].rows.schools.values():
        if not row.open or not sum(row.pupils.values()):
            continue
        here: dict[str, object] = {
            "kind": known[row.school_id]["kind"],
            "rooms": float(known[row.school_id]["classrooms"]) + row.classrooms_added,
        }
        for stage in ("primary", "junior"):
            grades = [grade for grade in row.pupils if scenario.stage_of(grade) == stage]
            here[f"{stage}_pupils"] = float(sum(row.pupils[grade] for grade in grades))
            here[f"{stage}_classes"] = float(
                sum(taught.classes for taught in taught_at(row, scenario) if taught.stage == stage)
            )
        found.append(here)
    numbers = ["rooms", "primary_pupils", "primary_classes", "junior_pupils", "junior_classes"]
    return pd.DataFrame(found, columns=["kind", *numbers]).astype(dict.fromkeys(numbers, float))


def _spread(stage: CompulsoryStage, rows: pd.DataFrame) -> Spread:
    total = rows["primary_pupils"] + rows["junior_pupils"]
    of_stage = rows[f"{stage}_pupils"] > 0
    small = of_stage & (rows["kind"] == "teaching_point") & (total < POINT_PUPILS_LEFT_OUT)
    here = rows[of_stage & ~small]
    pupils, classes = here[f"{stage}_pupils"].to_numpy(float), here[f"{stage}_classes"].to_numpy(float)
    weight = JUNIOR_WEIGHT if stage == "junior" else 1.0
    weighted = here["primary_pupils"].to_numpy(float) + JUNIOR_WEIGHT * here["junior_pupils"].to_numpy(float)
    rooms = here["rooms"].to_numpy(float) * weight / weighted * 100
    with_classes = bool(len(classes)) and bool((classes > 0).all())
    return Spread(
        stage=stage,
        schools=len(here),
        left_out=int(small.sum()),
        pupils_per_class=difference_coefficient(pupils / classes, pupils) if with_classes else None,
        rooms_per_hundred_pupils=difference_coefficient(rooms, pupils),
    )
