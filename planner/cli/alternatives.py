"""planner alternatives: several plans of one question, as different as possible, hardly dearer than the best."""

from pathlib import Path
from typing import Annotated

import typer

from planner.alternatives import Asked, find_alternatives
from planner.cli.run import with_options
from planner.cli.terminal import Json, OutOfScenario, Quiet, ScenarioPath, Seed, Threads, print_done, told_errors
from planner.language import Text
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
    threads: Threads = None,
    seed: Seed = None,
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
        print_done(
            done,
            {"scenario": about[0].name} | alternatives_document(done.alternatives),
            alternatives_text(done.alternatives, *about),
            as_json=as_json,
        )
