"""The 15 counties of Luoyang as 洛政办〔2025〕17号 counts them, and their towns.

Names and codes are real. Seats of towns (luoyang_towns.csv) are from memory, some kilometres off; people, areas and
paces are round figures. The document has a county 伊滨区 that the public list does not: these are five towns of 洛龙区.
The list has a development zone that the document does not: its three subdistricts are put to 涧西区, beside which they
lie. 孟津区 has tables of its own.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.making.listed import Town

_TOWNS = Path(__file__).with_name("luoyang_towns.csv")
"""county, town, lon and lat of its seat, and whether it is built up whole, or in part, as a county's seat is."""
URBAN_WEIGHT, PART_URBAN = 6.0, 0.35
"""People of a built-up unit beside a village's, and the built-up share of the units of a county's seat."""


@dataclass(frozen=True, kw_only=True)
class County:
    """One county."""

    key: str
    """Its folder."""
    name: str
    letters: str
    """Begin its own ids."""
    codes: tuple[str, ...]
    """Of the public list."""
    accepted_by: int
    """Year by whose end it is to pass the acceptance of balanced development: the document's."""
    people: float
    """In thousands."""
    square_km: float
    pace: float = 0.9
    """The share of the usual speed that its ground allows."""
    ward: bool = False
    """A ward of the city, built up but for a few villages."""


COUNTIES = (
    County(key="laocheng", name="老城区", letters="LC", codes=("410302",), accepted_by=2027,
           people=220, square_km=57, ward=True),
    County(key="xigong", name="西工区", letters="XG", codes=("410303",), accepted_by=2025,
           people=390, square_km=56, ward=True),
    County(key="chanhe", name="瀍河区", letters="CH", codes=("410304",), accepted_by=2027,
           people=230, square_km=60, ward=True),
    County(key="jianxi", name="涧西区", letters="JX", codes=("410305", "410371"), accepted_by=2030,
           people=730, square_km=150, ward=True),
    County(key="luolong", name="洛龙区", letters="LL", codes=("410311",), accepted_by=2027,
           people=700, square_km=245, ward=True),
    County(key="yibin", name="伊滨区", letters="YB", codes=("410311",), accepted_by=2027,
           people=190, square_km=230, pace=0.95),
    County(key="yanshi", name="偃师区", letters="YS", codes=("410307",), accepted_by=2029,
           people=560, square_km=669, pace=0.95),
    County(key="xinan", name="新安县", letters="XA", codes=("410323",), accepted_by=2025,
           people=490, square_km=1160, pace=0.85),
    County(key="luanchuan", name="栾川县", letters="LA", codes=("410324",), accepted_by=2026,
           people=330, square_km=2477, pace=0.7),
    County(key="songxian", name="嵩县", letters="SX", codes=("410325",), accepted_by=2030,
           people=520, square_km=3009, pace=0.75),
    County(key="ruyang", name="汝阳县", letters="RY", codes=("410326",), accepted_by=2030,
           people=425, square_km=1332, pace=0.8),
    County(key="yiyang", name="宜阳县", letters="YY", codes=("410327",), accepted_by=2029,
           people=600, square_km=1616, pace=0.85),
    County(key="luoning", name="洛宁县", letters="LN", codes=("410328",), accepted_by=2030,
           people=410, square_km=2306, pace=0.8),
    County(key="yichuan", name="伊川县", letters="YC", codes=("410329",), accepted_by=2030,
           people=742, square_km=1243),
)  # fmt: skip
MENGJIN_ACCEPTED_BY = 2029


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A town's seat. `built_up`: whole, part or nothing."""

    town: str
    seat: tuple[float, float]
    built_up: str


def read_spots() -> Mapping[str, tuple[Spot, ...]]:
    """Return the towns of each county, by its key."""
    with _TOWNS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        county.key: tuple(
            Spot(town=row["town"], seat=(float(row["lon"]), float(row["lat"])), built_up=row["built_up"])
            for row in rows
            if row["county"] == county.key
        )
        for county in COUNTIES
    }


def towns_of(county: County, spots: tuple[Spot, ...], counts: Mapping[str, int]) -> tuple[Town, ...]:
    """Return the county's towns; `counts`: units of each. People go by units, built-up ones weighing more."""
    urban = {spot.town: _urban(spot, counts[spot.town]) for spot in spots}
    weight = {
        spot.town: counts[spot.town] + (URBAN_WEIGHT - 1) * (urban[spot.town] if spot.built_up else 0.3)
        for spot in spots
    }
    dense = {"whole": 0.35}
    land = {spot.town: counts[spot.town] * (1.0 if county.ward else dense.get(spot.built_up, 1.0)) for spot in spots}
    return tuple(
        Town(
            name=spot.town,
            seat=spot.seat,
            people=county.people * 1000 * weight[spot.town] / sum(weight.values()),
            square_km=county.square_km * land[spot.town] / sum(land.values()),
            urban=urban[spot.town],
            growth=0.01 if spot.built_up else -0.03,
        )
        for spot in spots
    )


def _urban(spot: Spot, units: int) -> int:
    """Return how many of a town's units are built up: all, those of a county's seat, or the seat alone."""
    if spot.built_up == "whole":
        return units
    return max(1, round(PART_URBAN * units)) if spot.built_up else 1
