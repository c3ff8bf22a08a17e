"""Why each school of a plan is kept, merged, expanded, built or left."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import numpy as np

from planner.decide.explain.fates import Fate, Movements, fates_of, journeys_of, trips_today
from planner.decide.explain.improving import Improvement
from planner.decide.explain.opposite import Stand, opposite_action, weigh_opposite
from planner.decide.explain.reasons import Journey, RedLine, SchoolReason
from planner.decide.explain.red_lines import Receiving, red_lines_of
from planner.decide.explain.rules_met import Ways, rules_met, ways_of
from planner.decide.explain.vicinity import Question
from planner.decide.results import Results
from planner.optimise.runtime.clock import start_clock
from planner.plan import MERGED
from planner.problem.problem import Ints
from planner.problem.travel import Journeys

SECONDS_ONE = 9.0
"""For weighing the opposite where one school is asked about."""
SECONDS_EACH = 6.0
"""For weighing each opposite where many are."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Explaining:
    """A plan and everything it is explained from."""

    stand: Stand
    results: Results
    journeys: Journeys


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """The reasons of schools; and where their surroundings show a cheaper plan, what it changes."""

    reasons: tuple[SchoolReason, ...]
    improvements: tuple[Improvement, ...]


_MOST = 0.5
Told = Callable[[int, int], None]
"""Told how many schools of how many are done."""


def schools_to_explain(explaining: Explaining) -> tuple[str, ...]:
    """Return the schools whose fate was chosen: merged, expanded or built, and kept ones that might be merged."""
    problem = explaining.stand.problem
    mergeable = {problem.school_ids[school] for school in np.nonzero(problem.school_mergeable)[0]}
    return tuple(
        fate.school_id
        for fate in fates_of(explaining.results.plan)
        if fate.action in {*MERGED, "expand", "build"} or (fate.action == "keep" and fate.school_id in mergeable)
    )


def explain(
    explaining: Explaining, school_ids: Sequence[str], *, threads: int, told: Told = lambda _done, _all: None
) -> Found:
    """Return the reasons of these schools, in their order. KeyError for a school the plan does not speak of."""
    fates = {fate.school_id: fate for fate in fates_of(explaining.results.plan)}
    asked = [fates[school_id] for school_id in school_ids]
    known = _known(explaining, asked)
    limit = _Limit(seconds=SECONDS_ONE if len(asked) == 1 else SECONDS_EACH, stop=Event())
    found: list[tuple[SchoolReason, Improvement | None]] = []
    pool = ThreadPoolExecutor(threads)
    try:
        for reason in pool.map(lambda fate: _reason(explaining, known, fate, limit), asked):
            found.append(reason)
            told(len(found), len(asked))
    finally:
        limit.stop.set()
        pool.shutdown(cancel_futures=True)
    return Found(
        reasons=tuple(reason for reason, _ in found),
        improvements=tuple(better for _, better in found if better is not None),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Limit:
    """How long each opposite may be weighed, and what ends all of them."""

    seconds: float
    stop: Event


@dataclass(frozen=True, kw_only=True, eq=False)
class _Known:
    """What all schools share: movements by year, and ways."""

    movements: dict[int, Movements]
    ways: Ways


def _known(explaining: Explaining, fates: Iterable[Fate]) -> _Known:
    results, trips = explaining.results, trips_today(explaining.results, explaining.journeys)
    years = sorted({fate.year for fate in fates})
    return _Known(
        movements={year: Movements(table=results.by_year[year].movements, today=trips) for year in years},
        ways=ways_of(results.district, explaining.stand.scenario),
    )


def _reason(
    explaining: Explaining, known: _Known, fate: Fate, limit: _Limit
) -> tuple[SchoolReason, Improvement | None]:
    stand = explaining.stand
    problem = stand.problem
    school = problem.school_ids.index(fate.school_id)
    journeys = journeys_of(known.movements[fate.year], fate.school_id)
    question = Question(
        school=school,
        action=opposite_action(problem, fate.action, school),
        homes=_homes(explaining, school, above=0.0),
        staying=_homes(explaining, school, above=_MOST),
    )
    weighed = weigh_opposite(stand, question, start_clock(limit.seconds, limit.stop))
    year = problem.years.index(fate.year)
    receivers = explaining.results.by_year[fate.year].rows.receivers if fate.action in MERGED else {}
    reason = SchoolReason(
        school_id=fate.school_id,
        year=fate.year,
        action=fate.action,
        pupils_today=round(sum(j.pupils for j in journeys if j.school_before == fate.school_id), 6),
        receivers=tuple((receiver.school_id, float(receiver.pupils)) for receiver in receivers.get(fate.school_id, ())),
        opposite=weighed.opposite,
        journeys=journeys,
        rules=rules_met(stand, known.ways, school=school, action=fate.action, year=year),
        red_lines=_red_lines(explaining, fate, journeys) if fate.action in MERGED else (),
        continues_as=explaining.results.by_year[fate.year].rows.continues.get(fate.school_id, ""),
    )
    return reason, weighed.better


def _homes(explaining: Explaining, school: int, *, above: float) -> Ints:
    """Return the blocks of which more than this share attends the school today."""
    problem, today = explaining.stand.problem, explaining.stand.problem.today
    entries = np.nonzero((today.school == school) & (today.share > above))[0]
    here = today.settlement[entries] * len(problem.bands) + today.band[entries]
    return np.nonzero(np.isin(problem.block_settlement * len(problem.bands) + problem.block_band, here))[0]


def _red_lines(explaining: Explaining, fate: Fate, journeys: Sequence[Journey]) -> tuple[RedLine, ...]:
    problem = explaining.stand.problem
    moved = [journey for journey in journeys if journey.school_before == fate.school_id]
    taken: dict[str, float] = {}
    for journey in moved:
        if journey.school_after:
            taken[journey.school_after] = taken.get(journey.school_after, 0.0) + journey.pupils
    rows = explaining.results.by_year[fate.year].rows.schools
    receiving = [
        Receiving(
            row=rows[school_id],
            beds=int(problem.school_beds[place]) + rows[school_id].beds_added,
            pupils_max=float(problem.school_pupils_max[place]),
            kind=str(explaining.results.district.schools["kind"].iloc[place]),
        )
        for school_id in sorted(taken, key=lambda school_id: (-taken[school_id], school_id))
        for place in [problem.school_ids.index(school_id)]
    ]
    return red_lines_of(moved, receiving, explaining.stand.scenario)
