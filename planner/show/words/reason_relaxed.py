"""Pupils without a seat and the rule that, relaxed, would give them one, in sentences, Chinese and English."""

from collections.abc import Mapping

from planner.decide.explain.relaxing import Relaxation
from planner.show.words.numbers import minutes_text, pupils_text
from planner.show.words.reason_between import BETWEEN, between_sentence, both_figures
from planner.show.words.reason_names import Language, Names, near_yuan


def relaxation_sentence(relaxation: Relaxation, names: Names, language: Language) -> str:
    """Say which rule, relaxed by how much, would give the pupils of one home a seat."""
    home, band = names.settlement(relaxation.settlement_id), names.band(relaxation.grade_band, language)
    pupils = pupils_text(relaxation.pupils)
    chinese, english = _relaxed(relaxation, names)
    if language == "zh":
        return f"{home}{band}{pupils}名学生没有学位：{chinese}。"
    return f"{home}, {band}: {pupils} pupils have no seat; {english}."


def _relaxed(relaxation: Relaxation, names: Names) -> tuple[str, str]:
    school = "" if relaxation.school_id is None else names.school(relaxation.school_id)
    limit, figure = relaxation.limit, relaxation.figure
    if relaxation.rule == "travel_limit":
        if figure is None:
            return "没有已知的路可以到达开设这些年级的学校", "no known way leads to a school that teaches them"
        short = minutes_text(figure - (limit or 0.0))
        return (
            f"最近的{school}要{minutes_text(figure)}分钟，路程上限放宽{short}分钟即可就读",
            f"{school} is {minutes_text(figure)} minutes away: {short} minutes more would do",
        )
    if relaxation.rule == "board_in_town" and figure is not None:
        return (
            f"可到{minutes_text(figure)}分钟外的{school}寄宿，但情景只准在本乡镇寄宿（board_in）",
            f"they might board at {school}, {minutes_text(figure)} minutes away, were boarding not kept in town",
        )
    if relaxation.rule in BETWEEN:
        return between_sentence(BETWEEN[relaxation.rule], "seat", *both_figures(relaxation, names))
    if limit is None or figure is None:
        return (
            f"{school}在范围内且没有规则阻止，只是安排学位比缺学位的定价更贵，或求解时间不够",
            f"no rule keeps them from {school}: a seat costs more than a missing one, or time was too short",
        )
    more = figure - limit
    chinese, english = _RELAXED[relaxation.rule]
    amounts = (
        (near_yuan(more, "zh"), near_yuan(more, "en"))
        if relaxation.rule == "budget"
        else (pupils_text(more), _counted(more, _ENGLISH_UNITS[relaxation.rule]))
    )
    return chinese.format(school, amounts[0]), english.format(school, amounts[1])


def _counted(number: float, unit: str) -> str:
    """Count in English: 1 bed, 2 beds."""
    text = pupils_text(number)
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


_ENGLISH_UNITS: Mapping[str, str] = {"classrooms": "classroom", "school_size": "pupil", "beds": "bed"}
_RELAXED: Mapping[str, tuple[str, str]] = {
    "classrooms": ("{0}的教室上限再多{1}间即可容纳", "{0} could take them with {1} more than it may have"),
    "school_size": ("{0}的规模上限再放宽{1}人即可容纳", "{0} could take them if it might have {1} more"),
    "beds": ("{0}的床位上限再多{1}张即可容纳", "{0} could take them with {1} more than it may have"),
    "budget": ("预算再增加{1}，{0}即可容纳", "{0} could take them with a budget larger by {1}"),
}
