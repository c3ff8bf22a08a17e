"""What a hearing asks of a plan first: who changes school and why, how near the schools are, what each school is for.

The figures say what is, good or bad; no rule of the scenario need ask for any of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.decide.apportion import apportioned
from planner.decide.day_ways import DayWays, nearest_minutes
from planner.decide.measures import YearMeasures
from planner.decide.school_uses import SchoolUses, school_uses
from planner.decide.year_rows import YearRows
from planner.plan import MERGED
from planner.problem.problem import Floats, Problem
from planner.reading.district import District
from planner.reading.scenario import Scenario

MUCH_FARTHER, FAR_FARTHER = 10.0, 15.0
"""Pupils are counted whose way is longer by more than so many minutes than that to the nearest open school."""
_PUPIL_GRAIN = 6
_HAIR = 1e-6


@dataclass(frozen=True, kw_only=True)
class Continuity:
    """Pupils with a seat, by whether they change school; the three add up to all of them.

    With share(k) the part of a settlement's and band's pupils that attends school k today, a block placed at school j
    moves pupils x (1 - share(j)); of these, pupils x (sum of share(k) over merged k other than j) because merged.
    """

    stayed: float
    moved_merged: float
    """Their school is merged."""
    moved_open: float
    """Their school stays open."""


@dataclass(frozen=True, kw_only=True)
class Nearness:
    """How near the schools are to which pupils go."""

    boarders_far: float
    """Boarders who have no open school of their band within their day limits."""
    boarders_near: float
    """Boarders who have one: it is full, or the plan uses its seats otherwise."""
    other_town: float
    """Pupils whose school lies in another town than their settlement."""
    beyond_mean: float | None
    """Minutes one way beyond the nearest open school that offers the band and lies within the day limits, mean over
    the pupils who have one; None where nobody has."""
    beyond_worst: float | None
    """The most such minutes."""
    beyond_10: float
    """Pupils for whom they are more than 10."""
    beyond_15: float
    """Pupils for whom they are more than 15."""


@dataclass(frozen=True, kw_only=True)
class Together:
    """Who is torn apart."""

    split_homes: int
    """Settlements' bands whose pupils go to several schools."""
    split_most: int
    """The most schools of one settlement's band."""
    apart_homes: int
    """Settlements of which two bands of a stage share no school, although either might go where the other does."""


@dataclass(frozen=True, kw_only=True)
class HearingMeasures(Continuity, Nearness, Together, SchoolUses):
    """All of them, in one planning year."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """What stays the same over the years: the district, who attends which school, ways, pairs."""

    scenario: Scenario
    district: District
    problem: Problem
    attendance: pd.DataFrame
    """See `planner.decide.moves.attendance_of`."""
    ways: DayWays
    pupils_today: Mapping[str, float]
    """Pupils of the scenario's grades by school_id, as `attends` counts them or as they are assumed."""


def whole_people(hearing: HearingMeasures, measures: YearMeasures, merges: int) -> HearingMeasures:
    """Return the figures with whole pupils who stay and move, where whole pupils are placed.

    Those who move because merged are as many as the `merges` tell, whole receiver by receiver; the other two share the
    rest of the pupils with a seat. Parts of pupils come from the shares of
    today's attendance; told beside the merges they would be another number for the same people. Rounding changes less
    than one pupil in each of the `merges`; where the merges tell of others, the figures stay as they are.
    """
    moved, placed = measures.moved, measures.placed
    rest = placed - moved
    is_whole = all(abs(count - round(count)) < _HAIR for count in (moved, placed))
    if not is_whole or rest < 0 or abs(hearing.moved_merged - moved) >= max(merges, 1):
        return hearing
    stayed = min(max(round(hearing.stayed), 0), round(rest))
    return replace(
        hearing, stayed=float(stayed), moved_merged=float(round(moved)), moved_open=float(round(rest) - stayed)
    )


def whole_homes(homes: pd.DataFrame, hearing: HearingMeasures) -> pd.DataFrame:
    """Return the moved pupils of homes (`MOVED`) as whole ones that add up to the year's, where these are whole.

    `homes` has `pupils` beside them; of no home more are told than live there.
    """
    totals = [getattr(hearing, name) for name in MOVED]
    pupils = homes["pupils"].to_numpy(float)
    if any(abs(total - round(total)) > _HAIR for total in totals) or (np.abs(pupils - pupils.round()) > _HAIR).any():
        return homes
    left, found = pupils, {}
    for name, total in zip(MOVED, totals, strict=True):
        parts = homes[name].fillna(0.0).to_numpy(float)
        if abs(parts.sum() - total) >= max(len(parts), 1):
            return homes
        found[name] = apportioned(parts, round(total), left)
        left = left - found[name]
    return homes.assign(**found)


def measure_hearing(rows: YearRows, known: Known) -> HearingMeasures:
    """Measure one planning year."""
    kinds = dict(zip(known.district.schools["school_id"], known.district.schools["kind"], strict=True))
    return HearingMeasures(
        **vars(measure_continuity(rows, known.attendance)),
        **vars(measure_nearness(rows, known.district, known.ways)),
        **vars(measure_together(rows, known.scenario, known.problem)),
        **vars(school_uses(rows, known.scenario, kinds, known.district, known.pupils_today)),
    )


