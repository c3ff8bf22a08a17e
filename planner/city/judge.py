"""The judge of the whole: recomputed from the counties' own tables, their plans and the flows; it knows no optimiser.

Each county's plan has passed the ordinary judge in its own process, guests included. Here is what no county sees: that
nobody is counted twice or lost between two counties, that borders, ways and seats of guests are as the rules say, and
that the totals add up. Nothing is shared with what made the flows but their records.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
from pyproj import Geod

from planner.city.counties import CityInputs
from planner.city.judge_seats import find_crowded
from planner.decide.city.county import County
from planner.decide.city.flows import Flow
from planner.language import Text
from planner.plan import AssignmentRow, Plan, ShortfallRow
from planner.reading.regions import crossings_of

_PUPILS_OFF, _YUAN_OFF, _MINUTES_OFF = 1e-4, 1e-6, 0.01
_EARTH = Geod(ellps="WGS84")
_Key = tuple[str, int, str]
"""settlement_id, year, grade."""


def judge_city(city: CityInputs, plans: Mapping[str, Plan], flows: Sequence[Flow]) -> tuple[Text, ...]:
    """Return what does not hold, one sentence each; empty where all is well. Counties without a plan are left out."""
    return (
        *_borders(city, flows),
        *_journeys(city, flows),
        *_put_on(city, flows),
        *(fault for name, plan in plans.items() for fault in _everybody(city.counties[name], plan, flows)),
        *(fault for name, plan in plans.items() for fault in find_crowded(city.counties[name], plan)),
        *(fault for name, plan in plans.items() for fault in _sums(city.counties[name], plan)),
    )


def _borders(city: CityInputs, flows: Sequence[Flow]) -> Iterator[Text]:
    """Only borders that regions.yaml opens are crossed, by pupils of its stages."""
    allowed = crossings_of(city.file.regions)
    for flow in flows:
        stage = city.counties[flow.home].scenario.grade_bands[flow.grade_band].stage
        if stage not in allowed.get((flow.home, flow.host), ()):
            yield Text(
                f"{flow.settlement_id} of {flow.home}: pupils of stage {stage} may not cross to {flow.host}",
                f"{flow.home} 的 {flow.settlement_id}：{stage} 学段学生不能跨到 {flow.host} 就读",
            )


def _journeys(city: CityInputs, flows: Sequence[Flow]) -> Iterator[Text]:
    """Guests' ways, measured anew on the ellipsoid, are within the limits of home."""
    for flow in flows:
        home, host = city.counties[flow.home], city.counties[flow.host]
        band, travel = home.scenario.grade_bands[flow.grade_band], home.scenario.travel
        start = _place(home.district.settlements, "settlement_id", flow.settlement_id)
        end = _place(host.district.schools, "school_id", flow.school_id)
        kilometres = _EARTH.inv(*start, *end)[2] / 1000.0 * travel.detour
        kph = travel.walk_kph if flow.mode == "walk" else travel.ride_kph
        limit = band.max_walk_minutes if flow.mode == "walk" else band.max_ride_minutes
        minutes = kilometres / kph * 60.0
        if flow.mode == "board" or limit is None or minutes > limit + _MINUTES_OFF:
            yield Text(
                f"{flow.guest_id} of {flow.host}: the way takes {minutes:.1f} minutes, too far",
                f"{flow.host} 的外县学生 {flow.guest_id}：路程 {minutes:.1f} 分钟，超出上限",
            )
        if abs(minutes - flow.minutes) > _MINUTES_OFF + 1e-5 * minutes:
            yield Text(
                f"{flow.guest_id} of {flow.host}: the way takes {minutes:.2f} minutes, not {flow.minutes:.2f}",
                f"{flow.host} 的外县学生 {flow.guest_id}：路程应为 {minutes:.2f} 分钟，不是 {flow.minutes:.2f}",
            )
        if abs(kilometres - flow.kilometres) > 1e-3 + 1e-5 * kilometres:
            yield Text(
                f"{flow.guest_id} of {flow.host}: the way is {kilometres:.3f} km, not {flow.kilometres:.3f}",
                f"{flow.host} 的外县学生 {flow.guest_id}：路程应为 {kilometres:.3f} 千米，不是 {flow.kilometres:.3f}",
            )


