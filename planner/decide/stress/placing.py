"""Pupils placed anew in schools that stand: as many as possible with a seat, then as few as possible elsewhere.

Costs are 1 for each pupil who attends another school than in the plan, a thousandth for each minute of a way, and for a
pupil without a seat more than all of that together: so the cheapest placement has the fewest without a seat, of these
one with the fewest who change school, of these one with the shortest ways.
"""

from dataclasses import dataclass, replace

import numpy as np

from planner.cost import shortfall_of
from planner.decide.stress.parts import NEWCOMER, Parts, PlanHomes, cut_problem, parts_of
from planner.decide.stress.seat_model import placed_by_model, seat_model
from planner.decide.stress.whereabouts import changes_of
from planner.optimise.construction.completion import nobody_placed, put
from planner.optimise.construction.feasible_shares import within_limits
from planner.optimise.construction.insertion import with_paying_insertions
from planner.optimise.runtime.clock import Clock
from planner.optimise.school import school_states
from planner.problem.problem import Decision, Flags, Mode, Problem, Solution

_MINUTE = 1e-3
_ROUNDING = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Placement:
    """A placement of one case, and what is proven of the fewest pupils without a seat."""

    homes: Problem
    """Each home in one block."""
    problem: Problem
    """Of parts of homes, priced as above."""
    solution: Solution
    least: float
    """No placement leaves fewer pupils without a seat."""

    @property
    def found(self) -> float:
        """Pupils without a seat."""
        return float(shortfall_of(self.problem, self.solution).sum())

    def changing(self, homes: PlanHomes) -> float:
        """Count the plan's pupils who attend another school than in the plan."""
        return float(changes_of(self.problem, self.solution, homes)["pupils"].sum())

    @property
    def is_open(self) -> bool:
        """Whether there is more to find or to prove: fewer without a seat, or fewer who change school."""
        moved = float((self.problem.pair_moved_pupils * self.solution.share).sum())
        return self.problem.n_pairs > 0 and (self.found > self.least + _ROUNDING or moved > _ROUNDING)


def first_placement(problem: Problem, homes: PlanHomes, least: float) -> Placement:
    """Leave everybody where the plan sends them as far as there is room, and seat the others where there is.

    `problem` is `planner.decide.shortfall.network.seat_problem` with each home in one block; `least`: a proven limit on
    pupils without a seat.
    """
    parts = parts_of(problem, homes)
    cut = cut_problem(problem, parts)
    stays = cut.pair_school == parts.school[cut.pair_block]
    priced = _priced(cut, parts, stays)
    solution = with_paying_insertions(priced, _carried(priced, stays))
    return Placement(homes=problem, problem=priced, solution=solution, least=least)


def improved_placement(placement: Placement, homes: PlanHomes, clock: Clock) -> Placement:
    """Place everybody by the program (`planner.decide.stress.seat_model`); keep what leaves fewer without a seat.

    Of equals the placement with fewer who change school.
    """
    if not placement.is_open or clock.is_over:
        return placement
    parts = placed_by_model(seat_model(placement.homes, homes), clock)
    if parts is None:
        return placement
    cut = cut_problem(placement.homes, parts)
    stays = cut.pair_school == parts.school[cut.pair_block]
    priced = _priced(cut, parts, stays)
    solution = with_paying_insertions(priced, _carried(priced, stays))
    other = replace(placement, problem=priced, solution=solution)
    return min((placement, other), key=lambda each: (each.found, each.changing(homes)))


def _priced(problem: Problem, parts: Parts, stays: Flags) -> Problem:
    """Put the prices on ways and missing seats; newcomers have no school to change."""
    pupils = problem.block_pupils[problem.pair_block]
    changes = np.where(stays | (parts.school[problem.pair_block] == NEWCOMER), 0.0, pupils)
    yuan = changes + _MINUTE * pupils * problem.pair_minutes
    dearest = np.zeros(problem.n_blocks)
    np.maximum.at(dearest, problem.pair_block, yuan)
    price = float(np.ceil(dearest.sum())) + 1.0
    return replace(problem, pair_yuan=yuan, pair_moved_pupils=changes, shortfall_yuan_per_pupil=price)


def _carried(problem: Problem, stays: Flags) -> Solution:
    """Put each part at its school in the plan, the largest first, where there is room."""
    opened = problem.school_decision == Decision.KEEP
    partial, pairs = nobody_placed(problem, opened), np.nonzero(stays)[0]
    for pair in pairs[np.argsort(-problem.block_pupils[problem.pair_block[pairs]], kind="stable")].tolist():
        school, block = problem.pair_school[pair], problem.pair_block[pair]
        year, boards = problem.block_year[block], problem.pair_mode[pair] == Mode.BOARD
        pupils = partial.pupils[[school], year] + problem.block_grade_pupils[block]
        boarders = partial.boarders[[school], year] + boards * problem.block_pupils[block]
        if school_states(partial.rules, np.array([school]), pupils, boarders).violation[0] == 0:
            put(partial, pair, 1.0)
    every_year = np.repeat(opened[:, None], problem.n_years, axis=1)
    return within_limits(problem, opened=every_year, share=partial.share.clip(0.0, 1.0))
