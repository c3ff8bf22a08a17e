"""What merging saves or costs, in sentences and rows, Chinese and English: as far as it is proven, and no farther."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from planner.decide.explain.balance import REST, Balance, Item
from planner.decide.explain.merge_counts import Priced, Saved, saved
from planner.language import Text, joined
from planner.show.words.numbers import english_yuan, pupils_text, yuan_text
from planner.show.words.reason_names import Names, least_yuan, most_yuan, near_yuan

ITEM_HEADS: Mapping[Item, str] = {
    "classes": "教学班（个）", "rooms": "增建教室（间）", "beds": "增加床位（张）", "boarders": "寄宿生（人）",
    "riders": "乘车学生（人）", "pupil_minutes": "单程合计（人·分钟）", "moved_pupils": "换学校的学生（人）",
    "shortfall_pupils": "没有学位（人）", "fixed": "学校固定费用（元/年）", "class": "教学班费用（元/年）",
    "capital": "建设投入折算（元/年）", "small_schools": "小规模学校补助（元/年）", "lodging": "寄宿管理（元/年）",
    "riding": "乘车（元/年）", "minutes": "路上时间折算（元/年）", "boarders_journeys": "寄宿生往返（元/年）",
    "put_on": "换学校、跨乡镇的定价（元/年）", "penalty": "缺学位的定价（元/年）",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Counted:
    """The best plan that merges exactly as many schools as the scenario lets be merged at most."""

    count: int
    plan: Priced | None
    """None where none was found."""
    clashes: tuple[Text, ...] = ()
    """The rules that clash, where it is proven that they leave none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MergingTold:
    """What papers and pages print of it, as reasons.json keeps it."""

    sentences: tuple[Text, ...] = ()
    """All merges together, then exactly so many."""
    balances: tuple[Balance, ...] = ()
    """Each merged school, then all together."""


TOGETHER = 3
"""Sentences about all merges together: what is saved, and both intervals; the schools follow."""
NOTHING_TOLD = MergingTold()


@dataclass(frozen=True, kw_only=True, eq=False)
class Merging:
    """The plan, another that merges none or exactly so many, and the balance of each merged school."""

    plan: Priced
    other: Priced
    keeps_all: bool
    """Whether the other keeps every school that may be kept; else it merges exactly `other.merged`."""
    balances: tuple[Balance, ...]
    """Each merged school, then all together; empty where the other does not keep all."""
    counted: Counted | None = None
    """Merging the rest: None where no more may be merged, or it was not asked for."""


_TERMS = Text(
    " (public money, and what families' ways, moves and missing seats are priced at)",
    "（财政费用，加家庭负担、转学和缺学位的计价，不全是支出）",
)
_UNSAID = Text("", "")
_COUNT = re.compile(r"^rules\.merge[\w.]*: (\d+)")
_IN_BRACKETS = re.compile(r"（rules\.[\w.]+）")
_KINDS = re.compile(r"merge\.kinds(?:, merge\.also_under_pupils)?")
_SPACES = re.compile(r"(?<=[一-鿿]) | (?=[一-鿿])")
_NONE_FOUND = Text(
    "In the time given no plan was found that merges so many and obeys all rules; that there is none is not proven.",
    "在限定的时间里没有找到恰好撤并这么多所、又符合其他各条规则的方案；并未证明一定没有。",
)


def merging_sentences(merging: Merging, names: Names) -> tuple[Text, ...]:
    """Say what all merges together save against the other plan, both intervals, and what each school adds."""
    other = (
        Text("keeping every school", "一所不撤") if merging.keeps_all
        else Text(f"merging exactly {merging.other.merged}", f"恰好撤并{merging.other.merged}所")
    )  # fmt: skip
    return (
        _verdict(saved(merging.plan, merging.other), merging.plan, other),
        _interval(Text("this plan", "本方案"), merging.plan, _TERMS),
        _interval(other, merging.other),
        *(_school(each, names) for each in merging.balances if each.school_id and each.school_id != REST),
    )


