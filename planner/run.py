"""The main path: a scenario file becomes a verified plan, drawn and written down."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from planner import __version__
from planner.compose import compose_rows
from planner.decide.boarding import boarding_notes
from planner.decide.clash_set import clash_set
from planner.decide.results import Results, results_of
from planner.errors import NoPlanError
from planner.language import Text, joined
from planner.mending import passing_plan
from planner.optimise.clock import start_clock
from planner.optimise.compiled import CAN_COMPILE
from planner.optimise.improve import prepare
from planner.optimise.ledger import Progress
from planner.optimise.solve import Answer, solve
from planner.outputs import PLAN_NAME, Shown, save_plan, write_outputs
from planner.plan import Plan, gap_of, status_of
from planner.problem.actions import size_notes
from planner.problem.bands import band_notes
from planner.problem.build import build_problem
from planner.problem.clashes import refuse_clashes
from planner.problem.problem import Problem
from planner.problem.seat_price import price_notes, with_price
from planner.problem.travel import Journeys, find_journeys
from planner.progress import stage_text
from planner.read.district import District
from planner.read.loader import read_district
from planner.read.names import with_school_codes
from planner.read.plausible import plausible_notes
from planner.read.scenario import Scenario, ScenarioFile, Solver
from planner.read.scenario_file import read_scenario
from planner.stops import told_to_stop
from planner.verify import find_violations
from planner.writing import OutputFolder, open_output

_CUT = Text(
    "the time limit ended the optimiser before its work was done: another run may find another plan; with a longer "
    "limit, or on a machine that is not busy, every run finds the same",
    "优化计算尚未按计划完成就到了时限：再次运行可能得出不同的方案；延长时限，或在空闲的计算机上运行，每次得出的方案都相同",
)
_NOT_COMPILED = Text(
    "not compiled: Numba cannot be loaded on this machine, so the optimiser was slower and found less",
    "未编译：本机无法加载 Numba，求解较慢，找到的方案也可能较差",
)

_LEAST_ROOM_BYTES, _ROW_BYTES, _MOST_SHARES = 1 << 17, 500, 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Inputs:
    """Everything read and checked for one scenario."""

    source: ScenarioFile
    district: District
    journeys: Journeys
    problem: Problem

    @property
    def scenario(self) -> Scenario:
        """The scenario, with the price of a missing seat that is in use."""
        return with_price(self.source.scenario, self.problem.shortfall_yuan_per_pupil)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the district, the journeys, today's schools and the prices."""
        stated = self.source.scenario.prices.shortfall_yuan_per_pupil
        prices = price_notes(self.problem, self.district, stated)
        sizes = size_notes(self.district, self.source.scenario)
        return (*self.district.notes, *self.journeys.notes, *self.problem.today.notes, *sizes, *prices)


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """A plan, what it was made from, and the folder it was written to."""

    inputs: Inputs
    results: Results
    folder: Path
    warnings: tuple[Text, ...] = ()
    """Files that could not be made or replaced, and why."""
    exit_code: int = 0
    """What files that are missing give the verb as its exit code (`planner.writing.Failure`)."""

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.results.plan


Report = Callable[[str, Progress | None], None]
"""Told what is being done, and while the optimiser works, where it stands."""


def run(path: Path, *, out: Path | None = None, solver: Solver | None = None, report: Report) -> Outcome:
    """Read, solve, verify and write one scenario; `solver` takes the place of the scenario's own.

    plan.json is written as soon as the plan is verified; each other file may fail alone, and is then named in the
    warnings. Raises InputError, NoPlanError, or StoppedError; then no file of an earlier run has changed.
    """
    report("reading", None)
    inputs = read_inputs(path)
    folder = out or default_folder(inputs.scenario)
    with open_output(folder, verb="run", replacing=(PLAN_NAME,), reserve_bytes=_room_for(inputs.problem)) as output:
        return _run(inputs, output, solver or inputs.scenario.solver, report)


def _run(inputs: Inputs, output: OutputFolder, solver: Solver, report: Report) -> Outcome:
    """Solve, save the plan at once, then draw it."""
    trajectory: list[Progress] = []

    def report_and_keep(phase: str, progress: Progress | None) -> None:
        if progress is not None:
            trajectory.append(progress)
        report(phase, progress)

    plan = make_plan(inputs, output.path, solver, report_and_keep)
    plan_sha256, saved = save_plan(output, plan)
    report("drawing", None)
    results = results_of(plan, inputs.scenario, inputs.district, inputs.problem)
    shown = Shown(results=results, trajectory=trajectory)
    drawn = write_outputs(output, shown, plan_sha256)
    return Outcome(
        inputs=inputs,
        results=results,
        folder=output.path,
        warnings=(*saved.warnings, *drawn.warnings),
        exit_code=drawn.exit_code,
    )


