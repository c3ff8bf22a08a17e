"""Whether open schools have pupils in every grade that they offer and somebody could attend (`rules.whole_school`)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.language import Text
from planner.plan import SchoolRow
from planner.verifying.facts import Facts, SchoolFacts, offers
from planner.verifying.nearest import much_nearer_schools
from planner.verifying.receiving import can_be_no_receiver
from planner.verifying.rows import Case, name_school
from planner.verifying.rules import Rule, Violation, pupils_off
from planner.verifying.same_town import pair_of

Asked = Mapping[tuple[str, int], frozenset[str]]
"""(school_id, year): the bands of which pupils are asked there."""


def bands_asked(case: Case) -> Asked:
    """Return, by school and year, the bands that the school offers and of which some pupils of the year could go there.

    They could where no rule keeps them from it in every plan. Empty without the rule, and in outlook years.
    """
    if case.asked is not None:
        return case.asked
    found: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    facts = case.facts
    for home in facts.pupils if facts.scenario.rules.whole_school is not None else ():
        settlement_id, year, name = home
        is_planned = year in facts.scenario.years
        for school_id in facts.schools_near.get(settlement_id, ()) if is_planned else ():
            if name not in found[school_id, year] and could_attend(case, home, school_id):
                found[school_id, year].add(name)
    return {place: frozenset(names) for place, names in found.items() if names}


def could_attend(case: Case, home: tuple[str, int, str], school_id: str) -> bool:
    """Whether pupils could attend a school in some plan, as far as the rules of one home and one school say.

    By the limits of their band and its boarding; where no school that stays is so much nearer that `rules.nearest`
    forbids it; and where it may take pupils of their school, if that is decided to close.
    """
    facts, band = case.facts, case.facts.scenario.grade_bands[home[2]]
    school = facts.schools[school_id]
    if school.decision == "close" or not offers(school, band) or can_be_no_receiver(case, home, school_id):
        return False
    trip = pair_of(facts, home[0], school_id, band)
    return trip is not None and not any(
        must_stay(facts, facts.schools[nearer]) for nearer in much_nearer_schools(case, home, trip)
    )


def must_stay(facts: Facts, school: SchoolFacts) -> bool:
    """Whether a school is open in every plan: by decision, or because it exists and nothing may be merged."""
    return school.decision == "keep" or (
        school.decision == "free" and school.existing and facts.scenario.rules.merge is None
    )


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A grade, or a whole band, of which a school has too few pupils."""

    what: Text
    pupils: float
    least: int


def missing_in(case: Case, school_id: str, bands: frozenset[str], pupils: Mapping[str, float]) -> Iterator[Missing]:
    """Yield what a school lacks to be open with these pupils, by grade, where these bands are asked of it."""
    facts, rule = case.facts, case.facts.scenario.rules.whole_school
    if rule is None:
        return
    stays = must_stay(facts, facts.schools[school_id])
    if not stays and sum(pupils.values()) < 1 - pupils_off(1):
        yield Missing(what=Text("any grade", "各年级"), pupils=sum(pupils.values()), least=1)
        return
    for name in sorted(bands):
        grades = facts.scenario.grade_bands[name].grades
        there = {grade: pupils.get(grade, 0.0) for grade in grades}
        least = 1 if stays else rule.least_pupils_per_grade
        if stays:
            run = grades[0] if len(grades) == 1 else f"{grades[0]}-{grades[-1]}"
            there = {run: sum(there.values())}
        for grade, some in there.items():
            if some < least - pupils_off(least):
                yield Missing(what=Text(f"grade {grade}", f"{grade}年级"), pupils=some, least=least)


def find_missing_grades(case: Case, asked: Asked) -> Iterator[Violation]:
    """Check every open school in every year."""
    for row in case.plan.schools:
        if row.open and row.year in case.facts.scenario.years:
            yield from _row_is_whole(case, row, asked.get((row.school_id, row.year), frozenset()))


def _row_is_whole(case: Case, row: SchoolRow, bands: frozenset[str]) -> Iterator[Violation]:
    sent = case.pupils.get((row.school_id, row.year), {})
    for missing in missing_in(case, row.school_id, bands, sent):
        says = Text(
            f"{missing.pupils:g} pupils of {missing.what} are fewer than {missing.least}",
            f"{missing.what.zh}学生 {missing.pupils:g} 人，少于 {missing.least} 人",
        )
        yield Violation(rule=Rule.WHOLE_SCHOOL, where=name_school(row.school_id, row.year), says=says)
