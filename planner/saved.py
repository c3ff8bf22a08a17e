"""A saved plan: read it, find what it was made from, and judge it again."""

from dataclasses import dataclass
from pathlib import Path

from planner.errors import Finding, InputError
from planner.plan import Plan, read_plan
from planner.problem.travel import Journeys, find_journeys
from planner.read.district import District
from planner.read.loader import read_district
from planner.read.scenario import ScenarioFile
from planner.read.scenario_file import read_scenario
from planner.run import input_hashes
from planner.verify import Violation, find_violations


@dataclass(frozen=True, kw_only=True, eq=False)
class SavedPlan:
    """A plan file and the inputs it names."""

    path: Path
    plan: Plan
    source: ScenarioFile
    district: District
    journeys: Journeys


def open_plan(path: Path) -> SavedPlan:
    """Read a plan file, its scenario and its district. InputError where one of them is missing or damaged."""
    plan = read_plan(path)
    source = read_scenario(_scenario_file(path, plan))
    district = read_district(source.district_folder, source.scenario)
    journeys = find_journeys(district, source.scenario)
    return SavedPlan(path=path, plan=plan, source=source, district=district, journeys=journeys)


def judge(saved: SavedPlan) -> tuple[Violation, ...]:
    """Recompute every rule and every cost term without the optimiser; return what does not hold."""
    return find_violations(saved.plan, saved.source.scenario, saved.district, saved.journeys)


def changed_inputs(saved: SavedPlan) -> tuple[str, ...]:
    """Name the input files that are not, byte for byte, those the plan was made from."""
    now, then = input_hashes(saved.source.path, saved.district), saved.plan.inputs_sha256
    return tuple(sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name)))


def _scenario_file(path: Path, plan: Plan) -> Path:
    """Find the scenario: where the plan says, else scenarios/<name>.yaml above the plan or below the present folder."""
    named = path.parent / plan.scenario_file
    roots = [*path.resolve().parents, Path.cwd()]
    places = [named, *(root / "scenarios" / f"{plan.scenario}.yaml" for root in roots)]
    for place in places:
        if place.is_file():
            return place
    finding = Finding(
        file=path.name,
        column="scenario_file",
        value=plan.scenario_file,
        expected="the scenario's file; it is not there, nor is scenarios/<scenario>.yaml",
    )
    msg = "cannot find the scenario this plan was made from:"
    raise InputError(msg, [finding])
