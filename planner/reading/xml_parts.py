"""The XML parts of a zipped workbook, unpacked and parsed piece by piece within stated bounds."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.parsers import expat

from planner.language import Text
from planner.reading.spreadsheet import UNPACKED_BYTES, SheetError

Attributes = dict[str, str]

_PIECE = 1 << 20
_LONGEST_TAG = 1 << 24
_MOST_ENTRIES = 10_000


@dataclass(frozen=True, kw_only=True)
class Handlers:
    """What is called as a part is parsed: elements by their local names, whatever their prefix."""

    start: Callable[[str, Attributes], None]
    end: Callable[[str], None]
    text: Callable[[str], None]


class Archive:
    """A zipped workbook, of which at most `UNPACKED_BYTES` are unpacked in all."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._names = {name.casefold().lstrip("/"): name for name in packed.namelist()}
        self._left = UNPACKED_BYTES

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._names

    def parse(self, name: str, handlers: Handlers) -> None:
        """Parse a part. SheetError where there is none, where it is no XML, or too large."""
        if name not in self:
            raise SheetError(damaged(Text(f"{name} is missing", f"缺少 {name}")))
        parser = _parser(handlers)
        fed = 0
        for piece in self._pieces(self._names[name.casefold()]):
            fed += len(piece)
            try:
                parser.Parse(piece, False)
            except expat.ExpatError as problem:
                raise SheetError(damaged(f"{name}: {problem}")) from problem
            # A tag that never ends would be kept whole.
            if fed - max(parser.CurrentByteIndex, 0) > _LONGEST_TAG:
                raise SheetError(damaged(f"{name}: an endless tag"))
        try:
            parser.Parse(b"", True)
        except expat.ExpatError as problem:
            raise SheetError(damaged(f"{name}: {problem}")) from problem

    def _pieces(self, name: str) -> Iterator[bytes]:
        """Unpack a part. What the archive's list says of its size is not trusted: the bytes are counted."""
        with self._packed.open(name) as stream:
            while piece := stream.read(_PIECE):
                self._left -= len(piece)
                if self._left < 0:
                    raise SheetError(
                        Text(
                            f"a workbook that unpacks to {UNPACKED_BYTES // 10**6:,} MB at most",
                            f"解压后不超过 {UNPACKED_BYTES // 10**6:,} MB 的工作簿",
                        )
                    )
                yield piece


@contextmanager
def opened(content: bytes) -> Iterator[Archive]:
    """Open a zipped workbook's bytes. SheetError for whatever a damaged archive raises."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _refuse_many(packed)
            yield Archive(packed)
    except (SheetError, KeyboardInterrupt, GeneratorExit):
        raise
    except Exception as problem:  # a damaged archive raises zlib's, lzma's and other errors of all kinds
        raise SheetError(damaged(str(problem))) from problem


def _refuse_many(packed: zipfile.ZipFile) -> None:
    if len(packed.infolist()) > _MOST_ENTRIES:
        raise SheetError(damaged(Text(f"{len(packed.infolist()):,} parts", f"内含 {len(packed.infolist()):,} 个部件")))


def damaged(why: str) -> Text:
    """Say that a workbook is not whole; a reader's own words, which are English, stay out of the Chinese."""
    because = f"（{why.zh}）" if isinstance(why, Text) else ""
    return Text(
        f"a whole Excel workbook: this one is empty, cut short or damaged ({why})",
        f"应为完整的 Excel 工作簿：此文件为空、不完整或已损坏{because}",
    )


def _parser(handlers: Handlers) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: handlers.start(_local(name), attributes)
    parser.EndElementHandler = lambda name: handlers.end(_local(name))
    parser.CharacterDataHandler = handlers.text
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: object) -> None:
    """No workbook has a document type; what has one may unfold its entities without end."""
    raise SheetError(damaged("a document type declaration"))


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name
