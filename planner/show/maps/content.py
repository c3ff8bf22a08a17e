"""What a map of a plan shows, in metres: places, flows and background; nothing is drawn here."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from planner.decide.hearing import MOVED, HearingMeasures
from planner.decide.measures import YearMeasures
from planner.decide.results import Results, YearResults
from planner.errors import InputError
from planner.problem.today import attends_year, homes_today
from planner.reading.district import District
from planner.reading.roads import read_road_file
from planner.reading.scenario import Scenario
from planner.reading.water import read_water as read_water_file
from planner.show.words.common import clean

WGS84 = "EPSG:4326"
FLOW_COLUMNS = ("from_x", "from_y", "to_x", "to_y", "pupils")
"""The numbers of a flow: where it starts and ends, in metres, and its pupils."""
_MAIN_ROADS = ("motorway", "trunk", "primary", "secondary")


@dataclass(frozen=True, kw_only=True, eq=False)
class MapContent:
    """One planning year of a plan, ready to be drawn. Coordinates are metres in `crs`.

    settlements  settlement_id, name, town, x, y, the columns of `places.settlement_figures` and `hearing.MOVED`, and
                 pupils_today (see `present_year`)
    schools      school_id, name, town, kind, action, x, y, pupils, classrooms_added, beds_added, receives (pupils taken
                 in), continues_as (name of the school its site continues as, empty where it does not), and the columns
                 of `places.school_figures`
    flows        school_id, receiver_id, from_x, from_y, to_x, to_y, pupils: one row a merged school and a school that
                 takes its pupils
    trips        settlement_id, grade_band, school_id, mode, minutes, kilometres, pupils: one row an assignment
    balance      one row a town: columns of `places.town_balance`
    """

    title: str
    crs: str
    years: tuple[int, ...]
    """The planning years; the one shown may be an outlook year after them."""
    measures: YearMeasures
    hearing: HearingMeasures
    settlements: pd.DataFrame
    schools: pd.DataFrame
    flows: pd.DataFrame
    trips: pd.DataFrame
    balance: pd.DataFrame
    towns: gpd.GeoDataFrame | None
    roads: gpd.GeoDataFrame | None
    water: gpd.GeoDataFrame | None
    issued: tuple[str, ...] = ()
    """The title block, line by line."""
    attended: bool = False
    """Whether a table tells who attends today; else today's pupils are those of the first planning year."""
    present_year: int | None = None
    """The year that today's pupils are of, at home and at school; None where their table does not say."""


def map_content(results: Results, *, year: int | None = None) -> MapContent:
    """Gather a year of the plan, the last one unless named."""
    scenario, district = results.scenario, results.district
    shown = results.last if year is None else results.by_year[year]
    crs = local_crs(district)
    schools = _schools(shown, district, crs).join(shown.schools, on="school_id")
    roads, water = read_main_roads(district, crs), read_water(district, crs)
    return MapContent(
        title=scenario.title or scenario.name,
        crs=crs,
        years=results.planning_years,
        measures=shown.measures,
        hearing=shown.hearing,
        settlements=_settlements(shown, district, crs).assign(
            pupils_today=district.settlements["settlement_id"].map(homes_today(district, scenario)).fillna(0.0)
        ),
        schools=schools,
        flows=_flows(shown, schools),
        trips=shown.rows.placed,
        balance=shown.balance,
        towns=None if district.boundaries is None else district.boundaries.to_crs(crs),
        roads=roads,
        water=water,
        issued=issued_lines(scenario),
        attended=district.attends is not None,
        present_year=scenario.years[0] if district.attends is None else attends_year(district),
    )


def issued_lines(scenario: Scenario) -> tuple[str, ...]:
    """Return the lines of the title block that the scenario fills."""
    block = scenario.title_block
    if block is None:
        return ()
    told = (("编制", block.issued_by), ("日期", block.issued_on), ("版本", block.version))
    return tuple(f"{word}：{clean(said)}" for word, said in told if said)


@dataclass(frozen=True, kw_only=True, eq=False)
class GroundContent:
    """What lies under any map of a district, whatever is planned in it. Coordinates are metres in `crs`.

    settlements, schools: as in their tables, and x, y
    """

    crs: str
    settlements: pd.DataFrame
    schools: pd.DataFrame
    towns: gpd.GeoDataFrame | None
    roads: gpd.GeoDataFrame | None
    water: gpd.GeoDataFrame | None


