"""Whether blocks stay together: those of a merged school, the bands of a settlement, the parts of one band."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from planner.language import Text, joined
from planner.plan import AssignmentRow
from planner.verifying.facts import offers, parts_of
from planner.verifying.nearest import much_nearer_schools
from planner.verifying.receiving import HomeInYear, can_be_no_receiver, merged_school
from planner.verifying.rows import Case, name_of_block, name_school
from planner.verifying.rules import Rule, Violation
from planner.verifying.same_town import pair_of


def find_torn_apart(case: Case) -> Iterator[Violation]:
    """Check the three rules that keep blocks together."""
    yield from _merged_apart(case)
    yield from _bands_apart(case)
    yield from _parts_apart(case)


def is_torn_apart_at(case: Case, home: HomeInYear, school_id: str) -> bool:
    """Whether pupils of a home could not be seated at a school beside those who are seated, who stay where they are."""
    rules, rows = case.facts.scenario.rules, case.plan.assignments
    mine = {row.school_id for row in rows if _home_of(row) == home}
    if rules.settlement_parts is not None and len(mine | {school_id}) > rules.settlement_parts.most_schools:
        return True
    merged = merged_school(case, home) if _asks_together(case) else ""
    if merged not in {"", school_id}:
        others = {row.school_id for row in rows if _merged_and_band(case, _home_of(row)) == (merged, *home[1:])}
        if others - {school_id}:
            return True
    return any(
        _may_not_part(case, (home, school_id), (_home_of(row), row.school_id))
        for row in rows
        if row.settlement_id == home[0] and row.year == home[1] and row.grade_band != home[2]
    )


def _home_of(row: AssignmentRow) -> HomeInYear:
    return row.settlement_id, row.year, row.grade_band


def _asks_together(case: Case) -> bool:
    merge = case.facts.scenario.rules.merge
    return merge is not None and merge.together is not None


def _merged_and_band(case: Case, home: HomeInYear) -> tuple[str, int, str]:
    return merged_school(case, home), home[1], home[2]


def _merged_apart(case: Case) -> Iterator[Violation]:
    """All of one band whose school is merged attend one school."""
    found: defaultdict[tuple[str, int, str], set[str]] = defaultdict(set)
    for row in case.plan.assignments if _asks_together(case) else ():
        found[_merged_and_band(case, _home_of(row))].add(row.school_id)
    for (merged, year, band), schools in found.items():
        if merged and len(schools) > 1:
            where = name_school(merged, year)
            yield Violation(rule=Rule.TOGETHER, where=where, says=_attend(band, schools))


def _bands_apart(case: Case) -> Iterator[Violation]:
    """Two bands of a settlement attend one school, where each may attend the other's."""
    rows: defaultdict[tuple[str, int], list[AssignmentRow]] = defaultdict(list)
    for row in case.plan.assignments if case.facts.scenario.rules.bands_together else ():
        rows[row.settlement_id, row.year].append(row)
    for here in rows.values():
        for one, other in combinations(here, 2):
            if _may_not_part(case, (_home_of(one), one.school_id), (_home_of(other), other.school_id)):
                where = name_of_block(one.settlement_id, one.year, f"{one.grade_band}, {other.grade_band}")
                says = Text(
                    f"they attend {one.school_id} and {other.school_id}, and both could attend either",
                    f"分别就读于 {one.school_id} 和 {other.school_id}，而两段都能去对方的学校",
                )
                yield Violation(rule=Rule.BANDS_TOGETHER, where=where, says=says)


def _may_not_part(case: Case, one: tuple[HomeInYear, str], other: tuple[HomeInYear, str]) -> bool:
    """Whether two bands of one settlement and year may not attend these schools, each its own."""
    (home, school_id), (home_too, school_too) = one, other
    bands, asked = case.facts.scenario.grade_bands, case.facts.scenario.rules.bands_together
    stage = bands[home[2]].stage
    if home[2] == home_too[2] or school_id == school_too or stage not in asked or bands[home_too[2]].stage != stage:
        return False
    if any(is_cut(case, (home[0], home[1], name)) for name, band in bands.items() if band.stage == stage):
        return False
    return may_attend(case, home, school_too) and may_attend(case, home_too, school_id)


def is_cut(case: Case, home: HomeInYear) -> bool:
    """Whether a settlement's band is cut into parts in a year."""
    cut_above = case.facts.scenario.rules.assignment.split_above_pupils
    return parts_of(case.facts.pupils.get(home, {}), cut_above).total() > 1


def may_attend(case: Case, home: HomeInYear, school_id: str) -> bool:
    """Whether pupils may attend a school in some plan: its grades, the way there, what is decided already."""
    settlement_id, _, name = home
    facts, band = case.facts, case.facts.scenario.grade_bands[name]
    trip = pair_of(facts, settlement_id, school_id, band)
    if trip is None or not offers(facts.schools[school_id], band) or facts.schools[school_id].decision == "close":
        return False
    passes = any(_is_sure_to_stay(case, each) for each in much_nearer_schools(case, home, trip))
    return not passes and not can_be_no_receiver(case, home, school_id)


def _is_sure_to_stay(case: Case, school_id: str) -> bool:
    school = case.facts.schools[school_id]
    may_go = case.facts.scenario.rules.merge is not None or not school.existing
    return school.decision == "keep" or (school.decision == "free" and not may_go)


def _parts_apart(case: Case) -> Iterator[Violation]:
    """Parts of one settlement's band attend so many schools at most."""
    rule = case.facts.scenario.rules.settlement_parts
    found: defaultdict[HomeInYear, set[str]] = defaultdict(set)
    for row in case.plan.assignments if rule is not None else ():
        found[_home_of(row)].add(row.school_id)
    for home, schools in found.items():
        if rule is not None and len(schools) > rule.most_schools:
            yield Violation(rule=Rule.SETTLEMENT_PARTS, where=name_of_block(*home), says=_attend(home[2], schools))


def _attend(band: str, schools: set[str]) -> Text:
    """Say how many schools pupils of a band attend, and which."""
    named = joined(sorted(schools))
    return Text(
        f"pupils of {band} attend {len(schools)} schools: {named}",
        f"{band} 的学生去了 {len(schools)} 所学校：{named.zh}",
    )
