"""The way of planner alternatives: plans as different as possible that cost hardly more than the best."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.comparing import compare_solved
from planner.decide.alternatives import (
    Alternative,
    Alternatives,
    Difference,
    difference_of,
    merge_fates,
    reference_of,
)
from planner.decide.answer import answer_of
from planner.decide.sweep import figures_of
from planner.errors import InputError, StoppedError
from planner.inputs import Inputs, input_hashes, read_inputs
from planner.language import Text
from planner.mending import passing_plan
from planner.optimise.differing import Allowed, differing_from
from planner.optimise.incumbent import Progress
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solve import Answer
from planner.plan import Plan, read_plan
from planner.problem.problem import Solution
from planner.reading.scenario import Solver
from planner.recording import Made, record
from planner.run import default_folder, save_solved, solve_inputs
from planner.show.maps.compare import write_compare_map
from planner.show.workbook.alternatives import write_alternatives_workbook
from planner.solved import Solved
from planner.stops import told_to_stop
from planner.varying import refuse_variants
from planner.verifying import find_violations
from planner.writing import Making, OutputFolder, exit_code_of, make_each, move_in, names_made, open_output

WORKBOOK = "alternatives.xlsx"
LEAST, MOST = 2, 20
_A_SHEET = 6
"""Maps side by side on one sheet."""
_TRIES, _FIRST_TRIES = 2, 4
_TRY_SHARE = 0.125
"""Of the time for the first plan, that for each try at another."""
_STOPPED = Text(
    "stopped; the alternatives found so far are saved, their table and maps are not made",
    "已停止；已找到的备选方案已保存，对照表和地图没有生成",
)
Report = Callable[[str, Progress | None], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class AlternativesMade:
    """The plans, what they were made from, and the folder they were written to."""

    alternatives: Alternatives
    inputs: Inputs
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Text | str, ...]
    exit_code: int = 0
    """What files that are missing give the verb as its exit code (`planner.writing.Failure`)."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How many plans, how near the best, and in which time."""

    count: int
    within: float
    solver: Solver
    """Its time limit is for the first plan; each of the others takes a part of it."""
    begin: Path | None = None
    """A plan.json of the scenario: the first plan, or what it begins with."""


def find_alternatives(path: Path, asked: Asked, *, out: Path | None = None, report: Report) -> AlternativesMade:
    """Make the plans; write one folder each, alternatives.xlsx and sheets of their maps.

    InputError where the scenario or the plan to begin with cannot be read, or a figure is not possible; StoppedError.
    """
    _refuse(asked)
    report("reading", None)
    inputs = read_inputs(path)
    refuse_variants(inputs.scenario, "planner alternatives")
    begin = None if asked.begin is None else read_plan(asked.begin)
    folder = out or default_folder(inputs.scenario) / "alternatives"
    with open_output(folder, verb="alternatives") as output:
        first = solve_inputs(inputs, folder / _name(1), asked.solver, report, begin=begin)
        if first.plan.status == "stopped":
            raise StoppedError(_STOPPED)
        found = _others(inputs, first, asked, folder, report)
        alternatives = _gathered(inputs, found, asked)
        report("drawing", None)
        return _written(output, inputs, found, alternatives)


def _refuse(asked: Asked) -> None:
    if not LEAST <= asked.count <= MOST:
        msg = Text(
            f"--count {asked.count}: {LEAST} to {MOST} plans", f"--count {asked.count}：应为 {LEAST} 到 {MOST} 个方案"
        )
        raise InputError(msg)
    if not 0 < asked.within <= 1:
        msg = Text(
            f"--within {asked.within:g}: a share above 0, such as 0.02",
            f"--within {asked.within:g}：应为大于 0 的比例，如 0.02",
        )
        raise InputError(msg)


