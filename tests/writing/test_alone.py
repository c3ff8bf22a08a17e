"""Each file may fail alone."""

import re
import sqlite3
from pathlib import Path

import pytest

from planner.language import in_language
from planner.writing import Making, exit_code_of, make_each


def fails(problem: Exception) -> Making:
    """Return something that writes half of two files and fails."""

    def make(folder: Path) -> None:
        (folder / "half.png").write_text("half", encoding="utf-8")
        raise problem

    return Making(names=("half.png", "other.png"), make=make)


@pytest.mark.parametrize(
    ("problem", "says", "exit_code"),
    [
        (MemoryError(), "out of memory", 0),
        (RecursionError("deep"), "RecursionError: deep", 0),
        (RuntimeError("cannot open font"), "RuntimeError: cannot open font", 0),
        (ValueError("Image size is too large"), "ValueError: Image size is too large", 0),
        (ImportError("DLL load failed"), "ImportError: DLL load failed", 0),
        (sqlite3.OperationalError("disk I/O error"), "OperationalError: disk I/O error", 0),
        (PermissionError(13, "Permission denied"), "permission denied", 0),
        (OSError(28, "No space left on device"), "no space is left on its disk", 2),
    ],
)
def test_one_fails_and_the_rest_is_made(tmp_path: Path, problem: Exception, says: str, exit_code: int) -> None:
    """No half of it stays; it is named with the cause, in both languages; a full disk alone counts."""
    good = Making(names=("good.png",), make=lambda folder: (folder / "good.png").write_text("good", encoding="utf-8"))
    (failure,) = make_each(tmp_path, [fails(problem), good])
    assert [path.name for path in tmp_path.iterdir()] == ["good.png"]
    assert str(failure.says) == f"half.png, other.png could not be made: {says}"
    assert in_language(failure.says, "zh").startswith("未能生成 half.png、other.png：")
    assert failure.exit_code == exit_code


@pytest.mark.parametrize("problem", [KeyError("x"), TypeError("x"), AttributeError("x"), ZeroDivisionError("x")])
def test_a_fault_in_the_program_says_where_it_is(tmp_path: Path, problem: Exception) -> None:
    """It is called one, with the line of the planner it came through; the rest is made, and the exit code is 1."""
    (failure,) = make_each(tmp_path, [fails(problem)])
    reason = f"{type(problem).__name__}: {problem}"
    place = r"\(alone\.py:\d+\)"
    assert re.fullmatch(
        rf"half\.png, other\.png could not be made: a fault in the program: {reason} {place}", str(failure.says)
    )
    assert "程序出错" in in_language(failure.says, "zh")
    assert failure.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_goes_before_a_fault(tmp_path: Path) -> None:
    """What the user can mend decides the exit code; without failures it is 0."""
    failures = make_each(tmp_path, [fails(KeyError("x")), fails(OSError(28, "full")), fails(MemoryError())])
    assert [failure.exit_code for failure in failures] == [1, 2, 0]
    assert (exit_code_of(failures), exit_code_of(failures[::2]), exit_code_of(())) == (2, 1, 0)
