"""The public list of towns and village units: real names and codes, of which districts are made."""

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_KIND = ("街道", "镇", "乡")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A village unit of the list. `urban`: it stands in the built-up seat of its town."""

    code: str
    name: str
    town: str
    urban: bool


@dataclass(frozen=True, kw_only=True)
class Town:
    """A town or subdistrict; all but its name is made up.

    `seat` is longitude and latitude, from memory and some kilometres off; `people` a round figure; `growth` the share
    of pupils won or lost each year; `urban` how many of the first units of the list stand in the built-up seat;
    `square_km` its area.
    """

    name: str
    seat: tuple[float, float]
    people: float
    square_km: float
    growth: float = 0.0
    urban: int = 1


def public_list(public_data: Path | None = None) -> list[dict[str, str]]:
    """Return the rows of the public list in the order of their codes.

    `public_data` is the folder of public data; by default `data` below the setting PLANNER_SHARED, else ../shared.
    """
    folder = public_data or Path(os.environ.get("PLANNER_SHARED", "../shared")) / "data"
    with (folder / "admin" / "towns_villages_2023.csv").open(encoding="utf-8-sig", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["village_code"])


def read_units(rows: Sequence[Mapping[str, str]], towns: Mapping[str, Town]) -> list[Unit]:
    """Return the units of the rows whose town is one of these, in the order of the rows."""
    seen: dict[str, int] = {}
    units = []
    for row in rows:
        town = towns.get(row["town"])
        if town is not None:
            seen[town.name] = seen.get(town.name, 0) + 1
            units.append(
                Unit(
                    code=row["village_code"],
                    name=short_name(row["village"]),
                    town=town.name,
                    urban=seen[town.name] <= town.urban,
                )
            )
    return units


def short_name(name: str) -> str:
    """Return the name people use: without the committee.

    >>> short_name("扣马村村民委员会"), short_name("孟庄社区居民委员会"), short_name("金溪湖社区霍村居民委员会")
    ('扣马村', '孟庄社区', '金溪湖社区霍村')
    """
    for ending in ("村民委员会", "居民委员会", "村委会", "居委会"):
        name = name.removesuffix(ending)
    return name


def bare_town(name: str) -> str:
    """Return a town's name without its kind.

    >>> bare_town("车村镇"), bare_town("安乐街道"), bare_town("瀍河回族乡")
    ('车村', '安乐', '瀍河')
    """
    for kind in _KIND:
        name = name.removesuffix(kind)
    return name.removesuffix("回族")


def bare_unit(name: str) -> str:
    """Return a unit's name as schools carry it; a name of one character keeps its kind.

    >>> bare_unit("孟庄社区"), bare_unit("下沟村"), bare_unit("沟村")
    ('孟庄', '下沟', '沟村')
    """
    bare = name.removesuffix("社区").removesuffix("村")
    return bare if len(bare) > 1 else name
