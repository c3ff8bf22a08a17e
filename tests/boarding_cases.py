"""Who may board and where, case by case: one settlement, a day school, a boarding school far off, one of its town."""

from dataclasses import dataclass, field
from typing import Any

from tests.districts import Case, district_of, scenario_of

Trip = tuple[float | None, float | None, float | None]
POINTS = {"merge": {"kinds": ["teaching_point"]}}


@dataclass(frozen=True, kw_only=True)
class Boarding:
    """A small district by what is special about it, and the schools at which its pupils may board.

    `far` lies 60 minutes' ride away in another town and has beds. `day` and `own`, of the settlement's town, are there
    where their columns are given.
    """

    about: str
    boards_at: set[str]
    day: dict[str, Any] | None = None
    day_trip: Trip = (30, None, None)
    own: dict[str, Any] | None = None
    own_ride: float = 80
    band: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=lambda: POINTS)
    decisions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """The district and its scenario: a band of two grades that may board within 90 minutes."""
        schools: list[dict[str, Any]] = [{"school_id": "far", "town": "west", "beds_max": 50}]
        travel: dict[tuple[str, str], Trip] = {("a", "far"): (None, 60, 30)}
        if self.day is not None:
            schools.append({"school_id": "day", "town": "east", **self.day})
            travel["a", "day"] = self.day_trip
        if self.own is not None:
            schools.append({"school_id": "own", "town": "east", **self.own})
            travel["a", "own"] = (None, self.own_ride, 40)
        pupils = {("a", 2026, "1"): 10, ("a", 2026, "2"): 20}
        band = {
            "stage": "primary", "grades": [1, 2], "max_walk_minutes": 30, "max_ride_minutes": 40, "boarding": True,
            "max_board_minutes": 90, **self.band,
        }  # fmt: skip
        band = {key: value for key, value in band.items() if value is not ...}  # ... stands for a limit left out
        return Case(
            district=district_of(pupils=pupils, schools=schools, travel=travel, towns={"a": "east"}),
            scenario=scenario_of(grade_bands={"band": band}, rules=self.rules, decisions=self.decisions),
        )


_POINT = {"kind": "teaching_point"}
_SITE = {"state": "candidate"}
_TOWN = {"board_in": "town"}
BOARDINGS = [
    Boarding(about="no school is near", boards_at={"far"}),
    Boarding(about="a kept school is near, at the very limit", boards_at=set(), day={}),
    Boarding(about="it is a hair too far", boards_at={"far"}, day={}, day_trip=(30.000001, None, None)),
    Boarding(about="the bus reaches it", boards_at=set(), day={}, day_trip=(31, 40, 20)),
    Boarding(about="the bus takes too long", boards_at={"far", "day"}, day={}, day_trip=(31, 40.000001, 20)),
    Boarding(about="nobody walks", boards_at={"far"}, day={}, band={"max_walk_minutes": None}),
    Boarding(about="no limit to walking", boards_at=set(), day={}, day_trip=(500, None, None),
             band={"max_walk_minutes": ...}),
    Boarding(about="the near school may be merged", boards_at={"far"}, day=_POINT),
    Boarding(about="the table keeps it", boards_at=set(), day={**_POINT, "decision": "keep"}),
    Boarding(about="the scenario keeps it", boards_at=set(), day=_POINT, decisions={"keep": ["day"]}),
    Boarding(about="the table keeps, the scenario frees it", boards_at={"far"}, day={**_POINT, "decision": "keep"},
             decisions={"free": ["day"]}),
    Boarding(about="nothing may be merged", boards_at=set(), day=_POINT, rules={}),
    Boarding(about="it is free, and nothing may be merged", boards_at=set(), day={"decision": "free"}, rules={}),
    Boarding(about="it is of another kind, and free", boards_at={"far"}, day={"decision": "free"}),
    Boarding(about="it closes", boards_at={"far"}, day={"decision": "close"}),
    Boarding(about="it may be built", boards_at={"far"}, day=_SITE),
    Boarding(about="it may be built, and nothing may be merged", boards_at={"far"}, day=_SITE, rules={}),
    Boarding(about="it will be built", boards_at=set(), day={**_SITE, "decision": "keep"}),
    Boarding(about="it lacks a grade", boards_at={"far"}, day={"grades": "1"}),
    Boarding(about="anybody boards", boards_at={"far"}, day={}, band={"board_when": "any"}),
    Boarding(about="nobody boards in this band", boards_at=set(), band={"boarding": False, "board_when": "any"}),
    Boarding(about="the town has beds, and anywhere will do", boards_at={"far", "own"}, own={"beds_max": 5}),
    Boarding(about="the town has beds", boards_at={"own"}, own={"beds_max": 5}, band=_TOWN),
    Boarding(about="the town has none", boards_at={"far", "own"}, own={}, band=_TOWN),
    Boarding(about="the town's school closes", boards_at={"far"}, own={"beds_max": 5, "decision": "close"}, band=_TOWN),
    Boarding(about="the town's school lacks a grade", boards_at={"far"}, own={"beds_max": 5, "grades": "2-6"},
             band=_TOWN),
    Boarding(about="the town's may be built", boards_at={"own"}, own={**_SITE, "beds_max": 5}, band=_TOWN),
    Boarding(about="the town's may be merged", boards_at={"own"}, own={**_POINT, "beds_max": 5}, band=_TOWN),
    Boarding(about="the town's is too far to board", boards_at=set(), own={"beds_max": 5}, own_ride=90.5, band=_TOWN),
    Boarding(about="the town's is a day school", boards_at=set(), own={"beds_max": 5}, own_ride=40, band=_TOWN),
    Boarding(about="both keys at once", boards_at={"own"}, day=_POINT, own={"beds_max": 5},
             band={**_TOWN, "board_when": "beyond_day_reach"}),
]  # fmt: skip
