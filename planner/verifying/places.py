"""Where pupils go: everyone is counted, blocks go whole or in even shares, and every journey may be made."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from planner.language import Text, in_language, joined
from planner.plan import AssignmentRow, ShortfallRow
from planner.reading.rules_off import RuleOff
from planner.verifying.facts import Block, Part, Trip, offers, parts_of, trip_within_limits, why_not_board
from planner.verifying.money import one_off_yuan
from planner.verifying.moving import find_too_many_moved
from planner.verifying.nearest import open_school_passed
from planner.verifying.receiving import is_no_receiver, merged_school
from planner.verifying.room import Standing, reasons_that_hold, standing_of, standings_without, wrongly_kept_out
from planner.verifying.rows import Case, Placed, name_block, name_of_block
from planner.verifying.rules import TOLERANCE, Rule, Violation, near, pupils_off
from planner.verifying.same_town import school_of_own_town
from planner.verifying.set_assignments import is_settled_otherwise


def find_misplaced(case: Case) -> Iterator[Violation]:
    """Check every block and every assignment."""
    placed: defaultdict[Block, list[Placed]] = defaultdict(list)
    everyone: list[Placed] = [*case.plan.assignments, *case.plan.shortfall]
    for row in everyone:
        placed[row.settlement_id, row.year, row.grade_band].append(row)
    for block in sorted(case.facts.pupils.keys() | placed.keys()):
        yield from _block_is_counted(case, block, placed[block])
    for assignment in case.plan.assignments:
        yield from _assignment_may_be(case, assignment)
    yield from find_too_many_moved(case)


def find_wrong_reasons(case: Case) -> Iterator[Violation]:
    """Check what every shortfall says of its reasons."""
    if case.plan.shortfall:
        standing = standing_of(case, {year: one_off_yuan(case, year) for year in case.years})
        told = any(row.kept_out_by is not None for row in case.plan.shortfall)
        without_rules = standings_without(standing) if told else {}
        for shortfall in case.plan.shortfall:
            yield from _reason_is_right(standing, shortfall)
            if shortfall.kept_out_by is not None:
                yield from _rules_keep_them_out(standing, without_rules, shortfall)


def _block_is_counted(case: Case, block: Block, rows: list[Placed]) -> Iterator[Violation]:
    """Compare a block's pupils with all that was done with them."""
    pupils = case.facts.pupils.get(block, {})
    where = name_of_block(block[0], block[1], block[2])
    sums: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        for grade, amount in row.pupils.items():
            sums[grade] += amount
    wrong = [
        Text(
            f"grade {grade} has {pupils.get(grade, 0)} pupils, {sums[grade]:g} are counted",
            f"年级 {grade} 有学生 {pupils.get(grade, 0)} 人，方案中计入 {sums[grade]:g} 人",
        )
        for grade in sorted(sums.keys() | pupils.keys())
        if not abs(sums[grade] - pupils.get(grade, 0)) <= pupils_off(pupils.get(grade, 0))
    ]
    if wrong:
        yield Violation(rule=Rule.COUNTED, where=where, says=joined(wrong, "; ", "；"))
    elif case.facts.scenario.rules.assignment.mode == "whole":
        yield from _parts_are_whole(case, block, rows, where)
    else:
        yield from _shares_are_even(pupils, rows, where)


def _parts_are_whole(case: Case, block: Block, rows: list[Placed], where: Text) -> Iterator[Violation]:
    """One row for each part, with exactly its pupils."""
    facts, pupils = case.facts, case.facts.pupils.get(block, {})
    if block not in facts.parts:
        limit = facts.scenario.rules.assignment.split_above_pupils
        facts.parts[block] = parts_of(pupils, limit) if pupils else Counter()
    wanted = facts.parts[block]
    found = Counter(_part_of(row, pupils) for row in rows)
    if wanted != found:
        says = Text(
            f"{wanted.total()} whole parts were wanted, {found.total()} others stand there",
            f"应有 {wanted.total()} 份，每份整体安排；方案中是另外的 {found.total()} 份",
        )
        yield Violation(rule=Rule.WHOLE, where=where, says=says)


def _part_of(row: Placed, pupils: dict[str, int]) -> Part | None:
    """Return a row's pupils as a part; None where they are no whole pupils."""
    part = []
    for grade in pupils:
        amount = row.pupils.get(grade, 0.0)
        if not near(amount, round(amount)):
            return None
        if round(amount):
            part.append((grade, round(amount)))
    return tuple(part)


def _shares_are_even(pupils: dict[str, int], rows: list[Placed], where: Text) -> Iterator[Violation]:
    """Each row takes the same share of every grade."""
    total = sum(pupils.values())
    for row in rows:
        share = sum(row.pupils.values()) / total if total else 0.0
        for grade, amount in pupils.items():
            if not abs(row.pupils.get(grade, 0.0) - share * amount) <= TOLERANCE * max(1, amount):
                placed = f"{row.pupils.get(grade, 0.0):g}"
                says = Text(
                    f"{placed} of {amount} pupils of grade {grade} is not a share of {share:g}",
                    f"年级 {grade} 的 {amount} 人中安排 {placed} 人，与份额 {share:g} 不符",
                )
                yield Violation(rule=Rule.SHARES, where=where, says=says)


