"""Who may attend in a neighbouring county: straight lines across the border, within the limits of home.

A guest is a day pupil: walks or rides, never boards. Nobody crosses

- farther than the grade band of home lets its pupils walk or ride;
- whose stage `rules.same_town` of home keeps in its town, or whom `assignments.fixed` sends somewhere;
- with `rules.nearest` at home, more minutes beyond the nearest school of home that is sure to stay than it allows, both
  ways measured as straight lines;
- to a school of a kind that home merges and that is none of its `merge.receivers`, to one that is to be closed or not
  built, to one that may teach grades together, or to one that guests would lift above `merge.also_under_pupils`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.decide.city.county import County
from planner.problem.modes import FORBIDDEN, modes_in_band
from planner.problem.problem import Decision, Flags, Floats, Ints, Mode
from planner.problem.travel import Journeys, find_journeys
from planner.reading.schema_types import Stage

_SAME_MINUTES = 1e-9
_ALL = slice(None)
_FEW_GUESTS = 50
"""Homes of guests at one school, each of which counts as one pupil who attends it today."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ways:
    """Ways across a border, from the settlements of one county to the schools of another."""

    home: County
    host: County
    settlement: Ints
    """(way): row of home's settlements."""
    school: Ints
    """(way): row of the host's schools."""
    band: Ints
    """(way): number of the grade band."""
    mode: Ints
    """(way): a `Mode`, never boarding."""
    minutes: Floats
    kilometres: Floats
    yuan_per_pupil: Floats
    """(way): yuan a year: the journey at the host's prices, and what home puts on who moves and crosses."""
    put_on_yuan: Floats
    """(way): the latter alone."""

    @property
    def count(self) -> int:
        """How many."""
        return len(self.settlement)


def ways_between(home: County, host: County, stages: Sequence[Stage]) -> Ways:
    """Return every way that pupils of these stages may take from `home` to a school of `host`."""
    journeys = _straight(home, host.district.schools)
    usable = _usable_schools(home, host)
    pieces: list[tuple[Ints, Ints, Ints]] = []
    for number, band in enumerate(home.scenario.grade_bands.values()):
        if band.stage not in stages or _stays_in_town(home, band.stage):
            continue
        columns = [host.scenario.grades.index(grade) for grade in band.grades if grade in host.scenario.grades]
        if len(columns) < len(band.grades):
            continue
        offers: Flags = host.sites.offers[:, columns].all(axis=1) & usable
        mode = modes_in_band(journeys, band)
        day = (mode != FORBIDDEN) & (mode != Mode.BOARD) & offers[journeys.school]
        day &= ~_fixed(home, number)[journeys.settlement]
        day &= _minutes(journeys, mode) <= _most_minutes(home, number)[journeys.settlement]
        found = np.nonzero(day)[0]
        pieces.append((found, mode[found], np.full(len(found), number)))
    nothing = np.zeros(0, dtype=np.int64)
    place, mode, band_of = (np.concatenate([nothing, *(piece[axis] for piece in pieces)]) for axis in range(3))
    return _priced(home, host, journeys, (place, mode, band_of))


def _priced(home: County, host: County, journeys: Journeys, found: tuple[Ints, Ints, Ints]) -> Ways:
    place, mode, band = found
    settlement, minutes = journeys.settlement[place], _minutes(journeys, mode, place)
    kilometres, prices = journeys.kilometres[place], host.scenario.prices
    journey = minutes * prices.travel_yuan_per_pupil_minute
    journey = journey + np.where(mode == Mode.RIDE, kilometres * prices.ride_yuan_per_pupil_kilometre, 0.0)
    own = home.scenario.prices
    put_on = own.cross_town_yuan_per_pupil + own.move_yuan_per_pupil * _attends(home)[settlement, band]
    return Ways(
        home=home,
        host=host,
        settlement=settlement,
        school=journeys.school[place],
        band=band,
        mode=mode,
        minutes=minutes,
        kilometres=kilometres,
        yuan_per_pupil=journey + put_on,
        put_on_yuan=put_on,
    )


