"""Whether places lie where the district is: a point a zone off, a point far away, a place outside the towns."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import KDTree

from planner.language import Text
from planner.reading.coordinates import LARGEST_DEGREES, ZONES_3, Flags, Floats, plain_code, to_wgs84, zone_of
from planner.reading.faults import Faults, fault
from planner.reading.places import Places, metres_from
from planner.reading.provenance import TableProvenance
from planner.reading.whereabouts import unmeasurable

_NEAR_METRES = 30_000.0
_FEW_NEAR_METRES = 100_000.0
_FEW = 3
_SPREADS = 5.0
_GAP_METRES = 10_000.0
_GAPS = 6.0
_BORDER_METRES = 2_000.0


@dataclass(frozen=True, kw_only=True, eq=False)
class _Neighbourhood:
    """The district's middle (degrees), how far from it a place may lie, and how far from the next settlement."""

    centre: tuple[float, float]
    reach_metres: float
    gap_metres: float
    settled: Floats

    def holds(self, points: Floats) -> Flags:
        """Say which points (point, 2), metres from the centre, lie in the neighbourhood (point)."""
        near = np.hypot(points[:, 0], points[:, 1]) <= self.reach_metres
        gaps, _ = KDTree(self.settled).query(points)
        return np.asarray(near | (gaps <= self.gap_metres), dtype=np.bool_)


def check_places(
    places: Mapping[str, Places], *, extent_kilometres: float | None, towns: gpd.GeoDataFrame | None
) -> Faults:
    """Check the settlements and schools against each other and against the towns' polygons."""
    settlements = places.get("settlements")
    if settlements is None or not settlements.known.any():
        return Faults()
    nowhere = unmeasurable(places)
    if nowhere.count:
        return nowhere
    area = _neighbourhood(settlements, extent_kilometres)
    faults = Faults()
    strangers = {name: _strangers(table, area) for name, table in places.items()}
    for name, table in places.items():
        whole = name != "settlements" and strangers[name].sum() == table.known.sum() > 1
        faults += _apart(table, settlements, area) if whole else _far_off(table, strangers[name], area)
    if towns is not None and not faults.count:
        faults += _outside_towns(places, towns, area)
    return faults


def _neighbourhood(settlements: Places, extent_kilometres: float | None) -> _Neighbourhood:
    """Find where most settlements are. Medians, so that up to half of them may be wrong."""
    known = settlements.known
    lon, lat = settlements.table.values("lon")[known], settlements.table.values("lat")[known]
    centre = (float(np.median(lon)), float(np.median(lat)))
    points = settlements.metres(centre)
    distance = np.hypot(points[:, 0], points[:, 1])
    least = _NEAR_METRES if len(points) >= _FEW else _FEW_NEAR_METRES
    reach = max(least, _SPREADS * float(np.median(distance)), 1000.0 * (extent_kilometres or 0.0))
    core = points[distance <= reach]
    gap = _GAP_METRES
    if len(core) > 1:
        nearest = np.asarray(KDTree(core).query(core, k=[2])[0])[:, 0]
        gap = max(gap, _GAPS * float(np.quantile(nearest, 0.9)))
    return _Neighbourhood(centre=centre, reach_metres=reach, gap_metres=gap, settled=_chained(core, points, gap))


def _chained(core: Floats, points: Floats, gap_metres: float) -> Floats:
    """Add to the core what hangs on to it from settlement to settlement: a long valley is no stranger."""
    settled = core
    while True:
        gaps, _ = KDTree(settled).query(points)
        grown = points[gaps <= gap_metres]
        if len(grown) <= len(settled):
            return settled
        settled = grown


def _strangers(places: Places, area: _Neighbourhood) -> Flags:
    """Say which records lie outside the district's neighbourhood (record)."""
    mask = places.known.copy()
    mask[mask] = ~area.holds(places.metres(area.centre)) if mask.any() else False
    return mask


def _far_off(places: Places, strangers: Flags, area: _Neighbourhood) -> Faults:
    lon, lat = places.table.values("lon"), places.table.values("lat")
    points = metres_from(lon, lat, area.centre)
    kilometres = np.hypot(points[:, 0], points[:, 1]) / 1000.0
    middle = f"{area.centre[0]:.3f}, {area.centre[1]:.3f}"

    def expected(place: int) -> Text:
        reason, far = _likely(places, place, area), f"{kilometres[place]:,.0f}"
        return Text(
            f"a place in the district's neighbourhood: this one is {far} km from {middle}{reason}",
            f"地点应在本区县附近：此处距区县中心（{middle}）{far} 公里{reason.zh}",
        )

    return places.original.faults(strangers, "lon", expected)


