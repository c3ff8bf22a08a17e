"""Jobs: solve, look, explain, compare; follow them, stop them, begin them again; the list of plans."""

import json
import re
from asyncio import sleep
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, File, Header, Query, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse

from planner.web.archives import open_archive
from planner.web.asking import Desk, ask_again, ask_of_plans, ask_to_redraw, plan_of
from planner.web.job_folder import RESULT
from planner.web.records import Job, Kind
from planner.web.routes.shapes import PROBLEMS, AskPlan, AskPlans, Id, JobChange, TheDesk, job_shape
from planner.web.runner import has_ended
from planner.web.store import NotThereError, Store, now
from planner.web.uploads import Given

_SECONDS_BETWEEN = 0.4
_SECONDS_OF_SILENCE = 15.0
"""After so long a comment line keeps the connection open."""


router = APIRouter(prefix="/api", tags=["jobs"], responses=PROBLEMS)


@router.get("/jobs")
def list_jobs(desk: TheDesk, kind: Annotated[list[Kind] | None, Query()] = None) -> list[dict[str, Any]]:
    """List jobs, the newest first."""
    return [job_shape(desk, job) for job in desk.store.jobs(kinds=kind or ())]


@router.get("/jobs/{job_id}")
def one(desk: TheDesk, job_id: Id) -> dict[str, Any]:
    """Return a job."""
    return job_shape(desk, desk.store.job(job_id))


@router.patch("/jobs/{job_id}")
def change(desk: TheDesk, job_id: Id, asked: JobChange) -> dict[str, Any]:
    """Name a job, star it, write a note on it."""
    given = asked.model_dump(exclude_none=True)
    return job_shape(desk, desk.store.change_job(job_id, **given) if given else desk.store.job(job_id))


@router.delete("/jobs/{job_id}")
def delete(desk: TheDesk, job_id: Id) -> dict[str, Any]:
    """Delete a job; it can be brought back. One that runs is stopped."""
    job = desk.store.job(job_id)
    if not has_ended(job):
        desk.runner.stop(job)
    return job_shape(desk, desk.store.change_job(job_id, deleted=now()))


@router.post("/jobs/{job_id}/restore")
def restore(desk: TheDesk, job_id: Id) -> dict[str, Any]:
    """Bring a deleted job back."""
    return job_shape(desk, desk.store.change_job(job_id, deleted=None))


@router.post("/jobs/{job_id}/stop")
def stop(desk: TheDesk, job_id: Id) -> dict[str, Any]:
    """Stop a job with the best plan so far; asked a second time, at once."""
    desk.runner.stop(desk.store.job(job_id))
    return job_shape(desk, desk.store.job(job_id))


@router.post("/jobs/{job_id}/again", status_code=202)
def again(desk: TheDesk, job_id: Id) -> dict[str, Any]:
    """Begin a job anew that has ended."""
    job = desk.store.job(job_id)
    return job_shape(desk, ask_again(desk, job) if has_ended(job) else job)


@router.post("/jobs/{job_id}/redraw", status_code=202)
def redraw(desk: TheDesk, job_id: Id) -> dict[str, Any]:
    """Make maps, pages and papers of a plan that is saved, where a run was broken off before it made them."""
    job = plan_of(desk.store, job_id)
    return job_shape(desk, ask_to_redraw(desk, job) if has_ended(job) else job)


@router.get("/jobs/{job_id}/result")
def result(desk: TheDesk, job_id: Id) -> Response:
    """Return the JSON document that the verb wrote; null before there is one."""
    job = desk.store.job(job_id)
    text = json.dumps(desk.store.folder(job).result(), ensure_ascii=False)
    return Response(_without_paths(desk.store, job, text), media_type="application/json")


@router.get("/jobs/{job_id}/messages")
def messages(desk: TheDesk, job_id: Id) -> dict[str, str]:
    """Return what the verb said on standard error."""
    return {"text": desk.store.folder(desk.store.job(job_id)).messages()}


@router.get("/jobs/{job_id}/progress")
def progress(desk: TheDesk, job_id: Id, since: Annotated[int, Query(ge=0)] = 0) -> list[dict[str, Any]]:
    """Return where the work stood, line by line."""
    return desk.store.folder(desk.store.job(job_id)).progress(since)


