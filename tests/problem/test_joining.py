"""How places join the roads: to and fro, never over water, and what is said of it; all of it solvable on paper."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from planner.errors import InputError
from planner.language import in_language
from planner.problem.network import Network, build_network
from planner.problem.noding import TangledError
from planner.problem.paths import fastest_ways
from planner.problem.travel import Journeys, find_journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario, Travel

Point = tuple[float, float]
Line = Sequence[Point]

PLANE = pyproj.Transformer.from_crs(
    "+proj=tmerc +lon_0=112.5 +lat_0=34.8 +ellps=WGS84 +units=km", "EPSG:4326", always_xy=True
)
TRAVEL = Travel(walk_kph=4.0, ride_kph=30.0)
LONG: Line = [(-9, 0), (9, 0)]


def lonlat(line: Line) -> list[Point]:
    """Turn kilometres about the middle of a county into degrees."""
    return [PLANE.transform(*point) for point in line]


def roads_of(*lines: Line, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    """Make roads as `read_roads` returns them, 30 km/h and open to all unless told otherwise."""
    table: dict[str, Any] = {
        "highway": "", "speed_kph": 30.0, "foot": True, "ride": True, "entry": True, "oneway": 0, "level": 0,
        "shared_nodes": False,
    }  # fmt: skip
    shapes = [shapely.LineString(lonlat(line)) for line in lines]
    return gpd.GeoDataFrame(table | columns, geometry=shapes, crs="EPSG:4326", index=range(len(lines)))


def places_of(points: Sequence[Point]) -> pd.DataFrame:
    """Make a table of places in kilometres."""
    return pd.DataFrame(lonlat(points), columns=["lon", "lat"], dtype=np.float64)


def network_of(roads: gpd.GeoDataFrame, places: Sequence[Point], *water: Line) -> Network:
    """Build the network of settlements, with the first of them a school too, and rivers."""
    rivers = np.array([shapely.LineString(lonlat(line)) for line in water], dtype=object)
    return build_network(roads, places_of(places), places_of(places[:1]), TRAVEL, rivers)


def lanes(roads: gpd.GeoDataFrame, place: Point, *water: Line) -> list[float]:
    """Return the kilometres of a place's lanes on foot and riding."""
    network = network_of(roads, [place], *water)
    return [float(network.walk_access.kilometres[0]), float(network.ride_access.kilometres[0])]


def near(*expected: float) -> object:
    """Allow for the plane in which the tests draw."""
    return pytest.approx(list(expected), abs=1e-3, nan_ok=True)


def test_a_road_one_cannot_leave_is_not_joined() -> None:
    """At the end of a one-way road walkers join it at the door, riders the two-way road 300 m off."""
    roads = roads_of(LONG, [(1, 0), (1, 0.3), (1.1, 0.3)], oneway=[0, 1])
    assert lanes(roads, (1.1, 0.3)) == near(0.0, 0.3)


def test_a_road_one_cannot_reach_is_not_joined() -> None:
    """The same for a road that leads out only."""
    roads = roads_of(LONG, [(1, 0), (1, 0.3), (1.1, 0.3)], oneway=[0, -1])
    assert lanes(roads, (1.1, 0.3)) == near(0.0, 0.3)


def test_a_ring_of_one_way_roads_is_joined() -> None:
    """Round a block one comes back; a ring that hangs on the network by its own start as well."""
    ring = [(1.0, 0.0), (1.5, 0.0), (1.5, 0.5), (1.0, 0.5), (1.0, 0.0)]
    assert lanes(roads_of([(-9, 0), (1, 0)], ring, oneway=[0, 1]), (1.5, 0.6)) == near(0.1, 0.1)


