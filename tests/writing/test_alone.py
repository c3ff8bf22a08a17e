"""Each file may fail alone."""

from pathlib import Path

import pytest

from planner.language import in_language
from planner.writing import Making, make_each


def fails(problem: Exception) -> Making:
    """Return something that writes half of two files and fails."""

    def make(folder: Path) -> None:
        (folder / "half.png").write_text("half", encoding="utf-8")
        raise problem

    return Making(names=("half.png", "other.png"), make=make)


@pytest.mark.parametrize(
    ("problem", "says", "is_of_the_disk"),
    [
        (KeyError("x"), "KeyError: 'x'", False),
        (MemoryError(), "out of memory", False),
        (RecursionError("deep"), "RecursionError: deep", False),
        (OSError(28, "No space left on device"), "no space is left on its disk", True),
        (PermissionError(13, "Permission denied"), "permission denied", False),
    ],
)
def test_one_fails_and_the_rest_is_made(tmp_path: Path, problem: Exception, says: str, *, is_of_the_disk: bool) -> None:
    """No half of it stays; it is named with the cause, in both languages."""
    good = Making(names=("good.png",), make=lambda folder: (folder / "good.png").write_text("good", encoding="utf-8"))
    (failure,) = make_each(tmp_path, [fails(problem), good])
    assert [path.name for path in tmp_path.iterdir()] == ["good.png"]
    assert str(failure.says) == f"half.png, other.png could not be made: {says}"
    assert in_language(failure.says, "zh").startswith("未能生成 half.png、other.png：")
    assert failure.is_of_the_disk == is_of_the_disk
