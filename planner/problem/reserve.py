"""`rules.seat_reserve`: classrooms that stay free, in the district or in each town.

    classes of the open schools of a group <= (1 - share) x classrooms that these schools have in that year
    lacking = least whole number r with classes <= (1 - share) x (classrooms + r), 0 at least

Rooms follow from classes; where these leave too few free, rooms are added at open schools, the cheapest first.
"""

import numpy as np

from planner.problem.outlook import first_year_needed, running_totals
from planner.problem.problem import Decision, Flags, Floats, Ints, Problem

_EXACT = 1e-9


def reserve_groups(problem: Problem) -> Flags:
    """(group, school): counts in it, and may be open; no group where nothing is reserved."""
    if problem.reserve_share == 0:
        return np.zeros((0, problem.n_schools), dtype=bool)
    groups = np.arange(int(problem.reserve_group.max(initial=-1)) + 1)
    found: Flags = (problem.reserve_group == groups[:, None]) & (problem.school_decision != Decision.CLOSE)
    return found


def may_leave_rooms(problem: Problem) -> Flags:
    """(school): exists, may be closed, and may have rooms added, which count only while it is open."""
    counted = np.asarray(reserve_groups(problem).any(axis=0))
    may_grow = problem.school_classrooms_max > problem.school_classrooms
    found: Flags = counted & problem.school_existing & (problem.school_decision == Decision.FREE) & may_grow
    return found


def rooms_lacking(problem: Problem, opened: Flags, classes: Ints, rooms_added: Ints) -> Ints:
    """(group, year): rooms that each group lacks; `opened`, `classes` and `rooms_added` have shape (school, year)."""
    groups = reserve_groups(problem).astype(np.int64)
    rooms = groups @ (opened * (problem.school_classrooms[:, None] + rooms_added))
    asked = (groups @ (opened * classes)) / (1.0 - problem.reserve_share)
    lacking: Ints = np.maximum(np.ceil(asked - rooms - _EXACT), 0.0).astype(np.int64)
    return lacking


def classes_too_many(problem: Problem, opened: Flags, classes: Ints) -> Floats:
    """(group, year): classes beyond what is left were every open school as large as its site; below 0 where fewer."""
    groups = reserve_groups(problem).astype(float)
    most = groups @ (opened * problem.school_classrooms_max[:, None])
    too_many: Floats = groups @ (opened * classes) - (1.0 - problem.reserve_share) * most
    return too_many


def with_reserve_rooms(
    problem: Problem, opened: Flags, classes: Ints, rooms_added: Ints, chosen: Ints | None = None
) -> Ints:
    """Return the rooms added, running totals (school, year), and those that a group lacks.

    `chosen` (school, year): rooms that were chosen; where they are enough, no others are added. Else the cheapest are,
    year by year, of equals at the school that stays open longest: cheapest for one year, perhaps not for several.
    """
    if problem.reserve_share == 0:
        return rooms_added
    rooms = rooms_added.copy()
    if chosen is not None:
        kept = running_totals(problem, np.where(opened, np.maximum(chosen, rooms), rooms))
        rooms = np.where(rooms_lacking(problem, opened, classes, rooms).any(), kept, rooms)
    for year in range(problem.n_years):
        for group, count in enumerate(rooms_lacking(problem, opened, classes, rooms)[:, year].tolist()):
            _add(problem, opened, rooms, (group, year, count))
    return rooms


def spare_rooms(problem: Problem, opened: Flags, rooms_added: Ints, place: tuple[int, int]) -> tuple[Ints, Ints]:
    """Return the open schools of a group in a year that may have rooms added, the cheapest first, and how many each."""
    group, year = place
    spare = problem.school_classrooms_max - problem.school_classrooms - rooms_added[:, year]
    schools = np.nonzero(reserve_groups(problem)[group] & opened[:, year] & (spare > 0))[0]
    open_years = opened[schools, year:].sum(axis=1)
    order = schools[np.lexsort((-open_years, problem.school_classroom_yuan[schools]))]
    return order, spare[order]


def _add(problem: Problem, opened: Flags, rooms: Ints, asked: tuple[int, int, int]) -> None:
    """Add rooms, in place, at a group's schools from a year on: so many, or as many as there is space for."""
    group, year, count = asked
    if count == 0:
        return
    for school, spare in zip(*spare_rooms(problem, opened, rooms, (group, year)), strict=True):
        more = min(int(spare), count)
        since = first_year_needed(problem, year)
        rooms[school, since:] = np.maximum(rooms[school, since:], rooms[school, year] + more)
        count -= more


def yuan_to_leave_free(problem: Problem, group: int, opened: Flags, classes: Ints, rooms: Ints) -> float:
    """One-off yuan of the rooms that a group lacks in a year, at its cheapest open schools; inf where it has no space.

    Shapes (school): open schools, their classes, and the classrooms they have.
    """
    here = reserve_groups(problem)[group] & opened
    asked = float(classes[here].sum()) / (1.0 - problem.reserve_share)
    lacking = int(np.ceil(asked - float(rooms[here].sum()) - _EXACT))
    spare = np.maximum(problem.school_classrooms_max - rooms, 0)[here]
    yuan = np.repeat(problem.school_classroom_yuan[here], spare)
    return float(np.sort(yuan)[: max(lacking, 0)].sum()) if lacking <= len(yuan) else np.inf
