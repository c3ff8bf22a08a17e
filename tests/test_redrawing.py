"""planner redraw: everything beside a saved plan, made anew."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from planner.cli import app
from planner.errors import InputError
from planner.explaining import explain_saved
from planner.outputs import READINGS, TEMPLATE_NAME, plan_text
from planner.plan import read_plan
from planner.reading.scenario import Solver
from planner.redrawing import redraw_saved
from planner.run import run
from planner.writing import strangers
from tests.districts import paper_case, write_case
from tests.papers import opened

FAST = Solver(engine="milp", gap=0.0, threads=1, time_limit_seconds=5.0)
MADE = {
    "plan.xlsx", "plan.gpkg", "plan.docx", "map.html", "report.html", "map.png", "present.png", "shortfall.png",
    "minutes.png", "moves.png", "load.png", "early-warning.png", "catchments.png", "catchments-2.png",
}  # fmt: skip
SAME = MADE - {"plan.gpkg", "report.html"}
"""Alike byte for byte: the geopackage tells when it was made, the report's curve is read back from rounded figures."""


def silent(_doing: str, _progress: object) -> None:
    """Tell nobody."""


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its way."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the paper district and a whole run of it."""
    folder = tmp_path_factory.mktemp("county")
    run(write_case(folder / "scenarios", paper_case()), out=folder / "paper", solver=FAST, report=silent)
    return folder


@pytest.fixture
def plan_file(county: Path, tmp_path: Path) -> Path:
    """Return the plan file of a copy of it."""
    return shutil.copytree(county, tmp_path / "county") / "paper" / "plan.json"


def test_what_is_missing_is_made_as_the_run_made_it(plan_file: Path) -> None:
    """As after a run that was stopped while it drew: the plan stays, the others are what they would have been."""
    folder = plan_file.parent
    before = contents(folder)
    for name in MADE - {"load.png"}:
        (folder / name).unlink()
    done = redraw_saved(plan_file, report=silent)
    after = contents(folder)
    assert (set(done.files), done.warnings, done.exit_code) == (MADE, (), 0)
    assert set(after) == set(before)
    for name in {*SAME, "plan.json", "trajectory.csv"}:
        assert after[name] == before[name], name
    with (folder / "trajectory.csv").open(encoding="utf-8") as file:
        totals = [float(row["total_yuan"]) for row in csv.DictReader(file)]
    assert totals
    assert all(f'"total":{total}' in after["report.html"].decode() for total in totals)
    assert strangers(plan_file) == ()


def test_files_of_an_earlier_plan_go(plan_file: Path) -> None:
    """Another plan.json stands there, and what the planner wrote belongs to the one before: made anew or removed."""
    folder = plan_file.parent
    explain_saved(plan_file, [], report=silent)
    changed = read_plan(plan_file).model_copy(update={"seed": 99})
    plan_file.write_text(plan_text(changed), encoding="utf-8")
    assert "trajectory.csv" in strangers(plan_file)
    done = redraw_saved(plan_file, report=silent)
    assert done.warnings == ()
    assert set(contents(folder)) == {*MADE, "plan.json", "files.json"}
    assert read_plan(plan_file) == changed


def test_reasons_that_have_been_worked_out_are_told(plan_file: Path) -> None:
    """What explain has written of the plan stands in the pages that are made anew, and stays itself."""
    explain_saved(plan_file, [], report=silent)
    before = contents(plan_file.parent)
    (plan_file.parent / "map.html").unlink()
    (plan_file.parent / "plan.docx").unlink()
    redraw_saved(plan_file, report=silent)
    after = contents(plan_file.parent)
    assert set(after) == set(before)
    assert (after["map.html"], after["plan.docx"]) == (before["map.html"], before["plan.docx"])


def test_a_folder_with_another_plan_is_refused(plan_file: Path, tmp_path: Path) -> None:
    """Its files are its own; an empty one takes them, as one JSON document says."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "plan.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="holds another plan than"):
        redraw_saved(plan_file, out=other, report=silent)
    assert set(contents(other)) == {"plan.json"}
    ran = CliRunner().invoke(app, ["redraw", str(plan_file), "--out", str(tmp_path / "new"), "--json"])
    said = json.loads(ran.stdout)
    assert (ran.exit_code, said["ok"], said["folder"]) == (0, True, (tmp_path / "new").as_posix())
    assert set(contents(tmp_path / "new")) == {*said["files"], "files.json"} == {*MADE, "files.json"}


def test_a_plan_that_does_not_hold_is_not_drawn(plan_file: Path) -> None:
    """No file changes."""
    plan = read_plan(plan_file)
    wrong = plan.objective.model_copy(update={"total": plan.objective.total + 5000})
    plan_file.write_text(plan_text(plan.model_copy(update={"objective": wrong})), encoding="utf-8")
    before = contents(plan_file.parent)
    with pytest.raises(InputError, match="does not pass its check, so nothing was drawn"):
        redraw_saved(plan_file, report=silent)
    assert contents(plan_file.parent) == before


def own_template(folder: Path, words: str) -> Path:
    """Write a template of one paragraph."""
    document = Document()
    document.add_paragraph(f"{words}：{{{{ title }}}}")
    document.save(str(folder / "own.docx"))
    return folder / "own.docx"


def first_words(folder: Path) -> str:
    """Return the first paragraph of a folder's plan.docx."""
    return opened(folder / "plan.docx").paragraphs[0].text.partition("：")[0]


def test_a_bureaus_template_is_kept_by_whatever_writes_the_paper_anew(
    plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run with a template keeps a copy beside the plan, so that explain and redraw need not be told again."""
    monkeypatch.setattr("planner.outputs.map_makings", lambda _shown, _drawn: [])  # the paper alone is looked at
    for page in ("map.html", "report.html"):
        monkeypatch.setitem(READINGS, page, lambda path, _shown: path.write_text("page", encoding="utf-8"))
    folder, own = plan_file.parent, own_template(tmp_path, "甲局")
    scenario = next((folder.parent / "scenarios").glob("*.yaml"))
    run(scenario, out=folder, solver=FAST, template=own, report=silent)
    own.unlink()
    assert (folder / TEMPLATE_NAME).is_file()
    (folder / "plan.docx").write_bytes(b"")
    explain_saved(plan_file, [], report=silent)
    assert first_words(folder) == "甲局"
    redraw_saved(plan_file, template=own_template(tmp_path, "乙局"), report=silent)
    (folder / "plan.docx").write_bytes(b"")
    redraw_saved(plan_file, report=silent)
    assert first_words(folder) == "乙局"
    assert strangers(plan_file) == ()
    run(scenario, out=folder, solver=FAST, report=silent)
    assert not (folder / TEMPLATE_NAME).exists()
    assert first_words(folder) != "乙局"
