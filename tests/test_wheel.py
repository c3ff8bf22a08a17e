"""The wheel: all of the package and the example, installed and used away from this folder."""

import email
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from planner.example import example_files
from tests.conftest import PROJECT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, with what is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, and nothing else, into a folder of its own."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"]
    subprocess.run([*command, "--target", str(folder), str(wheel)], check=True, capture_output=True)
    return folder


def planner(installed: Path, here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed planner from another folder."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "planner", *arguments],
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(installed), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_holds_the_package_and_the_example(wheel: Path) -> None:
    """Every file below planner/, each file of the example once, the licences, and nothing else."""
    package = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "planner").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    example = {f"planner/example_files/{way}" for way, _ in example_files()}
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    held = [name for name in names if ".dist-info/" not in name]
    assert sorted(held) == sorted(package | example)
    assert {name.partition("/licenses/")[2] for name in names if "/licenses/" in name} == {
        "LICENSE", "planner/show/fonts/OFL.txt", "planner/show/page/vendor/LICENSE.txt",
    }  # fmt: skip


def test_the_example_is_every_table_and_scenario_there_is() -> None:
    """What stands in data/mengjin beside the scripts that made it, and every scenario of that district."""
    tables = {path for path in (PROJECT / "data" / "mengjin").iterdir() if path.is_file() and path.suffix != ".py"}
    scenarios = (PROJECT / "scenarios").rglob("*.yaml")
    there = tables | {path for path in scenarios if path.stem.startswith("mengjin-")}
    assert {source for _, source in example_files()} == there


def test_what_the_wheel_says_of_itself(wheel: Path) -> None:
    """Name, licence and Pythons; readers of the description get the README."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith("/METADATA"))
        said = email.message_from_bytes(archive.read(name))
    assert said["Name"] == "school-network-planner"
    assert said["License-Expression"] == "MIT"
    assert said["Requires-Python"] == ">=3.11"
    assert said["Description-Content-Type"] == "text/markdown"
    assert "Typing :: Typed" in said.get_all("Classifier", [])


def test_the_installed_planner_writes_and_reads_its_example(installed: Path, tmp_path: Path) -> None:
    """From an empty folder, without this one: `example` writes, and `check` finds nothing wrong."""
    done = planner(installed, tmp_path, "example", "mine", "--json")
    files = json.loads(done.stdout)["files"]
    assert sorted(files) == sorted(f"mine/{way}" for way, _ in example_files())
    assert all((tmp_path / "mine" / way).read_bytes() == source.read_bytes() for way, source in example_files())
    checked = json.loads(planner(installed, tmp_path, "check", "mine/scenarios/mengjin-2026.yaml", "--json").stdout)
    assert checked["ok"]
    assert checked["counts"]["schools"] > 100
