"""planner alternatives: several plans of one question, as different as possible, hardly dearer than the best."""

from pathlib import Path
from typing import Annotated

import typer

from planner.alternatives import Asked, find_alternatives
from planner.cli.run import with_options
from planner.cli.terminal import (
    Json,
    OutOfScenario,
    Quiet,
    ScenarioPath,
    leave_with,
    print_json,
    print_text,
    print_written,
    told_errors,
    written_document,
)
from planner.language import Text, in_language
from planner.progress import told
from planner.reading.scenario_file import read_scenario
from planner.show.words.alternatives import alternatives_document, alternatives_text


def alternatives(  # noqa: PLR0913 - one parameter is one option of the verb
    scenario: ScenarioPath,
    *,
    count: Annotated[
        int, typer.Option(metavar="K", help=Text("so many plans, the first included", "方案数，含首选方案"))
    ] = 5,
    within: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            help=Text("how much more than the best each may cost, such as 0.02", "费用最多比最好的高多少，如 0.02"),
        ),
    ] = 0.02,
    begin: Annotated[
        Path | None,
        typer.Option("--from", metavar="PLAN", help=Text("a plan.json to begin with", "以已有方案（plan.json）为起点")),
    ] = None,
    out: OutOfScenario = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            min=0,
            metavar="S",
            help=Text("seconds for the first plan; each other takes a part of it", "首选方案的秒数上限，其余按比例"),
        ),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=Text("threads the optimiser may use", "求解线程数"))
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, metavar="N", help=Text("seed of every random choice", "随机种子"))
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make several plans as different as possible that cost hardly more than the best."""
    with told_errors(as_json=as_json):
        wanted = {"time_limit_seconds": time_limit, "threads": threads, "seed": seed}
        solver = with_options(read_scenario(scenario).scenario.solver, wanted)
        asked = Asked(count=count, within=within, solver=solver, begin=begin)
        with told(quiet=quiet or as_json, seconds=solver.time_limit_seconds) as report:
            done = find_alternatives(scenario, asked, out=out, report=report)
        about = done.inputs.scenario, done.inputs.district, done.inputs.notes
        if as_json:
            print_json(written_document(done) | {"scenario": about[0].name} | alternatives_document(done.alternatives))
        else:
            print_text(f"{in_language(alternatives_text(done.alternatives, *about))}\n")
            print_written(done)
        leave_with(done.exit_code)
