"""What the tables of the policy ledger must agree on."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planner.language import Text
from planner.reading.columns import ParsedTable
from planner.reading.faults import Faults, gathered

_NO_TOWN = Text(
    "a town of the tables settlements or schools: nothing there lies in this one",
    "应为居民点表或学校表中的乡镇：表中没有",
)
_NO_VALUE = Text(
    "the value that the plan's figure is held against, since measured_by names one",
    "填了“对照指标”，就应填“目标值”",
)


def check_ledger(tables: Mapping[str, ParsedTable]) -> Faults:
    """Check that a project lies in a town of the district, and that what is held against a figure has a value."""
    return gathered((_towns(tables), _values(tables)))


def with_usual_aim(targets: pd.DataFrame) -> pd.DataFrame:
    """Fill an empty aim: a target is the least that is wanted unless it says otherwise."""
    return targets.assign(aim=targets["aim"].where(targets["aim"] != "", "at_least"))


def _towns(tables: Mapping[str, ParsedTable]) -> Faults:
    places = [tables[name] for name in ("settlements", "schools") if name in tables]
    if "projects" not in tables or not places or any("town" not in each.present for each in places):
        return Faults()
    projects = tables["projects"]
    towns = {town for each in places for town in each.values("town").tolist() if town}
    known = pd.Series(projects.values("project_town")).isin(towns).to_numpy()
    return projects.faults(projects.good("project_town") & ~known, "project_town", _NO_TOWN)


def _values(tables: Mapping[str, ParsedTable]) -> Faults:
    if "targets" not in tables:
        return Faults()
    targets = tables["targets"]
    cells = targets.cells("aimed_value")
    empty = np.ones(len(targets.rows), dtype=np.bool_) if cells is None else np.asarray(cells == "", dtype=np.bool_)
    return targets.faults(targets.good("measured_by") & empty, "aimed_value", _NO_VALUE)
