"""What happens at schools: loads, classes, rooms, sizes, beds, and what is merged, built and kept."""

import math
from collections.abc import Iterator
from itertools import pairwise

from planner.language import Text
from planner.plan import Action, SchoolRow
from planner.reading.scenario import Scenario
from planner.verifying.facts import SchoolFacts, class_size_of
from planner.verifying.multigrade import find_wrong_mixed_classes, is_taught_together
from planner.verifying.reserve import find_too_full
from planner.verifying.rows import Case, name_school, others_open_at_site
from planner.verifying.rules import Rule, Violation, near, pupils_off
from planner.verifying.towns import find_towns_without
from planner.verifying.whole_school import bands_asked, find_missing_grades


def find_wrong_schools(case: Case) -> Iterator[Violation]:
    """Check every school in every year, and every school over the years."""
    for row in case.plan.schools:
        facts = case.facts.schools[row.school_id]
        yield from _row_adds_up(case, row)
        yield from _classes_suffice(case, row)
        yield from find_wrong_mixed_classes(case, row)
        yield from _limits_hold(case, row, facts)
        yield from _decision_is_obeyed(case, row, facts)
        yield from _site_is_shared(case, row)
        if row.action != (truth := _action_of(case, row, facts)):
            yield _broken(
                Rule.ACTION, row, _both("the action is {}, not {}", "去留应为 {}，不是 {}", truth, row.action)
            )
    for school_id, facts in case.facts.schools.items():
        yield from _years_follow(case.history(school_id), facts)
        yield from _outlook_is_decided(case, school_id)
    yield from _merges_count(case)
    yield from find_towns_without(case)
    yield from find_too_full(case)
    yield from find_missing_grades(case, bands_asked(case))


def _row_adds_up(case: Case, row: SchoolRow) -> Iterator[Violation]:
    """Compare stated pupils and boarders with those who were sent there; nothing may stand at a closed school."""
    sent = case.pupils.get((row.school_id, row.year), {})
    for grade in sorted(sent.keys() | row.pupils.keys()):
        if not near(row.pupils.get(grade, 0.0), sent.get(grade, 0.0)):
            come, told = f"{sent.get(grade, 0.0):g}", f"{row.pupils.get(grade, 0.0):g}"
            says = Text(
                f"{come} pupils of grade {grade} go there, not {told}",
                f"年级 {grade} 安排到此 {come} 人，不是 {told} 人",
            )
            yield _broken(Rule.LOADS, row, says)
    boarders = case.boarders.get((row.school_id, row.year), 0.0)
    if not near(row.boarders, boarders):
        yield _broken(
            Rule.LOADS,
            row,
            _both("{} board there, not {}", "寄宿生为 {} 人，不是 {} 人", f"{boarders:g}", f"{row.boarders:g}"),
        )
    if not row.open and (any(row.classes.values()) or any(row.pupils.values()) or row.boarders):
        yield _broken(
            Rule.OPEN, row, Text("is not open, and has classes, pupils or boarders", "没有开办，却有班级、学生或寄宿生")
        )


def _classes_suffice(case: Case, row: SchoolRow) -> Iterator[Violation]:
    """Classes are at least pupils / class_size, rounded up; there are none where classes are switched off."""
    sent = case.pupils.get((row.school_id, row.year), {})
    for grade in case.facts.scenario.grades:
        size, classes = class_size_of(case.facts.scenario, grade), row.classes.get(grade, 0)
        if size is None and classes:
            yield _broken(
                Rule.CLASSES, row, _both("classes are switched off for grade {}", "年级 {} 不按班计算", grade)
            )
        pupils = sent.get(grade, 0.0)
        if is_taught_together(case, row, grade):
            continue
        if size is not None and classes < (needed := math.ceil((pupils - pupils_off(pupils)) / size)):
            says = Text(
                f"{pupils:g} pupils of grade {grade} need {needed} classes, not {classes}",
                f"年级 {grade} 有学生 {pupils:g} 人，需要 {needed} 个班，不是 {classes} 个",
            )
            yield _broken(Rule.CLASSES, row, says)


