"""The main path, from a scenario file to a verified plan with its files."""

import contextlib
import hashlib
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.errors import InputError, NoPlanError
from planner.inputs import read_inputs
from planner.optimise.incumbent import Progress
from planner.outputs import read_trajectory
from planner.plan import read_plan
from planner.reading.scenario import Solver
from planner.run import Outcome, run
from planner.saved import changed_inputs, judge, open_plan
from tests.composing import county_case
from tests.districts import paper_case, with_scenario, write_case

FAST = Solver(engine="milp", gap=0.0, threads=1, time_limit_seconds=30.0)
FILES = sorted([
    "files.json", "plan.json", "plan.xlsx", "plan.gpkg", "plan.docx", "map.html", "report.html", "trajectory.csv",
    "map.png", "present.png", "shortfall.png", "minutes.png", "moves.png", "load.png", "catchments.png",
    "catchments-2.png", "early-warning.png",
])  # fmt: skip


def silent(_phase: str, _standing: Progress | None) -> None:
    """Tell nobody."""


def names(folder: Path) -> list[str]:
    """Names of everything in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    """Bytes of every file in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(autouse=True)
def present_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in the test's own folder: runs write maps/ below the present one."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Run the paper district once, from the folder above its scenarios, into the default folder."""
    folder = tmp_path_factory.mktemp("county")
    scenario = write_case(folder / "scenarios", paper_case())
    with contextlib.chdir(folder):
        return run(scenario, solver=FAST, report=silent)


def test_every_file_is_written_into_maps(outcome: Outcome) -> None:
    """The default folder is maps/<scenario> below the present folder."""
    assert outcome.folder == outcome.inputs.source.path.resolve().parent.parent / "maps" / "paper"
    assert names(outcome.folder) == FILES


def test_the_file_holds_the_plan_and_passes_the_judge(outcome: Outcome) -> None:
    """What was written is what was verified; the judge, reading everything anew, finds nothing; inputs are as then."""
    saved = open_plan(outcome.folder / "plan.json")
    assert saved.plan == outcome.plan
    assert judge(saved) == ()
    assert changed_inputs(saved) == ()


def test_the_trajectory_ends_at_the_plan(outcome: Outcome) -> None:
    """Totals fall, bounds rise, and the last line is the plan's own total."""
    told = read_trajectory(outcome.folder / "trajectory.csv", outcome.inputs.scenario)
    totals, bounds = [at.total for at in told], [at.bound for at in told]
    assert totals == sorted(totals, reverse=True)
    assert bounds == sorted(bounds)
    assert totals[-1] == pytest.approx(outcome.plan.objective.total, abs=0.01)


def test_the_plan_says_how_it_was_made(outcome: Outcome) -> None:
    """Status is proven, the bound is not above the total; seed, engine and the names of the inputs stand in it."""
    plan = outcome.plan
    assert (plan.scenario, plan.status, plan.engine, plan.seed) == ("paper", "optimal", "milp", FAST.seed)
    assert plan.bound <= plan.objective.total * (1 + 1e-6)
    assert set(plan.inputs_sha256) == {"scenario", "settlements.csv", "pupils.csv", "schools.csv", "travel.csv"}
    table = outcome.inputs.source.path.parent / "pupils.csv"
    assert plan.inputs_sha256["pupils.csv"] == hashlib.sha256(table.read_bytes()).hexdigest()
    assert any("nearest open school" in note for note in plan.notes)


def test_the_scenario_is_found_from_the_plan(outcome: Outcome) -> None:
    """scenario_file leads from the plan's folder to the scenario, with forward slashes."""
    assert outcome.plan.scenario_file == "../../scenarios/scenario.yaml"
    assert (outcome.folder / outcome.plan.scenario_file).resolve() == outcome.inputs.source.path.resolve()


def test_a_folder_of_ones_own(tmp_path: Path, outcome: Outcome) -> None:
    """--out writes there and nowhere else, and the way back to the scenario is right from there."""
    folder = tmp_path / "deep" / "mine"
    other = run(outcome.inputs.source.path, out=folder, solver=FAST, report=silent)
    assert names(folder) == FILES
    assert names(tmp_path / "deep") == ["mine"]
    assert open_plan(folder / "plan.json").source.path.resolve() == outcome.inputs.source.path.resolve()
    assert other.plan.objective == outcome.plan.objective


def fill_with_letters(folder: Path) -> None:
    """Make the pupils' table unreadable."""
    (folder / "pupils.csv").write_text("settlement_id,year,grade,pupils\nA,2026,1,many\n", encoding="utf-8")


