"""The reference pages: every column of every table, every key of a scenario, written out from their definitions."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import get_args

from pydantic import BaseModel

from planner.reading.provenance import ProvenanceFile
from planner.reading.scenario import Scenario
from planner.reading.spreadsheet import FILE_BYTES, SHEET_CELLS, SHEET_COLUMNS, STRAY_GAP, UNPACKED_BYTES
from planner.reading.table_types import Column
from planner.reading.tables import TABLES
from planner.show.reference_shapes import shapes_markdown
from planner.show.understood import understood_markdown
from planner.show.words.chinese import COLUMN_MEANINGS, SCENARIO_KEYS, TABLE_MEANINGS

_KINDS = {
    "id": "text, kept as it stands",
    "text": "text",
    "number": "decimal number",
    "count": "whole number",
    "year": "year",
    "choice": "one of",
    "grade": "grade",
    "grades": "run of grades",
}


@dataclass(frozen=True, kw_only=True)
class Key:
    """A key of a YAML file: its dotted name (* where the user names it), its meaning, and its default in YAML."""

    name: str
    meaning: str
    default: str


_MOST_ROWS = ", ".join(f"`{table.name}` {table.most_rows:,}" for table in TABLES)


def tables_markdown() -> str:
    """Return docs/tables.md."""
    parts = ["# The tables of a district 数据表\n", _INTRODUCTION]
    for table in TABLES:
        needed = "required" if table.required else "optional"
        meaning = f"{table.meaning[0].upper()}{table.meaning[1:]} ({needed}). {TABLE_MEANINGS[table.name]}。"
        parts.append(f"## `{table.name}` {table.chinese}\n\n{meaning}\n")
        parts.append(f"A row is named by: {', '.join(f'`{name}`' for name in table.key)}.\n")
        rows = ["| column 列 | cells | such as 例 | unit | empty means | meaning |", "|---|---|---|---|---|---|"]
        parts.append("\n".join([*rows, *(_column_row(column) for column in table.columns)]) + "\n")
    parts += [shapes_markdown(), "## `provenance.yaml`\n", _PROVENANCE, _keys_table(ProvenanceFile)]
    return "\n".join(parts)


def scenario_markdown() -> str:
    """Return docs/scenario.md."""
    return "\n".join(["# The scenario file 情景文件\n", _SCENARIO, _keys_table(Scenario)])


def keys_of(model: type[BaseModel], within: str = "", whole: object = None) -> Iterator[Key]:
    """List every key of a schema, outer keys first.

    `whole`: what stands for the schema where the key above it is left out; a default of it that is not the field's own
    is told beside it.
    """
    for name, field in model.model_fields.items():
        dotted = f"{within}{name}"
        default = "required" if field.is_required() else _written(field.get_default(call_default_factory=True))
        if isinstance(whole, model) and (left_out := _written(getattr(whole, name))) != default:
            default = f"{left_out}; {default} where `{within.rstrip('.')}` is written without it"
        inner, named = _inner(field.annotation)
        yield Key(name=dotted, meaning=" ".join((field.description or "").split()), default="" if inner else default)
        if inner and named:
            yield Key(name=f"{dotted}.*", meaning=" ".join((inner.__doc__ or "").split()), default="")
        if inner:
            stands = None if field.is_required() else field.get_default(call_default_factory=True)
            yield from keys_of(inner, f"{dotted}.*." if named else f"{dotted}.", stands)


def _inner(kind: object) -> tuple[type[BaseModel] | None, bool]:
    """Find the schema below a key, and whether it stands below names that the user chooses."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind, False
    arguments = get_args(kind)
    if isinstance(kind, UnionType):
        return next((found for found in map(_inner, arguments) if found[0]), (None, False))
    return (_inner(arguments[-1])[0], True) if getattr(kind, "__origin__", None) is dict else (None, False)


