"""What merging saves or costs as a JSON document."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from planner.decide.explain.merge_counts import Priced, saved
from planner.language import Text
from planner.show.words.merging import Merging, merging_sentences
from planner.show.words.reason_names import Names

_READER = TypeAdapter(dict[str, object])
_SAYS = TypeAdapter(dict[str, list[str]])
_TOGETHER = 3
"""Sentences about all merges together: what is saved, and both intervals; the schools follow."""


def merging_document(merging: Merging, names: Names) -> dict[str, object]:
    """Return both plans' intervals, what is saved as far as proven, each school's balance, and the sentences.

    Yuan a year, means over the planning years; `balances` are the plan less the one that keeps all: less is
    saved.
    """
    known = saved(merging.plan, merging.other)
    said = merging_sentences(merging, names)
    return {
        "plan": _priced(merging.plan),
        "other": _priced(merging.other) | {"keeps_all": merging.keeps_all},
        "saved": asdict(known) | {"standing": known.standing},
        "balances": [asdict(each) | {"total": each.total} for each in merging.balances],
        "says": {"zh": [each.zh for each in said], "en": [str(each) for each in said]},
    }


def read_merging(path: Path, plan_sha256: str) -> dict[str, object]:
    """Return what a reasons.json of the same plan says of merging; empty where it says nothing or is another's."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        found = document["merging"] if document["plan_sha256"] == plan_sha256 else {}
        return _READER.validate_python(found) if said_of_merging(found) else {}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def said_of_merging(document: Mapping[str, object]) -> tuple[Text, ...]:
    """Return the sentences about all merges together, which papers and pages print; none where there are none."""
    try:
        says = _SAYS.validate_python(document.get("says", {"zh": [], "en": []}))
    except ValidationError:
        return ()
    return tuple(Text(en, zh) for en, zh in zip(says["en"], says["zh"], strict=False))[:_TOGETHER]


def _priced(priced: Priced) -> dict[str, object]:
    return {
        "merged": priced.merged,
        "total": priced.total,
        "bound": priced.bound,
        "shortfall_pupils": priced.shortfall_pupils,
    }
