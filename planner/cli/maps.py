"""planner maps: a saved plan's maps as pictures."""

from enum import StrEnum
from typing import Annotated

import typer

from planner.cli.terminal import (
    Json,
    OutBesidePlan,
    PlanPath,
    Quiet,
    leave_with,
    print_json,
    print_written,
    told_errors,
    written_document,
)
from planner.language import Text
from planner.mapping import map_saved
from planner.progress import told


class Picture(StrEnum):
    """A format of maps."""

    png = "png"
    svg = "svg"
    pdf = "pdf"


def maps(
    plan: PlanPath,
    *,
    out: OutBesidePlan = None,
    formats: Annotated[
        list[Picture] | None,
        typer.Option(
            "--format",
            metavar="png|svg|pdf",
            help=Text("format, may be repeated; default: png", "图片格式，可多次给出，默认 png"),
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw every map of a saved plan."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            done = map_saved(plan, out=out, formats=[kind.value for kind in formats or [Picture.png]], report=report)
        if as_json:
            print_json(written_document(done))
        else:
            print_written(done)
        leave_with(done.exit_code)
