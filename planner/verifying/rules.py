"""What can be wrong with a plan, by name; and how near two numbers must be to count as the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.language import Text, in_language

TOLERANCE = 1e-6
"""Pupils, minutes and kilometres agree to this, for each unit of what they are compared with."""
MOST_PUPILS_OFF = 1e-3
"""However many pupils a sum has, rounding may not hide more than this."""


class Rule(StrEnum):
    """Every rule the judge applies; the value is the name it goes by in reports."""

    INPUTS = "inputs"
    """The plan answers this scenario."""
    ROWS = "rows"
    """Every school has one row a year; every id, year, band and grade is known; no count is negative."""
    COUNTED = "counted"
    """Every pupil of planning and outlook years is placed or in the shortfall, once."""
    WHOLE = "whole"
    """Blocks, and the parts large ones are cut into, go whole."""
    SHARES = "shares"
    """Under split, a share is the same in each grade."""
    OFFERED = "offered"
    """A school offers every grade of the band it takes."""
    OPEN = "open"
    """Only an open school has pupils, classes or boarders."""
    REACH = "reach"
    """Every journey is within the band's limits."""
    BOARDING = "boarding"
    """Pupils board only where board_when and board_in let them."""
    JOURNEY = "journey"
    """Mode, minutes and kilometres are the journey's own."""
    REASON = "reason"
    """The shortfall says rightly whether a school, and room in it, is within reach, and whether it is the price."""
    LOADS = "loads"
    """A school's pupils and boarders are the sums of those sent there."""
    CLASSES = "classes"
    """Whole classes, enough of them in each grade."""
    ROOMS = "rooms"
    """Classes of all grades fit into the classrooms."""
    MAX_CLASSES = "max_classes"
    """Classes of all grades are at most max_classes_per_school."""
    CLASSROOMS_MAX = "classrooms_max"
    """A site holds its classrooms."""
    SCHOOL_SIZE = "school_size"
    """Pupils of a school are at most school_size and pupils_max."""
    NEAREST = "nearest"
    """Pupils attend no school more than rules.nearest farther than the nearest open one within their day limits."""
    SAME_TOWN = "same_town"
    """Pupils of the stages of rules.same_town attend in their own town, or where it lets them go to another."""
    ASSIGNMENTS = "assignments"
    """Pupils attend where `assignments.fixed` sends them, and not where `assignments.forbidden` keeps them from."""
    RECEIVER_KINDS = "receiver_kinds"
    """Pupils whose school of today is merged attend only schools of the kinds that merge.receivers names."""
    TOGETHER = "together"
    """Pupils of one band whose school of today is merged all attend one school, where merge.together asks for it."""
    BANDS_TOGETHER = "bands_together"
    """Two bands of a settlement that are not cut attend one school where each may attend the other's."""
    SETTLEMENT_PARTS = "settlement_parts"
    """The parts of one settlement's band attend at most settlement_parts.most_schools schools."""
    MIN_PUPILS = "min_pupils"
    """Pupils of an open school that may be closed, or not built, are at least min_pupils of its kind."""
    WHOLE_SCHOOL = "whole_school"
    """An open school has pupils in every grade, or band, that it offers and that somebody could attend."""
    BEDS = "beds"
    """Boarders have beds."""
    BEDS_MAX = "beds_max"
    """A site holds its beds."""
    BED_MODULE = "bed_module"
    """Beds are added in whole modules."""
    ADDED_STAYS = "added_stays"
    """Classrooms and beds added are running totals: they never fall."""
    ADDED_WHERE_OPEN = "added_where_open"
    """Classrooms and beds are added at open schools only."""
    ONE_AT_SITE = "one_at_site"
    """Of the alternatives of one site one at most is open."""
    OUTLOOK = "outlook"
    """After the last planning year nothing is opened, closed, built or added."""
    VARIANTS = "variants"
    """The variants are those of demand; what is opened, closed and added is the same in all of them."""
    MERGED_STAYS = "merged_stays"
    """A school once merged stays so."""
    BUILT_STAYS = "built_stays"
    """A school once built stays open."""
    MAY_MERGE = "may_merge"
    """Without merge nothing may be merged."""
    MULTIGRADE = "multigrade"
    """Grades are taught together where rules.multigrade lets them, in as many classes as it asks for."""
    TOWNS = "towns"
    """Each town with pupils of a stage has so many open schools, or boarding schools, as rules.towns asks for."""
    SEAT_RESERVE = "seat_reserve"
    """Of the classrooms of open schools, of all or of each town, the share that rules.seat_reserve asks for is free."""
    MERGE_COUNT = "merge_count"
    """The number of merged schools obeys most, least, exactly and by_year in every planning year."""
    DECISION = "decision"
    """Keep stays, or is built; close goes, or is not built."""
    MOVES = "moves"
    """No more pupils change school in a year than rules.moves allows."""
    MOVED_AGAIN = "moved_again"
    """Pupils who have changed school stay there while they are in the stage, where rules.moves.again asks for it."""
    SITING = "siting"
    """A school is built only at a site whose nearest settlement is of a kind that rules.siting names."""
    ACTION = "action"
    """The action says what happens to the school."""
    MERGES = "merges"
    """Every merged school is listed with its first year and open receivers, and no other."""
    RECEIVERS = "receivers"
    """Each merged school's receivers take so many of the pupils who live where its present pupils live."""
    BUDGET = "budget"
    """One-off costs are within the budget."""
    OBJECTIVE = "objective"
    """Every term of the cost is what the tables and prices make it."""
    BOUND = "bound"
    """No proven lower limit lies above the total."""
    GAP = "gap"
    """gap = (total - bound) / cost."""
    STATUS = "status"
    """Optimal is said only of a gap of 1e-6 or less."""


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One rule that a plan breaks: which, where, and what is wrong in one sentence."""

    rule: Rule
    where: str
    says: Text

    def __str__(self) -> str:
        """Say it on one line."""
        return f"{self.rule}, {self.where}: {self.says}"

    def text(self) -> Text:
        """Say it in both languages."""
        where, says = (in_language(part, "zh") for part in (self.where, self.says))
        return Text(str(self), f"{RULE_WORDS.get(self.rule, self.rule)}，{where}：{says}")


RULE_WORDS: Mapping[Rule, str] = {
    Rule.INPUTS: "输入",
    Rule.ROWS: "数据行",
    Rule.COUNTED: "学生计数",
    Rule.WHOLE: "整体安排",
    Rule.SHARES: "分开安排",
    Rule.OFFERED: "开设年级",
    Rule.OPEN: "学校开办",
    Rule.REACH: "路程限制",
    Rule.JOURNEY: "路程",
    Rule.BOARDING: "寄宿条件",
    Rule.REASON: "缺口原因",
    Rule.LOADS: "学校人数",
    Rule.CLASSES: "教学班",
    Rule.ROOMS: "教室",
    Rule.MAX_CLASSES: "班数上限",
    Rule.CLASSROOMS_MAX: "教室上限",
    Rule.SCHOOL_SIZE: "学校规模",
    Rule.NEAREST: "就近入学",
    Rule.SAME_TOWN: "本乡镇就读",
    Rule.ASSIGNMENTS: "指定去向",
    Rule.RECEIVER_KINDS: "接收学校类型",
    Rule.TOGETHER: "撤并后同校",
    Rule.BANDS_TOGETHER: "各段同校",
    Rule.SETTLEMENT_PARTS: "拆分去向",
    Rule.MIN_PUPILS: "最低学生数",
    Rule.WHOLE_SCHOOL: "开班完整",
    Rule.BEDS: "床位",
    Rule.BEDS_MAX: "床位上限",
    Rule.BED_MODULE: "床位按组增加",
    Rule.ADDED_STAYS: "增建不减",
    Rule.MULTIGRADE: "复式班",
    Rule.ADDED_WHERE_OPEN: "增建地点",
    Rule.ONE_AT_SITE: "同一场地",
    Rule.OUTLOOK: "展望年不变",
    Rule.VARIANTS: "学生数各方案",
    Rule.MERGED_STAYS: "撤并后不恢复",
    Rule.BUILT_STAYS: "新建后不关闭",
    Rule.MAY_MERGE: "可否撤并",
    Rule.TOWNS: "乡镇办学",
    Rule.SEAT_RESERVE: "预留学位",
    Rule.MERGE_COUNT: "撤并数量",
    Rule.DECISION: "既定去留",
    Rule.MOVES: "转学人数",
    Rule.MOVED_AGAIN: "再次转学",
    Rule.SITING: "新建选址",
    Rule.ACTION: "学校去留",
    Rule.MERGES: "撤并名单",
    Rule.RECEIVERS: "并入人数",
    Rule.BUDGET: "预算",
    Rule.OBJECTIVE: "费用",
    Rule.BOUND: "下限",
    Rule.GAP: "差距",
    Rule.STATUS: "状态",
}
"""Each rule's Chinese name."""


def near(value: float, truth: float) -> bool:
    """Whether a value agrees with the truth to 1e-6 of it (to 1e-6 where the truth is below 1).

    >>> near(45.00000001, 45), near(45.01, 45)
    (True, False)
    """
    return abs(value - truth) <= TOLERANCE * max(1.0, abs(truth))


def pupils_off(pupils: float) -> float:
    """Return how many pupils a sum of shares may be off by.

    >>> pupils_off(0.5), pupils_off(64), pupils_off(1e9)
    (1e-06, 6.4e-05, 0.001)
    """
    return min(TOLERANCE * max(1.0, pupils), MOST_PUPILS_OFF)
