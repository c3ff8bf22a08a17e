"""A plan as tables with places: what the GeoPackage holds as layers and the Python interface gives as frames."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.decide.ledger.rebuilt import rebuilt_sites
from planner.decide.results import Results, YearResults
from planner.plan import SchoolRow
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.maps.areas import attendance_areas
from planner.show.maps.content import WGS84
from planner.show.words.common import KINDS, MODES, action_word, band_name, clean


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanFrames:
    """One planning year of a plan as GeoDataFrames in EPSG:4326 (longitude, latitude in degrees).

    Numbers of pupils are fractions where the scenario lets settlements be split; minutes are one way. `synthetic` says
    whether anything in the district's tables is made up.
    """

    schools: gpd.GeoDataFrame
    """A point for each school and site. Columns school_id, name, town, year, kind, kind_zh, grades, action, action_zh,
    open, pupils, boarders, classes, classrooms (in use: none where it is not open), classrooms_added, beds_added
    (running totals), merged_into (names), continues_as (name of the school that a closed one's site goes on as),
    synthetic."""
    settlements: gpd.GeoDataFrame
    """A point for each settlement. Columns settlement_id, name, town, year, pupils, pupils_placed, pupils_short,
    minutes_mean, minutes_max (NaN: nobody is placed), walk, ride, board (pupils by mode), schools_zh, synthetic."""
    flows: gpd.GeoDataFrame
    """A line from each merged school to each school that takes its pupils. Columns from_school_id, from_name,
    to_school_id, to_name, year, pupils, synthetic."""
    attendance_areas: gpd.GeoDataFrame
    """An area for each grade band and school: the ground of the settlements most of whose pupils go there. Columns
    grade_band, grade_band_zh, school_id, school_name, year, settlements (how many), pupils (of the band at the school),
    colour (a number: neighbours differ), synthetic."""


def plan_frames(results: Results, year: int | None = None) -> PlanFrames:
    """Return a planning year of a plan, the last where none is named, as GeoDataFrames.

    KeyError where the plan does not speak of the year.
    """
    shown = results.last if year is None else results.by_year[year]
    return PlanFrames(
        schools=_schools(shown, results.district),
        settlements=_settlements(shown, results.scenario, results.district),
        flows=_flows(shown, results.district),
        attendance_areas=attendance_areas(results, shown.rows.year),
    )


def _schools(shown: YearResults, district: District) -> gpd.GeoDataFrame:
    rows, year = shown.rows.schools, shown.rows.year
    known = district.schools[district.schools["school_id"].isin(rows)]
    found = [rows[school_id] for school_id in known["school_id"]]
    into = _into(shown, district)
    names = dict(zip(district.schools["school_id"], district.schools["name"], strict=True))
    again = rebuilt_sites(district)
    other = {school_id: clean(names[one]) for school_id, one in shown.rows.continues.items()}
    frame = pd.DataFrame(
        {
            "school_id": known["school_id"].to_numpy(),
            "name": [clean(name) for name in known["name"]],
            "town": [clean(town) for town in known["town"]],
            "year": year,
            "kind": known["kind"].to_numpy(),
            "kind_zh": known["kind"].map(dict(KINDS)).to_numpy(),
            "grades": known["grades"].to_numpy(),
            "action": [row.action for row in found],
            "action_zh": [action_word(row.action, row.school_id, again) for row in found],
            "open": [row.open for row in found],
            "pupils": [float(sum(row.pupils.values())) for row in found],
            "boarders": [float(row.boarders) for row in found],
            "classes": [sum(row.classes.values()) for row in found],
            "classrooms": [_rooms(row, now) for row, now in zip(found, known["classrooms"], strict=True)],
            "classrooms_added": [row.classrooms_added for row in found],
            "beds_added": [row.beds_added for row in found],
            "merged_into": [into.get(school_id, "") for school_id in known["school_id"]],
            "continues_as": [other.get(school_id, "") for school_id in known["school_id"]],
            "synthetic": district.provenance.is_synthetic,
        }
    )
    texts = ("school_id", "name", "town", "kind", "kind_zh", "grades", "merged_into", "continues_as")
    return _points(_as_text(frame, texts), known)


def _rooms(row: SchoolRow, now: int) -> int:
    """Rooms in use or to be used: none where the school is not open."""
    return int(now) + row.classrooms_added if row.open else 0


def _into(shown: YearResults, district: District) -> dict[str, str]:
    names: dict[str, str] = dict(zip(district.schools["school_id"], district.schools["name"], strict=True))
    return {
        merged: "、".join(clean(names[receiver.school_id]) for receiver in moves)
        for merged, moves in shown.rows.receivers.items()
    }


def _settlements(shown: YearResults, scenario: Scenario, district: District) -> gpd.GeoDataFrame:
    placed = shown.rows.placed
    by_mode = placed.groupby(["settlement_id", "mode"])["pupils"].sum()
    destinations = _destinations(placed, scenario, district)
    ids = district.settlements["settlement_id"]
    figures = shown.settlements
    seated, lacking = (ids.map(figures[name]).fillna(0.0).to_numpy(float) for name in ("pupils", "short"))
    frame = pd.DataFrame(
        {
            "settlement_id": ids.to_numpy(),
            "name": [clean(name) for name in district.settlements["name"]],
            "town": [clean(town) for town in district.settlements["town"]],
            "year": shown.rows.year,
            "pupils": seated + lacking,
            "pupils_placed": seated,
            "pupils_short": lacking,
            "minutes_mean": ids.map(figures["minutes"]).to_numpy(float),
            "minutes_max": ids.map(placed.groupby("settlement_id")["minutes"].max()).to_numpy(float),
            "walk": [float(by_mode.get((each, "walk"), 0.0)) for each in ids],
            "ride": [float(by_mode.get((each, "ride"), 0.0)) for each in ids],
            "board": [float(by_mode.get((each, "board"), 0.0)) for each in ids],
            "schools_zh": [destinations.get(each, "") for each in ids],
            "synthetic": district.provenance.is_synthetic,
        }
    )
    return _points(_as_text(frame, ("settlement_id", "name", "town", "schools_zh")), district.settlements)


def _destinations(placed: pd.DataFrame, scenario: Scenario, district: District) -> dict[str, str]:
    """Return, for each settlement, which band goes where and how, in words."""
    names = dict(zip(district.schools["school_id"], district.schools["name"], strict=True))
    words = {str(mode): word for mode, word in MODES.items()}
    said: dict[str, list[str]] = {}
    columns = ["settlement_id", "grade_band", "school_id", "mode"]
    for home, band, school_id, mode in placed[columns].astype(str).to_numpy():
        text = f"{band_name(band, scenario)}→{clean(names[school_id])}（{words[mode]}）"
        said.setdefault(home, []).append(text)
    return {settlement: "；".join(dict.fromkeys(texts)) for settlement, texts in said.items()}


def _flows(shown: YearResults, district: District) -> gpd.GeoDataFrame:
    """One line a merged school and a school that takes its pupils."""
    schools = district.schools
    names = {str(key): clean(str(name)) for key, name in zip(schools["school_id"], schools["name"], strict=True)}
    place = dict(zip(names, schools[["lon", "lat"]].to_numpy(float).tolist(), strict=True))
    moves = [(merged, r.school_id, float(r.pupils)) for merged, rs in shown.rows.receivers.items() for r in rs]
    frame = pd.DataFrame(
        {
            "from_school_id": [merged for merged, _, _ in moves],
            "from_name": [names[merged] for merged, _, _ in moves],
            "to_school_id": [to for _, to, _ in moves],
            "to_name": [names[to] for _, to, _ in moves],
            "year": pd.Series([shown.rows.year] * len(moves), dtype=np.int64),
            "pupils": pd.Series([pupils for _, _, pupils in moves], dtype=float),
            "synthetic": pd.Series([district.provenance.is_synthetic] * len(moves), dtype=bool),
        }
    )
    lines = [shapely.LineString([place[merged], place[to]]) for merged, to, _ in moves]
    texts = ("from_school_id", "from_name", "to_school_id", "to_name")
    return gpd.GeoDataFrame(_as_text(frame, texts), geometry=gpd.GeoSeries(lines, crs=WGS84), crs=WGS84)


def _points(frame: pd.DataFrame, places: pd.DataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs=WGS84)


def _as_text(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Say that columns are text, which rows that are not there cannot."""
    return frame.astype(dict.fromkeys(columns, "string"))
