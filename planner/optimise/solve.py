"""The main path of the optimiser: a start, the engine, and what is proven."""

from dataclasses import dataclass, replace

from planner.cost import objective_of
from planner.errors import NoPlanError
from planner.language import Text
from planner.optimise.auto_engine import improve
from planner.optimise.construction.earlier import Earlier, start_from
from planner.optimise.construction.feasible_shares import keeps_limits
from planner.optimise.construction.insertion import with_paying_insertions
from planner.optimise.construction.start import find_start
from planner.optimise.engine_result import EngineResult
from planner.optimise.engine_run import Run
from planner.optimise.facility_location.single_source import is_single_source
from planner.optimise.incumbent import IncumbentTracker, PlanReport, ProgressReport, tell_nobody
from planner.optimise.models.milp import solve_milp
from planner.optimise.neighbourhood.neighbourhood_model import solution_of, solve_neighbourhood
from planner.optimise.options.engine import DEFAULTS, EngineOptions
from planner.optimise.quick_bound import quick_bound
from planner.optimise.runtime.clock import Clock
from planner.problem.problem import Problem, Solution
from planner.problem.statement.statement import state
from planner.reading.scenario import Solver

_START_SHARE_OF_MODEL = 0.2
"""Of the time, the constructive start with engine `milp`: the plain model makes less of it than search does."""
_MODEL_START_SHARE = 0.3
_NONE_FOUND = Text(
    "no plan was found that gives every open school the pupils it needs (rules.min_pupils, rules.whole_school) and "
    "every town the schools it needs (rules.towns), and obeys the merge counts, decisions and budget; that there is "
    "none is not proven. Ask for fewer pupils or schools, or let more schools be merged",
    "未找到同时满足以下要求的方案：凡开办的学校都达到应有的学生数（rules.min_pupils、rules.whole_school），"
    "各乡镇都有应有的学校（rules.towns），且撤并数量、已定事项和预算均不突破（并未证明一定没有这样的方案）。"
    "请降低学生数或学校数要求，或允许撤并更多学校",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """The best solution found, the proven lower limit on any total, and whether the user stopped the run."""

    solution: Solution
    bound: float
    stopped: bool
    seconds: float
    start: Solution
    """The constructive start: worse, and made without a solver."""
    is_cut: bool = False
    """Whether the deadline ended something before its work was done: another run may find another plan."""
    did: tuple[str, ...] = ()
    """What was done with the time, such as "proof 17 s", in the order it was begun."""
    notes: tuple[Text, ...] = ()
    """What else is to be said of the run."""


def solve(  # noqa: PLR0913 - the question, and how it is to be answered
    problem: Problem,
    solver: Solver,
    clock: Clock,
    *,
    report: ProgressReport = lambda _: None,
    told_plan: PlanReport = tell_nobody,
    options: EngineOptions = DEFAULTS,
    earlier: Earlier | None = None,
) -> Answer:
    """Return the best plan found before the clock ends, with the bound that is proven.

    NoPlanError where no first plan is found: only where schools need so many pupils to be open, and may not be closed,
    or where towns need schools that merge counts or the budget may not allow.

    The rules must not clash (`planner.problem.clashes`). `options` are those of engine `auto`, for experiments.
    `earlier`: a plan to begin with; the answer costs no more than that plan, where it is still one of the problem.
    `told_plan`: told, from any thread, of plans that are the cheapest in turn.
    """
    yuan = problem.shortfall_yuan_per_pupil
    tracker = IncumbentTracker(clock, report, shortfall_yuan=yuan, told_plan=told_plan)
    with tracker.stage("first plan"):
        start = _first_plan(problem, solver, clock, options, earlier)
    options = options if earlier is None else _near_the_start(options)
    tracker.proved(quick_bound(problem))
    tracker.found_plan(problem, start)
    if solver.engine == "milp":
        with tracker.stage("model"):
            found = solve_milp(problem, start, clock, solver, tracker)
    else:
        run = Run(problem=problem, solver=solver, clock=clock, tracker=tracker, options=options)
        found = improve(run, start)
    best = with_paying_insertions(problem, _best(problem, start, found))
    tracker.proved(found.bound)
    tracker.found_plan(problem, best)
    tracker.close()
    stopped = clock.stop.is_set()
    return Answer(
        solution=best,
        bound=tracker.bound,
        stopped=stopped,
        seconds=clock.elapsed,
        start=start,
        is_cut=clock.is_cut,
        did=tracker.did,
        notes=tracker.told,
    )


def _first_plan(
    problem: Problem, solver: Solver, clock: Clock, options: EngineOptions, earlier: Earlier | None
) -> Solution:
    """Return a plan that keeps every rule: near an earlier one where there is one, else made anew."""
    if earlier is not None and keeps_limits(problem, near := start_from(problem, earlier, clock)):
        return near
    quick = solver.engine == "auto" and (is_single_source(problem) or solver.search_moves is not None)
    share = options.start_share if solver.engine == "auto" else _START_SHARE_OF_MODEL
    start = find_start(problem, clock.share(0.0 if quick else share))
    return start if keeps_limits(problem, start) else _start_by_model(problem, clock.share(_MODEL_START_SHARE))


def _near_the_start(options: EngineOptions) -> EngineOptions:
    """Let annealing begin at low temperatures: at high ones it forgets the plan it begins with."""
    annealing = options.annealing
    return replace(options, annealing=replace(annealing, short=annealing.warm, long=annealing.warm))


def _start_by_model(problem: Problem, clock: Clock) -> Solution:
    """Return a plan of the exact model, where the constructive start breaks a rule; NoPlanError where it finds none."""
    statement = state(problem)
    found = solve_neighbourhood(statement, None, clock)
    start = None if found.values is None else solution_of(statement, found.values)
    if start is None or not keeps_limits(problem, start):
        raise NoPlanError([_NONE_FOUND])
    return start


def _best(problem: Problem, start: Solution, found: EngineResult) -> Solution:
    """Return the cheaper of the start and what the engine found, if it found anything that keeps the rules."""
    answers = [start]
    if found.solution is not None and keeps_limits(problem, found.solution):
        answers.insert(0, found.solution)
    return min(answers, key=lambda solution: objective_of(problem, solution).total)
