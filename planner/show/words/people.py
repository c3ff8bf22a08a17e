"""Teachers, things and empty buildings of a plan in sentences; what the tables do not say is said to be not known."""

import math
from collections.abc import Mapping

from planner.decide.people.indicators import INDICATORS, MOST_COEFFICIENT, IndicatorSpread, Resource
from planner.decide.people.people import People
from planner.decide.people.vacated import Use, Vacated
from planner.decide.results import Results
from planner.language import Text, joined
from planner.show.words.common import STAGES, clean
from planner.show.words.kindergartens import kindergarten_sentences
from planner.show.words.numbers import pupils_text, rounded
from planner.show.words.reason_names import names_of

NOT_KNOWN = Text("not known", "不清楚")
RESOURCES: Mapping[Resource, Text] = {
    "higher_degree_teachers": Text("teachers with higher degrees per 100 pupils", "每百名学生拥有高于规定学历教师数"),
    "backbone_teachers": Text("backbone teachers per 100 pupils", "每百名学生拥有县级以上骨干教师数"),
    "pe_arts_teachers": Text("sports and arts teachers per 100 pupils", "每百名学生拥有体育、艺术专任教师数"),
    "teaching_area_m2": Text("teaching area per pupil, m²", "生均教学及辅助用房面积（平方米）"),
    "sports_area_m2": Text("sports area per pupil, m²", "生均体育运动场馆面积（平方米）"),
    "equipment_yuan": Text("teaching equipment per pupil, yuan", "生均教学仪器设备值（元）"),
    "multimedia_rooms": Text("multimedia classrooms per 100 pupils", "每百名学生拥有网络多媒体教室数"),
}
USES: Mapping[Use, Text] = {
    "kindergarten": Text("kindergarten", "改办幼儿园"),
    "kindergarten_unknown": Text("kindergarten, if the town lacks seats", "乡镇缺幼儿园学位的，改办幼儿园"),
    "community": Text("community use: education, elderly people, culture", "社区教育、养老、文化等公益用途"),
    "other_unknown": Text("not known whether a kindergarten is wanted", "是否需要办幼儿园不清楚"),
}
_NAMED = 8


def people_sentences(results: Results) -> tuple[Text, ...]:
    """Say what the plan asks of people and things in its last year: posts, moves, evenness, empty buildings."""
    people = results.people
    return (
        _posts(results),
        _moves(results),
        *_staff(results),
        _even(people),
        *_buildings(results),
        *kindergarten_sentences(results),
    )


def _posts(results: Results) -> Text:
    people, staffing = results.people, results.scenario.staffing
    before, after = (people.total(f"wanted_{when}") for when in ("before", "after"))
    there, later = people.total("teachers_before"), people.total("teachers_after")
    had = _count(there)
    gap = later - after
    per_class = staffing.small_school_posts_per_class
    by_class = Text("", "") if per_class is None else Text(
        f"; small schools by class, {per_class:g} (not checked against its norm)",
        f"；小规模学校按每班{per_class:g}名（未核对原文）",
    )  # fmt: skip
    ratios = Text(
        f"primary {staffing.pupils_per_post.primary:g}:1, junior {staffing.pupils_per_post.junior:g}:1{by_class}",
        f"小学{staffing.pupils_per_post.primary:g}:1、初中{staffing.pupils_per_post.junior:g}:1{by_class.zh}",
    )
    left = Text("", "") if math.isnan(gap) else Text(
        f", {abs(gap):,.0f} {'more than' if gap >= 0 else 'fewer than'} then wanted",
        f"，比所需{'多' if gap >= 0 else '少'}{abs(gap):,.0f}名",
    )  # fmt: skip
    return Text(
        f"Teachers: today's pupils ask for {_up(before)}, those of {people.year} for {_up(after)} ({ratios}); "
        f"there today {had}; when those who retire within three years have left, {_count(later)}{left}.",
        f"师资：现有学生需教师{_up(before)}名，{people.year}年学生需{_up(after)}名（{ratios.zh}）；"
        f"现有教师{had.zh}，三年内退休的离岗后{_count(later).zh}{left.zh}。",
    )


def _moves(results: Results) -> Text:
    moved = results.people.stocks.moved
    if moved.empty:
        return Text("Teachers: none move, for no school is merged.", "教师调动：没有撤并学校，不需调动。")
    teachers, computers, books = (float(moved[name].sum(skipna=False)) for name in ("teachers", "computers", "books"))
    schools = moved["school_id"].nunique()
    return Text(
        f"From {schools:,} merged schools to receiving ones, in the shares of their pupils: "
        f"teachers {_count(teachers)}, computers {_count(computers)}, books {_count(books)}.",
        f"撤并{schools:,}所学校随学生去向调往并入学校：教师{_count(teachers).zh}，计算机{_count(computers, '台').zh}，"
        f"图书{_count(books, '册').zh}。",
    )


def _staff(results: Results) -> tuple[Text, ...]:
    people = results.people
    boarders = float(people.posts["boarders_after"].sum())
    if not boarders:
        return ()
    wanted, there = people.total("boarding_staff_wanted_after"), people.total("boarding_staff_after")
    norm = Text("the scenario gives no norm, so what is wanted is not known",
                "情景没有填写生活教师配备标准，所需不清楚")  # fmt: skip
    said = norm if math.isnan(wanted) else Text(f"{wanted:,.0f} wanted", f"需{wanted:,.0f}名")
    return (
        Text(
            f"Boarding staff for {pupils_text(boarders)} boarders: {said}; there {_count(there)}.",
            f"生活教师：寄宿生{pupils_text(boarders)}人，{said.zh}；现有{_count(there).zh}。",
        ),
    )


