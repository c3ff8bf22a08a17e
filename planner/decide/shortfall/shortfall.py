"""Shortfall of today's network and of a plan's, year by year, and what a planner asks next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from planner.decide.early_warning import Warnings, find_warnings
from planner.decide.shortfall.empty_seats import empty_seats, pupils_planned, school_use
from planner.decide.shortfall.kept_out import pupils_kept_out
from planner.decide.shortfall.least_shortfall import (
    Limits,
    Part,
    first_parts,
    flow_limits,
    improved,
    limits_of,
    seated_in,
)
from planner.decide.shortfall.network import Network, known_years, plan_network, today_network
from planner.decide.shortfall.next_seats import next_seats
from planner.decide.shortfall.oversize import Oversize, oversize_ledger
from planner.decide.shortfall.seats import Asked, Picture, ask, seated_by_plan, stage_rows, town_frame
from planner.decide.year_rows import years_of
from planner.optimise.runtime.clock import Clock
from planner.plan import Plan
from planner.problem.problem import Today
from planner.problem.today import pupils_today
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.rules_off import RuleOff
from planner.reading.scenario import Scenario, Solver

_FIRST_LOOK = 0.35
_PLANNING_WEIGHT = 3.0
"""How much longer the placement of a planning year is looked for than that of a later year."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Question:
    """What is asked about."""

    district: District
    journeys: Journeys
    scenario: Scenario
    today: Today


@dataclass(frozen=True, kw_only=True, eq=False)
class Shortfall:
    """Pupils without a seat in today's network and in a plan's, year by year, and where seats would help most."""

    today: tuple[Picture, ...]
    """Today's network with the pupils of each planning year, and of each later year that the pupils table knows."""
    plan: tuple[Picture, ...]
    """The plan's network, the same years; beyond its planning years it stands as the last one leaves it. May be ()."""
    next_seats: pd.DataFrame
    """See `planner.decide.shortfall.next_seats.next_seats`; with a first column `which`: today or plan."""
    oversize: Oversize
    empty: pd.DataFrame
    """See `planner.decide.shortfall.empty_seats.empty_seats`; of the plan's network where there is a plan, else of
    today's."""
    schools: pd.DataFrame
    """See `planner.decide.shortfall.empty_seats.school_use`: today's pupils where they go today, under the
    first planning year; the plan's in each of its years."""

    warnings: Warnings
    """How full towns and schools are, today and under the plan, year by year."""
    kept_out: Mapping[int, Mapping[RuleOff, float]] = field(default_factory=dict)
    """By planning year of the plan and rule: pupils without a seat who would find one at most, were it left out."""

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Today's, then the plan's."""
        return (*self.today, *self.plan)


@dataclass(frozen=True, kw_only=True, eq=False)
class Draft:
    """A network in a year on the way to its picture."""

    asked: Asked
    limits: Limits
    parts: tuple[Part, ...]
    """Placements to be improved; none where a plan places the pupils."""
    seated: pd.DataFrame | None
    """The plan's own placement."""
    weight: float

    @property
    def is_open(self) -> bool:
        """Whether there is more to find or to prove."""
        return any(not part.is_exact for part in self.parts)


def first_drafts(question: Question, plan: Plan | None) -> tuple[Draft, ...]:
    """Draft every network and year: today's, then the plan's; with a first placement and the flow's limit."""
    years = known_years(question.district, question.scenario)
    networks = [today_network(question.district, year) for year in years]
    if plan is not None:
        networks += [plan_network(plan, question.district, year) for year in years]
    return tuple(_draft(question, network, plan) for network in networks)


def improved_drafts(drafts: Sequence[Draft], question: Question, clock: Clock) -> tuple[Draft, ...]:
    """Look for better placements: a short look at every draft that is open, then the rest of the time for the others.

    Planning years get more of it than later ones.
    """
    solver = question.scenario.solver
    found = tuple(drafts)
    for share in (_FIRST_LOOK, 1.0):
        left = sum(draft.weight for draft in found if draft.is_open)
        until, done = clock.share(share), []
        for draft in found:
            mine = draft.weight / left if draft.is_open else 0.0
            done.append(_improved(draft, until.share(min(mine, 1.0)), solver))
            left -= draft.weight if draft.is_open else 0.0
        found = tuple(done)
    return found


