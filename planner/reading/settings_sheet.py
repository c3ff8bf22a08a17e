"""A workbook's sheet of settings, 设置, becomes a scenario: one row a key of the schema, its value beside it.

An empty value leaves the key out, so that its default holds; 无 is null. Values may be the schema's own words or the
Chinese ones of `WORDS`. The sheet says nothing that the scenario file could not: it is turned into one.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args, get_origin

from pydantic import BaseModel

from planner.errors import InputError
from planner.findings import Finding, cell_address
from planner.language import Text, in_language
from planner.reading.faults import NO_FAULTS, Faults, fault, gathered, raise_if_any
from planner.reading.meaning import grades_of, plain
from planner.reading.raw import BLANKS
from planner.reading.scenario import Grade, Scenario
from planner.reading.scenario_file import alternatives, model_at, validated
from planner.reading.spreadsheet import Sheet
from planner.reading.tables import PLACE_KINDS, SCHOOL_KINDS
from planner.reading.yaml_file import Place, Route, Value, YamlFile, dotted

NAMES = ("设置", "情景", "settings")
"""Names that the sheet may bear."""
HEADINGS = ("项目", "填写", "说明", "键（请勿改动）")
"""Its headings; values stand in the second column, keys in the fourth."""
NOTHING = "无"
YES, NO = "是", "否"
WORDS: Mapping[str, str] = {
    **SCHOOL_KINDS, **PLACE_KINDS, "whole": "整体", "split": "分开", "auto": "自动", "milp": "整数规划",
    "beyond_day_reach": "走读到不了时", "any": "不限", "anywhere": "任何地方", "town": "本乡镇",
}  # fmt: skip
"""Words of the schema to the Chinese ones that stand for them on the sheet."""

_VALUE, _KEY = 1, 3
_NAMED = re.compile(r"年?\s*[:：]")
_PAIRS = re.compile(r"[;；、\n]|[,，](?=[^:：,，;；、\n]*[:：])")
"""Between pairs of a name and a value; a comma within a number is none."""
_TEXT_PAIRS = re.compile(r"[;；\n](?=[^:：;；\n]+[:：])")
"""Between pairs of a name and a text, which may hold commas."""
_LIST = re.compile(r"[,，、;；\n]")
_INTEGER = re.compile(r"[-+]?\d{1,300}")
_WORD = re.compile(r"[a-z_]+")
_UNITS = (
    (re.compile(r"minutes$"), "分钟?"), (re.compile(r"kph$"), "(?:公里|千米)(?:/|每)小时|km/h"),
    (re.compile(r"yuan"), "元(?:/.{1,4})?"), (re.compile(r"seconds$"), "秒"), (re.compile(r"years$"), "年|学年|年度"),
    (re.compile(r"_size\.|pupils$"), "人|名"), (re.compile(r"merge\."), "所"), (re.compile(r"classes"), "个?班"),
)  # fmt: skip
"""Keys, and the units that may stand behind their numbers: those the numbers are in anyway."""
_DECIMAL = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")


def leaves(model: BaseModel, within: Route = ()) -> Iterator[tuple[Route, object]]:
    """List every key of a model that holds no keys of its own, with its value."""
    for name in type(model).model_fields:
        yield from _leaves_of(getattr(model, name), (*within, name))


def _leaves_of(value: object, route: Route) -> Iterator[tuple[Route, object]]:
    if isinstance(value, BaseModel):
        yield from leaves(value, route)
    elif isinstance(value, dict) and value and all(isinstance(inner, BaseModel) for inner in value.values()):
        for name, inner in value.items():
            yield from _leaves_of(inner, (*route, name))
    else:
        yield route, value


def cell_of(value: object) -> str | float | int:
    """Write a value as its cell holds it.

    >>> [cell_of(value) for value in (None, True, 40.0, math.inf, ("primary", "junior"), "whole", "", {2026: 3})]
    ['无', '是', 40, '', '小学、初中', '整体', '', '2026：3']
    >>> cell_of((("V1", "S2"), ("V3", "S4")))
    'V1：S2；V3：S4'
    """
    if value is None or isinstance(value, bool):
        return NOTHING if value is None else YES if value else NO
    if isinstance(value, float):
        return "" if math.isinf(value) else int(value) if value.is_integer() else value
    if isinstance(value, tuple):
        pairs = [each for each in value if isinstance(each, tuple)]
        return "；".join("：".join(pair) for pair in pairs) or "、".join(str(cell_of(each)) for each in value)
    if isinstance(value, dict):
        return "；".join(f"{key}：{cell_of(inner)}" for key, inner in value.items())
    if isinstance(value, str):
        return WORDS.get(value, value)
    return value if isinstance(value, int) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, kw_only=True)
class _Row:
    route: Route
    cell: str
    line: int


def scenario_of(sheet: Sheet, file: str) -> Scenario:
    """Read the sheet. InputError lists every problem with its cell."""
    rows, faults = _rows(sheet, file)
    raise_if_any(faults, file)
    values: dict[str, Value] = {}
    places: dict[Route, Place] = {(): Place(line=1)}
    for row in rows:
        here = values
        for depth, part in enumerate(row.route[:-1], 1):
            places.setdefault(row.route[:depth], Place(line=row.line))
            inner = here.setdefault(str(part), {})
            if not isinstance(inner, dict):
                inner = here[str(part)] = {}
            here = inner
        here[str(row.route[-1])] = _value(row.cell, row.route)
        places[row.route] = Place(line=row.line, text=row.cell)
    try:
        return validated(YamlFile(values=values, places=places), Scenario, file)
    except InputError as problem:
        cells = {row.line: row.cell for row in rows}
        findings = [_on_sheet(each, cells, sheet.name) for each in problem.findings]
        raise InputError(problem.headline, findings) from None


def _on_sheet(finding: Finding, cells: Mapping[int, str], sheet: str) -> Finding:
    """Say where on the sheet a value stands, and in the sheet's own words what may stand there."""
    row = finding.row if finding.row and finding.row > 1 else None
    words = {**WORDS, "true": YES, "false": NO, "null": NOTHING}
    chinese = _WORD.sub(lambda word: words.get(word[0], word[0]), in_language(finding.expected, "zh"))
    return replace(
        finding,
        address=cell_address(_VALUE, row, sheet) if row else None,
        value=finding.value or (cells.get(row) if row else None),
        expected=Text(str(finding.expected), chinese),
    )


