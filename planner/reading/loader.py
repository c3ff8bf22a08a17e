"""A folder of tables becomes a District, or a list of everything that is wrong with it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.errors import InputError
from planner.language import Text, joined, system_reason
from planner.reading import provenance
from planner.reading.checks import check_tables
from planner.reading.columns import ParsedTable, parse_table
from planner.reading.coordinates import to_wgs84
from planner.reading.district import District
from planner.reading.faults import Faults, fault, gathered, raise_if_any
from planner.reading.forecast_checks import check_forecast_tables
from planner.reading.forecast_file import find_forecast
from planner.reading.ledger_checks import check_ledger, with_usual_aim
from planner.reading.listed_places import check_assignments, check_towns
from planner.reading.names import check_decisions, resolved
from planner.reading.neighbourhood import check_places
from planner.reading.places import Places
from planner.reading.provenance import ProvenanceFile, TableProvenance, provenance_of, read_provenance
from planner.reading.readers import Reading
from planner.reading.scenario import Scenario
from planner.reading.shape_sources import find_shapes
from planner.reading.shift import check_shift
from planner.reading.sources import Sources, find_tables
from planner.reading.spelling import town_notes
from planner.reading.table_types import Table
from planner.reading.tables import DRAWN, DRAWN_COLUMNS, ESTATES, PUPILS, SCHOOLS, TABLES
from planner.reading.variants import with_variants
from planner.reading.whereabouts import one_point_note
from planner.reading.wide import with_only_year

_PLACED = ("settlements", "schools")
_CHINESE = {
    f"{table.name}.{each.name}": f"{table.chinese}·{each.chinese}" for table in TABLES for each in table.columns
} | {f"{drawn}.{column}": f"{name}·{word}" for drawn, name in DRAWN.items() for column, word in DRAWN_COLUMNS.items()}
_NO_PROVENANCE = Text(
    "no provenance.yaml: coordinates taken as WGS84, sources unknown",
    "没有 provenance.yaml：坐标按 WGS84 读取，资料来源不明",
)


def read_district(folder: Path, scenario: Scenario) -> District:
    """Read a district's folder and check it against the scenario.

    Raises InputError with every finding of every table at once.
    """
    folder = Path(folder)
    raise_if_any(_no_folder(folder), str(folder))
    declared, provenance_notes, faults = _declared(folder)
    sources = find_tables(folder)
    faults += sources.faults
    tables, table_notes, table_faults = _checked(sources, scenario)
    shapes = find_shapes(folder, declared, _town_names(tables))
    tables, place_faults = _placed(tables, declared, shapes.towns)
    others, other_faults = _hashes([folder / provenance.FILE, *shapes.files])
    raise_if_any(faults + table_faults + shapes.faults + place_faults + other_faults, str(folder))
    spelt = town_notes(tables, () if shapes.towns is None else shapes.towns["town"])
    district = with_variants(_district(folder, tables), scenario)
    at_one_point = one_point_note(district.settlements, district.schools)
    foretold, forecast_hash, forecast_notes = find_forecast(folder, _pupils_digests(district, sources, scenario))
    notes = (
        *sources.notes, *table_notes, *spelt, *provenance_notes, *shapes.notes, *at_one_point, *forecast_notes,
    )  # fmt: skip
    return replace(
        district,
        roads=shapes.roads,
        water=shapes.water,
        boundaries=shapes.towns,
        provenance=provenance_of(declared),
        forecast=foretold,
        notes=notes,
        sha256={**sources.sha256, **district.sha256, **others, **forecast_hash},
    )


def _pupils_digests(district: District, sources: Sources, scenario: Scenario) -> Mapping[str, str]:
    """Return the digests of the files that the district's pupils may have been read from."""
    if scenario.demand is None:
        return sources.sha256
    main = scenario.demand.table_names[scenario.demand.main]
    return {name: digest for name, digest in district.sha256.items() if Path(name).name in main}


def _town_names(tables: Mapping[str, ParsedTable]) -> set[str]:
    """Return the towns that the tables of places name."""
    placed = [tables[name] for name in _PLACED if name in tables and "town" in tables[name].present]
    return {str(town) for table in placed for town in table.values("town") if town}


