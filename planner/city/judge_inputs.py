"""Whether the tables that a county's plan was made from are the county's own, but for pupils who cross.

A county that a flow touches is solved from derived tables; its plan is judged by these. Here they are held against the
county's own, row by row, by code that shares nothing with what derives them.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from planner.decide.city.county import County
from planner.decide.city.flows import Flow
from planner.language import Text
from planner.problem.problem import Decision
from planner.problem.travel import Journeys, find_journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario

_NEAR = 1e-6
"""Of coordinates in degrees, minutes, kilometres: more than writing and reading them again changes."""
_ANYWAY = ("district",)
"""Keys of a scenario that say where the tables lie."""


def find_other_inputs(
    county: County, scenario: Scenario, made: tuple[District, Journeys], flows: Sequence[Flow]
) -> Iterator[Text]:
    """Say where the scenario, the tables and the journeys of a plan are not those of its county under the flows."""
    district, journeys = made
    guests = {flow.guest_id: flow.school_id for flow in flows if flow.host == county.id}
    for key in _other_keys(county, scenario, flows):
        yield _at(county, Text(f"the scenario of its plan says otherwise: {key}", f"方案所用情景与本县不同：{key}"))
    own = county.district
    for name in ("schools", "settlements", "attends"):
        mine, theirs = getattr(own, name), getattr(district, name)
        if not _same(mine, _without(theirs, guests)):
            yield _at(county, Text(f"its plan was made from another table {name}", f"方案所用的 {name} 表与本县不同"))
    if not _same(_journeys(own, find_journeys(own, county.scenario)), _without(_journeys(district, journeys), guests)):
        yield _at(county, Text("its plan was made from other journeys", "方案所用的路程与本县不同"))
    ways = _journeys(district, journeys)
    for guest, school in zip(ways["settlement_id"], ways["school_id"], strict=True):
        if guest in guests and guests[guest] != school:
            says = Text(f"guests {guest} may go to {school} too", f"外县学生 {guest} 还可以去 {school}")
            yield _at(county, says)


def _journeys(district: District, journeys: Journeys) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "settlement_id": district.settlements["settlement_id"].to_numpy()[journeys.settlement],
            "school_id": district.schools["school_id"].to_numpy()[journeys.school],
            "walk_minutes": journeys.walk_minutes,
            "ride_minutes": journeys.ride_minutes,
            "kilometres": journeys.kilometres,
        }
    )


def _without(frame: pd.DataFrame | None, guests: Mapping[str, str]) -> pd.DataFrame | None:
    """Leave out the rows of guests."""
    if frame is None or "settlement_id" not in frame:
        return frame
    return frame[~frame["settlement_id"].isin(list(guests))]


def _same(mine: pd.DataFrame | None, theirs: pd.DataFrame | None) -> bool:
    """Whether two tables hold the same rows, in whatever order; numbers but for rounding."""
    if mine is None or theirs is None:
        return mine is theirs
    columns = [name for name in mine.columns if name in theirs.columns]
    keys = [name for name in columns if name.endswith("_id") or name in {"year", "grade"}]
    if len(mine) != len(theirs) or set(mine.columns) != set(theirs.columns):
        return False
    one, other = (each.sort_values(keys).reset_index(drop=True) for each in (mine, theirs))
    return all(_same_column(one[name], other[name]) for name in columns)


def _same_column(one: pd.Series, other: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(one) and pd.api.types.is_numeric_dtype(other):
        pair = one.to_numpy(float, na_value=np.nan), other.to_numpy(float, na_value=np.nan)
        return bool(np.allclose(*pair, rtol=_NEAR, atol=_NEAR, equal_nan=True))
    words = [each.astype(object).where(each.notna(), "").astype(str) for each in (one, other)]
    return bool((words[0] == words[1]).all())


def _other_keys(county: County, scenario: Scenario, flows: Sequence[Flow]) -> Iterator[str]:
    """Name the keys that differ from the county's own, but for those that must."""
    own, made = (_flat(each) for each in (county.scenario, scenario))
    touched = any(county.id in {flow.home, flow.host} for flow in flows)
    if touched:
        own["prices.shortfall_yuan_per_pupil"] = made.get("prices.shortfall_yuan_per_pupil")
        for key in [key for key in own if key.startswith("rules.siting")]:
            own.pop(key)
        own["rules.siting"] = None
        barred = county.sites.barred & (county.sites.decision == Decision.CLOSE)
        closed = (*county.scenario.decisions.close, *county.district.schools["school_id"][barred])
        own["decisions.close"] = list(dict.fromkeys(closed))
        moves = county.scenario.rules.moves
        if moves is not None and moves.most_pupils is not None:
            own["rules.moves.most_pupils"] = max(moves.most_pupils - _most_leaving(county, flows), 0)
    yield from sorted(key for key in own.keys() | made.keys() if own.get(key) != made.get(key) and key not in _ANYWAY)


def _most_leaving(county: County, flows: Sequence[Flow]) -> int:
    """Return how many leave, in the year with most of them."""
    leaving = [flow for flow in flows if flow.home == county.id]
    return max(sum(flow.heads for flow in leaving if flow.year == year) for year in county.scenario.placed_years)


def _flat(scenario: Scenario) -> dict[str, object]:
    """Return a scenario's values by dotted key; lists whole."""
    found: dict[str, object] = {}
    waiting: list[tuple[str, object]] = [("", scenario.model_dump(mode="json"))]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict) and value:
            waiting += [(f"{key}.{inner}".lstrip("."), each) for inner, each in value.items()]
        else:
            found[key] = value
    return found


def _at(county: County, says: Text) -> Text:
    return Text(f"{county.id}: {says}", f"{county.id}：{says.zh}")
