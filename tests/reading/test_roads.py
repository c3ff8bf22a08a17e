"""Roads from GeoPackages and OpenStreetMap extracts, sound and damaged."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry

from planner.errors import InputError
from planner.reading import osm
from planner.reading.coordinates import wgs84_to_gcj02
from planner.reading.roads import HIGHWAYS, read_road_file, read_roads

EAST = LineString([(112.40, 34.80), (112.41, 34.80)])
NORTH = LineString([(112.40, 34.80), (112.40, 34.81)])


def write_roads(
    folder: Path,
    lines: Sequence[BaseGeometry | None],
    *,
    crs: str | None = "EPSG:4326",
    layer: str = "roads",
    **columns: object,
) -> Path:
    """Write lines with columns as a layer of roads.gpkg."""
    path = folder / "roads.gpkg"
    gpd.GeoDataFrame(columns, geometry=list(lines), crs=crs).to_file(path, layer=layer, driver="GPKG")
    return path


def problem_with(path: Path) -> str:
    """Return what reading the file complains of."""
    with pytest.raises(InputError) as caught:
        read_roads(path)
    assert caught.value.findings, "a finding names the file"
    assert all(finding.file == path.name for finding in caught.value.findings)
    return str(caught.value)


def assert_sound_or_told(path: Path) -> None:
    """Check that a damaged file gives lines on the earth, or a finding; nothing else may escape."""
    try:
        roads = read_roads(path)
    except InputError as problem:
        told = [finding.file for finding in problem.findings]
        roads = None
    if roads is None:
        assert told == [path.name]
    else:
        assert np.isfinite(roads.total_bounds).all()


def test_speed_stands_above_class_and_class_fills_in(tmp_path: Path) -> None:
    """A stated speed wins; without one the class gives it; a line with a speed of its own needs no class."""
    lines = [EAST, EAST, EAST, EAST]
    path = write_roads(
        tmp_path, lines, highway=["tertiary", "Tertiary ", None, "lane"], speed_kph=[25.0, np.nan, 12.0, 14.0]
    )
    roads = read_roads(path)
    assert roads.crs == "EPSG:4326"
    assert roads["speed_kph"].tolist() == [25.0, HIGHWAYS["tertiary"].kph, 12.0, 14.0]
    assert roads["highway"].tolist() == ["tertiary", "tertiary", "", "lane"]
    assert roads["ride"].all()
    assert roads["foot"].all()


def test_speed_alone_is_enough(tmp_path: Path) -> None:
    """A file without classes is read by its speeds, in whatever type they were stored."""
    roads = read_roads(write_roads(tmp_path, [EAST, NORTH], speed_kph=["30", "12.5"]))
    assert roads["speed_kph"].tolist() == [30.0, 12.5]
    assert roads["highway"].tolist() == ["", ""]


def test_class_says_who_may_use_the_road(tmp_path: Path) -> None:
    """Motorways are not walked and not joined along the way, footpaths are not ridden, building sites are no roads."""
    roads = read_roads(
        write_roads(tmp_path, [EAST] * 4, highway=["motorway", "footway", "construction", "residential"])
    )
    assert roads["highway"].tolist() == ["motorway", "footway", "residential"]
    assert roads["foot"].tolist() == [False, True, True]
    assert roads["ride"].tolist() == [True, False, True]
    assert roads["entry"].tolist() == [False, True, True]


def test_oneway_signs_of_both_schools(tmp_path: Path) -> None:
    """OpenStreetMap writes yes, -1, no; Geofabrik writes F, T, B; others write true and false."""
    signs = ["yes", "-1", "no", "F", "T", "B", "True", "false", None]
    roads = read_roads(write_roads(tmp_path, [EAST] * len(signs), highway=["road"] * len(signs), oneway=signs))
    assert roads["oneway"].tolist() == [1, -1, 0, 1, -1, 0, 1, 0, 0]


def test_levels_of_bridges_and_tunnels(tmp_path: Path) -> None:
    """The column layer stands first; a bridge without one is one up, a tunnel one down."""
    roads = read_roads(
        write_roads(
            tmp_path, [EAST] * 5, highway=["road"] * 5, layer_=[0] * 5,
            bridge=["yes", "viaduct", "no", None, "F"], tunnel=["no", None, "yes", None, "F"],
        )
    )  # fmt: skip
    assert roads["level"].tolist() == [1, 1, -1, 0, 0]


def test_stated_layer_is_the_level(tmp_path: Path) -> None:
    """A layer of 2 is level 2, bridge or not."""
    path = tmp_path / "roads.gpkg"
    frame = gpd.GeoDataFrame(
        {"highway": ["road"] * 3, "layer": [2, 0, None], "bridge": ["yes", "yes", "no"]},
        geometry=[EAST] * 3,
        crs="EPSG:4326",
    )
    frame.to_file(path, layer="roads", driver="GPKG")
    assert read_roads(path)["level"].tolist() == [2, 1, 0]


def test_multi_part_lines_are_taken_apart_and_other_shapes_left_out(tmp_path: Path) -> None:
    """Each part becomes a line with the columns of the whole; points, empty shapes and dots are no roads."""
    shapes = [MultiLineString([EAST, NORTH]), Point(112, 34), None, LineString([(112, 34), (112, 34)]), LineString()]
    roads = read_roads(write_roads(tmp_path, shapes, speed_kph=[20.0] * 5))
    assert roads["speed_kph"].tolist() == [20.0, 20.0]
    assert [shape.geom_type for shape in roads.geometry] == ["LineString"] * 2


def test_projected_and_chinese_systems_become_degrees(tmp_path: Path) -> None:
    """Metres of CGCS2000 come back to the degrees they were made from, heights dropped."""
    line = LineString([(112.40, 34.80, 130.0), (112.41, 34.80, 140.0)])
    metres = gpd.GeoSeries([line], crs="EPSG:4326").to_crs("EPSG:4546")
    roads = read_roads(write_roads(tmp_path, list(metres), crs="EPSG:4546", speed_kph=[20.0]))
    assert shapely.equals_exact(roads.geometry[0], EAST, 1e-7)
    assert not roads.geometry[0].has_z


def test_web_map_shifts_are_undone(tmp_path: Path) -> None:
    """Lines drawn on GCJ-02 come back to WGS84 when provenance says so."""
    lon, lat = wgs84_to_gcj02(*np.array(EAST.coords).T)
    path = write_roads(tmp_path, [LineString(zip(lon, lat, strict=True))], speed_kph=[20.0])
    assert shapely.equals_exact(read_roads(path, "GCJ-02").geometry[0], EAST, 1e-6)
    assert not shapely.equals_exact(read_roads(path).geometry[0], EAST, 1e-3)


def test_layer_named_roads_is_taken(tmp_path: Path) -> None:
    """Of several layers of lines the one named roads is read; without it, none is guessed."""
    write_roads(tmp_path, [NORTH], layer="rivers", speed_kph=[1.0])
    path = write_roads(tmp_path, [EAST], layer="roads", speed_kph=[20.0])
    assert read_roads(path)["speed_kph"].tolist() == [20.0]


def test_several_layers_of_lines_without_a_name_are_named(tmp_path: Path) -> None:
    """Two layers of lines, neither named roads: both names are told."""
    write_roads(tmp_path, [NORTH], layer="west", speed_kph=[1.0])
    path = write_roads(tmp_path, [EAST], layer="east", speed_kph=[20.0])
    assert "west (speed_kph); east (speed_kph)" in problem_with(path)


def test_a_single_layer_of_any_name_will_do(tmp_path: Path) -> None:
    """One layer of lines beside one of points is enough."""
    write_roads(tmp_path, [Point(112, 34)], layer="stops", speed_kph=[1.0])
    path = write_roads(tmp_path, [EAST], layer="道路", speed_kph=[20.0])
    assert len(read_roads(path)) == 1


def test_missing_file(tmp_path: Path) -> None:
    """No file is said so."""
    assert "there is none" in problem_with(tmp_path / "roads.gpkg")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_no_coordinate_system(tmp_path: Path) -> None:
    """Lines without a coordinate system could lie anywhere."""
    path = write_roads(tmp_path, [EAST], crs=None, speed_kph=[20.0])
    assert "coordinate system" in problem_with(path)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("system", ["EPSG:4326", "CGCS2000", "EPSG:4490"])
def test_provenance_names_the_system_of_a_file_that_states_none(tmp_path: Path, system: str) -> None:
    """What provenance.yaml declares stands in for what the layer leaves out."""
    path = write_roads(tmp_path, [EAST], crs=None, speed_kph=[20.0])
    assert shapely.equals_exact(read_roads(path, system).geometry[0], EAST, 1e-6)


def test_a_system_of_a_building_site(tmp_path: Path) -> None:
    """A system of its own that says nowhere where on the earth it lies cannot be turned into degrees."""
    site = 'ENGCRS["site",EDATUM["site"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'
    assert "coordinate system tied to the earth" in problem_with(
        write_roads(tmp_path, [EAST], crs=site, speed_kph=[9.0])
    )


@pytest.mark.parametrize("number", [0, -1])
def test_undefined_coordinate_system(tmp_path: Path, number: int) -> None:
    """A GeoPackage has two ways of its own to say that it does not know."""
    path = write_roads(tmp_path, [EAST], speed_kph=[20.0])
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_geometry_columns SET srs_id = ?", (number,))
        database.execute("UPDATE gpkg_contents SET srs_id = ?", (number,))
    assert "coordinate system" in problem_with(path)


def test_metres_declared_as_degrees(tmp_path: Path) -> None:
    """Metres in a file that says degrees are told with their feature and value."""
    line = LineString([(37635374, 3856000), (37635474, 3856000)])
    message = problem_with(write_roads(tmp_path, [EAST, line], speed_kph=[20.0, 20.0]))
    assert "row 2" in message
    assert "37635374" in message


def test_neither_class_nor_speed(tmp_path: Path) -> None:
    """Lines with other columns only are not roads."""
    assert "highway or speed_kph" in problem_with(write_roads(tmp_path, [EAST], name=["一号路"]))


@pytest.mark.parametrize("speed", ["0", "-5", "fast", "inf"])
def test_speeds_that_are_none(tmp_path: Path, speed: str) -> None:
    """0, negative, endless and wordy speeds are told with their feature and value."""
    message = problem_with(write_roads(tmp_path, [EAST, EAST], speed_kph=["30", speed]))
    assert "row 2, column speed_kph" in message
    assert f"'{speed}'" in message


def test_no_lines_at_all(tmp_path: Path) -> None:
    """A layer of points, an empty layer and a file of paths under construction hold no roads."""
    points, empty, unbuilt = tmp_path / "points", tmp_path / "empty", tmp_path / "unbuilt"
    for folder in (points, empty, unbuilt):
        folder.mkdir()
    assert "layer of lines" in problem_with(write_roads(points, [Point(112, 34)], speed_kph=[20.0]))
    dot = LineString([(112, 34), (112, 34)])
    assert "lines" in problem_with(write_roads(empty, [dot], speed_kph=[20.0]))
    assert "at least one line" in problem_with(write_roads(unbuilt, [EAST], highway=["construction"]))


@pytest.mark.parametrize("name", ["roads.gpkg", "area.osm.pbf"])
@pytest.mark.parametrize("size", [0, 1, 100, 5000])
def test_random_bytes(tmp_path: Path, name: str, size: int) -> None:
    """Whatever the bytes, the answer is a finding."""
    path = tmp_path / name
    path.write_bytes(np.random.default_rng(size).bytes(size))
    problem_with(path)


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.7, 0.95])
def test_a_torn_geopackage(tmp_path: Path, kept: float) -> None:
    """A GeoPackage cut short ends in a finding, or in the lines that were whole."""
    path = write_roads(tmp_path, [EAST] * 500, speed_kph=[20.0] * 500)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert_sound_or_told(path)


@pytest.mark.parametrize("seed", range(12))
def test_a_geopackage_with_bytes_changed(tmp_path: Path, seed: int) -> None:
    """A GeoPackage with a page of noise ends in a finding, or in lines that lie on the earth."""
    path = write_roads(tmp_path, [EAST] * 500, speed_kph=[20.0] * 500)
    chance = np.random.default_rng(seed)
    content = bytearray(path.read_bytes())
    start = int(chance.integers(100, len(content) - 2000))
    content[start : start + 2000] = chance.bytes(2000)
    path.write_bytes(content)
    assert_sound_or_told(path)


def test_without_osmium_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An extract without the library to read it ends in advice."""
    path = tmp_path / "area.osm.pbf"
    path.write_bytes(b"")
    monkeypatch.setattr(osm, "OSMIUM_INSTALLED", False)
    assert "planner[osm]" in problem_with(path)


