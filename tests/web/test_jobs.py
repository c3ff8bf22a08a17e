"""Jobs: a plan from the queue, its files, its zip; stopped, broken off, begun anew; what a former server started."""

import hashlib
import io
import json
import os
import shutil
import signal
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import planner
from planner.decide.explain.balance import ITEMS
from planner.web.access import Access
from planner.web.app import create_app
from planner.web.records import Job
from planner.web.runner import Runner
from planner.web.store import Store, new_id, now
from tests.web.conftest import ADDRESS, PORT, TOKEN, Json, Wait, resting_app


@pytest.fixture(name="plan", scope="module")
def _plan(client: TestClient, district: Json, wait: Wait) -> Json:
    """Solve the sample."""
    asked = {"kind": "run", "name": "第一个", "time_limit": 2, "threads": 1}
    answer = client.post(f"api/scenarios/{district['scenarios'][0]['id']}/jobs", json=asked)
    assert answer.status_code == 202
    return wait(client, answer.json())


def test_a_run_makes_what_the_command_line_makes(client: TestClient, store: Store, plan: Json) -> None:
    """A verified plan with all its files; progress line by line; the result is the verb's own document."""
    assert (plan["state"], plan["exit_code"], plan["has_plan"]) == ("done", 0, True)
    names = {file["name"] for file in client.get(f"api/jobs/{plan['id']}/files").json()}
    assert {"plan.json", "map.html", "report.html", "plan.xlsx", "plan.docx", "plan.gpkg", "map.png"} <= names
    result = client.get(f"api/jobs/{plan['id']}/result").json()
    assert result["verified"]
    assert result["status"] in {"optimal", "feasible"}
    saved = planner.open_plan(store.folder(plan["id"]).plan / "plan.json")
    assert planner.verify(saved) == ()
    lines = client.get(f"api/jobs/{plan['id']}/progress").json()
    assert [line["phase"] for line in lines][:1] == ["reading"]
    assert lines[-1]["phase"] == "drawing"
    standing = [line for line in lines if line.get("total") is not None]
    assert standing[-1]["total"] == pytest.approx(saved.plan.objective.total)
    assert client.get(f"api/jobs/{plan['id']}/progress?since={len(lines)}").json() == []


def test_what_if_is_answered_from_the_plan(client: TestClient, plan: Json) -> None:
    """A village at another school: yuan, classes, minutes and the rules that breaks, in both languages, unsolved."""
    address = f"api/jobs/{plan['id']}/what-if"
    offers = client.get(address).json()["offers"]
    document = client.get(f"api/jobs/{plan['id']}/document").json()
    trips = document["states"][0]["trips"]
    band, home = document["bands"][trips["b"][0]]["id"], document["settlements"]["id"][trips["s"][0]]
    there = document["schools"]["id"][trips["c"][0]]
    same = client.post(address, json={"settlement_id": home, "band": band, "school_id": there}).json()
    assert same["possible"]
    assert same["terms"]["after"]["total"] == pytest.approx(same["terms"]["before"]["total"])
    assert same["broken"] == []
    others = [
        client.post(address, json={"settlement_id": home, "band": band, "school_id": school}).json()
        for school in document["schools"]["id"]
        if school != there
    ]
    for other in others:
        assert len(other["broken"]) == len(other["broken_zh"])
        assert not [each for each in document["bands"] if each["id"] in " ".join(other["broken_zh"])]
        assert other["possible"] or other["broken"]
        if other["possible"]:
            assert other["now"][0]["school_id"] != there
            left = next(each for each in other["schools"] if each["school_id"] == there)
            assert left["after"]["pupils"] < left["before"]["pupils"]
    assert all(
        other["broken"]
        for other, school in zip(others, (each for each in document["schools"]["id"] if each != there), strict=True)
        if school not in offers[band]
    )
    assert any(other["possible"] for other in others)
    assert not all(other["possible"] for other in others)
    wrong = client.post(address, json={"settlement_id": "?", "band": band, "school_id": there})
    assert (wrong.status_code, wrong.json()["findings"][0]["column"]) == (400, "settlement_id")
    assert client.get("api/jobs/00/what-if").status_code == 404


