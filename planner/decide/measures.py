"""Figures of a plan, counted once; every map, sheet, page, sentence and comparison reads them from `results`."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from planner.decide.ledger.rebuilt import is_rebuilt, rebuilt_sites
from planner.decide.shortfall.network import Network, today_network
from planner.decide.shortfall.school_seats import network_seats
from planner.decide.taught import taught_at
from planner.decide.year_rows import YearRows
from planner.plan import MERGED, OPTIMAL_GAP, Action, ModeName, Plan, SchoolRow, ShortfallReason
from planner.problem.problem import Floats
from planner.problem.seat_price import LEAST_PRICE_YUAN
from planner.reading.district import District
from planner.reading.rules_off import RuleOff
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage
from planner.reading.tables import grade_run

_NEAR_TOP_SHARE = 0.9
_PUPIL_GRAIN = 6
_REASONS: tuple[ShortfallReason, ...] = ("no_room_in_reach", "no_school_in_reach", "dearer_than_the_price")
"""In the order of `Lacking`: no room, no reach, too dear."""


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """One-way minutes of pupils; None where there are no such pupils."""

    mean: float | None
    """Mean over pupils."""
    p90: float | None
    """The fewest minutes that nine pupils in ten do not exceed."""
    worst: float | None
    """The longest journey."""


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """Pupils without a seat, by reason."""

    no_room: float
    """Pupils without a seat although a school of theirs is in reach: full."""
    no_reach: float
    """Pupils with no school of theirs in reach."""
    too_dear: float
    """Pupils without a seat although there is room for them: it costs more than the price of a missing seat."""

    @property
    def shortfall(self) -> float:
        """Pupils without a seat."""
        return _round(self.no_room + self.no_reach + self.too_dear)


@dataclass(frozen=True, kw_only=True)
class PupilMeasures(Lacking):
    """Who has a seat in one year and how they come to it, in pupils; fractions where blocks may be split."""

    placed: float
    """Pupils with a seat."""
    by_mode: Mapping[ModeName, float]
    """Pupils that walk, ride and board."""
    day: Minutes
    """Journeys of walkers and riders."""
    boarders: Minutes
    """Journeys of boarders, who do not travel every day."""


@dataclass(frozen=True, kw_only=True)
class BandMeasures(PupilMeasures):
    """One grade band in one year."""

    band: str


@dataclass(frozen=True, kw_only=True)
class TownMeasures(Lacking):
    """One town in one year, by where pupils live."""

    town: str
    wanted: float
    """Seats wanted: pupils who live there."""
    placed: float
    """Pupils with a seat."""
    kept_out: float
    """Pupils without a seat whom some one rule alone keeps from one (`planner.decide.shortfall.kept_out`)."""


@dataclass(frozen=True, kw_only=True)
class StageMeasures:
    """Classes of one stage in one year."""

    stage: Stage
    pupils: float
    classes: int

    @property
    def pupils_per_class(self) -> float | None:
        """Mean pupils in a class; None where there are no classes."""
        return self.pupils / self.classes if self.classes else None


@dataclass(frozen=True, kw_only=True)
class YearMeasures(PupilMeasures):
    """A plan in one planning year. What is added or spent is the running total up to that year."""

    year: int
    wanted: float
    """Pupils of the scenario's grades."""
    actions: Mapping[Action, int]
    """Schools by action; actions that no school takes are 0."""
    merged_kinds: Mapping[str, int]
    """Merged schools by kind."""
    moved: float
    """Present pupils of merged schools who have a place at a receiving school."""
    receiving_schools: int
    """Schools that take pupils of merged schools."""
    open_schools: int
    classrooms_added: int
    beds_added: int
    seats_added: int | None
    """Classrooms added times class size (the smaller one in a school of two stages); None where a class has none."""
    one_off_yuan: float
    """One-off costs: schools built, classrooms and beds added."""
    bands: tuple[BandMeasures, ...]
    stages: tuple[StageMeasures, ...]
    towns: tuple[TownMeasures, ...]
    """Every town with pupils, in the order of the settlements table."""
    rebuilt: int = 0
    """Of the schools built, those that documents call rebuilt or expanded (`planner.decide.ledger.rebuilt`)."""
    first_seats: int | None = 0
    """First classrooms of schools built times class size; None where a class has none."""
    seats_today: int | None = 0
    """Seats of the schools that are there today (`planner.decide.shortfall.school_seats`); None: no limit."""
    seats_open: int | None = 0
    """The same of the schools that are open in the year, with the classrooms added."""
    kept_out: Mapping[RuleOff, float] = field(default_factory=dict)
    """By rule: pupils without a seat who would find one at most, were it alone left out."""

    @property
    def new(self) -> int:
        """Schools built that documents do not call rebuilt."""
        return self.actions["build"] - self.rebuilt

    @property
    def seats_gained(self) -> int | None:
        """Seats of added classrooms and of the first classrooms of schools built; None where a class has no size."""
        parts = (self.seats_added, self.first_seats)
        return None if None in parts else sum(part for part in parts if part is not None)

    @property
    def merged(self) -> int:
        """Schools merged by this year."""
        return sum(self.actions[action] for action in MERGED)


