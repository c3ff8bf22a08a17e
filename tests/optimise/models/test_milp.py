"""The model handed to a solver: what it proves, what it is given, and how it is stopped."""

import math
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from planner.cost import objective_of, shortfall_of
from planner.errors import InputError
from planner.optimise.construction.start import find_start
from planner.optimise.engine_result import EngineResult
from planner.optimise.incumbent import IncumbentTracker
from planner.optimise.models.milp import _cbc_bound, _solver_gap, solve_cbc, solve_highs
from planner.optimise.quick_bound import quick_bound
from planner.optimise.runtime.clock import Clock, start_clock
from planner.plan import gap_of, status_of
from planner.problem.problem import Problem, Solution
from planner.reading.scenario import Solver
from tests.composing import county_case, plan_with, problem_of, violations_of
from tests.districts import paper_case, random_case

EXACT = Solver(gap=0.0, threads=1)
LONG_SECONDS = 300.0


class Heard(IncumbentTracker):
    """A incumbent tracker that keeps every word of the solver, and may act on it."""

    def __init__(self, clock: Clock, act: Callable[[], None] = lambda: None) -> None:
        super().__init__(clock, lambda _: None)
        self.words: list[tuple[float, float]] = []
        self.act = act

    def note(self, total: float, bound: float, shortfall_pupils: float | None = None) -> None:
        """Keep it."""
        self.words.append((total, bound))
        self.act()
        super().note(total, bound, shortfall_pupils)


def cbc_program() -> Path:
    """Return a CBC there is on this machine: on the path, or the one PuLP brings along; skip where there is none."""
    found = shutil.which("cbc")
    if found is not None:
        return Path(found)
    pulp = find_spec("pulp")
    names = {"nt": "win/i64/cbc.exe"}
    for folder in (pulp.submodule_search_locations or []) if pulp else []:
        program = Path(folder) / "solverdir" / "cbc" / names.get(os.name, "linux/i64/cbc")
        if os.access(program, os.X_OK):
            return program
    pytest.skip("no CBC on this machine that runs")


def highs_answer(
    problem: Problem, *, start: Solution | None = None, seconds: float = LONG_SECONDS, solver: Solver = EXACT
) -> tuple[EngineResult, list[tuple[float, float]]]:
    """Solve with HiGHS from a start; return its answer and what it reported on the way."""
    begin = start or find_start(problem, start_clock(0))
    clock = start_clock(seconds)
    callbacks = Heard(clock)
    answer = solve_highs(problem, begin, clock, solver, callbacks)
    return answer, callbacks.words


def cbc_answer(problem: Problem, start: Solution, *, seconds: float) -> EngineResult:
    """Solve with CBC from a start."""
    clock = start_clock(seconds)
    return solve_cbc(problem, start, clock, EXACT, Heard(clock))


def total_of(problem: Problem, answer: EngineResult) -> float:
    """Return the total of an answer that holds a solution."""
    assert answer.solution is not None
    return objective_of(problem, answer.solution).total


def status(problem: Problem, answer: EngineResult) -> str:
    """Call an answer what its bound proves."""
    assert answer.solution is not None
    objective = objective_of(problem, answer.solution)
    return status_of(gap_of(total=objective.total, cost=objective.cost, bound=answer.bound), stopped=False)


@pytest.mark.parametrize("mode", ["whole", "split"])
def test_a_proven_optimum_is_called_optimal(mode: str) -> None:
    """At gap 0 and with time enough the bound meets the total, never above it, on random districts."""
    for seed in (*range(25), 85, 114):  # the two last are full to the last seat
        problem = problem_of(random_case(seed, mode=mode))
        answer, _ = highs_answer(problem)
        total = total_of(problem, answer)
        assert quick_bound(problem) <= total + 1e-6
        assert total * (1 - 1e-8) <= answer.bound <= total * (1 + 1e-8), f"seed {seed}"
        if answer.solution is not None and objective_of(problem, answer.solution).cost > 0:
            assert status(problem, answer) == "optimal", f"seed {seed}"


