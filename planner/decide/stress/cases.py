"""Cases that a plan is put to: more or fewer pupils, a school shut, a road or a bridge shut."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from planner.decide.year_rows import receivers
from planner.language import Text, joined
from planner.plan import Plan
from planner.problem.cut_roads import NO_CUTS, RoadCuts
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage

_FACTORS = (0.9, 1.05, 1.1)
"""Of all pupils, in the cases that every plan is put to."""
_STAGE_FACTOR, _TOWN_FACTOR = 1.1, 1.2
_SHUT = 3
"""So many schools, those that take in most pupils, are shut one at a time."""
_STAGES = {"kindergarten": Text("kindergarten", "幼儿园"), "primary": Text("primary", "小学"),
           "junior": Text("junior", "初中")}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Grown:
    """So many times the pupils, of a stage or of all, of a town or of all."""

    factor: float
    stage: Stage | None = None
    town: str | None = None


@dataclass(frozen=True, kw_only=True)
class StressCase:
    """What is otherwise than the plan was made for; everything that is named holds at once."""

    says: Text
    grown: tuple[Grown, ...] = ()
    shut_schools: tuple[str, ...] = ()
    """school_ids of schools that nobody can attend."""
    shut_ways: tuple[tuple[str, str], ...] = ()
    """(settlement_id, school_id): ways that nobody can travel."""
    cuts: RoadCuts = NO_CUTS
    """Roads that nobody can travel; all other ways are found anew."""
    pupils: pd.DataFrame | None = field(default=None, compare=False, repr=False)
    """A table of pupils in place of the district's; None: the district's own."""


AS_PLANNED = StressCase(says=Text("as planned", "按方案（不加压力）"))


def all_at_once(cases: Sequence[StressCase]) -> StressCase:
    """Return the case in which all of these hold."""
    return StressCase(
        says=joined([case.says for case in cases], en=" + ", zh="＋"),
        grown=tuple(each for case in cases for each in case.grown),
        shut_schools=tuple(each for case in cases for each in case.shut_schools),
        shut_ways=tuple(each for case in cases for each in case.shut_ways),
        cuts=RoadCuts(
            names=tuple(each for case in cases for each in case.cuts.names),
            points=tuple(each for case in cases for each in case.cuts.points),
        ),
        pupils=next((case.pupils for case in reversed(cases) if case.pupils is not None), None),
    )


def more_or_fewer(grown: Grown) -> StressCase:
    """Return the case of so many times the pupils.

    >>> more_or_fewer(Grown(factor=1.1, stage="junior")).says
    'junior pupils +10 %'
    """
    change = f"{round((grown.factor - 1) * 100, 1):+g} %"
    stage = Text("", "学生") if grown.stage is None else _STAGES[grown.stage]
    place = Text("", "全部") if grown.stage is None and grown.town is None else Text("", "")
    if grown.town is not None:
        place = Text(f"{grown.town}: ", grown.town)
    what = f"{stage} pupils" if stage else "pupils"
    return StressCase(says=Text(f"{place}{what} {change}", f"{place.zh}{stage.zh}{change}"), grown=(grown,))


def other_pupils(pupils: pd.DataFrame, name: str) -> StressCase:
    """Return the case of another table of pupils, such as a variant of a forecast, by the name of its file."""
    return StressCase(says=Text(f"pupils of {name}", f"学生按 {name}"), pupils=pupils)


def school_shut(school_id: str, district: District) -> StressCase:
    """Return the case of a school that nobody can attend."""
    name = _name(district, school_id)
    return StressCase(says=Text(f"{name} ({school_id}) shut", f"{name}停用"), shut_schools=(school_id,))


def way_shut(settlement_id: str, school_id: str, district: District) -> StressCase:
    """Return the case of a way from a settlement to a school that nobody can travel."""
    home = str(district.settlements.set_index("settlement_id")["name"][settlement_id])
    school = _name(district, school_id)
    says = Text(f"no way from {home} to {school}", f"{home}至{school}不通")
    return StressCase(says=says, shut_ways=((settlement_id, school_id),))


def road_shut(cuts: RoadCuts) -> StressCase:
    """Return the case of roads that nobody can travel.

    >>> road_shut(RoadCuts(points=((112.548, 34.886),))).says.zh
    '112.548,34.886处道路（桥梁）中断'
    """
    names = [Text(f"road {name} shut", f"{name}中断") for name in cuts.names]
    places = [f"{lon:g},{lat:g}" for lon, lat in cuts.points]
    points = [Text(f"road or bridge at {place} shut", f"{place}处道路（桥梁）中断") for place in places]
    return StressCase(says=joined([*names, *points]), cuts=cuts)


def standard_cases(plan: Plan, scenario: Scenario, district: District, year: int) -> tuple[StressCase, ...]:
    """Return the cases that every plan is put to.

    As planned; all pupils -10 %, +5 %, +10 %; each stage +10 %; the three schools that take in most pupils of merged
    ones, or where nothing is merged have most pupils, shut one at a time; the town whose pupils grow most over the
    years of the pupils table, or where none grows has most pupils, +20 %.
    """
    stages = tuple(dict.fromkeys(band.stage for band in scenario.grade_bands.values()))
    cases = [AS_PLANNED, *(more_or_fewer(Grown(factor=factor)) for factor in _FACTORS)]
    if len(stages) > 1:
        cases += [more_or_fewer(Grown(factor=_STAGE_FACTOR, stage=stage)) for stage in stages]
    cases += [school_shut(school_id, district) for school_id in _largest_receivers(plan, year)]
    town, growth = _growing_town(scenario, district, year)
    case = more_or_fewer(Grown(factor=_TOWN_FACTOR, town=town))
    grows = growth > 0
    why = Text(
        " (grows most)" if grows else " (most pupils)", "（学生增长最快的乡镇）" if grows else "（学生最多的乡镇）"
    )
    return (*cases, replace(case, says=Text(f"{case.says}{why}", f"{case.says.zh}{why.zh}")))


def _largest_receivers(plan: Plan, year: int) -> list[str]:
    """Return the schools that take in most pupils of merged ones; where nothing is merged, those with most pupils."""
    taken: dict[str, float] = {}
    for each in (each for merged in receivers(plan, year).values() for each in merged):
        taken[each.school_id] = taken.get(each.school_id, 0.0) + each.pupils
    opened = {row.school_id: float(sum(row.pupils.values())) for row in plan.schools if row.year == year and row.open}
    ranked = {school_id: pupils for school_id, pupils in taken.items() if school_id in opened} or opened
    return sorted(ranked, key=lambda school_id: (-ranked[school_id], school_id))[:_SHUT]


def _growing_town(scenario: Scenario, district: District, year: int) -> tuple[str, float]:
    """Return the town whose pupils grow most between the year and any later one of the table, and by what share.

    The town with most pupils, and 0, where none grows.
    """
    homes = district.settlements.set_index("settlement_id")["town"]
    rows = district.pupils[district.pupils["grade"].isin(scenario.grades) & (district.pupils["year"] >= year)]
    named = rows.assign(town=rows["settlement_id"].map(homes))
    table = named.pivot_table(index="town", columns="year", values="pupils", aggfunc="sum", fill_value=0)
    now = table[year].to_numpy(float) if year in table else np.zeros(len(table))
    growth = np.divide(table.max(axis=1).to_numpy(float) - now, now, out=np.zeros(len(now)), where=now > 0)
    if growth.max(initial=0.0) > 0:
        return str(table.index[int(np.argmax(growth))]), float(growth.max())
    return (str(table.index[int(np.argmax(now))]) if len(now) else str(homes.iloc[0])), 0.0


def _name(district: District, school_id: str) -> str:
    return str(district.schools.set_index("school_id")["name"][school_id])
