"""What a plan covers, what became of the last one, and what schools are like: area for each pupil, length of ways."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.decide.ledger.ledger import Ledger
from planner.decide.results import Results
from planner.reading.schema_types import Stage
from planner.reading.tables import grade_run
from planner.show.papers.wording import BLANK, NO_WAY, joined_years
from planner.show.words.common import STAGES, clean
from planner.show.words.numbers import kilometres_text, pupils_text, rounded
from planner.show.words.outlook import outlook_after, year_name
from planner.show.words.people import NOT_KNOWN

_MOST = 0.9


@dataclass(frozen=True, kw_only=True)
class ConditionLine:
    """Area for each pupil of a stage today, and kilometres one way of day pupils in the plan's last year."""

    stage: str
    site: str
    floor: str
    mean_km: str
    p90_km: str
    worst_km: str


@dataclass(frozen=True, kw_only=True)
class DemandLine:
    """Pupils to be placed in one year."""

    year: str
    pupils: str
    stages: str
    """小学37,513人、初中16,880人."""


def scope_text(results: Results) -> str:
    """Say which district, stages and years the plan is about."""
    stages = "、".join(STAGES[stage] for stage in dict.fromkeys(_stage_of_bands(results)))
    towns = results.district.settlements["town"].nunique()
    schools = int((results.district.schools["state"] == "existing").sum())
    years = joined_years(results.planning_years)
    until = outlook_after(results)
    return (
        f"范围为全域{towns:,}个乡镇（街道）、现有学校{schools:,}所，学段为{stages}。"
        f"规划年份为{years}{until}，学生数按各年秋季在校生计。"
    )


def _stage_of_bands(results: Results) -> list[Stage]:
    return [band.stage for band in results.scenario.grade_bands.values()]


def review_texts(ledger: Ledger) -> tuple[str, ...]:
    """Say what the ledger tells of the last plan and of projects; a blank where it tells nothing."""
    if not ledger.projects:
        return (f"上期规划的名称和完成情况：{BLANK}",)
    told = [line for line in ledger.projects if line.progress]
    named = [clean(line.note) for line in ledger.targets if "上期" in line.note]
    said = [f"{'；'.join(named)}。"] if named else []
    if told:
        progress = "；".join(f"{clean(line.name)}：{clean(line.progress)}" for line in told)
        return (*said, f"文件列名的建设项目{len(ledger.projects):,}个，已填报进展的{len(told):,}个：{progress}。")
    return (*said, f"文件列名的建设项目{len(ledger.projects):,}个，本方案逐项对照。上期规划完成情况：{BLANK}")


def demand_lines(results: Results) -> tuple[DemandLine, ...]:
    """Return the pupils of each year, planning and outlook, that the plan places or leaves without a seat."""
    pupils = results.district.pupils
    lines = []
    for year in results.years:
        there = pupils[(pupils["year"] == year) & pupils["grade"].isin(results.scenario.grades)]
        sums = there.groupby(there["grade"].map(lambda grade: results.scenario.stage_of(str(grade))))["pupils"].sum()
        parts = [f"{STAGES[stage]}{pupils_text(float(sums[stage]))}人" for stage in STAGES if stage in sums.index]
        lines.append(
            DemandLine(
                year=year_name(year, results),
                pupils=pupils_text(float(there["pupils"].sum())),
                stages="、".join(parts),
            )
        )
    return tuple(lines)


def condition_lines(results: Results) -> tuple[ConditionLine, ...]:
    """Return a line for each stage; empty where neither areas nor kilometres are known."""
    placed = results.last.rows.placed
    bands = {name: band.stage for name, band in results.scenario.grade_bands.items()}
    day = placed[placed["mode"] != "board"]
    lines = []
    for stage in dict.fromkeys(bands.values()):
        mine = day[day["grade_band"].map(bands) == stage]
        known = mine[mine["kilometres"].notna()]
        lines.append(
            ConditionLine(
                stage=STAGES[stage],
                site=_area("site_area_m2", stage, results),
                floor=_area("building_area_m2", stage, results),
                **_ways(known),
            )
        )
    unknown = {NO_WAY, NOT_KNOWN.zh}
    if all({line.site, line.floor, line.mean_km} <= unknown for line in lines):
        return ()
    return tuple(lines)


def _ways(known: pd.DataFrame) -> dict[str, str]:
    if known.empty or known["pupils"].sum() <= 0:
        return {"mean_km": NO_WAY, "p90_km": NO_WAY, "worst_km": NO_WAY}
    ordered = known.sort_values("kilometres", kind="stable")
    reached = ordered["pupils"].cumsum().to_numpy(float)
    place = int(np.searchsorted(reached, _MOST * reached[-1] - 1e-9))
    mean = float(np.average(known["kilometres"], weights=known["pupils"]))
    return {
        "mean_km": kilometres_text(mean),
        "p90_km": kilometres_text(float(ordered["kilometres"].iloc[place])),
        "worst_km": kilometres_text(float(known["kilometres"].max())),
    }


def _area(column: str, stage: Stage, results: Results) -> str:
    """Return square metres for each pupil of today's schools that teach the stage alone; where one lacks it: 不清楚."""
    schools, posts = results.district.schools, results.people.posts
    here = [
        str(school_id)
        for school_id, grades, state in zip(schools["school_id"], schools["grades"], schools["state"], strict=True)
        if state == "existing" and _only(stage, str(grades), results) and school_id in posts.index
    ]
    pupils = posts.loc[here, "pupils_before"].to_numpy(float)
    there = [school_id for school_id, count in zip(here, pupils, strict=True) if count > 0]
    area = results.people.stocks.before[column].reindex(there).to_numpy(float)
    if not there or np.isnan(area).any():
        return NOT_KNOWN.zh
    return f"{rounded(float(area.sum()) / float(pupils[pupils > 0].sum()), 1):,}"


def _only(stage: Stage, grades: str, results: Results) -> bool:
    stages: Sequence[Stage] = [
        results.scenario.stage_of(grade) for grade in grade_run(grades) if grade in results.scenario.grades
    ]
    return bool(stages) and set(stages) == {stage}