def _checked(sources: Sources, scenario: Scenario) -> tuple[dict[str, ParsedTable], tuple[Text, ...], Faults]:
    """Give every table its values, put codes in place of names, and check what tables must agree on."""
    raws = dict(sources.tables)
    if PUPILS.name in raws:
        raws[PUPILS.name] = with_only_year(raws[PUPILS.name], scenario.placed_years)
    results = {table.name: parse_table(raws[table.name], table) for table in TABLES if table.name in raws}
    tables, name_notes, name_faults = resolved({name: parsed for name, (parsed, _) in results.items()})
    decided, decision_faults = (
        check_decisions(tables[SCHOOLS.name], scenario) if SCHOOLS.name in tables else ((), Faults())
    )
    faults = gathered(problems for _, problems in results.values()) + name_faults + decision_faults
    faults += check_towns(tables, scenario) + check_assignments(tables, scenario)
    notes = (*(note for parsed in tables.values() for note in parsed.notes), *name_notes, *decided)
    return tables, notes, faults + check_tables(tables, scenario) + check_forecast_tables(tables) + check_ledger(tables)


def _no_folder(folder: Path) -> Faults:
    try:
        if folder.is_dir():
            return Faults()
        what = Text("there is none of this name", "没有这个文件夹")
        if folder.exists():
            what = Text("this is a file", "这是一个文件")
    except (OSError, ValueError) as problem:
        what = Text(str(problem), str(problem))
    return fault(str(folder), Text(f"the folder of a district's tables: {what}", f"应为区县数据文件夹：{what.zh}"))


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
            expected = Text(
                f"a file that can be opened ({problem.strerror})", f"文件无法打开（{system_reason(problem).zh}）"
            )
            faults += fault(path.name, expected)
    return sums, faults


def _declared(folder: Path) -> tuple[ProvenanceFile, tuple[Text, ...], Faults]:
    """Read provenance.yaml, with the notes that follow from it."""
    path = folder / provenance.FILE
    if not path.exists():
        return ProvenanceFile(), (_NO_PROVENANCE,), Faults()
    try:
        declared = read_provenance(path)
    except InputError as problem:
        return ProvenanceFile(), (), Faults(tuple(problem.findings))
    names = [f"{name}.{column}" for name, table in declared.tables.items() for column in table.synthetic]
    listed = joined(Text(name, _CHINESE.get(name, name)) for name in names)
    notes = (
        (Text("synthetic data", "含合成数据"), Text(f"synthetic columns: {listed}", f"合成的列：{listed.zh}"))
        if names
        else ()
    )
    return declared, notes, Faults()


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
        births=frames.get("births"),
        children=frames.get("children"),
        estates=None if ESTATES.name not in frames else _with_usual_numbers(frames[ESTATES.name], ESTATES),
        special_cohorts=frames.get("special_cohorts"),
        projects=frames.get("projects"),
        targets=None if "targets" not in frames else with_usual_aim(frames["targets"]),
    )


def _frame(parsed: ParsedTable) -> pd.DataFrame:
    columns = {}
    for column in parsed.table.columns:
        values = parsed.values(column.name)
        whole = column.kind in {"count", "year"} and column.required
        columns[column.name] = values.astype(np.int64) if whole else values
    return pd.DataFrame(columns)


def _with_usual_numbers(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Fill empty numbers with the defaults that their columns state."""
    usual = {column.name: float(column.default) for column in table.columns if column.kind in {"number", "count"}
             and column.default}  # fmt: skip
    return frame.fillna(usual)


def _with_defaults(schools: pd.DataFrame) -> pd.DataFrame:
    """Fill what an empty cell stands for, where it does not depend on the scenario."""
    beds = schools["beds"].fillna(0).astype(np.int64)
    return schools.assign(
        state=schools["state"].where(schools["state"] != "", "existing"),
        classrooms_max=schools["classrooms_max"].fillna(schools["classrooms"]).astype(np.int64),
        beds=beds,
        beds_max=schools["beds_max"].fillna(beds).astype(np.int64),
    )
