"""What is known of Mengjin's places: towns, seats, outline and river, and the list of villages.

Names and codes are real. Seats, outline and river are drawn from memory, a few kilometres off: a sketch, not a map.
"""

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from data.making.listed import short_name

Floats = npt.NDArray[np.float64]

COUNTY_CODE = "410308"
TOWN_NAMES = {"马屯镇": "小浪底镇"}
"""The village list still has the older name of this town."""

KM_PER_LAT = 110.94
KM_PER_LON = 111.32 * np.cos(np.radians(34.83))
ORIGIN = (112.5, 34.83)

SOUTH_BANK = (
    (112.205, 35.010), (112.190, 34.925), (112.205, 34.875), (112.188, 34.820), (112.202, 34.768), (112.245, 34.742),
    (112.285, 34.748), (112.315, 34.714), (112.350, 34.702), (112.392, 34.710), (112.425, 34.737), (112.470, 34.728),
    (112.520, 34.740), (112.560, 34.726), (112.605, 34.720), (112.648, 34.737), (112.666, 34.774), (112.710, 34.792),
    (112.742, 34.824), (112.748, 35.010),
)  # fmt: skip
NORTH_BANK = (
    (112.515, 34.840), (112.508, 34.912), (112.540, 34.935), (112.585, 34.952), (112.640, 34.942), (112.662, 34.915),
    (112.670, 34.840),
)  # fmt: skip
RIVER = (
    (112.150, 34.930), (112.215, 34.934), (112.265, 34.947), (112.315, 34.938), (112.362, 34.926), (112.405, 34.922),
    (112.450, 34.908), (112.490, 34.897), (112.530, 34.888), (112.565, 34.884), (112.600, 34.876), (112.640, 34.874),
    (112.690, 34.866), (112.800, 34.858),
)  # fmt: skip
BRIDGES = (112.548, 112.618)
"""Longitudes of the two bridges."""


@dataclass(frozen=True, kw_only=True)
class Town:
    """A town or subdistrict. `people` is a made-up round figure; `growth` the made-up share won or lost each year."""

    name: str
    seat: tuple[float, float]
    people: int
    growth: float
    urban: int
    """How many of the first units of the list stand in the built-up seat."""
    north: bool = False


TOWNS = (
    Town(name="西霞院街道", seat=(112.555, 34.906), people=18_000, growth=-0.005, urban=2, north=True),
    Town(name="康乐街道", seat=(112.577, 34.916), people=20_000, growth=0.0, urban=4, north=True),
    Town(name="吉利街道", seat=(112.600, 34.902), people=16_000, growth=0.0, urban=3, north=True),
    Town(name="河阳街道", seat=(112.622, 34.908), people=12_000, growth=-0.005, urban=2, north=True),
    Town(name="城关镇", seat=(112.440, 34.826), people=120_000, growth=0.035, urban=10),
    Town(name="会盟镇", seat=(112.608, 34.843), people=34_000, growth=-0.015, urban=1),
    Town(name="平乐镇", seat=(112.590, 34.755), people=47_000, growth=0.012, urban=1),
    Town(name="送庄镇", seat=(112.545, 34.790), people=23_000, growth=-0.01, urban=1),
    Town(name="白鹤镇", seat=(112.520, 34.870), people=34_000, growth=-0.015, urban=4),
    Town(name="朝阳镇", seat=(112.465, 34.765), people=41_000, growth=0.01, urban=2),
    Town(name="小浪底镇", seat=(112.370, 34.870), people=23_000, growth=-0.02, urban=1),
    Town(name="麻屯镇", seat=(112.350, 34.735), people=44_000, growth=0.035, urban=2),
    Town(name="横水镇", seat=(112.250, 34.790), people=19_000, growth=-0.02, urban=1),
    Town(name="常袋镇", seat=(112.330, 34.765), people=19_000, growth=-0.015, urban=1),
)


@dataclass(frozen=True, kw_only=True)
class Village:
    """A village unit of the real list. `urban`: it stands in the built-up seat of its town."""

    code: str
    name: str
    town: str
    community: bool
    urban: bool


def to_km(lon_lat: Floats) -> Floats:
    """Degrees to kilometres east and north of the origin, shape (n, 2); true to a tenth of a per cent here."""
    return (np.asarray(lon_lat) - ORIGIN) * (KM_PER_LON, KM_PER_LAT)


def to_degrees(km: Floats) -> Floats:
    """Undo `to_km`, rounded to five places (about a metre)."""
    return np.round(np.asarray(km) / (KM_PER_LON, KM_PER_LAT) + ORIGIN, 5)


def river_line() -> LineString:
    """Return the river as one line through and beyond the district, in kilometres."""
    return LineString(to_km(np.array(RIVER)))


def banks() -> tuple[BaseGeometry, BaseGeometry]:
    """Return the district south and north of the river, in kilometres; both end in mid-stream."""
    south = split(Polygon(to_km(np.array(SOUTH_BANK))), river_line()).geoms
    north = split(Polygon(to_km(np.array(NORTH_BANK))), river_line()).geoms
    return min(south, key=lambda piece: piece.centroid.y), max(north, key=lambda piece: piece.centroid.y)


def read_villages(public_data: Path | None = None) -> list[Village]:
    """Read the 270 village units in the order of their codes.

    `public_data` is the folder of public data; by default `data` below the setting PLANNER_SHARED, else ../shared.
    """
    folder = public_data or Path(os.environ.get("PLANNER_SHARED", "../shared")) / "data"
    with (folder / "admin" / "towns_villages_2023.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = sorted(
            (row for row in csv.DictReader(file) if row["county_code"] == COUNTY_CODE),
            key=lambda row: row["village_code"],
        )
    urban = {town.name: town.urban for town in TOWNS}
    villages = []
    seen: dict[str, int] = {}
    for row in rows:
        town = TOWN_NAMES.get(row["town"], row["town"])
        seen[town] = seen.get(town, 0) + 1
        villages.append(
            Village(
                code=row["village_code"],
                name=short_name(row["village"]),
                town=town,
                community="社区" in row["village"],
                urban=seen[town] <= urban[town],
            )
        )
    return villages
