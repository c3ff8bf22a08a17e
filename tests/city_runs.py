"""Cities planned in this process: their counties' programs run one after the other, since each start takes seconds."""

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from planner.batch.task import Ended, Task
from planner.city import work
from planner.city.city import AskedCity, CityDone, run_city


def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the counties' programs here from now on."""

    def run(tasks: Sequence[Task], folder: Path, _workers: int) -> Iterator[tuple[Task, Ended]]:
        for task in tasks:
            words = [word for pair in task.options for word in pair]
            said = io.StringIO()
            with redirect_stdout(said):
                scenario, out = str(task.root / task.scenario), str(folder / task.name)
                code = work.main([*task.program[1:], scenario, "--out", out, "--json", *words])
            yield task, Ended(exit_code=code, seconds=0.1, document=json.loads(said.getvalue()))

    monkeypatch.setattr("planner.batch.batch.run_here", run)


def planned(folder: Path, regions: Path, **asked: Any) -> CityDone:  # noqa: ANN401 - the options' own types
    """Plan a city into a folder."""
    return run_city(regions, AskedCity(**asked), out=folder / "out", report=lambda _phase, _standing: None)
