"""planner buses: lines for the riders of a saved plan."""

from typing import Annotated

import typer

from planner.busing import SECONDS, buses_of_saved
from planner.cli.terminal import Json, OutBesidePlan, PlanPath, Quiet, print_done, told_errors
from planner.language import Text
from planner.progress import told
from planner.show.words.buses import buses_document, buses_text


def buses(  # noqa: PLR0913 - one parameter is one option of the verb
    plan: PlanPath,
    *,
    year: Annotated[
        int | None,
        typer.Option(
            metavar="YEAR", help=Text("whose riders; default: the last planning year", "年份，默认最后一个规划年份")
        ),
    ] = None,
    seconds: Annotated[
        float,
        typer.Option(min=0, metavar="S", help=Text("seconds to look for lines, in all", "寻找线路的总秒数")),
    ] = SECONDS,
    out: OutBesidePlan = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw up bus lines for the riders of a plan: lines, buses, kilometres, yearly cost."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            done = buses_of_saved(plan, year=year, out=out, seconds=seconds, report=report)
        scenario, district = done.saved.scenario, done.saved.district
        print_done(
            done,
            {"scenario": scenario.name} | buses_document(done.answer),
            buses_text(done.answer, scenario, district),
            as_json=as_json,
        )
