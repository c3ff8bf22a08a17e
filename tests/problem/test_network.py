"""The road network, checked on paper, against networkx, and against another way of cutting lines where they cross."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import InputError
from planner.problem import paths
from planner.problem.network import Network, as_networkx, build_network, roads_near
from planner.problem.paths import Ways, fastest_ways
from planner.problem.travel import Journeys, find_journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario, Travel

Point = tuple[float, float]
Line = Sequence[Point]

PLANE = pyproj.Transformer.from_crs(
    "+proj=tmerc +lon_0=112.5 +lat_0=34.8 +ellps=WGS84 +units=km", "EPSG:4326", always_xy=True
)
GRID_KM = 3.0
"""Longer than a stray piece of road."""
TRAVEL = Travel(walk_kph=4.0, ride_kph=30.0)
FAR = 1e6


def roads_of(*lines: Line, **columns: Sequence[object]) -> gpd.GeoDataFrame:
    """Make roads of lines in kilometres about the middle of a county, 30 km/h and open to all unless told otherwise."""
    table: dict[str, Any] = {
        "highway": "", "speed_kph": 30.0, "foot": True, "ride": True, "entry": True, "oneway": 0, "level": 0,
        "shared_nodes": False,
    }  # fmt: skip
    shapes = [shapely.LineString([PLANE.transform(*point) for point in line]) for line in lines]
    return gpd.GeoDataFrame(table | columns, geometry=shapes, crs="EPSG:4326", index=range(len(lines)))


def places_of(points: Sequence[Point]) -> pd.DataFrame:
    """Make a table of places in kilometres."""
    lonlat = [PLANE.transform(*point) for point in points]
    return pd.DataFrame(lonlat, columns=["lon", "lat"], dtype=np.float64)


def network_of(roads: gpd.GeoDataFrame, settlements: Sequence[Point], schools: Sequence[Point]) -> Network:
    """Build the network of places in kilometres."""
    return build_network(roads, places_of(settlements), places_of(schools), TRAVEL)


def rides(roads: gpd.GeoDataFrame, settlements: Sequence[Point], schools: Sequence[Point], limit: float = FAR) -> Ways:
    """Find all rides."""
    network = network_of(roads, settlements, schools)
    return fastest_ways(network, "ride", schools=np.arange(len(schools)), limit=limit, lane_kph=TRAVEL.ride_kph)


def near(expected: object) -> object:
    """Allow for the plane in which the tests draw: at 10 km from its middle it stretches lengths by a millionth."""
    return pytest.approx(expected, rel=1e-5, abs=1e-5)


def minutes(ways: Ways) -> dict[tuple[int, int], float]:
    """Return minutes by pair."""
    pairs = zip(ways.settlement.tolist(), ways.school.tolist(), strict=True)
    return dict(zip(pairs, ways.minutes.tolist(), strict=True))


def test_one_road_on_paper() -> None:
    """6 km at 30 km/h are 12 minutes, at 4 km/h 90."""
    network = network_of(roads_of([(0, 0), (4, 0), (6, 0)]), [(0, 0)], [(6, 0)])
    ride = fastest_ways(network, "ride", schools=np.array([0]), limit=FAR, lane_kph=30.0)
    walk = fastest_ways(network, "walk", schools=np.array([0]), limit=FAR, lane_kph=4.0)
    assert minutes(ride) == near({(0, 0): 12.0})
    assert minutes(walk) == near({(0, 0): 90.0})


def test_fastest_way_is_not_the_shortest() -> None:
    """8 km at 60 km/h beat 5 km at 20, and the kilometres are those of the faster way."""
    roads = roads_of([(0, 0), (5, 0)], [(0, 0), (0, 1.5), (5, 1.5), (5, 0)], speed_kph=[20.0, 60.0])
    ways = rides(roads, [(0, 0)], [(5, 0)])
    assert ways.minutes == near([8.0])
    assert ways.kilometres == near([8.0])


def test_kilometres_add_up_along_many_edges() -> None:
    """Along a chain of 100 crossings every school's kilometres are its place on the chain."""
    chain = [(0.1 * step, 0.0) for step in range(101)]
    rungs = [[(x, -0.05), (x, 0.05)] for x, _ in chain]
    schools = [(0.1 * step, 0.0) for step in range(0, 101, 7)]
    ways = rides(roads_of(chain, *rungs), [(0, 0)], schools)
    assert ways.kilometres == near([x for x, _ in schools])
    assert ways.minutes == near([2 * x for x, _ in schools])


