"""Rows in billionths of a pupil: sums on paper."""

from dataclasses import replace

import numpy as np
import pytest

from planner.optimise.construction.completion import completed
from planner.problem.problem import Problem, Solution
from planner.rounding import heads, rounded
from tests.composing import problem_of
from tests.districts import YEAR, Case, district_of, scenario_of


def three_homes(**school: object) -> Case:
    """Three villages of 10, 10 and 11 pupils, two schools that take classes of 7."""
    district = district_of(
        pupils={("A", YEAR, "1"): 10, ("B", YEAR, "1"): 10, ("C", YEAR, "1"): 11},
        schools=[{"school_id": "one", "classrooms": 2} | school, {"school_id": "two", "classrooms": 3}],
        travel={(home, school): (10, None, None) for home in "ABC" for school in ("one", "two")},
    )
    rules = {"class_size": {"primary": 7}, "assignment": {"mode": "split"}}
    return Case(district=district, scenario=scenario_of(rules=rules))


def solution_of(problem: Problem, share: list[float]) -> Solution:
    """Give shares their classes; pairs are A to one, A to two, B to one, and so on."""
    return completed(problem, opened=np.ones((2, 1), dtype=bool), share=np.array(share))


def test_rows_of_thirds_add_up() -> None:
    """Two thirds of 10 and one of 22 are 14 pupils, two classes of 7: no more when rounded, and nobody is lost."""
    problem = problem_of(three_homes())
    rows = rounded(problem, solution_of(problem, [1 / 3, 2 / 3, 1 / 3, 2 / 3, 2 / 3, 1 / 3]))
    assert 14_000_000_000 - 3 <= rows.loads[0, 0, 0] <= 14_000_000_000
    assert rows.placed.reshape(3, 2).sum(axis=1).tolist() == [10_000_000_000, 10_000_000_000, 11_000_000_000]
    assert not rows.left.any()


def test_what_tolerance_lets_through_is_taken_off() -> None:
    """0.0000001 pupils above 14 count as 14 to the optimiser, so no row may say more; the other rows say it."""
    problem = problem_of(three_homes())
    share = [0.4, 0.6, 0.5, 0.5, 5 / 11 + 1e-8, 6 / 11 - 1e-8]
    rows = rounded(problem, solution_of(problem, share))
    assert rows.loads[:, 0, 0].tolist() == [14_000_000_000, 17_000_000_000]
    assert rows.placed.sum() == 31_000_000_000


def test_a_school_is_no_fuller_than_its_size() -> None:
    """Eleven pupils at most, to the last billionth."""
    problem = problem_of(three_homes(pupils_max=11))
    rows = rounded(problem, solution_of(problem, [1 / 3, 2 / 3, 1 / 3, 2 / 3, 13 / 33 + 1e-10, 20 / 33 - 1e-10]))
    assert rows.loads[0, 0, 0] == 11_000_000_000


def test_pupils_without_a_seat_are_counted_to_the_billionth() -> None:
    """Rows and shortfall of a block add up to its pupils."""
    problem = problem_of(three_homes())
    rows = rounded(problem, solution_of(problem, [1 / 3, 1 / 7, 0.0, 0.0, 1.0, 0.0]))
    assert (rows.placed.sum() + rows.left.sum()) == 31_000_000_000
    assert rows.left[:, 0].tolist()[1:] == [10_000_000_000, 0]


def test_whole_blocks_are_whole() -> None:
    """Nothing is rounded where nobody is cut."""
    problem = replace(problem_of(three_homes()), whole=True)
    rows = rounded(problem, solution_of(problem, [1.0, 0.0, 0.0, 1.0, 0.0, 1.0]))
    assert heads(rows.loads[:, 0, 0]).tolist() == [10.0, 21.0]


@pytest.mark.parametrize("seed", range(20))
def test_boarders_have_beds_to_the_billionth(seed: int) -> None:
    """Random shares of villages that board: as many as there are beds, when as many were meant."""
    random = np.random.default_rng(seed)
    district = district_of(
        pupils={(home, YEAR, "1"): int(random.integers(5, 30)) for home in "ABC"},
        schools=[{"school_id": "one", "classrooms": 9, "beds_max": 90}],
        travel={(home, "one"): (None, 60, 30) for home in "ABC"},
    )
    band = {"stage": "primary", "grades": [1], "max_ride_minutes": 30, "boarding": True, "max_board_minutes": 90}
    rules = {"assignment": {"mode": "split"}}
    problem = problem_of(Case(district=district, scenario=scenario_of(grade_bands={"lower": band}, rules=rules)))
    share = random.uniform(0.1, 0.5, 3)
    share[2] = (np.ceil(problem.block_pupils[:2] @ share[:2]) + 1 - problem.block_pupils[:2] @ share[:2]) / (
        problem.block_pupils[2]
    )
    share[2] += 1e-9
    solution = completed(problem, opened=np.ones((1, 1), dtype=bool), share=share)
    rows = rounded(problem, solution)
    assert rows.boarders[0, 0] <= int(solution.beds_added[0, 0]) * 10**9
