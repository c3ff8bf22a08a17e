"""Colours and steps of a page's maps, taken from the printed map so that both speak alike."""

from planner.show.maps.atlas.moves import BECAUSE, HOME, STILL_OPEN
from planner.show.maps.symbols import (
    FLOW,
    MINUTES_BINS,
    ROAD,
    SETTLEMENT_EDGE,
    SHORTFALL,
    SIGNS,
    TOWN_EDGE,
    TOWN_FILLS,
    TOWN_TEXT,
    UNPLACED_FILL,
    WATER,
)

_MODES = {"walk": "#4C8C5A", "ride": "#C0812B", "board": "#7A5AA6"}
_AREAS = ("#DDE7D3", "#E9DCCB", "#D3E1EA", "#EADFE6", "#E6E6CF", "#D6E4E0", "#EBD9D3", "#DAD9EA")
_LOADS = (
    {"most": 0.25, "fill": "#C9DDF0"},
    {"most": 0.5, "fill": "#93BBDD"},
    {"most": 0.75, "fill": "#5B8FC2"},
    {"most": 0.9, "fill": "#2F6299"},
    {"most": None, "fill": "#143A66"},
)
"""Pupils as a share of seats, light to dark."""
_SHORTS = (
    {"most": 10, "fill": "#F3C6D4"},
    {"most": 30, "fill": "#DE86A5"},
    {"most": 100, "fill": "#B33B6E"},
    {"most": None, "fill": "#6A003C"},
)
"""Pupils of a settlement without a seat."""


def look_of() -> dict[str, object]:
    """Return colours by name; upper limits belong to their step, None is no limit."""
    return {
        "actions": {
            action: {"fill": sign.fill, "edge": sign.edge, "points": sign.points} for action, sign in SIGNS.items()
        },
        "short": {"fill": SHORTFALL.fill, "edge": SHORTFALL.edge},
        "minutes": [
            {"most": None if step.most == float("inf") else step.most, "fill": step.fill} for step in MINUTES_BINS
        ],
        "loads": list(_LOADS),
        "shorts": list(_SHORTS),
        "moves": {
            "merged": {"fill": BECAUSE.fill, "edge": BECAUSE.edge},
            "open": {"fill": STILL_OPEN.fill, "edge": STILL_OPEN.edge},
            "nobody": HOME,
        },
        "modes": _MODES,
        "areas": list(_AREAS),
        "unplaced": UNPLACED_FILL,
        "homeEdge": SETTLEMENT_EDGE,
        "flow": FLOW,
        "towns": list(TOWN_FILLS),
        "townEdge": TOWN_EDGE,
        "townText": TOWN_TEXT,
        "road": ROAD,
        "water": WATER,
    }
