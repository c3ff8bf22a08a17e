"""What if a village went to another school: answered at once, from the saved plan, without solving."""

import re
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from fastapi import APIRouter

from planner.plan import SchoolRow
from planner.show.page.names import band_names
from planner.show.words.common import clean
from planner.web.asking import Desk, plan_of
from planner.web.routes.shapes import PROBLEMS, AskWhatIf, Id, TheDesk
from planner.what_if import PreparedPlan, Tried, try_way

_WORD = re.compile(r"[^\s，。：；、（）,:;()\"“”]+")


router = APIRouter(prefix="/api/jobs/{job_id}/what-if", tags=["what if"], responses=PROBLEMS)


@router.get("")
def prepare(desk: TheDesk, job_id: Id) -> dict[str, Any]:
    """Read and prepare a plan, so that the first question is as quick as the others; tell who offers which band."""
    facts = _prepared(desk, job_id).known.facts
    bands = facts.scenario.grade_bands
    return {
        "offers": {
            name: [school_id for school_id, school in facts.schools.items() if school.grades.issuperset(band.grades)]
            for name, band in bands.items()
        }
    }


@router.post("")
def ask(desk: TheDesk, job_id: Id, asked: AskWhatIf) -> dict[str, Any]:
    """Return what changes if all pupils of a settlement's band attend another school, and which rules it breaks.

    Yuan a year, summed over the planning years; minutes one way. Nothing is solved: everybody else stays.
    """
    prepared = _prepared(desk, job_id)
    return what_if_document(prepared, try_way(prepared, (asked.settlement_id, asked.band, asked.school_id)))


def what_if_document(prepared: PreparedPlan, tried: Tried) -> dict[str, Any]:
    """Return an answer as JSON; `possible` is false where the pupils cannot go there at all."""
    names = _names(prepared)
    scenario = prepared.saved.scenario
    in_chinese = names | {band: band_names(band, scenario)["zh"] for band in scenario.grade_bands}
    said = [each.text() for each in tried.broken]
    return {
        "possible": tried.after is not None,
        "terms": {"before": tried.before.model_dump(by_alias=True), "after": _dumped(tried)},
        "groups": {
            "before": asdict(tried.groups_before),
            "after": None if tried.groups_after is None else asdict(tried.groups_after),
        },
        "was": [asdict(each) for each in tried.was],
        "now": [asdict(each) for each in tried.now],
        "schools": [
            {"school_id": old.school_id, "year": old.year, "before": _row(old), "after": _row(new)}
            for old, new in zip(tried.schools_before, tried.schools_after, strict=True)
        ],
        "broken": [_named(str(text), names) for text in said],
        "broken_zh": [_named(text.zh, in_chinese) for text in said],
    }


def _prepared(desk: Desk, job_id: str) -> PreparedPlan:
    return desk.kept.prepared(desk.store.folder(plan_of(desk.store, job_id)).plan / "plan.json")


def _dumped(tried: Tried) -> dict[str, float] | None:
    return None if tried.after is None else tried.after.model_dump(by_alias=True)


def _row(row: SchoolRow) -> dict[str, Any]:
    return {
        "open": row.open,
        "pupils": sum(row.pupils.values()),
        "classes": sum(row.classes.values()),
        "rooms_added": row.classrooms_added,
        "beds_added": row.beds_added,
        "boarders": row.boarders,
    }


@lru_cache(maxsize=2)
def _names(prepared: PreparedPlan) -> dict[str, str]:
    """Return names by id, of schools and settlements: of the plans asked about last they are made once."""
    district = prepared.saved.district
    return {
        str(row[key]): clean(str(row["name"]))
        for frame, key in ((district.settlements, "settlement_id"), (district.schools, "school_id"))
        for row in frame[[key, "name"]].to_dict("records")
    }


def _named(text: str, names: dict[str, str]) -> str:
    """Write names for ids."""
    return _WORD.sub(lambda word: names.get(word[0], word[0]), text)
