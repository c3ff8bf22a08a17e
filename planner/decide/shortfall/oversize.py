"""Oversize classes and schools as a ledger: where pupils go today, with the classrooms there are."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.cost import least_classes
from planner.decide.shortfall.network import today_network
from planner.decide.shortfall.school_seats import caps_of, class_size_of
from planner.problem.actions import find_sites
from planner.problem.problem import Floats, Ints, Today
from planner.problem.today import pupils_today
from planner.reading.district import District
from planner.reading.scenario import Scenario

LARGE_CLASS = 56
"""Pupils from which a class counts as 大班额. 国发〔2016〕40号 (reported)."""
VERY_LARGE_CLASS = 66
"""Pupils from which a class counts as 超大班额. 国发〔2016〕40号 (reported)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Oversize:
    """The ledger of today."""

    classes: pd.DataFrame
    """One row a school and grade whose largest class is above the class size: school_id, name, town, kind, grade,
    pupils, classes, largest_class, class_size, over (classes above the class size), large (56 to 65 pupils),
    very_large (66 and more)."""
    schools: pd.DataFrame
    """One row a school above its size, or with more pupils than seats: school_id, name, town, kind, pupils, pupils_max
    (inf: no limit), beyond_size, classrooms, classrooms_needed (whole classes within the class size), rooms_short."""
    is_estimated: bool
    """No attends table: today's school was taken as the nearest open one with room."""

    def totals(self) -> Mapping[str, int]:
        """Count classes: over, large, very_large; and schools: beyond_size, rooms_short."""
        counted = {name: int(self.classes[name].sum()) for name in ("over", "large", "very_large")}
        return counted | {name: int((self.schools[name] > 0).sum()) for name in ("beyond_size", "rooms_short")}


def oversize_ledger(district: District, today: Today, scenario: Scenario) -> Oversize:
    """Write the ledger down: pupils from `attends`, else estimated from today's nearest schools with room.

    How many classes a grade has today is not in the tables: the classrooms are shared out so that the largest class is
    as small as can be, at least one class a grade, none more than the class size asks for. So no sharing of the
    classrooms has a smaller largest class; where there are fewer rooms than grades, grades share a room and each counts
    as a class.
    """
    pupils = pupils_today(district, today, scenario)
    caps = caps_of(district, scenario, today_network(district, scenario.years[0]))
    size = np.array([class_size_of(scenario, scenario.stage_of(grade)) for grade in scenario.grades])
    classes = np.array(
        [even_classes(row, int(rooms), size) for row, rooms in zip(pupils, caps.rooms, strict=True)], dtype=np.int64
    ).reshape(pupils.shape)
    return Oversize(
        classes=_class_rows(district, scenario, pupils, classes),
        schools=_school_rows(district, scenario, pupils, size),
        is_estimated=district.attends is None,
    )


def even_classes(pupils: Floats, rooms: int, size: Floats) -> Ints:
    """Share rooms out among grades so that the largest class is the smallest possible; shapes (grade).

    Every grade with pupils has a class; more are opened where classes are largest, until none is above the class size
    or the rooms are used up. Rooms too few for the grades are taken as one each.

    >>> even_classes(np.array([100.0, 60.0, 0.0]), 3, np.array([45.0, 45.0, 45.0]))
    array([2, 1, 0])
    """
    classes = (pupils > 0).astype(np.int64)
    while classes.sum() < rooms:
        mean = np.divide(pupils, classes, out=np.zeros(len(pupils)), where=classes > 0)
        over = np.where(mean > size, mean, 0.0)
        if not over.any():
            break
        classes[int(over.argmax())] += 1
    return classes


def _class_rows(district: District, scenario: Scenario, pupils: Floats, classes: Ints) -> pd.DataFrame:
    schools = district.schools
    rows = []
    for school, grade in zip(*np.nonzero(classes), strict=True):
        sizes = _sizes(pupils[school, grade], int(classes[school, grade]))
        most = class_size_of(scenario, scenario.stage_of(scenario.grades[grade]))
        if sizes.max() > most:
            rows.append(
                (
                    *schools.loc[school, ["school_id", "name", "town", "kind"]], scenario.grades[grade],
                    float(pupils[school, grade]), len(sizes), float(sizes.max()), most, int((sizes > most).sum()),
                    int(((sizes >= LARGE_CLASS) & (sizes < VERY_LARGE_CLASS)).sum()),
                    int((sizes >= VERY_LARGE_CLASS).sum()),
                )
            )  # fmt: skip
    columns = ["school_id", "name", "town", "kind", "grade", "pupils", "classes", "largest_class", "class_size",
               "over", "large", "very_large"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["largest_class", "school_id"], ascending=[False, True], kind="stable", ignore_index=True)


def _sizes(pupils: float, classes: int) -> Floats:
    """Return class sizes as even as whole pupils allow.

    >>> _sizes(100.0, 3)
    array([34., 33., 33.])
    """
    whole = int(np.ceil(pupils - 1e-6))
    sizes = np.full(classes, float(whole // classes))
    sizes[: whole % classes] += 1
    return sizes


def _school_rows(district: District, scenario: Scenario, pupils: Floats, size: Floats) -> pd.DataFrame:
    schools = district.schools[["school_id", "name", "town", "kind", "classrooms"]]
    going = pupils.sum(axis=1)
    most = find_sites(district, scenario).pupils_max
    needed = least_classes(pupils, size).sum(axis=1)
    frame = schools.assign(
        pupils=going,
        pupils_max=most,
        beyond_size=np.maximum(going - most, 0.0),
        classrooms_needed=needed,
        rooms_short=np.maximum(needed - schools["classrooms"].to_numpy(), 0),
    )
    frame = frame[(frame["beyond_size"] > 0) | (frame["rooms_short"] > 0)]
    columns = ["school_id", "name", "town", "kind", "pupils", "pupils_max", "beyond_size", "classrooms",
               "classrooms_needed", "rooms_short"]  # fmt: skip
    order = ["beyond_size", "rooms_short", "school_id"]
    return frame.sort_values(order, ascending=[False, False, True], kind="stable", ignore_index=True)[columns]
