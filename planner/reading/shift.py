"""Whether the schools and the settlements were really written in the systems that are declared.

Web maps' systems are some hundred metres off: too little to leave the neighbourhood, enough to spoil every walk.
Schools stand in or beside settlements; where they come to stand clearly nearer if one table is read in another system,
that is said.
"""

from collections.abc import Mapping

import numpy as np
from scipy.spatial import KDTree

from planner.language import Text
from planner.reading.coordinates import LARGEST_DEGREES, Floats, to_wgs84
from planner.reading.faults import Faults, fault
from planner.reading.places import Places, metres_from

_DEGREES = {"WGS84": "WGS84", "CGCS2000": "WGS84", "EPSG:4326": "WGS84", "EPSG:4490": "WGS84"}
_SYSTEMS = ("WGS84", "GCJ-02", "BD-09")
_CHINA = (72.0, 138.0, 0.8, 56.0)
_FEWEST = 3
_SOME = 8
_MANY = 16
_SEEN_METRES = 200.0


def check_shift(places: Mapping[str, Places]) -> Faults:
    """Compare today's reading of schools and settlements with every other reading of one of the two tables."""
    if not {"settlements", "schools"} <= set(places) or not all(table.known.any() for table in places.values()):
        return Faults()
    lon, lat = (
        float(np.median(places["settlements"].table.values(name)[places["settlements"].known]))
        for name in ("lon", "lat")
    )
    if not (_CHINA[0] <= lon <= _CHINA[1] and _CHINA[2] <= lat <= _CHINA[3]):
        return Faults()
    centre = (lon, lat)
    as_read = {name: table.metres(centre) for name, table in places.items()}
    now = _nearest(as_read["schools"], as_read["settlements"])
    readings = []
    for name, table in places.items():
        for system in _other_systems(table):
            other = as_read | {name: _read_as(table, system, centre)}
            then = _nearest(other["schools"], other["settlements"])
            if _clearly_nearer(now, then):
                readings.append((float(np.median(then)), name, system))
    if not readings:
        return Faults()
    metres, name, system = min(readings)
    partner = places["settlements" if name == "schools" else "schools"].original.raw.file
    declared, before = places[name].told.coordinates, f"{np.median(now):,.0f}"
    expected = Text(
        f"coordinates in {declared}, as declared: these fit {partner} if they are {system} "
        f"(the median school is {before} m from the nearest settlement as declared, {metres:,.0f} m so)",
        f"坐标应为所声明的 {declared}：若按 {system} 读取才与 {partner} 相符"
        f"（学校到最近居民点的中位距离：按声明 {before} 米，按 {system} 则 {metres:,.0f} 米）",
    )
    return fault(places[name].original.raw.file, expected, column="lon", value=system)


def _other_systems(table: Places) -> list[str]:
    """List the systems that a table of degrees might be in instead; none for metres."""
    told = table.told.coordinates
    told = _DEGREES.get(told, told)
    degrees = (np.abs(table.original.values("lon")[table.known]) <= LARGEST_DEGREES).all()
    return [system for system in _SYSTEMS if system != told] if degrees and told in _SYSTEMS else []


def _read_as(table: Places, system: str, centre: tuple[float, float]) -> Floats:
    lon, lat = (table.original.values(name)[table.known] for name in ("lon", "lat"))
    read = to_wgs84(lon, lat, system)
    return metres_from(read.lon, read.lat, centre)


def _nearest(schools: Floats, settlements: Floats) -> Floats:
    """Return the metres from each school to the nearest settlement (school)."""
    distances, _ = KDTree(settlements).query(schools)
    return np.asarray(distances, dtype=np.float64)


def _clearly_nearer(now: Floats, then: Floats) -> bool:
    """Tell a wrong system from chance: nearly all schools gain, and the median one gains much.

    Chance gives each school an even chance to gain: four standard deviations above half are asked for.
    """
    count = len(now)
    before, after = float(np.median(now)), float(np.median(then))
    if count < _FEWEST or before < _SEEN_METRES:
        return False
    gains = int((then < now).sum())
    if after < 0.1 * before and gains == count:
        return True
    if count < _MANY:
        return count >= _SOME and gains == count and after < 0.4 * before
    return gains >= count / 2 + 2 * count**0.5 and after < 0.6 * before
