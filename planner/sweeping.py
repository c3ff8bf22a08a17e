"""The way of planner sweep: one question under several settings, a plan for each, a table and a picture of them all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.asked_settings import Setting, settings_of
from planner.decide.sweep import Sweep, SweepPoint, figures_of
from planner.errors import NoPlanError, StoppedError
from planner.inputs import Inputs, input_hashes, inputs_of, read_inputs
from planner.language import Text, joined
from planner.optimise.incumbent import Progress
from planner.plan import Plan
from planner.reading.scenario_file import read_scenario
from planner.run import default_folder, save_solved, solve_inputs
from planner.show.sweep_picture import write_sweep_picture
from planner.show.words.sweep import setting_text
from planner.show.workbook.sweep import write_sweep_workbook
from planner.writing import Making, exit_code_of, make_each, move_in, names_made, open_output

WORKBOOK, PICTURE = "sweep.xlsx", "sweep.png"
_STOPPED = Text(
    "stopped; the plans made so far are saved, the table and picture of the sweep are not made",
    "已停止；已做出的方案已保存，取值比较表和图没有生成",
)
Report = Callable[[str, Progress | None], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Swept:
    """The answer, what it was made from, and the folder it was written to."""

    sweep: Sweep
    inputs: Inputs
    """Of the scenario as it stands."""
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Text | str, ...]
    exit_code: int = 0
    """What files that are missing give the verb as its exit code (`planner.writing.Failure`)."""


def sweep_scenario(
    path: Path, asked: Sequence[str], *, out: Path | None = None, options: Mapping[str, object], report: Report
) -> Swept:
    """Make a plan for every setting that is asked for; write sweep.xlsx, sweep.png and a folder for each plan.

    `options`: keys of `solver` that take the place of every setting's own. A setting whose rules clash has no plan; the
    others go on. InputError where a key or value is not possible, before
    anything is solved; StoppedError; then no file of an earlier sweep has changed, but for plans made since.
    """
    report("reading", None)
    source = read_scenario(path)
    varied, settings = settings_of(source, asked)
    inputs = read_inputs(path)
    folder = out or default_folder(inputs.scenario) / "sweep"
    keys = tuple(each.key for each in varied)
    with open_output(folder, verb="sweep") as output:
        points: list[SweepPoint] = []
        begin: Plan | None = None
        for number, setting in enumerate(settings, start=1):
            point, plan = _point(setting, keys, f"{number}/{len(settings)}", (folder, options, begin), report)
            points = [*points, point]
            if not any(key.startswith("solver.") for key in keys):  # those are compared from the same start
                begin = plan or begin
        sweep = Sweep(keys=keys, points=tuple(points))
        report("drawing", None)
        about = sweep, source.scenario, inputs.district
        makings = [
            Making(names=(WORKBOOK,), make=lambda made: write_sweep_workbook(made / WORKBOOK, *about)),
            Making(names=(PICTURE,), make=lambda made: write_sweep_picture(made / PICTURE, *about)),
        ]
        failures = make_each(output.made, makings)
        files = names_made(output.made, makings)
        notices = move_in(output, of=input_hashes(source, inputs.district)["scenario"])
    return Swept(
        sweep=sweep,
        inputs=inputs,
        folder=folder,
        files=files,
        warnings=(*(failure.says for failure in failures), *notices),
        exit_code=exit_code_of(failures),
    )


def _point(
    setting: Setting,
    keys: Sequence[str],
    number: str,
    how: tuple[Path, Mapping[str, object], Plan | None],
    report: Report,
) -> tuple[SweepPoint, Plan | None]:
    """Solve one setting and save its plan.

    `how`: the folder, what takes the place of the scenario's own solver, and the plan of the setting before, to begin
    with: it is nearly as good here, and two settings differ then by what the key does, not by luck of the search.
    """
    folder, options, begin = how
    says = setting_text(keys, setting.values)
    report(Text(f"setting {number}: {says}", f"取值 {number}：{says.zh}"), None)
    name = setting.source.scenario.name
    try:
        inputs = inputs_of(setting.source)
        solver = inputs.scenario.solver.model_copy(update=dict(options))
        solved = solve_inputs(inputs, folder / name, solver, report, begin=begin)
    except NoPlanError as problem:
        return SweepPoint(values=setting.values, figures=None, failed=joined(problem.clashes, "; ", "；")), None
    save_solved(solved, folder / name)
    if solved.plan.status == "stopped":
        raise StoppedError(_STOPPED)
    return SweepPoint(values=setting.values, figures=figures_of(solved.results), folder=name), solved.plan
