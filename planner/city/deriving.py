"""A county's tables and scenario with pupils gone across the border, and guests come in: files like any other's.

Pupils who leave are taken off the county's own. Guests live in settlements of their own, one for each village and the
school that they attend, from which the travel table leads to that school alone. Prices and limits that would change
with the tables stay as they were: the price of a missing seat is written out, and pupils who leave count under
`rules.moves.most_pupils`.
"""

import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from ruamel.yaml import YAML

from planner.decide.city.county import County
from planner.decide.city.flows import Flow
from planner.outputs import plan_text
from planner.plan import AssignmentRow, Plan, ShortfallRow
from planner.problem.problem import Decision
from planner.problem.travel import find_journeys
from planner.reading.provenance import FILE as PROVENANCE
from planner.reading.provenance import ProvenanceFile, read_provenance
from planner.reading.scenario import Scenario
from planner.show.scenario_text import scenario_yaml

SCENARIO, BEGIN, CROSSING, INPUTS = "scenario.yaml", "begin.json", "crossing.json", "city.inputs"
"""A derived scenario; beside it a plan to begin with, and who may cross; the folder of all of them."""
_Home = tuple[str, int, str]
"""settlement_id, year, grade band."""


def derive(folder: Path, county: County, plan: Plan, flows: Sequence[Flow], new: Sequence[Flow]) -> Path:
    """Write a county under all flows, `new` among them, and its plan changed by these; return its scenario.

    OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    coming = [flow for flow in flows if flow.host == county.id]
    leaving = [flow for flow in flows if flow.home == county.id]
    _write_tables(folder, county, coming, leaving)
    _write_provenance(folder, county, has_guests=bool(coming))
    scenario = _scenario(county, plan, leaving)
    (folder / SCENARIO).write_text(scenario_yaml(scenario), encoding="utf-8")
    (folder / BEGIN).write_text(plan_text(_changed(plan, county, new)), encoding="utf-8")
    return folder / SCENARIO


def _write_tables(folder: Path, county: County, coming: Sequence[Flow], leaving: Sequence[Flow]) -> None:
    district = county.district
    frames = {
        "settlements": pd.concat([district.settlements, _guest_places(county, coming)], ignore_index=True),
        "pupils": _pupils(county, coming, leaving),
        "schools": district.schools,
    }
    if district.attends is not None:
        frames["attends"] = pd.concat([district.attends, _guests_today(county, coming)], ignore_index=True)
    if coming:
        frames["travel"] = pd.concat([_travel(county), _guest_ways(coming)], ignore_index=True)
    elif district.travel is not None:
        frames["travel"] = district.travel
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8")
    for path in (district.roads, district.water):
        if path is not None:
            shutil.copyfile(path, folder / path.name)
    if district.boundaries is not None:
        district.boundaries.to_file(folder / "boundaries.gpkg", driver="GPKG")


def _guest_places(county: County, coming: Sequence[Flow]) -> pd.DataFrame:
    """Return a settlement for each village and school: where the school is, for where it lies shall decide nothing."""
    places = county.district.schools.set_index("school_id")[["town", "lon", "lat"]].to_dict("index")
    rows = {
        flow.guest_id: {
            "settlement_id": flow.guest_id,
            "name": f"{flow.home} {flow.settlement_id}",
            **places[flow.school_id],
        }
        for flow in coming
    }
    return pd.DataFrame(list(rows.values()), columns=county.district.settlements.columns)


def _pupils(county: County, coming: Sequence[Flow], leaving: Sequence[Flow]) -> pd.DataFrame:
    gone: defaultdict[tuple[str, int, str], int] = defaultdict(int)
    for flow in leaving:
        for grade, count in flow.pupils.items():
            gone[flow.settlement_id, flow.year, grade] += count
    rows = county.district.pupils
    keys = zip(rows["settlement_id"], rows["year"].tolist(), rows["grade"], strict=True)
    left = rows.assign(pupils=rows["pupils"].to_numpy() - [gone.get(key, 0) for key in keys])
    guests: defaultdict[tuple[str, int, str], int] = defaultdict(int)
    for flow in coming:
        for grade, count in flow.pupils.items():
            guests[flow.guest_id, flow.year, grade] += count
    added = [(*key, count) for key, count in guests.items()]
    columns = ["settlement_id", "year", "grade", "pupils"]
    return pd.concat([left, pd.DataFrame(added, columns=columns)], ignore_index=True)


def _guests_today(county: County, coming: Sequence[Flow]) -> pd.DataFrame:
    """Say of guests that they attend their school: what they cost for changing is counted at home."""
    assert county.district.attends is not None  # noqa: S101 - asked only then
    rows = {
        (flow.guest_id, flow.grade_band): {
            "settlement_id": flow.guest_id,
            "grade": county.scenario.grade_bands[flow.grade_band].grades[0],
            "school_id": flow.school_id,
            "pupils": 1,
        }
        for flow in coming
    }
    return pd.DataFrame(list(rows.values()), columns=county.district.attends.columns)


def _travel(county: County) -> pd.DataFrame:
    """Return the county's own journeys, from whatever they are made, as a travel table."""
    journeys, district = find_journeys(county.district, county.scenario), county.district
    return pd.DataFrame(
        {
            "settlement_id": district.settlements["settlement_id"].to_numpy()[journeys.settlement],
            "school_id": district.schools["school_id"].to_numpy()[journeys.school],
            "walk_minutes": journeys.walk_minutes,
            "ride_minutes": journeys.ride_minutes,
            "kilometres": journeys.kilometres,
        }
    )


