"""Changes of a district's tables in the page: a wrong cell, rooms and beds, places of sites; listed, taken back."""

from typing import Any

from fastapi import APIRouter

from planner.web.asking import Desk
from planner.web.editing import Place, cell_edit, school_edit, site_edit
from planner.web.edits import Edit, edits_of, with_edit, without_last
from planner.web.records import District
from planner.web.routes.shapes import PROBLEMS, AskEdit, CellChange, Id, SchoolChange, TheDesk, district_shape

router = APIRouter(prefix="/api/districts/{district_id}/edits", tags=["edits"], responses=PROBLEMS)


def _shape(desk: Desk, district: District) -> dict[str, Any]:
    edits = edits_of(desk.store, district).edits
    return district_shape(district, desk.store.scenarios(district.id)) | {
        "edits": [{"says": each.says, "says_zh": each.says_zh, "made": each.made} for each in edits]
    }


@router.get("")
def list_edits(desk: TheDesk, district_id: Id) -> dict[str, Any]:
    """Return a district with what has been changed in its tables since they were uploaded, the oldest first."""
    return _shape(desk, desk.store.district(district_id))


@router.post("", status_code=201)
def edit(desk: TheDesk, district_id: Id, asked: AskEdit) -> dict[str, Any]:
    """Change a cell, a school or add a site, in a further version of the tables; plans keep the version they had."""
    district = desk.store.district(district_id)
    return _shape(desk, with_edit(desk.store, district, _edit_of(desk, district, asked)))


@router.post("/undo")
def undo(desk: TheDesk, district_id: Id) -> dict[str, Any]:
    """Take the last change back."""
    return _shape(desk, without_last(desk.store, desk.store.district(district_id)))


def _edit_of(desk: Desk, district: District, asked: AskEdit) -> Edit:
    tables = desk.store.tables(district)
    if isinstance(asked, CellChange):
        return cell_edit(tables, Place(file=asked.file, cell=asked.cell, column=asked.column), asked.value.strip())
    values = asked.model_dump(exclude={"change", "school_id"}, exclude_none=True)
    return (
        school_edit(tables, asked.school_id, values) if isinstance(asked, SchoolChange) else site_edit(tables, values)
    )
