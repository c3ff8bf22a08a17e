"""YAML read the narrow way: one document of plain mappings, lists and scalars, and where each stands.

Values are built here from the parser's events, never by a constructor: no tag is obeyed, and an alias is refused before
it could unfold. Scalars follow YAML 1.2's core schema: null, true and false, decimal numbers; everything else is text.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from planner.errors import InputError
from planner.language import Text, system_reason
from planner.reading.faults import NO_FAULTS, Faults, fault, gathered
from planner.reading.kinds import is_plain, kind_of

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
Route = tuple[str | int, ...]

_WIDE_COLON = re.compile(r"\s*(?:- )?[A-Za-z_]\w*：")
_NARROW_COLON = Text(
    "a colon of half width and a blank behind each key: this one is the Chinese ：",
    "键后面应为英文（半角）冒号加一个空格：此处是中文（全角）冒号",
)
_STRANGE_SIGN = Text(
    "plain YAML: there is a sign that no text file holds", "YAML 写法有误：有一个文本文件里不该有的字符"
)
SIZE_LIMIT = 1_000_000
"""Largest YAML file that is read, bytes."""
DEPTH_LIMIT = 20
"""Deepest nesting of mappings and lists."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_NANS = frozenset({".nan", ".NaN", ".NAN"})


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a value stands: line (from 1), and its text as written, None for a mapping or a list."""

    line: int
    text: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class YamlFile:
    """A YAML mapping. `places`: the keys and indices that lead to a value, to where it stands."""

    values: dict[str, Value]
    places: dict[Route, Place]

    def nearest(self, route: Route) -> Place:
        """Return the place of a value, or of the innermost mapping or list around where it should be."""
        while route not in self.places:
            route = route[:-1]
        return self.places[route]


def dotted(route: Route) -> str:
    """Write keys and indices as a user would.

    >>> dotted(("rules", "merge", "kinds", 0))
    'rules.merge.kinds[0]'
    """
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in route)
    return words.removeprefix(".")


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file. InputError where it is not there, too large, too deep, not plain YAML or not a mapping."""
    content = _bytes_of(path)
    kind = kind_of(content, path.name)
    if not is_plain(kind):
        _refuse(path.name, Text(f"a YAML file: this is {kind}", f"YAML 文件；而这是{kind.zh}"))
    return parse_yaml(content, path.name)


