"""Districts: begin one, upload its tables, rename, delete and bring back."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import FileResponse

from planner.web.asking import Desk
from planner.web.districts import add_empty, add_example, add_scenario, add_uploaded, replace_tables
from planner.web.records import District
from planner.web.routes.shapes import PROBLEMS, Begin, Id, Named, NewScenario, TheDesk, district_shape, scenario_shape
from planner.web.scenario_text import Change, with_changes
from planner.web.store import NotThereError, now
from planner.web.uploads import MOST_FILES, Given, taken_from
from planner.writing import FILES_NAME

Files = Annotated[list[UploadFile], File(min_length=1, max_length=MOST_FILES)]


router = APIRouter(prefix="/api/districts", tags=["districts"], responses=PROBLEMS)


def _shape(desk: Desk, district: District) -> dict[str, Any]:
    return district_shape(district, desk.store.scenarios(district.id))


@router.get("")
def list_districts(desk: TheDesk) -> list[dict[str, Any]]:
    """List the districts, the newest first."""
    return [_shape(desk, district) for district in desk.store.districts()]


@router.post("", status_code=201)
def begin(desk: TheDesk, asked: Begin) -> dict[str, Any]:
    """Begin from the embedded example, or with an empty workbook to fill in."""
    made = add_example(desk.store) if asked.start == "example" else add_empty(desk.store, asked.name or "我县（区）")
    return _shape(desk, made)


@router.post("/upload", status_code=201)
def upload(desk: TheDesk, files: Files, name: Annotated[str, Form(max_length=120)] = "") -> dict[str, Any]:
    """Begin from a workbook, or from tables as CSV, or a zip of them."""
    given = _given(files)
    title = name or Path(given[0].name.replace("\\", "/")).stem[:120]
    return _shape(desk, add_uploaded(desk.store, title, taken_from(given)))


@router.get("/{district_id}")
def one(desk: TheDesk, district_id: Id) -> dict[str, Any]:
    """Return a district, its scenarios and the files of its tables."""
    district = desk.store.district(district_id)
    return _shape(desk, district) | {"files": [path.name for path in _files(desk.store.tables(district))]}


@router.patch("/{district_id}")
def rename(desk: TheDesk, district_id: Id, asked: Named) -> dict[str, Any]:
    """Give a district another name."""
    return _shape(desk, desk.store.change_district(district_id, name=asked.name))


@router.delete("/{district_id}")
def delete(desk: TheDesk, district_id: Id) -> dict[str, Any]:
    """Delete a district; it can be brought back."""
    return _shape(desk, desk.store.change_district(district_id, deleted=now()))


@router.post("/{district_id}/restore")
def restore(desk: TheDesk, district_id: Id) -> dict[str, Any]:
    """Bring a deleted district back."""
    return _shape(desk, desk.store.change_district(district_id, deleted=None))


@router.put("/{district_id}/tables")
def upload_again(desk: TheDesk, district_id: Id, files: Files) -> dict[str, Any]:
    """Put mended tables in the place of those there; plans keep the tables that they were made from."""
    return _shape(desk, replace_tables(desk.store, desk.store.district(district_id), taken_from(_given(files))))


@router.get("/{district_id}/tables/{file}", response_class=FileResponse)
def table(desk: TheDesk, district_id: Id, file: str) -> FileResponse:
    """Return one file of the tables as it lies there."""
    for path in _files(desk.store.tables(desk.store.district(district_id))):
        if path.name == file:
            return FileResponse(path, filename=path.name)
    raise NotThereError(file)


@router.post("/{district_id}/scenarios", status_code=201)
def new_scenario(desk: TheDesk, district_id: Id, asked: NewScenario) -> dict[str, Any]:
    """Begin a further scenario, as a copy of another."""
    district, source = desk.store.district(district_id), desk.store.scenario(asked.copy_of)
    text = desk.store.text(source.id)
    name = asked.name.strip()
    changed = with_changes(text, [Change(route=("title",), value=name)]) if name else text
    return scenario_shape(add_scenario(desk.store, district, changed))


def _given(files: list[UploadFile]) -> list[Given]:
    return [Given(name=file.filename or "", content=file.file.read()) for file in files]


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in found if path.is_file() and path.name != FILES_NAME]
