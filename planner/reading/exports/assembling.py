"""What was read of every export, matched and put together: tables, totals, questions and notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.language import Text
from planner.reading.exports.composed import (
    attends_frame,
    by_name_note,
    missing_of,
    pupil_frame,
    school_frame,
    settlement_frame,
)
from planner.reading.exports.enrolment import Enrolment, SchoolRef
from planner.reading.exports.existing import Existing
from planner.reading.exports.gazetteer import Gazetteer, Settlement, gazetteer_of
from planner.reading.exports.imported import Imported
from planner.reading.exports.kinds import REGISTER
from planner.reading.exports.lists import Listed
from planner.reading.exports.questions import Answers, Question, unasked
from planner.reading.exports.resolved import (
    Resolved,
    ResolvedSchools,
    made_up_list,
    one_list,
    pupils_by,
    resolve_places,
    resolve_schools,
)
from planner.reading.exports.settled import REASONS, Settled, settled, summed, taken
from planner.reading.faults import raise_if_any
from planner.reading.tables import ATTENDS, PUPILS, SCHOOLS, SETTLEMENTS

_NO_PLACE = Text(
    "no export tells where pupils live (a register with addresses, or enrolment by village): pupils and attends are "
    "not made",
    "没有一份导出表写明学生住在哪里（带现住址的学籍，或按村的人数）：不生成“学生”“就读”两表",
)
_INVENTED = Text(
    "no list of villages was given: settlements are those that the exports name; give a list with 12-digit codes to "
    "match with",
    "没有村（社区）名单：居民点取自导出表中的写法；请加上带12位代码的村名单以便核对",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Lists:
    """Settlements and schools that lists give, and the names of the county."""

    villages: tuple[Listed, ...] = ()
    schools: tuple[Listed, ...] = ()
    counties: tuple[str, ...] = ()


def gazetteer_for(lists: Lists, existing: Existing) -> Gazetteer:
    """Index the settlements of the folder and of the lists; of one code the list's name holds."""
    every = (*existing.settlements, *lists.villages)
    settlements = [Settlement(settlement_id=each.code, name=each.name, town=each.town) for each in every]
    return gazetteer_of(settlements, lists.counties)


def assembled(enrolments: Sequence[Enrolment], lists: Lists, existing: Existing, answers: Answers) -> Imported:
    """Match places and schools and make the tables. InputError where an answer means nothing."""
    known = gazetteer_for(lists, existing)
    living = taken(enrolments)
    places = pupils_by(living, "place")
    invented = bool(places) and not known.by_id
    if invented:
        known = made_up_list(places)
        named = tuple(Listed(code=each.settlement_id, name=each.name, town=each.town) for each in known.by_id.values())
        lists = Lists(villages=named, schools=lists.schools, counties=lists.counties)
    placed = resolve_places(places, known, answers)
    at_school = pupils_by([each for each in enrolments if each.has_school], "school")
    schools = resolve_schools(at_school, *one_list(existing.schools, lists.schools), answers)
    raise_if_any(placed.faults + schools.faults, "matches")
    pupils = settled(enrolments, placed, schools)
    frames, kept = _frames(pupils, schools, known, (lists, existing))
    questions = (*placed.questions, *schools.questions)
    notes = (
        *(note for each in enrolments for note in each.notes),
        *((_INVENTED,) if invented else ()),
        *((_NO_PLACE,) if any(len(each.counts) for each in enrolments) and not living else ()),
        *_notes(enrolments, pupils, kept),
        *(by_name_note(schools) if SCHOOLS.name in frames else ()),
        *_unasked_note(answers, questions),
    )
    return Imported(
        tables=frames,
        sheets=(),
        questions=questions,
        sums=pupils.compared,
        left=_left(enrolments, pupils),
        pupils=int(pupils.used["pupils"].sum()) + sum(_other_grades(enrolments).values()),
        missing=missing_of(frames),
        matched=_matched(places, placed),
        enrolment=_by_school(pupils),
        classes=classes_by_id([each.classes for each in enrolments], schools),
        boarders=_boarders(enrolments, schools),
        sources=_sources(enrolments, living),
        notes=tuple(dict.fromkeys(notes)),
    )


def _frames(
    pupils: Settled, schools: ResolvedSchools, known: Gazetteer, given: tuple[Lists, Existing]
) -> tuple[dict[str, pd.DataFrame], tuple[int, ...]]:
    """Make each table that something was given for; return also the years of the folder's own pupils that are kept."""
    lists, existing = given
    frames: dict[str, pd.DataFrame] = {}
    kept: tuple[int, ...] = ()
    if lists.villages:
        frames[SETTLEMENTS.name] = settlement_frame(lists.villages, existing)
    if lists.schools or schools.added:
        frames[SCHOOLS.name] = school_frame(schools, known, pupils, existing)
    if len(pupils.used):
        frames[PUPILS.name], kept = pupil_frame(pupils, existing)
        attends = attends_frame(pupils)
        if len(attends):
            frames[ATTENDS.name] = attends
    return frames, kept


