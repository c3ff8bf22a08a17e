"""Scenario, district and journeys become a Problem."""

from dataclasses import dataclass

import numpy as np

from planner.problem.actions import Sites, find_sites
from planner.problem.demand import Blocks, find_blocks
from planner.problem.problem import Decision, Flags, Floats, Ints, Mode, Problem
from planner.problem.travel import Journeys
from planner.read.district import District
from planner.read.scenario import GradeBand, Scenario

_FORBIDDEN = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class _Pairs:
    """The arrays of Problem that begin with `pair_`, and where each block's begin."""

    block: Ints
    school: Ints
    mode: Ints
    minutes: Floats
    kilometres: Floats
    first: Ints


def build_problem(district: District, journeys: Journeys, scenario: Scenario) -> Problem:
    """Build the frozen arrays the optimiser works on: only pairs within reach, money in yuan."""
    sites = find_sites(district, scenario)
    blocks = find_blocks(district, scenario)
    pairs = _find_pairs(blocks, journeys, sites, scenario)
    schools, rules, prices = district.schools, scenario.rules, scenario.prices
    block_pupils = blocks.grade_pupils.sum(axis=1)
    sizes = _class_sizes(scenario)
    least, most = _merge_limits(scenario, len(schools))
    return Problem(
        settlement_ids=tuple(district.settlements["settlement_id"]),
        school_ids=tuple(schools["school_id"]),
        years=scenario.years,
        grades=scenario.grades,
        bands=tuple(scenario.grade_bands),
        grade_class_size=sizes,
        grade_class_yuan=np.where(np.isinf(sizes), 0.0, _class_yuan(scenario)),
        band_grades=_band_grades(scenario),
        block_settlement=blocks.settlement,
        block_band=blocks.band,
        block_year=blocks.year,
        block_grade_pupils=blocks.grade_pupils,
        block_pupils=block_pupils,
        block_first_pair=pairs.first,
        pair_block=pairs.block,
        pair_school=pairs.school,
        pair_mode=pairs.mode,
        pair_minutes=pairs.minutes,
        pair_kilometres=pairs.kilometres,
        pair_yuan=_pair_yuan(pairs, scenario) * block_pupils[pairs.block],
        school_existing=sites.existing,
        school_mergeable=sites.mergeable,
        school_decision=sites.decision,
        school_classrooms=schools["classrooms"].to_numpy(np.int64),
        school_classrooms_max=schools["classrooms_max"].to_numpy(np.int64),
        school_beds=schools["beds"].to_numpy(np.int64),
        school_beds_max=schools["beds_max"].to_numpy(np.int64),
        school_pupils_max=sites.pupils_max,
        school_fixed_yuan=sites.fixed_yuan,
        school_build_yuan=sites.build_yuan,
        school_classroom_yuan=sites.classroom_yuan,
        school_bed_yuan=sites.bed_yuan,
        max_classes_per_school=_or_inf(rules.max_classes_per_school),
        merge_least=least,
        merge_most=most,
        budget_yuan=_or_inf(scenario.budget_yuan),
        annuity=annuity(prices.discount_rate, prices.building_life_years),
        shortfall_yuan_per_pupil=prices.shortfall_yuan_per_pupil,
        whole=rules.assignment.mode == "whole",
    )


def annuity(rate: float, life_years: float) -> float:
    """Yuan a year for each yuan of building: r / (1 - (1 + r)^-life), 1 / life when r = 0.

    >>> round(annuity(0.04, 50), 6), annuity(0, 50)
    (0.04655, 0.02)
    """
    return float(rate / -np.expm1(-life_years * np.log1p(rate))) if rate > 0 else 1.0 / life_years


def modes_in_band(journeys: Journeys, band: GradeBand) -> Ints:
    """Return how pupils of a band make each journey: a `Mode`, or -1 where they may not; limits met at equality."""
    walks = _within(journeys.walk_minutes, band.max_walk_minutes)
    rides = _within(journeys.ride_minutes, band.max_ride_minutes)
    boards = _within(journeys.ride_minutes, band.max_board_minutes) & band.boarding
    return np.select([walks, rides, boards], [Mode.WALK, Mode.RIDE, Mode.BOARD], _FORBIDDEN).astype(np.int64)


def _within(minutes: Floats, limit: float | None) -> Flags:
    """NaN is never within; None forbids the mode."""
    return np.zeros(len(minutes), dtype=bool) if limit is None else minutes <= limit


def _find_pairs(blocks: Blocks, journeys: Journeys, sites: Sites, scenario: Scenario) -> _Pairs:
    """Join each block with the schools within its reach that offer its grades and are not decided to close."""
    pieces = []
    for number, band in enumerate(scenario.grade_bands.values()):
        columns = [scenario.grades.index(grade) for grade in band.grades]
        usable = sites.offers[:, columns].all(axis=1) & (sites.decision != Decision.CLOSE)
        mode = modes_in_band(journeys, band)
        journey = np.nonzero((mode != _FORBIDDEN) & usable[journeys.school])[0]
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
    return _Pairs(
        block=block,
        school=journeys.school[journey],
        mode=mode,
        minutes=minutes,
        kilometres=journeys.kilometres[journey],
        first=np.searchsorted(block, np.arange(len(blocks.settlement) + 1)),
    )


def _within_group(count: Ints) -> Ints:
    """Return 0..n-1 for each group in turn.

    >>> _within_group(np.array([2, 0, 3]))
    array([0, 1, 0, 1, 2])
    """
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)


def _pair_yuan(pairs: _Pairs, scenario: Scenario) -> Floats:
    """Yuan a year for each pupil: minutes for day pupils, kilometres too for riders, a flat sum for boarders."""
    prices = scenario.prices
    by_minute = pairs.minutes * prices.travel_yuan_per_pupil_minute
    by_kilometre = np.nan_to_num(pairs.kilometres) * prices.ride_yuan_per_pupil_kilometre
    return np.select(
        [pairs.mode == Mode.WALK, pairs.mode == Mode.RIDE],
        [by_minute, by_minute + by_kilometre],
        prices.boarding_yuan_per_pupil,
    )


def _class_sizes(scenario: Scenario) -> Floats:
    """(grade): most pupils in a class, inf where classes are switched off."""
    sizes = scenario.rules.class_size
    if sizes is None:
        return np.full(len(scenario.grades), np.inf)
    return np.array([_or_inf(getattr(sizes, scenario.stage_of(grade))) for grade in scenario.grades])


def _class_yuan(scenario: Scenario) -> Floats:
    """(grade): yuan a year for a class."""
    prices = scenario.prices.class_yuan_per_year
    return np.array([getattr(prices, scenario.stage_of(grade)) for grade in scenario.grades])


def _band_grades(scenario: Scenario) -> Flags:
    """(band, grade): whether the band has the grade."""
    return np.array([[grade in band.grades for grade in scenario.grades] for band in scenario.grade_bands.values()])


def _merge_limits(scenario: Scenario, n_schools: int) -> tuple[int, int]:
    """Return the fewest and the most schools that may be merged; n_schools stands for no limit."""
    merge = scenario.rules.merge
    if merge is None:
        return 0, n_schools
    if merge.exactly is not None:
        return merge.exactly, merge.exactly
    return merge.least or 0, n_schools if merge.most is None else merge.most


def _or_inf(limit: float | None) -> float:
    return np.inf if limit is None else float(limit)
