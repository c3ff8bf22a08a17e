"""The scenario file becomes a Scenario, or a list of everything that is wrong with it."""

import difflib
from pathlib import Path
from types import UnionType
from typing import TypeGuard, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.errors import Finding
from planner.findings import shortened
from planner.language import Text, in_language, system_reason
from planner.reading.faults import Faults, fault, input_error
from planner.reading.paths import refuse_undecodable
from planner.reading.scenario import Scenario, ScenarioFile
from planner.reading.tables import KIND_SYNONYMS, SCHOOL_KINDS
from planner.reading.yaml_file import YamlFile, dotted, read_yaml

Model = TypeVar("Model", bound=BaseModel)

_WHOLE, _LIST = Text("a whole number", "应为整数"), Text("a list, such as [a, b]", "应为列表，例如 [a, b]")
_KEYS = Text("keys with values, indented below it", "下面应有缩进的“键: 值”")
_WORDS = {
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": Text("a number", "应为数"),
    "finite_number": Text("a number that is not endless", "应为有限的数"),
    "bool_type": Text("true or false", "应为 true 或 false"),
    "string_type": Text("text", "应为文字"),
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _KEYS,
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "greater_than_equal": Text("{ge:,.10g} or more", "应不小于 {ge:,.10g}"),
    "greater_than": Text("more than {gt:,.10g}", "应大于 {gt:,.10g}"),
    "less_than_equal": Text("{le:,.10g} or less", "应不大于 {le:,.10g}"),
    "less_than": Text("less than {lt:,.10g}", "应小于 {lt:,.10g}"),
    "too_short": Text("at least {min_length} of them", "至少要有 {min_length} 个"),
    "too_long": Text("at most {max_length} of them", "最多 {max_length} 个"),
    "string_too_short": Text("a text that is not empty", "不能是空的文字"),
    "string_too_long": Text("at most {max_length} characters", "最多 {max_length} 个字符"),
    "string_pattern_mismatch": Text("a text of the form {pattern}", "写法应为 {pattern}"),
    "literal_error": Text("one of {expected}", "应为 {expected} 之一"),
}
"""Pydantic's kinds of error in plain words; braces take the error's own figures."""


def read_scenario(path: Path) -> ScenarioFile:
    """Read a scenario file. InputError lists every problem with its line and key."""
    path = Path(path)
    refuse_undecodable(path)
    source = read_yaml(path)
    file = ScenarioFile(path=path.absolute(), scenario=validated(source, Scenario, path.name))
    try:
        file.district_folder.exists()
    except (OSError, ValueError, RuntimeError) as problem:
        place = source.nearest(("district",))
        expected = Text(f"the name of a folder ({problem})", f"应为文件夹的名称（{system_reason(problem).zh}）")
        bad = fault(path.name, expected, row=place.line, column="district", value=place.text)
        raise input_error(bad, path.name) from None
    return file


def checked_scenario(scenario: Scenario) -> Scenario:
    """Check a scenario that was made or changed in Python, which `model_copy` does not do; return it whole.

    InputError has a finding for each key that does not fit, as for a file.
    """
    try:
        return Scenario.model_validate(_as_written(scenario))
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        wrong = [error["loc"] for error in errors]
        findings = [_finding_in_python(error) for error in errors if not _follows(error, wrong)]
        raise input_error(Faults(tuple(findings)), "scenario") from None


def _as_written(value: object) -> object:
    """Return a value as a file would hold it: the keys that were given, a key that the schema does not know too."""
    if isinstance(value, BaseModel):
        return {key: _as_written(inner) for key, inner in vars(value).items() if key in value.model_fields_set}
    if isinstance(value, dict):
        return {key: _as_written(inner) for key, inner in value.items()}
    return value


def _finding_in_python(error: ErrorDetails) -> Finding:
    route = _route_of(error)
    value = None if error["type"] == "missing" else shortened(str(error["input"]))
    return Finding(file="scenario", column=dotted(route) or None, value=value, expected=wanted_by(error, Scenario))


def validated(source: YamlFile, model: type[Model], file: str) -> Model:
    """Hold a YAML file against a schema. InputError has a finding for each thing that does not fit."""
    try:
        return model.model_validate(source.values)
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        wrong = [error["loc"] for error in errors]
        findings = [_finding(error, source, model, file) for error in errors if not _follows(error, wrong)]
        raise input_error(Faults(tuple(sorted(findings, key=lambda finding: finding.row or 0))), file) from None


def _route_of(error: ErrorDetails) -> tuple[int | str, ...]:
    """Return the keys that lead to what is wrong; pydantic's own words among them stand in brackets."""
    below: tuple[str, ...] = getattr(error.get("ctx", {}).get("error"), "route", ())
    return (*(part for part in error["loc"] if not str(part).startswith("[")), *below)


