"""planner example: Mengjin, written into an empty folder; nothing that exists is touched."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner import cli
from planner.example import example_files
from planner.inputs import read_inputs


def example(*arguments: str | Path) -> tuple[int, str]:
    """Run the verb in this process; return exit code and standard output."""
    result = CliRunner().invoke(cli.app, ["example", *map(str, arguments)])
    return result.exit_code, result.stdout


def test_what_is_written_is_the_example(tmp_path: Path) -> None:
    """Every file, byte for byte, named in the document; the scenarios find the district where it is written."""
    code, said = example(tmp_path / "mine", "--json")
    files = json.loads(said)["files"]
    assert code == 0
    assert sorted(files) == sorted((tmp_path / "mine" / way).as_posix() for way, _ in example_files())
    assert all((tmp_path / "mine" / way).read_bytes() == source.read_bytes() for way, source in example_files())
    inputs = read_inputs(tmp_path / "mine" / "scenarios" / "mengjin-2026.yaml")
    assert inputs.district.folder == (tmp_path / "mine" / "data" / "mengjin").resolve()
    assert inputs.problem.school_mergeable.sum() == 70


@pytest.mark.parametrize("name", ["scenarios/mengjin-2026.yaml", "notes.txt"])
def test_no_file_that_exists_is_overwritten(tmp_path: Path, name: str) -> None:
    """A folder in use is a finding and exit code 2; what is in it stays as it is, and nothing is added."""
    own = tmp_path / "mine" / name
    own.parent.mkdir(parents=True)
    own.write_text("mine", encoding="utf-8")
    code, said = example(tmp_path / "mine", "--json")
    assert code == 2
    assert [finding["file"] for finding in json.loads(said)["findings"]] == [str(tmp_path / "mine")]
    assert own.read_text(encoding="utf-8") == "mine"
    assert [path for path in (tmp_path / "mine").rglob("*") if path.is_file()] == [own]


def test_it_says_what_to_run_next(tmp_path: Path) -> None:
    """In the user's language, after the files; nothing with --quiet."""
    assert "next: planner run" in example(tmp_path / "a", "--lang", "en")[1].splitlines()[-1]
    assert "下一步：planner run" in example(tmp_path / "b", "--lang", "zh")[1].splitlines()[-1]
    assert example(tmp_path / "c", "--quiet") == (0, "")
