"""The explanation as the terminal prints it: one school in full, many a line or two each."""

from collections.abc import Iterator, Mapping, Sequence

from planner.decide.explain.reasons import SchoolReason
from planner.decide.explain.relaxing import Relaxation
from planner.language import Language, Text
from planner.plan import Action
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.show.words.common import ACTIONS, continued_text, synthetic_tables_text
from planner.show.words.reason_names import Names, names_of
from planner.show.words.reasons import (
    about_pupils,
    journey_line,
    passed_word,
    red_line_sentence,
    relaxation_sentence,
    rule_sentence,
    verdict_sentence,
)

_FULL = 3
"""Up to so many schools are told in full."""
_MOST_SHORT = 10
_DONE: Mapping[Action, str] = {
    "keep": "kept",
    "merge": "merged",
    "expand": "expanded",
    "build": "built",
    "leave": "not built",
    "change": "converted",
}


def reasons_text(
    reasons: Sequence[SchoolReason], relaxations: Sequence[Relaxation], scenario: Scenario, district: District
) -> Text:
    """Return the explanation as lines of text."""
    names, synthetic = names_of(scenario, district), synthetic_tables_text(district)
    caveat = "Synthetic data: some values are made up and do not describe the real district." if synthetic else ""

    def told(language: Language, last: str) -> str:
        lines: list[str] = []
        for reason in reasons:
            lines += [*_school(reason, names, language, full=len(reasons) <= _FULL), ""]
        return "\n".join([*lines, *_short(relaxations, names, language), last]).rstrip()

    return Text(told("en", caveat), told("zh", synthetic))


def _school(reason: SchoolReason, names: Names, language: Language, *, full: bool) -> Iterator[str]:
    zh = language == "zh"
    yield _head(reason, names, language)
    yield f"  {verdict_sentence(reason, names, language)}"
    for rule in reason.rules:
        yield f"  {'规则：' if zh else 'rule: '}{rule_sentence(rule, names, language)}"
    for line in reason.red_lines:
        if full or line.passed is False:
            word, said = passed_word(line, language), red_line_sentence(line, names, language)
            yield f"  红线［{word}］{said}" if zh else f"  red line [{word}] {said}"
    if full:
        for journey in reason.journeys:
            yield f"  {journey_line(journey, names, language)}"


SITES = frozenset({"build", "leave"})
"""What is done with a site that may be built: it has no pupils today."""


def _head(reason: SchoolReason, names: Names, language: Language) -> str:
    """Name the school, what is done with it, its pupils and where they go."""
    pupils, name = about_pupils(reason.pupils_today, language), names.school(reason.school_id)
    into = [f"{names.school(school)} ({about_pupils(count, 'en')})" for school, count in reason.receivers]
    if language == "en":
        went = f", into {', '.join(into)}" if into else ""
        if reason.continues_as:
            went += f"; its site continues as {names.school(reason.continues_as)}"
        if reason.action in SITES:
            return f"{name} ({reason.school_id}), a site: {_DONE[reason.action]} in {reason.year}."
        return f"{name} ({reason.school_id}): {_DONE[reason.action]} in {reason.year}, {pupils} today{went}."
    into = [f"{names.school(school)}（{about_pupils(count, 'zh')}）" for school, count in reason.receivers]
    went = f"，并入{'、'.join(into)}" if into else ""
    if reason.continues_as:
        went += f"；{continued_text(names.school(reason.continues_as))}"
    if reason.action in SITES:
        return f"{name}（{reason.school_id}，拟建校址）：{reason.year}年{ACTIONS[reason.action]}。"
    return f"{name}（{reason.school_id}）：{reason.year}年{ACTIONS[reason.action]}，现有学生{pupils}{went}。"


def _short(relaxations: Sequence[Relaxation], names: Names, language: Language) -> Iterator[str]:
    if not relaxations:
        return
    zh = language == "zh"
    yield (
        "没有学位的学生，放宽哪条规则可以解决（各行单独计算）："
        if zh
        else "Pupils without a seat, and the rule that would have to give way (each line on its own):"
    )
    for row in sorted(relaxations, key=lambda row: -row.pupils)[:_MOST_SHORT]:
        yield f"  {relaxation_sentence(row, names, language)}"
    more = len(relaxations) - _MOST_SHORT
    if more > 0:
        yield f"  ……另有{more:,}行，见工作簿。" if zh else f"  ... {more:,} more lines in the workbook"
