"""Files of a plan: listed, opened, downloaded one by one, or all in a zip that can be opened elsewhere."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response, StreamingResponse

from planner.web.asking import plan_of
from planner.web.records import Job
from planner.web.routes.shapes import PROBLEMS, Id, TheDesk
from planner.web.store import NotThereError, Store

_PAGE_POLICY = (
    "sandbox allow-scripts allow-downloads allow-modals allow-popups; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data: blob:; worker-src blob:; child-src blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
"""A page that a run wrote holds its own script and narrows this down by its own policy to that script's hash. Sandboxed
it has no origin: nothing in it can ask this server for anything."""
_DATA = re.compile(rb'<script type="application/json" id="data-plan">(.*?)</script>', re.DOTALL)
_HIDDEN = re.compile(r"^\.")
_PIECE = 1 << 20


router = APIRouter(prefix="/api/jobs/{job_id}", tags=["files"], responses=PROBLEMS)


@router.get("/files")
def list_files(desk: TheDesk, job_id: Id) -> list[dict[str, Any]]:
    """List the files that a job wrote."""
    folder = desk.store.folder(desk.store.job(job_id)).plan
    return [{"name": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size} for path in _written(folder)]


@router.get("/files/{name:path}", response_class=FileResponse)
def one(desk: TheDesk, job_id: Id, name: str, *, download: bool = False) -> FileResponse:
    """Return one of these files."""
    folder = desk.store.folder(desk.store.job(job_id)).plan
    for path in _written(folder):  # compared with what is there: a name never becomes a path
        if path.relative_to(folder).as_posix() == name:
            return _answer(path, download=download)
    raise NotThereError(name)


@router.get("/document")
def document(desk: TheDesk, job_id: Id) -> Response:
    """Return the plan as its map page holds it: schools, villages, who goes where."""
    page = desk.store.folder(plan_of(desk.store, job_id)).plan / "map.html"
    found = _DATA.search(page.read_bytes()) if page.is_file() else None
    if found is None:
        raise NotThereError(job_id)
    return Response(found[1], media_type="application/json")


@router.get("/archive", response_class=StreamingResponse)
def archive(desk: TheDesk, job_id: Id) -> StreamingResponse:
    """Return a zip of the plan, its scenario and its tables, in which every verb of the planner finds its way."""
    job = plan_of(desk.store, job_id)
    name = quote(f"{job.name or 'plan'}.zip", safe="")
    return StreamingResponse(
        _zipped(desk.store, job),
        media_type="application/zip",
        headers={"content-disposition": f"attachment; filename=plan.zip; filename*=UTF-8''{name}"},
    )


def _answer(path: Path, *, download: bool) -> FileResponse:
    if path.suffix == ".html" and not download:
        return FileResponse(path, headers={"content-security-policy": _PAGE_POLICY})
    shown = path.suffix in {".png", ".json", ".csv", ".svg"} and not download
    policy = {"content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}
    kind = "inline" if shown else "attachment"
    return FileResponse(path, filename=path.name, headers=policy, content_disposition_type=kind)


def _written(folder: Path) -> list[Path]:
    """Return the files that a job wrote, not those of work under way."""
    if not folder.is_dir():
        return []
    found = sorted(folder.rglob("*"))
    return [
        path
        for path in found
        if path.is_file()
        and not path.is_symlink()
        and not any(_HIDDEN.match(part) for part in path.relative_to(folder).parts)
    ]


def _zipped(store: Store, job: Job) -> Iterator[bytes]:
    """Yield a zip with the folders as they lie in the store, so that the plan finds its scenario and its tables."""
    district = store.district(job.district)
    folder = store.folder(job)
    tables = store.path / "districts" / district.id / (folder.tables or "tables-1")
    with TemporaryFile(dir=store.path) as made:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", _README)
            for path in (folder.path / "scenario.yaml", *_written(folder.plan), *_written(tables)):
                archive.write(path, path.relative_to(store.path).as_posix())
        made.seek(0)
        while piece := made.read(_PIECE):
            yield piece


_README = (
    "jobs/*/plan 里是方案：map.html、report.html 用浏览器打开，plan.xlsx、plan.docx 用 Excel、Word 打开。\r\n"
    "核验：planner verify jobs/…/plan/plan.json\r\n\r\n"
    "The plan is in jobs/*/plan: open map.html and report.html in a browser, plan.xlsx and plan.docx in Excel and "
    "Word.\r\n"
    "To check it: planner verify jobs/.../plan/plan.json\r\n"
)