def shortfall_of(drafts: Sequence[Draft], question: Question, plan: Plan | None = None) -> Shortfall:
    """Make the pictures, and what follows from them."""
    pictures = [_picture(draft, question) for draft in drafts]
    today = tuple(picture for picture in pictures if picture.network.which == "today")
    planned = tuple(picture for picture in pictures if picture.network.which == "plan")
    asked = [picture for network in (today, planned) for picture in _worth_asking(network, question.scenario)]
    ranked = [
        next_seats(picture, question.district, question.journeys, question.scenario).assign(which=picture.network.which)
        for picture in asked
    ]
    frame = pd.concat(ranked, ignore_index=True)
    return Shortfall(
        today=today,
        plan=planned,
        next_seats=frame[["which", *(name for name in frame.columns if name != "which")]],
        oversize=oversize_ledger(question.district, question.today, question.scenario),
        empty=empty_seats(planned or today),
        schools=_schools(question, today[0], planned, plan),
        warnings=find_warnings(plan, question.today, question.district, question.scenario),
        kept_out={} if plan is None else {year: pupils_kept_out(plan, year) for year in years_of(plan)},
    )


def _schools(question: Question, now: Picture, planned: Sequence[Picture], plan: Plan | None) -> pd.DataFrame:
    district, scenario = question.district, question.scenario
    frames = [school_use(now, pupils_today(district, question.today, scenario), district, scenario)]
    if plan is not None:
        frames += [
            school_use(picture, pupils_planned(plan, picture.network.year, district, scenario), district, scenario)
            for picture in planned
            if picture.network.year in years_of(plan)
        ]
    return pd.concat(frames, ignore_index=True)


def _draft(question: Question, network: Network, plan: Plan | None) -> Draft:
    district, scenario = question.district, question.scenario
    asked = ask(district, question.journeys, scenario, network)
    limits = flow_limits(asked, scenario)
    placed = plan is not None and network.which == "plan" and network.year in years_of(plan)
    return Draft(
        asked=asked,
        limits=limits,
        parts=() if placed else first_parts(asked, scenario, limits),
        seated=seated_by_plan(plan, network.year) if plan is not None and placed else None,
        weight=_PLANNING_WEIGHT if network.year in scenario.placed_years else 1.0,
    )


def _improved(draft: Draft, clock: Clock, solver: Solver) -> Draft:
    """Improve the parts that are open, in equal shares of the time."""
    waiting, parts = sum(not part.is_exact for part in draft.parts), []
    for part in draft.parts:
        parts.append(improved(part, clock.share(1.0 / max(waiting, 1)), solver))
        waiting -= not part.is_exact
    return replace(draft, parts=tuple(parts))


def _picture(draft: Draft, question: Question) -> Picture:
    district, scenario, asked = question.district, question.scenario, draft.asked
    seated = seated_in(draft.parts) if draft.seated is None else draft.seated
    limits = limits_of(draft.parts, draft.limits)
    towns = town_frame(asked, seated, district, scenario)
    stages = stage_rows(asked, towns, limits.by_stage, district, scenario)
    return Picture(
        asked=asked,
        seated=seated,
        towns=towns,
        stages=stages,
        least_in_all=min(limits.in_all, sum(row.found for row in stages)),
    )


def _worth_asking(pictures: Sequence[Picture], scenario: Scenario) -> Iterable[Picture]:
    """Choose the planning years, and the later year in which most have no seat, if more than in any of them."""
    planning = [picture for picture in pictures if picture.network.year in scenario.placed_years]
    yield from planning
    worst = max(pictures, key=lambda picture: picture.found, default=None)
    if worst is not None and worst.found > max(picture.found for picture in planning):
        yield worst
