"""The columns of the mixed-integer program: where the variable of each kind, school, year, block or pair stands."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from planner.problem.first_beds import bedless
from planner.problem.multigrade import mixed_places
from planner.problem.problem import Ints, Problem
from planner.problem.reserve import may_leave_rooms
from planner.problem.small_schools import funded_places
from planner.problem.ties import slots_of

Kind = Literal[
    "share", "left", "opened", "rooms", "beds", "classes", "used", "boarding", "attended", "missing", "in_use",
    "together", "mixed", "shown",
]  # fmt: skip
"""What a column decides: the share of a block that takes a pair, the share of a block without a seat, whether a school
is open, rooms added, modules of beds added (running totals), classes, whether a school is one of those that a tie's
blocks use, whether a school that had no bed is open and has one, whether a small school has somebody, and how many
pupils it then lacks, rooms added at a school that is open and may close; whether the grades of a band are taught
together, in how many classes, and whether a grade of such a band has pupils."""

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, kw_only=True, eq=False)
class Columns:
    """The number of each column, as arrays over the axes of the Problem; and how many columns there are."""

    share: Ints
    """(pair)."""
    left: Ints
    """(block)."""
    opened: Ints
    """(school, year)."""
    rooms: Ints
    """(school, year)."""
    beds: Ints
    """(school, year): they count modules, of `Problem.bed_module` beds."""
    classes: Ints
    """(school, year, grade)."""
    used: Ints
    """(slot): see `planner.problem.ties.slots_of`."""
    boarding: Ints
    """(school that is `planner.problem.first_beds.bedless`, year)."""
    attended: Ints
    """(place): see `planner.problem.small_schools.funded_places`."""
    missing: Ints
    """(place)."""
    in_use: Ints
    """(school that `planner.problem.reserve.may_leave_rooms`, year)."""
    together: Ints
    """(mixed place): see `planner.problem.multigrade.mixed_places`."""
    mixed: Ints
    """(mixed place)."""
    shown: Ints
    """(mixed place, grade)."""
    count: int

    def of_kind(self, kind: Kind) -> Ints:
        """Return the numbers of the columns of one kind, as an array over its axes."""
        numbers: Ints = getattr(self, kind)
        return numbers

    def names(self) -> list[str]:
        """Return a name for every column: its kind and where it stands on its axes, such as `opened_3_0`."""
        names = [""] * self.count
        for kind in KINDS:
            for place, number in np.ndenumerate(self.of_kind(kind)):
                names[int(number)] = "_".join([kind, *map(str, place)])
        return names


def columns_of(problem: Problem) -> Columns:
    """Give every column of a problem its number: pairs first, then blocks, then schools, kind by kind."""
    schools_years, places = (problem.n_schools, problem.n_years), (len(funded_places(problem)),)
    mixed = (len(mixed_places(problem)),)
    shapes = (
        (problem.n_pairs,),
        (problem.n_blocks,),
        schools_years,
        schools_years,
        schools_years,
        (*schools_years, len(problem.grades)),
        (len(slots_of(problem).tie),),
        (int(bedless(problem).sum()), problem.n_years),
        places,
        places,
        (int(may_leave_rooms(problem).sum()), problem.n_years),
        mixed,
        mixed,
        (*mixed, len(problem.grades)),
    )
    numbers, count = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        numbers.append(np.arange(count, count + size, dtype=np.int64).reshape(shape))
        count += size
    return Columns(**dict(zip(KINDS, numbers, strict=True)), count=count)
