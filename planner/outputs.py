"""What a run writes: made beside, and moved in when all of it is there."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from planner.errors import InputError
from planner.optimise.ledger import Progress
from planner.plan import Plan
from planner.read.district import District
from planner.read.scenario import Scenario
from planner.show.geopackage import write_geopackage
from planner.show.maps import write_map
from planner.show.workbook import write_workbook


def write_outputs(
    folder: Path, plan: Plan, trajectory: Sequence[Progress], scenario: Scenario, district: District
) -> None:
    """Write every file of a run into `folder`, replacing those of an earlier run only when all are made.

    InputError where the folder cannot be written.
    """
    made = _make_beside(folder)
    try:
        write_workbook(made / "plan.xlsx", plan, scenario, district)
        write_geopackage(made / "plan.gpkg", plan, scenario, district)
        write_map(made / "map.png", plan, scenario, district)
        (made / "trajectory.csv").write_text(_trajectory_text(trajectory), encoding="utf-8")
        (made / "plan.json").write_text(plan_text(plan), encoding="utf-8")
        _move_in(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def refuse_unwritable(folder: Path) -> None:
    """Raise InputError where `folder` could not be written: known before the optimiser begins."""
    _make_beside(folder).rmdir()
    if folder.exists() and not folder.is_dir():
        msg = f"cannot write into {folder}: it is a file, not a folder"
        raise InputError(msg)


def plan_text(plan: Plan) -> str:
    """Return plan.json's text: two spaces, keys as the plan file names them."""
    return plan.model_dump_json(by_alias=True, indent=2) + "\n"


def _make_beside(folder: Path) -> Path:
    """Make a hidden folder beside `folder`, on the same disk."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as problem:
        msg = f"cannot write into {folder.parent}: {problem.strerror}"
        raise InputError(msg) from problem


def _trajectory_text(trajectory: Sequence[Progress]) -> str:
    """Return one line for each time the optimiser told where it stood."""
    lines = [f"{at.seconds:.2f},{at.total:.2f},{at.bound:.2f}" for at in trajectory]
    return "\n".join(["seconds,total_yuan,bound_yuan", *lines]) + "\n"


def _move_in(made: Path, folder: Path) -> None:
    """Move every file in; plan.json last, so that it never speaks of files that are not there.

    A file that another program holds open (a workbook in Excel) is named before anything is moved.
    """
    files = sorted(made.iterdir(), key=lambda file: file.name == "plan.json")
    held = [file.name for file in files if _is_held(folder / file.name)]
    if held:
        msg = f"cannot replace {', '.join(held)} in {folder}: close the program that has it open"
        raise InputError(msg)
    try:
        folder.mkdir(exist_ok=True)
        for file in files:
            file.replace(folder / file.name)
    except OSError as problem:
        msg = f"cannot write into {folder}: {problem.strerror}"
        raise InputError(msg) from problem


def _is_held(path: Path) -> bool:
    """Whether a file exists and cannot be opened for writing."""
    try:
        with path.open("r+b"):
            return False
    except FileNotFoundError:
        return False
    except OSError:
        return True
