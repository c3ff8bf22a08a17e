"""Rules that cannot all be obeyed. Where none clash, a plan exists: pupils may always be left over, at a price."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from planner.errors import NoPlanError
from planner.language import Text
from planner.problem.problem import Decision, Flags, Problem
from planner.problem.town_clashes import least_town_yuan, merges_towns_bar, towns_without_schools
from planner.problem.whole_clashes import too_few_can_be_whole, without_room_for_every_band
from planner.reading.scenario import Scenario

_NAMED = 5


def refuse_clashes(problem: Problem, scenario: Scenario) -> None:
    """Raise NoPlanError naming every pair of rules that clash."""
    clashes = [
        *_kept_and_closed(scenario),
        *_never_merged_and_closed(scenario),
        *_least_above_most(scenario),
        *_kept_at_one_site(problem),
        *_kept_where_barred(problem),
        *_too_few_to_merge(problem, scenario),
        *_too_few_beside_towns(problem, scenario),
        *_too_many_closed(problem, scenario),
        *_budget_too_small(problem, scenario),
        *towns_without_schools(problem),
        *without_room_for_every_band(problem),
        *_too_few_whole(problem, scenario),
        *_sent_out_of_reach(problem, scenario),
    ]
    if clashes:
        raise NoPlanError(clashes)


def _kept_and_closed(scenario: Scenario) -> Iterator[Text]:
    lists = scenario.decisions.model_dump()
    for one, other in combinations(("free", "keep", "close"), 2):
        for school_id in sorted(set(lists[one]) & set(lists[other])):
            yield Text(
                f"school {school_id!r} stands under both decisions.{one} and decisions.{other}",
                f"学校“{school_id}”同时写在 decisions.{one} 和 decisions.{other} 中",
            )


def _sent_out_of_reach(problem: Problem, scenario: Scenario) -> Iterator[Text]:
    """Name assignments to schools that none of these pupils may attend by any rule of a settlement and a school."""
    ids = (problem.settlement_ids, problem.school_ids)
    ways = {
        (ids[0][problem.block_settlement[block]], problem.bands[problem.block_band[block]], ids[1][school])
        for block, school in zip(problem.pair_block.tolist(), problem.pair_school.tolist(), strict=True)
    }
    homes = {(home, band) for home, band, _ in ways}
    for home, band, school in scenario.assignments.fixed:
        there = (home, band) in homes or _has_pupils(problem, home, band)
        if there and (home, band, school) not in ways:
            yield Text(
                f"assignments.fixed sends {home} ({band}) to {school}, which is not within its limits, does not offer "
                "the band, is decided to close, or is barred by another rule of the way",
                f"assignments.fixed 指定居民点 {home}（{band}）去 {school}，但该校超出路程上限、不开设该年级段、"
                "已定撤销，或受其他就读规则限制",
            )


def _has_pupils(problem: Problem, home: str, band: str) -> bool:
    own = np.array([each == home for each in problem.settlement_ids])[problem.block_settlement]
    return bool((own & (problem.block_band == problem.bands.index(band))).any())


def _never_merged_and_closed(scenario: Scenario) -> Iterator[Text]:
    for school_id, reason in scenario.rules.never_merged.items():
        if school_id in scenario.decisions.close:
            yield Text(
                f"school {school_id!r} stands under both rules.merge.never ({reason}) and decisions.close",
                f"学校“{school_id}”同时写在 rules.merge.never（{reason}）和 decisions.close 中",
            )


def _kept_at_one_site(problem: Problem) -> Iterator[Text]:
    kept = problem.school_decision == Decision.KEEP
    sites, counts = np.unique(problem.school_site[kept], return_counts=True)
    for site in sites[counts > 1]:
        names = _named(problem, kept & (problem.school_site == site))
        yield Text(
            f"schools {names} share a site_id, of which one at most can be open, and decisions keep them all",
            f"学校 {names} 是同一场地（site_id）的不同方案，只能开办其中一个，却都已定保留或新建",
        )


def _kept_where_barred(problem: Problem) -> Iterator[Text]:
    kept = problem.school_barred & (problem.school_decision == Decision.KEEP)
    if kept.any():
        names = _named(problem, kept)
        yield Text(
            f"rules.siting lets no school be built at {names}, and decisions build it",
            f"按 rules.siting 不能在 {names} 新建学校，却已定新建",
        )


def _least_above_most(scenario: Scenario) -> Iterator[Text]:
    merge = scenario.rules.merge
    if merge is None:
        return
    if merge.least is not None and merge.most is not None and merge.least > merge.most:
        yield Text(
            f"rules.merge.least: {merge.least} asks for more merged schools than rules.merge.most: {merge.most}",
            f"至少撤并 {merge.least} 所（rules.merge.least），多于最多撤并 {merge.most} 所（rules.merge.most）",
        )
    most, word = (merge.most, "most") if merge.exactly is None else (merge.exactly, "exactly")
    for year, least in (merge.by_year or {}).items():
        if most is not None and least > most:
            yield Text(
                f"rules.merge.by_year.{year}: {least} asks for more merged schools than rules.merge.{word}: {most}",
                f"到 {year} 年至少撤并 {least} 所（rules.merge.by_year.{year}），"
                f"多于撤并数量上限 {most} 所（rules.merge.{word}）",
            )


def _too_few_to_merge(problem: Problem, scenario: Scenario) -> Iterator[Text]:
    kept = problem.school_mergeable & (problem.school_decision == Decision.KEEP)
    there, may_go = int(problem.school_mergeable.sum()), int((problem.school_mergeable & ~kept).sum())
    merge, stay = scenario.rules.merge, int(kept.sum())
    if merge is None:
        return
    always = merge.least if merge.exactly is None else merge.exactly
    asked = [(_merge_word(scenario, "least"), always or 0)]
    asked += [(f"rules.merge.by_year.{year}", least) for year, least in (merge.by_year or {}).items()]
    for rule, least in asked:
        if least <= may_go:
            continue
        keys = "merge.kinds" if merge.also_under_pupils is None else "merge.kinds, merge.also_under_pupils"
        yield Text(
            f"{rule}: {least} asks for more merged schools than may be merged: "
            f"{there} of {keys} exist, decisions keep {stay} of them, {may_go} remain",
            f"要求撤并 {least} 所（{rule}），多于可以撤并的学校：属于 {keys} 的有 {there} 所，"
            f"已定保留 {stay} 所，只剩 {may_go} 所",
        )


def _too_few_beside_towns(problem: Problem, scenario: Scenario) -> Iterator[Text]:
    """Yield merge counts that leave towns too few schools (`rules.towns`), by each year from which they are asked."""
    merge = scenario.rules.merge
    if merge is None or not problem.town_names:
        return
    may_go = int((problem.school_mergeable & (problem.school_decision != Decision.KEEP)).sum())
    always = merge.least if merge.exactly is None else merge.exactly
    asked = [(_merge_word(scenario, "least"), always or 0, scenario.years[0])]
    asked += [(f"rules.merge.by_year.{year}", least, year) for year, least in (merge.by_year or {}).items()]
    for rule, least, since in asked:
        years = [place for place, year in enumerate(scenario.years) if year >= since]
        barred, towns = max(merges_towns_bar(problem, year) for year in years)
        if may_go - barred < least <= may_go:
            yield Text(
                f"{rule}: {least} asks for more merged schools than rules.towns leave: {may_go} may be merged, "
                f"{barred} of them must stay for their towns ({towns}), {may_go - barred} remain",
                f"要求撤并 {least} 所（{rule}），多于 rules.towns 允许的数量：可以撤并的有 {may_go} 所，"
                f"其中至少 {barred} 所须为本乡镇保留（{towns}），只剩 {may_go - barred} 所",
            )


def _too_many_closed(problem: Problem, scenario: Scenario) -> Iterator[Text]:
    closed = problem.school_mergeable & (problem.school_decision == Decision.CLOSE)
    if closed.sum() > problem.merge_most:
        rule, most, go = _merge_word(scenario, "most"), problem.merge_most, int(closed.sum())
        yield Text(
            f"{rule}: {most} allows fewer merged schools than decisions close: {go} ({_named(problem, closed)})",
            f"最多撤并 {most} 所（{rule}），少于已定撤销的 {go} 所（{_named(problem, closed)}）",
        )


def _too_few_whole(problem: Problem, scenario: Scenario) -> Iterator[Text]:
    gone, named = too_few_can_be_whole(problem)
    if gone > problem.merge_most:
        rule, most = _merge_word(scenario, "most"), problem.merge_most
        yield Text(
            f"{rule}: {most} allows fewer merged schools than rules.whole_school and decisions close: {gone}; "
            f"too few pupils of some grade are within reach of {named}",
            f"最多撤并 {most} 所（{rule}），少于 rules.whole_school 和已定事项使之不能开办的 {gone} 所；"
            f"以下学校可达的某年级学生不足：{named}",
        )


def _budget_too_small(problem: Problem, scenario: Scenario) -> Iterator[Text]:
    forced = ~problem.school_existing & (problem.school_decision == Decision.KEEP)
    decided = float(problem.school_build_yuan @ forced)
    by_towns, towns = least_town_yuan(problem)
    needed = decided + by_towns
    limit = float(problem.budget_yuan[0])  # what must be built is open in the first planning year already
    if needed > limit:
        budget, names, by_year = f"{limit:,.0f}", _named(problem, forced), scenario.budget_yuan
        ends = [end for end, yuan in by_year.items() if yuan == limit] if isinstance(by_year, dict) else []
        key = f"budget_yuan.{max(ends)}" if ends else "budget_yuan"
        if decided > limit:
            yield Text(
                f"{key}: {budget} is below the {decided:,.0f} yuan of building that decisions force ({names})",
                f"预算 {budget} 元（{key}），低于已定新建所需的 {decided:,.0f} 元（{names}）",
            )
        else:
            also = f" and decisions ({names})" if names else ""
            also_zh = f"和已定新建（{names}）" if names else ""
            yield Text(
                f"{key}: {budget} is below the {needed:,.0f} yuan of building and first beds that towns need "
                f"({towns}){also}",
                f"预算 {budget} 元（{key}），低于乡镇办学（{towns}）{also_zh}的新建和首批床位"
                f"至少所需的 {needed:,.0f} 元",
            )


def _named(problem: Problem, schools: Flags) -> str:
    """Name the first few schools."""
    ids = [problem.school_ids[school] for school in np.nonzero(schools)[0]]
    return ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")


def _merge_word(scenario: Scenario, word: str) -> str:
    exactly = scenario.rules.merge is not None and scenario.rules.merge.exactly is not None
    return f"rules.merge.{'exactly' if exactly else word}"
