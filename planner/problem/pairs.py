"""Pairs: which school a block may attend, how its pupils get there, and what the journey or the dormitory costs.

Every rule that looks at one settlement and one school alone stands here, so that the optimiser needs to know none of
them: travel limits and boarding decide which pairs there are and their mode, prices decide their yuan.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.problem.actions import Sites, find_sites
from planner.problem.demand import Blocks
from planner.problem.few_pupils import schools_with_few_pupils
from planner.problem.modes import FORBIDDEN, modes_in_band, within
from planner.problem.problem import Decision, Flags, Floats, Ints, Mode
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.scenario import DAY_TRIPS_PER_WEEK, GradeBand, Prices, Scenario


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """The arrays of Problem that begin with `pair_`, and where each block's begin."""

    block: Ints
    school: Ints
    journey: Ints
    """(pair): its entry of the journeys."""
    mode: Ints
    minutes: Floats
    kilometres: Floats
    first: Ints


def find_pairs(blocks: Blocks, journeys: Journeys, sites: Sites, scenario: Scenario, permitted: Flags) -> Pairs:
    """Join each block with the schools within its reach that offer its grades and are not decided to close.

    `permitted` is what `may_board` returns. Pairs are sorted by block, then school.
    """
    pieces = []
    for number, band in enumerate(scenario.grade_bands.values()):
        usable = offers_band(sites, scenario, band) & (sites.decision != Decision.CLOSE)
        mode = modes_in_band(journeys, band)
        mode = np.where((mode == Mode.BOARD) & ~permitted[number], FORBIDDEN, mode)
        journey = np.nonzero((mode != FORBIDDEN) & usable[journeys.school])[0]
        block = np.nonzero(blocks.band == number)[0]
        settlement = journeys.settlement[journey]
        first = np.searchsorted(settlement, blocks.settlement[block], side="left")
        count = np.searchsorted(settlement, blocks.settlement[block], side="right") - first
        taken = journey[np.repeat(first, count) + _within_group(count)]
        pieces.append((np.repeat(block, count), taken, mode[taken]))
    block, journey, mode = (np.concatenate([piece[axis] for piece in pieces]) for axis in range(3))
    order = np.lexsort((journeys.school[journey], block))
    block, journey, mode = block[order], journey[order], mode[order]
    minutes = np.where(mode == Mode.WALK, journeys.walk_minutes[journey], journeys.ride_minutes[journey])
    return Pairs(
        block=block,
        school=journeys.school[journey],
        journey=journey,
        mode=mode,
        minutes=minutes,
        kilometres=journeys.kilometres[journey],
        first=np.searchsorted(block, np.arange(len(blocks.settlement) + 1)),
    )


def kept_pairs(pairs: Pairs, kept: Flags) -> Pairs:
    """Return some of the pairs; `kept` has shape (pair)."""
    if kept.all():
        return pairs
    return Pairs(
        block=pairs.block[kept],
        school=pairs.school[kept],
        journey=pairs.journey[kept],
        mode=pairs.mode[kept],
        minutes=pairs.minutes[kept],
        kilometres=pairs.kilometres[kept],
        first=np.searchsorted(pairs.block[kept], np.arange(len(pairs.first))),
    )


def may_board(district: District, journeys: Journeys, scenario: Scenario) -> Flags:
    """Return whether `board_when` and `board_in` let pupils of a band board at a journey's end, shape (band, journey).

    beyond_day_reach: only from settlements that have no school within the band's day limits that offers the band and
    is sure to stay (its decision is keep). town: only in a school of the settlement's own town, where one there offers
    the band, may have beds and is not decided to close. How far a boarder may live is for `modes_in_band` to say.
    """
    sites = find_sites(district, scenario, schools_with_few_pupils(district, journeys, scenario))
    allowed = np.ones((len(scenario.grade_bands), len(journeys.school)), dtype=bool)
    for number, band in enumerate(scenario.grade_bands.values()):
        offers = offers_band(sites, scenario, band)
        if band.board_when == "beyond_day_reach":
            allowed[number] &= ~_has_day_school(district, journeys, band, offers & (sites.decision == Decision.KEEP))
        if band.board_in == "town":
            beds, open_to_all = sites.beds_max > 0, sites.decision != Decision.CLOSE
            allowed[number] &= _is_own_town(district, journeys, offers & beds & open_to_all)
    return allowed


def barred_from_boarding(district: District, journeys: Journeys, scenario: Scenario) -> Flags:
    """Return the journeys that boarders may make by their limits, and may not by `may_board`; shape (band, journey)."""
    boards = [modes_in_band(journeys, band) == Mode.BOARD for band in scenario.grade_bands.values()]
    barred: Flags = np.array(boards, dtype=bool) & ~may_board(district, journeys, scenario)
    return barred


def offers_band(sites: Sites, scenario: Scenario, band: GradeBand) -> Flags:
    """(school): whether it can teach every grade of the band."""
    columns = [scenario.grades.index(grade) for grade in band.grades]
    offers: Flags = np.asarray(sites.offers[:, columns].all(axis=1))
    return offers


def yuan_per_pupil(pairs: Pairs, prices: Prices) -> Floats:
    """Yuan a year for each pupil, shape (pair).

    Walkers pay minutes, riders kilometres too (where unknown, none). Boarders pay for the dormitory, and as riders do
    for their way, for so many of a day pupil's five trips a week as they make.
    """
    by_minute = pairs.minutes * prices.travel_yuan_per_pupil_minute
    ride = by_minute + np.nan_to_num(pairs.kilometres) * prices.ride_yuan_per_pupil_kilometre
    board = prices.boarding_yuan_per_pupil + prices.board_trips_per_week / DAY_TRIPS_PER_WEEK * ride
    return np.select([pairs.mode == Mode.WALK, pairs.mode == Mode.RIDE], [by_minute, ride], board)


def _has_day_school(district: District, journeys: Journeys, band: GradeBand, stays: Flags) -> Flags:
    """(journey): whether its settlement can walk or ride every day to one of the schools that stay."""
    walks = within(journeys.walk_minutes, band.max_walk_minutes)
    rides = within(journeys.ride_minutes, band.max_ride_minutes)
    served = np.zeros(len(district.settlements), dtype=bool)
    served[journeys.settlement[(walks | rides) & stays[journeys.school]]] = True
    has: Flags = served[journeys.settlement]
    return has


def _is_own_town(district: District, journeys: Journeys, boarding: Flags) -> Flags:
    """(journey): whether it ends in its settlement's own town, or no boarding school lies in that town."""
    n_settlements = len(district.settlements)
    towns, _ = pd.factorize(np.concatenate([district.settlements["town"], district.schools["town"]]))
    home, place = towns[:n_settlements], towns[n_settlements:]
    supplied: Flags = np.isin(home, place[boarding])
    own: Flags = home[journeys.settlement] == place[journeys.school]
    return own | ~supplied[journeys.settlement]


def _within_group(count: Ints) -> Ints:
    """Return 0..n-1 for each group in turn.

    >>> _within_group(np.array([2, 0, 3]))
    array([0, 1, 0, 1, 2])
    """
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
