"""Chinese names of what a comparison holds side by side."""

import math
from collections.abc import Mapping, Sequence

from planner.decide.compare.compare import Comparison
from planner.decide.compare.compared import Compared, Setting
from planner.decide.compare.schools import Aspect, SchoolState
from planner.decide.compare.table import Column, Mark, Row
from planner.decide.hearing_figures import HEARING
from planner.reading.tables import GRADES
from planner.show.words.chinese import SCENARIO_KEYS
from planner.show.words.common import ACTIONS, KINDS, STAGES, clean, grade_name, grade_range
from planner.show.words.hearing import FIGURES as HEARING_NAMES

MARKS: Mapping[Mark, str] = {"": "", "better": "★", "equal": "＝", "unproven": "☆"}
MARKS_TOLD = "★ 较优；＝ 看不出差别；☆ 较低，但哪个情景更省尚未证明；没有标记：不分优劣，或口径不同、不能直接比较"
ASPECTS: Mapping[Aspect, str] = {
    "action": "安排", "rooms": "增建教室", "beds": "增加床位", "classes": "班数", "pupils": "人数",
}  # fmt: skip
NO_SITE = "表中无此校址"
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "费用": ("school", "class", "capital", "travel", "boarding", "small_schools", "cross_town", "moves", "cost",
           "fiscal", "families", "policy", "penalty", "total", "cost_per_pupil", "one_off", "bound", "gap"),
    "学校": ("open_schools", "merged", "receivers", "moved", "expanded", "built", "classrooms_added", "seats_added",
           "beds_added"),
    "学位": ("wanted", "placed", "shortfall", "no_room", "no_reach", "too_dear"),
    "行程": ("minutes_mean", "minutes_p90", "minutes_worst", "beyond", "walk", "ride", "boarders", "board_minutes_mean",
           "board_minutes_worst"),
    "转学、就近、同校": tuple(HEARING),
    "分年级段": ("group_wanted", "group_shortfall", "group_minutes_mean", "group_minutes_p90", "group_minutes_worst",
             "group_beyond", "group_boarders"),
    "班额": ("classes", "class_size_mean", "class_size_largest", "class_size_smallest"),
    "校际差异": ("spread_class_size", "spread_rooms", "spread_schools", "spread_left_out"),
}  # fmt: skip
"""Sections of the table, top to bottom, and the figures in each."""
_FIGURES: Mapping[str, str] = {
    "school": "学校固定成本（元/年）",
    "class": "教学班成本（元/年）",
    "capital": "建设年摊（元/年）",
    "travel": "走读交通（元/年）",
    "boarding": "寄宿（元/年）",
    "small_schools": "小规模学校公用经费（元/年）",
    "cross_town": "跨乡镇就读计价（元/年）",
    "moves": "转学计价（元/年）",
    "cost": "各项合计（元/年）",
    "fiscal": "其中：财政费用（元/年）",
    "families": "其中：家庭负担（元/年）",
    "policy": "其中：政策计价，不是实际支出（元/年）",
    "penalty": "学位缺口计价（元/年）",
    "total": "总计＝各项合计＋缺口计价（元/年）",
    "cost_per_pupil": "平均每名在校生费用（元/年）",
    "one_off": "一次性投入，累计（元）",
    "bound": "下界：已证明总计不会低于（元/年）",
    "gap": "差距＝（总计－下界）÷费用",
    "open_schools": "开办学校（所）",
    "merged": "撤并学校（所）",
    "receivers": "并入学校（所）",
    "moved": "随撤并转学的学生（人）",
    "expanded": "扩建学校（所）",
    "built": "新建学校（所）",
    "classrooms_added": "增建教室（间）",
    "seats_added": "增建教室的学位（个）",
    "beds_added": "增加床位（张）",
    "wanted": "学生（人）",
    "placed": "有学位（人）",
    "shortfall": "没有学位（人）",
    "no_room": "其中：范围内学校已满（人）",
    "no_reach": "其中：范围内无学校（人）",
    "too_dear": "其中：可以安排但费用高于缺学位的定价（人）",
    "minutes_mean": "走读单程平均（分钟）",
    "minutes_p90": "走读单程，九成以内（分钟）",
    "minutes_worst": "走读单程最远（分钟）",
    "beyond": "走读超过30分钟（人）",
    "walk": "步行（人）",
    "ride": "乘车（人）",
    "boarders": "寄宿（人）",
    "board_minutes_mean": "寄宿单程平均（分钟）",
    "board_minutes_worst": "寄宿单程最远（分钟）",
    **{figure: name.zh for figure, name in HEARING_NAMES.items()},
    "group_wanted": "学生（人）",
    "group_shortfall": "没有学位（人）",
    "group_minutes_mean": "走读单程平均（分钟）",
    "group_minutes_p90": "走读单程，九成以内（分钟）",
    "group_minutes_worst": "走读单程最远（分钟）",
    "group_beyond": "走读超过30分钟（人）",
    "group_boarders": "寄宿（人）",
    "classes": "教学班（个）",
    "class_size_mean": "平均班额（人）",
    "class_size_largest": "最大班额（人）",
    "class_size_smallest": "最小班额（人）",
    "spread_class_size": "班额的差异系数",
    "spread_rooms": "每百名学生教室数的差异系数",
    "spread_schools": "计入的学校（所）",
    "spread_left_out": "未计入的教学点：不足50人（个）",
}


