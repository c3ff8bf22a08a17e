"""A page's server in this process, and what is uploaded to it."""

import io
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from planner.show.template import write_template
from planner.web.access import Access
from planner.web.app import create_app, open_app
from planner.web.asking import Desk
from planner.web.runner import Runner
from planner.web.store import Store

TOKEN, PORT = "t0ken", 8347  # a test's own
ADDRESS = f"http://127.0.0.1:{PORT}/{TOKEN}/"
_SECONDS = 120.0

Json = dict[str, Any]
Wait = Callable[[TestClient, Json], Json]


class Resting(Runner):
    """A queue that nobody works off: what is asked is answered, and no process starts."""

    def start(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def resting_app(path: Path) -> FastAPI:
    """Return an application whose queue rests, without the door."""
    store = Store(path=path)
    return open_app(Desk(store=store, runner=Resting(store)))


@pytest.fixture(name="store", scope="module")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(path=tmp_path_factory.mktemp("page") / "store")


@pytest.fixture(name="client", scope="module")
def _client(store: Store) -> Iterator[TestClient]:
    """Ask a server whose queue works."""
    with TestClient(create_app(store, Access(token=TOKEN, port=PORT)), base_url=ADDRESS) as client:
        yield client


@pytest.fixture(name="sample", scope="session")
def _sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the template's small filled district; its scenario is solved by the plain model, at once."""
    folder = tmp_path_factory.mktemp("sample")
    write_template(folder)
    scenario = folder / "sample" / "scenario.yaml"
    text = scenario.read_text(encoding="utf-8")
    assert 'engine: "auto"' in text
    scenario.write_text(text.replace('engine: "auto"', 'engine: "milp"'), encoding="utf-8")
    return folder / "sample"


@pytest.fixture(name="archive", scope="session")
def _archive(sample: Path) -> bytes:
    """Return the sample's files in a zip, below a folder with a Chinese name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(sample.iterdir()):
            archive.write(path, f"我县/{path.name}")
    return made.getvalue()


@pytest.fixture(name="district", scope="module")
def _district(client: TestClient, archive: bytes) -> Json:
    """Upload the sample."""
    answer = client.post("api/districts/upload", files={"files": ("我县.zip", archive)})
    assert answer.status_code == 201, answer.text
    district: Json = answer.json()
    return district


@pytest.fixture(name="wait", scope="session")
def _wait() -> Wait:
    """Return how to wait for a job's end."""

    def wait(client: TestClient, job: Json) -> Json:
        end = time.monotonic() + _SECONDS
        while job["state"] in {"queued", "running"}:
            assert time.monotonic() < end, job
            time.sleep(0.05)
            job = client.get(f"api/jobs/{job['id']}").json()
        return job

    return wait
