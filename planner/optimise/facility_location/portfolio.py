"""A portfolio: the plain model in HiGHS beside everything else, on a thread of its own.

Which of two ways proves an instance sooner is not known beforehand (Huberman, Lukose and Hogg 1997): both begin, tell
each other's best total and limit through the incumbent tracker, and whoever is done ends the other. So no instance
takes much longer than the faster of the two.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from planner.optimise.engine_run import EXACT, Run, cheapest, is_done
from planner.optimise.neighbourhood.neighbourhood_model import solution_of
from planner.optimise.runtime import rates
from planner.optimise.runtime.clock import Clock, StopBelow
from planner.optimise.solver.callbacks import Listeners
from planner.optimise.solver.highs import Settings, solve_mixed
from planner.optimise.solver.program import program_of
from planner.problem.problem import Floats, Solution
from planner.problem.statement.statement import Statement, state, values_of

_DIGITS_OF_SHARES = 6
_RELATIVE_GAP = 1e-9
Improve = Callable[[Run, Solution], Solution]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Way:
    """One of the two: its run, with a clock of its own, and what ends it."""

    run: Run
    stop: threading.Event


def beside_the_model(run: Run, start: Solution, improve: Improve) -> Solution:
    """Improve `start`, with the plain model beside it where there are threads for both and it is small enough."""
    threads = run.solver.threads
    if run.problem.n_pairs > run.options.facility_location.single_source.portfolio_pairs or threads == 1:
        return improve(run, start)
    other, model = _way(run, threads - 1), _way(run, 1)
    with ThreadPoolExecutor(1) as pool:
        solving = pool.submit(_by_model, model.run, start, other.stop)
        try:
            found = improve(other.run, start)
        finally:
            model.stop.set()
        by_model = solving.result()
    run.clock.join([other.run.clock, model.run.clock], threads)
    return cheapest(run, found, by_model)


def _way(run: Run, threads: int) -> _Way:
    stop = StopBelow(run.clock.stop)
    own = replace(run.clock.apart(), stop=stop)
    return _Way(run=replace(run, clock=own, solver=run.solver.model_copy(update={"threads": threads})), stop=stop)


def _by_model(run: Run, start: Solution, other: threading.Event) -> Solution | None:
    """Solve the plain model until the clock is over; where that proves the best, end the other way."""
    if rates.of_model(run.problem) > run.clock.left:
        return None
    run.clock.spend(rates.of_model(run.problem))
    statement = state(run.problem)
    settings = Settings(seed=run.solver.seed, relative_gap=_RELATIVE_GAP)
    begin, program = values_of(statement, start), program_of(statement)
    found = solve_mixed(program, begin, run.clock, settings, _listeners(run, statement, other))
    solution = None if found.values is None else solution_of(statement, found.values)
    run.tracker.proved(found.bound)
    if solution is not None and is_done(replace(run, clock=_endless(run.clock)), solution):
        other.set()
    return solution


def _endless(clock: Clock) -> Clock:
    """Return a clock that is not over, to ask of a plan alone whether it is proven."""
    return replace(clock, deadline=np.inf, most=np.inf, stop=threading.Event())


def _listeners(run: Run, statement: Statement, other: threading.Event) -> Listeners:
    """Pass what HiGHS finds and proves on to the incumbent tracker; end both ways where the limit meets the best."""
    left, pupils, tracker = statement.columns.left, run.problem.block_pupils, run.tracker

    def tell_plan(objective: float, values: Floats) -> None:
        tracker.found(objective, float(pupils @ values[left].round(_DIGITS_OF_SHARES)))

    def tell_both(objective: float, bound: float) -> None:
        tracker.note(objective, bound)
        if tracker.total - tracker.bound <= EXACT * abs(tracker.total):
            other.set()
            run.clock.stop.set()

    return Listeners(plan=tell_plan, both=tell_both)
