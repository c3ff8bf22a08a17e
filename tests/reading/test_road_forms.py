"""Roads in the forms that other programs write: lists, GDAL's tags, ferries, access, other names and formats."""

import json
from collections.abc import Mapping, Sequence, Sized
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from planner.errors import InputError
from planner.language import in_language
from planner.reading.road_cells import kph, minutes, oneway, parts, tags_in
from planner.reading.road_classes import HIGHWAYS, class_of
from planner.reading.roads import Roads, read_road_file, read_roads

LON, LAT = 112.40, 34.80
STEP = 0.01


def street(number: int) -> LineString:
    """Return a line of its own for each number: a kilometre or so long, apart from the others."""
    return LineString([(LON, LAT + number * STEP), (LON + STEP, LAT + number * STEP)])


def write(
    folder: Path,
    columns: Mapping[str, object],
    *,
    name: str = "roads.gpkg",
    layer: str | None = None,
    lines: Sequence[BaseGeometry] | None = None,
) -> Path:
    """Write lines with columns; without lines, one street a row."""
    first = next(iter(columns.values()))
    assert isinstance(first, Sized)
    count = len(first)
    shapes = [street(number) for number in range(count)] if lines is None else list(lines)
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    path = folder / name
    frame.to_file(path, **({"layer": layer} if layer else {}))
    return path


def note_of(roads: Roads) -> str:
    """Return the only note."""
    (note,) = roads.notes
    return note


@pytest.mark.parametrize(
    "cell",
    [
        "['residential', 'service']", '["residential", "service"]', "residential;service", "residential; service",
        "residential|service", "{residential,service}", "(2:residential,service)", "Residential;SERVICE",
        "residential, service", "array(['residential', 'service'])", "residential/service", "村道、service",
    ],
)  # fmt: skip
def test_lists_of_classes_in_every_spelling(tmp_path: Path, cell: str) -> None:
    """A line joined of a street and a service road is as fast as the slower, walked and ridden."""
    roads = read_road_file(write(tmp_path, {"highway": [cell]}))
    assert roads.lines["speed_kph"].tolist() == [HIGHWAYS["service"].kph]
    assert (roads.lines["foot"] & roads.lines["ride"]).all()
    assert roads.notes == ()


def test_lists_bind_by_their_strictest_part(tmp_path: Path) -> None:
    """With steps in it nobody rides, with a motorway in it nobody walks, with a building site in it nobody goes."""
    cells = [
        "['footway', 'steps']",
        "['motorway', 'trunk_link']",
        "['residential', 'construction']",
        "['tertiary', 'x']",
    ]
    roads = read_road_file(write(tmp_path, {"highway": cells}))
    assert roads.lines["ride"].tolist() == [False, True, True]
    assert roads.lines["foot"].tolist() == [True, False, True]
    assert roads.lines["speed_kph"].tolist()[1:] == [40, 30]
    assert note_of(roads) == "roads.gpkg: 1 line is not travelled: highway=construction 1"


def test_real_lists_of_a_geojson(tmp_path: Path) -> None:
    """Lists that GeoJSON holds as lists are read like their texts."""
    kinds = [["residential", "service"], "tertiary", ["footway"]]
    features = [
        {"type": "Feature", "properties": {"HighWay": kind}, "geometry": shapely.geometry.mapping(street(number))}
        for number, kind in enumerate(kinds)
    ]
    path = tmp_path / "roads.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert read_roads(path)["highway"].tolist() == ["service", "tertiary", "footway"]


def test_empty_and_unknown_classes_are_left_out_and_counted(tmp_path: Path) -> None:
    """Where the file has classes, lines without one and lines of no road's class are told by sort."""
    cells = ["residential", None, "", "fairy_path", "fairy_path", "proposed"]
    roads = read_road_file(write(tmp_path, {"highway": cells}))
    assert roads.lines["highway"].tolist() == ["residential"]
    note = note_of(roads)
    assert note.startswith("roads.gpkg: 5 lines are not travelled: ")
    for sort in ("lines without a class 2", "highway=fairy_path 2", "highway=proposed 1"):
        assert sort in note
    assert "没有道路等级的线 2 条" in in_language(note, "zh")