@router.get("/jobs/{job_id}/best")
def best(desk: TheDesk, job_id: Id) -> Response:
    """Return the best plan so far of a run that works: what becomes of schools, and where pupils go."""
    found = desk.store.folder(desk.store.job(job_id)).best()
    if found is None:
        raise NotThereError(job_id)
    return Response(found, media_type="application/json")


@router.get("/jobs/{job_id}/ground")
def ground(desk: TheDesk, job_id: Id) -> Response:
    """Return the district as it is (a job `today`) by the tables that a job was asked with, where one has looked."""
    job = desk.store.job(job_id)
    tables = desk.store.folder(job).tables
    for look in desk.store.jobs(kinds=["today"]):
        folder = desk.store.folder(look)
        if look.district == job.district and look.state == "done" and folder.tables == tables:
            return Response((folder.path / RESULT).read_bytes(), media_type="application/json")
    raise NotThereError(job_id)


@router.get("/jobs/{job_id}/events", response_class=StreamingResponse)
async def events(
    desk: TheDesk, job_id: Id, request: Request, last_event_id: Annotated[str, Header(max_length=20)] = "0"
) -> StreamingResponse:
    """Follow a job: lines of its progress, its state, and word of a better plan, as server-sent events."""
    await run_in_threadpool(desk.store.job, job_id)
    since = int(last_event_id) if last_event_id.isdecimal() and last_event_id.isascii() else 0
    return StreamingResponse(_events(desk, job_id, since, request), media_type="text/event-stream")


@router.post("/archives", status_code=202)
def open_zip(desk: TheDesk, file: Annotated[UploadFile, File()]) -> dict[str, Any]:
    """Open a plan that came in a zip from another computer: its maps and papers are drawn here."""
    return job_shape(desk, open_archive(desk, Given(name=file.filename or "", content=file.file.read())))


@router.post("/compare", status_code=202)
def compare(desk: TheDesk, asked: AskPlans) -> dict[str, Any]:
    """Compare two to six plans."""
    plans = [plan_of(desk.store, each) for each in asked.plans]
    name = asked.name or " · ".join(plan.name for plan in plans)[:120]
    return job_shape(desk, ask_of_plans(desk, "compare", plans, name))


@router.post("/jobs/{job_id}/about", status_code=202)
def about(desk: TheDesk, job_id: Id, asked: AskPlan) -> dict[str, Any]:
    """Ask for the shortfall of a plan, or why each of its schools is kept or merged."""
    plan = plan_of(desk.store, job_id)
    return job_shape(desk, ask_of_plans(desk, asked.kind, [plan], plan.name))


def _without_paths(store: Store, job: Job, text: str) -> str:
    """Name the district in place of the folder where its tables lie: the folder is none that the user made."""
    if not job.district:  # an import of a district that is not there yet
        return text
    folder = json.dumps(str(store.path / "districts" / job.district), ensure_ascii=False)[1:-1]
    name = json.dumps(store.district(job.district).name, ensure_ascii=False)[1:-1]
    return re.sub(rf"{re.escape(folder)}(?:/|\\\\)tables-\d+", lambda _: name, text)


async def _events(desk: Desk, job_id: str, since: int, request: Request) -> AsyncIterator[str]:
    """Yield events until the job has ended or nobody listens any more."""
    store, state, told_at, quiet = desk.store, "", 0, 0.0
    while not await request.is_disconnected():
        try:
            job = await run_in_threadpool(store.job, job_id)
        except NotThereError:
            return
        lines = await run_in_threadpool(store.folder(job).progress, since)
        for line in lines:
            since += 1
            yield f"id: {since}\nevent: progress\ndata: {json.dumps(line, ensure_ascii=False)}\n\n"
        written_at = store.folder(job).best_written
        if written_at != told_at:
            told_at = written_at
            yield f"event: plan\ndata: {told_at}\n\n"
        shape = await run_in_threadpool(job_shape, desk, job)
        now_at = f"{job.state} {shape['before']} {shape['stopping']}"
        if now_at != state:
            state = now_at
            yield f"event: state\ndata: {json.dumps(shape, ensure_ascii=False)}\n\n"
        if has_ended(job):
            return
        quiet = 0.0 if lines else quiet + _SECONDS_BETWEEN
        if quiet > _SECONDS_OF_SILENCE:
            quiet = 0.0
            yield ": still here\n\n"
        await sleep(_SECONDS_BETWEEN)
