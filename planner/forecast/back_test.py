"""The method tried on the years that were counted: what it would have foretold from each earlier year on."""

from dataclasses import dataclass

import numpy as np

from planner.forecast.assumptions import STAGE_GRADES, VARIANTS, Assumptions, Variant
from planner.forecast.known import Floats, Known, known_at
from planner.forecast.projection import fit, projected
from planner.reading.schema_types import Stage
from planner.reading.tables import GRADES


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One stage, foretold so many years ahead, over all years that this can be tried from. Shares, not per cent.

    `error`: forecast over count less 1, the mean; `absolute`: the mean of its size; `of_towns`: the towns' misses
    added up, over their pupils counted; `within`: how often the count lay between low and high.
    """

    stage: Stage
    years_ahead: int
    trials: int
    error: float
    absolute: float
    of_towns: float
    within: float


def back_test(known: Known, assumed: Assumptions) -> tuple[Tried, ...]:
    """Forecast the counted years from each year before them, with nothing but what was known then."""
    trials: dict[tuple[Stage, int], list[tuple[float, float, float]]] = {}
    for origin in known.years[:-1]:
        then = known_at(known, origin)
        if then.births is None and then.children is None:
            continue
        fitted = fit(then, assumed)
        foretold = {variant: projected(fitted, known.base_year, variant) for variant in VARIANTS}
        for place, year in enumerate(known.years):
            if year > origin:
                for stage in STAGE_GRADES:
                    missed = _missed(known, foretold, (place, year - origin - 1), stage)
                    if missed is not None:
                        trials.setdefault((stage, year - origin), []).append(missed)
    order = list(STAGE_GRADES)
    return tuple(
        Tried(
            stage=stage,
            years_ahead=ahead,
            trials=len(found),
            error=float(np.mean([error for error, _, _ in found])),
            absolute=float(np.mean([abs(error) for error, _, _ in found])),
            of_towns=float(np.mean([towns for _, towns, _ in found])),
            within=float(np.mean([within for _, _, within in found])),
        )
        for (stage, ahead), found in sorted(trials.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    )


def _missed(
    known: Known, foretold: dict[Variant, Floats], place: tuple[int, int], stage: Stage
) -> tuple[float, float, float] | None:
    """Compare a year's forecast of a stage with its count: error, that of towns, within; None where it has no count.

    `place`: the year among those counted, and among those foretold.
    """
    grades = [GRADES.index(grade) for grade in STAGE_GRADES[stage]]
    counted = known.by_town(known.pupils[:, place[0], grades].sum(axis=1))
    total = counted.sum()
    if total <= 0:
        return None
    towns = {name: known.by_town(each[:, place[1], grades].sum(axis=1)) for name, each in foretold.items()}
    middle = towns["middle"]
    within = towns["low"].sum() <= total <= towns["high"].sum()
    return float(middle.sum() / total - 1), float(np.abs(middle - counted).sum() / total), float(within)