def _likely(places: Places, place: int, area: _Neighbourhood) -> Text:
    """Guess at what went wrong with a place, where one guess would bring it home."""
    lon, lat = (places.original.values(name)[place : place + 1] for name in ("lon", "lat"))
    zone = _zone_told(places.told, float(lon[0]))
    if zone is None:
        home = area.holds(metres_from(lat, lon, area.centre))[0]
        return Text("; longitude and latitude look swapped", "；经度和纬度像是填反了") if home else Text("", "")
    right = _zone_that_fits(lon, lat, area)
    if right is None or right == zone:
        return Text("", "")
    code, easting = plain_code(right), f"{float(lon[0]) % 1e6:.0f}"
    return Text(
        f"; easting {easting} belongs to zone {right} (EPSG:{code}), not to zone {zone}",
        f"；横坐标 {easting} 属于第 {right} 带（EPSG:{code}），不属于第 {zone} 带",
    )


def _zone_told(told: TableProvenance, easting: float) -> int | None:
    """Return the 3-degree zone that a projected place was read in; None for degrees and other systems."""
    if abs(easting) <= LARGEST_DEGREES:
        return None
    if told.coordinates == "CGCS2000":
        return int(easting // 1e6) or (round(told.central_meridian / 3) if told.central_meridian else None)
    zone = zone_of(int(told.coordinates.removeprefix("EPSG:"))) if told.coordinates.startswith("EPSG:") else None
    return zone[0] if zone else None


def _zone_that_fits(lon: Floats, lat: Floats, area: _Neighbourhood) -> int | None:
    """Return the 3-degree zone whose reading of one place is nearest the district's middle, if that is near."""
    distances = {}
    for zone in ZONES_3:
        read = to_wgs84(lon % 1e6, lat, f"EPSG:{plain_code(zone)}")
        point = metres_from(read.lon, read.lat, area.centre)
        if np.isfinite(point).all() and area.holds(point)[0]:
            distances[zone] = float(np.hypot(*point[0]))
    return min(distances, key=lambda zone: distances[zone]) if distances else None


def _apart(places: Places, settlements: Places, area: _Neighbourhood) -> Faults:
    """Say once that a whole table lies elsewhere."""
    distance = np.median(np.hypot(*places.metres(area.centre).T)) / 1000.0
    first = int(np.flatnonzero(places.known)[0])
    likely, partner = _likely(places, first, area), settlements.original.raw.file
    systems = places.told.coordinates, settlements.told.coordinates
    expected = Text(
        f"places near those of {partner}: as declared ({systems[0]} and {systems[1]}) the two tables lie "
        f"{distance:,.0f} km apart{likely}",
        f"各点应在 {partner} 各点附近：按声明的坐标系（{systems[0]} 和 {systems[1]}），两张表相距 "
        f"{distance:,.0f} 公里{likely.zh}",
    )
    return fault(places.original.raw.file, expected, column="lon")


def _outside_towns(places: Mapping[str, Places], towns: gpd.GeoDataFrame, area: _Neighbourhood) -> Faults:
    """Find places more than 2 km outside every town's polygon."""
    lon, lat = area.centre
    plane = f"+proj=aeqd +lon_0={lon} +lat_0={lat} +datum=WGS84 +units=m"
    around = towns.to_crs(plane).geometry.union_all().buffer(_BORDER_METRES)
    shapely.prepare(around)
    outside: dict[str, Flags] = {}
    for name, table in places.items():
        positions = gpd.points_from_xy(table.table.values("lon"), table.table.values("lat"), crs=4326).to_crs(plane)
        outside[name] = table.known & ~shapely.contains_xy(around, positions.x, positions.y)
    if all(mask.sum() == places[name].known.sum() for name, mask in outside.items()):
        return fault(
            "boundaries.gpkg",
            Text(
                "polygons of this district: every settlement and school lies outside them",
                "应为本区县的边界：所有居民点和学校都在边界之外",
            ),
        )
    expected = Text(
        "a place within 2 km of a town's polygon in boundaries.gpkg",
        "地点应在 boundaries.gpkg 的乡镇边界内或其外 2 公里以内",
    )
    faults = Faults()
    for name, mask in outside.items():
        faults += places[name].original.faults(mask, "lon", expected)
    return faults
