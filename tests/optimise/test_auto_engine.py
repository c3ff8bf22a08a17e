"""Engine auto: search, pricing and recombination against counting; stopping; machines without a compiler."""

import json
from pathlib import Path
from threading import Event

import pytest

from planner.cost import objective_of
from planner.optimise.auto_engine import improve, prepare
from planner.optimise.construction.start import find_start
from planner.optimise.engine_result import EngineResult
from planner.optimise.engine_run import Run
from planner.optimise.incumbent import IncumbentTracker, Progress
from planner.optimise.runtime.clock import Clock, start_clock
from planner.optimise.runtime.compiled import CAN_COMPILE
from planner.optimise.solve import solve
from planner.optimise.solve_loop import run_solve_loop
from planner.plan import gap_of, read_plan, status_of
from planner.problem.problem import Problem
from planner.reading.scenario import Solver
from tests.brute import best_whole_total
from tests.compiling import without_numba
from tests.composing import county_case, plan_with, problem_of, violations_of
from tests.districts import Case, district_of, paper_case, random_case, scenario_of, write_case
from tests.seating import busy_case, walked

AUTO = Solver(engine="auto", gap=0.0, threads=1)
NEARLY = 1e-6
LONG_SECONDS = 300.0
AMPLE_SECONDS = 20.0
"""Many times what the districts that close take; each part of a turn takes a share of it."""
CLOSED_ALONE = (1, 2, *range(4, 12), *range(14, 24), 27, 28, *range(31, 36), 37, 38, *range(41, 44))
"""Seeds of districts that search, pricing and branching close in a moment."""
LEFT_OPEN = (3, 24, 25, 30, 36, 60, 61, 75, 85, 92)
"""Seeds of districts in which a gap stays, for want of time or of pairs to branch on."""


def searched(problem: Problem, clock: Clock, tracker: IncumbentTracker) -> EngineResult:
    """Solve by search, pricing and recombination alone, small as the problem may be."""
    run = Run(problem=problem, solver=AUTO.model_copy(update={"gap": NEARLY}), clock=clock, tracker=tracker)
    best = run_solve_loop(run, find_start(problem, clock.share(0.02)))
    return EngineResult(solution=best, bound=tracker.bound)


def silent(clock: Clock) -> IncumbentTracker:
    """Return a incumbent tracker that tells nobody."""
    return IncumbentTracker(clock, lambda _: None)


def stopping(clock: Clock, after: int) -> tuple[IncumbentTracker, list[Progress]]:
    """Return a incumbent tracker whose user stops the run after so many reports."""
    told: list[Progress] = []

    def report(progress: Progress) -> None:
        told.append(progress)
        if len(told) >= after:
            clock.stop.set()

    return IncumbentTracker(clock, report), told


def solved_alone(seed: int, seconds: float) -> tuple[float, float, float]:
    """Return best total by counting, total found and limit of a random district; the plan found breaks no rule."""
    case = random_case(seed)
    problem, best = problem_of(case), best_whole_total(case)
    clock = start_clock(seconds)
    found = searched(problem, clock, silent(clock))
    assert found.solution is not None
    assert violations_of(case, plan_with(case, problem, found.solution, bound=found.bound)) == ()
    return best, objective_of(problem, found.solution).total, found.bound


@pytest.mark.sampled(most=3)
@pytest.mark.parametrize("seed", CLOSED_ALONE)
def test_search_and_pricing_come_to_the_best_plan_and_prove_it(seed: int) -> None:
    """Without the model's help and with time enough: what counting every possibility finds, and the limit meets it."""
    best, total, bound = solved_alone(seed, AMPLE_SECONDS)
    assert total == pytest.approx(best, abs=0.5)
    assert bound == pytest.approx(best, abs=0.5, rel=NEARLY)


@pytest.mark.parametrize("seed", [*LEFT_OPEN, *range(100, 110)])
def test_stopped_early_search_and_pricing_claim_nothing_wrong(seed: int) -> None:
    """Whenever time is over: a lawful plan, not below the optimum, and no limit above it."""
    best, total, bound = solved_alone(seed, 0.3)
    assert total >= best - 0.5
    assert bound <= best + 0.5


def test_busy_districts_are_lawful_and_their_limits_below() -> None:
    """Three years, merges, sites, beds and budget at once: the judge finds nothing, and no limit is above the plan."""
    for seed in range(6):
        case = busy_case(seed)
        problem = problem_of(case)
        clock = start_clock(0.5)
        found = searched(problem, clock, silent(clock))
        assert found.solution is not None
        assert violations_of(case, plan_with(case, problem, found.solution, bound=found.bound)) == (), f"seed {seed}"
        assert found.bound <= objective_of(problem, found.solution).total * (1 + 1e-9)


def test_no_limit_is_above_what_the_other_engine_finds() -> None:
    """The plan of the plain model alone is not below the limit that pricing proves, nor the other way round."""
    for seed in range(3):
        problem = problem_of(county_case(settlements=10, schools=5, seed=seed))
        answers = [
            solve(problem, Solver.model_validate({"engine": engine, "threads": 1}), start_clock(0.7))
            for engine in ("auto", "milp")
        ]
        clock = start_clock(0.7)
        bounds = [answer.bound for answer in answers] + [searched(problem, clock, silent(clock)).bound]
        assert max(bounds) <= min(objective_of(problem, answer.solution).total for answer in answers) * (1 + 1e-9)