def counted_sentences(merging: Merging) -> tuple[Text, ...]:
    """Say what merging the rest would cost or save, up to the most that may be merged; nothing where it was not asked.

    As far as it is proven: of the plan against the best found with exactly so many.
    """
    counted = merging.counted
    if counted is None:
        return ()
    more = counted.count - merging.plan.merged
    exactly = Text(f"merging exactly {counted.count}", f"恰好撤并{counted.count}所")
    head = Text(
        f"Up to {counted.count} may be merged, {more} more than the plan merges.",
        f"按规定最多可撤并{counted.count}所，比本方案多{more}所。",
    )
    if counted.plan is None:
        why = joined(map(_spoken, counted.clashes), "; ", "；")
        none = Text(f"The rules leave no plan that merges so many: {why}", f"按规则不能恰好撤并这么多所：{why.zh}")
        return (head, none if counted.clashes else _NONE_FOUND)
    return (head, _verdict(saved(merging.plan, counted.plan), merging.plan, exactly), _interval(exactly, counted.plan))


def _spoken(clash: Text) -> Text:
    """Say why rules clash without the keys of the scenario file: papers and pages say it too.

    >>> _spoken(Text("rules.merge.exactly: 7 asks for more", "要求 7 所（rules.merge.exactly）")).zh
    '要求7所'
    """
    english = _KINDS.sub("the kinds that may be merged", _COUNT.sub(r"to merge \1", clash))
    chinese = _KINDS.sub("可以撤并的类型", _IN_BRACKETS.sub("", clash.zh))
    return Text(english, _SPACES.sub("", chinese))


def _verdict(known: Saved, plan: Priced, other: Text) -> Text:
    count = Text(f"Merging {plan.merged} schools", f"撤并{plan.merged}所")
    head = Text(f"{count} against {other}", f"{count.zh}，与{other.zh}相比")
    if known.standing == "not_decided":
        english, chinese = (near_yuan(abs(known.found), each) for each in ("en", "zh"))
        return Text(
            f"{head}: not decided; the two plans found differ by {english} a year, within what is not proven.",
            f"{head.zh}：省不省未能判定；已找到的两个方案每年相差{chinese}，在尚未证明的范围内。",
        )
    least = known.least if known.standing == "saves" else -known.most
    verb = Text("saves", "省") if known.standing == "saves" else Text("costs", "多花")
    return Text(
        f"{head} {verb} at least {least_yuan(least, 'en')} a year (proven); between the two plans found it is "
        f"{near_yuan(abs(known.found), 'en')}.",
        f"{head.zh}，每年至少{verb.zh}{least_yuan(least, 'zh')}（已证明）；已找到的两个方案相差"
        f"{near_yuan(abs(known.found), 'zh')}。",
    )


def _interval(name: Text, priced: Priced, of: Text = _UNSAID) -> Text:
    """Say between what all terms together lie; `of`: what they are, where it has not been said."""
    low, high = (least_yuan(priced.bound, each) for each in ("en", "zh"))
    short = priced.shortfall_pupils
    lacking = Text(f", {pupils_text(short)} pupils without a seat", f"，{pupils_text(short)}人没有学位")
    empty = Text(
        f"; {priced.empty} of the schools kept have no pupils and cost their doors alone",
        f"；其中{priced.empty}所留着的学校没有学生，只计固定费用",
    )
    return Text(
        f"All terms a year of {name}{of}: {most_yuan(priced.total, 'en')}, the best possible not below {low}"
        f"{lacking if short else ''}{empty if priced.empty else ''}.",
        f"{name.zh}每年各项合计{of.zh}{most_yuan(priced.total, 'zh')}，已证明不会低于{high}"
        f"{lacking.zh if short else ''}{empty.zh if priced.empty else ''}。",
    )


def _school(balance: Balance, names: Names) -> Text:
    """Say what one merged school adds, by who bears it."""
    items, name = balance.items, names.school(balance.school_id)
    fiscal, families = _side(balance.fiscal), _side(balance.families)
    moved = pupils_text(max(round(items["moved_pupils"]), 0))
    classes = round(items["classes"], 1)
    fewer = Text(
        f"{abs(classes):g} classes {'fewer' if classes <= 0 else 'more'}",
        f"{'少' if classes <= 0 else '多'}办{abs(classes):g}个班",
    )
    return Text(
        f"{name}: public purse {fiscal}, families' ways {families} a year; {fewer}; {moved} more pupils change school.",
        f"{name}：财政每年{fiscal.zh}，家庭（路上时间和往返）每年{families.zh}；{fewer.zh}；换学校的学生多{moved}人。",
    )


def _side(yuan: float) -> Text:
    """Say how much less or more it is, to the nearest printed digit."""
    size = abs(yuan)
    if yuan <= 0:
        return Text(f"{english_yuan(size)} less", f"省{yuan_text(size)}")
    return Text(f"{english_yuan(size)} more", f"多{yuan_text(size)}")
