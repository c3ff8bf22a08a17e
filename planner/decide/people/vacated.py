"""Buildings of merged schools, each with a use that is proposed: a kindergarten where its town lacks seats, first."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from planner.decide.year_rows import YearRows
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.tables import GRADES

Use = Literal["kindergarten", "kindergarten_unknown", "community", "other_unknown"]
"""kindergarten: the town lacks kindergarten seats. kindergarten_unknown: it has children of that age, and the tables
have no kindergartens to tell what it lacks. community: seats are enough. other_unknown: no table has such children."""
_NURSERY = tuple(grade for grade in GRADES if grade.startswith("K"))
_SEATS_A_ROOM = 30


@dataclass(frozen=True, kw_only=True)
class Vacated:
    """One building that a plan empties."""

    school_id: str
    rooms: int
    use: Use
    children: float | None
    """Of kindergarten age in the town, in the year; None where no table has any."""
    seats: float | None
    """Kindergarten seats of the town, what is proposed before this building included; None where not known."""


def vacated_buildings(district: District, scenario: Scenario, rows: YearRows) -> tuple[Vacated, ...]:
    """Propose a use for the building of each merged school whose site does not go on as another, largest first by town.

    Kindergarten seats: rooms of schools that offer K grades and are open, times the scenario's kindergarten class size,
    else 30; and those of buildings proposed before. Which building suits is for a look at it to say.
    """
    schools = district.schools.set_index("school_id")
    merged = [
        school_id for school_id, row in rows.schools.items() if row.action == "merge" and school_id in schools.index
    ]
    empty = schools.loc[merged, ["town", "classrooms"]].sort_values("classrooms", ascending=False, kind="stable")
    children, seats = _children(district, rows.year), _seats(district, scenario, rows)
    size = _room_size(scenario)
    found = {}
    for school_id, town, rooms in zip(empty.index, empty["town"], empty["classrooms"], strict=True):
        young = None if children is None else float(children.get(town, 0.0))
        there = None if seats is None else seats.get(town, 0.0)
        use = _use(young, there)
        found[school_id] = Vacated(school_id=school_id, rooms=int(rooms), use=use, children=young, seats=there)
        if seats is not None and use == "kindergarten":
            seats[town] = seats.get(town, 0.0) + int(rooms) * size
    return tuple(found[school_id] for school_id in merged)


def _use(children: float | None, seats: float | None) -> Use:
    if children is None:
        return "other_unknown"
    if seats is None:
        return "kindergarten_unknown" if children > 0 else "community"
    return "kindergarten" if children > seats else "community"


def _children(district: District, year: int) -> pd.Series | None:
    """Return children of kindergarten age by town; None where the table has none of that year."""
    rows = district.pupils[(district.pupils["year"] == year) & district.pupils["grade"].isin(_NURSERY)]
    if rows["pupils"].sum() <= 0:
        return None
    towns = district.settlements.set_index("settlement_id")["town"]
    return rows.groupby(rows["settlement_id"].map(towns))["pupils"].sum()


def _seats(district: District, scenario: Scenario, rows: YearRows) -> dict[str, float] | None:
    """Return kindergarten seats by town; None where the table has no kindergarten at all."""
    schools = district.schools
    nursery = schools[schools["grades"].str.startswith("K") & (schools["state"] == "existing")]
    if nursery.empty:
        return None
    closed = {school_id for school_id, row in rows.schools.items() if not row.open}
    there = nursery[~nursery["school_id"].isin(closed)]
    seats = there.groupby("town")["classrooms"].sum() * _room_size(scenario)
    return {str(town): float(count) for town, count in seats.items()}


def _room_size(scenario: Scenario) -> int:
    sizes = scenario.rules.class_size
    size = None if sizes is None else sizes.kindergarten
    return _SEATS_A_ROOM if size is None else size
