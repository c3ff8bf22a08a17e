"""Where pupils go to school today: from the attends table, or else the nearest open school with room."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.language import Text
from planner.problem.actions import find_sites
from planner.problem.demand import pupils_by_grade
from planner.problem.pairs import modes_in_band
from planner.problem.problem import Floats, Ints, Mode
from planner.problem.travel import Journeys
from planner.read.district import District
from planner.read.scenario import Scenario

NEAREST_NOTE = Text("today's school: nearest open school with room", "现就读学校：按最近的、有学位的学校推定")
"""The plan says so where no attends table is given."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Today:
    """Shares of a settlement's band that attend a school today; one entry for each of them."""

    settlement: Ints
    """(entry): row of the settlements table."""
    band: Ints
    """(entry): index of the grade band."""
    school: Ints
    """(entry): row of the schools table."""
    share: Floats
    """(entry): share of the band's pupils; the shares of a settlement and band sum to 1."""
    notes: tuple[Text, ...]


def find_today(district: District, journeys: Journeys, scenario: Scenario) -> Today:
    """Return today's schools, from `attends` where it is given."""
    if district.attends is not None:
        return _from_attends(district.attends, district, scenario)
    return _nearest_with_room(district, journeys, scenario)


def _from_attends(rows: pd.DataFrame, district: District, scenario: Scenario) -> Today:
    settlement = pd.Index(district.settlements["settlement_id"].to_numpy())
    school = pd.Index(district.schools["school_id"].to_numpy())
    band_of = {grade: number for number, band in enumerate(scenario.grade_bands.values()) for grade in band.grades}
    counted = pd.DataFrame(
        {
            "settlement": settlement.get_indexer(pd.Index(rows["settlement_id"].to_numpy())),
            "band": rows["grade"].map(band_of).to_numpy(),
            "school": school.get_indexer(pd.Index(rows["school_id"].to_numpy())),
            "pupils": rows["pupils"].to_numpy(float),
        }
    ).dropna()
    sums = counted[counted["pupils"] > 0].groupby(["settlement", "band", "school"], as_index=False)["pupils"].sum()
    share = sums["pupils"] / sums.groupby(["settlement", "band"])["pupils"].transform("sum")
    return Today(
        settlement=sums["settlement"].to_numpy(np.int64),
        band=sums["band"].to_numpy(np.int64),
        school=sums["school"].to_numpy(np.int64),
        share=share.to_numpy(float),
        notes=(),
    )


def _nearest_with_room(district: District, journeys: Journeys, scenario: Scenario) -> Today:
    """Seat bands, nearest first, in existing schools with seats left; where none has, in the nearest of all."""
    sites = find_sites(district, scenario)
    pupils = pupils_by_grade(district, scenario)[:, 0, :]
    pieces = []
    for number, band in enumerate(scenario.grade_bands.values()):
        columns = [scenario.grades.index(grade) for grade in band.grades]
        usable = sites.offers[:, columns].all(axis=1) & sites.existing
        mode = modes_in_band(journeys, band)
        entry = np.nonzero((mode >= 0) & usable[journeys.school])[0]
        minutes = np.where(mode == Mode.WALK, journeys.walk_minutes, journeys.ride_minutes)[entry]
        wanted = pupils[:, columns].sum(axis=1)
        pieces.append((entry, np.full(len(entry), number), minutes, wanted[journeys.settlement[entry]]))
    entry, band_of, minutes, wanted_pupils = (np.concatenate([piece[axis] for piece in pieces]) for axis in range(4))
    order = np.lexsort((entry, minutes))
    taken = _seat_in_order(
        journeys.settlement[entry][order] * len(pieces) + band_of[order],
        journeys.school[entry][order],
        wanted_pupils[order],
        _seats(district, scenario, sites.pupils_max),
    )
    chosen = order[taken]
    return Today(
        settlement=journeys.settlement[entry][chosen],
        band=band_of[chosen],
        school=journeys.school[entry][chosen],
        share=np.ones(len(chosen)),
        notes=(NEAREST_NOTE,),
    )


def _seat_in_order(who: Ints, school: Ints, pupils: Floats, seats: Floats) -> Ints:
    """Return the rows, one for each of `who`, that seat them in order; then the nearest for those without room."""
    left = seats.copy()
    seated: dict[int, int] = {}
    for row, (group, place, count) in enumerate(zip(who.tolist(), school.tolist(), pupils.tolist(), strict=True)):
        if group not in seated and count <= left[place]:
            seated[group] = row
            left[place] -= count
    for row, group in enumerate(who.tolist()):
        seated.setdefault(group, row)
    return np.array(sorted(seated.values()), dtype=np.int64)


def _seats(district: District, scenario: Scenario, pupils_max: Floats) -> Floats:
    """(school): seats today: its rooms times the largest class size of the scenario's stages."""
    sizes = scenario.rules.class_size
    largest = max((getattr(sizes, band.stage) or np.inf) if sizes else np.inf for band in scenario.grade_bands.values())
    rooms = district.schools["classrooms"].to_numpy(float)
    with_rooms = np.multiply(
        rooms, largest, out=np.zeros(len(rooms)), where=rooms > 0
    )  # 0 rooms are 0 seats, never NaN
    seats: Floats = np.minimum(with_rooms, pupils_max)
    return seats
