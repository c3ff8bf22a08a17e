"""The form of a scenario, made from its schema: every key with its type, bounds, unit, default, norm and words."""

import math
import re
from typing import Any

from planner.reading.scenario import Scenario
from planner.reading.settings_sheet import WORDS
from planner.show.words.chinese import SCENARIO_KEYS
from planner.show.words.key_names import key_name
from planner.show.words.norms import NORMS

Node = dict[str, Any]

_UNITS = (
    ("minutes", "minutes", "分钟"), ("kph", "km/h", "公里/小时"), ("yuan_per_pupil_minute", "yuan a year", "元/年"),
    ("yuan_per_pupil_kilometre", "yuan a year", "元/年"), ("fixed_yuan_per_year", "yuan a year", "元/年"),
    ("class_yuan_per_year", "yuan a year", "元/年"), ("yuan_per_pupil", "yuan a year", "元/年"), ("yuan", "yuan", "元"),
    ("seconds", "seconds", "秒"), ("_years", "years", "年"), ("class_size", "pupils", "人"),
    ("school_size", "pupils", "人"), ("min_pupils", "pupils", "人"), ("also_under_pupils", "pupils", "人"),
    ("pupils", "pupils", "人"), ("max_classes", "classes", "个班"),
)  # fmt: skip
_LABELS = {
    "rules.moves.again": "转学后能否再转", "rules.merge.together": "同一年级段是否并入同一所学校",
    "rules.seat_reserve.over": "预留学位按什么范围计算", "rules.assignment.mode": "分配方式",
    "solver.engine": "求解方法", "rules": "规则",
}  # fmt: skip
"""Keys whose Chinese meaning begins with one of their values."""
_NORM = re.compile(r"\s*(?:Norm:)\s*")


def scenario_form() -> Node:
    """Return the tree of all keys of a scenario."""
    schema = Scenario.model_json_schema()
    return _group(schema, schema, ()) | {"key": "", "route": []}


def _group(schema: Node, whole: Node, route: tuple[str, ...]) -> Node:
    required = set(schema.get("required", ()))
    return {
        "type": "group",
        "children": [
            _node(name, inner, whole, (*route, name)) | {"required": name in required}
            for name, inner in schema.get("properties", {}).items()
        ],
    }


def _node(name: str, schema: Node, whole: Node, route: tuple[str, ...]) -> Node:
    dotted = ".".join(route)
    meaning, _, norm = _parted(" ".join(schema.get("description", "").split()))
    unit = next(((en, zh) for part, en, zh in _UNITS if part in dotted), None)
    node: Node = {
        "key": name,
        "route": list(route),
        "label": name.replace("_", " "),
        "label_zh": _label(dotted, name),
        "meaning": meaning,
        "meaning_zh": SCENARIO_KEYS.get(dotted, ""),
        "norm": norm,
        "norm_zh": NORMS.get(dotted, ""),
    }
    shape = _shape(schema, whole, route)
    if unit and shape["type"] in {"number", "integer", "map", "budget"}:
        node |= {"unit": unit[0], "unit_zh": unit[1]}
    return node | shape | _default(schema, shape)


def _label(dotted: str, name: str) -> str:
    """Name a key in few words of Chinese, without the name of the key above it."""
    known = _LABELS.get(dotted) or key_name(dotted) or SCENARIO_KEYS.get(dotted) or name.replace("_", " ")
    return known.rpartition("·")[2]


def _parted(text: str) -> tuple[str, str, str]:
    """Part what a key means from the norm it cites."""
    found = _NORM.search(text)
    return (text, "", "") if found is None else (text[: found.start()], "Norm", text[found.end() :])


def _default(schema: Node, shape: Node) -> Node:
    """Return a default that is a value; that of a group stands at its own keys."""
    if "default" not in schema or shape["type"] in {"group", "named"}:
        return {}
    value = schema["default"]
    return {"default": None if isinstance(value, float) and math.isinf(value) else value}


def _resolved(schema: Node, whole: Node) -> Node:
    while "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    if len(schema.get("allOf", ())) == 1:
        return _resolved(schema["allOf"][0], whole)
    return schema


def _shape(schema: Node, whole: Node, route: tuple[str, ...]) -> Node:
    """Return the type of a key's value, and what belongs to that type; `nullable` where null may stand."""
    schema = _resolved(schema, whole)
    ways = [_resolved(way, whole) for way in schema.get("anyOf") or schema.get("oneOf") or []]
    if ways:
        kept = [way for way in ways if way.get("type") != "null"]
        nullable = {"nullable": len(kept) < len(ways)}
        if len(kept) == 1:
            return _shape(kept[0], whole, route) | nullable
        inner = [_shape(way, whole, route) for way in kept]
        return next(({**each, "type": "budget"} for each in inner if each["type"] == "number"), inner[0]) | nullable
    return _plain_shape(schema, whole, route)


def _plain_shape(schema: Node, whole: Node, route: tuple[str, ...]) -> Node:
    kind = schema.get("type")
    if "enum" in schema or "const" in schema:
        return {"type": "choice", "choices": _choices(schema["enum"] if "enum" in schema else [schema["const"]])}
    if kind == "object" and "properties" in schema:
        return _group(schema, whole, route)
    if kind == "object":
        inner = schema.get("additionalProperties", {})
        below = _shape(inner, whole, (*route, "*"))
        return {"type": "named", "of": below} if below["type"] == "group" else {"type": "map", "of": below}
    if kind == "array":
        inner = _shape(schema.get("items", {}), whole, route) if schema.get("items") else {"type": "text"}
        return {"type": "choices", "choices": inner["choices"]} if inner["type"] == "choice" else {
            "type": "list", "of": inner
        }  # fmt: skip
    bounds = {name: schema[sign] for name, sign in (("min", "minimum"), ("max", "maximum")) if sign in schema}
    kinds = {"number": "number", "integer": "integer", "boolean": "flag"}
    return {"type": kinds.get(str(kind), "text")} | bounds


def _choices(values: list[Any]) -> list[Node]:
    return [{"value": value, "label": str(value).replace("_", " "), "label_zh": WORDS.get(value, str(value))}
            for value in values]  # fmt: skip
