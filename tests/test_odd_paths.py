"""Folders and files of any name: read and written right, or refused with one clear sentence."""

import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.errors import InputError
from planner.plan import read_plan
from planner.reading.vector_files import layers_of
from planner.writing import refuse_unwritable
from tests.districts import paper_case, write_case

NAMES = ["a!b", "a\nb", "a#b?c", "100% %s", "a'b\"c", "孟津 区", "[red]"]
MENGJIN = Path(__file__).parent.parent / "data" / "mengjin"


def run(*arguments: str | Path) -> tuple[int, str]:
    """Run a verb; return its exit code and what it said on standard error."""
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    return result.exit_code, result.stderr


@pytest.mark.sampled(most=2)
@pytest.mark.skipif(os.name != "posix", reason="names that Windows does not keep")
@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_read_and_written(tmp_path: Path, name: str) -> None:
    """Scenario, district and output folder bear it; every file is made."""
    scenario = write_case(tmp_path / name, paper_case())
    scenario = scenario.rename(scenario.with_name(f"{name}.yaml"))
    out = tmp_path / f"out{name}"
    assert run("run", scenario, "--out", out, "--engine", "milp", "--time-limit", "0", "--quiet") == (0, "")
    assert (out / "plan.gpkg").is_file()
    assert run("verify", out / "plan.json", "--quiet") == (0, "")


@pytest.mark.parametrize("name", ["a!b", "a\nb", "孟津 区"])
def test_shapes_are_read_from_any_folder(tmp_path: Path, name: str) -> None:
    """Pyogrio would look into an archive before the exclamation mark."""
    (tmp_path / name).mkdir()
    shutil.copy(MENGJIN / "boundaries.gpkg", tmp_path / name)
    assert [layer.name for layer in layers_of(tmp_path / name / "boundaries.gpkg")] == [
        layer.name for layer in layers_of(MENGJIN / "boundaries.gpkg")
    ]


@pytest.mark.parametrize("name", ["学" * 90, "a/" * 3000])
@pytest.mark.parametrize("verb", ["run", "check", "verify", "explain", "maps", "redraw", "shortfall"])
def test_names_that_are_too_long_are_one_sentence(tmp_path: Path, verb: str, name: str) -> None:
    """Longer than 255 bytes, or a way of more than 4,096."""
    code, said = run(verb, tmp_path / f"{name}.json", "--quiet")
    assert code == 2
    assert "Traceback" not in said
    with pytest.raises(InputError):
        refuse_unwritable(tmp_path / name)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere every name is Unicode")
def test_names_in_gbk_are_told(tmp_path: Path) -> None:
    """The way is shown with question marks, and what to do is said."""
    strange = tmp_path / os.fsdecode("孟津".encode("gb18030"))
    for verb in ("run", "check", "verify", "maps"):
        code, said = run(verb, strange / "a", "--quiet")
        assert (code, "UTF-8" in said) == (2, True)
    with pytest.raises(InputError, match="is not in UTF-8"):
        refuse_unwritable(strange)
    with pytest.raises(InputError, match="is not in UTF-8"):
        read_plan(strange)
