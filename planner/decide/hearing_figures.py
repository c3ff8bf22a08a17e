"""The figures of a hearing one by one: what every table, comparison and JSON document tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from planner.decide.hearing import HearingMeasures

Figure = Literal[
    "stayed", "moved_merged", "moved_open", "other_town", "beyond_mean", "beyond_worst", "beyond_10", "beyond_15",
    "boarders_far", "boarders_near", "split_homes", "split_most", "apart_homes", "empty_grades", "without_pupils",
    "nearly_full", "growing_points", "into_points", "points_split",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FigureKind:
    """What a figure counts, and which way is better."""

    unit: Literal["pupils", "count", "minutes"]
    sense: Literal["lower", "higher", "neither"] = "lower"
    is_longest: bool = False
    """Of a single pupil's way: printed in whole minutes, rounded up."""


_PUPILS, _COUNT = FigureKind(unit="pupils"), FigureKind(unit="count")
HEARING: Mapping[Figure, FigureKind] = {
    "stayed": FigureKind(unit="pupils", sense="higher"),
    "moved_merged": _PUPILS,
    "moved_open": _PUPILS,
    "other_town": _PUPILS,
    "beyond_mean": FigureKind(unit="minutes"),
    "beyond_worst": FigureKind(unit="minutes", is_longest=True),
    "beyond_10": _PUPILS,
    "beyond_15": _PUPILS,
    "boarders_far": FigureKind(unit="pupils", sense="neither"),
    "boarders_near": _PUPILS,
    "split_homes": _COUNT,
    "split_most": _COUNT,
    "apart_homes": _COUNT,
    "empty_grades": _COUNT,
    "without_pupils": _COUNT,
    "nearly_full": _COUNT,
    "growing_points": _COUNT,
    "into_points": _PUPILS,
    "points_split": _COUNT,
}
"""In the order in which they are told."""


def hearing_figures(hearing: HearingMeasures) -> dict[Figure, float | None]:
    """Return every figure of a year; of lists of schools, how many there are."""
    told = {name: getattr(hearing, name) for name in HEARING}
    return {name: len(value) if isinstance(value, tuple) else value for name, value in told.items()}