def _guest_ways(coming: Sequence[Flow]) -> pd.DataFrame:
    """Return the one way of each guest's settlement; where some bands walk and others ride, both."""
    ways: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for flow in coming:
        way = ways[flow.guest_id, flow.school_id]
        way["kilometres"] = flow.kilometres
        way[f"{flow.mode}_minutes"] = flow.minutes
    columns = ["settlement_id", "school_id", "walk_minutes", "ride_minutes", "kilometres"]
    rows = [{"settlement_id": guest, "school_id": school, **way} for (guest, school), way in ways.items()]
    return pd.DataFrame(rows, columns=columns)


def _write_provenance(folder: Path, county: County, *, has_guests: bool) -> None:
    """Say where the tables come from: the county's own words, for places in WGS84 now."""
    path = county.district.folder / PROVENANCE
    declared = read_provenance(path) if path.is_file() else ProvenanceFile()
    document = declared.model_dump(mode="json", exclude_unset=True)
    tables = document.setdefault("tables", {})
    for name in ("settlements", "schools", "boundaries"):
        tables.setdefault(name, {}).pop("central_meridian", None)
        tables[name]["coordinates"] = "WGS84"
    if has_guests:
        tables["travel"] = {"source": "planner city: the county's own journeys, and guests' straight lines"}
    with (folder / PROVENANCE).open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(document, file)


def _scenario(county: County, plan: Plan, leaving: Sequence[Flow]) -> Scenario:
    scenario = county.scenario
    prices = scenario.prices.model_copy(update={"shortfall_yuan_per_pupil": plan.shortfall_yuan_per_pupil})
    rules, moves = scenario.rules, scenario.rules.moves
    if moves is not None and moves.most_pupils is not None:
        left = max(moves.most_pupils - _most_moved(county, leaving), 0)
        rules = rules.model_copy(update={"moves": moves.model_copy(update={"most_pupils": left})})
    # guests live at their school: where something may be built is settled before they come
    barred = county.sites.barred & (county.sites.decision == Decision.CLOSE)
    close = (*scenario.decisions.close, *county.district.schools["school_id"][barred])
    decisions = scenario.decisions.model_copy(update={"close": tuple(dict.fromkeys(close))})
    rules = rules.model_copy(update={"siting": None})
    return scenario.model_copy(update={"district": ".", "prices": prices, "rules": rules, "decisions": decisions})


def _most_moved(county: County, leaving: Sequence[Flow]) -> int:
    """Return how many of those who leave change school, in the year with most of them."""
    by_year = dict.fromkeys(county.scenario.placed_years, 0)
    for flow in leaving:
        by_year[flow.year] += flow.heads
    return max(by_year.values())


def _changed(plan: Plan, county: County, new: Sequence[Flow]) -> Plan:
    """Return the plan without the blocks that leave, and with those that come."""
    gone: defaultdict[_Home, list[dict[str, int]]] = defaultdict(list)
    for flow in new:
        if flow.home == county.id:
            gone[flow.settlement_id, flow.year, flow.grade_band].append(flow.pupils)
    stay = [row for row in plan.assignments if not _is_one_of(gone, row)]
    short = [row for row in plan.shortfall if not _is_one_of(gone, row)]
    come = [
        AssignmentRow(
            settlement_id=flow.guest_id, year=flow.year, grade_band=flow.grade_band, school_id=flow.school_id,
            mode=flow.mode, minutes=flow.minutes, kilometres=flow.kilometres, pupils=dict(flow.pupils),
        )
        for flow in new
        if flow.host == county.id
    ]  # fmt: skip
    return plan.model_copy(update={"assignments": (*stay, *come), "shortfall": tuple(short)})


def _is_one_of(gone: dict[_Home, list[dict[str, int]]], row: AssignmentRow | ShortfallRow) -> bool:
    """Whether a row is one of the blocks that leave, each of which takes one row."""
    there = gone.get((row.settlement_id, row.year, row.grade_band), [])
    whole = {grade: round(count) for grade, count in row.pupils.items() if round(count)}
    if whole not in there:
        return False
    there.remove(whole)
    return True
