"""What a run writes: made beside, and moved in when all of it is there."""

import shutil
import tempfile
from pathlib import Path

from planner.errors import InputError
from planner.plan import Plan
from planner.read.district import District
from planner.read.scenario import Scenario
from planner.show.geopackage import write_geopackage
from planner.show.maps import write_map
from planner.show.workbook import write_workbook


def write_outputs(folder: Path, plan: Plan, scenario: Scenario, district: District) -> None:
    """Write plan.xlsx, plan.gpkg, map.png and plan.json into `folder`, replacing an earlier run's only at the end.

    InputError where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as problem:
        msg = f"cannot write into {folder}: {problem.strerror}"
        raise InputError(msg) from problem
    try:
        write_workbook(made / "plan.xlsx", plan, scenario, district)
        write_geopackage(made / "plan.gpkg", plan, scenario, district)
        write_map(made / "map.png", plan, scenario, district)
        (made / "plan.json").write_text(plan_text(plan), encoding="utf-8")
        _move_in(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def plan_text(plan: Plan) -> str:
    """Return plan.json's text: two spaces, keys as the plan file names them."""
    return plan.model_dump_json(by_alias=True, indent=2) + "\n"


def _move_in(made: Path, folder: Path) -> None:
    """Move every file in; plan.json last, so that it never speaks of files that are not there.

    A file that another program holds open (a workbook in Excel) is named before anything is moved.
    """
    files = sorted(made.iterdir(), key=lambda file: file.name == "plan.json")
    held = [file.name for file in files if _is_held(folder / file.name)]
    if held:
        msg = f"cannot replace {', '.join(held)} in {folder}: close the program that has it open"
        raise InputError(msg)
    for file in files:
        file.replace(folder / file.name)


def _is_held(path: Path) -> bool:
    """Whether a file exists and cannot be opened for writing."""
    try:
        with path.open("r+b"):
            return False
    except FileNotFoundError:
        return False
    except OSError:
        return True
