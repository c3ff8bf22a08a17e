"""Minutes and kilometres between settlements and schools, from the travel table, the roads, or straight lines."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from planner.errors import Finding, InputError
from planner.language import Text
from planner.problem.cut_roads import NO_CUTS, RoadCuts, without_cuts
from planner.problem.network import build_network, roads_near
from planner.problem.noding import MOST_CROSSINGS, Geometries, TangledError
from planner.problem.paths import DECIMALS, Ways, fastest_ways
from planner.problem.problem import Flags, Floats, Ints
from planner.problem.road_notes import far_away, road_notes
from planner.reading.district import District
from planner.reading.roads import Roads, read_road_file
from planner.reading.scenario import Scenario
from planner.reading.tables import grade_run
from planner.reading.water import read_water

STRAIGHT_LINE_NOTE = Text("straight-line travel", "行程按直线距离估算")
"""What a plan says of itself where there are neither travel table nor roads."""
_SETTLEMENT, _SCHOOL = Text("settlement", "居民点"), Text("school", "学校")
_CANNOT = Text("the roads cannot be used:", "无法使用道路文件：")
_TANGLED = Text(
    f"lines drawn once: these lie over one another and cross more than {MOST_CROSSINGS:,} times without a common "
    "vertex, as if the same roads were drawn many times, slightly apart",
    f"每条道路只画一次；现有的线互相重叠，无公共节点的交叉超过 {MOST_CROSSINGS:,} 处，像是同一路网略有偏移地画了多遍",
)
_NO_ROADS = Text(
    "no road can be shut here: journeys come from the travel table or from straight lines, not from roads; "
    "name ways instead (--shut-way SETTLEMENT,SCHOOL)",
    "不能设定道路中断：行程来自行程表或直线距离，不是按道路计算；请改为指明不能通行的行程（--shut-way 居民点,学校）",
)
_SLACK = 1 + 1e-9
_SEMI_MAJOR_KM = 6378.137
_ECCENTRICITY_SQUARED = 0.00669437999014
_MEAN_RADIUS_KM = 6371.0088
_CHUNK = 1024


@dataclass(frozen=True, kw_only=True, eq=False)
class Journeys:
    """Journeys within reach, one entry a (settlement, school) pair, sorted by settlement, then school.

    NaN = cannot be travelled that way (or, for kilometres, unknown); never a big number. Minutes beyond the longest
    limit any grade band sets on a mode may be NaN too.
    """

    settlement: Ints
    """(journey): row of the settlements table."""
    school: Ints
    """(journey): row of the schools table."""
    walk_minutes: Floats
    """(journey): minutes one way, NaN = cannot."""
    ride_minutes: Floats
    """(journey): minutes one way, NaN = cannot."""
    kilometres: Floats
    """(journey): length of the ride one way, NaN = unknown."""
    source: Literal["table", "roads", "straight"]
    notes: tuple[Text, ...]
    """Sentences for the plan: straight lines used, places no road reaches, unconnected pieces of road."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The longest journeys any grade band may need, minutes one way; -inf where no band uses the mode."""

    walk_minutes: float
    ride_minutes: float


def find_journeys(district: District, scenario: Scenario, cuts: RoadCuts = NO_CUTS) -> Journeys:
    """Find every journey that some grade band of the scenario may need; `cuts` are roads that cannot be travelled.

    The travel table is the truth where there is one; else the roads; else straight lines times `travel.detour`.
    Journeys longer than the longest limit of every band, and to schools that offer none of the scenario's grades, are
    left out. Raises InputError where the roads cannot be read or pass none of the district's places, or where roads are
    cut that journeys do not go by.
    """
    if cuts and (district.travel is not None or district.roads is None):
        raise InputError(_NO_ROADS)
    reach = reach_of(scenario)
    wanted = _schools_wanted(district.schools, scenario)
    if district.travel is not None:
        return _from_table(district, district.travel, wanted, reach)
    if district.roads is not None:
        return _from_roads(district, district.roads, wanted, (reach, cuts), scenario)
    return _from_straight_lines(district, wanted, reach, scenario)


def reach_of(scenario: Scenario) -> Reach:
    """Return the largest limit of each mode over the grade bands; boarders ride.

    A limit left out is inf: nothing is beyond reach.
    """
    bands = scenario.grade_bands.values()
    walks = [band.max_walk_minutes for band in bands]
    rides = [band.max_ride_minutes for band in bands]
    boards = [band.max_board_minutes for band in bands if band.boarding]
    return Reach(walk_minutes=_largest(walks), ride_minutes=_largest([*rides, *boards]))