@dataclass(frozen=True, kw_only=True)
class Proof:
    """How far from the best a plan can be, by what was proven."""

    optimal: bool
    """The bound meets the total, within one part in a million of the cost."""
    saving_yuan: float
    """No plan that obeys the rules has a total lower than this plan's by more than this, yuan (all years summed)."""
    share: float | None
    """saving_yuan as a share of the plan's cost; None where the cost is 0 and the bound is not met."""


def proof_of(plan: Plan) -> Proof:
    """Read from total, bound and gap what is proven."""
    return Proof(
        optimal=plan.gap is not None and abs(plan.gap) <= OPTIMAL_GAP,
        saving_yuan=max(plan.objective.total - plan.bound, 0.0),
        share=None if plan.gap is None else max(plan.gap, 0.0),
    )


def seat_price(plan: Plan, scenario: Scenario) -> float:
    """Return what a pupil without a seat counts in a plan, yuan a year.

    As the scenario states it; else as the plan tells it, or as its penalty shows.
    """
    stated = scenario.prices.shortfall_yuan_per_pupil
    if stated is None:
        stated = plan.shortfall_yuan_per_pupil
    left = sum(sum(row.pupils.values()) for row in plan.shortfall)
    if stated is None and left > 0:
        return plan.objective.penalty / left
    return LEAST_PRICE_YUAN if stated is None else stated


def measure_year(rows: YearRows, scenario: Scenario, district: District) -> YearMeasures:
    """Measure one planning year. KeyError where the plan names a school that the district lacks."""
    placed, short, done = rows.placed, rows.short, tuple(rows.schools.values())
    schools = district.schools.set_index("school_id")
    merged = [row.school_id for row in done if row.action in MERGED]
    again = rebuilt_sites(district)
    pupils = _measure_pupils(placed, short)
    return YearMeasures(
        **vars(pupils),
        year=rows.year,
        wanted=_round(placed["pupils"].sum() + pupils.no_room + pupils.no_reach + pupils.too_dear),
        actions=_count_actions(done),
        merged_kinds={str(kind): int(n) for kind, n in schools.loc[merged, "kind"].value_counts(sort=False).items()},
        moved=_round(sum(r.pupils for moves in rows.receivers.values() for r in moves)),
        receiving_schools=len({r.school_id for moves in rows.receivers.values() for r in moves}),
        open_schools=sum(row.open for row in done),
        classrooms_added=sum(row.classrooms_added for row in done),
        beds_added=sum(row.beds_added for row in done),
        seats_added=_seats_added(done, schools, scenario),
        one_off_yuan=float(rows.one_off.to_numpy(float).sum()),
        bands=tuple(
            measure_band(name, placed[placed["grade_band"] == name], short[short["grade_band"] == name])
            for name in scenario.grade_bands
        ),
        stages=_measure_stages(done, scenario),
        towns=_measure_towns(placed, short, district),
        kept_out=rows.kept_out,
        rebuilt=sum(is_rebuilt(row.action, row.school_id, again) for row in done),
        first_seats=_first_seats(done, schools, scenario),
        seats_today=_seats_in(today_network(district, rows.year), scenario, district),
        seats_open=_seats_in(_network_of(rows, district), scenario, district),
    )


