"""planner sweep from a scenario to table, picture and a plan for each setting."""

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import planner
from planner import cli
from planner.asked_settings import settings_of, varied_of
from planner.decide.sweep import SweepFigures, SweepPoint, on_front, proven_dearer
from planner.errors import InputError
from planner.inputs import Inputs
from planner.plan import Plan
from planner.reading.scenario_file import read_scenario
from planner.run import Report, solve_inputs
from tests.decide.stress.test_stress import two_towns
from tests.districts import write_case


@pytest.fixture(name="scenario")
def _scenario(tmp_path: Path) -> Path:
    return write_case(tmp_path / "towns", two_towns())


def _invoked(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.app, ["sweep", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_every_setting_has_a_plan_that_can_be_verified(scenario: Path, tmp_path: Path) -> None:
    """Two keys: each combination a plan of its own, from its own scenario; table and picture beside them."""
    out = tmp_path / "out"
    code, said, _ = _invoked(
        scenario, "--vary", "prices.travel_yuan_per_pupil_minute=30,60", "--vary", "rules.class_size.primary=30:40:10",
        "--out", out, "--time-limit", "5", "--json",
    )  # fmt: skip
    assert code == 0
    document = json.loads(said)
    assert document["keys"] == ["prices.travel_yuan_per_pupil_minute", "rules.class_size.primary"]
    assert not document["totals_comparable"]
    assert [each["values"] for each in document["settings"]] == [[30, 30], [30, 40], [60, 30], [60, 40]]
    for each in document["settings"]:
        solved = planner.open_plan(out / each["plan"])
        assert planner.verify(solved) == ()
        begun = any(note.startswith("begun with an earlier plan") for note in solved.plan.notes)
        assert begun == (each is not document["settings"][0])
        prices, rules = solved.inputs.scenario.prices, solved.inputs.scenario.rules
        assert prices.travel_yuan_per_pupil_minute == each["values"][0]
        assert rules.class_size is not None
        assert rules.class_size.primary == each["values"][1]
        assert each["figures"]["total"] == pytest.approx(solved.plan.objective.total)
    sheet = openpyxl.load_workbook(out / "sweep.xlsx")["取值比较"]
    assert sheet.max_row >= 4 + 1
    assert (out / "sweep.png").stat().st_size > 20_000


def test_a_setting_without_a_plan_does_not_stop_the_others(scenario: Path, tmp_path: Path) -> None:
    """More merges asked for than there may be: that line says so, the other has its plan."""
    code, said, _ = _invoked(
        scenario, "--vary", "rules.merge.least=0,99", "--out", tmp_path / "out", "--time-limit", "5", "--json"
    )
    first, second = json.loads(said)["settings"]
    assert code == 0
    assert first["figures"] is not None
    assert second["figures"] is None
    assert second["plan"] is None
    assert "99" in second["failed"]


def test_keys_of_the_solver_are_varied_too(scenario: Path, tmp_path: Path) -> None:
    """A setting's own seed is used; what stands on the command line takes the place of the scenario's."""
    code, _, _ = _invoked(
        scenario, "--vary", "solver.seed=3,4", "--time-limit", "5", "--out", tmp_path / "out", "--quiet"
    )
    plans = [planner.open_plan(path).plan for path in sorted((tmp_path / "out").glob("*/plan.json"))]
    assert code == 0
    assert [plan.seed for plan in plans] == [3, 4]
    assert not any("begun with" in note for plan in plans for note in plan.notes)


def test_a_stop_ends_the_sweep_and_keeps_the_plan(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the first setting: that plan is saved, no second one is begun, exit code 4."""

    def stopped(
        inputs: Inputs, folder: Path, solver: planner.Solver, report: Report, *, begin: Plan | None
    ) -> planner.Solved:
        assert begin is None
        solved = solve_inputs(inputs, folder, solver, report)
        return replace(solved, plan=solved.plan.model_copy(update={"status": "stopped"}))

    monkeypatch.setattr("planner.sweeping.solve_inputs", stopped)
    code, _, err = _invoked(scenario, "--vary", "rules.merge.most=0,1", "--time-limit", "5", "--out", tmp_path / "out")
    assert code == 4
    assert "plans made so far are saved" in err
    assert [path.parent.name[-2:] for path in (tmp_path / "out").glob("*/plan.json")] == ["01"]
    assert not (tmp_path / "out" / "sweep.xlsx").exists()


def test_what_is_not_possible_is_said_before_anything_is_solved(scenario: Path, tmp_path: Path) -> None:
    """An unknown key, a wrong value, no value, a key twice, a range without end: exit 2, and nothing is written."""
    wrong: tuple[list[str], ...] = (
        ["--vary", "rules.clas_size.primary=40"],
        ["--vary", "rules.class_size.primary=40,-3"],
        ["--vary", "rules.class_size.primary"],
        ["--vary", "rules.class_size.primary=40:45:0"],
        ["--vary", "budget_yuan=1e8", "--vary", "budget_yuan=2e8"],
        ["--vary", "budget_yuan=1:1000:1"],
        ["--vary", "district=elsewhere,nowhere"],
        [],
    )
    for asked in wrong:
        code, _, err = _invoked(scenario, *asked, "--out", tmp_path / "out")
        assert code == 2, asked
        assert "--vary" in err
    assert not (tmp_path / "out").exists()


def test_settings_stand_on_their_own(scenario: Path) -> None:
    """Each has a name of its own and leads to the district from anywhere."""
    _, settings = settings_of(read_scenario(scenario), ["rules.merge.most=0,1"])
    assert [each.source.scenario.name[-3:] for each in settings] == ["-01", "-02"]
    assert all(Path(each.source.scenario.district).is_absolute() for each in settings)
    with pytest.raises(InputError):
        varied_of("rules.merge.most=[0")


def test_nothing_is_called_better_where_ranges_overlap() -> None:
    """Dearer is only what cannot cost less than a plan that is there; on the front is what no plan beats in all."""

    def point(total: float, bound: float, *, fiscal: float, moved: float) -> SweepPoint:
        figures = SweepFigures(
            total=total, bound=bound, gap=None, fiscal=fiscal, families=0.0, policy=0.0, one_off_yuan=0.0, merged=0,
            built=0, classrooms_added=0, moved=moved, minutes=0.0, shortfall=0.0,
        )  # fmt: skip
        return SweepPoint(values=(total,), figures=figures)

    failed = SweepPoint(values=(0,), figures=None)
    points = (
        point(100.0, 90.0, fiscal=1.0, moved=5.0),
        point(104.0, 99.0, fiscal=2.0, moved=5.0),
        point(120.0, 101.0, fiscal=3.0, moved=1.0),
        failed,
    )
    assert proven_dearer(points) == (False, False, True, False)
    assert on_front(points) == (True, False, True, False)
