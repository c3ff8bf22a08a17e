"""The main path: a scenario file becomes a verified plan, drawn and written down."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from planner.best_so_far import best_plan_told
from planner.decide.earlier import earlier_of
from planner.decide.results import Results
from planner.going_on import WENT_ON, standing_of
from planner.inputs import Inputs, input_hashes, read_inputs, source_of
from planner.language import Text, asked_for_english, joined
from planner.mending import passing_plan
from planner.optimise.auto_engine import prepare
from planner.optimise.beginning import begin_with_most_pupils
from planner.optimise.construction.earlier import Earlier
from planner.optimise.incumbent import Progress
from planner.optimise.options.engine import DEFAULTS, EngineOptions
from planner.optimise.runtime.clock import start_clock
from planner.optimise.runtime.compiled import CAN_COMPILE
from planner.optimise.solve import Answer, solve
from planner.outputs import PLAN_NAME, Shown, save_plan, write_outputs
from planner.plan import Plan, read_plan
from planner.problem.problem import Problem
from planner.problem.variants import as_in_one, in_all_variants
from planner.progress import stage_text
from planner.reading.scenario import Scenario, Solver
from planner.recording import Made, record, way_to
from planner.show.papers.own_template import check_plan_template
from planner.solved import Solved
from planner.stops import told_to_stop
from planner.verifying import find_violations
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
_OTHER_OPTIONS = Text(
    "options of the engine were set in Python: a run of the same scenario from the command line may find another plan",
    "求解引擎的选项由 Python 程序另行设定：用同一情景在命令行求解，得出的方案可能不同",
)

_LEAST_ROOM_BYTES, _ROW_BYTES, _MOST_SHARES = 1 << 17, 500, 3


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


def run(  # noqa: PLR0913 - what a run is given
    path: Path,
    *,
    out: Path | None = None,
    solver: Solver | None = None,
    begin: Path | None = None,
    template: Path | None = None,
    report: Report,
) -> Outcome:
    """Read, solve, verify and write one scenario; `solver` takes the place of the scenario's own.

    `begin`: a plan.json to begin with, of this scenario or one like it; the file may be the one that is replaced.
    `template`: a Word template that takes the place of the planner's own for plan.docx.

    plan.json is written as soon as the plan is verified; each other file may fail alone, and is then named in the
    warnings. Raises InputError, NoPlanError, or StoppedError; then no file of an earlier run has changed.
    """
    report("reading", None)
    if template is not None:
        check_plan_template(template)
    inputs = read_inputs(path)
    earlier = None if begin is None else read_plan(begin)
    folder = out or default_folder(inputs.scenario)
    with open_output(folder, verb="run", replacing=(PLAN_NAME,), reserve_bytes=room_for(inputs.to_solve)) as output:
        solved = solve_inputs(inputs, output.path, solver or inputs.scenario.solver, report, begin=earlier)
        return _written(solved, output, report, template)


def solve_inputs(  # noqa: PLR0913 - what a run is given
    inputs: Inputs,
    folder: Path,
    solver: Solver,
    report: Report,
    options: EngineOptions = DEFAULTS,
    *,
    begin: Plan | None = None,
) -> Solved:
    """Return a verified plan with how the optimiser came to it. The plan's scenario_file is relative to `folder`.

    `begin`: an earlier plan to begin with.
    """
    trajectory: list[Progress] = []

    def report_and_keep(phase: str, progress: Progress | None) -> None:
        if progress is not None:
            trajectory.append(progress)
        report(phase, progress)

    plan = make_plan(inputs, folder, solver, report_and_keep, options, begin=begin)
    return Solved(inputs=inputs, plan=plan, trajectory=tuple(trajectory))


def write_solved(solved: Solved, folder: Path, report: Report) -> Outcome:
    """Write what `run` writes; beside it the scenario, where that was made in Python and no file holds it.

    InputError where the folder cannot be written; then no earlier file has changed.
    """
    room = room_for(solved.inputs.to_solve)
    with open_output(folder, verb="run", replacing=(PLAN_NAME,), reserve_bytes=room) as output:
        return _written(_moved_to(folder, solved), output, report)


def save_solved(solved: Solved, folder: Path) -> None:
    """Write a plan, and its scenario where that was made in Python, into a folder; nothing is drawn.

    InputError where the folder cannot be written; then no earlier file has changed.
    """
    room = room_for(solved.inputs.to_solve)
    with open_output(folder, verb="run", replacing=(PLAN_NAME,), reserve_bytes=room) as output:
        moved = _moved_to(folder, solved)
        text = moved.inputs.source.text
        save_plan(output, moved.plan, {} if text is None else {moved.inputs.source.path.name: text})


def _written(solved: Solved, output: OutputFolder, report: Report, template: Path | None = None) -> Outcome:
    """Save the plan at once, then draw it."""
    inputs, plan = solved.inputs, solved.plan
    text = inputs.source.text
    plan_sha256, saved = save_plan(output, plan, {} if text is None else {inputs.source.path.name: text})
    report("drawing", None)
    shown = Shown(results=solved.results, trajectory=solved.trajectory, template=template, english=asked_for_english())
    drawn = write_outputs(output, shown, plan_sha256)
    return Outcome(
        inputs=inputs,
        results=solved.results,
        folder=output.path,
        warnings=(*saved.warnings, *drawn.warnings),
        exit_code=drawn.exit_code,
    )


def _moved_to(folder: Path, solved: Solved) -> Solved:
    """Have a plan that is written into `folder` lead from there to its scenario, and this to its district."""
    inputs, plan, source = solved.inputs, solved.plan, solved.inputs.source
    hashes = plan.inputs_sha256
    if source.text is not None:
        district = way_to(source.district_folder, folder)
        source = source_of(source.scenario.model_copy(update={"district": district}), folder)
        hashes = hashes | {"scenario": input_hashes(source, inputs.district)["scenario"]}
    told = {"scenario_file": way_to(source.path, folder), "inputs_sha256": hashes}
    return replace(solved, inputs=replace(inputs, source=source), plan=plan.model_copy(update=told))


def room_for(problem: Problem) -> int:
    """Return how many bytes plan.json and what stands beside it need at most, in round figures."""
    rows = problem.n_blocks * (1 if problem.whole else _MOST_SHARES) + problem.n_schools * len(problem.years)
    return _LEAST_ROOM_BYTES + _ROW_BYTES * rows


def make_plan(  # noqa: PLR0913 - what a run is given
    inputs: Inputs,
    folder: Path,
    solver: Solver,
    report: Report,
    options: EngineOptions = DEFAULTS,
    *,
    begin: Plan | None = None,
) -> Plan:
    """Solve, compose and verify. The plan's scenario_file is relative to `folder`."""
    problem = inputs.to_solve
    taken = None if begin is None else earlier_of(begin, inputs.problem)
    standing = standing_of(inputs) if begin is None else None
    known = standing if taken is None else taken.earlier
    if solver.engine == "auto":
        report("preparing" if CAN_COMPILE else "not compiling", None)
    prepare(problem, options, by_model_alone=solver.engine == "milp")
    report("optimising", None)
    with told_to_stop() as stop, best_plan_told(inputs) as told_plan:
        clock = start_clock(solver.time_limit_seconds, stop)
        earlier = None if known is None else _in_all_variants(inputs, known)
        if earlier is None and inputs.variants is not None:
            earlier = begin_with_most_pupils(inputs.variants.joined, solver, clock, options)
        answer = solve(
            problem,
            solver,
            clock,
            report=lambda progress: report("optimising", progress),
            told_plan=told_plan,
            options=options,
            earlier=earlier,
        )
    changed = () if options == DEFAULTS or solver.engine != "auto" else (_OTHER_OPTIONS,)
    begun = (taken.note(begin),) if taken is not None and begin is not None else () if standing is None else (WENT_ON,)
    return passing_plan(
        problem,
        answer,
        lambda solution, notes: record(inputs, solution, _made(answer, (*notes, *begun, *changed), solver), folder),
        # the scenario as it stands in its file: the judge finds the default price for itself
        lambda plan: find_violations(plan, inputs.source.scenario, inputs.district, inputs.journeys),
    )


