"""The plain model beside everything else: who proves the best ends the other, and nothing else does."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from planner.cost import objective_of
from planner.optimise.construction.start import find_start
from planner.optimise.engine_run import Run
from planner.optimise.facility_location.portfolio import beside_the_model
from planner.optimise.incumbent import IncumbentTracker
from planner.optimise.quick_bound import quick_bound
from planner.optimise.runtime.clock import Clock, start_clock
from planner.problem.problem import Problem, Solution
from planner.reading.scenario import Solver
from tests.composing import county_case, problem_of
from tests.readying import sites_of

FAR = 1e5


@pytest.fixture(name="problem", scope="module")
def _problem() -> Problem:
    return problem_of(sites_of(county_case(settlements=9, schools=6)))


def begun(problem: Problem, *, threads: int = 2, seconds: float = 60.0) -> tuple[Run, Solution]:
    """Return a run with all the time in the world, and its start."""
    clock = start_clock(seconds).until(time.monotonic() + FAR)
    tracker = IncumbentTracker(clock, lambda _: None, shortfall_yuan=problem.shortfall_yuan_per_pupil)
    start = find_start(problem, clock.share(0.1))
    tracker.found_plan(problem, start)
    tracker.proved(quick_bound(problem))
    solver = Solver(threads=threads, gap=0.0, time_limit_seconds=seconds)
    return Run(problem=problem, solver=solver, clock=clock, tracker=tracker), start


def waiting(run: Run, start: Solution) -> Solution:
    """Wait until somebody ends this way."""
    while not run.clock.is_late:
        time.sleep(0.01)
    return start


def test_the_model_proves_the_best_and_ends_the_other_way(problem: Problem) -> None:
    """The other way finds nothing; the plan is the model's, proven, and the run itself is not stopped."""
    run, start = begun(problem)
    found = beside_the_model(run, start, waiting)
    total = objective_of(problem, found).total
    assert total <= objective_of(problem, start).total
    assert run.tracker.bound == pytest.approx(total, rel=1e-7)
    assert not run.clock.stop.is_set()
    assert run.clock.meter.done > 0.0


def test_what_the_other_way_finds_ends_the_model(problem: Problem) -> None:
    """It returns at once, whatever the model is at, with its own plan where that is no dearer."""
    run, start = begun(problem)
    best = beside_the_model(run, start, waiting)
    again, start = begun(problem)
    found = beside_the_model(again, start, lambda _run, _start: best)
    assert objective_of(problem, found).total == pytest.approx(objective_of(problem, best).total)
    assert np.array_equal(found.share, best.share)


def test_each_way_has_a_clock_and_threads_of_its_own(problem: Problem) -> None:
    """Work of the one does not end the other."""
    seen: list[tuple[int, Clock]] = []

    def noting(run: Run, start: Solution) -> Solution:
        seen.append((run.solver.threads, run.clock))
        run.clock.spend(7.0)
        return start

    run, start = begun(problem, threads=3)
    beside_the_model(run, start, noting)
    ((threads, clock),) = seen
    assert threads == 2
    assert clock.meter is not run.clock.meter
    assert run.clock.meter.done >= 7.0


@pytest.mark.parametrize("why", ["one thread", "too large"])
def test_alone_where_there_is_no_room_for_two(problem: Problem, why: str) -> None:
    """Then the other way is given the run as it is."""
    run, start = begun(problem, threads=1 if why == "one thread" else 2)
    if why == "too large":
        options = run.options.facility_location
        few = replace(options, single_source=replace(options.single_source, portfolio_pairs=3))
        run = replace(run, options=replace(run.options, facility_location=few))
    given: list[Run] = []

    def noting(run: Run, start: Solution) -> Solution:
        given.append(run)
        return start

    assert beside_the_model(run, start, noting) is start
    assert given == [run]


def test_a_user_stops_both() -> None:
    """A county that the model does not close: both ways end soon after the stop, with a plan."""
    problem = problem_of(sites_of(county_case(settlements=60, schools=30)))
    run, start = begun(problem, seconds=1000.0)
    threading.Timer(0.5, run.clock.stop.set).start()
    found = beside_the_model(run, start, waiting)
    assert objective_of(problem, found).total <= objective_of(problem, start).total
