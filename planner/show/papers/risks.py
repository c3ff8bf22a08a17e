"""The risks of a merge plan: what its figures say of each, and what only people on the spot can add."""

import math
from dataclasses import dataclass

import pandas as pd

from planner.decide.results import Results
from planner.decide.taught import taught_at
from planner.plan import AssignmentRow, ModeName, Plan, SchoolRow
from planner.problem.travel import STRAIGHT_LINE_NOTE
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.papers.wording import people, share_out
from planner.show.words.common import STAGES
from planner.show.words.numbers import minutes_text, pupils_text

_ROUNDING = 1e-6


@dataclass(frozen=True, kw_only=True)
class RiskLine:
    """One risk."""

    risk: str
    figures: str
    """What the plan's figures say of it."""
    level: str
    """低, 中 or 高, by the plan's figures alone; 待评估 where no table says anything of it."""
    to_settle: str
    """What is done about it, or found out before the merge."""


def risk_lines(results: Results) -> tuple[RiskLine, ...]:
    """Return the four red lines of a merge, then the risks of the plan itself."""
    plan, scenario, district = results.plan, results.scenario, results.district
    moved = float(sum(receiver.pupils for merge in plan.merges for receiver in merge.receivers))
    beyond = any(_is_beyond(row, scenario) for row in plan.assignments)
    lines = (
        ("上学路程和安全", "高" if beyond else "中" if moved else "低", _way_text(plan, scenario, results.moves),
         "撤并前由公安、交通部门逐条评估道路，车辆和照管人员到位后才转学"),
        ("住宿和就餐", _beds_level(results), _beds_text(results), "食堂和宿舍验收、生活教师到岗后才接收寄宿生"),
        ("大班额和大校额", "低" if scenario.rules.class_size else "待评估",
         _crowd_text(plan, scenario), "按班额编班，教师随学生调配"),
        ("家长和群众意见", "待评估", "方案数据中没有",
         "逐校听证、公示，多数不同意的不撤并，意见采纳情况随报批材料附上"),
        ("学位不足", "高" if plan.shortfall else "低", _short_text(results),
         "增建或调整片区后再安排，开学前逐人落实" if plan.shortfall else "按年复核学位和学生"),
        ("建设进度", "中" if _waiting(plan) else "低", _building_text(plan), "未验收的，推迟该校撤并，学生留在原校"),
        ("学龄人口变化", "中", _years_text(results), "每年秋季按学籍和出生人口复核，适时调整"),
        ("校产和教师", "中" if plan.merges else "低", _staff_text(results),
         "教师按编制和意愿安置，校产登记后按建议用途处置"),
        ("数据误差", "中" if STRAIGHT_LINE_NOTE in plan.notes or district.provenance.is_synthetic else "低",
         _data_text(plan, district), "逐校核实学生、教室、床位和路程"),
    )  # fmt: skip
    return tuple(
        RiskLine(risk=risk, level=level, figures=figures, to_settle=done) for risk, level, figures, done in lines
    )


def _staff_text(results: Results) -> str:
    people = results.people
    if not results.plan.merges:
        return "没有撤并学校，不需安置"
    teachers = float(people.stocks.moved["teachers"].sum(skipna=False)) if len(people.stocks.moved) else math.nan
    told = "撤并学校的教师数不清楚" if math.isnan(teachers) else f"随学生调配教师{teachers:,.0f}名"
    return f"{told}，腾出校舍{len(people.vacated):,}处"


def _beds_level(results: Results) -> str:
    boarding = [row for row in results.last.rows.schools.values() if row.boarders > 0]
    return "中" if boarding else "低"


def _way_text(plan: Plan, scenario: Scenario, moves: pd.DataFrame) -> str:
    if not plan.merges:
        return "不撤并学校"
    said = []
    modes: tuple[tuple[ModeName, str], ...] = (("walk", "步行"), ("ride", "乘车"), ("board", "寄宿"))
    ways = [(word, moves[moves["mode"] == mode]) for mode, word in modes]
    seated = float(sum(receiver.pupils for merge in plan.merges for receiver in merge.receivers))
    shown = share_out([float(mine["pupils"].sum()) for _, mine in ways], seated)
    for (word, mine), pupils in zip(ways, shown, strict=True):
        if len(mine):
            most = minutes_text(float(mine["minutes"].max()))
            said.append(f"{word}{people(pupils)}人、单程最远{most}分钟")
    told = "；".join(said) or "没有需要转学的学生"
    beyond = sum(_is_beyond(row, scenario) for row in plan.assignments)
    kept = f"全部安排中有{beyond:,}处超出上限" if beyond else "全部安排都没有超出上限"
    return f"随并学生：{told}。各年级段的上限见第一部分，{kept}"


