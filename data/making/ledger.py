"""The policy ledger of a made district: what documents state, as the tables targets and projects."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd


class Target(NamedTuple):
    """A figure of a document."""

    target: str
    name_en: str
    value: float | None
    unit: str
    document: str
    found_at: str
    finish_by: int | None = None
    measured_by: str = ""
    aim: str = ""
    responsible: str = ""
    funds: str = ""
    note: str = ""


class Project(NamedTuple):
    """A school that a document says is to be built, rebuilt or expanded; `school` its name in the table of schools."""

    name: str
    name_en: str
    stage: str
    works: str
    town: str
    document: str
    found_at: str
    finish_by: int | None = None
    seats: int | None = None
    school: str = ""
    responsible: str = ""
    funds: str = ""
    note: str = ""


def target_table(listed: Sequence[Target]) -> pd.DataFrame:
    """Return stated figures as a table."""
    rows = [
        {
            "target": each.target, "measured_by": each.measured_by or None, "aim": each.aim or None,
            "aimed_value": None if each.value is None else f"{each.value:.12g}",
            "value_unit": each.unit or None, "finish_by": each.finish_by, "document": each.document,
            "found_at": each.found_at, "responsible": each.responsible or None, "funds": each.funds or None,
            "argument": None, "name_en": each.name_en, "note": each.note or None,
        }
        for each in listed
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"finish_by": "Int64"})


def project_table(listed: Sequence[Project], prefix: str, schools: pd.DataFrame) -> pd.DataFrame:
    """Return projects as a table, linked to the schools of their names."""
    ids = dict(zip(schools["name"], schools["school_id"], strict=True))
    rows = [
        {
            "project_id": f"{prefix}-X-{number:02d}", "project": each.name, "stage": each.stage, "works": each.works,
            "project_town": each.town or None, "seats": each.seats, "budget_yuan": None, "finish_by": each.finish_by,
            "responsible": each.responsible or None, "funds": each.funds or None, "document": each.document,
            "found_at": each.found_at, "site_school_id": ids[each.school] if each.school else None, "progress": None,
            "name_en": each.name_en, "note": each.note or None,
        }
        for number, each in enumerate(listed, start=1)
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"seats": "Int64", "budget_yuan": "Int64", "finish_by": "Int64"})
