"""Words for rules between pupils, grades and schools: where they decide about a school, or keep pupils from a seat."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from planner.decide.explain.reasons import RuleName, RuleThatDecides
from planner.decide.explain.relaxing import Relaxation
from planner.reading.rules_off import RuleOff
from planner.show.words.numbers import pupils_text
from planner.show.words.reason_names import Language, Names

Case = Literal["closing", "keeping", "site", "seat"]
"""A school that stays, were it closed; a merged one, were it kept; a site; pupils without a seat."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the sentences print; names in the sentence's own language."""

    band: str
    """Empty where several bands are touched."""
    pupils: float
    school: str
    limit: float | None
    figure: float | None


BETWEEN: Mapping[RuleName, RuleOff] = {rule: rule for rule in get_args(RuleOff)} | {"board_in_town": "board_in"}
"""Names that these rules go by in an explanation."""


def case_of(rule: RuleThatDecides) -> Case:
    """Tell of what such a rule speaks: it names the school where pupils would go, or the site."""
    if rule.school_id is None:
        return "keeping"
    return "site" if rule.rule in {"min_pupils", "whole_school"} else "closing"


def both_figures(rule: RuleThatDecides | Relaxation, names: Names) -> tuple[Figures, Figures]:
    """Return what is printed, in Chinese and English."""

    def figures(language: Language) -> Figures:
        return Figures(
            band=names.band(rule.grade_band, language) if rule.grade_band else "",
            pupils=rule.pupils or 0.0,
            school="" if rule.school_id is None else names.school(rule.school_id),
            limit=rule.limit,
            figure=rule.figure,
        )

    return figures("zh"), figures("en")


def between_sentence(rule: RuleOff, case: Case, zh: Figures, en: Figures) -> tuple[str, str]:
    """Say one of these rules in Chinese and English: what it forbids here, and what leaving it out would give."""
    chinese, english = _WORDS[case, rule]
    more = _EASED.get((case, rule))
    if more is not None and zh.figure:
        chinese, english = chinese + more[0], english + more[1]
    return chinese.format(**_printed(zh, rule, "zh")), english.format(**_printed(en, rule, "en"))


def _printed(figures: Figures, rule: RuleOff, language: Language) -> Mapping[str, str]:
    pupils = pupils_text(figures.pupils)
    counted = f"{pupils} {'pupil' if pupils == '1' else 'pupils'}"
    english = f"{counted} of {figures.band}" if figures.band else counted
    # minutes that would have to be allowed: rounded down they would not do
    whole = math.ceil if rule in {"nearest", "board_when", "board_in", "moves"} else float
    return {
        "whom": f"{figures.band}{pupils}名学生" if language == "zh" else english,
        "school": figures.school,
        "limit": "" if figures.limit is None else pupils_text(figures.limit),
        "figure": "" if figures.figure is None else pupils_text(whole(round(figures.figure, 6))),
    }


