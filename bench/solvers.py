"""One way to run any solver on a Problem, each in a process of its own so that its peak memory is its own.

`ours` is the engine `auto`; `highs`, `cbc`, `scip` and `cpsat` get the planner's plain PuLP model, as a textbook would
write it, without a start. What is not installed is reported as absent: `pip install .[bench]` has them all.
"""

import importlib
import math
import multiprocessing
import shutil
from dataclasses import dataclass, replace
from importlib.util import find_spec
from multiprocessing.connection import Connection

import pulp

from bench.engines.sheet import Point, Run, Sheet
from bench.memory import peak_megabytes
from planner.cost import objective_of
from planner.problem.problem import Problem, Solution

SOLVERS = ("ours", "highs", "cbc", "scip", "cpsat")
_NEEDS = {"ours": "planner", "highs": "highspy", "cbc": "pulp", "scip": "pyscipopt", "cpsat": "ortools"}
_SECONDS_OVER = 120.0
"""How much longer than asked a solver may take before it is ended."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Trajectory:
    """What a solver did, and when; totals and bounds in yuan a year."""

    solver: str
    asked_seconds: float
    points: tuple[Point, ...] = ()
    solution: Solution | None = None
    seconds: float = math.nan
    """What it took, its model's building included, compilation not."""
    peak_megabytes: float = math.nan
    fault: str = ""
    """Why there is nothing: absent, or what went wrong."""

    @property
    def total(self) -> float:
        """Yuan of its best plan, inf where it has none."""
        return self.points[-1].total if self.points else math.inf

    @property
    def bound(self) -> float:
        """Yuan of what it has proven, -inf where nothing."""
        return self.points[-1].bound if self.points else -math.inf

    @property
    def gap(self) -> float:
        """Share of its plan's total that is not proven; inf where there is no plan or no limit."""
        return (self.total - self.bound) / self.total if math.isfinite(self.total) else math.inf

    @property
    def label(self) -> str:
        """Name and seconds asked for."""
        return f"{self.solver} {self.asked_seconds:g} s"


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
        done: Trajectory | None = here.recv() if here.poll(2 * seconds + _SECONDS_OVER) else None
    except EOFError:
        done = replace(nothing, fault="its process died")
    if done is None:
        process.terminate()
        done = replace(nothing, fault="it did not end in time")
    process.join()
    return done


def is_installed(name: str) -> bool:
    """Whether a solver can be run here."""
    if name == "cbc":
        return bool(shutil.which("cbc")) or "PULP_CBC_CMD" in pulp.listSolvers(onlyAvailable=True)
    return find_spec(_NEEDS[name]) is not None


def _work(name: str, problem: Problem, seconds: float, threads: int, pipe: Connection) -> None:
    """Run in the solver's own process: solve, measure, send back."""
    # Each process loads its own solver only: the others would count in its memory.
    engine: Run = importlib.import_module(f"bench.engines.{name}").run
    run = run_here(name, engine, problem, seconds=seconds, threads=threads)
    pipe.send(replace(run, peak_megabytes=peak_megabytes()))


def run_here(name: str, engine: Run, problem: Problem, *, seconds: float, threads: int) -> Trajectory:
    """Run an engine in this process, its memory unknown. Its plan is priced by `planner.cost`, whatever it says."""
    nothing = Trajectory(solver=name, asked_seconds=seconds)
    sheet = Sheet()
    try:
        solution = engine(problem, seconds, threads, sheet)
    except Exception as fault:  # noqa: BLE001 # a bench reports what a solver does, whatever it is
        return replace(nothing, fault=f"{type(fault).__name__}: {fault}")
    took = sheet.seconds
    return replace(nothing, points=_priced(problem, sheet.points, solution, took), solution=solution, seconds=took)


def _priced(problem: Problem, told: list[Point], solution: Solution | None, took: float) -> tuple[Point, ...]:
    """End with the plan as `planner.cost` prices it: solvers round, and may leave rooms that nobody needs."""
    if solution is None:
        return tuple(told)
    bound = told[-1].bound if told else -math.inf
    return (*told, Point(seconds=took, total=objective_of(problem, solution).total, bound=bound))
