"""planner buses: lines for the riders of a saved plan."""

from typing import Annotated

import typer

from planner.busing import SECONDS, Asked, buses_of_saved
from planner.cli.terminal import Json, OutBesidePlan, PlanPath, Quiet, print_done, told_errors
from planner.language import Text
from planner.progress import told
from planner.show.words.buses import buses_document, buses_text
from planner.show.words.fed_back import fed_back_document, fed_back_text


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
    feed_back: Annotated[
        bool,
        typer.Option(
            "--feed-back",
            help=Text(
                "solve the plan again at the price that its lines come to; both plans side by side",
                "按线路折合的单价重新求解，并列出前后两个方案",
            ),
        ),
    ] = False,
    time_limit: Annotated[
        float | None,
        typer.Option(
            min=0,
            metavar="S",
            help=Text("with --feed-back: seconds the optimiser may take", "用于 --feed-back：求解秒数上限"),
        ),
    ] = None,
    out: OutBesidePlan = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw up bus lines for the riders of a plan: lines, buses, kilometres, yearly cost."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            asked = Asked(year=year, seconds=seconds, feed_back=feed_back, solve_seconds=time_limit)
            done = buses_of_saved(plan, asked, out=out, report=report)
        scenario, district = done.saved.scenario, done.saved.district
        fed = {} if done.fed is None else fed_back_document(done.fed)
        says = buses_text(done.answer, scenario, district)
        if done.fed is not None:
            more = fed_back_text(done.fed)
            says = Text(f"{says}\n\n{more}", f"{says.zh}\n\n{more.zh}")
        print_done(done, {"scenario": scenario.name} | buses_document(done.answer) | fed, says, as_json=as_json)
