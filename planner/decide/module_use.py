"""What becomes of what is built: how much of it each year uses, and what it costs to have it, or to have it unused.

    used     classrooms, beyond those there before, that the classes of the year take; beds likewise; of a school that
             is built the classes it has, of its classrooms
    pupils   who sit in them: the fewest who would have to leave the school were the module not there
    idle     annuity x one-off yuan of the classrooms or beds that a year does not use, summed over the years

All is read from the plan, and nothing is solved: whoever would have to leave may find a seat elsewhere, and others may
then be sent otherwise. So what is not spent without a module is no promise of what the best plan without it costs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from planner.plan import Plan, SchoolRow, first_grade
from planner.problem.problem import Problem
from planner.reading.scenario import Scenario

What = Literal["build", "classrooms", "beds"]


@dataclass(frozen=True, kw_only=True)
class YearUse:
    """A module in one year."""

    there: int
    """Classrooms, or beds, of it that are there by then."""
    used: int
    pupils: float
    """Fewest pupils who would have to leave the school without it."""


@dataclass(frozen=True, kw_only=True)
class ModuleUse:
    """What is built or added at one school, of one sort."""

    school_id: str
    what: What
    one_off_yuan: float
    by_year: Mapping[int, YearUse]
    """Every year of the plan from the first on in which some of it is there."""
    later_yuan: float
    """What is not spent if the first of it is there a year later: its annuity, and a built school's fixed cost."""
    never_yuan: float
    """What is not spent without it, summed over the years of the plan."""
    idle_yuan: float
    """Yuan a year, summed over the years of the plan, for what is there and not used."""

    @property
    def since(self) -> int:
        """The first year in which some of it is there."""
        return min(self.by_year)

    @property
    def last_used(self) -> int | None:
        """The last year of the plan in which some of it is used."""
        return max((year for year, use in self.by_year.items() if use.used), default=None)


def module_uses(plan: Plan, problem: Problem, scenario: Scenario) -> tuple[ModuleUse, ...]:
    """Return every module of a plan, in the order of the schools' table."""
    rows: dict[str, list[SchoolRow]] = {}
    for row in plan.schools:
        rows.setdefault(row.school_id, []).append(row)
    return tuple(
        module
        for school, school_id in enumerate(problem.school_ids)
        for module in _of_school(rows.get(school_id, []), problem, school, scenario)
    )


def _of_school(rows: list[SchoolRow], problem: Problem, school: int, scenario: Scenario) -> Iterator[ModuleUse]:
    rooms, beds = int(problem.school_classrooms[school]), int(problem.school_beds[school])
    built = {row.year: _of_build(row, rooms) for row in rows if row.action == "build"}
    if built:
        fixed, yuan = float(problem.school_fixed_yuan[school]), float(problem.school_build_yuan[school])
        yearly = problem.annuity * yuan + fixed
        yield ModuleUse(
            school_id=rows[0].school_id,
            what="build",
            one_off_yuan=yuan,
            by_year=built,
            later_yuan=yearly,
            never_yuan=yearly * len(built),
            idle_yuan=problem.annuity * yuan * sum(1.0 - use.used / max(use.there, 1) for use in built.values()),
        )
    added = {row.year: _of_rooms(row, rooms, scenario) for row in rows if row.classrooms_added}
    if added:
        yield _added(problem, rows[0].school_id, "classrooms", float(problem.school_classroom_yuan[school]), added)
    added = {row.year: _of_beds(row, beds) for row in rows if row.beds_added}
    if added:
        yield _added(problem, rows[0].school_id, "beds", float(problem.school_bed_yuan[school]), added)


def _added(problem: Problem, school_id: str, what: What, yuan: float, uses: Mapping[int, YearUse]) -> ModuleUse:
    """Put a module together; `yuan`: of a classroom, or of a bed."""
    there = [use.there for use in uses.values()]
    return ModuleUse(
        school_id=school_id,
        what=what,
        one_off_yuan=yuan * max(there),
        by_year=uses,
        later_yuan=problem.annuity * yuan * uses[min(uses)].there,
        never_yuan=problem.annuity * yuan * sum(there),
        idle_yuan=problem.annuity * yuan * sum(use.there - use.used for use in uses.values()),
    )


def _of_build(row: SchoolRow, rooms: int) -> YearUse:
    """Return a built school's first module: rooms added later are a module of their own."""
    return YearUse(there=rooms, used=min(sum(row.classes.values()), rooms), pupils=float(sum(row.pupils.values())))


def _of_rooms(row: SchoolRow, rooms: int, scenario: Scenario) -> YearUse:
    beyond = min(max(sum(row.classes.values()) - rooms, 0), row.classrooms_added)
    return YearUse(there=row.classrooms_added, used=beyond, pupils=_fewest_leaving(row, beyond, scenario))


def _of_beds(row: SchoolRow, beds: int) -> YearUse:
    beyond = max(float(row.boarders) - beds, 0.0)
    return YearUse(there=row.beds_added, used=min(-int(-beyond // 1), row.beds_added), pupils=beyond)


def _fewest_leaving(row: SchoolRow, classes: int, scenario: Scenario) -> float:
    """Return the fewest pupils who would have to leave, were there so many classes fewer.

    A grade loses more with each class fewer, so the classes that lose the fewest pupils go first.
    """
    lost = [more for name, count in row.classes.items() for more in _lost(row, name, count, scenario)]
    return float(sum(sorted(lost)[:classes]))


def _lost(row: SchoolRow, name: str, count: int, scenario: Scenario) -> Iterator[float]:
    """Yield how many pupils more a grade, or a band taught together, loses with each class fewer."""
    grades: tuple[str, ...] = (name,)
    if name not in scenario.grades:
        first = first_grade(name)
        grades = next(band.grades for band in scenario.grade_bands.values() if first in band.grades)
    there, size = float(sum(row.pupils.get(grade, 0.0) for grade in grades)), _size_of(name, scenario)
    before = max(there - count * size, 0.0)
    for left in range(count - 1, -1, -1):
        now = max(there - left * size, 0.0)
        yield now - before
        before = now


def _size_of(name: str, scenario: Scenario) -> float:
    """Return the most pupils of a class of this name."""
    rules = scenario.rules
    if name not in scenario.grades and rules.multigrade is not None:
        return float(rules.multigrade.max_pupils)
    size = None if rules.class_size is None else getattr(rules.class_size, scenario.stage_of(first_grade(name)))
    return float(size or 0)
