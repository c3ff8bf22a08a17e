"""Whether no more pupils change school in a year than `rules.moves` allows, and nobody is moved again."""

from collections.abc import Iterator

from planner.language import Text
from planner.verifying.money import pupils_moved
from planner.verifying.rows import Case
from planner.verifying.rules import Rule, Violation, pupils_off


def find_too_many_moved(case: Case) -> Iterator[Violation]:
    """Check every planning year."""
    most = _most_pupils(case)
    for year in case.years if most is not None else ():
        moved = moved_in(case, year)
        if most is not None and moved > most + pupils_off(moved):
            says = Text(f"{moved:g} pupils change school, of {most:,} who may", f"转学 {moved:g} 人，上限 {most:,} 人")
            yield Violation(rule=Rule.MOVES, where=Text(f"{year}", f"{year} 年"), says=says)


def moved_in(case: Case, year: int) -> float:
    """Count the pupils who change school in a year."""
    return sum(pupils_moved(case, row) for row in case.plan.assignments if row.year == year)


def may_move_too(case: Case, home: tuple[str, int, str], school_id: str, pupils: float) -> bool:
    """Whether so many more of a home (settlement_id, year, grade band) may attend a school beside those placed."""
    most, there = _most_pupils(case), case.attending.get((home[0], home[2]))
    moves = 0.0 if there is None else pupils * (1.0 - there.get(school_id, 0.0))
    if most is None or moves <= 0.0:
        return True
    return moved_in(case, home[1]) + moves <= most + pupils_off(most)


def _most_pupils(case: Case) -> int | None:
    rule = case.facts.scenario.rules.moves
    return None if rule is None else rule.most_pupils