def test_without_any_class_all_lines_are_roads(tmp_path: Path) -> None:
    """A column of classes that is wholly empty says nothing; a line that is a railway besides is none."""
    roads = read_road_file(write(tmp_path, {"highway": ["", None, None], "railway": [None, None, "rail"]}))
    assert len(roads.lines) == 2
    assert roads.lines["speed_kph"].isna().all()
    assert note_of(roads) == "roads.gpkg: 1 line is not travelled: railway=rail 1"


def test_gdal_lines_with_their_tag_text(tmp_path: Path) -> None:
    """GDAL's layer `lines`: rivers, rails and ferries are no roads; the other tags are heeded, own columns first."""
    tags = [
        '"maxspeed"=>"10","oneway"=>"yes"', '"access"=>"private"', '"route"=>"ferry"', None, None,
        '"oneway"=>"-1","name"=>"a \\"b\\""', '"access"=>"no","foot"=>"yes"',
    ]  # fmt: skip
    columns = {
        "osm_id": list("1234567"),
        "highway": ["tertiary", "service", None, None, None, "residential", "track"],
        "waterway": [None, None, None, "river", None, None, None],
        "railway": [None, None, None, None, "rail", None, None],
        "other_tags": tags,
    }
    roads = read_road_file(write(tmp_path, columns, layer="lines"))
    assert roads.lines["highway"].tolist() == ["tertiary", "residential", "track"]
    assert roads.lines["speed_kph"].tolist() == [10, 20, 15]
    assert roads.lines["oneway"].tolist() == [1, -1, 0]
    assert roads.lines["ride"].tolist() == [True, True, False]
    assert len(roads.water) == 1
    told = " ".join(roads.notes)
    for sort in ("waterway=river 1", "railway=rail 1", "closed to walkers and riders 1", "ferries that state no time"):
        assert sort in told


@pytest.mark.parametrize(
    ("tags", "foot", "ride"),
    [
        ({}, True, True),
        ({"access": "no"}, False, False),
        ({"access": "Private"}, False, False),
        ({"access": "destination"}, True, True),
        ({"access": "permissive"}, True, True),
        ({"access": "customers"}, True, True),
        ({"access": "no", "foot": "yes"}, True, False),
        ({"access": "no", "bus": "yes"}, False, True),
        ({"access": "private", "motor_vehicle": "yes"}, False, True),
        ({"access": "yes", "foot": "no"}, False, True),
        ({"motor_vehicle": "no"}, True, False),
        ({"vehicle": "no"}, True, False),
        ({"vehicle": "no", "motor_vehicle": "destination"}, True, True),
        ({"motor_vehicle": "no", "bus": "designated"}, True, True),
        ({"access": "['yes', 'no']"}, False, False),
    ],
)
def test_access(tmp_path: Path, tags: dict[str, str], *, foot: bool, ride: bool) -> None:
    """The particular key stands above the general one; destination, permissive and customers are allowed."""
    columns = {"highway": ["residential", "residential"]} | {key: [value, ""] for key, value in tags.items()}
    lines = read_roads(write(tmp_path, columns))
    found = lines[lines.geometry.geom_equals(street(0))]
    assert (bool(found["foot"].any()), bool(found["ride"].any())) == (foot, ride)


@pytest.mark.parametrize("kind", ["footway", "path", "pedestrian", "cycleway", "steps", "bridleway"])
def test_paths_are_walked_not_ridden(kind: str) -> None:
    """Nobody rides where no bus goes."""
    travels = class_of([kind]).travels
    assert travels is not None
    assert (travels.kph, travels.foot) == (None, True)


