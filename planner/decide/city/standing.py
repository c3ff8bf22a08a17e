"""A county's plan as seats: who sits where, what one pupil more or less changes, and what is left over for guests."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.decide.city.county import County
from planner.plan import Plan
from planner.problem.problem import Flags, Floats, Ints
from planner.rounding import DECIMALS

_TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """A county and its plan in arrays; `pupils` and `classes_in_all` are brought up to date in place."""

    county: County
    plan: Plan
    pupils: Floats
    """(school, year, grade)."""
    opened: Flags
    """(school, year)."""
    rooms: Ints
    """(school, year): those there are and those that the plan adds."""
    mixed: Flags
    """(school): it teaches grades together: nobody else is offered a seat there."""

    @cached_property
    def row_of(self) -> dict[str, int]:
        """school_id to its row."""
        return {school_id: row for row, school_id in enumerate(self.county.district.schools["school_id"])}

    @cached_property
    def town_of(self) -> dict[str, str]:
        """settlement_id to its town; guests are not in it."""
        places = self.county.district.settlements
        return dict(zip(places["settlement_id"], places["town"], strict=True))

    @cached_property
    def year_of(self) -> dict[int, int]:
        """Year to its place."""
        return {year: place for place, year in enumerate(self.county.scenario.placed_years)}

    @cached_property
    def _groups(self) -> Ints:
        """(school): whose classrooms `rules.seat_reserve` counts with its own."""
        rule, towns = self.county.scenario.rules.seat_reserve, self.county.district.schools["town"]
        if rule is None or rule.over == "district":
            return np.zeros(len(towns), dtype=np.int64)
        return np.unique(towns.to_numpy(str), return_inverse=True)[1].astype(np.int64)

    def heads(self, pupils: dict[str, int]) -> Floats:
        """(grade): pupils by grade as an array."""
        return np.array([float(pupils.get(grade, 0)) for grade in self.county.scenario.grades])

    def class_yuan(self, school: int, year: int, more: Floats) -> float:
        """Return what the classes of a school cost more, yuan a year, with more pupils (grade), or fewer."""
        now = self.pupils[school, year]
        added = _classes(now + more, self.county.class_size) - _classes(now, self.county.class_size)
        return float(added @ self.county.class_yuan)

    def has_seats(self, school: int, year: int, more: Floats) -> bool:
        """Whether a school that is open seats more pupils (grade) in the rooms that it has, as every rule asks."""
        if not self.opened[school, year] or self.mixed[school]:
            return False
        now, rules = self.pupils[school, year] + more, self.county.scenario.rules
        classes = int(_classes(now, self.county.class_size).sum())
        most = self.rooms[school, year]
        if rules.max_classes_per_school is not None:
            most = min(most, rules.max_classes_per_school)
        fits = classes <= most and float(now.sum()) <= self.county.sites.pupils_max[school] + _TOLERANCE
        return fits and self._leaves_reserve(school, year, classes)

    def put(self, school: int, year: int, more: Floats) -> None:
        """Seat more pupils at a school, or fewer."""
        self.pupils[school, year] += more

    def _leaves_reserve(self, school: int, year: int, classes: int) -> bool:
        rule = self.county.scenario.rules.seat_reserve
        if rule is None:
            return True
        group = (self._groups == self._groups[school]) & self.opened[:, year]
        each = _classes(self.pupils[:, year], self.county.class_size).sum(axis=1)
        each[school] = classes
        return bool(each[group].sum() <= (1.0 - rule.share) * self.rooms[group, year].sum() + _TOLERANCE)


def standing_of(county: County, plan: Plan) -> Standing:
    """Read a plan's schools, and who attends them, guests of the county included."""
    schools, years = county.district.schools, county.scenario.placed_years
    shape = (len(schools), len(years))
    standing = Standing(
        county=county,
        plan=plan,
        pupils=np.zeros((*shape, len(county.scenario.grades))),
        opened=np.zeros(shape, dtype=bool),
        rooms=np.zeros(shape, dtype=np.int64),
        mixed=np.zeros(len(schools), dtype=bool),
    )
    there = schools["classrooms"].to_numpy(np.int64)
    for row in plan.schools:
        school, year = standing.row_of[row.school_id], standing.year_of[row.year]
        standing.opened[school, year] = row.open
        standing.rooms[school, year] = there[school] + row.classrooms_added
        standing.mixed[school] |= any("-" in name for name in row.classes)
        standing.pupils[school, year] = [row.pupils.get(grade, 0.0) for grade in county.scenario.grades]
    return standing


def _classes(pupils: Floats, size: Floats) -> Floats:
    """Return whole classes, of the last axis's sizes; 0 where classes are switched off."""
    seated = np.round(np.maximum(pupils, 0.0), DECIMALS - 3)
    classes: Floats = np.where(np.isinf(size), 0.0, np.ceil(seated / np.where(np.isinf(size), 1.0, size)))
    return classes
