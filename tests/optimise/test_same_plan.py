"""The same file gives the same plan: runs in processes of their own, by every engine and way through the optimiser."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from planner.optimise.runtime.clock import start_clock
from planner.optimise.solve import Answer, solve
from planner.problem.problem import Problem
from planner.reading.scenario import Solver
from tests.readying import SHAPES

ROOT = Path(__file__).parents[2]
CASES = (
    ("county", "auto", 2), ("split", "auto", 2), ("sites", "auto", 2), ("sites that are split", "auto", 2),
    ("apart", "auto", 1), ("beds and years", "auto", 2), ("county", "milp", 1), ("split", "milp", 1),
)  # fmt: skip
SECONDS = 1.5


def solved(problem: Problem, *, engine: str = "auto", threads: int = 2, seconds: float = SECONDS) -> Answer:
    """Solve with so many seconds of work; the deadline is far away, for the machine may be busy."""
    solver = Solver.model_validate({"engine": engine, "threads": threads, "gap": 0.0, "time_limit_seconds": seconds})
    clock = start_clock(seconds)
    return solve(problem, solver, clock.until(time.monotonic() + 1e5))


@pytest.mark.slow
def test_two_processes_find_the_same_plan() -> None:
    """Schools, shares, bound and work agree to the last digit, whatever order Python gives its sets."""
    first, second = (began(seed) for seed in ("1", "2"))
    said = [process.communicate(timeout=900)[0] for process in (first, second)]
    assert said[0].count("\n") == len(CASES)
    assert said[0] == said[1]


def test_a_machine_beside_other_work_finds_the_same_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every second counts for seven the plan and the bound are the same, as long as the deadline is not met."""
    problem = SHAPES["county"]()
    fast = solved(problem)
    now = time.monotonic
    monkeypatch.setattr("planner.optimise.runtime.clock.time.monotonic", lambda: 7.0 * now())
    slow = solved(problem)
    assert np.array_equal(fast.solution.share, slow.solution.share)
    assert np.array_equal(fast.solution.open, slow.solution.open)
    assert fast.bound == slow.bound
    assert [fast.is_cut, slow.is_cut] == [False, False]


def test_a_deadline_that_cuts_is_told() -> None:
    """With much work to do and no time for it the plan stands, and the answer says that another run may differ."""
    problem = SHAPES["county"]()
    solver = Solver(threads=1, gap=0.0, time_limit_seconds=1000.0)
    answer = solve(problem, solver, start_clock(1000.0).until(time.monotonic() + 0.5))
    assert answer.is_cut
    assert answer.solution.share.any()


@pytest.mark.parametrize("shape", ["county", "split", "sites", "no pairs"])
def test_no_time_is_no_cut(shape: str) -> None:
    """At a time limit of 0 there is no work to do: nothing is cut, and every run ends alike."""
    problem = SHAPES[shape]()
    answers = [solve(problem, Solver(threads=1, gap=0.0, time_limit_seconds=0.0), start_clock(0.0)) for _ in range(2)]
    assert [answer.is_cut for answer in answers] == [False, False]
    assert np.array_equal(answers[0].solution.share, answers[1].solution.share)


def began(hash_seed: str) -> "subprocess.Popen[str]":
    """Solve every case in a Python of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.optimise.test_same_plan"],
        env=os.environ | {"PYTHONHASHSEED": hash_seed}, cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def main() -> None:
    """Say what each case ends in."""
    for shape, engine, threads in CASES:
        answer = solved(SHAPES[shape](), engine=engine, threads=threads)
        found = answer.solution
        plan = (found.open.tobytes(), found.share.tobytes(), found.classrooms_added.tobytes())
        digest = hashlib.sha256(b"".join(plan)).hexdigest()
        sys.stdout.write(f"{shape} {engine}: {digest} {answer.bound!r} {answer.is_cut}\n")


if __name__ == "__main__":
    main()