def test_a_run_stopped_on_the_way_ends_with_its_plan() -> None:
    """A stop during search and pricing ends the run long before its time; the plan is lawful, its status stopped."""
    case = county_case()
    problem = problem_of(case)
    for after in (1, 4):
        clock = start_clock(LONG_SECONDS, Event())
        tracker, told = stopping(clock, after)
        tracker.proved(0.0)
        found = searched(problem, clock, tracker)
        assert clock.stop.is_set()
        assert clock.left > 0
        assert len(told) >= after
        assert found.solution is not None
        plan = plan_with(case, problem, found.solution, bound=found.bound)
        assert violations_of(case, plan) == ()
        assert status_of(plan.gap, stopped=clock.stop.is_set()) == "stopped"


@pytest.mark.parametrize("mode", ["whole", "split"])
def test_auto_stopped_by_the_user(mode: str) -> None:
    """Whatever engine auto is at when the stop comes, it ends with a plan and says that it was stopped."""
    problem = problem_of(county_case(mode=mode))
    clock = start_clock(LONG_SECONDS, Event())
    told: list[Progress] = []

    def report(progress: Progress) -> None:
        told.append(progress)
        if len(told) > 1:
            clock.stop.set()

    answer = solve(problem, AUTO, clock, report=report)
    assert clock.left > 0
    assert answer.stopped
    objective = objective_of(problem, answer.solution)
    gap = gap_of(total=objective.total, cost=objective.cost, bound=answer.bound)
    assert status_of(gap, stopped=answer.stopped) == "stopped"


def test_it_stops_where_it_is_near_enough() -> None:
    """A gap of 100 % is reached at once: the clock has nearly all of its time left."""
    problem = problem_of(county_case(settlements=8, schools=4))
    clock = start_clock(LONG_SECONDS)
    start = find_start(problem, start_clock(0.0))
    found = improve(
        Run(problem=problem, solver=AUTO.model_copy(update={"gap": 1.0}), clock=clock, tracker=silent(clock)), start
    )
    assert found.solution is not None
    assert objective_of(problem, found.solution).total <= objective_of(problem, start).total
    assert clock.left > 0


def test_a_district_without_pupils_is_prepared_and_solved() -> None:
    """Nobody to place: the schools that stay are what it costs, and that is proven."""
    case = Case(
        district=district_of(
            pupils={("a", 2026, "1"): 0},
            schools=[{"school_id": "h", "classrooms": 1, "fixed_yuan_per_year": 700}],
            travel={("a", "h"): (1, None, None)},
        ),
        scenario=scenario_of(),
    )
    problem = problem_of(case)
    prepare(problem)
    answer = solve(problem, AUTO, start_clock(30.0))
    assert objective_of(problem, answer.solution).total == pytest.approx(700)
    assert answer.bound == pytest.approx(700)
    clock = start_clock(1.0)
    assert searched(problem, clock, silent(clock)).bound == pytest.approx(700)


@pytest.mark.skipif(not CAN_COMPILE, reason="Numba is missing or broken here")
def test_machine_code_walks_where_python_walks() -> None:
    """The same moves with and without a compiler end with every block at the same school."""
    code = (
        "import json\n"
        "from planner.optimise.runtime.compiled import CAN_COMPILE\n"
        "from tests.composing import problem_of\n"
        "from tests.seating import busy_case, walked\n"
        "assert not CAN_COMPILE\n"
        "ends = [walked(problem_of(busy_case(n)), seed=n, temperature=3e4, moves=1500)[1] for n in range(3)]\n"
        "print(json.dumps([end.blocks['at'].tolist() for end in ends]))\n"
    )
    result = without_numba(code)
    assert result.returncode == 0, result.stderr
    for number, end in enumerate(json.loads(result.stdout)):
        _, seats = walked(problem_of(busy_case(number)), seed=number, temperature=3e4, moves=1500)
        assert seats.blocks["at"].tolist() == end


def test_search_and_pricing_without_a_compiler() -> None:
    """In plain Python tiny districts are solved all the same: lawful, at the optimum, no limit above it."""
    code = (
        "from tests.brute import best_whole_total\n"
        "from tests.districts import random_case\n"
        "from tests.optimise.test_auto_engine import check_without_compiler\n"
        "for seed in (0, 2, 5):\n"
        "    check_without_compiler(seed)\n"
    )
    result = without_numba(code)
    assert result.returncode == 0, result.stderr


def check_without_compiler(seed: int) -> None:
    """Check one district by search and pricing, in a process without Numba."""
    assert not CAN_COMPILE
    case = random_case(seed)
    problem, best = problem_of(case), best_whole_total(case)
    clock = start_clock(20.0)
    found = searched(problem, clock, silent(clock))
    assert found.solution is not None
    assert objective_of(problem, found.solution).total == pytest.approx(best, abs=0.5)
    assert found.bound <= best + 0.5
    assert violations_of(case, plan_with(case, problem, found.solution, bound=found.bound)) == ()


def test_without_a_compiler_the_user_is_told(tmp_path: Path) -> None:
    """The command line solves and says on standard error that it is slower; the plan's notes say it too."""
    scenario = write_case(tmp_path / "scenarios", paper_case())
    code = "from planner.cli import main\nmain()"
    result = without_numba(code, "run", scenario, "--out", tmp_path / "out", "--threads", "1", "--time-limit", "5")
    assert result.returncode == 0, result.stderr
    assert "not compiled, slower" in result.stderr
    plan = read_plan(tmp_path / "out" / "plan.json")
    assert plan.status == "optimal"
    assert any(note.startswith("not compiled") for note in plan.notes)
