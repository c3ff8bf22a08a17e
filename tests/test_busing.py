"""planner buses from files to files."""

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import planner
from planner import cli
from planner.decide.buses import buses as lines_of_buses
from planner.outputs import plan_text
from planner.reading.scenario_file import read_scenario
from tests.decide.buses.test_buses import riding_case
from tests.districts import write_case


@pytest.fixture(name="plan")
def _plan(tmp_path: Path) -> Path:
    scenario = write_case(tmp_path / "riding", riding_case())
    solved = planner.solve(planner.read(scenario), solver=planner.Solver(time_limit_seconds=5.0, gap=0.0))
    assert planner.buses(solved).riders == 13
    (tmp_path / "plan").mkdir()
    made = solved.plan.model_copy(update={"scenario_file": f"../riding/{scenario.name}"})
    (tmp_path / "plan" / "plan.json").write_text(plan_text(made), encoding="utf-8")
    return tmp_path / "plan" / "plan.json"


def _invoked(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.app, ["buses", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_the_verb_prints_and_writes(plan: Path) -> None:
    """The sums on standard output; workbook and map beside the plan; the sheets name lines and stops."""
    code, said, _ = _invoked(plan, "--quiet")
    assert code == 0
    assert "13 riders: 1 lines (no fewer than 1 can hold them), 1 buses" in said
    book = openpyxl.load_workbook(plan.parent / "buses.xlsx")
    assert book.sheetnames == ["分校", "线路", "站点", "说明"]
    rows = list(book["站点"].iter_rows(min_row=3, values_only=True))
    assert [(row[2], row[3], row[5], row[7]) for row in rows] == [(1, "c", 6, 60), (2, "b", 7, 25)]
    assert (plan.parent / "buses.png").read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("installed", [True, False])
def test_json_says_whether_it_is_an_estimate(
    plan: Path, tmp_path: Path, *, installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra it is one, and says so in words too."""
    if installed:
        pytest.importorskip("pyvrp")
    monkeypatch.setattr(lines_of_buses, "PYVRP_INSTALLED", installed)
    out = ("--out", tmp_path / "out")
    document = json.loads(_invoked(plan, "--json", *out)[1])
    assert document["is_estimate"] is not installed
    assert document["ways"] == "straight"
    (school,) = document["schools"]
    assert [stop["riders"] for bus in school["buses"] for run in bus["runs"] for stop in run["stops"]] == [6, 7]
    assert ("An estimate" in _invoked(plan, "--quiet", *out)[1]) is not installed


def test_a_year_or_a_depot_that_is_not_there_is_refused(plan: Path) -> None:
    """Exit code 2; the message names what there is, and nothing is written."""
    code, _, err = _invoked(plan, "--year", "2031")
    assert code == 2
    assert "2026" in err
    scenario = next((plan.parent.parent / "riding").glob("*.yaml"))
    scenario.write_text(f"{scenario.read_text(encoding='utf-8')}\nbuses: {{depot: X}}\n", encoding="utf-8")
    code, _, err = _invoked(plan)
    assert code == 2
    assert "buses.depot" in err
    assert not (plan.parent / "buses.xlsx").exists()


def test_the_cost_of_lines_is_fed_back_as_a_price(plan: Path) -> None:
    """A second plan is solved at the price of the lines, and both stand side by side; nobody rides farther for less."""
    code, said, err = _invoked(plan, "--feed-back", "--time-limit", "2", "--quiet")
    assert (code, err) == (0, "")
    document = json.loads(_invoked(plan, "--json", "--feed-back", "--time-limit", "2")[1])
    before, after = document["fed_back"]["before"], document["fed_back"]["after"]
    price = document["ride_yuan_per_pupil_kilometre"]
    assert before["lines_yuan_per_pupil_kilometre"] == pytest.approx(price)
    assert after["ride_yuan_per_pupil_kilometre"] == round(price) > before["ride_yuan_per_pupil_kilometre"]
    assert after["rider_kilometres"] <= before["rider_kilometres"]
    assert f"{round(price):,}" in said
    scenario = read_scenario(plan.parent / "fed-back" / "plan-scenario.yaml").scenario
    assert scenario.prices.ride_yuan_per_pupil_kilometre == round(price)
    assert scenario.prices.riding_paid_by == "county"
    assert CliRunner().invoke(cli.app, ["verify", str(plan.parent / "fed-back" / "plan.json")]).exit_code == 0
    rows = list(openpyxl.load_workbook(plan.parent / "buses.xlsx")["校车计价"].iter_rows(min_row=3, values_only=True))
    assert ("走读乘车学生（人）", "13", f"{after['riders']:,}") in rows


def test_a_plan_without_riders_needs_no_bus(tmp_path: Path) -> None:
    """It is said, with empty sheets and a map."""
    case = riding_case()
    assert case.district.travel is not None
    near = replace(case.district, travel=case.district.travel.assign(walk_minutes=5.0))
    scenario = write_case(tmp_path / "walking", replace(case, district=near))
    solved = planner.solve(planner.read(scenario), solver=planner.Solver(time_limit_seconds=5.0, gap=0.0))
    made = solved.plan.model_copy(update={"scenario_file": f"../walking/{scenario.name}"})
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.json").write_text(plan_text(made), encoding="utf-8")
    code, said, err = _invoked(tmp_path / "plan" / "plan.json", "--quiet")
    assert (code, err) == (0, "")
    assert "Nobody rides by day" in said
    code, said, err = _invoked(tmp_path / "plan" / "plan.json", "--quiet", "--feed-back")
    assert (code, err) == (0, "")
    assert not (tmp_path / "plan" / "fed-back").exists()
