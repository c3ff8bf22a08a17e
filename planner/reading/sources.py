"""The tables of a district's folder as text: each found once, in its own CSV file or on its sheet of the workbook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.language import Text, system_reason
from planner.reading.faults import NO_FAULTS, Faults, fault, raise_if_any
from planner.reading.files import read_csv, sha256_of, starts_like
from planner.reading.finding_files import entries, plain_name
from planner.reading.raw import RawTable
from planner.reading.spreadsheet import FILE_BYTES
from planner.reading.table_types import Table
from planner.reading.tables import TABLES
from planner.reading.workbook import SUFFIXES, UNREAD_SUFFIXES, Book, read_workbook, table_of

WORKBOOK = "district.xlsx"

_CSV = ".csv"
_BESIDE = frozenset((".txt", ".tsv", ".csv", ".bak", ".doc", ".docx", ".pdf", ".wps", ".html", ".htm", ""))
"""What else a table may have been saved as."""
_LISTED = 10


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The tables as text, and the files they came from."""

    tables: Mapping[str, RawTable] = field(default_factory=dict)
    sha256: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    faults: Faults = NO_FAULTS


def find_tables(folder: Path) -> Sources:
    """Read every table of a folder as text."""
    found = entries(folder)
    files = _csv_files(found)
    path, others, faults = _workbook(found)
    book, sums, problems = _opened(path)
    sources = Sources(sha256=sums, faults=faults + problems)
    damaged = sources.faults.count > 0 and not book.tables
    read = {path, *(file for paths in files.values() for file in paths)}
    meant = [each for each in found if each not in read and (each in others or _looks_meant(each))]
    for table in TABLES:
        places = _Places(files.get(table.name, ()), book.tables.get(table.name), path, book.unread, meant)
        sources = _with_table(sources, folder, table, places, damaged=damaged)
    notes = (*_unread_sheets(path, book), *_unread_files(meant))
    return replace(sources, notes=(*sources.notes, *notes))


@dataclass(frozen=True)
class _Places:
    """Where a table stands: CSV files, a sheet of the workbook."""

    files: Sequence[Path]
    sheet: RawTable | None
    book: Path | None
    unread: Sequence[str] = ()
    meant: Sequence[Path] = ()


def _suffix(path: Path) -> str:
    return plain_name(path.suffix)


def _csv_files(found: Iterable[Path]) -> dict[str, tuple[Path, ...]]:
    """Return table name to the CSV files that bear its name: exactly, or else in other words (学校基本情况表.csv)."""
    exact: dict[str, list[Path]] = {}
    likely: dict[str, list[Path]] = {}
    for path in found:
        table = table_of(path.stem) if _suffix(path) == _CSV else None
        if table is not None:
            own = "".join(plain_name(path.stem).split()) in {table.name, table.chinese}
            (exact if own else likely).setdefault(table.name, []).append(path)
    return {name: tuple(exact.get(name) or likely[name]) for name in {**likely, **exact}}


def _workbook(found: Iterable[Path]) -> tuple[Path | None, tuple[Path, ...], Faults]:
    """Choose the one workbook: that named district, else the only one. Also return those that are not read."""
    books = [path for path in found if _suffix(path) in SUFFIXES]
    named = [path for path in books if plain_name(path.stem) == Path(WORKBOOK).stem]
    chosen = named or books
    if len(chosen) == 1:
        return chosen[0], tuple(path for path in books if path != chosen[0]), NO_FAULTS
    if not chosen:
        return None, (), NO_FAULTS
    names = [path.name for path in chosen]
    expected = Text(
        f"one workbook in the folder: there are {len(names)}, {', '.join(names)}; name the one that counts {WORKBOOK}, "
        "or move the others away",
        f"文件夹中应只有一个工作簿：现有 {len(names)} 个（{'、'.join(names)}）；"
        f"请把要用的改名为 {WORKBOOK}，或移走其他的",
    )
    return None, (), fault(names[0], expected)


def workbook_of(folder: Path) -> Path | None:
    """Return the workbook of a folder: that named district, else the only one. InputError where there are several."""
    path, _, faults = _workbook(entries(folder))
    raise_if_any(faults, str(folder))
    return path


def _opened(path: Path | None) -> tuple[Book, dict[str, str], Faults]:
    if path is None:
        return Book(), {}, NO_FAULTS
    content, faults = content_of(path)
    if content is None:
        return Book(), {}, faults
    book = read_workbook(content, path.name)
    return book, {path.name: sha256_of(content)}, book.faults


def _with_table(found: Sources, folder: Path, table: Table, places: _Places, *, damaged: bool) -> Sources:
    """Add one table to what was found."""
    files, sheet = places.files, places.sheet
    empty_sheet = sheet is not None and not len(sheet.rows)
    if empty_sheet and (files or not table.required):
        # The template's sheets stay in the workbook whether they are used or not.
        sheet = None
    other_book = places.book is not None and plain_name(places.book.name) != WORKBOOK
    if sheet is not None and files and other_book:
        note = Text(
            f"{sheet.file}: not read, since there is {files[0].name}",
            f"{sheet.file}：未读取，因为已有 {files[0].name}",
        )
        found, sheet = replace(found, notes=(*found.notes, note)), None
    names = [*(path.name for path in files), *([sheet.file] if sheet else [])]
    if len(names) > 1:
        expected = Text(
            f"the table {table.name} once: {names[0]} has it too", f"“{table.chinese}”表只应有一份：{names[0]} 里也有"
        )
        return replace(found, faults=found.faults + fault(names[1], expected))
    if not names:
        missing = fault(str(folder), _missing(table, places)) if table.required and not damaged else NO_FAULTS
        return replace(found, faults=found.faults + missing)
    raw, sums, faults = _read(files[0], table) if files else (sheet, {}, NO_FAULTS)
    if raw is not None and not faults.count:
        faults = _rows_within(raw, table)
    within = raw is not None and len(raw.rows) <= table.most_rows
    tables = {table.name: raw} if raw is not None and within else {}
    return replace(
        found, tables={**found.tables, **tables}, sha256={**found.sha256, **sums}, faults=found.faults + faults
    )