def _put_on(city: CityInputs, flows: Sequence[Flow]) -> Iterator[Text]:
    """Home puts its prices on pupils who leave their town, and on those of whom it is known where they go today."""
    for flow in flows:
        home = city.counties[flow.home]
        prices, rows = home.scenario.prices, home.district.attends
        each = prices.cross_town_yuan_per_pupil
        if rows is not None:
            grades = home.scenario.grade_bands[flow.grade_band].grades
            named = rows.loc[rows["grade"].isin(grades) & (rows["pupils"] > 0), "settlement_id"]
            each += prices.move_yuan_per_pupil if flow.settlement_id in set(named) else 0.0
        due, told = each * flow.heads, flow.put_on_yuan
        if abs(due - told) > _YUAN_OFF * max(abs(told), 1.0):
            yield Text(
                f"{flow.guest_id} of {flow.host}: home puts {due:,.2f} yuan on them, not {told:,.2f}",
                f"{flow.host} 的外县学生 {flow.guest_id}：居住县应加 {due:,.2f} 元，不是 {told:,.2f} 元",
            )


def _place(frame: pd.DataFrame, key: str, value: str) -> tuple[float, float]:
    row = frame.loc[frame[key] == value].iloc[0]
    return float(row["lon"]), float(row["lat"])


def _everybody(county: County, plan: Plan, flows: Sequence[Flow]) -> Iterator[Text]:
    """Everybody who lives in a county is placed there, short there, or a guest elsewhere; all guests have a seat."""
    wanted, guests = _wanted(county, flows), {flow.guest_id: flow.school_id for flow in flows if flow.host == county.id}
    found: defaultdict[_Key, float] = defaultdict(float)
    rows: list[AssignmentRow | ShortfallRow] = [*plan.assignments, *plan.shortfall]
    for row in rows:
        for grade, count in row.pupils.items():
            found[row.settlement_id, row.year, grade] += count
        where = row.school_id if isinstance(row, AssignmentRow) else ""
        if guests.get(row.settlement_id, where) != where:
            yield Text(
                f"{county.id}: guests {row.settlement_id} have no seat where they were sent",
                f"{county.id}：外县学生 {row.settlement_id} 在指定学校没有学位",
            )
    for key in wanted.keys() | found.keys():
        if abs(wanted[key] - found[key]) > _PUPILS_OFF:
            settlement, year, grade = key
            are, should = f"{found[key]:g}", f"{wanted[key]:g}"
            yield Text(
                f"{county.id}: {settlement}, grade {grade}, {year}: {are} pupils in the plan, not {should}",
                f"{county.id}：{settlement} {grade} 年级（{year} 年）：方案中 {are} 人，应为 {should} 人",
            )


def _wanted(county: County, flows: Sequence[Flow]) -> defaultdict[_Key, float]:
    """Return how many pupils the county must place: its own less those who leave, and guests."""
    wanted: defaultdict[_Key, float] = defaultdict(float)
    years, grades, rows = county.scenario.placed_years, county.scenario.grades, county.district.pupils
    rows = rows[rows["year"].isin(years) & rows["grade"].isin(grades)]
    keys = zip(rows["settlement_id"], rows["year"].tolist(), rows["grade"], strict=True)
    for key, pupils in zip(keys, rows["pupils"].tolist(), strict=True):
        wanted[key] += pupils
    for flow in flows:
        for grade, pupils in flow.pupils.items():
            wanted[flow.settlement_id, flow.year, grade] -= pupils if flow.home == county.id else 0
            wanted[flow.guest_id, flow.year, grade] += pupils if flow.host == county.id else 0
    return wanted


def _sums(county: County, plan: Plan) -> Iterator[Text]:
    """Say where the terms of a county's cost do not add up to its total."""
    objective = plan.objective.model_dump(by_alias=True)
    cost, penalty, total = (objective.pop(name) for name in ("cost", "penalty", "total"))
    off = max(abs(sum(objective.values()) - cost), abs(cost + penalty - total))
    if off > _YUAN_OFF * max(abs(total), 1.0):
        yield Text(
            f"{county.id}: the terms of its cost do not add up to its total", f"{county.id}：各项费用之和与总计不符"
        )
