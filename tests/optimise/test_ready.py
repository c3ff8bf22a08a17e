"""Machine code on a first run: compiled by two processes at once, kept, and read again by the next."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.optimise.compiled import CAN_COMPILE

_TRIAL = """
import pickle, sys, time
from planner.optimise.compiled import is_cold
from planner.optimise.ready import make_ready
from tests.composing import county_case, problem_of
problem = problem_of(county_case(settlements=6, schools=4))
print(is_cold())
make_ready(problem, needs_search=True)
print(is_cold())
"""


@pytest.mark.skipif(not CAN_COMPILE, reason="Numba cannot be loaded here")
def test_a_first_run_leaves_machine_code_for_the_next(tmp_path: Path) -> None:
    """A cache that is empty is filled by the first run; the second finds it, and compiles nothing of the search."""
    first, second = (started(tmp_path) for _ in range(2))
    assert first.splitlines() == ["True", "False"]
    kept = kept_files(tmp_path)
    assert kept
    assert second.splitlines() == ["False", "False"]
    assert kept_files(tmp_path) == kept


def started(cache: Path) -> str:
    """Run the trial in a Python of its own; return what it says."""
    result = subprocess.run(
        [sys.executable, "-c", _TRIAL],
        env=os.environ | {"XDG_CACHE_HOME": str(cache), "NUMBA_CACHE_DIR": ""},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=900,
    )
    return result.stdout


def kept_files(cache: Path) -> dict[str, int]:
    """Return the names and times of the kept code."""
    return {file.name: file.stat().st_mtime_ns for file in cache.rglob("*.nbc")}