OSM_TEXT = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lon="112.40" lat="34.80"/><node id="2" lon="112.41" lat="34.80"/><node id="3" lon="112.41" lat="34.81"/>
<node id="4" lon="112.40" lat="34.80"><tag k="highway" v="crossing"/></node>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="secondary"/><tag k="maxspeed" v="20"/></way>
<way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="oneway" v="-1"/>
  <tag k="bridge" v="yes"/><tag k="maxspeed" v="60"/></way>
<way id="12"><nd ref="1"/><nd ref="3"/><tag k="highway" v="service"/><tag k="access" v="private"/></way>
<way id="13"><nd ref="1"/><nd ref="3"/><tag k="highway" v="service"/><tag k="access" v="private"/>
  <tag k="foot" v="yes"/></way>
<way id="14"><nd ref="1"/><nd ref="99"/><tag k="highway" v="primary"/></way>
<way id="15"><nd ref="1"/><nd ref="3"/><tag k="waterway" v="river"/></way>
<way id="16"><nd ref="1"/><nd ref="2"/><tag k="highway" v="tertiary"/><tag k="junction" v="roundabout"/>
  <tag k="maxspeed" v="10 mph"/><tag k="foot" v="no"/></way>
</osm>"""


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """Write a hand-made extract of seven ways."""
    osmium = pytest.importorskip("osmium")
    source, path = tmp_path / "area.osm", tmp_path / "area.osm.pbf"
    source.write_text(OSM_TEXT, encoding="utf-8")
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(source)):
            writer.add(thing)
    return path


def test_extract_holds_water(extract: Path) -> None:
    """The river of an extract is kept as water, not as a road."""
    assert [shape.geom_type for shape in read_road_file(extract).water] == ["LineString"]


def test_extract_by_hand(extract: Path) -> None:
    """Tags become columns; private, broken and non-road ways are gone; limits hold speeds down, never up."""
    roads = read_roads(extract)
    assert roads["highway"].tolist() == ["secondary", "residential", "service", "tertiary"]
    assert roads["speed_kph"].tolist() == pytest.approx([20.0, 20.0, 15.0, 16.09344])
    assert roads["foot"].tolist() == [True, True, True, False]
    assert roads["ride"].tolist() == [True, True, False, True]
    assert roads["oneway"].tolist() == [0, -1, 0, 1]
    assert roads["level"].tolist() == [0, 1, 0, 0]
    assert roads["shared_nodes"].all()
    assert list(roads.geometry[0].coords) == [(112.40, 34.80), (112.41, 34.80), (112.41, 34.81)]


def test_a_torn_extract(extract: Path) -> None:
    """An extract cut short is told."""
    content = extract.read_bytes()
    extract.write_bytes(content[: len(content) - 40])
    problem_with(extract)


def test_a_real_extract(shared_data: Path) -> None:
    """Porto Alegre's extract holds some 15,000 usable ways with the speeds of their classes at most."""
    pytest.importorskip("osmium")
    roads = read_roads(shared_data / "porto_alegre" / "poa_osm.pbf")
    assert 14_000 < len(roads) < 15_886
    ridden = roads[roads["ride"] & roads["highway"].isin(HIGHWAYS.keys())]
    limits = ridden["highway"].map({name: kind.kph for name, kind in HIGHWAYS.items()}).astype(float)
    assert (ridden["speed_kph"] <= limits).all()
    assert roads.geometry.is_valid.all()
