"""Water that nobody crosses but on a road: the district's own file of rivers and lakes, and what roads files hold."""

from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.reading import road_cells as cells
from planner.reading.finding_files import named
from planner.reading.vector_files import SUFFIXES, in_degrees, layers_of, read_layer

STEMS = ("water", "river", "rivers", "水系", "河流", "水域")
"""Names of the file of water, without their endings."""
WATER_TAGS = ("waterway", "natural", "water", "landuse", "tunnel")
"""Tags that tell water from other shapes."""

_WIDE = frozenset(("river", "canal", "riverbank", "dock", "fairway", "tidal_channel"))
_AREAS = {
    "waterway": _WIDE,
    "natural": frozenset(("water", "bay", "strait")),
    "landuse": frozenset(("reservoir",)),
    "water": frozenset(("river", "lake", "reservoir", "canal", "oxbow", "lagoon")),
}


def water_file(folder: Path) -> tuple[Path, ...]:
    """Return the district's files of water; more than one, and the caller takes the first."""
    return named(folder, *(f"{stem}{suffix}" for stem in STEMS for suffix in SUFFIXES))


def read_water(path: Path) -> gpd.GeoDataFrame:
    """Read a file of water: every line and area of every layer, valid, in EPSG:4326. InputError where it is damaged."""
    found = []
    for layer in layers_of(path):
        frame = in_degrees(layer, read_layer(layer, ("name",)))
        shapes = frame.geometry.to_numpy()
        kept = ~shapely.is_missing(shapes) & (shapely.get_dimensions(shapes) > 0)
        found.append(frame[kept].set_geometry(np.asarray(shapely.make_valid(shapes[kept]), dtype=object)))
    return gpd.GeoDataFrame(pd.concat(found, ignore_index=True), crs="EPSG:4326")


def is_water(frame: pd.DataFrame, *, areas: bool) -> npt.NDArray[np.bool_]:
    """Say which lines (or areas) are water too wide to step over: rivers and canals, not brooks, ditches, culverts."""
    wet = np.zeros(len(frame), dtype=np.bool_)
    for key, values in _AREAS.items():
        if key in frame and (areas or key == "waterway"):
            wet |= cells.each(frame, key, partial(_any_of, values)).astype(np.bool_)
    if "highway" in frame:
        wet &= ~cells.each(frame, "highway", bool).astype(np.bool_)
    return wet & ~cells.each(frame, "tunnel", cells.is_set).astype(np.bool_)


def _any_of(values: AbstractSet[str], text: str) -> bool:
    return not values.isdisjoint(cells.parts(text))
