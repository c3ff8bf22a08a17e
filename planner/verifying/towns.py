"""Whether each town has the schools that `rules.towns` asks for, year by year."""

from collections.abc import Iterator

from planner.language import Text
from planner.verifying.rows import Case
from planner.verifying.rules import Rule, Violation

_STAGE_OF = {"kindergarten": "kindergarten", "boarding_primary": "primary", "boarding_junior": "junior"}


def find_towns_without(case: Case) -> Iterator[Violation]:
    """Count open schools of each town that has pupils of the stage: with all its grades, and a bed for boarding."""
    asked = case.facts.scenario.rules.towns
    for key, stage in _STAGE_OF.items():
        least = getattr(asked, key) if asked is not None else None
        if not least:
            continue
        grades = {grade for grade in case.facts.scenario.grades if case.facts.scenario.stage_of(grade) == stage}
        for town, year in sorted(_towns_with_pupils(case, stage)):
            there = sum(_counts(case, school_id, town, year, key, grades) for school_id in case.facts.schools)
            if there < least:
                says = Text(
                    f"{town} has {there} open schools that count for rules.towns.{key}, fewer than {least}",
                    f"{town}符合 rules.towns.{key} 的开办学校有 {there} 所，少于 {least} 所",
                )
                yield Violation(rule=Rule.TOWNS, where=f"{town}, {year}", says=says)


def _towns_with_pupils(case: Case, stage: str) -> set[tuple[str, int]]:
    """Return towns and years in which some settlement of the town has pupils of a stage."""
    bands = case.facts.scenario.grade_bands
    return {
        (case.facts.towns[settlement_id], year)
        for settlement_id, year, band in case.facts.pupils
        if bands[band].stage == stage
    }


def _counts(  # noqa: PLR0913, PLR0917 - which school, where, when, for what
    case: Case, school_id: str, town: str, year: int, key: str, grades: set[str]
) -> bool:
    """Whether a school is open in a town and year, offers these grades, and has a bed where it is to board pupils."""
    school, row = case.facts.schools[school_id], case.rows[school_id, year]
    boards = key == "kindergarten" or school.beds + row.beds_added >= 1
    return row.open and school.town == town and school.grades >= grades and boards
