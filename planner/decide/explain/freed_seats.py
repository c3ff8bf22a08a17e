"""What a rule that alone keeps pupils from a seat would have to be for them to have it, everybody else staying."""

from dataclasses import replace

import numpy as np

from planner.cost import loads
from planner.decide.explain.in_the_way import fewest_of_a_grade, limit_of, minutes_beyond_nearest
from planner.decide.explain.opposite import Stand
from planner.decide.shortfall.kept_out import SeatWithout
from planner.problem.problem import Solution


def limit_and_figure(stand: Stand, seat: SeatWithout) -> tuple[float | None, float | None]:
    """Return the rule's limit, and what it would have to be for this seat: minutes, schools, pupils of all or a grade.

    None where it has no number; of the rules of boarding the minutes of the way alone.
    """
    rule, world, asked = seat.rule, _world(seat), stand.scenario.rules.whole_school
    if rule == "nearest":
        return limit_of(stand, rule), minutes_beyond_nearest(seat.problem, world.open, np.array([seat.pair]))
    if rule == "settlement_parts":
        limit = limit_of(stand, rule)
        return limit, None if limit is None else limit + 1.0
    if rule in {"board_when", "board_in"}:
        return None, float(seat.problem.pair_minutes[seat.pair])
    pupils, years = loads(seat.problem, world).pupils, np.nonzero(world.open[seat.school])[0].tolist()
    if rule == "min_pupils":
        fewest = min(float(pupils[seat.school, year].sum()) for year in years)
        return float(stand.problem.school_pupils_min[seat.school]), fewest
    if rule == "whole_school" and asked is not None:
        fewest = min(fewest_of_a_grade(stand.problem, pupils, seat.school, year) for year in years)
        return float(asked.least_pupils_per_grade), fewest
    return None, None


def _world(seat: SeatWithout) -> Solution:
    """Return the plan with the seat taken and its school open."""
    now = seat.standing.solution
    share, opened = now.share.copy(), now.open.copy()
    share[seat.pair] += seat.seats.share[seat.place]
    opened[seat.school] |= seat.seats.opens[seat.place]
    return replace(now, share=share, open=opened)
