"""What the models of scenario and provenance are made of: types with bounds, a model without unknown keys."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict

Stage = Literal["kindergarten", "primary", "junior"]
PlaceKind = Literal["town_seat", "central_village", "village"]
SchoolKind = Literal["teaching_point", "primary", "junior", "nine_year", "kindergarten", "special"]

Count = Annotated[int, Strict(), Field(ge=0, le=10**9)]
Amount = Annotated[float, Strict(), Field(ge=0, le=1e15, allow_inf_nan=False)]
Rate = Annotated[float, Strict(), Field(ge=0, le=1, allow_inf_nan=False)]
Speed = Annotated[float, Strict(), Field(ge=0.5, le=300, allow_inf_nan=False)]
LifeYears = Annotated[float, Strict(), Field(ge=1, le=1000, allow_inf_nan=False)]
Text = Annotated[str, Strict(), Field(max_length=400)]
Reason = Annotated[str, Strict(), Field(max_length=400, pattern=r"\S")]
"""A text that says something."""
Identifier = Annotated[str, Strict(), Field(min_length=1, max_length=200)]
Year = Annotated[int, Strict(), Field(ge=1900, le=2200)]
Flag = Annotated[bool, Strict()]


def _as_year(key: object) -> object:
    """Keys of a YAML mapping are text: take a year written in digits as a number."""
    return int(key) if isinstance(key, str) and key.isascii() and key.isdigit() else key


YearKey = Annotated[int, BeforeValidator(_as_year), Strict(), Field(ge=1900, le=2200)]


class FaultBelowError(ValueError):
    """What is wrong with a value that stands below the one checked; `route`: the keys that lead to it."""

    def __init__(self, says: str, route: tuple[str, ...]) -> None:
        """Keep where it stands."""
        super().__init__(says)
        self.route = route


class StrictModel(BaseModel):
    """Frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
