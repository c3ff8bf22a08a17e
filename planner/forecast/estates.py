"""Pupils of new housing estates: people times the planning norm, as homes fill up."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from planner.forecast.assumptions import STAGE_GRADES, Variant
from planner.forecast.known import Floats, Known
from planner.reading.tables import GRADES

_PEOPLE = 1000.0
_SLOW = 2.0


def estate_pupils(known: Known, years: tuple[int, ...], variant: Variant) -> Floats:
    """Return the pupils that estates add to those of the base year: (settlement, year, grade).

    People of an estate = homes x people a home; pupils of a stage = people / 1,000 x its norm, shared equally over its
    grades. Homes fill in equal parts from the year they are handed over: in `years_to_fill` years, in twice as many in
    the low variant, at once in the high one. What had moved in by the base year is among the pupils counted.
    """
    added = np.zeros((len(known.settlement_ids), len(years), len(GRADES)))
    if known.estates is None:
        return added
    place = {name: number for number, name in enumerate(known.settlement_ids)}
    rows: Iterable[Any] = known.estates.itertuples(index=False)
    for row in rows:
        people = float(row.homes) * float(row.persons_per_home) / _PEOPLE
        fills = {"low": _SLOW * row.years_to_fill, "middle": row.years_to_fill, "high": 1.0}[variant]
        lived_in = [min(max(year - row.year + 1, 0) / fills, 1.0) for year in (known.base_year, *years)]
        more = np.array(lived_in[1:]) - lived_in[0]
        for stage, grades in STAGE_GRADES.items():
            norm = float(getattr(row, f"{stage}_per_1000")) / len(grades)
            first = GRADES.index(grades[0])
            added[place[row.settlement_id], :, first : first + len(grades)] += people * norm * more[:, None]
    return added
