"""The PuLP model handed to a solver: HiGHS in this process, or CBC where it is installed.

What is proven is read from the solver's own bound, never from PuLP's status: at a time limit PuLP says Optimal.
"""

import math
import re
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pulp

from planner.cost import objective_of
from planner.errors import InputError
from planner.language import Text
from planner.optimise.engine_result import NO_RESULT, EngineResult
from planner.optimise.incumbent import IncumbentTracker
from planner.optimise.models.pulp_model import Model, build_model
from planner.optimise.neighbourhood.neighbourhood_model import solution_of
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.solver.callbacks import Listeners
from planner.optimise.solver.highs import Settings, solve_mixed
from planner.optimise.solver.program import program_of_pulp
from planner.problem.problem import Floats, Problem, Solution
from planner.reading.scenario import Solver

_DIGITS_OF_SHARES = 6
LOST = Text(
    "the solver HiGHS told of a better plan and did not hand it out; the best plan that it did hand out was taken",
    "求解器 HiGHS 报告了更好的方案却没有交出，现采用它交出的最好方案",
)


def solve_milp(
    problem: Problem, start: Solution, clock: Clock, solver: Solver, tracker: IncumbentTracker
) -> EngineResult:
    """Improve `start` with the plain mixed-integer model, in the solver that the scenario names."""
    engine = solve_cbc if solver.milp_solver == "cbc" else solve_highs
    return engine(problem, start, clock, solver, tracker)


def solve_highs(
    problem: Problem, start: Solution, clock: Clock, solver: Solver, tracker: IncumbentTracker
) -> EngineResult:
    """Improve `start` with the plain mixed-integer model in HiGHS, until the clock is over."""
    if rates.of_model(problem) > clock.left:
        return NO_RESULT
    clock.spend(rates.of_model(problem))
    model = build_model(problem)
    program = program_of_pulp(model.lp)
    settings = Settings(
        threads=solver.threads,
        seed=solver.seed,
        relative_gap=_solver_gap(problem, start, solver.gap),
        exact=not problem.whole,
    )
    begin = np.zeros(program.n_columns)
    for variable, value in model.values(start):
        begin[variable.index] = value
    found = solve_mixed(program, begin, clock, settings, _listeners(model, tracker))
    if found.lost:
        tracker.tell(LOST)
    solution = None if found.values is None else solution_of(model.statement, model.columns(found.values))
    return EngineResult(solution=solution, bound=found.bound)


def solve_cbc(
    problem: Problem, start: Solution, clock: Clock, solver: Solver, tracker: IncumbentTracker
) -> EngineResult:
    """Improve `start` with the same model in CBC, through files. InputError where CBC is not installed."""
    path = shutil.which("cbc")
    if path is None:
        msg = Text(
            "solver.milp_solver: cbc is not installed on this machine; leave the key out to use highs",
            "solver.milp_solver：本机没有安装 cbc；删去这一项即用 highs",
        )
        raise InputError(msg)
    model = build_model(problem)
    for variable, value in model.values(start):
        variable.setInitialValue(value, check=False)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "cbc.log"
        command = pulp.COIN_CMD(
            path=path,
            msg=False,
            warmStart=True,
            gapRel=_solver_gap(problem, start, solver.gap),
            threads=solver.threads,
            timeLimit=max(clock.seconds_left, 1.0),
            logPath=str(log),
            options=[f"randomSeed {solver.seed}"],
        )
        model.lp.solve(command)
        said = log.read_text(errors="replace")
        bound = _cbc_bound(said)
        clock.meter.is_cut |= "Stopped on time limit" in said  # it counts no work that is the same in every run
    found = model.lp.sol_status in {pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible}
    solution = _solution_in(model) if found else None
    if solution is not None:
        tracker.found_plan(problem, solution)
    tracker.proved(bound)
    return EngineResult(solution=solution, bound=bound)


def _solver_gap(problem: Problem, start: Solution, gap: float) -> float:
    """Turn a gap on cost into the solver's gap on total, by the start's share of cost in its total.

    The share of cost only grows as shortfalls are mended: the solver stops no earlier than it should.
    """
    objective = objective_of(problem, start)
    return gap * objective.cost / objective.total if objective.total > 0 else gap


def _listeners(model: Model, tracker: IncumbentTracker) -> Listeners:
    """Pass the best objective and the bound of HiGHS on to the incumbent tracker."""
    columns = model.statement.columns
    left = np.array([model.variables[number].index for number in columns.left.tolist()], dtype=np.int64)
    pupils = model.statement.problem.block_pupils

    def tell_plan(objective: float, values: Floats) -> None:
        tracker.found(objective, float(pupils @ values[left].round(_DIGITS_OF_SHARES)))

    return Listeners(plan=tell_plan, both=tracker.note)


def _solution_in(model: Model) -> Solution:
    """Read the solution that a solver left in PuLP's variables."""
    values = np.zeros(model.statement.columns.count)
    for number, variable in model.variables.items():
        values[number] = variable.value() or 0.0
    return solution_of(model.statement, values)


def _cbc_bound(log: str) -> float:
    r"""Read CBC's proven limit from its log.

    >>> _cbc_bound("Result - Stopped on time limit\n\nObjective value:  12.0\nLower bound:  10.5\n")
    10.5
    """
    lower = re.search(r"Lower bound:\s+(\S+)", log)
    proven = re.search(r"Result - Optimal solution found\s+Objective value:\s+(\S+)", log)
    found = lower or (proven if "within gap tolerance" not in log else None)
    return float(found.group(1)) if found else -math.inf
