"""planner forecast from files to files."""

import json
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from planner import cli
from planner.inputs import read_inputs
from planner.run import solve_inputs
from planner.show.page.pages import write_report_page
from planner.show.papers.plan_paper import write_plan_paper
from planner.show.template import write_template
from tests.conftest import PROJECT
from tests.papers import opened

FILES = ["pupils.csv", "pupils-low.csv", "pupils-high.csv", "forecast.xlsx", "forecast.png", "forecast.json"]


def _invoked(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.app, ["forecast", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(name="sample")
def _sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_template(tmp_path / "new")
    return tmp_path / "new" / "sample"


def test_the_sample_is_forecast_and_the_planner_reads_it(sample: Path, tmp_path: Path) -> None:
    """Everything stands in maps/<district>/forecast, says it is made up, and the table can replace the old one."""
    code, out, _ = _invoked(sample, "--to", "2032", "--quiet")
    assert code == 0
    folder = tmp_path / "maps" / "sample" / "forecast"
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES, "files.json"])
    assert "(synthetic data)" in out
    read = read_inputs(_with_forecast(sample, tmp_path / "next")).district
    assert read.pupils["year"].max() == 2030


def _with_forecast(sample: Path, folder: Path, *, variant: str = "") -> Path:
    """Write the sample's places and schools beside its own forecast as a district; return a scenario of two years."""
    _invoked(sample, "--to", "2030", "--out", folder / "forecast", "--quiet")
    for name in ("居民点", "学校"):
        pd.read_excel(sample / "district.xlsx", sheet_name=name, dtype=str, engine="openpyxl").to_csv(
            folder / f"{name}.csv", index=False
        )
    (folder / "pupils.csv").write_bytes((folder / "forecast" / f"pupils{variant}.csv").read_bytes())
    shutil.copy(sample / "provenance.yaml", folder)
    text = (sample / "scenario.yaml").read_text(encoding="utf-8").replace("[2026]", "[2026, 2029]")
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return folder / "scenario.yaml"


def test_a_plan_for_pupils_foretold_says_so(sample: Path, tmp_path: Path) -> None:
    """Notes, Word plan and report tell which years are foretold, with table and picture."""
    inputs = read_inputs(_with_forecast(sample, tmp_path / "next", variant="-low"))
    assert any("the low variant of planner forecast" in note for note in inputs.notes)
    solver = inputs.scenario.solver.model_copy(update={"time_limit_seconds": 0.0})
    results = solve_inputs(inputs, tmp_path, solver, lambda _phase, _standing: None).results
    write_plan_paper(tmp_path / "plan.docx", results)
    paper = opened(tmp_path / "plan.docx")
    assert any("2026 年以后的学生为预测数" in each.text for each in paper.paragraphs)
    (table,) = (each for each in paper.tables if "低方案" in {cell.text for cell in each.rows[0].cells})
    assert [row.cells[1].text for row in table.rows[1:] if row.cells[0].text == "小学"] == ["2026", "2029", "2030"]
    assert len(paper.inline_shapes) == 1
    write_report_page(tmp_path / "report.html", results, ())
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "data:image/png;base64," in page


def test_a_forecast_of_other_pupils_is_not_shown(sample: Path, tmp_path: Path) -> None:
    """A table of pupils that has been changed since, or a file that is damaged, is named in a note."""
    scenario = _with_forecast(sample, tmp_path / "next")
    pupils = scenario.parent / "pupils.csv"
    pupils.write_text(pupils.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    inputs = read_inputs(scenario)
    assert inputs.district.forecast is None
    assert any("of another table of pupils" in note for note in inputs.notes)
    (scenario.parent / "forecast" / "forecast.json").write_text("{}", encoding="utf-8")
    assert any("damaged" in note for note in read_inputs(scenario).notes)


def test_json_says_what_was_written(sample: Path, tmp_path: Path) -> None:
    """One document; the totals are the sums of the table; forecast.json says the same."""
    code, out, err = _invoked(sample, "--to", "2030", "--out", tmp_path / "out", "--json")
    document = json.loads(out)
    assert (code, err, document["ok"], document["files"]) == (0, "", True, FILES)
    assert "合成数据" in document["synthetic"]
    table = pd.read_csv(tmp_path / "out" / "pupils.csv", dtype={"grade": str})
    wanted = {row["year"]: row["middle"] for row in document["stages"] if row["stage"] == "primary"}
    primary = table[table["grade"].isin(list("123456"))].groupby("year")["pupils"].sum()
    assert primary.to_dict() == wanted
    saved = json.loads((tmp_path / "out" / "forecast.json").read_text(encoding="utf-8"))
    assert saved.pop("tables")["pupils.csv"]["variant"] == "middle"
    assert saved.items() <= document.items()


def test_the_workbook_has_its_sheets(sample: Path, tmp_path: Path) -> None:
    """Stages, grades, towns, what was fitted, the back test, how it was made; each sheet says synthetic."""
    _invoked(sample, "--to", "2030", "--out", tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "forecast.xlsx")
    assert book.sheetnames == ["摘要", "学段年份", "年级", "乡镇", "拟合", "回测", "说明"]
    assert all("合成数据" in str(sheet["A1"].value) for sheet in book)
    said = {str(row[0]): str(row[1]) for row in book["说明"].iter_rows(min_row=3, values_only=True)}
    assert "标准差" in said["低、高方案"]


def test_the_same_forecast_gives_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    """Twice, into two folders."""
    for name in ("a", "b"):
        _invoked(sample, "--to", "2028", "--out", tmp_path / name)
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in FILES)


@pytest.mark.parametrize(
    ("arguments", "said"), [(("--to", "2026"), "--to 2026"), (("--from", "2020"), "--from 2020"), ((), "births")]
)
def test_what_cannot_be_is_2_and_nothing_is_written(
    sample: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    """Years that cannot be; a district without births and children."""
    if not arguments:
        book = openpyxl.load_workbook(sample / "district.xlsx")
        del book["出生"]
        book.save(sample / "district.xlsx")
    code, _, err = _invoked(sample, *arguments)
    assert code == 2
    assert said in err
    assert not (tmp_path / "maps").exists()


def test_mengjin_out_of_the_box(tmp_path: Path) -> None:
    """From 2025 on its own story of primary and junior pupils to 2032 is foretold to 3 %."""
    code, out, _ = _invoked(PROJECT / "data" / "mengjin", "--to", "2032", "--out", tmp_path / "out", "--json")
    document = json.loads(out)
    assert (code, document["base_year"]) == (0, 2025)
    table = pd.read_csv(PROJECT / "data" / "mengjin" / "pupils.csv", dtype=str).astype({"year": int, "pupils": int})
    for stage, grades in (("primary", "123456"), ("junior", "789")):
        story = table[table["grade"].isin(list(grades))].groupby("year")["pupils"].sum()
        found = {row["year"]: row["middle"] for row in document["stages"] if row["stage"] == stage}
        for year in range(2026, 2033):
            assert found[year] == pytest.approx(story[year], rel=0.03)
