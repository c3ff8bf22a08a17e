"""A solution becomes a plan: its rows, what is proven of it, and what a reader must know."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planner import __version__
from planner.compose import Rows, compose_rows
from planner.decide.barred import town_notes
from planner.decide.boarding import boarding_notes
from planner.decide.rule_notes import rule_notes
from planner.decide.shortfall.kept_out import find_kept_out
from planner.inputs import Inputs, input_hashes
from planner.language import Text
from planner.plan import Plan, Status, VariantPlan, expected_objective, gap_of, status_of
from planner.problem.problem import Problem, Solution
from planner.problem.variants import parts_of
from planner.reading.district import District
from planner.varying import Variants, weights_text


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
    variants: tuple[VariantPlan, ...] = ()
    if inputs.variants is None:
        rows = _rows_of(inputs, inputs.district, inputs.problem, solution)
        objective, of_main = rows.objective, solution
    else:
        solutions = parts_of(inputs.variants.joined, solution)
        of_main = solutions[inputs.variants.main]
        composed = [
            _rows_of(inputs, each.district, each.problem, own)
            for each, own in zip(inputs.variants.each, solutions, strict=True)
        ]
        rows, variants = composed[inputs.variants.main], _variant_plans(inputs.variants, composed)
        objective = expected_objective((told.weight, told.objective) for told in variants)
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
        variants=variants,
        notes=(*_variant_notes(variants), *notes_of(inputs, of_main, engine=made.engine, status=status), *made.notes),
    )


def _rows_of(inputs: Inputs, district: District, problem: Problem, solution: Solution) -> Rows:
    kept_out = find_kept_out(problem, solution, district, inputs.journeys, inputs.scenario)
    return compose_rows(problem, solution, kept_out)


def _variant_plans(variants: Variants, composed: Sequence[Rows]) -> tuple[VariantPlan, ...]:
    """Return what plan.json says of each variant; the rows of the main one are the plan's own."""
    plans = [
        VariantPlan(variant=each.name, weight=each.weight, main=place == variants.main, objective=rows.objective)
        for place, (each, rows) in enumerate(zip(variants.each, composed, strict=True))
    ]
    return tuple(
        plan
        if plan.main
        else plan.model_copy(
            update={name: getattr(rows, name) for name in ("schools", "assignments", "merges", "shortfall")}
        )
        for plan, rows in zip(plans, composed, strict=True)
    )


def _variant_notes(variants: Sequence[VariantPlan]) -> tuple[Text, ...]:
    """Say what the plan serves, and of which variant its rows are."""
    if not variants:
        return ()
    weights = weights_text([(each.variant, each.weight) for each in variants])
    main = next(each.variant for each in variants if each.main)
    return (
        Text(
            f"one set of schools, rooms and beds for the variants {weights} of the pupils; costs are those expected by "
            f"these weights, who goes where is shown of {main}",
            f"各方案学生数（{weights.zh}）共用同一套学校、教室和床位；费用按上述权重取期望值，"
            f"就读安排以 {main} 方案列出",
        ),
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
