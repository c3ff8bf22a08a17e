"""What a folder of results holds, read for the page."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measurement import Measurement, measurements_in
from bench.public import FAMILIES, Family, file_of_family


@dataclass(frozen=True, kw_only=True)
class Results:
    """Everything that was measured."""

    runs: tuple[Measurement, ...]
    families: tuple[Family, ...]
    compiling: Mapping[str, float]
    """`cold_seconds` and `warm_seconds`, or nothing."""
    machine: Mapping[str, object]

    def of(self, case: str) -> tuple[Measurement, ...]:
        """Return the runs of a case: the planner's own first, then in the order they were begun."""
        return tuple(sorted((run for run in self.runs if run.case == case), key=lambda run: run.solver != "auto"))

    def run(self, case: str, solver: str, seconds: float) -> Measurement | None:
        """Return one run, None where it was not made."""
        found = (run for run in self.of(case) if run.solver == solver and run.asked_seconds == seconds)
        return next(found, None)

    def best(self, case: str) -> float:
        """Return the least total of any plan of the case that obeys every rule, inf where there is none."""
        return min((run.total for run in self.of(case) if not run.broken), default=math.inf)


def read_results(folder: Path) -> Results:
    """Read a folder that `bench.all` wrote, whole or in part."""
    files = [file for name in FAMILIES if (file := file_of_family(folder, name)).is_file()]
    return Results(
        runs=tuple(measurements_in(folder)),
        families=tuple(Family.model_validate_json(file.read_text(encoding="utf-8")) for file in files),
        compiling=_json(folder / "compile.json"),
        machine=_json(folder / "machine.json"),
    )


def _json(path: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found
