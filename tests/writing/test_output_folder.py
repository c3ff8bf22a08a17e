"""A folder is made, locked and tried before the work, and left as it was where the work fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.errors import InputError
from planner.writing import move_in, open_output, refuse_unwritable
from planner.writing.output_folder import MAKING, refuse_impossible

_HOLD = """
import sys, pathlib
from planner.writing import open_output
with open_output(pathlib.Path(sys.argv[1]), verb="explain") as output:
    (output.made / "half").write_text("half")
    print("held", flush=True)
    sys.stdin.readline()
    if "kill" in sys.argv:
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
"""


def open_and_close(folder: Path) -> None:
    """Open a folder for writing and write nothing."""
    refuse_unwritable(folder)


def test_a_folder_that_gets_nothing_goes_again(tmp_path: Path) -> None:
    """And those above it that were made for it; one that was there before stays."""
    with open_output(tmp_path / "a" / "b", verb="run") as output:
        assert output.made.parent == tmp_path / "a" / "b"
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "mine").mkdir()
    open_and_close(tmp_path / "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_fault_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """Half a set of files is never seen, and no working folder stays; a fault of the work is not the folder's."""
    (tmp_path / "a.txt").write_text("earlier", encoding="utf-8")

    def half(problem: Exception) -> None:
        with open_output(tmp_path, verb="run") as output:
            (output.made / "a.txt").write_text("new", encoding="utf-8")
            raise problem

    for problem in (ZeroDivisionError(), FileNotFoundError(2, "roads.gpkg")):
        with pytest.raises(type(problem)):
            half(problem)
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("a.txt", "earlier")]


def test_what_cannot_be_a_folder_is_refused(tmp_path: Path) -> None:
    """A file in its place or above it, a name of 300 letters: told with the folder's name."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for folder in (
        tmp_path / "file",
        tmp_path / "file" / "below",
        tmp_path / ("学" * 100),
        tmp_path / "x" / ("a" * 300),
    ):
        with pytest.raises(InputError, match="cannot write into"):
            open_and_close(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_room_is_kept_free_and_given_back(tmp_path: Path) -> None:
    """So many bytes lie on the disk until what they were kept for is written; they never move in."""
    with open_output(tmp_path, verb="run", reserve_bytes=3_000_000) as output:
        assert (output.made / "reserve").stat().st_size == 3_000_000
        move_in(output, "")
        output.free_reserve()
        assert list(output.made.iterdir()) == []
    assert "reserve" not in [path.name for path in tmp_path.iterdir()]


@pytest.mark.skipif(os.name != "posix", reason="a limit that POSIX knows")
def test_a_disk_that_lacks_the_room_is_told_before_the_work(tmp_path: Path) -> None:
    """The limit for files stands for the disk."""
    line = (
        "import resource, signal, pathlib, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16));"
        "from planner.writing import open_output\n"
        "with open_output(pathlib.Path(sys.argv[1]), verb='run', reserve_bytes=1 << 20): print('worked')"
    )
    done = subprocess.run(
        [sys.executable, "-c", line, str(tmp_path)], capture_output=True, encoding="utf-8", check=False
    )
    assert "worked" not in done.stdout
    assert f"cannot write into {tmp_path}: the limit for the size of a file" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_must_be_replaced_and_cannot_be_is_refused(tmp_path: Path) -> None:
    """A folder named plan.json."""
    (tmp_path / "plan.json").mkdir()
    with (
        pytest.raises(InputError, match=r"cannot replace plan\.json"),
        open_output(tmp_path, verb="run", replacing=["plan.json"]),
    ):
        pass


@pytest.mark.parametrize("name", ["con", "Nul.txt", "plans.", "plans ", "a?b", "com1"])
def test_names_that_windows_cannot_hold_are_refused_there(name: str) -> None:
    """Devices, trailing dots and blanks, signs that mean something else; elsewhere they are names like others."""
    with pytest.raises(InputError, match="Windows keeps no folder"):
        refuse_impossible(Path("C:/maps") / name, windows=True)
    refuse_impossible(Path("C:/maps") / name, windows=False)
    refuse_impossible(Path("maps") / "mengjin-2026", windows=True)


@pytest.mark.parametrize("end", ["well", "kill"])
def test_one_writer_at_a_time(tmp_path: Path, end: str) -> None:
    """The second is refused and told of the first; once that has ended, or was killed, the folder is free and clean."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path), end],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(InputError, match=rf"by planner explain \(process {holder.pid} on"):
            open_and_close(tmp_path)
        holder.communicate("\n")
    assert (list(tmp_path.glob(f"{MAKING}*")) != []) == (end == "kill")
    open_and_close(tmp_path)
    assert list(tmp_path.iterdir()) == []
