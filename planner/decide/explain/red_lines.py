"""The red lines: conditions under which a merge must not be forced, each with its figure.

Source: 教育部办公厅通报 of 2016-10-09 (reported): most parents object; the way becomes hard or unsafe; the receiving
school lacks beds or meals; the receiving school, or its classes, would become oversize.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from planner.decide.explain.reasons import Journey, RedLine
from planner.decide.norm_limits import NormLimit, class_norm, school_norm, way_norm
from planner.decide.taught import taught_at
from planner.plan import SchoolRow
from planner.reading.scenario import Scenario

_HAIR = 1e-6
_NORM = RedLine(name="oversize", passed=None, figure=None, limit=None, school_id=None, grade_band=None)


@dataclass(frozen=True, kw_only=True)
class Receiving:
    """A receiving school as the plan has it in the year of the merge."""

    row: SchoolRow
    beds: int
    """Now and added."""
    pupils_max: float
    """The smaller of the rule's and its own; inf where there is none."""
    kind: str = ""


def red_lines_of(
    journeys: Sequence[Journey], receivers: Sequence[Receiving], scenario: Scenario
) -> tuple[RedLine, ...]:
    """Return the red-line sheet of a merged school: `journeys` are those of its present pupils."""
    return (
        *_transport(journeys, scenario),
        _seats(journeys),
        *(line for receiving in receivers for line in _beds_and_meals(receiving)),
        *(line for receiving in receivers for line in _oversize(receiving, scenario)),
        RedLine(name="hearing", passed=None, figure=None, limit=None, school_id=None, grade_band=None),
    )


def _transport(journeys: Sequence[Journey], scenario: Scenario) -> Iterator[RedLine]:
    """Per grade band: the journey nearest to, or farthest beyond, its limit; and how much longer the way becomes."""
    for band in scenario.grade_bands:
        mine = [j for j in journeys if j.grade_band == band and j.minutes_after is not None]
        if not mine:
            continue
        limits = {id(j): _limit(j, scenario) for j in mine}
        worst = max(mine, key=lambda j: ((j.minutes_after or 0.0) - limits[id(j)], j.minutes_after or 0.0))
        limit = limits[id(worst)]
        yield RedLine(
            name="transport",
            passed=all((j.minutes_after or 0.0) <= limits[id(j)] + _HAIR for j in mine),
            figure=worst.minutes_after,
            limit=limit if math.isfinite(limit) else None,
            school_id=worst.school_after,
            grade_band=band,
            measure="longest_minutes",
        )
        yield from _lower_grades(mine, band, max(limits.values()), scenario)
        yield from _extra_minutes(mine, band)


def _lower_grades(mine: Sequence[Journey], band: str, own: float, scenario: Scenario) -> Iterator[RedLine]:
    """Say the longest way of grades 1 to 3 against the document's limit, and who of them boards: they do not."""
    norm = way_norm(scenario.grade_bands[band].grades)
    if norm is None:
        return
    longest = max(mine, key=lambda j: j.minutes_after or 0.0)
    if own > norm.limit:
        yield replace(
            _NORM, name="transport", passed=(longest.minutes_after or 0.0) <= norm.limit + _HAIR,
            figure=longest.minutes_after, limit=norm.limit, school_id=longest.school_after, grade_band=band,
            measure="longest_minutes", norm=norm.document,
        )  # fmt: skip
    boarders = sum(j.pupils for j in mine if j.mode_after == "board")
    if boarders > 0:
        yield replace(
            _NORM, name="beds_and_meals", passed=False, figure=boarders, limit=0.0, grade_band=band,
            measure="lower_boarders", norm=norm.document,
        )  # fmt: skip


def _limit(journey: Journey, scenario: Scenario) -> float:
    """Return the minutes that the journey's mode may take; -inf where the band forbids the mode."""
    band = scenario.grade_bands[journey.grade_band]
    limits = {"walk": band.max_walk_minutes, "ride": band.max_ride_minutes, "board": band.max_board_minutes}
    limit = limits[journey.mode_after or "ride"]
    return -math.inf if limit is None else limit


