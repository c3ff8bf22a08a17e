"""Keys of scenarios, laid over one another."""

from collections.abc import Mapping
from typing import Any

Keys = dict[str, Any]


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> Keys:
    """Return keys of `below`, those of `above` in their place or beside them, at every depth.

    >>> merged({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    both = dict(below)
    for key, value in above.items():
        old = both.get(key)
        both[key] = merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return both
