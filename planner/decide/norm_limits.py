"""What documents set as limits, apart from those that a scenario gives the program: a plan may obey the one alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.reading.rules import SchoolSize
from planner.reading.schema_types import Stage

CLASS_SIZE: Mapping[Stage, int] = {"primary": 45, "junior": 50}
"""Most pupils in a class (stated: 孟发〔2023〕13号, annex 4)."""
SCHOOL_SIZE = SchoolSize(primary=2000, junior=2000, nine_year=2500)
"""Most pupils in a school, by kind (reported: 豫教发规〔2021〕19号)."""
LOWER_GRADES = frozenset({"1", "2", "3"})
LOWER_MINUTES = 30.0
"""Longest way of grades 1 to 3, minutes one way, "about" (reported: 国办发〔2018〕27号); they do not board."""


@dataclass(frozen=True, kw_only=True)
class NormLimit:
    """A limit and the document it stands in."""

    limit: float
    document: str


def class_norm(stage: Stage) -> NormLimit | None:
    """Return the most pupils in a class of a stage; None where no document says."""
    size = CLASS_SIZE.get(stage)
    return None if size is None else NormLimit(limit=float(size), document="孟发〔2023〕13号附件4")


def school_norm(kind: str) -> NormLimit | None:
    """Return the most pupils in a school of a kind; None where no document says."""
    size = getattr(SCHOOL_SIZE, kind, None)
    return None if size is None else NormLimit(limit=float(size), document="豫教发规〔2021〕19号")


def way_norm(grades: tuple[str, ...]) -> NormLimit | None:
    """Return the longest way of a band that has lower grades, minutes one way; None for others."""
    if not LOWER_GRADES & set(grades):
        return None
    return NormLimit(limit=LOWER_MINUTES, document="国办发〔2018〕27号")
