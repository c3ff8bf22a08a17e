"""A saved plan under variants: who has no seat and where, who must change school, and what of it is proven."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from planner.decide.shortfall.least_shortfall import flow_limits
from planner.decide.shortfall.network import Network, plan_network, pupils_of_year, seat_problem
from planner.decide.shortfall.school_seats import caps_of, seats_within, stages_of
from planner.decide.shortfall.seats import Asked, StageSeats, seated_by_share, stage_rows, town_frame
from planner.decide.stress.cases import StressCase
from planner.decide.stress.changed import changed_district, changed_journeys
from planner.decide.stress.parts import PlanHomes, homes_of
from planner.decide.stress.placing import Placement, first_placement, improved_placement
from planner.decide.stress.whereabouts import changes_of, lacking_of, pupils_changing
from planner.optimise.runtime.clock import Clock
from planner.plan import Plan
from planner.problem.problem import Today
from planner.problem.travel import Journeys
from planner.reading.district import District
from planner.reading.rules import Assignment
from planner.reading.scenario import Scenario
from planner.reading.schema_types import Stage

_PUPIL_GRAIN = 6


@dataclass(frozen=True, kw_only=True, eq=False)
class Stressed:
    """A plan that is put to cases, with what it was made from."""

    plan: Plan
    scenario: Scenario
    district: District
    journeys: Journeys
    today: Today
    year: int
    """The year whose pupils are placed; schools stand as the plan has left them by then."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CaseAnswer:
    """What a case comes to, pupils of one year."""

    case: StressCase
    pupils: float
    found: float
    """Without a seat in the placement found."""
    least: float
    """Without a seat in every placement: a proven lower limit."""
    out_of_reach: float
    """Of those without a seat: no open school within reach, whatever the placement."""
    changing: float
    """Pupils of the plan who attend another school than in the plan, in the placement found."""
    stages: tuple[StageSeats, ...]
    towns: pd.DataFrame
    """See `planner.decide.shortfall.seats.town_frame`."""
    lacking: pd.DataFrame
    """Who has no seat: see `planner.decide.stress.whereabouts.lacking_of`."""
    changes: pd.DataFrame
    """Who changes school: see `planner.decide.stress.whereabouts.changes_of`."""

    @property
    def is_exact(self) -> bool:
        """Whether the placement is proven to leave the fewest without a seat."""
        return self.found <= self.least


@dataclass(frozen=True, kw_only=True, eq=False)
class StressAnswer:
    """What each case comes to, in the order they were asked."""

    year: int
    answers: tuple[CaseAnswer, ...]

    @property
    def worst(self) -> CaseAnswer:
        """The case with most pupils without a seat, of equals that in which most change school."""
        return max(self.answers, key=lambda each: (each.found, each.changing))


@dataclass(frozen=True, kw_only=True, eq=False)
class StressDraft:
    """A case on the way to its answer."""

    case: StressCase
    district: District
    asked: Asked
    placement: Placement
    least_by_stage: dict[Stage, float]


def first_draft(stressed: Stressed, case: StressCase, homes: PlanHomes) -> StressDraft:
    """Change the district as the case says, and place its pupils at once.

    What bounds where a pupil may attend is the scenario's: limits of ways, class and school sizes, beds, boarding,
    nearness, towns, kinds of receiving schools. What is asked of schools is not: how many are merged, fewest pupils,
    seats kept free, moves, budget; what was built is built, and what is shut does not count as merged. Who is to stay
    together does, as long as there is room: see `planner.decide.stress.parts`.
    """
    scenario, plan = scenario_under_stress(stressed.scenario), stressed.plan
    district = changed_district(stressed.district, stressed.scenario, stressed.today, case)
    journeys = changed_journeys(stressed.district, stressed.scenario, stressed.journeys, case)
    network = plan_network(plan, district, stressed.year)
    asked = _asked(district, journeys, scenario, network, case)
    limits = flow_limits(asked, scenario)
    placement = first_placement(asked.problem, homes, limits.in_all)
    return StressDraft(
        case=case, district=district, asked=asked, placement=placement, least_by_stage=dict(limits.by_stage)
    )


