"""The explanation as one JSON document, figures and sentences side by side."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter

from planner.decide.explain.reasons import SchoolReason
from planner.decide.explain.relaxing import Relaxation
from planner.show.words.reason_names import Language, Names
from planner.show.words.reasons import (
    journey_line,
    passed_word,
    red_line_sentence,
    relaxation_sentence,
    rule_sentence,
    verdict_sentence,
)

FORMAT = "planner-reasons/1"
_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_READER = TypeAdapter(tuple[SchoolReason, ...])


def reasons_document(
    scenario: str, reasons: Sequence[SchoolReason], relaxations: Sequence[Relaxation], names: Names
) -> dict[str, object]:
    """Return reasons.json: schools with opposite, rules, red lines and journeys; and the rules behind each shortfall.

    Fields are those of `planner.decide.explain.reasons` and `planner.decide.explain.relaxing`; `says` holds the
    sentences, zh and en.
    """
    return {
        "format": FORMAT,
        "scenario": scenario,
        "schools": [_school(reason, names) for reason in reasons],
        "relaxations": [
            asdict(row) | {"says": {each: relaxation_sentence(row, names, each) for each in _LANGUAGES}}
            for row in relaxations
        ],
    }


def read_reasons(path: Path, plan_sha256: str) -> tuple[SchoolReason, ...]:
    """Return the reasons of a reasons.json whose `plan_sha256` is this one; none where it is another's or damaged."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if (document["format"], document["plan_sha256"]) != (FORMAT, plan_sha256):
            return ()
        schools = [
            school | {"receivers": [(row["school_id"], row["pupils"]) for row in school["receivers"]]}
            for school in document["schools"]
        ]
        return _READER.validate_python(schools)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def _school(reason: SchoolReason, names: Names) -> dict[str, object]:
    return asdict(reason) | {
        "name": names.school(reason.school_id),
        "receivers": [{"school_id": school_id, "pupils": pupils} for school_id, pupils in reason.receivers],
        "says": {each: verdict_sentence(reason, names, each) for each in _LANGUAGES},
        "rules": [
            asdict(rule) | {"says": {each: rule_sentence(rule, names, each) for each in _LANGUAGES}}
            for rule in reason.rules
        ],
        "red_lines": [
            asdict(line)
            | {
                "result": {each: passed_word(line, each) for each in _LANGUAGES},
                "says": {each: red_line_sentence(line, names, each) for each in _LANGUAGES},
            }
            for line in reason.red_lines
        ],
        "journeys": [
            asdict(journey) | {"says": {each: journey_line(journey, names, each) for each in _LANGUAGES}}
            for journey in reason.journeys
        ],
    }
