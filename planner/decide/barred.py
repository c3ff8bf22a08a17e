"""Pupils without a seat whom a rule of one home and one school keeps from an open school within their limits."""

import numpy as np

from planner.cost import shortfall_of
from planner.language import Text
from planner.problem.problem import Flags, Problem, Solution
from planner.problem.same_town import barred_by_town
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import Scenario

_PUPIL_GRAIN = 6
TOWN_NOTE = "pupils without a seat who might attend in another town, were it not for rules.same_town"
"""What a plan's note of them begins with; their number follows."""


def without_seat_along(journeys: Journeys, ways: Flags, problem: Problem, solution: Solution) -> float:
    """Count pupils of the last planning year without a seat whom one of these ways leads to an open school.

    `ways` has shape (band, journey). Whether there is room is not asked.
    """
    last = problem.n_years - 1
    without = shortfall_of(problem, solution) * (problem.block_year == last)
    leads = ways & solution.open[journeys.school, last]
    found = 0.0
    for band, ways_of_band in enumerate(leads):
        homes = np.unique(journeys.settlement[ways_of_band])
        found += float(without[(problem.block_band == band) & np.isin(problem.block_settlement, homes)].sum())
    return found


def town_notes(
    district: District, journeys: Journeys, scenario: Scenario, problem: Problem, solution: Solution
) -> tuple[Text, ...]:
    """Return the plan's note on pupils left over whom `rules.same_town` keeps from another town's open school.

    Of the last planning year; none where there are no such pupils.
    """
    if scenario.rules.same_town is None:
        return ()
    ways = barred_by_town(district, journeys, scenario)
    pupils = round(without_seat_along(journeys, ways, problem, solution), _PUPIL_GRAIN)
    if pupils == 0:
        return ()
    return (
        Text(
            f"{TOWN_NOTE}: {pupils:.10g}",
            f"若不受 rules.same_town 限制即可到外乡镇就读、现无学位的学生：{pupils:.10g} 名",
        ),
    )
