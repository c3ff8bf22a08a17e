"""Declared coordinate systems: which of them place a point on the earth, and whether they fit the numbers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from planner.language import Text
from planner.reading.coordinates import LARGEST_DEGREES, Flags, Floats, LonLat

_FARTHEST_NORTH = 90.0
_LARGEST_METRES = 1e8
"""Beyond this no projection has numbers."""
_KINDS = (
    ("is_vertical", Text("a system of heights", "高程系统")),
    ("is_geocentric", Text("a system of distances from the earth's centre", "地心坐标系")),
    ("is_engineering", Text("a site's own system, tied to nothing", "工程坐标系，与地球没有联系")),
)
_WGS84 = "EPSG:4326"
NO_SYSTEM = Text(
    "a coordinate system; the layer states none (EPSG:4326 or EPSG:4490 for degrees)",
    "应声明坐标系；该图层没有声明（经纬度请用 EPSG:4326 或 EPSG:4490）",
)
"""What is said of a layer that does not say where it lies."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Numbers:
    """What the vertices of a layer's features look like before anything is done to them."""

    box: Floats
    """(feature, 4): least and largest x and y; NaN for empty ones."""
    wrong: Flags
    """(feature): whether a vertex is NaN or infinite."""


def refused_system(declared: str | None) -> tuple[CRS | None, Text]:
    """Return the horizontal system that was declared, or None and why it cannot be used."""
    if not declared:
        return None, NO_SYSTEM
    try:
        crs = _horizontal(CRS.from_user_input(declared))
    except CRSError:
        return None, NO_SYSTEM
    if crs.name.startswith(("Undefined", "unknown")) and not (crs.is_geographic or crs.is_projected):
        return None, NO_SYSTEM
    if crs.is_geographic or crs.is_projected:
        # A system the file says nothing about is stored as one called undefined.
        return (None, NO_SYSTEM) if crs.name.startswith("Undefined") else (crs, NO_SYSTEM)
    kind = next((words for test, words in _KINDS if getattr(crs, test)), Text("another system", "其他系统"))
    return None, Text(
        f"a coordinate system tied to the earth, in degrees or in metres of a projection: {crs.name} is {kind}",
        f"应为与地球相联系的经纬度或投影坐标系；{crs.name} 是{kind.zh}",
    )


def _horizontal(crs: CRS) -> CRS:
    """Leave out the heights of a compound system and the shift of a bound one."""
    while crs.is_compound or crs.is_bound:
        inner = crs.sub_crs_list[0] if crs.is_compound else crs.source_crs
        if inner is None:
            return crs
        crs = inner
    return crs


def number_problem(crs: CRS, numbers: Numbers) -> tuple[Flags, Text] | None:
    """Say which features' numbers do not fit the system, and what is likely wrong; None where all do."""
    there = np.asarray(~np.isnan(numbers.box).any(axis=1), dtype=np.bool_)
    if not there.any():
        return None
    box = numbers.box
    small = np.asarray((np.abs(box) <= LARGEST_DEGREES).all(axis=1), dtype=np.bool_)
    if crs.is_projected:
        if not small[there].all():
            return None
        code = crs.to_string() if len(crs.to_string()) < len(_WGS84) * 3 else crs.name
        return there, Text(
            f"metres of {code}, which the layer declares: these numbers look like degrees (declare EPSG:4326)",
            f"图层声明为 {code}（米），而坐标像是经纬度的度数（请声明 EPSG:4326）",
        )
    if _unit_is_degree(crs):
        return _degree_problem(box, there, small)
    return None


def _unit_is_degree(crs: CRS) -> bool:
    return all(axis.unit_name == "degree" for axis in crs.axis_info[:2])


def _degree_problem(box: Floats, there: Flags, small: Flags) -> tuple[Flags, Text] | None:
    metres = there & ~small & (np.abs(box) <= _LARGEST_METRES).all(axis=1)
    with np.errstate(invalid="ignore"):
        north = (box[:, 3] > _FARTHEST_NORTH) | (box[:, 1] < -_FARTHEST_NORTH)
        swapped = there & small & north & (np.abs(box[:, [0, 2]]) <= _FARTHEST_NORTH).all(axis=1)
    cases = (
        (
            metres,
            Text(
                "a place on the earth; mind the stated crs: the layer declares degrees, and these look like metres "
                "(declare the projection, such as EPSG:4546)",
                "图层声明为经纬度，而坐标像是米（请声明其投影，如 EPSG:4546）",
            ),
        ),
        (
            swapped,
            Text(
                "a place on the earth: longitude and latitude look swapped (x is the longitude)",
                "应在地球上；经度和纬度像是颠倒了（x 为经度）",
            ),
        ),
    )
    return next(((mask, words) for mask, words in cases if mask.any()), None)


def degrees_of(crs: object) -> Callable[[Floats, Floats], LonLat] | None:
    """Return what turns a system's numbers into WGS84 degrees; None where they are those already."""
    if crs == CRS.from_epsg(4326):
        return None
    transformer = Transformer.from_crs(crs, _WGS84, always_xy=True)

    def convert(east: Floats, north: Floats) -> LonLat:
        lon, lat = transformer.transform(east, north)
        return _array(lon), _array(lat)

    return convert


def _array(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)