def _is_beyond(row: AssignmentRow, scenario: Scenario) -> bool:
    """Whether a journey is longer than its grade band allows; a limit is met at equality."""
    band = scenario.grade_bands[row.grade_band]
    limits = {"walk": band.max_walk_minutes, "ride": band.max_ride_minutes, "board": band.max_board_minutes}
    limit = limits[row.mode]
    return limit is None or row.minutes > limit * (1 + _ROUNDING)


def _beds_text(results: Results) -> str:
    schools, last = results.district.schools, results.last.rows.schools.values()
    beds = dict(zip(schools["school_id"], schools["beds"], strict=True))
    boarding = [row for row in last if row.boarders > 0]
    if not boarding:
        return "方案中没有寄宿生"
    there = sum(int(beds[row.school_id]) + row.beds_added for row in boarding)
    over = [row for row in boarding if row.boarders > beds[row.school_id] + row.beds_added + _ROUNDING]
    kept = "各校寄宿生都不超过床位" if not over else f"{len(over):,}所学校寄宿生超过床位"
    boarders = pupils_text(sum(row.boarders for row in boarding))
    said = f"{len(boarding):,}所学校寄宿{boarders}人，这些学校有床位{there:,}张（含新增），{kept}"
    return f"{said}。能否供餐，方案数据中没有"


def _crowd_text(plan: Plan, scenario: Scenario) -> str:
    largest: dict[str, int] = {}
    for row in plan.schools:
        for taught in taught_at(row, scenario):
            if taught.classes:
                stage = STAGES[taught.stage]
                pupils = math.ceil(taught.pupils / taught.classes - _ROUNDING)
                largest[stage] = max(largest.get(stage, 0), pupils)
    most = max((float(sum(row.pupils.values())) for row in plan.schools), default=0.0)
    told = "、".join(f"{stage}{pupils:,}人" for stage, pupils in largest.items())
    said = f"最大的班：{told}；" if told else "没有测算教学班；"
    return f"{said}最大的学校{pupils_text(most)}人。上限见第一部分"


def _short_text(results: Results) -> str:
    said = [f"{year.year}年{pupils_text(year.shortfall)}人没有学位" for year in results.measures if year.shortfall]
    return "；".join(said) or "学生全部有学位"


def _building_text(plan: Plan) -> str:
    waiting = _waiting(plan)
    if not waiting:
        return "没有哪所撤并学校要等接收学校增建"
    return f"{waiting:,}所撤并学校的接收学校要先增建教室、床位或者新建，建成验收之前不能撤"


def _waiting(plan: Plan) -> int:
    """Count merged schools of which a receiving school must be built or enlarged first."""
    rows = {(row.school_id, row.year): row for row in plan.schools}
    return sum(
        any(_adds(rows[receiver.school_id, merge.year]) for receiver in merge.receivers if receiver.pupils > 0)
        for merge in plan.merges
    )


def _adds(row: SchoolRow) -> bool:
    return row.action == "build" or row.classrooms_added > 0 or row.beds_added > 0


def _years_text(results: Results) -> str:
    years = results.years
    if len(years) > 1:
        wanted = [(year.year, year.wanted) for year in results.measures]
        told = "、".join(f"{year}年{pupils_text(pupils)}人" for year, pupils in wanted)
        return f"应安排学生：{told}；方案对这些年份一并测算，其间和以后的年份没有检验"
    return f"只按{years[0]}年的学生测算，以后的年份没有检验" if years else "—"


def _data_text(plan: Plan, district: District) -> str:
    said = ["路程为直线估算，实际可能更远"] if STRAIGHT_LINE_NOTE in plan.notes else []
    if district.provenance.is_synthetic:
        said.append("数据中有合成值，不能据此决定任何学校的去留")
    return "；".join(said) or "学生数和教室数以所附数据表为准"
