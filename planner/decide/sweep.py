"""Plans of one question under several settings: their figures, what is proven of them, and which lie on the front.

A total is known between its proven limit and itself. One setting is better than another only where its total lies below
the other's limit; where the two ranges overlap nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.decide.results import Results
from planner.language import Text

_OTHER_TOTALS = ("prices", "years", "outlook_years")
"""Keys with which a total means something else."""


@dataclass(frozen=True, kw_only=True)
class SweepFigures:
    """A plan of a sweep. Yuan a year, summed over the years; pupils and schools in the last planning year."""

    total: float
    bound: float
    gap: float | None
    fiscal: float
    families: float
    policy: float
    one_off_yuan: float
    merged: int
    built: int
    classrooms_added: int
    moved: float
    """Pupils who change school, because theirs is merged or although it stays open."""
    minutes: float
    """Day journeys, one way, of all pupils together."""
    shortfall: float


@dataclass(frozen=True, kw_only=True)
class SweepPoint:
    """One setting: its values, and its plan, or why there is none."""

    values: tuple[Any, ...]
    figures: SweepFigures | None
    folder: str = ""
    """Where its plan lies, below the sweep's own folder."""
    failed: Text | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Sweep:
    """All settings, in the order of their values."""

    keys: tuple[str, ...]
    points: tuple[SweepPoint, ...]

    @property
    def are_totals_comparable(self) -> bool:
        """Whether all totals are at the same prices, of the same years."""
        return not any(key.partition(".")[0] in _OTHER_TOTALS for key in self.keys)


def figures_of(results: Results) -> SweepFigures:
    """Read a plan's figures from its results."""
    plan, last = results.plan, results.last
    measures, hearing = last.measures, last.hearing
    return SweepFigures(
        total=plan.objective.total,
        bound=plan.bound,
        gap=plan.gap,
        fiscal=results.groups.fiscal,
        families=results.groups.families,
        policy=results.groups.policy,
        one_off_yuan=measures.one_off_yuan,
        merged=measures.merged,
        built=measures.actions["build"],
        classrooms_added=measures.classrooms_added,
        moved=hearing.moved_merged + hearing.moved_open,
        minutes=(measures.day.mean or 0.0) * (measures.by_mode["walk"] + measures.by_mode["ride"]),
        shortfall=measures.shortfall,
    )


def proven_dearer(points: Sequence[SweepPoint]) -> tuple[bool, ...]:
    """(point): whether its total is proven to lie above that of another point.

    No plan of the setting can cost less than its limit, and another setting has a plan that does.
    """
    totals = [point.figures.total for point in points if point.figures]
    least = min(totals, default=0.0)
    return tuple(point.figures is not None and point.figures.bound > least for point in points)


def on_front(points: Sequence[SweepPoint]) -> tuple[bool, ...]:
    """(point): whether no other plan found is at least as good in all of fiscal cost, minutes, moved pupils, merges.

    Fewer merged schools count as better, and so do fewer pupils without a seat. Of plans found, not of best plans.
    """
    rows = [None if point.figures is None else _aims(point.figures) for point in points]
    return tuple(
        row is not None and not any(other is not None and _dominates(other, row) for other in rows) for row in rows
    )


def _aims(figures: SweepFigures) -> tuple[float, ...]:
    return figures.fiscal, figures.minutes, figures.moved, float(figures.merged), figures.shortfall


def _dominates(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether one is nowhere worse, and somewhere better.

    >>> _dominates((1.0, 2.0), (1.0, 3.0)), _dominates((1.0, 2.0), (1.0, 2.0)), _dominates((0.0, 3.0), (1.0, 2.0))
    (True, False, False)
    """
    return all(mine <= theirs for mine, theirs in zip(one, other, strict=True)) and one != other
