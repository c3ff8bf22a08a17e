"""Files that appear in an empty folder all at once, or not at all."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.errors import InputError
from planner.show.template import write_template
from planner.writing import write_whole
from planner.writing.output_folder import MAKING

NAMES = ("a.txt", "b.txt", "sub/c.txt")
STOPPED_HALF_WAY = """
import os, signal, sys, time
from pathlib import Path
from planner.stops import guard
guard()
from planner.writing import write_whole

def half(folder):
    (folder / "a.txt").write_text("half")
    os.kill(os.getpid(), getattr(signal, sys.argv[2]))
    time.sleep(60)

write_whole(Path(sys.argv[1]), verb="new", write=half)
"""


def three(folder: Path) -> list[Path]:
    """Write three files, one of them in a folder below."""
    (folder / "sub").mkdir()
    for name in NAMES:
        (folder / name).write_text(name, encoding="utf-8")
    return [folder / name for name in NAMES]


def held(folder: Path) -> list[str]:
    """Return everything in a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("is_there", [False, True])
def test_everything_is_moved_in(is_there: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of the test
    """Into a folder that is there or not; the files are named where they are, and nothing else stays."""
    folder = tmp_path / "far" / "mine"
    if is_there:
        folder.mkdir(parents=True)
    assert write_whole(folder, verb="new", write=three) == [folder / name for name in NAMES]
    assert held(folder) == ["a.txt", "b.txt", "sub", "sub/c.txt"]


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """Nothing is written over, whether a file stands in the way or a folder is not empty."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    for target in (tmp_path, tmp_path / "notes.txt"):
        with pytest.raises(InputError, match="nothing was written"):
            write_whole(target, verb="new", write=write_template)
    assert held(tmp_path) == ["notes.txt"]


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    """Its lock and its half are no files of the user's."""
    (tmp_path / f"{MAKING}old").mkdir()
    (tmp_path / f"{MAKING}old" / "a.txt").write_text("half", encoding="utf-8")
    (tmp_path / ".planner-lock").write_text("{}", encoding="utf-8")
    write_whole(tmp_path, verb="new", write=three)
    assert held(tmp_path) == ["a.txt", "b.txt", "sub", "sub/c.txt"]


def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path) -> None:
    """The second file finds no room: the first is not there either, nor the folder made for it."""

    def full(folder: Path) -> list[Path]:
        three(folder)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(InputError, match="no space is left"):
        write_whole(tmp_path / "far" / "mine", verb="new", write=full)
    assert held(tmp_path) == []


def test_what_was_moved_is_moved_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last of three cannot be moved in: the two others do not stay."""
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "sub":
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(InputError, match="permission denied"):
        write_whole(tmp_path / "mine", verb="new", write=three)
    assert held(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="sends signals to a process of its own")
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_stop_in_the_middle_leaves_nothing(number: str, tmp_path: Path) -> None:
    """Exit code 4; the half is gone, and so is the folder."""
    command = [sys.executable, "-c", STOPPED_HALF_WAY, str(tmp_path / "mine"), number]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=50, check=False)
    assert (done.returncode, held(tmp_path)) == (4, []), done.stderr