def _in_all_variants(inputs: Inputs, earlier: Earlier) -> Earlier:
    """Return what to begin with in every variant: the same schools, and where the main variant's pupils go."""
    variants = inputs.variants
    if variants is None:
        return earlier
    share = as_in_one(variants.joined, variants.main, earlier.share)
    opened, shares = in_all_variants([earlier.open] * len(share), share)
    return Earlier(open=opened, share=shares)


def default_folder(scenario: Scenario) -> Path:
    """Return maps/<scenario> under the present folder."""
    return Path.cwd() / "maps" / scenario.name


def _made(answer: Answer, mended: tuple[Text, ...], solver: Solver) -> Made:
    return Made(
        engine=solver.engine,
        seed=solver.seed,
        seconds=answer.seconds,
        bound=answer.bound,
        stopped=answer.stopped,
        notes=(*mended, *answer.notes, *_solver_notes(answer, solver)),
    )


def _solver_notes(answer: Answer, solver: Solver) -> tuple[Text, ...]:
    """Say what the optimiser did with its time, and where it had to do without machine code."""
    stages = joined(map(stage_text, answer.did))
    did = Text(f"{solver.engine}: {stages}", f"计算过程（{solver.engine}）：{stages.zh}")
    notes = [did] if answer.did else []
    if solver.engine == "auto" and not CAN_COMPILE:
        notes.append(_NOT_COMPILED)
    if answer.is_cut and not answer.stopped:
        notes.append(_CUT)
    return tuple(notes)