def _limits_hold(case: Case, row: SchoolRow, facts: SchoolFacts) -> Iterator[Violation]:
    """Rooms, classes, pupils and beds are within what the school and its site can hold."""
    rules = case.facts.scenario.rules
    sent = case.pupils.get((row.school_id, row.year), {})
    classes, pupils = sum(row.classes.values()), sum(sent.values())
    boarders = case.boarders.get((row.school_id, row.year), 0.0)
    rooms, beds = facts.classrooms + row.classrooms_added, facts.beds + row.beds_added
    if classes > rooms:
        yield _broken(
            Rule.ROOMS, row, _both("{} classes stand against {} classrooms", "{} 个班，只有 {} 间教室", classes, rooms)
        )
    if rules.max_classes_per_school is not None and classes > rules.max_classes_per_school:
        most = rules.max_classes_per_school
        yield _broken(Rule.MAX_CLASSES, row, _both("{} classes are above {}", "{} 个班，超过上限 {} 个", classes, most))
    if rooms > facts.classrooms_max and row.classrooms_added:
        yield _broken(
            Rule.CLASSROOMS_MAX,
            row,
            _both("{} classrooms are above {}", "教室 {} 间，超过上限 {} 间", rooms, facts.classrooms_max),
        )
    if pupils > facts.pupils_max + pupils_off(pupils):
        yield _broken(
            Rule.SCHOOL_SIZE,
            row,
            _both("{:g} pupils are above {:g}", "学生 {:g} 人，超过上限 {:g} 人", pupils, facts.pupils_max),
        )
    least = least_pupils(case.facts.scenario, facts) if row.year in case.facts.scenario.years else 0.0
    if row.open and pupils < least - pupils_off(least):
        yield _broken(
            Rule.MIN_PUPILS,
            row,
            _both("{:g} pupils are below {:g}", "学生 {:g} 人，低于最低 {:g} 人", pupils, least),
        )
    if boarders > beds + pupils_off(boarders):
        yield _broken(
            Rule.BEDS,
            row,
            _both("{:g} boarders stand against {} beds", "寄宿生 {:g} 人，只有 {} 张床位", boarders, beds),
        )
    if row.beds_added % rules.bed_module:
        yield _broken(
            Rule.BED_MODULE,
            row,
            _both("{} beds added are no whole modules of {}", "增加床位 {} 张，不是 {} 张的整倍数", row.beds_added,
                  rules.bed_module),
        )  # fmt: skip
    if beds > facts.beds_max and row.beds_added:
        yield _broken(
            Rule.BEDS_MAX, row, _both("{} beds are above {}", "床位 {} 张，超过上限 {} 张", beds, facts.beds_max)
        )


def least_pupils(scenario: Scenario, school: SchoolFacts) -> float:
    """Return the fewest pupils of a school that is open; 0 where it must be, or there is no rule for its kind."""
    rule = scenario.rules.min_pupils
    may_go = school.decision == "free" and (scenario.rules.merge is not None or not school.existing)
    return float((getattr(rule, school.kind) if rule else None) or 0) if may_go else 0.0


def _decision_is_obeyed(case: Case, row: SchoolRow, facts: SchoolFacts) -> Iterator[Violation]:
    """Keep: open every year. Close: never open. Free and existing: may close only where the scenario has merge."""
    if facts.decision == "keep" and not row.open:
        yield _broken(
            Rule.DECISION,
            row,
            _both("it was decided to keep or build it, and it is not open", "已定保留或新建，却没有开办"),
        )
    if facts.is_barred and row.open:
        says = _both("it may not be built where it lies", "所在居民点不属于可以新建学校的类型")
        yield _broken(Rule.SITING, row, says)
    elif facts.decision == "close" and row.open:
        yield _broken(
            Rule.DECISION,
            row,
            _both("it was decided to close or not to build it, and it is open", "已定撤销或不建，却在开办"),
        )
    may_close = case.facts.scenario.rules.merge is not None or facts.decision == "close"
    if facts.existing and not row.open and not may_close:
        yield _broken(
            Rule.MAY_MERGE,
            row,
            _both("the scenario merges no school, and it is not open", "情景不撤并学校，它却没有开办"),
        )


def _site_is_shared(case: Case, row: SchoolRow) -> Iterator[Violation]:
    """Of the alternatives of a site one at most is open; said of each that is open beside another."""
    others = others_open_at_site(case, row.school_id, row.year) if row.open else []
    if others:
        names = ", ".join(others)
        yield _broken(
            Rule.ONE_AT_SITE,
            row,
            _both("it is open beside {}, on the same site", "与同一场地的 {} 同时开办", names),
        )


