"""An import in the page: uploaded exports wait in the folder of the job that reads them (`planner.web.taking_in`)."""

from collections.abc import Sequence

from planner.web.asking import Desk
from planner.web.records import Job
from planner.web.store import new_id, now
from planner.web.taking_in import ASKED, AskedImport
from planner.web.uploads import Given

_STORE = "../.."
"""The way from a job's folder to the store."""


def ask_import(desk: Desk, given: Sequence[Given], asked: AskedImport) -> Job:
    """Queue the reading of exports, each laid down under its place in `given`: names become no paths. OSError."""
    job = Job(
        id=new_id(), kind="import", district=asked.district, scenario=None, state="queued", name=asked.name, made=now()
    )
    folder = desk.store.folder(job)
    folder.ask([job.kind, _STORE])
    folder.arriving.mkdir(mode=0o700)
    for place, file in enumerate(given):
        (folder.arriving / str(place)).write_bytes(file.content)
    (folder.arriving / ASKED).write_text(asked.model_dump_json(), encoding="utf-8")
    desk.store.add_job(job)
    desk.runner.wake()
    return job
