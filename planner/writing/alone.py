"""Files made one by one, each of which may fail alone."""

import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from planner.errors import InputError, PlannerError
from planner.language import Text, joined
from planner.writing.words import OF_THE_DISK, reason_of

_MORE_BYTES = 1 << 16
_PACKAGE = Path(__file__).parent.parent
_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, NameError, NotImplementedError, TypeError)
"""What only a fault in the program raises. A system, a library that draws and a font raise other errors."""


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
    exit_code: int
    """2 where the disk is full, or a limit for files is reached; 1 for a fault in the program; 0 for anything else."""


def make_each(folder: Path, makings: Sequence[Making]) -> tuple[Failure, ...]:
    """Write files into a folder; whatever goes wrong with some of them, no half of them stays and the rest is made."""
    failures = []
    for making in makings:
        try:
            making.make(folder)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the plan and the other files are not to suffer
            failures.append(_failed(folder, making.names, problem))
    return tuple(failures)


def names_made(folder: Path, makings: Iterable[Making]) -> tuple[str, ...]:
    """Name the files of these that stand in a folder, in their order."""
    return tuple(name for making in makings for name in making.names if (folder / name).exists())


def exit_code_of(failures: Iterable[Failure]) -> int:
    """Return the exit code that these failures give a verb: a full disk, which the user can mend, before a fault."""
    return max((failure.exit_code for failure in failures), default=0)


def _is_of_the_disk(problem: BaseException, folder: Path, at_least_bytes: int = 0) -> bool:
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
    of_the_disk = not isinstance(problem, MemoryError) and _is_of_the_disk(problem, folder, max(sizes, default=0))
    for half in halves:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    listed, reason, is_fault = joined(names), reason_of(problem), isinstance(problem, _FAULTS) and not of_the_disk
    if is_fault:
        place = _place_of(problem)
        reason = Text(f"a fault in the program: {reason} ({place})", f"程序出错：{reason.zh}（{place}）")
    return Failure(
        names=names,
        says=Text(f"{listed} could not be made: {reason}", f"未能生成 {listed.zh}：{reason.zh}"),
        exit_code=InputError.exit_code if of_the_disk else PlannerError.exit_code if is_fault else 0,
    )


def _place_of(problem: Exception) -> str:
    """Return the line of the planner that the error came through last, such as workbook.py:120."""
    calls = [(Path(call.filename), call.lineno) for call in traceback.extract_tb(problem.__traceback__)]
    file, line = next(call for call in reversed(calls) if call[0].is_relative_to(_PACKAGE))
    return f"{file.name}:{line}"