def _written(value: object) -> str:
    """Write a default as YAML would."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return "no limit" if value == float("inf") else f"{value:.10g}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return str(value) or "''"


def _column_row(column: Column) -> str:
    cells = _KINDS[column.kind]
    if column.choices:
        cells = "one of " + ", ".join(f"`{english}` {chinese}" for english, chinese in column.choices.items())
    if column.minimum is not None:
        cells += f", {column.minimum:g} or more"
    empty = "must be filled" if column.required else column.default
    names = f"`{column.name}` {column.chinese}"
    also = f" (also {', '.join(column.also)})" if column.also else ""
    also += f" (in its place: {', '.join(column.instead)})" if column.instead else ""
    meaning = f"{column.meaning}<br>{COLUMN_MEANINGS[column.name]}"
    return f"| {names}{also} | {cells} | {column.example} | {column.unit} | {empty} | {meaning} |"


def _keys_table(model: type[BaseModel]) -> str:
    rows = ["| key | default | meaning |", "|---|---|---|"]
    for key in keys_of(model):
        chinese = SCENARIO_KEYS.get(key.name, "") if model is Scenario else ""
        meaning = "<br>".join(part for part in (key.meaning, chinese) if part)
        rows.append(f"| `{key.name}` | {key.default} | {meaning} |")
    return "\n".join(rows) + "\n"


_INTRODUCTION = f"""\
Made from `planner/reading/tables.py`. Each table is a CSV file (`settlements.csv` or `居民点.csv`) or a sheet of a
workbook with its English or Chinese name. A heading is the column's English or Chinese name.
File, sheet and heading names are read in any case and width, with blanks or without; a file that looks meant and is
not read is named by `check`.
The workbook is `district.xlsx`, or the folder's only workbook of any name: .xlsx, .xlsm, .ods or .xls.
CSV files are UTF-8 (a BOM is fine) or GB18030. An empty cell is unknown, never zero. Columns of other names are
ignored with a note.
Counts are whole numbers up to 10,000,000; ids have at most 200 characters on one line, other texts 400.
Formulas in a workbook must have been calculated: one that never was reads as empty, and a note says so. An error such
as `#REF!` is never an empty cell: each is a finding. Hidden rows, columns and sheets are read, and a note names them.

{understood_markdown()}
## Most that is read 读取上限

A file of {FILE_BYTES // 10**6:,} MB; a workbook that unpacks to {UNPACKED_BYTES // 10**6:,} MB;
{SHEET_COLUMNS} columns; {SHEET_CELLS:,} filled cells on a sheet;
{STRAY_GAP:,} blank rows between rows of a sheet; and rows of a table:
{_MOST_ROWS}.
More is a finding that names the cell or both numbers.
"""

_PROVENANCE = """\
Where each table comes from, and the coordinate system of `lon` and `lat`. Without the file, WGS84 is assumed and the
plan says so. Projected CGCS2000 metres carry their zone in front (37635374), or the zone is declared by
`central_meridian` or by a code such as `EPSG:4546`. `*` stands for a table's name.

    tables:
      settlements: {source: 县测绘队, licence: internal, coordinates: CGCS2000, synthetic: []}
      schools: {source: web map, licence: unknown, coordinates: GCJ-02, measured: [lon, lat]}

What is checked of places, once they are in WGS84:

- a place is a stranger where it lies more than 30 km, and more than five times the median settlement's distance, from
  the district's middle (the median longitude and latitude), and more than 10 km (six times the usual gap between
  settlements, where that is more) from every settlement that belongs; `extent_kilometres` allows more;
- metres of another zone are named with the zone that they belong to;
- where nearly all schools come to stand much nearer to settlements when one of the two tables is read as GCJ-02, BD-09
  or WGS84 instead, that table's declared system is called wrong. A shift of a single place by some hundred metres
  cannot be seen in this way;
- with `boundaries.gpkg`, every place lies within 2 km of a town's polygon.
"""

_SCENARIO = """\
Made from `planner/reading/scenario.py`. YAML, one document, without tags, anchors or aliases; an unknown key is an
error. Numbers are written without quotes, codes of schools with quotes. `*` stands for a name of your own.
"""


def write_reference(folder: Path) -> None:
    """Write tables.md and scenario.md into a folder."""
    (folder / "tables.md").write_text(tables_markdown(), encoding="utf-8", newline="\n")
    (folder / "scenario.md").write_text(scenario_markdown(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_reference(Path(sys.argv[1]))