def ground_content(district: District) -> GroundContent:
    """Gather what lies under any map of a district."""
    crs = local_crs(district)
    return GroundContent(
        crs=crs,
        settlements=_with_metres(district.settlements, crs),
        schools=_with_metres(district.schools, crs),
        towns=None if district.boundaries is None else district.boundaries.to_crs(crs),
        roads=read_main_roads(district, crs),
        water=read_water(district, crs),
    )


def local_crs(district: District) -> str:
    """Return a transverse Mercator system in metres through the middle of the district, whatever zones it straddles."""
    places = pd.concat([district.settlements[["lon", "lat"]], district.schools[["lon", "lat"]]])
    lon = (places["lon"].min() + places["lon"].max()) / 2 if len(places) else 0.0
    lat = (places["lat"].min() + places["lat"].max()) / 2 if len(places) else 0.0
    return f"+proj=tmerc +lat_0={lat:.4f} +lon_0={lon:.4f} +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"


def _with_metres(places: pd.DataFrame, crs: str) -> pd.DataFrame:
    points = gpd.GeoSeries(gpd.points_from_xy(places["lon"], places["lat"]), crs=WGS84).to_crs(crs)
    return places.assign(x=points.x.to_numpy(), y=points.y.to_numpy())


def _settlements(shown: YearResults, district: District, crs: str) -> pd.DataFrame:
    places = _with_metres(district.settlements, crs).join(shown.settlements, on="settlement_id")
    return places.fillna(dict.fromkeys(("pupils", "day_pupils", "boarders", "short", *MOVED), 0.0))


def _schools(shown: YearResults, district: District, crs: str) -> pd.DataFrame:
    rows = pd.DataFrame(
        [
            (r.school_id, r.action, sum(r.pupils.values()), r.classrooms_added, r.beds_added)
            for r in shown.rows.schools.values()
        ],
        columns=["school_id", "action", "pupils", "classrooms_added", "beds_added"],
    )
    taken: dict[str, float] = {}
    for moves in shown.rows.receivers.values():
        for receiver in moves:
            taken[receiver.school_id] = taken.get(receiver.school_id, 0.0) + receiver.pupils
    known = district.schools[["school_id", "name", "town", "kind", "lon", "lat"]]
    schools = _with_metres(known, crs).merge(rows, on="school_id", how="inner")
    names = dict(zip(district.schools["school_id"], district.schools["name"], strict=True))
    other = {school_id: names[one] for school_id, one in shown.rows.continues.items()}
    return schools.assign(
        receives=schools["school_id"].map(taken).fillna(0.0).to_numpy(float),
        continues_as=[other.get(school_id, "") for school_id in schools["school_id"]],
    )


def _flows(shown: YearResults, schools: pd.DataFrame) -> pd.DataFrame:
    place = {row.school_id: (row.x, row.y) for row in schools.itertuples(index=False)}
    rows = [
        (merged, receiver.school_id, *place[merged], *place[receiver.school_id], receiver.pupils)
        for merged, moves in shown.rows.receivers.items()
        for receiver in moves
    ]
    columns = ["school_id", "receiver_id", *FLOW_COLUMNS]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(FLOW_COLUMNS, float))


def read_water(district: District, crs: str) -> gpd.GeoDataFrame | None:
    """Return the district's rivers and lakes, where it has water.gpkg or another file of water; else None."""
    if district.water is None:
        return None
    found = read_water_file(district.water)
    return found.to_crs(crs) if len(found) else None


def read_main_roads(district: District, crs: str) -> gpd.GeoDataFrame | None:
    """Return the main roads, all of them where none has a class; None where the roads cannot be had."""
    if district.roads is None:
        return None
    try:
        lines = read_road_file(district.roads, district.provenance.coordinate_systems.get("roads", "WGS84")).lines
    except InputError:
        # Beside a travel table the roads are a picture only: the plan stands without them.
        return None
    classed = (lines["highway"] != "").any()
    return (lines[lines["highway"].isin(_MAIN_ROADS)] if classed else lines).to_crs(crs)
