"""planner city: a city or a province, its counties side by side, and who attends across their borders."""

from pathlib import Path
from typing import Annotated

import typer

from planner.batch.batch import Where
from planner.city.city import ROUNDS, AskedCity, run_city
from planner.cli.terminal import Json, Quiet, Scheduler, Seed, Workers, print_done, told_errors
from planner.language import Text
from planner.progress import told
from planner.show.words.city import city_document, city_text


def city(  # noqa: PLR0913 - one parameter is one option of the verb
    regions: Annotated[
        Path,
        typer.Argument(
            metavar="REGIONS", help=Text("a regions.yaml: counties and borders", "regions.yaml：区县和可跨边界")
        ),
    ],
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help=Text("default: maps/<city>", "默认 maps/<城市名>"))
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            min=0, metavar="S", help=Text("seconds the optimiser may take for each county", "每个区县的求解秒数上限")
        ),
    ] = None,
    rounds: Annotated[
        int,
        typer.Option(min=0, metavar="N", help=Text("rounds of settling border flows, at most", "跨界就读最多几轮")),
    ] = ROUNDS,
    workers: Workers = None,
    threads: Annotated[
        int, typer.Option(min=1, metavar="N", help=Text("threads of each county's process", "每个区县的求解线程数"))
    ] = 1,
    seed: Seed = None,
    scheduler: Scheduler = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Plan many counties as one city, pupils crossing where they may."""
    with told_errors(as_json=as_json):
        asked = AskedCity(
            where=Where(workers=workers, scheduler=scheduler),
            rounds=rounds,
            time_limit=time_limit,
            threads=threads,
            seed=seed,
        )
        with told(quiet=quiet or as_json, seconds=0.0) as report:
            done = run_city(regions, asked, out=out, report=report)
        print_done(done, city_document(done.city), city_text(done.city), as_json=as_json)