def ask_the_impossible(folder: Path) -> None:
    """Keep and close the same school."""
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    (folder / "scenario.yaml").write_text(f"{text}\ndecisions: {{keep: [P1], close: [P1]}}\n", encoding="utf-8")


@pytest.mark.parametrize(("damage", "error"), [(fill_with_letters, InputError), (ask_the_impossible, NoPlanError)])
def test_a_failed_run_leaves_the_last_good_files(
    tmp_path: Path, damage: Callable[[Path], None], error: type[Exception]
) -> None:
    """Bad tables and clashing rules change no byte of an earlier run, and leave nothing beside it."""
    scenario = write_case(tmp_path / "scenarios", paper_case())
    folder = tmp_path / "maps" / "paper"
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name).write_text(f"earlier {name}")
    before = contents(folder)
    damage(scenario.parent)
    with pytest.raises(error):
        run(scenario, solver=FAST, report=silent)
    assert contents(folder) == before
    assert names(tmp_path / "maps") == ["paper"]


def test_a_folder_that_cannot_be_written_is_told_before_the_optimiser_begins(tmp_path: Path, outcome: Outcome) -> None:
    """A file stands in the way: no time is spent on a plan that cannot be kept."""
    (tmp_path / "mine").write_text("a file")
    phases: list[str] = []
    with pytest.raises(InputError, match="cannot write into"):
        run(
            outcome.inputs.source.path, out=tmp_path / "mine", solver=FAST, report=lambda phase, _: phases.append(phase)
        )
    assert phases == ["reading"]


def test_phases_are_told_in_order(tmp_path: Path, outcome: Outcome) -> None:
    """Reading, optimising, drawing; the optimiser says where it stands."""
    told: list[tuple[str, bool]] = []
    run(
        outcome.inputs.source.path, out=tmp_path / "out", solver=FAST,
        report=lambda phase, standing: told.append((phase, standing is not None)),
    )  # fmt: skip
    assert list(dict.fromkeys(phase for phase, _ in told)) == ["reading", "optimising", "drawing"]
    assert ("optimising", True) in told


def test_without_time_there_is_a_verified_plan(tmp_path: Path) -> None:
    """At a time limit of 0 a county has a plan, called feasible, and the judge passes it."""
    scenario = write_case(tmp_path / "scenarios", county_case(settlements=6, schools=4))
    outcome = run(scenario, solver=FAST.model_copy(update={"time_limit_seconds": 0.0}), report=silent)
    saved = open_plan(outcome.folder / "plan.json")
    assert saved.plan.status == "feasible"
    assert saved.plan.gap is not None
    assert saved.plan.gap > 1e-6
    assert judge(saved) == ()


def test_pupils_left_over_are_a_plan(tmp_path: Path) -> None:
    """A district whose schools may hold nobody has a plan all the same: everybody is in the shortfall."""
    case = with_scenario(paper_case(), "rules", "max_classes_per_school", value=0)
    outcome = run(write_case(tmp_path / "scenarios", case), solver=FAST, report=silent)
    plan = read_plan(outcome.folder / "plan.json")
    assert plan.assignments == ()
    assert sum(sum(row.pupils.values()) for row in plan.shortfall) == 2 * 82


def test_it_may_run_beside_the_main_thread(tmp_path: Path) -> None:
    """A server's worker thread can run it: Ctrl-C is left alone there."""
    scenario = write_case(tmp_path / "scenarios", paper_case())
    done: list[Outcome] = []
    thread = threading.Thread(target=lambda: done.append(run(scenario, solver=FAST, report=silent)))
    thread.start()
    thread.join()
    assert done[0].plan.status == "optimal"


def test_what_is_built_is_what_check_reads(outcome: Outcome) -> None:
    """read_inputs gives the problem that was solved."""
    problem = read_inputs(outcome.inputs.source.path).problem
    assert problem.pair_yuan.tolist() == outcome.inputs.problem.pair_yuan.tolist()
    assert problem.school_ids == outcome.inputs.problem.school_ids


def test_the_plan_file_is_plain_json(outcome: Outcome) -> None:
    """No NaN or Infinity, which JSON has not, stands in it."""

    def refuse(word: str) -> float:
        raise AssertionError(word)

    text = (outcome.folder / "plan.json").read_text(encoding="utf-8")
    assert json.loads(text, parse_constant=refuse)["scenario"] == "paper"
    assert outcome.folder.parent.as_posix() not in text, "nothing of this machine's folders is in it"