def test_the_part_of_a_one_way_line_that_leads_to_and_fro_is_joined() -> None:
    """A one-way line between two two-way ones, and beyond: the stretch between is joined, the tail is not."""
    roads = roads_of([(-9, 0), (0, 0), (0, 5)], [(-9, 4), (-9, 0)], [(-9, 4), (0, 4), (3, 4)], oneway=[0, 0, 1])
    network = network_of(roads, [(-4, 4.1), (1.5, 4.1)])
    assert network.ride_access.kilometres[:2] == near(0.1, 1.5)


def test_a_long_part_that_cannot_be_left_is_passed_over() -> None:
    """Five kilometres of two-way roads behind a one-way door: the network is joined, one kilometre off."""
    inner = [(3, 1), (3, 6)], [(2.9, 1), (3, 1)]
    roads = roads_of(LONG, *inner, [(2.9, 0), (2.9, 1)], oneway=[0, 0, 0, 1])
    network = network_of(roads, [(3.0, 1.2)])
    assert network.ride_access.kilometres[0] == pytest.approx(1.2, abs=1e-3)
    assert network.ride_access.passed_over[0]


def test_the_bank_of_ones_own_side_is_joined() -> None:
    """The road 400 m off lies over the river; the one 900 m behind is joined."""
    roads = roads_of(LONG, [(-9, 1.3), (9, 1.3)], [(-9, 0), (-9, 1.3)])
    river = [(-20.0, 1.0), (20.0, 1.0)]
    assert lanes(roads, (0, 0.9), river) == near(0.9, 0.9)
    assert lanes(roads, (0, 0.9)) == near(0.4, 0.4)


def test_an_island_is_joined_to_nothing() -> None:
    """Water all round: no lane, and the place knows that it is for the water."""
    ring = [(-0.2, 0.8), (0.2, 0.8), (0.2, 1.2), (-0.2, 1.2), (-0.2, 0.8)]
    network = network_of(roads_of(LONG), [(5, 0), (0, 1)], ring)
    assert network.walk_access.node.tolist()[1] == -1
    assert network.walk_access.beyond_water.tolist() == [False, True, False]


def test_a_road_round_the_lake_is_joined_where_it_is_seen() -> None:
    """The nearest spot of the road lies over a pond 200 m wide; a spot beside the pond is joined."""
    pond = [(-0.1, 0.5), (0.1, 0.5)]
    walk, _ = lanes(roads_of(LONG), (0, 1), pond)
    # Seen past the pond's end at (0.1, 0.5): the road at 0.2 and beyond; spots stand every 50 m.
    assert np.hypot(1, 0.2) <= walk <= np.hypot(1, 0.26)


def test_a_place_on_the_bridge_joins_it() -> None:
    """Where the road itself crosses the river a place on the very spot crosses nothing."""
    assert lanes(roads_of(LONG), (0, 0), [(0.0, -5.0), (0.0, 5.0)]) == near(0.0, 0.0)


def test_no_lane_straight_between_places_over_water() -> None:
    """200 m apart over the river, each 1 km off its road: they go round."""
    roads = roads_of(LONG)
    places, river = [(0.0, 1.0), (0.2, 1.0)], [(0.1, 0.5), (0.1, 1.5)]
    for water, minutes in (((), 3.0), ((river,), 15 + 3 + 15)):
        network = network_of(roads, places[::-1], *water)
        ways = fastest_ways(network, "walk", schools=np.array([0]), limit=99.0, lane_kph=4.0)
        assert ways.minutes[ways.settlement == 1] == pytest.approx([minutes], abs=0.2)


def test_ferries_take_their_time_on_foot_too() -> None:
    """2 km of ferry at 6 km/h are 20 minutes for everybody; nobody boards it midway."""
    ferry = [(9, 0), (11, 0)]
    roads = roads_of(LONG, ferry, [(11, 0), (20, 0)], entry=[True, False, True], speed_kph=[30.0, 6.0, 30.0])
    roads = roads.assign(walk_kph=[np.nan, 6.0, np.nan])
    network = network_of(roads, [(11.0, 0.0), (9.0, 0.0), (10.0, 0.5)])
    walk = fastest_ways(network, "walk", schools=np.array([0]), limit=99.0, lane_kph=4.0)
    assert walk.minutes[walk.settlement == 1] == pytest.approx([20.0], abs=1e-2)
    assert network.walk_access.kilometres[2] == pytest.approx(np.hypot(1, 0.5), abs=1e-3)