def measure_band(name: str, placed: pd.DataFrame, short: pd.DataFrame) -> BandMeasures:
    """Measure a group of pupils, given its rows of `placements` and of `shortfalls`."""
    return BandMeasures(band=name, **vars(_measure_pupils(placed, short)))


def _measure_pupils(placed: pd.DataFrame, short: pd.DataFrame) -> PupilMeasures:
    lacking, boards = short.groupby("reason")["pupils"].sum(), placed["mode"] == "board"
    no_room, no_reach, too_dear = (_round(lacking.get(reason, 0.0)) for reason in _REASONS)
    return PupilMeasures(
        placed=_round(placed["pupils"].sum()),
        by_mode=_by_mode(placed),
        day=_minutes(placed[~boards]),
        boarders=_minutes(placed[boards]),
        no_room=no_room,
        no_reach=no_reach,
        too_dear=too_dear,
    )


def pupils_beyond(placed: pd.DataFrame, minutes: float) -> float:
    """Count the day pupils of `placements` whose way is longer than so many minutes one way; equal is not beyond."""
    far = (placed["mode"] != "board") & (placed["minutes"] > minutes)
    return _round(placed.loc[far, "pupils"].sum())


def room_size(grades: str, scenario: Scenario) -> int | None:
    """Return a classroom's seats in a school of these grades: its stages' least class size; None where one is off."""
    sizes = scenario.rules.class_size
    stages = {scenario.stage_of(grade) for grade in grade_run(grades) if grade in scenario.grades}
    if sizes is None or not stages:
        return None
    found = [getattr(sizes, stage) for stage in stages]
    return None if None in found else int(min(found))


def _measure_stages(rows: Iterable[SchoolRow], scenario: Scenario) -> tuple[StageMeasures, ...]:
    pupils: dict[Stage, float] = {}
    classes: dict[Stage, int] = {}
    for row in rows:
        for grade, number in row.pupils.items():
            stage = scenario.stage_of(grade)
            pupils[stage] = pupils.get(stage, 0.0) + number
            classes.setdefault(stage, 0)
        for taught in taught_at(row, scenario):
            classes[taught.stage] = classes.get(taught.stage, 0) + taught.classes
    return tuple(StageMeasures(stage=stage, pupils=_round(pupils[stage]), classes=classes[stage]) for stage in pupils)


def _measure_towns(placed: pd.DataFrame, short: pd.DataFrame, district: District) -> tuple[TownMeasures, ...]:
    town_of = district.settlements.set_index("settlement_id")["town"]
    seated = placed.groupby(placed["settlement_id"].map(town_of))["pupils"].sum()
    lacking = short.groupby([short["settlement_id"].map(town_of), "reason"])["pupils"].sum()
    barred = short[short["kept_out"].map(len) > 0]
    kept_out = barred.groupby(barred["settlement_id"].map(town_of))["pupils"].sum()
    found = []
    for town in dict.fromkeys(district.settlements["town"]):
        seats = _round(seated.get(town, 0.0))
        no_room, no_reach, too_dear = (_round(lacking.get((town, reason), 0.0)) for reason in _REASONS)
        wanted = _round(seats + no_room + no_reach + too_dear)
        if wanted > 0:
            found.append(
                TownMeasures(
                    town=town,
                    wanted=wanted,
                    placed=seats,
                    no_room=no_room,
                    no_reach=no_reach,
                    too_dear=too_dear,
                    kept_out=_round(kept_out.get(town, 0.0)),
                )
            )
    return tuple(found)


