"""The way of planner import: exports of offices become the tables of a district, with a preview and questions."""

import hashlib
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.errors import InputError, PlannerError
from planner.language import Text
from planner.reading.exports.existing import read_existing
from planner.reading.exports.imported import Imported, ImportSettings
from planner.reading.exports.read_exports import read_exports
from planner.reading.faults import NO_FAULTS, fault, raise_if_any
from planner.reading.provenance import FILE as PROVENANCE
from planner.reading.tables import SCHOOLS, SETTLEMENTS, TABLES
from planner.show.workbook.imports import is_incomplete, write_fill_in, write_matches, write_preview
from planner.writing import Making, cannot_write, exit_code_of, make_each, move_in, names_made, open_output

BESIDE = "import"
"""The folder, in that of the district, of what is written beside the tables."""
PREVIEW, MATCHES, FILL_IN = f"{BESIDE}/preview.xlsx", f"{BESIDE}/matches.xlsx", f"{BESIDE}/fill-in.xlsx"
_CHINESE = {table.name: table.chinese for table in TABLES}


@dataclass(frozen=True, kw_only=True, eq=False)
class Brought:
    """An import, the folder that was written to, and the files there.

    `exit_code`: 2 where tables were asked for and none was written, since matches are still to be answered.
    """

    imported: Imported
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Text, ...] = ()
    exit_code: int = 0


def import_files(  # noqa: PLR0913 - what the verb is asked
    files: Sequence[Path], folder: Path, settings: ImportSettings, *, dry_run: bool, force: bool,
    report: Callable[[str, None], None],
) -> Brought:  # fmt: skip
    """Read exports and write the tables of a district into a folder, with preview.xlsx, matches.xlsx, fill-in.xlsx.

    No table is written under `dry_run` or while a match waits for an answer. InputError where a file cannot be read, a
    table is there already and `force` is not given, or the folder cannot be written; then nothing has changed.
    """
    report("reading", None)
    imported = import_exports(files, replace(settings, district=folder))
    writes = not dry_run and not imported.open_questions
    if not dry_run:
        _refuse_replacing(imported, folder, force=force)
    with open_output(folder, verb="import") as output:
        report("tables", None)
        written = _write_tables(output.made, folder, imported) if writes else ()
        (output.made / BESIDE).mkdir(exist_ok=True)
        makings = [Making(names=(PREVIEW,), make=lambda made: write_preview(made / PREVIEW, imported))]
        if imported.open_questions:
            makings.append(Making(names=(MATCHES,), make=lambda made: write_matches(made / MATCHES, imported)))
        if is_incomplete(imported) and not imported.open_questions:
            makings.append(Making(names=(FILL_IN,), make=lambda made: write_fill_in(made / FILL_IN, imported)))
        failures = make_each(output.made, makings)
        made = names_made(output.made, makings)
        notices = move_in(output, of="")
    waiting = (_waiting(imported, folder),) if imported.open_questions else ()
    stuck = InputError.exit_code if waiting and not dry_run else 0
    return Brought(
        imported=imported, folder=folder, files=(*written, *made),
        warnings=(*(failure.says for failure in failures), *notices, *waiting),
        exit_code=max(stuck, exit_code_of(failures)),
    )  # fmt: skip


def import_exports(files: Sequence[Path], settings: ImportSettings) -> Imported:
    """Read exports, each once. Writes nothing. Raises InputError with everything that is wrong with any of them."""
    if not files:
        raise InputError(Text("import wants files to read", "请写明要导入的文件"))
    seen: dict[str, str] = {}
    faults = NO_FAULTS
    for path in files:
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else str(path)
        except OSError:
            digest = str(path)
        if digest in seen:
            expected = Text(
                f"each export once: {seen[digest]} is the same", f"每份导出表只写一次：{seen[digest]} 与它相同"
            )
            faults += fault(settings.name_of(path), expected)
        seen.setdefault(digest, settings.name_of(path))
    raise_if_any(faults, "planner import")
    return _read_without_trace(files, settings)