def _action_of(case: Case, row: SchoolRow, facts: SchoolFacts) -> Action:
    """Name what happens to a school by a year."""
    if facts.existing:
        if not row.open:
            return "change" if others_open_at_site(case, row.school_id, row.year) else "merge"
        return "expand" if row.classrooms_added or row.beds_added else "keep"
    return "build" if row.open else "leave"


def _years_follow(history: list[SchoolRow], facts: SchoolFacts) -> Iterator[Violation]:
    """Check that what is added, merged or built stays so, and that rooms and beds are added at open schools."""
    for before, row in pairwise(history):
        if row.classrooms_added < before.classrooms_added or row.beds_added < before.beds_added:
            yield _broken(
                Rule.ADDED_STAYS,
                row,
                _both("classrooms or beds added fall: they are running totals", "增建教室或床位减少了：应为累计数"),
            )
        if facts.existing and row.open and not before.open:
            yield _broken(Rule.MERGED_STAYS, row, Text("was merged before and is open again", "先前已撤并，又重新开办"))
        if not facts.existing and before.open and not row.open:
            yield _broken(Rule.BUILT_STAYS, row, Text("was built before and is not open", "先前已新建，却没有开办"))
    rooms = beds = 0
    for row in history:
        if not row.open and (row.classrooms_added > rooms or row.beds_added > beds):
            yield _broken(
                Rule.ADDED_WHERE_OPEN,
                row,
                _both("classrooms or beds are added, and it is not open", "增建了教室或床位，却没有开办"),
            )
        rooms, beds = row.classrooms_added, row.beds_added


def _outlook_is_decided(case: Case, school_id: str) -> Iterator[Violation]:
    """Compare each outlook year with the last planning year: open or not, classrooms and beds added."""
    scenario = case.facts.scenario
    last = case.rows[school_id, scenario.years[-1]]
    for year in scenario.outlook_years:
        row = case.rows[school_id, year]
        if (row.open, row.classrooms_added, row.beds_added) != (last.open, last.classrooms_added, last.beds_added):
            says = _both("is not as it was decided by {}", "与 {} 年已定的不同", last.year)
            yield _broken(Rule.OUTLOOK, row, says)
        if row.outlook is False:
            yield _broken(Rule.OUTLOOK, row, Text("is not marked as an outlook year", "没有标明为展望年"))
    for year in scenario.years:
        if case.rows[school_id, year].outlook:
            says = Text("is a planning year, marked as an outlook year", "为规划年，却标为展望年")
            yield _broken(Rule.OUTLOOK, case.rows[school_id, year], says)


def _merges_count(case: Case) -> Iterator[Violation]:
    """Count schools of merge.kinds that are not open, by each planning year; later ones merge none."""
    merge = case.facts.scenario.rules.merge
    if merge is None:
        return
    least = merge.exactly if merge.exactly is not None else merge.least
    most = merge.exactly if merge.exactly is not None else merge.most
    for year in case.facts.scenario.years:
        merged = sum(
            facts.of_merged_kind and not case.rows[school_id, year].open
            for school_id, facts in case.facts.schools.items()
        )
        asked = (merge.by_year or {}).get(year, 0)
        if merged < asked:
            yield Violation(
                rule=Rule.MERGE_COUNT,
                where=str(year),
                says=_both("{} merged by then is fewer than {}", "到当年撤并 {} 所，少于 {} 所", merged, asked),
            )
        if least is not None and merged < least:
            yield Violation(
                rule=Rule.MERGE_COUNT,
                where=str(year),
                says=_both("{} merged is fewer than {}", "撤并 {} 所，少于 {} 所", merged, least),
            )
        if most is not None and merged > most:
            yield Violation(
                rule=Rule.MERGE_COUNT,
                where=str(year),
                says=_both("{} merged is more than {}", "撤并 {} 所，多于 {} 所", merged, most),
            )


def _broken(rule: Rule, row: SchoolRow, says: Text) -> Violation:
    return Violation(rule=rule, where=name_school(row.school_id, row.year), says=says)


def _both(en: str, zh: str, *figures: object) -> Text:
    """Put figures into a sentence of both languages."""
    return Text(en.format(*figures), zh.format(*figures))