def _room_for(problem: Problem) -> int:
    """Return how many bytes plan.json and what stands beside it need at most, in round figures."""
    rows = problem.n_blocks * (1 if problem.whole else _MOST_SHARES) + problem.n_schools * len(problem.years)
    return _LEAST_ROOM_BYTES + _ROW_BYTES * rows


def read_inputs(path: Path) -> Inputs:
    """Read and check a scenario and its district, and build the problem.

    InputError; NoPlanError, which names a smallest set of rules that clash.
    """
    source = read_scenario(path)
    district = read_district(source.district_folder, source.scenario)
    source = source.model_copy(update={"scenario": with_school_codes(source.scenario, district.schools)})
    remarks = (*plausible_notes(district), *band_notes(district, source.scenario))
    district = replace(district, notes=(*district.notes, *remarks))
    journeys = find_journeys(district, source.scenario)
    problem = build_problem(district, journeys, source.scenario)
    try:
        refuse_clashes(problem, source.scenario)
    except NoPlanError as clash:
        smallest = [rule.text() for rule in clash_set(source.scenario, district)]
        raise NoPlanError(clash.clashes, smallest) from clash
    return Inputs(source=source, district=district, journeys=journeys, problem=problem)


def make_plan(inputs: Inputs, folder: Path, solver: Solver, report: Report) -> Plan:
    """Solve, compose and verify. The plan's scenario_file is relative to `folder`."""
    if solver.engine == "auto":
        report("preparing" if CAN_COMPILE else "not compiling", None)
        prepare(inputs.problem)
    report("optimising", None)
    with told_to_stop() as stop:
        clock = start_clock(solver.time_limit_seconds, stop)
        answer = solve(inputs.problem, solver, clock, report=lambda progress: report("optimising", progress))
    return passing_plan(
        inputs.problem,
        answer,
        lambda solution, notes: _record(inputs, replace(answer, solution=solution), (folder, notes), solver),
        # the scenario as it stands in its file: the judge finds the default price for itself
        lambda plan: find_violations(plan, inputs.source.scenario, inputs.district, inputs.journeys),
    )


def default_folder(scenario: Scenario) -> Path:
    """Return maps/<scenario> under the present folder."""
    return Path.cwd() / "maps" / scenario.name


def input_hashes(scenario_file: Path, district: District) -> dict[str, str]:
    """Return the SHA-256 of the scenario file, under `scenario`, and of every file of the district, under its name."""
    scenario = hashlib.sha256(scenario_file.read_bytes()).hexdigest()
    return {"scenario": scenario, **district.sha256}


def _record(inputs: Inputs, answer: Answer, place_and_notes: tuple[Path, tuple[Text, ...]], solver: Solver) -> Plan:
    folder, mended = place_and_notes
    boards = boarding_notes(inputs.district, inputs.journeys, inputs.scenario, inputs.problem, answer.solution)
    rows = compose_rows(inputs.problem, answer.solution)
    objective = rows.objective
    gap = gap_of(total=objective.total, cost=objective.cost, bound=answer.bound)
    return Plan(
        scenario=inputs.scenario.name,
        scenario_file=_way_to(inputs.source.path, folder),
        inputs_sha256=input_hashes(inputs.source.path, inputs.district),
        planner_version=__version__,
        seed=solver.seed,
        status=status_of(gap, stopped=answer.stopped),
        bound=answer.bound,
        gap=gap,
        seconds=round(answer.seconds, 3),
        engine=solver.engine,
        shortfall_yuan_per_pupil=inputs.problem.shortfall_yuan_per_pupil,
        objective=objective,
        schools=rows.schools,
        assignments=rows.assignments,
        merges=rows.merges,
        shortfall=rows.shortfall,
        notes=(*inputs.notes, *boards, *mended, *answer.notes, *_solver_notes(answer, solver)),
    )


def _solver_notes(answer: Answer, solver: Solver) -> tuple[Text, ...]:
    """Say what the optimiser did with its time, and where it had to do without machine code."""
    stages = joined(map(stage_text, answer.did))
    did = Text(f"{solver.engine}: {stages}", f"求解过程（{solver.engine}）：{stages.zh}")
    notes = [did] if answer.did else []
    if solver.engine == "auto" and not CAN_COMPILE:
        notes.append(_NOT_COMPILED)
    if answer.is_cut and not answer.stopped:
        notes.append(_CUT)
    return tuple(notes)


def _way_to(path: Path, folder: Path) -> str:
    """Write the way from a folder to a file, with forward slashes; the whole path where drives differ."""
    try:
        way = os.path.relpath(path.resolve(), folder.resolve())
    except ValueError:
        way = str(path.resolve())
    return Path(way).as_posix()
