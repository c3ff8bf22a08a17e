"""Files that come all together or not at all: made in a folder beside, and moved in when all of them are there."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from planner.errors import InputError
from planner.stops import finished_first, tidied_on_stop

_TRIES, _SECONDS_BETWEEN = 20, 0.02


@contextmanager
def made_beside(folder: Path, *, last: str = "", stale: Sequence[str] = ()) -> Iterator[Path]:
    """Yield a hidden folder to write into; at the end its files replace those of `folder`, the one named `last` last.

    Files in folders below go to the same folders of `folder`. `stale`: patterns, such as "hearing/*.docx", of earlier
    files that no longer hold and are removed unless a new one takes their place. InputError where the folder cannot be
    written, or a file in it is held open by another program; then, and after any fault, every earlier file stays as it
    was.
    """
    made = _make_beside(folder)
    try:
        with tidied_on_stop(lambda: _remove(made)):
            yield made
            with finished_first():
                _move_in(made, folder, last, stale)
    finally:
        _remove(made)


def _remove(made: Path) -> None:
    """Remove a folder, though another thread may still be writing into it."""
    for _ in range(_TRIES):
        shutil.rmtree(made, ignore_errors=True)
        if not made.exists():
            break
        time.sleep(_SECONDS_BETWEEN)


def refuse_unwritable(folder: Path) -> None:
    """Raise InputError where `folder` could not be written: known before the work begins."""
    _make_beside(folder).rmdir()
    if folder.exists() and not folder.is_dir():
        msg = f"cannot write into {folder}: it is a file, not a folder"
        raise InputError(msg)


def _make_beside(folder: Path) -> Path:
    """Make a hidden folder beside `folder`, on the same disk."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as problem:
        msg = f"cannot write into {folder.parent}: {problem.strerror}"
        raise InputError(msg) from problem


def _move_in(made: Path, folder: Path, last: str, stale: Sequence[str]) -> None:
    """Move every file in; a file that another program holds open (a workbook in Excel) is named before any is moved."""
    files = sorted(file.relative_to(made) for file in made.rglob("*") if file.is_file())
    old = {file.relative_to(folder) for pattern in stale for file in folder.glob(pattern) if file.is_file()}
    gone = sorted(old - set(files))
    held = [file.as_posix() for file in (*files, *gone) if _is_held(folder / file)]
    if held:
        msg = f"cannot replace {', '.join(held)} in {folder}: close the program that has it open"
        raise InputError(msg)
    try:
        _replace([file for file in files if file.as_posix() != last], made, folder)
        for file in gone:
            (folder / file).unlink()
            with suppress(OSError):  # a folder below that still holds something stays
                (folder / file).parent.rmdir()
        _replace([file for file in files if file.as_posix() == last], made, folder)
    except OSError as problem:
        msg = f"cannot write into {folder}: {problem.strerror}"
        raise InputError(msg) from problem


def _replace(files: Sequence[Path], made: Path, folder: Path) -> None:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (made / file).replace(folder / file)


def _is_held(path: Path) -> bool:
    """Whether a file exists and cannot be opened for writing."""
    try:
        with path.open("r+b"):
            return False
    except FileNotFoundError:
        return False
    except OSError:
        return True
