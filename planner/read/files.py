"""CSV files become headings and cells of text, whatever state the file is in."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Finding
from planner.read.faults import Faults, Flags, Ints, fault, faults_at

BLANKS = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C)))) + "".join(
    map(chr, (0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF))
)
"""What is stripped from both ends of a cell: every Unicode blank, the full-width one too, and two of no width."""

Texts = npt.NDArray[np.object_]

_SEPARATORS = {"\t": "tabs", ";": "semicolons", "，": "full-width commas", "、": "、"}
_NEWLINE, _COMMA = b"\n,"
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, kw_only=True, eq=False)
class RawTable:
    """A table as text.

    `file` is how findings name it. `cells` has an array of texts (record) for each heading, blanks at both ends
    stripped. `rows` (record) are spreadsheet rows: the heading is row 1. `dates` are (record, column) places that a
    workbook holds as dates. `whole` is False where rows were left out as unreadable.
    """

    file: str
    headings: tuple[str, ...]
    cells: tuple[Texts, ...]
    rows: Ints
    dates: frozenset[tuple[int, int]] = frozenset()
    whole: bool = True
    notes: tuple[str, ...] = ()


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_csv(content: bytes, file: str) -> tuple[RawTable | None, Faults]:
    """Read a CSV file's bytes: UTF-8 with or without BOM, else GB18030. None where there is no table to be had."""
    text, faults = decoded(content, file)
    if text is None:
        return None, faults
    faults = _other_separator(text, file)
    if faults.count:
        return None, faults
    columns = _even_columns(text)
    table = _from_columns(columns, file) if columns is not None else None
    if table is not None:
        return table, Faults()
    records, faults = _records(text, file)
    if faults.count:
        return None, faults
    return tabulated(records, file)


def _other_separator(text: str, file: str) -> Faults:
    """Say so where a file that calls itself CSV parts its cells by something else than commas."""
    heading = text.lstrip().partition("\n")[0]
    found = [name for sign, name in _SEPARATORS.items() if sign in heading and "," not in heading]
    return fault(file, f"commas between cells: this file has {found[0]}", row=1, value=heading) if found else Faults()


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
        return fault(file, "a heading and rows: the file is empty")
    if content.startswith(_UTF16_MARKS):
        return fault(file, "UTF-8: the file is in UTF-16; save it as 'CSV UTF-8'")
    if b"\0" in content:
        row = content[: content.index(b"\0")].count(b"\n") + 1
        return fault(file, "text: there is a NUL byte; the file is damaged, or is not a CSV file", row=row)
    return Faults()


def _decoded_gb18030(content: bytes, file: str, *, broken_at: int) -> tuple[str | None, Faults]:
    """Decode what is not UTF-8, `broken_at` being the first byte that is not."""
    row = content[:broken_at].count(b"\n") + 1
    if content.startswith(_UTF8_MARK):
        return None, fault(file, "UTF-8 throughout, as the file's first bytes promise", row=row)
    if any(_is_chinese_utf8(line) for line in content.split(b"\n")):
        return None, fault(
            file, "one encoding: some rows are UTF-8 and this one is not; save it as 'CSV UTF-8'", row=row
        )
    try:
        return content.decode("gb18030"), Faults()
    except UnicodeDecodeError as problem:
        row = content[: problem.start].count(b"\n") + 1
        return None, fault(file, "UTF-8 or GB18030: this row is neither; save it as 'CSV UTF-8'", row=row)


def _is_chinese_utf8(line: bytes) -> bool:
    """Whether a line is UTF-8 for sure: it decodes, and to Chinese alone. Short GB18030 words can pass for Cyrillic."""
    if line.isascii():
        return False
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all("\u2e80" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef" for sign in text if not sign.isascii())


def _records(text: str, file: str) -> tuple[list[list[str]], Faults]:
    """Split text into records of cells; a quote that is never closed is said with the row it opens in."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[list[str]] = []
    try:
        # One by one, so that the row is known where it fails.
        records.extend(reader)
    except csv.Error as problem:
        expected = f"a row of cells ({problem}): look for a quote mark that is not closed"
        return records, fault(file, expected, row=len(records) + 1)
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
    if width == 0 or (np.diff(commas) != width).any():
        return None
    frame = pd.read_csv(
        io.BytesIO(content), header=None, dtype=object, na_filter=False, skip_blank_lines=False, quoting=csv.QUOTE_NONE
    )
    return [frame[place].to_numpy(dtype=object) for place in range(width + 1)]


def _from_columns(columns: list[Texts], file: str) -> RawTable | None:
    """Set the first record as headings, the other filled ones below it."""
    columns = [stripped(column) for column in columns]
    headings = [str(column[0]) for column in columns]
    while headings and not headings[-1] and (columns[len(headings) - 1] == "").all():
        headings.pop()
    kept = columns[: len(headings)]
    blank = np.logical_and.reduce([column == "" for column in kept])
    if not kept or blank[0]:
        return None
    filled = np.flatnonzero(~blank)[1:]
    return RawTable(
        file=file, headings=tuple(headings), cells=tuple(column[filled] for column in kept), rows=filled + 1
    )


def stripped(cells: Texts) -> Texts:
    """Strip blanks at both ends of each cell (record)."""
    everything = "".join(cells)
    if not any(blank in everything for blank in BLANKS):
        return cells
    return texts(cell.strip(BLANKS) for cell in cells)


def texts(cells: Iterable[str]) -> Texts:
    """Put texts into an array (record)."""
    listed = list(cells)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def tabulated(records: Sequence[Sequence[str]], file: str) -> tuple[RawTable | None, Faults]:
    """Set the first filled record as headings, the other filled ones below it."""
    filled = [place for place, record in enumerate(records) if "".join(record).strip(BLANKS)]
    if not filled:
        return None, fault(file, "a heading and rows: there is nothing but blanks")
    headings = _trimmed([heading.strip(BLANKS) for heading in records[filled[0]]])
    body = [records[place] for place in filled[1:]]
    rows = np.asarray(filled[1:], dtype=np.int64) + 1
    width = len(headings)
    body, uneven = _evened(body, width)
    faults = faults_at(uneven, lambda place: _ragged(file, body[place], row=int(rows[place]), width=width))
    keep = np.flatnonzero(~uneven)
    even = [body[place] for place in keep] if faults.count else body
    cells = tuple(stripped(texts(column)) for column in zip(*even, strict=True)) or (texts(()),) * width
    return RawTable(file=file, headings=headings, cells=cells, rows=rows[keep], whole=not faults.count), faults


def _trimmed(record: Sequence[str]) -> tuple[str, ...]:
    end = len(record)
    while end and not record[end - 1]:
        end -= 1
    return tuple(record[:end])


def _evened(body: list[Sequence[str]], width: int) -> tuple[list[Sequence[str]], Flags]:
    """Cut off blank cells beyond the last heading; say which records still have another width (shape: record)."""
    cut = [record if len(record) <= width or _filled(record[width:]) else record[:width] for record in body]
    lengths = np.fromiter(map(len, cut), dtype=np.int64, count=len(cut))
    return cut, lengths != width


def _filled(cells: Sequence[str]) -> bool:
    return bool("".join(cells).strip(BLANKS))


def _ragged(file: str, record: Sequence[str], *, row: int, width: int) -> Finding:
    expected = f"{width} cells, as many as there are headings; this row has {len(record)}"
    return Finding(file=file, row=row, value=",".join(record), expected=expected)
