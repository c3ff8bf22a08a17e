"""planner example: Mengjin, to be looked at, changed and run."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.terminal import Json, Quiet, print_json, print_text, told_errors
from planner.example import write_example
from planner.language import Text, in_language
from planner.writing import write_whole

_FIRST = "scenarios/mengjin-2026.yaml"


def example(
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
    """Write the district of Mengjin and its scenarios."""
    with told_errors(as_json=as_json):
        files = write_whole(folder, verb="example", write=write_example)
        if as_json:
            print_json({"ok": True, "files": [file.as_posix() for file in files]})
        elif not quiet:
            run = f"planner run {folder / _FIRST}"
            written = in_language(Text("written:", "已写出："))
            print_text(f"{written}\n" + "\n".join(f"  {file}" for file in files))
            print_text(in_language(Text(f"next: {run}", f"下一步：{run}")))
