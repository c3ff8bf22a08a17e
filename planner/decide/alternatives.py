"""Several plans of one question that cost hardly more than the best: how they differ, and what they have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from planner.decide.sweep import SweepFigures
from planner.plan import Plan

Fate = Literal["all", "some", "none"]
"""Of how many of the plans a merge is part: safe in all of them, open to discussion in some, in none."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What two plans decide otherwise, in the last planning year."""

    schools: int
    """Open in one and not in the other."""
    pupils: float
    """At another school, or with a seat in one alone."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Alternative:
    """One of the plans; the first is the one that the others are alternatives to."""

    plan: Plan
    figures: SweepFigures
    folder: str
    from_first: Difference
    from_nearest: Difference
    """From the plan among the others that it differs least from."""


@dataclass(frozen=True, kw_only=True)
class MergeFate:
    """A school that may be merged, and how many of the plans merge it."""

    school_id: str
    plans: int
    fate: Fate


@dataclass(frozen=True, kw_only=True, eq=False)
class Alternatives:
    """The plans found, and how near the best they are."""

    asked: int
    within: float
    """Share by which an alternative's total may lie above `of_yuan`."""
    of_limit: bool
    """Whether they lie so near the proven limit; else the best plan found, the limit being too far from it."""
    of_yuan: float
    plans: tuple[Alternative, ...]
    merges: tuple[MergeFate, ...]

    def of_fate(self, fate: Fate) -> tuple[str, ...]:
        """Return the schools of a fate, in the tables' order."""
        return tuple(each.school_id for each in self.merges if each.fate == fate)


def reference_of(plan: Plan, within: float) -> tuple[float, bool]:
    """Return the total that alternatives are measured from, and whether it is the proven limit.

    The limit where the plan itself lies within that share of it; else the plan's own total.
    """
    total, bound = plan.objective.total, plan.bound
    is_near = bound > 0 and total <= bound * (1.0 + within)
    return (bound, True) if is_near else (total, False)


def difference_of(one: Plan, other: Plan) -> Difference:
    """Compare two plans of the same question."""
    last = max(row.year for row in one.schools)
    opened = [{row.school_id for row in plan.schools if row.year == last and row.open} for plan in (one, other)]
    there, elsewhere = (_sent(plan, last) for plan in (one, other))
    moved = sum(max(pupils - elsewhere.get(way, 0.0), 0.0) for way, pupils in there.items())
    return Difference(schools=len(opened[0] ^ opened[1]), pupils=round(moved, 6))


def merge_fates(plans: Sequence[Plan], mergeable: Sequence[str]) -> tuple[MergeFate, ...]:
    """Count the plans that merge each school, in the order given."""
    merged = [{row.school_id for row in plan.merges} for plan in plans]
    counts = {school_id: sum(school_id in each for each in merged) for school_id in mergeable}
    return tuple(
        MergeFate(school_id=school_id, plans=count, fate="all" if count == len(plans) else "some" if count else "none")
        for school_id, count in counts.items()
    )


def _sent(plan: Plan, year: int) -> dict[tuple[str, str, str], float]:
    """(settlement, band, school): pupils of the year; '' for those without a seat."""
    found: dict[tuple[str, str, str], float] = {}
    for row in plan.assignments:
        if row.year == year:
            key = row.settlement_id, row.grade_band, row.school_id
            found[key] = found.get(key, 0.0) + sum(row.pupils.values())
    for left in plan.shortfall:
        if left.year == year:
            key = left.settlement_id, left.grade_band, ""
            found[key] = found.get(key, 0.0) + sum(left.pupils.values())
    return found
