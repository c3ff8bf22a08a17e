"""Plans of small cases, made in memory by the same steps as a run: build, solve, compose."""

import time
from collections.abc import Callable
from threading import Event

from planner import __version__
from planner.compose import compose_rows
from planner.decide.shortfall.kept_out import find_kept_out
from planner.optimise.auto_engine import prepare
from planner.optimise.runtime.clock import Clock, start_clock
from planner.optimise.solve import Answer, solve
from planner.plan import Plan, gap_of, status_of
from planner.problem.build import build_problem
from planner.problem.clashes import refuse_clashes
from planner.problem.problem import Problem
from planner.reading.scenario import Solver
from tests.districts import Case

EXACT = Solver(gap=0.0, time_limit_seconds=30.0, threads=1)


def patient_clock(seconds: float, stop: Event | None = None) -> Clock:
    """Return a clock of so many seconds of work, whose deadline is far away: the machine may be busy."""
    return start_clock(seconds, stop).until(time.monotonic() + 1e5)


def answer_of(
    case: Case, solver: Solver = EXACT, started: Callable[[float], Clock] = start_clock
) -> tuple[Problem, Answer]:
    """Build and solve a case, against a clock that is started when all is ready."""
    problem = build_problem(case.district, case.journeys, case.scenario)
    refuse_clashes(problem, case.scenario)
    if solver.engine == "auto":
        prepare(problem)  # as a run does: nothing is compiled while the clock runs
    return problem, solve(problem, solver, started(solver.time_limit_seconds))


def plan_of(case: Case, solver: Solver = EXACT, started: Callable[[float], Clock] = start_clock) -> Plan:
    """Solve a case and spell its plan out."""
    problem, answer = answer_of(case, solver, started)
    kept_out = find_kept_out(problem, answer.solution, case.district, case.journeys, case.scenario)
    rows = compose_rows(problem, answer.solution, kept_out)
    gap = gap_of(total=rows.objective.total, cost=rows.objective.cost, bound=answer.bound)
    return Plan(
        scenario=case.scenario.name,
        scenario_file="scenario.yaml",
        inputs_sha256={},
        planner_version=__version__,
        seed=solver.seed,
        status=status_of(gap, stopped=answer.stopped),
        bound=answer.bound,
        gap=gap,
        seconds=answer.seconds,
        engine=solver.engine,
        objective=rows.objective,
        schools=rows.schools,
        assignments=rows.assignments,
        merges=rows.merges,
        shortfall=rows.shortfall,
        notes=("made-up data",),
    )
