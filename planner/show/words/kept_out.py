"""Rules that keep pupils from a seat, by name, and how many each keeps out."""

from collections.abc import Mapping

from planner.language import Text, joined
from planner.plan import ShortfallRow
from planner.reading.rules_off import RuleOff
from planner.show.words.common import REASONS
from planner.show.words.numbers import pupils_text

RULES_OFF: Mapping[RuleOff, Text] = {
    "nearest": Text("the nearest school (nearest)", "就近入学"),
    "receivers": Text("kinds of school that take pupils of merged ones (receivers)", "接收撤并学校学生的学校类型"),
    "together": Text("one school for pupils of a merged one (together)", "撤并学校的学生去同一所学校"),
    "bands_together": Text("grade bands of a settlement together (bands_together)", "同一居民点各年级段同校"),
    "settlement_parts": Text("schools of one settlement's band (settlement_parts)", "一个居民点分到的学校数"),
    "whole_school": Text("pupils in every grade of a school (whole_school)", "学校各年级的最少人数"),
    "min_pupils": Text("fewest pupils of a school (min_pupils)", "学校的最少人数"),
    "board_when": Text("who may board (board_when)", "走读范围内有学校的不寄宿"),
    "board_in": Text("where they may board (board_in)", "只在本乡镇寄宿"),
    "moves": Text("how many may change school (moves)", "转学人数上限"),
    "moves_again": Text("that nobody is moved again (moves.again)", "转学后不再转学"),
    "seat_reserve": Text("classrooms that stay free (seat_reserve)", "教室留有余量"),
    "assignments": Text("where their settlement is sent (assignments)", "指定的去向"),
    "same_town": Text("schools of their own town (same_town)", "只在本乡镇就读"),
}
"""Rules that keep pupils from a seat, as tables and sentences name them."""


def kept_out_sentences(kept_out: Mapping[RuleOff, float]) -> tuple[Text, ...]:
    """Say how many pupils would find a seat at most, were each rule alone left out; nothing where none does."""
    if not kept_out:
        return ()
    said = joined(
        (
            Text(f"{RULES_OFF[rule]} {pupils_text(pupils)}", f"{RULES_OFF[rule].zh}{pupils_text(pupils)}名")
            for rule, pupils in kept_out.items()
        ),
        zh="，",
    )
    return (
        Text(
            f"Of those without a seat so many at most would find one, were a rule alone left out and everybody else "
            f"where they are: {said}.",
            f"没有学位的学生中，若只取消一条规则、其他学生不动，最多可安排：{said.zh}（各条单独计算，不能相加）。",
        ),
    )


def reason_text(row: ShortfallRow) -> str:
    """Say in Chinese why pupils have no seat, and which rules each alone keep them out."""
    rules = "、".join(RULES_OFF[rule].zh for rule in row.kept_out_by or ())
    return f"{REASONS[row.reason]}；取消其中任一条即可安排：{rules}" if rules else REASONS[row.reason]
