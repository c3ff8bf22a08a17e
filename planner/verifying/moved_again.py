"""Whether pupils who have changed school are moved again within their stage (`rules.moves.again`)."""

from collections.abc import Iterator

from planner.language import Text
from planner.reading.tables import GRADES
from planner.verifying.receiving import HomeInYear
from planner.verifying.rows import Case, name_of_block
from planner.verifying.rules import Rule, Violation
from planner.verifying.together import is_cut, may_attend


def find_moved_again(case: Case) -> Iterator[Violation]:
    """Compare where each settlement's band goes with where its pupils go in the next year of the scenario."""
    if not _is_asked(case):
        return
    found = {(row.settlement_id, row.year, row.grade_band): row.school_id for row in case.plan.assignments}
    for home, school_id in found.items():
        for later in _next_homes(case, home):
            if later in found and _may_not_follow(case, (home, school_id), (later, found[later])):
                says = Text(
                    f"they change to {school_id}, and some of them go to {found[later]} in {later[1]}",
                    f"转入 {school_id}，其中部分学生 {later[1]} 年又转到 {found[later]}",
                )
                yield Violation(rule=Rule.MOVED_AGAIN, where=name_of_block(*home), says=says)


def would_move_again(case: Case, home: HomeInYear, school_id: str) -> bool:
    """Whether pupils of a home could not be seated at a school beside those of it who are seated in other years."""
    if not _is_asked(case):
        return False
    rows = [row for row in case.plan.assignments if row.settlement_id == home[0]]
    found = {(row.settlement_id, row.year, row.grade_band): row.school_id for row in rows}
    after = (later for later in _next_homes(case, home) if later in found)
    if any(_may_not_follow(case, (home, school_id), (later, found[later])) for later in after):
        return True
    before = (early for early in found if home in _next_homes(case, early))
    return any(_may_not_follow(case, (early, found[early]), (home, school_id)) for early in before)


def _is_asked(case: Case) -> bool:
    rule = case.facts.scenario.rules.moves
    return rule is not None and rule.again is not None


def _next_homes(case: Case, home: HomeInYear) -> list[HomeInYear]:
    """Return the settlement's bands of the stage that hold some of the pupils in the next year, none that is cut."""
    scenario, pupils = case.facts.scenario, case.facts.pupils
    later = [year for year in case.years if year > home[1]][:1]
    if not later or is_cut(case, home):
        return []
    now = {grade for grade, count in pupils.get(home, {}).items() if count}
    ahead = later[0] - home[1]
    grown = {GRADES[GRADES.index(grade) + ahead] for grade in now if GRADES.index(grade) + ahead < len(GRADES)}
    stage = scenario.grade_bands[home[2]].stage
    homes = [(home[0], later[0], name) for name, band in scenario.grade_bands.items() if band.stage == stage]
    return [
        each
        for each in homes
        if any(count and grade in grown for grade, count in pupils.get(each, {}).items()) and not is_cut(case, each)
    ]


def _may_not_follow(case: Case, early: tuple[HomeInYear, str], later: tuple[HomeInYear, str]) -> bool:
    """Whether those who are at one school in a year, new to it, may not be at the other in the next."""
    (home, school_id), (home_later, school_later) = early, later
    there = case.attending.get((home[0], home[2]))
    if there is None or there.get(school_id, 0.0) > 0 or school_id == school_later:
        return False
    return may_attend(case, home_later, school_id)
