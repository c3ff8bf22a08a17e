"""planner prove: the limit of a saved plan never falls, goes on from proof.npz, and survives a damaged one."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import planner
from planner import cli
from planner.inputs import read_inputs
from planner.optimise.kept_proof import KeptProof
from planner.plan import Plan
from planner.proof_file import PROOF_NAME, proof_bytes, read_proof
from planner.reading.scenario import Solver
from planner.run import save_solved, solve_inputs
from tests.districts import paper_case, with_scenario, write_case

KEPT = KeptProof(
    block_prices=np.array([1.5, 2.0]),
    linking_prices=np.zeros(0),
    column_school=np.array([0]),
    column_year=np.array([0]),
    column_first=np.array([0, 2]),
    column_blocks=np.array([0, 1]),
)


def planner_does(*words: object) -> tuple[int, dict[str, Any]]:
    """Run a verb; return its exit code and document."""
    done = CliRunner().invoke(cli.app, [*map(str, words), "--json"])
    return done.exit_code, json.loads(done.stdout)


def first_plan(folder: Path, engine: str) -> tuple[Path, Plan]:
    """Save a plan that was made without time; nothing is drawn beside it."""
    inputs = read_inputs(write_case(folder, paper_case()))
    solver = Solver.model_validate({"engine": engine, "time_limit_seconds": 0.0, "threads": 1})
    solved = solve_inputs(inputs, folder / "out", solver, lambda _doing, _standing: None)
    save_solved(solved, folder / "out")
    return folder / "out" / "plan.json", solved.plan


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "limits"), [("auto", ("0", "2")), ("milp", ("2",))])
def test_the_limit_never_falls(engine: str, limits: tuple[str, ...], tmp_path: Path) -> None:
    """A plan made without time is proven on; plan, proof and papers are of one run, and it verifies."""
    plan, first = first_plan(tmp_path, engine)
    bounds, totals = [first.bound], [first.objective.total]
    for seconds in limits:
        code, told = planner_does("prove", plan, "--time-limit", seconds)
        assert code == 0, told
        assert told["bound_before"] == bounds[-1]
        bounds.append(told["bound"])
        totals.append(told["objective"]["total"])
        assert planner.verify(planner.open_plan(plan)) == ()
        assert sum("planner prove went on" in note for note in told["notes"]) == 1
    assert bounds == sorted(bounds)
    assert totals == sorted(totals, reverse=True)
    assert bounds[-1] > bounds[0]
    listed = json.loads((plan.parent / "files.json").read_text(encoding="utf-8"))
    assert PROOF_NAME in json.dumps(listed)
    assert told["status"] == "optimal"
    before = plan.read_bytes()
    code, told = planner_does("prove", plan, "--time-limit", "1")
    assert (code, told["files"]) == (0, [])
    assert plan.read_bytes() == before


def test_a_plan_that_does_not_hold_is_not_proven(tmp_path: Path) -> None:
    """Nor one of other inputs, nor one of another name; exit code 2, nothing is written."""
    plan, _ = first_plan(tmp_path, "milp")
    scenario = tmp_path / "scenario.yaml"
    other = plan.with_name("other.json")
    other.write_bytes(plan.read_bytes())
    code, told = planner_does("prove", other)
    assert (code, "plan.json" in told["error"]) == (2, True)
    document = json.loads(plan.read_bytes())
    document["bound"] = 10.0 * document["objective"]["total"]
    plan.write_text(json.dumps(document), encoding="utf-8")
    code, told = planner_does("prove", plan)
    assert (code, "does not pass its check" in told["error"]) == (2, True)
    plan.write_bytes(other.read_bytes())
    scenario.write_text(scenario.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    code, told = planner_does("prove", plan)
    assert (code, "has changed" in told["error"]) == (2, True)
    assert plan.read_bytes() == other.read_bytes()
    assert not plan.with_name(PROOF_NAME).exists()


def test_only_a_whole_file_of_these_inputs_is_read(tmp_path: Path) -> None:
    """Of other inputs, cut short, of other arrays or with a pickle in it: as if there were none."""
    inputs = read_inputs(write_case(tmp_path / "one", paper_case()))
    others = read_inputs(write_case(tmp_path / "two", with_scenario(paper_case(), "title", value="another")))
    path, content = tmp_path / PROOF_NAME, proof_bytes(inputs, (KEPT, None))
    path.write_bytes(content)
    read = read_proof(path, inputs)
    assert [each is None for each in read] == [False, True]
    assert read[0] is not None
    assert (read[0].block_prices == KEPT.block_prices).all()
    assert read_proof(path, others) == ()
    for damaged in (b"", content[: len(content) // 2], content[:-7] + b"\0" * 7, b"PK nothing"):
        path.write_bytes(damaged)
        assert read_proof(path, inputs) == ()
    with path.open("wb") as file:
        np.savez(file, inputs=np.array([{}], dtype=object), parts=np.array(1))
    assert read_proof(path, inputs) == ()
    wrong = {"0.block_prices": np.array(["a"]), "parts": np.array(1)}
    with np.load(_written(tmp_path / "again.npz", content)) as kept, path.open("wb") as file:
        np.savez(file, allow_pickle=True, **{name: kept[name] for name in kept.files if name not in wrong}, **wrong)
    assert read_proof(path, inputs) == ()
    assert read_proof(tmp_path / "nowhere.npz", inputs) == ()


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
