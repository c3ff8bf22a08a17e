"""One way to run any solver on a Problem, each in a process of its own so that its peak memory is its own.

`auto` and `milp` are the planner's engines. `highs`, `cbc`, `scip` and `cpsat` get the planner's plain PuLP model, as a
textbook would write it, without a start; `spopt` its own model. All begin with the same Problem and the same seconds,
and every clock is this machine's. What is not installed is reported as absent: `pip install .[bench]` has them all.
"""

import importlib
import math
import multiprocessing
import os
import shutil
import signal
from dataclasses import dataclass, replace
from importlib.util import find_spec
from multiprocessing.connection import Connection

import pulp

from bench.engines.sheet import Point, Run, Sheet
from bench.memory import peak_megabytes
from planner.cost import objective_of, shortfall_of
from planner.plan import gap_of
from planner.problem.problem import Problem, Solution

_NEEDS = {
    "auto": "planner", "milp": "planner", "highs": "highspy", "cbc": "pulp", "scip": "pyscipopt", "cpsat": "ortools",
    "spopt": "spopt",
}  # fmt: skip
SOLVERS = tuple(_NEEDS)
_TIMES_OVER = 1.5
_SECONDS_OVER = 90.0
"""How much longer than asked a solver may take before it is ended."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Trajectory:
    """What a solver did, and when; yuan a year."""

    solver: str
    asked_seconds: float
    points: tuple[Point, ...] = ()
    """What the solver told, by its own arithmetic."""
    solution: Solution | None = None
    total: float = math.inf
    """Of its best plan, as `planner.cost` prices it; inf where it has none."""
    cost: float = math.inf
    """The total without what the shortfall is priced at."""
    shortfall_pupils: float = math.nan
    """Whom its best plan leaves without a seat."""
    seconds: float = math.nan
    """What it took, its model's building included, compilation not."""
    building_seconds: float = 0.0
    preparing_seconds: float = 0.0
    did: tuple[str, ...] = ()
    loaded_megabytes: float = math.nan
    """What its process held before it began."""
    peak_megabytes: float = math.nan
    fault: str = ""
    """Why there is nothing: absent, or what went wrong."""

    @property
    def bound(self) -> float:
        """The highest limit that it has proven, -inf where none."""
        return self.points[-1].bound if self.points else -math.inf

    @property
    def gap(self) -> float:
        """(total - bound) / cost, as a plan file counts it; inf where there is no plan or no limit."""
        if not (math.isfinite(self.total) and math.isfinite(self.bound)):
            return math.inf
        gap = gap_of(total=self.total, cost=self.cost, bound=self.bound)
        return math.inf if gap is None else gap


def run_solver(name: str, problem: Problem, seconds: float, threads: int) -> Trajectory:
    """Run a solver of `SOLVERS` in a process of its own. Its plan is priced by `planner.cost`, whatever it says."""
    nothing = Trajectory(solver=name, asked_seconds=seconds)
    if not is_installed(name):
        return replace(nothing, fault="absent: not installed")
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(name, problem, seconds, threads, there))
    process.start()
    there.close()
    try:
        ended = here.poll(_TIMES_OVER * seconds + _SECONDS_OVER)
        return here.recv() if ended else replace(nothing, fault="it did not end in time")
    except EOFError:
        return replace(nothing, fault="its process died")
    finally:
        _end(process.pid)
        process.join()


def _end(pid: int | None) -> None:
    """End a process and what it has started: a solver out of time may be a program of its own."""
    if pid is not None and hasattr(os, "killpg"):
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def is_installed(name: str) -> bool:
    """Whether a solver can be run here."""
    if name == "cbc":
        return bool(shutil.which("cbc")) or "PULP_CBC_CMD" in pulp.listSolvers(onlyAvailable=True)
    return find_spec(_NEEDS[name]) is not None


def _work(name: str, problem: Problem, seconds: float, threads: int, pipe: Connection) -> None:
    """Run in the solver's own process: solve, measure, send back."""
    if hasattr(os, "setpgrp"):
        os.setpgrp()
    loaded = peak_megabytes()
    engine: Run = importlib.import_module(f"bench.engines.{name}").run
    run = run_here(name, engine, problem, seconds=seconds, threads=threads)
    pipe.send(replace(run, loaded_megabytes=loaded, peak_megabytes=peak_megabytes()))


def run_here(name: str, engine: Run, problem: Problem, *, seconds: float, threads: int) -> Trajectory:
    """Run an engine in this process, its memory unknown. Its plan is priced by `planner.cost`, whatever it says."""
    nothing = Trajectory(solver=name, asked_seconds=seconds)
    sheet = Sheet()
    try:
        solution = engine(problem, seconds, threads, sheet)
    except Exception as fault:  # noqa: BLE001 # a bench reports what a solver does, whatever it is
        return replace(nothing, fault=f"{type(fault).__name__}: {fault}")
    done = replace(
        nothing, points=tuple(sheet.points), seconds=sheet.seconds, building_seconds=sheet.building_seconds,
        preparing_seconds=sheet.preparing_seconds, did=sheet.did,
    )  # fmt: skip
    if solution is None:
        return done
    objective = objective_of(problem, solution)
    short = float(shortfall_of(problem, solution).sum())
    return replace(done, solution=solution, total=objective.total, cost=objective.cost, shortfall_pupils=short)
