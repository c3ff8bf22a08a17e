"""A solution becomes a plan: its rows, what is proven of it, and what a reader must know."""

import os
from dataclasses import dataclass
from pathlib import Path

from planner import __version__
from planner.compose import compose_rows
from planner.decide.barred import town_notes
from planner.decide.boarding import boarding_notes
from planner.decide.rule_notes import rule_notes
from planner.decide.shortfall.kept_out import find_kept_out
from planner.inputs import Inputs, input_hashes
from planner.language import Text
from planner.plan import Plan, Status, gap_of, status_of
from planner.problem.problem import Solution


@dataclass(frozen=True, kw_only=True)
class Made:
    """How a solution came about."""

    engine: str
    seed: int
    seconds: float
    bound: float
    """A proven lower limit on the total, yuan summed over the years."""
    stopped: bool
    """Whether the user stopped the optimiser."""
    notes: tuple[Text, ...] = ()
    """What there is to say of it."""


def record(inputs: Inputs, solution: Solution, made: Made, folder: Path) -> Plan:
    """Compose the plan of a solution. Its scenario_file is relative to `folder`."""
    kept_out = find_kept_out(inputs.problem, solution, inputs.district, inputs.journeys, inputs.scenario)
    rows = compose_rows(inputs.problem, solution, kept_out)
    objective = rows.objective
    gap = gap_of(total=objective.total, cost=objective.cost, bound=made.bound)
    status = status_of(gap, stopped=made.stopped)
    return Plan(
        scenario=inputs.scenario.name,
        scenario_file=way_to(inputs.source.path, folder),
        inputs_sha256=input_hashes(inputs.source, inputs.district),
        planner_version=__version__,
        seed=made.seed,
        status=status,
        bound=made.bound,
        gap=gap,
        seconds=round(made.seconds, 3),
        engine=made.engine,
        shortfall_yuan_per_pupil=inputs.problem.shortfall_yuan_per_pupil,
        objective=objective,
        schools=rows.schools,
        assignments=rows.assignments,
        merges=rows.merges,
        shortfall=rows.shortfall,
        notes=(*notes_of(inputs, solution, engine=made.engine, status=status), *made.notes),
    )


def notes_of(inputs: Inputs, solution: Solution, *, engine: str, status: Status) -> tuple[str, ...]:
    """Return what is to be said of the inputs, and of what the rules make of a solution."""
    known = (inputs.district, inputs.journeys, inputs.scenario, inputs.problem, solution)
    rules = rule_notes(
        inputs.district,
        inputs.scenario,
        inputs.problem,
        solution,
        is_bounded_by_pricing=engine == "auto" and status != "optimal",
    )
    return (*inputs.notes, *boarding_notes(*known), *town_notes(*known), *rules)


def own_notes(plan: Plan, inputs: Inputs, solution: Solution) -> tuple[Text, ...]:
    """Return what a saved plan says of the run that made it: its notes without those that any plan would have."""
    of_any = {str(note) for note in notes_of(inputs, solution, engine=plan.engine, status=plan.status)}
    own = (note for note in plan.notes if str(note) not in of_any)
    return tuple(note if isinstance(note, Text) else Text(note, note) for note in own)


def way_to(path: Path, folder: Path) -> str:
    """Write the way from a folder to a file, with forward slashes; the whole path where drives differ."""
    try:
        way = os.path.relpath(path.resolve(), folder.resolve())
    except ValueError:
        way = str(path.resolve())
    return Path(way).as_posix()