def test_lines_that_cross_are_joined_without_a_vertex() -> None:
    """Two roads crossing at (2, 1): three kilometres from end to end by way of the crossing."""
    roads = roads_of([(0, 1), (5, 1)], [(2, 0), (2, 3)])
    assert minutes(rides(roads, [(0, 1)], [(2, 3)])) == near({(0, 0): 8.0})


@pytest.mark.parametrize("columns", [{"level": [0, 1]}, {"entry": [True, False]}, {"shared_nodes": [True, True]}])
def test_bridges_motorways_and_shared_nodes_do_not_meet_what_they_cross(columns: Mapping[str, Any]) -> None:
    """Over a bridge, under a motorway, and where an extract has no common node, there is no turning."""
    roads = roads_of([(0, 1), (5, 1)], [(2, 0), (2, 3)], [(2, 3), (9, 3)], **{
        name: [*values, values[0]] for name, values in columns.items()
    })  # fmt: skip
    assert minutes(rides(roads, [(0, 1)], [(9, 3)])) == {}


def test_a_bridge_is_joined_where_it_ends() -> None:
    """A bridge's ends meet the road's ends, the road it ends on in mid-stretch, and another bridge's middle."""
    lines = [(0, 0), (1, 0)], [(1, 0), (2, 0)], [(2, -1), (2, 1)], [(1.5, 0), (1.5, 1)]
    roads = roads_of(*lines, level=[0, 1, 0, 1])
    found = minutes(rides(roads, [(0, 0)], [(2, 1), (1.5, 1)]))
    assert found == near({(0, 0): 6.0, (0, 1): 5.0})


@pytest.mark.parametrize(("gap_metres", "joined"), [(0, True), (4, True), (6, False)])
def test_ends_that_all_but_touch_are_joined(gap_metres: float, *, joined: bool) -> None:
    """A gap of 4 m is closed, one of 6 m is not; in an extract none is."""
    lines = [(0, 0), (4, 0)], [(2, gap_metres / 1000), (2, 3)]
    assert ((0, 0) in minutes(rides(roads_of(*lines), [(0, 0)], [(2, 3)]))) is joined
    if gap_metres:
        extract = roads_of(*lines, shared_nodes=[True, True])
        assert minutes(rides(extract, [(0, 0)], [(2, 3)])) == {}


def test_a_dead_end_under_a_bridge_stays_one() -> None:
    """A road that ends 3 m from a bridge overhead is not joined to it."""
    roads = roads_of([(0, 0), (4, 0)], [(2, 0.003), (2, 3)], level=[1, 0])
    assert minutes(rides(roads, [(0, 0)], [(2, 3)])) == {}


def test_one_way_roads_bind_riders_only() -> None:
    """The way round is ridden, the short way is walked."""
    roads = roads_of([(0, 0), (2, 0)], [(0, 0), (0, 2), (2, 2), (2, 0)], oneway=[-1, 0])
    network = network_of(roads, [(0, 0)], [(2, 0)])
    schools = np.array([0])
    assert fastest_ways(network, "ride", schools=schools, limit=FAR, lane_kph=30.0).kilometres == near([6.0])
    assert fastest_ways(network, "walk", schools=schools, limit=FAR, lane_kph=4.0).minutes == near([30.0])
    back = network_of(roads, [(2, 0)], [(0, 0)])
    assert fastest_ways(back, "ride", schools=schools, limit=FAR, lane_kph=30.0).kilometres == near([2.0])


def test_one_way_holds_whichever_side_is_searched_from() -> None:
    """More settlements than schools, or fewer: the same way is closed, and the way round is ridden."""
    roads = roads_of([(0, 0), (2, 0)], [(0, 0), (0, 2), (2, 2), (2, 0)], oneway=[-1, 0])
    assert minutes(rides(roads, [(0, 0), (1, 0)], [(2, 0)])) == near({(0, 0): 12.0, (1, 0): 14.0})
    assert minutes(rides(roads, [(2, 0)], [(0, 0), (1, 0)])) == near({(0, 0): 4.0, (0, 1): 2.0})


def test_two_roads_between_two_places_leave_the_faster() -> None:
    """Two lines from the same start to the same end count once, not summed."""
    roads = roads_of([(0, 0), (3, 0)], [(0, 0), (3, 0)], speed_kph=[30.0, 60.0])
    assert minutes(rides(roads, [(0, 0)], [(3, 0)])) == near({(0, 0): 3.0})


