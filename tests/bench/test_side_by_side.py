"""Measurements beside one another: what is kept, and what is said of them."""

import argparse
import math
from pathlib import Path

import pytest

from bench.measurement import contradictions, measurements_in, read_measurement, written
from bench.side_by_side import Task, main, ratios_of, run_tasks, table_of, task_of
from tests.bench.records import measurement


def test_a_case_is_measured_once_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second run of the same command reads what the first wrote."""
    command = ["county-10", "highs:1", "--threads", "1", "--folder", str(tmp_path)]
    main(command)
    (file,) = tmp_path.iterdir()
    before = file.read_bytes()
    assert "FAULT" not in capsys.readouterr().out
    main(command)
    assert file.read_bytes() == before
    (run,) = run_tasks("county-10", [Task(solver="highs", seconds=1.0)], tmp_path, 1)
    assert run.settlements == 10
    assert run.bound <= run.total < math.inf


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    """Written and read, even without a plan."""
    for run in (measurement("auto", (1.0, 10.0, 5.0)), measurement("cbc", (2.0, math.inf, 6.0))):
        assert read_measurement(written(run, tmp_path)) == run
    assert len(measurements_in(tmp_path)) == 2


def test_distances_are_from_the_best_of_all() -> None:
    """A run is within 5 % when its plan costs at most 1.05 x the best that any run found."""
    one = measurement("auto", (1.0, 110.0, 50.0), (2.0, 104.0, 80.0), (3.0, 100.0, 95.0))
    other = measurement("highs", (4.0, 130.0, 60.0), (8.0, 101.5, 70.0), gap=0.31)
    table = table_of([one, other])
    assert table[["s_to_5%", "s_to_3%", "s_to_1%"]].to_numpy().tolist() == [[2.0, 3.0, 3.0], [8.0, 8.0, math.inf]]
    (words,) = ratios_of([one, other])
    assert "1.0150 x that of auto 9 s" in words
    assert "6.2 x as wide" in words
    assert "after 3.0 s, 2.67 x sooner" in words
    assert [one.seconds_to_gap(gap) for gap in (0.25, 0.05, 0.01)] == [2.0, 3.0, math.inf]


def test_a_run_without_a_plan_has_no_ratio() -> None:
    """It is said to have none."""
    assert ratios_of([measurement("auto", (1.0, 9.0, 5.0)), measurement("scip", (2.0, math.inf, 6.0))]) == [
        "scip 9 s: no plan"
    ]


def test_a_limit_above_another_solvers_plan_is_told() -> None:
    """Limits are held against every plan of the same case, not only their own."""
    ours, theirs = measurement("auto", (1.0, 100.0, 90.0)), measurement("scip", (1.0, 120.0, 101.0))
    assert len(contradictions([ours, theirs])) == 1
    assert contradictions([ours, theirs.model_copy(update={"case": "mengjin"})]) == []


def test_tasks_are_read_or_refused() -> None:
    """A misspelt solver, or no seconds, ends the bench before it begins."""
    assert task_of("highs:400") == Task(solver="highs", seconds=400.0)
    for word in ("hihgs:4", "highs", "highs:soon"):
        with pytest.raises(argparse.ArgumentTypeError):
            task_of(word)
