"""planner maps: a saved plan's maps as pictures."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import Json, PlanPath, Quiet, print_json, print_text, told_errors
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
    out: Annotated[Path | None, typer.Option(help="输出文件夹 folder to write into; default: beside the plan")] = None,
    formats: Annotated[
        list[Picture] | None, typer.Option("--format", help="格式，可多次给出 format, may be repeated; default png")
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """方案图、现状、学位缺口、通学时间、学校负荷、招生片区各图。Draw every map of a saved plan."""
    with told_errors(as_json=as_json):
        with told(quiet=quiet or as_json) as report:
            done = map_saved(plan, out=out, formats=[kind.value for kind in formats or [Picture.png]], report=report)
        if as_json:
            print_json({"folder": done.folder.as_posix(), "files": list(done.files)})
            return
        print_text(f"已写入 written to {done.folder}：{'、'.join(done.files)}")
