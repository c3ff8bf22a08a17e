"""Files that appear in an empty folder all at once, or not at all."""

from collections.abc import Callable, Sequence
from pathlib import Path

from planner.errors import Finding, InputError
from planner.language import Text
from planner.stops import finished_first
from planner.writing.output_folder import OutputFolder, open_output
from planner.writing.words import cannot_write

_OWN = ".planner-"
"""How the names begin of what is there while the planner writes, and of what a killed run leaves."""


def write_whole(folder: Path, *, verb: str, write: Callable[[Path], Sequence[Path]]) -> list[Path]:
    """Have files written beside their place and then moved in together; return them where they now are.

    `write` gets an empty folder and returns the files it wrote there. InputError where the folder holds anything or
    cannot be written into; then, as after a stop, nothing is in it, and a folder made for it is gone.
    """
    _refuse_if_used(folder)
    with open_output(folder, verb=verb) as output:
        _refuse_if_used(folder)  # another process may have filled it meanwhile
        try:
            files = [file.relative_to(output.made) for file in write(output.made)]
            with finished_first():
                _move_all(output)
        except OSError as problem:
            raise cannot_write(folder, problem) from problem
    return [folder / file for file in files]


def _move_all(output: OutputFolder) -> None:
    """Move everything in; where something cannot be moved, move back what was. OSError."""
    moved: list[str] = []
    try:
        for name in sorted(path.name for path in output.made.iterdir()):
            (output.made / name).rename(output.path / name)
            moved.append(name)
    except OSError:
        for name in moved:
            (output.path / name).rename(output.made / name)
        raise


def _refuse_if_used(folder: Path) -> None:
    headline = Text(f"nothing was written to {folder}:", f"没有写入 {folder}：")
    try:
        if folder.exists() and not folder.is_dir():
            wanted = Text("a folder: this is a file", "应为文件夹：这是一个文件")
            raise InputError(headline, [Finding(file=str(folder), expected=wanted)])
        if folder.is_dir() and any(not path.name.startswith(_OWN) for path in folder.iterdir()):
            wanted = Text("a new or an empty folder: this one is in use", "应为新文件夹或空文件夹：这个里面已有内容")
            raise InputError(headline, [Finding(file=str(folder), expected=wanted)])
    except OSError as problem:
        raise cannot_write(folder, problem) from problem
