"""Which rule keeps pupils without a seat out: left out alone, everybody else where they are, they would find one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from planner.cost import shortfall_of
from planner.plan import Plan
from planner.problem.freed import Freed, carried_over, freed_problems
from planner.problem.problem import Problem, Solution
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.rules_off import RuleOff, rules_given
from planner.reading.scenario import Scenario
from planner.seating import LEAST_PUPILS, Seats, Standing, one_more, seats_for, standing_of

_PUPIL_GRAIN = 6


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
    def year(self) -> int:
        """The index of the planning year."""
        return int(self.problem.block_year[self.problem.pair_block[self.pair]])

    @property
    def school(self) -> int:
        """Where they would go."""
        return int(self.problem.pair_school[self.pair])


def find_kept_out(
    problem: Problem, plan: Solution, district: District, journeys: Journeys, scenario: Scenario
) -> dict[int, tuple[RuleOff, ...]] | None:
    """Return, for each block that has pupils without a seat, the rules each of which alone keeps them from one.

    () for those who have a seat now that is dearer than the price, and for those whom no one rule keeps out. None where
    the scenario asks for no such rule.
    """
    if not rules_given(scenario):
        return None
    left = np.nonzero(shortfall_of(problem, plan) > LEAST_PUPILS)[0].tolist()
    freed = freed_problems(problem, district, journeys, scenario) if left else {}
    return {block: tuple(each.rule for each in seats) for block, seats in seats_without(problem, plan, freed, left)}


def pupils_kept_out(plan: Plan, year: int) -> dict[RuleOff, float]:
    """Return, by rule, the pupils of a planning year who would find a seat at most, were it alone left out.

    Each home by itself, everybody else where they are: several may ask for the same seats.
    """
    found: dict[RuleOff, float] = {}
    for row in plan.shortfall:
        for rule in (row.kept_out_by or ()) if row.year == year else ():
            found[rule] = found.get(rule, 0.0) + sum(row.pupils.values())
    return {rule: round(found[rule], _PUPIL_GRAIN) for rule in get_args(RuleOff) if rule in found}


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
