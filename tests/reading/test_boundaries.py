"""Town polygons: found in any layer and column, repaired, or told."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from planner.language import in_language
from planner.reading.boundaries import Boundaries, read_boundaries

WEST, EAST = box(112.3, 34.7, 112.4, 34.8), box(112.4, 34.7, 112.5, 34.8)
BOWTIE = Polygon([(112.4, 34.7), (112.5, 34.8), (112.5, 34.7), (112.4, 34.8)])
TOWNS = ("河口镇", "岭北乡")


def write(
    folder: Path, columns: Mapping[str, object], shapes: Sequence[object] = (WEST, EAST), *, layer: str = "boundaries",
    name: str = "boundaries.gpkg",
) -> Path:  # fmt: skip
    """Write polygons with columns as a layer."""
    gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326").to_file(folder / name, layer=layer)
    return folder / name


def names(found: Boundaries) -> list[str]:
    """Return the towns, which there are."""
    assert found.towns is not None, found.faults
    return [str(town) for town in found.towns["town"]]


@pytest.mark.parametrize("heading", ["town", "Town", "TOWN", "乡镇", "ＴＯＷＮ", "name", "NAME", "名称", "XZMC"])
def test_headings_in_any_case(tmp_path: Path, heading: str) -> None:
    """The column is found whatever the case or width of its heading, towns known or not."""
    path = write(tmp_path, {heading: TOWNS})
    assert names(read_boundaries(path)) == names(read_boundaries(path, towns=TOWNS)) == list(TOWNS)


def test_the_layer_that_names_the_towns_is_taken(tmp_path: Path) -> None:
    """Behind a layer of the county and one of villages, all with the same headings, stand the towns."""
    write(tmp_path, {"name": ["示例县"]}, [box(112.3, 34.7, 112.5, 34.8)], layer="county")
    write(tmp_path, {"name": ["上河村", "下河村"]}, layer="villages")
    path = write(tmp_path, {"name": TOWNS}, layer="third")
    found = read_boundaries(path, towns=TOWNS)
    assert names(found) == list(TOWNS)
    assert "layer third, column name" in found.notes[0]
    assert "图层 third" in in_language(found.notes[0], "zh")


def test_a_column_of_any_name_with_the_towns_in_it(tmp_path: Path) -> None:
    """An unknown heading is found by what stands below it."""
    assert names(read_boundaries(write(tmp_path, {"X1": ["a", "b"], "X2": TOWNS}), towns=TOWNS)) == list(TOWNS)


def test_what_is_there_is_listed(tmp_path: Path) -> None:
    """Where nothing fits, the finding lists every layer and its columns."""
    write(tmp_path, {"county": ["示例县"]}, [WEST], layer="one")
    found = read_boundaries(write(tmp_path, {"code": ["1", "2"], "x": ["a", "b"]}, layer="two"), towns=TOWNS)
    (finding,) = found.faults.listed
    assert finding.expected.endswith("the file has one (county); two (code, x)")


def test_rings_that_cross_are_repaired_and_told(tmp_path: Path) -> None:
    """A bow tie becomes its two triangles, and the town is named."""
    found = read_boundaries(write(tmp_path, {"town": TOWNS}, [WEST, BOWTIE]))
    assert found.towns is not None
    assert found.towns.geometry.is_valid.all()
    assert found.towns.geometry[1].area == pytest.approx(0.005)
    assert "岭北乡" in found.notes[0]


def test_areas_are_taken_out_of_collections_and_nameless_ones_left_out(tmp_path: Path) -> None:
    """A collection with an area and a point in it is its area; an empty one and one without a name are counted."""
    mixed = shapely.GeometryCollection([EAST, Point(112.45, 34.75)])
    shapes = [MultiPolygon([WEST]), mixed, Polygon(), WEST]
    found = read_boundaries(write(tmp_path, {"town": [*TOWNS, "空镇", None]}, shapes))
    assert names(found) == list(TOWNS)
    assert "2 of 4 features" in found.notes[0]


@pytest.mark.parametrize(
    ("shape", "told"),
    [(Point(112, 34), "polygons alone"), (shapely.LineString([(112, 34), (113, 35)]), "polygons alone")],
)
def test_other_shapes_are_one_finding(tmp_path: Path, shape: object, told: str) -> None:
    """A point among the polygons is told with its feature."""
    path = write(tmp_path, {"town": TOWNS}, [WEST, shape])
    (finding,) = read_boundaries(path).faults.listed
    assert (finding.row, finding.column) == (2, "geometry")
    assert told in finding.expected


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
def test_a_shapefile_that_does_not_say_how_it_is_written(tmp_path: Path, encoding: str) -> None:
    """Names in UTF-8 or in GBK are read right without the file beside it that would say so."""
    path = tmp_path / "boundaries.shp"
    frame = gpd.GeoDataFrame({"town": TOWNS}, geometry=[WEST, EAST], crs="EPSG:4326")
    frame.to_file(path, encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = 0  # the language mark of the table
    path.with_suffix(".dbf").write_bytes(table)
    assert names(read_boundaries(path, towns=TOWNS)) == list(TOWNS)
