"""From files to an import: everything is read, what is wrong is said at once, the rest is matched and composed."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from planner.language import Text
from planner.reading.exports.addresses import Addresses
from planner.reading.exports.aliases_file import read_aliases
from planner.reading.exports.assembling import Lists, assembled, gazetteer_for
from planner.reading.exports.enrolment import Enrolment
from planner.reading.exports.existing import Existing, read_existing
from planner.reading.exports.gazetteer import Gazetteer
from planner.reading.exports.grids import Grid, read_grids
from planner.reading.exports.imported import Imported, ImportSettings, SheetReport
from planner.reading.exports.kinds import (
    CLASSES,
    COUNTS,
    FORM,
    KINDS,
    NO_ALIASES,
    REGISTER,
    SCHOOLS_LIST,
    VILLAGES,
    WIDE,
    Aliases,
)
from planner.reading.exports.lists import Listed, counties_fault, is_above, read_schools, read_villages
from planner.reading.exports.questions import NO_ANSWERS, read_answers
from planner.reading.exports.recognition import Recognised, recognise
from planner.reading.exports.register import read_register
from planner.reading.exports.school_forms import school_form
from planner.reading.exports.sheet_table import SheetTable, sheet_table
from planner.reading.exports.tabled import read_classes, read_counts, read_form, read_wide
from planner.reading.faults import NO_FAULTS, Faults, fault, raise_if_any
from planner.reading.meaning import year_of
from planner.reading.tables import SCHOOLS, SETTLEMENTS

_KNOWN = Text("; ".join(str(kind.says) for kind in KINDS), "；".join(kind.says.zh for kind in KINDS))
_NOT_KNOWN = Text(
    f"an export that import knows ({_KNOWN}): none of the first rows has headings of one; see --headings",
    f"应为能识别的导出表（{_KNOWN.zh}）：前几行中没有找到相应的标题；标题不同的可用 --headings 补充",
)
_PUPILS_OF, _CLASSES_OF = Text("pupils of the grade", "该年级人数"), Text("classes of the grade", "该年级班数")
_NO_YEAR = Text(
    "the school year, in a column, title, sheet's or file's name: give it with --year",
    "应写明学年（列、标题、工作表名或文件名中）：请用 --year 指定，如 --year 2025",
)


def read_exports(files: Sequence[Path], settings: ImportSettings) -> Imported:
    """Read exports, match places and schools, and compose the tables of a district. Writes nothing.

    Raises InputError with everything that is wrong with any file. Of single people nothing is kept.
    """
    aliases, faults = read_aliases(settings.headings) if settings.headings else (NO_ALIASES, NO_FAULTS)
    answers, problems = read_answers(settings.matches) if settings.matches else (NO_ANSWERS, NO_FAULTS)
    existing = read_existing(settings.district) if settings.district else Existing()
    tables, reports, more = _tables(files, _names(files, settings), aliases)
    lists, wrong = _lists(tables, settings)
    known = gazetteer_for(lists, existing)
    enrolments, unread = _enrolments(tables, known, settings)
    raise_if_any(faults + problems + more + wrong + unread, ", ".join(map(settings.name_of, files)))
    found = assembled(enrolments, lists, existing, answers)
    reports = tuple(_counted(report, enrolments) for report in reports)
    lists_of = {SETTLEMENTS.name: VILLAGES, SCHOOLS.name: SCHOOLS_LIST}
    listed = {name: tuple(each.place for each in tables if each.kind is kind) for name, kind in lists_of.items()}
    return replace(
        found,
        sources={**found.sources, **{name: (*listed[name], *found.sources.get(name, ())) for name in listed}},
        sheets=reports,
        notes=(*(note for table in tables for note in table.notes), *found.notes),
        sums=(*(each for one in enrolments for each in one.sums), *found.sums),
        synthetic=any(table.title.made_up for table in tables),
    )


def _tables(
    files: Sequence[Path], names: Sequence[str], aliases: Aliases
) -> tuple[tuple[SheetTable, ...], tuple[SheetReport, ...], Faults]:
    """Recognise every sheet of every file, and keep of each the columns that are read."""
    tables: list[SheetTable] = []
    reports: list[SheetReport] = []
    faults = NO_FAULTS
    for path, name in zip(files, names, strict=True):
        grids, problems = read_grids(path, name)
        faults += problems
        before = len(tables)
        for sheet in grids:
            grid, found = _recognised(sheet, aliases)
            if found is None:
                reports.append(SheetReport(file=grid.file, sheet=grid.sheet, kind=None, rows=len(grid.rows)))
                continue
            table, wrong = sheet_table(grid, found)
            faults += wrong
            tables.append(table)
            reports.append(_report(table))
        if before == len(tables) and not problems.count:
            faults += fault(name, _NOT_KNOWN)
    return tuple(tables), tuple(reports), faults


def _recognised(sheet: Grid, aliases: Aliases) -> tuple[Grid, Recognised | None]:
    """Find out what a sheet is; a form of one school becomes the list of that school."""
    found = recognise(sheet, aliases)
    if found is None or found.kind is SCHOOLS_LIST:
        form = school_form(sheet, aliases)
        if form is not None:
            return form, recognise(form, aliases)
    return sheet, found


def _names(files: Sequence[Path], settings: ImportSettings) -> list[str]:
    """Return what each file is called: its name, after its folder's where another bears the same."""
    names = [settings.name_of(path) for path in files]
    return [name if names.count(name) == 1 else f"{path.parent.name}/{name}"
            for path, name in zip(files, names, strict=True)]  # fmt: skip


