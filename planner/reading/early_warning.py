"""Limits of early warning: keys of the scenario that say how full is too full."""

from typing import Annotated, Self

from pydantic import Field, Strict, model_validator

from planner.language import Text as Says
from planner.reading.schema_types import FaultBelowError, StrictModel


class EarlyWarning(StrictModel):
    """From which load on a town, or a school, is yellow or red in early warning: pupils over seats."""

    yellow_above: Annotated[float, Strict(), Field(gt=0, le=10, allow_inf_nan=False)] = 0.9
    """Yellow above this load, a fraction; green up to it (assumed)."""
    red_above: Annotated[float, Strict(), Field(gt=0, le=10, allow_inf_nan=False)] = 1.0
    """Red above this load, a fraction, and wherever pupils have no seat (assumed; some districts are red at 1 already,
    reported)."""

    @model_validator(mode="after")
    def _red_is_no_lower(self) -> Self:
        if self.red_above < self.yellow_above:
            msg = Says(
                f"not below yellow_above ({self.yellow_above:g})", f"不低于 yellow_above（{self.yellow_above:g}）"
            )
            raise FaultBelowError(msg, ("red_above",))
        return self
