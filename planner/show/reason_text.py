"""The explanation as the terminal prints it: one school in full, many a line or two each."""

from collections.abc import Iterator, Sequence

from planner.decide.reasons import SchoolReason
from planner.decide.relaxing import Relaxation
from planner.read.district import District
from planner.read.scenario import Scenario
from planner.show.reason_names import Names, names_of
from planner.show.reason_words import (
    about_pupils,
    journey_line,
    passed_word,
    red_line_sentence,
    relaxation_sentence,
    rule_sentence,
    verdict_sentence,
)
from planner.show.words import ACTIONS, synthetic_tables_text

_FULL = 3
"""Up to so many schools are told in full."""
_MOST_SHORT = 10


def reasons_text(
    reasons: Sequence[SchoolReason], relaxations: Sequence[Relaxation], scenario: Scenario, district: District
) -> str:
    """Return the explanation as lines of text, Chinese with the verdict in English beside it."""
    names = names_of(scenario, district)
    lines: list[str] = []
    for reason in reasons:
        lines += [*_school(reason, names, full=len(reasons) <= _FULL), ""]
    lines += _short(relaxations, names)
    synthetic = synthetic_tables_text(district)
    return "\n".join([*lines, *([synthetic] if synthetic else [])]).rstrip()


def _school(reason: SchoolReason, names: Names, *, full: bool) -> Iterator[str]:
    pupils = about_pupils(reason.pupils_today, "zh")
    into = "、".join(f"{names.school(school)}（{about_pupils(count, 'zh')}）" for school, count in reason.receivers)
    went = f"，并入{into}" if into else ""
    name = names.school(reason.school_id)
    yield f"{name}（{reason.school_id}）：{reason.year}年{ACTIONS[reason.action]}，现有学生{pupils}{went}。"
    yield f"  {verdict_sentence(reason, names, 'zh')}"
    if full:
        yield f"  {verdict_sentence(reason, names, 'en')}"
    for rule in reason.rules:
        yield f"  规则：{rule_sentence(rule, names, 'zh')}"
    if full:
        for line in reason.red_lines:
            yield f"  红线［{passed_word(line, 'zh')}］{red_line_sentence(line, names, 'zh')}"
        for journey in reason.journeys:
            yield f"  {journey_line(journey, names, 'zh')}"
    else:
        crossed = [line for line in reason.red_lines if line.passed is False]
        for line in crossed:
            yield f"  红线［{passed_word(line, 'zh')}］{red_line_sentence(line, names, 'zh')}"


def _short(relaxations: Sequence[Relaxation], names: Names) -> Iterator[str]:
    if relaxations:
        yield "没有学位的学生，放宽哪条规则可以解决（各行单独计算）："
        for row in sorted(relaxations, key=lambda row: -row.pupils)[:_MOST_SHORT]:
            yield f"  {relaxation_sentence(row, names, 'zh')}"
        if len(relaxations) > _MOST_SHORT:
            yield f"  ……另有{len(relaxations) - _MOST_SHORT:,}行，见工作簿。"
