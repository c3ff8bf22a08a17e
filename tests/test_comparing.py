"""planner compare, from plan files to a folder of files."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from planner import cli
from planner.comparing import compare_saved
from planner.errors import InputError
from planner.language import in_language
from tests.comparing import save_plan
from tests.districts import paper_case, with_scenario
from tests.showing import village_case

FILES = ["compare.png", "compare.xlsx", "difference.png"]


def silent(_phase: str, _standing: None) -> None:
    """Tell nobody."""


def planner(*arguments: str | Path) -> Result:
    """Run a verb in this process."""
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return plan files of the village with and without its point, each with inputs of its own."""
    folder = tmp_path_factory.mktemp("plans")
    cases = (village_case(), with_scenario(village_case(merge=False), "name", value="keep-all"))
    first, second = (save_plan(folder / name, case) for name, case in zip("ab", cases, strict=True))
    return first, second


@pytest.fixture(autouse=True)
def present_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in the test's own folder."""
    monkeypatch.chdir(tmp_path)


def test_files_are_written_into_a_folder_named_after_both(saved: tuple[Path, Path], tmp_path: Path) -> None:
    """Maps/compare-<a>-<b> below the present folder; no working folder is left."""
    done = compare_saved(saved, report=silent)
    assert done.folder == tmp_path / "maps" / "compare-made-up-keep-all"
    assert list(done.files) == FILES
    assert sorted(path.name for path in done.folder.iterdir()) == sorted([*FILES, "files.json"])
    assert [path.name for path in done.folder.parent.iterdir()] == [done.folder.name]
    assert done.warnings == ()


def test_a_page_for_two_plans(saved: tuple[Path, Path], tmp_path: Path) -> None:
    """With --html a page stands beside; of three plans it is refused, since it swipes between two."""
    done = compare_saved(saved, out=tmp_path / "mine", html=True, report=silent)
    assert "compare.html" in done.files
    with pytest.raises(InputError, match="2 plans, not 3"):
        compare_saved([*saved, saved[0]], html=True, report=silent)


def test_three_plans_have_a_map_of_differences_each(saved: tuple[Path, Path]) -> None:
    """Each later plan against the first; plans that share a scenario are told apart by folder and number."""
    done = compare_saved([*saved, saved[0]], report=silent)
    assert {"difference-AB.png", "difference-AC.png"} < set(done.files)
    assert [plan.name for plan in done.comparison.plans] == ["made-up-1", "keep-all", "made-up-3"]


def test_the_verb_in_words_and_in_json(saved: tuple[Path, Path], tmp_path: Path) -> None:
    """Exit code 0; the table on standard output, progress on standard error; one document under --json."""
    result = planner("compare", *saved, "--out", tmp_path / "mine")
    assert result.exit_code == 0, result.output
    assert "学校固定成本" not in result.stdout
    assert "A < B (proven for every plan of the dearer question)" in result.stdout
    chinese = planner("compare", *saved, "--out", tmp_path / "mine", "--lang", "zh")
    assert "已证明：符合B情景的任何方案都不比A更省" in chinese.stdout
    assert "mine" in result.stdout
    assert result.stderr
    as_json = planner("compare", *saved, "--out", tmp_path / "mine", "--json")
    assert (as_json.exit_code, as_json.stderr) == (0, "")
    document = json.loads(as_json.stdout)
    assert document["orders"][0]["kind"] == "proven"
    assert document["files"] == FILES
    assert planner("compare", *saved, "--out", tmp_path / "mine", "--quiet").stderr == ""


@pytest.mark.parametrize("count", [1, 7])
def test_too_few_or_too_many_are_2(saved: tuple[Path, Path], tmp_path: Path, count: int) -> None:
    """And nothing is written."""
    result = planner("compare", *([saved[0]] * count), "--quiet")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"2 to 6 plans, not {count}" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_plans_of_two_districts_are_2(saved: tuple[Path, Path], tmp_path: Path) -> None:
    """Everything that differs is told at once, in words and as findings; nothing is written."""
    other = save_plan(tmp_path / "other", paper_case())
    result = planner("compare", saved[0], other, "--quiet")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "not of one district" in result.stderr
    document = json.loads(planner("compare", saved[0], other, "--json").stdout)
    files = {finding["file"] for finding in document["findings"]}
    assert {name.rpartition(", ")[2] for name in files} == {"settlements", "schools"}
    assert not (tmp_path / "maps").exists()


def test_what_is_no_plan_is_2(saved: tuple[Path, Path], tmp_path: Path) -> None:
    """The file is named."""
    (tmp_path / "plan.json").write_text("{", encoding="utf-8")
    assert planner("compare", saved[0], tmp_path / "plan.json", "--quiet").exit_code == 2
    result = planner("compare", saved[0], tmp_path / "gone.json", "--quiet")
    assert result.exit_code == 2
    assert "gone.json" in result.stderr


def test_a_table_edited_since_is_told_not_refused(saved: tuple[Path, Path], tmp_path: Path) -> None:
    """Another count under the same ids: a note, a warning, and a comparison."""
    shutil.copytree(saved[1].parents[2], tmp_path / "b")
    edited = tmp_path / "b" / saved[1].relative_to(saved[1].parents[2])
    pupils = tmp_path / "b" / "scenarios" / "pupils.csv"
    pupils.write_text(pupils.read_text(encoding="utf-8").replace("B,2026,1,6", "B,2026,1,7"), encoding="utf-8")
    done = compare_saved([saved[0], edited], out=tmp_path / "out", report=silent)
    assert any("plan B does not pass its check" in said for said in done.warnings)
    assert any("pupils.csv" in said for said in done.warnings)
    notes = openpyxl.load_workbook(done.folder / "compare.xlsx")["说明"].iter_rows(values_only=True)
    assert {in_language(said, "zh") for said in done.warnings} <= {row[1] for row in notes}


def test_a_folder_that_cannot_be_written_is_2(saved: tuple[Path, Path], tmp_path: Path) -> None:
    """A file stands where the folder should be: told before anything is drawn."""
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    result = planner("compare", *saved, "--out", tmp_path / "mine", "--quiet")
    assert result.exit_code == 2
    assert "cannot write into" in result.stderr
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine"
