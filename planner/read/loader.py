"""A folder of tables becomes a District, or a list of everything that is wrong with it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.errors import InputError
from planner.read import provenance
from planner.read.checks import check_tables
from planner.read.columns import ParsedTable, Reading, parse_table
from planner.read.coordinates import to_wgs84
from planner.read.district import District
from planner.read.faults import NO_FAULTS, Faults, fault, gathered, raise_if_any
from planner.read.files import RawTable, read_csv, sha256_of
from planner.read.neighbourhood import Places, check_places
from planner.read.provenance import ProvenanceFile, TableProvenance, provenance_of, read_provenance
from planner.read.scenario import Scenario
from planner.read.shape_sources import find_shapes
from planner.read.shift import check_shift
from planner.read.tables import PUPILS, SCHOOLS, TABLES, Table
from planner.read.workbook import read_workbook

WORKBOOK = "district.xlsx"
_PLACED = ("settlements", "schools")


@dataclass(frozen=True, kw_only=True)
class _Sources:
    """The tables as text, and the files they came from."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    sha256: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    faults: Faults = NO_FAULTS


def read_district(folder: Path, scenario: Scenario) -> District:
    """Read a district's folder and check it against the scenario.

    Raises InputError with every finding of every table at once.
    """
    folder = Path(folder)
    raise_if_any(_no_folder(folder), str(folder))
    declared, provenance_notes, faults = _declared(folder)
    sources = _sources(folder)
    faults += sources.faults
    results = {
        table.name: parse_table(sources.tables[table.name], table) for table in TABLES if table.name in sources.tables
    }
    tables = {name: parsed for name, (parsed, _) in results.items()}
    faults += gathered(problems for _, problems in results.values()) + check_tables(tables, scenario)
    shapes = find_shapes(folder, declared, _town_names(tables))
    tables, place_faults = _placed(tables, declared, shapes.towns)
    others, other_faults = _hashes([folder / provenance.FILE, *shapes.files])
    raise_if_any(faults + shapes.faults + place_faults + other_faults, str(folder))
    table_notes = (note for parsed in tables.values() for note in parsed.notes)
    notes = (*sources.notes, *table_notes, *provenance_notes, *shapes.notes)
    return replace(
        _district(folder, tables),
        roads=shapes.roads,
        water=shapes.water,
        boundaries=shapes.towns,
        provenance=provenance_of(declared),
        notes=notes,
        sha256=sources.sha256 | others,
    )


def _town_names(tables: Mapping[str, ParsedTable]) -> set[str]:
    """Return the towns that the tables of places name."""
    placed = [tables[name] for name in _PLACED if name in tables and "town" in tables[name].present]
    return {str(town) for table in placed for town in table.values("town") if town}


def _no_folder(folder: Path) -> Faults:
    try:
        if folder.is_dir():
            return Faults()
        what = "this is a file" if folder.exists() else "there is none of this name"
    except (OSError, ValueError) as problem:
        what = str(problem)
    return fault(str(folder), f"the folder of a district's tables: {what}")


def _hashes(paths: Sequence[Path]) -> tuple[dict[str, str], Faults]:
    """Hash the files that are there, whatever their size."""
    sums: dict[str, str] = {}
    faults = Faults()
    for path in paths:
        try:
            if path.is_file():
                with path.open("rb") as stream:
                    sums[path.name] = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as problem:
            faults += fault(path.name, f"a file that can be opened ({problem.strerror})")
    return sums, faults


def _declared(folder: Path) -> tuple[ProvenanceFile, tuple[str, ...], Faults]:
    """Read provenance.yaml, with the notes that follow from it."""
    path = folder / provenance.FILE
    if not path.exists():
        return ProvenanceFile(), ("no provenance.yaml: coordinates taken as WGS84, sources unknown",), Faults()
    try:
        declared = read_provenance(path)
    except InputError as problem:
        return ProvenanceFile(), (), Faults(tuple(problem.findings))
    names = [f"{name}.{column}" for name, table in declared.tables.items() for column in table.synthetic]
    notes = ("synthetic data", f"synthetic columns: {', '.join(names)}") if names else ()
    return declared, notes, Faults()


def _sources(folder: Path) -> _Sources:
    """Find each table once: in its own CSV file, or on its sheet of the workbook."""
    book = folder / WORKBOOK
    found = _Sources()
    sheets: dict[str, RawTable] = {}
    if book.exists():
        content, faults = _content(book)
        sheets, problems = read_workbook(content, book.name) if content is not None else ({}, Faults())
        sums = {book.name: sha256_of(content)} if content is not None else {}
        found = _Sources(sha256=sums, faults=faults + problems)
    for table in TABLES:
        found = _with_table(found, folder, table, sheets.get(table.name), damaged=found.faults.count > 0 and not sheets)
    return found


