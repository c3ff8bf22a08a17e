"""planner sweep: one question under several settings."""

from typing import Annotated

import typer

from planner.cli.run import with_options
from planner.cli.terminal import Json, OutOfScenario, Quiet, ScenarioPath, Seed, Threads, print_done, told_errors
from planner.language import Text
from planner.progress import told
from planner.reading.scenario_file import read_scenario
from planner.show.words.sweep import sweep_document, sweep_text
from planner.sweeping import sweep_scenario


def sweep(  # noqa: PLR0913 - one parameter is one option of the verb
    scenario: ScenarioPath,
    *,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=A,B,C",
            help=Text(
                "a key of the scenario and its values in turn, or first:last:step; may be given twice",
                "情景中的一个键及依次取的值，或 起:止:步长；可写两次",
            ),
        ),
    ] = None,
    out: OutOfScenario = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            min=0, metavar="S", help=Text("seconds the optimiser may take for each", "每种取值的求解秒数上限")
        ),
    ] = None,
    threads: Threads = None,
    seed: Seed = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a plan for each setting, a table and a trade-off curve."""
    with told_errors(as_json=as_json):
        wanted = {"time_limit_seconds": time_limit, "threads": threads, "seed": seed}
        solver = with_options(read_scenario(scenario).scenario.solver, wanted)
        given = {key: value for key, value in wanted.items() if value is not None}
        with told(quiet=quiet or as_json, seconds=solver.time_limit_seconds) as report:
            done = sweep_scenario(scenario, vary or (), out=out, options=given, report=report)
        print_done(
            done,
            {"scenario": done.inputs.scenario.name} | sweep_document(done.sweep),
            sweep_text(done.sweep, done.inputs.scenario, done.inputs.district, done.inputs.notes),
            as_json=as_json,
        )
