"""Split blocks with nothing but schools and journeys to decide: exact on every mix of decisions, merges and budget."""

import numpy as np
import pytest

from planner.cost import objective_of
from planner.optimise.construction.start import find_start
from planner.optimise.engine_run import Run
from planner.optimise.facility_location.split_blocks import improve_split
from planner.optimise.facility_location.transportation import (
    Sites,
    Transport,
    as_solution,
    descend,
    is_facility_location,
    may_open,
    sites_of,
    solve_transportation,
)
from planner.optimise.incumbent import IncumbentTracker
from planner.optimise.runtime.clock import start_clock
from planner.problem.build import build_problem
from planner.problem.problem import Decision, Flags, Problem
from planner.reading.scenario import Solver
from planner.verifying import find_violations
from tests.brute import best_split_total
from tests.districts import Case, random_case, with_scenario
from tests.planning import plan_of
from tests.proving import SITES

EXACT = Solver(gap=0.0, time_limit_seconds=60.0, threads=1)


def sites_case(seed: int) -> Case:
    """Draw a random tiny district without classes, of one year; who would board rides."""
    case = with_scenario(random_case(seed, mode="split"), "rules", "class_size", value=None)
    case = with_scenario(case, "years", value=case.scenario.years[:1])
    for name, band in case.scenario.grade_bands.items():
        if band.boarding:
            case = with_scenario(case, "grade_bands", name, "boarding", value=False)
            case = with_scenario(case, "grade_bands", name, "max_ride_minutes", value=60)
    return case


def problem_of(seed: int) -> Problem:
    """Build a random tiny problem."""
    case = sites_case(seed)
    return build_problem(case.district, case.journeys, case.scenario)


def transport(sites: Sites, opened: Flags) -> Transport:
    """Carry everybody, without a guess."""
    answer = solve_transportation(sites, opened, np.zeros(len(opened)))
    assert answer is not None
    return answer


@pytest.mark.sampled(most=11)
@pytest.mark.parametrize("seed", range(80))
def test_sites_alone_are_chosen_at_the_least_cost(seed: int) -> None:
    """The plan costs what the best of all openings costs, is proven, and breaks no rule."""
    case = sites_case(seed)
    best = best_split_total(case)
    plan = plan_of(case, EXACT)
    assert plan.objective.total == pytest.approx(best, abs=0.5)
    assert plan.bound == pytest.approx(best, abs=0.5)
    assert find_violations(plan, case.scenario, case.district, case.journeys) == ()


@pytest.mark.parametrize("seed", range(20))
def test_what_is_transported_costs_what_the_objective_says(seed: int) -> None:
    """Total, penalty and shares agree with the one place where costs are defined."""
    problem = problem_of(seed)
    assert is_facility_location(problem)
    sites = sites_of(problem, SITES.transportation)
    opened = problem.school_decision != Decision.CLOSE
    answer = transport(sites, opened)
    objective = objective_of(problem, as_solution(sites, answer))
    assert answer.total == pytest.approx(objective.total, rel=1e-9)
    assert answer.penalty == pytest.approx(objective.penalty, rel=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_nothing_open_leaves_everybody_over(seed: int) -> None:
    """With no school there is only the penalty."""
    problem = problem_of(seed)
    answer = transport(sites_of(problem, SITES.transportation), np.zeros(problem.n_schools, dtype=bool))
    assert answer.total == pytest.approx(problem.block_pupils.sum() * problem.shortfall_yuan_per_pupil)


@pytest.mark.parametrize("seed", range(40))
def test_no_neighbour_of_a_descent_is_cheaper(seed: int) -> None:
    """Opening one, closing one or both at once gains nothing: the limits that spare work hide nothing."""
    problem = problem_of(seed)
    sites, everything = sites_of(problem, SITES.transportation), problem.school_decision != Decision.CLOSE
    begin = find_start(problem, start_clock(0.0)).open[:, 0]
    best = descend(sites, begin, everything, start_clock(60.0), lambda _: None)
    assert best is not None
    for drop in [None, *np.nonzero(best.opened)[0]]:
        for add in [None, *np.nonzero(~best.opened)[0]]:
            trial = best.opened.copy()
            if drop is not None:
                trial[drop] = False
            if add is not None:
                trial[add] = True
            if may_open(sites, trial):
                assert transport(sites, trial).total >= best.total - 1e-6 * abs(best.total)


def test_a_clock_that_is_over_leaves_a_plan() -> None:
    """Without time the start comes back, or better, and nothing is claimed that is not proven."""
    problem = problem_of(3)
    start = find_start(problem, start_clock(0.0))
    clock = start_clock(0.0)
    tracker = IncumbentTracker(clock, lambda _: None)
    found = improve_split(Run(problem=problem, solver=EXACT, clock=clock, tracker=tracker), start)
    assert found.solution is not None
    assert objective_of(problem, found.solution).total <= objective_of(problem, start).total + 1e-6
    assert found.bound <= best_split_total(sites_case(3)) + 1e-6
