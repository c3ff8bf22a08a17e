"""What a plan comes to beside each target and project of the district: met, partly, not, or departed from with reason.

A target is judged in the last planning year that does not lie after its own; one whose year lies before the plan's
first is not judged. What no plan measures is recorded alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from planner.decide.ledger.measured import adds, gross_seats_added, measured
from planner.decide.results import Results, YearResults
from planner.plan import SchoolRow

Verdict = Literal["met", "partly", "not_met", "argued", "not_judged"]
Why = Literal["", "not_measured", "before_the_plan", "not_known", "not_in_the_schools", "rebuilding_not_measured"]
"""Why something is not judged."""
_HAIR = 1e-6


@dataclass(frozen=True, kw_only=True)
class TargetLine:
    """One figure that a document states, and the plan's beside it."""

    target: str
    name_en: str
    aim: str
    value: float | None
    unit: str
    finish_by: int | None
    document: str
    found_at: str
    responsible: str
    funds: str
    note: str
    measured_by: str
    """Empty where it is recorded alone."""
    year: int | None
    """Year of the plan that is judged."""
    result: float | None
    verdict: Verdict
    why: Why
    argument: str
    """The district's reason for departing from it."""
    free_count: bool
    """Whether the scenario leaves to the calculation how many schools are merged, up to this many: its own reason."""
    disagrees: bool
    """Whether another row states another value, or year, of the same target."""


@dataclass(frozen=True, kw_only=True)
class ProjectLine:
    """One project, and what the plan does there."""

    project_id: str
    name: str
    name_en: str
    stage: str
    works: str
    town: str
    seats: float | None
    budget_yuan: float | None
    finish_by: int | None
    responsible: str
    funds: str
    document: str
    found_at: str
    progress: str
    note: str
    school_id: str
    year: int | None
    """First planning year in which the plan adds something here."""
    row: SchoolRow | None
    """What the plan says of it in the last planning year."""
    seats_added: int | None
    one_off_yuan: float
    verdict: Verdict
    why: Why


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Every target and project of a district beside a plan."""

    targets: tuple[TargetLine, ...] = ()
    projects: tuple[ProjectLine, ...] = ()


def ledger_of(results: Results) -> Ledger:
    """Hold a plan against the district's ledger; empty where it has none."""
    district = results.district
    targets = () if district.targets is None else _records(district.targets)
    projects = () if district.projects is None else _records(district.projects)
    return Ledger(
        targets=tuple(_target(row, targets, results) for row in targets),
        projects=tuple(_project(row, results) for row in projects),
    )


def _target(row: dict[str, object], rows: Sequence[dict[str, object]], results: Results) -> TargetLine:
    by, value, measure = _year(row["finish_by"]), _number(row["aimed_value"]), str(row["measured_by"])
    year = _judged_year(by, results)
    found = measured(measure, year, results) if measure and year is not None else None
    argument, free = str(row["argument"]), _is_free(measure, value, results)
    verdict: Verdict = "not_judged"
    if found is not None and value is not None:
        verdict = _verdict(str(row["aim"]), value, found)
        if verdict in {"partly", "not_met"} and (argument or free):
            verdict = "argued"
    others = [other for other in rows if other["target"] == row["target"]]
    told = {(_number(other["aimed_value"]), _year(other["finish_by"])) for other in others}
    return TargetLine(
        target=str(row["target"]), name_en=str(row["name_en"]) or str(row["target"]), aim=str(row["aim"]), value=value,
        unit=str(row["value_unit"]), finish_by=by, document=str(row["document"]), found_at=str(row["found_at"]),
        responsible=str(row["responsible"]), funds=str(row["funds"]), note=str(row["note"]), measured_by=measure,
        year=None if year is None else year.measures.year, result=found, verdict=verdict,
        why=_why_not(measure, year, found), argument=argument, free_count=free and verdict == "argued",
        disagrees=len(told) > 1,
    )  # fmt: skip


def _why_not(measure: str, year: YearResults | None, found: float | None) -> Why:
    if not measure:
        return "not_measured"
    if year is None:
        return "before_the_plan"
    return "not_known" if found is None else ""


def _judged_year(by: int | None, results: Results) -> YearResults | None:
    """Return the last planning year up to a target's; None where the plan begins after it."""
    years = [year for year in results.planning_years if by is None or year <= by]
    return results.by_year[years[-1]] if years else None


def _is_free(measure: str, value: float | None, results: Results) -> bool:
    """Whether the scenario bounds the merges from above alone, so that a lower number is its own choice."""
    merge = results.scenario.rules.merge
    if measure != "merged_schools" or merge is None or value is None:
        return False
    return merge.most is not None and merge.most >= value and merge.least is None and merge.exactly is None


def _verdict(aim: str, value: float, found: float) -> Verdict:
    """Judge a figure; one that is wanted and reached in part is met partly.

    >>> _verdict("at_least", 70, 51), _verdict("at_least", 70, 0), _verdict("at_most", 45, 45)
    ('partly', 'not_met', 'met')
    """
    slack = _HAIR * max(1.0, abs(value))
    if aim == "at_most":
        return "met" if found <= value + slack else "not_met"
    if aim == "exactly":
        return "met" if abs(found - value) <= slack else "partly" if 0 < found < value else "not_met"
    return "met" if found >= value - slack else "partly" if found > 0 else "not_met"


def _project(row: dict[str, object], results: Results) -> ProjectLine:
    school_id, by, seats = str(row["site_school_id"]), _year(row["finish_by"]), _number(row["seats"])
    there = results.last.rows.schools.get(school_id)
    first = _first_year(school_id, results)
    gained = None if there is None else gross_seats_added(there, results)
    verdict, why = _project_verdict(str(row["works"]), there, gained, seats)
    if verdict == "met" and by is not None and first is not None and first > by:
        verdict = "partly"
    spent = results.last.rows.one_off.sum(axis=1)
    return ProjectLine(
        project_id=str(row["project_id"]), name=str(row["project"]), name_en=str(row["name_en"]) or str(row["project"]),
        stage=str(row["stage"]), works=str(row["works"]), town=str(row["project_town"]), seats=seats,
        budget_yuan=_number(row["budget_yuan"]), finish_by=by, responsible=str(row["responsible"]),
        funds=str(row["funds"]), document=str(row["document"]), found_at=str(row["found_at"]),
        progress=str(row["progress"]), note=str(row["note"]), school_id=school_id, year=first, row=there,
        seats_added=gained, one_off_yuan=float(spent.get(school_id, 0.0)), verdict=verdict, why=why,
    )  # fmt: skip


def _project_verdict(
    works: str, there: SchoolRow | None, gained: int | None, seats: float | None
) -> tuple[Verdict, Why]:
    """Judge a project by what the plan builds or adds; rebuilding that adds no rooms is not in a plan's reach."""
    if there is None:
        return "not_judged", "not_in_the_schools"
    if seats is not None and gained is not None:
        done: Verdict = "met" if gained >= seats else "partly" if gained else "not_met"
        return done, ""
    if adds(there):
        return "met", ""
    if works == "rebuild":
        return "not_judged", "rebuilding_not_measured"
    return "not_met", ""


def _first_year(school_id: str, results: Results) -> int | None:
    rows = ((year, results.by_year[year].rows.schools.get(school_id)) for year in results.planning_years)
    return next((year for year, row in rows if row is not None and adds(row)), None)


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _number(value: object) -> float | None:
    found = float(str(value)) if str(value) else float("nan")
    return None if pd.isna(found) else found


def _year(value: object) -> int | None:
    found = _number(value)
    return None if found is None else int(found)