@pytest.mark.parametrize("kind", ["motorway", "motorway_link"])
def test_motorways_are_not_walked(kind: str) -> None:
    """Nobody walks on a motorway, nor on its ramps."""
    travels = class_of([kind]).travels
    assert travels is not None
    assert not travels.foot


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("50", 50), ("50 km/h", 50), ("30 mph", 48.28032), ("30mph", 48.28032), ("CN:urban", 50), ("cn:rural", 70),
        ("walk", 5), ("de:zone30", 30), ("zone:20", 20), ("50;80", 50), ("['40', '60']", 40), ("50.0", 50),
        ("40公里/小时", 40), ("none", np.nan), ("signals", np.nan), ("0", np.nan), ("1e-308", np.nan), ("-5", np.nan),
        ("", np.nan), ("99999", np.nan),
    ],
)  # fmt: skip
def test_speed_limits(cell: str, expected: float) -> None:
    """Units, zones, lists and words; what is none is unknown."""
    assert kph(cell.lower()) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("cell", "sign"),
    [("yes", 1), ("true", 1), ("1", 1), ("1.0", 1), ("-1", -1), ("reverse", -1), ("no", 0), ("", 0), ("0", 0),
     ("[true, false]", 1), ("yes;-1", 0), ("b", 0), ("f", 1), ("t", -1)],
)  # fmt: skip
def test_oneway_signs(cell: str, sign: int) -> None:
    """Every spelling of the direction."""
    assert oneway(cell) == sign


def test_roundabouts_go_round(tmp_path: Path) -> None:
    """A roundabout is one-way unless its own sign says otherwise."""
    columns = {
        "highway": ["primary"] * 3,
        "junction": ["roundabout", "circular", "roundabout"],
        "oneway": ["", None, "no"],
    }
    assert read_roads(write(tmp_path, columns))["oneway"].tolist() == [1, 1, 0]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("00:20", 20), ("1:05", 65), ("0:20:30", 20.5), ("pt20m", 20), ("pt1h", 60), ("15", 15), ("15 min", 15),
     ("15分钟", 15), ("soon", np.nan), ("0", np.nan), ("99:00", np.nan)],
)  # fmt: skip
def test_times_of_ferries(cell: str, expected: float) -> None:
    """Clock times, ISO durations and minutes; what is none is unknown."""
    assert minutes(cell) == pytest.approx(expected, nan_ok=True)


def test_a_ferry_with_a_time_is_as_fast_as_it_says(tmp_path: Path) -> None:
    """1 km in 20 minutes is 3 km/h, for walkers and riders; it is not joined along its way."""
    kilometre = LineString([(LON, 0.0), (LON + 1 / 111.31949, 0.0)])
    columns = {"highway": [None, "residential"], "route": ["ferry", None], "duration": ["00:20", None]}
    lines = read_roads(write(tmp_path, columns, lines=[kilometre, street(1)]))
    assert lines["speed_kph"][0] == pytest.approx(3, rel=1e-4)
    assert lines["walk_kph"][0] == pytest.approx(3, rel=1e-4)
    assert (bool(lines["foot"][0]), bool(lines["ride"][0]), bool(lines["entry"][0])) == (True, True, False)


def test_a_ferry_without_a_time_is_named(tmp_path: Path) -> None:
    """Its name and its feature stand in a note, in both languages."""
    columns = {"highway": ["residential", None], "route": [None, "ferry"], "name": [None, "江心洲渡"]}
    roads = read_road_file(write(tmp_path, columns))
    assert len(roads.lines) == 1
    assert "江心洲渡 (feature 2)" in roads.notes[1]
    assert "轮渡" in in_language(roads.notes[1], "zh")


@pytest.mark.parametrize("name", ["roads.geojson", "ROADS.GPKG", "roads.fgb", "Roads.shp", "roads.json"])
def test_formats_and_cases(tmp_path: Path, name: str) -> None:
    """Headings and endings in any case, in every format."""
    made = write(tmp_path, {"HIGHWAY": ["tertiary"], "Speed_Kph": [25.0]}, name=f"made{Path(name).suffix.lower()}"
                 .replace(".json", ".geojson"))  # fmt: skip
    for part in tmp_path.glob("made.*"):
        part.rename(tmp_path / f"{Path(name).stem}{part.suffix if part.suffix != made.suffix else Path(name).suffix}")
    roads = read_roads(tmp_path / name)
    assert roads["speed_kph"].tolist() == [25.0]


def test_geofabriks_shapefile(tmp_path: Path) -> None:
    """Its classes stand under fclass, its speeds of 0 are unknown, its tracks are graded."""
    columns = {"fclass": ["track_grade3", "residential", "unknown"], "maxspeed": [0, 10, 0], "oneway": ["B", "F", "T"]}
    roads = read_roads(write(tmp_path, columns, name="roads.shp"))
    assert roads["highway"].tolist() == ["track", "residential", "road"]
    assert roads["speed_kph"].tolist() == [15, 10, 20]
    assert roads["oneway"].tolist() == [0, 1, -1]