def term_name(figure: str) -> str:
    """Name a figure of a plan in Chinese, unit included.

    >>> term_name("travel")
    '走读交通（元/年）'
    """
    return _FIGURES[figure]


def figure_name(row: Row) -> str:
    """Name a row: its figure and unit, and before it the grades or the stage it is measured on."""
    name = _FIGURES[row.figure]
    return f"{part_name(row.part)}：{name}" if row.part else name


def part_name(part: str) -> str:
    """Name a stage or a group of grades.

    >>> part_name("primary"), part_name("1,2,3"), part_name("1,3"), part_name("7")
    ('小学', '一至三年级', '一年级、三年级', '七年级')
    """
    if part in STAGES:
        return next(word for stage, word in STAGES.items() if stage == part)
    grades = part.split(",")
    places = [GRADES.index(grade) for grade in grades]
    if len(grades) > 1 and places == list(range(places[0], places[0] + len(grades))):
        return grade_range(grades)
    return "、".join(grade_name(grade) for grade in grades)


def column_name(comparison: Comparison, column: Column) -> str:
    """Name a column: the plan's label and its years."""
    label = comparison.plans[column.plan].label
    return f"{label} {column.year}年" if column.year is not None else f"{label} {len(column.years)}年之和"


def plan_name(plan: Compared) -> str:
    """Name a plan by label, title, scenario and years."""
    years = "、".join(map(str, plan.years))
    return f"{plan.label} {clean(plan.scenario.title) or plan.scenario.name}（{clean(plan.name)}，{years}年）"


def state_name(state: SchoolState | None) -> str:
    """Say what is done with a school."""
    return NO_SITE if state is None else ACTIONS[state.action]


def setting_name(setting: Setting) -> str:
    """Say what a key of the scenario means, the key itself behind it."""
    known = SCENARIO_KEYS.get(setting.key) or SCENARIO_KEYS.get(_pattern(setting.key), "")
    above = SCENARIO_KEYS.get(setting.key.rpartition(".")[0], "")
    if "_yuan" in setting.key.rpartition(".")[0] and above:
        known = f"{above}：{known}"
    return clean(f"{known}（{setting.key}）" if known else setting.key)


def setting_text(said: object) -> str:
    """Print what a scenario says under a key."""
    if said is None:
        return "无"
    if isinstance(said, bool):
        return "是" if said else "否"
    if isinstance(said, float):
        return "不限" if math.isinf(said) else f"{said:,g}"
    if isinstance(said, Sequence) and not isinstance(said, str):
        return "、".join(setting_text(each) for each in said) or "无"
    return KINDS.get(str(said), clean(str(said)))


def _pattern(key: str) -> str:
    """Put * in the place of a band's own name."""
    steps = key.split(".")
    return ".".join("*" if place == 1 and steps[0] == "grade_bands" else step for place, step in enumerate(steps))
