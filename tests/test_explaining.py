"""The way of planner explain: files, names, messages, exit codes."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from typer.testing import CliRunner, Result

from planner import cli
from planner.errors import InputError
from planner.explaining import explain_saved, find_school
from planner.inputs import read_inputs
from planner.outputs import plan_text
from planner.plan import read_plan
from planner.run import make_plan
from planner.writing import move_in, open_output, sha256_of
from tests.districts import Case, write_case
from tests.explaining_cases import valley_case, with_school
from tests.showing import QUICK, synthetic

HOSTILE = {"T": "=cmd|'/C calc'!A0", "P": "<script>alert(1)</script>{{ x }} $\\frac$"}


def saved(folder: Path, case: Case) -> Path:
    """Plan a case from files, as a run does; return the plan file."""
    scenario = write_case(folder, case)
    inputs = read_inputs(scenario)
    plan = make_plan(inputs, folder, QUICK, lambda _doing, _progress: None)
    path = folder / "plan.json"
    path.write_text(plan_text(plan), encoding="utf-8")
    return path


def planner(*arguments: str | Path) -> Result:
    """Run the verb in this process."""
    return CliRunner().invoke(cli.app, ["explain", *map(str, arguments)])


def silent(_doing: str, _progress: None) -> None:
    """Tell nobody."""


def test_one_school_by_its_name(tmp_path: Path) -> None:
    """Beside the plan stand the document and the workbook; the sentence is printed."""
    path = saved(tmp_path, valley_case())
    result = planner(path, "寨子教学点", "--quiet")
    assert result.exit_code == 0, result.stderr
    assert "costs at least 56,000 yuan a year more" in result.stdout
    document = json.loads((tmp_path / "reasons.json").read_text(encoding="utf-8"))
    assert document["format"] == "planner-reasons/1"
    assert [school["school_id"] for school in document["schools"]] == ["T"]
    assert (tmp_path / "explain.xlsx").is_file()


def test_json_is_one_document(tmp_path: Path) -> None:
    """Nothing else on standard output; figures and sentences side by side; files where asked."""
    path = saved(tmp_path, valley_case())
    result = planner(path, "--json", "--out", tmp_path / "there")
    document: dict[str, Any] = json.loads(result.stdout)
    (school,) = document["schools"]
    assert school["opposite"]["least_yuan_per_year"] == pytest.approx(56_400, abs=1.5)
    assert school["says"]["en"].startswith("Keeping")
    assert (tmp_path / "there" / "reasons.json").is_file()
    assert not (tmp_path / "reasons.json").exists()


def test_what_merging_saves_is_told_and_kept(tmp_path: Path) -> None:
    """All merges together in the document, the report's data and the redrawn ones; exactly none against the plan."""
    path = saved(tmp_path, valley_case())
    (tmp_path / "report.html").touch()
    result = planner(path, "--quiet")
    assert result.exit_code == 0, result.stderr
    assert "Merging 1 schools against keeping every school saves at least 56,000 yuan a year" in result.stdout
    planner(path, "T", "--quiet")
    merging = json.loads((tmp_path / "reasons.json").read_text(encoding="utf-8"))["merging"]
    assert [row["school_id"] for row in merging["balances"]] == ["T", "*", ""]
    assert merging["saved"]["standing"] == "saves"
    assert "每年至少省5.6万元（已证明）" in (tmp_path / "report.html").read_text(encoding="utf-8")
    counted = planner(path, "--merge-count", "0", "--json", "--quiet")
    document = json.loads(counted.stdout)
    assert (document["other"]["merged"], document["plan"]["merged"]) == (0, 1)
    assert planner(path, "--merge-count", "5", "--quiet").exit_code == 3


def test_shortfall_is_told_with_its_rule(tmp_path: Path) -> None:
    """P may not grow, and the point is gone: the six are told what would serve them."""
    case = with_school(with_school(valley_case(), "P", classrooms=1, classrooms_max=1), "T", decision="close")
    result = planner(saved(tmp_path, case), "--quiet")
    assert result.exit_code == 0, result.stderr
    assert "中心小学 could take them with 1 classroom more than it may have" in result.stdout


@pytest.mark.parametrize("word", ["寨子", "T1", "寨子学校"])
def test_an_unknown_school_names_the_nearest(tmp_path: Path, word: str) -> None:
    """Exit code 2, and no file is written."""
    path = saved(tmp_path, valley_case())
    result = planner(path, word, "--quiet")
    assert result.exit_code == 2
    assert "T 寨子教学点" in result.stderr
    assert not (tmp_path / "reasons.json").exists()


def test_two_schools_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """By their ids."""
    case = with_school(valley_case(), "P", name="寨子教学点")
    with pytest.raises(InputError, match="P, T"):
        find_school("寨子教学点", case.district)
    assert find_school("P", case.district) == "P"
    assert saved(tmp_path, case).is_file()


def test_a_plan_that_does_not_hold_is_not_explained(tmp_path: Path) -> None:
    """A total that is not its own: refused, and nothing written."""
    path = saved(tmp_path, valley_case())
    plan = read_plan(path)
    wrong = plan.objective.model_copy(update={"total": plan.objective.total + 5000})
    path.write_text(plan_text(plan.model_copy(update={"objective": wrong})), encoding="utf-8")
    with pytest.raises(InputError, match="does not pass its check"):
        explain_saved(path, [], report=silent)
    assert not (tmp_path / "explain.xlsx").exists()


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """Before any work is done."""
    path = saved(tmp_path, valley_case())
    with pytest.raises(InputError, match="it is a file"):
        explain_saved(path, [], out=path, report=silent)