def measure_continuity(rows: YearRows, attendance: pd.DataFrame) -> Continuity:
    """Count who stays and who moves; a home of which nobody knows where it goes to school today moves nobody."""
    moved = moved_by_home(rows, attendance).sum()
    # what is rounded last is the rest, so that the three add up
    moved_merged, moved_open = (round(float(moved[name]), _PUPIL_GRAIN) for name in MOVED)
    everybody = float(rows.placed["pupils"].sum())
    stayed = round(everybody - moved_merged - moved_open, _PUPIL_GRAIN)
    return Continuity(stayed=max(stayed, 0.0), moved_merged=moved_merged, moved_open=moved_open)


MOVED = ("moved_merged", "moved_open")
"""Pupils of a settlement who change school: because theirs is merged, and although it stays open."""


def moved_by_home(rows: YearRows, attendance: pd.DataFrame) -> pd.DataFrame:
    """Return the columns MOVED by settlement_id, of the settlements whose schools of today are known."""
    placed = rows.placed[["settlement_id", "grade_band", "school_id", "pupils"]]
    merged = {school_id for school_id, row in rows.schools.items() if row.action in MERGED}
    pairs = placed.merge(attendance.rename(columns={"school_id": "today"}), on=["settlement_id", "grade_band"])
    going = pairs["pupils"] * pairs["share"]
    stays = pairs["today"] == pairs["school_id"]
    because = ~stays & pairs["today"].isin(merged)
    causes = {"moved_merged": going.where(because, 0.0), "moved_open": going.where(~stays & ~because, 0.0)}
    return pairs[["settlement_id"]].assign(**causes).groupby("settlement_id")[list(MOVED)].sum()


def measure_nearness(rows: YearRows, district: District, ways: DayWays) -> Nearness:
    """Hold each way against the nearest open school's."""
    placed = rows.placed
    pupils, boards = placed["pupils"].to_numpy(float), (placed["mode"] == "board").to_numpy(bool)
    nearest = nearest_minutes(ways, placed, [school_id for school_id, row in rows.schools.items() if row.open])
    near = np.isfinite(nearest) & (pupils > 0)
    extra = np.maximum(placed["minutes"].to_numpy(float)[near] - nearest[near], 0.0)
    return Nearness(
        boarders_far=_sum(pupils[boards & ~near]),
        boarders_near=_sum(pupils[boards & near]),
        other_town=_sum(pupils[_crosses_town(placed, district)]),
        beyond_mean=float(np.average(extra, weights=pupils[near])) if near.any() else None,
        beyond_worst=float(extra.max()) if near.any() else None,
        beyond_10=_sum(pupils[near][extra > MUCH_FARTHER + _HAIR]),
        beyond_15=_sum(pupils[near][extra > FAR_FARTHER + _HAIR]),
    )


def measure_together(rows: YearRows, scenario: Scenario, problem: Problem) -> Together:
    """Count what is split and what is apart."""
    placed = rows.placed[rows.placed["pupils"] > 0]
    at: dict[tuple[str, str], set[str]] = {}
    for settlement, band, school in zip(
        placed["settlement_id"], placed["grade_band"], placed["school_id"], strict=True
    ):
        at.setdefault((str(settlement), str(band)), set()).add(str(school))
    several = [len(schools) for schools in at.values() if len(schools) > 1]
    reach = _reach(problem, rows.year)
    bands = [[name for name, band in scenario.grade_bands.items() if band.stage == stage]
             for stage in dict.fromkeys(band.stage for band in scenario.grade_bands.values())]  # fmt: skip
    couples = [(one, other) for names in bands for place, one in enumerate(names) for other in names[place + 1 :]]
    apart = {
        home
        for home in dict.fromkeys(settlement for settlement, _ in at)
        for one, other in couples
        if _are_apart((home, one), (home, other), at, reach)
    }
    return Together(split_homes=len(several), split_most=max(several, default=0), apart_homes=len(apart))


_Home = tuple[str, str]


def _are_apart(one: _Home, other: _Home, at: Mapping[_Home, set[str]], reach: Mapping[_Home, frozenset[str]]) -> bool:
    """Whether two bands share no school, though the first may go to one of the second's and that to one of its own."""
    mine, theirs = at.get(one, set()), at.get(other, set())
    if not mine or not theirs or mine & theirs:
        return False
    return bool(theirs & reach.get(one, frozenset())) and bool(mine & reach.get(other, frozenset()))


def _reach(problem: Problem, year: int) -> dict[_Home, frozenset[str]]:
    """Return the schools that each settlement's band has a pair with in a year."""
    if year not in problem.years:
        return {}
    found: dict[_Home, frozenset[str]] = {}
    for block in np.nonzero(problem.block_year == problem.years.index(year))[0].tolist():
        pairs = slice(problem.block_first_pair[block], problem.block_first_pair[block + 1])
        home = problem.settlement_ids[problem.block_settlement[block]], problem.bands[problem.block_band[block]]
        here = frozenset(problem.school_ids[school] for school in problem.pair_school[pairs].tolist())
        found[home] = found.get(home, frozenset()) | here
    return found


def _crosses_town(placed: pd.DataFrame, district: District) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    home = placed["settlement_id"].map(district.settlements.set_index("settlement_id")["town"])
    school = placed["school_id"].map(district.schools.set_index("school_id")["town"])
    return (home != school).to_numpy(bool)


def _sum(pupils: Floats) -> float:
    return round(float(pupils.sum()), _PUPIL_GRAIN)
