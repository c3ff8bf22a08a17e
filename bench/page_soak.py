"""The page under load, and killed at random moments: whether its memory grows, and whether a saved plan is lost.

    python -m bench.page_soak --seconds 600 --rate 50 --kills 200

A server of its own is started in an empty folder with the example of the template, small and filled; a plan is solved.
Then so many requests a second are sent, of every kind that an open page sends, what-if questions among them, and the
server's memory is told minute by minute. Then runs are asked for, and at a random moment the server, or the process of
the run, is killed; the server is started again, and every plan that had been saved is read and judged.
Linux only: memory and processes are read from /proc.
"""

import argparse
import hashlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import planner
from planner.errors import PlannerError
from planner.show.template import write_template

_SECONDS_OF_RUN = 900.0
_WORKERS = 16
_BOUNDARY = "planner-bench"
_MILLION = 1e6


@dataclass
class Served:
    """A server in a folder, started again whenever it is asked to."""

    folder: Path
    process: "subprocess.Popen[str] | None" = None
    address: str = ""

    def start(self) -> None:
        """Start it, and wait for its address."""
        words = ["serve", "--json", "--no-browser", "--port", "0", "--folder", str(self.folder)]
        command = [sys.executable, "-P", "-m", "planner", *words]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        said = ""
        while self.process.stdout is not None and not said.endswith("}\n"):
            said += self.process.stdout.readline()
        self.address = str(json.loads(said)["address"])

    def kill(self) -> None:
        """Kill it with SIGKILL: it can do nothing about it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    @property
    def megabytes(self) -> float:
        """Memory that it holds now."""
        status = Path(f"/proc/{self.process.pid if self.process else 0}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) * 1024 / _MILLION

    @property
    def seconds(self) -> float:
        """Processor time that it has used."""
        words = Path(f"/proc/{self.process.pid if self.process else 0}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, method: str, path: str, body: object = None, *, form: bytes | None = None) -> Any:  # noqa: ANN401
        """Ask, and return the answer's JSON, or its length where it is none. OSError."""
        parts = urlsplit(self.address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        kind = f"multipart/form-data; boundary={_BOUNDARY}" if form else "application/json"
        sent = form if form is not None else None if body is None else json.dumps(body).encode()
        try:
            connection.request(method, parts.path + path, sent, {"content-type": kind} if sent else {})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= http.client.BAD_REQUEST:
            msg = f"{method} {path}: {answer.status} {content[:200]!r}"
            raise OSError(msg)
        return json.loads(content) if answer.headers["content-type"] == "application/json" else len(content)


def main(words: Sequence[str] | None = None) -> int:
    """Run both trials and print their figures; 1 where a plan was lost."""
    asked = _parser().parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        served = Served(folder=Path(folder))
        served.start()
        try:
            scenario = _begin(served)
            first = _solve(served, scenario)
            if asked.seconds:
                soak(served, first, asked.seconds, asked.rate)
            lost = kills(served, scenario, asked.kills, random.Random(asked.seed)) if asked.kills else 0  # noqa: S311
        finally:
            served.kill()
    return 1 if lost else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long requests are sent; 0: not at all")
    parser.add_argument("--rate", type=float, default=50.0, help="requests a second")
    parser.add_argument("--kills", type=int, default=20, help="how often server or run is killed; 0: never")
    parser.add_argument("--seed", type=int, default=1)
    return parser


def _begin(served: Served) -> str:
    """Upload the template's filled sample; return its scenario."""
    with tempfile.TemporaryDirectory() as made:
        write_template(Path(made))
        district = upload(served, sorted((Path(made) / "sample").iterdir()))
    return str(district["scenarios"][0]["id"])


def upload(served: Served, files: Sequence[Path]) -> dict[str, Any]:
    """Upload the files of a district in a zip; return it."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in files:
            archive.write(path, path.name)
    head = f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="files"; filename="sample.zip"\r\n\r\n'
    form = head.encode() + packed.getvalue() + f"\r\n--{_BOUNDARY}--\r\n".encode()
    return dict(served.ask("POST", "api/districts/upload", form=form))


def _solve(served: Served, scenario: str) -> str:
    job = served.ask("POST", f"api/scenarios/{scenario}/jobs", {"kind": "run", "time_limit": 1, "threads": 1})
    end = time.monotonic() + _SECONDS_OF_RUN
    while job["state"] in {"queued", "running"} and time.monotonic() < end:
        time.sleep(0.2)
        job = served.ask("GET", f"api/jobs/{job['id']}")
    if not job["has_plan"]:
        msg = f"no plan: {job}"
        raise RuntimeError(msg)
    return str(job["id"])


@dataclass
class _Tally:
    """What came of the requests."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def soak(served: Served, job: str, seconds: float, rate: float) -> None:
    """Send so many requests a second; print memory at the start, after a tenth of the time, and at the end."""
    asked = _questions(served, job)
    tally, start = _Tally(), time.monotonic()
    print(f"memory at the start: {served.megabytes:.0f} MB")
    told = seconds / 10
    with ThreadPoolExecutor(_WORKERS) as pool:
        count = 0
        while (now := time.monotonic() - start) < seconds:
            if now >= told:
                print(f"after {now:.0f} s: {served.megabytes:.0f} MB, {len(tally.seconds):,} answers")
                told += seconds / 10
            pool.submit(_one, served, asked[count % len(asked)], tally)
            count += 1
            time.sleep(max(count / rate - (time.monotonic() - start), 0.0))
    took = time.monotonic() - start
    ordered = sorted(tally.seconds)
    middle, slow = (ordered[int(len(ordered) * part)] for part in (0.5, 0.99))
    print(
        f"{len(ordered):,} answers in {took:.0f} s, {len(ordered) / took:.1f} a second, {len(tally.failed)} failed; "
        f"half within {middle * 1000:.0f} ms, 99 of 100 within {slow * 1000:.0f} ms; {served.megabytes:.0f} MB"
    )
    for failure in tally.failed[:3]:
        print(f"  {failure}")


def _questions(served: Served, job: str) -> list[tuple[str, str, object]]:
    """Return what an open page asks, one after the other."""
    document = served.ask("GET", f"api/jobs/{job}/document")
    trips, schools = document["states"][0]["trips"], document["schools"]["id"]
    ways = [
        {
            "settlement_id": document["settlements"]["id"][trips["s"][trip]],
            "band": document["bands"][trips["b"][trip]]["id"],
            "school_id": schools[(trips["c"][trip] + 1) % len(schools)],
        }
        for trip in range(len(trips["s"]))
    ]
    reads = ["", "assets/main.js", "assets/app.css", "api/jobs", "api/districts", "api/form", f"api/jobs/{job}",
             f"api/jobs/{job}/files", f"api/jobs/{job}/result", f"api/jobs/{job}/document"]  # fmt: skip
    return [("GET", path, None) for path in reads] + [("POST", f"api/jobs/{job}/what-if", way) for way in ways]


def _one(served: Served, question: tuple[str, str, object], tally: _Tally) -> None:
    begun = time.monotonic()
    try:
        served.ask(*question)
    except (OSError, http.client.HTTPException) as problem:
        tally.failed.append(str(problem))
    else:
        tally.seconds.append(time.monotonic() - begun)


def kills(served: Served, scenario: str, count: int, chance: random.Random) -> int:
    """Kill server or run so often at random moments; print and return how many saved plans were lost."""
    lost: set[str] = set()
    saved: dict[Path, str] = {}
    judged: set[str] = set()
    at = {"server": 0, "run": 0}
    for _ in range(count):
        with suppress(OSError, http.client.HTTPException):
            served.ask("POST", f"api/scenarios/{scenario}/jobs", {"kind": "run", "time_limit": 1, "threads": 1})
        time.sleep(chance.uniform(0.0, 12.0))
        what = chance.choice(["server", "run"])
        saved |= _plans(served.folder)
        if what == "server":
            served.kill()
        elif not _kill_run(served):
            what = "server"
            served.kill()
        at[what] += 1
        if what == "server":
            served.start()
        lost |= _lost(served, saved, judged)
    print(
        f"{count} kills ({at['server']} of the server, {at['run']} of a run): {len(saved)} plans saved, "
        f"{len(lost)} of them lost or damaged"
    )
    for each in sorted(lost):
        print(f"  {each}")
    return len(lost)


def _kill_run(served: Served) -> bool:
    """Kill a run that works; False where none does."""
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            command = status.read_bytes().split(b"\0")
            if b"planner.web.child" in command and str(served.folder).encode() in b" ".join(command):
                os.kill(int(status.parent.name), signal.SIGKILL)
                return True
    return False


def _plans(folder: Path) -> dict[Path, str]:
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("jobs/*/plan/plan.json")}


def _lost(served: Served, saved: dict[Path, str], judged: set[str]) -> set[str]:
    """Return plans that are not there, not whole, do not pass their check, or that the server does not list.

    `judged`: digests of plans that have passed their check; each is judged once.
    """
    listed = {job["id"] for job in served.ask("GET", "api/jobs?kind=run") if job["has_plan"]}
    found = set()
    for path, sha256 in saved.items():
        job = path.parent.parent.name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256 or job not in listed:
            found.add(f"{job}: gone, changed or not listed")
    for path, sha256 in _plans(served.folder).items():
        if sha256 in judged:
            continue
        judged.add(sha256)
        try:
            broken = planner.verify(planner.open_plan(path))
        except PlannerError as problem:
            found.add(f"{path.parent.parent.name}: {problem}")
        else:
            found |= {f"{path.parent.parent.name}: {broken[0]}"} if broken else set()
    return found


if __name__ == "__main__":
    sys.exit(main())
