"""A run that was broken off goes on from the best plan that it had written, where its inputs are the same."""

from pathlib import Path

import numpy as np
import pytest

from planner.cost import objective_of
from planner.going_on import SETTING, WENT_ON, keep_standing, standing_of
from planner.inputs import Inputs, read_inputs
from planner.optimise.solve import solve
from planner.problem.problem import Solution
from planner.reading.scenario import Solver
from planner.run import solve_inputs
from planner.web.job_folder import JobFolder
from tests.districts import paper_case, with_scenario, write_case
from tests.planning import patient_clock

SOLVER = Solver(engine="milp", gap=0.0, threads=1, time_limit_seconds=30.0)


@pytest.fixture(name="inputs", scope="module")
def _inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return read_inputs(write_case(tmp_path_factory.mktemp("going"), paper_case()))


@pytest.fixture(name="best", scope="module")
def _best(inputs: Inputs) -> Solution:
    return solve(inputs.problem, SOLVER, patient_clock(5.0)).solution


def test_what_was_written_is_begun_with(
    inputs: Inputs, best: Solution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any time to solve the plan is the one written, and says where it comes from."""
    path = tmp_path / "begin.npz"
    keep_standing(path, inputs, best)
    monkeypatch.setenv(SETTING, str(path))
    at_once = SOLVER.model_copy(update={"time_limit_seconds": 0.0})
    plan = solve_inputs(inputs, tmp_path, at_once, lambda _doing, _standing: None).plan
    assert plan.objective.total == pytest.approx(objective_of(inputs.problem, best).total)
    assert str(WENT_ON) in plan.notes
    assert WENT_ON.zh in plan.notes_zh
    assert [each.name for each in tmp_path.iterdir()] == ["begin.npz"]


def test_of_other_inputs_nothing_is_taken(
    inputs: Inputs, best: Solution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor of a file that is not there, is empty, cut short or something else."""
    path = tmp_path / "begin.npz"
    monkeypatch.setenv(SETTING, str(path))
    assert standing_of(inputs) is None
    keep_standing(path, inputs, best)
    kept = standing_of(inputs)
    assert kept is not None
    assert np.array_equal(kept.share, best.share)
    other = read_inputs(write_case(tmp_path, with_scenario(paper_case(), "prices", "bed_yuan", value=123)))
    assert standing_of(other) is None
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"no archive", whole[:-40] + b"\0" * 40):
        path.write_bytes(damaged)
        assert standing_of(inputs) is None
    monkeypatch.delenv(SETTING)
    assert standing_of(inputs) is None


@pytest.mark.parametrize("found", [True, False])
def test_a_job_asked_to_go_on_keeps_what_it_had_found(found: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    """The best plan since, or that of an earlier beginning; a job that begins anew forgets both."""
    folder = JobFolder(path=tmp_path)
    (tmp_path / "begin.npz").write_bytes(b"earlier")
    if found:
        (tmp_path / "best.npz").write_bytes(b"later")
    folder.ask(["run", "scenario.yaml"], goes_on=True)
    assert (tmp_path / "begin.npz").read_bytes() == (b"later" if found else b"earlier")
    assert not (tmp_path / "best.npz").exists()
    folder.ask(["run", "scenario.yaml"])
    assert [each.name for each in tmp_path.iterdir()] == ["job.json"]