def test_the_layer_with_classes_is_taken(tmp_path: Path) -> None:
    """Beside GDAL's multilinestrings, its lines; beside osmnx' nodes, its edges."""
    write(tmp_path, {"type": ["route"]}, layer="multilinestrings")
    path = write(tmp_path, {"highway": ["tertiary"]}, layer="lines")
    assert len(read_roads(path)) == 1


def test_lakes_of_another_layer_are_water(tmp_path: Path) -> None:
    """GDAL's multipolygons hold the lakes; what is no water is left."""
    frame = gpd.GeoDataFrame(
        {"natural": ["water", "wood"]}, geometry=[box(112, 34, 113, 35), box(112, 34, 113, 35)], crs="EPSG:4326"
    )
    frame.to_file(tmp_path / "roads.gpkg", layer="multipolygons")
    path = write(tmp_path, {"highway": ["tertiary"]}, layer="lines")
    assert len(read_road_file(path).water) == 1


def test_brooks_and_culverts_are_stepped_over(tmp_path: Path) -> None:
    """Rivers and canals bar the way; streams, ditches and rivers in pipes do not."""
    columns = {
        "highway": ["tertiary", None, None, None, None],
        "waterway": [None, "river", "canal", "stream", "river"],
        "tunnel": [None, None, None, None, "culvert"],
    }
    assert len(read_road_file(write(tmp_path, columns)).water) == 2


def test_lines_drawn_many_times_count_once(tmp_path: Path) -> None:
    """200 copies, half of them drawn the other way, are one line; a one-way copy is another."""
    shapes = [street(0), street(0).reverse()] * 100 + [street(0)]
    columns = {"highway": ["tertiary"] * 201, "oneway": ["no"] * 200 + ["yes"]}
    roads = read_road_file(write(tmp_path, columns, lines=shapes))
    assert len(roads.lines) == 2
    assert note_of(roads) == "roads.gpkg: 199 lines are drawn more than once and count once"


def test_one_way_copies_in_both_drawings_are_one(tmp_path: Path) -> None:
    """A one-way line and its reverse, marked against the line, are the same road."""
    columns = {"highway": ["tertiary"] * 2, "oneway": ["yes", "-1"]}
    assert len(read_road_file(write(tmp_path, columns, lines=[street(0), street(0).reverse()])).lines) == 1


def test_nothing_left_to_travel_on_names_the_sorts(tmp_path: Path) -> None:
    """Where no class is a road's, the finding says which there are."""
    with pytest.raises(InputError, match="highway=g310 2"):
        read_roads(write(tmp_path, {"highway": ["G310", "G310"]}))


@pytest.mark.parametrize("speed", [1e-308, 0.1, 1e4])
def test_absurd_speeds_are_told_with_their_bounds(tmp_path: Path, speed: float) -> None:
    """No road is ridden at a millionth of a snail's pace."""
    with pytest.raises(InputError, match=r"from 0\.5 to 300"):
        read_roads(write(tmp_path, {"speed_kph": [30.0, speed]}))


def test_collections_and_other_shapes(tmp_path: Path) -> None:
    """Lines are taken out of nested collections; features without any are counted."""
    nested = shapely.GeometryCollection([Point(LON, LAT), shapely.GeometryCollection([street(0), street(1)])])
    path = write(tmp_path, {"highway": ["tertiary"] * 3}, lines=[nested, Point(LON, LAT), box(LON, LAT, 113, 35)])
    roads = read_road_file(path)
    assert len(roads.lines) == 2
    assert note_of(roads).startswith("roads.gpkg: 2 features have no line")


def test_tag_texts() -> None:
    """Hstore with quotes in it, JSON, and rubbish."""
    assert tags_in('"a"=>"x \\"y\\"", "b" => "1"') == {"a": 'x "y"', "b": "1"}
    assert tags_in('{"oneway": "yes"}') == {"oneway": "yes"}
    assert tags_in("{broken") == tags_in("rubbish") == {}


@pytest.mark.parametrize("cell", ["", "[]", "['']", "nan", "None", "<NA>", "{}"])
def test_empty_lists(cell: str) -> None:
    """No value is no value in every spelling."""
    assert parts(cell.lower()) == ()
