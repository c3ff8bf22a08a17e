"""What a plan rests on: the documents, what they ask, and how far each was checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from planner.decide.norm_limits import CLASS_SIZE, SCHOOL_SIZE
from planner.reading.rules import Merge
from planner.reading.scenario import GradeBand, Scenario
from planner.reading.tables import PLACE_KINDS
from planner.show.words.boarding import boarding_rule_text
from planner.show.words.common import KINDS, STAGES, band_name
from planner.show.words.numbers import pupils_text, yuan_text

Checked = Literal["stated", "reported", "draft", "own"]
CHECKED = {
    "stated": "文件载明",
    "reported": "转引，报送前须核对原文",
    "draft": "转引自征求意见稿，报送前须核对原文",
    "own": "本方案设定，请注明本地依据",
}
"""How far a norm was checked; only what stands in a district's own document counts as stated."""

_MOST_CLASSES = 36


@dataclass(frozen=True, kw_only=True)
class Norm:
    """A document the plan rests on."""

    document: str
    asks: str
    """What it asks, in short and not in its own words."""
    checked: str
    """How far this was checked."""


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """A rule of the plan and its value."""

    rule: str
    value: str
    source: str
    """The document the value agrees with, its place, and how far it was checked."""


def norms_of(scenario: Scenario) -> tuple[Norm, ...]:
    """Return the documents that bear on a plan of this scenario."""
    stages = {band.stage for band in scenario.grade_bands.values()}
    norms = []
    if "primary" in stages:
        norms.append(
            Norm(
                document="国办发〔2018〕27号",
                asks="小学一至三年级就近走读、不寄宿，单程约三十分钟以内；四至六年级以走读为主，"
                "住宿、伙食、交通、安全有保障的可以寄宿，由县级确定",
                checked=CHECKED["reported"],
            )
        )
    if "junior" in stages:
        norms.append(Norm(document="国办发〔2012〕48号", asks="初中根据条件走读或者寄宿", checked=CHECKED["draft"]))
    if scenario.rules.merge is not None:
        norms += _MERGE_NORMS
    return tuple(norms)


_MERGE_NORMS = (
    Norm(
        document="国办发〔2012〕48号",
        asks="撤并须经方案制定、论证、公示、报批；先建后撤，接收学校的条件具备后才能撤",
        checked=CHECKED["reported"],
    ),
    Norm(
        document="教育部办公厅2016年10月9日通报",
        asks="多数家长或听证代表反对，上下学不便或者不安全，接收学校住宿、就餐条件不足，"
        "撤并后造成超大规模学校或大班额的，不得强行撤并",
        checked=CHECKED["reported"],
    ),
)


def rules_of(scenario: Scenario) -> tuple[RuleLine, ...]:
    """Return the rules every plan of this scenario obeys, with their values and where these come from."""
    rules = scenario.rules
    lines = [
        *(_way_line(name, band, scenario) for name, band in scenario.grade_bands.items()),
        *_class_lines(scenario),
        *_size_lines(scenario),
    ]
    if rules.max_classes_per_school is not None:
        value = f"不超过{rules.max_classes_per_school:,}个"
        same = rules.max_classes_per_school == _MOST_CLASSES
        lines.append(
            RuleLine(
                rule="每校教学班数",
                value=value,
                source=_source("洛政〔2022〕26号第三章（洛阳市）", "stated", same=same),
            )
        )
    lines += _own_lines(scenario)
    lines.append(RuleLine(rule="撤并范围", value=_merge_text(scenario), source=CHECKED["own"]))
    lines.append(RuleLine(rule="一次性投入", value=budget_text(scenario) or "不设上限", source=CHECKED["own"]))
    return tuple(lines)


def budget_text(scenario: Scenario) -> str:
    """Say the limit on one-off costs, in all or by year; nothing where there is none."""
    budget, lead = scenario.budget_yuan, scenario.rules.build_lead_years
    if budget is None:
        return ""
    if not isinstance(budget, dict):
        return f"各规划年合计不超过{yuan_text(budget)}"
    said = "，".join(f"到{end}年年底累计不超过{yuan_text(yuan)}" for end, yuan in sorted(budget.items()))
    return f"{said}；提前{lead}年付款" if lead else said


