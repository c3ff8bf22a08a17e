"""forecast.json beside a district's tables: which of its years of pupils are foretold, and how many pupils."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planner.language import Text
from planner.reading.schema_types import Stage

NAME, PICTURE, FOLDER = "forecast.json", "forecast.png", "forecast"
Variant = Literal["low", "middle", "high"]
_MOST_BYTES = 50_000_000


class StageYear(BaseModel):
    """Pupils of a stage in a year of the whole district: counted, or foretold in three variants."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stage: Stage
    year: int = Field(ge=1900, le=2200)
    is_counted: bool
    low: int = Field(ge=0)
    middle: int = Field(ge=0)
    high: int = Field(ge=0)


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    variant: Variant
    sha256: str


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal["planner-forecast/1"]
    base_year: int = Field(ge=1900, le=2200)
    to_year: int = Field(ge=1900, le=2200)
    stages: tuple[StageYear, ...]
    seats_today: Mapping[Stage, float | None]
    tables: Mapping[str, _Table]


@dataclass(frozen=True, kw_only=True, eq=False)
class ForecastFile:
    """The forecast that a district's table of pupils is of."""

    variant: Variant
    base_year: int
    """The last year counted."""
    to_year: int
    stages: tuple[StageYear, ...]
    seats: Mapping[Stage, float | None]
    """Seats of today's schools when it was made."""
    picture: bytes | None
    """forecast.png, where it stands beside."""

    @property
    def note(self) -> Text:
        """What every output says of it."""
        variant = {"low": "低", "middle": "中", "high": "高"}[self.variant]
        return Text(
            f"pupils after {self.base_year} are foretold, not counted: the {self.variant} variant of planner forecast",
            f"{self.base_year} 年以后的学生为预测数，不是实有数：planner forecast 的{variant}方案",
        )


def find_forecast(
    folder: Path, sha256: Mapping[str, str]
) -> tuple[ForecastFile | None, dict[str, str], tuple[Text, ...]]:
    """Find the forecast that the table of pupils is of, in the folder or in `forecast` below it.

    `sha256`: file name to digest of what was read of the district. Returns it with its own digest and what there is to
    say: a file that is damaged, or that tells of another table of pupils, is named and not used.
    """
    path = next((place / NAME for place in (folder / FOLDER, folder) if (place / NAME).is_file()), None)
    if path is None:
        return None, {}, ()
    way = path.relative_to(folder).as_posix()
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES)
        document = _Document.model_validate_json(content)
    except (OSError, ValidationError):
        return None, {}, (Text(f"{way}: damaged or no forecast, not used", f"{way}：损坏或不是生源预测，未使用"),)
    digests = set(sha256.values())
    variant = next((table.variant for table in document.tables.values() if table.sha256 in digests), None)
    if variant is None:
        note = Text(f"{way}: of another table of pupils than the one here, not shown",
                    f"{way}：与本文件夹的学生表不是同一次预测，不予列出")  # fmt: skip
        return None, {}, (note,)
    found = ForecastFile(
        variant=variant,
        base_year=document.base_year,
        to_year=document.to_year,
        stages=document.stages,
        seats=document.seats_today,
        picture=_picture(path.with_name(PICTURE)),
    )
    return found, {NAME: hashlib.sha256(content).hexdigest()}, (found.note,)


def _picture(path: Path) -> bytes | None:
    try:
        content = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
    except OSError:
        return None
    return content if content.startswith(b"\x89PNG") else None
