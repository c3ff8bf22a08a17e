"""planner new: an empty district to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import Json, Quiet, print_json, print_text, told_errors
from planner.language import Text, in_language
from planner.show.template import write_template
from planner.writing import write_whole


def new(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help=Text("a folder that is empty or not there yet", "空文件夹，或尚不存在的文件夹")
        ),
    ],
    *,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make an empty district: workbook template, scenario, small sample."""
    with told_errors(as_json=as_json):
        files = write_whole(folder, verb="new", write=write_template)
        if as_json:
            print_json({"ok": True, "files": [file.as_posix() for file in files]})
        elif not quiet:
            print_text(f"{in_language(Text('written:', '已写出：'))}\n" + "\n".join(f"  {file}" for file in files))
