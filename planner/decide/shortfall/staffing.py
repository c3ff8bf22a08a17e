"""Teaching posts that pupils ask for, by the ratio of pupils to posts."""

from collections.abc import Mapping

from planner.reading.schema_types import Stage
from planner.reading.staffing import PupilsPerPost

_NORM = PupilsPerPost()
PUPILS_PER_POST: Mapping[Stage, float] = {"primary": _NORM.primary, "junior": _NORM.junior}
"""Pupils for each post, where a norm says it. 国办发〔2001〕74号, city rows, extended to all schools in 2014
(reported)."""


def posts_needed(pupils: Mapping[Stage, float]) -> float | None:
    """Return the posts that these pupils ask for: sum of pupils / pupils per post, not rounded.

    Stages without a ratio (kindergarten) ask for none here; None where no stage has one.

    >>> posts_needed({"primary": 44302, "junior": 8641})  # doctest: +ELLIPSIS
    2971.75...
    >>> posts_needed({"kindergarten": 90}) is None
    True
    """
    counted = [number / PUPILS_PER_POST[stage] for stage, number in pupils.items() if stage in PUPILS_PER_POST]
    return sum(counted) if counted else None