def _way_line(name: str, band: GradeBand, scenario: Scenario) -> RuleLine:
    limits = [_limit_text("步行", band.max_walk_minutes), _limit_text("乘车", band.max_ride_minutes)]
    limits.append(_limit_text("寄宿生乘车", band.max_board_minutes) if band.boarding else "不寄宿")
    boarding = boarding_rule_text(scenario, name)
    limits += [boarding.zh] if boarding is not None else []
    own = CHECKED["own"]
    source = f"分钟数{own}"
    if band.stage == "primary" and set(band.grades) <= {"1", "2", "3"}:
        kept = not band.boarding and _at_most_half_an_hour(band)
        source = _source("国办发〔2018〕27号", "reported", same=kept)
    elif band.stage == "primary" and set(band.grades) <= {"4", "5", "6"}:
        source = f"寄宿：国办发〔2018〕27号（{CHECKED['reported']}）；分钟数{own}"
    elif band.stage == "junior":
        source = f"寄宿：国办发〔2012〕48号（{CHECKED['draft']}）；分钟数{own}"
    return RuleLine(rule=f"{band_name(name, scenario)}单程", value="；".join(limits), source=source)


def _at_most_half_an_hour(band: GradeBand) -> bool:
    return all(limit is None or limit <= 30 for limit in (band.max_walk_minutes, band.max_ride_minutes))  # noqa: PLR2004 - the norm's half hour


def _limit_text(mode: str, limit: float | None) -> str:
    if limit is None:
        return f"不安排{mode}"
    return f"{mode}不限" if limit == float("inf") else f"{mode}{limit:g}分钟以内"


def _class_lines(scenario: Scenario) -> list[RuleLine]:
    sizes = scenario.rules.class_size
    if sizes is None:
        return [RuleLine(rule="班额", value="不设上限，不测算教学班", source=CHECKED["own"])]
    lines = []
    for stage in dict.fromkeys(band.stage for band in scenario.grade_bands.values()):
        most = getattr(sizes, stage)
        value = "不设上限，不测算教学班" if most is None else f"不超过{most:,}人"
        same = most is not None and most == CLASS_SIZE.get(stage)
        source = _source("孟发〔2023〕13号附件4（孟津区）", "stated", same=same)
        lines.append(RuleLine(rule=f"{STAGES[stage]}班额", value=value, source=source))
    return lines


def _size_lines(scenario: Scenario) -> list[RuleLine]:
    sizes = scenario.rules.school_size
    named = {} if sizes is None else {kind: most for kind, most in sizes.model_dump().items() if most is not None}
    if not named:
        return []
    value = "、".join(f"{KINDS[kind]}{pupils_text(most)}人" for kind, most in named.items())
    same = all(getattr(SCHOOL_SIZE, kind) == most for kind, most in named.items())
    source = _source("豫教发规〔2021〕19号（河南省，原文针对新建学校）", "reported", same=same)
    return [RuleLine(rule="学校规模", value=f"不超过：{value}", source=source)]


_TOWN_SCHOOLS = {
    "kindergarten": "幼儿园",
    "boarding_primary": "小学阶段寄宿制学校",
    "boarding_junior": "初中阶段寄宿制学校",
}


def _own_lines(scenario: Scenario) -> list[RuleLine]:
    """Rules that the district sets itself: nearness, the fewest pupils of a school, and of its grades."""
    nearest, least, lines = scenario.rules.nearest, scenario.rules.min_pupils, []
    if nearest is not None:
        value = f"单程比去最近的开办学校（走读上限以内）最多多{nearest.max_extra_minutes:g}分钟"
        lines.append(RuleLine(rule="就近入学", value=value, source=CHECKED["own"]))
    named = {} if least is None else {kind: count for kind, count in least.model_dump().items() if count}
    if named:
        value = "、".join(f"{KINDS[kind]}{pupils_text(count)}人" for kind, count in named.items())
        value = f"不少于：{value}；确定保留的学校不限"
        lines.append(RuleLine(rule="最低学生数", value=value, source=CHECKED["own"]))
    whole = scenario.rules.whole_school
    if whole is not None:
        value = (
            f"开办的学校，所设且有学生可达的各年级均不少于{whole.least_pupils_per_grade}人；"
            "确定保留的学校各年级段均有学生"
        )
        lines.append(RuleLine(rule="开班完整", value=value, source=CHECKED["own"]))
    if scenario.rules.bed_module > 1:
        value = f"按每组{scenario.rules.bed_module:,}张整组增加"
        lines.append(RuleLine(rule="床位增加", value=value, source=CHECKED["own"]))
    reserve = scenario.rules.seat_reserve
    if reserve is not None:
        where = "全区" if reserve.over == "district" else "每个乡镇"
        value = f"{where}开办学校的教室，每年至少空出{reserve.share * 100:g}%"
        lines.append(RuleLine(rule="预留学位", value=value, source=CHECKED["own"]))
    moves = scenario.rules.moves
    if moves is not None and moves.most_pupils is not None:
        value = f"各规划年转学的学生不超过{moves.most_pupils:,}人"
        lines.append(RuleLine(rule="转学人数", value=value, source=CHECKED["own"]))
    if moves is not None and moves.again is not None:
        value = "转学后在同一学段内不再转学"
        lines.append(RuleLine(rule="再次转学", value=value, source=CHECKED["own"]))
    return [*lines, *_town_lines(scenario), *_place_lines(scenario), *_together_lines(scenario)]


