"""CSV files become headings and cells of text, whatever state the file is in."""

import csv
import hashlib
import io
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from planner.language import Text
from planner.reading.faults import Faults, fault
from planner.reading.headings import SEARCHED_ROWS, heading_place, homes_of
from planner.reading.layout import arranged, from_columns, tabulated
from planner.reading.raw import RawTable, Texts
from planner.reading.spreadsheet import SHEET_COLUMNS
from planner.reading.table_types import Table
from planner.reading.tables import TABLES

_SEPARATORS = {
    "\t": Text("tabs", "制表符"), ";": Text("semicolons", "分号"), "，": Text("full-width commas", "中文逗号"),
    "、": Text("、", "顿号"),
}  # fmt: skip
_HEAD_BYTES = 20_000
_NEWLINE, _COMMA, _RETURN = b"\n,\r"
_LINE_BYTES = 1_000_000
_LINES_A_ROW = 4
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_csv(content: bytes, file: str, table: Table) -> tuple[RawTable | None, Faults]:
    """Read a table's CSV file: UTF-8 with or without BOM, else GB18030. None where there is no table to be had."""
    faults = _too_large(content, file, table)
    if faults.count:
        return None, faults
    text, faults = decoded(content, file)
    if text is None:
        return None, faults
    faults = _other_separator(text, file)
    if faults.count:
        return None, faults
    columns = _even_columns(text)
    raw = from_columns(columns, file, table) if columns is not None else None
    if raw is not None:
        return arranged(raw, table), Faults()
    records, faults = records_of(text, file)
    if faults.count:
        return None, faults
    raw, faults = tabulated(records, file, table)
    return (arranged(raw, table) if raw is not None else None), faults


def _too_large(content: bytes, file: str, table: Table) -> Faults:
    """Say why a file is not to be taken apart: more lines, or a longer one, than the table of a district can have."""
    signs = np.frombuffer(content, dtype=np.uint8)
    ends = np.flatnonzero((signs == _NEWLINE) | (signs == _RETURN))
    # A cell may hold line breaks of its own, and every line may end in two signs.
    if len(ends) > _LINES_A_ROW * table.most_rows + SEARCHED_ROWS:
        expected = Text(
            f"at most {table.most_rows:,} rows for a district: there are about {len(ends):,} lines",
            f"一个区县的“{table.chinese}”表最多 {table.most_rows:,} 行：此文件约有 {len(ends):,} 行",
        )
        return fault(file, expected)
    bounds = np.concatenate([[-1], ends, [len(content)]])
    longest = int(np.argmax(np.diff(bounds)))
    if bounds[longest + 1] - bounds[longest] > _LINE_BYTES:
        expected = Text(
            f"lines of {_LINE_BYTES:,} bytes at most: this one is longer", f"每行最多 {_LINE_BYTES:,} 字节：此行超长"
        )
        return fault(file, expected, row=content[: max(int(bounds[longest]), 0)].count(b"\n") + 1)
    return Faults()


def starts_like(path: Path) -> bool:
    """Say whether a file begins with the headings of one of the tables."""
    try:
        with path.open("rb") as stream:
            text, _ = decoded(stream.read(_HEAD_BYTES).rpartition(b"\n")[0], path.name)
    except OSError:
        return False
    rows = [line.replace("\t", ",").split(",") for line in (text or "").splitlines()[:SEARCHED_ROWS]]
    return any(
        {column.name for column in table.columns if column.required}
        <= {home.column.name for row in rows[place : place + 1] for home in homes_of(row, table) if home is not None}
        for table in TABLES
        if (place := heading_place(rows, table)) is not None
    )


def _other_separator(text: str, file: str) -> Faults:
    """Say so where a file that calls itself CSV parts its cells by something else than commas."""
    first = list(islice(io.StringIO(text.lstrip()), SEARCHED_ROWS))
    # A title may stand above the heading; it has no commas, and may have any other sign.
    if not first or any("," in line for line in first):
        return Faults()
    heading = max(first, key=lambda line: max(map(line.count, _SEPARATORS))).strip()
    found = [names for sign, names in _SEPARATORS.items() if sign in heading]
    expected = [
        Text(f"commas between cells: this file has {name}", f"单元格之间应为英文逗号：此文件用的是{name.zh}")
        for name in found
    ]
    return fault(file, expected[0], row=1, value=heading) if expected else Faults()


