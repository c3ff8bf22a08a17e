"""Kindergartens beside a plan: enough large ones near home, who runs them, and classes attached to merged schools."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from planner.decide.people.vacated import Vacated
from planner.decide.year_rows import YearRows
from planner.problem.problem import Floats
from planner.problem.travel import straight_kilometres
from planner.reading.district import District

PEOPLE_A_KINDERGARTEN = 5000
LARGE_CLASSES = 6
"""One kindergarten of so many classes for about so many people: 孟发〔2023〕13号, annex 3."""
Place = Literal["own_building", "kindergarten", "none_known"]
"""own_building: the building goes on as, or is proposed for, a kindergarten; kindergarten: the nearest that is open;
none_known: the tables have no kindergarten."""
_RUN_PUBLICLY, _RUN_INCLUSIVELY = "public", "inclusive"


@dataclass(frozen=True, kw_only=True)
class TownKindergartens:
    """One town's; None where the tables do not say."""

    town: str
    residents: float | None
    wanted: int | None
    """Large kindergartens for its people: one for each 5,000, to the nearest whole one, one at least."""
    there: int | None
    """Kindergartens that are open in the year."""
    large: int | None
    """Of these, with six classrooms or more."""

    @property
    def lacking(self) -> int | None:
        """Large kindergartens that are wanted and not there."""
        return None if self.wanted is None or self.large is None else max(self.wanted - self.large, 0)


@dataclass(frozen=True, kw_only=True)
class AttachedClasses:
    """Kindergarten classes of a school that is merged, and where they go on."""

    school_id: str
    classes: int | None
    """None where the column has nothing for this school."""
    place: Place
    goes_to: str | None
    """school_id of the kindergarten, where it is one in the table."""
    kilometres: float | None
    """To it, as the crow flies; None where they stay, or nothing is known."""


@dataclass(frozen=True, kw_only=True)
class Kindergartens:
    """What the tables tell of kindergartens in a plan's year."""

    towns: tuple[TownKindergartens, ...]
    """Empty where the tables have neither kindergartens nor residents."""
    attached: tuple[AttachedClasses, ...]
    """Of each merged school that has, or may have, such classes; empty where no school's are told."""
    public_percent: float | None
    """Children in public kindergartens over all in kindergartens; None where the plan does not place them."""
    inclusive_percent: float | None
    """Those in public and in affordable private ones over all."""

    @property
    def known_towns(self) -> tuple[TownKindergartens, ...]:
        """Towns of which it is known how many are lacking."""
        return tuple(town for town in self.towns if town.lacking is not None)


def kindergartens_of(district: District, rows: YearRows, vacated: tuple[Vacated, ...]) -> Kindergartens:
    """Count the kindergartens of a plan's year; `vacated` are the buildings it empties, each with its use."""
    schools = district.schools.set_index("school_id")
    nursery = schools[schools["grades"].str.startswith("K")]
    is_open = [school_id in rows.schools and rows.schools[school_id].open for school_id in nursery.index]
    opened = nursery.loc[np.array(is_open, dtype=bool)]
    public, inclusive = _shares(opened, rows)
    return Kindergartens(
        towns=_towns(district, nursery, opened, rows),
        attached=_attached(schools, opened, rows, vacated),
        public_percent=public,
        inclusive_percent=inclusive,
    )


def _towns(
    district: District, nursery: pd.DataFrame, opened: pd.DataFrame, rows: YearRows
) -> tuple[TownKindergartens, ...]:
    residents = _residents(district)
    if nursery.empty and residents is None:
        return ()
    rooms = {
        str(school_id): int(rooms) + rows.schools[str(school_id)].classrooms_added
        for school_id, rooms in zip(opened.index, opened["classrooms"], strict=True)
    }
    found = []
    for town in sorted(set(district.settlements["town"])):
        here = opened.index[opened["town"] == town]
        people = None if residents is None else residents.get(str(town))
        found.append(
            TownKindergartens(
                town=str(town),
                residents=people,
                wanted=None if people is None else max(round(people / PEOPLE_A_KINDERGARTEN), 1 if people else 0),
                there=None if nursery.empty else len(here),
                large=None if nursery.empty else sum(rooms[each] >= LARGE_CLASSES for each in here),
            )
        )
    return tuple(found)


def _residents(district: District) -> Mapping[str, float] | None:
    """Return people by town, of towns all of whose settlements are told; None where none is."""
    homes = district.settlements
    if "residents" not in homes or homes["residents"].isna().all():
        return None
    sums = homes.groupby("town")["residents"].sum(min_count=1)
    told = homes.groupby("town")["residents"].apply(lambda column: column.notna().all())
    return {str(town): float(sums[town]) for town in sums.index[told]}


def _attached(
    schools: pd.DataFrame, opened: pd.DataFrame, rows: YearRows, vacated: tuple[Vacated, ...]
) -> tuple[AttachedClasses, ...]:
    if "attached_kindergarten_classes" not in schools or schools["attached_kindergarten_classes"].isna().all():
        return ()
    stays = {each.school_id for each in vacated if each.use == "kindergarten"}
    merged = [school_id for school_id in rows.receivers if school_id in schools.index]
    away = straight_kilometres(schools.loc[merged], opened) if len(opened) and merged else np.zeros((len(merged), 0))
    told = schools.loc[merged, "attached_kindergarten_classes"].to_numpy(float)
    found = []
    for school_id, classes, kilometres in zip(merged, told, away, strict=True):
        if classes != 0:
            place, to, way = _place(opened, rows.continues.get(school_id), kilometres, stays=school_id in stays)
            number = None if np.isnan(classes) else int(classes)
            found.append(AttachedClasses(school_id=school_id, classes=number, place=place, goes_to=to, kilometres=way))
    return tuple(found)


def _place(
    opened: pd.DataFrame, goes_on: str | None, kilometres: Floats, *, stays: bool
) -> tuple[Place, str | None, float | None]:
    if goes_on in opened.index:
        return "own_building", goes_on, None
    if stays:
        return "own_building", None, None
    if len(kilometres):
        nearest = int(np.argmin(kilometres))
        return "kindergarten", str(opened.index[nearest]), float(kilometres[nearest])
    return "none_known", None, None


def _shares(opened: pd.DataFrame, rows: YearRows) -> tuple[float | None, float | None]:
    """Return the percentages of children by who runs their kindergarten; None where one's is not told."""
    children = pd.Series({each: sum(rows.schools[str(each)].pupils.values()) for each in opened.index}, dtype=float)
    if "run_by" not in opened or children.sum() <= 0:
        return None, None
    there = children[children > 0]
    run_by = opened["run_by"].reindex(there.index).map(lambda told: told if isinstance(told, str) else "")
    if (run_by == "").any():
        return None, None
    public = float(there[run_by == _RUN_PUBLICLY].sum())
    inclusive = public + float(there[run_by == _RUN_INCLUSIVELY].sum())
    return 100.0 * public / float(there.sum()), 100.0 * inclusive / float(there.sum())
