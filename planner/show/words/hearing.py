"""What a hearing asks of a plan first, in words: a name for each figure, sentences, and the schools that are meant."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planner.decide.hearing import HearingMeasures
from planner.decide.hearing_figures import HEARING, Figure
from planner.decide.results import Results, YearResults
from planner.language import Text, joined
from planner.show.words.common import clean, grade_name
from planner.show.words.numbers import UNKNOWN, mean_text, minutes_text, part_text, pupils_text

FIGURES: Mapping[Figure, Text] = {
    "stayed": Text("pupils who stay at their school", "不换学校（人）"),
    "moved_merged": Text("pupils who change school because theirs is merged", "因学校撤并转学（人）"),
    "moved_open": Text("pupils who change school although theirs stays open", "学校未撤仍转学（人）"),
    "other_town": Text("pupils at school in another town", "跨乡镇就读（人）"),
    "beyond_mean": Text("minutes beyond the nearest open school, mean", "比最近的开办学校平均多（分钟）"),
    "beyond_worst": Text("minutes beyond the nearest open school, most", "比最近的开办学校最多多（分钟）"),
    "beyond_10": Text("pupils more than 10 minutes beyond it", "比最近的开办学校多10分钟以上（人）"),
    "beyond_15": Text("pupils more than 15 minutes beyond it", "比最近的开办学校多15分钟以上（人）"),
    "boarders_far": Text("boarders without an open day school in reach", "寄宿：走读范围内没有开办学校（人）"),
    "boarders_near": Text(
        "boarders with one, full or otherwise taken", "寄宿：走读范围内有开办学校，但已满或另作安排（人）"
    ),
    "split_homes": Text("settlements' bands split over schools", "同村同年级段分到几所学校（处）"),
    "split_most": Text("most schools of one settlement's band", "同村同年级段最多分到（所）"),
    "apart_homes": Text("settlements with bands of a stage apart", "同学段高低年级段不同校，本可同校（村）"),
    "empty_grades": Text("open schools with grades without pupils", "开办但有年级没有学生的学校（所）"),
    "without_pupils": Text("open schools without pupils", "开办但没有学生的学校（所）"),
    "nearly_full": Text("classes with less than one free place", "班额离上限不足1人的教学班（个）"),
    "growing_points": Text("teaching points that grow", "学生比现在多的教学点（个）"),
    "into_points": Text("pupils of merged points who go to other points", "撤并教学点的学生转到其他教学点（人）"),
    "points_split": Text("merged points split over several schools", "学生分到几所学校的撤并教学点（个）"),
}
"""Names with their units, the Chinese ones as headings of tables."""
_NAMED = 2


@dataclass(frozen=True, kw_only=True)
class MeantSchool:
    """A school that one of the figures counts, and what is to be known of it."""

    figure: Figure
    school_id: str
    said: Text


def hearing_sentences(results: Results) -> tuple[Text, ...]:
    """Say of the last planning year who changes school, how near the schools are, and what they are used for."""
    last = results.last
    return (
        *_continuity(last.hearing, last.measures.placed),
        *_nearness(last.hearing, last.measures.placed),
        *_together(last.hearing),
        *_schools(results, last),
    )


def figure_text(figure: Figure, value: float | None) -> str:
    """Print a figure as it is printed everywhere.

    >>> figure_text("beyond_worst", 12.2), figure_text("stayed", 1234.0), figure_text("beyond_mean", None)
    ('13', '1,234', '—')
    """
    unit = HEARING[figure].unit
    if value is None:
        return UNKNOWN
    if unit == "minutes":
        return minutes_text(value) if HEARING[figure].is_longest else mean_text(value)
    return pupils_text(value) if unit == "pupils" else f"{round(value):,}"


def meant_schools(year: YearResults) -> tuple[MeantSchool, ...]:
    """Return the schools that the figures of a year count: empty, with empty grades, points that grow."""
    hearing = year.hearing
    return (
        *(MeantSchool(figure="without_pupils", school_id=school_id, said=Text("no pupils", "没有学生"))
          for school_id in hearing.without_pupils),
        *(MeantSchool(figure="empty_grades", school_id=found.school_id, said=_grades_text(found.grades))
          for found in hearing.empty_grades),
        *(MeantSchool(figure="growing_points", school_id=found.school_id, said=_growth_text(found.today, found.planned))
          for found in hearing.growing_points),
    )  # fmt: skip


def _grades_text(grades: tuple[str, ...]) -> Text:
    named = "、".join(map(grade_name, grades))
    return Text(f"no pupils in grades {', '.join(grades)}", f"{named}没有学生")


def _growth_text(today: float, planned: float) -> Text:
    now, then = pupils_text(today), pupils_text(planned)
    return Text(f"{now} pupils today, {then} planned", f"现有{now}人，方案{then}人")


def _continuity(hearing: HearingMeasures, placed: float) -> tuple[Text, ...]:
    if not placed:
        return ()
    stayed, merged, still = (
        f"{pupils_text(count)}名（{part_text(count / placed)}）"
        for count in (hearing.stayed, hearing.moved_merged, hearing.moved_open)
    )
    en = [each.replace("名（", " (").replace("）", ")") for each in (stayed, merged, still)]
    return (
        Text(
            f"Changing school: {en[0]} of the pupils with a seat stay at their school, {en[1]} move because it is "
            f"merged, {en[2]} move although it stays open.",
            f"转学：有学位的学生中，不换学校的{stayed}，因学校撤并转学的{merged}，学校未撤仍转学的{still}。",
        ),
    )


def _nearness(hearing: HearingMeasures, placed: float) -> tuple[Text, ...]:
    if not placed:
        return ()
    cross, ten, fifteen = (pupils_text(count) for count in (hearing.other_town, hearing.beyond_10, hearing.beyond_15))
    part = part_text(hearing.other_town / placed)
    extra = Text("", "")
    if hearing.beyond_mean is not None and hearing.beyond_worst is not None:
        mean, worst = mean_text(hearing.beyond_mean), minutes_text(hearing.beyond_worst)
        extra = Text(
            f"; ways are {mean} minutes longer on average than to the nearest open school within day reach, {worst} at "
            f"most; more than 10 minutes longer for {ten}, more than 15 for {fifteen}",
            f"；比走读范围内最近的开办学校平均多走{mean}分钟，最多{worst}分钟，多10分钟以上{ten}名、15分钟以上{fifteen}名",
        )
    said = [
        Text(
            f"Nearness: {cross} pupils ({part}) attend in another town{extra}.",
            f"就近：跨乡镇就读{cross}名（{part}）{extra.zh}。",
        )
    ]
    if hearing.boarders_far or hearing.boarders_near:
        far, near = pupils_text(hearing.boarders_far), pupils_text(hearing.boarders_near)
        said.append(
            Text(
                f"Why they board: {far} have no open school within day reach; {near} have one, full or "
                "otherwise taken.",
                f"寄宿原因：走读范围内没有开办学校的{far}名；有开办学校、但已满或另作安排的{near}名。",
            )
        )
    return tuple(said)


def _together(hearing: HearingMeasures) -> tuple[Text, ...]:
    split, most, apart = hearing.split_homes, hearing.split_most, hearing.apart_homes
    torn = Text(f", over up to {most:,} schools", f"（最多{most:,}所）") if split else Text("", "")
    return (
        Text(
            f"Together: {split:,} settlements' bands are split over several schools{torn}; in {apart:,} settlements "
            "bands of one stage are at different schools although they could share one.",
            f"同校：同村同年级段分到几所学校的{split:,}处{torn.zh}；同学段高低年级段不同校、本可同校的{apart:,}个村。",
        ),
    )


def _schools(results: Results, year: YearResults) -> tuple[Text, ...]:
    hearing = year.hearing
    names = _names(results.district.schools)
    empty = _listed([each.school_id for each in hearing.empty_grades], names)
    idle = _listed(hearing.without_pupils, names)
    said = [
        Text(
            f"Use of schools: {len(hearing.empty_grades):,} open schools have grades without pupils{empty}, "
            f"{len(hearing.without_pupils):,} have no pupils at all{idle}.",
            f"学校使用：开办但有年级没有学生的学校{len(hearing.empty_grades):,}所{empty.zh}，没有学生的"
            f"{len(hearing.without_pupils):,}所{idle.zh}。",
        ),
        Text(
            f"Classes: {hearing.nearly_full:,} of {hearing.classes:,} have less than one free place.",
            f"班额：{hearing.classes:,}个教学班中，离上限不足1人的{hearing.nearly_full:,}个。",
        ),
    ]
    if hearing.points_today or hearing.points_planned:
        said.append(_points_kept(hearing, names))
    if hearing.into_points or hearing.points_split:
        into = pupils_text(hearing.into_points)
        said.append(
            Text(
                f"Merged points: {into} pupils go to other points; {hearing.points_split:,} points are split over "
                "several schools.",
                f"撤并教学点：学生转到其他教学点的{into}名，学生分到几所学校的教学点{hearing.points_split:,}个。",
            )
        )
    return tuple(said)


def _points_kept(hearing: HearingMeasures, names: Mapping[str, str]) -> Text:
    now, then = pupils_text(hearing.points_today), pupils_text(hearing.points_planned)
    most = sorted(hearing.growing_points, key=lambda each: each.today - each.planned)[:_NAMED]
    grown = joined(
        Text(
            f"{names[each.school_id]} from {pupils_text(each.today)} to {pupils_text(each.planned)}",
            f"{names[each.school_id]}由{pupils_text(each.today)}人到{pupils_text(each.planned)}人",
        )
        for each in most
    )
    such_as = Text("such as ", "如") if len(hearing.growing_points) > _NAMED else Text("", "")
    named = Text(f" ({such_as}{grown})", f"（{such_as.zh}{grown.zh}）") if most else Text("", "")
    return Text(
        f"Teaching points that stay: {now} pupils today, {then} planned; {len(hearing.growing_points):,} grow{named}.",
        f"教学点：保留的教学点现有学生{now}名，方案{then}名；学生增多的{len(hearing.growing_points):,}个{named.zh}。",
    )


def _listed(school_ids: list[str] | tuple[str, ...], names: Mapping[str, str]) -> Text:
    """Name the first of some schools in brackets; empty where there are none."""
    if not school_ids:
        return Text("", "")
    named = [names[school_id] for school_id in school_ids[:_NAMED]]
    more = len(school_ids) > _NAMED
    return Text(f" ({', '.join(named)}{', ...' if more else ''})", f"（{'、'.join(named)}{'等' if more else ''}）")


def _names(schools: pd.DataFrame) -> dict[str, str]:
    return {str(key): clean(str(name)) for key, name in zip(schools["school_id"], schools["name"], strict=True)}