def _with_table(found: _Sources, folder: Path, table: Table, sheet: RawTable | None, *, damaged: bool) -> _Sources:
    """Add one table to what was found."""
    files = [path for path in (folder / f"{table.name}.csv", folder / f"{table.chinese}.csv") if path.exists()]
    empty_sheet = sheet is not None and not len(sheet.rows)
    if empty_sheet and (files or not table.required):
        # The template's sheets stay in the workbook whether they are used or not.
        sheet = None
    names = [*(path.name for path in files), *([sheet.file] if sheet else [])]
    if len(names) > 1:
        return replace(
            found, faults=found.faults + fault(names[1], f"the table {table.name} once: {names[0]} has it too")
        )
    if not names:
        missing = fault(str(folder), _missing(table)) if table.required and not damaged else Faults()
        return replace(found, faults=found.faults + missing)
    sums: dict[str, str] = {}
    raw, faults = sheet, Faults()
    if files:
        content, faults = _content(files[0])
        if content is not None:
            sums = {files[0].name: sha256_of(content)}
            raw, faults = read_csv(content, files[0].name)
    if raw is not None and not len(raw.rows) and not faults.count:
        faults = fault(raw.file, f"at least one row below the heading: {table.meaning}")
    tables = {table.name: raw} if raw is not None else {}
    return replace(found, tables=found.tables | tables, sha256=found.sha256 | sums, faults=found.faults + faults)


def _missing(table: Table) -> str:
    places = f"{table.name}.csv, {table.chinese}.csv, or a sheet {table.name} in {WORKBOOK}"
    return f"the table {table.name} ({table.meaning}), as {places}"


def _content(path: Path) -> tuple[bytes | None, Faults]:
    try:
        return path.read_bytes(), Faults()
    except IsADirectoryError:
        return None, fault(path.name, "a file: this is a folder")
    except OSError as problem:
        return None, fault(path.name, f"a file that can be opened ({problem.strerror})")


def _placed(
    tables: Mapping[str, ParsedTable], declared: ProvenanceFile, towns: gpd.GeoDataFrame | None
) -> tuple[dict[str, ParsedTable], Faults]:
    """Turn lon and lat into WGS84, and check that every place lies in the district's neighbourhood."""
    placed = dict(tables)
    faults = Faults()
    places: dict[str, Places] = {}
    for name in _PLACED:
        if name not in tables or not {"lon", "lat"} <= tables[name].present:
            continue
        told = declared.tables.get(name, TableProvenance())
        original = tables[name]
        converted = to_wgs84(original.values("lon"), original.values("lat"), told.coordinates, told.central_meridian)
        faults += gathered(
            original.faults(complaint.mask, complaint.column, complaint.expected) for complaint in converted.complaints
        )
        columns = {
            "lon": Reading(array=converted.lon, good=original.good("lon") & ~np.isnan(converted.lon)),
            "lat": Reading(array=converted.lat, good=original.good("lat") & ~np.isnan(converted.lat)),
        }
        placed[name] = replace(original, columns=original.columns | columns)
        places[name] = Places(table=placed[name], original=original, told=told)
    strangers = check_places(places, extent_kilometres=declared.extent_kilometres, towns=towns)
    shifted = check_shift(places) if not strangers.count else Faults()
    return placed, faults + strangers + shifted


def _district(folder: Path, tables: Mapping[str, ParsedTable]) -> District:
    """Put sound tables into frames of the columns' own types."""
    frames = {name: _frame(parsed) for name, parsed in tables.items()}
    return District(
        folder=folder,
        settlements=frames["settlements"],
        pupils=frames[PUPILS.name],
        schools=_with_defaults(frames[SCHOOLS.name]),
        travel=frames.get("travel"),
        attends=frames.get("attends"),
    )


def _frame(parsed: ParsedTable) -> pd.DataFrame:
    columns = {}
    for column in parsed.table.columns:
        values = parsed.values(column.name)
        whole = column.kind in {"count", "year"} and column.required
        columns[column.name] = values.astype(np.int64) if whole else values
    return pd.DataFrame(columns)


def _with_defaults(schools: pd.DataFrame) -> pd.DataFrame:
    """Fill what an empty cell stands for, where it does not depend on the scenario."""
    beds = schools["beds"].fillna(0).astype(np.int64)
    return schools.assign(
        state=schools["state"].where(schools["state"] != "", "existing"),
        classrooms_max=schools["classrooms_max"].fillna(schools["classrooms"]).astype(np.int64),
        beds=beds,
        beds_max=schools["beds_max"].fillna(beds).astype(np.int64),
    )