def _even(people: People) -> Text:
    known = [spread for spread in people.after if spread.coefficient is not None]
    total = len(people.after)
    if not known:
        return Text(
            f"The {total} figures of resource indicators (seven a stage): not known, for the schools table lacks their "
            "columns.",
            f"资源均衡：各学段七项指标共{total}项，学校表没有相应的列，差异系数不清楚。",
        )
    before = {(each.stage, each.resource): each for each in people.before}
    above = [each for each in known if not each.is_even]
    named = joined((_change(before.get((each.stage, each.resource)), each) for each in above), en="; ", zh="；")
    most = f"{MOST_COEFFICIENT['primary']:.2f} primary, {MOST_COEFFICIENT['junior']:.2f} junior"
    chinese = f"小学{MOST_COEFFICIENT['primary']:.2f}、初中{MOST_COEFFICIENT['junior']:.2f}"
    which = (
        Text(f"; above it, today and then: {named}", f"；超过的（现状→{people.year}年）：{named.zh}")
        if above
        else Text("", "")
    )
    return Text(
        f"Resource indicators in {people.year}: {len(known)} of {total} difference coefficients known, "
        f"{len(known) - len(above)} of them within the limit ({most}){which}.",
        f"资源均衡（{people.year}年）：各学段七项指标共{total}项，差异系数已知{len(known)}项，"
        f"其中{len(known) - len(above)}项不超过上限（{chinese}）{which.zh}。",
    )


def _change(before: IndicatorSpread | None, after: IndicatorSpread) -> Text:
    old = coefficient_text(None if before is None else before.coefficient)
    new = coefficient_text(after.coefficient)
    named = RESOURCES[after.resource]
    return Text(f"{after.stage}, {named}: {old} to {new}",
                f"{STAGES[after.stage]}{named.zh}{old.zh}→{new.zh}")  # fmt: skip


def _buildings(results: Results) -> tuple[Text, ...]:
    vacated, names = results.people.vacated, names_of(results.scenario, results.district)
    if not vacated:
        return ()
    said = []
    for use, text in USES.items():
        of_use = [names.school(each.school_id) for each in vacated if each.use == use]
        if of_use:
            more = Text(" and others", "等") if len(of_use) > _NAMED else Text("", "")
            listed = joined(of_use[:_NAMED])
            said.append(
                Text(f"{text} {len(of_use):,} ({listed}{more})", f"{text.zh}{len(of_use):,}处（{listed.zh}{more.zh}）")
            )
    parts = joined(said, en="; ", zh="；")
    return (
        Text(
            f"Buildings left empty: {len(vacated):,}. Proposed, kindergartens first: {parts}.",
            f"腾出校舍{len(vacated):,}处。建议用途（优先办幼儿园）：{parts.zh}。",
        ),
    )


def vacated_reason(each: Vacated, town: str) -> Text:
    """Say why a use is proposed."""
    place = clean(town)
    if each.children is None:
        return Text("no table has children of kindergarten age", "学生表没有幼儿园年龄的人数")
    children = pupils_text(each.children)
    if each.seats is None:
        return Text(
            f"{place} has {children} children of kindergarten age; the tables have no kindergartens",
            f"{place}有幼儿{children}人；学校表没有列幼儿园，缺多少学位不清楚",
        )
    seats = pupils_text(each.seats)
    lacks = Text("lacks seats", "学位不足") if each.children > each.seats else Text("has enough", "学位够用")
    return Text(
        f"{place} {lacks}: {children} children of kindergarten age, {seats} kindergarten seats",
        f"{place}{lacks.zh}：幼儿{children}人，幼儿园学位{seats}个",
    )


def coefficient_text(coefficient: float | None) -> Text:
    """Print a difference coefficient to two decimals.

    >>> coefficient_text(0.456), coefficient_text(None).zh
    ('0.46', '不清楚')
    """
    return NOT_KNOWN if coefficient is None else Text(f"{rounded(coefficient, 2)}", f"{rounded(coefficient, 2)}")


def indicator_rows(people: People) -> list[tuple[str, ...]]:
    """Return stage, indicator, least value, mean before and after, coefficient before and after, in words."""
    before = {(each.stage, each.resource): each for each in people.before}
    rows = []
    for each in people.after:
        old = before.get((each.stage, each.resource))
        least = getattr(INDICATORS[each.resource], each.stage)
        means = [_mean_text(spread) for spread in (old, each)]
        spreads = [coefficient_text(None if spread is None else spread.coefficient).zh for spread in (old, each)]
        rows.append((STAGES[each.stage], RESOURCES[each.resource].zh, f"{least:g}", *means, *spreads))
    return rows


def _mean_text(spread: IndicatorSpread | None) -> str:
    return NOT_KNOWN.zh if spread is None or spread.mean is None else f"{rounded(spread.mean, 2):,}"


def _count(amount: float, unit: str = "名") -> Text:
    return NOT_KNOWN if math.isnan(amount) else Text(f"{amount:,.0f}", f"{amount:,.0f}{unit}")


def _up(posts: float) -> str:
    return f"{math.ceil(posts - 1e-6):,}"
