"""Shapes that nobody could use: each is one clear finding, or repaired and told; nothing else escapes."""

import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.errors import Finding, InputError
from planner.reading.boundaries import read_boundaries
from planner.reading.roads import read_road_file
from planner.reading.water import read_water
from tests.shape_mutations import fuzz_shapes

LINES = [LineString([(112.40, 34.70 + 0.01 * row), (112.45, 34.70 + 0.01 * row)]) for row in range(3)]
AREAS = [box(112.4 + 0.1 * row, 34.7, 112.5 + 0.1 * row, 34.8) for row in range(3)]
NAN, INF = float("nan"), float("inf")


def lines(shapes: Sequence[BaseGeometry], crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    """Return roads of shapes."""
    return gpd.GeoDataFrame({"highway": ["tertiary"] * len(shapes)}, geometry=shapes, crs=crs)


def told(folder: Path, frame: gpd.GeoDataFrame, name: str = "roads") -> Finding:
    """Write a layer, read it, and return the only finding."""
    path = folder / f"{name}.gpkg"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what writing such shapes makes GDAL and NumPy say
        frame.to_file(path, layer=name)
    if name == "boundaries":
        (finding,) = read_boundaries(path).faults.listed
        return finding
    with pytest.raises(InputError) as caught:
        read_water(path) if name == "water" else read_road_file(path)
    (finding,) = caught.value.findings
    return finding


@pytest.mark.parametrize("name", ["roads", "boundaries", "water"])
@pytest.mark.parametrize(
    ("crs", "said"),
    [
        ("EPSG:5773", "a system of heights"),
        ("EPSG:4978", "earth's centre"),
        ("EPSG:3857", "look like degrees"),
        ("EPSG:4546", "look like degrees"),
        ("EPSG:32650", "look like degrees"),
    ],
)
def test_systems_that_do_not_fit(tmp_path: Path, name: str, crs: str, said: str) -> None:
    """Heights, distances from the earth's centre, and metres declared over degrees."""
    frame = lines(LINES) if name == "roads" else gpd.GeoDataFrame({"town": ["a", "b", "c"]}, geometry=AREAS, crs=4326)
    finding = told(tmp_path, frame.set_crs(crs, allow_override=True), name)
    assert said in finding.expected


def test_a_compound_system_is_taken_by_its_plane(tmp_path: Path) -> None:
    """WGS 84 with heights above EGM96 is WGS 84."""
    path = tmp_path / "roads.gpkg"
    lines(LINES, "EPSG:9707").to_file(path)
    assert len(read_road_file(path).lines) == 3


def test_metres_declared_as_degrees(tmp_path: Path) -> None:
    """The layer declares degrees and holds metres: one finding for the layer."""
    metres = lines(LINES).to_crs(4546).set_crs(4326, allow_override=True)
    assert "look like metres" in told(tmp_path, metres).expected


def test_longitude_and_latitude_swapped(tmp_path: Path) -> None:
    """X beyond 90 as a latitude would be: they look swapped."""
    turned = [shapely.transform(line, lambda points: points[:, ::-1]) for line in LINES]
    assert "swapped" in told(tmp_path, lines(turned)).expected


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize("name", ["roads", "boundaries", "water"])
@pytest.mark.parametrize("bad", [NAN, INF, -INF, 1e300, 1e9])
def test_vertices_that_are_none(tmp_path: Path, name: str, bad: float) -> None:
    """NaN, endless and huge vertices are told with the feature's number."""
    if name == "roads":
        frame = lines([LINES[0], LineString([(112.4, 34.7), (bad, 34.8)]), LINES[2]])
    else:
        areas = [AREAS[0], Polygon([(112.4, 34.7), (112.5, bad), (112.5, 34.8)]), AREAS[2]]
        frame = gpd.GeoDataFrame({"town": ["a", "b", "c"]}, geometry=areas, crs=4326)
    finding = told(tmp_path, frame, name)
    assert (finding.row, finding.column) == (2, "geometry")


def test_a_vertex_at_nought_nought(tmp_path: Path) -> None:
    """A road that leaps to the Gulf of Guinea is told with its feature and the vertex."""
    finding = told(tmp_path, lines([LINES[0], LineString([(112.4, 34.7), (0.0, 0.0)])]))
    assert (finding.row, finding.value) == (2, "[0.0, 0.0]")


@pytest.mark.parametrize("content", [b"", b"hello world" * 50, b"SQLite format 3\0" + bytes(5000), b'{"type":"x"}'])
@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".shp", ".osm.pbf", ".osm"])
def test_files_that_are_none(tmp_path: Path, content: bytes, suffix: str) -> None:
    """Whatever stands under the name, one finding names the file."""
    path = tmp_path / f"roads{suffix}"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_road_file(path)
    (finding,) = caught.value.findings
    assert finding.file == path.name


def test_damaged_bytes_end_in_a_finding_or_in_places_on_the_earth(tmp_path: Path) -> None:
    """A few hundred files with bytes changed: some are read, some are told, none ends otherwise."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        became = Counter(fuzz_shapes(tmp_path, seed=9, count=240))
    assert min(became["read"], became["told"]) > 20, became
