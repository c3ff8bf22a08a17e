"""A table of pupils on its own, such as a variant of a forecast, read for a district that has been read."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from planner.language import Text
from planner.reading.checks import duplicates
from planner.reading.columns import parse_table
from planner.reading.faults import Faults, fault, gathered, raise_if_any
from planner.reading.files import read_csv
from planner.reading.sources import content_of
from planner.reading.tables import GRADES, PUPILS

_UNKNOWN = Text("a settlement_id of the table settlements", "应为居民点表中的编号")


def read_pupils_file(
    path: Path, settlements: pd.DataFrame, years: Sequence[int], grades: Sequence[str] = GRADES
) -> pd.DataFrame:
    """Read a CSV file of pupils (settlement_id, year, grade, pupils) whose settlements are those of a table.

    InputError with every finding: a cell that is wrong, a settlement that nothing defines, a row that stands twice, or
    a year of these without pupils of the grades.
    """
    content, faults = content_of(path)
    raw, more = (None, Faults()) if content is None else read_csv(content, path.name, PUPILS)
    raise_if_any(faults + more, str(path))
    if raw is None:
        raise_if_any(fault(path.name, Text("a table of pupils", "应为学生表")), str(path))
        return pd.DataFrame()
    parsed, faults = parse_table(raw, PUPILS)
    known = np.isin(parsed.values("settlement_id").astype(str), settlements["settlement_id"].to_numpy(str))
    faults += parsed.faults(parsed.good("settlement_id") & ~known, "settlement_id", _UNKNOWN) + duplicates(parsed)
    raise_if_any(faults, str(path))
    rows = pd.DataFrame({column.name: parsed.values(column.name) for column in PUPILS.columns})
    rows = rows.astype({"year": np.int64, "pupils": np.int64})
    there = set(rows.loc[rows["grade"].isin(grades) & (rows["pupils"] > 0), "year"].tolist())
    raise_if_any(gathered(_without_pupils(path, year) for year in years if year not in there), str(path))
    return rows


def _without_pupils(path: Path, year: int) -> Faults:
    wanted = Text(f"pupils of the year {year}; there are none", f"应有{year}年的学生：现在没有")
    return fault(path.name, wanted, column="year", value=str(year))
