"""A folder opened for writing: made, locked, truly tried, and cleared of what killed runs left, before long work."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from planner.errors import InputError
from planner.language import Text
from planner.reading.paths import refuse_undecodable
from planner.stops import tidied_on_stop
from planner.writing.lock import locked
from planner.writing.words import cannot_write

MAKING = ".planner-making-"
_TRIAL = ".planner-trial"
_RESERVE = "reserve"
_PIECE_BYTES = 1 << 20
_TRIES, _SECONDS_BETWEEN = 20, 0.02
_DEVICES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    "CONIN$",
    "CONOUT$",
    *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³"),
}
_NOT_ON_WINDOWS = frozenset('<>:"|?*')


@dataclass(frozen=True, kw_only=True)
class OutputFolder:
    """A folder that this process alone writes into, and the folder in it where files are made before they move in."""

    path: Path
    made: Path

    def free_reserve(self) -> None:
        """Give the room that was kept free back to the disk: what it was kept for is written now."""
        (self.made / _RESERVE).unlink(missing_ok=True)


@contextmanager
def open_output(
    folder: Path, *, verb: str, replacing: Sequence[str] = (), reserve_bytes: int = 0
) -> Iterator[OutputFolder]:
    """Open a folder for writing; a folder made for it that stays empty goes again.

    `replacing`: files that must be replaceable; `reserve_bytes`: room kept free on its disk. InputError where the
    folder cannot be written into, lacks the room, or another process writes into it.
    """
    try:
        refuse_impossible(folder)
        new = [place for place in (folder, *folder.parents) if not place.exists()]
    except OSError as problem:
        raise cannot_write(folder, problem) from problem

    def remove_new() -> None:
        for place in new:
            with suppress(OSError):  # something has been put into it
                place.rmdir()

    with tidied_on_stop(remove_new):
        try:
            yield from _opened(folder, verb, replacing, reserve_bytes)
        finally:
            remove_new()


def refuse_unwritable(folder: Path) -> None:
    """Raise InputError where `folder` could not be written: known before the work begins."""
    with open_output(folder, verb="run"):
        pass


def refuse_impossible(folder: Path, *, windows: bool = os.name == "nt") -> None:
    """Raise InputError where the folder is a file, or bears a name that this system cannot hold."""
    refuse_undecodable(folder)
    if folder.exists() and not folder.is_dir():
        msg = Text(
            f"cannot write into {folder}: it is a file, not a folder", f"无法写入 {folder}：这是一个文件，不是文件夹"
        )
        raise InputError(msg)
    for part in PureWindowsPath(folder).parts[1:] if windows else ():
        if not fits_windows(part):
            msg = Text(f"cannot write into {folder}: Windows keeps no folder named {part!r}",
                       f"无法写入 {folder}：Windows 不允许名为“{part}”的文件夹")  # fmt: skip
            raise InputError(msg)


def fits_windows(name: str) -> bool:
    """Whether a file or folder may be called so on Windows.

    >>> [fits_windows(name) for name in ("plans", "..", "Con.txt", "a.", "b ", "c?", "孟津")]
    [True, True, False, False, False, False, True]
    """
    if name in {".", ".."}:
        return True
    is_device = name.split(".", maxsplit=1)[0].rstrip().upper() in _DEVICES
    return not (is_device or name.endswith((".", " ")) or _NOT_ON_WINDOWS & set(name) or any(c < " " for c in name))


def _opened(folder: Path, verb: str, replacing: Sequence[str], reserve_bytes: int) -> Iterator[OutputFolder]:
    """Make, lock and try the folder; what the work inside raises is not taken for a fault of the folder."""
    is_ready = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, verb) as knows_locks:
            if knows_locks:
                _clear_left_overs(folder)
            made = Path(tempfile.mkdtemp(prefix=MAKING, dir=folder))
            with tidied_on_stop(lambda: _remove(made)):
                try:
                    _try(folder, made, reserve_bytes)
                    _refuse_held(folder, replacing)
                    is_ready = True
                    yield OutputFolder(path=folder, made=made)
                finally:
                    _remove(made)
    except OSError as problem:
        if is_ready:
            raise
        raise cannot_write(folder, problem) from problem


def _try(folder: Path, made: Path, reserve_bytes: int) -> None:
    """Write, move and remove a file, and fill the room that is wanted. OSError."""
    trial = made / "trial"
    trial.write_bytes(b"planner")
    trial.replace(folder / _TRIAL)
    (folder / _TRIAL).unlink()
    if not reserve_bytes:
        return
    with (made / _RESERVE).open("wb") as file:
        for start in range(0, reserve_bytes, _PIECE_BYTES):
            file.write(b"\xa5" * min(_PIECE_BYTES, reserve_bytes - start))
        file.flush()
        os.fsync(file.fileno())


def _refuse_held(folder: Path, names: Sequence[str]) -> None:
    """Raise InputError where a file that must be replaced is held open by another program, or is none."""
    held = [name for name in names if _is_held(folder / name)]
    if held:
        listed = ", ".join(held)
        msg = Text(
            f"cannot replace {listed} in {folder}: close the program that has it open, or make it writable",
            f"无法替换 {folder} 中的 {listed}：请关闭正在使用它的程序，或取消其只读属性",
        )
        raise InputError(msg)


def _is_held(path: Path) -> bool:
    """Whether a file exists and cannot be opened for writing."""
    try:
        with path.open("r+b"):
            return False
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _clear_left_overs(folder: Path) -> None:
    """Remove what killed runs left: whoever holds the lock knows that none of them lives."""
    for left in folder.glob(f"{MAKING}*"):
        _remove(left)


def _remove(made: Path) -> None:
    """Remove a folder, though another thread may still be writing into it."""
    for _ in range(_TRIES):
        shutil.rmtree(made, ignore_errors=True)
        if not made.exists():
            break
        time.sleep(_SECONDS_BETWEEN)