def test_what_merging_saves_is_told_once_it_was_explained(client: TestClient, plan: Json, store: Store) -> None:
    """Nothing before; then the figures of reasons.json, as long as they are of this very plan."""
    address = f"api/jobs/{plan['id']}/balances"
    assert client.get(address).json() == {"says": [], "says_zh": [], "rows": []}
    reasons, file = store.folder(plan["id"]).plan / "reasons.json", store.folder(plan["id"]).plan / "plan.json"
    items = dict.fromkeys(ITEMS, 0.0) | {"classes": -1.0}
    rows = [
        {"school_id": name, "items": items, "fiscal": -3.0, "families": 1.0, "policy": 0.0, "penalty": 0.5}
        for name in ("T01", "*", "")
    ]
    merging = {"says": {"en": ["a", "b", "c"], "zh": ["甲", "乙", "丙"]}, "balances": rows}
    document = {"plan_sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "merging": merging}
    reasons.write_text(json.dumps(document), encoding="utf-8")
    told = client.get(address).json()
    assert [row["school_id"] for row in told["rows"]] == ["T01", "*", ""]
    assert (told["rows"][0]["classes"], told["rows"][0]["all"], told["says_zh"]) == (-1.0, -1.5, ["甲", "乙", "丙"])
    reasons.write_text(json.dumps(document | {"plan_sha256": "of another"}), encoding="utf-8")
    assert client.get(address).json()["rows"] == []
    reasons.unlink()


def test_events_tell_all_of_it_once(client: TestClient, plan: Json) -> None:
    """Every line of progress with its number, then the end; from a number on, only what came later."""
    with client.stream("GET", f"api/jobs/{plan['id']}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        text = "".join(answer.iter_text())
    count = len(client.get(f"api/jobs/{plan['id']}/progress").json())
    assert text.count("event: progress") == count
    assert '"state": "done"' in text
    with client.stream("GET", f"api/jobs/{plan['id']}/events", headers={"last-event-id": str(count - 1)}) as answer:
        assert "".join(answer.iter_text()).count("event: progress") == 1


def test_files_are_served_so_that_they_can_do_no_harm(client: TestClient, plan: Json) -> None:
    """A page that a run wrote has no origin; names are compared with what is there and never become paths."""
    answer = client.get(f"api/jobs/{plan['id']}/files/map.html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox ")
    assert "allow-same-origin" not in policy
    assert "connect-src" not in policy
    assert "default-src 'none'" in policy
    assert client.get(f"api/jobs/{plan['id']}/files/plan.docx").headers["content-disposition"].startswith("attachment")
    for name in ("../job.json", "..%2fjob.json", "%2e%2e/scenario.yaml", ".planner-lock", "/etc/passwd", ""):
        assert client.get(f"api/jobs/{plan['id']}/files/{name}").status_code in {404, 307}
    document = client.get(f"api/jobs/{plan['id']}/document").json()
    assert len(document["settlements"]["id"]) == 8
    assert document["states"][0]["trips"]["s"]


def test_the_zip_can_be_checked_elsewhere(client: TestClient, plan: Json, tmp_path: Path) -> None:
    """Unpacked in another folder the plan finds its scenario and its tables, byte for byte those it was made from."""
    answer = client.get(f"api/jobs/{plan['id']}/archive")
    assert "%E7%AC%AC%E4%B8%80%E4%B8%AA.zip" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    saved = planner.open_plan(next(tmp_path.glob("jobs/*/plan/plan.json")))
    assert planner.verify(saved) == ()
    assert saved.inputs.source.path.is_relative_to(tmp_path)


def test_a_colleague_opens_the_zip(client: TestClient, plan: Json, tmp_path: Path) -> None:
    """On another page the plan is there with tables and scenario, to be drawn there; all else in the zip is left."""
    content = client.get(f"api/jobs/{plan['id']}/archive").content
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("jobs/0123456789abcdef/../../x.txt", "no")
        archive.writestr(f"jobs/{plan['id']}/plan/extra.html", "<script>no</script>")
    store = Store(path=tmp_path / "other")
    store.prepare()
    other = TestClient(resting_app(store.path))
    opened = other.post("/api/archives", files={"file": ("a.zip", made.getvalue())}).json()
    assert (opened["id"], opened["state"], opened["has_plan"]) == (plan["id"], "queued", True)
    assert json.loads((store.folder(plan["id"]).path / "job.json").read_bytes())["words"][0] == "redraw"
    assert [file["name"] for file in other.get(f"/api/jobs/{plan['id']}/files").json()] == ["plan.json"]
    assert not list(tmp_path.rglob("x.txt"))
    assert planner.verify(planner.open_plan(store.folder(plan["id"]).plan / "plan.json")) == ()
    assert other.post("/api/archives", files={"file": ("a.zip", content)}).json()["id"] == plan["id"]
    for wrong in (b"PK", content[:1000], b""):
        answer = other.post("/api/archives", files={"file": ("a.zip", wrong)})
        assert answer.status_code == 400
        assert "没有可以打开的方案" in answer.json()["error_zh"]


def test_plans_are_named_starred_deleted_and_brought_back(client: TestClient, plan: Json) -> None:
    """What the user writes on a plan stays with it."""
    address = f"api/jobs/{plan['id']}"
    changed = client.patch(address, json={"name": "新名", "note": "给局长看", "star": True}).json()
    assert (changed["name"], changed["note"], changed["star"]) == ("新名", "给局长看", True)
    client.delete(address)
    assert plan["id"] not in {job["id"] for job in client.get("api/jobs?kind=run").json()}
    client.post(f"{address}/restore")
    assert client.get("api/jobs?kind=run").json()[0]["note"] == "给局长看"
    assert client.patch(address, json={}).json()["name"] == "新名"


def test_plans_are_compared(client: TestClient, store: Store, plan: Json, wait: Wait) -> None:
    """One plan alone, the same twice, and what is no plan are refused; two plans become a comparison."""
    for plans, code in (([plan["id"]], 422), ([plan["id"], plan["id"]], 400), ([plan["id"], "abc"], 404)):
        assert client.post("api/compare", json={"plans": plans}).status_code == code
    other = store.add_job(replace(store.job(plan["id"]), id=new_id()))
    shutil.copytree(store.folder(plan["id"]).path, store.folder(other).path)
    job = wait(client, client.post("api/compare", json={"plans": [plan["id"], other.id]}).json())
    assert job["state"] == "done", client.get(f"api/jobs/{job['id']}/messages").text
    document = client.get(f"api/jobs/{job['id']}/result").json()
    assert [each["plan"] for each in document["plans"]] == ["A", "B"]
    assert all(figure["says"] and figure["says_zh"] for figure in document["figures"])
    names = {file["name"] for file in client.get(f"api/jobs/{job['id']}/files").json()}
    assert {"compare.xlsx", "compare.png", "compare.html"} <= names


def _waiting(client: TestClient, job: Json, phase: str) -> None:
    """Wait until a job has come to a phase."""
    end = time.monotonic() + 60
    while phase not in {line["phase"] for line in client.get(f"api/jobs/{job['id']}/progress").json()}:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_stopped_waiting_and_running(client: TestClient, district: Json, wait: Wait) -> None:
    """One job runs, the other waits behind it; both are stopped, the first as Ctrl-C stops it; and begin anew."""
    address = f"api/scenarios/{district['scenarios'][0]['id']}/jobs"
    running = client.post(address, json={"kind": "run"}).json()
    behind = client.post(address, json={"kind": "run"}).json()
    _waiting(client, running, "reading")
    assert client.get(f"api/jobs/{behind['id']}").json()["state"] == "queued"
    assert client.post(f"api/jobs/{behind['id']}/stop").json()["state"] == "stopped"
    assert client.post(f"api/jobs/{running['id']}/stop").json()["stopping"]
    ended = wait(client, running)
    assert ended["state"] in {"stopped", "done"}
    if ended["state"] == "stopped" and not ended["has_plan"]:
        assert client.get(f"api/jobs/{running['id']}/result").json()["ok"] is False
    again = client.post(f"api/jobs/{behind['id']}/again").json()
    assert again["state"] in {"queued", "running"}
    client.delete(f"api/jobs/{behind['id']}")
    assert wait(client, client.get(f"api/jobs/{behind['id']}").json())["state"] in {"stopped", "done"}


def test_what_a_former_server_started_is_taken_up(tmp_path: Path, archive: bytes, wait: Wait) -> None:
    """A server that dies leaves its job running: the next one sees it through. A job that died too is interrupted."""
    store = Store(path=tmp_path / "store")
    former = TestClient(create_app(store, Access(token=TOKEN, port=PORT)), base_url=ADDRESS)
    district = former.post("api/districts/upload", files={"files": ("a.zip", archive)}).json()
    address = f"api/scenarios/{district['scenarios'][0]['id']}/jobs"
    lives, dead = (former.post(address, json={"kind": kind}).json() for kind in ("check", "today"))
    for job in (lives, dead):  # what the queue of a server does that then dies
        store.change_job(job["id"], state="running", started="2026-01-01T00:00:00.000+00:00")
    process = store.folder(lives["id"]).start()
    _waiting(former, lives, "reading")
    with TestClient(create_app(store, Access(token=TOKEN, port=PORT)), base_url=ADDRESS) as later:
        broken = wait(later, later.get(f"api/jobs/{dead['id']}").json())
        assert (broken["state"], broken["exit_code"]) == ("interrupted", None)
        assert wait(later, later.get(f"api/jobs/{lives['id']}").json())["state"] == "done"
    assert process.wait() == 0


@pytest.mark.skipif(os.name == "nt", reason="processes are killed otherwise")
def test_a_job_that_is_killed_is_interrupted(client: TestClient, district: Json, wait: Wait, store: Store) -> None:
    """Its process ends without a word; the run can begin anew, and does not by itself."""
    job = client.post(f"api/scenarios/{district['scenarios'][0]['id']}/jobs", json={"kind": "run"}).json()
    end = time.monotonic() + 60
    while not (holder := store.folder(job["id"]).path / ".planner-lock").exists():
        assert time.monotonic() < end
        time.sleep(0.02)
    os.kill(_pid(holder), signal.SIGKILL)
    assert wait(client, job)["state"] == "interrupted"
    assert client.get(f"api/jobs/{job['id']}/result").json() is None


def _pid(holder: Path) -> int:
    """Wait until the lock names its process."""
    while not (text := holder.read_bytes()):
        time.sleep(0.02)
    return int(json.loads(text)["pid"])


def test_what_was_not_drawn_is_asked_for(store: Store, plan: Json) -> None:
    """A run broken off after its plan was saved: what stands beside it is made without solving again."""
    other = store.add_job(replace(store.job(plan["id"]), id=new_id()))
    shutil.copytree(store.folder(plan["id"]).path, store.folder(other).path)
    (store.folder(other).plan / "map.html").unlink()
    resting = TestClient(resting_app(store.path))
    assert resting.get(f"/api/jobs/{other.id}/document").status_code == 404
    assert resting.post(f"/api/jobs/{other.id}/redraw").json()["state"] == "queued"
    assert json.loads((store.folder(other).path / "job.json").read_bytes())["words"] == [
        "redraw", "plan/plan.json", "--json",
    ]  # fmt: skip
    store.change_job(other.id, state="stopped", deleted=now())


def test_a_sweep_asks_the_command_line_s_question(tmp_path: Path, archive: bytes) -> None:
    """A key and its values become the verb's --vary; values that are none are refused."""
    store = Store(path=tmp_path / "store")
    store.prepare()
    resting = TestClient(resting_app(store.path))
    district = resting.post("/api/districts/upload", files={"files": ("a.zip", archive)}).json()
    address = f"/api/scenarios/{district['scenarios'][0]['id']}/sweep"
    asked = {"route": ["rules", "merge", "most"], "values": [0, 1], "time_limit": 1}
    job = resting.post(address, json=asked).json()
    words = json.loads((store.folder(job["id"]).path / "job.json").read_bytes())["words"]
    assert words[:4] == ["sweep", "scenario.yaml", "--vary", "rules.merge.most=0,1"]
    assert words[4:] == ["--out", "plan", "--time-limit", "1", "--json"]
    for wrong in ([1], [], ["x", 2]):
        assert resting.post(address, json=asked | {"values": wrong}).status_code == 422


def test_deleted_long_ago_is_gone(tmp_path: Path) -> None:
    """After a month the folder goes too; what was deleted lately stays."""
    store = Store(path=tmp_path / "store")
    store.prepare()
    for name, deleted in (("a" * 16, "2020-01-01T00:00:00+00:00"), ("b" * 16, now()), ("c" * 16, None)):
        job = Job(id=name, kind="run", district="d", scenario=None, state="done", name="", made=now(), deleted=deleted)
        store.folder(store.add_job(job)).path.mkdir()
    store.purge()
    assert {job.id[0] for job in store.jobs(deleted=True)} == {"b", "c"}
    assert {path.name[0] for path in (store.path / "jobs").iterdir()} == {"b", "c"}


def test_a_broken_store_of_progress_is_read_as_far_as_it_goes(store: Store, plan: Json) -> None:
    """A line that is half written is left for later; one that is damaged is passed over."""
    folder = store.folder(plan["id"])
    path = folder.path / "progress.jsonl"
    whole = path.read_text(encoding="utf-8")
    path.write_text(f'{whole}not json\n{json.dumps({"phase": "x"})}\n{{"pha', encoding="utf-8")
    assert folder.progress()[-1] == {"phase": "x"}
    path.write_text(whole, encoding="utf-8")


def test_closing_stops_what_runs(tmp_path: Path) -> None:
    """A queue without jobs ends at once."""
    store = Store(path=tmp_path / "store")
    store.prepare()
    runner = Runner(store)
    runner.start()
    runner.close()
