"""One scenario of a batch: what it is made from, and running it in a process of its own."""

import hashlib
import io
import json
import os
import tempfile
import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner import __version__
from planner.batch.ready import pool
from planner.reading.scenario import ScenarioFile

Options = Mapping[str, str]
"""Options of `planner run` by name, such as {"--time-limit": "30"}."""
RUN = ("planner", "run")
"""Module and words of what runs a scenario; it takes the scenario, --out, --json and the options."""
_KILLED_EXIT = 1
_TOLD = 2000
"""Letters of what a process said at its end that are kept."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A scenario and every file that its plan is made from."""

    name: str
    scenario: str
    """The scenario file, as a way from the root."""
    root: Path
    """The folder that holds the scenario file and the district's tables."""
    files: tuple[str, ...]
    """Ways from the root, in order."""
    options: tuple[tuple[str, str], ...]
    key: str
    """SHA-256 of the files, their ways, the program, its options and the planner's version: the same key, the same
    plan."""
    program: tuple[str, ...] = RUN
    """What runs it."""
    makes: str = "plan.json"
    """The file of its folder without which it is not done."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a task ended."""

    exit_code: int
    seconds: float
    """From its start to its end, reading and drawing included."""
    document: dict[str, Any]
    """What `planner run --json` said; empty where it said nothing that can be read."""
    message: str = ""
    """The end of what it wrote to standard error, where it failed."""


def task_of(
    source: ScenarioFile,
    options: Options,
    *,
    program: tuple[str, ...] = RUN,
    makes: str = "plan.json",
    beside: Sequence[str] = (),
) -> Task:
    """Gather what a scenario's plan is made from. OSError where a file cannot be read.

    `program` takes the place of `planner run`, `makes` that of its plan.json. `beside`: names of further files that it
    reads, which stand beside the scenario.
    """
    scenario, district = source.path.resolve(), source.district_folder
    root = Path(os.path.commonpath([scenario.parent, district]))
    tables = sorted(path for path in district.iterdir() if path.is_file() and not path.name.startswith("."))
    needed = dict.fromkeys((scenario, *tables, *(scenario.parent / name for name in beside)))
    files = [path.relative_to(root).as_posix() for path in needed]
    given = tuple(sorted(options.items()))
    about = [__version__, given] if program == RUN else [__version__, given, program]
    digest = hashlib.sha256(json.dumps(about).encode())
    for name in files:
        content = (root / name).read_bytes()
        digest.update(f"\0{name}\0{hashlib.sha256(content).hexdigest()}".encode())
    return Task(
        name=source.scenario.name,
        scenario=files[0],
        root=root,
        files=tuple(files),
        options=given,
        key=digest.hexdigest(),
        program=program,
        makes=makes,
    )


def run_in_process(
    scenario: Path, out: Path, options: tuple[tuple[str, str], ...], program: tuple[str, ...] = RUN
) -> Ended:
    """Run one scenario into a folder, in a process of its own; wait for it. A stop of this process stops it first."""
    words = [str(scenario), "--out", str(out), "--json", *(word for pair in options for word in pair)]
    begun = time.monotonic()
    said = pool().run(program, words)
    seconds = time.monotonic() - begun
    try:
        document = json.loads(said.out)
    except json.JSONDecodeError:
        document = {}
    killed = f"ended by signal {-said.code}" if said.code < 0 else ""
    exit_code = said.code if said.code >= 0 else _KILLED_EXIT
    message = killed or (said.err[-_TOLD:].strip() if exit_code else "")
    return Ended(exit_code=exit_code, seconds=seconds, document=document, message=message)


def run_packed(
    contents: Mapping[str, bytes],
    scenario: str,
    out: str,
    options: tuple[tuple[str, str], ...],
    program: tuple[str, ...] = RUN,
) -> tuple[Ended, bytes]:
    """Run a scenario from the contents of its files, anywhere; return its folder as a zip archive.

    Files, the scenario and the folder are ways from one root: the plan leads from its folder to the scenario as it will
    where the archive is unpacked.
    """
    with tempfile.TemporaryDirectory(prefix="planner-batch-") as name:
        root = Path(name)
        for way, content in contents.items():
            path = root / way
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        ended = run_in_process(root / scenario, root / out, options, program)
        return ended, _zipped(root / out)


def unpack(archive: bytes, folder: Path) -> None:
    """Write the files of an archive that `run_packed` made into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        packed.extractall(folder)


def _zipped(folder: Path) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file():
                packed.write(path, path.relative_to(folder).as_posix())
    return written.getvalue()
