"""Saved plans: read again, with the inputs they were made from."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from planner.errors import InputError
from planner.inputs import input_hashes, read_inputs
from planner.optimise.quick_bound import quick_bound
from planner.outputs import plan_text
from planner.saved import changed_inputs, judge, open_plan
from tests.composing import plan_with
from tests.districts import Case, paper_case, write_case
from tests.planning import answer_of


def save(folder: Path, case: Case) -> Path:
    """Write a case below folder/scenarios and its plan to folder/maps/paper/plan.json; return the plan file."""
    scenario = write_case(folder / "scenarios", case)
    inputs = read_inputs(scenario)
    problem, answer = answer_of(case)
    plan = plan_with(case, problem, answer.solution, bound=max(answer.bound, quick_bound(problem)))
    plan = plan.model_copy(
        update={
            "scenario_file": "../../scenarios/scenario.yaml",
            "inputs_sha256": input_hashes(inputs.source, inputs.district),
        }
    )
    path = folder / "maps" / "paper" / "plan.json"
    path.parent.mkdir(parents=True)
    path.write_text(plan_text(plan), encoding="utf-8")
    return path


def tamper(path: Path, **keys: object) -> None:
    """Change keys of a plan file."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(document | keys), encoding="utf-8")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return the paper district's plan file, beside its inputs."""
    return save(tmp_path / "county", paper_case())


def test_a_saved_plan_passes(saved: Path) -> None:
    """Read anew from its files, the plan breaks no rule and its inputs are those it was made from."""
    opened = open_plan(saved)
    assert judge(opened) == ()
    assert changed_inputs(opened) == ()


def test_a_whole_county_may_be_moved(saved: Path, tmp_path: Path) -> None:
    """The way to the scenario is relative: copied elsewhere, the plan finds the copy's inputs, not the old ones."""
    shutil.move(tmp_path / "county", tmp_path / "elsewhere")
    opened = open_plan(tmp_path / "elsewhere" / saved.relative_to(tmp_path / "county"))
    assert opened.source.path.resolve().is_relative_to((tmp_path / "elsewhere").resolve())
    assert judge(opened) == ()


def test_a_plan_by_itself_finds_its_scenario_by_name(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent by mail and saved anywhere, it is judged from the project's folder by scenarios/<name>.yaml."""
    scenarios = tmp_path / "county" / "scenarios"
    (scenarios / "scenario.yaml").rename(scenarios / "paper.yaml")
    lone = tmp_path / "downloads" / "plan.json"
    lone.parent.mkdir()
    lone.write_bytes(saved.read_bytes())
    monkeypatch.chdir(tmp_path / "county")
    assert open_plan(lone).source.path.resolve() == (scenarios / "paper.yaml").resolve()
    assert open_plan(saved).source.path.resolve() == (scenarios / "paper.yaml").resolve()


def test_a_plan_whose_scenario_is_nowhere(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the key and what it says."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "county" / "scenarios" / "scenario.yaml").unlink()
    with pytest.raises(InputError) as caught:
        open_plan(saved)
    (finding,) = caught.value.findings
    assert (finding.column, finding.value) == ("scenario_file", "../../scenarios/scenario.yaml")


def test_changed_inputs_are_named(saved: Path, tmp_path: Path) -> None:
    """A table with one byte more, a scenario with a comment, and a file that was not there before: all are told."""
    folder = tmp_path / "county" / "scenarios"
    for name in ("schools.csv", "scenario.yaml"):
        with (folder / name).open("ab") as file:
            file.write(b"\n" if name.endswith("csv") else b"\n# a remark\n")
    (folder / "provenance.yaml").write_text("tables: {}\n", encoding="utf-8")
    assert changed_inputs(open_plan(saved)) == ("provenance.yaml", "scenario", "schools.csv")


def test_an_input_that_is_gone_is_named(saved: Path) -> None:
    """A file the plan was made from that is no longer read counts as changed."""
    tamper(
        saved, inputs_sha256=json.loads(saved.read_text(encoding="utf-8"))["inputs_sha256"] | {"roads.gpkg": "0" * 64}
    )
    assert changed_inputs(open_plan(saved)) == ("roads.gpkg",)


def test_a_plan_that_was_tampered_with_does_not_pass(saved: Path) -> None:
    """Without its shortfall, and called optimal, the plan breaks rules by name."""
    tamper(saved, shortfall=[], status="optimal", bound=0.0)
    rules = {str(violation.rule) for violation in judge(open_plan(saved))}
    assert {"counted", "status", "gap"} <= rules


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "a plan is wanted"),
        ("[]", "a plan is wanted"),
        ('{"format": "planner-plan/9"}', "a plan of another version, 9"),
        ("{", "damaged or cut off"),
    ],
)
def test_what_is_no_plan_is_bad_input(tmp_path: Path, text: str, says: str) -> None:
    """An empty file, other JSON and half a file are refused, and called what they are."""
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        open_plan(path)


def test_a_plan_file_that_is_not_there(tmp_path: Path) -> None:
    """The path is named."""
    with pytest.raises(InputError, match=r"cannot read the plan file .*gone\.json"):
        open_plan(tmp_path / "gone.json")