def _rows(sheet: Sheet, file: str) -> tuple[list[_Row], Faults]:
    """Return the filled rows; a value without its key, and a key that is there twice, are faults."""
    rows: list[_Row] = []
    faults = NO_FAULTS
    seen: dict[Route, int] = {}
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        value, key = ((cells[place] if place < len(cells) else "").strip(BLANKS) for place in (_VALUE, _KEY))
        if not value or plain(key) == plain(HEADINGS[_KEY]):
            continue
        line = number + 1
        route = _route(key)
        if not key:
            faults += _fault(file, line, value, Text("its key, in column D", "D 列应有对应的键：请从模板复制该行"))
        elif route in seen:
            once = Text(f"{key} once: row {seen[route]} has it already", f"“{key}”不能重复：第 {seen[route]} 行已有")
            faults += _fault(file, line, value, once)
        else:
            rows.append(_Row(route=route, cell=value, line=line))
            seen[route] = line
    if not rows and not faults.count:
        empty = Text("settings: the sheet has no key with a value", "应有设置：此表没有任何填好的项目")
        return [], fault(file, empty)
    return rows, faults


def _fault(file: str, line: int, value: str, expected: Text) -> Faults:
    return gathered([fault(file, expected, row=line, column="settings", value=value)])


def _route(key: str) -> Route:
    """Return the keys that a dotted name leads through; the name of a band may hold points."""
    parts = key.split(".")
    if parts[0] == "grade_bands" and len(parts) > 2:  # noqa: PLR2004 - grade_bands, its name, a key
        return ("grade_bands", ".".join(parts[1:-1]), parts[-1])
    return tuple(parts)


