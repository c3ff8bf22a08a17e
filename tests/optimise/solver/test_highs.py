"""The one place that talks to HiGHS: values that are not what was told are found out; stops; and its silence."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest
from scipy import sparse

from planner.optimise.models.pulp_model import build_model
from planner.optimise.runtime.clock import Clock, start_clock
from planner.optimise.solver import highs as boundary
from planner.optimise.solver.callbacks import Listeners
from planner.optimise.solver.highs import Entries, Linear, Settings, solve_mixed
from planner.optimise.solver.program import Program, is_met, objective_at, program_of_pulp
from planner.problem.build import build_problem
from planner.problem.problem import Floats
from tests.districts import with_scenario
from tests.mixing import mixed_case

SECONDS = 60.0
ROOT = Path(__file__).resolve().parents[3]


def knapsack() -> Program:
    """Take of 6, 5 and 4 kilograms worth 9, 6 and 5 what 10 kilograms hold: the first and the last, worth 14."""
    return Program(
        cost=np.array([-9.0, -6.0, -5.0]),
        lower=np.zeros(3),
        upper=np.ones(3),
        matrix=sparse.csr_array(np.array([[6.0, 5.0, 4.0]])),
        low=np.array([-np.inf]),
        high=np.array([10.0]),
        integer=np.arange(3),
    )


@pytest.mark.parametrize("seed", [1, 2, 6, 7])
def test_presolve_cuts_off_no_best_plan(seed: int) -> None:
    """Found with 1.14 and 1.15: with these seeds HiGHS called the program infeasible."""
    case = with_scenario(mixed_case(11), "rules", "class_size", value={"primary": 7, "junior": 7})
    problem = build_problem(case.district, case.journeys, case.scenario)
    program = program_of_pulp(build_model(problem).lp)
    found = solve_mixed(program, None, start_clock(SECONDS), Settings(threads=1, seed=seed, relative_gap=0.0))
    assert not found.is_infeasible
    assert found.objective == pytest.approx(1_303_700.0)
    assert found.bound == pytest.approx(1_303_700.0)


def hard_program(n: int = 60, rows: int = 6) -> Program:
    """Return knapsacks within knapsacks, which take HiGHS longer than a test lasts."""
    random = np.random.default_rng(3)
    return Program(
        cost=-random.integers(10, 100, n).astype(float),
        lower=np.zeros(n),
        upper=np.ones(n),
        matrix=sparse.csr_array(random.integers(5, 60, (rows, n)).astype(float)),
        low=np.full(rows, -np.inf),
        high=np.full(rows, 800.0),
        integer=np.arange(n),
    )


NOBODY = Listeners(plan=lambda _objective, _values: None, both=lambda _objective, _bound: None)
WORSE = np.array([0.0, 1.0, 1.0])
"""Worth 11: a start that is not the best."""


@pytest.mark.parametrize("listeners", [None, NOBODY])
@pytest.mark.parametrize("begin", [None, WORSE])
def test_a_small_program_is_solved(begin: Floats | None, listeners: Listeners | None) -> None:
    """With and without a start, with and without somebody who listens."""
    found = solve_mixed(knapsack(), begin, start_clock(SECONDS), Settings(), listeners)
    assert found.values is not None
    assert found.values.round().tolist() == [1.0, 0.0, 1.0]
    assert (found.objective, found.lost, found.is_infeasible) == (-14.0, False, False)
    assert found.bound == pytest.approx(-14.0, abs=1e-6)


def test_what_has_no_solution_is_told_apart() -> None:
    """Ten kilograms at least of what weighs nothing."""
    program = Program(
        cost=np.ones(1), lower=np.zeros(1), upper=np.ones(1), matrix=sparse.csr_array(np.zeros((1, 1))),
        low=np.array([10.0]), high=np.array([np.inf]), integer=np.arange(1),
    )  # fmt: skip
    found = solve_mixed(program, None, start_clock(SECONDS), Settings())
    assert found.is_infeasible
    assert found.values is None


def tampered(monkeypatch: pytest.MonkeyPatch, values: list[float], *, times: int) -> list[int]:
    """Let HiGHS hand out these values instead of its own, so many times; return a list that grows with each reading."""
    real = highspy.Highs.getSolution
    read: list[int] = []

    def get(highs: highspy.Highs) -> Any:  # noqa: ANN401 - HiGHS's own
        solution = real(highs)
        if len(read) < times:
            solution.col_value = values
        read.append(1)
        return solution

    monkeypatch.setattr(highspy.Highs, "getSolution", get)
    return read


@pytest.mark.parametrize("wrong", [WORSE.tolist(), [1.0, 1.0, 1.0], [1.0, 0.5, 0.25], [float("nan")] * 3, []])
def test_the_start_handed_back_as_the_best_is_found_out(monkeypatch: pytest.MonkeyPatch, wrong: list[float]) -> None:
    """HiGHS says 14 and hands out 11, or what weighs 15 kilograms, or halves: what it called back with is taken."""
    read = tampered(monkeypatch, wrong, times=1)
    found = solve_mixed(knapsack(), WORSE, start_clock(SECONDS), Settings(), NOBODY)
    assert found.values is not None
    assert found.values.round().tolist() == [1.0, 0.0, 1.0]
    assert not found.lost
    assert read


@pytest.mark.parametrize("wrong", [WORSE.tolist(), [1.0, 1.0, 1.0], [float("nan")] * 3])
def test_without_callbacks_it_is_solved_again(monkeypatch: pytest.MonkeyPatch, wrong: list[float]) -> None:
    """Nobody listened: it is solved once more without the start, and read again."""
    read = tampered(monkeypatch, wrong, times=1)
    found = solve_mixed(knapsack(), WORSE, start_clock(SECONDS), Settings())
    assert found.values is not None
    assert found.values.round().tolist() == [1.0, 0.0, 1.0]
    assert (found.lost, len(read)) == (False, 2)


def test_what_stays_lost_is_told_and_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Again and again the wrong values: the start is what there is, at its own objective, and the loss is told."""
    tampered(monkeypatch, [1.0, 1.0, 1.0], times=9)
    found = solve_mixed(knapsack(), WORSE, start_clock(SECONDS), Settings())
    assert found.values is not None
    assert found.values.tolist() == WORSE.tolist()
    assert (found.objective, found.lost) == (-11.0, True)


