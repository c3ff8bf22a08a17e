"""Which rule keeps pupils without a seat out: left out alone, everybody else where they are, they would find one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.cost import shortfall_of
from planner.problem.freed import Freed, carried_over
from planner.problem.problem import Problem, Solution
from planner.reading.rules_off import RuleOff
from planner.seating import LEAST_PUPILS, Seats, Standing, one_more, seats_for, standing_of


@dataclass(frozen=True, kw_only=True, eq=False)
class SeatWithout:
    """A seat that pupils of a block would find, were one rule left out: the cheapest."""

    rule: RuleOff
    problem: Problem
    """Without the rule."""
    standing: Standing
    """The plan as one of that problem."""
    seats: Seats
    """Of the block, in that problem."""
    place: int
    """Which of them."""

    @property
    def pair(self) -> int:
        """The pair of the problem without the rule."""
        return int(self.seats.pairs[self.place])

    @property
    def school(self) -> int:
        """Where they would go."""
        return int(self.problem.pair_school[self.pair])


def kept_out_by(problem: Problem, plan: Solution, freed: Freed) -> dict[int, tuple[RuleOff, ...]]:
    """Return, for each block that has pupils without a seat, the rules each of which alone keeps them from one.

    None for those who have a seat now that is dearer than the price, and for those whom no one rule keeps out.
    """
    left = np.nonzero(shortfall_of(problem, plan) > LEAST_PUPILS)[0].tolist() if freed else []
    return {block: tuple(each.rule for each in seats) for block, seats in seats_without(problem, plan, freed, left)}


def seats_without(
    problem: Problem, plan: Solution, freed: Freed, blocks: Sequence[int]
) -> list[tuple[int, tuple[SeatWithout, ...]]]:
    """Return for each block the seats that its pupils without one would find, by the rule that is left out."""
    now = standing_of(problem, plan)
    asking = [block for block in blocks if not _seats(problem, now, block).fits.any()]
    found: dict[int, list[SeatWithout]] = {block: [] for block in blocks}
    for rule, other in freed.items() if asking else ():
        standing = standing_of(other, carried_over(problem, plan, other))
        for block in asking:
            seats = _seats(other, standing, block)
            fit = np.nonzero(seats.fits)[0]
            if len(fit):
                best = int(fit[np.argmin(seats.yuan[fit])])
                found[block].append(SeatWithout(rule=rule, problem=other, standing=standing, seats=seats, place=best))
    return [(block, tuple(seats)) for block, seats in found.items()]


def _seats(problem: Problem, standing: Standing, block: int) -> Seats:
    return seats_for(problem, standing, block, one_more(problem, standing, block))