def _straight(home: County, schools: pd.DataFrame) -> Journeys:
    """Measure straight lines from home's settlements, with home's speeds and detour."""
    return find_journeys(replace(home.district, schools=schools, travel=None, roads=None), home.scenario)


def _minutes(journeys: Journeys, mode: Ints, place: Ints | slice = _ALL) -> Floats:
    """Minutes of journeys in the mode of each: of all, or of those at some places."""
    minutes: Floats = np.where(mode == Mode.WALK, journeys.walk_minutes[place], journeys.ride_minutes[place])
    return minutes


def _usable_schools(home: County, host: County) -> Flags:
    """(school): may be open, of no kind that home merges and lets receive nobody, never teaches grades together."""
    kinds = host.district.schools["kind"]
    usable: Flags = host.sites.decision != Decision.CLOSE
    if host.scenario.rules.multigrade is not None:
        usable &= ~kinds.isin(host.scenario.rules.multigrade.kinds).to_numpy(bool)
    merge = home.scenario.rules.merge
    if merge is not None and merge.receivers is not None:
        usable &= ~kinds.isin(set(merge.kinds) - set(merge.receivers)).to_numpy(bool)
    return usable & ~_nearly_few(host)


def _nearly_few(host: County) -> Flags:
    """(school): has just so few pupils today that it may be merged for it: a few guests in its tables would tell."""
    schools, attends, merge = host.district.schools, host.district.attends, host.scenario.rules.merge
    if attends is None or merge is None or merge.also_under_pupils is None:
        return np.zeros(len(schools), dtype=bool)
    limit = schools["kind"].map(merge.also_under_pupils.model_dump()).to_numpy(float)
    taught = attends[attends["grade"].isin(host.scenario.grades)]
    there = schools["school_id"].map(taught.groupby("school_id")["pupils"].sum()).fillna(0.0).to_numpy(float)
    nearly: Flags = (there < limit) & (there >= limit - _FEW_GUESTS)
    return nearly


def _stays_in_town(home: County, stage: Stage) -> bool:
    rule = home.scenario.rules.same_town
    return rule is not None and stage in rule.stages


def _fixed(home: County, band: int) -> Flags:
    """(settlement): whether it is settled already where its pupils of the band go."""
    name = list(home.scenario.grade_bands)[band]
    fixed = [settlement for settlement, each, _ in home.scenario.assignments.fixed if each == name]
    return home.district.settlements["settlement_id"].isin(fixed).to_numpy(bool)


def _attends(home: County) -> Floats:
    """(settlement, band): 1 where `attends` says where its pupils go today: whoever crosses then changes school."""
    found = np.zeros((len(home.district.settlements), len(home.scenario.grade_bands)))
    rows = home.district.attends
    if rows is None:
        return found
    rows = rows[rows["pupils"] > 0]
    for number, band in enumerate(home.scenario.grade_bands.values()):
        named = rows.loc[rows["grade"].isin(band.grades), "settlement_id"]
        found[:, number] = home.district.settlements["settlement_id"].isin(named)
    return found


def _most_minutes(home: County, number: int) -> Floats:
    """(settlement): the longest way that `rules.nearest` of home lets its pupils of a band take; inf without it."""
    rule, n_settlements = home.scenario.rules.nearest, len(home.district.settlements)
    most = np.full(n_settlements, np.inf)
    if rule is None:
        return most
    band = list(home.scenario.grade_bands.values())[number]
    journeys, columns = _straight(home, home.district.schools), home.grade_columns(number)
    stays = home.sites.offers[:, columns].all(axis=1) & (home.sites.decision == Decision.KEEP)
    mode = modes_in_band(journeys, band)
    day = (mode != FORBIDDEN) & (mode != Mode.BOARD) & stays[journeys.school]
    np.minimum.at(most, journeys.settlement[day], _minutes(journeys, mode)[day])
    limits: Floats = most + float(rule.max_extra_minutes) + _SAME_MINUTES
    return limits
