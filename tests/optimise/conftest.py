"""Machine code is ready before the clock of any test starts."""

import pytest

from planner.optimise.construction.start import find_start
from planner.optimise.pricing.column_generation import prove
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search.annealing import SearchEffort, search
from tests.composing import county_case, problem_of
from tests.proving import proving


@pytest.fixture(scope="session", autouse=True)
def compiled_code() -> None:
    """Have search and pricing compiled once: a cold machine needs most of a minute for it."""
    problem = problem_of(county_case(settlements=6, schools=4))
    start = find_start(problem, start_clock(0.0))
    search(problem, start, SearchEffort(clock=start_clock(3600.0), threads=1, seed=0, moves=1))
    prove(problem, proving(3600.0))
