"""The seven resource indicators of balanced development, school by school, and how far schools lie apart.

教督〔2017〕6号 (reported): each school meets at least six of the seven; the difference coefficient of each is at most
0.50 between primary schools and 0.45 between junior schools; teaching points under 50 pupils are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from planner.decide.evenness import (
    JUNIOR_WEIGHT,
    POINT_PUPILS_LEFT_OUT,
    CompulsoryStage,
    difference_coefficient,
)

Resource = Literal[
    "higher_degree_teachers", "backbone_teachers", "pe_arts_teachers", "teaching_area_m2", "sports_area_m2",
    "equipment_yuan", "multimedia_rooms",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class IndicatorNorm:
    """What one indicator counts and asks at least."""

    per: float
    """Pupils it is told for: 1 or 100."""
    primary: float
    junior: float


INDICATORS: Mapping[Resource, IndicatorNorm] = {
    "higher_degree_teachers": IndicatorNorm(per=100.0, primary=4.2, junior=5.3),
    "backbone_teachers": IndicatorNorm(per=100.0, primary=1.0, junior=1.0),
    "pe_arts_teachers": IndicatorNorm(per=100.0, primary=0.9, junior=0.9),
    "teaching_area_m2": IndicatorNorm(per=1.0, primary=4.5, junior=5.8),
    "sports_area_m2": IndicatorNorm(per=1.0, primary=7.5, junior=10.2),
    "equipment_yuan": IndicatorNorm(per=1.0, primary=2000.0, junior=2500.0),
    "multimedia_rooms": IndicatorNorm(per=100.0, primary=2.3, junior=2.4),
}
"""The seven, with their least values for primary and junior schools. 教督〔2017〕6号 (reported)."""
MOST_COEFFICIENT: Mapping[CompulsoryStage, float] = {"primary": 0.50, "junior": 0.45}
"""Highest difference coefficient. 教督〔2017〕6号 (reported)."""


@dataclass(frozen=True, kw_only=True)
class IndicatorSpread:
    """One indicator of one stage, today or in the plan's year; None where a counted school's figure is not known."""

    stage: CompulsoryStage
    resource: Resource
    schools: int
    """Schools counted."""
    known: int
    """Of these, whose figure is known."""
    mean: float | None
    """Of all pupils together, per pupil or per hundred."""
    coefficient: float | None
    """Difference coefficient."""
    below: int | None
    """Schools below the least value."""

    @property
    def is_even(self) -> bool | None:
        """Whether the coefficient is within its limit; None where it is not known."""
        return None if self.coefficient is None else self.coefficient <= MOST_COEFFICIENT[self.stage]


def indicator_spreads(kinds: pd.Series, pupils: pd.DataFrame, stock: pd.DataFrame) -> tuple[IndicatorSpread, ...]:
    """Measure every indicator of the stages that have pupils.

    `kinds` (school), `pupils` (school; primary, junior) and `stock` (school; resources) are indexed by school_id. A
    nine-year school counts in both stages, what it has shared 1 : 1.1 between a primary and a junior pupil.
    """
    stages: tuple[CompulsoryStage, ...] = ("primary", "junior")
    return tuple(
        _spread(stage, resource, kinds, pupils, stock)
        for stage in stages
        if pupils[stage].sum() > 0
        for resource in INDICATORS
    )


def _spread(
    stage: CompulsoryStage, resource: Resource, kinds: pd.Series, pupils: pd.DataFrame, stock: pd.DataFrame
) -> IndicatorSpread:
    total = pupils["primary"] + pupils["junior"]
    small = (kinds.reindex(pupils.index) == "teaching_point") & (total < POINT_PUPILS_LEFT_OUT)
    here = pupils[(pupils[stage] > 0) & ~small]
    weight = JUNIOR_WEIGHT if stage == "junior" else 1.0
    weighted = here["primary"].to_numpy(float) + JUNIOR_WEIGHT * here["junior"].to_numpy(float)
    norm, own = INDICATORS[resource], here[stage].to_numpy(float)
    values = stock[resource].reindex(here.index).to_numpy(float) * weight / weighted * norm.per
    known = ~np.isnan(values)
    is_known = bool(len(values)) and bool(known.all())
    return IndicatorSpread(
        stage=stage,
        resource=resource,
        schools=len(here),
        known=int(known.sum()),
        mean=float(np.average(values, weights=own)) if is_known else None,
        coefficient=difference_coefficient(values, own) if is_known else None,
        below=int((values < getattr(norm, stage)).sum()) if is_known else None,
    )
