"""What merging saves or costs as a JSON document."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from planner.decide.explain.balance import Balance
from planner.decide.explain.merge_counts import Priced, saved
from planner.language import Text
from planner.show.words.merging import TOGETHER, Merging, MergingTold, counted_sentences, merging_sentences
from planner.show.words.reason_names import Names

_READER = TypeAdapter(dict[str, object])
_SAYS = TypeAdapter(dict[str, list[str]])
_ROWS = TypeAdapter(tuple[Balance, ...])


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
        "counted": _counted(merging),
        "says": _both(said),
    }


def read_merging(path: Path, plan_sha256: str) -> dict[str, object]:
    """Return what a reasons.json of the same plan says of merging; empty where it says nothing or is another's."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        found = document["merging"] if document["plan_sha256"] == plan_sha256 else {}
        return _READER.validate_python(found) if told_of_merging(found).sentences else {}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def told_of_merging(document: Mapping[str, object]) -> MergingTold:
    """Return what papers and pages print: sentences about all merges together, and the balances.

    Nothing of a document that is damaged.
    """
    try:
        together = _said(document)[:TOGETHER]
        counted = _READER.validate_python(document.get("counted") or {})
        rows = _ROWS.validate_python(document.get("balances", ()))
    except (ValidationError, KeyError):
        return MergingTold()
    return MergingTold(sentences=(*together, *_said(counted)), balances=rows)


def _said(document: Mapping[str, object]) -> tuple[Text, ...]:
    says = _SAYS.validate_python(document.get("says", {"zh": [], "en": []}))
    return tuple(Text(en, zh) for en, zh in zip(says["en"], says["zh"], strict=False))


def _counted(merging: Merging) -> dict[str, object] | None:
    """Return what is known of merging exactly as many as may be merged; None where it was not asked."""
    counted, said = merging.counted, counted_sentences(merging)
    if counted is None:
        return None
    if counted.plan is None:
        return {"merged": counted.count, "clashes": [str(each) for each in counted.clashes], "says": _both(said)}
    known = saved(merging.plan, counted.plan)
    return _priced(counted.plan) | {"saved": asdict(known) | {"standing": known.standing}, "says": _both(said)}


def _both(said: Sequence[Text]) -> dict[str, object]:
    return {"zh": [each.zh for each in said], "en": [str(each) for each in said]}


def _priced(priced: Priced) -> dict[str, object]:
    return {
        "merged": priced.merged,
        "total": priced.total,
        "bound": priced.bound,
        "shortfall_pupils": priced.shortfall_pupils,
        "empty": priced.empty,
    }
