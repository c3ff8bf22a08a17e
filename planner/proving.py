"""The way of planner prove: the proof of a saved plan goes on, and the plan is written with what it has come to."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.cost import objective_of
from planner.decide.answer import answer_of
from planner.decide.results import Results
from planner.errors import InputError
from planner.explaining import JSON_NAME
from planner.inputs import Inputs, read_inputs
from planner.language import Text, asked_for_english
from planner.optimise.auto_engine import prepare
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.insertion import with_paying_insertions
from planner.optimise.engine_run import Run
from planner.optimise.incumbent import IncumbentTracker, Progress
from planner.optimise.kept_proof import KeptProof
from planner.optimise.prove_on import ProvedOn, prove_on
from planner.optimise.quick_bound import quick_bound
from planner.optimise.runtime.clock import Clock, start_clock
from planner.outputs import PLAN_NAME, Shown, save_plan, write_outputs
from planner.plan import OPTIMAL_GAP, Plan
from planner.problem.problem import Solution
from planner.proof_file import PROOF_NAME, proof_bytes, read_proof
from planner.reading.scenario import Solver
from planner.recording import Made, own_notes, record
from planner.run import room_for
from planner.saved import (
    SavedPlan,
    changed_inputs_texts,
    open_plan,
    problem_of_saved,
    refuse_if_replaced,
    refuse_unverified,
    trajectory_of,
)
from planner.show.words.numbers import bound_text, share_text
from planner.solved import Solved
from planner.stops import told_to_stop
from planner.verifying import find_violations
from planner.writing import open_output

Report = Callable[[str, Progress | None], None]
_ABOVE = 1e-9
_WENT_ON = "planner prove went on with the proof"
"""What the note on it begins with."""
_NOTHING_LEFT = Text(
    "nothing is left to prove: the plan is optimal; no file has changed", "方案已证明为最优，无需继续证明；文件没有变动"
)
_REASONS = Text(
    "the reasons of the plan before have been removed with it: planner explain works them out again",
    "原方案的逐校理由已一并移除，可用 planner explain 重新生成",
)


@dataclass(frozen=True, kw_only=True)
class AskedProof:
    """How long a proof goes on, and on how many threads; None: as the scenario says."""

    time_limit: float | None = None
    threads: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Proven:
    """What a proof has come to, and where it was written."""

    before: Plan
    results: Results
    says: Text
    folder: Path
    files: tuple[str, ...] = ()
    warnings: tuple[Text, ...] = ()
    exit_code: int = 0
    """What files that are missing give the verb as its exit code (`planner.writing.Failure`)."""

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self.results.plan


def prove_saved(path: Path, asked: AskedProof, *, report: Report) -> Proven:
    """Go on with the proof of a plan, from proof.npz beside it where there is one; write plan and papers anew.

    The limit is never lowered; where a cheaper plan is found on the way that passes the judge, it takes the plan's
    place. What the proof ended with is kept in proof.npz. InputError where the plan does not pass its check, its inputs
    have changed, or its folder cannot be written into; then no file has changed.
    """
    report("reading", None)
    saved = open_plan(path)
    inputs = _inputs_of(saved)
    if _is_proven(saved.plan):
        solved = Solved(inputs=inputs, plan=saved.plan)
        return Proven(before=saved.plan, results=solved.results, says=_NOTHING_LEFT, folder=path.parent)
    room = room_for(inputs.problem)
    with open_output(path.parent, verb="prove", replacing=(PLAN_NAME,), reserve_bytes=room) as output:
        begin = answer_of(saved.plan, inputs.problem)
        done = _gone_on(saved, inputs, begin, asked, report)
        plan, says = _recorded(saved, inputs, begin, done)
        refuse_if_replaced(saved)
        had_reasons = (path.parent / JSON_NAME).is_file()
        sha256, told = save_plan(output, plan, {PROOF_NAME: proof_bytes(inputs, done.proved.kept)})
        report("drawing", None)
        trajectory = (*trajectory_of(saved), *done.trajectory)
        solved = Solved(inputs=inputs, plan=plan, trajectory=trajectory)
        shown = Shown(
            results=solved.results, trajectory=trajectory, template=saved.template, english=asked_for_english()
        )
        drawn = write_outputs(output, shown, sha256)
    return Proven(
        before=saved.plan,
        results=solved.results,
        says=says,
        folder=path.parent,
        files=(PLAN_NAME, PROOF_NAME, *drawn.files),
        warnings=(*told.warnings, *drawn.warnings, *([_REASONS] if had_reasons else [])),
        exit_code=drawn.exit_code,
    )


def _inputs_of(saved: SavedPlan) -> Inputs:
    """Return what the plan was made from. InputError where it is not to be gone on with."""
    if saved.path.name != PLAN_NAME:
        msg = Text(
            f"the plan is to be called {PLAN_NAME}, as planner run writes it, since it is written anew: {saved.path}",
            f"方案文件须名为 {PLAN_NAME}（planner run 写出的文件），因为要重新写出：{saved.path}",
        )
        raise InputError(msg)
    refuse_unverified(saved, Text("nothing was proven", "没有继续证明"))
    changed = changed_inputs_texts(saved)
    if changed:
        raise InputError(Text(f"{changed[0]}: run the scenario again", f"{changed[0].zh}：请重新求解"))
    # read as a run reads them: the plan is told the same of its inputs
    return replace(read_inputs(saved.source.path), problem=problem_of_saved(saved))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Done:
    """What going on has given."""

    proved: ProvedOn
    bound: float
    """Proven by this proof alone, yuan."""
    seconds: float
    stopped: bool
    trajectory: tuple[Progress, ...]


def _gone_on(saved: SavedPlan, inputs: Inputs, begin: Solution, asked: AskedProof, report: Report) -> _Done:
    """Let the optimiser go on; the trajectory follows that of the plan, whose limit stands."""
    problem, before, solver = inputs.problem, saved.plan, _solver(saved, asked)
    kept = read_proof(saved.path.parent / PROOF_NAME, inputs)
    if solver.engine == "auto":
        report("preparing", None)
    prepare(problem, by_model_alone=solver.engine == "milp")
    trajectory: list[Progress] = []

    def tell(at: Progress) -> None:
        bound = max(at.bound, before.bound) if before.bound <= at.total else at.bound
        at = replace(at, seconds=at.seconds + before.seconds, bound=bound)
        trajectory.append(at)
        report("optimising", at)

    report("optimising", None)
    with told_to_stop() as stop:
        clock = start_clock(solver.time_limit_seconds, stop)
        proved, bound = _proved(inputs, begin, (solver, clock, tell), kept)
        return _Done(
            proved=proved,
            bound=bound,
            seconds=clock.elapsed,
            stopped=stop.is_set(),
            trajectory=tuple(trajectory),
        )


def _proved(
    inputs: Inputs,
    begin: Solution,
    how: tuple[Solver, Clock, Callable[[Progress], None]],
    kept: Sequence[KeptProof | None],
) -> tuple[ProvedOn, float]:
    """Prove, and return the limit too."""
    problem, (solver, clock, tell) = inputs.problem, how
    tracker = IncumbentTracker(clock, tell, shortfall_yuan=problem.shortfall_yuan_per_pupil)
    tracker.proved(quick_bound(problem))
    tracker.found_plan(problem, begin)
    proved = prove_on(Run(problem=problem, solver=solver, clock=clock, tracker=tracker), begin, kept)
    tracker.proved(proved.result.bound)
    tracker.close()
    return proved, tracker.bound


def _solver(saved: SavedPlan, asked: AskedProof) -> Solver:
    """Return the scenario's solver with the plan's engine and seed, to go on until nothing is left to prove."""
    given = {"time_limit_seconds": asked.time_limit, "threads": asked.threads}
    plan = {"engine": saved.plan.engine, "seed": saved.plan.seed, "gap": 0.0, "search_moves": None}
    own = saved.scenario.solver.model_dump() | plan | {key: value for key, value in given.items() if value is not None}
    return Solver.model_validate(own)


def _recorded(saved: SavedPlan, inputs: Inputs, begin: Solution, done: _Done) -> tuple[Plan, Text]:
    """Return the plan with its higher limit: of the cheaper solution that was found, if the judge passes it."""
    problem, found = inputs.problem, done.proved.result.solution
    better = None if found is None else with_paying_insertions(problem, found)
    total = math.inf if better is None else objective_of(problem, better).total
    if better is not None and _is_cheaper(saved.plan, total) and keeps_limits(problem, better):
        plan, says = _plan_of(saved, inputs, (begin, better), done)
        if not find_violations(plan, saved.source.scenario, saved.district, saved.journeys):
            return plan, says
    return _plan_of(saved, inputs, (begin, begin), done)


def _is_cheaper(plan: Plan, total: float) -> bool:
    return total < plan.objective.total * (1.0 - _ABOVE)


def _plan_of(saved: SavedPlan, inputs: Inputs, solutions: tuple[Solution, Solution], done: _Done) -> tuple[Plan, Text]:
    """Compose the plan of the second of two solutions, which says what became of limit and gap."""
    old, (before, solution) = saved.plan, solutions
    total = objective_of(inputs.problem, solution).total
    # where a plan is cheaper than the limit that its file called proven, that limit is none
    bound = max(old.bound, done.bound) if old.bound <= total * (1.0 + _ABOVE) else done.bound
    notes = tuple(note for note in own_notes(old, inputs, before) if not str(note).startswith(_WENT_ON))
    made = Made(
        engine=old.engine,
        seed=old.seed,
        seconds=old.seconds + done.seconds,
        bound=min(bound, total),
        stopped=done.stopped,
        notes=notes,
    )
    plan = record(inputs, solution, made, (saved.path.parent))
    says = _says(old, plan, done)
    return plan.model_copy(update={"notes": (*plan.notes, says), "notes_zh": (*plan.notes_zh, says.zh)}), says


def _says(old: Plan, plan: Plan, done: _Done) -> Text:
    """Say what became of limit, plan and gap."""
    gaps = [
        ("none", "无") if each.gap is None else (share_text(each.gap), share_text(each.gap)) for each in (old, plan)
    ]
    limits = [bound_text(each.bound) for each in (old, plan)]
    better = _is_cheaper(old, plan.objective.total)
    cheaper = Text(", with a cheaper plan", "，并找到更省的方案") if better else Text("", "")
    return Text(
        f"{_WENT_ON} for {done.seconds:.0f} s{cheaper}: limit {limits[0]} -> {limits[1]} yuan, gap {gaps[0][0]} -> "
        f"{gaps[1][0]}",
        f"继续证明 {done.seconds:.0f} 秒{cheaper.zh}：下限 {limits[0]} → {limits[1]} 元，"
        f"差距 {gaps[0][1]} → {gaps[1][1]}",
    )


def _is_proven(plan: Plan) -> bool:
    """Whether nothing is left to prove."""
    return plan.gap is not None and abs(plan.gap) <= OPTIMAL_GAP
