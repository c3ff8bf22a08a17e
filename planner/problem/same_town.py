"""Schools of the own town: pupils of some stages attend no others where one is within reach, `rules.same_town`."""

import numpy as np
import pandas as pd

from planner.problem.actions import find_sites
from planner.problem.few_pupils import schools_with_few_pupils
from planner.problem.modes import FORBIDDEN, modes_in_band
from planner.problem.pairs import may_board, offers_band
from planner.problem.problem import Decision, Flags, Ints, Mode
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.rules import SameTown
from planner.reading.scenario import Scenario


def may_attend(district: District, journeys: Journeys, scenario: Scenario) -> Flags:
    """Return whether `rules.same_town` lets pupils of a band attend a journey's end, shape (band, journey).

    Pupils of its stages attend in their settlement's own town, or where its lists allow it. They are free where no
    school of that town lies within their limits, by day or boarding, that offers the band and is not decided to close.
    """
    rule = scenario.rules.same_town
    allowed = np.ones((len(scenario.grade_bands), len(journeys.school)), dtype=bool)
    if rule is None:
        return allowed
    home, place = _towns(district, journeys)
    own: Flags = home == place
    listed = _is_listed(district, journeys, rule)
    for number, band in enumerate(scenario.grade_bands.values()):
        if band.stage in rule.stages:
            supplied = np.zeros(len(district.settlements), dtype=bool)
            supplied[journeys.settlement[own & within_limits(district, journeys, scenario)[number]]] = True
            allowed[number] = own | listed | ~supplied[journeys.settlement]
    return allowed


def barred_by_town(district: District, journeys: Journeys, scenario: Scenario) -> Flags:
    """Return the journeys within limits, to schools that may be open, that `may_attend` bars; shape (band, journey)."""
    if scenario.rules.same_town is None:
        return np.zeros((len(scenario.grade_bands), len(journeys.school)), dtype=bool)
    barred: Flags = within_limits(district, journeys, scenario) & ~may_attend(district, journeys, scenario)
    return barred


def within_limits(district: District, journeys: Journeys, scenario: Scenario) -> Flags:
    """(band, journey): whether pupils may go there by day or board there, at a school that may be open."""
    sites = find_sites(district, scenario, schools_with_few_pupils(district, journeys, scenario))
    boards = may_board(district, journeys, scenario)
    within = np.zeros(boards.shape, dtype=bool)
    for number, band in enumerate(scenario.grade_bands.values()):
        mode = modes_in_band(journeys, band)
        usable = offers_band(sites, scenario, band) & (sites.decision != Decision.CLOSE)
        may_go = (mode != FORBIDDEN) & ((mode != Mode.BOARD) | boards[number])
        within[number] = may_go & usable[journeys.school]
    return within


def _towns(district: District, journeys: Journeys) -> tuple[Ints, Ints]:
    """(journey): numbers for the towns of its settlement and of its school."""
    towns, _ = pd.factorize(np.concatenate([district.settlements["town"], district.schools["town"]]))
    n_settlements = len(district.settlements)
    return towns[:n_settlements][journeys.settlement], towns[n_settlements:][journeys.school]


def _is_listed(district: District, journeys: Journeys, rule: SameTown) -> Flags:
    """(journey): whether `allow` names settlement and school, or `towns` their towns, in either order."""
    settlements, schools = district.settlements.iloc[journeys.settlement], district.schools.iloc[journeys.school]
    ids = pd.MultiIndex.from_arrays([settlements["settlement_id"], schools["school_id"]])
    towns = pd.MultiIndex.from_arrays([settlements["town"], schools["town"]])
    both = [*rule.towns, *((other, one) for one, other in rule.towns)]
    listed: Flags = ids.isin(list(rule.allow)) | towns.isin(both)
    return listed
