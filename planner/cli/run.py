"""planner run: from a scenario to a verified plan, drawn and written down."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from planner.cli.terminal import (
    Json,
    OutOfScenario,
    OwnTemplate,
    Quiet,
    ScenarioPath,
    Seed,
    Threads,
    leave_with,
    print_json,
    print_text,
    print_warnings,
    say_if_stopped,
    told_errors,
    written_to,
)
from planner.decide.results import Results
from planner.errors import InputError, StoppedError
from planner.language import Text, in_language, joined
from planner.optimise.incumbent import Progress
from planner.progress import told
from planner.reading.scenario import Solver
from planner.reading.scenario_file import read_scenario, wanted_by
from planner.run import Outcome, run
from planner.show.words.hearing_json import hearing_document
from planner.show.words.problem_json import both
from planner.show.words.summary import summarise

_STOPPED_DRAWING = Text(
    "stopped; the new plan is saved as plan.json, but maps, workbook and papers beside it are not made anew: planner "
    "redraw makes them",
    "已停止；新方案已保存为 plan.json，但旁边的地图、工作簿和文稿没有重新生成，可用 planner redraw 补齐",
)


def run_verb(  # noqa: PLR0913 - one parameter is one option of the verb
    scenario: ScenarioPath,
    *,
    out: OutOfScenario = None,
    template: OwnTemplate = None,
    time_limit: Annotated[
        float | None,
        typer.Option(min=0, metavar="S", help=Text("seconds the optimiser may take", "求解秒数上限")),
    ] = None,
    gap: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            metavar="G",
            help=Text("stop when proven within this share of the best", "证明与最优相差不超过此比例（如 0.01）即停"),
        ),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            metavar="auto|milp",
            help=Text(
                "auto: everything there is; milp: the plain model alone", "auto：使用全部方法；milp：只用整数规划模型"
            ),
        ),
    ] = None,
    threads: Threads = None,
    seed: Seed = None,
    begin: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="PLAN",
            help=Text(
                "a plan.json to begin with: a small change is solved in seconds",
                "以已有方案（plan.json）为起点：小的改动几秒即可重新求解",
            ),
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Solve, verify, write plan, map and workbook."""
    with told_errors(as_json=as_json):
        wanted = {"time_limit_seconds": time_limit, "gap": gap, "engine": engine, "threads": threads, "seed": seed}
        solver = with_options(read_scenario(scenario).scenario.solver, wanted)
        with told(quiet=quiet or as_json, seconds=solver.time_limit_seconds) as report:

            def report_and_know(phase: str, standing: Progress | None) -> None:
                if phase == "drawing":
                    say_if_stopped(_STOPPED_DRAWING, as_json=as_json)
                report(phase, standing)

            outcome = run(scenario, out=out, solver=solver, begin=begin, template=template, report=report_and_know)
        _print_outcome(outcome, as_json=as_json)
        leave_with(outcome.exit_code)
        if outcome.plan.status == "stopped":
            raise typer.Exit(StoppedError.exit_code)


def with_options(solver: Solver, wanted: Mapping[str, object]) -> Solver:
    """Put the command line's options in the place of the scenario's own; InputError where one is not possible."""
    given = {key: value for key, value in wanted.items() if value is not None}
    try:
        return Solver.model_validate(solver.model_dump() | given)
    except ValidationError as problem:
        wrong = [(_option(error["loc"]), str(error["input"]), wanted_by(error, Solver)) for error in problem.errors()]
        told = (
            Text(f"{name} {value!r}: {need}", f"{name} 的值“{value}”不能用：{need.zh}") for name, value, need in wrong
        )
        raise InputError(joined(told, "; ", "；")) from problem


def _option(route: Sequence[int | str]) -> str:
    return "--time-limit" if route[0] == "time_limit_seconds" else f"--{route[0]}"


def _print_outcome(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        about = {"ok": not outcome.exit_code, "verified": True, "folder": outcome.folder.as_posix()}
        print_json(about | both("warnings", outcome.warnings) | figures_of(outcome.results))
        return
    print_text(in_language(summarise(outcome.results)))
    print_text(f"\n{in_language(written_to(outcome.folder))}")
    print_warnings(outcome.warnings)


def figures_of(results: Results) -> dict[str, Any]:
    """Return the plan without its long lists, and what a hearing asks of it first, year by year."""
    plan = results.plan
    rows = {"schools", "assignments", "merges", "shortfall"}
    document = plan.model_dump(by_alias=True, exclude={*rows, "variants"})
    if plan.variants:
        document["variants"] = [each.model_dump(by_alias=True, exclude=rows) for each in plan.variants]
    left = sum(sum(row.pupils.values()) for row in plan.shortfall)
    return document | {"merged": len(plan.merges), "shortfall_pupils": left, "hearing": hearing_document(results)}
