"""The network as the tables give it, before the plan: schools by kind and by town, and who is to be placed."""

from dataclasses import dataclass

import pandas as pd

from planner.problem.problem import Flags, Floats
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.tables import grade_run
from planner.show.papers.wording import NO_WAY
from planner.show.words.common import KINDS, STAGES, clean
from planner.show.words.numbers import pupils_text


@dataclass(frozen=True, kw_only=True)
class KindLine:
    """Existing schools of one kind. The last line is their sum."""

    kind: str
    schools: str
    classrooms: str
    seats: str
    """Classrooms times class size, no more than the school's size allows; a dash where nothing limits them."""
    beds: str


@dataclass(frozen=True, kw_only=True)
class TownLine:
    """One town: who lives there and the existing schools in it. The last line is the sum."""

    town: str
    pupils: str
    schools: str
    mergeable: str
    """Schools of the kinds that may be merged."""
    classrooms: str
    beds: str


@dataclass(frozen=True, kw_only=True)
class Present:
    """The present state."""

    sentences: tuple[str, ...]
    kinds: tuple[KindLine, ...]
    towns: tuple[TownLine, ...]


def present_state(scenario: Scenario, district: District, mergeable: Flags, seats: Floats, barred: int = 0) -> Present:
    """Return the existing schools that teach a grade of the scenario, and the pupils of its first year.

    `mergeable` (school): those that may be merged. `seats` (school): there today, NaN where nothing limits them.
    `barred`: how many sites may not be built where they lie.
    """
    schools = district.schools.assign(mergeable=mergeable, seats=seats)
    schools = schools[schools["state"] == "existing"]
    schools = schools[[_teaches(str(grades), scenario) for grades in schools["grades"]]]
    pupils = district.pupils[
        (district.pupils["year"] == scenario.years[0]) & district.pupils["grade"].isin(scenario.grades)
    ]
    return Present(
        sentences=(*_sentences(schools, pupils, scenario, district), *_barred_text(barred)),
        kinds=_kinds(schools),
        towns=_towns(schools, pupils, district),
    )


def _teaches(grades: str, scenario: Scenario) -> bool:
    return not set(grade_run(grades)).isdisjoint(scenario.grades)


def _sentences(schools: pd.DataFrame, pupils: pd.DataFrame, scenario: Scenario, district: District) -> tuple[str, ...]:
    stages: dict[str, float] = {}
    for grade, count in pupils.groupby("grade")["pupils"].sum().items():
        stage = STAGES[scenario.stage_of(str(grade))]
        stages[stage] = stages.get(stage, 0.0) + float(count)
    placed = pupils_text(float(pupils["pupils"].sum()))
    rooms, beds = int(schools["classrooms"].sum()), int(schools["beds"].sum())
    by_stage = "、".join(f"{stage}{pupils_text(count)}人" for stage, count in stages.items())
    towns = district.settlements["town"].nunique()
    candidates = int((district.schools["state"] == "candidate").sum())
    said = [
        f"全域有乡镇（街道）{towns:,}个、居民点{len(district.settlements):,}个。",
        f"{scenario.years[0]}年应安排学生{placed}人，其中{by_stage or '没有学生'}。",
        f"现有相关学校{len(schools):,}所，教室{rooms:,}间，宿舍床位{beds:,}张。",
    ]
    if candidates:
        said.append(f"另有拟建校址{candidates:,}处。")
    return tuple(said)


def _barred_text(sites: int) -> tuple[str, ...]:
    return (f"其中{sites:,}处所在居民点不属于规定类型，不能新建。",) if sites else ()


def _kinds(schools: pd.DataFrame) -> tuple[KindLine, ...]:
    known = [kind for kind in KINDS if kind in set(schools["kind"])]
    lines = [_kind_line(KINDS[kind], schools[schools["kind"] == kind]) for kind in known]
    return (*lines, _kind_line("合计", schools))


def _kind_line(name: str, schools: pd.DataFrame) -> KindLine:
    seats = None if schools["seats"].isna().any() else round(float(schools["seats"].sum()))
    return KindLine(
        kind=name,
        schools=f"{len(schools):,}",
        classrooms=f"{int(schools['classrooms'].sum()):,}",
        seats=NO_WAY if seats is None else f"{seats:,}",
        beds=f"{int(schools['beds'].sum()):,}",
    )


def _towns(schools: pd.DataFrame, pupils: pd.DataFrame, district: District) -> tuple[TownLine, ...]:
    town_of = district.settlements.set_index("settlement_id")["town"]
    living = pupils.groupby(pupils["settlement_id"].map(town_of))["pupils"].sum()
    names = dict.fromkeys([*district.settlements["town"], *schools["town"]])
    lines = [
        _town_line(clean(str(name)), float(living.get(name, 0.0)), schools[schools["town"] == name]) for name in names
    ]
    return (*lines, _town_line("合计", float(living.sum()), schools))


def _town_line(name: str, pupils: float, schools: pd.DataFrame) -> TownLine:
    return TownLine(
        town=name,
        pupils=pupils_text(pupils),
        schools=f"{len(schools):,}",
        mergeable=f"{int(schools['mergeable'].sum()):,}",
        classrooms=f"{int(schools['classrooms'].sum()):,}",
        beds=f"{int(schools['beds'].sum()):,}",
    )
