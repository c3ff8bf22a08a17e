"""Changes of a district's tables from the page: a list, applied in order to the tables as they were uploaded.

Uploaded files stay as they are. Each change makes a further version of the tables, in which every table that the list
changes is written as CSV; taking the last change back makes a version without it. The list of version n stands in
edits-n.json beside the version's folder; a version without one is as it was uploaded.
"""

import csv
import io
import json
import os
import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np

from planner.reading.headings import homes_of
from planner.reading.raw import RawTable, columns_in_order, texts
from planner.reading.sources import find_tables
from planner.reading.table_types import Table
from planner.reading.tables import TABLES
from planner.reading.workbook import SUFFIXES, table_of
from planner.web.records import District
from planner.web.store import Store

_ONE_AT_A_TIME = threading.Lock()
_TABLES = {table.name: table for table in TABLES}
_BESIDE_CSV = "district.xlsm"
"""A workbook of another name than district.xlsx gives way to a CSV file of the same table."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One change of one table: cells of records that are there, or a record of its own."""

    table: str
    records: tuple[int, ...] = ()
    """Records whose cells change, from 0; empty: a new record is added."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """By column of the table: what is written there."""
    says: str
    says_zh: str
    made: str


@dataclass(frozen=True, kw_only=True)
class Edits:
    """The version that was uploaded, and what has been changed since."""

    base: int
    edits: tuple[Edit, ...] = ()


def edits_of(store: Store, district: District) -> Edits:
    """Return the changes that make a district's present tables."""
    path = _list_of(store, district)
    if not path.is_file():
        return Edits(base=district.version)
    document = json.loads(path.read_text(encoding="utf-8"))
    rows = ({**row, "records": tuple(row["records"])} for row in document["edits"])
    return Edits(base=document["base"], edits=tuple(Edit(**row) for row in rows))


def with_edit(store: Store, district: District, edit: Edit) -> District:
    """Make a version of the tables with one change more. OSError."""
    with _ONE_AT_A_TIME:
        present = store.district(district.id)
        now = edits_of(store, present)
        return _version(store, present, replace(now, edits=(*now.edits, edit)))


def without_last(store: Store, district: District) -> District:
    """Make a version of the tables without the last change; the same where there is none. OSError."""
    with _ONE_AT_A_TIME:
        present = store.district(district.id)
        now = edits_of(store, present)
        return _version(store, present, replace(now, edits=now.edits[:-1])) if now.edits else present


def _version(store: Store, district: District, edits: Edits) -> District:
    """Write the tables first, the list next, and the number of the version last: it is what counts."""
    later = replace(district, version=district.version + 1)
    made = store.tables(later)
    shutil.rmtree(made, ignore_errors=True)  # of a server that was killed here
    write_edited(store.tables(replace(district, version=edits.base)), made, edits.edits)
    _list_of(store, later).write_text(json.dumps(asdict(edits), ensure_ascii=False), encoding="utf-8")
    return store.change_district(district.id, version=later.version)


def _list_of(store: Store, district: District) -> Path:
    return store.tables(district).parent / f"edits-{district.version}.json"


def write_edited(base: Path, made: Path, edits: Sequence[Edit]) -> None:
    """Write a folder of tables with changes into a new folder. OSError."""
    made.mkdir(parents=True, mode=0o700)
    tables = dict(find_tables(base).tables) if edits else {}
    for edit in edits:
        tables[edit.table] = with_cells(tables[edit.table], _TABLES[edit.table], edit)
    changed = {edit.table for edit in edits}
    for path in sorted(base.iterdir()):
        if path.is_file() and not (path.suffix == ".csv" and _name_of(path) in changed):
            is_book = changed and path.suffix.lower() in SUFFIXES and path.name == "district.xlsx"
            _copy(path, made / (_BESIDE_CSV if is_book else path.name))
    for name in sorted(changed):
        (made / f"{name}.csv").write_bytes(_csv(tables[name]))


def _name_of(path: Path) -> str:
    table = table_of(path.stem)
    return "" if table is None else table.name


def _copy(path: Path, to: Path) -> None:
    """Give a file that never changes a second name; where that cannot be, a second copy."""
    try:
        os.link(path, to)
    except OSError:
        shutil.copyfile(path, to)


def with_cells(raw: RawTable, table: Table, edit: Edit) -> RawTable:
    """Return a table with one change, numbered as the CSV file is that it is written to."""
    for name in edit.cells:
        if name not in columns_of(raw, table):
            raw = _with_column(raw, _heading(raw, table, name))
    places = columns_of(raw, table)
    cells = [column.copy() for column in raw.cells]
    if not edit.records:
        cells = [np.append(column, texts([""])) for column in cells]
    for name, value in edit.cells.items():
        cells[places[name]][list(edit.records) or [-1]] = value
    filled = np.logical_or.reduce([column != "" for column in cells])
    cells = [column[filled] for column in cells]
    count, first = len(cells[0]), len(raw.above) + 2
    return RawTable(
        file=f"{table.name}.csv",
        headings=raw.headings,
        cells=tuple(cells),
        rows=np.arange(first, first + count),
        columns_at=columns_in_order(len(cells), count),
        above=raw.above,
        heading_row=first - 1,
    )


def columns_of(raw: RawTable, table: Table) -> dict[str, int]:
    """Return where each column of a table stands."""
    found: dict[str, int] = {}
    for place, named in enumerate(homes_of(raw.headings, table)):
        if named is not None:
            found.setdefault(named.column.name, place)
    return found


def _heading(raw: RawTable, table: Table, name: str) -> str:
    """Head a new column in the language of the others."""
    is_chinese = not "".join(raw.headings).isascii()
    return table.column(name).chinese if is_chinese else name


def _with_column(raw: RawTable, heading: str) -> RawTable:
    count = len(raw.rows)
    return replace(
        raw,
        headings=(*raw.headings, heading),
        cells=(*raw.cells, texts([""] * count)),
        columns_at=(*raw.columns_at, *columns_in_order(1, count)),
    )


def _csv(raw: RawTable) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows(raw.above)
    writer.writerow(raw.headings)
    writer.writerows(zip(*raw.cells, strict=True))
    return written.getvalue().encode("utf-8-sig")
