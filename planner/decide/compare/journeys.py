"""Whose journey changes from one plan to another: home by home, and by town."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.decide.compare.compared import Compared, GradeGroup
from planner.decide.compare.figures import grades_key
from planner.decide.year_rows import NOWHERE, placements, shortfalls
from planner.reading.district import District

JOURNEY_COLUMNS = (
    "before", "after", "year", "settlement_id", "grades", "school_before", "school_after", "mode_before", "mode_after",
    "minutes_before", "minutes_after", "minutes_more", "pupils",
)  # fmt: skip
TOWN_COLUMNS = (
    "before", "after", "year", "town", "pupils", "other_school", "longer", "shorter", "minutes_more_mean",
    "minutes_more_worst", "to_boarding", "from_boarding", "seat_lost", "seat_gained",
)  # fmt: skip
_SAME_MINUTES = 1e-6
_PUPILS_OFF = 1e-6


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where pupils of one home go."""

    school_id: str
    mode: str
    minutes: float
    pupils: float


def changed_journeys(plans: Sequence[Compared], years: Sequence[int], groups: Sequence[GradeGroup]) -> pd.DataFrame:
    """Return who goes elsewhere, otherwise or longer in each later plan than in the first.

    Columns JOURNEY_COLUMNS: before and after are places of plans; grades is a group of grades; minutes are one way, NaN
    without a seat; minutes_more = after - before for day pupils, NaN where someone boards or has no seat, since a
    boarder does not make the journey every day.

    Where pupils of one home go to several schools, those who can stay at a school stay there; the others are paired
    shortest journey with shortest journey, which is the least change that can be told from the plans.
    """
    pieces = [
        _between(plans, after, year, group) for after in range(1, len(plans)) for year in years for group in groups
    ]
    found = [piece for piece in pieces if len(piece)]
    frame = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(JOURNEY_COLUMNS))
    numbers = dict.fromkeys(["minutes_before", "minutes_after", "minutes_more", "pupils"], float)
    return frame.astype({**dict.fromkeys(["before", "after", "year"], np.int64), **numbers})


def journeys_by_town(journeys: pd.DataFrame, ground: District) -> pd.DataFrame:
    """Sum the changed journeys by the town where pupils live; towns in the order of the settlements table.

    Columns TOWN_COLUMNS, in pupils: other_school have another school or lose or gain a seat; longer and shorter count
    day pupils; minutes_more_mean is over day pupils whose minutes change, minutes_more_worst the most any of them
    gains (NaN where there are none).
    """
    town_of = dict(zip(ground.settlements["settlement_id"], ground.settlements["town"], strict=True))
    towns = list(dict.fromkeys(ground.settlements["town"]))
    town = journeys["settlement_id"].map(town_of)
    keys = {
        (int(before), int(after), int(year), str(name))
        for before, after, year, name in zip(journeys["before"], journeys["after"], journeys["year"], town, strict=True)
    }
    rows = [
        _town_row(key, journeys[(journeys["after"] == key[1]) & (journeys["year"] == key[2]) & (town == key[3])])
        for key in sorted(keys, key=lambda key: (*key[:3], towns.index(key[3])))
    ]
    frame = pd.DataFrame(rows, columns=list(TOWN_COLUMNS))
    return frame.astype(
        {**dict.fromkeys(["before", "after", "year"], np.int64), **dict.fromkeys(TOWN_COLUMNS[4:], float)}
    )


def _town_row(key: tuple[int, int, int, str], here: pd.DataFrame) -> tuple[int, int, int, str, *tuple[float, ...]]:
    pupils, more = here["pupils"], here["minutes_more"]
    day = more.notna() & (more.abs() > _SAME_MINUTES)
    boards_now, boarded = here["mode_after"] == "board", here["mode_before"] == "board"
    lost, gained = here["school_after"] == NOWHERE, here["school_before"] == NOWHERE
    other = here["school_after"] != here["school_before"]

    def count(which: pd.Series) -> float:
        return round(float(pupils[which].sum()), 6)

    mean = float(np.average(more[day], weights=pupils[day])) if day.any() else np.nan
    worst = float(more[day].max()) if day.any() else np.nan
    return (
        *key, count(pupils > 0), count(other), count(day & (more > 0)), count(day & (more < 0)), mean, worst,
        count(boards_now & ~boarded), count(boarded & ~boards_now), count(lost), count(gained),
    )  # fmt: skip


def _between(plans: Sequence[Compared], after: int, year: int, group: GradeGroup) -> pd.DataFrame:
    """Hold plan `after` against the first."""
    ours, theirs = (_homes(plan, year, group) for plan in (plans[0], plans[after]))
    rows = [
        (0, after, year, home, grades_key(group), a.school_id, b.school_id, a.mode, b.mode, a.minutes, b.minutes,
         _more(a, b), pupils)
        for home in ours
        if home in theirs
        for a, b, pupils in _pairs(ours[home], theirs[home])
        if _differs(a, b)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(JOURNEY_COLUMNS))


def _homes(compared: Compared, year: int, group: GradeGroup) -> dict[str, list[_Place]]:
    """Return where the pupils of each settlement go, shortest journey first, those without a seat last."""
    placed = placements(compared.plan, year, group)
    short = shortfalls(compared.plan, year, group).assign(school_id=NOWHERE, mode=NOWHERE, minutes=np.inf)
    columns = ["settlement_id", "school_id", "mode", "minutes", "pupils"]
    everyone = [frame[columns] for frame in (placed, short) if len(frame)]
    if not everyone:
        return {}
    sums = pd.concat(everyone).groupby(columns[:-1], as_index=False)["pupils"].sum()
    sums = sums[sums["pupils"] > _PUPILS_OFF].sort_values(["settlement_id", "minutes", "school_id", "mode"])
    found: dict[str, list[_Place]] = {}
    for home, school_id, mode, minutes, pupils in sums[columns].itertuples(index=False):
        found.setdefault(home, []).append(_Place(school_id=school_id, mode=mode, minutes=minutes, pupils=pupils))
    return found


def _pairs(ours: Sequence[_Place], theirs: Sequence[_Place]) -> Iterator[tuple[_Place, _Place, float]]:
    """Pair pupils before with pupils after: those who stay first, then in the order of their journeys."""
    left = {"before": {a: a.pupils for a in ours}, "after": {b: b.pupils for b in theirs}}
    for same_school in (True, False):
        for a in ours:
            for b in theirs:
                pupils = round(min(left["before"][a], left["after"][b]), 9)
                if pupils > _PUPILS_OFF and (a.school_id == b.school_id or not same_school):
                    left["before"][a] -= pupils
                    left["after"][b] -= pupils
                    yield a, b, pupils


def _differs(a: _Place, b: _Place) -> bool:
    if (a.school_id, a.mode) != (b.school_id, b.mode):
        return True
    return a.school_id != NOWHERE and abs(a.minutes - b.minutes) > _SAME_MINUTES


def _more(a: _Place, b: _Place) -> float:
    if "board" in {a.mode, b.mode} or NOWHERE in {a.school_id, b.school_id}:
        return np.nan
    return b.minutes - a.minutes
