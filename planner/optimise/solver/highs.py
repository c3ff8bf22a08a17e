"""The one place that talks to HiGHS: programs go in, starts and deadlines too; values, duals and bounds come out.

What comes out is not believed. HiGHS has been seen to say "optimal" of an objective, and to hand back the values of the
start it was given, which are worse: the plan that it found is lost. So the objective of all values is computed anew and
compared with the one told, rows and bounds are looked after, and what does not agree is mended or not used.

What HiGHS calls back runs on a thread of its own and never raises: an exception thrown through the C++ of a solver ends
the process. Ctrl-C meanwhile tells the solver to end, and is raised when it has ended.
"""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import highspy
import numpy as np

from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock
from planner.optimise.solver.callbacks import Callbacks, Listeners, delayed_interrupts
from planner.optimise.solver.program import Program, is_met, is_told, objective_at
from planner.optimise.solver.quiet_output import made_quietly
from planner.problem.problem import Floats, Ints

_EXACT = 1e-9
_POLL_SECONDS = 0.2
_MOST_ITERATIONS = 2**31 - 1
_RELATIVE_ROUNDING = 1e-9
_FIRST = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a program is to be solved. Gaps are HiGHS's own, on the objective.

    All that runs on the caller's thread takes one thread: HiGHS refuses another number than the first on that thread.
    """

    threads: int = 1
    seed: int = 0
    relative_gap: float = 0.0
    absolute_gap: float = 0.0
    exact: bool = False
    """Rows are kept to 1e-9: for shares, which would overfill a school."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Mixed:
    """The best values found and what they cost, None where there are none; and what is proven."""

    values: Floats | None
    objective: float
    bound: float
    """Less the rounding of the solver's arithmetic; -inf where nothing is proven."""
    is_infeasible: bool
    lost: bool
    """HiGHS told of a better objective than any values it handed out."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Solved:
    """A linear program's values, duals of its rows, and what the values cost."""

    values: Floats
    duals: Floats
    objective: float
    is_optimal: bool
    iterations: int
    """Of the simplex method, this time."""


def solve_mixed(
    program: Program, begin: Floats | None, clock: Clock, settings: Settings, listeners: Listeners | None = None
) -> Mixed:
    """Solve a mixed-integer program from a start until the clock is over; what it takes is spent.

    With a hearing it runs on a thread of its own, without on this one, so that others may solve theirs beside it.
    """
    highs = _loaded(program, settings)
    if begin is not None:
        highs.setSolution(len(begin), np.arange(len(begin), dtype=np.int32), begin)
    callbacks = Callbacks(listeners)
    _run_mixed(highs, clock, callbacks)
    told, candidates = _told(highs), [_values(highs), callbacks.values]
    bound, infeasible = _bound(highs), highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible
    best = _best(program, candidates)
    if _is_lost(program, best, told) and not clock.is_over:
        highs.clearSolver()  # forgets the start, and with it what hid the plan
        _run_mixed(highs, clock, callbacks)
        bound, told = max(bound, _bound(highs)), min(told, _told(highs))
        best = _best(program, [best, _values(highs), callbacks.values])
    best = _best(program, [best, begin])
    return Mixed(
        values=best,
        objective=math.inf if best is None else objective_at(program, best),
        bound=bound,
        is_infeasible=infeasible,
        lost=_is_lost(program, best, told),
    )


