"""Imports: exports of offices, what is understood of them, matches answered, the tables of a district."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import FileResponse
from pydantic import TypeAdapter, ValidationError

from planner.errors import InputError
from planner.importing import BESIDE
from planner.language import Text
from planner.reading.exports.imported import Imported
from planner.reading.exports.questions import Key
from planner.show.words.imports import asked_text, balance_text, import_document
from planner.show.words.problem_json import both
from planner.web.importing import AskedImport, brought_in, previewed
from planner.web.routes.shapes import PROBLEMS, Id, MatchAnswer, TheDesk, district_shape
from planner.web.store import NotThereError
from planner.web.uploads import MOST_FILES, Given

_ANSWERS: TypeAdapter[list[MatchAnswer]] = TypeAdapter(list[MatchAnswer])


router = APIRouter(prefix="/api", tags=["imports"], responses=PROBLEMS)


@router.post("/imports")
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
    """Read exports and tell what is understood of them; nothing of the files is kept.

    `take`: their tables become a district, or a further version of one, unless a match waits for an answer. `answers`:
    a JSON list of subject, code, town, name, answer (是, 否 or an id).
    """
    given = [Given(name=file.filename or "", content=file.file.read()) for file in files]
    asked = AskedImport(files=given, year=year, county=county or None, answers=_answers(answers))
    own = desk.store.district(district) if district else None
    if not take:
        return {"import": _document(previewed(desk.store, asked, own)), "district": None}
    made, imported = brought_in(desk.store, asked, own, name.strip() or _called(given))
    shape = None if made is None else district_shape(made, desk.store.scenarios(made.id))
    return {"import": _document(imported), "district": shape}


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


def _answers(text: str) -> dict[Key, str]:
    try:
        given = _ANSWERS.validate_json(text)
    except ValidationError as problem:
        msg = Text("answers: a list of subject, code, town, name, answer", "answers 应为回答的列表")
        raise InputError(msg) from problem
    return {Key(each.subject, each.code, each.town, each.name): each.answer for each in given if each.answer}


def _document(imported: Imported) -> dict[str, Any]:
    """Return an import as the command line tells it, each question with what is asked in both languages."""
    document = import_document(imported)
    pairs = zip(document["questions"], map(asked_text, imported.questions), strict=True)
    lacking = [
        {"table": each.table.name, "table_zh": each.table.chinese, "column": each.column,
         "column_zh": each.table.column(each.column).chinese, "rows": each.rows, "of": each.of}
        for each in imported.missing
    ]  # fmt: skip
    return (
        document
        | {"questions": [row | {"asked": str(text), "asked_zh": text.zh} for row, text in pairs], "missing": lacking}
        | both("balance", [balance_text(imported)] if imported.pupils else [])
    )