def _report(table: SheetTable) -> SheetReport:
    columns = [(table.headings[name], table.kind.column(name).says) for name in table.cells]
    own = SCHOOLS if table.kind is SCHOOLS_LIST else SETTLEMENTS
    columns += [(table.headings[name], Text(name, own.column(name).chinese)) for name in table.own]
    of_grade = _CLASSES_OF if table.kind is CLASSES else _PUPILS_OF
    columns += [(each.heading, of_grade) for each in table.grades]
    return SheetReport(
        file=table.file, sheet=table.sheet, kind=table.kind.says, heading_row=table.heading_row, rows=table.count,
        columns=tuple(columns), personal=table.personal, unused=table.unused,
        schools=table.count if table.kind is SCHOOLS_LIST else 0,
        settlements=sum(not is_above(code) for code in table.cells["village_code"]) if table.kind is VILLAGES else 0,
    )  # fmt: skip


def _lists(tables: Sequence[SheetTable], settings: ImportSettings) -> tuple[Lists, Faults]:
    villages: dict[str, Listed] = {}
    schools: dict[str, Listed] = {}
    counties = {settings.county} if settings.county and not settings.county.isdigit() else set()
    faults = NO_FAULTS
    for table in tables:
        if table.kind is VILLAGES:
            found, names, problems = read_villages(table, settings.county)
            faults += problems + counties_fault(found, table.place)
            counties |= set(names)
            _merge(villages, found)
        elif table.kind is SCHOOLS_LIST:
            listed, problems = read_schools(table)
            faults += problems
            _merge(schools, listed)
    return Lists(villages=tuple(villages.values()), schools=tuple(schools.values()), counties=tuple(counties)), faults


def _merge(known: dict[str, Listed], found: Sequence[Listed]) -> None:
    """Add rows to a list; a second row of a code fills what the first leaves empty."""
    for each in found:
        before = known.get(each.code)
        if before is None:
            known[each.code] = each
            continue
        cells = {**each.cells, **{name: cell for name, cell in before.cells.items() if cell}}
        known[each.code] = replace(
            before, town=before.town or each.town, kind=before.kind or each.kind, cells=cells,
            village=before.village if any(before.village) else each.village,
        )  # fmt: skip


def _enrolments(
    tables: Sequence[SheetTable], known: Gazetteer, settings: ImportSettings
) -> tuple[tuple[Enrolment, ...], Faults]:
    """Read everything that tells of pupils or classes."""
    addresses = Addresses(known)
    enrolments: list[Enrolment] = []
    faults = NO_FAULTS
    for table in tables:
        if table.kind in {CLASSES, REGISTER, COUNTS, WIDE, FORM}:
            years, problems = _years(table, settings.year) if table.kind is not CLASSES else ([], NO_FAULTS)
            each, wrong = _read(table, addresses, years)
            enrolments.append(each)
            faults += problems + wrong
    return tuple(enrolments), faults


def _read(table: SheetTable, addresses: Addresses, years: Sequence[int]) -> tuple[Enrolment, Faults]:
    if table.kind is REGISTER:
        return read_register(table, addresses, years)
    if table.kind is COUNTS:
        return read_counts(table, years)
    if table.kind is CLASSES:
        return read_classes(table)
    return read_wide(table, years) if table.kind is WIDE else read_form(table, years)


def _years(table: SheetTable, asked: int | None) -> tuple[list[int], Faults]:
    """Return the school year of each record: as asked, else of its column, else the one that the title names."""
    if asked is not None:
        return [asked] * table.count, NO_FAULTS
    if "year" in table.cells:
        cells = table.cells["year"].tolist()
        known = {cell: year_of(cell) or 0 for cell in set(cells)}
        wrong = np.array([not known[cell] for cell in cells], dtype=np.bool_)
        faults = NO_FAULTS if table.kind is REGISTER else table.faults(wrong, "year", _NO_YEAR, cells)
        return [known[cell] for cell in cells], faults
    if all(each.of.year for each in table.grades if hasattr(each.of, "year")) and table.kind is WIDE and table.grades:
        return [0] * table.count, NO_FAULTS
    if len(table.title.years) == 1:
        return [table.title.years[0]] * table.count, NO_FAULTS
    named = ", ".join(map(str, table.title.years)) or None
    return [0] * table.count, fault(table.place, _NO_YEAR, row=table.heading_row, value=named)


def _counted(report: SheetReport, enrolments: Sequence[Enrolment]) -> SheetReport:
    """Add to the report of a sheet what it tells of pupils."""
    found = next((each for each in enrolments if each.source == report.place), None)
    if found is None:
        return report
    return replace(
        report, years=found.years, pupils=found.pupils,
        schools=len({ref for ref in found.counts["school"] if any(ref)} | {ref for ref, _ in found.classes}),
        settlements=len(set(found.counts["place"])) if found.has_place else 0, classes=sum(found.classes.values()),
    )  # fmt: skip