def _assignment_may_be(case: Case, row: AssignmentRow) -> Iterator[Violation]:
    """Check that the school is open and offers the grades, and that the journey is the table's own."""
    home = name_block(row)
    where = Text(f"{home} to {row.school_id}", f"{home.zh}，到 {row.school_id}")
    band = case.facts.scenario.grade_bands[row.grade_band]
    if not case.rows[row.school_id, row.year].open:
        yield Violation(rule=Rule.OPEN, where=where, says=Text("the school is not open", "学校没有开办"))
    if not offers(case.facts.schools[row.school_id], band):
        says = Text("the school does not offer every grade of the band", "学校没有开设该年级段的全部年级")
        yield Violation(rule=Rule.OFFERED, where=where, says=says)
    trip = trip_within_limits(case.facts, row.settlement_id, row.school_id, band)
    if trip is None:
        says = Text("the journey is not within the band's limits", "路程超出该年级段的上限")
        yield Violation(rule=Rule.REACH, where=where, says=says)
        return
    if trip.mode == "board" and (why := why_not_board(case.facts, row.settlement_id, row.school_id, band)):
        says = Text(
            f"its pupils may not board there: {in_language(why, 'en')}",
            f"这些学生不得在此寄宿：{in_language(why, 'zh')}",
        )
        yield Violation(rule=Rule.BOARDING, where=where, says=says)
    if own := school_of_own_town(case.facts, row.settlement_id, row.school_id, band):
        says = Text(
            f"it lies in another town, and {own} of their own is within their limits",
            f"学校在外乡镇，而本乡镇的 {own} 在路程上限以内",
        )
        yield Violation(rule=Rule.SAME_TOWN, where=where, says=says)
    if is_settled_otherwise(case.facts, row.settlement_id, row.school_id, band):
        says = Text("assignments sends these pupils elsewhere", "按 assignments，这些学生不去该校")
        yield Violation(rule=Rule.ASSIGNMENTS, where=where, says=says)
    if passed := open_school_passed(case, (row.settlement_id, row.year, row.grade_band), trip):
        says = Text(
            f"{passed} is open, within their day limits and much nearer", f"{passed} 已开办，在走读上限以内，而且近得多"
        )
        yield Violation(rule=Rule.NEAREST, where=where, says=says)
    if is_no_receiver(case, (row.settlement_id, row.year, row.grade_band), row.school_id):
        merged = merged_school(case, (row.settlement_id, row.year, row.grade_band))
        says = Text(
            f"their school {merged} is merged, and this one is of no kind that takes its pupils",
            f"原学校 {merged} 已撤并，该校不属于可以接收其学生的类型",
        )
        yield Violation(rule=Rule.RECEIVER_KINDS, where=where, says=says)
    yield from _journey_is_so(row, trip, where)


def _journey_is_so(row: AssignmentRow, trip: Trip, where: Text) -> Iterator[Violation]:
    """Compare mode, minutes and kilometres with the table's own."""
    if row.mode != trip.mode:
        yield Violation(rule=Rule.JOURNEY, where=where, says=_not_so("the mode is", "方式", trip.mode, row.mode))
    if not near(row.minutes, trip.minutes):
        yield Violation(
            rule=Rule.JOURNEY,
            where=where,
            says=_not_so("minutes are", "分钟数", f"{trip.minutes:g}", f"{row.minutes:g}"),
        )
    stated = math.nan if row.kilometres is None else row.kilometres
    both_unknown = math.isnan(stated) and math.isnan(trip.kilometres)
    if not both_unknown and not near(stated, trip.kilometres):
        yield Violation(
            rule=Rule.JOURNEY,
            where=where,
            says=_not_so("kilometres are", "公里数", f"{trip.kilometres:g}", f"{stated:g}"),
        )


def _reason_is_right(standing: Standing, row: ShortfallRow) -> Iterator[Violation]:
    """Check the reason; see `planner.verifying.room`."""
    right = sorted(reasons_that_hold(standing, row))
    if row.reason not in right:
        says = _not_so("the reason is", "原因", joined(right, " or ", " 或 "), row.reason)
        yield Violation(rule=Rule.REASON, where=name_block(row), says=says)


def _rules_keep_them_out(
    standing: Standing, without_rules: Mapping[RuleOff, Standing], row: ShortfallRow
) -> Iterator[Violation]:
    """Check the rules that are said to keep pupils out; see `planner.verifying.room`."""
    for rule in wrongly_kept_out(standing, without_rules, row):
        is_named = rule in (row.kept_out_by or ())
        says = (
            Text(f"{rule} is not what alone keeps them out", f"{rule} 并非单独使其没有学位的规则")
            if is_named
            else Text(f"{rule} alone keeps them out, and is not named", f"{rule} 单独使其没有学位，却没有写出")
        )
        yield Violation(rule=Rule.REASON, where=name_block(row), says=says)


def _not_so(what: str, zh: str, truth: str, stated: str) -> Text:
    """Say what something is, and what the plan says it is."""
    return Text(f"{what} {truth}, not {stated}", f"{zh}应为 {in_language(truth, 'zh')}，不是 {stated}")
