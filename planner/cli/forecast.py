"""planner forecast: pupils of years to come."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import Json, Quiet, print_done, told_errors
from planner.forecasting import forecast_district
from planner.language import Text
from planner.progress import told
from planner.show.words.forecast_json import forecast_document
from planner.show.words.forecast_text import forecast_text


def forecast(  # noqa: PLR0913 - one parameter for each option
    district: Annotated[
        Path,
        typer.Argument(
            metavar="DISTRICT",
            help=Text("folder of a district's tables, such as data/mengjin", "区县数据文件夹，例如 data/mengjin"),
        ),
    ],
    *,
    to: Annotated[
        int | None,
        typer.Option(
            metavar="YEAR",
            help=Text("last year to forecast; default: ten years on", "预测到哪一年，默认为最后一个实有年份后十年"),
        ),
    ] = None,
    from_: Annotated[
        int | None,
        typer.Option(
            "--from",
            metavar="YEAR",
            help=Text(
                "last year whose pupils were counted; default: the latest that births or children reach",
                "最后一个有实有学生数的年份，默认为出生、儿童数据所及的最近一年",
            ),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help=Text(
                "folder to write into; default: maps/<district>/forecast",
                "输出文件夹，默认 maps/<区县文件夹名>/forecast",
            ),
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forecast pupils by settlement, grade and year."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            done = forecast_district(district, from_year=from_, to_year=to, out=out, report=report)
        print_done(done, forecast_document(done.told), forecast_text(done.told), as_json=as_json)
