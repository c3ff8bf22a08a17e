"""Longitudes and latitudes in WGS84, from whatever system a table was written in.

Chinese web maps shift coordinates: GCJ-02 by some hundred metres, BD-09 by twice that. The formulas are the ones
published for them (an approximation by sines and roots on the Krasovsky ellipsoid); they hold inside China only.
CGCS2000 agrees with WGS84 to a few decimetres, and is taken as equal.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from planner.language import Text

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
LonLat = tuple[Floats, Floats]

SYSTEMS = ("WGS84", "CGCS2000", "GCJ-02", "BD-09")
"""Names a table may declare, besides a code such as EPSG:4546."""

_AXIS_METRES = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
_INVERSE_STEPS = 6
_CODE = re.compile(r"EPSG:(\d{4,6})")
_CGCS2000_DEGREES = 4490
_WGS84_DEGREES = 4326

LARGEST_DEGREES = 360.0
"""Above this size a coordinate is metres."""
ZONES_3 = range(25, 46)
"""Numbers of the 3-degree zones of CGCS2000; the central meridian is three times the number."""
ZONES_6 = range(13, 24)
"""Numbers of its 6-degree zones; the central meridian is six times the number, less 3."""
_ZONED_3, _PLAIN_3, _ZONED_6, _PLAIN_6 = 4513, 4534, 4491, 4502
"""EPSG codes of each family's first zone: eastings with the zone's number in front, and without."""
_LAST_TOWN_LATITUDE = 72.0
_CHINA_LATITUDES = (18.0, 54.0)
_MILLION = 1_000_000
_FARTHEST_NORTH_METRES = 6_500_000
_FALSE_EASTING_METRES = 500_000
_WIDEST_METRES = 400_000
"""No place of a 3- or 6-degree zone, nor of the next one, lies farther east or west of its central meridian."""


def system_problem(system: str) -> Text | None:
    """Say what is wrong with a declared coordinate system; None where it is known."""
    if system in SYSTEMS:
        return None
    code = _CODE.fullmatch(system)
    wanted = Text(
        f"one of {', '.join(SYSTEMS)}, or a code such as EPSG:4546",
        f"应为 {'、'.join(SYSTEMS)} 之一，或 EPSG:4546 这样的代码",
    )
    if code is None:
        return wanted
    try:
        CRS.from_epsg(int(code[1]))
    except CRSError:
        return Text(f"{wanted}; there is no {system}", f"{wanted.zh}；没有 {system}")
    return None


def gcj02_offset(lon: Floats, lat: Floats) -> LonLat:
    """Return how far GCJ-02 lies from WGS84 at WGS84 positions, degrees. Arrays of one shape."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    ripple = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple * 2.0 / 3.0
    north += (20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
    north += (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple * 2.0 / 3.0
    east += (20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
    east += (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    curve = 1.0 - _ECCENTRICITY_SQUARED * np.sin(np.radians(lat)) ** 2
    meridian_metres = _AXIS_METRES * (1.0 - _ECCENTRICITY_SQUARED) / curve**1.5
    parallel_metres = _AXIS_METRES / np.sqrt(curve) * np.cos(np.radians(lat))
    return np.degrees(east / parallel_metres), np.degrees(north / meridian_metres)


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> LonLat:
    """Shift WGS84 degrees to GCJ-02.

    >>> lon, lat = wgs84_to_gcj02(np.array([112.44]), np.array([34.826]))
    >>> bool(abs(lon[0] - 112.446) < 0.001)
    True
    """
    east, north = gcj02_offset(lon, lat)
    return lon + east, lat + north


def gcj02_to_bd09(lon: Floats, lat: Floats) -> LonLat:
    """Shift GCJ-02 degrees to BD-09."""
    length = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    return length * np.cos(angle) + 0.0065, length * np.sin(angle) + 0.006


def wgs84_to_bd09(lon: Floats, lat: Floats) -> LonLat:
    """Shift WGS84 degrees to BD-09."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> LonLat:
    """Undo GCJ-02, to under 3 cm."""
    return _undone(wgs84_to_gcj02, lon, lat)


def bd09_to_wgs84(lon: Floats, lat: Floats) -> LonLat:
    """Undo BD-09, to under 3 cm."""
    return _undone(wgs84_to_bd09, lon, lat)


def _undone(shift: Callable[[Floats, Floats], LonLat], lon: Floats, lat: Floats) -> LonLat:
    """Find the place that the shift brings here: each step takes off what the last guess was out by."""
    guess_lon, guess_lat = lon, lat
    for _ in range(_INVERSE_STEPS):
        there_lon, there_lat = shift(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - there_lon, guess_lat + lat - there_lat
    return guess_lon, guess_lat


class Complaint(NamedTuple):
    """What is wrong with some coordinates: where (record), what was expected, and in which column."""

    mask: Flags
    expected: Text
    column: str = "lon"


@dataclass(frozen=True, kw_only=True, eq=False)
class Converted:
    """Longitudes and latitudes in WGS84 (record), NaN where `complaints` say why."""

    lon: Floats
    lat: Floats
    complaints: tuple[Complaint, ...] = ()


def to_wgs84(lon: Floats, lat: Floats, system: str, central_meridian: float | None = None) -> Converted:
    """Convert a table's two columns (record), NaN where unknown. `system` as `system_problem` accepts it."""
    if system in {"GCJ-02", "BD-09", "WGS84"}:
        return _from_degrees(lon, lat, system)
    if system == "CGCS2000":
        return _from_cgcs2000(lon, lat, central_meridian)
    code = int(system.removeprefix("EPSG:"))
    if code in (_CGCS2000_DEGREES, _WGS84_DEGREES):
        return _from_degrees(lon, lat, "WGS84")
    return _from_metres(lon, lat, np.full(len(lon), code))


def _blanked(lon: Floats, lat: Floats, complaints: tuple[Complaint, ...]) -> Converted:
    wrong = np.any([np.zeros(len(lon), dtype=np.bool_), *(complaint.mask for complaint in complaints)], axis=0)
    return Converted(lon=np.where(wrong, np.nan, lon), lat=np.where(wrong, np.nan, lat), complaints=complaints)


def _from_degrees(lon: Floats, lat: Floats, system: str) -> Converted:
    known = ~np.isnan(lon) & ~np.isnan(lat)
    metres = known & ((np.abs(lon) > LARGEST_DEGREES) | (np.abs(lat) > LARGEST_DEGREES))
    half, quarter = LARGEST_DEGREES / 2, LARGEST_DEGREES / 4
    outside_lon, outside_lat = np.abs(lon) > half, np.abs(lat) > quarter
    swapped = outside_lat & (np.abs(lon) <= quarter) & (np.abs(lat) <= half)
    # Western China: its longitudes could be latitudes, but nobody lives there.
    swapped |= (lat > _LAST_TOWN_LATITUDE) & (lon > _CHINA_LATITUDES[0]) & (lon < _CHINA_LATITUDES[1])
    degrees = known & ~metres
    complaints = (
        Complaint(
            metres,
            Text(
                "degrees: this looks like metres; declare its system in provenance.yaml, such as EPSG:4546",
                "应为度：这个数像是米，请在 provenance.yaml 中声明坐标系，例如 EPSG:4546",
            ),
        ),
        Complaint(
            degrees & swapped,
            Text(
                "longitude in lon and latitude in lat: the two look swapped",
                "经度应填在“经度”列、纬度应填在“纬度”列：两者像是填反了",
            ),
        ),
        Complaint(degrees & outside_lon & ~swapped, Text("a longitude from -180 to 180", "经度应在 -180 到 180 之间")),
        Complaint(
            degrees & outside_lat & ~outside_lon & ~swapped,
            Text("a latitude from -90 to 90", "纬度应在 -90 到 90 之间"),
            "lat",
        ),
    )
    blank = _blanked(lon, lat, complaints)
    if system == "WGS84":
        return blank
    undo = gcj02_to_wgs84 if system == "GCJ-02" else bd09_to_wgs84
    lon_wgs84, lat_wgs84 = undo(blank.lon, blank.lat)
    return Converted(lon=lon_wgs84, lat=lat_wgs84, complaints=complaints)


def _from_cgcs2000(lon: Floats, lat: Floats, central_meridian: float | None) -> Converted:
    """Tell degrees from metres by their size, and metres' zone by the digits before the last six."""
    known = ~np.isnan(lon) & ~np.isnan(lat)
    if not (known & (np.abs(lon) > LARGEST_DEGREES)).any():
        return _from_degrees(lon, lat, "WGS84")
    zone = np.where(known, np.floor(np.nan_to_num(lon) / _MILLION), 0).astype(np.int64)
    codes = np.zeros(len(lon), dtype=np.int64)
    three, six = np.isin(zone, ZONES_3), np.isin(zone, ZONES_6)
    codes[three] = _ZONED_3 + zone[three] - ZONES_3.start
    codes[six] = _ZONED_6 + zone[six] - ZONES_6.start
    plain = known & ~three & ~six
    if central_meridian is not None:
        codes[plain] = plain_code(round(central_meridian / 3))
        return _from_metres(lon, lat, codes)
    expected = Text(
        "an easting with its zone in front (37635374), or central_meridian or a code such as EPSG:4546 in "
        "provenance.yaml: the zone of these metres cannot be told",
        "横坐标前应带带号（如 37635374），或在 provenance.yaml 中写明 central_meridian 或 EPSG:4546 这样的代码："
        "看不出这些米制坐标属于哪一带",
    )
    converted = _from_metres(np.where(plain, np.nan, lon), lat, codes)
    return Converted(
        lon=converted.lon, lat=converted.lat, complaints=(Complaint(plain, expected), *converted.complaints)
    )


def _from_metres(lon: Floats, lat: Floats, codes: npt.NDArray[np.int64]) -> Converted:
    """Undo projections, each record's own (record: EPSG codes)."""
    out_lon, out_lat = np.full(len(lon), np.nan), np.full(len(lon), np.nan)
    complaints: list[Complaint] = []
    known = ~np.isnan(lon) & ~np.isnan(lat)
    for code in np.unique(codes[known]).tolist():
        here = known & (codes == code)
        wrong = _out_of_zone(lon, lat, code)
        complaints += [Complaint(mask & here, expected) for mask, expected in wrong]
        sound = here & ~np.logical_or.reduce([np.zeros(len(lon), dtype=np.bool_), *(mask for mask, _ in wrong)])
        out_lon[sound], out_lat[sound] = unprojected(lon[sound], lat[sound], code)
        lost = sound & ~(np.isfinite(out_lon) & np.isfinite(out_lat))
        complaints.append(Complaint(lost, _beyond(code)))
        out_lon[lost] = out_lat[lost] = np.nan
    return Converted(lon=out_lon, lat=out_lat, complaints=tuple(complaints))


def unprojected(east: Floats, north: Floats, code: int) -> LonLat:
    """Turn eastings and northings of an EPSG system into WGS84 degrees; infinite where it cannot hold them."""
    # CGCS2000's own degrees are WGS84's to a few decimetres, so no datum shift is asked for there.
    target = CRS.from_epsg(_CGCS2000_DEGREES if zone_of(code) else _WGS84_DEGREES)
    try:
        lon, lat = Transformer.from_crs(CRS.from_epsg(code), target, always_xy=True).transform(east, north)
    except ProjError:
        return np.full(len(east), np.inf), np.full(len(east), np.inf)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def plain_code(zone: int) -> int:
    """Return the EPSG code of a 3-degree zone whose eastings carry no number.

    >>> plain_code(37)
    4546
    """
    return _PLAIN_3 + zone - ZONES_3.start


def zone_of(code: int) -> tuple[int, bool] | None:
    """Return a CGCS2000 code's zone number, and whether its eastings carry the number; None for other codes.

    >>> zone_of(4546), zone_of(4525), zone_of(32650)
    ((37, False), (37, True), None)
    """
    families = (
        (_ZONED_3, ZONES_3, True),
        (_PLAIN_3, ZONES_3, False),
        (_ZONED_6, ZONES_6, True),
        (_PLAIN_6, ZONES_6, False),
    )
    for first, zones, carries in families:
        zone = code - first + zones.start
        if zone in zones:
            return zone, carries
    return None


def _out_of_zone(lon: Floats, lat: Floats, code: int) -> tuple[tuple[Flags, Text], ...]:
    """Check eastings against the zone of a CGCS2000 code: its number in front, and a width no zone exceeds."""
    zone = zone_of(code)
    if zone is None:
        return ()
    number, carries = zone
    degrees = (np.abs(lon) <= LARGEST_DEGREES) & (np.abs(lat) <= LARGEST_DEGREES)
    front = np.floor(lon / _MILLION)
    swapped = (front >= 1) & (lon < _FARTHEST_NORTH_METRES) & ((lat < _MILLION) | (lat > ZONES_6.start * _MILLION))
    prefixed = ~swapped & (front >= ZONES_6.start) & (front != (number if carries else 0))
    offset = lon - (number * _MILLION if carries else 0) - _FALSE_EASTING_METRES
    far = (np.abs(offset) > _WIDEST_METRES) | (lat < 0) | (lat > _FARTHEST_NORTH_METRES)
    named = [(prefixed & (front == seen), _belongs(int(seen), code)) for seen in np.unique(front[prefixed])]
    return (
        (degrees, Text(f"metres of EPSG:{code}: these look like degrees", f"应为 EPSG:{code} 的米：这些数像是度")),
        (
            swapped & ~degrees,
            Text(
                "the easting in lon and the northing in lat: the two look swapped",
                "横坐标应填在“经度”列、纵坐标应填在“纬度”列：两者像是填反了",
            ),
        ),
        *named,
        (far & ~degrees & ~swapped & ~prefixed, _beyond(code)),
    )


def _beyond(code: int) -> Text:
    return Text(f"an easting and a northing that EPSG:{code} can hold", f"横、纵坐标应在 EPSG:{code} 的范围内")


def _belongs(front: int, code: int) -> Text:
    if front in ZONES_3:
        right = _ZONED_3 + front - ZONES_3.start
    elif front in ZONES_6:
        right = _ZONED_6 + front - ZONES_6.start
    else:
        return Text(
            f"an easting of EPSG:{code}: there is no zone {front}", f"应为 EPSG:{code} 的横坐标：没有第 {front} 带"
        )
    return Text(
        f"an easting of EPSG:{code}: this one belongs to zone {front} (EPSG:{right})",
        f"应为 EPSG:{code} 的横坐标：这个属于第 {front} 带（EPSG:{right}）",
    )
