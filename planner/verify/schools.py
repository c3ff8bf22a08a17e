"""What happens at schools: loads, classes, rooms, sizes, beds, and what is merged, built and kept."""

import math
from collections.abc import Iterator
from itertools import pairwise

from planner.plan import Action, SchoolRow
from planner.verify.facts import SchoolFacts, class_size_of
from planner.verify.rows import Case
from planner.verify.rules import Rule, Violation, near, pupils_off


def find_wrong_schools(case: Case) -> Iterator[Violation]:
    """Check every school in every year, and every school over the years."""
    for row in case.plan.schools:
        facts = case.facts.schools[row.school_id]
        yield from _row_adds_up(case, row)
        yield from _classes_suffice(case, row)
        yield from _limits_hold(case, row, facts)
        yield from _decision_is_obeyed(case, row, facts)
        if row.action != (truth := _action_of(row, facts)):
            yield _broken(Rule.ACTION, row, f"the action is {truth}, not {row.action}")
    for school_id, facts in case.facts.schools.items():
        yield from _years_follow(case.history(school_id), facts)
    yield from _merges_count(case)
    yield from _merges_are_listed(case)


def _row_adds_up(case: Case, row: SchoolRow) -> Iterator[Violation]:
    """Compare stated pupils and boarders with those who were sent there; nothing may stand at a closed school."""
    sent = case.pupils.get((row.school_id, row.year), {})
    for grade in sorted(sent.keys() | row.pupils.keys()):
        if not near(row.pupils.get(grade, 0.0), sent.get(grade, 0.0)):
            says = f"{sent.get(grade, 0.0):g} pupils of grade {grade} go there, not {row.pupils.get(grade, 0.0):g}"
            yield _broken(Rule.LOADS, row, says)
    boarders = case.boarders.get((row.school_id, row.year), 0.0)
    if not near(row.boarders, boarders):
        yield _broken(Rule.LOADS, row, f"{boarders:g} board there, not {row.boarders:g}")
    if not row.open and (any(row.classes.values()) or any(row.pupils.values()) or row.boarders):
        yield _broken(Rule.OPEN, row, "is not open, and has classes, pupils or boarders")


def _classes_suffice(case: Case, row: SchoolRow) -> Iterator[Violation]:
    """Classes are at least pupils / class_size, rounded up; there are none where classes are switched off."""
    sent = case.pupils.get((row.school_id, row.year), {})
    for grade in case.facts.scenario.grades:
        size, classes = class_size_of(case.facts.scenario, grade), row.classes.get(grade, 0)
        if size is None and classes:
            yield _broken(Rule.CLASSES, row, f"classes are switched off for grade {grade}")
        pupils = sent.get(grade, 0.0)
        if size is not None and classes < (needed := math.ceil((pupils - pupils_off(pupils)) / size)):
            yield _broken(Rule.CLASSES, row, f"{pupils:g} pupils of grade {grade} need {needed} classes, not {classes}")


def _limits_hold(case: Case, row: SchoolRow, facts: SchoolFacts) -> Iterator[Violation]:
    """Rooms, classes, pupils and beds are within what the school and its site can hold."""
    rules = case.facts.scenario.rules
    sent = case.pupils.get((row.school_id, row.year), {})
    classes, pupils = sum(row.classes.values()), sum(sent.values())
    boarders = case.boarders.get((row.school_id, row.year), 0.0)
    rooms, beds = facts.classrooms + row.classrooms_added, facts.beds + row.beds_added
    if classes > rooms:
        yield _broken(Rule.ROOMS, row, f"{classes} classes stand against {rooms} classrooms")
    if rules.max_classes_per_school is not None and classes > rules.max_classes_per_school:
        yield _broken(Rule.MAX_CLASSES, row, f"{classes} classes are above {rules.max_classes_per_school}")
    if rooms > facts.classrooms_max and row.classrooms_added:
        yield _broken(Rule.CLASSROOMS_MAX, row, f"{rooms} classrooms are above {facts.classrooms_max}")
    if pupils > facts.pupils_max + pupils_off(pupils):
        yield _broken(Rule.SCHOOL_SIZE, row, f"{pupils:g} pupils are above {facts.pupils_max:g}")
    if boarders > beds + pupils_off(boarders):
        yield _broken(Rule.BEDS, row, f"{boarders:g} boarders stand against {beds} beds")
    if beds > facts.beds_max and row.beds_added:
        yield _broken(Rule.BEDS_MAX, row, f"{beds} beds are above {facts.beds_max}")


