"""Small schools that stay: why each does, and what it needs to be run well."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.decide.decided import never_merged_reasons
from planner.decide.explain.reasons import SchoolReason
from planner.decide.results import Results
from planner.show.papers.wording import NO_WAY, distinct_names
from planner.show.words.common import clean
from planner.show.words.numbers import mean_text, pupils_text, yuan_text
from planner.show.words.reason_names import Names
from planner.show.words.reasons import rule_sentence

_COMPARED = "可以撤并，按同样的规则和单价比选，本期不撤并"


@dataclass(frozen=True, kw_only=True)
class KeptLine:
    """One school that might be merged and stays."""

    name: str
    town: str
    pupils: str
    classes: str
    teachers: str
    """Teachers that its pupils and classes ask for; a dash where it is not known."""
    why: str


def kept_lines(results: Results, reasons: Sequence[SchoolReason] = ()) -> tuple[KeptLine, ...]:
    """Return a line for each school that may be merged, or is listed never to be, and is open in the last year."""
    names, district = distinct_names(results.scenario, results.district), results.district
    whys = never_merged_reasons(results.scenario, results.problem)
    told = {reason.school_id: reason for reason in reasons if reason.action == "keep"}
    mergeable = dict(zip(results.problem.school_ids, results.problem.school_mergeable.tolist(), strict=True))
    posts, others = results.people.posts, _ways_elsewhere(results)
    lines = []
    for school_id, town in zip(district.schools["school_id"], district.schools["town"], strict=True):
        row = results.last.rows.schools.get(str(school_id))
        if row is None or not row.open or not (mergeable.get(school_id) or school_id in whys):
            continue
        wanted = float(posts.loc[school_id, "wanted_after"]) if school_id in posts.index else math.nan
        farther = others.get(str(school_id), "")
        why = clean(whys[school_id].zh.partition("：")[2]) if school_id in whys else _why(told.get(school_id), names)
        lines.append(
            KeptLine(
                name=names.school(str(school_id)),
                town=clean(str(town)),
                pupils=pupils_text(sum(row.pupils.values())),
                classes=f"{sum(row.classes.values()):,}",
                teachers=NO_WAY if math.isnan(wanted) else f"{math.ceil(wanted - 1e-6):,}",
                why=f"{farther}{why}",
            )
        )
    return tuple(lines)


def _ways_elsewhere(results: Results) -> dict[str, str]:
    """Say by school_id how much longer its pupils' ways would be to the nearest other open school of theirs."""
    problem, last = results.problem, results.last
    year = problem.years.index(last.measures.year) if last.measures.year in problem.years else -1
    is_open = {school_id: row.open for school_id, row in last.rows.schools.items()}
    opened = np.array([is_open.get(school_id, False) for school_id in problem.school_ids])
    other = opened[problem.pair_school] & (problem.block_year[problem.pair_block] == year)
    other &= ~np.asarray(problem.school_mergeable)[problem.pair_school]
    keys = [
        (problem.settlement_ids[problem.block_settlement[block]], problem.bands[problem.block_band[block]])
        for block in problem.pair_block[other].tolist()
    ]
    nearest: dict[tuple[str, str], float] = {}
    for key, minutes in zip(keys, problem.pair_minutes[other].tolist(), strict=True):
        nearest[key] = min(minutes, nearest.get(key, math.inf))
    sums: dict[str, list[float]] = {}
    for row in last.rows.placed.to_dict("records"):
        there = nearest.get((str(row["settlement_id"]), str(row["grade_band"])))
        if there is not None:
            found = sums.setdefault(str(row["school_id"]), [0.0, 0.0, 0.0])
            found[0] += row["pupils"]
            found[1] += row["pupils"] * row["minutes"]
            found[2] += row["pupils"] * there
    return {
        school_id: f"单程平均{mean_text(now / pupils)}分钟，到最近的其他学校{mean_text(then / pupils)}分钟；"
        for school_id, (pupils, now, then) in sums.items()
        if pupils > 0
    }


def _why(reason: SchoolReason | None, names: Names) -> str:
    """Say which rule decides; where that was not asked for, that it was compared."""
    rules = () if reason is None else reason.rules
    return rule_sentence(rules[0], names, "zh").rstrip("。") if rules else _COMPARED


def support_text(results: Results) -> str:
    """Say how schools that stay are supported, as far as the scenario has norms for it."""
    staffing, funding = results.scenario.staffing, results.scenario.prices.small_school_funding
    per_class = staffing.small_school_posts_per_class
    said = ["保留的小规模学校由乡镇中心学校统一管理，教师走教、集中备课、数字资源共享"]
    if per_class is not None:
        said.append(f"按班师比每班{per_class:g}名核定教师，不因学生少而减少课程")
    if funding is not None:
        each = funding.yuan_per_pupil
        said.append(
            f"学生不足{funding.pupils:,}人的，公用经费按{funding.pupils:,}人拨付"
            f"（每生每年小学{yuan_text(each.primary)}、初中{yuan_text(each.junior)}）"
        )
    said.append("校舍、取暖、饮水、厕所和道路纳入年度维修")
    return "；".join(said) + "。"
