"""A district's forecast: whole pupils of every settlement, year and grade in three variants, with how it was made."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from planner.errors import InputError
from planner.forecast.assumptions import DEFAULTS, STAGE_GRADES, VARIANTS, Assumptions, Variant
from planner.forecast.back_test import Tried, back_test
from planner.forecast.known import Ints, Known, known_at, known_of
from planner.forecast.projection import Fitted, fit, projected
from planner.forecast.rounding import whole_pupils
from planner.language import Text
from planner.reading.district import District
from planner.reading.schema_types import Stage
from planner.reading.tables import GRADES

MOST_YEARS = 30
"""So far ahead at most: beyond it nothing counted tells of anybody."""
DEFAULT_YEARS = 10


@dataclass(frozen=True, kw_only=True, eq=False)
class Forecast:
    """Pupils foretold for the years after the base year."""

    fitted: Fitted
    years: tuple[int, ...]
    pupils: dict[Variant, Ints]
    """(settlement, year, grade), whole pupils that add up to towns and district."""
    tried: tuple[Tried, ...]
    notes: tuple[Text, ...]

    @property
    def known(self) -> Known:
        """What it was made from."""
        return self.fitted.known

    @property
    def base_year(self) -> int:
        """The last year counted."""
        return self.known.base_year


def forecast_of(
    district: District, *, from_year: int | None = None, to_year: int | None = None, assumed: Assumptions = DEFAULTS
) -> Forecast:
    """Make the forecast. InputError where births and children both lack, or the years cannot be.

    `from_year`: the last year counted; left out: the latest of the pupils table that is at most a year past the last
    births, and no later than the last count of children. `to_year`: left out, ten years on.
    """
    known = known_of(district)
    if known.births is None and known.children is None:
        raise InputError(_NO_CHILDREN)
    base, notes = _base_year(known, from_year)
    end = base + DEFAULT_YEARS if to_year is None else to_year
    if not base < end <= base + MOST_YEARS:
        msg = Text(f"--to {end}: a year after {base}, the last one counted, and at most {base + MOST_YEARS}",
                   f"--to {end}：应晚于最后一个实有学生数的年份 {base}，且不晚于 {base + MOST_YEARS}")  # fmt: skip
        raise InputError(msg)
    known = known_at(known, base)
    if known.births is None and known.children is None:
        raise InputError(_NO_CHILDREN_YET)
    fitted = fit(known, assumed)
    return Forecast(
        fitted=fitted,
        years=tuple(range(base + 1, end + 1)),
        pupils={variant: whole_pupils(known, projected(fitted, end, variant)) for variant in VARIANTS},
        tried=back_test(known, assumed),
        notes=(*notes, *_notes(fitted)),
    )


def pupils_frame(forecast: Forecast, variant: Variant) -> pd.DataFrame:
    """Return the pupils table: years counted as they were, then those foretold; rows without pupils left out."""
    known = forecast.known
    pupils = np.concatenate([known.pupils.astype(np.int64), forecast.pupils[variant]], axis=1)
    home, year, grade = np.nonzero(pupils)
    return pd.DataFrame(
        {
            "settlement_id": np.array(known.settlement_ids, dtype=object)[home],
            "year": np.array([*known.years, *forecast.years])[year],
            "grade": np.array(GRADES, dtype=object)[grade],
            "pupils": pupils[home, year, grade],
        }
    )


def stage_totals(forecast: Forecast) -> pd.DataFrame:
    """Return pupils by town, stage and year: columns town, stage, year, is_counted, low, middle, high.

    A counted year has its count in all three. District totals are the sums.
    """
    known = forecast.known
    years = np.array([*known.years, *forecast.years])
    whole = {
        variant: known.by_town(np.concatenate([known.pupils, forecast.pupils[variant]], axis=1)) for variant in VARIANTS
    }
    parts = []
    for stage, grades in STAGE_GRADES.items():
        places = [GRADES.index(grade) for grade in grades]
        frame = pd.DataFrame(
            {
                "town": np.repeat(np.array(known.towns, dtype=object), len(years)),
                "stage": stage,
                "year": np.tile(years, len(known.towns)),
            }
        )
        sums = {name: table[:, :, places].sum(axis=2).ravel().astype(np.int64) for name, table in whole.items()}
        parts.append(frame.assign(is_counted=frame["year"] <= known.base_year, **sums))
    return pd.concat(parts, ignore_index=True)


def district_totals(totals: pd.DataFrame) -> pd.DataFrame:
    """Sum the towns of `stage_totals`: columns stage, year, is_counted, low, middle, high, stages in their order."""
    sums = totals.groupby(["stage", "year"], as_index=False).agg(
        is_counted=("is_counted", "first"), low=("low", "sum"), middle=("middle", "sum"), high=("high", "sum")
    )
    rank = sums["stage"].map({stage: place for place, stage in enumerate(get_args(Stage))})
    return sums.assign(rank=rank).sort_values(["rank", "year"], ignore_index=True).drop(columns="rank")


def _base_year(known: Known, from_year: int | None) -> tuple[int, tuple[Text, ...]]:
    """Choose the last year counted, and say where later years of the table are left out."""
    if from_year is not None:
        if from_year not in known.years:
            there = ", ".join(map(str, known.years))
            msg = Text(f"--from {from_year}: a year of the pupils table; it has {there}",
                       f"--from {from_year}：应为学生表中的年份；表中有 {there}")  # fmt: skip
            raise InputError(msg)
        return from_year, ()
    last = known.births.last_year + 1 if known.births is not None else 0
    last = max(last, known.children.last_year if known.children is not None else 0)
    counted = [year for year in known.years if year <= last] or [known.years[0]]
    if counted[-1] == known.years[-1]:
        return counted[-1], ()
    note = Text(
        f"the pupils table's years after {counted[-1]}, to {known.years[-1]}, lie beyond what births or children tell: "
        "taken as a projection and not used; where they were counted, give --from",
        f"学生表中 {counted[-1]} 年以后（至 {known.years[-1]} 年）晚于出生、儿童数据，"
        "视为推算数，未使用；如为实有人数，请用 --from 指定",
    )
    return counted[-1], (note,)


def _notes(fitted: Fitted) -> tuple[Text, ...]:
    """Say what a reader must know of how it was made."""
    notes: list[Text] = []
    known, births = fitted.known, fitted.births
    if births is not None:
        notes += births.notes
        without = [
            known.towns[town]
            for town in range(len(known.towns))
            if np.isnan(births.by_settlement[known.town == town]).all()
        ]
        if without and fitted.census is None:
            listed = ", ".join(without)
            notes.append(Text(f"no births of {listed}: entry there follows the kindergarten, or stays as it was",
                              f"{listed}没有出生数据：入学人数按在园幼儿升学推算，没有的按近年不变"))  # fmt: skip
    if fitted.moving_up.years == 0:
        notes.append(_ONE_YEAR)
    if all(entry.per_birth is None and entry.per_child is None for entry in fitted.entries):
        notes.append(_NO_RATE)
    return tuple(notes)


_NO_CHILDREN = Text(
    "a forecast needs the table births or the table children: the district has neither",
    "生源预测需要“出生”表或“儿童”表：区县数据中两者都没有",
)
_NO_CHILDREN_YET = Text(
    "births and children all lie after the last year counted: give a later --from",
    "出生、儿童数据都晚于最后一个实有学生数的年份：请用 --from 指定较晚的年份",
)
_ONE_YEAR = Text(
    "one year of pupils was counted: every pupil is taken to move up, nobody to come or go",
    "学生表只有一个实有年份：按全部升级、无人迁入迁出推算",
)
_NO_RATE = Text(
    "no counted year has both entrants and their births: entry follows the kindergarten, or stays as it was",
    "没有哪个实有年份既有入学人数又有对应的出生：入学人数按在园幼儿升学推算，没有的按近年不变",
)
