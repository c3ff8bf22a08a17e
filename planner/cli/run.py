"""planner run: from a scenario to a verified plan, drawn and written down."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.terminal import Json, Quiet, ScenarioPath, print_json, print_text, told_errors
from planner.errors import InputError, StoppedError
from planner.plan import Plan
from planner.progress import told
from planner.read.scenario import Solver
from planner.read.scenario_file import read_scenario
from planner.run import Outcome, run
from planner.show.summary import summarise


def run_verb(  # noqa: PLR0913 - one parameter is one option of the verb
    scenario: ScenarioPath,
    *,
    out: Annotated[Path | None, typer.Option(help="输出文件夹 folder to write into; default maps/<scenario>")] = None,
    time_limit: Annotated[float | None, typer.Option(min=0, help="求解秒数上限 seconds the optimiser may take")] = None,
    gap: Annotated[
        float | None, typer.Option(min=0, max=1, help="达到此差距即停 stop when proven within this share of the best")
    ] = None,
    engine: Annotated[str | None, typer.Option(help="auto, or milp: the plain model alone")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="线程数 threads the optimiser may use")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="随机种子 seed of every random choice")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """求解、核验并写出方案、地图和工作簿。Solve, verify, write plan, map and workbook."""
    with told_errors(as_json=as_json):
        wanted = {"time_limit_seconds": time_limit, "gap": gap, "engine": engine, "threads": threads, "seed": seed}
        solver = _with_options(read_scenario(scenario).scenario.solver, wanted)
        with told(quiet=quiet or as_json, seconds=solver.time_limit_seconds) as report:
            outcome = run(scenario, out=out, solver=solver, report=report)
        _print_outcome(outcome, as_json=as_json)
        if outcome.plan.status == "stopped":
            raise typer.Exit(StoppedError.exit_code)


def _with_options(solver: Solver, wanted: Mapping[str, object]) -> Solver:
    """Put the command line's options in the place of the scenario's own; InputError where one is not possible."""
    given = {key: value for key, value in wanted.items() if value is not None}
    try:
        return Solver.model_validate(solver.model_dump() | given)
    except ValueError as problem:
        msg = f"bad option: {', '.join(f'{key}={value}' for key, value in given.items())}"
        raise InputError(msg) from problem


def _print_outcome(outcome: Outcome, *, as_json: bool) -> None:
    plan = outcome.plan
    if as_json:
        print_json({"verified": True, "folder": outcome.folder.as_posix(), **_figures(plan)})
        return
    print_text(summarise(plan, outcome.inputs.scenario, outcome.inputs.district))
    print_text(f"\n已写入 written to {outcome.folder}")


def _figures(plan: Plan) -> dict[str, Any]:
    """Return the plan without its long lists."""
    document = plan.model_dump(by_alias=True, exclude={"schools", "assignments", "merges", "shortfall"})
    left = sum(sum(row.pupils.values()) for row in plan.shortfall)
    return document | {"merged": len(plan.merges), "shortfall_pupils": left}
