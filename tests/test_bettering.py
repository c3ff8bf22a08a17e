"""A saved plan that is dearer than it need be: explaining it takes what is found cheaper before anything is written."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from docx import Document

from planner.explaining import explain_saved
from planner.inputs import read_inputs
from planner.outputs import TEMPLATE_NAME, Shown, makings_of, plan_text
from planner.plan import Plan, gap_of, read_plan
from planner.problem.problem import Decision
from planner.run import make_plan
from planner.saved import judge, open_plan
from planner.writing import Making
from tests.districts import write_case
from tests.explaining_cases import valley_case
from tests.papers import opened
from tests.showing import QUICK

SAVED_YUAN = 60_000 - 6 * 10 * 60
"""What merging the point saves: its doors, less the longer way of six pupils."""
LOW = 1.0
"""A limit that is true of any plan."""


def silent(_doing: str, _progress: None) -> None:
    """Tell nobody."""


@pytest.fixture
def poor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the valley's plan with its dear point kept open; of the files of a run the summary page alone is made."""

    def makings(shown: Shown) -> list[Making]:
        return [making for making in makings_of(shown) if making.names in {("report.html",), ("trajectory.csv",)}]

    monkeypatch.setattr("planner.explaining.makings_of", makings)
    return poor_plan(tmp_path, bound=LOW)


def poor_plan(folder: Path, bound: float | None = None) -> Path:
    """Save the best plan that keeps the point, with a limit, or with that of such plans alone."""
    inputs = read_inputs(write_case(folder, valley_case()))
    kept = np.full(inputs.problem.n_schools, Decision.KEEP)
    plan = make_plan(
        replace(inputs, problem=replace(inputs.problem, school_decision=kept)), folder, QUICK, lambda *_: None
    )
    if bound is not None:
        gap = gap_of(total=plan.objective.total, cost=plan.objective.cost, bound=bound)
        plan = plan.model_copy(update={"bound": bound, "gap": gap, "status": "feasible"})
    path = folder / "plan.json"
    path.write_text(plan_text(plan), encoding="utf-8")
    (folder / "trajectory.csv").write_text(
        "seconds,total_yuan,bound_yuan,gap,shortfall_pupils,stage\n"
        f"1.00,{plan.objective.total:.2f},{LOW:.2f},0.5,0,search\n",
        encoding="utf-8",
    )
    return path


def saved_since(before: Plan, after: Plan) -> float:
    """Yuan a year."""
    return before.objective.total - after.objective.total


def test_a_plan_that_keeps_a_dear_point_is_bettered(poor: Path) -> None:
    """The better plan is judged, saved and told; it is what the reasons speak of, and the pages are of it."""
    before = read_plan(poor)
    done = explain_saved(poor, [], report=silent)
    plan = read_plan(poor)
    assert done.better is not None
    assert saved_since(before, plan) == pytest.approx(SAVED_YUAN, abs=1.5)
    assert done.better.saved_yuan_per_year == pytest.approx(saved_since(before, plan))
    assert judge(open_plan(poor)) == ()
    assert [merge.school_id for merge in plan.merges] == ["T"]
    assert plan.notes[-1] == done.better.says == done.notes[0]
    assert plan.notes_zh[-1] == "逐校核对时找到1处更省的安排，已经采用，比原方案每年共省5.6万元"
    assert (reason := done.reasons[0]).opposite is not None
    assert (reason.school_id, reason.action, reason.opposite.verdict) == ("T", "merge", "proven_dearer")
    document = json.loads((poor.parent / "reasons.json").read_text(encoding="utf-8"))
    assert document["bettered"] == {"taken": 1, "saved_yuan_per_year": pytest.approx(SAVED_YUAN, abs=1.5)}
    assert [path.name for path in (poor.parent / "hearing").iterdir()] == ["T_寨子教学点.docx"]
    assert "比原方案每年共省5.6万元" in (poor.parent / "report.html").read_text(encoding="utf-8")