def _read(path: Path, table: Table) -> tuple[RawTable | None, dict[str, str], Faults]:
    content, faults = content_of(path)
    if content is None:
        return None, {}, faults
    raw, faults = read_csv(content, path.name, table)
    return raw, {path.name: sha256_of(content)}, faults


def _rows_within(raw: RawTable, table: Table) -> Faults:
    if not len(raw.rows):
        expected = Text(
            f"at least one row below the heading: {table.meaning}", f"标题行以下至少应有一行（“{table.chinese}”表）"
        )
        return fault(raw.file, expected)
    if len(raw.rows) > table.most_rows:
        expected = Text(
            f"at most {table.most_rows:,} rows for a district: there are {len(raw.rows):,}",
            f"一个区县的“{table.chinese}”表最多 {table.most_rows:,} 行：现有 {len(raw.rows):,} 行",
        )
        return fault(raw.file, expected)
    return NO_FAULTS


def _missing(table: Table, places: _Places) -> Text:
    """Say that a table is not there, and which sheets and files are not read, since one of them may be meant."""
    sheets, files = places.unread[:_LISTED], [path.name for path in places.meant[:_LISTED]]
    kinds = (
        (Text("sheets that are not read", "未读取的工作表"), sheets),
        (Text("files that are not read", "未读取的文件"), files),
    )
    told = [(what, names) for what, names in kinds if names]
    rest = Text(
        "".join(f"; {what}: {', '.join(names)}" for what, names in told),
        "".join(f"；{what.zh}：{'、'.join(names)}" for what, names in told),
    )
    return Text(
        f"the table {table.name} ({table.meaning}), as {table.name}.csv, {table.chinese}.csv, or a sheet {table.name} "
        f"or {table.chinese} in {WORKBOOK}{rest}",
        f"应有“{table.chinese}”表：{table.chinese}.csv、{table.name}.csv，"
        f"或工作簿 {WORKBOOK} 中名为“{table.chinese}”的工作表{rest.zh}",
    )


def content_of(path: Path) -> tuple[bytes | None, Faults]:
    """Read a table's file whole, or say why it cannot be: it is a folder, cannot be opened, or is too large."""
    try:
        size = path.stat().st_size
        if size > FILE_BYTES:
            expected = Text(
                f"a file of {FILE_BYTES // 10**6:,} MB at most: this one has {size / 10**6:,.0f} MB",
                f"文件不应超过 {FILE_BYTES // 10**6:,} MB：此文件有 {size / 10**6:,.0f} MB",
            )
            return None, fault(path.name, expected)
        return path.read_bytes(), NO_FAULTS
    except IsADirectoryError:
        return None, fault(path.name, Text("a file: this is a folder", "应为文件：这是一个文件夹"))
    except OSError as problem:
        if path.is_dir():
            return None, fault(path.name, Text("a file: this is a folder", "应为文件：这是一个文件夹"))
        return None, fault(
            path.name,
            Text(f"a file that can be opened ({problem.strerror})", f"文件无法打开（{system_reason(problem).zh}）"),
        )


def _unread_sheets(path: Path | None, book: Book) -> tuple[Text, ...]:
    if path is None or not book.unread:
        return ()
    names = book.unread[:_LISTED]
    more = f" +{len(book.unread) - _LISTED}" if len(book.unread) > _LISTED else ""
    listed = ", ".join(table.chinese for table in TABLES)
    return (
        Text(
            f"{path.name}: sheets not read: {', '.join(names)}{more} (tables are the sheets {listed})",
            f"{path.name}：未读取的工作表：{'、'.join(names)}{more}（数据表的名称为：{listed}）",
        ),
    )


def _unread_files(meant: Sequence[Path]) -> tuple[Text, ...]:
    """Name the files that look as if they were meant and are not read."""
    english = ", ".join(f"{table.name}.csv" for table in TABLES)
    chinese = "、".join(f"{table.chinese}.csv" for table in TABLES)
    return tuple(
        Text(
            f"{path.name}: not read; tables are named {english} or stand in {WORKBOOK}",
            f"{path.name}：未读取；数据表应命名为 {chinese}，或放在 {WORKBOOK} 中",
        )
        for path in meant[:_LISTED]
    )


def _looks_meant(path: Path) -> bool:
    suffix = _suffix(path)
    if suffix in UNREAD_SUFFIXES:
        return True
    if suffix not in _BESIDE:
        return False
    name = plain_name(path.stem)
    if any(word in name for table in TABLES for word in (table.name, table.chinese)):
        return True
    return suffix in {_CSV, ".txt", ".tsv"} and starts_like(path)