def _value(cell: str, route: Route) -> Value:
    """Give a cell the type that the schema has for its key; what fits none stays text, for the schema to refuse."""
    if cell == NOTHING:
        return None
    home = model_at(Scenario, route[:-1])
    field = home.model_fields.get(str(route[-1])) if home else None
    kinds = alternatives(field.annotation) if field else []
    named = _mapping(kinds)
    if named is not None and _NAMED.search(cell):
        inner = alternatives(named)
        pairs = [part.strip(BLANKS) for part in (_TEXT_PAIRS if str in inner else _PAIRS).split(cell)]
        halves = [_NAMED.split(pair, maxsplit=1) for pair in pairs if pair]
        return {key.strip(BLANKS): _scalar("".join(rest).strip(BLANKS), inner, dotted(route)) for key, *rest in halves}
    for kind in kinds:
        if get_origin(kind) is tuple:
            return _list(cell, get_args(kind)[0], dotted(route))
    return _scalar(cell, kinds, dotted(route))


def _mapping(kinds: list[object]) -> object | None:
    """Return the type of the values where a mapping from names or years may stand; None elsewhere."""
    for kind in kinds:
        inner: tuple[object, ...] = get_args(kind)
        if get_origin(kind) is dict:
            return inner[-1]
        found = _mapping(list(inner)) if inner and get_origin(kind) is not Literal else None
        if found is not None:
            return found
    return None


def _list(cell: str, kind: object, key: str) -> list[Value]:
    if kind == Grade:
        run = grades_of(cell)
        if run is not None:
            return list(run)
    if get_origin(kind) is tuple:
        pairs = [part for part in re.split(r"[;；\n]", cell) if part.strip(BLANKS)]
        return [[half.strip(BLANKS) for half in re.split(r"[:：]", pair, maxsplit=1)] for pair in pairs]
    parts = [part.strip(BLANKS) for part in _LIST.split(cell)]
    return [_scalar(part, alternatives(kind), key) for part in parts if part]


def _scalar(cell: str, kinds: list[object], key: str) -> Value:
    if bool in kinds and plain(cell) in {YES, NO, "true", "false"}:
        return plain(cell) in {YES, "true"}
    for kind in kinds:
        if get_origin(kind) is Literal:
            return next((word for word in get_args(kind) if cell in {word, WORDS.get(word)}), cell)
    if str in kinds:
        return cell
    number = _without_unit(cell.replace(",", "").replace("，", ""), key)
    if _INTEGER.fullmatch(number):
        return int(number)
    return float(number) if _DECIMAL.fullmatch(number) else cell


def _without_unit(number: str, key: str) -> str:
    """Leave out a unit in which the key's numbers are anyway.

    >>> _without_unit("2026年", "years"), _without_unit("4 公里/小时", "travel.walk_kph")
    ('2026', '4')
    >>> _without_unit("1小时", "grade_bands.x.max_walk_minutes"), _without_unit("3万元", "prices.build_yuan")
    ('1小时', '3万元')
    """
    units = "|".join(unit for keys, unit in _UNITS if keys.search(key))
    match = re.fullmatch(rf"([-+.\d]+)(?:{units})", plain(number)) if units else None
    return match[1] if match else number


def changes(before: Scenario | None, after: Scenario) -> tuple[str, ...]:
    """Name what differs between two scenarios, key by key."""
    old = {dotted(route): cell_of(value) for route, value in leaves(before)} if before is not None else {}
    new = {dotted(route): cell_of(value) for route, value in leaves(after)}
    return tuple(
        f"{key}: {old.get(key, '–') or '–'} → {new.get(key, '–') or '–'}"
        for key in dict.fromkeys((*new, *old))
        if old.get(key) != new.get(key)
    )
