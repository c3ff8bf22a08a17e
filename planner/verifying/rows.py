"""The plan's rows, indexed; and whether they can be read at all."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from planner.language import Text, joined
from planner.plan import AssignmentRow, Plan, SchoolRow, ShortfallRow
from planner.verifying.facts import Facts, grades_of_classes
from planner.verifying.rules import Rule, Violation
from planner.verifying.today import Attendance, Home

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
    attending: Mapping[Home, Mapping[str, float]] = field(default_factory=dict)
    """settlement_id and grade band: the shares of its pupils at each school_id today; without those not known."""
    today: Mapping[Home, str] = field(default_factory=dict)
    """(settlement_id, grade band): today's school; empty where no rule asks for it."""
    asked: Mapping[tuple[str, int], frozenset[str]] | None = None
    """What `bands_asked` finds; None: not looked for yet."""

    @property
    def years(self) -> tuple[int, ...]:
        """The planning years and the outlook years."""
        return self.facts.scenario.placed_years

    def history(self, school_id: str) -> list[SchoolRow]:
        """Return a school's rows, year by year."""
        return [self.rows[school_id, year] for year in self.years]


def open_case(
    facts: Facts, plan: Plan, today: Mapping[Home, str] | None = None, attendance: Iterable[Attendance] = ()
) -> Case:
    """Index a plan whose rows can be read; `today` as in `Case`, `attendance` wanted where moves are priced."""
    attending: defaultdict[Home, dict[str, float]] = defaultdict(dict)
    for each in attendance:
        attending[each.home][each.school_id] = each.share
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
        today=today or {},
        attending=dict(attending),
    )


def find_unreadable_rows(facts: Facts, plan: Plan) -> Iterator[Violation]:
    """Every school has one row a year; every id, year, band and grade is known; no count is negative."""
    yield from _not_negative(Text("seed, seconds", "随机种子、秒数"), plan.seed, plan.seconds)
    yield from _schools_and_years_stand_once(facts, plan)
    grades = frozenset(facts.scenario.grades)
    for row in plan.schools:
        where = name_school(row.school_id, row.year)
        classes = {grade: 0 for name in row.classes for grade in grades_of_classes(facts.scenario, name) or (name,)}
        yield from _grades_are_known(grades, classes, row.pupils, where=where)
        yield from _not_negative(
            where, *row.classes.values(), *row.pupils.values(), row.classrooms_added, row.beds_added, row.boarders
        )
    everyone: list[Placed] = [*plan.assignments, *plan.shortfall]
    for placed in everyone:
        yield from _placed_is_known(facts, placed)
    for merge in plan.merges:
        where = Text(f"merge of {merge.school_id}", f"{merge.school_id} 的撤并")
        ids = (merge.school_id, *(receiver.school_id for receiver in merge.receivers))
        for school_id in ids:
            if school_id not in facts.schools:
                yield _unreadable(where, _no_school(school_id))
        if merge.year not in facts.scenario.years:
            yield _unreadable(where, _no_year(merge.year))
        yield from _not_negative(where, *(receiver.pupils for receiver in merge.receivers))


def name_block(row: Placed) -> Text:
    """Name a block for a message."""
    return name_of_block(row.settlement_id, row.year, row.grade_band)


def name_of_block(settlement_id: str, year: int, band: str) -> Text:
    """Name a block by its parts."""
    return Text(f"settlement {settlement_id}, {year}, {band}", f"居民点 {settlement_id}，{year} 年，{band}")


def others_open_at_site(case: Case, school_id: str, year: int) -> list[str]:
    """Return the other alternatives of a school's site that are open in the year."""
    schools = case.facts.schools
    site_id = schools[school_id].site_id
    others = [other for other, facts in schools.items() if site_id and facts.site_id == site_id and other != school_id]
    return [other for other in others if case.rows[other, year].open]


def name_school(school_id: str, year: int) -> Text:
    """Name a school in a year for a message."""
    return Text(f"school {school_id}, {year}", f"学校 {school_id}，{year} 年")


def _no_school(school_id: str) -> Text:
    return Text(f"there is no school {school_id!r}", f"没有学校“{school_id}”")


def _no_year(year: int) -> Text:
    return Text(f"{year} is not a planning year", f"{year} 不是规划年份")


def _schools_and_years_stand_once(facts: Facts, plan: Plan) -> Iterator[Violation]:
    wanted = {(school_id, year) for school_id in facts.schools for year in facts.scenario.placed_years}
    there = Counter((row.school_id, row.year) for row in plan.schools)
    for school_id, year in sorted(wanted - there.keys()):
        yield _unreadable(name_school(school_id, year), Text("has no row", "缺少一行"))
    for (school_id, year), count in there.items():
        if (school_id, year) not in wanted:
            yield _unreadable(
                name_school(school_id, year),
                Text("is no school and planning year of the scenario", "情景中没有这所学校或这个规划年份"),
            )
        elif count > 1:
            yield _unreadable(name_school(school_id, year), Text(f"has {count} rows", f"有 {count} 行"))


def _placed_is_known(facts: Facts, row: Placed) -> Iterator[Violation]:
    where = name_block(row)
    if row.settlement_id not in facts.towns:
        yield _unreadable(
            where, Text(f"there is no settlement {row.settlement_id!r}", f"没有居民点“{row.settlement_id}”")
        )
    if row.year not in facts.scenario.placed_years:
        yield _unreadable(where, _no_year(row.year))
    if row.grade_band not in facts.scenario.grade_bands:
        yield _unreadable(where, Text(f"there is no grade band {row.grade_band!r}", f"没有年级段“{row.grade_band}”"))
    elif not row.pupils.keys() <= set(facts.scenario.grade_bands[row.grade_band].grades):
        named = joined(row.pupils)
        says = Text(f"the band has not all of the grades {named}", f"年级段不全包含年级 {named.zh}")
        yield _unreadable(where, says)
    if isinstance(row, AssignmentRow) and row.school_id not in facts.schools:
        yield _unreadable(where, _no_school(row.school_id))
    yield from _not_negative(where, *row.pupils.values())


def _grades_are_known(
    grades: frozenset[str], *counts: dict[str, int] | dict[str, float], where: Text
) -> Iterator[Violation]:
    for count in counts:
        unknown = sorted(count.keys() - grades)
        if unknown:
            named = joined(unknown)
            says = Text(f"the scenario places no grade {named}", f"情景不安排年级 {named.zh}")
            yield _unreadable(where, says)


def _not_negative(where: Text, *numbers: float) -> Iterator[Violation]:
    if not all(math.isfinite(number) and number >= 0 for number in numbers):
        yield _unreadable(where, Text("every count must be 0 or more", "各项数量都应不小于 0"))


def _unreadable(where: Text, says: Text) -> Violation:
    return Violation(rule=Rule.ROWS, where=where, says=says)
