"""The scenario file becomes a Scenario, or a list of everything that is wrong with it."""

import difflib
from pathlib import Path
from types import UnionType
from typing import TypeGuard, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.errors import Finding
from planner.read.faults import Faults, fault, input_error
from planner.read.scenario import Scenario, ScenarioFile
from planner.read.yaml_file import YamlFile, dotted, read_yaml

Model = TypeVar("Model", bound=BaseModel)

_WORDS = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number that is not endless",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list, such as [a, b]",
    "list_type": "a list, such as [a, b]",
    "dict_type": "keys with values, indented below it",
    "model_type": "keys with values, indented below it",
    "greater_than_equal": "{ge:,.10g} or more",
    "greater_than": "more than {gt:,.10g}",
    "less_than_equal": "{le:,.10g} or less",
    "less_than": "less than {lt:,.10g}",
    "too_short": "at least {min_length} of them",
    "string_too_short": "a text that is not empty",
    "string_too_long": "at most {max_length} characters",
    "literal_error": "one of {expected}",
}
"""Pydantic's kinds of error in plain words; braces take the error's own figures."""


def read_scenario(path: Path) -> ScenarioFile:
    """Read a scenario file. InputError lists every problem with its line and key."""
    path = Path(path)
    source = read_yaml(path)
    file = ScenarioFile(path=path.absolute(), scenario=validated(source, Scenario, path.name))
    try:
        file.district_folder.exists()
    except (OSError, ValueError, RuntimeError) as problem:
        place = source.nearest(("district",))
        bad = fault(path.name, f"the name of a folder ({problem})", row=place.line, column="district", value=place.text)
        raise input_error(bad, path.name) from None
    return file


def validated(source: YamlFile, model: type[Model], file: str) -> Model:
    """Hold a YAML file against a schema. InputError has a finding for each thing that does not fit."""
    try:
        return model.model_validate(source.values)
    except ValidationError as problem:
        findings = [_finding(error, source, model, file) for error in problem.errors(include_url=False)]
        raise input_error(Faults(tuple(sorted(findings, key=lambda finding: finding.row or 0))), file) from None


def _finding(error: ErrorDetails, source: YamlFile, model: type[BaseModel], file: str) -> Finding:
    route = tuple(part for part in error["loc"] if part != "[key]")
    place = source.nearest(route)
    text = place.text if route in source.places else None
    return Finding(
        file=file, row=place.line, column=dotted(route) or None, value=text, expected=_expected(error, model)
    )


def _expected(error: ErrorDetails, model: type[BaseModel]) -> str:
    """Say in plain words what would be right."""
    kind, route = error["type"], error["loc"]
    if kind == "missing":
        return f"this key, which is missing: {_meaning(model, route)}"
    if kind == "extra_forbidden":
        return (
            f"a known key: this one is unknown, the nearest is {_nearest(str(route[-1]), _keys_at(model, route[:-1]))}"
        )
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, ")
    words = _WORDS.get(kind)
    wanted = words.format(**error.get("ctx", {})) if words else error["msg"]
    return wanted + _hint(kind, error["input"])


def _hint(kind: str, given: object) -> str:
    """Say more where it is plain what happened."""
    if given is None:
        return ", not nothing"
    if isinstance(given, str) and kind in {"int_type", "float_type"} and _is_number(given):
        return "; this is text: take off the quotes"
    if isinstance(given, int | float) and kind == "string_type":
        return ": quote the code, or its leading zeros are lost"
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _meaning(model: type[BaseModel], route: tuple[int | str, ...]) -> str:
    """First sentence of a key's own description."""
    home = _model_at(model, route[:-1])
    key = str(route[-1])
    described = home.model_fields[key].description if home and key in home.model_fields else None
    return " ".join((described or "it must be given").split())


def _nearest(key: str, known: list[str]) -> str:
    ranked = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return ranked[0] if ranked else "none"


def _keys_at(model: type[BaseModel], route: tuple[int | str, ...]) -> list[str]:
    home = _model_at(model, route)
    return list(home.model_fields) if home else []


def _model_at(model: type[BaseModel], route: tuple[int | str, ...]) -> type[BaseModel] | None:
    """Follow keys down the schema to the model that stands there; None where there is no model."""
    here: list[object] = [model]
    for part in route:
        here = [inner for kind in here for inner in _step(kind, part)]
    return next((kind for kind in here if _is_model(kind)), None)


def _step(kind: object, part: int | str) -> list[object]:
    if _is_model(kind):
        field = kind.model_fields.get(str(part))
        return _alternatives(field.annotation) if field else []
    arguments = [argument for argument in get_args(kind) if argument is not Ellipsis]
    return _alternatives(arguments[-1]) if arguments else []


def _alternatives(kind: object) -> list[object]:
    """Spell out `A | None` and Annotated; leave dict[str, A] and tuple[A, ...] whole."""
    arguments = get_args(kind)
    if isinstance(kind, UnionType):
        return [inner for argument in arguments for inner in _alternatives(argument)]
    if hasattr(kind, "__metadata__"):
        return _alternatives(arguments[0])
    return [kind]


def _is_model(kind: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
