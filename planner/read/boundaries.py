"""boundaries.gpkg: town polygons, in WGS84 longitude and latitude."""

import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import ProjError
from shapely.errors import ShapelyError

from planner.read.coordinates import bd09_to_wgs84, gcj02_to_wgs84
from planner.read.faults import Faults, fault

FILE = "boundaries.gpkg"
_TOWN_HEADINGS = ("town", "乡镇")
_DAMAGE = (
    DataSourceError,
    DataLayerError,
    ProjError,
    ShapelyError,
    ValueError,
    KeyError,
    TypeError,
    OSError,
    RuntimeError,
)


def read_boundaries(path: Path, system: str = "WGS84") -> tuple[gpd.GeoDataFrame | None, Faults]:
    """Read the town polygons: columns town, geometry; EPSG:4326. None, and why, where they cannot be had.

    `system` is GCJ-02 or BD-09 where the polygons were drawn on a Chinese web map, which no GeoPackage can say itself.
    """
    try:
        with warnings.catch_warnings():
            # A damaged file makes the reader warn as well as fail; the finding below says it once.
            warnings.simplefilter("ignore")
            layer = str(pyogrio.list_layers(path)[0][0])
            frame = gpd.read_file(path, layer=layer)
    except (*_DAMAGE, IndexError) as problem:
        return None, fault(FILE, f"a GeoPackage of town polygons: it cannot be read ({problem})")
    towns = [heading for heading in _TOWN_HEADINGS if heading in frame.columns]
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty or not towns:
        return None, fault(FILE, "town polygons with a column town (乡镇): there are none", column="town")
    if frame.crs is None:
        return None, fault(FILE, "polygons in a declared coordinate system: the layer declares none")
    try:
        frame = frame.to_crs(4326)
    except _DAMAGE as problem:
        return None, fault(FILE, f"polygons that can be turned into WGS84 degrees ({problem})")
    area = frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).to_numpy()
    if not area.all():
        row = int((~area).nonzero()[0][0]) + 1
        return None, fault(FILE, "polygons alone: this feature is none", row=row, column="geometry")
    shapes = gpd.GeoSeries(shapely.make_valid(_moved(frame.geometry.to_numpy(), system)), crs=4326)
    return gpd.GeoDataFrame({"town": frame[towns[0]].astype(str).to_numpy()}, geometry=shapes, crs=4326), Faults()


def _moved(shapes: npt.NDArray[np.object_], system: str) -> npt.NDArray[np.object_]:
    undo = {"GCJ-02": gcj02_to_wgs84, "BD-09": bd09_to_wgs84}.get(system)
    if undo is None:
        return shapes
    moved = shapely.transform(shapes, lambda points: np.column_stack(undo(points[:, 0], points[:, 1])))
    return np.asarray(moved, dtype=object)
