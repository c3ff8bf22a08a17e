"""Whether classrooms stay free as `rules.seat_reserve` asks, in the district or in each town, year by year."""

import math
from collections import defaultdict
from collections.abc import Iterator

from planner.language import Text
from planner.verifying.rows import Case
from planner.verifying.rules import Rule, Violation

_ROOMS_OFF = 1e-9


def find_too_full(case: Case) -> Iterator[Violation]:
    """Compare the classes of all open schools of a group with the classrooms that these schools have."""
    rule = case.facts.scenario.rules.seat_reserve
    if rule is None:
        return
    classes: defaultdict[tuple[str, int], int] = defaultdict(int)
    rooms: defaultdict[tuple[str, int], int] = defaultdict(int)
    for row in case.plan.schools:
        school = case.facts.schools[row.school_id]
        if row.open:
            place = (school.town if rule.over == "town" else "", row.year)
            classes[place] += sum(row.classes.values())
            rooms[place] += school.classrooms + row.classrooms_added
    for (town, year), taken in sorted(classes.items()):
        most = (1 - rule.share) * rooms[town, year]
        if taken > most + _ROOMS_OFF:
            where = f"{town}, {year}" if town else str(year)
            says = Text(
                f"{taken} classes are above {most:g}, {1 - rule.share:.0%} of {rooms[town, year]} classrooms",
                f"{taken} 个班，超过教室 {rooms[town, year]} 间的 {1 - rule.share:.0%}，即 {most:g} 间",
            )
            yield Violation(rule=Rule.SEAT_RESERVE, where=where, says=says)


def yuan_to_leave_free(case: Case, school_id: str, year: int, classes: int) -> float:
    """One-off yuan of rooms to be added anywhere in a school's group, were it open with so many classes; inf: no space.

    Rooms for the classes themselves are the school's own matter, and not counted.
    """
    rule = case.facts.scenario.rules.seat_reserve
    if rule is None:
        return 0.0
    taken = rooms = 0
    spare: list[float] = []
    for other, school in case.facts.schools.items():
        row, is_it = case.rows[other, year], other == school_id
        same = rule.over == "district" or school.town == case.facts.schools[school_id].town
        if same and (row.open or is_it):
            own = max(sum(row.classes.values()), classes) if is_it else sum(row.classes.values())
            there = school.classrooms + row.classrooms_added
            there = max(there, own) if is_it else there
            taken, rooms = taken + own, rooms + there
            spare += [school.classroom_yuan] * (school.classrooms_max - there)
    lacking = max(math.ceil(taken / (1 - rule.share) - rooms - _ROOMS_OFF), 0)
    return sum(sorted(spare)[:lacking]) if lacking <= len(spare) else math.inf
