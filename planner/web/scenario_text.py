"""A scenario's text, read and changed key by key: comments and order stay as its author wrote them."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from planner.language import Text, in_language
from planner.reading.scenario import Scenario
from planner.reading.scenario_file import validated
from planner.reading.settings_sheet import cell_of
from planner.reading.yaml_file import Value, dotted, parse_yaml
from planner.show.words.key_names import key_name

FILE = "scenario.yaml"
"""What findings call it."""
Route = tuple[str | int, ...]
_WIDTH = 200


@dataclass(frozen=True, kw_only=True)
class Change:
    """One key and its new value; `remove`: the key goes, and its default holds."""

    route: tuple[str, ...]
    value: Any = None
    remove: bool = False


def scenario_of_text(text: str) -> Scenario:
    """Read a scenario. InputError lists every problem with its line and key."""
    return validated(parse_yaml(text.encode(), FILE), Scenario, FILE)


def values_of_text(text: str) -> dict[str, Value]:
    """Return what a text says, key by key, whether it makes a scenario or not. InputError where it is no YAML."""
    return parse_yaml(text.encode(), FILE).values


def with_value(text: str, route: tuple[str, ...], value: object) -> str:
    """Return the text with one key's value set. InputError where the text is no YAML."""
    return with_changes(text, [Change(route=route, value=value)])


def with_changes(text: str, changes: Sequence[Change]) -> str:
    """Return the text with keys set or removed; keys above them come into being. InputError where it is no YAML."""
    parse_yaml(text.encode(), FILE)  # refuses what the plain reader refuses, before the other one sees it
    yaml = _yaml()
    document = yaml.load(text)
    for change in changes:
        _apply(document, change)
    out = StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.representer.add_representer(type(None), _null)
    return yaml


def _null(representer: Any, _value: None) -> Any:  # noqa: ANN401 - ruamel's own types
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")


def _apply(document: Any, change: Change) -> None:  # noqa: ANN401 - a YAML document is of any type
    here = document
    for part in change.route[:-1]:
        inner = here.get(part)
        if not isinstance(inner, dict):
            if change.remove:
                return
            inner = here[part] = CommentedMap()
        here = inner
    if change.remove:
        here.pop(change.route[-1], None)
        return
    here[change.route[-1]] = _written(change.value)


def _written(value: Any) -> Any:  # noqa: ANN401 - a YAML value is of any type
    """Write ids in quotes, lists in one line."""
    if isinstance(value, str):
        return DoubleQuotedScalarString(value) if _looks_like_number(value) else value
    if isinstance(value, list | tuple):
        row = CommentedSeq(_written(each) for each in value)
        row.fa.set_flow_style()
        return row
    if isinstance(value, dict):
        return CommentedMap({_written(key): _written(inner) for key, inner in value.items()})
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _looks_like_number(text: str) -> bool:
    """Whether a reader of YAML might take a text for something else.

    >>> _looks_like_number("007"), _looks_like_number("null"), _looks_like_number("学校")
    (True, True, False)
    """
    read = YAML(typ="safe", pure=True).load(text) if text.strip() else None
    return not isinstance(read, str) or read != text


def says_of(changes: Sequence[Change]) -> Text:
    """Say what changed, key by key, in both languages."""
    return Text(
        "; ".join(_says(change, "en") for change in changes), "；".join(_says(change, "zh") for change in changes)
    )


def _says(change: Change, language: str) -> str:
    key = dotted(change.route)
    name = key if language == "en" else key_name(key) or key
    if change.remove:
        return in_language(Text(f"{name}: default again", f"{name}：恢复默认"), "zh" if language == "zh" else "en")
    value = tuple(change.value) if isinstance(change.value, list) else change.value
    shown = str(value) if language == "en" else str(cell_of(value))
    return f"{name}: {shown}" if language == "en" else f"{name}：{shown}"
