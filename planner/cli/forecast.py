"""planner forecast: pupils of years to come."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import (
    Json,
    Quiet,
    leave_with,
    print_json,
    print_text,
    print_written,
    told_errors,
    written_document,
)
from planner.forecasting import Foretold, forecast_district
from planner.language import Text, in_language
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
        _print_foretold(done, as_json=as_json)
        leave_with(done.exit_code)


def _print_foretold(done: Foretold, *, as_json: bool) -> None:
    if as_json:
        print_json(written_document(done) | forecast_document(done.told))
        return
    print_text(in_language(forecast_text(done.told)))
    print_written(done)
