"""The plan as a GeoPackage: points, flows and attendance areas of the last planning year, styled for QGIS."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from planner.decide.results import Results, YearResults
from planner.plan import SchoolRow
from planner.read.district import District
from planner.read.scenario import Scenario
from planner.show.ground_layers import road_layer, town_layer, water_areas, water_lines
from planner.show.maps.areas import attendance_areas
from planner.show.maps.content import WGS84
from planner.show.qgis_style import layer_styles
from planner.show.words.common import ACTIONS, KINDS, MODES, band_name, clean


@dataclass(frozen=True, kw_only=True, eq=False)
class _Layer:
    """One layer: its name, its kind of shape, what it is called in words, and what it holds."""

    name: str
    kind: str
    title: str
    frame: gpd.GeoDataFrame


def write_geopackage(path: Path, results: Results) -> None:
    """Write the plan's layers in WGS84, and the table layer_styles.

    schools, settlements, flows, attendance_areas; the areas of each grade band again as attendance_areas_1_<band>,
    attendance_areas_2_<band> ..., with the schools' names; and the ground: towns, roads, water_lines, water_areas.
    OSError (pyogrio's DataSourceError) where the file cannot be written.
    """
    if set("!\n\r\t") & set(str(path.absolute())):  # pyogrio takes ! for an archive's, and drops the others
        with tempfile.TemporaryDirectory() as safe:
            _write(Path(safe) / path.name, results)
            shutil.copyfile(Path(safe) / path.name, path)
    else:
        path.unlink(missing_ok=True)
        _write(path, results)


def _write(path: Path, results: Results) -> None:
    scenario, district = results.scenario, results.district
    for layer in _layers(results):
        pyogrio.write_dataframe(
            layer.frame,
            path,
            layer=layer.name,
            driver="GPKG",
            geometry_type=layer.kind,
            append=path.exists(),
            layer_options={"GEOMETRY_NAME": "geom", "DESCRIPTION": f"{layer.title}{_description(district)}"},
        )
    pyogrio.write_dataframe(
        layer_styles({band: band_layer(place, band) for place, band in enumerate(scenario.grade_bands)}, scenario),
        path,
        layer="layer_styles",
        driver="GPKG",
        append=True,
        layer_options={"FID": "id"},
    )


def band_layer(place: int, band: str) -> str:
    """Name the layer of a grade band's attendance areas; its number keeps names apart that differ in case alone."""
    return f"attendance_areas_{place + 1}_{band}"


def _layers(results: Results) -> tuple[_Layer, ...]:
    """List the layers in the order QGIS does, the ground first."""
    scenario, district, year = results.scenario, results.district, results.last
    areas = attendance_areas(results, year.rows.year)
    of_bands = tuple(
        _Layer(
            name=band_layer(place, band),
            kind="MultiPolygon",
            title=f"招生片区：{band_name(band, scenario)}",
            frame=areas[areas["grade_band"] == band],
        )
        for place, band in enumerate(scenario.grade_bands)
    )
    return (
        _Layer(name="towns", kind="MultiPolygon", title="乡镇", frame=town_layer(district)),
        _Layer(name="water_areas", kind="MultiPolygon", title="水面", frame=water_areas(district)),
        _Layer(name="water_lines", kind="MultiLineString", title="河流", frame=water_lines(district)),
        _Layer(name="roads", kind="MultiLineString", title="主要道路", frame=road_layer(district)),
        _Layer(name="attendance_areas", kind="MultiPolygon", title="招生片区", frame=areas),
        *of_bands,
        _Layer(name="flows", kind="LineString", title="撤并学校学生去向", frame=_flows(year, district)),
        _Layer(
            name="settlements",
            kind="Point",
            title="居民点",
            frame=_settlements(year, scenario, district),
        ),
        _Layer(name="schools", kind="Point", title="学校", frame=_schools(year, district)),
    )


def _description(district: District) -> str:
    return "；合成数据，不代表实际情况 synthetic data" if district.provenance.is_synthetic else ""


def _schools(shown: YearResults, district: District) -> gpd.GeoDataFrame:
    rows, year = shown.rows.schools, shown.rows.year
    known = district.schools[district.schools["school_id"].isin(rows)]
    found = [rows[school_id] for school_id in known["school_id"]]
    into = _into(shown, district)
    frame = pd.DataFrame(
        {
            "school_id": known["school_id"].to_numpy(),
            "name": [clean(name) for name in known["name"]],
            "town": [clean(town) for town in known["town"]],
            "year": year,
            "kind": known["kind"].to_numpy(),
            "kind_zh": known["kind"].map(dict(KINDS)).to_numpy(),
            "grades": known["grades"].to_numpy(),
            "action": [row.action for row in found],
            "action_zh": [ACTIONS[row.action] for row in found],
            "open": [row.open for row in found],
            "pupils": [float(sum(row.pupils.values())) for row in found],
            "boarders": [float(row.boarders) for row in found],
            "classes": [sum(row.classes.values()) for row in found],
            "classrooms": [_rooms(row, now) for row, now in zip(found, known["classrooms"], strict=True)],
            "classrooms_added": [row.classrooms_added for row in found],
            "beds_added": [row.beds_added for row in found],
            "merged_into": [into.get(school_id, "") for school_id in known["school_id"]],
            "synthetic": district.provenance.is_synthetic,
        }
    )
    return _points(_as_text(frame, ("school_id", "name", "town", "kind", "kind_zh", "grades", "merged_into")), known)


def _rooms(row: SchoolRow, now: int) -> int:
    """Rooms in use or to be used: none where the school is not open."""
    return int(now) + row.classrooms_added if row.open else 0


def _into(shown: YearResults, district: District) -> dict[str, str]:
    names: dict[str, str] = dict(zip(district.schools["school_id"], district.schools["name"], strict=True))
    return {
        merged: "、".join(clean(names[receiver.school_id]) for receiver in moves)
        for merged, moves in shown.rows.receivers.items()
    }


def _settlements(shown: YearResults, scenario: Scenario, district: District) -> gpd.GeoDataFrame:
    placed = shown.rows.placed
    by_mode = placed.groupby(["settlement_id", "mode"])["pupils"].sum()
    destinations = _destinations(placed, scenario, district)
    ids = district.settlements["settlement_id"]
    figures = shown.settlements
    seated, lacking = (ids.map(figures[name]).fillna(0.0).to_numpy(float) for name in ("pupils", "short"))
    frame = pd.DataFrame(
        {
            "settlement_id": ids.to_numpy(),
            "name": [clean(name) for name in district.settlements["name"]],
            "town": [clean(town) for town in district.settlements["town"]],
            "year": shown.rows.year,
            "pupils": seated + lacking,
            "pupils_placed": seated,
            "pupils_short": lacking,
            "minutes_mean": ids.map(figures["minutes"]).to_numpy(float),
            "minutes_max": ids.map(placed.groupby("settlement_id")["minutes"].max()).to_numpy(float),
            "walk": [float(by_mode.get((each, "walk"), 0.0)) for each in ids],
            "ride": [float(by_mode.get((each, "ride"), 0.0)) for each in ids],
            "board": [float(by_mode.get((each, "board"), 0.0)) for each in ids],
            "schools_zh": [destinations.get(each, "") for each in ids],
            "synthetic": district.provenance.is_synthetic,
        }
    )
    return _points(_as_text(frame, ("settlement_id", "name", "town", "schools_zh")), district.settlements)


def _destinations(placed: pd.DataFrame, scenario: Scenario, district: District) -> dict[str, str]:
    """Return, for each settlement, which band goes where and how, in words."""
    names = dict(zip(district.schools["school_id"], district.schools["name"], strict=True))
    words = {str(mode): word for mode, word in MODES.items()}
    said: dict[str, list[str]] = {}
    columns = ["settlement_id", "grade_band", "school_id", "mode"]
    for home, band, school_id, mode in placed[columns].astype(str).to_numpy():
        text = f"{band_name(band, scenario)}→{clean(names[school_id])}（{words[mode]}）"
        said.setdefault(home, []).append(text)
    return {settlement: "；".join(dict.fromkeys(texts)) for settlement, texts in said.items()}


def _flows(shown: YearResults, district: District) -> gpd.GeoDataFrame:
    """One line a merged school and a school that takes its pupils."""
    schools = district.schools
    names = {str(key): clean(str(name)) for key, name in zip(schools["school_id"], schools["name"], strict=True)}
    place = dict(zip(names, schools[["lon", "lat"]].to_numpy(float).tolist(), strict=True))
    moves = [(merged, r.school_id, float(r.pupils)) for merged, rs in shown.rows.receivers.items() for r in rs]
    frame = pd.DataFrame(
        {
            "from_school_id": [merged for merged, _, _ in moves],
            "from_name": [names[merged] for merged, _, _ in moves],
            "to_school_id": [to for _, to, _ in moves],
            "to_name": [names[to] for _, to, _ in moves],
            "year": pd.Series([shown.rows.year] * len(moves), dtype=np.int64),
            "pupils": pd.Series([pupils for _, _, pupils in moves], dtype=float),
            "synthetic": pd.Series([district.provenance.is_synthetic] * len(moves), dtype=bool),
        }
    )
    lines = [shapely.LineString([place[merged], place[to]]) for merged, to, _ in moves]
    texts = ("from_school_id", "from_name", "to_school_id", "to_name")
    return gpd.GeoDataFrame(_as_text(frame, texts), geometry=gpd.GeoSeries(lines, crs=WGS84), crs=WGS84)


def _points(frame: pd.DataFrame, places: pd.DataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs=WGS84)


def _as_text(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Say that columns are text, which rows that are not there cannot."""
    return frame.astype(dict.fromkeys(columns, "string"))
