"""Imports: exports of offices, what is understood of them, matches answered, the tables of a district."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import FileResponse
from pydantic import TypeAdapter, ValidationError

from planner.errors import InputError
from planner.importing import BESIDE
from planner.language import Text
from planner.reading.exports.questions import Key
from planner.web.importing import ask_import
from planner.web.routes.shapes import PROBLEMS, Id, MatchAnswer, TheDesk, job_shape
from planner.web.store import NotThereError
from planner.web.taking_in import AskedImport
from planner.web.uploads import MOST_FILES, Given

_ANSWERS: TypeAdapter[list[MatchAnswer]] = TypeAdapter(list[MatchAnswer])


router = APIRouter(prefix="/api", tags=["imports"], responses=PROBLEMS)


@router.post("/imports", status_code=202)
def read(  # noqa: PLR0913 - the fields of a form
    desk: TheDesk,
    files: Annotated[list[UploadFile], File(min_length=1, max_length=MOST_FILES)],
    *,
    take: Annotated[bool, Form()] = False,
    district: Annotated[str, Form(max_length=40, pattern=r"^[0-9a-f]*$")] = "",
    name: Annotated[str, Form(max_length=120)] = "",
    year: Annotated[int | None, Form(ge=1900, le=2200)] = None,
    county: Annotated[str, Form(max_length=120)] = "",
    answers: Annotated[str, Form(max_length=2_000_000)] = "[]",
) -> dict[str, Any]:
    """Read exports in a job, whose result tells what is understood of them; its files are gone once it has ended.

    `take`: their tables become a district, which the result names, or a further version of one, unless a match waits
    for an answer. `answers`: a JSON list of subject, code, town, name, answer (是, 否 or an id).
    """
    given = [Given(name=file.filename or "", content=file.file.read()) for file in files]
    asked = AskedImport(
        files=tuple(file.name for file in given),
        take=take,
        district=desk.store.district(district).id if district else "",
        name=name.strip() or _called(given),
        year=year,
        county=county or None,
        answers=_answers(answers),
    )
    return job_shape(desk, ask_import(desk, given, asked))


@router.get("/districts/{district_id}/import")
def papers(desk: TheDesk, district_id: Id) -> list[str]:
    """List what an import wrote beside the tables: what was understood, and what is to be filled in."""
    return [path.name for path in _papers(desk.store.tables(desk.store.district(district_id)))]


@router.get("/districts/{district_id}/import/{file}", response_class=FileResponse)
def paper(desk: TheDesk, district_id: Id, file: str) -> FileResponse:
    """Return one of these files."""
    for path in _papers(desk.store.tables(desk.store.district(district_id))):
        if path.name == file:
            return FileResponse(path, filename=path.name)
    raise NotThereError(file)


def _papers(tables: Path) -> list[Path]:
    return sorted(path for path in (tables / BESIDE).glob("*.xlsx") if path.is_file())


def _called(files: list[Given]) -> str:
    return Path(files[0].name.replace("\\", "/")).stem[:120]


def _answers(text: str) -> tuple[tuple[Key, str], ...]:
    try:
        given = _ANSWERS.validate_json(text)
    except ValidationError as problem:
        msg = Text("answers: a list of subject, code, town, name, answer", "answers 应为回答的列表")
        raise InputError(msg) from problem
    return tuple((Key(each.subject, each.code, each.town, each.name), each.answer) for each in given if each.answer)