def test_a_linear_program_grows_and_is_solved_again() -> None:
    """Two rows of at most 1; a second column that serves both at once for 3 instead of 2 and 2."""
    linear = Linear()
    linear.add_rows(np.ones(2), np.full(2, np.inf))
    linear.add_columns(np.array([2.0, 2.0]), Entries.even(np.array([[0], [1]]), np.ones((2, 1))))
    first = linear.solve()
    assert first is not None
    assert (first.objective, first.duals.tolist()) == (4.0, [2.0, 2.0])
    linear.add_columns(np.array([3.0]), Entries.even(np.array([[0, 1]]), np.ones((1, 2))))
    second = linear.solve(start_clock(SECONDS))
    assert second is not None
    assert (second.objective, second.is_optimal) == (3.0, True)
    linear.change_costs(np.arange(2), np.array([1.0, 1.0]))
    third = linear.solve(start_clock(SECONDS), hears_stops=True)
    assert third is not None
    assert (third.objective, third.values.tolist()) == (2.0, [1.0, 1.0, 0.0])


def test_a_linear_program_that_hands_out_other_values_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once: it is solved anew. Always: there is no answer."""
    for times, objective in ((1, 4.0), (9, None)):
        linear = Linear()
        linear.add_rows(np.ones(2), np.full(2, np.inf))
        linear.add_columns(np.array([2.0, 2.0]), Entries.even(np.array([[0], [1]]), np.ones((2, 1))))
        with monkeypatch.context() as only_here:
            tampered(only_here, [5.0, 0.0], times=times)
            solved = linear.solve()
        assert (None if solved is None else solved.objective) == objective


def stopping_clock() -> tuple[Clock, threading.Event]:
    """Return a clock with much time, and the event that ends it."""
    stop = threading.Event()
    return start_clock(SECONDS * 10, stop), stop


def test_the_user_stops_it() -> None:
    """From another thread, in the middle: it ends with the plan that it has."""
    clock, stop = stopping_clock()
    told: list[float] = []

    def both(objective: float, _bound: float) -> None:
        told.append(objective)
        stop.set()

    found = solve_mixed(hard_program(), None, clock, Settings(), Listeners(plan=NOBODY.plan, both=both))
    assert told
    assert clock.left > 0
    assert found.values is not None
    assert found.bound < found.objective


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError, SystemExit])
def test_what_a_listener_raises_does_not_go_through_the_solver(fault: type[BaseException]) -> None:
    """HiGHS is told to end; then, and on the thread that asked, the fault is raised."""

    def plan(_objective: float, _values: Floats) -> None:
        raise fault

    with pytest.raises(fault):
        solve_mixed(hard_program(), None, start_clock(SECONDS), Settings(), Listeners(plan=plan, both=NOBODY.both))
    for each in threading.enumerate():
        if each.name == "highs":
            each.join(1.0)  # has nothing left to do
            assert not each.is_alive()


INTERRUPTED = """
import _thread, sys, threading, time
import numpy as np
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solver.callbacks import Listeners
from planner.optimise.solver.highs import Settings, solve_mixed
from tests.optimise.solver.test_highs import hard_program

