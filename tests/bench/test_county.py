"""The benches run, on districts small enough to say so in seconds."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.county import Task, draw, faults_of, figures_of, measure, ratios_of, seconds_to, tasks_of
from bench.engines import cbc, ours
from bench.engines.sheet import Point, Sheet
from bench.made_up import made_up_district
from bench.solvers import Trajectory, is_installed, run_here, run_solver
from planner.run import Inputs, read_inputs


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Return a made-up district of ten settlements."""
    return read_inputs(made_up_district(10, 5, 1, tmp_path_factory.mktemp("county")))


def trajectory(solver: str, *points: tuple[float, float, float]) -> Trajectory:
    """Make a trajectory of seconds, totals and bounds."""
    told = tuple(Point(seconds=seconds, total=total, bound=bound) for seconds, total, bound in points)
    return Trajectory(solver=solver, asked_seconds=9.0, points=told, seconds=9.0)


def test_a_case_is_measured_and_written_down(
    inputs: Inputs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Textbook HiGHS ends with a plan that obeys every rule, in a process of its own, and leaves a table and a plot."""
    (run,) = measure("tiny", inputs, [Task(solver="highs", seconds=1.0)], 1, tmp_path)
    assert run.fault == ""
    assert run.bound <= run.total < math.inf
    assert run.peak_megabytes > 0
    assert faults_of(inputs, run, 1) == []
    assert {path.name for path in tmp_path.iterdir()} == {"tiny.csv", "tiny-points.csv", "tiny.png"}
    assert "FAULT" not in capsys.readouterr().out


def test_our_engine_writes_down_where_it_stands(inputs: Inputs) -> None:
    """Points only ever get better, and end with what the plan costs."""
    run = run_here("ours", ours.run_prepared, inputs.problem, seconds=0.5, threads=1)
    assert run.fault == ""
    assert np.all(np.diff([point.bound for point in run.points]) >= 0)
    assert run.points[-1].total == min(point.total for point in run.points)
    assert faults_of(inputs, run, 1) == []


def test_a_limit_above_its_total_is_told(inputs: Inputs) -> None:
    """A bench that saw an impossible limit says so."""
    run = run_here("ours", ours.run_prepared, inputs.problem, seconds=0.2, threads=1)
    wrong = replace(run, points=(Point(seconds=0.1, total=run.total, bound=1.1 * run.total),))
    assert any("is above its total" in fault for fault in faults_of(inputs, wrong, 1))


def test_what_is_not_installed_is_absent(inputs: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that is not there is reported, and nothing fails."""
    monkeypatch.setattr("bench.solvers.find_spec", lambda _: None)
    assert not is_installed("scip")
    run = run_solver("scip", inputs.problem, 1.0, 1)
    assert run.fault.startswith("absent")
    assert run.total == math.inf


def test_distances_are_from_the_best_of_all() -> None:
    """A run is within 5 % when its plan costs at most 1.05 x the best that any run found."""
    one = trajectory("ours", (1.0, 110.0, 50.0), (2.0, 104.0, 80.0), (3.0, 100.0, 95.0))
    other = trajectory("highs", (4.0, 130.0, 60.0), (8.0, 101.5, 70.0))
    table = figures_of([one, other])
    assert table[["s_to_5%", "s_to_3%", "s_to_1%"]].to_numpy().tolist() == [[2.0, 3.0, 3.0], [8.0, 8.0, math.inf]]
    assert table["gap_%"].tolist() == pytest.approx([5.0, 100 * 31.5 / 101.5])
    assert seconds_to(one, 101.5) == 3.0
    assert "1.0150 x ours" in ratios_of([one, other])[0]
    assert "2.7 x sooner, after 3.0 s" in ratios_of([one, other])[0]


def test_a_run_without_a_plan_is_drawn_and_told(tmp_path: Path) -> None:
    """It has no line in the plot, and no ratio."""
    one, none = trajectory("ours", (1.0, 110.0, 50.0)), trajectory("scip", (2.0, math.inf, 60.0))
    draw([one, none], "made up", tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 0
    assert ratios_of([one, none]) == ["scip 9 s: no plan"]


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


def test_tasks_take_their_own_seconds_or_the_longest_of_ours() -> None:
    """highs:400 gets 400 s; cbc gets as long as our longest run."""
    tasks = tasks_of([60.0, 300.0], ["highs:400", "cbc"])
    assert [(task.solver, task.seconds) for task in tasks] == [
        ("ours", 60.0),
        ("ours", 300.0),
        ("highs", 400.0),
        ("cbc", 300.0),
    ]


def test_unknown_solvers_are_refused() -> None:
    """A misspelt solver ends the bench before it begins."""
    with pytest.raises(SystemExit, match="no such solver"):
        tasks_of([1.0], ["hihgs"])
