"""What would happen otherwise: the plan with one school decided the other way, everything near it decided anew.

Two statements, no stronger than they are: what is proven within the vicinity that was free, and what was found there.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np

from planner.cost import objective_of, shortfall_of
from planner.decide.explain.forced import Forced, Weighed, weigh_part
from planner.decide.explain.improving import LEAST_YUAN, Improvement, improvement_of
from planner.decide.explain.reasons import Opposite, Verdict
from planner.decide.explain.vicinity import Question, vicinities
from planner.errors import NoPlanError
from planner.optimise.neighbourhood.area import Area, Neighbourhood, neighbourhood_of
from planner.optimise.runtime.clock import Clock
from planner.plan import Action
from planner.problem.clashes import refuse_clashes
from planner.problem.freed import Freed
from planner.problem.problem import Decision, Problem, Solution
from planner.reading.scenario import Scenario

_FORCED_SHARE = 0.6
"""Share of what time is left for the opposite."""
_SAME_SHARE = 0.7
"""Share of what is then left for the plan's own decision; the rest is for a school kept with all its pupils."""
_GROW_UNTIL = 0.3
"""A larger vicinity is begun only before this share of the time is over."""
_PUPILS = 1e-6
_LEAST_SECONDS = 0.5
_OTHERWISE: dict[Action, Action] = {
    "merge": "keep",
    "build": "leave",
    "leave": "build",
    "keep": "merge",
    "change": "keep",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Stand:
    """What is weighed: a problem, its scenario, and a plan as a solution of the problem."""

    problem: Problem
    scenario: Scenario
    plan: Solution
    freed: Freed = field(default_factory=dict)
    """The problem without each rule that keeps pupils from a seat and that the scenario asks for."""


def opposite_action(problem: Problem, action: Action, school: int) -> Action:
    """Name the choice not taken: of a school that is expanded, to merge it if it is free, else not to expand it."""
    if action != "expand":
        return _OTHERWISE[action]
    free = problem.school_mergeable[school] and problem.school_decision[school] == Decision.FREE
    return "merge" if free else "keep"


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighing:
    """What is known of the opposite choice; and where its surroundings show a cheaper plan, what it changes."""

    opposite: Opposite
    better: Improvement | None = None


def weigh_opposite(stand: Stand, question: Question, clock: Clock) -> Weighing:
    """Weigh the plan against the best with the school decided otherwise, until the clock is over."""
    before = clock.elapsed
    known = _known_beforehand(stand, question)
    if known is not None:
        return Weighing(opposite=_opposite(stand, question, known, None, 0.0))
    best: _Compared | None = None
    seconds = clock.left
    for area in vicinities(stand.problem, stand.plan, question):
        compared = _compare(stand, question, area, clock)
        best = compared if best is None else _larger(best, compared)
        short = best.extra_shortfall > _PUPILS and clock.left > _LEAST_SECONDS
        if not short and (not compared.is_solved or clock.left < (1 - _GROW_UNTIL) * seconds):
            break
    opposite = _opposite(stand, question, _verdict(best), best, clock.elapsed - before)
    return Weighing(opposite=opposite, better=None if best is None else best.better)


def _known_beforehand(stand: Stand, question: Question) -> Verdict | None:
    """Say what needs no solving: a school that is decided, or counts that leave no room in the whole district."""
    problem, school = stand.problem, question.school
    expanded = question.action == "keep" and bool(stand.plan.open[school].all())
    if expanded:
        return None
    if problem.school_decision[school] != Decision.FREE:
        return "fixed"
    closes = question.action in {"merge", "leave"}
    decision = problem.school_decision.copy()
    decision[school] = Decision.CLOSE if closes else Decision.KEEP
    try:
        refuse_clashes(replace(problem, school_decision=decision), stand.scenario)
    except NoPlanError:
        return "impossible"
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class _Compared:
    """What was proven and found in one area, yuan a year more than the plan, summed over the years."""

    least: float
    found: float
    """inf where nothing was found."""
    extra_shortfall: float
    pupils_there: float
    """At the school in the last year, in the best found."""
    stays_least: float | None
    """As `least` and `found`, with the pupils who attend the school today staying there; None where not asked."""
    stays_found: float | None
    better: Improvement | None
    """The plan's own area, decided more cheaply; None where nothing cheaper was found."""
    is_solved: bool
    area: Area


def _compare(stand: Stand, question: Question, area: Area, clock: Clock) -> _Compared:
    part = neighbourhood_of(stand.problem, stand.plan, area)
    now = objective_of(part.problem, part.begin).total
    short = float(shortfall_of(part.problem, part.begin).sum())
    nobody = question.staying[:0]
    forced = weigh_part(
        part, clock.share(_FORCED_SHARE), Forced(school=question.school, action=question.action, staying=nobody)
    )
    same = weigh_part(part, clock.share(_SAME_SHARE))
    stays = _with_its_pupils(stand, part, question, clock)
    return _Compared(
        least=forced.bound - now,
        found=math.inf if forced.total is None else forced.total - now,
        extra_shortfall=forced.shortfall_pupils - short,
        pupils_there=forced.pupils_there,
        stays_least=None if stays is None else stays.bound - now,
        stays_found=None if stays is None or stays.total is None else stays.total - now,
        better=_better(stand.problem, part, (forced, same), now),
        is_solved=forced.is_solved,
        area=area,
    )


def _better(problem: Problem, part: Neighbourhood, weighed: tuple[Weighed, ...], now: float) -> Improvement | None:
    """Return the cheapest of what was found in a part, where it costs less than the plan does there."""
    found = [(each.total, each.solution) for each in weighed if each.total is not None and each.solution is not None]
    total, solution = min(found, key=lambda each: each[0], default=(now, part.begin))
    return improvement_of(problem, part, solution, now - total) if now - total > LEAST_YUAN else None


def _with_its_pupils(stand: Stand, part: Neighbourhood, question: Question, clock: Clock) -> Weighed | None:
    """Weigh a merged school kept with those who attend it today; None where there is none, or no room for them."""
    if question.action != "keep" or stand.plan.open[question.school].all() or not len(question.staying):
        return None
    weighed = weigh_part(part, clock, Forced(school=question.school, action="keep", staying=question.staying))
    return None if math.isinf(weighed.bound) else weighed


def _larger(best: _Compared, compared: _Compared) -> _Compared:
    """Take the larger area where it was solved, or where more was found there than in all of the smaller one."""
    better = max((best.better, compared.better), key=lambda each: 0.0 if each is None else each.saved_yuan)
    if compared.is_solved or compared.found < best.found - LEAST_YUAN:
        return replace(compared, better=better)
    return replace(best, better=better)


def _verdict(compared: _Compared | None) -> Verdict:
    if compared is None or math.isinf(compared.found):
        return "equal_within_proof"
    if compared.found < -LEAST_YUAN:
        return "found_cheaper"
    if compared.least > LEAST_YUAN:
        return "proven_dearer"
    return "found_dearer" if compared.found > LEAST_YUAN else "equal_within_proof"


def _opposite(
    stand: Stand, question: Question, verdict: Verdict, compared: _Compared | None, seconds: float
) -> Opposite:
    """Put it into yuan a year: the means over the planning years."""
    problem = stand.problem
    if compared is None:
        return Opposite(
            action=question.action, verdict=verdict, least_yuan_per_year=None, found_yuan_per_year=None,
            district_least_yuan_per_year=None, extra_shortfall_pupils=None, schools_free=0, settlements_free=0,
            seconds=seconds,
        )  # fmt: skip
    area, years = compared.area, problem.n_years
    found = math.isfinite(compared.found)
    whole = bool(area.blocks.all() and area.schools.all())
    least = compared.least / years if math.isfinite(compared.least) else None
    return Opposite(
        action=question.action,
        verdict=verdict,
        least_yuan_per_year=least,
        found_yuan_per_year=compared.found / years if found else None,
        district_least_yuan_per_year=least if whole else None,
        extra_shortfall_pupils=round(compared.extra_shortfall, 6) if found else None,
        schools_free=int(area.schools.sum()),
        settlements_free=len(np.unique(problem.block_settlement[area.blocks])),
        seconds=seconds,
        pupils_there=compared.pupils_there if found else None,
        staying_least_yuan_per_year=None if compared.stays_least is None else compared.stays_least / years,
        staying_found_yuan_per_year=None if compared.stays_found is None else compared.stays_found / years,
        better_yuan_per_year=0.0 if compared.better is None else compared.better.saved_yuan / years,
        is_whole_district=whole,
    )
