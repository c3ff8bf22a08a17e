"""Last of all, who was left over is seated wherever that costs less than the price of a missing seat.

So whoever is left over in a plan although there is room is left over because a seat is dearer than the price.
"""

from dataclasses import fields, replace

import numpy as np

from planner.optimise.construction.feasible_shares import keeps_limits, within_limits
from planner.problem.problem import Floats, Mode, Problem, Solution
from planner.seating import LEAST_PUPILS, Seats, Standing, one_more, seats_for, standing_of

_LEAST_GAIN = 1e-9
"""Share of a seat's price that must be saved."""


def with_paying_insertions(problem: Problem, solution: Solution) -> Solution:
    """Return the solution with pupils seated, one block after the other, as long as that saves yuan."""
    standing = _of_its_own(standing_of(problem, solution))
    seated, again = False, True
    while again:  # a class opened for one block makes the seats of others cheaper
        again = False
        for block in np.nonzero(standing.left > LEAST_PUPILS)[0]:
            found = _best_seat(problem, standing, int(block))
            if found is not None:
                seated, again, standing = True, True, _taken(problem, standing, *found)
    if not seated:
        return solution
    better = within_limits(problem, opened=standing.solution.open, share=standing.solution.share)
    return better if keeps_limits(problem, better) else solution


def _of_its_own(standing: Standing) -> Standing:
    """Return the same in arrays that may be changed in place: a seat touches one school and one block."""
    now = standing.solution
    solution = Solution(**{field.name: getattr(now, field.name).copy() for field in fields(now)})
    return replace(standing, solution=solution)


def _best_seat(problem: Problem, standing: Standing, block: int) -> tuple[Seats, int] | None:
    """Return where the largest share of a block that saves yuan is seated, and the place among its pairs; else None."""
    price = float(problem.block_missing_yuan[block])
    for share in _shares(problem, standing, block):
        seats = seats_for(problem, standing, block, share)
        saved = np.where(seats.fits, price * seats.share - seats.yuan, -np.inf)
        place = int(np.argmax(saved)) if len(saved) else -1
        if place >= 0 and saved[place] > _LEAST_GAIN * price * seats.share[place]:
            return seats, place
    return None


def _taken(problem: Problem, standing: Standing, seats: Seats, place: int) -> Standing:
    """Seat a share of a block, in place."""
    pair, share, now = int(seats.pairs[place]), float(seats.share[place]), standing.solution
    block, school = int(problem.pair_block[pair]), int(problem.pair_school[pair])
    year, pupils = int(problem.block_year[block]), float(problem.block_pupils[block])
    opens = seats.opens[place]
    now.open[school] |= opens
    now.classrooms_added[school] += seats.rooms[place].astype(np.int64)
    now.beds_added[school] += seats.beds[place].astype(np.int64)
    now.classes[school, year] = seats.classes[place]
    if problem.school_multigrade[school]:
        now.saved[school, year] = seats.saved[place]
    now.share[pair] = min(now.share[pair] + share, 1.0)
    standing.pupils[school, year] += share * problem.block_grade_pupils[block]
    standing.boarders[school, year] += share * pupils * (problem.pair_mode[pair] == Mode.BOARD)
    standing.moved[year] += share * problem.pair_moved_pupils[pair]
    standing.left[block] = 0.0 if problem.whole else max(standing.left[block] - share * pupils, 0.0)
    standing.merged[:] -= opens & problem.school_mergeable[school]
    return replace(standing, spent_yuan=standing.spent_yuan + seats.one_off_yuan[place])


def _shares(problem: Problem, standing: Standing, block: int) -> list[Floats | float]:
    """Return the shares worth a try: all that is left; where blocks are split, also one pupil, and what the classes
    that are there, the beds and the size of each school still take.
    """  # noqa: D205
    one = one_more(problem, standing, block)
    if problem.whole:
        return [one]
    left = float(standing.left[block] / problem.block_pupils[block])
    pairs = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
    school, year = problem.pair_school[pairs], int(problem.block_year[block])
    pupils = problem.block_grade_pupils[block]
    there = standing.pupils[school, year]
    size = np.where(np.isfinite(problem.grade_class_size), problem.grade_class_size, 0.0)
    seats = standing.solution.classes[school, year] * size
    limited = np.isfinite(problem.grade_class_size) & (pupils > 0)
    spare = np.where(limited, (seats - there) / np.where(pupils > 0, pupils, 1.0), np.inf).min(axis=1)
    room = (problem.school_pupils_max[school] - there.sum(axis=1)) / float(problem.block_pupils[block])
    filled = np.clip(np.minimum(spare, room), 0.0, left)
    return [left, np.where(filled < one, one, filled), one]
