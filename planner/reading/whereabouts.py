"""Districts that no plane can hold, and places that all lie at one point."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planner.language import Text
from planner.reading.coordinates import Flags, Floats
from planner.reading.faults import NO_FAULTS, Faults, fault
from planner.reading.places import Places

_LAST_LATITUDE = 85.0
"""Nobody lives nearer a pole, and maps are not drawn there."""
_DATE_LINE = 170.0
_POINT_DEGREES = 1e-5
_FEW = 3


def unmeasurable(places: Mapping[str, Places]) -> Faults:
    """Refuse places at a pole, and districts that lie astride 180 degrees: one finding a table."""
    found = NO_FAULTS
    lon = np.concatenate([table.table.values("lon")[table.known] for table in places.values()])
    astride = bool((lon > _DATE_LINE).any() and (lon < -_DATE_LINE).any())
    for table in places.values():
        polar = table.known & (np.abs(table.table.values("lat")) > _LAST_LATITUDE)
        found += _first(table, polar, _polar(int(polar.sum())), "lat")
    if astride and not found.count:
        table = places["settlements"]
        west = table.known & (table.table.values("lon") < -_DATE_LINE)
        east = table.known & (table.table.values("lon") > _DATE_LINE)
        found += _first(table, west if west.sum() <= east.sum() and west.any() else east, _ASTRIDE, "lon")
    return found


_ASTRIDE = Text(
    "places on one side of 180 degrees of longitude: districts astride it are neither measured nor drawn",
    "居民点和学校应在 180 度经线的同一侧；跨越该经线的区域无法测量和制图",
)


def _polar(count: int) -> Text:
    limit = f"{_LAST_LATITUDE:.0f}"
    lie = "place lies" if count == 1 else "places lie"
    return Text(
        f"a latitude from -{limit} to {limit}, where people live: {count} {lie} nearer a pole",
        f"纬度应在 -{limit} 到 {limit} 之间；有 {count} 处位于极地",
    )


def _first(table: Places, mask: Flags, expected: Text, column: str) -> Faults:
    """Tell once what is wrong with several places, with the first of them."""
    rows = np.flatnonzero(mask)
    if not len(rows):
        return NO_FAULTS
    row = int(rows[0])
    value = f"{float(table.original.values(column)[row]):g}"
    return fault(table.original.raw.file, expected, row=int(table.original.raw.rows[row]), column=column, value=value)


def one_point_note(settlements: pd.DataFrame, schools: pd.DataFrame) -> tuple[Text, ...]:
    """Say so where every place of a district of several lies at one point: journeys would take no time."""
    lonlat: Floats = pd.concat([settlements[["lon", "lat"]], schools[["lon", "lat"]]]).to_numpy(dtype=np.float64)
    if len(lonlat) < _FEW or float(np.ptp(lonlat, axis=0).max()) > _POINT_DEGREES:
        return ()
    lon, lat = lonlat[0]
    return (
        Text(
            f"all {len(lonlat)} settlements and schools lie at one point ({lon:.4f}, {lat:.4f}): journeys take no time",
            f"全部 {len(lonlat)} 个居民点和学校位于同一点（{lon:.4f}，{lat:.4f}），路程均为零，请核对坐标",
        ),
    )
