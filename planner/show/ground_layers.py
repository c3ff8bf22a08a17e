"""The ground under a plan as layers of their own: towns, main roads, rivers and lakes, in WGS84."""

import geopandas as gpd
import pandas as pd
import shapely

from planner.reading.district import District
from planner.show.maps.content import WGS84, local_crs, read_main_roads, read_water
from planner.show.words.common import clean

LINES, AREAS = "MultiLineString", "MultiPolygon"


def town_layer(district: District) -> gpd.GeoDataFrame:
    """Return the towns' outlines: town, synthetic; empty where the district has no boundaries."""
    towns = district.boundaries
    if towns is None:
        return _layer(gpd.GeoDataFrame({"town": []}, geometry=[], crs=WGS84), AREAS, "town", district)
    return _layer(towns.assign(town=[clean(str(town)) for town in towns["town"]]), AREAS, "town", district)


def road_layer(district: District) -> gpd.GeoDataFrame:
    """Return the main roads: highway (OpenStreetMap's class, empty where unknown), synthetic."""
    roads = read_main_roads(district, local_crs(district))
    return _layer(roads, LINES, "highway", district)


def water_lines(district: District) -> gpd.GeoDataFrame:
    """Return rivers drawn as lines: name, synthetic."""
    return _layer(read_water(district, local_crs(district)), LINES, "name", district)


def water_areas(district: District) -> gpd.GeoDataFrame:
    """Return rivers and lakes drawn as areas: name, synthetic."""
    return _layer(read_water(district, local_crs(district)), AREAS, "name", district)


def _layer(found: gpd.GeoDataFrame | None, kind: str, column: str, district: District) -> gpd.GeoDataFrame:
    """Keep the shapes of one kind, as multi-shapes, with one column of text."""
    if found is None:
        found = gpd.GeoDataFrame({column: []}, geometry=[], crs=WGS84)
    texts = found[column].fillna("").astype(str) if column in found.columns else pd.Series("", index=found.index)
    parts = gpd.GeoDataFrame({column: texts}, geometry=found.geometry, crs=found.crs).to_crs(WGS84).explode()
    parts = parts[parts.geom_type == kind.removeprefix("Multi")]
    multi = shapely.multilinestrings if kind == LINES else shapely.multipolygons
    shapes = [multi([shape]) for shape in parts.geometry]
    frame = pd.DataFrame(
        {column: parts[column].astype("string").to_numpy(), "synthetic": district.provenance.is_synthetic},
        index=range(len(parts)),
    ).astype({column: "string", "synthetic": bool})
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=frame.index, crs=WGS84), crs=WGS84)
