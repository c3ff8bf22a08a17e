"""The classes of a school in a plan: of one grade, or of a band whose grades are taught together."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.plan import SchoolRow
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage
from planner.verifying.facts import class_size_of, grades_of_classes


@dataclass(frozen=True, kw_only=True)
class Taught:
    """Classes of the same grades at one school."""

    name: str
    """The grade, or the grades of a band taught together, such as 1-3."""
    grades: tuple[str, ...]
    stage: Stage
    pupils: float
    classes: int
    most: int | None
    """Most pupils in such a class; None where classes are switched off."""


def taught_at(row: SchoolRow, scenario: Scenario) -> Iterator[Taught]:
    """Yield the classes of a school; entries of grades that the scenario does not place are left out."""
    rule = scenario.rules.multigrade
    for name, count in row.classes.items():
        grades = grades_of_classes(scenario, name)
        if grades:
            pupils = float(sum(row.pupils.get(grade, 0) for grade in grades))
            size = class_size_of(scenario, grades[0])
            is_mixed = rule is not None and size is not None and (len(grades) > 1 or pupils > count * size)
            most = rule.max_pupils if rule is not None and is_mixed else size
            stage = scenario.stage_of(grades[0])
            yield Taught(name=name, grades=grades, stage=stage, pupils=pupils, classes=count, most=most)
