"""Who sits where in the search's own arrays: random walks over them, and the same figures counted afresh."""

from functools import cache

import numpy as np
import pytest

from planner.cost import one_off_by_year
from planner.optimise.construction.start import find_start
from planner.optimise.runtime.clock import start_clock
from planner.optimise.search import state
from planner.optimise.search.annealing import seat_all, seats_of, solution_of
from planner.optimise.search.arrays import Rules, Seats, empty_seats, rules_of
from planner.optimise.search.draw import new_draw
from planner.optimise.search.moves import anneal
from planner.problem.problem import Decision, Floats, Ints, Mode, Problem
from tests.compiling import from_python
from tests.composing import problem_of
from tests.districts import Case, district_of, random_case, scenario_of

fits = from_python(state.fits)

YEARS = (2026, 2027, 2028)


FORBIDDEN_YUAN = 1e18
"""At this price of a violation no walk breaks a linking row."""


def walked(
    problem: Problem, *, seed: int, temperature: float, moves: int, price: float = FORBIDDEN_YUAN
) -> tuple[Rules, Seats]:
    """Return the rules, and who sits where after a walk from the constructive start, at one price of violations."""
    rules = rules_of(problem)
    seats = seats_of(problem, rules, find_start(problem, start_clock(0.0)))
    seats.rows["price"] = price
    anneal(rules, seats, new_draw(seed, problem.n_blocks, problem.n_schools), temperature, moves)
    return rules, seats


def counted_afresh(problem: Problem, rules: Rules, seats: Seats) -> Seats:
    """Seat everybody anew, in schools open as they are."""
    fresh = empty_seats(problem, rules, seats.schools["opens"].copy(), seats.schools["closes"].copy())
    fresh.rows["price"] = seats.rows["price"]
    seat_all(rules, fresh, seats.blocks["at"].copy())
    return fresh


def is_in_step(problem: Problem, rules: Rules, seats: Seats) -> None:
    """Check every figure that the walk kept against the same figure counted from nothing but pairs and open years."""
    same_state(counted_afresh(problem, rules, seats), seats)
    at = seats.blocks["at"]
    pupils, boarders = loads_of(problem, at)
    assert seats.load == pytest.approx(pupils, abs=1e-6)
    assert seats.years["pupils"] == pytest.approx(pupils.sum(axis=2), abs=1e-6)
    assert seats.years["boarders"] == pytest.approx(boarders, abs=1e-6)
    is_linked(problem, seats)


def obeys_the_limits(problem: Problem, rules: Rules, seats: Seats) -> None:
    """Check open years, merge counts, budget and every school's own limits."""
    opens, closes = seats.schools["opens"], seats.schools["closes"]
    decision, years = problem.school_decision, problem.n_years
    opened = (opens[:, None] <= np.arange(years)) & (np.arange(years) < closes[:, None])
    assert opened[decision == Decision.KEEP].all()
    assert not opened[decision == Decision.CLOSE].any()
    assert (opens[problem.school_existing] == 0).all(), "an existing school is open from the first year on, or never"
    assert (closes[~problem.school_existing] == years).all(), "a site once built stays open"
    merged = (problem.school_mergeable[:, None] & ~opened).sum(axis=0)
    assert (merged >= problem.merge_least).all()
    assert (merged <= problem.merge_most).all()
    assert seats.sums[1] == 0.0
    assert (one_off_by_year(problem, solution_of(problem, seats)) <= problem.budget_yuan + 1e-3).all()
    assert not (seats.years["count"][~opened] > 0).any(), "nobody sits in a school that is not open"
    assert all(fits(rules, seats, school, year) for school in range(problem.n_schools) for year in range(years))


def same_state(one: Seats, other: Seats) -> None:
    """Check that two states are the same, but for the order of the lists and the last digits of yuan."""
    assert one.blocks["at"].tolist() == other.blocks["at"].tolist()
    assert one.load.tolist() == other.load.tolist(), "whole pupils leave no rounding behind"
    assert one.classes.tolist() == other.classes.tolist()
    for count in ("rooms", "pupils", "boarders", "count"):
        assert one.years[count].tolist() == other.years[count].tolist()
    assert one.years["class_yuan"] == pytest.approx(other.years["class_yuan"], abs=1e-3)
    for year in ("opens", "closes"):
        assert one.schools[year].tolist() == other.schools[year].tolist()
    for yuan in ("yuan", "capital"):
        assert one.schools[yuan] == pytest.approx(other.schools[yuan], abs=1e-3)
    assert one.linked == pytest.approx(other.linked, abs=1e-3)
    assert one.rows["sum"] == pytest.approx(other.rows["sum"], abs=1e-3)
    assert one.sums[0] == pytest.approx(other.sums[0], abs=1e-3)
    assert one.sums[1] == pytest.approx(other.sums[1], rel=1e-6, abs=1e-3)


