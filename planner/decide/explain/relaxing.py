"""Pupils without a seat: which rule, relaxed by how much, would serve whom.

Each answer stands alone: two homes may ask for the same seats.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.cost import Loads, loads, one_off_yuan
from planner.decide.explain.freed_seats import limit_and_figure
from planner.decide.explain.in_the_way import limit_of
from planner.decide.explain.opposite import Stand
from planner.decide.explain.reasons import RuleName
from planner.decide.explain.rules_met import Ways, reach_limit
from planner.decide.shortfall.kept_out import SeatWithout, seats_without
from planner.optimise.school import school_rules_of, school_states
from planner.problem.bed_modules import in_modules
from planner.problem.freed import carried_over
from planner.problem.problem import Flags, Mode, Problem, Solution
from planner.seating import may_attend

_HAIR = 1e-6


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """One rule that would have to give way for the pupils of one home to have a seat."""

    settlement_id: str
    year: int
    grade_band: str
    pupils: float
    """Pupils it would serve."""
    rule: RuleName
    """cost: no rule; a seat costs more than the price of a missing one, or none was found in time."""
    school_id: str | None
    """Where they would go; None where no school that teaches them is known to be in any reach."""
    limit: float | None
    figure: float | None
    """What the rule's limit would have to be, in the rule's own unit: minutes, rooms, pupils, beds, yuan."""


def relaxations_of(stand: Stand, ways: Ways) -> tuple[Relaxation, ...]:
    """Return for each block without a seat the rules at the open school where least would have to give way."""
    problem, plan = stand.problem, stand.plan
    carried = loads(problem, plan)
    found: list[Relaxation] = []
    left = np.nonzero(carried.shortfall > _HAIR)[0]
    for block, seats in seats_without(problem, plan, stand.freed, left.tolist()):
        if seats:
            found += [_of_seat(stand, block, float(carried.shortfall[block]), seat) for seat in seats]
            continue
        pairs = np.arange(problem.block_first_pair[block], problem.block_first_pair[block + 1])
        pairs = pairs[plan.open[problem.pair_school[pairs], problem.block_year[block]]]
        share = float(carried.shortfall[block] / problem.block_pupils[block])
        if len(pairs):
            found += _least_broken(stand, carried, pairs.tolist(), share)
        else:
            pupils = float(carried.shortfall[block])
            found += _in_another_town(stand, block, share) or [_farther(stand, ways, block, pupils)]
    return tuple(found)


def _in_another_town(stand: Stand, block: int, share: float) -> list[Relaxation]:
    """Return `same_town` and what else the block would break at an open school of another town; nothing without one."""
    freed = stand.freed.get("same_town")
    if freed is None:
        return []
    pairs = np.arange(freed.block_first_pair[block], freed.block_first_pair[block + 1])
    pairs = pairs[stand.plan.open[freed.pair_school[pairs], freed.block_year[block]]]
    if len(pairs) == 0:
        return []
    other = replace(stand, problem=freed, plan=carried_over(stand.problem, stand.plan, freed))
    broken = list(_least_broken(other, loads(freed, other.plan), pairs.tolist(), share))
    kept = replace(broken[0], rule="same_town", limit=None, figure=None)
    return [kept, *(each for each in broken if each.rule != "cost")]


def _of_seat(stand: Stand, block: int, pupils: float, seat: SeatWithout) -> Relaxation:
    """Say that one rule alone keeps the pupils of a block from a seat."""
    problem = stand.problem
    limit, figure = limit_and_figure(stand, seat)
    return Relaxation(
        settlement_id=problem.settlement_ids[problem.block_settlement[block]],
        year=problem.years[problem.block_year[block]],
        grade_band=problem.bands[problem.block_band[block]],
        pupils=round(pupils, 6),
        rule="board_in_town" if seat.rule == "board_in" else seat.rule,
        school_id=problem.school_ids[seat.school],
        limit=limit,
        figure=figure,
    )


def _farther(stand: Stand, ways: Ways, block: int, pupils: float) -> Relaxation:
    """Say how far the nearest open school is that teaches them: beyond the limits, or where they may not board."""
    problem, year = stand.problem, int(stand.problem.block_year[block])
    band = int(problem.block_band[block])
    rules = list(stand.scenario.grade_bands.values())[band]
    teaches: Flags = np.asarray(ways.offers[:, problem.band_grades[band]].all(axis=1))
    opened = teaches & stand.plan.open[:, year]
    home = int(problem.block_settlement[block])
    nearest = [
        (minutes, school)
        for school in np.nonzero(opened)[0].tolist()
        for minutes in [ways.minutes_to(home, np.arange(problem.n_schools) == school, rules)]
        if minutes is not None
    ]
    barred = ways.minutes_barred(home, opened, band)
    minutes, school = barred or min(nearest, default=(None, None))
    return Relaxation(
        settlement_id=problem.settlement_ids[home],
        year=problem.years[year],
        grade_band=problem.bands[band],
        pupils=round(pupils, 6),
        rule="travel_limit" if barred is None else "board_in_town",
        school_id=None if school is None else problem.school_ids[school],
        limit=reach_limit(rules) if barred is None else None,
        figure=minutes,
    )


def _least_broken(stand: Stand, carried: Loads, pairs: list[int], share: float) -> Iterator[Relaxation]:
    """Yield what the block would break at the school where it breaks fewest rules; the nearest of several."""
    problem = stand.problem
    block = int(problem.pair_block[pairs[0]])
    barring = _barring(stand, block)
    broken = {pair: _broken(stand, carried, pair, share) + barring[pair] for pair in pairs}
    pair = min(pairs, key=lambda p: (len(broken[p]), problem.pair_yuan[p]))
    for rule, limit, figure in broken[pair] or [("cost", None, None)]:
        yield Relaxation(
            settlement_id=problem.settlement_ids[problem.block_settlement[block]],
            year=problem.years[problem.block_year[block]],
            grade_band=problem.bands[problem.block_band[block]],
            pupils=round(share * float(problem.block_pupils[block]), 6),
            rule=rule,
            school_id=problem.school_ids[problem.pair_school[pair]],
            limit=limit,
            figure=figure,
        )


def _barring(stand: Stand, block: int) -> dict[int, list[tuple[RuleName, float | None, float | None]]]:
    """Return, by pair of a block, the rules that bar it beside others as they are seated, each if it is the only one.

    Their limits stand in the scenario; what they would have to be is told where they alone keep pupils out.
    """
    problem, plan = stand.problem, stand.plan
    first, last = problem.block_first_pair[block], problem.block_first_pair[block + 1]
    found: dict[int, list[tuple[RuleName, float | None, float | None]]] = {int(p): [] for p in range(first, last)}
    barred = first + np.nonzero(~may_attend(problem, plan, block))[0]
    for rule, freed in stand.freed.items() if len(barred) else ():
        may = may_attend(freed, carried_over(problem, plan, freed), block)
        schools = freed.pair_school[freed.block_first_pair[block] : freed.block_first_pair[block + 1]][may]
        for pair in barred[np.isin(problem.pair_school[barred], schools)].tolist():
            found[pair].append((rule, limit_of(stand, rule), None))
    return found


def _broken(stand: Stand, carried: Loads, pair: int, share: float) -> list[tuple[RuleName, float | None, float | None]]:
    """Return the limits of a pair's school that the block would break, with what they would have to be."""
    problem, plan = stand.problem, stand.plan
    block, school = problem.pair_block[pair], problem.pair_school[pair]
    year = problem.block_year[block]
    after = carried.pupils[school, year] + share * problem.block_grade_pupils[block]
    boarders = carried.boarders[school, year]
    if problem.pair_mode[pair] == Mode.BOARD:
        boarders = boarders + share * problem.block_pupils[block]
    state = school_states(school_rules_of(problem), np.array([school]), after[None], np.array([boarders]))
    rooms, beds = float(state.rooms[0]), float(state.beds[0])
    most_rooms = min(float(problem.school_classrooms_max[school]), problem.max_classes_per_school)
    limits: tuple[tuple[RuleName, float, float], ...] = (
        ("classrooms", most_rooms, rooms),
        ("school_size", float(problem.school_pupils_max[school]), float(after.sum())),
        ("beds", float(problem.school_beds_max[school]), beds),
        ("budget", float(problem.budget_yuan[-1]), _spent(problem, plan, int(school), rooms=rooms, beds=beds)),
    )
    return [(rule, limit, figure) for rule, limit, figure in limits if figure > limit + _HAIR and math.isfinite(limit)]


def _spent(problem: Problem, plan: Solution, school: int, *, rooms: float, beds: float) -> float:
    """Return the one-off yuan of the plan, were the school to have so many rooms and beds."""
    has_rooms = float(problem.school_classrooms[school] + plan.classrooms_added[school].max())
    has_beds = float(problem.school_beds[school] + plan.beds_added[school].max())
    more = max(rooms - has_rooms, 0.0) * problem.school_classroom_yuan[school]
    more += in_modules(max(int(beds - has_beds), 0), problem.bed_module) * problem.school_bed_yuan[school]
    return float(one_off_yuan(problem, plan) + more)