def test_changed_inputs_are_told(tmp_path: Path) -> None:
    """A table that changed in a way that leaves the plan standing is named."""
    path = saved(tmp_path, valley_case())
    with (tmp_path / "settlements.csv").open("a", encoding="utf-8") as file:
        file.write("Z,Z,made-up town,112.45,34.8,,\n")
    done = explain_saved(path, [], report=silent)
    assert any("settlements.csv" in warning for warning in done.warnings)


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    """A formula is a text cell, a tag is a tag, in every sheet."""
    case = valley_case()
    for school_id, name in HOSTILE.items():
        case = with_school(case, school_id, name=name)
    explain_saved(saved(tmp_path, case), [], report=silent)
    book = openpyxl.load_workbook(tmp_path / "explain.xlsx")
    assert book.sheetnames == ["理由", "学生去向", "红线核查", "缺口与规则", "撤并账", "说明"]
    cells = {str(cell) for sheet in book for row in sheet.values for cell in row}
    assert HOSTILE["T"] in cells
    assert any("<script>alert(1)</script>{{ x }} $\\frac$" in cell for cell in cells)


def test_synthetic_data_says_so(tmp_path: Path) -> None:
    """On the terminal, in every sheet's title and in the document."""
    case = synthetic(valley_case())
    path = saved(tmp_path, case)
    (tmp_path / "provenance.yaml").write_text("tables: {pupils: {synthetic: [pupils]}}\n", encoding="utf-8")
    result = planner(path, "--quiet")
    assert "Synthetic data" in result.stdout
    for sheet in openpyxl.load_workbook(tmp_path / "explain.xlsx"):
        assert "合成数据" in str(sheet["A1"].value)
    assert "合成数据" in (tmp_path / "reasons.json").read_text(encoding="utf-8")


def test_the_same_explanation_gives_the_same_workbook(tmp_path: Path) -> None:
    """Byte for byte."""
    path = saved(tmp_path, valley_case())
    for name in ("one", "two"):
        explain_saved(path, [], out=tmp_path / name, report=silent)
    assert (tmp_path / "one" / "explain.xlsx").read_bytes() == (tmp_path / "two" / "explain.xlsx").read_bytes()


def hearing(folder: Path) -> list[str]:
    """Names of the hearing papers in a folder."""
    return sorted(path.name for path in folder.glob("hearing/*"))


def test_a_merged_school_has_a_hearing_paper(tmp_path: Path) -> None:
    """With what keeping it would cost; papers of schools no longer merged go when all schools are explained.

    A paper that the planner did not write stays.
    """
    path = saved(tmp_path, valley_case())
    with open_output(tmp_path, verb="explain") as output:
        (output.made / "hearing").mkdir()
        (output.made / "hearing" / "gone.docx").write_bytes(b"earlier")
        move_in(output, of=sha256_of(path) or "")
    (tmp_path / "hearing" / "mine.docx").write_bytes(b"mine")
    explain_saved(path, ["T"], report=silent)
    assert hearing(tmp_path) == ["T_寨子教学点.docx", "gone.docx", "mine.docx"]
    assert "5.6" in "".join(line.text for line in Document(str(tmp_path / "hearing" / "T_寨子教学点.docx")).paragraphs)
    done = explain_saved(path, [], report=silent)
    assert hearing(tmp_path) == ["T_寨子教学点.docx", "mine.docx"]
    assert done.files == ("explain.xlsx", "hearing", "reasons.json")


def test_a_kept_school_has_no_hearing_paper(tmp_path: Path) -> None:
    """Nobody need be heard about a school that stays."""
    explain_saved(saved(tmp_path, valley_case()), ["P"], report=silent)
    assert not (tmp_path / "hearing").exists()


def test_pages_beside_the_plan_tell_the_reasons(tmp_path: Path) -> None:
    """Those that are there are made anew; none is made elsewhere, or where there was none."""
    path = saved(tmp_path, valley_case())
    for name in ("map.html", "report.html", "plan.docx"):
        (tmp_path / name).write_text("earlier", encoding="utf-8")
    done = explain_saved(path, ["T"], out=tmp_path / "there", report=silent)
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == "earlier"
    assert not (tmp_path / "there" / "map.html").exists()
    done = explain_saved(path, ["T"], report=silent)
    assert {"map.html", "report.html", "plan.docx"} < set(done.files)
    for name in ("map.html", "report.html"):
        assert "costs at least 56,000 yuan a year more" in (tmp_path / name).read_text(encoding="utf-8")
    assert any("至少多花5.6万元" in line.text for line in Document(str(tmp_path / "plan.docx")).paragraphs)


def test_schools_explained_one_by_one_add_up(tmp_path: Path) -> None:
    """As long as the plan is the same; what was said of another plan, or is damaged, is not told again."""
    path = saved(tmp_path, valley_case())
    reasons = tmp_path / "reasons.json"

    def told() -> list[str]:
        return [school["school_id"] for school in json.loads(reasons.read_text(encoding="utf-8"))["schools"]]

    explain_saved(path, ["T"], report=silent)
    first = json.loads(reasons.read_text(encoding="utf-8"))["schools"][0]
    done = explain_saved(path, ["P"], report=silent)
    assert told() == ["T", "P"]
    assert json.loads(reasons.read_text(encoding="utf-8"))["schools"][0] == first
    assert [reason.school_id for reason in done.reasons] == ["P"]
    path.write_text(plan_text(read_plan(path).model_copy(update={"seed": 99})), encoding="utf-8")
    explain_saved(path, ["T"], report=silent)
    assert told() == ["T"]
    reasons.write_text("{", encoding="utf-8")
    explain_saved(path, ["P"], report=silent)
    assert told() == ["P"]
