"""Plans of small cases, made in memory by the same steps as a run: build, solve, compose."""

from planner import __version__
from planner.compose import compose_rows
from planner.optimise.auto_engine import prepare
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solve import Answer, solve
from planner.plan import Plan, gap_of, status_of
from planner.problem.build import build_problem
from planner.problem.clashes import refuse_clashes
from planner.problem.problem import Problem
from planner.reading.scenario import Solver
from tests.districts import Case

EXACT = Solver(gap=0.0, time_limit_seconds=30.0, threads=1)


def answer_of(case: Case, solver: Solver = EXACT) -> tuple[Problem, Answer]:
    """Build and solve a case."""
    problem = build_problem(case.district, case.journeys, case.scenario)
    refuse_clashes(problem, case.scenario)
    if solver.engine == "auto":
        prepare(problem)  # as a run does: nothing is compiled while the clock runs
    return problem, solve(problem, solver, start_clock(solver.time_limit_seconds))


def plan_of(case: Case, solver: Solver = EXACT) -> Plan:
    """Solve a case and spell its plan out."""
    problem, answer = answer_of(case, solver)
    rows = compose_rows(problem, answer.solution)
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
