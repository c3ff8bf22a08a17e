"""Which schools differ between plans, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from planner.decide.compare.compared import Compared
from planner.plan import CLOSED, Action, SchoolRow
from planner.reading.district import District

Aspect = Literal["action", "rooms", "beds", "classes", "pupils"]
"""What differs: what is done with the school, rooms added, beds added, classes, pupils or boarders."""
_PUPILS_OFF = 1e-6


@dataclass(frozen=True, kw_only=True)
class SchoolState:
    """A school in one plan and year."""

    action: Action
    classes: int
    pupils: float
    boarders: float
    classrooms_added: int
    beds_added: int


@dataclass(frozen=True, kw_only=True)
class SchoolDifference:
    """A school that is not the same in every plan in a year; None where a plan's tables do not hold the site."""

    school_id: str
    year: int
    differs: tuple[Aspect, ...]
    """In the order of weight."""
    states: tuple[SchoolState | None, ...]
    """One a plan."""

    @property
    def is_done_otherwise(self) -> bool:
        """Whether the school is merged, built or enlarged otherwise, as the map of the difference counts them."""
        return not {"action", "rooms", "beds"}.isdisjoint(self.differs)


def different_schools(
    plans: Sequence[Compared], ground: District, years: Sequence[int]
) -> tuple[SchoolDifference, ...]:
    """Return every school and year that differs: what is done first, then rooms, beds, classes, pupils.

    Of those with which something else is done, schools that are not open in every plan come first. A site that a
    plan's tables do not hold differs only where another plan builds it.
    """
    states = [{(row.school_id, row.year): _state(row) for row in plan.plan.schools} for plan in plans]
    found = []
    for year in years:
        for school_id in ground.schools["school_id"]:
            here = tuple(of_plan.get((school_id, year)) for of_plan in states)
            differs = _aspects(here)
            if differs:
                found.append(SchoolDifference(school_id=school_id, year=year, differs=differs, states=here))
    return tuple(sorted(found, key=lambda each: (_WEIGHT.index(each.differs[0]), _is_open_in_all(each), each.year)))


def _is_open_in_all(difference: SchoolDifference) -> bool:
    return all(state is not None and state.action not in CLOSED for state in difference.states)


_WEIGHT: tuple[Aspect, ...] = ("action", "rooms", "beds", "classes", "pupils")


def _state(row: SchoolRow) -> SchoolState:
    return SchoolState(
        action=row.action,
        classes=sum(row.classes.values()),
        pupils=round(float(sum(row.pupils.values())), 6),
        boarders=round(float(row.boarders), 6),
        classrooms_added=row.classrooms_added,
        beds_added=row.beds_added,
    )


def _aspects(states: Sequence[SchoolState | None]) -> tuple[Aspect, ...]:
    there = [state for state in states if state is not None]
    differs: dict[Aspect, bool] = {
        "action": len({state.action if state else "leave" for state in states}) > 1,
        "rooms": len({state.classrooms_added for state in there}) > 1,
        "beds": len({state.beds_added for state in there}) > 1,
        "classes": len({state.classes for state in there}) > 1,
        "pupils": _apart([state.pupils for state in there]) or _apart([state.boarders for state in there]),
    }
    return tuple(aspect for aspect in _WEIGHT if differs[aspect])


def _apart(pupils: Sequence[float]) -> bool:
    return max(pupils) - min(pupils) > _PUPILS_OFF
