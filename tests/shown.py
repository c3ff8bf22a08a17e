"""Plans to be shown: the paper plan with names, towns and labels, its empty relatives, and a crowded county."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

from planner.decide.results import Results, results_of
from planner.plan import Plan
from planner.problem.problem import Problem
from planner.reading.district import District, Provenance
from planner.reading.scenario import Scenario
from tests.composing import problem_of
from tests.districts import YEAR, Case, district_of, paper_case, scenario_of
from tests.paper_plan import paper_keys

HOSTILE = "=cmd|'/C calc'!A0"
MATHS = r"$\frac{a}{b}$_小学\sqrt"
STEERING = "送\x1b[31m庄\u202e小学\n"
RARE = "\U00030edd\U00030eddカ村"


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """A plan and what it was made from."""

    plan: Plan
    scenario: Scenario
    district: District
    problem: Problem | None = None
    """Where it has been built already."""

    @cached_property
    def results(self) -> Results:
        """What the plan comes to: what every writer takes."""
        case = Case(district=self.district, scenario=self.scenario)
        return results_of(self.plan, self.scenario, self.district, self.problem or problem_of(case), case.journeys)


def paper_shown(**changes: Any) -> Shown:  # noqa: ANN401 - keys of a plan have many types
    """Return the paper plan with Chinese names, hostile names, towns and synthetic positions; `changes` to its keys."""
    case = _named(paper_case())
    return Shown(
        plan=Plan.model_validate(paper_keys() | changes),
        scenario=case.scenario.model_copy(update={"title": "纸上区撤并方案"}),
        district=case.district,
    )


def without(shown: Shown, **columns: Any) -> Shown:  # noqa: ANN401 - fields of a district have many types
    """Return it with fields of its district replaced."""
    return replace(shown, district=replace(shown.district, **columns), problem=None)


def nothing_merged() -> Shown:
    """Return a plan that leaves everything as it is, in which every pupil has a seat."""
    keys = paper_keys()
    kept = [row | {"action": "keep", "open": True} for row in keys["schools"] if row["school_id"] != "N1"]
    return paper_shown(schools=kept, merges=[], shortfall=[])


def everything_short() -> Shown:
    """Return a plan in which no pupil has a seat."""
    keys = paper_keys()
    short = [
        {key: row[key] for key in ("settlement_id", "year", "grade_band", "pupils")} | {"reason": "no_room_in_reach"}
        for row in keys["assignments"]
    ]
    schools = [row | {"classes": {}, "pupils": {}, "boarders": 0} for row in keys["schools"]]
    return paper_shown(assignments=[], merges=[], shortfall=short, schools=schools)


def one_settlement() -> Shown:
    """Return a district of one settlement and one school in the same place, and no journeys at all."""
    school = {"school_id": "X", "lon": 112.4, "lat": 34.8, "classrooms": 1}
    district = district_of(pupils={("S", YEAR, "1"): 3}, schools=[school], travel={})
    row = {"school_id": "X", "year": YEAR, "action": "keep", "open": True, "classes": {}, "pupils": {},
           "classrooms_added": 0, "beds_added": 0, "boarders": 0}  # fmt: skip
    left = {"settlement_id": "S", "year": YEAR, "grade_band": "primary", "pupils": {"1": 3},
            "reason": "no_school_in_reach"}  # fmt: skip
    plan = Plan.model_validate(paper_keys() | {"schools": [row], "assignments": [], "merges": [], "shortfall": [left]})
    return Shown(plan=plan, scenario=scenario_of(), district=district)


def crowded(side: int = 9) -> Shown:
    """Return a county of side x side villages, each with a school: two in three merged, many expanded, some short."""
    places = [(row, column) for row in range(side) for column in range(side)]
    ids = [f"{row:02}{column:02}" for row, column in places]
    actions = [("merge", "merge", "expand", "merge", "keep", "merge", "build")[n % 7] for n in range(len(ids))]
    district = _grid(places, ids, actions)
    open_ids = [name for name, action in zip(ids, actions, strict=True) if action != "merge"]
    rows = [
        {"school_id": name, "year": YEAR, "action": action, "open": action != "merge", "classes": {"1": 1},
         "pupils": {"1": 20}, "classrooms_added": int(action == "expand"), "beds_added": 0, "boarders": 0}
        for name, action in zip(ids, actions, strict=True)
    ]  # fmt: skip
    merges = [
        {"school_id": name, "year": YEAR, "receivers": [{"school_id": open_ids[n % len(open_ids)], "pupils": 5 + n}]}
        for n, name in enumerate(name for name in ids if name not in open_ids)
    ]
    sent = [
        {"settlement_id": name, "year": YEAR, "grade_band": "primary", "school_id": open_ids[n % len(open_ids)],
         "mode": "walk", "minutes": float(n), "kilometres": 1.0, "pupils": {"1": 20}}
        for n, name in enumerate(ids)
    ]  # fmt: skip
    short = [
        {"settlement_id": name, "year": YEAR, "grade_band": "primary", "pupils": {"1": n + 1},
         "reason": "no_room_in_reach"}
        for n, name in enumerate(ids[::6])
    ]  # fmt: skip
    keys = paper_keys() | {"schools": rows, "assignments": sent, "merges": merges, "shortfall": short}
    return Shown(plan=Plan.model_validate(keys), scenario=scenario_of(title="拥挤县"), district=district)


def _grid(places: list[tuple[int, int]], ids: list[str], actions: list[str]) -> District:
    schools = [
        {"school_id": name, "name": f"村庄{name}{'教学点' if action == 'merge' else '中心小学'}", "classrooms": 1,
         "kind": "teaching_point" if action == "merge" else "primary",
         "state": "candidate" if action == "build" else "existing"}
        for name, action in zip(ids, actions, strict=True)
    ]  # fmt: skip
    district = district_of(pupils={(name, YEAR, "1"): 20 for name in ids}, schools=schools, travel={})
    spot = pd.DataFrame(places, columns=["row", "column"]).astype(float) * 0.02
    here = {"lon": 112.4 + spot["column"].to_numpy(), "lat": 34.8 + spot["row"].to_numpy()}
    towns = np.where(here["lon"] < 112.48, "西乡", "东镇")
    return replace(
        district,
        settlements=district.settlements.assign(**here, town=towns),
        schools=district.schools.assign(**here, town=towns),
    )


def _named(case: Case) -> Case:
    names = {"P0": "甲教学点", "P1": HOSTILE, "P2": MATHS, "J1": STEERING, "N1": "新建九年一贯制学校"}
    homes = {"A": "甲村", "B": RARE, "C": "丙村$", "D": "丁村", "E": "戊村"}
    district = case.district
    west = district.settlements["lon"] < 112.45
    towns = ["城关镇" if is_west else "送庄镇" for is_west in west]
    return replace(
        case,
        district=replace(
            district,
            settlements=district.settlements.assign(name=district.settlements["settlement_id"].map(homes), town=towns),
            schools=district.schools.assign(name=district.schools["school_id"].map(names), town="城关镇"),
            boundaries=gpd.GeoDataFrame(
                {"town": ["城关镇", "送庄镇"]},
                geometry=[box(112.38, 34.75, 112.45, 34.95), box(112.45, 34.75, 112.55, 34.95)],
                crs="EPSG:4326",
            ),
            provenance=Provenance(synthetic={"settlements": ("lon", "lat")}, sources={"pupils": "made for a test"}),
            sha256={"pupils.csv": "0" * 64},
        ),
    )
