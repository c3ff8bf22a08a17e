"""Classes of several grades: when a band may be taught together, and in how many classes (`rules.multigrade`)."""

import math
from collections.abc import Iterator, Mapping, Sequence

from planner.language import Text
from planner.plan import SchoolRow, grades_named
from planner.reading.scenario import Scenario
from planner.verifying.facts import SchoolFacts, class_size_of
from planner.verifying.rows import Case, name_school
from planner.verifying.rules import Rule, Violation, pupils_off


def mixed_classes(scenario: Scenario, school: SchoolFacts, pupils: Mapping[str, float]) -> int | None:
    """Return the fewest classes of these pupils of one band taught together; None where they may not be."""
    rule = scenario.rules.multigrade
    there = {grade: count for grade, count in pupils.items() if count - pupils_off(count) > 0}
    if rule is None or school.kind not in rule.kinds or len(there) > rule.max_grades:
        return None
    everybody = sum(there.values())
    return math.ceil((everybody - pupils_off(everybody)) / rule.max_pupils) if everybody else 0


def is_taught_together(case: Case, row: SchoolRow, grade: str) -> bool:
    """Whether the plan teaches a grade together with the others of its band, or in a class as large."""
    scenario = case.facts.scenario
    grades = next(band.grades for band in scenario.grade_bands.values() if grade in band.grades)
    if len(grades) > 1:
        return scenario.rules.multigrade is not None and grades_named(grades) in row.classes
    fewest = mixed_classes(scenario, case.facts.schools[row.school_id], _sent(case, row, grades))
    return fewest is not None and row.classes.get(grade, 0) >= fewest


def find_wrong_mixed_classes(case: Case, row: SchoolRow) -> Iterator[Violation]:
    """Compare the classes of bands taught together with who is in them; they are fewer than of each grade by itself."""
    scenario, school = case.facts.scenario, case.facts.schools[row.school_id]
    if scenario.rules.multigrade is None:
        return
    for grades in (band.grades for band in scenario.grade_bands.values() if len(band.grades) > 1):
        if (name := grades_named(grades)) not in row.classes:
            continue
        sent, stated = _sent(case, row, grades), row.classes[name]
        fewest = mixed_classes(scenario, school, sent)
        alone = [_classes_of(scenario, grade, pupils) for grade, pupils in sent.items()]
        if fewest is None or None in alone or any(grade in row.classes for grade in grades):
            says = Text(f"grades {name} may not be taught together there", f"{name} 年级在此不能合班")
        elif stated < fewest:
            everybody = f"{sum(sent.values()):g}"
            says = Text(
                f"{everybody} pupils of grades {name} need {fewest} classes, not {stated}",
                f"{name} 年级共有学生 {everybody} 人，合班需要 {fewest} 个班，不是 {stated} 个",
            )
        elif stated >= sum(each or 0 for each in alone):
            says = Text(f"grades {name} need no more classes each by itself", f"{name} 年级分开编班也不需要更多的班")
        else:
            continue
        yield Violation(rule=Rule.MULTIGRADE, where=name_school(row.school_id, row.year), says=says)


def _sent(case: Case, row: SchoolRow, grades: Sequence[str]) -> dict[str, float]:
    sent = case.pupils.get((row.school_id, row.year), {})
    return {grade: sent.get(grade, 0.0) for grade in grades}


def _classes_of(scenario: Scenario, grade: str, pupils: float) -> int | None:
    size = class_size_of(scenario, grade)
    return None if size is None else math.ceil((pupils - pupils_off(pupils)) / size)
