"""What the schools of a plan are used for: grades without pupils, classes that are nearly full, teaching points."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from planner.decide.taught import taught_at
from planner.decide.year_rows import YearRows
from planner.plan import MERGED, SchoolRow
from planner.reading.district import District
from planner.reading.scenario import Scenario
from planner.reading.tables import grade_run

_POINT = "teaching_point"
_PUPIL_GRAIN = 6
_HAIR = 1e-6


class EmptyGrades(NamedTuple):
    """An open school with pupils in some of the grades that it offers, and none in others."""

    school_id: str
    grades: tuple[str, ...]
    """Those without pupils."""


class Growth(NamedTuple):
    """A teaching point that stays and has more pupils than today."""

    school_id: str
    today: float
    planned: float


@dataclass(frozen=True, kw_only=True)
class SchoolUses:
    """Schools of one planning year."""

    empty_grades: tuple[EmptyGrades, ...]
    without_pupils: tuple[str, ...]
    """Open schools without a pupil, by school_id."""
    classes: int
    nearly_full: int
    """Classes of grades with less than one free place a class."""
    growing_points: tuple[Growth, ...]
    points_today: float
    """Pupils today at the teaching points that stay open."""
    points_planned: float
    """Pupils of the planning year there."""
    into_points: float
    """Pupils of merged teaching points who go to another teaching point."""
    points_split: int
    """Merged teaching points whose pupils go to several schools."""


def school_uses(
    rows: YearRows,
    scenario: Scenario,
    kinds: Mapping[str, str],
    district: District,
    pupils_today: Mapping[str, float],
) -> SchoolUses:
    """Measure one planning year; `kinds` and `pupils_today` are by school_id."""
    offered = {
        str(school_id): tuple(grade for grade in grade_run(str(run)) if grade in scenario.grades)
        for school_id, run in zip(district.schools["school_id"], district.schools["grades"], strict=True)
    }
    # a school that the district lacks is no reason to say nothing of the others
    known = [row for row in rows.schools.values() if row.school_id in kinds]
    opened = [row for row in known if row.open]
    full = list(_classes_nearly_full(opened, scenario))
    points = [row for row in opened if kinds[row.school_id] == _POINT and row.action != "build"]
    grown = [Growth(row.school_id, pupils_today.get(row.school_id, 0.0), _pupils(row)) for row in points]
    merged = [row.school_id for row in known if row.action in MERGED and kinds[row.school_id] == _POINT]
    goes = {school_id: rows.receivers.get(school_id, ()) for school_id in merged}
    return SchoolUses(
        empty_grades=tuple(_empty_grades(row, offered[row.school_id]) for row in opened
                           if _pupils(row) > 0 and _empty_grades(row, offered[row.school_id]).grades),
        without_pupils=tuple(row.school_id for row in opened if not _pupils(row)),
        classes=sum(count for count, _ in full),
        nearly_full=sum(count for count, is_full in full if is_full),
        growing_points=tuple(each for each in grown if each.planned > each.today + _HAIR),
        points_today=round(sum(each.today for each in grown), _PUPIL_GRAIN),
        points_planned=round(sum(each.planned for each in grown), _PUPIL_GRAIN),
        into_points=round(sum(r.pupils for found in goes.values() for r in found if kinds.get(r.school_id) == _POINT),
                          _PUPIL_GRAIN),
        points_split=sum(len(found) > 1 for found in goes.values()),
    )  # fmt: skip


def _pupils(row: SchoolRow) -> float:
    return round(float(sum(row.pupils.values())), _PUPIL_GRAIN)


def _empty_grades(row: SchoolRow, offered: tuple[str, ...]) -> EmptyGrades:
    return EmptyGrades(row.school_id, tuple(grade for grade in offered if row.pupils.get(grade, 0.0) <= _HAIR))


def _classes_nearly_full(opened: list[SchoolRow], scenario: Scenario) -> Iterator[tuple[int, bool]]:
    """Yield the classes of each school by who is in them, and whether they have less than one free place each."""
    for row in opened:
        for taught in taught_at(row, scenario):
            count, most = taught.classes, taught.most
            yield count, most is not None and count > 0 and taught.pupils / count > most - 1 + _HAIR
