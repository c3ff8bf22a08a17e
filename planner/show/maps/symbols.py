"""What stands for what on a map: shapes and colours, the same in pictures and in QGIS.

Every sign differs from the others in shape as well as in lightness, so that a grey print and a reader who does not see
red and green lose nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.plan import Action


@dataclass(frozen=True, kw_only=True)
class Sign:
    """A point sign: `marker` is matplotlib's name of the shape, `qgis` is QGIS's; `points` is its width."""

    word: str
    marker: str
    qgis: str
    fill: str
    edge: str
    edge_points: float
    points: float


SIGNS: Mapping[Action, Sign] = {
    "keep": Sign(word="保留", marker="o", qgis="circle", fill="#FFFFFF", edge="#3C3C3C", edge_points=0.9, points=6.0),
    "merge": Sign(
        word="撤并", marker="X", qgis="cross_fill", fill="#F0763E", edge="#FFFFFF", edge_points=0.7, points=10.0
    ),
    "change": Sign(
        word="改办", marker="H", qgis="hexagon", fill="#FCE4D6", edge="#A33D12", edge_points=1.8, points=22.0
    ),
    "expand": Sign(word="扩建", marker="s", qgis="square", fill="#2B6CB0", edge="#FFFFFF", edge_points=0.8, points=10),
    "build": Sign(word="新建", marker="*", qgis="star", fill="#FFD21F", edge="#000000", edge_points=0.9, points=19.0),
}
"""Schools by action; a site that is not built is not drawn. `change` is a frame, in which stands the school that
its site continues as."""

SHORTFALL = Sign(
    word="学位缺口", marker="^", qgis="triangle", fill="#6A003C", edge="#FFFFFF", edge_points=0.8, points=10.5
)
"""Pupils without a seat, at the settlement where they live."""


def dot_sign(fill: str) -> Sign:
    """Return the sign of a settlement in a colour, as legends show it."""
    return Sign(word="", marker="o", qgis="circle", fill=fill, edge=SETTLEMENT_EDGE, edge_points=0.5, points=8.5)


@dataclass(frozen=True, kw_only=True)
class MinutesBin:
    """Settlements whose pupils travel more than `above` and at most `most` minutes one way."""

    above: float
    most: float
    word: str
    fill: str


MINUTES_BINS = (
    MinutesBin(above=-1.0, most=15.0, word="15分钟以内", fill="#DCEBD3"),
    MinutesBin(above=15.0, most=30.0, word="15–30分钟", fill="#A5CFA6"),
    MinutesBin(above=30.0, most=45.0, word="30–45分钟", fill="#5BA58C"),
    MinutesBin(above=45.0, most=60.0, word="45–60分钟", fill="#23746F"),
    MinutesBin(above=60.0, most=float("inf"), word="60分钟以上", fill="#0B3C49"),
)
"""The shades of settlements, light to dark; an upper limit belongs to its bin."""

UNPLACED_FILL = "#FFFFFF"
SETTLEMENT_EDGE = "#6E7F76"
FLOW = "#A33D12"
TOWN_FILLS = ("#F4F1EA", "#ECE8DE")
TOWN_EDGE = "#FFFFFF"
TOWN_TEXT = "#8A8170"
ROAD = "#C9C3B6"
WATER = "#BBD7EA"
INK = "#222222"
FAINT = "#666666"


def minutes_bin(minutes: float) -> MinutesBin | None:
    """Return the bin of a settlement's minutes; None where NaN: nobody there travels.

    >>> minutes_bin(15.0).word, minutes_bin(15.01).word, minutes_bin(float("nan"))
    ('15分钟以内', '15–30分钟', None)
    """
    return next((shade for shade in MINUTES_BINS if shade.above < minutes <= shade.most), None)
