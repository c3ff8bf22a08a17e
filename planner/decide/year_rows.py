"""The rows of a plan in one planning year, as frames: schools, placements, shortfalls, receivers, one-off costs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from planner.decide.shortfall.kept_out import pupils_kept_out
from planner.plan import Plan, Receiver, SchoolRow
from planner.problem.actions import Sites
from planner.reading.district import District
from planner.reading.rules_off import RuleOff

NOWHERE = ""
"""School, and mode, of pupils without a seat."""


@dataclass(frozen=True, kw_only=True, eq=False)
class YearRows:
    """What a plan says of one planning year. What is added or spent is the running total up to that year."""

    year: int
    schools: Mapping[str, SchoolRow]
    """By school_id, in the plan's order."""
    placed: pd.DataFrame
    """One row an assignment: see `placements`."""
    short: pd.DataFrame
    """One row a shortfall: see `shortfalls`."""
    receivers: Mapping[str, tuple[Receiver, ...]]
    """Where the pupils of each school merged by the year go: see `receivers`."""
    continues: Mapping[str, str]
    """What the site of an existing school that is not open continues as: school_id to the other's, where it does."""
    one_off: pd.DataFrame
    """One-off yuan by school: see `one_off_costs`."""
    kept_out: Mapping[RuleOff, float] = field(default_factory=dict)
    """By rule: pupils whom it alone keeps from a seat, see `planner.decide.shortfall.kept_out`."""

    @property
    def places(self) -> pd.DataFrame:
        """Who goes where and who goes nowhere: the columns of `placed`; without a seat school and mode are NOWHERE."""
        lacking = self.short.drop(columns="reason").assign(
            school_id=NOWHERE, mode=NOWHERE, minutes=np.nan, kilometres=np.nan
        )
        kept = [frame for frame in (self.placed, lacking[self.placed.columns]) if len(frame)]
        return pd.concat(kept, ignore_index=True) if kept else self.placed


def rows_of_year(plan: Plan, sites: Sites, district: District, year: int) -> YearRows:
    """Gather the plan's rows of a year; `sites` are those of the district and the plan's scenario."""
    schools = {row.school_id: row for row in plan.schools if row.year == year}
    return YearRows(
        year=year,
        schools=schools,
        placed=placements(plan, year),
        short=shortfalls(plan, year),
        receivers=receivers(plan, year),
        continues=continuations(schools, sites, district),
        one_off=one_off_costs(schools, sites, district),
        kept_out=pupils_kept_out(plan, year),
    )


def years_of(plan: Plan) -> tuple[int, ...]:
    """Return the planning years that the plan speaks of, in order."""
    return tuple(sorted({row.year for row in plan.schools}))


def placements(plan: Plan, year: int, grades: Collection[str] | None = None) -> pd.DataFrame:
    """One row an assignment of the year: settlement_id, grade_band, school_id, mode, minutes, kilometres, pupils.

    With `grades`, only pupils of these grades are counted.
    """
    rows = [
        (r.settlement_id, r.grade_band, r.school_id, r.mode, r.minutes, r.kilometres, _pupils_of(r.pupils, grades))
        for r in plan.assignments
        if r.year == year
    ]
    columns = ["settlement_id", "grade_band", "school_id", "mode", "minutes", "kilometres", "pupils"]
    return pd.DataFrame(rows, columns=columns).astype({"minutes": float, "kilometres": float, "pupils": float})


def shortfalls(plan: Plan, year: int, grades: Collection[str] | None = None) -> pd.DataFrame:
    """One row a shortfall of the year: settlement_id, grade_band, reason, pupils, kept_out (rules, a tuple).

    With `grades`, only pupils of these grades are counted.
    """
    rows = [
        (r.settlement_id, r.grade_band, r.reason, _pupils_of(r.pupils, grades), r.kept_out_by or ())
        for r in plan.shortfall
        if r.year == year
    ]
    return pd.DataFrame(rows, columns=["settlement_id", "grade_band", "reason", "pupils", "kept_out"]).astype(
        {"pupils": float}
    )


def receivers(plan: Plan, year: int) -> dict[str, tuple[Receiver, ...]]:
    """Return where the pupils of each school merged by the year go, most pupils first, as the latest word on each."""
    latest = {row.school_id: row for row in sorted(plan.merges, key=lambda row: row.year) if row.year <= year}
    return {
        school_id: tuple(sorted((r for r in row.receivers if r.pupils > 0), key=lambda r: (-r.pupils, r.school_id)))
        for school_id, row in latest.items()
    }


def continuations(rows: Mapping[str, SchoolRow], sites: Sites, district: District) -> dict[str, str]:
    """Return, by the school_id of each school converted (`change`), which alternative is open at its site then."""
    ids = district.schools["school_id"].astype(str)
    site = dict(zip(ids, sites.site.tolist(), strict=True))
    known = {school_id: row for school_id, row in rows.items() if school_id in site}
    there = {site[school_id]: school_id for school_id, row in known.items() if row.open}
    changed = [school_id for school_id, row in known.items() if row.action == "change" and site[school_id] in there]
    return {school_id: there[site[school_id]] for school_id in changed}


def one_off_costs(rows: Mapping[str, SchoolRow], sites: Sites, district: District) -> pd.DataFrame:
    """One-off yuan of each school up to the year of its row: columns build, classrooms, beds; indexed by school_id."""
    done = [rows.get(school_id) for school_id in district.schools["school_id"]]
    built = np.array([row is not None and row.action == "build" for row in done], dtype=float)
    rooms = np.array([row.classrooms_added if row else 0 for row in done], dtype=float)
    beds = np.array([row.beds_added if row else 0 for row in done], dtype=float)
    return pd.DataFrame(
        {
            "build": built * sites.build_yuan,
            "classrooms": rooms * sites.classroom_yuan,
            "beds": beds * sites.bed_yuan,
        },
        index=district.schools["school_id"],
    )


def _pupils_of(pupils: Mapping[str, float], grades: Collection[str] | None) -> float:
    return sum(number for grade, number in pupils.items() if grades is None or grade in grades)
