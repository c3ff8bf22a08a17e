"""Schools of made-up districts: who attends where today, and how many rooms and beds each has for them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from data.making.ground import Frame
from data.making.listed import Unit
from data.making.people import GRADES
from data.making.sharing import Floats

STAGES = {"kindergarten": ("K1", "K2", "K3"), "primary": tuple("123456"), "junior": tuple("789")}
_GRADES_OF = {"primary": "1-6", "junior": "7-9", "nine_year": "1-9", "kindergarten": "K1-K3"}
_LETTERS = {"primary": "P", "junior": "J", "nine_year": "N", "teaching_point": "T", "kindergarten": "K"}
ACROSS_MINUTES = 10.0
"""Units attend in another town where a school is so much nearer there."""
LEAST_AT_POINT = 0.85
"""At least this share of the village's pupils attend its point, up to all, unless it would be too large."""
MOST_AT_POINT = 96
"""A teaching point has fewer than 100 pupils."""


@dataclass(frozen=True, kw_only=True)
class School:
    """One school or site, `row` the unit it stands in. Rooms and beds of existing ones are 0 until they are sized."""

    name: str
    town: str
    row: int
    kind: str
    grades: str
    km: tuple[float, float] = (0.0, 0.0)
    state: str = "existing"
    decision: str = ""
    classrooms: int = 0
    more_rooms: int = 0
    """Rooms that may be added."""
    beds: int = 0
    more_beds: int = 0
    build_yuan: int | None = None
    run_by: str = ""
    class_pupils: float = 0.0
    """Pupils a class today; 0: as the class size allows."""
    draw: float = 1.0
    """How many the school draws in a built-up place, beside one of draw 1."""

    def offers(self, stage: str) -> bool:
        """Whether it teaches a stage whole; a teaching point none."""
        return self.kind in {stage, "nine_year"} if stage != "kindergarten" else self.kind == "kindergarten"


def school(name: str, town: str, row: int, kind: str, **more: Any) -> School:  # noqa: ANN401 - fields of a school
    """Return a school of a kind that teaches the grades its kind usually does."""
    return replace(School(name=name, town=town, row=row, kind=kind, grades=_GRADES_OF.get(kind, "1-3")), **more)


def beside_units(schools: Sequence[School], positions: Floats, rng: np.random.Generator) -> list[School]:
    """Set each school 100 to 300 metres from the middle of its unit, those of one unit apart."""
    angles, away = rng.uniform(0, 2 * np.pi, len(schools)), rng.uniform(0.10, 0.30, len(schools))
    spots = (
        positions[[each.row for each in schools]] + np.stack([np.cos(angles), np.sin(angles)], axis=1) * away[:, None]
    )
    return [replace(each, km=(float(x), float(y))) for each, (x, y) in zip(schools, spots, strict=True)]


def attend(  # noqa: PLR0913 - who lives where, what is there, and what is drawn
    units: Sequence[Unit],
    pupils: pd.DataFrame,
    schools: Sequence[School],
    minutes: Floats,
    rng: np.random.Generator,
    *,
    beside: float = np.inf,
) -> pd.DataFrame:
    """Return where the pupils of one year go today, grades 1 to 9: (row of the unit, grade, row of the school, pupils).

    The village's own point first, for the grades it teaches; the others attend the school whose catchment they live in.
    `pupils` has that year alone.
    """
    living = pupils.pivot_table(index="settlement_id", columns="grade", values="pupils", observed=True, sort=False)
    counts = living.loc[[unit.code for unit in units]]
    parts: list[tuple[int, str, int, int]] = []
    for number, each in enumerate(schools):
        if each.kind == "teaching_point":
            stays, taught = rng.uniform(LEAST_AT_POINT, 1.0), [str(g) for g in range(1, int(each.grades[-1]) + 1)]
            share = min(stays, MOST_AT_POINT / max(1, int(counts.iloc[each.row][taught].sum())))
            parts += [(each.row, grade, number, int(counts.iloc[each.row][grade] * share)) for grade in taught]
    left = counts.to_numpy(dtype=np.int64, copy=True)
    column = {grade: place for place, grade in enumerate(counts.columns)}
    for row, grade, _, some in parts:
        left[row, column[grade]] -= some
    for stage in ("primary", "junior"):
        places = [column[grade] for grade in STAGES[stage]]
        taught_at = catchments(units, left[:, places].sum(axis=1), stage, (schools, minutes), beside)
        parts += [
            (row, grade, taught_at[row], int(left[row, column[grade]]))
            for row in range(len(units))
            for grade in STAGES[stage]
        ]
    return in_order(parts)


