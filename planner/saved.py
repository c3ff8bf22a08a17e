"""A saved plan: read it, find what it was made from, and judge it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.decide.measures import seat_price
from planner.decide.results import Results, results_of
from planner.decide.unreadable import refuse_unreadable, unreadable_rows
from planner.errors import Finding, InputError
from planner.inputs import Inputs, changed_since
from planner.language import Text
from planner.optimise.incumbent import Progress
from planner.outputs import TEMPLATE_NAME, TRAJECTORY_NAME, read_trajectory
from planner.plan import Plan, read_plan
from planner.problem.build import build_problem
from planner.problem.problem import Problem
from planner.problem.seat_price import with_price
from planner.problem.travel import Journeys, find_journeys
from planner.reading.district import District
from planner.reading.loader import read_district
from planner.reading.names import with_school_codes
from planner.reading.scenario import Scenario, ScenarioFile
from planner.reading.scenario_file import read_scenario
from planner.solved import Solved
from planner.verifying import Violation, find_violations
from planner.writing import other_runs_text, sha256_of, strangers


@dataclass(frozen=True, kw_only=True, eq=False)
class SavedPlan:
    """A plan file and the inputs it names."""

    path: Path
    sha256: str
    """Of the plan file."""
    plan: Plan
    source: ScenarioFile
    district: District
    journeys: Journeys
    template: Path | None = None
    """The copy beside it of the Word template that its paper was made with; None where that was the planner's own."""

    @property
    def scenario(self) -> Scenario:
        """The scenario, with the price of a missing seat that the plan was made with."""
        return with_price(self.source.scenario, seat_price(self.plan, self.source.scenario))


def open_plan(path: Path) -> SavedPlan:
    """Read a plan file, its scenario and its district. InputError where one of them is missing or damaged."""
    sha256, plan = sha256_of(path) or "", read_plan(path)
    source = read_scenario(_scenario_file(path, plan))
    district = read_district(source.district_folder, source.scenario)
    source = source.model_copy(update={"scenario": with_school_codes(source.scenario, district.schools)})
    journeys = find_journeys(district, source.scenario)
    template = path.parent / TEMPLATE_NAME
    is_own = template.is_file() and TEMPLATE_NAME not in strangers(path)
    return SavedPlan(
        path=path, sha256=sha256, plan=plan, source=source, district=district, journeys=journeys,
        template=template if is_own else None,
    )  # fmt: skip


def results_of_saved(saved: SavedPlan) -> Results:
    """Compute what a saved plan comes to. InputError where it does not fit the tables and the scenario any more."""
    return results_of(saved.plan, saved.scenario, saved.district, problem_of_saved(saved), saved.journeys)


def solved_of_saved(saved: SavedPlan) -> Solved:
    """Return a saved plan as solving gave it. InputError where it does not fit the tables and the scenario any more."""
    problem = problem_of_saved(saved)
    inputs = Inputs(source=saved.source, district=saved.district, journeys=saved.journeys, problem=problem)
    return Solved(inputs=inputs, plan=saved.plan, trajectory=trajectory_of(saved))


def problem_of_saved(saved: SavedPlan) -> Problem:
    """Build the problem that a saved plan answers. InputError where the plan does not fit it any more."""
    scenario, district, journeys = saved.scenario, saved.district, saved.journeys
    refuse_unreadable(unreadable_rows(saved.plan, scenario, district, journeys, file=saved.path.as_posix()))
    return build_problem(district, journeys, scenario)


def judge(saved: SavedPlan) -> tuple[Violation, ...]:
    """Recompute every rule and every cost term without the optimiser; return what does not hold."""
    return find_violations(saved.plan, saved.source.scenario, saved.district, saved.journeys)


def changed_inputs(saved: SavedPlan) -> tuple[str, ...]:
    """Name the input files that are not, byte for byte, those the plan was made from."""
    return changed_since(saved.plan, saved.source, saved.district)


def changed_inputs_texts(saved: SavedPlan) -> tuple[Text, ...]:
    """Say which input files have changed, one sentence for each."""
    return tuple(
        Text(f"an input file has changed since the plan was made: {name}", f"方案求解之后，输入文件有改动：{name}")
        for name in changed_inputs(saved)
    )


def refuse_unverified(saved: SavedPlan, consequence: Text) -> None:
    """Raise InputError, which says what follows from it, where the plan does not pass its check."""
    refuse_faults(judge(saved), Text(f"{saved.path}", f"{saved.path} "), consequence)


def refuse_faults(faults: Sequence[Violation], plan: Text, consequence: Text) -> None:
    """Raise InputError, which names the plan and says what follows from it, where there is any fault."""
    if faults:
        first = faults[0].text()
        msg = Text(
            f"{plan} does not pass its check, so {consequence} ({len(faults):,} faults): {first}",
            f"{plan.zh}未通过核验，{consequence.zh}（{len(faults):,} 处不符）：{first.zh}",
        )
        raise InputError(msg)


def trajectory_of(saved: SavedPlan) -> tuple[Progress, ...]:
    """Return how the optimiser came to the plan; nothing where that is not told, or told of another run.

    InputError where trajectory.csv is damaged.
    """
    if TRAJECTORY_NAME in strangers(saved.path):
        return ()
    return read_trajectory(saved.path.parent / TRAJECTORY_NAME, saved.scenario)


def files_of_other_runs(saved: SavedPlan) -> tuple[Text, ...]:
    """Say which of the planner's files beside the plan belong to another one; nothing where all are of this plan."""
    return other_runs_text(saved.path, strangers(saved.path))


def refuse_if_replaced(saved: SavedPlan) -> None:
    """Raise InputError where the plan file is not the one any more that was read: what was made of it is outdated."""
    if sha256_of(saved.path) != saved.sha256:
        msg = Text(
            f"{saved.path} has been replaced meanwhile: nothing was written beside the new plan; run the verb again",
            f"{saved.path} 在此期间已被替换：没有在新方案旁边写入任何文件，请重新运行",
        )
        raise InputError(msg)


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
        expected=Text(
            "the scenario's file; it is not there, nor is scenarios/<scenario>.yaml",
            "应为情景文件：该处没有，也没有 scenarios/<情景名>.yaml",
        ),
    )
    msg = Text("cannot find the scenario this plan was made from:", "找不到求解此方案所用的情景文件：")
    raise InputError(msg, [finding])
