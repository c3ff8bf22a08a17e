"""Boarders of a plan: what dormitory and journeys cost apart, who boards by which rule, and who might go by day."""

from dataclasses import dataclass

import numpy as np

from planner.decide.barred import without_seat_along
from planner.decide.measures import YearMeasures
from planner.language import Text
from planner.plan import Plan, weighted_plans
from planner.problem.actions import find_sites
from planner.problem.pairs import barred_from_boarding, offers_band
from planner.problem.problem import Mode, Problem, Solution
from planner.problem.same_town import may_attend
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import DAY_TRIPS_PER_WEEK, Prices, Scenario

_PUPIL_GRAIN = 6
NEAR_NOTE = "boarders with an open school within their day limits"
"""What a plan's note of them begins with; two numbers follow: how many, of how many boarders."""
BARRED_NOTE = "pupils without a seat who might board, were it not for board_when and board_in"
"""What a plan's note of them begins with; their number follows."""


@dataclass(frozen=True, kw_only=True)
class BoardingYuan:
    """The two parts of the cost term `boarding`, yuan a year, summed over the planning years."""

    lodging: float
    """Dormitory, staff and meals."""
    journeys: float
    """The boarders' way to school and home again."""


@dataclass(frozen=True, kw_only=True)
class Boarders:
    """Boarders of one planning year, pupils."""

    beyond_reach: float
    """Of bands that may board only beyond day reach: no school sure to stay lies within their day limits."""
    anybody: float
    """Of bands that may board wherever the school is beyond their day limits."""


def boarding_yuan(plan: Plan, scenario: Scenario) -> BoardingYuan:
    """Split what boarding costs, of several variants by their weights. A kilometre that is not known costs nothing."""
    parts = [(weight, _boarding_of(own, scenario)) for weight, own in weighted_plans(plan)]
    return BoardingYuan(
        lodging=sum(weight * yuan.lodging for weight, yuan in parts),
        journeys=sum(weight * yuan.journeys for weight, yuan in parts),
    )


def _boarding_of(plan: Plan, scenario: Scenario) -> BoardingYuan:
    boards = [row for row in plan.assignments if row.mode == "board"]
    pupils = [float(sum(row.pupils.values())) for row in boards]
    prices = scenario.prices
    journeys = (journey_yuan(row.minutes, row.kilometres, prices) for row in boards)
    return BoardingYuan(
        lodging=prices.boarding_yuan_per_pupil * sum(pupils),
        journeys=sum(count * yuan for count, yuan in zip(pupils, journeys, strict=True)),
    )


def journey_yuan(minutes: float, kilometres: float | None, prices: Prices) -> float:
    """Return what one boarder's journeys cost a year: so many trips a week of a day pupil's five."""
    known = 0.0 if kilometres is None or np.isnan(kilometres) else kilometres
    ride = minutes * prices.travel_yuan_per_pupil_minute + known * prices.ride_yuan_per_pupil_kilometre
    return prices.board_trips_per_week / DAY_TRIPS_PER_WEEK * ride


def boarders_of(measures: YearMeasures, scenario: Scenario) -> Boarders:
    """Count boarders by the rule that lets them board."""
    counts = {"beyond_day_reach": 0.0, "any": 0.0}
    for band in measures.bands:
        counts[scenario.grade_bands[band.band].board_when] += band.by_mode["board"]
    return Boarders(beyond_reach=counts["beyond_day_reach"], anybody=counts["any"])


def boarding_notes(
    district: District, journeys: Journeys, scenario: Scenario, problem: Problem, solution: Solution
) -> tuple[Text, ...]:
    """Return the plan's notes on boarders who might go by day, and on pupils left over whom a rule bars from boarding.

    Of the last planning year; none where there are no such pupils.
    """
    boarders, near = (round(pupils, _PUPIL_GRAIN) for pupils in boarders_near_a_school(problem, solution))
    barred = round(pupils_barred(district, journeys, scenario, problem, solution), _PUPIL_GRAIN)
    return (
        *([_near_note(near, boarders)] if near > 0 else ()),
        *([_barred_note(barred)] if barred > 0 else ()),
    )


def _near_note(near: float, boarders: float) -> Text:
    figures = f"{near:.10g}", f"{boarders:.10g}"
    return Text(
        f"{NEAR_NOTE}: {figures[0]} of {figures[1]}",
        f"走读范围内有开办学校的寄宿生：{figures[1]} 名寄宿生中有 {figures[0]} 名",
    )


def _barred_note(barred: float) -> Text:
    return Text(
        f"{BARRED_NOTE}: {barred:.10g}", f"若不受 board_when 和 board_in 限制即可寄宿、现无学位的学生：{barred:.10g} 名"
    )


def pupils_barred(
    district: District, journeys: Journeys, scenario: Scenario, problem: Problem, solution: Solution
) -> float:
    """Count pupils of the last planning year without a seat who may not board at some open school that may have beds.

    The school offers their band and lies within the limit of boarders; whether it has room is not asked.
    """
    sites = find_sites(district, scenario)
    offered = [offers_band(sites, scenario, band)[journeys.school] for band in scenario.grade_bands.values()]
    beds = problem.school_beds_max[journeys.school] > 0
    barred = barred_from_boarding(district, journeys, scenario) & np.array(offered) & beds
    barred &= may_attend(district, journeys, scenario)
    return without_seat_along(journeys, barred, problem, solution)


def boarders_near_a_school(problem: Problem, solution: Solution) -> tuple[float, float]:
    """Return the boarders of the last planning year, and those of them who might go to a school of the plan by day.

    Such a school is open then, offers their band and lies within their day limits; it may be full.
    """
    last = problem.block_year[problem.pair_block] == problem.n_years - 1
    day = last & (problem.pair_mode != Mode.BOARD) & solution.open[problem.pair_school, -1]
    near = np.zeros(problem.n_blocks, dtype=bool)
    near[problem.pair_block[day]] = True
    boards = last & (problem.pair_mode == Mode.BOARD)
    boarders = problem.block_pupils[problem.pair_block] * solution.share * boards
    return float(boarders.sum()), float(boarders[near[problem.pair_block]].sum())