def test_the_plan_of_the_paper_district_obeys_the_rules() -> None:
    """What HiGHS proves best for the district that uses every rule passes the judge."""
    case = paper_case()
    problem = problem_of(case)
    answer, _ = highs_answer(problem)
    assert answer.solution is not None
    assert violations_of(case, plan_with(case, problem, answer.solution, bound=answer.bound)) == ()


def test_at_a_time_limit_a_plan_is_not_called_optimal() -> None:
    """A county that takes minutes to prove is stopped after one second: feasible, with the bound below the total."""
    case = county_case()
    problem = problem_of(case)
    answer, _ = highs_answer(problem, seconds=1.0)
    assert answer.bound < total_of(problem, answer)
    assert status(problem, answer) == "feasible"
    assert answer.solution is not None
    assert violations_of(case, plan_with(case, problem, answer.solution, bound=answer.bound)) == ()


def test_a_wide_gap_ends_it_with_a_bound_inside_the_gap() -> None:
    """Asked for a gap of 90 %, the solver stops there: (total - bound) / cost is no more, and optimal is not said."""
    problem = problem_of(county_case())
    answer, _ = highs_answer(problem, solver=Solver(gap=0.9, threads=1))
    assert answer.solution is not None
    objective = objective_of(problem, answer.solution)
    gap = gap_of(total=objective.total, cost=objective.cost, bound=answer.bound)
    assert gap is not None
    assert 1e-6 < gap <= 0.9 + 1e-6


def test_a_penalty_does_not_hide_a_bad_plan_in_the_gap() -> None:
    """Most of the total is shortfall out of reach: the solver is asked for a gap on the cost, not on the total."""
    case = county_case()
    bands = {
        name: band.model_copy(update={"max_ride_minutes": 12.0}) for name, band in case.scenario.grade_bands.items()
    }
    problem = problem_of(replace(case, scenario=case.scenario.model_copy(update={"grade_bands": bands})))
    start = find_start(problem, start_clock(0))
    objective = objective_of(problem, start)
    assert objective.penalty > objective.cost, "the case is made so"
    assert _solver_gap(problem, start, 0.02) * objective.total == pytest.approx(0.02 * objective.cost)
    answer, _ = highs_answer(problem, start=start, solver=Solver(gap=0.05, threads=1))
    assert answer.solution is not None
    found = objective_of(problem, answer.solution)
    assert found.total - answer.bound <= 0.05 * found.cost * (1 + 1e-6)


def test_the_start_is_accepted() -> None:
    """The first word from HiGHS is of a plan no worse than the start it was given."""
    problem = problem_of(county_case())
    start = find_start(problem, start_clock(LONG_SECONDS))
    _, reports = highs_answer(problem, start=start, seconds=1.0)
    assert reports[0][0] <= objective_of(problem, start).total * (1 + 1e-9)


def test_reports_get_no_worse() -> None:
    """Totals never rise and bounds never fall while it works, and every bound lies below every total."""
    _, reports = highs_answer(problem_of(county_case()), seconds=1.0)
    totals = np.array([total for total, _ in reports])
    bounds = np.array([bound for _, bound in reports if bound > -math.inf])  # a new plan may come without a bound
    assert len(totals) > len(bounds) > 1
    assert (np.diff(totals) <= 1e-6 * totals[0]).all()
    assert (np.diff(bounds) >= -1e-6 * totals[0]).all()
    assert bounds.max() <= totals.min()


def test_pupils_without_a_seat_are_told() -> None:
    """At the end the incumbent tracker holds the shortfall of the plan that is returned."""
    case = county_case(settlements=8, schools=5)
    schools = case.district.schools.assign(pupils_max=20.0)
    problem = problem_of(replace(case, district=replace(case.district, schools=schools)))
    clock = start_clock(LONG_SECONDS)
    callbacks = Heard(clock)
    answer = solve_highs(problem, find_start(problem, start_clock(0)), clock, EXACT, callbacks)
    assert answer.solution is not None
    assert callbacks.shortfall_pupils == pytest.approx(float(shortfall_of(problem, answer.solution).sum()), abs=1e-3)
    assert callbacks.shortfall_pupils > 0


