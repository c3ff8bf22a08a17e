"""What a forecast assumes where the district's own counts do not say: every number of the method that was chosen."""

from dataclasses import dataclass
from typing import Literal

from planner.reading.schema_types import Stage
from planner.reading.tables import GRADES

Variant = Literal["low", "middle", "high"]
VARIANTS: tuple[Variant, ...] = ("low", "middle", "high")
SIGNS: dict[Variant, float] = {"low": -1.0, "middle": 0.0, "high": 1.0}
"""By how many standard deviations a variant stands from the middle."""

STAGE_GRADES: dict[Stage, tuple[str, ...]] = {
    "kindergarten": GRADES[:3], "primary": GRADES[3:9], "junior": GRADES[9:],
}  # fmt: skip
ENTRIES: tuple[tuple[str, int], ...] = (("K1", 3), ("1", 6))
"""Grades that children enter from outside, and their age on 31 August of that year."""
FIRST_GRADE_AGE = 6


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """Chosen numbers of the method, each with its reason; a researcher may give others in Python."""

    months_before_cut_off: int = 8
    """Of the 12 months of a year of birth those up to 31 August, whose children enter a year before the others: the law
    lets who is 6 by then enter (义务教育法, article 11; the day is the usual one, memory)."""
    fit_years: int = 5
    """So many of the last counted years are fitted to: older ones tell of other times."""
    town_weight: float = 200.0
    """Children, or pupils, as which the district's rate counts beside a town's own: small towns lean on it more."""
    settlement_weight: float = 50.0
    """Children as which the town's entry rate counts beside a settlement's own."""
    births_years: int = 6
    """So many of the last years of births give their trend."""
    births_damping: float = 0.7
    """Share of the trend of births that is left from each year to the next beyond the table: trends end."""
    births_spread: float = 0.05
    """Standard deviation of the yearly change of births, as a share, where fewer than three changes are known."""
    entry_spread: float = 0.03
    """Standard deviation of the entry rate, as a share, where fewer than three years are known."""
    moving_spread: float = 0.01
    """Standard deviation of a year's progression and migration, as a share, where fewer than three are known."""
    least_spread: float = 0.005
    """No spread is taken to be smaller, however alike the few years counted are."""
    least_years_for_spread: int = 3
    """From so many years on a spread is measured, not assumed."""


DEFAULTS = Assumptions()
"""What `planner forecast` assumes."""


def with_least(spread: float, assumed: Assumptions) -> float:
    """Return a measured spread, or the smallest that is believed."""
    return max(spread, assumed.least_spread)