begun = threading.Event()

def both(objective, bound):
    begun.set()

def interrupt():
    begun.wait()
    for _ in range({times}):
        _thread.interrupt_main()
        time.sleep({pause})

threading.Thread(target=interrupt, daemon=True).start()
try:
    listeners = Listeners(plan=lambda objective, values: None, both=both)
    solve_mixed(hard_program(), None, start_clock(600.0), Settings(threads=2), listeners)
except KeyboardInterrupt:
    for each in threading.enumerate():
        if each.name == "highs":
            each.join(1.0)  # has nothing left to do
            assert not each.is_alive()
    sys.exit(7)
"""


@pytest.mark.sampled(most=2)
@pytest.mark.parametrize(("times", "pause"), [(1, 0.0), (2, 0.0), (2, 0.01), (3, 0.1)])
def test_an_interrupt_waits_for_the_solver(times: int, pause: float) -> None:
    """Ctrl-C once, twice, three times while HiGHS works: no abort, no thread left behind, and the stop arrives."""
    done = _python(INTERRUPTED.format(times=times, pause=pause))
    assert done.returncode == 7, done.stderr


QUIET = """
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solver.highs import Linear, Settings, solve_mixed
from tests.optimise.solver.test_highs import NOBODY, knapsack
import os, threading

work = (knapsack(), None, start_clock(60.0), Settings())
several = [threading.Thread(target=solve_mixed, args=work) for _ in range(4)]
for each in several:
    each.start()
for each in several:
    each.join()
solve_mixed(knapsack(), None, start_clock(60.0), Settings(threads=2), NOBODY)
Linear(knapsack()).solve()
try:
    os.write(1, b"only this")
except OSError:
    os.write(2, b"closed")
"""


def test_nothing_reaches_standard_output() -> None:
    """Neither a banner nor a log, whatever the version, the first time or later: not even from the C library."""
    done = _python(QUIET)
    assert (done.returncode, done.stdout) == (0, b"only this"), done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell closes the stream")
def test_standard_output_may_be_closed() -> None:
    """Where nothing can be written nothing is, and no other file takes its number."""
    command = ["/bin/sh", "-c", 'exec "$0" -c "$1" >&-', sys.executable, QUIET]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=_environment(), check=False, timeout=SECONDS * 5)
    assert (done.returncode, done.stderr) == (0, b"closed")


def test_the_banner_of_a_version_that_prints_one_is_swallowed(capfd: pytest.CaptureFixture[str]) -> None:
    """A first HiGHS that prints on the C library's standard output, as from version 1.16 on, whatever is installed."""
    boundary._print_the_banner.cache_clear()
    real: Any = highspy.Highs

    def printing() -> Any:  # noqa: ANN401 - HiGHS's own
        os.write(1, b"Running HiGHS: a banner\n")
        return real()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(highspy, "Highs", printing)
        boundary._print_the_banner()
    os.write(1, b"after")
    assert capfd.readouterr().out == "after"


def test_only_one_module_talks_to_highs() -> None:
    """Nobody else imports highspy, or has PuLP make a HiGHS."""
    talking = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "planner").rglob("*.py"))
        if "highspy" in (text := path.read_text(encoding="utf-8")) or "pulp.HiGHS" in text
    ]
    assert talking == ["planner/optimise/solver/highs.py"]


@pytest.mark.parametrize(
    ("values", "met"),
    [
        ([1.0, 0.0, 1.0], True), ([1.0, 1.0, 0.0], False), ([0.5, 0.0, 0.0], False), ([2.0, 0.0, 0.0], False),
        ([1.0, 0.0, 1.0 - 1e-7], True), ([float("nan"), 0.0, 0.0], False), ([1.0, 0.0], False),
    ],
)  # fmt: skip
def test_values_are_looked_after(values: list[float], *, met: bool) -> None:
    """Rows, bounds and whole numbers, as nearly as solvers keep them."""
    assert is_met(knapsack(), np.array(values)) is met


def test_what_values_cost() -> None:
    """9 and 5."""
    assert objective_at(knapsack(), np.array([1.0, 0.0, 1.0])) == -14.0


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


def _python(code: str) -> "subprocess.CompletedProcess[bytes]":
    """Run code in a Python of its own."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, cwd=ROOT, env=_environment(), check=False, timeout=SECONDS * 5)
