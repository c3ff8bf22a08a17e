"""Pupils foretold, as the plan's paper shows them."""

from dataclasses import dataclass

from planner.decide.results import Results
from planner.show.papers.fill import Picture
from planner.show.words.common import STAGES
from planner.show.words.forecast_brought import brought_rows, brought_sentence

_WIDE_MM = 148.0


@dataclass(frozen=True, kw_only=True)
class ForecastLine:
    """Pupils of a stage in a year."""

    stage: str
    year: str
    basis: str
    low: str
    middle: str
    high: str
    seats: str


@dataclass(frozen=True, kw_only=True)
class ForecastPaper:
    """What the paper says of a forecast; everything empty where the pupils are not of one."""

    said: str = ""
    lines: tuple[ForecastLine, ...] = ()


def forecast_paper(results: Results) -> ForecastPaper:
    """Return the sentence and the table of the forecast that the pupils are of."""
    forecast = results.district.forecast
    if forecast is None:
        return ForecastPaper()
    lines = tuple(
        ForecastLine(
            stage=STAGES[each.row.stage],
            year=str(each.row.year),
            basis="实有" if each.row.is_counted else "预测",
            low=f"{each.row.low:,}",
            middle=f"{each.row.middle:,}",
            high=f"{each.row.high:,}",
            seats="—" if each.seats is None else f"{each.seats:,.0f}",
        )
        for each in brought_rows(forecast, results.scenario)
    )
    return ForecastPaper(said=brought_sentence(forecast).zh, lines=lines)


def forecast_picture(results: Results) -> Picture | str:
    """Return forecast.png as wide as the page; empty where there is none."""
    forecast = results.district.forecast
    if forecast is None or forecast.picture is None:
        return ""
    return Picture(png=forecast.picture, width_mm=_WIDE_MM)