def test_the_user_stops_it() -> None:
    """Set at the first report, the stop event ends HiGHS with the plan it has, long before the time is over."""
    problem = problem_of(county_case())
    stop = Event()
    clock = start_clock(LONG_SECONDS, stop)
    answer = solve_highs(problem, find_start(problem, start_clock(0)), clock, EXACT, Heard(clock, stop.set))
    assert clock.left > 0
    assert answer.bound < total_of(problem, answer)


def test_without_time_for_the_model_nothing_is_begun() -> None:
    """At a time limit of 0 there is neither a solution nor a bound, and no report."""
    answer, reports = highs_answer(problem_of(county_case()), seconds=0.0)
    assert (answer.solution, answer.bound, reports) == (None, -math.inf, [])


def test_the_same_plan_twice() -> None:
    """Same problem, same seed, one thread: the same shares."""
    problem = problem_of(county_case(settlements=8, schools=5))
    first, second = (highs_answer(problem)[0].solution for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.share.tolist() == second.share.tolist()


def test_cbc_that_is_not_there_is_bad_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the key and what to do."""
    monkeypatch.setenv("PATH", str(tmp_path))
    problem = problem_of(paper_case())
    with pytest.raises(InputError, match=r"solver\.milp_solver: cbc is not installed"):
        cbc_answer(problem, find_start(problem, start_clock(0)), seconds=9.0)


@pytest.mark.parametrize("mode", ["whole", "split"])
def test_cbc_finds_the_same_optimum(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """CBC and HiGHS prove the same total on random districts, from the same model."""
    monkeypatch.setenv("PATH", f"{cbc_program().parent}{os.pathsep}{os.environ.get('PATH', '')}")
    for seed in range(4):
        problem = problem_of(random_case(seed, mode=mode))
        start = find_start(problem, start_clock(0))
        answer = cbc_answer(problem, start, seconds=LONG_SECONDS)
        best, _ = highs_answer(problem)
        assert total_of(problem, answer) == pytest.approx(total_of(problem, best), rel=1e-6, abs=1e-6)
        assert answer.bound == pytest.approx(total_of(problem, best), rel=1e-6, abs=1e-6)


def test_cbc_at_a_time_limit_does_not_call_it_optimal(monkeypatch: pytest.MonkeyPatch) -> None:
    """PuLP says Optimal of CBC's plan at a time limit; the bound in its log says otherwise."""
    monkeypatch.setenv("PATH", f"{cbc_program().parent}{os.pathsep}{os.environ.get('PATH', '')}")
    problem = problem_of(county_case())
    start = find_start(problem, start_clock(0))
    answer = cbc_answer(problem, start, seconds=1.0)
    assert answer.solution is None or status(problem, answer) == "feasible"
    assert answer.bound < objective_of(problem, start).total


STOPPED_LOG = """Result - Stopped on time limit

Objective value:                29086754.04323670
Lower bound:                    23131275.191
Gap:                            0.26
"""
OPTIMAL_LOG = """Cbc0001I Search completed
Result - Optimal solution found

Objective value:                1234.50000000
Enumerated nodes:               0
"""
WITHIN_GAP_LOG = """Cbc0011I Exiting as integer gap of 1 less than 0 or 1%
Result - Optimal solution found (within gap tolerance)

Objective value:                1234.50000000
Lower bound:                    1200.000
Gap:                            0.03
"""


@pytest.mark.parametrize(
    ("log", "bound"),
    [
        (STOPPED_LOG, 23131275.191),
        (OPTIMAL_LOG, 1234.5),
        (WITHIN_GAP_LOG, 1200.0),
        ("Result - Optimal solution found (within gap tolerance)\n\nObjective value:  7.0\n", -math.inf),
        ("Result - Stopped on time limit\n\nObjective value:  7.0\n", -math.inf),
        ("Result - Problem proven infeasible\n\nNo feasible solution found\n", -math.inf),
        ("", -math.inf),
    ],
)
def test_what_cbc_proves_is_read_from_its_log(log: str, bound: float) -> None:
    """A lower bound where it prints one, the objective where it proved it, and else nothing."""
    assert _cbc_bound(log) == bound