def _largest(limits: list[float | None]) -> float:
    return max((limit for limit in limits if limit is not None), default=-math.inf)


def _schools_wanted(schools: pd.DataFrame, scenario: Scenario) -> Ints:
    """Return the rows of schools that offer any grade of the scenario."""
    placed = set(scenario.grades)
    offers = [not placed.isdisjoint(grade_run(str(grades))) for grades in schools["grades"]]
    return np.flatnonzero(np.array(offers, dtype=bool)).astype(np.int64)


def _within(minutes: Floats, limit: float) -> Flags:
    """Say which minutes are within a limit, which is met at equality; NaN is not."""
    return np.asarray(minutes <= (limit * _SLACK if limit > 0 else limit), dtype=np.bool_)


def _from_table(district: District, table: pd.DataFrame, wanted: Ints, reach: Reach) -> Journeys:
    settlement = pd.Index(district.settlements["settlement_id"]).get_indexer(pd.Index(table["settlement_id"]))
    school = pd.Index(district.schools["school_id"]).get_indexer(pd.Index(table["school_id"]))
    walk = table["walk_minutes"].to_numpy(dtype=np.float64)
    ride = table["ride_minutes"].to_numpy(dtype=np.float64)
    kept = np.flatnonzero(
        np.isin(school, wanted) & (_within(walk, reach.walk_minutes) | _within(ride, reach.ride_minutes))
    )
    kept = kept[np.lexsort((school[kept], settlement[kept]))]
    return Journeys(
        settlement=settlement[kept].astype(np.int64),
        school=school[kept].astype(np.int64),
        walk_minutes=walk[kept],
        ride_minutes=ride[kept],
        kilometres=table["kilometres"].to_numpy(dtype=np.float64)[kept],
        source="table",
        notes=() if district.roads is None else (_drawn_only(district.roads),),
    )


def _drawn_only(path: Path) -> Text:
    return Text(
        f"{path.name} is drawn on maps only: the travel table is the truth about journeys",
        f"{path.name} 仅用于制图：已有行程表，路程以行程表为准",
    )


def _from_roads(
    district: District, path: Path, wanted: Ints, limits: tuple[Reach, RoadCuts], scenario: Scenario
) -> Journeys:
    (reach, cuts), speeds = limits, scenario.travel
    system = district.provenance.coordinate_systems.get("roads", "WGS84")
    roads = without_cuts(read_road_file(path, system), cuts, path.name)
    near = roads_near(roads.lines, district.settlements, district.schools)
    if near.empty:
        raise _nowhere_near(path, roads.lines, district.settlements, _SETTLEMENT)
    water = water_of(district, roads)
    try:
        network = build_network(near, district.settlements, district.schools, speeds, water)
    except TangledError as tangle:
        raise InputError(_CANNOT, [Finding(file=path.name, expected=_TANGLED)]) from tangle
    split = network.n_settlements
    for what, table, places in (
        (_SETTLEMENT, district.settlements, slice(split)),
        (_SCHOOL, district.schools, slice(split, None)),
    ):
        nodes = np.concatenate((network.walk_access.node[places], network.ride_access.node[places]))
        if len(nodes) and nodes.max() < 0:
            raise _nowhere_near(path, roads.lines, table, what)
    walks = fastest_ways(network, "walk", schools=wanted, limit=reach.walk_minutes, lane_kph=speeds.walk_kph)
    rides = fastest_ways(network, "ride", schools=wanted, limit=reach.ride_minutes, lane_kph=speeds.ride_kph)
    n_schools = len(district.schools)
    walk_key, ride_key = _key(walks, n_schools), _key(rides, n_schools)
    key = np.sort(np.concatenate((walk_key, ride_key)), kind="stable")
    key = key[np.concatenate((key[:1] >= 0, key[1:] != key[:-1]))]
    return Journeys(
        settlement=key // max(n_schools, 1),
        school=key % max(n_schools, 1),
        walk_minutes=_placed(walks.minutes, walk_key, key),
        ride_minutes=_placed(rides.minutes, ride_key, key),
        kilometres=_placed(rides.kilometres, ride_key, key),
        source="roads",
        notes=(*roads.notes, *road_notes(network, district, wanted)),
    )


def water_of(district: District, roads: Roads) -> Geometries:
    """Return what no lane may cross: the district's own water, and the rivers and lakes of the file of roads."""
    if district.water is None:
        return roads.water
    return np.concatenate((read_water(district.water).geometry.to_numpy(), roads.water))