def _decision_is_obeyed(case: Case, row: SchoolRow, facts: SchoolFacts) -> Iterator[Violation]:
    """Keep: open every year. Close: never open. Free and existing: may close only where the scenario has merge."""
    if facts.decision == "keep" and not row.open:
        yield _broken(Rule.DECISION, row, "it was decided to keep or build it, and it is not open")
    if facts.decision == "close" and row.open:
        yield _broken(Rule.DECISION, row, "it was decided to close or not to build it, and it is open")
    may_close = case.facts.scenario.rules.merge is not None or facts.decision == "close"
    if facts.existing and not row.open and not may_close:
        yield _broken(Rule.MAY_MERGE, row, "the scenario merges no school, and it is not open")


def _action_of(row: SchoolRow, facts: SchoolFacts) -> Action:
    """Name what happens to a school by a year."""
    if facts.existing:
        if not row.open:
            return "merge"
        return "expand" if row.classrooms_added or row.beds_added else "keep"
    return "build" if row.open else "leave"


def _years_follow(history: list[SchoolRow], facts: SchoolFacts) -> Iterator[Violation]:
    """Check that what is added, merged or built stays so, and that rooms and beds are added at open schools."""
    for before, row in pairwise(history):
        if row.classrooms_added < before.classrooms_added or row.beds_added < before.beds_added:
            yield _broken(Rule.ADDED_STAYS, row, "classrooms or beds added fall: they are running totals")
        if facts.existing and row.open and not before.open:
            yield _broken(Rule.MERGED_STAYS, row, "was merged before and is open again")
        if not facts.existing and before.open and not row.open:
            yield _broken(Rule.BUILT_STAYS, row, "was built before and is not open")
    rooms = beds = 0
    for row in history:
        if not row.open and (row.classrooms_added > rooms or row.beds_added > beds):
            yield _broken(Rule.ADDED_WHERE_OPEN, row, "classrooms or beds are added, and it is not open")
        rooms, beds = row.classrooms_added, row.beds_added


def _merges_count(case: Case) -> Iterator[Violation]:
    """Count schools of merge.kinds that are not open, by each planning year."""
    merge = case.facts.scenario.rules.merge
    if merge is None:
        return
    least = merge.exactly if merge.exactly is not None else merge.least
    most = merge.exactly if merge.exactly is not None else merge.most
    for year in case.years:
        merged = sum(
            facts.of_merged_kind and not case.rows[school_id, year].open
            for school_id, facts in case.facts.schools.items()
        )
        if least is not None and merged < least:
            yield Violation(rule=Rule.MERGE_COUNT, where=str(year), says=f"{merged} merged is fewer than {least}")
        if most is not None and merged > most:
            yield Violation(rule=Rule.MERGE_COUNT, where=str(year), says=f"{merged} merged is more than {most}")


def _merges_are_listed(case: Case) -> Iterator[Violation]:
    """Every existing school that closes is listed once, with its first year; receivers are open then."""
    closed = {
        school_id: next(row.year for row in case.history(school_id) if not row.open)
        for school_id, facts in case.facts.schools.items()
        if facts.existing and not all(row.open for row in case.history(school_id))
    }
    listed = [merge.school_id for merge in case.plan.merges]
    for school_id in sorted(closed.keys() | set(listed)):
        where = f"merge of {school_id}"
        if school_id not in closed:
            yield Violation(rule=Rule.MERGES, where=where, says="is listed, and is not merged")
        elif listed.count(school_id) != 1:
            says = f"is merged, and stands in {listed.count(school_id)} rows of merges"
            yield Violation(rule=Rule.MERGES, where=where, says=says)
    for merge in case.plan.merges:
        where = f"merge of {merge.school_id}"
        if merge.year != closed.get(merge.school_id, merge.year):
            says = f"the first year without it is {closed[merge.school_id]}, not {merge.year}"
            yield Violation(rule=Rule.MERGES, where=where, says=says)
        receivers = [receiver.school_id for receiver in merge.receivers]
        if len(set(receivers)) < len(receivers):
            yield Violation(rule=Rule.MERGES, where=where, says="a receiver stands there twice")
        for school_id in receivers:
            if not case.rows[school_id, merge.year].open:
                yield Violation(rule=Rule.MERGES, where=where, says=f"the receiver {school_id} is not open")


def _broken(rule: Rule, row: SchoolRow, says: str) -> Violation:
    return Violation(rule=rule, where=f"school {row.school_id}, {row.year}", says=says)