def _sources(enrolments: Sequence[Enrolment], living: Sequence[Enrolment]) -> dict[str, tuple[str, ...]]:
    """Return the exports that the tables of schools, pupils and attends are made from."""
    at_school = tuple(each.source for each in enrolments if each.has_school)
    lived = tuple(each.source for each in living)
    return {SCHOOLS.name: at_school, PUPILS.name: lived, ATTENDS.name: lived}


def _left(enrolments: Sequence[Enrolment], pupils: Settled) -> dict[Text, int]:
    """Return the pupils of the exports taken who are in no settlement's row, by reason."""
    left = _other_grades(enrolments)
    without = pupils.used[pupils.used["settlement_id"] == ""]
    for reason, count in without.groupby("reason")["pupils"].sum().items():
        left[REASONS[str(reason)]] = int(count)
    return left


def _other_grades(enrolments: Sequence[Enrolment]) -> dict[Text, int]:
    left: dict[Text, int] = {}
    for each in enrolments:
        for reason, count in each.left.items() if each.has_place else ():
            left[reason] = left.get(reason, 0) + count
    return left


def _matched(places: Mapping[object, tuple[int, str]], placed: Resolved) -> dict[str, int]:
    """Return the pupils by how their places were matched."""
    found: dict[str, int] = {}
    for place, (pupils, _) in places.items():
        how = placed.how[place]
        found[how] = found.get(how, 0) + pupils
    return found


def _by_school(pupils: Settled) -> pd.DataFrame:
    """Return the pupils of each export by school, year and grade."""
    told = pupils.rows[pupils.rows["school_id"] != ""]
    return summed(told, ["source", "school_id", "year", "grade"])


def classes_by_id(
    told: Sequence[Mapping[tuple[SchoolRef, str], int]], schools: ResolvedSchools
) -> dict[tuple[str, str], int]:
    """Return the classes of each school and grade by the school's id."""
    found: dict[tuple[str, str], int] = {}
    for classes in told:
        for (ref, grade), count in classes.items():
            id_ = schools.ids.get(ref)
            if id_:
                found[id_, grade] = max(count, found.get((id_, grade), 0))
    return found


def _boarders(enrolments: Sequence[Enrolment], schools: ResolvedSchools) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in enrolments:
        for ref, count in each.boarders.items():
            id_ = schools.ids.get(ref)
            if id_:
                found[id_] = found.get(id_, 0) + count
    return found


def _notes(enrolments: Sequence[Enrolment], pupils: Settled, kept: Sequence[int]) -> tuple[Text, ...]:
    notes = []
    registered = int(pupils.used.loc[pupils.used["registered"].astype(bool), "pupils"].sum())
    if registered:
        notes.append(
            Text(
                f"{registered:,} pupils whose address names no village are counted where they are registered",
                f"{registered:,} 名学生的现住址中没有村名，按户口所在地计入",
            )
        )
    if kept:
        years = ", ".join(map(str, kept))
        notes.append(
            Text(f"pupils of {years} are kept from the table that is there", f"{years} 年的学生保留原表中的数")
        )
    return (*notes, *_several_registers(enrolments))


def _several_registers(enrolments: Sequence[Enrolment]) -> tuple[Text, ...]:
    """Say which schools stand in several registers of one year: their pupils may be counted twice."""
    sources: dict[tuple[SchoolRef, str, int], set[str]] = {}
    for each in enrolments:
        if each.kind == REGISTER.name:
            for school, grade, year in zip(
                each.counts["school"], each.counts["grade"], each.counts["year"], strict=True
            ):
                sources.setdefault((school, grade, year), set()).add(each.source)
    twice = sorted({school.name or school.code for (school, _, _), found in sources.items() if len(found) > 1})
    if not twice:
        return ()
    shown = "、".join(twice[:5]) + (f" +{len(twice) - 5}" if len(twice) > 5 else "")  # noqa: PLR2004 - so many are named
    return (
        Text(
            f"one grade of a school stands in several registers; make sure nobody is counted twice: {shown}",
            f"同一学校同一年级出现在几份学籍中，请核对是否重复计数：{shown}",
        ),
    )


def _unasked_note(answers: Answers, questions: tuple[Question, ...]) -> tuple[Text, ...]:
    count = unasked(answers, questions)
    if not count:
        return ()
    return (
        Text(f"{count:,} answer(s) to matches that are not doubtful any more are not used",
             f"有 {count:,} 条回答对应的匹配已不存疑，未使用"),
    )  # fmt: skip
