"""Working state: placing and taking back, and what shares ask of a school."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.cost import loads
from planner.optimise.construction.completion import (
    PartialPlan,
    completed,
    copied,
    nobody_placed,
    one_off_spent,
    put,
    take_back,
)
from planner.problem.problem import Problem
from tests.composing import problem_of
from tests.districts import paper_case, random_case

SCHOOLS = ("P0", "P1", "P2", "J1", "N1")


def all_open(problem: Problem) -> PartialPlan:
    """Start with every school and site open."""
    return nobody_placed(problem, np.ones(problem.n_schools, dtype=bool))


def pair_of(problem: Problem, settlement: str, school: str, year: int = 0) -> int:
    """Return the first pair of a settlement, a school and a year."""
    block = problem.pair_block
    found = (
        (problem.block_settlement[block] == problem.settlement_ids.index(settlement))
        & (problem.pair_school == problem.school_ids.index(school))
        & (problem.block_year[block] == year)
    )
    return int(np.nonzero(found)[0][0])


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 200),
    mode=st.sampled_from(["whole", "split"]),
    moves=st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from([0.25, 0.5, 1.0])), max_size=12),
)
def test_the_state_is_what_its_shares_say(seed: int, mode: str, moves: list[tuple[int, float]]) -> None:
    """After any placing and taking back, loads are those counted afresh from the shares."""
    problem = problem_of(random_case(seed, mode=mode))
    partial = all_open(problem)
    for number, share in moves if problem.n_pairs else []:
        pair = number % problem.n_pairs
        if partial.share[pair] > 0:
            take_back(partial, np.array([pair]))
        else:
            put(partial, pair, share)
    solution = completed(problem, opened=np.ones((problem.n_schools, problem.n_years), dtype=bool), share=partial.share)
    counted = loads(problem, solution)
    assert partial.pupils == pytest.approx(counted.pupils, abs=1e-9)
    assert partial.boarders == pytest.approx(counted.boarders, abs=1e-9)
    for added, most in ((partial.rooms_added, solution.classrooms_added), (partial.beds_added, solution.beds_added)):
        assert np.maximum.accumulate(added, axis=1).tolist() == most.tolist()
    served = np.bincount(problem.pair_block, weights=partial.share, minlength=problem.n_blocks)
    assert partial.left == pytest.approx(1 - served, abs=1e-9)


def test_a_copy_is_a_state_of_its_own() -> None:
    """What is tried on a copy does not touch the original."""
    problem = problem_of(paper_case())
    partial = all_open(problem)
    trial = copied(partial)
    put(trial, 0, 1.0)
    trial.open[0] = False
    assert partial.share.sum() == 0
    assert partial.left.tolist() == [1.0] * problem.n_blocks
    assert partial.open.all()


def test_classes_rooms_and_beds_of_the_paper_district() -> None:
    """D's junior pupils come in two parts of 15, and their 30 boarders need 30 beds and one class."""
    problem = problem_of(paper_case())
    partial = all_open(problem)
    first = pair_of(problem, "D", "J1")
    put(partial, first, 1.0)
    put(partial, first + 1, 1.0)
    assert partial.boarders[SCHOOLS.index("J1")].tolist() == [30, 0]
    assert one_off_spent(partial)[-1] == 100_000 + 30 * 100
    opened = np.ones((problem.n_schools, problem.n_years), dtype=bool)
    solution = completed(problem, opened=opened, share=partial.share)
    assert solution.beds_added[SCHOOLS.index("J1")].tolist() == [30, 30], "what is added stays"
    assert solution.classes[SCHOOLS.index("J1"), 0].tolist() == [0, 0, 1]
    assert solution.classrooms_added.sum() == 0


def test_rooms_added_are_a_running_total() -> None:
    """Three classes in the second year only: the room P2 lacks is added then, not before."""
    problem = problem_of(paper_case())
    partial = all_open(problem)
    first = pair_of(problem, "A", "P2", year=1)
    second = first + int((problem.pair_block == problem.pair_block[first]).sum())
    assert problem.pair_school[second] == SCHOOLS.index("P2")
    put(partial, first, 1.0)
    put(partial, second, 1.0)
    put(partial, pair_of(problem, "B", "P2", year=1), 1.0)
    opened = np.ones((problem.n_schools, problem.n_years), dtype=bool)
    solution = completed(problem, opened=opened, share=partial.share)
    assert solution.classes[SCHOOLS.index("P2")].tolist() == [[0, 0, 0], [2, 1, 0]]
    assert solution.classrooms_added[SCHOOLS.index("P2")].tolist() == [0, 1]
    assert one_off_spent(partial)[-1] == 100_000 + 5000