def _read_without_trace(files: Sequence[Path], settings: ImportSettings) -> Imported:
    """Read exports; what goes wrong is raised without the frames, and without the words, that may hold cells."""
    try:
        return read_exports(files, settings)
    except PlannerError as problem:
        raise problem.with_traceback(None) from None
    except Exception as problem:  # noqa: BLE001 - whatever it is, its words may quote a cell
        place = traceback.extract_tb(problem.__traceback__)[-1]
        msg = f"{type(problem).__name__} at {Path(place.filename).name}:{place.lineno} while exports were read"
    raise RuntimeError(msg)


def _refuse_replacing(imported: Imported, folder: Path, *, force: bool) -> None:
    """Raise InputError where a table that would be written is there already."""
    existing = read_existing(folder)
    faults = NO_FAULTS
    for name in imported.tables:
        if name not in existing.files:
            continue
        if name in existing.sheets:
            faults += fault(existing.files[name], _in_workbook(_CHINESE[name]))
        elif not force or existing.files[name] != f"{name}.csv":
            expected = _is_there(name, folder) if existing.files[name] == f"{name}.csv" else _misnamed(name)
            faults += fault(existing.files[name], expected)
    raise_if_any(faults, str(folder))


def _in_workbook(table: str) -> Text:
    return Text(
        f"a sheet {table} without rows: tables are written as CSV; empty the sheet, or give another folder",
        f"“{table}”工作表应为空：导入写成 CSV；请清空该表，或另选文件夹",
    )


def _is_there(name: str, folder: Path) -> Text:
    return Text(
        f"no table {name} in {folder} yet: with --force it is replaced, and columns that no export gives are kept",
        f"{folder} 中应还没有“{_CHINESE[name]}”表：加 --force 可替换，导出表没有的列予以保留",
    )


def _misnamed(name: str) -> Text:
    return Text(f"the name {name}.csv: rename or move the file", f"文件名应为 {name}.csv：请改名或移走")


def _write_tables(made: Path, folder: Path, imported: Imported) -> tuple[str, ...]:
    """Write every table, and where they come from unless the folder says so already. InputError."""
    names = []
    try:
        for name, frame in imported.tables.items():
            # With a mark in front, since Excel takes text without one for the system's own encoding.
            frame.to_csv(made / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8-sig")
            names.append(f"{name}.csv")
        if not (folder / PROVENANCE).exists():
            (made / PROVENANCE).write_text(_provenance(imported), encoding="utf-8", newline="\n")
            names.append(PROVENANCE)
    except OSError as problem:
        raise cannot_write(folder, problem) from problem
    return tuple(names)


def _provenance(imported: Imported) -> str:
    """Say where the tables come from; of exports that call themselves made up every column is synthetic."""
    lines = [
        "# planner import 写出；坐标系、许可请核对补充。 Written by planner import; mend coordinates and licence.",
        "tables:",
    ]
    for name, frame in imported.tables.items():
        given = [str(column) for column in frame.columns if (frame[column].astype(str) != "").any()]
        columns = ", ".join(given)
        sources = "、".join(dict.fromkeys(imported.sources.get(name, ())))
        lines += [f"  {name}:", f"    source: {_quoted(f'导入自 imported from {sources}')}", '    licence: ""']
        lines += ["    coordinates: WGS84"] if name in {SETTLEMENTS.name, SCHOOLS.name} else []
        lines += [f"    measured: [{'' if imported.synthetic else columns}]"]
        lines += [f"    synthetic: [{columns if imported.synthetic else ''}]"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + "".join(sign for sign in text if sign.isprintable()).replace("'", "''")[:1500] + "'"


def _waiting(imported: Imported, folder: Path) -> Text:
    count, path = len(imported.open_questions), folder / MATCHES
    return Text(
        f"no table was written: {count:,} match(es) wait for an answer in {path}; fill in its last column and import "
        f"again with --matches {path}",
        f"还没有写出数据表：{count:,} 处匹配待确认，见 {path}；填好最后一列后，加 --matches {path} 再次导入",
    )
