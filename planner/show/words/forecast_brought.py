"""The forecast that a plan's table of pupils is of, as papers and pages show it: a sentence, and pupils by stage."""

import math
from dataclasses import dataclass

from planner.language import Text
from planner.reading.forecast_file import ForecastFile, StageYear
from planner.reading.scenario import Scenario

VARIANTS_SAID = Text(
    "low and high have entry, moving up and births a standard deviation to one side at once; no interval of a stated "
    "probability",
    "低、高方案是入学、升级迁移、出生同时偏低（偏高）一个标准差，不是概率区间",
)


@dataclass(frozen=True, kw_only=True)
class BroughtRow:
    """Pupils of a stage in a year; seats of today's schools, None where unknown or not limited."""

    row: StageYear
    seats: float | None


def brought_rows(forecast: ForecastFile, scenario: Scenario) -> tuple[BroughtRow, ...]:
    """Return the years that a reader of a plan asks for: the last counted, the scenario's, the most, the last."""
    rows = []
    for stage in dict.fromkeys(row.stage for row in forecast.stages):
        mine = [row for row in forecast.stages if row.stage == stage]
        most = max(mine, key=lambda row: row.middle)
        asked = {forecast.base_year, *scenario.placed_years, most.year, forecast.to_year}
        seats = forecast.seats.get(stage)
        known = None if seats is None or math.isinf(seats) else seats
        rows += [BroughtRow(row=row, seats=known) for row in mine if row.year in asked and most.high]
    return tuple(rows)


def brought_sentence(forecast: ForecastFile) -> Text:
    """Say what was foretold, and how sure it is."""
    note = forecast.note
    return Text(f"{note}; {VARIANTS_SAID}.", f"{note.zh}；{VARIANTS_SAID.zh}。")
