"""A forecast as one JSON document."""

from typing import Any

import numpy as np

from planner.forecast.entry import Entry, Rate
from planner.language import in_language
from planner.show.told_forecast import ToldForecast
from planner.show.words.common import synthetic_text

FORMAT = "planner-forecast/1"


def forecast_document(told: ToldForecast) -> dict[str, Any]:
    """Return a forecast for other programs: pupils by stage and by town, rates, spreads, and how it did when tried.

    In counted years the three variants are the count. Shares, not per cent; null is not known.
    """
    forecast, fitted = told.forecast, told.forecast.fitted
    return {
        "format": FORMAT,
        "district": told.name,
        "base_year": forecast.base_year,
        "to_year": forecast.years[-1],
        "synthetic": synthetic_text(told.district),
        "stages": _rows(told.whole),
        "seats_today": dict(told.seats),
        "towns": _rows(told.towns),
        "entry": [_entry(entry, forecast.known.towns) for entry in fitted.entries],
        "births": None
        if fitted.births is None
        else {
            "first_year": fitted.births.first_year,
            "last_year": fitted.births.last_year,
            "trend_per_year": float(np.expm1(fitted.births.trend)),
            "spread": fitted.births.spread,
        },
        "moving_up": {
            "progression": [float(each) for each in fitted.moving_up.progression],
            "migration": dict(zip(forecast.known.towns, map(float, fitted.moving_up.migration - 1), strict=True)),
            "spread": fitted.moving_up.spread,
            "is_spread_measured": fitted.moving_up.is_measured,
            "pairs_of_years": fitted.moving_up.years,
        },
        "back_test": [vars(each) for each in forecast.tried],
        "notes": [str(note) for note in forecast.notes],
        "notes_zh": [in_language(note, "zh") for note in forecast.notes],
    }


def _rows(frame: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a frame's own types differ between versions
    rows: list[dict[str, Any]] = frame.astype(object).to_dict(orient="records")
    return rows


def _entry(entry: Entry, towns: tuple[str, ...]) -> dict[str, Any]:
    return {
        "grade": entry.grade,
        "age": entry.age,
        "per_birth": _rate(entry.per_birth, towns),
        "per_child": _rate(entry.per_child, towns),
    }


def _rate(rate: Rate | None, towns: tuple[str, ...]) -> dict[str, Any] | None:
    if rate is None:
        return None
    return {
        "district": rate.district,
        "towns": dict(zip(towns, map(float, rate.by_town), strict=True)),
        "spread": rate.spread,
        "is_spread_measured": rate.is_measured,
        "years": rate.years,
    }
