"""Machine code is ready before any clock starts, whatever the problem; damaged or unwritable files do no harm."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.optimise.runtime.code_cache import is_usable
from planner.optimise.runtime.compiled import CAN_COMPILE

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not CAN_COMPILE, reason="Numba cannot be loaded here")

SHAPES = (
    "tiny", "county", "county in classes of every size", "split", "large split", "sites", "sites in parts",
    "sites that are split", "beds and years", "no classes", "one pair", "no pairs", "apart", "moves",
)  # fmt: skip


@pytest.mark.slow
def test_nothing_is_compiled_while_the_clock_runs() -> None:
    """Every kind of problem is prepared, then solved in a Python of its own: no function is made anew meanwhile."""
    told = python("tests.readying", "prepared", *SHAPES).splitlines()
    assert told == [f"{shape}: nothing" for shape in SHAPES]


@pytest.mark.sampled(most=0)
def test_the_register_sees_what_is_compiled_too_late() -> None:
    """Without preparing, the same question names what the start calls, and what it leaves the time for."""
    (told,) = python("tests.readying", "unprepared", "county").splitlines()
    assert "school_states" in told


def test_kinds_of_arguments_do_not_depend_on_the_problem() -> None:
    """One block, one school, all closed: each kind of table is what was compiled for."""
    told = python("tests.readying", "prepared", "one place", "one school").splitlines()
    assert told == ["one place: nothing", "one school: nothing"]


def test_a_first_run_leaves_machine_code_for_the_next(tmp_path: Path) -> None:
    """A store that is empty is filled by the first run; the second finds it, and writes nothing."""
    assert made_in(tmp_path) == "cold, ready"
    kept = kept_files(tmp_path)
    assert kept
    assert made_in(tmp_path) == "kept, ready"
    assert kept_files(tmp_path) == kept


def test_damaged_files_are_made_anew(tmp_path: Path) -> None:
    """Truncated, emptied, overwritten with noise, one bit turned: all are compiled again, and are whole afterwards."""
    made_in(tmp_path)
    files = sorted(kept_files(tmp_path))
    for number, path in enumerate(files):
        content = path.read_bytes()
        turned = bytes([content[len(content) // 2] ^ 1])
        damaged = (
            content[: len(content) // 2],
            b"",
            b"noise" * 50,
            content[: len(content) // 2] + turned + content[len(content) // 2 + 1 :],
        )
        path.write_bytes(damaged[number % len(damaged)])
    assert made_in(tmp_path) == "kept, ready"
    sizes = {path: path.stat().st_size for path in files}
    assert min(sizes.values()) > len(b"noise" * 50)
    assert made_in(tmp_path) == "kept, ready"


@pytest.mark.parametrize("place", ["a file", "below a file"])
def test_without_a_store_it_works_all_the_same(place: str, tmp_path: Path) -> None:
    """A file where the folder should be: compiled for this run alone."""
    in_the_way = tmp_path / "planner"
    if place == "below a file":
        in_the_way.write_text("in the way")
    elif place == "a file":
        in_the_way.mkdir()
        (in_the_way / "compiled").write_text("in the way")
    assert made_in(tmp_path) == "kept, ready"


def test_a_home_that_is_not_known_is_no_place(tmp_path: Path) -> None:
    """What is left of a path without a home would be a folder in the present one: nothing is made there."""
    assert is_usable(tmp_path / "store")
    assert not is_usable(Path("~/.cache/planner"))
    assert not Path("~").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
def test_a_full_disk_keeps_nothing(tmp_path: Path) -> None:
    """Where no file may be longer than 100 bytes the code is compiled for this run, and no half of it is left."""
    assert made_in(tmp_path, "full") == "cold, ready"
    assert made_in(tmp_path) == "cold, ready"


def test_two_first_runs_at_once(tmp_path: Path) -> None:
    """Two processes fill one store side by side; both are ready, and what they leave is whole."""
    first, second = (started(tmp_path) for _ in range(2))
    assert [process.communicate(timeout=900)[0].strip() for process in (first, second)] == ["cold, ready"] * 2
    assert made_in(tmp_path) == "kept, ready"


def python(module: str, *arguments: str) -> str:
    """Run a module of the tests in a Python of its own; return what it says."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=900).stdout


def made_in(cache: Path, how: str = "") -> str:
    """Compile the smallest group with its code kept in a folder; return whether it was there, and whether it works."""
    said, error = started(cache, how).communicate(timeout=900)
    assert not error
    return said.strip()


def started(cache: Path, how: str = "") -> "subprocess.Popen[str]":
    """Begin to compile in a Python of its own."""
    store = {"XDG_CACHE_HOME": str(cache), "NUMBA_CACHE_DIR": "", "LOCALAPPDATA": str(cache)}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.readying", "one group", how],
        env=os.environ | store, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def kept_files(cache: Path) -> dict[Path, int]:
    """Return the kept files with their times."""
    return {file: file.stat().st_mtime_ns for file in cache.rglob("*.nb[ic]")}
