"""Pupils of years to come, by settlement and grade: births times entry, progression, migration, new estates."""

from planner.forecast.assumptions import DEFAULTS, STAGE_GRADES, VARIANTS, Assumptions, Variant
from planner.forecast.forecast import Forecast, district_totals, forecast_of, pupils_frame, stage_totals

__all__ = [
    "DEFAULTS",
    "STAGE_GRADES",
    "VARIANTS",
    "Assumptions",
    "Forecast",
    "Variant",
    "district_totals",
    "forecast_of",
    "pupils_frame",
    "stage_totals",
]
