"""The Python interface: what `import planner` gives, listed in `__all__`.

    inputs = planner.read("scenarios/mengjin-2026.yaml")
    solved = planner.solve(inputs)
    print(solved.plan.objective.total, planner.verify(solved))

Every function returns frozen values and goes the way of the command line's verb of that name. Nothing is written but by
`write`, nothing is printed, and what is wrong is raised as a `PlannerError`, whose `findings` name each place. Money is
in yuan, what is "a year" is summed over the planning years, minutes are one way, places are WGS84 longitude and
latitude in degrees.
"""

from collections.abc import Sequence
from pathlib import Path

from planner.busing import SECONDS as BUS_SECONDS
from planner.busing import buses_of_solved
from planner.comparing import compare_solved
from planner.decide.buses.buses import BusAnswer
from planner.decide.compare.compare import Comparison
from planner.decide.explain.reasons import SchoolReason
from planner.decide.results import Results
from planner.decide.shortfall.shortfall import Shortfall
from planner.decide.stress.cases import Grown, StressCase
from planner.decide.stress.stress import CaseAnswer, StressAnswer
from planner.errors import InputError, NoPlanError, PlannerError, StoppedError
from planner.explaining import Explanation, explain_solved
from planner.falling_short import SECONDS, find_shortfall
from planner.findings import Finding
from planner.importing import import_exports
from planner.inputs import Inputs, changed_since, inputs_of, source_of
from planner.language import Text
from planner.optimise.incumbent import Progress
from planner.optimise.options.engine import DEFAULTS, EngineOptions, LoopOptions, ModelOptions
from planner.optimise.options.facility_location import (
    FacilityLocationOptions,
    FirstPricingOptions,
    GeneralisedAssignmentOptions,
    LocalSearchOptions,
    ReducedModelOptions,
    SingleSourceOptions,
    SiteSetOptions,
    SplitBlockOptions,
    TransportationOptions,
)
from planner.optimise.options.pricing import (
    AscentOptions,
    BranchingOptions,
    ColumnGenerationOptions,
    ExactnessLevel,
    PricingOptions,
    RelaxationOptions,
)
from planner.optimise.options.search import (
    AnnealingOptions,
    CoolingSchedule,
    NeighbourhoodOptions,
    PriceOptions,
    RecombinationOptions,
)
from planner.plan import Plan
from planner.problem.cut_roads import RoadCuts
from planner.problem.problem import Problem
from planner.reading.buses import Buses
from planner.reading.district import District
from planner.reading.exports.imported import Imported, ImportSettings
from planner.reading.rules import Assignment, ClassSize, Merge, Rules, SchoolSize
from planner.reading.scenario import (
    Decisions,
    GradeBand,
    KindYuan,
    Prices,
    Scenario,
    Solver,
    StageYuan,
    Travel,
)
from planner.reading.scenario_file import read_scenario as read_scenario_file
from planner.run import Outcome, Report, solve_inputs, write_solved
from planner.saved import open_plan as open_plan_file
from planner.saved import solved_of_saved
from planner.show.plan_frames import PlanFrames
from planner.show.plan_frames import plan_frames as frames_of
from planner.solved import Solved
from planner.stressing import SECONDS as STRESS_SECONDS
from planner.stressing import stress_solved
from planner.verifying import Rule, Violation, find_violations

__all__ = [
    "AnnealingOptions",
    "AscentOptions",
    "Assignment",
    "BranchingOptions",
    "BusAnswer",
    "Buses",
    "CaseAnswer",
    "ClassSize",
    "ColumnGenerationOptions",
    "Comparison",
    "CoolingSchedule",
    "Decisions",
    "District",
    "EngineOptions",
    "ExactnessLevel",
    "Explanation",
    "FacilityLocationOptions",
    "Finding",
    "FirstPricingOptions",
    "GeneralisedAssignmentOptions",
    "GradeBand",
    "Grown",
    "ImportSettings",
    "Imported",
    "InputError",
    "Inputs",
    "KindYuan",
    "LocalSearchOptions",
    "LoopOptions",
    "Merge",
    "ModelOptions",
    "NeighbourhoodOptions",
    "NoPlanError",
    "Outcome",
    "Plan",
    "PlanFrames",
    "PlannerError",
    "PriceOptions",
    "Prices",
    "PricingOptions",
    "Problem",
    "Progress",
    "RecombinationOptions",
    "ReducedModelOptions",
    "RelaxationOptions",
    "Report",
    "Results",
    "RoadCuts",
    "Rule",
    "Rules",
    "Scenario",
    "SchoolReason",
    "SchoolSize",
    "Shortfall",
    "SingleSourceOptions",
    "SiteSetOptions",
    "Solved",
    "Solver",
    "SplitBlockOptions",
    "StageYuan",
    "StoppedError",
    "StressAnswer",
    "StressCase",
    "Text",
    "TransportationOptions",
    "Travel",
    "Violation",
    "buses",
    "compare",
    "explain",
    "import_tables",
    "open_plan",
    "plan_frames",
    "read",
    "read_scenario",
    "shortfall",
    "solve",
    "stress",
    "verify",
    "write",
]


