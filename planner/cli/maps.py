"""planner maps: a saved plan's maps as pictures."""

from enum import StrEnum
from typing import Annotated

import typer

from planner.cli.terminal import Json, OutBesidePlan, PlanPath, Quiet, print_done, told_errors
from planner.language import Text
from planner.mapping import Further, map_saved
from planner.progress import told
from planner.show.maps.frame import Format


class Picture(StrEnum):
    """A format of maps."""

    png = "png"
    svg = "svg"
    pdf = "pdf"


class Poster(StrEnum):
    """A paper of posters."""

    a1 = "a1"
    a0 = "a0"


def maps(  # noqa: PLR0913 - one parameter is one option of the verb
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
    poster: Annotated[
        list[Poster] | None,
        typer.Option(
            "--poster",
            metavar="a1|a0",
            help=Text("the plan's map as a poster too, may be repeated", "另绘规划方案挂图，可多次给出"),
        ),
    ] = None,
    towns: Annotated[
        bool, typer.Option("--towns", help=Text("a map of each town too", "另为每个乡镇绘一张图"))
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw every map of a saved plan."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            kinds: list[Format] = [kind.value for kind in formats or [Picture.png]]
            further = Further(posters=tuple(dict.fromkeys(each.value for each in poster or ())), towns=towns)
            done = map_saved(plan, out=out, formats=kinds, further=further, report=report)
        print_done(done, {}, None, as_json=as_json)