def decoded(content: bytes, file: str) -> tuple[str | None, Faults]:
    """Turn bytes into text, or say what is wrong with them."""
    faults = _not_text(content, file)
    if faults.count:
        return None, faults
    try:
        return content.decode("utf-8-sig"), Faults()
    except UnicodeDecodeError as problem:
        return _decoded_gb18030(content, file, broken_at=problem.start)


def _not_text(content: bytes, file: str) -> Faults:
    if not content.removeprefix(_UTF8_MARK).strip():
        return fault(file, Text("a heading and rows: the file is empty", "应有标题行和数据行：文件是空的"))
    if content.startswith(_UTF16_MARKS):
        return fault(
            file,
            Text(
                "UTF-8: the file is in UTF-16; save it as 'CSV UTF-8'",
                "应为 UTF-8 编码：此文件是 UTF-16，请另存为“CSV UTF-8”",
            ),
        )
    if b"\0" in content:
        row = content[: content.index(b"\0")].count(b"\n") + 1
        expected = Text(
            "text: there is a NUL byte; the file is damaged, or is not a CSV file",
            "应为文本：文件中有空字节，可能已损坏，或不是 CSV 文件",
        )
        return fault(file, expected, row=row)
    return Faults()


def _decoded_gb18030(content: bytes, file: str, *, broken_at: int) -> tuple[str | None, Faults]:
    """Decode what is not UTF-8, `broken_at` being the first byte that is not."""
    row = content[:broken_at].count(b"\n") + 1
    if content.startswith(_UTF8_MARK):
        expected = Text("UTF-8 throughout, as the file's first bytes promise", "文件开头标明 UTF-8，此行却不是 UTF-8")
        return None, fault(file, expected, row=row)
    if any(_is_chinese_utf8(line) for line in content.split(b"\n")):
        expected = Text(
            "one encoding: some rows are UTF-8 and this one is not; save it as 'CSV UTF-8'",
            "应使用同一种编码：有的行是 UTF-8，此行不是，请另存为“CSV UTF-8”",
        )
        return None, fault(file, expected, row=row)
    try:
        return content.decode("gb18030"), Faults()
    except UnicodeDecodeError as problem:
        row = content[: problem.start].count(b"\n") + 1
        expected = Text(
            "UTF-8 or GB18030: this row is neither; save it as 'CSV UTF-8'",
            "应为 UTF-8 或 GB18030 编码：此行两者都不是，请另存为“CSV UTF-8”",
        )
        return None, fault(file, expected, row=row)


def _is_chinese_utf8(line: bytes) -> bool:
    """Whether a line is UTF-8 for sure: it decodes, and to Chinese alone. Short GB18030 words can pass for Cyrillic."""
    if line.isascii():
        return False
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all("\u2e80" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef" for sign in text if not sign.isascii())


def records_of(text: str, file: str, *, delimiter: str = ",") -> tuple[list[list[str]], Faults]:
    """Split text into records of cells; a quote that is never closed is said with the row it opens in."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    records: list[list[str]] = []
    try:
        # One by one, so that the row is known where it fails.
        for record in reader:
            if len(record) > SHEET_COLUMNS:
                expected = Text(
                    f"at most {SHEET_COLUMNS} cells in a row: this one has {len(record):,}",
                    f"每行最多 {SHEET_COLUMNS} 个单元格：此行有 {len(record):,} 个",
                )
                return records, fault(file, expected, row=len(records) + 1)
            records.append(record)
    except csv.Error as problem:
        unclosed = Text(
            f"a row of cells ({problem}): look for a quote mark that is not closed",
            "此行无法拆成单元格：请检查是否有未配对的引号",
        )
        return records, fault(file, unclosed, row=len(records) + 1)
    return records, Faults()


def _even_columns(text: str) -> list[Texts] | None:
    """Split a plain file fast: no quotes, no blank lines, equally many commas in each line. None for any other file."""
    if '"' in text or "\r" in text.replace("\r\n", ""):
        return None
    content = text.encode()
    signs = np.frombuffer(content if content.endswith(b"\n") else content + b"\n", dtype=np.uint8)
    ends = np.flatnonzero(signs == _NEWLINE)
    commas = np.searchsorted(np.flatnonzero(signs == _COMMA), ends)
    width = int(commas[0])
    if width == 0 or width >= SHEET_COLUMNS or (np.diff(commas) != width).any():
        return None
    frame = pd.read_csv(
        io.BytesIO(content), header=None, dtype=object, na_filter=False, skip_blank_lines=False, quoting=csv.QUOTE_NONE
    )
    return [frame[place].to_numpy(dtype=object) for place in range(width + 1)]