def _silent(_phase: str, _standing: Progress | None) -> None:
    """Tell nobody."""


def read_scenario(path: str | Path) -> Scenario:
    """Read a scenario file, to change it and `read` it.

    Its `district` is made an absolute path, so that the value stands on its own. Raises InputError with a finding for
    each line that is wrong.
    """
    source = read_scenario_file(Path(path))
    return source.scenario.model_copy(update={"district": source.district_folder.as_posix()})


def read(scenario: str | Path | Scenario, district: str | Path | None = None) -> Inputs:
    """Read and check everything a scenario needs, as `planner check` does; solve nothing.

    `scenario`: a file, or a value. A value is changed with `model_copy`, its parts likewise; `model_copy` checks
    nothing, so it is checked here. `district`: a folder of tables that takes the place of the scenario's own; the
    `district` of a value, where it is relative, is relative to the present folder.

    Raises InputError with every finding of scenario and tables at once; NoPlanError, with a smallest set of rules that
    clash, where no plan can obey them.
    """
    if district is None and not isinstance(scenario, Scenario):
        return inputs_of(read_scenario_file(Path(scenario)))
    value = scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
    if district is not None:
        value = value.model_copy(update={"district": Path(district).absolute().as_posix()})
    return inputs_of(source_of(value))


def import_tables(files: Sequence[str | Path], settings: ImportSettings | None = None) -> Imported:
    """Turn exports (pupil registers, statistics forms, enrolment, lists) into tables, as `planner import` does.

    `tables` of what is returned are DataFrames in the form of a district's tables, of whole pupils; nothing is written.
    Columns about single people are dropped at reading and kept nowhere. `questions` are doubtful matches: while one is
    open, its pupils are in no table. `settings`: school year, county, answers to questions, further headings, and a
    district whose lists are matched with; left out, nothing but what the files tell.

    Raises InputError with everything that is wrong with any file.
    """
    return import_exports(tuple(map(Path, files)), settings or ImportSettings())


def solve(
    inputs: Inputs,
    *,
    solver: Solver | None = None,
    report: Report | None = None,
    options: EngineOptions = DEFAULTS,
    begin: Plan | None = None,
) -> Solved:
    """Find the best plan in the time there is, prove how far from the best it can be at most, and check it.

    The search is compiled before the clock starts; compiled code is kept in the user's cache. The plan has passed the
    judge. `solver`: takes the place of the scenario's own (time limit in seconds, gap, threads, seed). `report`: called
    with what is being done and, while the optimiser works, with where it stands; from any thread, so let it be quick.
    `options`: those of engine `auto`, for experiments; no scenario reaches them, and the plan's notes say so where they
    are not those of every run. `begin`: an earlier plan to begin with, of this scenario or one like it: a small change
    is solved in seconds, and the plan costs no more than that one where it is still allowed; InputError where it is of
    other places.

    Ctrl-C in the main thread ends it with the best plan so far, whose status is then `stopped`; pressed again it raises
    KeyboardInterrupt. Raises RuntimeError where no plan passes the judge: a fault in the planner.
    """
    place = inputs.source.path.parent
    return solve_inputs(inputs, place, solver or inputs.scenario.solver, report or _silent, options, begin=begin)


def open_plan(path: str | Path) -> Solved:
    """Read a saved plan.json with its scenario and its tables; it is not checked: `verify` does.

    Raises InputError where one of the files is missing or damaged, or the plan does not fit the tables any more.
    """
    return solved_of_saved(open_plan_file(Path(path)))