class Linear:
    """A linear program in HiGHS that grows and is solved again, from where it was. Columns added are 0 at least."""

    def __init__(self, program: Program | None = None, *, exact: bool = False, simplex: bool = False) -> None:
        settings = Settings(exact=exact)
        self._highs = _new(settings) if program is None else _loaded(program, settings)
        self._cost = np.zeros(0) if program is None else program.cost.copy()
        if simplex:
            _set(self._highs, {"presolve": "off", "solver": "simplex"})

    def add_rows(self, low: Floats, high: Floats, entries: "Entries | None" = None) -> None:
        """Add rows between these limits."""
        at = entries or Entries.none(len(low))
        self._highs.addRows(len(low), low, high, *at.told())

    def add_columns(self, cost: Floats, entries: "Entries") -> None:
        """Add columns that cost so much, each from 0 up without a limit."""
        n = len(cost)
        self._highs.addCols(n, cost, np.zeros(n), np.full(n, np.inf), *entries.told())
        self._cost = np.concatenate([self._cost, cost])

    def change_costs(self, columns: Ints, cost: Floats) -> None:
        """Give columns other costs."""
        self._highs.changeColsCost(len(cost), columns.astype(np.int32), cost)
        self._cost[columns] = cost

    def solve(self, clock: Clock | None = None, *, hears_stops: bool = False) -> Solved | None:
        """Solve until the clock is over; None where there are no values that cost what HiGHS says.

        With `hears_stops` it ends soon after the user stops the run. A solve cut short has duals all the same.
        """
        callbacks = Callbacks(None) if hears_stops else None
        _run_linear(self._highs, clock, callbacks)
        solved = self._read()
        if solved is None and (clock is None or not clock.is_over):
            self._highs.clearSolver()  # a basis gone bad: begin anew
            _run_linear(self._highs, clock, callbacks)
            solved = self._read()
        return solved

    def _read(self) -> Solved | None:
        solution, status = self._highs.getSolution(), self._highs.getModelStatus()
        values, duals = np.array(solution.col_value), np.array(solution.row_dual)
        if len(duals) == 0 or len(values) == 0 or status == highspy.HighsModelStatus.kSolveError:
            return None
        is_optimal = status == highspy.HighsModelStatus.kOptimal
        objective = float(self._cost @ values)
        if is_optimal and not is_told(objective, float(self._highs.getInfo().objective_function_value)):
            return None
        iterations = max(self._highs.getInfo().simplex_iteration_count, 0)
        return Solved(values=values, duals=duals, objective=objective, is_optimal=is_optimal, iterations=iterations)


@dataclass(frozen=True, kw_only=True, eq=False)
class Entries:
    """Nonzeros of rows or columns that are added, one after the other: where each begins, the numbers, the values."""

    start: Ints
    index: Ints
    value: Floats

    def told(self) -> tuple[int, Any, Any, Floats]:
        """Return how many there are, and the three, as HiGHS wants them."""
        return len(self.index), self.start.astype(np.int32), self.index.astype(np.int32), self.value

    @classmethod
    def none(cls, count: int) -> "Entries":
        """Return none for so many rows."""
        return cls(start=np.zeros(count, np.int64), index=np.zeros(0, np.int64), value=np.zeros(0))

    @classmethod
    def even(cls, index: Ints, value: Floats) -> "Entries":
        """Return the same number for each row or column, shape (row or column, number)."""
        start = index.shape[1] * np.arange(len(index))
        return cls(start=start, index=index.ravel(), value=value.ravel())


def _new(settings: Settings) -> highspy.Highs:
    """Return an empty HiGHS that prints nothing."""
    with _FIRST:
        _print_the_banner()
    highs = highspy.Highs()
    options: dict[str, Any] = {
        "output_flag": False,
        "log_to_console": False,
        "threads": settings.threads,
        "random_seed": settings.seed,
        "mip_rel_gap": settings.relative_gap,
        "mip_abs_gap": settings.absolute_gap,
    }
    if settings.exact:
        options |= {"primal_feasibility_tolerance": _EXACT, "mip_feasibility_tolerance": _EXACT}
    _set(highs, options)
    return highs


def _loaded(program: Program, settings: Settings) -> highspy.Highs:
    """Hand a program to HiGHS."""
    highs = _new(settings)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = program.matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.low, program.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.matrix.indptr
    lp.a_matrix_.index_ = program.matrix.indices
    lp.a_matrix_.value_ = program.matrix.data
    highs.passModel(lp)
    if len(program.integer):
        whole = np.full(len(program.integer), highspy.HighsVarType.kInteger)
        highs.changeColsIntegrality(len(whole), program.integer.astype(np.int32), whole)
    return highs


def _set(highs: highspy.Highs, options: dict[str, Any]) -> None:
    for option, value in options.items():
        highs.setOptionValue(option, value)


def _run_mixed(highs: highspy.Highs, clock: Clock, callbacks: Callbacks) -> None:
    """Run until there is no more work for it, or the clock is over; spend what it took."""
    _set(highs, {"time_limit": highs.getRunTime() + clock.seconds_left})  # its own clock goes on from run to run
    callbacks.subscribe(highs, clock)
    entries = highs.getNumNz()
    try:
        if callbacks.is_apart:
            _run_apart(highs, callbacks, clock)
        else:
            _run_here(highs, callbacks)
    finally:
        highs.clearCallbacks()
    _tell_cut(highs, clock)
    clock.spend(rates.of_branching(callbacks.calls, entries))
    if callbacks.fault is not None:
        raise callbacks.fault


