"""The plan as a GeoPackage: points, flows and attendance areas of the last planning year, styled for QGIS."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pyogrio

from planner.decide.results import Results
from planner.reading.district import District
from planner.show.ground_layers import road_layer, town_layer, water_areas, water_lines
from planner.show.maps.view import legend_actions
from planner.show.plan_frames import plan_frames
from planner.show.qgis_style import layer_styles
from planner.show.words.common import band_name


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
        layer_styles(
            {band: band_layer(place, band) for place, band in enumerate(scenario.grade_bands)},
            scenario,
            legend_actions(results.last.measures.actions),
        ),
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
    scenario, district, frames = results.scenario, results.district, plan_frames(results)
    areas = frames.attendance_areas
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
        _Layer(name="flows", kind="LineString", title="撤并学校学生去向", frame=frames.flows),
        _Layer(name="settlements", kind="Point", title="居民点", frame=frames.settlements),
        _Layer(name="schools", kind="Point", title="学校", frame=frames.schools),
    )


def _description(district: District) -> str:
    return "；合成数据，不代表实际情况 synthetic data" if district.provenance.is_synthetic else ""
