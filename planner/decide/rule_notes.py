"""What a plan's notes say of rules: schools that stay with too few pupils, and what the limit leaves out."""

import numpy as np

from planner.cost import loads
from planner.language import Text, joined
from planner.problem.few_pupils import few_pupils_limits
from planner.problem.problem import Decision, Problem, Solution
from planner.problem.siting import nearest_settlements
from planner.problem.today import pupils_today
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.tables import PLACE_KINDS

_NAMED = 5


def rule_notes(
    district: District, scenario: Scenario, problem: Problem, solution: Solution, *, is_bounded_by_pricing: bool
) -> tuple[Text, ...]:
    """Return the plan's notes on rules; none where there is nothing to say.

    `is_bounded_by_pricing`: whether the limit may be pricing's, and does not meet the plan.
    """
    below = (*_schools_below(district, problem, solution), *_grades_below(district, scenario, problem, solution))
    sites = (*_few_pupils(district, scenario, problem), *_barred_sites(district, problem))
    below = (*_never_merged(district, scenario), *sites, *below)
    return (*below, *_left_out_of_the_limit(scenario)) if is_bounded_by_pricing else below


def _never_merged(district: District, scenario: Scenario) -> tuple[Text, ...]:
    """Name the schools of `merge.never`, all of them, with the reasons."""
    never, schools = scenario.rules.never_merged, district.schools
    name_of = dict(zip(schools["school_id"], schools["name"], strict=True))
    if not never:
        return ()
    told = [(f"{name_of.get(school_id, school_id)} ({school_id})", why) for school_id, why in never.items()]
    return (
        Text(
            f"schools that are not to be merged: {len(told):,}: {'; '.join(f'{name}: {why}' for name, why in told)}",
            f"不撤并的学校：{len(told):,} 所：{'；'.join(f'{name}：{why}' for name, why in told)}",
        ),
    )


def _barred_sites(district: District, problem: Problem) -> tuple[Text, ...]:
    """Name the sites where `rules.siting` lets nothing be built, all of them, with the settlement that says so."""
    barred = np.nonzero(problem.school_barred)[0]
    if len(barred) == 0:
        return ()
    home, kilometres = nearest_settlements(district, barred)
    settlements, english, chinese = district.settlements, [], []
    for site, settlement, far in zip(barred.tolist(), home.tolist(), kilometres.tolist(), strict=True):
        name = f"{district.schools['name'].iloc[site]} ({problem.school_ids[site]})"
        if settlement < 0:
            english.append(f"{name}: no settlement within 1 km, the nearest is {far:.2f} km away")
            chinese.append(f"{name}：1 公里内没有居民点，最近的在 {far:.2f} 公里外")
            continue
        near, place = settlements["name"].iloc[settlement], settlements["place"].iloc[settlement]
        english.append(f"{name}: {near} is {place or 'of no kind'}")
        chinese.append(f"{name}：{near}为{PLACE_KINDS.get(place, '未分类居民点')}")
    return (
        Text(
            f"sites where rules.siting lets no school be built: {len(barred):,}: {'; '.join(english)}",
            f"按 rules.siting 不能新建学校的拟建校址：{len(barred):,} 处：{'；'.join(chinese)}",
        ),
    )


def _few_pupils(district: District, scenario: Scenario, problem: Problem) -> tuple[Text, ...]:
    """Name the schools that may be merged for their few pupils today, all of them, with pupils and limit."""
    schools = np.nonzero(problem.school_few_pupils)[0]
    if len(schools) == 0:
        return ()
    pupils = pupils_today(district, problem.today, scenario).sum(axis=1)
    names, limits = district.schools["name"], few_pupils_limits(district, scenario)
    named = ", ".join(
        f"{names.iloc[school]} ({problem.school_ids[school]}) {pupils[school]:.10g} < {limits[school]:g}"
        for school in schools
    )
    return (
        Text(
            f"schools that may be merged, having few pupils today (merge.also_under_pupils): {len(schools)}: {named}",
            f"因现有学生较少而可以撤并的学校（merge.also_under_pupils）：{len(schools):,} 所：{named}",
        ),
    )


