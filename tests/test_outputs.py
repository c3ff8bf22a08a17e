"""What a run writes: the plan at once and in any case, everything else as far as it can be made."""

import json
from pathlib import Path

import pytest

import planner.outputs
import planner.show.maps.atlas.sheets
from planner.decide.results import results_of
from planner.errors import InputError
from planner.optimise.incumbent import Progress
from planner.outputs import Shown, Told, plan_text, read_trajectory, save_plan, write_outputs
from planner.plan import Plan, read_plan
from planner.problem.seat_price import with_price
from planner.writing import move_in, open_output, strangers
from tests.composing import problem_of
from tests.districts import paper_case
from tests.paper_plan import paper_plan

FILES = {
    "files.json", "plan.json", "plan.xlsx", "plan.gpkg", "plan.docx", "map.html", "report.html", "trajectory.csv",
    "map.png",    "present.png", "shortfall.png", "minutes.png", "moves.png", "load.png", "catchments.png",
    "catchments-2.png", "early-warning.png",
}  # fmt: skip
SHEETS = ["present.png", "shortfall.png", "minutes.png", "moves.png", "load.png", "catchments.png", "early-warning.png"]
TRAJECTORY = [
    Progress(seconds=0.1234, total=2e6, bound=1e6, penalty=2e6, shortfall_pupils=10.0),
    Progress(seconds=9.0, total=1.5e6, bound=1.25e6, penalty=2.5e5, shortfall_pupils=2.5, stage="proof"),
]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(folder: Path, plan: Plan) -> Told:
    """Write the outputs of a plan for the paper district."""
    case = paper_case()
    shown = Shown(
        results=results_of(plan, case.scenario, case.district, problem_of(case), case.journeys), trajectory=TRAJECTORY
    )
    with open_output(folder, verb="run", reserve_bytes=1000) as output:
        plan_sha256, saved = save_plan(output, plan)
        drawn = write_outputs(output, shown, plan_sha256)
    return Told(warnings=(*saved.warnings, *drawn.warnings), exit_code=drawn.exit_code)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every output of the paper plan."""
    folder = tmp_path_factory.mktemp("maps") / "deep" / "paper"
    write(folder, paper_plan())
    return folder


def test_every_file_is_there_and_nothing_else(written: Path) -> None:
    """Fifteen files, none empty; parents are made; no working folder is left beside."""
    assert {name for name, content in contents(written).items() if content} == FILES
    assert [path.name for path in written.parent.iterdir()] == ["paper"]


def test_files_are_of_their_kinds(written: Path) -> None:
    """A workbook and a Word file are zip archives, a GeoPackage an SQLite file, maps PNG, pages HTML."""
    files = contents(written)
    assert files["plan.xlsx"].startswith(b"PK")
    assert files["plan.gpkg"].startswith(b"SQLite format 3\x00")
    assert files["plan.docx"].startswith(b"PK")
    assert all(files[name].startswith(b"\x89PNG") for name in FILES if name.endswith(".png"))
    assert all(files[name].lower().startswith(b"<!doctype html>") for name in ("map.html", "report.html"))


def test_the_plan_file_says_what_the_plan_says(written: Path) -> None:
    """Read back it is the same plan; its keys are the plan file's names."""
    assert read_plan(written / "plan.json") == paper_plan()
    document = json.loads((written / "plan.json").read_text(encoding="utf-8"))
    assert document["format"] == "planner-plan/1"
    assert "class" in document["objective"]
    assert "class_" not in document["objective"]


def test_the_trajectory_has_a_line_for_each_report(written: Path) -> None:
    """Seconds, total, bound, gap, pupils without a seat and stage, in the order they were told; no gap without cost."""
    assert (written / "trajectory.csv").read_text(encoding="utf-8").splitlines() == [
        "seconds,total_yuan,bound_yuan,gap,shortfall_pupils,stage",
        "0.12,2000000.00,1000000.00,,10,",
        "9.00,1500000.00,1250000.00,0.200000,2.5,proof",
    ]


def test_the_trajectory_reads_back(written: Path, tmp_path: Path) -> None:
    """What was told, the penalty from the price of a seat; nothing where there is no file."""
    scenario = with_price(paper_case().scenario, 200_000.0)
    first, second = read_trajectory(written / "trajectory.csv", scenario)
    assert (first.seconds, first.total, first.bound, first.stage) == (0.12, 2e6, 1e6, "")
    assert (second.shortfall_pupils, second.stage) == (2.5, "proof")
    assert second.penalty == 2.5 * 200_000
    assert read_trajectory(tmp_path / "trajectory.csv", scenario) == ()


