"""Solvers run on districts small enough to say so in seconds, and what they say is judged."""

import math
from dataclasses import replace

import numpy as np
import pytest

from bench.engines import auto, cbc
from bench.engines.sheet import Point, Sheet
from bench.made_up import made_up_district
from bench.measurement import broken_by
from bench.solvers import Trajectory, is_installed, run_here, run_solver
from planner.inputs import Inputs, read_inputs
from planner.problem.problem import Problem, Solution


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Return a made-up district of ten settlements."""
    return read_inputs(made_up_district(10, 5, 1, tmp_path_factory.mktemp("county")))


def solve_quickly(problem: Problem, seconds: float, threads: int, sheet: Sheet) -> Solution:
    """Run our engine, nothing compiled beforehand."""
    return auto.solve_by("auto", problem, seconds, threads, sheet)


def test_textbook_highs_is_judged_in_a_process_of_its_own(inputs: Inputs) -> None:
    """It ends with a plan that obeys every rule, a limit below it, and its memory known."""
    run = run_solver("highs", inputs.problem, 1.0, 1)
    assert run.fault == ""
    assert run.bound <= run.total < math.inf
    assert run.peak_megabytes >= run.loaded_megabytes > 0
    assert run.building_seconds > 0
    assert broken_by(inputs, run) == []


def test_our_engine_writes_down_where_it_stands(inputs: Inputs) -> None:
    """Points only ever get better, and end with what the plan costs."""
    run = run_here("auto", solve_quickly, inputs.problem, seconds=0.5, threads=1)
    assert run.fault == ""
    assert np.all(np.diff([point.bound for point in run.points]) >= 0)
    assert min(point.total for point in run.points) == pytest.approx(run.total, rel=1e-9)
    assert run.did
    assert broken_by(inputs, run) == []


def test_a_limit_above_its_total_is_told(inputs: Inputs) -> None:
    """A bench that saw an impossible limit says so."""
    run = run_here("auto", solve_quickly, inputs.problem, seconds=0.2, threads=1)
    wrong = replace(run, points=(Point(seconds=0.1, total=run.total, bound=1.1 * run.total),))
    assert any("lies above the total" in fault for fault in broken_by(inputs, wrong))


def test_a_plan_that_overfills_a_school_is_told(inputs: Inputs) -> None:
    """A solver's plan is not taken at its word: everyone at one school, without its rooms, breaks rules."""
    run = run_here("auto", solve_quickly, inputs.problem, seconds=0.2, threads=1)
    assert run.solution is not None
    wrong = replace(run, solution=replace(run.solution, classes=np.zeros_like(run.solution.classes)))
    assert broken_by(inputs, wrong) != []


def test_what_fails_is_a_result_too(inputs: Inputs) -> None:
    """A solver that raises is reported with its fault, and has neither plan nor gap."""

    def fail(_problem: Problem, _seconds: float, _threads: int, _sheet: Sheet) -> Solution:
        raise MemoryError

    run = run_here("cbc", fail, inputs.problem, seconds=1.0, threads=1)
    assert run.fault.startswith("MemoryError")
    assert (run.total, run.gap, run.bound) == (math.inf, math.inf, -math.inf)


def test_what_is_not_installed_is_absent(inputs: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that is not there is reported, and nothing fails."""
    monkeypatch.setattr("bench.solvers.find_spec", lambda _: None)
    assert not is_installed("scip")
    assert run_solver("scip", inputs.problem, 1.0, 1).fault.startswith("absent")


def test_the_gap_is_that_of_a_plan_file() -> None:
    """(total - bound) / cost: what the shortfall is priced at does not hide a bad plan."""
    point = Point(seconds=1.0, total=150.0, bound=90.0)
    run = Trajectory(solver="highs", asked_seconds=1.0, points=(point,), total=150.0, cost=100.0)
    assert run.gap == pytest.approx(0.6)


def test_a_sheet_keeps_what_is_better() -> None:
    """A worse total or limit does not undo a better one."""
    sheet = Sheet()
    sheet.note(10.0, 1.0, 1.0)
    sheet.note(12.0, 0.5, 2.0)
    sheet.note(12.0, 3.0, 3.0)
    assert [(point.seconds, point.total, point.bound) for point in sheet.points] == [(1.0, 10.0, 1.0), (3.0, 10.0, 3.0)]


def test_cbc_tells_where_it_stood() -> None:
    """Plans, limits and seconds are read from its log, in order of time; what stands for no plan is none."""
    log = (
        "Cbc0010I After 3 nodes, 2 on tree, 1e+50 best solution, best possible 11 (4.25 seconds)\n"
        "Cbc0012I Integer solution of 12.5 found by rounding after 7 iterations and 0 nodes (2.50 seconds)\n"
    )
    assert cbc.points_in(log) == [(12.5, -math.inf, 2.5), (math.inf, 11.0, 4.25)]
