"""Files made one by one, each of which may fail alone."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from planner.language import Text, joined
from planner.writing.words import OF_THE_DISK, reason_of

_MORE_BYTES = 1 << 16


@dataclass(frozen=True, kw_only=True)
class Making:
    """Files that are made together: their names, and what writes them into a folder."""

    names: tuple[str, ...]
    make: Callable[[Path], object]


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Files that could not be made, and why."""

    names: tuple[str, ...]
    says: Text
    is_of_the_disk: bool
    """Whether the disk is full, or a limit for files is reached: not a fault of the program."""


def make_each(folder: Path, makings: Sequence[Making]) -> tuple[Failure, ...]:
    """Write files into a folder; whatever goes wrong with some of them, no half of them stays and the rest is made."""
    failures = []
    for making in makings:
        try:
            making.make(folder)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the plan and the other files are not to suffer
            failures.append(_failed(folder, making.names, problem))
    return tuple(failures)


def is_of_the_disk(problem: BaseException, folder: Path, at_least_bytes: int = 0) -> bool:
    """Whether a disk is to blame: by the error itself, or because no such file can be written there now."""
    if isinstance(problem, OSError) and problem.errno in OF_THE_DISK:
        return True
    trial = folder / "trial"
    try:
        trial.write_bytes(b"\xa5" * (at_least_bytes + _MORE_BYTES))
    except OSError as trouble:
        return trouble.errno in OF_THE_DISK
    finally:
        with suppress(OSError):
            trial.unlink()
    return False


def _failed(folder: Path, names: tuple[str, ...], problem: Exception) -> Failure:
    halves = [folder / f"{name}{more}" for name in names for more in ("", "-journal", "-wal", "-shm")]
    sizes = [half.stat().st_size for half in halves if half.exists()]
    of_the_disk = not isinstance(problem, MemoryError) and is_of_the_disk(problem, folder, max(sizes, default=0))
    for half in halves:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    listed, reason = joined(names), reason_of(problem)
    says = Text(f"{listed} could not be made: {reason}", f"未能生成 {listed.zh}：{reason.zh}")
    return Failure(names=names, says=says, is_of_the_disk=of_the_disk)
