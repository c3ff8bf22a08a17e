"""What the tables of a forecast must agree on: each row of one known place, counted once."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planner.language import Text
from planner.reading.columns import ParsedTable
from planner.reading.faults import Faults, Flags, gathered

_OF_PLACES = ("births", "children")
"""Tables whose rows are of a settlement, or of a whole town."""
KEYS_OF_THEIR_OWN = (*_OF_PLACES, "special_cohorts")
"""Tables in whose keys a cell may be empty: what names a row twice is found here."""
_NO_PLACE = Text("a settlement or a town: this row names neither", "应填居民点或乡镇：此行两者都没有")
_NO_TOWN = Text("a town of the table settlements: nothing there lies in this one", "应为居民点表中的乡镇：表中没有")
_TWICE = Text(
    "one row for each place and year (and age): another has this one", "每个地点每年（每个年龄）应只有一行：此行重复"
)
_BOTH = Text(
    "births or children of a town or of its settlements, not both in one year (and age)",
    "同一乡镇同一年（同一年龄）应只填全乡镇，或只填各居民点，不能都填",
)


def check_forecast_tables(tables: Mapping[str, ParsedTable]) -> Faults:
    """Check births, children and special cohorts against the settlements, and each against itself."""
    if "settlements" not in tables or not {"settlement_id", "town"} <= tables["settlements"].present:
        return Faults()
    settlements = tables["settlements"]
    known = settlements.good("settlement_id", "town")
    ids, towns = (settlements.values(name)[known].tolist() for name in ("settlement_id", "town"))
    town_of = dict(zip(ids, towns, strict=True))
    faults = gathered(_places(tables[name], town_of) for name in _OF_PLACES if name in tables)
    if "special_cohorts" in tables:
        special = tables["special_cohorts"]
        faults += _unknown_towns(special, special.good("town"), town_of)
        faults += special.faults(_again(special, special.good("year"), ("town", "year")), "year", _TWICE)
    return faults


def _places(parsed: ParsedTable, town_of: Mapping[str, str]) -> Faults:
    """Check that each row has a place, that its town is known, and that nothing is counted twice."""
    single, whole = parsed.good("settlement_id"), _of_towns(parsed)
    faults = parsed.faults(_empty(parsed, "settlement_id") & _empty(parsed, "town"), "settlement_id", _NO_PLACE)
    faults += _unknown_towns(parsed, whole, town_of)
    when = [name for name in ("year", "age") if name in {column.name for column in parsed.table.columns}]
    sound = parsed.good(*when)
    faults += parsed.faults(_again(parsed, single & sound, ("settlement_id", *when)), "settlement_id", _TWICE)
    faults += parsed.faults(_again(parsed, whole & sound, ("town", *when)), "town", _TWICE)
    towns = np.where(single, [town_of.get(each, "") for each in parsed.values("settlement_id")], parsed.values("town"))
    keys = pd.MultiIndex.from_arrays([towns, *(parsed.values(name) for name in when)])
    both = whole & sound & keys.isin(keys[single & sound])
    return faults + parsed.faults(both, "town", _BOTH)


def _unknown_towns(parsed: ParsedTable, rows: Flags, town_of: Mapping[str, str]) -> Faults:
    return parsed.faults(
        rows & ~pd.Series(parsed.values("town")).isin(set(town_of.values())).to_numpy(), "town", _NO_TOWN
    )


def _of_towns(parsed: ParsedTable) -> Flags:
    """Say which rows are of a whole town (record)."""
    return np.asarray(_empty(parsed, "settlement_id") & parsed.good("town"), dtype=np.bool_)


def _empty(parsed: ParsedTable, column: str) -> Flags:
    """Say where a text column is empty, or is not there (record)."""
    cells = parsed.cells(column)
    return np.ones(len(parsed.rows), dtype=np.bool_) if cells is None else np.asarray(cells == "", dtype=np.bool_)


def _again(parsed: ParsedTable, rows: Flags, key: tuple[str, ...]) -> Flags:
    """Say which of these rows repeat the key of an earlier one (record)."""
    mask = np.zeros(len(parsed.rows), dtype=np.bool_)
    frame = pd.DataFrame({name: parsed.values(name)[rows] for name in key})
    mask[rows] = frame.duplicated().to_numpy()
    return mask
