"""A block and its partner moved together: weighed, and done for real."""

import numpy as np
import pytest

from planner.errors import NoPlanError
from planner.optimise.search.annealing import copied
from planner.optimise.search.draw import new_draw
from planner.optimise.search.group_cost import weighed_together
from planner.optimise.search.state import priced_total, reprice
from planner.optimise.search.steps import take_back
from planner.optimise.search.tied_moves import breaks_ties, change_together, exchange_together
from planner.problem.clashes import refuse_clashes
from planner.problem.problem import Problem
from tests.compiling import without_numba
from tests.composing import problem_of
from tests.mixing import mixed_case
from tests.seating import same_state, walked


def possible_problem(seed: int) -> Problem | None:
    """Return a district with all rules mixed; None where its rules clash."""
    case = mixed_case(seed)
    problem = problem_of(case)
    try:
        refuse_clashes(problem, case.scenario)
    except NoPlanError:
        return None
    return problem


def test_what_is_weighed_is_what_it_costs() -> None:
    """Alone and in exchange, with every rule there is; in plain Python, for compiling each function takes long."""
    result = without_numba("from tests.optimise.search.test_group_cost import check_all\ncheck_all()")
    assert result.returncode == 0, result.stderr


def check_all() -> None:
    """Check that whatever can be weighed costs that, and that all kinds of moves are met."""
    met = set[tuple[bool, bool]]()
    for seed in range(60):
        problem = possible_problem(seed)
        if problem is None:
            continue
        rules, seats = walked(problem, seed=seed, temperature=1e5, moves=300)
        if not (rules.ties.partner >= 0).any():
            continue
        reprice(rules, seats)
        before, chance = copied(seats), np.random.default_rng(seed)
        draw = new_draw(seed, problem.n_blocks, problem.n_schools)
        for pair in range(problem.n_pairs):
            block = int(problem.pair_block[pair])
            at = int(seats.blocks[block]["at"])
            if at == pair or not breaks_ties(rules, seats, block, pair):
                continue
            there = np.nonzero(problem.pair_school[seats.blocks["at"]] == problem.pair_school[pair])[0]
            there = there[(seats.blocks["at"][there] >= 0) & (problem.block_year[there] == problem.block_year[block])]
            other = int(chance.choice(there)) if at >= 0 and len(there) and chance.random() < 0.5 else -1
            added = weighed_together(rules, seats, pair, other)
            if added.yuan == -np.inf:
                continue
            now = priced_total(seats)
            if other >= 0:
                possible = exchange_together(rules, seats, draw, block, other)
            else:
                possible = change_together(rules, seats, draw, block, pair)
            risen = priced_total(seats) - now
            take_back(rules, seats, draw)
            assert possible == (added.yuan < np.inf)
            if possible and not added.relinks:
                assert added.yuan == pytest.approx(risen, abs=1e-3)
            met.add((other >= 0, bool(possible)))
        same_state(before, seats)
    assert met == {(False, False), (False, True), (True, False), (True, True)}
