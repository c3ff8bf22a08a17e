"""Limits counted in exact arithmetic, as with the decimal numbers of a plan file: no tolerance at all."""

import math
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from planner.plan import Plan
from planner.verifying.facts import Facts, class_size_of, find_facts
from tests.districts import Case


def overfull(case: Case, plan: Plan) -> list[str]:
    """Name every school and year where rows, summed as exact decimals, exceed classes, rooms, beds or size."""
    facts = find_facts(case.district, case.scenario, case.journeys)
    return list(_overfull(facts, plan))


def _overfull(facts: Facts, plan: Plan) -> Iterator[str]:
    pupils: defaultdict[tuple[str, int], defaultdict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    boarders: defaultdict[tuple[str, int], Fraction] = defaultdict(Fraction)
    for row in plan.assignments:
        for grade, amount in row.pupils.items():
            pupils[row.school_id, row.year][grade] += Fraction(repr(amount))
            boarders[row.school_id, row.year] += Fraction(repr(amount)) if row.mode == "board" else 0
    most_classes = facts.scenario.rules.max_classes_per_school or math.inf
    for school in plan.schools:
        key, told = (school.school_id, school.year), facts.schools[school.school_id]
        rooms, beds = told.classrooms + school.classrooms_added, told.beds + school.beds_added
        for grade, count in pupils[key].items():
            size = class_size_of(facts.scenario, grade)
            if size is not None and count > size * school.classes.get(grade, 0):
                yield f"{key}: {float(count)} pupils of grade {grade}, {school.classes.get(grade, 0)} classes"
            if count != Fraction(repr(school.pupils[grade])):
                yield f"{key}: {count} pupils of grade {grade}, not {school.pupils[grade]}"
        if sum(school.classes.values()) > min(rooms, most_classes) or rooms > max(told.classrooms_max, told.classrooms):
            yield f"{key}: {school.classes} in {rooms} rooms"
        if sum(pupils[key].values()) > told.pupils_max:
            yield f"{key}: {float(sum(pupils[key].values()))} pupils above {told.pupils_max}"
        if boarders[key] > beds or beds > max(told.beds_max, told.beds):
            yield f"{key}: {float(boarders[key])} boarders, {beds} beds"
    yield from _overspent(facts, plan)


def _overspent(facts: Facts, plan: Plan) -> Iterator[str]:
    last = facts.scenario.years[-1]
    spent = Fraction(0)
    for row in plan.schools:
        school = facts.schools[row.school_id]
        if row.year == last:
            built = not school.existing and row.open
            spent += Fraction(school.build_yuan) * built + Fraction(school.classroom_yuan) * row.classrooms_added
            spent += Fraction(school.bed_yuan) * row.beds_added
    if isinstance(facts.scenario.budget_yuan, float) and spent > Fraction(facts.scenario.budget_yuan):
        yield f"{float(spent)} yuan above {facts.scenario.budget_yuan}"
