"""What a run writes: made beside, and moved in when all of it is there."""

import csv
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.decide.reasons import SchoolReason
from planner.errors import Finding, InputError
from planner.optimise.ledger import Progress
from planner.plan import Plan
from planner.read.district import District
from planner.read.scenario import Scenario
from planner.show.atlas.sheets import write_maps
from planner.show.geopackage import write_geopackage
from planner.show.maps import write_map
from planner.show.page.pages import write_map_page, write_report_page
from planner.show.papers.plan_paper import write_plan_paper
from planner.show.workbook import write_workbook
from planner.writing import made_beside

PLAN_NAME, TRAJECTORY_NAME = "plan.json", "trajectory.csv"
_OF_EARLIER_PLAN = (
    "reasons.json", "explain.xlsx", "hearing/*.docx", "catchments*.png",
    *(f"{name}.{kind}" for name in ("map", "present", "shortfall", "minutes", "load", "catchments*")
      for kind in ("svg", "pdf")),
)  # fmt: skip
_COLUMNS = ("seconds", "total_yuan", "bound_yuan", "gap", "shortfall_pupils", "stage")
_FINITE = ("seconds", "total_yuan", "bound_yuan", "shortfall_pupils")


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """A plan, what it was made from, how the optimiser came to it, and why its schools are kept or merged."""

    plan: Plan
    scenario: Scenario
    district: District
    trajectory: Sequence[Progress]
    reasons: Sequence[SchoolReason] = ()


def write_outputs(
    folder: Path, plan: Plan, trajectory: Sequence[Progress], scenario: Scenario, district: District
) -> None:
    """Write every file of a run into `folder`, replacing those of an earlier run only when all are made.

    What was said of the earlier plan alone, its reasons and hearing papers, is then removed. InputError where the
    folder cannot be written.
    """
    stale = (*_OF_EARLIER_PLAN, *(("shortfall.xlsx",) if (folder / PLAN_NAME).exists() else ()))
    # plan.json comes last, so that it never speaks of files that are not there
    with made_beside(folder, last=PLAN_NAME, stale=stale) as made:
        write_workbook(made / "plan.xlsx", plan, scenario, district)
        write_geopackage(made / "plan.gpkg", plan, scenario, district)
        write_map(made / "map.png", plan, scenario, district)
        write_maps(made, plan, scenario, district)
        shown = Shown(plan=plan, scenario=scenario, district=district, trajectory=trajectory)
        write_readings(made, shown, READINGS)
        (made / TRAJECTORY_NAME).write_text(_trajectory_text(trajectory), encoding="utf-8")
        (made / PLAN_NAME).write_text(plan_text(plan), encoding="utf-8")


def write_readings(folder: Path, shown: Shown, names: Collection[str]) -> None:
    """Write those of plan.docx, map.html and report.html that are named. OSError where one cannot be written."""
    for name in names:
        READINGS[name](folder / name, shown)


def plan_text(plan: Plan) -> str:
    """Return plan.json's text: two spaces, keys as the plan file names them."""
    return plan.model_dump_json(by_alias=True, indent=2) + "\n"


def read_trajectory(path: Path, scenario: Scenario) -> tuple[Progress, ...]:
    """Read a run's trajectory.csv; nothing where there is none. InputError where it is damaged."""
    if not path.exists():
        return ()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(_progress(row, scenario) for row in csv.DictReader(file))
    except (OSError, ValueError, TypeError, KeyError) as problem:
        finding = Finding(file=path.name, expected=f"columns {', '.join(_COLUMNS)}, as planner run writes them")
        msg = f"cannot read {path}:"
        raise InputError(msg, [finding]) from problem


def _progress(row: Mapping[str, str], scenario: Scenario) -> Progress:
    seconds, total, bound, left = (float(row[name]) for name in _FINITE)
    if not all(map(math.isfinite, (seconds, total, bound, left))):
        msg = "a number without end"
        raise ValueError(msg)
    return Progress(
        seconds=seconds,
        total=total,
        bound=bound,
        penalty=left * scenario.prices.shortfall_yuan_per_pupil,
        shortfall_pupils=left,
        stage=row["stage"],
    )


def _trajectory_text(trajectory: Sequence[Progress]) -> str:
    """Return one line for each time the optimiser told where it stood; the gap is empty where there is none."""
    lines = [
        f"{at.seconds:.2f},{at.total:.2f},{at.bound:.2f},{'' if at.gap is None else f'{at.gap:.6f}'},"
        f"{at.shortfall_pupils:g},{at.stage}"
        for at in trajectory
    ]
    return "\n".join([",".join(_COLUMNS), *lines]) + "\n"


def _plan_paper(path: Path, shown: Shown) -> None:
    write_plan_paper(path, shown.plan, shown.scenario, shown.district, shown.reasons)


def _map_page(path: Path, shown: Shown) -> None:
    write_map_page(path, shown.plan, shown.scenario, shown.district, shown.reasons)


def _report_page(path: Path, shown: Shown) -> None:
    write_report_page(path, shown.plan, shown.scenario, shown.district, shown.trajectory, reasons=shown.reasons)


READINGS: Mapping[str, Callable[[Path, Shown], None]] = {
    "plan.docx": _plan_paper,
    "map.html": _map_page,
    "report.html": _report_page,
}
"""Files of a run that tell the reasons of its schools, once these have been worked out."""