def improved_draft(draft: StressDraft, homes: PlanHomes, clock: Clock) -> StressDraft:
    """Look for a better placement until the clock is over."""
    return replace(draft, placement=improved_placement(draft.placement, homes, clock))


def answer_of_draft(draft: StressDraft, stressed: Stressed, homes: PlanHomes) -> CaseAnswer:
    """Say what the placement comes to."""
    scenario, placement, problem = stressed.scenario, draft.placement, draft.placement.problem
    seated = seated_by_share(problem, placement.solution.share)
    towns = town_frame(draft.asked, seated, draft.district, scenario)
    stages = stage_rows(draft.asked, towns, draft.least_by_stage, draft.district, scenario)
    found = round(placement.found, _PUPIL_GRAIN)
    changes = changes_of(problem, placement.solution, homes)
    return CaseAnswer(
        case=draft.case,
        pupils=round(float(problem.block_pupils.sum()), _PUPIL_GRAIN),
        found=found,
        least=min(round(placement.least, _PUPIL_GRAIN), found),
        out_of_reach=round(sum(row.out_of_reach for row in stages), _PUPIL_GRAIN),
        changing=pupils_changing(changes),
        stages=stages,
        towns=towns,
        lacking=lacking_of(problem, placement.solution, homes),
        changes=changes,
    )


def stress_plan(
    stressed: Stressed,
    cases: Sequence[StressCase],
    begin: Callable[[], Clock],
    *,
    told: Callable[[int, StressCase], None] = lambda _number, _case: None,
) -> StressAnswer:
    """Answer every case: place at once, then share the time of the clock out over those with more to find.

    `begin` starts the clock when all is placed; `told` is told the number, from 1, and the case that is looked at.
    """
    homes = homes_of(stressed.plan, _plan_year(stressed))
    drafts = [first_draft(stressed, case, homes) for case in cases]
    clock, left = begin(), sum(draft.placement.is_open for draft in drafts)
    for place, draft in enumerate(drafts):
        if draft.placement.is_open:
            told(place + 1, draft.case)
            # an equal part of the time too: a slow machine must not starve the last
            part = clock.share(1.0 / left).until(time.monotonic() + clock.seconds_left / left)
            drafts[place] = improved_draft(draft, homes, part)
            left -= 1
    return StressAnswer(year=stressed.year, answers=tuple(answer_of_draft(draft, stressed, homes) for draft in drafts))


def scenario_under_stress(scenario: Scenario) -> Scenario:
    """Return the scenario with each home in one block, to be cut into parts, and without rules that do not hold here.

    Beside what `seat_problem` leaves out itself: what is asked of schools alone, and who stays together.
    """
    merge = scenario.rules.merge
    left_out = {
        "min_pupils": None,
        "whole_school": None,
        "bands_together": (),
        "settlement_parts": None,
        "assignment": Assignment(),
        "merge": None if merge is None else merge.model_copy(update={"together": None}),
    }
    return scenario.model_copy(update={"rules": scenario.rules.model_copy(update=left_out)})


def _plan_year(stressed: Stressed) -> int:
    """Return the planning year that the plan has reached by the year asked about."""
    years = sorted({row.year for row in stressed.plan.schools})
    return max((year for year in years if year <= stressed.year), default=years[0])


def _asked(district: District, journeys: Journeys, scenario: Scenario, network: Network, case: StressCase) -> Asked:
    """Put the question: schools that are shut stand open in the problem, where nobody has a way to them.

    So no rule of merged schools takes them for merged. They have no seats.
    """
    shut = district.schools["school_id"].isin(case.shut_schools).to_numpy(bool)
    usable = replace(network, opened=network.opened & ~shut)
    counted = pupils_of_year(district, scenario, network.year).sum(axis=0)
    pupils: dict[Stage, float] = dict.fromkeys(stages_of(scenario), 0.0)
    for grade, count in zip(scenario.grades, counted, strict=True):
        pupils[scenario.stage_of(grade)] += float(count)
    caps = caps_of(district, scenario, usable)
    return Asked(
        network=usable,
        problem=seat_problem(district, journeys, scenario, network),
        pupils=pupils,
        caps=caps,
        seats=seats_within(caps, district, pupils),
    )