def in_order(parts: Sequence[tuple[int, str, int, int]]) -> pd.DataFrame:
    """Return (row, grade, school, pupils) as a table in the order of units and grades, without empty rows."""
    table = pd.DataFrame(parts, columns=["row", "grade", "school", "pupils"])
    table["grade"] = pd.Categorical(table["grade"], GRADES, ordered=True)
    table = table[table["pupils"] > 0].sort_values(["row", "grade", "school"], kind="stable")
    return table.reset_index(drop=True)


def catchments(
    units: Sequence[Unit],
    counts: "np.typing.NDArray[np.int64]",
    stage: str,
    there_is: tuple[Sequence[School], Floats],
    beside: float,
) -> dict[int, int]:
    """Return the one school of the stage that each unit belongs to.

    The nearest of its town, unless one of another town is ACROSS_MINUTES nearer. Of a built-up unit's three nearest it
    is the one least filled for its draw, the largest units first: catchments there make schools fill alike; of these
    none that is more than `beside` minutes farther than the nearest; where that is endless, built-up units look beyond
    their town. `there_is`: the schools, and minutes between units.
    """
    schools, minutes = there_is
    there = [number for number, each in enumerate(schools) if each.state == "existing" and each.offers(stage)]
    load = dict.fromkeys(there, 0.0)
    result = {}
    for row in sorted(range(len(units)), key=lambda row: (units[row].urban, -counts[row], row)):
        away = {number: float(minutes[row, schools[number].row]) for number in there}
        across = min(away.values()) + ACROSS_MINUTES
        own = [number for number in there if schools[number].town == units[row].town and away[number] <= across]
        anywhere = units[row].urban and np.isinf(beside)
        ordered = sorted(own if own and not anywhere else there, key=lambda number: (away[number], number))
        nearby = [number for number in ordered[:3] if away[number] <= away[ordered[0]] + beside]
        chosen = min(
            nearby if units[row].urban else ordered[:1],
            key=lambda number: (load[number] + counts[row]) / schools[number].draw,
        )
        load[chosen] += float(counts[row])
        result[row] = chosen
    return result


def school_table(schools: Sequence[School], prefix: str, frame: Frame) -> pd.DataFrame:
    """Return the schools table; the ids are our own: the district's letters, one for the kind, a number."""
    counts = dict.fromkeys(_LETTERS, 0)
    rows = []
    for each in schools:
        counts[each.kind] += 1
        lon, lat = frame.to_degrees(np.array([each.km]))[0]
        rows.append(
            {
                "school_id": f"{prefix}-{_LETTERS[each.kind]}-{counts[each.kind]:03d}",
                "name": each.name, "town": each.town, "lon": lon, "lat": lat, "kind": each.kind,
                "grades": each.grades, "state": each.state, "decision": each.decision,
                "classrooms": each.classrooms, "classrooms_max": each.classrooms + each.more_rooms,
                "beds": each.beds, "beds_max": each.beds + each.more_beds, "build_yuan": each.build_yuan,
                "run_by": each.run_by,
            }
        )  # fmt: skip
    return pd.DataFrame(rows).astype({"build_yuan": "Int64"})
