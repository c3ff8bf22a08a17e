"""What a rule that alone keeps pupils from a seat would have to be for them to have it, everybody else staying."""

from dataclasses import replace

import numpy as np

from planner.cost import loads
from planner.decide.explain.in_the_way import fewest_of_a_grade, limit_of, minutes_beyond_nearest
from planner.decide.explain.opposite import Stand
from planner.decide.shortfall.kept_out import SeatWithout
from planner.problem.continuity import moved_by_year
from planner.problem.problem import Solution


def limit_and_figure(stand: Stand, seat: SeatWithout) -> tuple[float | None, float | None]:
    """Return the rule's limit, and what it would have to be for this seat, in the rule's own unit.

    Minutes; schools; pupils, of all or of a grade or who move. None where it has no number; of the rules of boarding
    the minutes of the way alone.
    """
    world = _world(seat)
    if seat.rule in {"min_pupils", "whole_school"}:
        return _least_and_fewest(stand, seat, world)
    limit = limit_of(stand, seat.rule)
    return limit, _figure(seat, world, limit)


def _figure(seat: SeatWithout, world: Solution, limit: float | None) -> float | None:
    if seat.rule == "nearest":
        return minutes_beyond_nearest(seat.problem, world.open, np.array([seat.pair]))
    if seat.rule == "settlement_parts":
        return None if limit is None else limit + 1.0
    if seat.rule in {"board_when", "board_in"}:
        return float(seat.problem.pair_minutes[seat.pair])
    if seat.rule == "moves":
        return float(moved_by_year(seat.problem, world.share)[seat.year])
    return None


def _least_and_fewest(stand: Stand, seat: SeatWithout, world: Solution) -> tuple[float | None, float | None]:
    """Return the least pupils of a school, or of each of its grades, and those it would have."""
    pupils, planned = loads(seat.problem, world).pupils, seat.problem.last_planning_year + 1
    years = np.nonzero(world.open[seat.school, :planned])[0].tolist()
    asked = stand.scenario.rules.whole_school
    if seat.rule == "min_pupils" or asked is None:
        fewest = min(float(pupils[seat.school, year].sum()) for year in years)
        return float(stand.problem.school_pupils_min[seat.school].max()), fewest
    fewest = min(fewest_of_a_grade(stand.problem, pupils, seat.school, year) for year in years)
    return float(asked.least_pupils_per_grade), fewest


def _world(seat: SeatWithout) -> Solution:
    """Return the plan with the seat taken and its school open."""
    now = seat.standing.solution
    share, opened = now.share.copy(), now.open.copy()
    share[seat.pair] += seat.seats.share[seat.place]
    opened[seat.school] |= seat.seats.opens[seat.place]
    return replace(now, share=share, open=opened)
