"""Sites that others give up: whose they are, when they fall free, and whether the plan uses them before."""

from dataclasses import dataclass

import numpy as np

from planner.plan import Plan
from planner.reading.district import District


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """One site."""

    school_id: str
    given_up_by: str
    """Who leaves it, as the table says; empty where it says only the year."""
    free_year: int | None
    """Year in which it falls free; None where it is not known."""
    used_year: int | None
    """First year in which the plan has the school open there; None where it never has."""

    @property
    def is_too_early(self) -> bool | None:
        """Whether the plan uses it before it falls free; None where that is not known, or it is not used."""
        return None if self.free_year is None or self.used_year is None else self.used_year < self.free_year


def sites_taken_over(plan: Plan, district: District) -> tuple[TakenOver, ...]:
    """Return every site of the table that somebody gives up, in its order."""
    schools = district.schools
    if "given_up_by" not in schools and "site_free_year" not in schools:
        return ()
    n_schools = len(schools)
    told = schools["given_up_by"] if "given_up_by" in schools else [""] * n_schools
    givers = [giver if isinstance(giver, str) else "" for giver in told]
    free = schools["site_free_year"].to_numpy(float) if "site_free_year" in schools else np.full(n_schools, np.nan)
    opened: dict[str, int] = {}
    for row in plan.schools:
        if row.open:
            opened[row.school_id] = min(row.year, opened.get(row.school_id, row.year))
    return tuple(
        TakenOver(
            school_id=str(school_id),
            given_up_by=giver,
            free_year=None if np.isnan(year) else int(year),
            used_year=opened.get(str(school_id)),
        )
        for school_id, giver, year in zip(schools["school_id"], givers, free, strict=True)
        if giver or not np.isnan(year)
    )