def parse_yaml(content: bytes, file: str) -> YamlFile:
    """Read the bytes of a YAML file, which findings call `file`. InputError as for `read_yaml`."""
    if len(content) > SIZE_LIMIT:
        _refuse(
            file,
            Text(
                f"at most {SIZE_LIMIT:,} bytes; there are {len(content):,}",
                f"文件最大 {SIZE_LIMIT:,} 字节，现有 {len(content):,} 字节",
            ),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = content[: problem.start].count(b"\n") + 1
        _refuse(file, Text("text in UTF-8: save the file as UTF-8", "应为 UTF-8 编码的文本：请另存为 UTF-8"), row=row)
    events, faults = _events(text, file)
    if not faults.count:
        if not events:
            _refuse(file, Text("a mapping of keys to values: the file is empty", "应为“键: 值”的内容：文件是空的"))
        builder = _build(iter(events), file)
        if not builder.faults.count:
            if not isinstance(builder.value, dict):
                _refuse(
                    file,
                    Text(
                        "a mapping of keys to values, such as 'name: my-scenario'",
                        "应为“键: 值”的内容，例如 name: my-scenario",
                    ),
                    row=1,
                )
            return YamlFile(values=builder.value, places=builder.places)
        faults = builder.faults
    raise _unreadable(file, faults)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(SIZE_LIMIT + 1)
    except IsADirectoryError:
        _refuse(str(path), Text("a YAML file: this is a folder", "应为 YAML 文件：这是一个文件夹"))
    except FileNotFoundError:
        _refuse(str(path), Text("a YAML file: there is none of this name", "应为 YAML 文件：没有这个文件"))
    except (OSError, ValueError) as problem:
        _refuse(
            str(path), Text(f"a YAML file that can be opened ({problem})", f"文件打不开（{system_reason(problem).zh}）")
        )


def _unreadable(file: str, faults: Faults) -> InputError:
    headline = Text(f"{file} cannot be read:", f"{file} 无法读取：")
    return InputError(headline, faults.listed)


def _refuse(file: str, expected: Text, *, row: int | None = None) -> NoReturn:
    raise _unreadable(file, fault(file, expected, row=row))


def _events(text: str, file: str) -> tuple[list[Event], Faults]:
    """Parse to nodes' events; refuse what a plain file has no use for. Empty where there is no document."""
    kept: list[Event] = []
    faults = Faults()
    documents = depth = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            documents += isinstance(event, DocumentStartEvent)
            depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
            depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
            refusal = _refusal(event, documents=documents, depth=depth)
            if refusal:
                line = event.start_mark.line + 1
                faults += fault(file, refusal, row=line)
                if documents > 1 or depth > DEPTH_LIMIT:
                    break
            if isinstance(event, NodeEvent | MappingEndEvent | SequenceEndEvent):
                kept.append(event)
    except (YAMLError, RecursionError, ValueError, IndexError, AssertionError, AttributeError, TypeError) as problem:
        # The parser answers some damage with Python's own errors rather than its own.
        faults += _damage(problem, text, file)
    return kept, faults


def _damage(problem: Exception, text: str, file: str) -> Faults:
    """Say where the parser gave up, and over what."""
    if isinstance(problem, MarkedYAMLError) and problem.problem_mark:
        line = problem.problem_mark.line
        wide = next(
            (row for row in (line, line - 1) if _WIDE_COLON.match("".join(text.split("\n")[row : row + 1]))), None
        )
        if wide is not None and wide >= 0:
            return fault(file, _NARROW_COLON, row=wide + 1, value="：")
        says = Text(f"plain YAML ({problem.problem})", "YAML 写法有误：请检查此处的引号、冒号和缩进")
        return fault(file, says, row=line + 1)
    if isinstance(problem, ReaderError):
        row = text[: problem.position].count("\n") + 1
        sign = f"U+{ord(problem.character) if isinstance(problem.character, str) else int(problem.character):04X}"
        return fault(file, _STRANGE_SIGN, row=row, value=sign)
    return fault(file, Text("plain YAML: the file is damaged", "YAML 写法有误：文件已损坏"))


def _refusal(event: Event, *, documents: int, depth: int) -> Text | None:
    """Say why an event has no place in a plain file; None where it has."""
    if documents > 1:
        return Text("one document: take out the line '---'", "只能有一份文档：请删去 --- 这一行")
    if depth > DEPTH_LIMIT:
        return Text(f"at most {DEPTH_LIMIT} levels of nesting", f"嵌套最多 {DEPTH_LIMIT} 层")
    if isinstance(event, AliasEvent):
        return Text(
            f"no aliases: write the value out instead of *{event.anchor}",
            f"不能用别名：请把 *{event.anchor} 换成它的值",
        )
    if isinstance(event, NodeEvent) and event.anchor:
        return Text(f"no anchors: take out &{event.anchor}", f"不能用锚点：请删去 &{event.anchor}")
    tag = getattr(event, "tag", None)
    return Text(f"no tags: take out {tag}", f"不能用标签：请删去 {tag}") if tag else None


@dataclass(frozen=True, kw_only=True)
class _Built:
    """A value with everything inside it, its places relative to it, and what was wrong with it."""

    value: Value
    places: dict[Route, Place]
    faults: Faults = NO_FAULTS


def _build(events: Iterator[Event], file: str, event: Event | None = None) -> _Built:
    """Build the value that the next event, or this one, opens."""
    event = event or next(events)
    line = event.start_mark.line + 1
    if isinstance(event, ScalarEvent):
        text = str(event.value)
        value = _scalar(text) if event.implicit[0] else text
        return _Built(value=value, places={(): Place(line=line, text=text)})
    if isinstance(event, SequenceStartEvent):
        return _sequence(events, file, line)
    return _mapping(events, file, line)


def _sequence(events: Iterator[Event], file: str, line: int) -> _Built:
    items: list[Value] = []
    places: dict[Route, Place] = {(): Place(line=line)}
    faults = []
    for event in events:
        if isinstance(event, SequenceEndEvent):
            break
        item = _build(events, file, event)
        places.update({(len(items), *route): place for route, place in item.places.items()})
        items.append(item.value)
        faults.append(item.faults)
    return _Built(value=items, places=places, faults=gathered(faults))


def _mapping(events: Iterator[Event], file: str, line: int) -> _Built:
    values: dict[str, Value] = {}
    places: dict[Route, Place] = {(): Place(line=line)}
    faults = []
    for event in events:
        if isinstance(event, MappingEndEvent):
            break
        key = _build(events, file, event)
        item = _build(events, file)
        faults += [key.faults, item.faults]
        row = key.places[()].line
        name = key.places[()].text
        if name is None:
            faults.append(fault(file, Text("a plain key before the colon", "冒号前应为一个简单的键"), row=row))
            continue
        if name in values:
            line = places[(name,)].line
            twice = Text(f"each key once: line {line} has it already", f"同一个键只能写一次：第 {line} 行已经写过")
            faults.append(fault(file, twice, row=row, column=name))
            continue
        values[name] = item.value
        places.update({(name, *route): place for route, place in item.places.items()})
        places[(name,)] = Place(line=row, text=item.places[()].text)
    return _Built(value=values, places=places, faults=gathered(faults))


def _scalar(text: str) -> Value:
    """Read a plain scalar.

    >>> [_scalar(text) for text in ("12", "1.5e3", "true", "~", "0x1F", "2026-01-01")]
    [12, 1500.0, True, None, '0x1F', '2026-01-01']
    """
    if text in _NULLS:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    endless = _ENDLESS.fullmatch(text)
    if endless:
        return -math.inf if endless[1] == "-" else math.inf
    return math.nan if text in _NANS else text
