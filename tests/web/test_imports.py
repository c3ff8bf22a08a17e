"""An import in the page: what was understood, matches answered, the tables of a district; nothing of single people."""

import io
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from planner.web.job_folder import ARRIVING
from planner.web.records import Job, State
from planner.web.store import Store, now
from tests.exporting import REGISTER, SPECIMENS, VILLAGES, csv_file
from tests.web.conftest import Json, Wait

Send = Callable[..., Json]
SECRETS = ("某甲绝密", "某甲绝密父", "41030820180101000X")


@pytest.fixture(name="send")
def _send(client: TestClient, wait: Wait) -> Send:
    """Return how to send files as the page does, and to wait for what came of them."""

    def send(files: list[Path], **fields: str) -> Json:
        job = wait(client, _asked(client, files, **fields))
        document: Json = client.get(f"api/jobs/{job['id']}/result").json()
        assert job["state"] == ("done" if document["ok"] else "refused")
        return document

    return send


def _asked(client: TestClient, files: list[Path], **fields: str) -> Json:
    """Send files; return the job that reads them."""
    given = [("files", (path.name, path.read_bytes())) for path in files]
    answer = client.post("api/imports", files=given, data=fields)
    assert answer.status_code == 202, answer.text
    job: Json = answer.json()
    return job


def _doubtful(folder: Path) -> list[Path]:
    """Write a register with a village that is like one of the list, and the list."""
    name, parent, identity = SECRETS
    row = (name, "东湾镇中心小学", "9901010001", "一年级", f"东湾镇李家庄村{parent}{identity}", "")
    return [csv_file(folder / "register.csv", [REGISTER, row]), csv_file(folder / "villages.csv", VILLAGES)]


def _answered(question: Json, answer: str) -> str:
    key = {name: question[name] for name in ("subject", "code", "town", "name")}
    return json.dumps([key | {"answer": answer}])


def test_matches_are_answered_and_nothing_of_single_people_stays(
    client: TestClient, store: Store, send: Send, tmp_path: Path
) -> None:
    """Previewed, refused while a match waits, taken once it is answered; no byte of a name is left in the store."""
    files = _doubtful(tmp_path)
    first = send(files, year="2025", take="true")
    (question,) = first["import"]["questions"]
    assert first["district"] is None, "a match waits"
    assert question["answer"] is None
    assert "学生姓名" in first["import"]["sheets"][0]["dropped_personal"]
    answers = _answered(question, "是")
    again = send(files, year="2025", answers=answers)
    assert again["district"] is None, "nobody asked for tables"
    assert again["import"]["questions"][0]["answer"] == question["candidates"][0]["id"]
    made = send(files, year="2025", answers=answers, take="true", name="虚构县")["district"]
    district = client.get(f"api/districts/{made}").json()
    assert (district["name"], district["source"]) == ("虚构县", "import")
    assert {"settlements.csv", "schools.csv", "pupils.csv"} <= set(district["files"])
    values = client.get(f"api/scenarios/{district['scenarios'][0]['id']}").json()["values"]
    assert values["years"] == [2025]
    assert not list(store.path.rglob(ARRIVING))
    written = b"".join(path.read_bytes() for path in store.path.rglob("*") if path.is_file())
    for secret in SECRETS:
        assert secret.encode() not in written
        assert secret.encode("gb18030") not in written


def test_what_no_export_tells_is_filled_in(client: TestClient, send: Send, tmp_path: Path) -> None:
    """The workbook to fill in, filled and imported once more, alone: a further version of the tables has it all."""
    made = send(list(SPECIMENS), take="true")["district"]
    address = f"api/districts/{made}/import"
    assert client.get(address).json() == ["fill-in.xlsx", "preview.xlsx"]
    assert client.get(f"{address}/settlements.csv").status_code == 404
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}/fill-in.xlsx").content))
    for sheet in book:
        headings = [cell.value for cell in sheet[2]]
        for line in range(3, sheet.max_row + 1):
            for name, value in (("经度", 112.4 + line / 500), ("纬度", 34.7 + line / 500), ("教室数", 20)):
                if name in headings:
                    sheet.cell(line, headings.index(name) + 1).value = value
    book.save(tmp_path / "补填.xlsx")
    answer = send([tmp_path / "补填.xlsx"], district=made, take="true")
    assert (answer["import"]["missing"], answer["district"]) == ([], made)
    assert client.get(f"api/districts/{made}").json()["version"] == 2


