"""One measurement as a record: what a solver made of a case, judged; written as JSON, one file each."""

import hashlib
import math
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

import planner
from bench.solvers import Trajectory, run_solver
from planner import __version__
from planner.compose import compose_rows
from planner.inputs import Inputs
from planner.plan import Plan, gap_of, status_of
from planner.verifying import find_violations

_MOST_FAULTS = 5


class Measurement(BaseModel):
    """A solver on a case. Money in yuan a year; inf and nan stand for what there is not."""

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings", extra="forbid", use_attribute_docstrings=True)

    case: str
    settlements: int
    schools: int
    blocks: int
    pairs: int
    solver: str
    asked_seconds: float
    threads: int
    begun: str
    """When it began, UTC."""
    load_before: float
    """Processes that wanted to run in the minute before it began, on all cores together."""
    source: str = ""
    """Which source of the planner was measured: the first digits of a digest; empty where nobody wrote it down."""
    seconds: float
    """What it took, its model's building included, compilation not."""
    building_seconds: float
    preparing_seconds: float
    """Compilation, or reading machine code from disk, before the clock."""
    total: float
    """Of its best plan, as `planner.cost` prices it."""
    cost: float
    shortfall_pupils: float
    bound: float
    gap: float
    """(total - bound) / cost."""
    loaded_megabytes: float
    """What its process held before it began: Python, the planner and the problem."""
    peak_megabytes: float
    """Of the largest process, all told; nan where many were measured in one."""
    did: tuple[str, ...] = ()
    points: tuple[tuple[float, float, float], ...] = ()
    """Seconds, total and bound as the solver told them."""
    fault: str = ""
    """Why there is no result."""
    broken: tuple[str, ...] = ()
    """What is wrong with the result: rules that its plan breaks, a limit above its own total."""

    @property
    def label(self) -> str:
        """Name and seconds asked for."""
        return f"{self.solver} {self.asked_seconds:g} s"

    def seconds_to(self, total: float) -> float:
        """Return when it first held a plan of at most `total` yuan, by its own arithmetic; inf if never."""
        told = [seconds for seconds, at, _ in self.points if at <= total]
        return min(told, default=self.seconds if self.total <= total else math.inf)

    def seconds_to_gap(self, gap: float) -> float:
        """Return when total and bound, as told, were within `gap` of the total; inf if never."""
        return min((s for s, total, bound in self.points if total - bound <= gap * total), default=math.inf)


def measure(case: str, inputs: Inputs, solver: str, *, seconds: float, threads: int) -> Measurement:
    """Run a solver on a case, in a process of its own, and have its plan judged by `planner.verify`."""
    before = how_it_stands()
    return judged(case, inputs, run_solver(solver, inputs.problem, seconds, threads), threads=threads, before=before)


def source_digest() -> str:
    """Return the first digits of a digest of every Python file of the planner."""
    digest = hashlib.sha256()
    for file in sorted(Path(planner.__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def how_it_stands() -> tuple[str, float, str]:
    """Return the time, how many processes wanted to run in the last minute, and which source is measured."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else math.nan
    return datetime.now(UTC).isoformat(timespec="seconds"), load, source_digest()


def judged(case: str, inputs: Inputs, run: Trajectory, *, threads: int, before: tuple[str, float, str]) -> Measurement:
    """Make a record of a run, its plan judged."""
    problem = inputs.problem
    return Measurement(
        case=case, settlements=len(problem.settlement_ids), schools=problem.n_schools, blocks=problem.n_blocks,
        pairs=problem.n_pairs, solver=run.solver, asked_seconds=run.asked_seconds, threads=threads, begun=before[0],
        load_before=before[1], source=before[2], seconds=run.seconds, building_seconds=run.building_seconds,
        preparing_seconds=run.preparing_seconds, total=run.total, cost=run.cost,
        shortfall_pupils=run.shortfall_pupils, bound=run.bound, gap=run.gap, loaded_megabytes=run.loaded_megabytes,
        peak_megabytes=run.peak_megabytes, did=run.did,
        points=tuple((point.seconds, point.total, point.bound) for point in run.points), fault=run.fault,
        broken=tuple(broken_by(inputs, run)),
    )  # fmt: skip


def broken_by(inputs: Inputs, run: Trajectory) -> list[str]:
    """Judge a run: its plan against every rule, its limit against its own total. The first few faults, in words."""
    if run.solution is None:
        return []
    rows = compose_rows(inputs.problem, run.solution)
    # No price is below nought: that limit always holds.
    bound = max(run.bound, 0.0)
    gap = gap_of(total=rows.objective.total, cost=rows.objective.cost, bound=bound)
    plan = Plan(
        scenario=inputs.scenario.name, scenario_file=inputs.source.path.name, inputs_sha256={},
        planner_version=__version__, seed=inputs.scenario.solver.seed, status=status_of(gap, stopped=False),
        bound=bound, gap=gap, seconds=run.seconds, engine="auto", objective=rows.objective, schools=rows.schools,
        assignments=rows.assignments, merges=rows.merges, shortfall=rows.shortfall, notes=(),
    )  # fmt: skip
    found = find_violations(plan, inputs.scenario, inputs.district, inputs.journeys)
    return [str(violation) for violation in found[:_MOST_FAULTS]]


def contradictions(runs: Sequence[Measurement]) -> list[str]:
    """Return every limit that lies above a plan of the same case, whoever found the plan: a limit that is none."""
    return [
        f"{run.case}: the limit of {run.label}, {run.bound:,.2f}, lies above the plan of {other.label}, "
        f"{other.total:,.2f}"
        for run in runs
        for other in runs
        if run.case == other.case and not other.broken and run.bound > other.total * (1 + 1e-6)
    ]


def file_of(folder: Path, case: str, solver: str, seconds: float) -> Path:
    """Return where a measurement is kept.

    >>> file_of(Path("x"), "holmberg/p1-whole", "auto", 60.0).as_posix()
    'x/holmberg_p1-whole--auto-60.json'
    """
    return folder / f"{case.replace('/', '_')}--{solver}-{seconds:g}.json"


def written(measurement: Measurement, folder: Path) -> Path:
    """Write a measurement down, beside and moved in when whole; return its file."""
    path = file_of(folder, measurement.case, measurement.solver, measurement.asked_seconds)
    folder.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_text(measurement.model_dump_json(), encoding="utf-8")
    beside.replace(path)
    return path


def read_measurement(path: Path) -> Measurement:
    """Read a measurement."""
    return Measurement.model_validate_json(path.read_text(encoding="utf-8"))


def measurements_in(folder: Path) -> list[Measurement]:
    """Read every measurement of a folder, in the order they were begun."""
    return sorted(map(read_measurement, folder.glob("*--*.json")), key=lambda run: run.begun)
