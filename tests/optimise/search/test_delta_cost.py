"""What a school would cost with a block more, fewer or exchanged: weighed, and done for real."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.optimise.search import delta_cost, state
from planner.optimise.search.annealing import copied
from planner.optimise.search.arrays import Rules, Seats
from tests.compiling import from_python
from tests.composing import problem_of
from tests.seating import any_problem, busy_case, same_state, walked

fits = from_python(state.fits)
pair_to = from_python(state.pair_to)
recompute_cost = from_python(state.recompute_cost)
seat = from_python(state.seat)
unseat = from_python(state.unseat)
added_yuan = from_python(delta_cost.added_yuan)

Change = tuple[int, int, int]
"""School, the pair that came or -1, the block that went or -1."""


def changes_of(rules: Rules, seats: Seats, draw: np.random.Generator, count: int) -> list[Change]:
    """Draw changes that a school might meet: a block in, a block out, one in the place of another of its year."""
    found: list[Change] = []
    n_blocks = len(seats.blocks)
    for _ in range(count):
        block, other = (int(b) for b in draw.integers(n_blocks, size=2))
        at = int(seats.blocks[other]["at"])
        school = int(rules.pairs[at]["school"]) if at >= 0 else int(draw.integers(len(seats.schools)))
        pair = pair_to(rules, block, school)
        came = pair if pair >= 0 and seats.blocks[block]["at"] != pair else -1
        same_year = rules.blocks[block]["year"] == rules.blocks[other]["year"]
        went = other if at >= 0 and (came < 0 or (same_year and draw.random() < 0.6)) else -1
        if came >= 0 or went >= 0:
            found.append((school, came, went))
    return found


def done_for_real(rules: Rules, seats: Seats, change: Change) -> float:
    """Return by how much the school's yuan rises when the change is made; inf where it breaks a limit."""
    school, came, went = change
    tried = copied(seats)
    if went >= 0:
        unseat(rules, tried, went)
    if came >= 0:
        block = int(rules.pairs[came]["block"])
        unseat(rules, tried, block)
        seat(rules, tried, block, came)
    risen = recompute_cost(rules, tried, school)
    year = int(rules.blocks[rules.pairs[came]["block"] if came >= 0 else went]["year"])
    return risen if fits(rules, tried, school, year) else np.inf


@settings(max_examples=120, deadline=None)
@given(number=st.integers(0, 399), temperature=st.sampled_from([1e3, 1e5, 1e9]), seed=st.integers(0, 99))
def test_what_is_weighed_is_what_it_costs(number: int, temperature: float, seed: int) -> None:
    """In any state a walk comes by, a change costs what was weighed, and weighing changes nothing."""
    problem = any_problem(number)
    assume(problem.n_blocks > 0)
    rules, seats = walked(problem, seed=seed, temperature=temperature, moves=500)
    before = copied(seats)
    changes = changes_of(rules, seats, np.random.default_rng(seed), 40)
    assume(changes)
    for change in changes:
        assert added_yuan(rules, seats, *change).yuan == pytest.approx(done_for_real(rules, seats, change), abs=1e-3)
    same_state(before, seats)


def test_the_changes_drawn_are_of_every_kind() -> None:
    """Blocks in, out and exchanged; of one band and of two; dearer, cheaper and impossible ones: all are weighed."""
    kinds: set[tuple[bool, bool]] = set()
    bands: set[bool] = set()
    signs: set[float] = set()
    for seed in range(20):
        rules, seats = walked(problem_of(busy_case(seed)), seed=seed, temperature=1e5, moves=500)
        for school, came, went in changes_of(rules, seats, np.random.default_rng(seed), 60):
            kinds.add((came >= 0, went >= 0))
            if came >= 0 and went >= 0:
                block = rules.pairs[came]["block"]
                bands.add(bool(rules.blocks[block]["band"] == rules.blocks[went]["band"]))
            added = added_yuan(rules, seats, school, came, went).yuan
            signs.add(float(np.sign(added)) if np.isfinite(added) else np.inf)
    assert kinds == {(True, False), (False, True), (True, True)}
    assert bands == {True, False}
    assert signs == {-1.0, 0.0, 1.0, np.inf}