def test_unknown_speed_is_the_scenarios() -> None:
    """A road with neither speed nor class is ridden at travel.ride_kph."""
    assert minutes(rides(roads_of([(0, 0), (3, 0)], speed_kph=[np.nan]), [(0, 0)], [(3, 0)])) == near({(0, 0): 6.0})


def test_lanes_to_the_road_are_counted() -> None:
    """A settlement 1 km and a school 0.5 km off a road: 15 + 30 + 7.5 minutes on foot, 2 + 4 + 1 by bus."""
    network = network_of(roads_of([(-1, 0), (4, 0)]), [(0, 1)], [(2, -0.5)])
    schools = np.array([0])
    walk = fastest_ways(network, "walk", schools=schools, limit=FAR, lane_kph=4.0)
    ride = fastest_ways(network, "ride", schools=schools, limit=FAR, lane_kph=30.0)
    assert walk.minutes == near([52.5])
    assert ride.minutes == near([7.0])
    assert ride.kilometres == near([3.5])


def test_places_join_roads_within_two_kilometres() -> None:
    """1,999 m is near enough, 2,001 m is not."""
    found = minutes(rides(roads_of([(-1, 0), (9, 0)]), [(0, 1.999), (0, 2.001)], [(5, 0)]))
    assert set(found) == {(0, 0)}


def test_walkers_and_riders_join_their_own_roads() -> None:
    """A footpath at the door is walked; the bus is caught at the road; nobody gets on to a motorway."""
    roads = roads_of(
        [(0, 0.1), (5, 0.1)], [(0, 1), (5, 1)], [(0, -0.1), (5, -0.1)],
        ride=[False, True, True], foot=[True, True, False], entry=[True, True, False],
    )  # fmt: skip
    network = network_of(roads, [(1, 0)], [(4, 0)])
    assert network.walk_access.kilometres == pytest.approx([0.1, 0.1])
    assert network.ride_access.kilometres == pytest.approx([1.0, 1.0])


def test_a_stray_piece_of_road_is_passed_over() -> None:
    """A yard of 300 m at the door leads nowhere, so the road behind it is joined; where there is none, the yard is."""
    roads = roads_of([(-9, 0), (9, 0)], [(0, 0.3), (0.3, 0.3)], [(5, 5), (5.3, 5)])
    network = network_of(roads, [(0.1, 0.35), (5, 5)], [(8, 0)])
    assert network.ride_access.kilometres == pytest.approx([0.35, 0.0, 0.0], abs=1e-6)


def test_neighbours_off_the_road_go_straight() -> None:
    """A school 200 m from a village, both 1 km off the road, is 3 minutes away, not 30."""
    network = network_of(roads_of([(-9, 0), (9, 0)]), [(0, 1)], [(0.2, 1)])
    ways = fastest_ways(network, "walk", schools=np.array([0]), limit=10.0, lane_kph=4.0)
    assert minutes(ways) == near({(0, 0): 3.0})


def test_neighbours_on_two_banks_do_not() -> None:
    """Two places 600 m apart across a river, each 500 m from its own bank's road, go round by the bridge."""
    roads = roads_of([(-9, 0), (9, 0)], [(-9, 1.6), (9, 1.6)], [(9, 0), (9, 1.6)])
    ways = rides(roads, [(0, 0.5)], [(0, 1.1)])
    assert ways.kilometres == near([0.5 + 9 + 1.6 + 9 + 0.5])


RIVER = roads_of([(0, 0), (10, 0)], [(0, 1), (10, 1)], [(10, 0), (10, 1)])
BANDS: dict[str, Any] = {
    "primary": {"stage": "primary", "grades": ["1"], "max_walk_minutes": 30.0, "max_ride_minutes": 60.0}
}


def scenario_of(**band: object) -> Scenario:
    """Make a scenario of one band, with other limits where told."""
    bands = {"primary": BANDS["primary"] | band}
    raw = {"name": "test", "district": ".", "years": [2026], "grade_bands": bands, "travel": {"detour": 1.0}}
    return Scenario.model_validate(raw)


