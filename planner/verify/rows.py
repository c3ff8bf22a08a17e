"""The plan's rows, indexed; and whether they can be read at all."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from planner.plan import AssignmentRow, Plan, SchoolRow, ShortfallRow
from planner.verify.facts import Facts
from planner.verify.rules import Rule, Violation

Placed = AssignmentRow | ShortfallRow


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """A plan before the judge, and what the tables say."""

    facts: Facts
    plan: Plan
    rows: dict[tuple[str, int], SchoolRow]
    """(school_id, year): the school's row."""
    pupils: dict[tuple[str, int], dict[str, float]]
    """(school_id, year): pupils sent there, by grade."""
    boarders: dict[tuple[str, int], float]
    """(school_id, year): boarders sent there."""

    @property
    def years(self) -> tuple[int, ...]:
        """The planning years."""
        return self.facts.scenario.years

    def history(self, school_id: str) -> list[SchoolRow]:
        """Return a school's rows, year by year."""
        return [self.rows[school_id, year] for year in self.years]


def open_case(facts: Facts, plan: Plan) -> Case:
    """Index a plan whose rows can be read."""
    pupils: defaultdict[tuple[str, int], dict[str, float]] = defaultdict(dict)
    boarders: defaultdict[tuple[str, int], float] = defaultdict(float)
    for row in plan.assignments:
        here = pupils[row.school_id, row.year]
        for grade, amount in row.pupils.items():
            here[grade] = here.get(grade, 0.0) + amount
        if row.mode == "board":
            boarders[row.school_id, row.year] += sum(row.pupils.values())
    return Case(
        facts=facts,
        plan=plan,
        rows={(row.school_id, row.year): row for row in plan.schools},
        pupils=dict(pupils),
        boarders=dict(boarders),
    )


def find_unreadable_rows(facts: Facts, plan: Plan) -> Iterator[Violation]:
    """Every school has one row a year; every id, year, band and grade is known; no count is negative."""
    yield from _schools_and_years_stand_once(facts, plan)
    for row in plan.schools:
        where = f"school {row.school_id}, {row.year}"
        yield from _grades_are_known(facts, row.classes, row.pupils, where=where)
        yield from _not_negative(
            where, *row.classes.values(), *row.pupils.values(), row.classrooms_added, row.beds_added, row.boarders
        )
    everyone: list[Placed] = [*plan.assignments, *plan.shortfall]
    for placed in everyone:
        yield from _placed_is_known(facts, placed)
    for merge in plan.merges:
        where = f"merge of {merge.school_id}"
        ids = (merge.school_id, *(receiver.school_id for receiver in merge.receivers))
        for school_id in ids:
            if school_id not in facts.schools:
                yield _unreadable(where, f"there is no school {school_id!r}")
        if merge.year not in facts.scenario.years:
            yield _unreadable(where, f"{merge.year} is not a planning year")
        yield from _not_negative(where, *(receiver.pupils for receiver in merge.receivers))


def name_block(row: Placed) -> str:
    """Name a block for a message."""
    return f"settlement {row.settlement_id}, {row.year}, {row.grade_band}"


def _schools_and_years_stand_once(facts: Facts, plan: Plan) -> Iterator[Violation]:
    wanted = {(school_id, year) for school_id in facts.schools for year in facts.scenario.years}
    there = Counter((row.school_id, row.year) for row in plan.schools)
    for school_id, year in sorted(wanted - there.keys()):
        yield _unreadable(f"school {school_id}, {year}", "has no row")
    for (school_id, year), count in there.items():
        if (school_id, year) not in wanted:
            yield _unreadable(f"school {school_id}, {year}", "is no school and planning year of the scenario")
        elif count > 1:
            yield _unreadable(f"school {school_id}, {year}", f"has {count} rows")


def _placed_is_known(facts: Facts, row: Placed) -> Iterator[Violation]:
    where = name_block(row)
    if row.settlement_id not in facts.settlement_ids:
        yield _unreadable(where, f"there is no settlement {row.settlement_id!r}")
    if row.year not in facts.scenario.years:
        yield _unreadable(where, f"{row.year} is not a planning year")
    if row.grade_band not in facts.scenario.grade_bands:
        yield _unreadable(where, f"there is no grade band {row.grade_band!r}")
    elif not row.pupils.keys() <= set(facts.scenario.grade_bands[row.grade_band].grades):
        yield _unreadable(where, f"the band has not all of the grades {', '.join(row.pupils)}")
    if isinstance(row, AssignmentRow) and row.school_id not in facts.schools:
        yield _unreadable(where, f"there is no school {row.school_id!r}")
    yield from _not_negative(where, *row.pupils.values())


def _grades_are_known(facts: Facts, *counts: dict[str, int] | dict[str, float], where: str) -> Iterator[Violation]:
    for count in counts:
        unknown = sorted(count.keys() - set(facts.scenario.grades))
        if unknown:
            yield _unreadable(where, f"the scenario places no grade {', '.join(unknown)}")


def _not_negative(where: str, *numbers: float) -> Iterator[Violation]:
    if not all(math.isfinite(number) and number >= 0 for number in numbers):
        yield _unreadable(where, "every count must be 0 or more")


def _unreadable(where: str, says: str) -> Violation:
    return Violation(rule=Rule.ROWS, where=where, says=says)
