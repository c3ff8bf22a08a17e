"""Uploaded files become a district's tables: known by their sort, limited in size; no name becomes a path."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from planner.errors import Finding, InputError
from planner.language import Text
from planner.reading.workbook import SUFFIXES, table_of

MOST_FILES = 40
MOST_BYTES = 100_000_000
"""Most bytes of one upload, all its files together."""
MOST_UNPACKED_BYTES = 400_000_000
"""Most bytes that the members of an uploaded zip may unpack to, all together."""
_SHAPES = frozenset({"boundaries.gpkg", "roads.gpkg", "water.gpkg", "provenance.yaml"})
_SCENARIO_SUFFIXES = (".yaml", ".yml")
_PIECE = 1 << 20
_HEADLINE = Text("these files cannot be taken:", "这些文件不能用：")
_TAKEN = Text(
    "a workbook (.xlsx, .xlsm, .ods, .xls), tables as CSV named such as schools.csv or 学校.csv, boundaries.gpkg, "
    "roads.gpkg, water.gpkg, provenance.yaml, scenario files (.yaml), or a .zip of these",
    "应为工作簿（.xlsx、.xlsm、.ods、.xls），按表名命名的 CSV（如 schools.csv 或 学校.csv），boundaries.gpkg、"
    "roads.gpkg、water.gpkg、provenance.yaml，情景文件（.yaml），或由它们压成的 .zip",
)


@dataclass(frozen=True, kw_only=True)
class Given:
    """One uploaded file: the name it came with, for messages alone, and what it holds."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What an upload holds: files of a district by the names that the planner gives them, and texts of scenarios."""

    tables: dict[str, bytes]
    scenarios: tuple[str, ...]


def taken_from(files: Iterable[Given]) -> Taken:
    """Sort uploaded files, those within a zip too. InputError names every file that cannot be taken."""
    tables: dict[str, bytes] = {}
    scenarios: list[str] = []
    findings: list[Finding] = []
    for given in unpacked(files):
        name = own_name(given.name)
        if name is None:
            findings.append(Finding(file=_shown(given.name), expected=_TAKEN))
        elif name in tables:
            once = Text(f"only once: another file is {name} too", f"只能有一份：另一个文件也是 {name}")
            findings.append(Finding(file=_shown(given.name), expected=once))
        elif name.endswith(_SCENARIO_SUFFIXES) and name not in _SHAPES:
            scenarios.append(given.content.decode("utf-8", errors="replace"))
        else:
            tables[name] = given.content
    if not tables and not findings:
        findings.append(Finding(file="–", expected=_TAKEN))
    if findings:
        raise InputError(_HEADLINE, findings)
    return Taken(tables=tables, scenarios=tuple(scenarios))


def own_name(given: str) -> str | None:
    """Return the name that the planner gives a file, by its sort alone; None where it is of no sort that is read.

    >>> [own_name(name) for name in ("../x/我县.xlsx", "学校.csv", "Roads.GPKG", "case.yaml", "a.exe", "con.csv")]
    ['district.xlsx', 'schools.csv', 'roads.gpkg', 'scenario.yaml', None, None]
    """
    base = PurePosixPath(given.replace("\\", "/")).name
    suffix, stem = PurePosixPath(base).suffix.lower(), PurePosixPath(base).stem
    if suffix in SUFFIXES:
        return f"district{suffix}"
    if base.lower() in _SHAPES:
        return base.lower()
    table = table_of(stem) if suffix == ".csv" else None
    if table is not None:
        return f"{table.name}.csv"
    return "scenario.yaml" if suffix in _SCENARIO_SUFFIXES else None


def unpacked(files: Iterable[Given]) -> Iterator[Given]:
    """Go through files, and through the members of zips that are no workbooks. InputError where there is too much."""
    count = 0
    left = [MOST_UNPACKED_BYTES]
    for given in files:
        parts = _members(given, left) if given.name.lower().endswith(".zip") else [given]
        for part in parts:
            count += 1
            if count > MOST_FILES:
                msg = Text(f"more than {MOST_FILES} files at once", f"一次最多上传 {MOST_FILES} 个文件")
                raise InputError(msg)
            yield part


def _members(given: Given, left: list[int]) -> Iterator[Given]:
    """Unpack a zip piece by piece; `left`: bytes that may still be unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(given.content)) as archive:
            for info in archive.infolist():
                base = PurePosixPath(info.filename.replace("\\", "/")).name
                if info.is_dir() or not base or base.startswith(".") or "__MACOSX" in info.filename:
                    continue
                yield Given(name=_decoded(info), content=_unpacked(archive, info, left))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as problem:
        whole = Text("a zip that can be unpacked, without a password", "应为能解开、没有密码的 zip")
        raise InputError(_HEADLINE, [Finding(file=_shown(given.name), expected=whole)]) from problem


def _decoded(info: zipfile.ZipInfo) -> str:
    """Return a member's name; Windows in China writes it in GBK, which Python takes for another set of signs."""
    utf8_flag = 0x800
    if info.flag_bits & utf8_flag:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: list[int]) -> bytes:
    pieces = []
    with archive.open(info) as file:
        while piece := file.read(_PIECE):
            left[0] -= len(piece)
            if left[0] < 0:
                limit = MOST_UNPACKED_BYTES // 10**6
                raise InputError(Text(f"the zip unpacks to more than {limit} MB", f"压缩包解开后超过 {limit} MB"))
            pieces.append(piece)
    return b"".join(pieces)


def _shown(name: str) -> str:
    """Return a name for a message: its last part, no longer than a line."""
    return PurePosixPath(name.replace("\\", "/")).name[:120] or "–"


def write_tables(folder: Path, taken: Taken) -> None:
    """Write a district's files into a new folder. OSError."""
    folder.mkdir(parents=True, mode=0o700)
    for name, content in taken.tables.items():
        (folder / name).write_bytes(content)