def _minutes(placed: pd.DataFrame) -> Minutes:
    pupils = placed["pupils"].to_numpy(float)
    if pupils.sum() <= 0:
        return Minutes(mean=None, p90=None, worst=None)
    minutes = placed["minutes"].to_numpy(float)
    return Minutes(
        mean=float(np.average(minutes, weights=pupils)),
        p90=_weighted_quantile(minutes, pupils, _NEAR_TOP_SHARE),
        worst=float(minutes[pupils > 0].max()),
    )


def _weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """Return the smallest value that at least this share of the weight does not exceed.

    >>> _weighted_quantile(np.array([30.0, 10.0]), np.array([1.0, 9.0]), 0.9)
    10.0
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    # a hair below the share, so that nine of ten pupils counted in floats are nine of ten
    return float(values[order][np.searchsorted(reached, share * reached[-1] - 1e-9)])


def _by_mode(placed: pd.DataFrame) -> dict[ModeName, float]:
    pupils = placed.groupby("mode")["pupils"].sum()
    modes: tuple[ModeName, ...] = ("walk", "ride", "board")
    return {mode: _round(pupils.get(mode, 0.0)) for mode in modes}


def _count_actions(rows: Iterable[SchoolRow]) -> dict[Action, int]:
    actions: tuple[Action, ...] = ("keep", "merge", "expand", "build", "leave", "change")
    taken = [row.action for row in rows]
    return {action: taken.count(action) for action in actions}


def _seats_added(rows: Iterable[SchoolRow], schools: pd.DataFrame, scenario: Scenario) -> int | None:
    added = [
        (row.classrooms_added, room_size(str(schools.loc[row.school_id, "grades"]), scenario))
        for row in rows
        if row.classrooms_added
    ]
    if any(size is None for _, size in added):
        return None
    return sum(rooms * size for rooms, size in added if size is not None)


def _seats_of(rooms: Mapping[str, int], schools: pd.DataFrame, scenario: Scenario) -> int | None:
    """Add up the seats of classrooms by school; schools that teach no grade of the scenario have none of its seats."""
    total = 0
    for school_id, count in rooms.items():
        if school_id not in schools.index:
            continue
        grades = str(schools.loc[school_id, "grades"])
        if set(grade_run(grades)).isdisjoint(scenario.grades):
            continue
        size = room_size(grades, scenario)
        if size is None:
            return None
        total += count * size
    return total


def _seats_in(network: Network, scenario: Scenario, district: District) -> int | None:
    """Add up a network's seats, rounded to whole ones; None where nothing limits those of a school."""
    seats = float(network_seats(network, scenario, district)["seats"].sum())
    return round(seats) if math.isfinite(seats) else None


def _network_of(rows: YearRows, district: District) -> Network:
    """Return the network of a year's rows."""
    done = [rows.schools.get(str(school_id)) for school_id in district.schools["school_id"]]
    added = np.array([0 if row is None else row.classrooms_added for row in done], dtype=np.int64)
    beds = np.array([0 if row is None else row.beds_added for row in done], dtype=np.int64)
    return Network(
        which="plan",
        year=rows.year,
        opened=np.array([row is not None and row.open for row in done], dtype=bool),
        rooms=district.schools["classrooms"].to_numpy(np.int64) + added,
        beds=district.schools["beds"].to_numpy(np.int64) + beds,
    )


def _first_seats(rows: Iterable[SchoolRow], schools: pd.DataFrame, scenario: Scenario) -> int | None:
    rooms = {str(school_id): int(count) for school_id, count in schools["classrooms"].items()}
    return _seats_of(
        {row.school_id: rooms.get(row.school_id, 0) for row in rows if row.action == "build"}, schools, scenario
    )


def _round(pupils: float) -> float:
    """Plans keep pupils to 1e-6: sums of them carry no more."""
    return round(float(pupils), _PUPIL_GRAIN)
