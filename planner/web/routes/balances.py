"""What merging saves, as the report and the Word plan have it, once a plan has been explained."""

from typing import Any

from fastapi import APIRouter

from planner.show.page.balances import merging_of
from planner.show.words.merging_json import read_merging, told_of_merging
from planner.show.words.problem_json import both
from planner.web.asking import plan_of
from planner.web.routes.shapes import PROBLEMS, Id, TheDesk
from planner.writing import sha256_of

_REASONS = "reasons.json"
"""What planner explain writes beside a plan."""


router = APIRouter(prefix="/api/jobs/{job_id}", tags=["balances"], responses=PROBLEMS)


@router.get("/balances")
def balances(desk: TheDesk, job_id: Id) -> dict[str, Any]:
    """Return each merged school's balance against keeping all, the rest, and all together; nothing before it is known.

    Counts and yuan a year, below zero is saved; `school_id` is `*` for what merging does not cause, empty for the sum.
    """
    plan = desk.store.folder(plan_of(desk.store, job_id)).plan / "plan.json"
    told = told_of_merging(read_merging(plan.parent / _REASONS, sha256_of(plan) or ""))
    document = merging_of(told, {})
    rows = document["rows"] if isinstance(document["rows"], list) else []
    ids = [each.school_id for each in told.balances]
    return both("says", told.sentences) | {
        "rows": [{**row, "school_id": school_id} for row, school_id in zip(rows, ids, strict=True)]
    }