def loads_of(problem: Problem, at: Ints) -> tuple[Floats, Floats]:
    """Pupils by school, year and grade, and boarders by school and year, of blocks on these pairs."""
    pupils = np.zeros((problem.n_schools, problem.n_years, len(problem.grades)))
    boarders = np.zeros((problem.n_schools, problem.n_years))
    for block in np.nonzero(at >= 0)[0]:
        school, year = problem.pair_school[at[block]], problem.block_year[block]
        assert problem.pair_block[at[block]] == block
        pupils[school, year] += problem.block_grade_pupils[block]
        if problem.pair_mode[at[block]] == Mode.BOARD:
            boarders[school, year] += problem.block_pupils[block]
    return pupils, boarders


def is_linked(problem: Problem, seats: Seats) -> None:
    """Check that every school's list of a year holds those who sit there, each once, forwards and backwards."""
    at, after, before = seats.blocks["at"], seats.blocks["after"], seats.blocks["before"]
    for school in range(problem.n_schools):
        for year in range(problem.n_years):
            listed: list[int] = []
            last, block = -1, int(seats.years[school, year]["head"])
            while block >= 0 and len(listed) <= problem.n_blocks:
                assert last < 0 or before[block] == last
                listed.append(block)
                last, block = block, int(after[block])
            there = [
                b
                for b in range(problem.n_blocks)
                if at[b] >= 0 and problem.pair_school[at[b]] == school and problem.block_year[b] == year
            ]
            assert sorted(listed) == there
            assert seats.years[school, year]["count"] == len(there)


def busy_case(seed: int, *, settlements: int = 9, schools: int = 7) -> Case:
    """Return a district of three years in which every rule binds: merges, sites, rooms, beds, budget, sizes."""
    draw = np.random.default_rng([seed, 77])
    homes = [f"s{number}" for number in range(settlements)]
    kinds = [("teaching_point", "1-2"), ("nine_year", "1-9"), ("junior", "7-9"), ("teaching_point", "1-2"),
             ("primary", "1-6"), ("nine_year", "1-9"), ("junior", "7-9")]  # fmt: skip
    rows = [
        {"school_id": f"h{number}", "kind": kind, "grades": grades, "classrooms": int(draw.integers(1, 5)),
         "classrooms_max": int(draw.integers(5, 8)), "beds": int(draw.integers(0, 9)),
         "beds_max": int(draw.integers(9, 40)), "fixed_yuan_per_year": int(draw.integers(1000, 40_000)),
         "state": "candidate" if number % 4 == 3 else "existing",
         "decision": str(draw.choice(["", "", "keep", "free"])) if number else ""}
        for number, (kind, grades) in enumerate((kinds * schools)[:schools])
    ]  # fmt: skip
    minutes = draw.integers(5, 60, (settlements, schools))
    limit = ["least", "most", "exactly", "none"][int(draw.integers(4))]
    return Case(
        district=district_of(
            pupils={(s, y, g): int(draw.integers(0, 14)) for s in homes for y in YEARS for g in ("1", "2", "7")},
            schools=rows,
            travel={
                (s, f"h{j}"): (float(2 * minutes[i, j]), float(minutes[i, j]), float(minutes[i, j]) / 2)
                for i, s in enumerate(homes)
                for j in range(schools)
            },
        ),
        scenario=scenario_of(
            name=f"busy-{seed}",
            years=YEARS,
            grade_bands={
                "lower": {"stage": "primary", "grades": [1, 2], "max_walk_minutes": 40, "max_ride_minutes": 40},
                "junior": {
                    "stage": "junior", "grades": [7], "max_walk_minutes": 30, "max_ride_minutes": 25,
                    "boarding": True, "max_board_minutes": 60,
                },
            },
            rules={
                "class_size": {"primary": 12, "junior": 15} if seed % 5 else None,
                "school_size": {"primary": 80, "junior": 60, "nine_year": 90},
                "max_classes_per_school": 6,
                "merge": {"kinds": ["teaching_point", "primary"], **({limit: 1} if limit != "none" else {})},
                "assignment": {"mode": "whole", "split_above_pupils": 12 if seed % 2 else None},
            },
            prices={"classroom_yuan": 40_000, "bed_yuan": 3000, "build_yuan": 200_000, "building_life_years": 20},
            budget_yuan=[None, 900_000, 1_500_000][int(draw.integers(3))],
        ),
    )  # fmt: skip


def any_case(number: int) -> Case:
    """Return a tiny district for an even number, a busy one for an odd."""
    return busy_case(number // 2) if number % 2 else random_case(number // 2)


@cache
def any_problem(number: int) -> Problem:
    """Return the problem of `any_case(number)`, built once."""
    return problem_of(any_case(number))
