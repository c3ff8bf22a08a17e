"""Whether a city's limit is the sum of proven limits that belong together.

What was proven of a county, its plan's bound or the bound of its limit's process, is that process's word, as the bound
of a plan is. Recomputed here is what makes their sum a limit of the whole: a county that nobody may leave or enter
counts with the bound of its own plan; every other with one proven for its own tables, in which each block that may
cross leaves for the very price for which neighbours may take it, by every way that there is. Who may cross is read anew
from tables and scenarios.
"""

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from planner.city.deriving import CROSSING, INPUTS, SCENARIO
from planner.city.judge_inputs import find_other_inputs
from planner.city.limits import read_transfers
from planner.city.saved import LIMITS, SavedCity
from planner.city.work import LIMIT_NAME
from planner.decide.city.county import County
from planner.decide.city.transfers import Guest, Transfers, transfers_of
from planner.errors import PlannerError
from planner.language import Text
from planner.problem.demand import find_blocks
from planner.problem.problem import Floats
from planner.problem.travel import find_journeys
from planner.reading.loader import read_district
from planner.reading.names import with_school_codes
from planner.reading.scenario_file import read_scenario

_NEAR = 1e-9
_ABOVE = 1e-6
"""Share of the total by which limits may lie above plans for rounding."""


def find_wrong_limits(city: SavedCity) -> Iterator[Text]:
    """Say which limit is not what it claims to be."""
    open_borders = [name for name in city.open_borders if name in city.plans]
    for entry in city.file.counties:
        if entry.id not in city.plans:
            continue
        if entry.limit is None:
            yield Text(f"{entry.id}: no limit was proven", f"{entry.id}：下限未能证明")
            continue
        county = city.inputs.counties[entry.id]
        proven = _proven(city, county) if entry.id in open_borders else city.apart[entry.id].plan.bound
        if proven is None or not math.isclose(entry.limit, proven, rel_tol=_NEAR):
            said = "none that can be read" if proven is None else f"{proven:,.10g}"
            said_zh = "读不出来" if proven is None else said
            yield Text(
                f"{entry.id}: the file says a limit of {entry.limit:,.10g}, proven was {said}",
                f"{entry.id}：文件写下限 {entry.limit:,.10g}，证明的是：{said_zh}",
            )
    yield from _prices(city, open_borders)
    yield from _above(city)


def _proven(city: SavedCity, county: County) -> float | None:
    """Return what the process of a county's limit has saved; None where that cannot be read."""
    try:
        return float(json.loads((city.folder / LIMITS / county.scenario.name / LIMIT_NAME).read_bytes())["bound"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _prices(city: SavedCity, names: Sequence[str]) -> Iterator[Text]:
    """Say where the limits are not of the counties' own problems, or their prices do not cancel out."""
    saved: dict[str, Transfers] = {}
    for name in names:
        county = city.inputs.counties[name]
        folder = city.folder / LIMITS / INPUTS / county.scenario.name
        try:
            saved[name] = read_transfers(folder / CROSSING)
            yield from _of_other_inputs(county, folder)
        except (OSError, ValueError, KeyError, TypeError, PlannerError) as problem:
            yield Text(
                f"{name}: what its limit was proven from cannot be read: {str(problem).splitlines()[0]}",
                f"{name}：证明下限所用的文件读不出来：{str(problem).splitlines()[0]}",
            )
    for name, county in city.inputs.counties.items():
        if name in saved and len(saved[name].leaving_yuan) != len(find_blocks(county.district, county.scenario).year):
            del saved[name]
            yield Text(
                f"{name}: the prices of its limit are of other blocks", f"{name}：下限所用的价格对应的学生组不符"
            )
    prices = {name: _leaving(each) for name, each in saved.items()}
    ways = [each for each in city.ways if {each.home.id, each.host.id} <= saved.keys()]
    for name, transfers in saved.items():
        if not _agree(transfers_of(city.inputs.counties[name], ways, prices), transfers):
            yield Text(
                f"{name}: pupils leave for other prices than neighbours take them for, or are left out",
                f"{name}：送出与接收的价格不一致，或有遗漏的学生组",
            )


def _of_other_inputs(county: County, folder: Path) -> Iterator[Text]:
    source = read_scenario(folder / SCENARIO)
    district = read_district(source.district_folder, source.scenario)
    scenario = with_school_codes(source.scenario, district.schools)
    yield from find_other_inputs(county, scenario, (district, find_journeys(district, scenario)), ())


def _leaving(transfers: Transfers) -> Floats:
    return np.array([math.nan if yuan is None else yuan for yuan in transfers.leaving_yuan])


def _agree(one: Transfers, other: Transfers) -> bool:
    """Whether two counties' transfers are the same but for rounding."""
    leaving = np.allclose(_leaving(one), _leaving(other), rtol=_NEAR, equal_nan=True)
    pairs = zip(one.guests, other.guests, strict=False)
    return bool(leaving) and len(one.guests) == len(other.guests) and all(_same_guest(*pair) for pair in pairs)


def _same_guest(one: Guest, other: Guest) -> bool:
    if (one.year, one.band, len(one.ways)) != (other.year, other.band, len(other.ways)):
        return False
    if [way[:2] for way in one.ways] != [way[:2] for way in other.ways] or one.pupils.keys() != other.pupils.keys():
        return False
    return bool(np.allclose(_numbers(one), _numbers(other), rtol=_NEAR, equal_nan=True))


def _numbers(guest: Guest) -> list[float]:
    return [guest.price_yuan, *guest.pupils.values(), *(number for way in guest.ways for number in way[2:])]


def _above(city: SavedCity) -> Iterator[Text]:
    """Say where the limit of the whole lies above its plan: then a limit proves nothing."""
    total, limit = city.file.objective.get("total"), city.file.limit
    if total is not None and limit is not None and limit > total + _ABOVE * max(1.0, abs(total)):
        yield Text("the limit lies above the total", "下限高于合计")
