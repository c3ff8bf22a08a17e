"""planner maps: every map of a saved plan, all of them or none."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.errors import InputError
from planner.mapping import Further, map_saved
from planner.outputs import plan_text
from tests.showing import planned, village_case

STEMS = ["map", "present", "shortfall", "minutes", "moves", "load", "catchments", "early-warning"]


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """Write a small plan beside its scenario."""
    shown = planned(tmp_path, village_case())
    file = tmp_path / "plan.json"
    file.write_text(plan_text(shown.plan), encoding="utf-8")
    return file


def test_maps_stand_beside_the_plan(plan_file: Path) -> None:
    """Every map is written once for each format, beside the plan, which stays as it was."""
    before = plan_file.read_bytes()
    done = map_saved(plan_file, formats=["svg", "svg"], report=lambda _doing, _standing: None)
    assert done.folder == plan_file.parent
    assert list(done.files) == [f"{stem}.svg" for stem in STEMS]
    assert all((plan_file.parent / name).stat().st_size > 0 for name in done.files)
    assert plan_file.read_bytes() == before
    assert not [
        path for path in plan_file.parent.parent.iterdir() if path.name.startswith(f".{plan_file.parent.name}-")
    ]


def test_the_verb_says_what_it_wrote(plan_file: Path, tmp_path: Path) -> None:
    """One JSON document names the folder and the files."""
    out = tmp_path / "out"
    ran = CliRunner().invoke(app, ["maps", str(plan_file), "--out", str(out), "--format", "pdf", "--json"])
    assert ran.exit_code == 0
    said = json.loads(ran.stdout)
    assert (said["folder"], said["files"]) == (out.as_posix(), [f"{stem}.pdf" for stem in STEMS])
    assert (said["warnings"], said["warnings_zh"]) == ([], [])
    assert {path.name for path in out.iterdir()} == {"files.json", *(f"{stem}.pdf" for stem in STEMS)}


def test_a_format_that_is_none_is_bad_usage(plan_file: Path) -> None:
    """Nothing is drawn and the exit code is 2."""
    assert CliRunner().invoke(app, ["maps", str(plan_file), "--format", "gif"]).exit_code == 2


def test_no_map_without_a_plan(tmp_path: Path) -> None:
    """A plan that is not there is named, and nothing is written."""
    with pytest.raises(InputError, match="cannot read the plan file"):
        map_saved(tmp_path / "plan.json", report=lambda _doing, _standing: None)
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_does_not_fit_its_tables_is_refused(plan_file: Path) -> None:
    """A school was renamed since: nothing is drawn, and the planner says to run the scenario again."""
    for name in ("schools.csv", "travel.csv"):
        text = (plan_file.parent / name).read_text(encoding="utf-8")
        (plan_file.parent / name).write_text(text.replace("T,", "T9,"), encoding="utf-8")
    before = {path.name for path in plan_file.parent.iterdir()}
    with pytest.raises(InputError, match="run the scenario again"):
        map_saved(plan_file, report=lambda _doing, _standing: None)
    assert {path.name for path in plan_file.parent.iterdir()} == before


def test_posters_and_towns_are_drawn_when_asked_for(plan_file: Path, tmp_path: Path) -> None:
    """The plan's map twice as wide as A3, and a map of each town, beside the others."""
    out = tmp_path / "out"
    done = map_saved(
        plan_file, out=out, formats=["svg"], further=Further(posters=("a1",), towns=True),
        report=lambda _doing, _standing: None,
    )  # fmt: skip
    assert done.warnings == ()
    further = [name for name in done.files if name.removesuffix(".svg") not in STEMS]
    assert further[0] == "poster-a1.svg"
    assert further[1:] == [f"town-{n:02d}.svg" for n in range(1, len(further))]
    widths = [
        float(re.search(r'width="([\d.]+)pt"', (out / name).read_text(encoding="utf-8"))[1])  # type: ignore[index]
        for name in ("map.svg", "poster-a1.svg")
    ]
    assert widths[1] == pytest.approx(2 * widths[0])