def _others(inputs: Inputs, first: Solved, asked: Asked, folder: Path, report: Report) -> list[Solved]:
    """Search for one alternative after another, each different from all before; fewer where no more are found."""
    save_solved(first, folder / _name(1))
    of_yuan, _ = reference_of(first.plan, asked.within)
    problem = inputs.problem
    solutions = [answer_of(first.plan, problem)]
    short = sum(sum(row.pupils.values()) for row in first.plan.shortfall)
    allowed = Allowed(total=of_yuan * (1.0 + asked.within), shortfall_pupils=short)
    found, strength = [first], 1.0
    seconds = asked.solver.time_limit_seconds * _TRY_SHARE
    with told_to_stop() as stop:
        for number in range(LEAST, asked.count + 1):
            says = f"{number}/{asked.count}"
            report(Text(f"searching for alternative {says}", f"寻找备选方案 {says}"), None)
            tries = _FIRST_TRIES if number == LEAST else _TRIES  # the first of them finds the strength
            clocks = (start_clock(seconds, stop) for _ in range(tries))
            solver = asked.solver.model_copy(update={"seed": asked.solver.seed + 100 * number})
            differing = differing_from(problem, solutions, allowed, solver, clocks, strength)
            if stop.is_set():
                raise StoppedError(_STOPPED)
            if differing is None:
                break
            solutions.append(differing.solution)
            strength = differing.strength
            found.append(_solved(inputs, differing.solution, first, folder / _name(number), seconds * tries))
            save_solved(found[-1], folder / _name(number))
    return found


def _solved(inputs: Inputs, solution: Solution, first: Solved, folder: Path, seconds: float) -> Solved:
    """Record and judge an alternative: the limit proven for the question holds for every plan of it."""
    plan = first.plan
    note = Text(
        f"an alternative: unlike {plan.scenario}'s other plans as far as its cost allows, not the cheapest",
        "备选方案：在费用允许的范围内尽量与其他方案不同，不是最省的方案",
    )
    made = Made(engine=plan.engine, seed=plan.seed, seconds=seconds, bound=plan.bound, stopped=False, notes=(note,))
    answer = Answer(solution=solution, bound=plan.bound, stopped=False, seconds=seconds, start=solution)
    passed = passing_plan(
        inputs.problem,
        answer,
        lambda each, notes: record(inputs, each, replace(made, notes=(*notes, *made.notes)), folder),
        lambda each: find_violations(each, inputs.source.scenario, inputs.district, inputs.journeys),
    )
    return Solved(inputs=inputs, plan=passed)


def _gathered(inputs: Inputs, found: Sequence[Solved], asked: Asked) -> Alternatives:
    plans = [solved.plan for solved in found]
    of_yuan, of_limit = reference_of(plans[0], asked.within)
    problem = inputs.problem
    mergeable = [problem.school_ids[school] for school in problem.school_mergeable.nonzero()[0]]
    return Alternatives(
        asked=asked.count,
        within=asked.within,
        of_limit=of_limit,
        of_yuan=of_yuan,
        plans=tuple(
            Alternative(
                plan=solved.plan,
                figures=figures_of(solved.results),
                folder=_name(number),
                from_first=difference_of(solved.plan, plans[0]),
                from_nearest=_nearest(solved.plan, plans),
            )
            for number, solved in enumerate(found, start=1)
        ),
        merges=merge_fates(plans, mergeable),
    )


def _nearest(plan: Plan, plans: Sequence[Plan]) -> Difference:
    others = [difference_of(plan, other) for other in plans if other is not plan]
    return min(others, key=lambda each: (each.schools, each.pupils), default=Difference(schools=0, pupils=0.0))


def _written(
    output: OutputFolder, inputs: Inputs, found: Sequence[Solved], alternatives: Alternatives
) -> AlternativesMade:
    """Write the table, and the maps side by side, so many a sheet, the first plan on each."""
    others = list(range(1, len(found)))
    sheets = [[0, *others[place : place + _A_SHEET - 1]] for place in range(0, len(others), _A_SHEET - 1)]
    makings = [
        Making(
            names=(WORKBOOK,),
            make=lambda made: write_alternatives_workbook(
                made / WORKBOOK, alternatives, inputs.scenario, inputs.district
            ),
        ),
        *(
            _sheet_of_maps(f"alternatives-{number}.png", [found[place] for place in sheet], sheet)
            for number, sheet in enumerate(sheets, start=1)
        ),
    ]
    failures = make_each(output.made, makings)
    files = names_made(output.made, makings)
    notices = move_in(output, of=input_hashes(inputs.source, inputs.district)["scenario"])
    return AlternativesMade(
        alternatives=alternatives,
        inputs=inputs,
        folder=output.path,
        files=files,
        warnings=(*(failure.says for failure in failures), *notices),
        exit_code=exit_code_of(failures),
    )


def _sheet_of_maps(name: str, sheet: Sequence[Solved], places: Sequence[int]) -> Making:
    names = [f"备选方案{place + 1}" for place in places]
    return Making(names=(name,), make=lambda made: write_compare_map(made / name, compare_solved(sheet, names)))


def _name(number: int) -> str:
    return f"alternative-{number:02d}"