def _extra_minutes(journeys: Sequence[Journey], band: str) -> Iterator[RedLine]:
    """Say how much longer the way is, on average over pupils whose way today is known: for people to judge."""
    known = [j for j in journeys if j.minutes_before is not None]
    pupils = sum(j.pupils for j in known)
    more = sum(j.pupils * ((j.minutes_after or 0.0) - (j.minutes_before or 0.0)) for j in known)
    if pupils > 0:
        yield RedLine(
            name="transport", passed=None, figure=more / pupils, limit=None, school_id=None, grade_band=band,
            measure="extra_minutes",
        )  # fmt: skip


def _seats(journeys: Sequence[Journey]) -> RedLine:
    left = round(sum(j.pupils for j in journeys if not j.school_after), 6)
    return RedLine(
        name="oversize", passed=left == 0, figure=left, limit=0.0, school_id=None, grade_band=None, measure="no_seat"
    )


def _beds_and_meals(receiving: Receiving) -> Iterator[RedLine]:
    boarders = float(receiving.row.boarders)
    school_id = receiving.row.school_id
    if boarders > 0:
        yield RedLine(
            name="beds_and_meals", passed=boarders <= receiving.beds + _HAIR, figure=boarders,
            limit=float(receiving.beds), school_id=school_id, grade_band=None, measure="boarders",
        )  # fmt: skip
    yield RedLine(
        name="beds_and_meals", passed=None, figure=None, limit=None, school_id=school_id, grade_band=None,
        measure="meals",
    )  # fmt: skip


def _oversize(receiving: Receiving, scenario: Scenario) -> Iterator[RedLine]:
    row = receiving.row
    for name, band in scenario.grade_bands.items():
        found = _largest_class(row, scenario, band.grades)
        if found is not None:
            largest, cap = found
            yield RedLine(
                name="oversize", passed=None if cap is None else largest <= cap + _HAIR, figure=largest,
                limit=None if cap is None else float(cap), school_id=row.school_id, grade_band=name,
                measure="class_pupils",
            )  # fmt: skip
            yield from _by_norm(class_norm(band.stage), cap, largest, row.school_id, name)
    pupils = float(sum(row.pupils.values()))
    limited = math.isfinite(receiving.pupils_max)
    yield RedLine(
        name="oversize", passed=pupils <= receiving.pupils_max + _HAIR if limited else None, figure=pupils,
        limit=receiving.pupils_max if limited else None, school_id=row.school_id, grade_band=None,
        measure="school_pupils",
    )  # fmt: skip
    yield from _by_norm(school_norm(receiving.kind), receiving.pupils_max, pupils, row.school_id, None)


def _by_norm(
    norm: NormLimit | None, own: float | None, figure: float, school_id: str, band: str | None
) -> Iterator[RedLine]:
    """Say what a document sets, where the scenario's own limit lets more be, or is none."""
    if norm is not None and (own is None or own > norm.limit):
        yield replace(
            _NORM, passed=figure <= norm.limit + _HAIR, figure=figure, limit=norm.limit, school_id=school_id,
            grade_band=band, measure="school_pupils" if band is None else "class_pupils", norm=norm.document,
        )  # fmt: skip


def _largest_class(row: SchoolRow, scenario: Scenario, grades: Sequence[str]) -> tuple[float, int | None] | None:
    """Return pupils, and the most there may be, of the largest class of these grades, shared out evenly; None: none."""
    there = [taught for taught in taught_at(row, scenario) if taught.classes and taught.grades[0] in grades]
    counted = [(float(math.ceil(each.pupils / each.classes - _HAIR)), each.most) for each in there if each.pupils]
    return max(counted, key=lambda each: each[0], default=None)
