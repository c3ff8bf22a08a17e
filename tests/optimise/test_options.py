"""Options of the engine: the defaults are what runs use, and another value has its effect."""

from dataclasses import replace

from planner.optimise.options.engine import DEFAULTS, EngineOptions
from planner.optimise.options.search import AnnealingOptions, CoolingSchedule
from planner.optimise.runtime.clock import start_clock
from planner.optimise.solve import solve
from planner.reading.scenario import Solver
from tests.composing import county_case, problem_of

SOLVER = Solver(time_limit_seconds=60.0, threads=1, search_moves=4_000)


def test_the_defaults_are_those_of_a_run_without_options() -> None:
    """The same moves from the same seed end in the same plan."""
    problem = problem_of(county_case(settlements=24, schools=12))
    without = solve(problem, SOLVER, start_clock(60.0)).solution
    given = solve(problem, SOLVER, start_clock(60.0), options=EngineOptions()).solution
    assert (given.share == without.share).all()
    assert (given.open == without.open).all()


def test_another_schedule_reaches_the_search() -> None:
    """At a temperature that never falls the search ends elsewhere than with the defaults."""
    problem = problem_of(county_case(settlements=60, schools=24))
    hot = (CoolingSchedule(share=1.0, hot=1e6, cold=1e6, from_best=False),)
    options = replace(DEFAULTS, annealing=AnnealingOptions(by_moves=hot))
    cooled = solve(problem, SOLVER, start_clock(60.0))
    left_hot = solve(problem, SOLVER, start_clock(60.0), options=options)
    assert (cooled.solution.share != left_hot.solution.share).any()