def _follows(error: ErrorDetails, wrong: list[tuple[int | str, ...]]) -> bool:
    """Say whether a list is too short only since what stands in it is wrong itself."""
    depth = len(error["loc"])
    return error["type"] == "too_short" and any(len(loc) > depth and loc[:depth] == error["loc"] for loc in wrong)


def _finding(error: ErrorDetails, source: YamlFile, model: type[BaseModel], file: str) -> Finding:
    route = _route_of(error)
    place = source.nearest(route)
    text = place.text if route in source.places else None
    return Finding(
        file=file, row=place.line, column=dotted(route) or None, value=text, expected=wanted_by(error, model)
    )


def wanted_by(error: ErrorDetails, model: type[BaseModel]) -> Text:
    """Say in plain words what would be right."""
    kind, route = error["type"], error["loc"]
    if kind == "missing":
        return Text(f"this key, which is missing: {_meaning(model, route)}", "缺少这一项")
    if kind == "extra_forbidden":
        near = _nearest(str(route[-1]), _keys_at(model, route[:-1]))
        return Text(f"a known key: this one is unknown, the nearest is {near}", f"没有这个键，最接近的是 {near}")
    told = error.get("ctx", {})
    if kind == "value_error":
        (says,) = told["error"].args or ("",)
        return Text(str(says), in_language(says, "zh"))
    words = _WORDS.get(kind) or Text(error["msg"].replace("{", "{{").replace("}", "}}"), "这个值不能用")
    choices = {"expected": _choices_zh(str(told["expected"]))} if "expected" in told else {}
    hint = _hint(kind, error["input"]) if kind != "literal_error" else _written(error["input"], str(told["expected"]))
    return Text(f"{words.format(**told)}{hint}", f"{words.zh.format(**{**told, **choices})}{hint.zh}")


def _choices_zh(expected: str) -> str:
    """List choices as Chinese does.

    >>> _choices_zh("'whole', 'split' or 'both'")
    'whole、split、both'
    """
    return expected.replace("'", "").replace(" or ", "、").replace(", ", "、")


def _written(given: object, expected: str) -> Text:
    """Say how a Chinese word for a sort of school or a stage is written here."""
    words = {**{chinese: code for code, chinese in SCHOOL_KINDS.items()}, **KIND_SYNONYMS}
    code = words.get(given) if isinstance(given, str) else None
    if code is None or f"'{code}'" not in expected:
        return Text("", "")
    return Text(f"; {given} is written {code}", f"；“{given}”请写作 {code}")


def _hint(kind: str, given: object) -> Text:
    """Say more where it is plain what happened."""
    if given is None:
        return Text(", not nothing", "，不能空着")
    if isinstance(given, str) and kind in {"int_type", "float_type"} and _is_number(given):
        return Text("; this is text: take off the quotes", "；这是文字，请去掉引号")
    if isinstance(given, int | float) and kind == "string_type":
        return Text(": quote the code, or its leading zeros are lost", "：编号要加引号，否则前面的 0 会丢失")
    return Text("", "")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _meaning(model: type[BaseModel], route: tuple[int | str, ...]) -> str:
    """First sentence of a key's own description."""
    home = model_at(model, route[:-1])
    key = str(route[-1])
    described = home.model_fields[key].description if home and key in home.model_fields else None
    return " ".join((described or "it must be given").split())


def _nearest(key: str, known: list[str]) -> str:
    ranked = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return ranked[0] if ranked else "none"


def _keys_at(model: type[BaseModel], route: tuple[int | str, ...]) -> list[str]:
    home = model_at(model, route)
    return list(home.model_fields) if home else []


def model_at(model: type[BaseModel], route: tuple[int | str, ...]) -> type[BaseModel] | None:
    """Follow keys down the schema to the model that stands there; None where there is no model."""
    here: list[object] = [model]
    for part in route:
        here = [inner for kind in here for inner in _step(kind, part)]
    return next((kind for kind in here if _is_model(kind)), None)


def _step(kind: object, part: int | str) -> list[object]:
    if _is_model(kind):
        field = kind.model_fields.get(str(part))
        return alternatives(field.annotation) if field else []
    arguments = [argument for argument in get_args(kind) if argument is not Ellipsis]
    return alternatives(arguments[-1]) if arguments else []


def alternatives(kind: object) -> list[object]:
    """Spell out `A | None` and Annotated; leave dict[str, A] and tuple[A, ...] whole."""
    arguments = get_args(kind)
    if isinstance(kind, UnionType) or get_origin(kind) is Union:  # Annotated beside None is the latter
        return [inner for argument in arguments for inner in alternatives(argument)]
    if hasattr(kind, "__metadata__"):
        return alternatives(arguments[0])
    return [kind]


def _is_model(kind: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
