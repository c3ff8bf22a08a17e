"""The PuLP model handed to a solver: HiGHS in this process, or CBC where it is installed.

What is proven is read from the solver's own bound, never from PuLP's status: at a time limit PuLP says Optimal.
"""

import math
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pulp

from planner.cost import objective_of
from planner.errors import InputError
from planner.language import Text
from planner.optimise import rates
from planner.optimise.clock import Clock
from planner.optimise.found import NOTHING, Found
from planner.optimise.heard import Hearing
from planner.optimise.highs import Settings, solve_mixed
from planner.optimise.ledger import Ledger
from planner.optimise.model import Model, build_model
from planner.optimise.program import program_of
from planner.optimise.settle import settled
from planner.problem.problem import Floats, Problem, Solution
from planner.read.scenario import Solver

_LEAST_SHARE = 1e-9
_DIGITS_OF_SHARES = 6
LOST = Text(
    "the solver HiGHS told of a better plan and did not hand it out; the best plan that it did hand out was taken",
    "求解器 HiGHS 报告了更好的方案却没有交出，现采用它交出的最好方案",
)


def solve_milp(problem: Problem, start: Solution, clock: Clock, solver: Solver, ledger: Ledger) -> Found:
    """Improve `start` with the plain mixed-integer model, in the solver that the scenario names."""
    engine = solve_cbc if solver.milp_solver == "cbc" else solve_highs
    return engine(problem, start, clock, solver, ledger)


def solve_highs(problem: Problem, start: Solution, clock: Clock, solver: Solver, ledger: Ledger) -> Found:
    """Improve `start` with the plain mixed-integer model in HiGHS, until the clock is over."""
    if rates.of_model(problem) > clock.left:
        return NOTHING
    clock.spend(rates.of_model(problem))
    model = build_model(problem)
    program = program_of(model.lp)
    settings = Settings(
        threads=solver.threads,
        seed=solver.seed,
        relative_gap=_solver_gap(problem, start, solver.gap),
        exact=not problem.whole,
    )
    found = solve_mixed(program, values_of(model, start), clock, settings, _hearing(model, ledger))
    if found.lost:
        ledger.tell(LOST)
    return Found(solution=None if found.values is None else solution_of(model, found.values), bound=found.bound)


def solve_cbc(problem: Problem, start: Solution, clock: Clock, solver: Solver, ledger: Ledger) -> Found:
    """Improve `start` with the same model in CBC, through files. InputError where CBC is not installed."""
    path = shutil.which("cbc")
    if path is None:
        msg = Text(
            "solver.milp_solver: cbc is not installed on this machine; leave the key out to use highs",
            "solver.milp_solver：本机没有安装 cbc；删去这一项即用 highs",
        )
        raise InputError(msg)
    model = build_model(problem)
    for variable, value in _values(model, start):
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
    solution = _from_values(model, lambda variable: variable.value() or 0.0) if found else None
    if solution is not None:
        ledger.found_plan(problem, solution)
    ledger.proved(bound)
    return Found(solution=solution, bound=bound)


def _solver_gap(problem: Problem, start: Solution, gap: float) -> float:
    """Turn a gap on cost into the solver's gap on total, by the start's share of cost in its total.

    The share of cost only grows as shortfalls are mended: the solver stops no earlier than it should.
    """
    objective = objective_of(problem, start)
    return gap * objective.cost / objective.total if objective.total > 0 else gap


def _values(model: Model, start: Solution) -> list[tuple[pulp.LpVariable, float]]:
    """Pair each variable with its value in a solution."""
    served = np.bincount(model.problem.pair_block, weights=start.share, minlength=model.problem.n_blocks)
    pairs = [(variable, float(start.open[key])) for key, variable in model.opened.items()]
    pairs += [(variable, float(start.classrooms_added[key])) for key, variable in model.rooms.items()]
    pairs += [(variable, float(start.beds_added[key])) for key, variable in model.beds.items()]
    pairs += [(variable, float(start.classes[key])) for key, variable in model.classes.items()]
    pairs += list(zip(model.share, start.share.tolist(), strict=True))
    pairs += list(zip(model.left, (1.0 - served).clip(0.0, 1.0).tolist(), strict=True))
    return pairs


def values_of(model: Model, start: Solution) -> Floats:
    """Return a solution as values of the model's columns."""
    values = np.zeros(len(model.lp.variables()))
    for variable, value in _values(model, start):
        values[variable.index] = value
    return values


def solution_of(model: Model, values: Floats) -> Solution:
    """Read opened and share, rounded to what they mean, and give them the classes, rooms and beds they need."""
    return _from_values(model, lambda variable: float(values[variable.index]))


def _hearing(model: Model, ledger: Ledger) -> Hearing:
    """Tell the ledger where HiGHS stands."""
    left = np.array([variable.index for variable in model.left], dtype=np.int64)
    pupils = model.problem.block_pupils

    def tell_plan(objective: float, values: Floats) -> None:
        ledger.found(objective, float(pupils @ values[left].round(_DIGITS_OF_SHARES)))

    return Hearing(plan=tell_plan, both=ledger.note)


def _from_values(model: Model, value: Callable[[pulp.LpVariable], float]) -> Solution:
    problem = model.problem
    opened = np.zeros((problem.n_schools, problem.n_years), dtype=bool)
    for key, variable in model.opened.items():
        opened[key] = value(variable) > 0.5  # noqa: PLR2004
    share = np.array([value(variable) for variable in model.share]).reshape(problem.n_pairs)
    share = np.round(share) if problem.whole else np.where(share < _LEAST_SHARE, 0.0, share.clip(0.0, 1.0))
    return settled(problem, opened=opened, share=share)


def _cbc_bound(log: str) -> float:
    r"""Read CBC's proven limit from its log.

    >>> _cbc_bound("Result - Stopped on time limit\n\nObjective value:  12.0\nLower bound:  10.5\n")
    10.5
    """
    lower = re.search(r"Lower bound:\s+(\S+)", log)
    proven = re.search(r"Result - Optimal solution found\s+Objective value:\s+(\S+)", log)
    found = lower or (proven if "within gap tolerance" not in log else None)
    return float(found.group(1)) if found else -math.inf