@pytest.mark.parametrize(
    "text",
    [
        "seconds,total_yuan\n1,2\n", "seconds,total_yuan,bound_yuan,shortfall_pupils,stage\n1,two,3,0,\n", "\x00\n1\n",
        "seconds,total_yuan,bound_yuan,shortfall_pupils,stage\n1,2,-inf,0,\n",
    ],
)  # fmt: skip
def test_a_damaged_trajectory_is_named(tmp_path: Path, text: str) -> None:
    """A column that is missing, a cell that is no number, no table at all, a number without end."""
    (tmp_path / "trajectory.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"trajectory\.csv"):
        read_trajectory(tmp_path / "trajectory.csv", paper_case().scenario)


def test_the_report_shows_how_the_optimiser_came_to_it(written: Path) -> None:
    """The first total told, which is not the plan's, stands in the page's data."""
    assert '"total":2000000.0' in (written / "report.html").read_text(encoding="utf-8")


def test_text_in_chinese_stays_readable() -> None:
    """Notes are not turned into escapes."""
    assert "合成数据" in plan_text(paper_plan().model_copy(update={"notes": ("合成数据",)}))


def test_drawing_that_fails_loses_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sheet, one page and the workbook fail in their own ways: named, the plan and all the others are there."""

    def fail(*_args: object, **_keys: object) -> None:
        raise MemoryError

    monkeypatch.setattr(planner.outputs, "write_workbook", fail)
    monkeypatch.setattr(planner.outputs, "write_report_page", fail)
    monkeypatch.setattr(planner.show.maps.atlas.sheets, "load_headline", fail)
    told = write(tmp_path / "paper", paper_plan())
    assert [str(warning) for warning in told.warnings] == [
        "plan.xlsx could not be made: out of memory",
        f"{', '.join(SHEETS)} could not be made: out of memory",
        "report.html could not be made: out of memory",
    ]
    assert set(contents(tmp_path / "paper")) == {
        "plan.json", "plan.gpkg", "plan.docx", "map.html", "trajectory.csv", "map.png", "files.json"
    }  # fmt: skip


def test_a_plan_that_cannot_be_drawn_at_all_is_saved(tmp_path: Path) -> None:
    """A plan of a school that the district lacks: plan.json stands, and what failed is told."""
    rows = paper_plan().schools
    broken = paper_plan().model_copy(
        update={"schools": (rows[0].model_copy(update={"school_id": "nowhere"}), *rows[1:])}
    )
    told = write(tmp_path / "paper", broken)
    assert read_plan(tmp_path / "paper" / "plan.json") == broken
    assert any("map.html" in warning for warning in told.warnings)
    assert told.exit_code == 1


def test_a_plan_whose_folder_is_full_is_saved_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the folder, why, and where the plan is now."""

    def full(*_args: object, **_keys: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(planner.outputs, "move_in", full)
    with pytest.raises(InputError, match=r"no space is left on its disk; the plan has been saved as ") as told:
        write(tmp_path / "paper", paper_plan())
    assert read_plan(Path(str(told.value).rsplit(" saved as ", 1)[1])) == paper_plan()


def test_a_later_run_replaces_the_files(tmp_path: Path, written: Path) -> None:
    """What the planner wrote of the earlier plan goes; files of others in the folder stay, and changed ones too."""
    folder = tmp_path / "paper"
    earlier = paper_plan().model_copy(update={"seed": 99})
    write(folder, earlier)
    (folder / "notes.txt").write_text("mine")
    (folder / "plan.docx").write_text("worked over")
    told = write(folder, paper_plan())
    files = contents(folder)
    assert set(files) == {*FILES, "notes.txt", "plan-kept.docx"}
    assert (files["notes.txt"], files["plan-kept.docx"]) == (b"mine", b"worked over")
    assert files["plan.json"] == (written / "plan.json").read_bytes()
    assert [str(warning) for warning in told.warnings] == [
        f"{folder / 'plan.docx'} was not as the planner wrote it: it is kept as plan-kept.docx"
    ]
    assert strangers(folder / "plan.json") == ()


def test_a_first_run_leaves_an_earlier_look_at_the_shortfall(tmp_path: Path) -> None:
    """It was of today's network, since there was no plan: it still holds."""
    folder = tmp_path / "paper"
    with open_output(folder, verb="shortfall") as output:
        (output.made / "shortfall.xlsx").write_text("of today")
        move_in(output, of="")
    write(folder, paper_plan())
    assert set(contents(folder)) == {*FILES, "shortfall.xlsx"}