def verify(solved: Solved) -> tuple[Violation, ...]:
    """Recompute every rule and every cost from the tables, without the optimiser; return what does not hold.

    Empty where all is well. Input files that are no longer those the plan was made from are violations of the rule
    `inputs`. Raises nothing.
    """
    inputs = solved.inputs
    changed = changed_since(solved.plan, inputs.source, inputs.district)
    says = Text("not the file the plan was made from", "已不是求解时的文件")
    broken = find_violations(solved.plan, inputs.source.scenario, inputs.district, inputs.journeys)
    return (*broken, *(Violation(rule=Rule.INPUTS, where=Text(name, name), says=says) for name in changed))


def compare(solved: Sequence[Solved]) -> Comparison:
    """Compare two to six plans of one district: figures, schools, journeys, settings, as `planner compare` does.

    `rows` are the figures, one value a plan; `journeys` and `towns` are DataFrames, each later plan against the first.
    Raises InputError where the plans are too few, too many or not of one district.
    """
    return compare_solved(solved)


def shortfall(of: Inputs | Solved, *, seconds: float = SECONDS, report: Report | None = None) -> Shortfall:
    """Look for pupils without a seat in today's network and, where `of` is solved, in the plan's, year by year.

    `seconds`: how long placements are looked for at most, over all networks and years. Each picture in `today` and
    `plan` holds DataFrames by stage and town, in pupils and seats. Raises nothing.
    """
    inputs, plan = (of.inputs, of.plan) if isinstance(of, Solved) else (of, None)
    return find_shortfall(inputs, plan, seconds, report or _silent)


def stress(
    solved: Solved,
    cases: Sequence[StressCase] = (),
    *,
    seconds: float = STRESS_SECONDS,
    report: Report | None = None,
) -> StressAnswer:
    """Put a plan to cases (more or fewer pupils, schools or roads shut), as `planner stress` does.

    Schools, rooms and beds stay as the plan leaves them in its last year; pupils are placed anew. `cases`: left out,
    the standard ones. `seconds`: how long placements are looked for, over all cases. Each answer holds pupils without a
    seat (`least`, proven; `found`) and DataFrames of who, where and why. Raises InputError where a road that is to be
    shut is not there.
    """
    return stress_solved(solved, cases, seconds, report or _silent)


def buses(
    solved: Solved, *, year: int | None = None, seconds: float = BUS_SECONDS, report: Report | None = None
) -> BusAnswer:
    """Draw up bus lines for those who ride by day, as `planner buses` does; norms stand in the scenario's `buses`.

    `year`: left out, the last planning year. `seconds`: how long lines are looked for, over all schools. Without the
    extra `bus` they are an estimate (`method`). Raises InputError where the year or the depot is not there.
    """
    return buses_of_solved(solved, year, seconds, report or _silent)


def explain(solved: Solved, schools: Sequence[str] = (), *, report: Report | None = None) -> Explanation:
    """Tell why schools are kept, merged, expanded or built, and what the other way would cost, yuan a year.

    `schools`: ids or names; left out, every school whose fate was the optimiser's to choose, which takes a few seconds
    for each. Raises InputError where the plan does not pass its check, or a school is not known.
    """
    return explain_solved(solved, schools, report=report or _silent)


def plan_frames(solved: Solved, year: int | None = None) -> PlanFrames:
    """Return a planning year of a plan, the last where none is named, as GeoDataFrames in EPSG:4326.

    The layers `schools`, `settlements`, `flows` and `attendance_areas` of plan.gpkg; `PlanFrames` lists their columns.
    Raises KeyError where the plan does not speak of the year.
    """
    return frames_of(solved.results, year)


def write(solved: Solved, folder: str | Path, *, report: Report | None = None) -> Outcome:
    """Write into a folder what `planner run` writes: plan.json, workbook, maps, pages, papers, GeoPackage.

    A scenario that was made in Python is written beside the plan-scenario.yaml, so that every verb can read
    the plan. Only the planner's own files are replaced. plan.json is written first; each other file may fail alone, and
    is then named in the outcome's `warnings`. Raises InputError where the folder cannot be written.
    """
    return write_solved(solved, Path(folder), report or _silent)