def _schools_below(district: District, problem: Problem, solution: Solution) -> tuple[Text, ...]:
    """Name the schools that must stay, and have fewer pupils than `rules.min_pupils` in some planning year."""
    pupils = loads(problem, solution).pupils.sum(axis=2)
    fewest = np.where(solution.open & (problem.school_pupils_min > 0), pupils, np.inf).min(axis=1)
    least = problem.school_pupils_min.max(axis=1)
    below = np.nonzero((problem.school_decision == Decision.KEEP) & (fewest < least))[0]
    if len(below) == 0:
        return ()
    names = district.schools["name"]
    named = ", ".join(
        f"{names.iloc[school]} ({problem.school_ids[school]}) {fewest[school]:.10g} < {least[school]:g}"
        for school in below[:_NAMED]
    ) + (", …" if len(below) > _NAMED else "")
    return (
        Text(
            f"schools that must stay with fewer pupils than rules.min_pupils: {len(below):,}: {named}",
            f"确定保留、学生数低于 rules.min_pupils 的学校：{len(below):,} 所：{named}",
        ),
    )


def _grades_below(district: District, scenario: Scenario, problem: Problem, solution: Solution) -> tuple[Text, ...]:
    """Name the schools that must stay, and have a grade with fewer pupils than `rules.whole_school` asks of others."""
    rule = scenario.rules.whole_school
    if rule is None:
        return ()
    asked = (problem.school_band_pupils_min @ problem.band_grades > 0) & solution.open[:, :, None]
    pupils = np.where(asked, loads(problem, solution).pupils, np.inf)
    below = np.nonzero(pupils.min(axis=(1, 2)) < rule.least_pupils_per_grade)[0]
    if len(below) == 0:
        return ()
    worst = [int(pupils[school].min(axis=0).argmin()) for school in below]
    named = ", ".join(
        f"{district.schools['name'].iloc[school]} ({problem.school_ids[school]}) {problem.grades[grade]}: "
        f"{pupils[school, :, grade].min():.10g}"
        for school, grade in zip(below[:_NAMED], worst, strict=False)
    ) + (", …" if len(below) > _NAMED else "")
    least = rule.least_pupils_per_grade
    return (
        Text(
            f"schools that must stay with a grade of fewer than {least} pupils (rules.whole_school), and the smallest "
            f"grade: {len(below):,}: {named}",
            f"确定保留、有年级不足 {least} 人的学校（rules.whole_school），附人数最少的年级：{len(below):,} 所："
            f"{named}",
        ),
    )


def _left_out_of_the_limit(scenario: Scenario) -> tuple[Text, ...]:
    """Name the rules that pricing leaves out: its limit is one all the same."""
    rules = scenario.rules
    asked = [
        name
        for name, is_asked in (
            ("rules.min_pupils", rules.min_pupils is not None),
            ("rules.whole_school", rules.whole_school is not None),
            ("rules.nearest", rules.nearest is not None),
            ("rules.merge.receivers", rules.merge is not None and rules.merge.receivers is not None),
            ("rules.merge.together", rules.merge is not None and rules.merge.together is not None),
            ("rules.bands_together", len(rules.bands_together) > 0),
            ("rules.settlement_parts", rules.settlement_parts is not None),
            ("rules.bed_module", rules.bed_module > 1),
            ("rules.seat_reserve", rules.seat_reserve is not None),
            ("rules.moves", rules.moves is not None),
        )
        if is_asked
    ]
    if not asked:
        return ()
    which = joined(asked)
    return (
        Text(
            f"the proven limit counts {which} in part only: it holds, and the best plan may be nearer than it says",
            f"证明的下限只部分计入{which.zh}：下限仍然成立，方案与最优的实际差距可能更小",
        ),
    )
