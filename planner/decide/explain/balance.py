"""The balance sheet of merging: what each merged school adds to the difference from keeping every school.

Amounts are those of the plan less those of the plan that keeps all, summed over the planning years; below zero is
saved. Together they are the whole difference, which is shared out so:

    own       what the merged school's own doors, classes, rooms and beds cost
    journeys  of pupils who attend it where all are kept, wherever they go under the plan
    schools   the change at another school, by the pupils whom it takes from each merged one; where it has more pupils
              more or fewer than these, the part that they are of the difference
    rest      what is left: differences of the two plans that merging does not cause, a row of its own
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from planner.cost import loads, shortfall_of
from planner.problem.continuity import put_on_yuan
from planner.problem.problem import Floats, Ints, Mode, Problem, Solution
from planner.problem.small_schools import missing_yuan
from planner.reading.scenario import Prices

Item = Literal[
    "classes", "rooms", "beds", "boarders", "riders", "pupil_minutes", "moved_pupils", "shortfall_pupils",
    "fixed", "class", "capital", "small_schools", "lodging", "riding", "minutes", "boarders_journeys", "put_on",
    "penalty",
]  # fmt: skip
"""Counts; then yuan. rooms and beds are those added, pupil_minutes one way; put_on is what prices put on moves and
other towns."""
ITEMS: tuple[Item, ...] = get_args(Item)
_OF_SCHOOLS: tuple[Item, ...] = ("classes", "rooms", "beds", "fixed", "class", "capital", "small_schools")
_FISCAL: tuple[Item, ...] = ("fixed", "class", "capital", "small_schools", "lodging")
_FAMILIES: tuple[Item, ...] = ("minutes", "boarders_journeys")


REST = "*"
"""In place of a school's id: what no merged school causes."""


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What one merged school adds, or all together; a year, means over the planning years."""

    school_id: str
    """Empty: all together; REST: what no merged school causes."""
    items: Mapping[Item, float]
    fiscal: float
    families: float
    policy: float
    penalty: float

    @property
    def total(self) -> float:
        """Yuan a year; below zero is saved."""
        return self.fiscal + self.families + self.policy + self.penalty


def balances(problem: Problem, plan: Solution, kept: Solution, prices: Prices) -> tuple[Balance, ...]:
    """Return the balance of each school that the plan merges and `kept` does not, the rest, then all together.

    Only the last where nothing is merged.
    """
    merged = np.nonzero(problem.school_mergeable & ~plan.open[:, -1] & kept.open[:, -1])[0]
    whole = _amounts(problem, plan, prices) - _amounts(problem, kept, prices)
    rows = _shared_out(problem, (plan, kept), prices, merged, whole)
    named = [*(problem.school_ids[school] for school in merged), *([REST] if len(merged) else [])]
    return tuple(
        _balance(name, row / problem.n_years, prices) for name, row in zip([*named, ""], [*rows, whole], strict=True)
    )


def _balance(school_id: str, row: Floats, prices: Prices) -> Balance:
    items = dict(zip(ITEMS, row.tolist(), strict=True))
    by_county = prices.riding_paid_by == "county"
    return Balance(
        school_id=school_id,
        items=items,
        fiscal=sum(items[item] for item in _FISCAL) + items["riding"] * by_county,
        families=sum(items[item] for item in _FAMILIES) + items["riding"] * (not by_county),
        policy=items["put_on"],
        penalty=items["penalty"],
    )


def _shared_out(
    problem: Problem, plans: tuple[Solution, Solution], prices: Prices, merged: Ints, whole: Floats
) -> Floats:
    """Return (merged and the rest, item), which add up to the whole difference from the plan that keeps all."""
    plan, kept = plans
    rows = np.zeros((len(merged), len(ITEMS)))
    if len(merged) == 0:
        return rows
    now, before = (loads(problem, each).pupils.sum(axis=(1, 2)) for each in plans)
    schools = _of_schools(problem, plan) - _of_schools(problem, kept)
    blocks = _of_blocks(problem, plan, prices) - _of_blocks(problem, kept, prices)
    columns = [ITEMS.index(item) for item in _OF_SCHOOLS]
    others = [place for place in range(len(ITEMS)) if place not in columns]
    from_merged = _shares_at(problem, kept, merged)
    rows[:, others] += from_merged.T @ blocks
    rows[:, columns] += schools[merged]
    taken = from_merged.T * problem.block_pupils @ _shares_at(problem, plan, np.arange(problem.n_schools))
    taken[:, merged] = 0.0
    moved = np.maximum(taken.sum(axis=0), np.abs(now - before))
    rows[:, columns] += np.divide(taken, moved, out=np.zeros_like(taken), where=moved > 0) @ schools
    return np.vstack([rows, whole - rows.sum(axis=0)])


def _shares_at(problem: Problem, solution: Solution, schools: Ints) -> Floats:
    """(block, n): the share of each block at each of these schools."""
    place = np.full(problem.n_schools, -1)
    place[schools] = np.arange(len(schools))
    mine = place[problem.pair_school] >= 0
    shares = np.zeros((problem.n_blocks, len(schools)))
    np.add.at(shares, (problem.pair_block[mine], place[problem.pair_school[mine]]), solution.share[mine])
    return shares


def _amounts(problem: Problem, solution: Solution, prices: Prices) -> Floats:
    """(item): of a whole plan."""
    found = np.zeros(len(ITEMS))
    found[[ITEMS.index(item) for item in _OF_SCHOOLS]] = _of_schools(problem, solution).sum(axis=0)
    others = [place for place, item in enumerate(ITEMS) if item not in _OF_SCHOOLS]
    found[others] = _of_blocks(problem, solution, prices).sum(axis=0)
    return found


def _of_schools(problem: Problem, solution: Solution) -> Floats:
    """(school, item of `_OF_SCHOOLS`), summed over the years."""
    pupils = loads(problem, solution).pupils.sum(axis=2)
    schools = np.arange(problem.n_schools)
    rooms, beds = solution.classrooms_added.sum(axis=1), solution.beds_added.sum(axis=1)
    built = (np.logical_or.accumulate(solution.open, axis=1) & ~problem.school_existing[:, None]).sum(axis=1)
    one_off = problem.school_build_yuan * built + problem.school_classroom_yuan * rooms + problem.school_bed_yuan * beds
    missing = np.sum([missing_yuan(problem, schools, pupils[:, year]) for year in range(problem.n_years)], axis=0)
    return np.column_stack(
        [
            solution.classes.sum(axis=(1, 2)), rooms, beds, problem.school_fixed_yuan * solution.open.sum(axis=1),
            solution.classes.sum(axis=1) @ problem.grade_class_yuan, problem.annuity * one_off, missing,
        ]
    )  # fmt: skip


def _of_blocks(problem: Problem, solution: Solution, prices: Prices) -> Floats:
    """(block, other items, in the order of `ITEMS`)."""
    pupils = problem.block_pupils[problem.pair_block] * solution.share
    boards, rides = problem.pair_mode == Mode.BOARD, problem.pair_mode == Mode.RIDE
    put_on = put_on_yuan(problem) * solution.share
    journey = problem.pair_yuan * solution.share - put_on
    lodging = prices.boarding_yuan_per_pupil * pupils * boards
    minutes = prices.travel_yuan_per_pupil_minute * problem.pair_minutes * pupils * ~boards
    of_pairs = {
        "boarders": pupils * boards,
        "riders": pupils * rides,
        "pupil_minutes": problem.pair_minutes * pupils,
        "moved_pupils": problem.pair_moved_pupils * solution.share,
        "lodging": lodging,
        "riding": (journey - minutes) * rides,
        "minutes": minutes + (journey - minutes) * ~(rides | boards),
        "boarders_journeys": (journey - lodging) * boards,
        "put_on": put_on,
    }
    short = shortfall_of(problem, solution)
    of_blocks = {"shortfall_pupils": short, "penalty": problem.shortfall_yuan_per_pupil * short}
    columns = [
        of_blocks[item]
        if item in of_blocks
        else np.bincount(problem.pair_block, weights=of_pairs[item], minlength=problem.n_blocks)
        for item in ITEMS
        if item not in _OF_SCHOOLS
    ]
    return np.column_stack(columns)