def district_of(
    folder: Path, roads: gpd.GeoDataFrame | None, settlements: Sequence[Point], schools: Sequence[Point]
) -> District:
    """Make a district with its roads in a file."""
    path = None
    if roads is not None:
        path = folder / "roads.gpkg"
        roads[["speed_kph", "geometry"]].to_file(path, driver="GPKG")
    start, end = places_of(settlements), places_of(schools)
    return District(
        folder=folder,
        settlements=start.assign(settlement_id=[f"s{row}" for row in range(len(start))], name="村"),
        pupils=pd.DataFrame(),
        schools=end.assign(school_id=[f"c{row}" for row in range(len(end))], name="校", grades="1-6"),
        roads=path,
    )


def journeys_of(
    folder: Path, roads: gpd.GeoDataFrame | None, settlements: Sequence[Point], schools: Sequence[Point], **band: object
) -> Journeys:
    """Find the journeys of a district with its roads in a file."""
    return find_journeys(district_of(folder, roads, settlements, schools), scenario_of(**band))


def test_a_river_with_one_bridge(tmp_path: Path) -> None:
    """Straight across it is one kilometre; by the bridge it is 21, beyond a walk."""
    straight = journeys_of(tmp_path, None, [(0, 0)], [(0, 1)])
    assert straight.source == "straight"
    assert straight.walk_minutes == pytest.approx([15.0], rel=1e-5)
    by_road = journeys_of(tmp_path, RIVER, [(0, 0)], [(0, 1)])
    assert by_road.source == "roads"
    assert by_road.notes == ()
    assert np.isnan(by_road.walk_minutes).tolist() == [True]
    assert by_road.ride_minutes == near([42.0])
    assert by_road.kilometres == near([21.0])


@pytest.mark.parametrize("parts", [1, 3, 7, 11])
def test_a_limit_is_met_at_equality(tmp_path: Path, parts: int) -> None:
    """30 km in any number of stretches are 60 minutes at 30 km/h, to the last digit: a limit of 60 keeps them."""
    spots = np.linspace(-15, 15, parts + 1).tolist()
    roads = roads_of(*([(0, start), (0, end)] for start, end in pairwise(spots)))
    for limit, expected in ((60.0, [60.0]), (59.999, [])):
        found = journeys_of(tmp_path, roads, [(0, -15)], [(0, 15)], max_ride_minutes=limit)
        assert found.ride_minutes.tolist() == expected


def test_a_forbidden_mode(tmp_path: Path) -> None:
    """A far limit keeps a long walk; null, nobody rides and kilometres stay unknown."""
    endless = journeys_of(tmp_path, RIVER, [(0, 0)], [(0, 1)], max_walk_minutes=1e9, max_ride_minutes=None)
    assert endless.walk_minutes == near([315.0])
    assert np.isnan(endless.ride_minutes).all()
    assert np.isnan(endless.kilometres).all()


def test_a_limit_left_out_does_not_bind(tmp_path: Path) -> None:
    """With no limits at all every connected pair is there by both modes."""
    bands = {"a": {"stage": "primary", "grades": ["1"]}}
    scenario = Scenario.model_validate({"name": "test", "district": ".", "years": [2026], "grade_bands": bands})
    journeys = find_journeys(district_of(tmp_path, RIVER, [(0, 0), (5, 0)], [(0, 1), (9, 1)]), scenario)
    assert len(journeys.school) == 4
    assert np.isfinite(journeys.walk_minutes).all()
    assert np.isfinite(journeys.ride_minutes).all()


def test_places_without_road_and_pieces_apart_are_named(tmp_path: Path) -> None:
    """A village 5 km from any road, and one on a road of its own, stand in the notes; far pairs are absent."""
    roads = roads_of([(0, 0), (10, 0)], [(0, 9), (10, 9)])
    journeys = journeys_of(tmp_path, roads, [(0, 0), (3, 0), (5, 5), (1, 9)], [(4, 0), (9, 9)])
    assert journeys.notes == (
        "no road within 2,000 m: 1 settlement: 村 (s2)",
        "roads not connected with the main network: 1 settlement: 村 (s3); 1 school: 校 (c1)",
    )
    pairs = list(zip(journeys.settlement.tolist(), journeys.school.tolist(), strict=True))
    assert pairs == [(0, 0), (1, 0), (3, 1)]


def test_long_lists_of_names_are_cut(tmp_path: Path) -> None:
    """25 villages without road: 20 are named, 5 counted."""
    journeys = journeys_of(tmp_path, roads_of([(0, 0), (9, 0)]), [(0, 0), *[(5.0, 5.0)] * 25], [(4, 0)])
    assert journeys.notes[0].startswith("no road within 2,000 m: 25 settlements: 村 (s1)")
    assert journeys.notes[0].endswith("村 (s20) and 5 more")


