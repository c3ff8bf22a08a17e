"""A forecast with everything that is told beside it: what picture, workbook, JSON and words are made from."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planner.forecast import Forecast
from planner.reading.district import District
from planner.reading.schema_types import Stage
from planner.show.words.common import clean


@dataclass(frozen=True, kw_only=True, eq=False)
class ToldForecast:
    """What a forecast comes to. `towns` and `whole`: see `planner.forecast.stage_totals` and `district_totals`."""

    district: District
    forecast: Forecast
    towns: pd.DataFrame
    whole: pd.DataFrame
    seats: Mapping[Stage, float | None]
    """Seats of today's schools by stage; None where no school of the table teaches it."""

    @property
    def name(self) -> str:
        """The district's folder."""
        return clean(self.district.folder.resolve().name)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Stages that have pupils in some year."""
        there = set(self.whole.loc[self.whole["high"] > 0, "stage"])
        return tuple(stage for stage in self.seats if stage in there)

    @property
    def is_synthetic(self) -> bool:
        """Whether any value of the district is made up."""
        return self.district.provenance.is_synthetic