def test_roads_drawn_over_one_another_are_refused() -> None:
    """Lines by the thousand that all cross one another end in an error, not in the machine's memory."""
    chance = np.random.default_rng(1)
    ends = chance.uniform(-1, 1, (1200, 2, 2)).tolist()
    with pytest.raises(TangledError):
        network_of(roads_of(*ends), [(0, 0)])


def district_of(
    folder: Path, roads: gpd.GeoDataFrame, settlements: Sequence[Point], water: Line | None = None
) -> District:
    """Make a district with one school at the middle, and its roads and river in files."""
    roads[["speed_kph", "geometry"]].to_file(folder / "roads.gpkg")
    if water is not None:
        river = gpd.GeoDataFrame({"name": ["河"]}, geometry=[shapely.LineString(lonlat(water))], crs="EPSG:4326")
        river.to_file(folder / "water.gpkg")
    start, end = places_of(settlements), places_of([(0, 0)])
    return District(
        folder=folder,
        settlements=start.assign(settlement_id=[f"s{row}" for row in range(len(start))], name="村"),
        pupils=pd.DataFrame(),
        schools=end.assign(school_id=["c0"], name="校", grades="1-6"),
        roads=folder / "roads.gpkg",
        water=None if water is None else folder / "water.gpkg",
    )


def journeys_of(district: District) -> Journeys:
    """Find the journeys of one band without limits."""
    bands = {"a": {"stage": "primary", "grades": ["1"]}}
    scenario = {"name": "test", "district": ".", "years": [2026], "grade_bands": bands}
    return find_journeys(district, Scenario.model_validate(scenario))


def test_long_lanes_are_named_with_their_metres(tmp_path: Path) -> None:
    """501 m and more are named, the longest first; 499 m is not."""
    found = journeys_of(district_of(tmp_path, roads_of(LONG), [(1, 0.499), (2, 0.501), (3, 1.5)]))
    (note,) = found.notes
    assert note.endswith("2 settlements: 村 (s2) 1,500 m, 村 (s1) 501 m")
    assert in_language(note, "zh").startswith("距所接道路超过 500 米")


def test_places_across_water_are_named(tmp_path: Path) -> None:
    """A village whose only road lies over the river has no journey and a name in the notes, in both languages."""
    found = journeys_of(district_of(tmp_path, roads_of(LONG), [(1, 0.1), (3, 0.9)], [(-20, 0.5), (20, 0.5)]))
    assert found.settlement.tolist() == [0]
    (note,) = found.notes
    assert note == "no road within 2,000 m without crossing water: 1 settlement: 村 (s1)"
    assert in_language(note, "zh") == "2,000 米内的道路均隔着水面：1 个居民点：村（s1）"


def test_roads_elsewhere_say_what_is_likely_wrong(tmp_path: Path) -> None:
    """Roads of Xinjiang with their numbers swapped lie in the Arctic: the finding says so."""
    folder = tmp_path
    home = pd.DataFrame({"lon": [80.0], "lat": [40.0]})
    line = shapely.LineString([(40.0, 80.0), (40.1, 80.1)])
    gpd.GeoDataFrame({"speed_kph": [30.0]}, geometry=[line], crs="EPSG:4326").to_file(folder / "roads.gpkg")
    district = District(
        folder=folder,
        settlements=home.assign(settlement_id="s0", name="村"),
        pupils=pd.DataFrame(),
        schools=home.assign(school_id="c0", name="校", grades="1-6"),
        roads=folder / "roads.gpkg",
    )
    with pytest.raises(InputError, match="their longitude and latitude look swapped"):
        journeys_of(district)
