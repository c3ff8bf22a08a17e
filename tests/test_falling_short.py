"""planner shortfall from files to files."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner import cli
from planner.falling_short import WORKBOOK, look_for_shortfall
from planner.inputs import read_inputs
from planner.outputs import plan_text
from planner.plan import Plan
from tests.conftest import PROJECT
from tests.decide.test_boarding import far_case, notes_of
from tests.districts import with_scenario, write_case
from tests.planning import plan_of
from tests.seats import two_villages


@pytest.fixture(name="scenario")
def _scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_case(tmp_path / "villages", two_villages())


def _saved(folder: Path, **changes: object) -> Path:
    """Save a plan of the villages."""
    folder.mkdir(parents=True, exist_ok=True)
    plan: Plan = plan_of(two_villages()).model_copy(update=changes)
    (folder / "plan.json").write_text(plan_text(plan), encoding="utf-8")
    return folder / "plan.json"


def _invoked(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.app, ["shortfall", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_the_verb_prints_and_writes(scenario: Path, tmp_path: Path) -> None:
    """Sentences on standard output, the workbook in the scenario's own folder, nothing else there."""
    code, said, _ = _invoked(scenario, "--quiet")
    assert code == 0
    assert "fewest without a seat 19 (proven)" in said
    assert sorted(path.name for path in (tmp_path / "maps" / "made-up").iterdir()) == ["files.json", WORKBOOK]


def test_json_is_one_document(scenario: Path, tmp_path: Path) -> None:
    """Nothing but the document on standard output; the plan of the scenario's own folder is found."""
    plan = _saved(tmp_path / "maps" / "made-up")
    code, said, _ = _invoked(scenario, "--json")
    document = json.loads(said)
    assert code == 0
    assert Path(document["plan_file"]) == plan
    assert document["today"][0]["found"] == 19
    assert document["plan"][0]["year"] == 2026
    assert any("other inputs" in note for note in document["notes"])  # the plan names no hashes at all


def test_a_plan_of_another_district_is_refused(scenario: Path, tmp_path: Path) -> None:
    """Schools that the district lacks: exit 2, named, and nothing is written."""
    plan = plan_of(two_villages())
    strange = tuple(row.model_copy(update={"school_id": f"X-{row.school_id}"}) for row in plan.schools)
    path = _saved(tmp_path / "elsewhere", schools=strange)
    code, said, told = _invoked(scenario, "--plan", path, "--out", tmp_path / "out", "--quiet")
    assert (code, said) == (2, "")
    assert "X-P" in told
    assert not (tmp_path / "out").exists()


def test_a_plan_with_other_grade_bands_is_refused(scenario: Path, tmp_path: Path) -> None:
    """Its placements could not be read under the scenario's bands, nor could a plan without schools."""
    plan = plan_of(two_villages())
    strange = tuple(row.model_copy(update={"grade_band": "upper"}) for row in plan.assignments)
    code, _, told = _invoked(scenario, "--plan", _saved(tmp_path / "other", assignments=strange), "--quiet")
    assert code == 2
    assert "grade_band" in told
    assert _invoked(scenario, "--plan", _saved(tmp_path / "empty", schools=()), "--quiet")[0] == 2


def test_a_missing_plan_is_an_error(scenario: Path, tmp_path: Path) -> None:
    """A plan that is named must be there."""
    assert _invoked(scenario, "--plan", tmp_path / "none.json", "--quiet")[0] == 2


def test_mengjins_shortfall_adds_up(tmp_path: Path) -> None:
    """Every network and year: the three columns are all pupils, limits lie below what was found, and 2029 is short."""
    looked = look_for_shortfall(
        PROJECT / "scenarios" / "mengjin-2026.yaml", out=tmp_path, seconds=0.5, report=lambda _doing, _progress: None
    )
    pupils = read_inputs(PROJECT / "scenarios" / "mengjin-2026.yaml").district.pupils
    assert [picture.network.year for picture in looked.shortfall.today] == list(range(2026, 2033))
    for picture in looked.shortfall.today:
        year = picture.network.year
        wanted = pupils[(pupils["year"] == year) & ~pupils["grade"].str.startswith("K")]["pupils"].sum()
        assert sum(row.pupils for row in picture.stages) == wanted
        for row in picture.stages:
            assert row.served + row.no_room + row.out_of_reach == row.pupils
            assert row.arithmetic_gap <= row.least_proven <= row.found
        assert picture.towns[["served", "no_room", "out_of_reach"]].sum().sum() == wanted
    junior = {picture.network.year: picture.stages[1] for picture in looked.shortfall.today}
    assert junior[2029].least_proven == junior[2029].pupils - junior[2029].seats == 637
    assert not looked.shortfall.oversize.is_estimated
    assert looked.workbook is not None
    assert looked.workbook.is_file()


def test_a_folder_that_is_a_file_is_refused(scenario: Path, tmp_path: Path) -> None:
    """No folder can be made there: told, nothing changed. A place taken by a folder: the workbook goes beside it."""
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    code, said, told = _invoked(scenario, "--out", tmp_path / "taken", "--quiet")
    assert (code, said) == (2, "")
    assert "cannot write into" in told
    (tmp_path / "out" / WORKBOOK).mkdir(parents=True)
    code, _said, told = _invoked(scenario, "--out", tmp_path / "out", "--quiet")
    assert (code, "shortfall-new.xlsx" in told) == (0, True)
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "out" / "shortfall-new.xlsx").is_file()


def test_a_plans_caveats_on_boarding_are_told(tmp_path: Path) -> None:
    """Twelve have no seat beside a full day school that stays, and may not board: the look at the plan says so."""
    case = with_scenario(far_case(), "decisions", value={"keep": ["day"]})
    scenario = write_case(tmp_path, case)
    plan = plan_of(case).model_copy(update={"notes": notes_of(case)})
    (tmp_path / "plan.json").write_text(plan_text(plan), encoding="utf-8")
    looked = look_for_shortfall(
        scenario, plan_path=tmp_path / "plan.json", out=tmp_path / "look", report=lambda _doing, _progress: None
    )
    assert [str(note) for note in looked.notes if note.startswith("Note: 12 of the pupils without a seat")]
