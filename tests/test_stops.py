"""Stops at any moment, and streams that fail: exit codes, no traceback, whole files."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from planner.stops import told_to_stop
from tests.stopping import VERBS, arguments_of, prepared, stopped, watched

POSIX = pytest.mark.skipif(os.name != "posix", reason="sends signals to a process of its own")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the paper district is planned."""
    folder = tmp_path_factory.mktemp("county")
    prepared(folder)
    return folder


@POSIX
@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("verb", sorted(set(VERBS)))
@pytest.mark.parametrize("times", [1, 2])
def test_a_stop_at_any_moment(county: Path, verb: str, times: int) -> None:
    """Once or twice, early or late: exit code 0 or 4, nothing but words, no half of anything."""
    chance = random.Random(f"{verb}{times}")  # noqa: S311 - only moments
    moments = [(chance.uniform(0.0, 5.0), signal.SIGINT), *[(chance.uniform(0.0, 0.2), signal.SIGINT)] * (times - 1)]
    assert stopped(county, verb, moments).faults == ()


@POSIX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_stops_are_4_too(county: Path, number: int) -> None:
    """While the interpreter still reads the planner's own files."""
    trial = stopped(county, "run", [(0.05, number)])
    assert (trial.code, trial.faults) == (4, ())
    assert "stopped" in trial.err


@POSIX
@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("moment", [0.0, 0.4, 0.8, 1.2])
def test_a_stop_of_new_leaves_all_or_nothing(moment: float, tmp_path: Path) -> None:
    """No folder, or one that holds every file and nothing else."""
    with watched(tmp_path, "new", "mine") as process:
        time.sleep(moment)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    names = {path.name for path in (tmp_path / "mine").rglob("*")}
    assert names in (set(), {"district.xlsx", "provenance.yaml", "scenario.yaml", "sample"})
    assert process.returncode in {0, 4}
    assert (tmp_path / "mine").exists() == bool(names)


def through_shell(folder: Path, verb: str, where: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a verb with its standard output sent somewhere; `set -o pipefail` tells the verb's own code."""
    words = [sys.executable, "-m", "planner", verb, *arguments_of(verb, folder), *options]
    line = f"set -o pipefail; {' '.join(repr(word) for word in words)} {where}"
    command = ["bash", "-c", line]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False)


@POSIX
@pytest.mark.sampled(most=2)
@pytest.mark.parametrize("options", [("--json",), ("--help",)])
@pytest.mark.parametrize(("where", "code"), [("| true", 0), ("| head -c 1", 0), (">&-", 0), (">/dev/full", 2)])
def test_standard_output_that_fails(county: Path, where: str, code: int, options: Sequence[str]) -> None:
    """A reader that has gone or a closed stream changes nothing; a full disk is told, and is 2."""
    done = through_shell(county, "check", where, *options)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert ("No space left" in done.stderr) == (code == 2)


@POSIX
def test_standard_error_that_fails(county: Path) -> None:
    """Progress that nobody can read stops nothing."""
    for where in ("2>&-", "2>/dev/full", "2>&1 | true", ">&- 2>&- <&-"):
        assert through_shell(county, "check", where).returncode == 0


def test_the_first_ctrl_c_sets_the_flag_in_a_process_that_is_not_guarded() -> None:
    """And the second one is what it was before."""
    with told_to_stop() as flag:
        signal.raise_signal(signal.SIGINT)
        assert flag.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
