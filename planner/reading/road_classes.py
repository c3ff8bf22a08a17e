"""Classes of road: who may use each and how fast a school bus goes on it.

Where a line carries no `speed_kph`, its class gives one: what a school bus makes of the road on the whole, below the
design speeds of JTG B01 (60 to 80 km/h for trunk roads, 40 to 60 for county roads, 15 to 30 for township and village
roads) and never above the limits for school buses, 80 km/h on motorways and 60 elsewhere (from memory, not checked).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class HighwayClass:
    """What a class of road allows: riding speed (km/h; None: not ridden), walking, and joining it along its length."""

    kph: float | None
    foot: bool = True
    entry: bool = True


HIGHWAYS: Mapping[str, HighwayClass] = {
    "motorway": HighwayClass(80, foot=False, entry=False),
    "motorway_link": HighwayClass(40, foot=False, entry=False),
    "trunk": HighwayClass(60),
    "trunk_link": HighwayClass(40),
    "primary": HighwayClass(50),
    "primary_link": HighwayClass(40),
    "secondary": HighwayClass(40),
    "secondary_link": HighwayClass(30),
    "tertiary": HighwayClass(30),
    "tertiary_link": HighwayClass(30),
    "unclassified": HighwayClass(30),
    "residential": HighwayClass(20),
    "road": HighwayClass(20),
    "living_street": HighwayClass(15),
    "service": HighwayClass(15),
    "track": HighwayClass(15),
    "busway": HighwayClass(30, foot=False, entry=False),
    "pedestrian": HighwayClass(None),
    "footway": HighwayClass(None),
    "path": HighwayClass(None),
    "steps": HighwayClass(None),
    "cycleway": HighwayClass(None),
    "bridleway": HighwayClass(None),
}
"""Every class that pupils travel on, after OpenStreetMap's key `highway`."""

NOT_TRAVELLED = frozenset(
    ("abandoned", "bus_guideway", "bus_stop", "construction", "corridor", "demolished", "disused", "elevator", "escape",
     "no", "planned", "platform", "proposed", "raceway", "razed", "removed", "rest_area", "services", "via_ferrata")
)  # fmt: skip
"""Classes that nobody travels on: such lines are left out."""

FERRY = "ferry"
"""The class of lines over water that are travelled where they state a time of their own."""

_ALIASES: Mapping[str, str] = {
    **{f"track_grade{grade}": "track" for grade in range(1, 6)},  # Geofabrik's shapefiles
    "unknown": "road",
    "高速公路": "motorway",
    "高速": "motorway",
    "快速路": "trunk",
    "国道": "primary",
    "主干路": "primary",
    "省道": "secondary",
    "次干路": "secondary",
    "县道": "tertiary",
    "支路": "tertiary",
    "乡道": "unclassified",
    "村道": "residential",
    "机耕路": "track",
    "步行街": "pedestrian",
    "人行道": "footway",
    "轮渡": FERRY,
    "渡口": FERRY,
}
"""Other names of the classes."""


@dataclass(frozen=True, kw_only=True)
class Class:
    """What a cell of the column `highway` says.

    `name` is the class that binds ('' where there is none, the cell's own words where it is unknown); `travels` is None
    where nobody travels on the line.
    """

    name: str
    travels: HighwayClass | None
    known: bool


def class_of(parts: Sequence[str]) -> Class:
    """Return the class of a line from the classes its cell lists.

    A line made by joining several ways is as fast as the slowest of them, and walked or ridden only where all are. One
    part that nobody travels on closes the whole; a part of an unknown class is passed over where another is known.

    >>> class_of(["tertiary", "residential"]).name, class_of(["motorway", "trunk_link"]).travels.foot
    ('residential', False)
    """
    names = [_ALIASES.get(part, part) for part in parts]
    closed = next((name for name in names if name in NOT_TRAVELLED), None)
    if closed is not None:
        return Class(name=closed, travels=None, known=True)
    if FERRY in names:
        return Class(name=FERRY, travels=None, known=True)
    known = [name for name in names if name in HIGHWAYS]
    if not known:
        return Class(name=";".join(names), travels=None, known=False)
    kinds = [HIGHWAYS[name] for name in known]
    slowest = min(range(len(known)), key=lambda place: kinds[place].kph or 0.0)
    return Class(
        name=known[slowest],
        travels=HighwayClass(
            kinds[slowest].kph, foot=all(kind.foot for kind in kinds), entry=all(kind.entry for kind in kinds)
        ),
        known=True,
    )
