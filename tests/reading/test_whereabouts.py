"""Districts at a pole, astride 180 degrees, at one point; files of shapes under other names."""

import gzip
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from pydantic import ValidationError
from shapely import LineString, box

from planner.errors import Finding, InputError
from planner.language import Text, in_language
from planner.reading.loader import read_district
from planner.reading.scenario import Scenario, Travel

PUPILS = "settlement_id,year,grade,pupils\nS0,2026,1,5\n"


def district(folder: Path, lon: list[float], lat: list[float]) -> Path:
    """Write settlements at these places, and a school at the first of them."""
    rows = [f"S{row},村{row},镇,{x},{y}" for row, (x, y) in enumerate(zip(lon, lat, strict=True))]
    (folder / "settlements.csv").write_text("\n".join(["settlement_id,name,town,lon,lat", *rows]), encoding="utf-8")
    (folder / "schools.csv").write_text(
        f"school_id,name,town,lon,lat,kind,grades,classrooms\nP1,小学,镇,{lon[0]},{lat[0]},primary,1-6,6\n",
        encoding="utf-8",
    )
    (folder / "pupils.csv").write_text(PUPILS, encoding="utf-8")
    return folder


def findings(folder: Path, scenario: Scenario) -> list[Finding]:
    """Return everything that is wrong."""
    with pytest.raises(InputError) as caught:
        read_district(folder, scenario)
    return list(caught.value.findings)


def test_astride_180_degrees_is_one_finding(tmp_path: Path, scenario: Scenario) -> None:
    """Three villages this side and two beyond: the first of the fewer is named."""
    lon = [179.98, 179.99, 179.995, -179.99, -179.98]
    (finding,) = findings(district(tmp_path, lon, [66.0] * 5), scenario)
    assert (finding.file, finding.row, finding.column) == ("settlements.csv", 5, "lon")
    assert "180" in finding.expected
    assert isinstance(finding.expected, Text)


@pytest.mark.parametrize("lat", [89.99, 90.0, -86.0])
def test_a_pole_is_one_finding_a_table(tmp_path: Path, scenario: Scenario, lat: float) -> None:
    """Places where meridians meet are neither drawn nor measured."""
    found = findings(district(tmp_path, [112.4, 112.41], [lat, lat]), scenario)
    assert [(finding.file, finding.row, finding.column) for finding in found] == [
        ("settlements.csv", 2, "lat"),
        ("schools.csv", 2, "lat"),
    ]


def test_all_places_at_one_point_are_told(tmp_path: Path, scenario: Scenario) -> None:
    """Three villages and a school on one spot: a note, with the count; two places may well share one."""
    several = read_district(district(tmp_path, [112.4] * 3, [34.8] * 3), scenario)
    (note,) = [note for note in several.notes if "one point" in note]
    assert note.startswith("all 4 settlements and schools")
    assert "同一点" in in_language(note, "zh")
    two = read_district(district(tmp_path, [112.4], [34.8]), scenario)
    assert not any("one point" in note for note in two.notes)


@pytest.mark.parametrize(
    ("key", "value"),
    [("walk_kph", 1e-308), ("walk_kph", 1e9), ("ride_kph", 1e-308), ("ride_kph", 0.4), ("ride_kph", 301.0)],
)
def test_absurd_speeds_of_travel(key: str, value: float) -> None:
    """Speeds at which nobody moves are refused with their bounds."""
    with pytest.raises(ValidationError, match="or equal to"):
        Travel.model_validate({key: value})


ROADS = gpd.GeoDataFrame({"highway": ["tertiary"]}, geometry=[LineString([(112.4, 34.8), (112.5, 34.8)])], crs=4326)
TOWNS = gpd.GeoDataFrame({"Town": ["镇"]}, geometry=[box(112.3, 34.7, 112.6, 34.9)], crs=4326)


@pytest.mark.parametrize(
    "name", ["roads.gpkg", "Roads.GPKG", "ROADS.geojson", "道路.gpkg", "Roads.Shp", "ｒｏａｄｓ.fgb"]
)
def test_roads_under_any_spelling(tmp_path: Path, scenario: Scenario, name: str) -> None:
    """Case, width and form of the name do not matter, and nothing is said."""
    made = tmp_path / f"made{Path(name).suffix.lower()}"
    ROADS.to_file(made)
    for part in tmp_path.glob("made.*"):
        part.rename(tmp_path / (name if part == made else f"{Path(name).stem}{part.suffix}"))
    found = read_district(district(tmp_path, [112.4, 112.45], [34.8, 34.8]), scenario)
    assert found.roads == tmp_path / name
    assert name in found.sha256
    assert not any("not read" in note for note in found.notes)


def test_boundaries_and_water_under_any_spelling(tmp_path: Path, scenario: Scenario) -> None:
    """BOUNDARIES.gpkg and Water.GeoJSON are read and hashed."""
    TOWNS.to_file(tmp_path / "b.gpkg")
    (tmp_path / "b.gpkg").rename(tmp_path / "BOUNDARIES.GPKG")
    ROADS.to_file(tmp_path / "w.geojson")
    (tmp_path / "w.geojson").rename(tmp_path / "Water.GeoJSON")
    found = read_district(district(tmp_path, [112.4, 112.45], [34.8, 34.8]), scenario)
    assert found.boundaries is not None
    assert found.boundaries["town"].tolist() == ["镇"]
    assert found.water == tmp_path / "Water.GeoJSON"
    assert {"BOUNDARIES.GPKG", "Water.GeoJSON"} <= found.sha256.keys()


def test_two_files_of_roads_are_told(tmp_path: Path, scenario: Scenario) -> None:
    """roads.gpkg beside 道路.geojson: which one is not guessed."""
    ROADS.to_file(tmp_path / "roads.gpkg")
    ROADS.to_file(tmp_path / "道路.geojson")
    (finding,) = findings(district(tmp_path, [112.4, 112.45], [34.8, 34.8]), scenario)
    assert "one road file; there are roads.gpkg, 道路.geojson" in finding.expected


@pytest.mark.parametrize(
    ("name", "reason"),
    [("roads.kml", "roads are read from"), ("roads.gpkg.gz", "unpack"), ("路网2024.gpkg", "roads are read from"),
     ("乡镇边界.dxf", "boundaries.gpkg"), ("Roads.csv", "roads are read from"), ("boundaries.zip", "unpack")],
)  # fmt: skip
def test_what_looks_meant_and_is_not_read_is_named(tmp_path: Path, scenario: Scenario, name: str, reason: str) -> None:
    """A file of roads or boundaries in another form is told by name, with the reason, in both languages."""
    (tmp_path / name).write_bytes(gzip.compress(b"x"))
    found = read_district(district(tmp_path, [112.4, 112.45], [34.8, 34.8]), scenario)
    (note,) = [note for note in found.notes if "is not read" in note]
    assert note.startswith(name)
    assert reason in note
    assert f"未读取 {name}" in in_language(note, "zh")


def test_damaged_water_is_a_finding(tmp_path: Path, scenario: Scenario) -> None:
    """Journeys depend on the water: what cannot be read is told by check, not by the maps."""
    (tmp_path / "water.gpkg").write_bytes(np.random.default_rng(1).bytes(500))
    (finding,) = findings(district(tmp_path, [112.4, 112.45], [34.8, 34.8]), scenario)
    assert finding.file == "water.gpkg"
