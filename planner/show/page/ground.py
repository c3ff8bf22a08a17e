"""The ground of a page's map as compact numbers: town outlines, water, roads, and each settlement's own ground.

Coordinates are whole hundred-thousandths of a degree (about a metre), WGS84, flat lists of longitude and latitude.
"""

from collections.abc import Iterable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from planner.problem.problem import Floats
from planner.reading.district import District
from planner.show.maps.areas import settlement_cells
from planner.show.maps.content import WGS84, GroundContent, MapContent
from planner.show.words.common import clean

DEGREE = 100_000
"""Parts of a degree that coordinates are counted in."""
_DETAIL = 6000
"""Outlines keep what is larger than this part of the map's longer side."""
_LEAST_RING = 3
_LETTER_SHAPE = np.array([0.45, 1.0])
"""A name is wider than high: what lies beside it is in its way sooner than what lies above."""
_EDGE_WEIGHT = 1.6
_TRIES = 24

Ring = list[int]


def ground_of(content: MapContent | GroundContent, district: District) -> dict[str, object]:
    """Return the ground of a district.

    `towns`: name, where the name stands (`at`), `rings`. `water`: `lines` and `areas`. `roads`: `lines`.
    `corners` and `cells`: the ground nearer to a settlement than to any other of its town, one list of rings a
    settlement, each ring a list of places in `corners`; neighbours share corners.
    """
    tolerance = _metres_across(content) / _DETAIL
    corners, cells = _cells(district, content.crs, tolerance)
    return {
        "towns": _towns(content, tolerance),
        "water": _shapes(content.water, tolerance),
        "roads": _shapes(content.roads, tolerance),
        "corners": corners,
        "cells": cells,
    }


def whole_degrees(values: Iterable[float]) -> list[int]:
    """Return degrees as whole hundred-thousandths.

    >>> whole_degrees([112.4, 34.123456])
    [11240000, 3412346]
    """
    return [round(value * DEGREE) for value in values]


def _metres_across(content: MapContent | GroundContent) -> float:
    places = _places(content)
    return float(np.ptp(places, axis=0).max()) if len(places) else 0.0


def _places(content: MapContent | GroundContent) -> Floats:
    """Return where settlements and schools stand, metres, shape (place, 2)."""
    return np.concatenate([frame[["x", "y"]].to_numpy(float) for frame in (content.settlements, content.schools)])


def _towns(content: MapContent | GroundContent, tolerance: float) -> list[dict[str, object]]:
    towns = content.towns
    if towns is None:
        return []
    merged = towns.dissolve("town").geometry
    # neighbours are simplified together, so that no slit opens between them
    outlines = shapely.coverage_simplify(merged.to_numpy(), tolerance)
    names = [clean(str(name)) for name in merged.index]
    crowd = cKDTree(_places(content) * _LETTER_SHAPE)
    free = [_free_spot(outline, crowd) for outline in outlines]
    spots = gpd.GeoSeries(free, crs=towns.crs).to_crs(WGS84)
    shapes = gpd.GeoSeries(outlines, crs=towns.crs).to_crs(WGS84)
    return [
        {"name": name, "at": whole_degrees((spot.x, spot.y)), "rings": _polygon_rings(shape)}
        for name, spot, shape in zip(names, spots, shapes, strict=True)
        if not shape.is_empty
    ]


def _free_spot(outline: shapely.Geometry, crowd: cKDTree) -> shapely.Point:
    """Return where a town's name has most room: inside, away from the edge and from what stands there."""
    west, south, east, north = shapely.bounds(outline)
    x, y = np.meshgrid(np.linspace(west, east, _TRIES), np.linspace(south, north, _TRIES))
    tried = np.column_stack([x.ravel(), y.ravel()])
    tried = tried[shapely.contains_xy(outline, tried[:, 0], tried[:, 1])]
    if not len(tried):
        return shapely.point_on_surface(outline)
    to_things, _ = crowd.query(tried * _LETTER_SHAPE)
    to_edge = shapely.distance(shapely.boundary(outline), shapely.points(tried)) / _EDGE_WEIGHT
    return shapely.Point(tried[np.minimum(to_things, to_edge).argmax()])


def _shapes(shapes: gpd.GeoDataFrame | None, tolerance: float) -> dict[str, object]:
    if shapes is None:
        return {"lines": [], "areas": []}
    simple = shapely.simplify(shapes.geometry.to_numpy(), tolerance)
    parts = shapely.get_parts(gpd.GeoSeries(simple, crs=shapes.crs).to_crs(WGS84).to_numpy())
    lines = [_flat(part) for part in parts if part.geom_type in {"LineString", "LinearRing"} and not part.is_empty]
    return {"lines": lines, "areas": [rings for part in parts for rings in _polygon_rings(part)]}


def _polygon_rings(shape: shapely.Geometry) -> list[list[Ring]]:
    """Return polygons, each a list of rings, the outer one first."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
    return [[_flat(ring) for ring in (polygon.exterior, *polygon.interiors)] for polygon in polygons]


def _flat(line: shapely.Geometry) -> Ring:
    return whole_degrees(shapely.get_coordinates(line).reshape(-1))


def _cells(district: District, crs: str, tolerance: float) -> tuple[list[int], list[list[list[int]]]]:
    """Return the corners of all cells, flat, and each settlement's rings as places in them."""
    cells = settlement_cells(_with_simple_towns(district, crs, tolerance), crs).to_crs(WGS84)
    places: dict[tuple[int, int], int] = {}
    found = []
    for cell in cells:
        rings = []
        for polygon in _polygon_rings(cell):
            flat = polygon[0][:-2]
            ring = [places.setdefault(corner, len(places)) for corner in zip(flat[::2], flat[1::2], strict=True)]
            ring = [corner for number, corner in enumerate(ring) if corner != ring[number - 1]]
            rings += [ring] if len(ring) >= _LEAST_RING else []
        found.append(rings)
    return [number for corner in places for number in corner], found


def _with_simple_towns(district: District, crs: str, tolerance: float) -> District:
    if district.boundaries is None:
        return district
    towns = district.boundaries.to_crs(crs).dissolve("town")
    simple = gpd.GeoSeries(shapely.coverage_simplify(towns.geometry.to_numpy(), tolerance), crs=crs).to_crs(WGS84)
    frame = gpd.GeoDataFrame({"town": towns.index.to_list()}, geometry=simple.to_numpy(), crs=WGS84)
    return replace(district, boundaries=frame)
