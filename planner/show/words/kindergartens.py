"""Kindergartens, attached classes and sites taken over, in words; what no table tells is not known, never zero."""

from collections.abc import Sequence

from planner.decide.people.kindergartens import AttachedClasses, Kindergartens
from planner.decide.people.taken_over import TakenOver, sites_taken_over
from planner.decide.results import Results
from planner.language import Text, joined
from planner.show.words.common import clean
from planner.show.words.numbers import kilometres_text, mean_text
from planner.show.words.reason_names import Names, names_of

_UNKNOWN = Text("not known", "不清楚")
_NAMED = 8


def kindergarten_sentences(results: Results) -> tuple[Text, ...]:
    """Say whether there are large kindergartens near home, who runs them, where attached classes go, whose sites."""
    found, names = results.people.kindergartens, names_of(results.scenario, results.district)
    taken = sites_taken_over(results.plan, results.district)
    return (*_near_home(found), *_run_by(found), *_attached(found, names), *_taken_over(taken, names))


def _near_home(found: Kindergartens) -> tuple[Text, ...]:
    if not found.towns:
        return ()
    known, unknown = found.known_towns, len(found.towns) - len(found.known_towns)
    rest = Text(f"; {unknown:,} towns not known", f"；{unknown:,}个乡镇不清楚") if unknown else Text("", "")
    if not known:
        return (
            Text(
                f"Kindergartens near home (one of six classes or more for 5,000 people): not known in {unknown:,} "
                "towns, for the tables lack residents or kindergartens.",
                f"就近入园（每5000人左右一所6班以上幼儿园）：{unknown:,}个乡镇不清楚，数据表没有填常住人口或幼儿园。",
            ),
        )
    lacking = [town for town in known if town.lacking]
    named = joined(f"{clean(town.town)} {town.lacking}" for town in lacking[:_NAMED])
    more = Text(f": {named}", f"：{named.zh}") if lacking else Text("", "")
    return (
        Text(
            f"Kindergartens near home (one of six classes or more for 5,000 people): {len(known) - len(lacking):,} of "
            f"{len(known):,} towns have enough, {sum(town.lacking or 0 for town in known):,} are lacking{more}{rest}.",
            f"就近入园（每5000人左右一所6班以上幼儿园）：{len(known):,}个乡镇中{len(known) - len(lacking):,}个达到，"
            f"共缺{sum(town.lacking or 0 for town in known):,}所{more.zh}{rest.zh}。",
        ),
    )


def _run_by(found: Kindergartens) -> tuple[Text, ...]:
    if found.public_percent is None or found.inclusive_percent is None:
        return ()
    public, inclusive = mean_text(found.public_percent), mean_text(found.inclusive_percent)
    return (
        Text(
            f"Children in public kindergartens: {public} %; in public and affordable private ones: {inclusive} %.",
            f"公办园在园幼儿占比{public}%，公办和普惠性民办合计{inclusive}%。",
        ),
    )


def _attached(found: Kindergartens, names: Names) -> tuple[Text, ...]:
    if not found.attached:
        return ()
    lines = [attached_text(each, names) for each in found.attached[:_NAMED]]
    said = joined(
        (
            Text(f"{names.school(each.school_id)}: {line}", f"{names.school(each.school_id)}{line.zh}")
            for each, line in zip(found.attached, lines, strict=False)
        ),
        en="; ",
        zh="；",
    )
    more = Text("; and others", "等") if len(found.attached) > _NAMED else Text("", "")
    return (
        Text(
            f"Merged schools with kindergarten classes: {len(found.attached):,}. {said}{more}.",
            f"撤并学校附设幼儿班{len(found.attached):,}处：{said.zh}{more.zh}。",
        ),
    )


def attached_text(each: AttachedClasses, names: Names) -> Text:
    """Say where the kindergarten classes of a merged school go on."""
    count = (
        Text("kindergarten classes (how many is not known)", "附设幼儿班（班数不清楚）")
        if each.classes is None
        else Text(f"{each.classes:,} kindergarten classes", f"附设幼儿班{each.classes:,}个")
    )
    if each.place == "own_building":
        as_what = Text("", "") if each.goes_to is None else Text(
            f" ({names.school(each.goes_to)})", f"（{names.school(each.goes_to)}）"
        )  # fmt: skip
        return Text(
            f"{count} stay in the building, as a kindergarten of its own{as_what}",
            f"{count.zh}留在原校舍，独立办园{as_what.zh}",
        )
    if each.place == "kindergarten" and each.goes_to is not None:
        far = kilometres_text(each.kilometres)
        return Text(
            f"{count}; the nearest open kindergarten is {names.school(each.goes_to)}, {far} km in a straight line",
            f"{count.zh}，最近的开办幼儿园是{names.school(each.goes_to)}（直线{far}公里）",
        )
    return Text(
        f"{count}; where they go is not known: the tables list no kindergarten",
        f"{count.zh}，去向不清楚：学校表没有列幼儿园",
    )


def _taken_over(sites: Sequence[TakenOver], names: Names) -> tuple[Text, ...]:
    if not sites:
        return ()
    said = joined((site_line(each, names) for each in sites[:_NAMED]), en="; ", zh="；")
    more = Text("; and others", "等") if len(sites) > _NAMED else Text("", "")
    early = sum(bool(each.is_too_early) for each in sites)
    told = Text(f" {early:,} of them before it falls free.", f"其中{early:,}处在腾退之前启用。")
    before = told if early else Text("", "")
    return (
        Text(
            f"Sites taken over: {said}{more}.{before}",
            f"利用腾退校址：{said.zh}{more.zh}。{before.zh}",
        ),
    )


def site_line(each: TakenOver, names: Names) -> Text:
    """Say whose site it was, when it falls free and from when the plan uses it."""
    name = names.school(each.school_id)
    who = clean(each.given_up_by)
    giver = Text(f" from {who}", f"（{who}校址）") if who else Text("", "")
    free = _UNKNOWN if each.free_year is None else Text(f"{each.free_year}", f"{each.free_year}年")
    used = (
        Text("not used by the plan", "方案不使用")
        if each.used_year is None
        else Text(f"used from {each.used_year}", f"方案{each.used_year}年启用")
    )
    return Text(f"{name}{giver}, free in: {free}, {used}", f"{name}{giver.zh}腾退年份{free.zh}，{used.zh}")