def _town_lines(scenario: Scenario) -> list[RuleLine]:
    """Schools that every town has."""
    asked = {key: count for key, count in scenario.rules.towns or () if count}
    if not asked:
        return []
    value = "、".join(f"{_TOWN_SCHOOLS[key]}{count:,}所" for key, count in asked.items())
    value = f"有该学段学生的乡镇，每个至少有开设该学段全部年级的{value}"
    return [RuleLine(rule="乡镇办学", value=value, source=CHECKED["own"])]


def _place_lines(scenario: Scenario) -> list[RuleLine]:
    """Who attends where, and where schools may be built."""
    rule = scenario.rules.siting
    asked = (("小学", rule.primary), ("初中", rule.junior)) if rule is not None else ()
    said = [f"{stage}建在{'、'.join(PLACE_KINDS[each] for each in named)}" for stage, named in asked if named]
    value = f"{'；'.join(said)}（校址1公里内最近的居民点），九年一贯制学校须各项都符合"
    siting = [RuleLine(rule="新建选址", value=value, source=CHECKED["own"])] if said else []
    return [*_own_town_lines(scenario), *siting]


def _own_town_lines(scenario: Scenario) -> list[RuleLine]:
    """Who attends in the own town alone, and who may leave it all the same."""
    rule = scenario.rules.same_town
    if rule is None:
        return []
    stages = "、".join(STAGES[stage] for stage in rule.stages)
    value = f"{stages}学生在本乡镇就读，本乡镇没有可能开办且可达的学校的除外"
    value += f"；另准予跨乡镇：列名的居民点与学校{len(rule.allow):,}对" if rule.allow else ""
    value += f"；{'，'.join(f'{one}与{other}' for one, other in rule.towns)}可互相就读" if rule.towns else ""
    return [RuleLine(rule="本乡镇就读", value=value, source=CHECKED["own"])]


def _together_lines(scenario: Scenario) -> list[RuleLine]:
    """Rules that keep pupils together."""
    rules, said = scenario.rules, []
    if rules.merge is not None and rules.merge.together is not None:
        said.append("原学校撤并的学生，同一年级段去同一所学校")
    if rules.bands_together:
        stages = "、".join(STAGES[stage] for stage in rules.bands_together)
        said.append(f"同一居民点{stages}各年级段如都能去对方的学校，就在同一所学校")
    if rules.settlement_parts is not None:
        said.append(f"一个居民点一个年级段拆分后至多去{rules.settlement_parts.most_schools}所学校")
    return [RuleLine(rule="学生同校", value="；".join(said), source=CHECKED["own"])] if said else []


def _source(document: str, checked: Checked, *, same: bool) -> str:
    """Name the document where the value is the document's; a value of the plan's own does not lean on it."""
    return f"{document}，{CHECKED[checked]}" if same else CHECKED["own"]


def _merge_text(scenario: Scenario) -> str:
    merge = scenario.rules.merge
    if merge is None:
        return "不撤并学校"
    kinds = "、".join(KINDS[kind] for kind in merge.kinds)
    counts: Sequence[tuple[str, int | None]] = (
        ("至多", merge.most), ("至少", merge.least), ("恰好", merge.exactly),
    )  # fmt: skip
    kinds += "".join(f"，现有学生不足{most:,}人的{KINDS[kind]}" for kind, most in _also_under(merge))
    parts = [f"{word}{count:,}所" for word, count in counts if count is not None]
    parts += [f"到{year}年至少{count:,}所" for year, count in sorted((merge.by_year or {}).items())]
    said = "，".join(parts)
    into = "" if merge.receivers is None else f"，只并入{'、'.join(KINDS[kind] for kind in merge.receivers)}"
    never = f"；列明理由、不予撤并的{len(merge.never):,}所除外" if merge.never else ""
    return f"{kinds}，{said or '数量不限'}{into}{never}"


def _also_under(merge: Merge) -> list[tuple[str, int]]:
    """Return the kinds that `merge.also_under_pupils` names beside `merge.kinds`, with their limits."""
    under = {} if merge.also_under_pupils is None else merge.also_under_pupils.model_dump()
    return [(kind, most) for kind, most in under.items() if most is not None and kind not in merge.kinds]
