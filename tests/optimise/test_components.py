"""Problems that fall apart: groups share nothing, and their answers together are the whole's."""

from dataclasses import replace

import numpy as np
import pytest

from planner.cost import objective_of
from planner.optimise.auto_engine import improve
from planner.optimise.components import components_of, joined, split_by_component
from planner.optimise.construction.start import find_start
from planner.optimise.engine_run import Run
from planner.optimise.incumbent import IncumbentTracker, LatePlan, Progress
from planner.optimise.quick_bound import quick_bound
from planner.optimise.restrict import only_blocks, only_pairs
from planner.optimise.runtime.clock import start_clock
from planner.problem.build import build_problem
from planner.problem.problem import Problem
from planner.reading.scenario import Solver
from tests.districts import random_case


def two_islands(seed: int) -> Problem:
    """Return a problem in which blocks of even settlements reach even schools alone, odd ones odd schools."""
    case = random_case(seed)
    problem = build_problem(case.district, case.journeys, case.scenario)
    own = problem.block_settlement[problem.pair_block] % 2 == problem.pair_school % 2
    nothing, mergeable = np.zeros(problem.n_years, dtype=np.int64), int(problem.school_mergeable.sum())
    unbound = replace(problem, merge_least=nothing, merge_most=mergeable, budget_yuan=np.full(problem.n_years, np.inf))
    return only_pairs(unbound, own)


def solved(problem: Problem, *, whole: bool) -> float:
    """Return the best total, of the groups together, or of the problem as one."""
    start = find_start(problem, start_clock(10.0))
    solver = Solver(time_limit_seconds=60, gap=0.0, threads=1)
    if whole:
        # a merge count that binds nothing keeps the problem in one piece
        problem = replace(problem, budget_yuan=np.full(problem.n_years, 1e15))
    found = improve(
        Run(
            problem=problem,
            solver=solver,
            clock=start_clock(60.0),
            tracker=IncumbentTracker(start_clock(60.0), lambda _: None),
        ),
        start,
    )
    assert found.solution is not None
    return objective_of(problem, found.solution).total


@pytest.mark.parametrize("seed", range(12))
def test_groups_together_are_as_good_as_the_whole(seed: int) -> None:
    """Solved apart or as one: the same best total."""
    problem = two_islands(seed)
    assert solved(problem, whole=False) == pytest.approx(solved(problem, whole=True), rel=1e-6)


def test_groups_share_nothing_and_leave_nothing_out() -> None:
    """Every pair and every block stands in one group; every school that is not closed too."""
    met = 0
    for seed in range(30):
        problem = two_islands(seed)
        components = components_of(problem)
        if not components:
            continue
        met += 1
        pairs = np.sort(np.concatenate([component.pairs for component in components]))
        assert pairs.tolist() == list(range(problem.n_pairs))
        assert sum(component.problem.n_blocks for component in components) == problem.n_blocks
        open_in = sum((component.problem.school_decision != 2).astype(int) for component in components)
        assert (open_in == (problem.school_decision != 2)).all()
        for component in components:
            assert (component.problem.pair_yuan == problem.pair_yuan[component.pairs]).all()
            assert (component.problem.pair_school == problem.pair_school[component.pairs]).all()
        assert sum(quick_bound(component.problem) for component in components) <= solved(problem, whole=False) + 1e-6
    assert met


def test_an_answer_taken_apart_and_put_together_is_itself() -> None:
    """Nothing is lost on the way, and the groups' totals add up."""
    for seed in range(20):
        problem = two_islands(seed)
        components = components_of(problem)
        start = find_start(problem, start_clock(10.0))
        parts = list(split_by_component(components, start))
        if not components:
            continue
        again = joined(problem, components, parts)
        for name in ("open", "classrooms_added", "beds_added", "classes", "share"):
            assert (getattr(again, name) == getattr(start, name)).all(), name
        total = sum(
            objective_of(component.problem, part).total for component, part in zip(components, parts, strict=True)
        )
        assert total == pytest.approx(objective_of(problem, start).total)


@pytest.mark.parametrize("what", ["merge_least", "merge_most", "budget"])
def test_what_binds_groups_together_keeps_them_so(what: str) -> None:
    """A merge count or a budget is for all schools: the problem stays in one piece."""
    problem = next(p for p in map(two_islands, range(30)) if components_of(p) and p.school_mergeable.any())
    bound = {
        "merge_least": replace(problem, merge_least=np.ones(problem.n_years, dtype=np.int64)),
        "merge_most": replace(problem, merge_most=0),
        "budget": replace(problem, budget_yuan=np.full(problem.n_years, 1e6)),
    }
    assert components_of(bound[what]) == ()


def test_the_tracker_hears_of_whole_plans_alone() -> None:
    """What is told on the way is a total and a limit of the whole problem: totals that fall."""
    problem = next(p for p in map(two_islands, range(30)) if components_of(p))
    heard: list[Progress] = []
    clock = start_clock(60.0)
    plans: list[tuple[float, LatePlan]] = []
    tracker = IncumbentTracker(clock, heard.append, told_plan=lambda total, plan: plans.append((total, plan)))
    start = find_start(problem, start_clock(10.0))
    tracker.note(objective_of(problem, start).total, quick_bound(problem))
    solver = Solver(time_limit_seconds=60, gap=0.0, threads=1)
    improve(Run(problem=problem, solver=solver, clock=clock, tracker=tracker), start)
    for total, plan in plans:
        assert objective_of(problem, plan()).total == pytest.approx(total, rel=1e-9), "of the whole problem too"
    assert plans
    totals = [at.total for at in heard]
    assert totals == sorted(totals, reverse=True)
    assert all(at.bound <= at.total * (1 + 1e-9) for at in heard)


def test_blocks_alone_keep_their_pairs() -> None:
    """A part with some blocks has their pairs, in order, and no others."""
    case = random_case(4)
    problem = build_problem(case.district, case.journeys, case.scenario)
    kept = np.arange(problem.n_blocks) % 2 == 0
    part = only_blocks(problem, kept)
    assert part.block_pupils.tolist() == problem.block_pupils[kept].tolist()
    assert part.n_pairs == int(kept[problem.pair_block].sum()) == part.block_first_pair[-1]
    for block in range(part.n_blocks):
        own = slice(part.block_first_pair[block], part.block_first_pair[block + 1])
        assert (part.pair_block[own] == block).all()
