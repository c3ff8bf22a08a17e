"""What a district's folder holds already: lists to match with, tables that must not be lost, columns to be kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from planner.reading.columns import parse_table
from planner.reading.exports.lists import Listed, written
from planner.reading.sources import find_tables
from planner.reading.tables import ATTENDS, PUPILS, SCHOOLS, SETTLEMENTS


@dataclass(frozen=True, kw_only=True, eq=False)
class Existing:
    """The tables of a folder, text as a table writes it, by name; where each stands; which of them are sheets."""

    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    sheets: frozenset[str] = frozenset()

    @property
    def settlements(self) -> tuple[Listed, ...]:
        """Its settlements."""
        return _listed(self.frames.get(SETTLEMENTS.name), "settlement_id")

    @property
    def schools(self) -> tuple[Listed, ...]:
        """Its schools."""
        return _listed(self.frames.get(SCHOOLS.name), "school_id")


def _listed(frame: pd.DataFrame | None, key: str) -> tuple[Listed, ...]:
    if frame is None:
        return ()
    others = [name for name in frame.columns if name not in {key, "name", "town", "kind"}]
    return tuple(
        Listed(code=row[key], name=row["name"], town=row["town"], kind=row.get("kind", ""),
               cells={name: row[name] for name in others if row[name]})
        for row in frame.to_dict("records") if row[key]
    )  # fmt: skip


def read_existing(folder: Path) -> Existing:
    """Read the tables of a folder as far as they are sound: what is wrong in them is `planner check`'s to say."""
    if not folder.is_dir():
        return Existing()
    found = find_tables(folder)
    frames: dict[str, pd.DataFrame] = {}
    files: dict[str, str] = {}
    for table in (SETTLEMENTS, SCHOOLS, PUPILS, ATTENDS):
        raw = found.tables.get(table.name)
        if raw is None or not len(raw.rows):
            continue
        parsed, _ = parse_table(raw, table)
        files[table.name] = raw.file
        present = [each.name for each in table.columns if each.required or each.name in parsed.present]
        columns = {name: [written(value) for value in parsed.values(name)] for name in present}
        frames[table.name] = pd.DataFrame(columns, dtype=object)
    sheets = frozenset(name for name, raw in found.tables.items() if raw.sheet)
    return Existing(frames=frames, files=files, sheets=sheets)
