"""Places off: strangers and wrong systems are named, sound districts of every shape pass."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from shapely.geometry import Point, box

from planner.errors import Finding, InputError
from planner.reading.coordinates import Floats, wgs84_to_bd09, wgs84_to_gcj02
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario

Points = tuple[Floats, Floats]
CENTRE = (112.44, 34.80)


def scattered(count: int, *, lon_km: float = 15.0, lat_km: float = 12.0, seed: int = 1) -> Points:
    """Scatter places around the centre; lon_km and lat_km are the half widths."""
    random = np.random.default_rng(seed)
    east, north = random.uniform(-lon_km, lon_km, count), random.uniform(-lat_km, lat_km, count)
    return CENTRE[0] + east / 91.3, CENTRE[1] + north / 111.2


def beside(points: Points, every: int, metres: float, seed: int = 2) -> Points:
    """Put a place some metres beside every so many points, in any direction."""
    random = np.random.default_rng(seed)
    lon, lat = points[0][::every], points[1][::every]
    angle, distance = random.uniform(0, 2 * np.pi, len(lon)), random.uniform(0, metres, len(lon))
    return lon + distance * np.cos(angle) / 91_300, lat + distance * np.sin(angle) / 111_200


def write(folder: Path, settlements: Points, schools: Points, provenance: str = "") -> Path:
    """Write a district of these places."""
    places = enumerate(zip(*settlements, strict=True))
    rows = [f"S{place},村{place},镇,{lon:.7f},{lat:.7f}" for place, (lon, lat) in places]
    sites = enumerate(zip(*schools, strict=True))
    lines = [f"P{place},校{place},镇,{lon:.7f},{lat:.7f},primary,1-6,6" for place, (lon, lat) in sites]
    files = {
        "settlements.csv": "\n".join(["settlement_id,name,town,lon,lat", *rows]),
        "schools.csv": "\n".join(["school_id,name,town,lon,lat,kind,grades,classrooms", *lines]),
        "pupils.csv": "settlement_id,year,grade,pupils\nS0,2026,1,5\n",
        "provenance.yaml": provenance or "title: made up\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def findings(folder: Path, scenario: Scenario) -> tuple[Finding, ...]:
    """Return what is found wrong, nothing for a sound district."""
    try:
        read_district(folder, scenario)
    except InputError as problem:
        return tuple(problem.findings)
    return ()


def one(lon: float, lat: float) -> Points:
    """Return a single place."""
    return np.array([lon]), np.array([lat])


SOUND: dict[str, Callable[[], tuple[Points, Points]]] = {
    "one settlement, one school": lambda: (one(112.4, 34.8), one(112.5, 34.9)),
    "twenty settlements in one spot": lambda: (
        (np.full(20, 112.4), np.full(20, 34.8)),
        (np.full(2, 112.41), np.full(2, 34.8)),
    ),
    "a county 150 km long": lambda: (scattered(200, lon_km=75, lat_km=10), scattered(60, lon_km=75, lat_km=10, seed=5)),
    "a dense town and a far valley": lambda: (
        (
            np.concatenate([scattered(100, lon_km=2, lat_km=2)[0], 112.5 + np.arange(12) * 0.1]),
            np.concatenate([scattered(100, lon_km=2, lat_km=2)[1], np.full(12, 34.8)]),
        ),
        (np.array([112.44, 113.58]), np.array([34.8, 34.8])),
    ),
    "schools anywhere": lambda: (scattered(300), scattered(120, seed=9)),
    "schools in settlements": lambda: (scattered(300), beside(scattered(300), 3, 600)),
    "schools exactly at settlements": lambda: (scattered(300), beside(scattered(300), 3, 0)),
    "abroad": lambda: (
        (scattered(50)[0] - 163.6, scattered(50)[1] - 64.8),
        (scattered(9, seed=3)[0] - 163.6, scattered(9, seed=3)[1] - 64.8),
    ),
}


@pytest.mark.parametrize("shape", SOUND)
def test_sound_districts_pass(tmp_path: Path, scenario: Scenario, shape: str) -> None:
    """No false alarm on any of these shapes."""
    assert findings(write(tmp_path, *SOUND[shape]()), scenario) == ()


@pytest.mark.parametrize("seed", range(20))
def test_scattered_schools_raise_no_false_alarm(tmp_path: Path, scenario: Scenario, seed: int) -> None:
    """Schools that have nothing to do with where settlements are never look like another system."""
    folder = write(tmp_path, scattered(150, seed=seed), scattered(3 + 4 * seed, seed=seed + 100))
    assert findings(folder, scenario) == ()


@pytest.mark.parametrize(("by_lon", "by_lat"), [(1.5, 0.0), (0.0, -2.0), (3.0, 0.0)])
def test_a_settlement_far_off_is_named(tmp_path: Path, scenario: Scenario, by_lon: float, by_lat: float) -> None:
    """One settlement a degree or a zone off is found, and it alone."""
    settlements = scattered(100)
    settlements[0][7] += by_lon
    settlements[1][7] += by_lat
    found = findings(write(tmp_path, settlements, beside(scattered(100), 4, 100)), scenario)
    assert [(finding.file, finding.row) for finding in found] == [("settlements.csv", 9)]
    assert "km from" in found[0].expected


def test_a_far_off_part_can_be_declared(tmp_path: Path, scenario: Scenario) -> None:
    """extent_kilometres in provenance.yaml lets an exclave stand."""
    settlements = scattered(100)
    settlements[0][7] += 1.5
    folder = write(tmp_path, settlements, beside(scattered(100), 4, 100), "extent_kilometres: 160\n")
    assert findings(folder, scenario) == ()


def projected(points: Points, code: int) -> Points:
    """Turn degrees into eastings and northings."""
    east, north = Transformer.from_crs(4490, code, always_xy=True).transform(*points)
    return np.asarray(east), np.asarray(north)


def test_a_place_in_the_next_zone_is_named_with_its_zone(tmp_path: Path, scenario: Scenario) -> None:
    """Settlements in EPSG:4547, one of them left in zone 37: the finding says which zone it belongs to."""
    degrees = scattered(60)
    settlements = projected(degrees, 4547)
    other = projected(degrees, 4546)
    settlements[0][5], settlements[1][5] = other[0][5], other[1][5]
    told = "tables:\n  settlements: {coordinates: 'EPSG:4547'}\n"
    found = findings(write(tmp_path, settlements, beside(degrees, 4, 100), told), scenario)
    assert [finding.row for finding in found] == [7]
    assert "belongs to zone 37 (EPSG:4546)" in found[0].expected
    assert f"easting {settlements[0][5]:.0f}" in found[0].expected


def test_a_whole_table_in_another_zone_is_said_once(tmp_path: Path, scenario: Scenario) -> None:
    """Schools declared in the wrong zone lie hundreds of kilometres off; one finding names the right zone."""
    degrees = scattered(60)
    schools = projected(beside(degrees, 4, 100), 4546)
    told = "tables:\n  schools: {coordinates: CGCS2000, central_meridian: 114}\n"
    found = findings(write(tmp_path, degrees, schools, told), scenario)
    assert len(found) == 1
    assert "km apart" in found[0].expected
    assert "belongs to zone 37 (EPSG:4546), not to zone 38" in found[0].expected


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("system", ["GCJ-02", "BD-09"])
@pytest.mark.parametrize("table", ["schools", "settlements"])
def test_a_table_hundreds_of_metres_off_is_named(
    tmp_path: Path, scenario: Scenario, system: str, table: str, seed: int
) -> None:
    """A table from a web map beside one from GPS, both declared WGS84: the table and its true system are named."""
    shift = wgs84_to_gcj02 if system == "GCJ-02" else wgs84_to_bd09
    settlements = scattered(270, seed=seed)
    schools = beside(settlements, 3, 300, seed=seed)
    if table == "schools":
        schools = shift(*schools)
    else:
        settlements = shift(*settlements)
    found = findings(write(tmp_path, settlements, schools), scenario)
    assert [(finding.file, finding.value) for finding in found] == [(f"{table}.csv", system)]


def test_a_table_in_its_declared_system_passes(tmp_path: Path, scenario: Scenario) -> None:
    """The same shifted schools, declared as what they are, raise no alarm and come back in WGS84."""
    settlements = scattered(270)
    schools = wgs84_to_gcj02(*beside(settlements, 3, 300))
    folder = write(tmp_path, settlements, schools, "tables:\n  schools: {coordinates: GCJ-02}\n")
    district = read_district(folder, scenario)
    assert district.schools["lon"].to_numpy() == pytest.approx(beside(settlements, 3, 300)[0], abs=1e-6)


def test_places_outside_the_towns_are_found(tmp_path: Path, scenario: Scenario) -> None:
    """With boundaries, a place 10 km outside is found, one 1 km outside is not."""
    towns = gpd.GeoDataFrame({"town": ["镇"]}, geometry=[box(112.3, 34.7, 112.6, 34.9)], crs=4326)
    towns.to_file(tmp_path / "boundaries.gpkg", driver="GPKG")
    inside = (np.array([112.4, 112.5, 112.61, 112.7]), np.array([34.8, 34.8, 34.8, 34.8]))
    found = findings(write(tmp_path, inside, one(112.4, 34.8)), scenario)
    assert [(finding.file, finding.row) for finding in found] == [("settlements.csv", 5)]


def test_boundaries_come_in_wgs84(tmp_path: Path, scenario: Scenario) -> None:
    """Polygons in metres and with a Chinese heading are turned into degrees."""
    towns = gpd.GeoDataFrame({"乡镇": ["镇"]}, geometry=[box(112.3, 34.7, 112.6, 34.9)], crs=4326).to_crs(4546)
    towns.to_file(tmp_path / "boundaries.gpkg", driver="GPKG")
    district = read_district(write(tmp_path, scattered(5, lon_km=3, lat_km=3), one(112.4, 34.8)), scenario)
    assert district.boundaries is not None
    assert district.boundaries["town"].tolist() == ["镇"]
    assert district.boundaries.total_bounds == pytest.approx([112.3, 34.7, 112.6, 34.9], abs=1e-6)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("sort", ["bytes", "empty", "points", "no town", "no system", "elsewhere", "folder"])
def test_bad_boundaries_are_one_finding(tmp_path: Path, scenario: Scenario, sort: str) -> None:
    """Whatever is wrong with boundaries.gpkg is one finding of that file."""
    path = tmp_path / "boundaries.gpkg"
    square = box(112.3, 34.7, 112.6, 34.9)
    frames = {
        "points": gpd.GeoDataFrame({"town": ["镇"]}, geometry=[Point(112.4, 34.8)], crs=4326),
        "no town": gpd.GeoDataFrame({"x": ["镇"]}, geometry=[square], crs=4326),
        "no system": gpd.GeoDataFrame({"town": ["镇"]}, geometry=[square]),
        "elsewhere": gpd.GeoDataFrame({"town": ["镇"]}, geometry=[box(10, 50, 11, 51)], crs=4326),
    }
    if sort == "folder":
        path.mkdir()
    elif sort in frames:
        frames[sort].to_file(path, driver="GPKG")
    else:
        path.write_bytes(b"" if sort == "empty" else b"SQLite format 3\0" + b"\xff" * 200)
    found = findings(write(tmp_path, scattered(5, lon_km=3, lat_km=3), one(112.4, 34.8)), scenario)
    assert [finding.file for finding in found] == ["boundaries.gpkg"]


def test_boundaries_drawn_on_a_web_map_are_moved(tmp_path: Path, scenario: Scenario) -> None:
    """Polygons that provenance.yaml declares as GCJ-02 come back by some hundred metres."""
    towns = gpd.GeoDataFrame({"town": ["镇"]}, geometry=[box(112.3, 34.7, 112.6, 34.9)], crs=4326)
    towns.to_file(tmp_path / "boundaries.gpkg", driver="GPKG")
    told = "tables:\n  boundaries: {coordinates: GCJ-02}\n"
    district = read_district(write(tmp_path, scattered(5, lon_km=3, lat_km=3), one(112.4, 34.8), told), scenario)
    assert district.boundaries is not None
    east, north = wgs84_to_gcj02(*one(*district.boundaries.total_bounds[:2]))
    assert (east[0], north[0]) == pytest.approx((112.3, 34.7), abs=0.002)
    assert district.boundaries.total_bounds[0] < 112.2975