def test_roads_far_from_the_district_are_told(tmp_path: Path) -> None:
    """Roads of another county are an error, not a plan without journeys."""
    with pytest.raises(InputError, match=r"roads\.gpkg: roads within 2,000 m of at least one settlement"):
        journeys_of(tmp_path, roads_of([(100, 0), (110, 0)]), [(0, 0)], [(1, 0)])
    with pytest.raises(InputError, match="at least one settlement"):
        journeys_of(tmp_path, roads_of([(4000, 0), (4010, 0)]), [(0, 0)], [(1, 0)])
    with pytest.raises(InputError, match="at least one school"):
        journeys_of(tmp_path, roads_of([(0, 0), (1, 0)]), [(0, 0)], [(20, 0)])


def test_lines_far_away_are_left_out() -> None:
    """Within 30 km of a small district roads stay, 40 km off they go; without places all stay."""
    roads = roads_of([(0, 0), (1, 0)], [(25, 0), (26, 0)], [(40, 0), (41, 0)], [(0, -45), (0, -40)])
    assert len(roads_near(roads, places_of([(0, 0)]), places_of([(1, 0)]))) == 2
    nowhere = places_of([(0, 0)]).iloc[:0]
    assert len(roads_near(roads, nowhere, nowhere)) == 4


def random_ways(seed: int, n_lines: int) -> tuple[gpd.GeoDataFrame, list[Point]]:
    """Make straight roads between crossings of a coarse grid, so that they touch, cross, overlap and repeat."""
    chance = np.random.default_rng(seed)
    ends = chance.integers(0, 6, size=(n_lines, 2, 2)) * GRID_KM
    ends = ends[(ends[:, 0] != ends[:, 1]).any(axis=1)]
    lines = [[(x, y), (u, v)] for (x, y), (u, v) in ends.tolist()]
    if not lines:
        lines = [[(0.0, 0.0), (GRID_KM, 0.0)]]
    return roads_of(*lines), [point for line in lines for point in line]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), n_lines=st.integers(1, 14))
def test_noding_agrees_with_the_union_of_the_lines(seed: int, n_lines: int) -> None:
    """Distances between line ends are those in the graph that GEOS makes of the lines' union."""
    roads, ends = random_ways(seed, n_lines)
    ends = sorted(set(ends))
    plane = [shapely.LineString(PLANE.itransform(line.coords, direction="INVERSE")) for line in roads.geometry]
    oracle: nx.Graph[Point] = nx.Graph()
    for part in shapely.get_parts(shapely.union_all(plane, grid_size=1e-7)):
        for start, end in pairwise(part.coords):
            spots = [tuple(round(value, 5) + 0.0 for value in spot) for spot in (start, end)]
            oracle.add_edge(*spots, km=float(np.hypot(*np.subtract(start, end))))
    found = rides(roads, ends, ends)
    measured = dict(zip(minutes(found), found.kilometres.tolist(), strict=True))
    for row, start in enumerate(ends):
        lengths = nx.single_source_dijkstra_path_length(oracle, start, weight="km")
        expected = {(row, column): lengths[end] for column, end in enumerate(ends) if end in lengths}
        assert {pair: km for pair, km in measured.items() if pair[0] == row} == pytest.approx(expected, abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), limit=st.floats(0, 80))