def test_wrong_files_are_told_with_their_own_names(
    client: TestClient, store: Store, wait: Wait, tmp_path: Path
) -> None:
    """Names are shown and become no paths; what is no answer is refused; an unknown district is not there."""
    wrong = {"files": ("../../坏.csv", "姓名,分数\n某甲,3\n".encode())}
    job = wait(client, client.post("api/imports", files=wrong).json())
    assert job["state"] == "refused"
    assert client.get(f"api/jobs/{job['id']}/result").json()["findings"][0]["file"] == "坏.csv"
    assert not list(store.path.parent.rglob("坏*"))
    files = {"files": ("r.csv", _doubtful(tmp_path)[0].read_bytes())}
    assert client.post("api/imports", files=files, data={"answers": "[1]"}).status_code == 400
    assert client.post("api/imports", files=files, data={"district": "0" * 16}).status_code == 404
    assert not list(store.path.rglob(ARRIVING))


def _held(store: Store, job: Json) -> int:
    """Hold a job's process up as soon as it has begun; return its number."""
    end = time.monotonic() + 60
    holder = store.folder(job["id"]).path / ".planner-lock"
    while not (holder.exists() and holder.read_bytes()):
        assert time.monotonic() < end
        time.sleep(0.01)
    pid = int(json.loads(holder.read_bytes())["pid"])
    os.kill(pid, signal.SIGSTOP)
    return pid


@pytest.mark.skipif(os.name == "nt", reason="processes are held up otherwise")
def test_others_are_answered_while_exports_are_read(
    client: TestClient, store: Store, wait: Wait, tmp_path: Path
) -> None:
    """Another process reads them: held up, it holds nobody up; let go, it comes to its end."""
    job = _asked(client, _doubtful(tmp_path), year="2025")
    pid = _held(store, job)
    assert pid != os.getpid()
    assert client.get("api/districts").status_code == 200
    empty = client.post("api/districts", json={"start": "empty", "name": "另一个"})
    assert empty.status_code == 201
    assert client.get(f"api/jobs/{job['id']}").json()["state"] == "running"
    assert list(store.folder(job["id"]).arriving.iterdir())
    os.kill(pid, signal.SIGCONT)
    assert wait(client, job)["state"] == "done"


@pytest.mark.skipif(os.name == "nt", reason="processes are held up otherwise")
@pytest.mark.parametrize("killed", [True, False])
def test_an_import_that_is_broken_off_leaves_no_upload(
    client: TestClient, store: Store, wait: Wait, tmp_path: Path, *, killed: bool
) -> None:
    """Killed, or stopped from the page: what was uploaded is gone, and it cannot begin anew without the files."""
    job = _asked(client, _doubtful(tmp_path), year="2025")
    pid = _held(store, job)
    assert list(store.folder(job["id"]).arriving.iterdir())
    if killed:
        os.kill(pid, signal.SIGKILL)
    else:
        for _ in range(2):  # the second time it is ended at once, though it is held up
            client.post(f"api/jobs/{job['id']}/stop")
    assert wait(client, job)["state"] == ("interrupted" if killed else "stopped")
    assert not store.folder(job["id"]).arriving.exists()
    assert client.post(f"api/jobs/{job['id']}/again").status_code == 400


def test_a_server_that_starts_removes_what_nobody_reads(tmp_path: Path) -> None:
    """Uploads of no job, and imports that have ended; what still waits to be read stays."""
    store = Store(path=tmp_path)
    store.prepare()
    states: dict[str, State] = {"a" * 16: "queued", "b" * 16: "done"}
    for name, state in states.items():
        job = Job(id=name, kind="import", district="", scenario=None, state=state, name="", made=now())
        store.add_job(job)
    for name in ("a", "b", "c"):
        arriving = store.folder(name * 16).arriving
        arriving.mkdir(parents=True)
        (arriving / "0").write_text("姓名", encoding="utf-8")
    store.purge()
    assert [job.id[0] for job in store.jobs(deleted=True)] == ["a"]
    assert [path.parent.name[0] for path in (tmp_path / "jobs").glob("*/arriving")] == ["a"]