def _key(ways: Ways, n_schools: int) -> Ints:
    return ways.settlement * n_schools + ways.school


def _placed(values: Floats, own: Ints, key: Ints) -> Floats:
    """Return values at their places among the keys, NaN elsewhere."""
    placed = np.full(len(key), np.nan)
    placed[np.searchsorted(key, own)] = values
    return placed


def _nowhere_near(path: Path, roads: gpd.GeoDataFrame, places: pd.DataFrame, what: Text) -> InputError:
    expected = far_away(roads.total_bounds, places[["lon", "lat"]].to_numpy(dtype=np.float64), what)
    return InputError(_CANNOT, [Finding(file=path.name, expected=expected)])


def _from_straight_lines(district: District, wanted: Ints, reach: Reach, scenario: Scenario) -> Journeys:
    """Measure straight lines between places near enough, a chunk of settlements at a time."""
    speeds = scenario.travel
    farthest_kilometres = max(reach.walk_minutes * speeds.walk_kph, reach.ride_minutes * speeds.ride_kph) / 60
    settlement, school, straight = _pairs_within(
        _positions(district.settlements),
        _positions(district.schools)[wanted],
        farthest_kilometres / speeds.detour * _SLACK,
    )
    kilometres = straight * speeds.detour
    walk = np.round(kilometres / speeds.walk_kph * 60, DECIMALS)
    ride = np.round(kilometres / speeds.ride_kph * 60, DECIMALS)
    walk[~_within(walk, reach.walk_minutes)] = np.nan
    ride[~_within(ride, reach.ride_minutes)] = np.nan
    school = wanted[school]
    kept = np.flatnonzero(~(np.isnan(walk) & np.isnan(ride)))
    kept = kept[np.lexsort((school[kept], settlement[kept]))]
    return Journeys(
        settlement=settlement[kept],
        school=school[kept],
        walk_minutes=walk[kept],
        ride_minutes=ride[kept],
        kilometres=np.round(kilometres[kept], DECIMALS),
        source="straight",
        notes=(STRAIGHT_LINE_NOTE,),
    )


def _positions(places: pd.DataFrame) -> Floats:
    """Return points on the WGS84 ellipsoid, (place, 3), kilometres from the earth's centre."""
    lon = np.radians(places["lon"].to_numpy(dtype=np.float64))
    lat = np.radians(places["lat"].to_numpy(dtype=np.float64))
    normal = _SEMI_MAJOR_KM / np.sqrt(1 - _ECCENTRICITY_SQUARED * np.sin(lat) ** 2)
    return np.column_stack(
        (
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - _ECCENTRICITY_SQUARED) * np.sin(lat),
        )
    )


def straight_kilometres(starts: pd.DataFrame, ends: pd.DataFrame) -> Floats:
    """(start, end): kilometres along the ground between places (lon, lat), as the crow flies."""
    apart = cdist(_positions(starts), _positions(ends))
    arc: Floats = 2 * _MEAN_RADIUS_KM * np.arcsin(np.minimum(apart / (2 * _MEAN_RADIUS_KM), 1.0))
    return arc


def _pairs_within(starts: Floats, ends: Floats, kilometres: float) -> tuple[Ints, Ints, Floats]:
    """Return (start, end, kilometres along the ground) of every pair within a distance.

    The tree gives the chord through the earth, never longer than the way along the ground; the arc of the mean radius
    over that chord is the geodesic to 1e-6 of itself up to 500 km.
    """
    empty = np.empty(0, dtype=np.int64)
    if kilometres < 0 or not len(starts) or not len(ends):
        return empty, empty, np.empty(0)
    tree = cKDTree(ends)
    radius = min(kilometres, 3 * _SEMI_MAJOR_KM)
    found = []
    for first in range(0, len(starts), _CHUNK):
        pairs: npt.NDArray[np.void] = cKDTree(starts[first : first + _CHUNK]).sparse_distance_matrix(
            tree, radius, output_type="ndarray"
        )
        arc = 2 * _MEAN_RADIUS_KM * np.arcsin(np.minimum(pairs["v"] / (2 * _MEAN_RADIUS_KM), 1.0))
        near = arc <= kilometres
        found.append((pairs["i"][near] + first, pairs["j"][near], arc[near]))
    start, end, length = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return start.astype(np.int64), end.astype(np.int64), length.astype(np.float64)