def test_ways_agree_with_networkx(seed: int, limit: float) -> None:
    """On a random network with random speeds and one-way roads, minutes and kilometres are networkx's."""
    chance = np.random.default_rng(seed)
    roads, _ = random_ways(seed, 25)
    roads = roads.assign(
        speed_kph=chance.uniform(10, 60, len(roads)), oneway=chance.integers(-1, 2, len(roads)) * chance.integers(0, 2)
    )
    spots = chance.uniform(0, 5 * GRID_KM, (12, 2)).tolist()
    settlements, schools = [(x, y) for x, y in spots[:5]], [(x, y) for x, y in spots[5:]]
    network = network_of(roads, settlements, schools)
    graph = as_networkx(network, "ride")
    access = network.ride_access
    lanes: nx.DiGraph[Any] = nx.DiGraph(graph)
    for place, (node, km) in enumerate(zip(access.node.tolist(), access.kilometres.tolist(), strict=True)):
        if node >= 0:
            lanes.add_edge(f"p{place}", node, minutes=km * 2, kilometres=km)
            lanes.add_edge(node, f"p{place}", minutes=km * 2, kilometres=km)
    found = fastest_ways(network, "ride", schools=np.arange(7), limit=limit, lane_kph=30.0)
    measured = minutes(found)
    for row in range(5):
        if f"p{row}" not in lanes:
            continue
        times: dict[object, float] = nx.single_source_dijkstra_path_length(lanes, f"p{row}", weight="minutes")
        routes: dict[object, list[object]] = nx.single_source_dijkstra_path(lanes, f"p{row}", weight="minutes")
        for school in range(7):
            by_road = times.get(f"p{5 + school}", np.inf)
            straight = float(np.hypot(*np.subtract(settlements[row], schools[school])))
            time = measured.get((row, school), np.inf)
            if time < by_road - 1e-5:
                assert time == pytest.approx(straight * 2, abs=1e-5), "only a lane straight across is faster"
            elif by_road < limit - 1e-5:
                assert time == pytest.approx(by_road, abs=1e-5)
                place = list(measured).index((row, school))
                along = nx.path_weight(lanes, routes[f"p{5 + school}"], "kilometres")
                assert found.kilometres[place] == pytest.approx(along, abs=1e-5)
            elif by_road > limit + 1e-5:
                assert time == np.inf or time == pytest.approx(straight * 2, abs=1e-5)


def test_chunks_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """One source at a time gives what all at once gives."""
    roads, ends = random_ways(7, 30)
    together = rides(roads, ends, ends[:20])
    monkeypatch.setattr(paths, "_CELLS", 1)
    apart = rides(roads, ends, ends[:20])
    assert len(together.minutes) > 100
    for name in ("settlement", "school", "minutes", "kilometres"):
        np.testing.assert_array_equal(getattr(together, name), getattr(apart, name))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_another_road_never_lengthens_a_way(seed: int) -> None:
    """With one more road every way is there still, and none is longer."""
    roads, ends = random_ways(seed, 12)
    ends = ends[:6]
    fewer = minutes(rides(roads.iloc[:-1], ends, ends)) if len(roads) > 1 else {}
    more = minutes(rides(roads, ends, ends))
    touched = {place for pair in fewer for place in pair}
    assert all(more[pair] <= time + 1e-6 for pair, time in fewer.items() if set(pair) <= touched)


def test_porto_alegre(shared_data: Path) -> None:
    """In a real city ways are never shorter than straight lines, mostly 1.1 to 2 times; an island's places are told."""
    pytest.importorskip("osmium")
    hexagons = pd.read_csv(shared_data / "porto_alegre" / "poa_hexgrid.csv", dtype={"id": str})
    homes = hexagons[hexagons["population"] > 0].reset_index(drop=True)
    schools = hexagons[hexagons["schools"] > 0].reset_index(drop=True)
    district = District(
        folder=shared_data,
        settlements=homes[["lon", "lat"]].assign(settlement_id=homes["id"], name=homes["id"]),
        pupils=pd.DataFrame(),
        schools=schools[["lon", "lat"]].assign(school_id=schools["id"], name=schools["id"], grades="1-9"),
        roads=shared_data / "porto_alegre" / "poa_osm.pbf",
    )
    scenario = scenario_of(max_walk_minutes=40.0, max_ride_minutes=60.0)
    by_road, straight = find_journeys(district, scenario), find_journeys(replace(district, roads=None), scenario)
    columns = ("settlement", "school", "kilometres", "ride_minutes", "walk_minutes")
    road_table, straight_table = (
        pd.DataFrame({name: getattr(journeys, name) for name in columns}) for journeys in (by_road, straight)
    )
    both = road_table.merge(straight_table, on=["settlement", "school"], suffixes=("", "_straight"))
    both = both[(both["kilometres_straight"] > 0.5) & both["kilometres"].notna()]
    detour = both["kilometres"] / both["kilometres_straight"]
    assert detour.min() >= 1 - 1e-6
    assert 1.1 < detour.median() < 2
    kph = both["kilometres"] / both["ride_minutes"] * 60
    assert kph.between(14.9, 60.1).all()
    walked = both[both["walk_minutes"].notna()]
    assert (walked["walk_minutes"] >= walked["kilometres_straight"] / 4 * 60 - 1e-4).all()
    assert len(np.unique(by_road.settlement)) > 0.99 * len(homes)
    told = "\n".join(by_road.notes)
    assert "roads not connected with the main network: " in told
    assert "closed to walkers and riders" in told