_SHUT_ZH = "本校若撤并、其他学生不动，{whom}"
_SHUT_EN = "With this school closed and all others where they are, {whom} "
_KEPT_ZH = "本校若保留、现有学生留在本校，"
_RULE: Mapping[RuleOff, tuple[str, str]] = {
    "nearest": (
        "就近入学：最多比到最近的开办学校多走{limit}分钟。",
        "Nobody may go more than {limit} minutes beyond the nearest open school. ",
    ),
    "receivers": (
        "撤并学校的学生只能去规定类型的学校。",
        "Pupils of a merged school may attend schools of certain kinds alone. ",
    ),
    "together": (
        "撤并学校同一年级段的学生要去同一所学校。",
        "Pupils of one grade band whose school is merged attend one school. ",
    ),
    "bands_together": (
        "同一居民点的各年级段要在同一所学校就读。",
        "The grade bands of a settlement attend one school. ",
    ),
    "settlement_parts": (
        "一个居民点同一年级段的学生最多分到{limit}所学校。",
        "Pupils of one settlement and grade band attend at most {limit} schools. ",
    ),
    "min_pupils": ("开办的学校至少要有{limit}名学生。", "An open school has at least {limit} pupils. "),
    "whole_school": (
        "开办的学校每个年级至少要有{limit}名学生。",
        "An open school has at least {limit} pupils in each grade. ",
    ),
    "board_when": (
        "走读范围内有确定保留的学校，就不安排寄宿。",
        "Nobody boards with a school sure to stay within day limits. ",
    ),
    "board_in": (
        "本乡镇有可以寄宿的学校，就只在本乡镇寄宿。",
        "Pupils board in their own town where it has a school. ",
    ),
    "moves_again": (
        "转学的学生在同一学段内不再转学。",
        "Pupils who have changed school are not moved again within the stage. ",
    ),
    "moves": ("每年最多{limit}名学生转学。", "At most {limit} pupils change school in a year. "),
    "seat_reserve": (
        "开办学校的教室要空出{limit}%（rules.seat_reserve）。",
        "{limit} % of the classrooms of open schools stay free (rules.seat_reserve). ",
    ),
    "assignments": (
        "这些学生的去向已经指定（assignments）。",
        "Where these pupils go is settled (assignments). ",
    ),
    "same_town": (
        "本乡镇有可达的学校，就只在本乡镇就读。",
        "Pupils attend in their own town where a school of it is within reach. ",
    ),
}
_HERE: Mapping[tuple[Case, RuleOff], tuple[str, str]] = {
    ("closing", "nearest"): (f"{_SHUT_ZH}在这个范围内安排不下。", f"{_SHUT_EN}find no seat within that."),
    ("closing", "receivers"): (
        f"{_SHUT_ZH}在这些学校里安排不下；若允许其他类型的学校接收，可去{{school}}。",
        f"{_SHUT_EN}find no seat there; were other kinds to take them, they could attend {{school}}.",
    ),
    ("closing", "together"): (
        f"{_SHUT_ZH}安排不下，没有找到容得下全部学生的一所学校；若允许分到几所学校，可去{{school}}。",
        f"{_SHUT_EN}find no seat: no school was found with room for all; apart, they could attend {{school}}.",
    ),
    ("closing", "bands_together"): (
        f"{_SHUT_ZH}安排不下；若允许各年级段分开就读，可去{{school}}。",
        f"{_SHUT_EN}find no seat; were the bands to part, they could attend {{school}}.",
    ),
    ("closing", "settlement_parts"): (
        f"{_SHUT_ZH}安排不下；若允许多分到一些学校，可去{{school}}。",
        f"{_SHUT_EN}find no seat; over more schools, they could attend {{school}}.",
    ),
    ("closing", "moves"): (
        f"{_SHUT_ZH}转学就超过这个数；若允许更多学生转学，可去{{school}}。",
        f"{_SHUT_EN}could not change school within that; were more to move, they could attend {{school}}.",
    ),
    ("closing", "moves_again"): (
        f"{_SHUT_ZH}安排不下；若允许再次转学，可去{{school}}。",
        f"{_SHUT_EN}find no seat; were they to be moved again, they could attend {{school}}.",
    ),
    ("closing", "seat_reserve"): (
        f"{_SHUT_ZH}在别处就占用了要空出的教室；若不空出，可去{{school}}。",
        f"{_SHUT_EN}would take rooms that stay free; were these not kept free, they could attend {{school}}.",
    ),
    ("closing", "assignments"): (
        f"{_SHUT_ZH}就没有去处；若不指定，可去{{school}}。",
        f"{_SHUT_EN}find no seat; were it not settled, they could attend {{school}}.",
    ),
    ("closing", "same_town"): (
        f"{_SHUT_ZH}在本乡镇安排不下；若允许到外乡镇就读，可去{{school}}。",
        f"{_SHUT_EN}find no seat there; in another town they could attend {{school}}.",
    ),
    ("keeping", "nearest"): (
        "本校若保留，{whom}就不能再去方案安排的学校，要来本校或别的近处学校。",
        "Were this school kept, {whom} could not attend the school they do under the plan, which is farther.",
    ),
    ("keeping", "min_pupils"): (
        "现在在本校就读的学生，到规划年只有{figure}名。",
        "Those who attend this one today are {figure} in the planning year.",
    ),
    ("keeping", "whole_school"): (
        "按现在在本校就读的学生算，人数最少的年级只有{figure}名。",
        "Of those who attend this one today, the smallest grade has {figure}.",
    ),
    ("keeping", "seat_reserve"): (
        f"{_KEPT_ZH}{{whom}}要占的教室多了，应空出的教室就少{{figure}}间，又没有地方增建。",
        "Were this school kept with its pupils, {whom}, {figure} too few would be, and there is no space for more.",
    ),
    ("keeping", "bands_together"): (
        f"{_KEPT_ZH}{{whom}}就和同一居民点的其他年级段不在一所学校；没有这一条，他们可以留下。",
        (
            "Were this school kept with its pupils, {whom} would be apart from others of their settlement; without "
            "this rule they could stay."
        ),
    ),
    ("keeping", "moves_again"): (
        f"{_KEPT_ZH}{{whom}}就要再次转学；没有这一条，他们可以留下。",
        "Were this school kept with its pupils, {whom} would be moved again; without this rule they could stay.",
    ),
    ("keeping", "settlement_parts"): (
        f"{_KEPT_ZH}{{whom}}所在的居民点就超过了这个数；没有这一条，他们可以留下。",
        (
            "Were this school kept with its pupils, the settlement of {whom} would attend more; without this rule they "
            "could stay."
        ),
    ),
    ("site", "min_pupils"): (
        "路程以内的学生全到这里就读，也只有{figure}名。",
        "All who could reach this site are {figure}.",
    ),
    ("site", "whole_school"): (
        "路程以内的学生全到这里就读，人数最少的年级也只有{figure}名。",
        "Of all who could reach this site, the smallest grade has {figure}.",
    ),
    ("seat", "nearest"): ("{school}更远", "{school} is farther"),
    ("seat", "receivers"): ("允许{school}接收即可就读", "could {school} take them, they would have a seat"),
    ("seat", "together"): ("允许分开，可去{school}就读", "apart from the others they could attend {school}"),
    ("seat", "bands_together"): ("允许分开，可去{school}就读", "apart from the other band they could attend {school}"),
    ("seat", "settlement_parts"): ("允许多分一所，可去{school}就读", "with one more they could attend {school}"),
    ("seat", "min_pupils"): ("{school}为他们开办，人数不够", "{school}, opened for them, would have fewer"),
    ("seat", "whole_school"): ("{school}为他们开办，有的年级人数不够", "{school}, opened for them, would have fewer"),
    ("seat", "board_when"): ("允许寄宿，可去{school}就读", "were they to board, they could attend {school}"),
    ("seat", "moves"): ("允许更多学生转学，可去{school}就读", "were more to move, they could attend {school}"),
    ("seat", "moves_again"): ("允许再次转学，可去{school}就读", "moved again they could attend {school}"),
    ("seat", "seat_reserve"): ("用到要空出的教室，可去{school}就读", "using these rooms they could attend {school}"),
    ("seat", "assignments"): ("不指定去向，可去{school}就读", "were it not settled, they could attend {school}"),
    ("seat", "same_town"): ("允许到外乡镇就读，可去{school}", "in another town they could attend {school}"),
    ("seat", "board_in"): ("允许到外乡镇寄宿，可去{school}就读", "boarding elsewhere they could attend {school}"),
}
_EASED: Mapping[tuple[Case, RuleOff], tuple[str, str]] = {
    ("closing", "nearest"): (
        "放宽到{figure}分钟，可去{school}。",
        " With {figure} minutes they could attend {school}.",
    ),
    ("closing", "moves"): ("放宽到{figure}名就安排得下。", " A limit of {figure} would do."),
    ("seat", "moves"): ("，上限{figure}名即可就读", ": a limit of {figure} would do"),
    ("keeping", "nearest"): ("放宽到{figure}分钟，他们可以不动。", " With {figure} minutes they could stay there."),
    ("keeping", "min_pupils"): (
        "标准不高于{figure}名，这一条就不妨碍保留本校。",
        " A limit of {figure} would not stand in the way of keeping it.",
    ),
    ("keeping", "whole_school"): (
        "标准不高于{figure}名，这一条就不妨碍保留本校。",
        " A limit of {figure} would not stand in the way of keeping it.",
    ),
    ("site", "min_pupils"): (
        "标准不高于{figure}名，这一条就不妨碍在此办学。",
        " A limit of {figure} would not stand in the way of building.",
    ),
    ("site", "whole_school"): (
        "标准不高于{figure}名，这一条就不妨碍在此办学。",
        " A limit of {figure} would not stand in the way of building.",
    ),
    ("seat", "nearest"): ("，放宽到{figure}分钟即可就读", ": {figure} minutes would do"),
    ("seat", "min_pupils"): ("，标准不高于{figure}名即可就读", ": a limit of {figure} would do"),
    ("seat", "whole_school"): ("，标准不高于{figure}名即可就读", ": a limit of {figure} would do"),
}
"""Said too where the figure is known."""
_WORDS: Mapping[tuple[Case, RuleOff], tuple[str, str]] = {
    (case, rule): (_RULE[rule][0] + zh, _RULE[rule][1] + en) for (case, rule), (zh, en) in _HERE.items()
}
