"""Plans to be compared: the village with and without its teaching point, the paper plan, and both as files."""

from pathlib import Path

from planner.decide.compare.compared import Compared
from planner.inputs import input_hashes, read_inputs
from planner.outputs import plan_text
from planner.problem.travel import find_journeys
from tests.districts import Case, write_case
from tests.planning import plan_of
from tests.showing import QUICK, village_case
from tests.shown import Shown, paper_shown


def compared(label: str, shown: Shown) -> Compared:
    """Return a plan as one of those that are compared."""
    return Compared(
        label=label,
        name=f"{shown.scenario.name}-{label}",
        file=f"{label}/plan.json",
        plan=shown.plan,
        scenario=shown.scenario,
        district=shown.district,
        journeys=find_journeys(shown.district, shown.scenario),
    )


def solved(case: Case) -> Shown:
    """Return the best plan of a case."""
    return Shown(plan=plan_of(case, QUICK), scenario=case.scenario, district=case.district)


def village_pair() -> tuple[Compared, Compared]:
    """Return the village's plan that merges the point, as A, and the one that must keep it, as B."""
    return compared("A", solved(village_case())), compared("B", solved(village_case(merge=False)))


def paper_pair(**changes: object) -> tuple[Compared, Compared]:
    """Return the paper plan, and the paper plan with these keys changed."""
    return compared("A", paper_shown()), compared("B", paper_shown(**changes))


def save_plan(folder: Path, case: Case) -> Path:
    """Write a case and its plan below a folder, as a run leaves them; return the plan file."""
    scenario = write_case(folder / "scenarios", case)
    inputs = read_inputs(scenario)
    plan = plan_of(case, QUICK).model_copy(
        update={
            "scenario_file": "../../scenarios/scenario.yaml",
            "inputs_sha256": input_hashes(inputs.source, inputs.district),
        }
    )
    path = folder / "maps" / case.scenario.name / "plan.json"
    path.parent.mkdir(parents=True)
    path.write_text(plan_text(plan), encoding="utf-8")
    return path
