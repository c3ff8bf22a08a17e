"""planner new: an empty district to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import Json, Quiet, print_json, print_text, told_errors
from planner.show.template import write_template


def new(
    folder: Annotated[Path, typer.Argument(help="新文件夹 a folder that is empty or not there yet")],
    *,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """新建一个空的区县：工作簿模板、情景文件和小样例。An empty district: workbook template, scenario, small sample."""
    with told_errors(as_json=as_json):
        files = write_template(folder)
        if as_json:
            print_json({"files": [file.as_posix() for file in files]})
        elif not quiet:
            print_text("已写出 written:\n" + "\n".join(f"  {file}" for file in files))