def _run_linear(highs: highspy.Highs, clock: Clock | None, callbacks: Callbacks | None) -> None:
    """Run for as many iterations as there is work for, or until the clock is over; spend them."""
    of_one = rates.of_iteration(highs.getNumRow())
    if clock is not None:
        iterations = min(int(clock.left / of_one), _MOST_ITERATIONS)
        options = {"time_limit": highs.getRunTime() + clock.seconds_left, "simplex_iteration_limit": iterations}
        _set(highs, options)
    if callbacks is None or clock is None:
        highs.run()
    else:
        callbacks.subscribe_to_stops(highs)
        try:
            _run_apart(highs, callbacks, clock)
        finally:
            highs.clearCallbacks()
    if clock is not None:
        _tell_cut(highs, clock)
        clock.spend(max(highs.getInfo().simplex_iteration_count, 0) * of_one)


def _tell_cut(highs: highspy.Highs, clock: Clock) -> None:
    """Have the clock know whether time ended it before its work was done; told before that work is spent."""
    work_left = clock.meter.done < clock.most
    if highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit and work_left and not clock.stop.is_set():
        clock.meter.is_cut = True


def _run_here(highs: highspy.Highs, callbacks: Callbacks) -> None:
    """Run on the caller's thread."""
    with delayed_interrupts(callbacks.is_cancelled):
        highs.run()


def _run_apart(highs: highspy.Highs, callbacks: Callbacks, clock: Clock) -> None:
    """Run on a thread of its own and wait for it: a solver left behind would call back into a Python that has gone."""
    ended = threading.Event()  # not `Thread.join`: interrupted, it takes the thread for ended
    with delayed_interrupts(callbacks.is_cancelled):
        threading.Thread(target=_run_and_clear_up, args=(highs, ended), name="highs", daemon=True).start()
        while not ended.wait(_POLL_SECONDS):
            if clock.stop.is_set():
                callbacks.is_cancelled.set()


def _run_and_clear_up(highs: highspy.Highs, ended: threading.Event) -> None:
    """Run; then end the workers that HiGHS keeps for each thread it was run on."""
    try:
        highs.run()
        for name in ("resetThreadScheduler", "resetGlobalScheduler"):  # the name has changed
            if hasattr(highspy.Highs, name):
                getattr(highspy.Highs, name)(False)
                break
    finally:
        ended.set()


def _values(highs: highspy.Highs) -> Floats | None:
    values = np.array(highs.getSolution().col_value, dtype=np.float64)
    return values if len(values) and math.isfinite(_told(highs)) else None


def _told(highs: highspy.Highs) -> float:
    """Return the objective that HiGHS tells of; inf where it has no solution."""
    told = float(highs.getInfo().objective_function_value)
    return told if math.isfinite(told) else math.inf


def _bound(highs: highspy.Highs) -> float:
    """Return the limit that HiGHS has proven, less the rounding of its arithmetic."""
    info = highs.getInfo()
    is_optimal = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    mixed = info.mip_node_count >= 0
    bound = info.mip_dual_bound if mixed else (info.objective_function_value if is_optimal else -math.inf)
    return float(bound - _RELATIVE_ROUNDING * abs(bound)) if math.isfinite(bound) else -math.inf


def _best(program: Program, candidates: Sequence[Floats | None]) -> Floats | None:
    """Return the cheapest of the values that keep the program, None where none do."""
    there = [values for values in candidates if values is not None and is_met(program, values)]
    return min(there, key=lambda values: objective_at(program, values), default=None)


def _is_lost(program: Program, best: Floats | None, told: float) -> bool:
    """Whether a better objective was told than that of any values at hand."""
    if not math.isfinite(told):
        return False
    return best is None or (objective_at(program, best) > told and not is_told(objective_at(program, best), told))


@cache
def _print_the_banner() -> None:
    """Make the first HiGHS of the process where nobody sees what it prints."""
    made_quietly(highspy.Highs)
