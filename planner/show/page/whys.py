"""Why schools are kept or merged, as a page tells it: sentences in both languages, by the school's place."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from planner.decide.explain.reasons import SchoolReason
from planner.show.words.reason_names import Language, Names
from planner.show.words.reasons import journey_line, red_line_sentence, rule_sentence, verdict_sentence

Told = TypeVar("Told")
Said = dict[str, str]
"""A sentence in Chinese (zh) and English (en)."""


def whys_of(reasons: Sequence[SchoolReason], names: Names, schools: Mapping[str, int]) -> list[dict[str, object]]:
    """Return one record a reason: school `c` by place, year, action, verdict, rules, red lines, journeys."""
    return [
        {
            "c": schools[reason.school_id],
            "year": reason.year,
            "action": reason.action,
            "verdict": _said(verdict_sentence, reason, names),
            "rules": [_said(rule_sentence, rule, names) for rule in reason.rules],
            "lines": [{"passed": line.passed, **_said(red_line_sentence, line, names)} for line in reason.red_lines],
            "journeys": [_said(journey_line, journey, names) for journey in reason.journeys],
        }
        for reason in reasons
    ]


def _said(tell: Callable[[Told, Names, Language], str], told: Told, names: Names) -> Said:
    return {"zh": tell(told, names, "zh"), "en": tell(told, names, "en")}
