"""What a run writes: made beside, and moved in when all of it is there."""

from collections.abc import Sequence
from pathlib import Path

from planner.optimise.ledger import Progress
from planner.plan import Plan
from planner.read.district import District
from planner.read.scenario import Scenario
from planner.show.geopackage import write_geopackage
from planner.show.maps import write_map
from planner.show.workbook import write_workbook
from planner.writing import made_beside


def write_outputs(
    folder: Path, plan: Plan, trajectory: Sequence[Progress], scenario: Scenario, district: District
) -> None:
    """Write every file of a run into `folder`, replacing those of an earlier run only when all are made.

    InputError where the folder cannot be written.
    """
    # plan.json comes last, so that it never speaks of files that are not there
    with made_beside(folder, last="plan.json") as made:
        write_workbook(made / "plan.xlsx", plan, scenario, district)
        write_geopackage(made / "plan.gpkg", plan, scenario, district)
        write_map(made / "map.png", plan, scenario, district)
        (made / "trajectory.csv").write_text(_trajectory_text(trajectory), encoding="utf-8")
        (made / "plan.json").write_text(plan_text(plan), encoding="utf-8")


def plan_text(plan: Plan) -> str:
    """Return plan.json's text: two spaces, keys as the plan file names them."""
    return plan.model_dump_json(by_alias=True, indent=2) + "\n"


def _trajectory_text(trajectory: Sequence[Progress]) -> str:
    """Return one line for each time the optimiser told where it stood; the gap is empty where there is none."""
    lines = [
        f"{at.seconds:.2f},{at.total:.2f},{at.bound:.2f},{'' if at.gap is None else f'{at.gap:.6f}'},"
        f"{at.shortfall_pupils:g},{at.stage}"
        for at in trajectory
    ]
    return "\n".join(["seconds,total_yuan,bound_yuan,gap,shortfall_pupils,stage", *lines]) + "\n"
