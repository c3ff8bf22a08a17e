"""planner compare: plans side by side."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import Json, Quiet, print_done, told_errors
from planner.comparing import compare_saved
from planner.language import Text
from planner.progress import told
from planner.show.words.compare_json import comparison_document
from planner.show.words.compare_text import comparison_text


def compare(
    plans: Annotated[
        list[Path],
        typer.Argument(
            metavar="PLAN", help=Text("two to six plan.json of one district", "同一区县的两到六个方案文件 plan.json")
        ),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=Text("folder to write into; default: maps/compare-<a>-<b>", "输出文件夹，默认 maps/compare-<甲>-<乙>"),
        ),
    ] = None,
    html: Annotated[
        bool,
        typer.Option("--html", help=Text("also a page to swipe between two plans", "另写一页，可左右滑动比较两个方案")),
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write the difference table and maps side by side."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            done = compare_saved(plans, out=out, html=html, report=report)
        print_done(done, comparison_document(done.comparison), comparison_text(done.comparison), as_json=as_json)
