"""What is said of merged schools: which they are, by when, and which schools take how many of their present pupils."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from planner.language import Text
from planner.plan import AssignmentRow, MergeRow
from planner.verifying.rows import Case
from planner.verifying.rules import Rule, Violation, near
from planner.verifying.today import Attendance, Home

_ROUNDED = 0.5
"""Where blocks stay whole, parts of a home that go elsewhere make fractions of pupils: these are told rounded."""
_LEAST_TOLD = 1e-6
Sent = Mapping[tuple[Home, int], Sequence[AssignmentRow]]
"""Home and year: where its pupils are sent."""


def find_wrong_merges(case: Case, attendance: Sequence[Attendance]) -> Iterator[Violation]:
    """Every existing school that closes is listed once, with its first year and who takes its pupils then."""
    closed = {
        school_id: next(row.year for row in case.history(school_id) if not row.open)
        for school_id, facts in case.facts.schools.items()
        if facts.existing and not all(row.open for row in case.history(school_id))
    }
    listed = [merge.school_id for merge in case.plan.merges]
    for school_id in sorted(closed.keys() | set(listed)):
        where = _where(school_id)
        if school_id not in closed:
            says = Text("is listed, and is not merged", "列入了撤并，但并未撤并")
            yield Violation(rule=Rule.MERGES, where=where, says=says)
        elif (count := listed.count(school_id)) != 1:
            says = Text(f"is merged, and stands in {count} rows of merges", f"已撤并，但在撤并清单中出现{count}次")
            yield Violation(rule=Rule.MERGES, where=where, says=says)
    homes, sent = _homes_by_school(attendance), _sent_by_home(case)
    for merge in case.plan.merges:
        if merge.year != closed.get(merge.school_id, merge.year):
            first = closed[merge.school_id]
            says = Text(
                f"the first year without it is {first}, not {merge.year}", f"撤并始于{first}年，不是{merge.year}年"
            )
            yield Violation(rule=Rule.MERGES, where=_where(merge.school_id), says=says)
        yield from _receivers_are_right(case, merge, homes.get(merge.school_id, {}), sent)


def _receivers_are_right(case: Case, merge: MergeRow, homes: Mapping[Home, float], sent: Sent) -> Iterator[Violation]:
    """Compare the receivers with where the homes of the school's present pupils are sent in its first year without."""
    where = _where(merge.school_id)
    ids = [receiver.school_id for receiver in merge.receivers]
    if len(set(ids)) < len(ids):
        says = Text("a receiver stands there twice", "同一并入学校出现两次")
        yield Violation(rule=Rule.MERGES, where=where, says=says)
    truth, told = _received(merge, homes, sent), {each.school_id: each.pupils for each in merge.receivers}
    for school_id in sorted(truth.keys() | told.keys()):
        if school_id in told and not case.rows[school_id, merge.year].open:
            says = Text(f"the receiver {school_id} is not open", f"并入学校{school_id}没有开办")
            yield Violation(rule=Rule.MERGES, where=where, says=says)
        pupils, stated = truth.get(school_id, 0.0), told.get(school_id, 0)
        if not _is_same(pupils, stated, whole=case.facts.scenario.rules.assignment.mode == "whole"):
            says = Text(
                f"{pupils:.9g} of the pupils who live where its pupils live go to {school_id}, not {stated:.9g}",
                f"其现有生源地的学生有{pupils:.9g}人到{school_id}就读，不是{stated:.9g}人",
            )
            yield Violation(rule=Rule.RECEIVERS, where=where, says=says)


def _homes_by_school(attendance: Sequence[Attendance]) -> dict[str, dict[Home, float]]:
    """Return, by school, the homes of its present pupils, and the share of each home's pupils that is there."""
    found: defaultdict[str, dict[Home, float]] = defaultdict(dict)
    for each in attendance:
        found[each.school_id][each.home] = each.share
    return found


def _sent_by_home(case: Case) -> Sent:
    found: defaultdict[tuple[Home, int], list[AssignmentRow]] = defaultdict(list)
    for row in case.plan.assignments:
        found[(row.settlement_id, row.grade_band), row.year].append(row)
    return found


def _received(merge: MergeRow, homes: Mapping[Home, float], sent: Sent) -> dict[str, float]:
    """Return, by school, its share of each home's pupils of the year as they are sent."""
    received: defaultdict[str, float] = defaultdict(float)
    for home, share in homes.items():
        for row in sent.get((home, merge.year), ()) if share else ():
            received[row.school_id] += share * sum(row.pupils.values())
    return received


def _is_same(truth: float, stated: float, *, whole: bool) -> bool:
    """Whether a number of pupils is told as it is.

    >>> _is_same(2.5, 2, whole=True), _is_same(2.5, 2.5, whole=True), _is_same(2.6, 2, whole=True)
    (True, False, False)
    """
    if whole:
        return near(stated, round(stated)) and abs(truth - stated) <= _ROUNDED + _LEAST_TOLD
    return near(stated, truth)


def _where(school_id: str) -> Text:
    return Text(f"merge of {school_id}", f"撤并{school_id}")
