"""A saved plan is explained; where the surroundings of its schools show a cheaper one, that takes its place first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.decide.answer import answer_of
from planner.decide.explain.explain import Explaining, Found, explain
from planner.decide.explain.improving import bettered
from planner.decide.results import results_of
from planner.inputs import Inputs, read_inputs
from planner.language import Text
from planner.optimise.incumbent import Progress
from planner.optimise.quick_bound import quick_bound
from planner.plan import Plan
from planner.problem.problem import Solution
from planner.recording import Made, own_notes, record
from planner.saved import SavedPlan
from planner.show.words.numbers import english_yuan, pupils_text, yuan_text
from planner.verifying import find_violations

MOST_ROUNDS = 3
"""The plan is bettered so many times at most: what is found about the better one is taken too."""
_ROUNDING, _A_PUPIL = 1e-9, 1e-6
STAGE = "explain"
_FAILED = Text(
    "a cheaper plan was found near some schools, but it does not pass its check: the plan stays as it was",
    "逐校核对时找到了更省的安排，但未通过核验：方案保持不变",
)
Report = Callable[[str, None], None]
Asked = Callable[[Explaining], Sequence[str]]
"""Names the schools that are asked about, of a plan."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Better:
    """A plan that takes the place of the one that was to be explained."""

    plan: Plan
    taken: int
    """Improvements."""
    saved_yuan_per_year: float
    says: Text


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """What is explained in the end."""

    explaining: Explaining
    found: Found
    better: Better | None = None
    """None where the saved plan itself is explained."""
    warnings: tuple[Text, ...] = ()


def reasons_of(explaining: Explaining, school_ids: Sequence[str], report: Report) -> Found:
    """Weigh schools the other way, and tell how many are done."""

    def told(done: int, of: int) -> None:
        if done in {1, of} or done % max(of // 10, 1) == 0:
            report(Text(f"solving each school the other way: {done}/{of}", f"逐校重新求解：{done}/{of}"), None)

    return explain(explaining, school_ids, threads=explaining.stand.scenario.solver.threads, told=told)


def bettered_first(saved: SavedPlan, explaining: Explaining, asked: Asked, folder: Path, report: Report) -> Standing:
    """Explain schools, and take what is found cheaper into the plan until nothing is, a few times at most.

    The better plan passes the judge; its scenario_file is relative to `folder`.
    """
    now = Standing(explaining=explaining, found=reasons_of(explaining, asked(explaining), report))
    inputs: Inputs | None = None
    for _ in range(MOST_ROUNDS):
        stand = now.explaining.stand
        found = bettered(stand.problem, stand.plan, now.found.improvements)
        if not found.taken:
            break
        # read as a run reads them: the plan is told the same of its inputs
        inputs = inputs or replace(read_inputs(saved.source.path), problem=stand.problem)
        taken = found.taken + (0 if now.better is None else now.better.taken)
        plan, says = _recorded(saved, inputs, explaining.stand.plan, (found.solution, taken), folder)
        if find_violations(plan, saved.source.scenario, saved.district, saved.journeys):
            return replace(now, warnings=(_FAILED,))
        report(says, None)
        better = Better(plan=plan, taken=taken, saved_yuan_per_year=_saved(saved.plan, plan), says=says)
        changed = _of_plan(now.explaining, plan)
        now = Standing(explaining=changed, found=reasons_of(changed, asked(changed), report), better=better)
    return now


def told_since(plan: Plan) -> Progress:
    """Return where the plan stands after it has been bettered, to follow what the optimiser told."""
    objective = plan.objective
    return Progress(
        seconds=plan.seconds,
        total=objective.total,
        bound=plan.bound,
        penalty=objective.penalty,
        shortfall_pupils=_short(plan),
        stage=STAGE,
    )


def _recorded(
    saved: SavedPlan, inputs: Inputs, before: Solution, better: tuple[Solution, int], folder: Path
) -> tuple[Plan, Text]:
    """Return the plan of a better solution, which says how much better it is than the saved one, and by what."""
    old, (solution, taken) = saved.plan, better
    made = Made(
        engine=old.engine, seed=old.seed, seconds=old.seconds, bound=old.bound, stopped=old.status == "stopped",
        notes=own_notes(old, inputs, before),
    )  # fmt: skip
    plan = record(inputs, solution, made, folder)
    if old.bound > plan.objective.total * (1 + _ROUNDING):  # what the file calls proven is not
        plan = record(inputs, solution, replace(made, bound=quick_bound(inputs.problem)), folder)
    yuan, seated = _saved(old, plan), _short(old) - _short(plan)
    lacking = Text("", "")
    if seated > _A_PUPIL:
        priced = english_yuan(_priced(old, plan)), yuan_text(_priced(old, plan))
        lacking = Text(
            f", {priced[0]} of it the price of missing seats: {pupils_text(seated)} fewer pupils have none",
            f"，其中没有学位的学生少{pupils_text(seated)}人，按缺学位的定价计{priced[1]}，不是支出",
        )
    places = Text(f"{taken:,} {'place' if taken == 1 else 'places'}", f"{taken:,}处")
    says = Text(
        f"school by school, explain found {places} where the plan could be had for less, and took them: "
        f"{english_yuan(yuan)} a year less than the plan it was given{lacking}",
        f"逐校核对时找到{places.zh}更省的安排，已经采用，比原方案每年共省{yuan_text(yuan)}{lacking.zh}",
    )
    return plan.model_copy(update={"notes": (*plan.notes, says), "notes_zh": (*plan.notes_zh, says.zh)}), says


def _short(plan: Plan) -> float:
    """Count the pupils without a seat, over all years."""
    return float(sum(sum(row.pupils.values()) for row in plan.shortfall))


def _priced(old: Plan, plan: Plan) -> float:
    """Return how much less the missing seats are priced at, a year."""
    return (old.objective.penalty - plan.objective.penalty) / (len({row.year for row in plan.schools}) or 1)


def _saved(old: Plan, plan: Plan) -> float:
    years = len({row.year for row in plan.schools}) or 1
    return (old.objective.total - plan.objective.total) / years


def _of_plan(explaining: Explaining, plan: Plan) -> Explaining:
    """Return what another plan of the same problem is explained from."""
    results, stand = explaining.results, explaining.stand
    return replace(
        explaining,
        stand=replace(stand, plan=answer_of(plan, stand.problem)),
        results=results_of(plan, results.scenario, results.district, results.problem, explaining.journeys),
    )
