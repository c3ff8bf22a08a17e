"""planner stress from files to files."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import planner
from planner import cli
from planner.outputs import plan_text
from tests.decide.stress.test_stress import two_towns
from tests.districts import YEAR, write_case


@pytest.fixture(name="plan")
def _plan(tmp_path: Path) -> Path:
    case = two_towns()
    scenario = write_case(tmp_path / "towns", case)
    solved = planner.solve(planner.read(scenario), solver=planner.Solver(time_limit_seconds=5.0, gap=0.0))
    (tmp_path / "plan").mkdir()
    made = solved.plan.model_copy(update={"scenario_file": f"../towns/{scenario.name}"})
    (tmp_path / "plan" / "plan.json").write_text(plan_text(made), encoding="utf-8")
    return tmp_path / "plan" / "plan.json"


def _invoked(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.app, ["stress", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_the_verb_prints_and_writes(plan: Path) -> None:
    """A line a case on standard output; workbook and map beside the plan; the sheets name who and where."""
    code, said, _ = _invoked(plan, "--pupils", "1.1", "--shut", "B", "--quiet")
    assert code == 0
    assert "pupils +10 %" in said
    assert "B (B) shut" in said
    assert "Worst: B (B) shut, 10 pupils (proven)" in said
    book = openpyxl.load_workbook(plan.parent / "stress.xlsx")
    assert book.sheetnames == ["情形", "没有学位", "转学", "分乡镇", "说明"]
    rows = [row for row in book["没有学位"].iter_rows(min_row=3, values_only=True) if row[0] == "B停用"]
    assert sorted((row[3], row[5]) for row in rows) == [("b", 8), ("c", 2)]
    assert (plan.parent / "stress.png").read_bytes()[:4] == b"\x89PNG"


def test_json_is_one_document_with_the_standard_cases(plan: Path, tmp_path: Path) -> None:
    """Without options the standard cases, the plan as it is first; every range is one."""
    code, said, _ = _invoked(plan, "--json", "--seconds", "1", "--out", tmp_path / "out")
    document = json.loads(said)
    assert code == 0
    assert document["cases"][0]["case"] == "as planned"
    assert len(document["cases"]) == 7
    for case in document["cases"]:
        assert 0 <= case["without_seat"]["least_proven"] <= case["without_seat"]["found"]
        assert sum(row["pupils"] for row in case["without_seat_at"]) == case["without_seat"]["found"]
        assert case["case_zh"]


def test_all_options_at_once_are_one_case(plan: Path, tmp_path: Path) -> None:
    """Beside the plan as it is."""
    options = ("--stage", "primary=1.2", "--town", "north=0.5", "--shut-way", "c,B", "--at-once", "--json")
    cases = json.loads(_invoked(plan, *options, "--out", tmp_path / "out")[1])["cases"]
    assert [case["pupils"] for case in cases] == [20, 18]
    assert cases[1]["out_of_reach"] == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--shut", "X"), "no school"),
        (("--town", "east=1.1"), "north"),
        (("--town", "north=much"), "factor"),
        (("--pupils", "0"), "above 0"),
        (("--shut-way", "a"), "SETTLEMENT,SCHOOL"),
        (("--shut-way", "x,B"), "0 settlements"),
        (("--shut-crossing", "112.4"), "LONGITUDE,LATITUDE"),
        (("--shut-crossing", "112.4,34.8"), "travel table"),
        (("--shut-road", "x"), "travel table"),
        (("--year", "2031"), "2026"),
    ],
)
def test_what_cannot_be_asked_is_one_clear_error(plan: Path, options: tuple[str, ...], says: str) -> None:
    """Exit code 2, the value named, and nothing is written."""
    code, said, told = _invoked(plan, *options, "--quiet")
    assert (code, said) == (2, "")
    assert says in told
    assert not (plan.parent / "stress.xlsx").exists()


def test_from_python(plan: Path) -> None:
    """The same answer as values."""
    answer = planner.stress(
        planner.open_plan(plan), [planner.StressCase(says=planner.Text("B shut", "B停用"), shut_schools=("B",))]
    )
    assert (answer.worst.found, answer.worst.least) == (10, 10)


def test_a_variant_of_a_forecast_takes_the_place_of_the_pupils(plan: Path, tmp_path: Path) -> None:
    """Its own pupils, by the name of its file; with a factor at once, of these; sums and ids are checked."""
    table = tmp_path / "pupils-high.csv"
    table.write_text(f"settlement_id,year,grade,pupils\na,{YEAR},1,15\nb,{YEAR},1,5\n", encoding="utf-8")
    out = ("--json", "--out", tmp_path / "out", "--pupils-table", table)
    cases = json.loads(_invoked(plan, *out)[1])["cases"]
    assert [(case["case"], case["pupils"]) for case in cases] == [("as planned", 20), ("pupils of pupils-high.csv", 20)]
    assert cases[1]["without_seat"] == {"least_proven": 0, "found": 0, "is_exact": True}
    assert sum(row["pupils"] for row in cases[1]["changes"]) == 0
    assert [case["pupils"] for case in json.loads(_invoked(plan, *out, "--pupils", "2", "--at-once")[1])["cases"]] == [
        20,
        40,
    ]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (f"x,{YEAR},1,5", "settlement_id"), (f"a,{YEAR},1,5\na,{YEAR},1,6", "has it already"), ("a,2031,1,5", "none"),
        (f"a,{YEAR},1,-5", "pupils"),
    ],
)  # fmt: skip
def test_a_table_of_pupils_that_is_wrong_is_refused(plan: Path, tmp_path: Path, rows: str, says: str) -> None:
    """An unknown settlement, a row twice, a year that is not there, a count below 0: exit code 2 and what is wanted."""
    table = tmp_path / "pupils.csv"
    table.write_text(f"settlement_id,year,grade,pupils\n{rows}\n", encoding="utf-8")
    code, _, err = _invoked(plan, "--pupils-table", table)
    assert code == 2
    assert says in err