def test_what_is_proven_of_the_better_plan_is_no_more_than_was(poor: Path) -> None:
    """The limit stays, the gap is that of the new total, and so does the last line of the optimiser's way."""
    explain_saved(poor, ["T"], report=silent)
    plan = read_plan(poor)
    assert plan.bound == LOW
    assert plan.gap == pytest.approx((plan.objective.total - LOW) / plan.objective.cost)
    assert plan.status == "feasible"
    with (poor.parent / "trajectory.csv").open(encoding="utf-8") as file:
        last = list(csv.DictReader(file))[-1]
    assert last["stage"] == "explain"
    assert float(last["total_yuan"]) == pytest.approx(plan.objective.total, abs=0.01)


def test_a_limit_that_the_better_plan_disproves_is_dropped(poor: Path) -> None:
    """A limit of plans that keep the point is none of all plans."""
    poor_plan(poor.parent)
    assert read_plan(poor).status == "optimal"
    explain_saved(poor, ["T"], report=silent)
    plan = read_plan(poor)
    assert plan.bound <= plan.objective.total
    assert judge(open_plan(poor)) == ()


def test_the_better_plan_is_not_bettered_again(poor: Path) -> None:
    """Explaining it once more leaves plan.json as it is."""
    explain_saved(poor, ["T"], report=silent)
    text = poor.read_bytes()
    assert explain_saved(poor, ["T"], report=silent).better is None
    assert poor.read_bytes() == text


def test_elsewhere_the_better_plan_stands_with_its_files(poor: Path) -> None:
    """The folder of the plan that was given stays as it was."""
    text = poor.read_bytes()
    done = explain_saved(poor, ["T"], out=poor.parent / "there", report=silent)
    assert poor.read_bytes() == text
    assert {"plan.json", "report.html", "reasons.json"} <= set(done.files)
    assert judge(open_plan(poor.parent / "there" / "plan.json")) == ()


def test_a_better_plan_has_the_bureaus_template_too(poor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy beside the plan that was given fills the paper of the one that takes its place."""
    document = Document()
    document.add_paragraph("甲局：{{ title }}")
    document.save(str(poor.parent / TEMPLATE_NAME))
    wanted = {("plan.docx",), (TEMPLATE_NAME,)}
    monkeypatch.setattr(
        "planner.explaining.makings_of", lambda shown: [each for each in makings_of(shown) if each.names in wanted]
    )
    for folder in (poor.parent / "there", poor.parent):
        assert explain_saved(poor, ["T"], out=folder, report=silent).better is not None
        assert opened(folder / "plan.docx").paragraphs[0].text.startswith("甲局：")
        assert open_plan(folder / "plan.json").template == folder / TEMPLATE_NAME


def test_as_it_is(poor: Path) -> None:
    """Asked not to, nothing is taken, and it is said what was found."""
    text = poor.read_bytes()
    done = explain_saved(poor, ["T"], as_is=True, report=silent)
    assert poor.read_bytes() == text
    assert done.better is None
    assert (opposite := done.reasons[0].opposite) is not None
    assert opposite.verdict == "found_cheaper"


def test_a_plan_of_other_inputs_stays(poor: Path) -> None:
    """What was proven was proven of the tables as they were."""
    with (poor.parent / "settlements.csv").open("a", encoding="utf-8") as file:
        file.write("Z,Z,made-up town,112.45,34.8,,\n")
    text = poor.read_bytes()
    assert explain_saved(poor, ["T"], report=silent).better is None
    assert poor.read_bytes() == text


def test_a_better_plan_that_breaks_a_rule_is_not_taken(poor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge has the last word; the plan that was given is explained."""
    text = poor.read_bytes()
    monkeypatch.setattr("planner.bettering.find_violations", lambda *_: ("broken",))
    done = explain_saved(poor, ["T"], report=silent)
    assert poor.read_bytes() == text
    assert any("does not pass its check" in warning for warning in done.warnings)
