"""A scenario as the text of its file: every key, each below its meaning in Chinese and English."""

import json
import math
import textwrap
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from planner.reading.scenario import Scenario
from planner.reading.tables import GRADES
from planner.show.words.chinese import SCENARIO_KEYS

_WIDTH = 100


def scenario_yaml(scenario: Scenario) -> str:
    """Write a scenario with every key, each below its meaning in Chinese and English.

    What a rule that is off would say stands there as a comment.
    """
    head = ["# 情景文件：# 后为说明，可以删去。 Scenario: what follows # is a comment and may go.", ""]
    return "\n".join([*head, *_lines(scenario, "", 0)]) + "\n"


def _lines(model: BaseModel, within: str, indent: int) -> list[str]:
    """Write a schema's keys as YAML, each below its comment."""
    lines: list[str] = []
    for name, field in type(model).model_fields.items():
        lines += _comment(f"{within}{name}", field.description or "", indent)
        if field.is_required() and name not in model.model_fields_set:  # a rule that is off, and has no default
            lines.append(f"{' ' * indent}{name}:")
            continue
        value = getattr(model, name)
        lines += _entry(name, value, f"{within}{name}", indent)
        if value is None:
            lines += [f"{' ' * indent}#   {line}" for line in _if_it_were_on(field, f"{within}{name}.")]
    return lines


def _if_it_were_on(field: FieldInfo, within: str) -> list[str]:
    """Write the keys below one that is off, with their defaults; none where it has no keys below."""
    models = [kind for kind in get_args(field.annotation) if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return [line for model in models for line in _lines(model.model_construct(), within, 0)]


def _entry(name: str, value: object, dotted: str, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, BaseModel):
        return [f"{pad}{name}:", *_lines(value, f"{dotted}.", indent + 2)]
    if isinstance(value, dict):
        below = [line for key, inner in value.items() for line in _entry(key, inner, f"{dotted}.*", indent + 2)]
        return [f"{pad}{name}:", *below]
    if value in (math.inf, ""):
        # YAML has no word for it that the schema takes: a limit left out does not bind, nor has what has no title one.
        return [f"{pad}# {name}:"]
    return [f"{pad}{name}: {_value(value)}"]


def _value(value: object) -> str:
    """Write a scalar or a list; JSON is YAML.

    >>> _value(30000000.0), _value(0.04), _value(("1", "2")), _value(None), _value("方案")
    ('30000000', '0.04', '[1, 2]', 'null', '"方案"')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, tuple) and value and set(value) <= set(GRADES):
        return f"[{', '.join(value)}]"
    return json.dumps(value, ensure_ascii=False)


def _comment(dotted: str, description: str, indent: int) -> list[str]:
    texts = [SCENARIO_KEYS.get(dotted, ""), " ".join(description.split())]
    prefix = " " * indent + "# "
    wrap = textwrap.TextWrapper(_WIDTH, initial_indent=prefix, subsequent_indent=prefix)
    return [line for text in texts if text for line in wrap.wrap(text)]
